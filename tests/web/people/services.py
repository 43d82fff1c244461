"""Push service and mail server for tests: real sockets on this computer, which keep what they were told."""

from __future__ import annotations

import atexit
import datetime
import ipaddress
import shutil
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Heard:
    """What a server was told, and what it answers."""

    port: int = 0
    answers: int = 201
    leads_to: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)  # path, headers, body
    mails: list[tuple[str, str]] = field(default_factory=list)  # receiver, the whole mail
    encrypted: list[bool] = field(default_factory=list)  # of each mail
    hold: threading.Event | None = None  # answers only once it is set
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def everything(self) -> str:
        """All of it as one text."""
        told = [f"{path}\n{headers}\n{body!r}" for path, headers, body in self.requests]
        return "\n".join([*told, *("\n".join(one) for one in self.mails)])


@contextmanager
def push_service(tls: ssl.SSLContext | None = None) -> Iterator[Heard]:
    """A push service, with the certificate of ``vouched_for`` unless another is given."""
    heard = Heard()
    tls = tls or vouched_for()[0]

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            heard.requests.append((self.path, dict(self.headers), body))
            heard.arrived.set()
            if heard.hold is not None:
                heard.hold.wait(20)
            self.send_response(heard.answers)
            if heard.leads_to:
                self.send_header("Location", heard.leads_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    with _serving(server, heard):
        yield heard


@contextmanager
def mail_server(tls: ssl.SSLContext | None = None) -> Iterator[Heard]:
    """A mail server, which offers STARTTLS where it has a certificate; ``answers`` 550 refuses receivers."""
    heard = Heard(answers=250)

    class Answers(socketserver.StreamRequestHandler):
        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

        def handle(self) -> None:
            to, encrypted = "", False
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.split(" ")[0].upper()
                if word == "EHLO" and tls is not None and not encrypted:
                    self.say("250-here", "250 STARTTLS")
                elif word == "STARTTLS" and tls is not None:
                    self.say("220 go")
                    self.connection = tls.wrap_socket(self.connection, server_side=True)
                    self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                    encrypted = True
                elif word == "RCPT":
                    to = line.partition("<")[2].rstrip(">")
                    self.say(f"{heard.answers} so")
                elif word == "DATA":
                    self.say("354 go on")
                    told = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        told.append(part.decode())
                    heard.mails.append((to, "".join(told)))
                    heard.encrypted.append(encrypted)
                    self.say("250 kept")
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 so")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answers), heard):
        yield heard


@contextmanager
def _serving(server: socketserver.TCPServer, heard: Heard) -> Iterator[None]:
    heard.port = server.server_address[1]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side and the file of a certificate that only whoever names that file believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "here.pem", folder / "here.key"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    side.load_cert_chain(file, secret)
    return side, file


@cache
def vouched_for() -> tuple[ssl.SSLContext, Path]:
    """One such certificate for all; whoever calls names its file in ``SSL_CERT_FILE``."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return certificate(Path(folder))
