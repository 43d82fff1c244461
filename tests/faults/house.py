"""A whole site to be hurt: its server in processes of its own, hands that write, and what they were told."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from genkan_web import copies, databases, keys, record
from genkan_web.safe.models import Look, Sent

ROOT = Path(__file__).resolve().parents[2]
HANDS = 4
HELP = b'href="/help/"'


@dataclass
class Told:
    """What the hands were answered."""

    acknowledged: list[str] = field(default_factory=list)  # keys of notes answered with 201
    statuses: Counter[int] = field(default_factory=Counter)  # 0: no answer at all
    without_help: int = 0  # refusals whose page did not show the way to help
    slowest: float = 0.0  # seconds, of those acknowledged


class House:
    """One site in a folder."""

    def __init__(self, folder: Path, **told: str):
        self.folder, self.port = folder, _free_port()
        self.environment = {
            **os.environ,
            "GENKAN_DATABASE": "",
            "GENKAN_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            **told,
        }
        self.server: subprocess.Popen[bytes] | None = None
        subprocess.run(self._command(0), env=self.environment, cwd=ROOT, check=True)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                self._command(self.port),
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        for _ in range(600):
            with suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/ready/")[0] == 204:
                    return
            time.sleep(0.05)
        raise TimeoutError((self.folder / "log").read_text()[-2_000:])

    def kill(self) -> None:
        """Kill -9, the whole process group of this server and no other."""
        if self.server:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def run(self, *words: str, kill_after: float = 0.0) -> int:
        """A command of whoever looks after this site; its exit code. ``kill_after`` some seconds: kill -9."""
        command = [sys.executable, "-m", "genkan_web.cli", *words]
        done = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            return done.wait(kill_after or 120)
        except subprocess.TimeoutExpired:
            done.kill()
            return done.wait()

    def ask(self, verb: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """One request; status and page. Raises OSError when nobody answers."""
        here = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            here.request(verb, path, urlencode(form) if form else None, kind if form else {})
            answer = here.getresponse()
            return answer.status, answer.read()
        finally:
            here.close()

    def put(self, told: Told, text: str = "a word") -> int:
        """Send one note once. The status; 0 when there was no answer."""
        key, began = uuid.uuid4().hex, time.monotonic()
        try:
            status, page = self.ask("POST", "/put/", {"key": key, "text": text})
        except (OSError, http.client.HTTPException):
            status, page = 0, HELP
        told.statuses[status] += 1
        if status == 201:
            told.acknowledged.append(key)
            told.slowest = max(told.slowest, time.monotonic() - began)
        elif HELP not in page:
            told.without_help += 1
        return status

    @contextmanager
    def busy(self, told: Told) -> Iterator[None]:
        """Hands that write without pause, as long as this lasts."""
        enough = threading.Event()

        def write() -> None:
            while not enough.is_set():
                if self.put(told) != 201:
                    time.sleep(0.02)

        threads = [threading.Thread(target=write) for _ in range(HANDS)]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            enough.set()
            for one in threads:
                one.join()

    def found(self, told: dict[str, Any], acknowledged: list[str]) -> Found:
        """What a database really holds."""
        from tests.drawers.models import Drawer

        with copies.opened(told) as here, keys.taken_from(self.folder / "keys"):
            using = copies.ALIAS
            held = list(Drawer.objects.using(using).values_list("plain", flat=True))
            return Found(
                lost=len(set(acknowledged) - set(held)),
                doubled=len(held) - len(set(held)),
                halves=len({len(held), Look.objects.using(using).count(), Sent.objects.using(using).count()})
                - 1,
                sound=copies.is_sound(here) and not list(record.faults((), record.secrets(), using)),
            )

    def _command(self, port: int) -> list[str]:
        return [sys.executable, "-m", "tests.faults.serve", str(port)]


@dataclass(frozen=True)
class Found:
    """The four questions after every fault."""

    lost: int  # acknowledged and not there
    doubled: int  # there twice
    halves: int  # a note without its look or its key, or the other way round
    sound: bool  # pages, foreign keys and the chain of looks are whole


WHOLE = Found(0, 0, 0, True)


def file_of(house: House) -> dict[str, Any]:
    """The settings under which a house's own SQLite file is opened."""
    return databases.sqlite(house.folder / "genkan.sqlite3")


def _free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])
