"""The server: granian with the site's application. Whoever starts it is told in one line what is wrong.

This process only watches over the others. It loads neither Django nor anything with threads of its own,
because its workers are forked from it.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from genkan.cli import language
from genkan_web.logs import LINES
from genkan_web.spoken import LANG, PATH, STOPPED, say

THREAD_STACK = 16 << 20  # bytes; numerical code needs more than the server's threads have by themselves
THREADS = 4  # of each worker
MOST_BY_ITSELF = 4  # workers, unless more are asked for
LAST_CALL_SECONDS = 2.0  # before a stop, connections that were kept open are closed with their next answer
GRACE_SECONDS = 30  # what is being answered may take this long after a stop
LAST_CALL = "GENKAN_LAST_CALL"  # the file that tells the workers


@dataclass(frozen=True, slots=True)
class Plan:
    """How to serve. ``certificate`` and its key are PEM files; without them HTTP is spoken."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    certificate: Path | None = None
    certificate_key: Path | None = None


def workers_here() -> int:
    """As many workers as this process has cores, within reason."""
    return max(1, min(MOST_BY_ITSELF, len(os.sched_getaffinity(0))))


def surroundings() -> None:
    """What threads of the workers need, set before anything is loaded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genkan_web.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("RUST_MIN_STACK", str(THREAD_STACK))


def prepare(host: str) -> int:
    """Keys, checks, tables, static files, in a process of its own. Its exit code; its words go to stderr."""
    command = [sys.executable, "-m", "genkan_web", "--prepare-only", "--host", host]
    return subprocess.run(command, check=False).returncode  # noqa: S603 (our own module)


def in_the_way(host: str, port: int) -> str:
    """The id of a sentence that says why an address cannot be listened on; empty where it can."""
    try:
        kind, *_, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as knock:
            knock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            knock.bind(place[:2] if kind == socket.AF_INET else place)
    except PermissionError:
        return "serve.not_allowed"
    except (OSError, UnicodeError) as problem:
        taken = getattr(problem, "errno", 0) == errno.EADDRINUSE
        return "serve.taken" if taken else "serve.no_address"
    return ""


def serve(plan: Plan) -> None:
    """Until SIGTERM or Ctrl-C; what is being answered then is finished. A worker that dies is replaced."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "genkan_web.wsgi:application",
        address=plan.host,
        port=plan.port,
        interface=Interfaces.WSGI,
        workers=plan.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        ssl_cert=plan.certificate,
        ssl_key=plan.certificate_key,
        log_level=LogLevels.warning,
        log_dictconfig=LINES,
    )
    with tempfile.TemporaryDirectory(prefix="genkan-serve-") as folder:
        os.environ[LAST_CALL] = str(Path(folder, "last-call"))
        server.on_startup(_with_last_call)
        server.serve()


def _with_last_call() -> None:
    """Let SIGTERM wait for kept connections; the server has set its own handler when this is called.

    A browser may send its next request on a kept connection just when that is closed. So for some seconds
    every answer says that its connection closes, while new ones are still taken.

    Workers are forked with this process's handlers and set their own only once the site is loaded. One that
    still loads answers nobody: it ends at once, or it would not hear the signal and be killed amid requests.
    """
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
    stop = signal.getsignal(signal.SIGTERM)

    def last_call(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, stop)  # asked again, it stops at once
        Path(os.environ[LAST_CALL]).touch()
        time.sleep(LAST_CALL_SECONDS)
        if callable(stop):
            stop(number, frame)

    signal.signal(signal.SIGTERM, last_call)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; by itself one a core, at most 4.")
@click.option("--behind-proxy", is_flag=True, help="A proxy stands before it: believe what it adds.")
@click.option("--certificate", type=PATH, help="A PEM file: speak HTTPS without a proxy.")
@click.option("--certificate-key", type=PATH, help="Its key, a PEM file.")
@LANG
def command(
    host: str,
    port: int,
    workers: int | None,
    behind_proxy: bool,
    certificate: Path | None,
    certificate_key: Path | None,
    lang: str | None,
) -> None:
    """Serve the site until it is stopped; what is being answered then is finished first.

    Settings come from the environment: GENKAN_VAR (the folder), GENKAN_HOSTS (the names it answers to, with
    commas), GENKAN_HTTPS=1 (HTTPS only), GENKAN_DATABASE, GENKAN_KEYS, GENKAN_LOG_REQUESTS=1,
    GENKAN_SECOND=everybody (a second factor for every account, not for staff alone).
    """
    plan = Plan(host, port, workers or workers_here(), certificate, certificate_key)
    spoken, problem = language(lang), _problem_with(plan)
    if problem:
        say(problem, spoken, err=True, host=host, port=port)
        sys.exit(STOPPED)
    surroundings()
    os.environ["GENKAN_BIND"] = host
    os.environ.update({"GENKAN_BEHIND_PROXY": "1"} if behind_proxy else {})
    os.environ.update({"GENKAN_HTTPS": "1"} if certificate else {})
    refused = prepare(host)
    if refused:
        sys.exit(refused)
    scheme, place = "https" if certificate else "http", f"[{host}]" if ":" in host else host
    say("serve.serving", spoken, err=True, address=f"{scheme}://{place}:{port}/", count=plan.workers)
    serve(plan)


def _problem_with(plan: Plan) -> str:
    pair = (plan.certificate, plan.certificate_key)
    if pair != (None, None) and not all(one and os.access(one, os.R_OK) for one in pair):
        return "serve.certificate"
    return in_the_way(plan.host, plan.port)
