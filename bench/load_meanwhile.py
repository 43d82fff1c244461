"""What other people notice while the site has heavy work: a large file is read, a backup is made."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from load_ask import Ask, Served, asked, middle, sound
from load_servers import ROOT, Server
from pages_served import _family

IMPORT_MB = 1_000
WATCHED = ("public", "person", "save")


# ── A large file ──


def importing(
    server: Server, asks: Callable[[int], Mapping[str, Ask]], kept: Path, seconds: float
) -> dict[str, Any]:
    """Pages and saves while an export of 1 GB is sent and read, and before and after; what processes hold."""
    export = _export(kept)
    _measured(server, asks(0), seconds, 1)  # drawn once, not counted
    calm = _measured(server, asks(1), seconds, 2)
    with _sending(server, export) as sent, _watching(server) as held:
        busy = _measured(server, asks(2), seconds, 1, lambda: sent.is_underway)
    if sent.ended != "reading":
        raise RuntimeError("the export was not read")
    for name, found in _measured(server, asks(3), seconds, 2).items():
        calm[name] += found
    return {
        "calm": {name: asdict(middle(found)) for name, found in calm.items()},
        "busy": {name: asdict(middle(found)) for name, found in busy.items()},
        "megabytes": round(export.stat().st_size / 1e6),
        "took_s": sent.took,
        "worker_mb": held["worker"],
        "site_mb": held["site"],
    }


def _export(folder: Path) -> Path:
    """Apple's export of a year, filled up to 1 GB; written once, by a process of its own."""
    file = folder / "export.xml"
    if not file.exists():
        made = (
            "import sys; from pathlib import Path; from datetime import date;"
            "from genkan.pretend import life, observed; from genkan.pretend.write_apple import apple_export;"
            "seen = observed(life('slow_withdrawal', 11, date(2025, 1, 6), 365), 11);"
            f"apple_export(seen, Path(sys.argv[1]), zip=False, target_mb={IMPORT_MB})"
        )
        part = file.with_suffix(".part")
        subprocess.run([sys.executable, "-c", made, str(part)], check=True, cwd=ROOT)
        part.rename(file)
    return file


class _Sent:
    """A file on its way; in a thread, from sending to its reading."""

    def __init__(self, server: Server, export: Path):
        self.server, self.export = server, export
        self.took, self.ended, self.is_underway = 0.0, "", True

    def send(self) -> None:
        """Send it as a browser does, then ask until it is read."""
        began = time.monotonic()
        try:
            place = self._sent()
            while "reading" not in self.ended and time.monotonic() - began < 900:
                time.sleep(0.5)
                page = self._curl(place)
                self.ended = "" if 'http-equiv="refresh"' in page else _kind(page)
                if self.ended:
                    break
        finally:
            self.took, self.is_underway = round(time.monotonic() - began, 1), False

    def _sent(self) -> str:
        page = self._curl("/own/")
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        fields = [f"csrfmiddlewaretoken={token}", "zone=Asia/Bangkok", "agreed=1", f"files=@{self.export}"]
        forms = [word for field in fields for word in ("-F", field)]
        return self._curl("/own/", "-o", "/dev/null", "-w", "%{redirect_url}", *forms).split("127.0.0.1")[1][
            6:
        ]

    def _curl(self, path: str, *more: str) -> str:
        jar = str(self.export.with_suffix(".cookies"))
        path = path if path.startswith("/") else f"/{path}"
        words = ["curl", "-s", "-b", jar, "-c", jar, *more, f"http://127.0.0.1:{self.server.port}{path}"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def _kind(page: str) -> str:
    return "reading" if "<svg" in page else "refused"


@contextmanager
def _sending(server: Server, export: Path) -> Iterator[_Sent]:
    sent = _Sent(server, export)
    thread = threading.Thread(target=sent.send)
    thread.start()
    try:
        yield sent
    finally:
        thread.join()


@contextmanager
def _watching(server: Server) -> Iterator[dict[str, float]]:
    """The most that the reading process and the serving processes held, in MB of their own memory."""
    held, is_over = {"worker": 0.0, "site": 0.0}, threading.Event()

    def look() -> None:
        while not is_over.wait(0.2):
            worker = site = 0.0
            for one in list(_family(server.pid)):
                with suppress(OSError, StopIteration):
                    lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
                    own = sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1_024
                    if b"genkan_web.worker" in Path(f"/proc/{one}/cmdline").read_bytes():
                        worker += own
                    else:
                        site += own
            held["worker"], held["site"] = max(held["worker"], worker), max(held["site"], site)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield held
    finally:
        is_over.set()
        thread.join()


def _measured(
    server: Server,
    asks: Mapping[str, Ask],
    seconds: float,
    rounds: int,
    go_on: Callable[[], bool] = lambda: False,
) -> dict[str, list[Served]]:
    """Each task in turn, so many rounds, and more as long as the work is under way."""
    found: dict[str, list[Served]] = {name: [] for name in WATCHED}
    folder = Path(server.environment["LOAD_FOLDER"])
    while len(found["save"]) < rounds or go_on():
        for name in WATCHED:
            found[name].append(sound(asked(server.port, server.pid, asks[name], seconds / 2, folder)))
    return found


# ── A backup ──


def backing_up(server: Server, asks: Mapping[str, Ask], seconds: float, folder: Path) -> dict[str, object]:
    """A backup while notes are written, and its restore; both in processes of their own."""
    around, key = server.environment, folder / "backup.key"
    _genkan(around, "backup-key", str(key))
    calm = sound(asked(server.port, server.pid, asks["save"], seconds, Path(around["LOAD_FOLDER"])))
    busy, file = [], folder / "backup.age"
    began = time.monotonic()
    making = subprocess.Popen(_words("backup", str(file), "--to", f"{key}.pub"), env=around, cwd=ROOT)
    while making.poll() is None:
        busy.append(sound(asked(server.port, server.pid, asks["save"], 2, Path(around["LOAD_FOLDER"]))))
    took = time.monotonic() - began
    if making.returncode:
        raise RuntimeError("the backup failed")
    began = time.monotonic()
    site = Path(around["GENKAN_VAR"])
    _genkan(
        around,
        "restore",
        str(file),
        "--with",
        str(key),
        "--into",
        str(folder / "back"),
        "--keys",
        str(site / "keys"),
    )
    return {
        "database_mb": round((site / "genkan.sqlite3").stat().st_size / 1e6),
        "file_mb": round(file.stat().st_size / 1e6),
        "backup_s": round(took, 1),
        "restore_s": round(time.monotonic() - began, 1),
        "calm": asdict(calm),
        "busy": asdict(middle(busy)),
        "age": _opened_by_age(file, key),
    }


def _opened_by_age(file: Path, key: Path) -> str:
    """The version of the age command that opened it and listed what is inside; empty where none is here."""
    import shutil

    program = shutil.which("age")
    if program is None:
        return ""
    with subprocess.Popen([program, "-d", "-i", str(key), str(file)], stdout=subprocess.PIPE) as opened:
        listed = subprocess.run(["tar", "t"], stdin=opened.stdout, capture_output=True, text=True, check=True)
    if opened.returncode or not listed.stdout.strip():
        raise RuntimeError("age did not open the backup")
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "genkan_web.cli", *words]


def _genkan(around: Mapping[str, str], *words: str) -> None:
    subprocess.run(_words(*words), env=around, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
