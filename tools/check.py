"""Every check in order; stops at the first that fails. ``fast`` leaves out what takes long."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PY = sys.executable
BIN = Path(PY).parent


def main(fast: bool) -> int:
    """Run all of them; the exit code of the first failure, or 0."""
    marks = ["-m", "not browser and not slow"] if fast else []
    cover = ["-m", "coverage", "run", "-m", "pytest"]
    steps: list[tuple[str, list[str]]] = [
        ("ruff", [PY, "-m", "ruff", "check", "."]),
        ("format", [PY, "-m", "ruff", "format", "--check", "."]),
        ("types", [PY, "-m", "mypy"]),
        ("imports", [str(BIN / "lint-imports")]),
        ("tests", [PY, *(["-m", "pytest"] if fast else cover), *marks]),
    ]
    if not fast:
        steps.append(("coverage", [PY, "-m", "coverage", "report"]))
    for name, command in steps:
        began = time.monotonic()
        print(f"── {name}", flush=True)
        code = subprocess.run(command, cwd=HERE, check=False).returncode
        print(f"── {name}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main("fast" in sys.argv[1:]))
