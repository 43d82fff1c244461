"""One process at a time: a locked file in the site's folder, freed even when its holder is killed."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

PREPARE, SWEEP = "prepare", "sweep"
POSTGRESQL_LOCK = 0x67656E6B616E  # «genkan» in ASCII: sites on several computers, one database


@contextmanager
def turn(name: str) -> Iterator[None]:
    """Wait until nobody else has this turn, and hold it as long as this lasts."""
    folder = Path(settings.VAR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / f".turn-{name}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def turn_in_database() -> Iterator[None]:
    """The same among all computers that share a PostgreSQL; SQLite has its own file on one computer."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [POSTGRESQL_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTGRESQL_LOCK])
