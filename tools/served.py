"""A real server and a real browser, for whoever looks at the site from outside: journeys, screens, bench."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@dataclass(frozen=True, slots=True)
class Served:
    """Something that answers at ``address``; ``pid`` is the process that was started for it, ``database`` the
    address of its PostgreSQL, empty for SQLite."""

    address: str
    pid: int
    database: str = ""


@contextmanager
def genkan(folder: Path, database: str | None = None) -> Iterator[Served]:
    """Genkan, started the way ./start does; what it writes lies in ``folder`` and ``database``."""
    port = free_port()
    command = [sys.executable, "-m", "genkan_web", "--port", str(port)]
    kept_in = own_database() if database is None else database
    environment = {"GENKAN_VAR": str(folder), "GENKAN_DATABASE": kept_in}
    with running(command, port, "/ready/", folder, environment) as served:
        yield replace(served, database=kept_in)


def own_database() -> str:
    """Keys and database belong together: each site gets a new one of PostgreSQL, or a file in its folder."""
    address = os.environ.get("GENKAN_DATABASE", "")
    if not address:
        return ""
    import psycopg

    name = f"site_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return urlsplit(address)._replace(path=f"/{name}").geturl()


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    ready: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
) -> Iterator[Served]:
    """A server that stops with the block; the block begins once the page ``ready`` is there."""
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    told = {**os.environ, **path, **(environment or {})}
    process = subprocess.Popen(command, env=told, cwd=folder, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address + ready, process)
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server stopped")
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310 (our own address)
                if answer.status in (200, 204):
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not come up")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window."""
    path = next((one for one in CHROMIUM if Path(one).exists()), None)
    if path is None:
        raise RuntimeError("Chromium is not installed: run ./test once as root, or install it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield started
        started.close()
