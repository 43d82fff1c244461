"""What shared days said when they were last read, so that a long list need not read every notebook again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from genkan.concerns.watch import WatchLevel
from genkan_web import bridge
from genkan_web.care import weeks
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook, Standing

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 5  # notebooks read again while somebody waits; the others follow in the sweep


def concerns_of(wanted: Collection[uuid.UUID], at_once: int = AT_ONCE) -> dict[uuid.UUID, date]:
    """The day on which a concern that still stands was first told, by notebook; others are left out.

    Notebooks with changes since are read again first, as many as ``at_once``; the rest are told as they
    were, or not at all.
    """
    known, old = _known(wanted)
    for notebook in old[:at_once]:
        known[notebook.pk] = _read_again(notebook)
    later = [
        Standing(notebook=one, told={"concern": None}, day=NEVER.date(), read_at=NEVER)
        for one in old[at_once:]
    ]
    if later:
        Standing.objects.bulk_create(later, ignore_conflicts=True)
    return {key: date.fromisoformat(concern) for key, concern in known.items() if concern}


def keep_up() -> int:
    """Read again every listed notebook that was written in lately and changed since. Returns how many.

    Of a notebook without news nothing is listed, so nothing need be known.
    """
    lately = timezone.now().date() - weeks.WEEK - timedelta(days=1)
    listed = DayNote.objects.filter(day__gte=lately, notebook__standing__isnull=False)
    _, old = _known(listed.values_list("notebook", flat=True).distinct())
    for notebook in old:
        _read_again(notebook)
    return len(old)


def forget(notebook: Notebook) -> None:
    """Something in it was hidden, erased or taken back: what was known is known no more."""
    Standing.objects.filter(notebook=notebook).delete()


def _known(wanted: Iterable[uuid.UUID]) -> tuple[dict[uuid.UUID, str | None], list[Notebook]]:
    """What was known of each notebook, and those of which it is missing, of another day, or outdated."""
    last = DayNote.objects.filter(notebook=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    books = Notebook.objects.filter(pk__in=list(wanted)).annotate(last=Subquery(last))
    today_in, known, old = lru_cache(notes.today_in), dict[uuid.UUID, str | None](), list[uuid.UUID]()
    for key, zone, changed, day, read_at, told in books.values_list(
        "pk", "zone", "last", "standing__day", "standing__read_at", "standing__told"
    ):
        known[key] = told["concern"] if told else None
        if day != today_in(zone) or (changed and changed >= read_at):
            old.append(key)
    again = Notebook.objects.filter(pk__in=old).select_related("writer").defer("in_need") if old else ()
    return known, list(again)


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
