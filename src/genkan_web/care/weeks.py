"""What is new this week over one link. Stopped, over or silent: the same empty week."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils import timezone

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


def _with_steps(
    books: dict[uuid.UUID, Link], readable: Collection[str], since: date
) -> Iterator[tuple[uuid.UUID, None]]:
    """Links over which a step is shared and something was done about it."""
    wanted = [book for book, link in books.items() if "step" in sharing.live_items(link) & set(readable)]
    changed = Paper.objects.filter(notebook__in=wanted, kind=climbs.KIND, changed_at__date__gte=since)
    for paper in changed.select_related("notebook"):
        if climbs.climb_of(paper).standing(notes.today_of(paper.notebook)) is not None:
            yield books[paper.notebook_id].pk, None


def with_news(links: Sequence[Link], readable: Collection[str]) -> dict[uuid.UUID, notes.WeekLine | None]:
    """The links over which somebody wrote something this week that may be read; one question for all.

    With each the line of the week, where days or the line are shared.
    """
    books = {sharing.notebook_id(link): link for link in links}
    since = timezone.now().date() - WEEK - timedelta(days=1)  # each notebook's own day decides below
    recent = DayNote.objects.filter(notebook__in=books, day__gte=since, not_today=False)
    news, counted = set[uuid.UUID](), dict[uuid.UUID, list[DayNote]]()
    for note in recent.select_related("notebook").defer("notebook__in_need"):
        link, last = books[note.notebook_id], notes.today_of(note.notebook)
        live = sharing.live_items(link) & set(readable)
        if last - WEEK < note.day <= last and _is_news(note, live):
            news.add(link.pk)
            if live & {"days", "week"}:
                counted.setdefault(link.pk, []).append(note)
    lines = {key: notes.line_of(counted.get(key, ())) for key in news}
    return {**dict(_with_steps(books, readable, since)), **lines}


def _is_news(note: DayNote, live: Collection[str]) -> bool:
    return (
        "days" in live
        or ("notes" in live and bool(note.words))
        or ("week" in live and note.reach_low is not None)
    )


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
