"""Asking `genkan watch` as anybody outside would: a file in, a file and words out."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 900
Reading = dict[str, Any]
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back: exit code, the list from `--json` or None, both streams, seconds, peak MiB."""

    code: int
    readings: list[Reading] | None
    out: str
    err: str
    seconds: float
    mebibytes: float

    def by_person(self) -> dict[str, Reading]:
        """The readings by the person's id; raises ValueError when there are none."""
        if self.readings is None:
            raise ValueError(f"exit {self.code}: {self.err[:300]}")
        return {r["person"]: r for r in self.readings}


def csv_of(rows: Rows) -> bytes:
    """The rows as CSV, every column any row has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def watch(table: bytes | Path, *options: str, name: str = "table.csv", quiet: bool = True) -> Answer:
    """Run the command on one table and bring back all it said."""
    with tempfile.TemporaryDirectory() as folder:
        path = table if isinstance(table, Path) else Path(folder) / name
        if isinstance(table, bytes):
            path.write_bytes(table)
        out = Path(folder) / "out.json"
        command = [sys.executable, "-m", "genkan.cli", "watch", str(path), "--json", str(out), *options]
        return _run([*command, "--quiet"] if quiet else command, out)


def _run(command: Sequence[str], out: Path) -> Answer:
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as wrong:
        env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
        child = subprocess.Popen(command, stdout=said, stderr=wrong, env=env)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = code = os.waitstatus_to_exitcode(status)
        said.seek(0)
        wrong.seek(0)
        readings = json.loads(out.read_text("utf-8")) if code == 0 and out.exists() else None
        words, errors = (f.read().decode("utf-8", "replace") for f in (said, wrong))
    return Answer(code, readings, words, errors, time.perf_counter() - began, usage.ru_maxrss / 1024)


def concerns(reading: Reading, level: str = "concern") -> list[str]:
    """The days a concern (or a notice) was raised, as ISO dates in order."""
    return sorted(e["day"] for e in reading["earlier"] if e["level"] == level)


def told(rows: Iterable[Rows], *options: str) -> dict[str, Reading]:
    """Readings by person for many people in one table."""
    return watch(csv_of([row for one in rows for row in one]), *options).by_person()
