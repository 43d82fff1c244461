"""The servers of the load test, each as its own makers would run it on two cores."""

from __future__ import annotations

import http.client
import json
import os
import re
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
    made = _said(seed, told, ROOT)
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


def healthchecks(folder: Path, place: Path) -> list[Server]:
    """The peer, from its folder with an environment of its own in ``venv``: behind both servers it names."""
    told = {
        **_surroundings(folder),
        "SECRET_KEY": "nothing of worth is signed here",
        "DEBUG": "False",
        "DB": "sqlite",
        "DB_NAME": str(folder / "healthchecks.sqlite"),
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    told.pop("PYTHONPATH")
    python = place / "venv" / "bin" / "python"
    seed = [str(python), str(HERE / "load_peer.py"), told["DB_NAME"]]
    made = json.loads(_said(seed, told, place).splitlines()[-1])
    (folder / "uwsgi.ini").write_text(_of_its_image(place), encoding="utf-8")
    serve = {
        "uWSGI": [
            str(python.with_name("uwsgi")),
            "--ini",
            str(folder / "uwsgi.ini"),
            "--http-socket",
            ":PORT",
        ],
        "gunicorn": [str(python), "-m", "gunicorn", *GUNICORN, "-b", "127.0.0.1:PORT", "hc.wsgi"],
    }
    servers = []
    for name, command in serve.items():
        port = free_port()
        around = {**told, "SITE_ROOT": f"http://127.0.0.1:{port}"}
        servers.append(Server(f"healthchecks, {name}", command, around, made["login"], place, made, port))
    return servers


def about_peer(place: Path | None) -> str:
    """Version and settings of the peer, for the page."""
    if place is None:
        return "It was not measured."
    python = str(place / "venv" / "bin" / "python")
    asked = "from importlib.metadata import version as v; print(v('Django'), v('uwsgi'), v('gunicorn'))"
    django, uwsgi, gunicorn = _said([python, "-c", asked], dict(os.environ), place).split()
    version = re.search(r"(?m)^## (v\S+)", (place / "CHANGELOG.md").read_text(encoding="utf-8"))
    commit = place / "COMMIT"
    exact = f" ({commit.read_text().strip()[:12]})" if commit.exists() else ""
    return (
        f"Here {version[1] if version else 'of unknown version'}{exact}, Django {django}, `DEBUG=False`,\n"
        "its own SQLite settings (rollback journal, `synchronous=FULL`, immediate transactions), static\n"
        f"files compressed as it asks for; behind uWSGI {uwsgi} with the settings of its own image (four\n"
        "processes of one thread; it ends each connection) and behind gunicorn\n"
        f"{gunicorn} with two processes of four threads, both of which its documentation names. The faster\n"
        "of the two is compared."
    )


GUNICORN = ("-w", "2", "--threads", "4")


def _of_its_image(place: Path) -> str:
    """The settings of uWSGI in its own image, but for folder, port and what runs beside it."""
    told = (place / "docker" / "uwsgi.ini").read_text(encoding="utf-8").splitlines()
    ours = re.compile("http-socket|.*LISTEN_IPV6|chdir|attach-daemon|hook-pre-app|if-env = SMTPD_PORT")
    kept = [line for line in told if not ours.match(line)]
    return "\n".join([*_without_empty(kept), f"chdir = {place}", ""])


def _without_empty(lines: list[str]) -> list[str]:
    """An «endif» that nothing opens any more is left out."""
    kept, is_open = list[str](), False
    for line in lines:
        if line != "endif =" or is_open:
            kept.append(line)
        is_open = line.startswith("if") or (is_open and line != "endif =")
    return kept


def _said(command: list[str], around: dict[str, str], place: Path) -> str:
    return subprocess.run(
        command, env=around, check=True, stdout=subprocess.PIPE, cwd=place, text=True
    ).stdout


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
