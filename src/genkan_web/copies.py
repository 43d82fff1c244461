"""Whole copies of the database, taken while people write, and the way back in."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from genkan_web import databases
from genkan_web.stopped import Stopped

ALIAS = "copy"


@contextmanager
def taken(file: Path) -> Iterator[str]:
    """Copy the site's database into ``file``; gives the alias under which exactly that state can be read.

    SQLite: ``VACUUM INTO``, one state, and without a trace of what was deleted. PostgreSQL: ``pg_dump`` in a
    snapshot that stays open. Raises DatabaseError, or Stopped where a tool is missing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(file)])
        with opened(databases.sqlite(file, databases.QUIET)):
            yield ALIAS
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        make = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={file}",
        ]
        _run("pg_dump", make, connection.settings_dict)
        yield connection.alias


@contextmanager
def opened(told: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Another database under ``ALIAS``, for as long as this lasts."""
    connections.databases[ALIAS] = {**connections.databases["default"], **told}
    try:
        yield connections[ALIAS]
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


@contextmanager
def put_into(address: str, file: Path) -> Iterator[None]:
    """Fill an empty PostgreSQL database from a copy, and open it. When anything fails, it is empty again."""
    told = databases.postgresql(address, pool=False)
    with opened(told) as here:
        if here.introspection.table_names():
            raise Stopped("backup.place_taken", place=told["NAME"])
        try:
            back = ["--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error"]
            _run("pg_restore", [*back, f"--dbname={told['NAME']}", str(file)], told)
            yield
        except BaseException:
            with here.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute("CREATE SCHEMA public")
            raise


def is_sound(here: BaseDatabaseWrapper) -> bool:
    """Whether SQLite finds every page and every foreign key in order. PostgreSQL checks while it restores."""
    if here.vendor != "sqlite":
        return True
    with here.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = [line for (line,) in cursor.fetchall()] == ["ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return whole and not cursor.fetchall()


def leave_no_old_page() -> None:
    """Take what was deleted or overwritten out of SQLite's log; a reader of this moment may put that off."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def leave_no_trace(here: BaseDatabaseWrapper) -> None:
    """Take what was deleted out of the files as well."""
    with here.cursor() as cursor:
        cursor.execute("VACUUM" if here.vendor == "sqlite" else "VACUUM FULL")


def _run(tool: str, words: list[str], told: dict[str, Any]) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where other users cannot read it."""
    place = shutil.which(tool)
    if place is None:
        raise Stopped("backup.no_tool", tool=tool)
    names = {
        "NAME": "PGDATABASE",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "HOST": "PGHOST",
        "PORT": "PGPORT",
    }
    known = {short: str(told[name]) for name, short in names.items() if told.get(name)}
    more = {
        f"PG{name.upper()}": str(value) for name, value in told["OPTIONS"].items() if name.startswith("ssl")
    }
    done = subprocess.run(  # noqa: S603 (a fixed tool, words of our own)
        [place, *words], env={**os.environ, **known, **more}, stderr=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise Stopped("backup.no_database" if tool == "pg_dump" else "backup.unsound")
