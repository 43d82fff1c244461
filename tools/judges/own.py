"""Judges with an environment of their own, because what they stand on does not fit beside ours.

Made once from hashed locks (``requirements/NAME.txt``), in ``.venv-NAME``. What cannot be installed is said
loudly and never counts as passed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = ("semgrep", "wapiti")  # from Python packages
DEBIANS = ("sqlmap",)  # from Debian's


def command(name: str) -> Path | None:
    """Where a judge stands; makes its environment when it is absent. None where it cannot be had."""
    if name in DEBIANS:
        found = shutil.which(name)
        return Path(found) if found else None
    lock, place = ROOT / "requirements" / f"{name}.txt", ROOT / f".venv-{name}"
    stamp, there = place / ".locked", place / "bin" / name
    if not (there.exists() and stamp.exists() and stamp.read_bytes() == lock.read_bytes()):
        if not _made(place, lock) or not there.exists():
            return None
        shutil.copy(lock, stamp)
    return there


def _made(place: Path, lock: Path) -> bool:
    shutil.rmtree(place, ignore_errors=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    steps = ([sys.executable, "-m", "venv", str(place)], [*pip, "--require-hashes", "-r", str(lock)])
    return all(subprocess.run(step, capture_output=True, check=False).returncode == 0 for step in steps)


def missing() -> list[str]:
    """The judges that cannot be had here."""
    return [name for name in (*OWN, *DEBIANS) if command(name) is None]
