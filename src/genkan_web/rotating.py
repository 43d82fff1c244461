"""From an old key to the newest: every locked value of every model, row by row, while people go on writing.

A row tells by itself which key it needs, so that this can be stopped at any moment and started again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from genkan_web import copies, keys, locked, proof, record

BATCH = 200
SETTLE = 60  # seconds after which nobody holds a box under the key that was newest before


@dataclass(frozen=True)
class Column:
    """A locked column of one table."""

    model: type[models.Model]
    field: locked.LockedText

    def boxes(self) -> Any:
        """Every value of it as it stands in the database, by primary key."""
        raw = Cast(F(self.field.attname), TextField())
        rows = self.model._base_manager.annotate(box=raw).exclude(**{f"{self.field.attname}__isnull": True})
        return rows.order_by("pk")

    def swap(self, primary: Any, old: str, new: str) -> int:
        """Put the new box where the old one still is. 0 where somebody has written meanwhile."""
        return int(
            self.boxes()
            .filter(pk=primary, box=old)
            .order_by()
            .update(**{self.field.attname: Value(new, output_field=TextField())})
        )


class Elsewhere(Protocol):
    """Locked values that stand inside somebody else's column, such as a package's JSON."""

    def used(self) -> Iterator[str]:
        """The key id of each of them."""

    def again(self) -> int:
        """Lock those again that are not under the newest key; how many."""


elsewhere: list[Elsewhere] = []


def columns() -> Iterator[Column]:
    """Every locked column of the site."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, locked.LockedText) and not model._meta.proxy:
                yield Column(model, field)


def uses() -> Counter[str]:
    """How many values each key opens, by key id."""
    found: Counter[str] = Counter(key_id for where in elsewhere for key_id in where.used())
    for column in columns():
        boxes = column.boxes().values_list("box", flat=True)
        found.update(locked.key_of(box) for box in boxes.iterator(2_000))
    return found


def lock_again() -> int:
    """Lock every value that is not under the newest key; returns how many. NotOpened loses nothing."""
    done = sum(_column_again(column, keys.ring().newest(keys.Use.FIELD).id) for column in columns())
    return done + sum(where.again() for where in elsewhere)


def _column_again(column: Column, newest: str) -> int:
    done, after = 0, None
    while True:
        rows = column.boxes().exclude(box__startswith=f"{locked.VERSION}.{newest}.")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        batch = list(rows.values_list("pk", "box")[:BATCH])
        if not batch:
            return done
        with transaction.atomic():
            for primary, old in batch:
                new = locked.lock(locked.unlock(old, column.field.place), column.field.place)
                done += column.swap(primary, old, new)
        after = batch[-1][0]


def take_old_keys_away(settle: float = SETTLE) -> list[str]:
    """Remove the keys that open nothing any more; returns their ids. A key still needed stays.

    Waits until the newest key is ``settle`` seconds old: who locked with the one before has saved by then.
    """
    folder = Path(settings.KEYS)
    wait_for(keys.ring().newest(keys.Use.FIELD), settle)
    lock_again()
    needed = uses()
    gone = [key.id for key in keys.ring().of(keys.Use.FIELD)[:-1] if not needed[key.id]]
    for identity in gone:
        keys.take_away(folder, identity)
    copies.leave_no_old_page()
    return gone


def wait_for(key: keys.Key, settle: float) -> None:
    """Wait until a key is ``settle`` seconds old, and no longer, even where the clock was set back."""
    age = (datetime.now(UTC) - key.made_at).total_seconds()
    time.sleep(min(settle, max(0.0, settle - age)))


def begin_record_key(settle: float = SETTLE) -> int | None:
    """Seal the record with the newest of its keys, once every process has read it; the row that says so.

    None where it seals already. The keys before stay: the rows before are proven by them.
    """
    newest = keys.ring().newest(keys.Use.RECORD)
    if len(keys.ring().of(keys.Use.RECORD)) < 2:
        return None
    wait_for(newest, settle)
    with transaction.atomic():
        number = record.begin(newest)
        if number is not None:
            proof.renew()
    if number is not None:
        record.note_end()
    return number
