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
    old = _old(wanted)
    for notebook in old[:at_once]:
        _read_again(notebook)
    later = [
        Standing(notebook=one, told={"concern": None}, day=NEVER.date(), read_at=NEVER)
        for one in old[at_once:]
    ]
    if later:
        Standing.objects.bulk_create(later, ignore_conflicts=True)
    return _known(wanted)


def _known(wanted: Collection[uuid.UUID]) -> dict[uuid.UUID, date]:
    rows = Standing.objects.filter(notebook__in=wanted).values_list("notebook", "told")
    return {key: date.fromisoformat(told["concern"]) for key, told in rows if told["concern"]}


def keep_up() -> int:
    """Read again every listed notebook that was written in lately and changed since. Returns how many.

    Of a notebook without news nothing is listed, so nothing need be known.
    """
    lately = timezone.now().date() - weeks.WEEK - timedelta(days=1)
    listed = DayNote.objects.filter(day__gte=lately, notebook__standing__isnull=False)
    old = _old(listed.values_list("notebook", flat=True).distinct())
    for notebook in old:
        _read_again(notebook)
    return len(old)


def forget(notebook: Notebook) -> None:
    """Something in it was hidden, erased or taken back: what was known is known no more."""
    Standing.objects.filter(notebook=notebook).delete()


def _old(wanted: Iterable[uuid.UUID]) -> list[Notebook]:
    """The notebooks whose standing is missing, of another day, or older than their last change."""
    last = DayNote.objects.filter(notebook=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    books = Notebook.objects.filter(pk__in=list(wanted)).annotate(last=Subquery(last))
    today_in, found = lru_cache(notes.today_in), []
    for key, zone, changed, day, read_at in books.values_list(
        "pk", "zone", "last", "standing__day", "standing__read_at"
    ):
        if day != today_in(zone) or (changed and changed >= read_at):
            found.append(key)
    return list(Notebook.objects.filter(pk__in=found).select_related("writer").defer("in_need"))


def _read_again(notebook: Notebook) -> None:
    now, today = timezone.now(), notes.today_of(notebook)
    told = {"concern": _concern(notebook, today)}
    Standing.objects.update_or_create(
        notebook=notebook, defaults={"told": told, "day": today, "read_at": now}
    )


def _concern(notebook: Notebook, today: date) -> str | None:
    """The day of a concern that stands, over the days somebody wrote; never a notice, never files."""
    days = bridge.days_of(notebook, with_files=False)
    if days is None:
        return None
    watching = bridge.watching_of_notebook(notebook, bridge.course_of_days(days), today)
    concern = watching.watch.concern
    return concern.first_told.isoformat() if concern and watching.watch.level is WatchLevel.CONCERN else None
