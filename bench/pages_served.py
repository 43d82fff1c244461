"""What a request costs the server: eight clients at once over loopback, a bounded number of requests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Served:
    """One page under load. ``cpu_ms``: of the server's processes, a request."""

    requests: int
    a_second: float
    median_ms: float
    p95_ms: float
    cpu_ms: float


def served(port: int, pid: int, address: str, headers: str, requests: int, enough_s: float) -> Served:
    """``requests`` requests from all clients together, fewer if they take longer than ``enough_s``."""
    question = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
    for connection in (_Connection(port), _Connection(port)):  # templates are compiled, words are read
        for _ in range(4):
            connection.ask(question)
        connection.close()
    told: list[float] = []
    troubles: list[Exception] = []
    until = time.monotonic() + enough_s

    def client(share: int) -> None:
        try:
            connection = _Connection(port)
            for _ in range(share):
                began = time.perf_counter()
                connection.ask(question)
                told.append(time.perf_counter() - began)
                if time.monotonic() > until:
                    break
            connection.close()
        except (OSError, RuntimeError) as trouble:
            troubles.append(trouble)

    clients = [threading.Thread(target=client, args=(requests // CLIENTS,)) for _ in range(CLIENTS)]
    cpu_s, began = _cpu_s(pid), time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    took, cpu_s = time.perf_counter() - began, _cpu_s(pid) - cpu_s
    if troubles:
        raise troubles[0]
    most = quantiles(told, n=20)[-1]
    return Served(len(told), len(told) / took, median(told) * 1e3, most * 1e3, cpu_s / len(told) * 1e3)


class _Connection:
    """One browser's connection that stays open."""

    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def ask(self, question: bytes) -> None:
        """Send a request and read the answer to its end; RuntimeError unless it is a page."""
        self._socket.sendall(question)
        held = b""
        while b"\r\n\r\n" not in held:
            held += self._more()
        head, _, body = held.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        if not lines[0].startswith(b"http/1.1 200"):
            raise RuntimeError(f"no page: {lines[0].decode()}")
        length = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")]
        while len(body) < length[0] if length else not body.endswith(b"0\r\n\r\n"):
            body += self._more()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self) -> bytes:
        data = self._socket.recv(65_536)
        if not data:
            raise RuntimeError("the server hung up")
        return data


def _cpu_s(pid: int) -> float:
    """CPU seconds so far of a process and all that descend from it, thread by thread."""
    threads = [thread for one in _family(pid) for thread in Path(f"/proc/{one}/task").glob("*/schedstat")]
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _family(pid: int) -> Iterator[int]:
    yield pid
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it ended meanwhile
        if parent == pid:
            yield from _family(int(folder.name))
