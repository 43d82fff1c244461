"""A PostgreSQL of one's own, in a folder that goes with it: no network, no password, no root.

python -m tests.postgres COMMAND…    runs a command with GENKAN_DATABASE set to a fresh database
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
NAME = "genkan"


def program(name: str) -> str:
    """Where a program of PostgreSQL is. Raises FileNotFoundError where it is not installed."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, PLACES), os.environ.get("PATH", "")]))
    if found is None:
        raise FileNotFoundError(f"{name}: install Debian's postgresql")
    return found


class Cluster:
    """One server on a socket of its own; it can be killed and started again."""

    def __init__(self, folder: Path, options: Sequence[str] = ()):
        self.folder, self.data, self.options = folder, folder / "data", options
        self.server: subprocess.Popen[bytes] | None = None
        self.owner = _owner()
        if self.owner:
            shutil.chown(folder, self.owner, pwd.getpwnam(self.owner).pw_gid)
        folder.chmod(0o755)
        make = [
            program("initdb"),
            "-D",
            str(self.data),
            "-U",
            NAME,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        self._run([*make, "--no-sync"])

    @property
    def address(self) -> str:
        """What GENKAN_DATABASE is set to."""
        return f"postgresql://{NAME}@/{NAME}?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "max_connections=60",
            *self.options,
        ]
        words = [word for one in settings for word in ("-c", one)]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [program("postgres"), "-D", str(self.data), *words],
                stdout=log,
                stderr=log,
                user=self.owner,
                process_group=0,
            )
        for _ in range(600):
            if self._answers():
                return
            time.sleep(0.05)
        raise TimeoutError((self.folder / "log").read_text()[-2_000:])

    def database(self, name: str = NAME) -> str:
        """Make a database; returns its address."""
        self._run([program("createdb"), "-h", str(self.folder), "-U", NAME, name])
        return self.address.replace(f"/{NAME}?", f"/{name}?")

    def kill(self) -> None:
        """End it and all its children at once, without a word."""
        if self.server:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def stop(self) -> None:
        """End it in good order."""
        if self.server:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(30)
            self.server = None

    def _answers(self) -> bool:
        ask = [program("pg_isready"), "-q", "-h", str(self.folder), "-U", NAME, "-d", "postgres"]
        return subprocess.run(ask, check=False).returncode == 0

    def _run(self, command: list[str]) -> None:
        subprocess.run(command, check=True, user=self.owner, stdout=subprocess.DEVNULL, cwd="/")


@contextmanager
def cluster(*options: str) -> Iterator[Cluster]:
    """A running server with an empty database; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="genkan-pg-"))
    server = Cluster(folder, options)
    try:
        server.start()
        server.database()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str | None:
    """PostgreSQL refuses to run as root: then somebody without rights does it."""
    if os.geteuid():
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server goes with whoever started it
    with cluster() as here:
        sys.exit(
            subprocess.run(
                sys.argv[1:], env={**os.environ, "GENKAN_DATABASE": here.address}, check=False
            ).returncode
        )
