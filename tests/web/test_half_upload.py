"""The network is cut in the middle of a file, before a real server: nothing half-kept, again it works."""

from __future__ import annotations

import http.client
import re
import socket
import sqlite3
import time
import urllib.parse
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.web.test_serving import served
from tests.web.visits import DIARY

pytestmark = pytest.mark.slow
BORDER = "-----border-of-a-form"
BYTES = 6_000_000


@dataclass
class Device:
    """A browser's cookies and what it asks, byte by byte."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """What goes along with everything."""
        told = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": told, "Origin": f"http://127.0.0.1:{self.port}"}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
        """Status, where to, and the page."""
        here = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        here.request(method, path, body, self.headers() | ({"Content-Type": kind} if kind else {}))
        answer = here.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        here.close()
        return answer.status, answer.getheader("Location") or "", text

    def token(self, path: str) -> str:
        """The token of the form of a page."""
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.ask("GET", path)[2])
        assert found
        return found[1]

    def join(self) -> str:
        """A new account. Returns the address of its notebook."""
        told = {"name": "moss", "password": "quiet evening in the hall", "birth_year": "1990"}
        told |= {"country": "th", "zone": "Asia/Bangkok"}
        told["csrfmiddlewaretoken"] = self.token("/join/person/")
        kind = "application/x-www-form-urlencoded"
        assert self.ask("POST", "/join/person/", urllib.parse.urlencode(told).encode(), kind)[0] == 302
        return self.ask("GET", "/home/")[1]

    def cut(self, path: str, body: bytes, after: int) -> None:
        """Send so many bytes of a body, then nothing more, ever."""
        head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in self.headers().items()]
        head += [f"Content-Type: multipart/form-data; boundary={BORDER}", "", ""]
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall("\r\n".join(head).encode() + body[:after])
            time.sleep(0.3)


def body_of(fields: dict[str, str], files_first: bool) -> bytes:
    """A form with a diary of some megabytes, its other fields before or after it."""
    told = [
        f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BORDER}\r\nContent-Disposition: form-data; name="files"; filename="d.csv"\r\n'
    file = head.encode() + b"Content-Type: text/csv\r\n\r\n" + DIARY + b"\n" * BYTES + b"\r\n"
    return b"".join([file, *told] if files_first else [*told, file]) + f"--{BORDER}--\r\n".encode()


def left(folder: Path) -> list[str]:
    """Files on their way in, files put aside, and readings that were begun."""
    places = [folder / "var" / name for name in ("incoming", "uploads")]
    files = [str(one.relative_to(folder)) for place in places for one in place.rglob("*")]
    with closing(sqlite3.connect(folder / "var" / "genkan.sqlite3")) as kept:
        rows = kept.execute("SELECT key FROM genkan_daytable WHERE visit != ''").fetchall()
    return files + [row[0] for row in rows]


def gone(folder: Path) -> list[str]:
    """The same, once the server has noticed that nobody is there any more."""
    for _ in range(200):
        if not left(folder):
            return []
        time.sleep(0.05)
    return left(folder)


def test_half_a_file_is_nothing(tmp_path: Path) -> None:
    """Cut at a twentieth, in the middle, just before the end, fields before the file or after it: no file,
    no reading, no trace of an error; the same form sent whole is read. The judge is shown a file left."""
    with served(tmp_path, "--workers", "1") as (_, port):
        device = Device(port)
        book = device.join()
        fields = {"zone": "Asia/Bangkok", "agreed": "1", "csrfmiddlewaretoken": device.token(f"{book}files/")}
        for files_first in (True, False):
            body = body_of(fields, files_first)
            for after in (len(body) // 20, len(body) // 2, len(body) - 40):
                device.cut(f"{book}files/", body, after)
                assert gone(tmp_path) == [], (files_first, after)
        planted = tmp_path / "var" / "incoming" / "half.csv"
        planted.write_bytes(b"half")
        assert left(tmp_path) == ["var/incoming/half.csv"]
        planted.unlink()
        whole = body_of(fields, files_first=False)
        status, address, _ = device.ask(
            "POST", f"{book}files/", whole, f"multipart/form-data; boundary={BORDER}"
        )
        assert (status, address.startswith(f"{book}files/")) == (302, True)
        for _ in range(600):
            status, _, page = device.ask("GET", address)
            if "<progress" not in page:
                break
            time.sleep(0.1)
        assert status == 200
        assert 'action="' + address.replace("/files/", "/take/") in page
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert " 500 " not in log
