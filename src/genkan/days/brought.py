"""What a newer table brings to an older one, day by day: new, more, or nothing it did not know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from genkan.days.together import together
from genkan.nouns import MEASURES, Days

DIGITS = 4  # as tables are kept


@dataclass(frozen=True, slots=True)
class Brought:
    """Counts of days that the newer table says anything about."""

    new: int  # nothing was known of them
    more: int  # something becomes known, or is known otherwise, that was not before
    same: int  # all of it was there already


def brought(older: Days | None, newer: Days) -> Brought:
    """What is known before and after ``together``; days of which ``newer`` knows nothing do not count."""
    before = known_by_day(older) if older is not None else {}
    after = known_by_day(together(older, newer)) if older is not None else {}
    told = known_by_day(newer)
    new = sum(day not in before for day in told)
    same = sum(before[day] == after[day] for day in told if day in before)
    return Brought(new, len(told) - new - same, same)


def known_by_day(days: Days) -> Mapping[date, frozenset[object]]:
    """Everything a table knows of each day, comparable; days of which it knows nothing are left out."""
    known: dict[date, set[object]] = defaultdict(set)
    for name in MEASURES:
        unheard = 0.0 if name.startswith("heard_") else None
        for at, value in enumerate(days[name].round(DIGITS).tolist()):
            if value == value and value != unheard:
                known[days.date_at(at)].add((name, value))
    for informant, column in days.reach.items():
        for at, (low, high) in enumerate(zip(column.low.tolist(), column.high.tolist(), strict=True)):
            if low >= 0:
                known[days.date_at(at)].add((informant.value, low, high))
    for flag in days.flags:
        known[flag.day].add((flag.kind, flag.informant.value))
    starts, ends = days.sleeps.start_hour.round(DIGITS), days.sleeps.end_hour.round(DIGITS)
    for at, start, end in zip(days.sleeps.day.tolist(), starts.tolist(), ends.tolist(), strict=True):
        known[days.date_at(at)].add(("sleep", start, end))
    return {day: frozenset(told) for day, told in known.items()}
