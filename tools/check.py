"""Every check in order; stops at the first that fails.

``fast`` leaves out what takes long; ``--on postgresql`` runs every test on a PostgreSQL started for it;
``coverage`` runs every test and tells which lines none of them reached, which takes a quarter longer.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))
from tools.judges import installed, own  # noqa: E402 (the folder is named above)

PY = sys.executable
BIN = Path(PY).parent
TOGETHER = ["-m", "pytest", "-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=25"]
ON_POSTGRESQL = [PY, "-m", "tests.postgres", PY, *TOGETHER]
COVERAGE = [
    ("tests", [PY, *TOGETHER, "--cov", "--cov-report="]),
    ("coverage", [PY, "-m", "coverage", "report"]),
]
KEPT = [
    "tests/safekeeping",
    "tests/web/people",
    "tests/web/test_pages.py",
    "tests/web/test_sweeping.py",
    "--ignore=tests/web/people/test_may.py",  # asks the table who may, not the database; part of the whole
]  # what meets the database


def main(words: list[str]) -> int:
    """Run all of them; the exit code of the first failure, or 0."""
    fast = "fast" in words
    if "postgresql" in words:
        chosen = [("tests on PostgreSQL", ON_POSTGRESQL)]
    elif "coverage" in words:
        chosen = COVERAGE
    else:
        chosen = steps(fast)
    judges = [] if fast else [Thread(target=one, daemon=True) for one in (with_python, with_node)]
    for one in judges:
        one.start()
    for name, command in chosen:
        if name.startswith("tests"):
            for one in judges:
                one.join()
        began = time.monotonic()
        print(f"── {name}", flush=True)
        code = subprocess.run(command, cwd=HERE, check=False).returncode
        print(f"── {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
        if code:
            return code
    return 0


def with_python() -> None:
    """Install the judges with an environment of their own, and tell those that cannot be had here."""
    for name in own.missing():
        print(f"── {name.upper()} WAS NOT TRIED: it is not installed and could not be", flush=True)


def with_node() -> None:
    """Install the judges that run on Node; where that fails, the tests that need them say so."""
    with suppress(Exception):
        installed()


def steps(fast: bool) -> list[tuple[str, list[str]]]:
    """What is run, by name."""
    marks = ["-m", "not browser and not slow"] if fast else []
    found: list[tuple[str, list[str]]] = [
        ("ruff", [PY, "-m", "ruff", "check", "."]),
        ("format", [PY, "-m", "ruff", "format", "--check", "."]),
        ("types", [PY, "-m", "mypy"]),
        ("imports", [str(BIN / "lint-imports")]),
        ("tests", [PY, *TOGETHER, *marks]),
    ]
    if not fast:
        if shutil.which("pg_dump"):
            found.append(("tests on PostgreSQL", [*ON_POSTGRESQL, *KEPT, "-m", "not slow"]))
        else:
            print("── POSTGRESQL WAS NOT TRIED: it is not installed and could not be", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
