"""The power is cut, again and again, while people write."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.faults.house import ROOT, WHOLE, Found, House, Told
from tests.faults.killed import Outcome

from genkan_web import databases

NAME = "genkan.sqlite3"
CALLS = ("write", "fsync", "truncate")


def cuts(folder: Path, rounds: int, torn: bool = False, synchronous: str = "", seed: int = 1) -> Outcome:
    """Cut the power that often; look at what is left each time. ``synchronous`` is for the control only."""
    backing, mount, site = folder / "backing", folder / "mount", folder / "site"
    for one in (backing, mount, site):
        one.mkdir()
    weaker = {"FAULTS_SYNCHRONOUS": synchronous} if synchronous else {}
    dice, told, lost, found, house = random.Random(seed), Told(), 0, WHOLE, None
    for turn in range(rounds):
        with _plugged_in(backing, mount):
            house = house or House(site, FAULTS_FILE=str(mount / NAME), **weaker)
            house.start()
            try:
                with house.busy(told):
                    time.sleep(0.3 + dice.random() * 0.5)
                    with suppress(OSError):
                        (mount / (f".torn-{seed}-{turn}" if torn else ".cut")).touch()
                    time.sleep(0.1)
            finally:
                house.kill()
        found = house.found(place(backing), told.acknowledged)
        lost = max(lost, found.lost)
        if found != WHOLE and not synchronous:
            break
    assert told.without_help == 0
    return Outcome(rounds, len(told.acknowledged), Found(lost, found.doubled, found.halves, found.sound))


def errors(folder: Path, upto: int) -> Outcome:
    """Let each of the first ``upto`` calls of every kind fail once; the running site has to go on."""
    backing, mount, site = folder / "backing", folder / "mount", folder / "site"
    for one in (backing, mount, site):
        one.mkdir()
    told = Told()
    with _plugged_in(backing, mount):
        house = House(site, FAULTS_FILE=str(mount / NAME))
        house.start()
        try:
            for number in range(1, upto + 1):
                for call in CALLS:
                    with suppress(OSError):
                        (mount / f".fail-{call}-{number}").touch()
                    for _ in range(2):
                        house.put(told)
            assert house.put(told) == 201, "once nothing fails any more, it saves"
            with suppress(OSError):
                (mount / ".cut").touch()
        finally:
            house.kill()
    assert told.without_help == 0
    assert set(told.statuses) == {201, 503}, "some failed, all were answered"
    return Outcome(told.statuses[503], len(told.acknowledged), house.found(place(backing), told.acknowledged))


def place(backing: Path) -> dict[str, Any]:
    """The settings under which what is left on a disk is opened."""
    return databases.sqlite(backing / NAME)


def why_not() -> str:
    """Why no such disk can be mounted here; empty where it can."""
    if not Path("/dev/fuse").exists() or not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "there is no /dev/fuse that may be opened"
    return "" if shutil.which("fusermount3") else "Debian's fuse3 is not installed"


@contextmanager
def _plugged_in(backing: Path, mount: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.faults.disk", str(backing), str(mount)]
    disk = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}/src:{ROOT}"})
    try:
        for _ in range(200):
            if mount.is_mount():
                break
            time.sleep(0.02)
        else:
            raise TimeoutError("the disk was not mounted")
        yield
    finally:
        subprocess.run(["fusermount3", "-u", "-z", str(mount)], check=False)
        disk.wait(20)
