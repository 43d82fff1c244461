"""What shared days said when they were last read, so that a long list need not read every notebook again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from genkan.concerns.watch import WatchLevel
from genkan_web import bridge
from genkan_web.care import weeks
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook, Standing

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 5  # notebooks read again while somebody waits; the others follow in the sweep


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a notebook: its zone, the day of its concern, and whether that must be read again."""

    zone: str
    concern: str | None
    is_old: bool


def known_of(books: Iterable[uuid.UUID]) -> dict[uuid.UUID, Known]:
    """What was known of each; old is what is missing, of another day, or outdated. One question for all."""
    last = DayNote.objects.filter(notebook=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    changed = Notebook.objects.filter(pk__in=list(books)).annotate(last=Subquery(last))
    found = changed.annotate(since=Q(last__gte=F("standing__read_at")))
    today_in, known = lru_cache(notes.today_in), dict[uuid.UUID, Known]()
    for key, zone, day, since, told in found.values_list(
        "pk", "zone", "standing__day", "since", "standing__told"
    ):
        known[key] = Known(zone, told["concern"] if told else None, bool(since) or day != today_in(zone))
    return known


def concerns_of(
    known: Mapping[uuid.UUID, Known], wanted: Container[uuid.UUID], at_once: int = AT_ONCE
) -> dict[uuid.UUID, date]:
    """The day on which a concern that still stands was first told, by notebook; others are left out.

    Notebooks with changes since are read again first, as many as ``at_once``; the rest are told as they
    were, or not at all.
    """
    told = {key: one.concern for key, one in known.items() if key in wanted}
    old = _books([key for key in told if known[key].is_old])
    for notebook in old[:at_once]:
        told[notebook.pk] = _read_again(notebook)
    later = [
        Standing(notebook=one, told={"concern": None}, day=NEVER.date(), read_at=NEVER)
        for one in old[at_once:]
    ]
    if later:
        Standing.objects.bulk_create(later, ignore_conflicts=True)
    return {key: date.fromisoformat(concern) for key, concern in told.items() if concern}


def keep_up() -> int:
    """Read again every listed notebook that was written in lately and changed since. Returns how many.

    Of a notebook without news nothing is listed, so nothing need be known.
    """
    lately = timezone.now().date() - weeks.WEEK - timedelta(days=1)
    listed = DayNote.objects.filter(day__gte=lately, notebook__standing__isnull=False)
    known = known_of(listed.values_list("notebook", flat=True).distinct())
    old = _books([key for key, one in known.items() if one.is_old])
    for notebook in old:
        _read_again(notebook)
    return len(old)


def forget(notebook: Notebook) -> None:
    """Something in it was hidden, erased or taken back: what was known is known no more."""
    Standing.objects.filter(notebook=notebook).delete()


def _books(keys: Collection[uuid.UUID]) -> list[Notebook]:
    return (
        list(Notebook.objects.filter(pk__in=keys).select_related("writer").defer("in_need")) if keys else []
    )


def _read_again(notebook: Notebook) -> str | None:
    now, today = timezone.now(), notes.today_of(notebook)
    concern = _concern(notebook, today)
    Standing.objects.update_or_create(
        notebook=notebook, defaults={"told": {"concern": concern}, "day": today, "read_at": now}
    )
    return concern


def _concern(notebook: Notebook, today: date) -> str | None:
    """The day of a concern that stands, over the days somebody wrote; never a notice, never files."""
    days = bridge.days_of(notebook, with_files=False)
    if days is None:
        return None
    watching = bridge.watching_of_notebook(notebook, bridge.course_of_days(days), today)
    concern = watching.watch.concern
    return concern.first_told.isoformat() if concern and watching.watch.level is WatchLevel.CONCERN else None
