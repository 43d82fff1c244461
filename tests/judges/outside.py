"""Judges that ask a served site from outside: how each is started, and what it said, as plain lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.judges.world import ROOT, World
from tools.served import Served, free_port, running

BIN = Path(sys.executable).parent
PATIENCE = int(os.environ.get("GENKAN_PATIENCE", "1"))  # how many times longer judges ask, before a release
MEANING = [  # two operations refuse what a schema cannot say: a note without anything, days in a wrong order
    line
    for name in ("GET /api/notebooks/{key}/notes/", "PUT /api/notebooks/{key}/notes/{day}/")
    for line in (
        "[[operations]]",
        f'include-name = "{name}"',
        'checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422]',
    )
]


@dataclass(frozen=True)
class Verdict:
    """What a judge said: how much it tried, and one line for each thing it found."""

    tried: int
    found: tuple[str, ...] = ()
    detail: str = field(default="", repr=False)


def canary(folder: Path) -> AbstractContextManager[Served]:
    """The site that is wrong on purpose, served."""
    port = free_port()
    command = [sys.executable, "-m", "tests.judges.canary.site", str(port)]
    told = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    return running(command, port, "/ready/", folder, told)


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is one: how patient a disk is, is judged elsewhere."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own inside it)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


# ── schemathesis: everything the document allows, and more ──


def schemathesis(
    document: str,
    folder: Path,
    examples: int,
    auth: Mapping[str, str] | None = None,
    known: Mapping[str, Sequence[str]] | None = None,
    seed: int = 1,
) -> Verdict:
    """Ask every operation of a document. ``known``: values that exist, used half of the time."""
    (folder / "schemathesis.toml").write_text(_settings(auth or {}, known or {}), encoding="utf-8")
    report = folder / "report.json"
    command = [str(BIN / "schemathesis"), "run", document, "--checks", "all", "--continue-on-failure"]
    command += ["--max-examples", str(examples), "--seed", str(seed), "--no-color", "--no-shrink"]
    command += ["--report-json-path", str(report)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=1_200)
    told = json.loads(report.read_text(encoding="utf-8"))
    found = [f"{one['title']}: {', '.join(one['operations'])}" for one in told["failures"]]
    found += [f"could not judge: {one}" for one in told["errors"]]
    if told["operations"]["tested"] != told["operations"]["total"]:
        found.append(f"not every operation was asked: {told['operations']}")
    return Verdict(told["test_cases"]["generated"], tuple(found), done.stdout)


def _settings(auth: Mapping[str, str], known: Mapping[str, Sequence[str]]) -> str:
    lines = []
    for name, values in known.items():
        lines += [f"[dictionaries.{name}]", f"values = {json.dumps(list(values))}"]
    for name in known:
        lines += [f'[parameters."path.{name}"]', f'dictionary = "{name}"', "probability = 0.5"]
    lines += MEANING
    for scheme, value in auth.items():
        lines += [
            f"[auth.openapi.{scheme}]",
            f"{'bearer' if scheme == 'token' else 'api_key'} = {json.dumps(value)}",
        ]
    return "\n".join(lines) + "\n"


def api(world: World, who: str, folder: Path, examples: int) -> Verdict:
    """The site's own API, asked by somebody: with a token where they have one, else inside a visit."""
    auth: dict[str, str] = {}
    if who:
        auth = {"token": world.words[who]} if who in world.words else {"visit": world.visits[who]}
    named = world.named[who or "yuki"]
    known = {name: [named[name]] for name in ("key", "link", "day")} | {"code": ["th", "jp"]}
    return schemathesis(f"{world.address}/api/schema.json", folder, examples, auth, known)
