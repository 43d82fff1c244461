"""Judges that read our source: semgrep with rules of our own, bandit with its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.judges.outside import Verdict
from tests.judges.scanners import tool
from tests.judges.world import ROOT

RULES = ROOT / "tools" / "semgrep.yml"


def semgrep(folder: Path) -> Verdict:
    """Every rule over every file; nothing is told to anybody outside."""
    command = [tool("semgrep"), "scan", "--config", str(RULES), "--metrics", "off", "--disable-version-check"]
    command += ["--quiet", "--json", "--no-git-ignore", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    told = json.loads(done.stdout)
    found = [
        f"{one['check_id'].rpartition('.')[2]} {one['path']}:{one['start']['line']}"
        for one in told["results"]
    ]
    found += [f"could not judge: {one['message'][:200]}" for one in told["errors"]]
    return Verdict(len(told["paths"]["scanned"]), tuple(sorted(found)))


def bandit(folder: Path) -> Verdict:
    """Everything of medium weight and more, as «rule file»."""
    command = [sys.executable, "-m", "bandit", "-r", ".", "-f", "json", "-q", "-ll"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)
    told = json.loads(done.stdout)
    found = {f"{one['test_id']} {one['filename'].removeprefix('./')}" for one in told["results"]}
    found |= {f"could not judge: {one}" for one in told["errors"]}
    return Verdict(len(told["metrics"]) - 1, tuple(sorted(found)))


def rules() -> Iterator[str]:
    """The names of our own rules."""
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if line.startswith("  - id: "):
            yield line.removeprefix("  - id: ")
