"""The named peers: what each needs, installed in an environment of its own under ``bench/.work/peers``.

``python bench/peers.py`` installs them all; ``bench/run.py`` installs those it needs. A peer that cannot be
installed is remembered with the reason, which the tables then show instead of a figure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WORK = Path(__file__).parent / ".work"
INSTALL_LIMIT_S = 900


@dataclass(frozen=True, slots=True)
class Peer:
    """One environment. ``steps`` are what ``pip install`` is given, call by call; ``needs`` must import."""

    package: str
    version: str
    licence: str
    needs: str
    steps: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def told(self) -> str:
        """Name and version as the tables show them."""
        return f"{self.package} {self.version}".strip()


def _plain(package: str, version: str, licence: str, needs: str, *more: str) -> Peer:
    return Peer(package, version, licence, needs, ((f"{package}=={version}", *more),))


PEERS: Mapping[str, Peer] = {
    "watching": Peer(
        "river, ruptures",
        "",
        "BSD-3-Clause, BSD-2-Clause",
        "river.drift, ruptures, numpy",
        (("river", "ruptures", "numpy"),),
    ),
    "parsers": Peer(
        "orjson, msgspec, ijson, lxml",
        "",
        "Apache-2.0, BSD-3-Clause",
        "orjson, msgspec, ijson, lxml.etree, numpy",
        (("orjson==3.11.4", "msgspec==0.20.0", "ijson==3.4.0", "lxml==6.0.2", "numpy"),),
    ),
    "healthkit": _plain("healthkit-to-sqlite", "1.0.1", "Apache-2.0", "healthkit_to_sqlite.cli"),
    "apple_parser": _plain("apple-health-parser", "2.0.5", "MIT", "apple_health_parser"),
    "takeout": _plain("google-takeout-parser", "0.1.13", "MIT", "google_takeout_parser.parse_json"),
    "trackintel": _plain("trackintel", "1.4.2", "MIT", "trackintel"),
    "niimpy": _plain("niimpy", "1.3.0", "MIT", "niimpy"),
    "pyactigraphy": Peer(
        "pyActigraphy",
        "1.2.2",
        "GPL-3.0",
        "pyActigraphy.io",
        (
            (
                *(
                    "numpy<2",
                    "pandas<3",
                    "scipy",
                    "joblib",
                    "numba",
                    "lxml",
                    "h5py",
                    "tqdm",
                    "statsmodels",
                    "lmfit",
                ),
                *("plotly", "openpyxl", "pyexcel", "pyexcel-ods3", "spm1d", "stochastic", "scikit-learn"),
                "imbalanced-learn",
            ),
            ("accelerometer==6.2.3", "pyActigraphy==1.2.2", "--no-deps"),
        ),
        "installed without the versions it declares, which need an older Python",
    ),
    "skmob": Peer(
        "scikit-mobility",
        "1.3.1",
        "BSD-3-Clause",
        "skmob",
        (("scikit-mobility==1.3.1", "numpy<1.25", "shapely<2", "setuptools<70"),),
        "with numpy below 1.25 and shapely below 2; with today's it installs and cannot be imported",
    ),
    "infostop": Peer(
        "infostop",
        "0.1.9",
        "MIT",
        "infostop",
        (
            ("setuptools<60", "wheel", "numpy<2", "pybind11", "scipy", "tqdm", "Cython<3", "pandas<3"),
            ("infostop==0.1.9", "--no-build-isolation"),
        ),
        "built with setuptools below 60",
    ),
}


@dataclass(frozen=True, slots=True)
class Installed:
    """Where a peer's interpreter is, or in ``trouble`` why there is none."""

    key: str
    python: Path
    seconds: float
    trouble: str = ""

    @property
    def peer(self) -> Peer:
        """What was to be installed."""
        return PEERS[self.key]


def installed(key: str) -> Installed:
    """The peer's environment, made now if it was never tried. Never raises."""
    home = WORK / "peers" / key
    remembered = home / "installed.json"
    wanted = [list(step) for step in PEERS[key].steps]
    if remembered.exists():
        facts = json.loads(remembered.read_text())
        if facts["steps"] == wanted:
            return Installed(key, home / "bin" / "python", facts["seconds"], facts["trouble"])
    before = time.monotonic()
    trouble = _install(home, PEERS[key])
    seconds = round(time.monotonic() - before, 1)
    remembered.write_text(json.dumps({"steps": wanted, "seconds": seconds, "trouble": trouble}))
    return Installed(key, home / "bin" / "python", seconds, trouble)


def _install(home: Path, peer: Peer) -> str:
    """Make the environment; gives an empty text or the trouble in a few words."""
    venv.create(home, with_pip=True, clear=True, symlinks=True)
    python = home / "bin" / "python"
    with (home / "install.log").open("wb") as log:
        for step in peer.steps:
            if trouble := _tried([str(python), "-m", "pip", "install", *step], log):
                return (
                    f"cannot be installed on Python {sys.version_info[0]}.{sys.version_info[1]} ({trouble})"
                )
        if _tried([str(python), "-c", f"import {peer.needs}"], log):
            return f"installs, cannot be imported ({_last_word(home / 'install.log')})"
    return ""


def _tried(command: Sequence[str], log: object) -> str:
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    try:
        done = subprocess.run(
            command, stdout=log, stderr=log, timeout=INSTALL_LIMIT_S, env=quiet, check=False
        )
    except subprocess.TimeoutExpired:
        return f"not ready after {INSTALL_LIMIT_S // 60} minutes"
    return "" if done.returncode == 0 else "the build fails"


def _last_word(log: Path) -> str:
    """The kind of the last error in a log, without paths."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if "Error" in line]
    return lines[-1].split(":")[0].strip()[:60] if lines else "no reason given"


def version_in(python: Path, package: str) -> str:
    """The version of a package in an environment, or an empty text."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    for name in sys.argv[1:] or PEERS:
        found = installed(name)
        print(f"{found.peer.told:32} {found.seconds:7.1f} s  {found.trouble or 'ready'}", flush=True)
