"""A line between a browser and the site that can be cut, at any byte of a note or of its answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

NOTE = b"POST /n/"


class Line:
    """Passes bytes on. ``cut_asking(n)``: after n bytes of the next note; ``cut_answering(n)``: the note
    arrives, and n bytes of its answer come back. After a cut the line is down until ``mend``."""

    def __init__(self, site: str):
        self.to = int(site.rpartition(":")[2])
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.ear.getsockname()[1]}"
        self.up, self.cuts, self.note = True, 0, NOTE
        self._asking: int | None = None
        self._answering: int | None = None
        self._ends: set[socket.socket] = set()
        self._cutting = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Now, and for whoever comes."""
        self.up = False
        for end in list(self._ends):
            _close(end)

    def mend(self) -> None:
        """Whole again, also when the cut that was just counted is still being made."""
        with self._cutting:
            self.up, self._asking, self._answering = True, None, None

    def cut_asking(self, after: int) -> None:
        """The next note is cut before all of it arrived."""
        self._asking = after

    def cut_answering(self, after: int) -> None:
        """The next note arrives whole, and its answer is cut."""
        self._answering = after

    def close(self) -> None:
        """For good."""
        self.cut()
        self.ear.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self.ear.accept()
                if not self.up:
                    _close(here)
                    continue
                there = socket.create_connection(("127.0.0.1", self.to))
                self._ends |= {here, there}
                passing = threading.Event()  # a note is on its way over this connection
                for one, other, answers in ((here, there, False), (there, here, True)):
                    threading.Thread(
                        target=self._pass, args=[one, other, answers, passing], daemon=True
                    ).start()

    def _pass(
        self, one: socket.socket, other: socket.socket, answers: bool, passing: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                if not answers and self.note in data:
                    passing.set()
                limit = self._answering if answers else self._asking
                if limit is None or not passing.is_set():
                    other.sendall(data)
                    continue
                other.sendall(data[:limit])
                with self._cutting:
                    self.cuts += 1
                    self.cut()
        _close(one)
        _close(other)
        self._ends -= {one, other}


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """A line that is closed with the block."""
    line = Line(site)
    try:
        yield line
    finally:
        line.close()
