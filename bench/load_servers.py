"""The servers of the load test, each as its own makers would run it on two cores: two processes, four threads."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent


@dataclass
class Server:
    """A server that can be started and stopped. ``told`` is what its seeding printed."""

    name: str
    command: list[str]
    environment: dict[str, str]
    alive: str
    folder: Path = ROOT
    told: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        log = (Path(self.environment["LOAD_FOLDER"]) / f"{self.name}.log").open("ab")
        command = [one.replace("PORT", str(self.port)) for one in self.command]
        self.running = subprocess.Popen(
            command, env=self.environment, cwd=self.folder, stdout=log, stderr=log, process_group=0
        )
        for _ in range(1_200):
            if self._answers():
                return
            time.sleep(0.1)
        raise TimeoutError(self.name)

    def stop(self) -> None:
        """In good order; after half a minute at once."""
        if self.running:
            self.running.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.running.wait(30)
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running = None

    @property
    def pid(self) -> int:
        """The first of its processes."""
        assert self.running
        return self.running.pid

    def memory_mb(self) -> float:
        """What its processes hold by themselves, shared pages counted once."""
        from pages_served import _family

        total = 0
        for one in _family(self.pid):
            with suppress(OSError):
                lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1_024

    def _answers(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            here = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            here.request("GET", self.alive)
            return here.getresponse().status in (200, 204, 302)
        return False


def ours(folder: Path, database: str, people: int, days: int, writers: int) -> Server:
    """Genkan, with rows in it and fresh visits."""
    told = _surroundings(folder, GENKAN_VAR=str(folder), GENKAN_DATABASE=database)
    seed = [sys.executable, str(HERE / "load_seed.py"), str(people), str(days), str(writers)]
    made = subprocess.run(seed, env=told, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout
    port = free_port()
    serve = [sys.executable, "-m", "genkan_web.cli", "serve", "--port", "PORT", "--workers", "2"]
    return Server("genkan", serve, told, "/ready/", ROOT, json.loads(made.splitlines()[-1]), port)


def bare(folder: Path, database: str) -> Server:
    """A bare Django view with the same durability, behind the same server."""
    told = _surroundings(folder, LOAD_FOLDER=str(folder), LOAD_DATABASE=database)
    told["PYTHONPATH"] += os.pathsep + str(HERE)
    command = [sys.executable, str(HERE / "load_bare.py")]
    subprocess.run([*command, "prepare"], env=told, check=True, cwd=HERE)
    return Server("bare", [*command, "PORT"], told, "/", HERE, {}, free_port())


def healthchecks(folder: Path, place: Path) -> Server:
    """The peer: its folder, with an environment of its own in ``venv``."""
    port = free_port()
    told = {
        **_surroundings(folder),
        "SECRET_KEY": "nothing of worth is signed here",
        "DEBUG": "False",
        "DB": "sqlite",
        "DB_NAME": str(folder / "healthchecks.sqlite"),
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_ROOT": f"http://127.0.0.1:{port}",
    }
    told.pop("PYTHONPATH")
    python = place / "venv" / "bin" / "python"
    seed = [str(python), str(HERE / "load_peer.py"), told["DB_NAME"]]
    made = subprocess.run(seed, env=told, check=True, stdout=subprocess.PIPE, cwd=place).stdout
    serve = [str(python), "-m", "gunicorn", "-w", "2", "--threads", "4", "-b", "127.0.0.1:PORT", "hc.wsgi"]
    alive = "/accounts/login/"
    return Server("healthchecks", serve, told, alive, place, json.loads(made.splitlines()[-1]), port)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


def _surroundings(folder: Path, **more: str) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GENKAN_", "DJANGO_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {**kept, "PYTHONPATH": path, "LOAD_FOLDER": str(folder), **more}
