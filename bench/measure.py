"""Runs a command as a whole process and reads off what it cost, as the operating system counted it.

CPU seconds are user + system time of the process and of all it started; peak memory is that of the largest
single process among them. Other work on the machine stretches the clock on the wall, hardly these.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """Several runs of one command. ``told`` is the JSON object that the cheapest run printed last."""

    cpu_s: tuple[float, ...]
    peak_mib: float
    told: Mapping[str, Any] = field(default_factory=dict)
    trouble: str = ""

    @property
    def best_s(self) -> float:
        """The least CPU time."""
        return min(self.cpu_s) if self.cpu_s else float("nan")

    @property
    def median_s(self) -> float:
        """The CPU time in the middle."""
        return median(self.cpu_s) if self.cpu_s else float("nan")


def measured(
    command: Sequence[str], runs: int = 3, enough_s: float = 45.0, limit_s: float = 600.0
) -> Measured:
    """Up to ``runs`` runs, fewer when they have used ``enough_s`` CPU seconds; one is always made.

    A run that fails or takes ``limit_s`` ends it, with the reason in ``trouble``.
    """
    spent: list[float] = []
    peak = 0.0
    told: Mapping[str, Any] = {}
    while len(spent) < runs and (not spent or sum(spent) + spent[-1] <= enough_s):
        cpu_s, mib, found, trouble = _once(command, limit_s)
        if trouble:
            return Measured(tuple(spent), peak, found, trouble)
        told = found if not spent or cpu_s < min(spent) else told
        spent.append(cpu_s)
        peak = max(peak, mib)
    return Measured(tuple(spent), peak, told)


def _once(command: Sequence[str], limit_s: float) -> tuple[float, float, Mapping[str, Any], str]:
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=complained, env=quiet
        )
        code, used = _awaited(process, limit_s)
        said.seek(0)
        complained.seek(0)
        told = _last_object(said.read())
        cpu_s = used.ru_utime + used.ru_stime
        if code is None:
            return cpu_s, 0.0, told, f"not done after {limit_s / 60:.0f} minutes"
        trouble = "" if code == 0 else _reason(complained.read(), code)
        return cpu_s, used.ru_maxrss / 1024, told, trouble


def _awaited(process: subprocess.Popen[bytes], limit_s: float) -> tuple[int | None, Any]:
    """Exit code (None: stopped at the limit) and the resources used."""
    until, stopped = time.monotonic() + limit_s, False
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return (None if stopped else process.returncode), used
        if time.monotonic() > until and not stopped:
            stopped = True
            process.kill()
        time.sleep(0.01)


def _last_object(text: bytes) -> Mapping[str, Any]:
    for line in reversed(text.decode("utf-8", "replace").splitlines()):
        if line.startswith("{"):
            found: Mapping[str, Any] = json.loads(line)
            return found
    return {}


def _reason(text: bytes, code: int) -> str:
    """The kind of the last error, without its words (they may hold paths)."""
    for line in reversed(text.decode("utf-8", "replace").splitlines()):
        name = line.split(":")[0].strip().rsplit(".", 1)[-1]
        if name.endswith(("Error", "Exception", "Refused", "Interrupt")) and " " not in name:
            return name
    return f"ends with code {code}"
