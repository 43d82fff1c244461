"""What shared days said when they were last read, so that a long list need not read every notebook again."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max
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
    Standing.objects.bulk_create(later, ignore_conflicts=True)
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
    every = list(wanted)
    changed = dict(
        DayNote.objects.filter(notebook__in=every)
        .values_list("notebook")
        .annotate(last=Max("changed_at"))
        .values_list("notebook", "last")
    )
    known = {one.notebook_id: one for one in Standing.objects.filter(notebook__in=every).defer("told")}
    found = []
    for notebook in Notebook.objects.filter(pk__in=every).select_related("writer").defer("in_need"):
        held, last = known.get(notebook.pk), changed.get(notebook.pk)
        if held is None or held.day != notes.today_of(notebook) or (last and last >= held.read_at):
            found.append(notebook)
    return found


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
