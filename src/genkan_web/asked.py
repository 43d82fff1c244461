"""What every page asks, put together once: Django would build each question anew (decision 24).

The only questions about people that are not put by the query builder. Their names are ours, values go in as
parameters, and each says what the managers say elsewhere: nothing that was told to go.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection

from genkan_web.diary.models import DayNote, ImportedDays, Notebook, Paper, Told
from genkan_web.people.models import Visit

REPORTED = (
    "day", "reach_low", "reach_high", "talked", "bed_hour", "up_hour", "drive", "mood", "known_by", "flags"
)  # fmt: skip
VISIT = f"SELECT * FROM {Visit._meta.db_table} WHERE session_key = %s"  # noqa: S608
NOTEBOOK = f"SELECT * FROM {Notebook._meta.db_table} WHERE id = %s AND erase_at IS NULL"  # noqa: S608
WRITTEN = (
    f"SELECT {', '.join(REPORTED)} FROM {DayNote._meta.db_table} "  # noqa: S608
    "WHERE notebook_id = %s AND NOT not_today AND erase_at IS NULL ORDER BY day"
)
FILES = f"SELECT id, changed_at, going FROM {ImportedDays._meta.db_table} WHERE notebook_id = %s"  # noqa: S608
LAST = (
    f"SELECT id, given FROM {Told._meta.db_table} "  # noqa: S608
    'WHERE notebook_id = %s AND erase_at IS NULL ORDER BY "on" DESC LIMIT 1'
)
PAPERS = (
    f"SELECT * FROM {Paper._meta.db_table} WHERE notebook_id = %s AND kind IN ({{}}) "  # noqa: S608
    "AND erase_at IS NULL ORDER BY made_at DESC, id"
)


def visit(key: str) -> Visit | None:
    """The visit with this key, over or not."""
    return next(iter(Visit._default_manager.raw(VISIT, [key])), None)


def notebook(key: uuid.UUID) -> Notebook | None:
    """A notebook that was not told to go; whether its writer was is for whoever asks to see."""
    return next(iter(Notebook.every.raw(NOTEBOOK, [_key_of(key)])), None)


def papers(book: Notebook, marks: Sequence[str]) -> list[Paper]:
    """The papers of the kind with these marks (one for each key of names), the newest first."""
    return list(Paper.every.raw(PAPERS.format(", ".join(["%s"] * len(marks))), [_key_of(book.pk), *marks]))


def written(book: Notebook) -> tuple[object, ...]:
    """The written days as they lie there, without their words."""
    return _rows(WRITTEN, book)


def files_and_check_up(book: Notebook) -> tuple[object, ...]:
    """When files last brought something, what of it goes, the last check-up; as they lie there, locked."""
    return _rows(FILES, book), _rows(LAST, book)


def _rows(statement: str, book: Notebook) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_key_of(book.pk)])
        return tuple(cursor.fetchall())


def _key_of(key: uuid.UUID) -> Any:
    return Notebook._meta.pk.get_db_prep_value(key, connection)
