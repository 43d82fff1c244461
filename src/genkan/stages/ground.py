"""The days a definition stands on: what surely happened, and what may have, on each of them.

Every question a definition asks of one day («did they leave home?») has three answers. They are kept
as two columns of 0 and 1: ``least`` (it surely happened) and ``most`` (it may have happened); unknown
is 0 and 1. A day nobody heard of can therefore only widen what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from genkan.nouns import Bytes8, Days, Floats, Informant, Reach

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
PEOPLE_WHO_SEE_ROOMS = (Informant.PERSON, Informant.FAMILY, Informant.WORKER)
_SILENCE_ROWS = 64  # longer silence after the table changes nothing: two typical weeks have passed


def number_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=number)


def latest_starts(numbers: Numbers, months: int) -> Numbers:
    """For each day the last one from which ``months`` calendar months have passed, to the day.

    The same day of an earlier month, or that month's end if it is shorter; on the last day of a month
    the whole earlier month has passed: from 31 August six months are over on 28 February.

    >>> latest_starts(np.array([number_of(date(2026, 2, 28))]), 6).astype("datetime64[D]")
    array(['2025-08-31'], dtype='datetime64[D]')
    """
    days = numbers.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    first, following = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    earlier = month - months
    end = (earlier + 1).astype("datetime64[D]") - 1
    same = np.minimum(earlier.astype("datetime64[D]") + (days - first), end)
    starts: Numbers = np.where(following - days == 1, end, same).astype(np.int64)
    return starts


@dataclass(frozen=True, slots=True)
class Happened:
    """Whether something happened on each row: surely (``least``) and possibly (``most``), 0 or 1."""

    least: Bytes8
    most: Bytes8


class Ground:
    """Days laid out for reading as of one day, with rows of silence where the table does not reach.

    Rows are the table's days; one unknown row before them when ``as_of`` is earlier, unknown rows
    after them when it is later. ``now`` is the row of ``as_of``. Columns are worked out once and
    shared by all definitions.
    """

    def __init__(self, days: Days, as_of: date):
        self.days = days
        self.as_of = as_of
        late = number_of(as_of) - number_of(days.last)
        self.lead = int(as_of < days.first)
        self.lag = 0 if self.lead else min(max(late, 0), _SILENCE_ROWS)
        self.rows = self.lead + len(days) + self.lag
        self._latest_starts: dict[int, Numbers] = {}

    @cached_property
    def now(self) -> int:
        """The row of ``as_of``."""
        if self.lead:
            return 0
        return self.rows - 1 if self.lag else number_of(self.as_of) - number_of(self.days.first)

    @cached_property
    def numbers(self) -> Numbers:
        """The day number of each row."""
        first = number_of(self.days.first)
        table = np.arange(first, first + len(self.days), dtype=np.int64)
        today = number_of(self.as_of)
        before = np.full(self.lead, today, dtype=np.int64)
        after = np.arange(today - self.lag + 1, today + 1, dtype=np.int64)
        return np.concatenate([before, table, after])

    def latest_starts(self, months: int) -> Numbers:
        """For each row the last day from which ``months`` calendar months have passed."""
        if months not in self._latest_starts:
            self._latest_starts[months] = latest_starts(self.numbers, months)
        return self._latest_starts[months]

    def laid_out(self, surely: Flags, surely_not: Flags) -> Happened:
        """Table columns as rows; where both or neither is said, unknown."""
        settled = surely != surely_not
        least = np.zeros(self.rows, dtype=np.int8)
        most = np.ones(self.rows, dtype=np.int8)
        table = slice(self.lead, self.lead + len(self.days))
        least[table] = surely & settled
        most[table] = ~(surely_not & settled)
        return Happened(least, most)

    @cached_property
    def reach(self) -> tuple[Bytes8, Bytes8, Flags]:
        """Everybody's reach together, see ``Days.reach_together``."""
        return self.days.reach_together()

    @cached_property
    def stayed_in(self) -> Flags:
        """Table days on which nobody left home: garden and doorstep are home."""
        _, high, _ = self.reach
        return (high >= Reach.ROOM) & (high <= Reach.DOORSTEP)

    @cached_property
    def left_home(self) -> Happened:
        """Left home: reach OUTSIDE or further, with or without meeting anybody."""
        low, _, _ = self.reach
        return self.laid_out(low >= Reach.OUTSIDE, self.stayed_in)

    @cached_property
    def left_room(self) -> Happened:
        """Left the one room. Only people can say that nobody did; a phone does not know rooms."""
        low, high, _ = self.reach
        stayed = np.zeros(len(self.days), dtype=np.bool_)
        for informant in PEOPLE_WHO_SEE_ROOMS:
            column = self.days.reach.get(informant)
            if column is not None:
                stayed |= column.high == Reach.ROOM
        return self.laid_out(low >= Reach.HOME, stayed & (high == Reach.ROOM))

    @cached_property
    def took_part(self) -> Happened:
        """Took part in school, work or a group, by reach PART or ``attended``, appointments apart.

        Words exchanged outside (reach PEOPLE) may be a friend or a cashier: unknown.
        """
        low, high, _ = self.reach
        attended = self.days["attended"] == 1
        appointment = np.zeros(len(self.days), dtype=np.bool_)
        for flag in self.days.flags:
            row = self.days.index_of(flag.day)
            if row is not None and flag.kind == "appointment":
                appointment[row] = True
        part = (low >= Reach.PART) | attended
        alone = (high >= Reach.ROOM) & (high <= Reach.OUTSIDE) & ~attended
        return self.laid_out(part & ~appointment, alone | (part & appointment))

    @cached_property
    def talked(self) -> Happened:
        """Exchanged words with anybody, family included."""
        talked = self.days["talked"]
        return self.laid_out(talked == 1, talked == 0)

    def out_longer_than(self, hours: float) -> Happened:
        """Away from home for more than ``hours`` hours; hours nobody heard of count both ways."""
        least, most = self._hours_out
        return self.laid_out(least > hours, (most <= hours) | self.stayed_in)

    @cached_property
    def _hours_out(self) -> tuple[Floats, Floats]:
        hours = self.days["hours_out"]
        silent = self.days["hours_unknown"]
        return hours, hours + np.where(np.isnan(silent), 0.0, silent)


def opposite(happened: Happened) -> Happened:
    """Whether it did not happen."""
    return Happened(1 - happened.most, 1 - happened.least)
