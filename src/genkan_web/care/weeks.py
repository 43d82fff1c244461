"""What is new this week over one link. Stopped, over or silent: the same empty week."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from genkan.nouns import Reach
from genkan.plans import Standing
from genkan_web import bridge
from genkan_web.care import sharing
from genkan_web.care.models import Link
from genkan_web.diary import climbs, notes
from genkan_web.diary.models import DayNote, Notebook, Paper

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week over one link. All empty: nothing new, or nothing shared; nobody can tell which."""

    line: notes.WeekLine | None = None
    days: tuple[DayNote, ...] = ()
    words: tuple[DayNote, ...] = ()
    phone: tuple[tuple[date, int, int], ...] = ()  # first day, days known, days out
    step: Standing | None = None  # where somebody is with their own step

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self == Week()


def week_of(link: Link, readable: Collection[str]) -> Week:
    """This week, by what is shared at this moment and may be read in the reader's role."""
    book = sharing.book_of(link)
    live = sharing.live_items(link) & set(readable)
    if book is None or not live:
        return Week()
    last = notes.today_of(book)
    recent = tuple(book.notes.filter(day__gt=last - WEEK, day__lte=last, not_today=False).order_by("-day"))
    return Week(
        line=notes.week_line(book) if "week" in live else None,
        days=recent if "days" in live else (),
        words=tuple(one for one in recent if one.words) if "notes" in live else (),
        phone=_last_week_of_files(book) if "phone" in live else (),
        step=_step_of(book) if "step" in live else None,
    )


def step_over(link: Link, readable: Collection[str]) -> Standing | None:
    """Where somebody is with their own step, if that is shared and news: floor, shelf and moment alone."""
    book = sharing.book_of(link)
    shared = "step" in sharing.live_items(link) & set(readable)
    return _step_of(book) if book is not None and shared else None


def _step_of(book: Notebook) -> Standing | None:
    return climbs.climb_in(book)[0].standing(notes.today_of(book))


def _with_steps(live: Mapping[uuid.UUID, Collection[str]]) -> Iterator[uuid.UUID]:
    """The notebooks whose step is shared, and something was done about it."""
    wanted = [book for book, items in live.items() if "step" in items]
    since = timezone.now() - WEEK - timedelta(days=1)  # each notebook's own day decides below
    changed = Paper.objects.filter(notebook__in=wanted, kind=climbs.KIND, changed_at__gte=since)
    for paper in changed.select_related("notebook") if wanted else ():
        if climbs.climb_of(paper).standing(notes.today_of(paper.notebook)) is not None:
            yield paper.notebook_id


def zones_of(books: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Where each notebook is kept."""
    return dict(Notebook.objects.filter(pk__in=list(books)).values_list("pk", "zone"))


def with_news(
    live: Mapping[uuid.UUID, Collection[str]], zones: Mapping[uuid.UUID, str]
) -> dict[uuid.UUID, notes.WeekLine | None]:
    """The notebooks, of those with items that may be read, in which somebody wrote some of that this week.

    With each the line of the week, where days or the line are shared. One question for all of a zone.
    """
    found: dict[uuid.UUID, notes.WeekLine | None] = dict.fromkeys(_with_steps(live))
    for recent in _this_week(zones):
        worded = _with_words(recent, live)
        for book, *counted in recent.values_list("notebook").annotate(**COUNTED):  # words stay locked
            line, items = notes.WeekLine(*counted), live[book]
            if "days" in items or book in worded or ("week" in items and line.written):
                found[book] = line if line.written and {"days", "week"} & set(items) else None
    return found


_KNOWN = Q(reach_low__isnull=False)
COUNTED = {  # the parts of a WeekLine, in its order
    "written": Count("pk", filter=_KNOWN),
    "out": Count("pk", filter=Q(reach_low__gte=Reach.OUTSIDE)),
    "most": Count("pk", filter=_KNOWN & (Q(reach_high__isnull=True) | Q(reach_high__gte=Reach.OUTSIDE))),
}


def _this_week(zones: Mapping[uuid.UUID, str]) -> Iterator[QuerySet[DayNote]]:
    """The notes of this week, by the day it is where each notebook is kept."""
    by_zone: dict[str, list[uuid.UUID]] = {}
    for key, zone in zones.items():
        by_zone.setdefault(zone, []).append(key)
    for zone, keys in by_zone.items():
        last = notes.today_in(zone)
        yield DayNote.objects.filter(notebook__in=keys, day__gt=last - WEEK, day__lte=last, not_today=False)


def _with_words(recent: QuerySet[DayNote], live: Mapping[uuid.UUID, Collection[str]]) -> set[uuid.UUID]:
    """The notebooks with words, of those whose words may be read and whose days may not."""
    only_words = [book for book, items in live.items() if "notes" in items and "days" not in items]
    if not only_words:
        return set()
    told = recent.filter(notebook__in=only_words).values_list("notebook", "words")
    return {book for book, words in told if words}


def weeks_of_files(book: Notebook) -> tuple[tuple[date, int, int], ...]:
    """Whole past weeks out of files, the newest first; each at least a day late."""
    found, today = bridge.imported_days(book), notes.today_of(book)
    if found is None:
        return ()
    left, weeks = found["left_home"], dict[date, tuple[int, int]]()
    for index, day in enumerate(found.dates()):
        monday = day - timedelta(days=day.weekday())
        if monday + WEEK >= today or np.isnan(left[index]):
            continue
        known, out = weeks.get(monday, (0, 0))
        weeks[monday] = (known + 1, out + int(left[index]))
    return tuple((monday, *weeks[monday]) for monday in sorted(weeks, reverse=True))


def _last_week_of_files(book: Notebook) -> tuple[tuple[date, int, int], ...]:
    """The last whole week out of files, when it is the one that ended just now."""
    today = notes.today_of(book)
    return tuple(week for week in weeks_of_files(book)[:1] if week[0] + 2 * WEEK >= today)


def words_of(book: Notebook, most: int = 60) -> list[DayNote]:
    """The days with words, the newest first."""
    return [one for one in book.notes.order_by("-day")[:400] if one.words][:most]
