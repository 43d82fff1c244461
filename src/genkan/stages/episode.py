"""Typical weeks, stretches and durations: the arithmetic all definitions share.

*Typical week.* On each day: the 28 days up to it. With ``o`` days known out and ``u`` unknown, the
days a week are (o … o+u)/4, to the nearest whole number; exactly half-way is both neighbours.

*Stretch.* A day is inside while the typical week holds fewer than ``limit`` such days. A time outside
shorter than ``interruption`` days (one whole typical-week window, 28) between two inside times does not
end the stretch: a holiday or one good week must not restart a clock of months.

*Start.* The window lags, so the start is dated inside it: the day s that maximises
Σ(boundary rate − out_i) from s to the entry, the point from which going out falls below the boundary.

*Two bounds.* Every step above moves the start later, never earlier, when an outing is added. So the
earliest start follows from taking each unknown day as stayed in, the latest from taking it as out, and
hiding a day can only widen the interval between the two.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from genkan.nouns import Between
from genkan.stages.ground import Flags, Happened, Numbers, number_of

OPEN = -1_000_000  # a start before anything on record, as a day number
FAR = 10_000_000  # no upper bound


@dataclass(frozen=True, slots=True)
class Weeks:
    """Days in a typical week on which something happened, on each row: at least and at most."""

    least: Numbers
    most: Numbers

    def row(self, index: int) -> Weeks:
        """One row, as arrays of length 1."""
        return Weeks(self.least[index : index + 1], self.most[index : index + 1])


@dataclass(frozen=True, slots=True)
class Starts:
    """Day numbers between which the stretch around each row began; OPEN: before the records."""

    earliest: Numbers
    latest: Numbers

    def row(self, index: int) -> Starts:
        """One row, as arrays of length 1."""
        return Starts(self.earliest[index : index + 1], self.latest[index : index + 1])


def counts_in_window(happened: Happened, window: int) -> tuple[Numbers, Numbers]:
    """How often in the ``window`` days up to each row: surely, possibly. Before the table: unknown."""
    return _rolling(happened.least, window, 0), _rolling(happened.most, window, 1)


def _rolling(values: Any, window: int, before: int) -> Numbers:
    summed = np.zeros(len(values) + window + 1, dtype=np.int64)
    summed[1 : window + 1] = before
    summed[window + 1 :] = values
    np.cumsum(summed, out=summed)
    return summed[window + 1 :] - summed[1:-window]


def typical_weeks(happened: Happened, window: int) -> Weeks:
    """Counts in the window as days a week, nearest whole number, exact halves as both neighbours.

    >>> one = np.array([14]); weeks_of_counts(one, one, 28)
    Weeks(least=array([3]), most=array([4]))
    """
    return weeks_of_counts(*counts_in_window(happened, window), window)


def weeks_of_counts(least: Numbers, most: Numbers, window: int) -> Weeks:
    """Counts in ``window`` days as days a week."""
    weeks = window // 7
    return Weeks((2 * least + weeks - 1) // (2 * weeks), (2 * most + weeks) // (2 * weeks))


def starts_of_stretches(
    happened: Happened, weeks: Weeks, numbers: Numbers, limit: int, rules: Mapping[str, Any]
) -> Starts:
    """When the stretch around each row began, if the row is inside one; arrays as long as ``numbers``.

    Rows that may be outside have their bounds as well: they hold should the row be inside.
    """
    window, gap = rules["typical_week"]["value"], rules["interruption"]["value"]
    first = _start_rows(happened.least, weeks.least < limit, limit, window, gap, 0)
    last = _start_rows(happened.most, weeks.most < limit, limit, window, gap, 1)
    return Starts(_numbers_at(first, numbers), _numbers_at(last, numbers))


def _numbers_at(rows: Numbers, numbers: Numbers) -> Numbers:
    known = numbers[np.maximum(rows, 0)] + np.minimum(rows, 0)
    return np.where(rows <= OPEN, OPEN, known)


def _start_rows(happened: Any, inside: Flags, limit: int, window: int, gap: int, before: int) -> Numbers:
    """The row on which the stretch around each row began, unknown days taken as ``before``."""
    every = np.arange(len(inside), dtype=np.int64)
    lone = every if before else every - (window - 1)
    rows = np.flatnonzero(inside)
    if not len(rows):
        return lone
    heads = np.concatenate([[True], np.diff(rows) > gap])
    began = _sharpened(happened, rows[heads], limit, window, before)
    if not before and rows[0] < gap:
        began[0] = OPEN
    reached = np.cumsum(inside) - 1
    last_inside = rows[np.maximum(reached, 0)]
    linked = (reached >= 0) & (every - last_inside <= gap)
    start = began[(np.cumsum(heads) - 1)[np.maximum(reached, 0)]]
    return np.where(linked, start, lone)


def _sharpened(happened: Any, entries: Numbers, limit: int, window: int, before: int) -> Numbers:
    """The day inside the entry window from which going out falls below the boundary rate.

    Counted in fourteenths: an outing weighs 14, the boundary (limit − ½ days a week) 2·limit − 1.
    """
    weights = np.empty(len(happened) + window, dtype=np.int64)
    weights[:window] = before
    weights[window:] = happened
    excess = np.cumsum(14 * weights - (2 * limit - 1))
    around = excess[entries[:, None] + np.arange(window + 1)]
    peak = window - np.argmax(around[:, ::-1], axis=1) if before else np.argmax(around, axis=1)
    began: Numbers = np.minimum(entries - window + peak + 1, entries)
    return began


# ── What answers add ──────────────────────────────────────────────────────────────────────────────


def weeks_with_answer(weeks: Weeks, answer: tuple[int, int] | None) -> tuple[Weeks, bool]:
    """Both sources together: their overlap, or the span of both and True where they contradict."""
    if answer is None:
        return weeks, False
    low, high = answer
    if low > weeks.most[0] or high < weeks.least[0]:
        return Weeks(np.minimum(weeks.least, low), np.maximum(weeks.most, high)), True
    return Weeks(np.maximum(weeks.least, low), np.minimum(weeks.most, high)), False


def bounded(starts: Starts, since: Between, numbers: Numbers) -> tuple[Starts, Flags]:
    """Starts narrowed by the answer on «since when», and where it contradicts the days.

    Where they contradict, the span of both. Rows before the answer's earliest day keep the days alone:
    the answer speaks of a later stretch.
    """
    if since.earliest is None and since.latest is None:
        return starts, np.zeros(len(numbers), dtype=np.bool_)
    low = OPEN if since.earliest is None else number_of(since.earliest)
    high = FAR if since.latest is None else number_of(since.latest)
    early, late = np.maximum(starts.earliest, low), np.minimum(starts.latest, high)
    speaks = numbers >= low
    against = speaks & (early > late)
    early = np.where(against, np.minimum(starts.earliest, low), early)
    late = np.where(against, np.minimum(np.maximum(starts.latest, high), numbers), late)
    return Starts(np.where(speaks, early, starts.earliest), np.where(speaks, late, starts.latest)), against


# ── Calendar months ───────────────────────────────────────────────────────────────────────────────


def months_between(start: date, end: date) -> float:
    """Calendar months from ``start`` to ``end``: whole ones, and the share of the next.

    >>> months_between(date(2026, 1, 31), date(2026, 7, 31))
    6.0
    """
    whole = (end.year - start.year) * 12 + end.month - start.month
    if _months_later(start, whole) > end:
        whole -= 1
    passed, following = _months_later(start, whole), _months_later(start, whole + 1)
    return whole + (end - passed).days / (following - passed).days


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
