"""What is new this week over one link. Stopped, over or silent: the same empty week."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from genkan_web import bridge
from genkan_web.care import sharing
from genkan_web.care.models import Link
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week over one link. All empty: nothing new, or nothing shared; nobody can tell which."""

    line: tuple[int, int] | None = None  # days written, days out
    days: tuple[DayNote, ...] = ()
    words: tuple[DayNote, ...] = ()
    phone: tuple[tuple[date, int, int], ...] = ()  # first day, days known, days out

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
        phone=weeks_of_files(book)[:1] if "phone" in live else (),
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


def words_of(book: Notebook, most: int = 60) -> list[DayNote]:
    """The days with words, the newest first."""
    return [one for one in book.notes.order_by("-day")[:400] if one.words][:most]
