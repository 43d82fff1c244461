"""What the tests of safekeeping put away, and where they look for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from tests.drawers.models import Drawer

from genkan_web import copies, databases, record
from genkan_web.record import Seen

CANARY = "canary-3f9a-plain"
ON_POSTGRESQL = "sqlite" not in settings.DATABASES["default"]["ENGINE"]
SQLITE_ONLY = pytest.mark.skipif(ON_POSTGRESQL, reason="looks into SQLite's own file")


def put_away(number: int) -> None:
    """One drawer and one look, both or neither."""
    with transaction.atomic():
        Drawer.objects.create(
            text=f"word {number}", marks=[number], name=f"n{number}", plain=f"{CANARY}-{number}"
        )
        record.write(Seen("a1", "person", "write", "drawer", str(number)))


@contextmanager
def looked_into(place: Path, address: str) -> Iterator[str]:
    """The restored database, under an alias."""
    told = (
        databases.postgresql(address, pool=False) if address else databases.sqlite(place / "genkan.sqlite3")
    )
    with copies.opened(told):
        yield copies.ALIAS


def rows(using: str) -> dict[str, list[Any]]:
    """Every row of every table, by table."""
    here, found = connections[using], {}
    with here.cursor() as cursor:
        for table in sorted(here.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found
