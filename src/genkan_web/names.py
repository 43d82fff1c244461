"""Every name that is only findable, and how it comes under the newest key of names while the site serves.

A hash is made again from its name. Where the name stands locked in the same row, that is done here; where
only people hold it (codes and access words), the key before goes on finding it until it is over. Looked for
is under every key of names, so that nothing is unfindable at any moment; a row tells by itself whether it was
moved, so that this can be stopped anywhere and started once more. Afterwards the key before is kept for one
thing alone: rows of the record of looks bear marks under it and can never be written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from genkan_web import copies, keys, proof, rotating
from genkan_web.care.models import Link, LinkCode
from genkan_web.diary.models import Paper
from genkan_web.locked import Hashed, hashes_of
from genkan_web.people.models import Account, Centre, Invitation, Token
from genkan_web.remind.models import PushPlace

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """A column of names whose plain name its own row says, locked."""

    model: type[models.Model]
    field: str
    said_in: tuple[str, ...]
    plain: Callable[[Row], str | None]  # None: a name that nobody looks for any more
    place: str  # where its hashes belong

    def rows(self) -> Iterator[list[Row]]:
        """All of it in batches, by primary key."""
        found = self.model._base_manager.exclude(**{f"{self.field}__isnull": True}).order_by("pk")
        batch = list(found.values("pk", self.field, *self.said_in)[: rotating.BATCH])
        while batch:
            yield batch
            rest = found.filter(pk__gt=batch[-1]["pk"])
            batch = list(rest.values("pk", self.field, *self.said_in)[: rotating.BATCH])

    def swap(self, primary: Any, old: str, new: str) -> bool:
        """Put the new hash where the old one still is; False where that name stands in another row."""
        rows = self.model._base_manager.filter(**{"pk": primary, self.field: Hashed(old)})
        try:
            with transaction.atomic():
                rows.update(**{self.field: Hashed(new)})
        except IntegrityError:
            return False
        return True


@dataclass(frozen=True)
class Held:
    """A column of codes or words that only people hold, and what tells which of them may still be typed."""

    model: type[models.Model]
    field: str
    over: str  # the column that says when it is over
    others: Mapping[str, Any]  # what else the rows have in common that may still be typed


@dataclass(frozen=True)
class Moved:
    """What an exchange did, and what keeps the keys before."""

    names: int = 0  # brought under the newest key
    left: int = 0  # that could not be made again
    held: int = 0  # codes and words that people hold
    until: date | None = None  # when the last of those is over
    kept: tuple[str, ...] = ()  # ids of keys that go on finding names
    looks_only: tuple[str, ...] = ()  # ids of keys that find looks alone from now on


UNUSED: Mapping[str, Any] = {"used_at": None}
HELD = (
    Held(LinkCode, "code", "expires_at", UNUSED),  # 7 days
    Held(Invitation, "code", "expires_at", UNUSED),  # 14 days
    Held(Token, "word", "until", {}),  # 90 days at most
)


def columns() -> tuple[Known, ...]:
    """Every column whose names can be made again, as things are now."""
    every = Centre.objects.values_list("pk", flat=True)
    return columns_of(
        {mark: str(key) for key in every for mark in hashes_of(str(key), "centre", as_in_looks=True)}
    )


def columns_of(centres: Mapping[str, str]) -> tuple[Known, ...]:
    """The same, where these are the centres there are, by their marks under every key."""
    return (
        Known(Account, "handle", ("display",), lambda row: str(row["display"]), _place(Account, "handle")),
        Known(Link, "giver", ("ends",), lambda row: str(row["ends"]["notebook"]), "giver"),
        Known(Link, "reader", ("ends",), lambda row: str(row["ends"]["reader"]), "reader"),
        Known(Link, "centre", (), lambda row: centres.get(row["centre"]), "centre"),
        Known(Paper, "kind", ("body",), lambda row: str(row["body"]["kind"]), _place(Paper, "kind")),
        Known(PushPlace, "mark", ("address",), lambda row: str(row["address"]), _place(PushPlace, "mark")),
    )


def _place(model: type[models.Model], field: str) -> str:
    return str(model._meta.get_field(field).place)  # type: ignore[union-attr]


def exchange(settle: float = rotating.SETTLE) -> Moved:
    """Bring names under the newest key; where nothing else is left, let the keys before find only looks.

    Begins once the newest key is ``settle`` seconds old: nobody looks for a name under the ones before alone
    any more. Waits as long again before the keys before go, and looks again: who had read a row before it was
    moved may have saved it since, as it was.
    """
    ring = keys.ring()
    before = tuple(key.id for key in ring.of(keys.Use.NAME)[:-1])
    if not before and not ring.of(keys.Use.LOOKS):
        return Moved()
    rotating.wait_for(ring.newest(keys.Use.NAME), settle)
    names, left = _again()
    held, until = _held(settle) if before else (0, None)
    while before and not left and not held:
        rotating.time.sleep(settle)
        more, left = _again()
        names += more
        if not more and not left:
            _retire(before)
            return Moved(names, looks_only=before)
    return Moved(names, left, held, until, before)


def _again() -> tuple[int, int]:
    """Move what is not under the newest key. Returns how many were, and how many could not be."""
    moved = left = 0
    for one in columns():
        for batch in one.rows():
            wanted = list(_to_move(one, batch))
            done = _swapped(one, [told for told in wanted if told[2]])
            moved, left = moved + done, left + len(wanted) - done
    return moved, left


def _swapped(one: Known, wanted: list[tuple[Any, str, str]]) -> int:
    if not wanted:
        return 0
    with transaction.atomic():
        return sum(one.swap(*told) for told in wanted)


def _to_move(one: Known, batch: list[Row]) -> Iterator[tuple[Any, str, str]]:
    """Primary key, old and new hash; no new one where the name in the row is not the one that was hashed."""
    for row in batch:
        plain, held = one.plain(row), str(row[one.field])
        if plain is None:
            continue
        newest, *older = hashes_of(plain, one.place, as_in_looks=True)
        if held != newest:
            yield row["pk"], held, newest if held in older else ""


def _held(settle: float) -> tuple[int, date | None]:
    """How many codes and words may stand under a key before, and the day the last of them is over."""
    newest = keys.ring().newest(keys.Use.NAME).made_at + timedelta(seconds=settle + 1)  # made within a second
    found = []
    for one in HELD:
        rows = one.model._base_manager.filter(**one.others, made_at__lt=newest)
        found += rows.filter(**{f"{one.over}__gt": timezone.now()}).values_list(one.over, flat=True)
    return len(found), max(found).date() if found else None


def _retire(before: tuple[str, ...]) -> None:
    proof.renew()
    keys.only_for_looks(Path(settings.KEYS), before)
    copies.leave_no_old_page()
