"""What a server does under load: wrk with eight connections that ask again as soon as they are answered.

So a slow server is asked less often, and its percentiles are those of eight people in a row, not of a crowd
that keeps coming; the soak asks at fixed times instead and counts from when it meant to ask.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from pages_served import _cpu_s

HERE = Path(__file__).parent
CONNECTIONS = 8
WRITTEN_DAYS = 390  # of each writer's notebook; a note may be written 400 days late


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: lines for the generator, the status of each right answer, a part of where it leads."""

    lines: tuple[str, ...]
    status: int = 200
    place: str = "-"


@dataclass(frozen=True, slots=True)
class Served:
    """One measurement. ``cpu_ms``: of all the server's processes, a request."""

    a_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    requests: int
    failed: int
    closed: int = 0  # connections that the server ended; uWSGI does so after every answer


def gets(paths: Iterable[str], cookies: Iterable[str]) -> Ask:
    """Pages."""
    return Ask(tuple(f"GET\t{path}\t{cookie}\t" for path, cookie in zip(paths, cookies, strict=True)))


def writes(visits: list[list[str]], part: int, parts: int) -> Ask:
    """Notes of days nobody wrote about, each once; ``part`` of ``parts`` shares, so that rounds differ."""
    lines = []
    for back in range(part, WRITTEN_DAYS, parts):
        day = date.today() - timedelta(days=back + 1)  # noqa: DTZ011
        for cookie, token, key in visits:
            told = {
                "csrfmiddlewaretoken": token,
                "client_id": str(uuid.uuid4()),
                "version": "0",
                "reach": "2",
            }
            told |= {"mood": "2", "drive": "1", "talked": "yes", "words": "a word about this quiet day"}
            lines.append(f"POST\t/n/{key}/day/{day.isoformat()}/\t{cookie}\t{urlencode(told)}")
    return Ask(tuple(lines), 302, "/days/")


def asked(port: int, pid: int, ask: Ask, seconds: float, folder: Path) -> Served:
    """Ask for some seconds. Raises FileNotFoundError where wrk is not installed."""
    program = shutil.which("wrk")
    if program is None:
        raise FileNotFoundError("wrk: install Debian's wrk")
    lines = folder / "asked.tsv"
    lines.write_text("\n".join(ask.lines) + "\n")
    words = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "20s", "-s", str(HERE / "load.lua")]
    where = [f"http://127.0.0.1:{port}", "--", str(lines), str(ask.status), ask.place]
    before = _cpu_s(pid)
    done = subprocess.run([program, *words, *where], capture_output=True, text=True, check=True)
    cpu = _cpu_s(pid) - before
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    many = max(1, told["requests"])
    figures = (told["requests"] / told["seconds"], told["p50"], told["p95"], cpu / many * 1e3)
    return Served(*figures, many, told["failed"], told["closed"])


def sound(served: Served) -> Served:
    """The same; a refusal is quick, and a figure made of refusals says nothing. Raises RuntimeError."""
    if served.failed > served.requests / 100:
        raise RuntimeError(f"{served.failed} of {served.requests} answers were not what was asked for")
    return served


def middle(found: list[Served]) -> Served:
    """The median of each figure; failures are summed."""
    names = ("a_second", "p50_ms", "p95_ms", "cpu_ms")
    figures = {name: median(getattr(one, name) for one in found) for name in names}
    sums = {name: sum(getattr(one, name) for one in found) for name in ("requests", "failed", "closed")}
    return Served(**figures, **sums)


def once_each(port: int, pid: int, ask: Ask, languages: Iterable[str]) -> Served:
    """Every page once in each language, from eight hands, so that nothing was drawn before."""
    waiting = [(line.split("\t"), lang) for lang in languages for line in ask.lines]
    took, wrong = list[float](), list[int]()
    began, cpu = time.perf_counter(), _cpu_s(pid)

    def hand() -> None:
        while True:
            try:
                (method, path, cookie, _), lang = waiting.pop()
            except IndexError:
                return
            here = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            start = time.perf_counter()
            told = {"Cookie": cookie, "Accept-Language": lang, "Accept-Encoding": "gzip"}
            try:
                here.request(method, path, headers=told)
                answer = here.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                wrong.append(0)  # no answer in time is none
                continue
            finally:
                here.close()
            took.append((time.perf_counter() - start) * 1e3)
            wrong.extend([answer.status] if answer.status != ask.status else [])

    hands = [threading.Thread(target=hand) for _ in range(CONNECTIONS)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    whole, parts = time.perf_counter() - began, quantiles(took, n=20)
    cpu_ms = (_cpu_s(pid) - cpu) / len(took) * 1e3
    return Served(len(took) / whole, median(took), parts[-1], cpu_ms, len(took), len(wrong))
