"""The disk of the database fills up while people write, and is made larger under the running site."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.house import Found, House, Told

from genkan_web import databases

SMALL, LARGE = "2500k", "32m"
NAME = "genkan.sqlite3"
PAGES = ("/", "/help/", "/help/th/", "/learn/", "/ready/")  # what is still read on a full disk


@dataclass(frozen=True)
class Drill:
    """What a full disk came to."""

    saved: int
    refused: int  # answered with 503
    other: int  # answered with anything else, or not at all
    without_help: int
    read: int  # pages of PAGES that answered on the full disk
    saved_after: int  # of 20 once there was room again, without a restart
    found: Found


def drill(folder: Path) -> Drill:
    """Fill, refuse, read, make room, go on."""
    small, site, told = folder / "small", folder / "site", Told()
    for one in (small, site):
        one.mkdir()
    with _disk(small):
        house = House(site, FAULTS_FILE=str(small / NAME))
        house.start()
        try:
            while told.statuses[503] < 40 and sum(told.statuses.values()) < 3_000:
                house.put(told, "words " * 2_000)
            read = sum(house.ask("GET", page)[0] in (200, 204) for page in PAGES)
            saved, refused = told.statuses[201], told.statuses[503]
            subprocess.run(["mount", "-o", f"remount,size={LARGE}", str(small)], check=True)
            after = sum(house.put(told) == 201 for _ in range(20))
        finally:
            house.kill()
        found = house.found(databases.sqlite(small / NAME), told.acknowledged)
    other = sum(count for status, count in told.statuses.items() if status not in (201, 503))
    return Drill(saved, refused, other, told.without_help, read, after, found)


def why_not() -> str:
    """Why no small disk can be made here; empty where it can."""
    return "" if os.geteuid() == 0 else "only root may mount a small tmpfs"


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)
