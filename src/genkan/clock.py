"""The person's clock: which local day an instant belongs to, over DST and travel.

A day is the person's *local* day. A clock is a list of stretches, each with one offset from UTC; a
zone with daylight saving is several stretches, a journey adds more. Everything here is whole
seconds since 1970-01-01 UTC (``utc_s``) or the same count read off the wall (``local_s``).

Two rules keep odd days honest:

* a local day begins at the first instant whose wall date is that date *or later*, so flying west
  over midnight twice does not make the same date begin twice, and a date that was jumped over the
  date line has length zero;
* a sleep day runs from noon to noon and carries the date on which it ends.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64]

DAY_S = 86_400
FIRST_S = 946_684_800  # 2000-01-01: nothing earlier is a phone's memory
LAST_S = 4_102_444_800  # 2100-01-01
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ZoneSpan:
    """From ``start_s`` (UTC seconds) on, the person's clock follows ``zone``.

    ``zone`` is an IANA name (``Asia/Bangkok``) or a fixed offset (``+09:00``).
    """

    start_s: int
    zone: str


def months_before(day: date, months: int) -> date:
    """The last day from which ``months`` calendar months have passed on ``day``, to the day.

    The same day of an earlier month, or that month's end if it is shorter; on the last day of a month
    the whole earlier month has passed.

    >>> months_before(date(2026, 2, 28), 6), months_before(date(2026, 5, 30), 3)
    (datetime.date(2025, 8, 31), datetime.date(2026, 2, 28))
    """
    earlier = day.year * 12 + day.month - 1 - months
    year, month = earlier // 12, earlier % 12 + 1
    end = monthrange(year, month)[1]
    last_of_month = monthrange(day.year, day.month)[1]
    return date(year, month, end if day.day == last_of_month else min(day.day, end))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or that month's end.

    >>> months_after(date(2025, 11, 30), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class UnknownZone(ValueError):
    """A zone name nobody knows; ``args[0]`` is the name."""


def fixed_offset_s(zone: str) -> int | None:
    """Seconds east of UTC of a fixed offset written ``+09:00``, ``-0330`` or ``Z``; else None.

    >>> fixed_offset_s("+09:00"), fixed_offset_s("-0330"), fixed_offset_s("Asia/Tokyo")
    (32400, -12600, None)
    """
    if zone in ("Z", "UTC"):
        return 0
    if zone[:1] not in ("+", "-"):
        return None
    digits = zone[1:].replace(":", "")
    if len(digits) != 4 or not digits.isdigit():
        return None
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return seconds if zone[0] == "+" else -seconds


def zone_info(zone: str) -> ZoneInfo:
    """The named IANA zone. Raises UnknownZone for anything else."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise UnknownZone(zone) from problem


def _offset_at(info: ZoneInfo, utc_s: int) -> int:
    offset = datetime.fromtimestamp(utc_s, UTC).astimezone(info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


@lru_cache(maxsize=4096)
def _changes_in_year(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """(instant, offset from then on) for each change of offset inside one UTC year."""
    info = zone_info(zone)
    start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp())
    changes: list[tuple[int, int]] = []
    before, offset = start, _offset_at(info, start)
    for after in [*range(start + 7 * DAY_S, end, 7 * DAY_S), end]:
        new = _offset_at(info, after)
        if new != offset:
            low, high = before, after
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset_at(info, middle) == offset else (low, middle)
            changes.append((high, new))
            offset = new
        before = after
    return tuple(changes)


class Clock:
    """Offsets from UTC over time, as stretches.

    >>> clock = Clock.in_zone("Asia/Bangkok")
    >>> clock.day_starts(date(2026, 1, 1), date(2026, 1, 1)).tolist()
    [1767200400, 1767286800]
    """

    def __init__(self, spans: Sequence[ZoneSpan], first_s: int = FIRST_S, last_s: int = LAST_S):
        """``spans`` in any order; before the first of them, its zone is taken to hold as well.

        Raises UnknownZone. ``first_s``/``last_s`` bound the years looked at (speed only).
        """
        if not spans:
            raise ValueError("a clock needs at least one zone")
        ordered = sorted(spans, key=lambda span: span.start_s)
        starts: list[int] = []
        offsets: list[int] = []
        for number, span in enumerate(ordered):
            begin = -(2**62) if number == 0 else span.start_s
            end = ordered[number + 1].start_s if number + 1 < len(ordered) else 2**62
            for start, offset in _stretches(span.zone, begin, end, first_s, last_s):
                if not offsets or offsets[-1] != offset:
                    starts.append(start)
                    offsets.append(offset)
        self._starts: Seconds = np.array(starts, dtype=np.int64)
        self._offsets: Seconds = np.array(offsets, dtype=np.int64)
        self.zones: tuple[str, ...] = tuple(dict.fromkeys(span.zone for span in ordered))

    @classmethod
    def in_zone(cls, zone: str) -> Clock:
        """A clock that stays in one zone."""
        return cls([ZoneSpan(0, zone)])

    def offset_s(self, utc_s: npt.ArrayLike) -> Seconds:
        """Seconds east of UTC at each instant."""
        where = np.searchsorted(self._starts, np.asarray(utc_s, dtype=np.int64), side="right") - 1
        return self._offsets[np.maximum(where, 0)]

    def local_s(self, utc_s: npt.ArrayLike) -> Seconds:
        """What the wall clock showed, as seconds since 1970-01-01 00:00 on the wall."""
        instants = np.asarray(utc_s, dtype=np.int64)
        wall: Seconds = instants + (self._offsets[0] if len(self._starts) == 1 else self.offset_s(instants))
        return wall

    def hour(self, utc_s: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Wall-clock hour, 0 up to 24."""
        hours: npt.NDArray[np.float64] = (self.local_s(utc_s) % DAY_S) / 3600.0
        return hours

    def utc_s(self, local_s: npt.ArrayLike) -> Seconds:
        """The instant of a wall-clock reading; the earlier of two, and just after a jump if none.

        >>> london = Clock.in_zone("Europe/London")
        >>> wall = int(datetime(2026, 10, 25, 1, 30, tzinfo=UTC).timestamp())  # shown twice
        >>> int(london.utc_s(wall)) - wall
        -3600
        """
        wall = np.asarray(local_s, dtype=np.int64)
        ends = np.append(self._starts[1:], 2**62) + self._offsets
        where = np.minimum(np.searchsorted(ends, wall, side="right"), len(self._starts) - 1)
        # stretches can be shorter than a jump: step to the first one that really shows the reading
        for _ in range(2):
            earlier = np.maximum(where - 1, 0)
            shows = wall - self._offsets[earlier] < self._starts[where]
            where = np.where((where > 0) & shows, earlier, where)
        instants: Seconds = np.maximum(wall - self._offsets[where], self._starts[where])
        return instants

    def date_of(self, utc_s: int) -> date:
        """The wall date at one instant."""
        return _EPOCH + timedelta(days=int(self.local_s(utc_s)) // DAY_S)

    def day_starts(self, first: date, last: date, hour: int = 0) -> Seconds:
        """Instants at which the local days ``first``..``last`` begin, and one more: the end.

        Length ``days + 1``, never decreasing. ``hour=12`` gives the noons *opening* sleep days:
        entry i is noon of the day before ``first + i``.
        """
        count = (last - first).days + 2
        wall = ((first - _EPOCH).days + np.arange(count, dtype=np.int64)) * DAY_S
        if hour:
            wall += (hour - 24) * 3600
        result = np.full(count, 2**62, dtype=np.int64)
        open_ = np.ones(count, dtype=bool)
        ends = np.append(self._starts[1:], 2**62)
        for start, end, offset in zip(self._starts, ends, self._offsets, strict=True):
            candidate = np.maximum(start, wall - offset)
            hit = open_ & (candidate < end)
            result[hit] = candidate[hit]
            open_ &= ~hit
            if not open_.any():
                break
        return np.maximum.accumulate(result)


def _stretches(zone: str, begin: int, end: int, first_s: int, last_s: int) -> list[tuple[int, int]]:
    """(start, offset) of each stretch of ``zone`` inside [begin, end)."""
    fixed = fixed_offset_s(zone)
    if fixed is not None:
        return [(begin, fixed)]
    low, high = max(begin, first_s), min(end, last_s)
    stretches = [(begin, _offset_at(zone_info(zone), low))]
    years = range(
        datetime.fromtimestamp(low, UTC).year, datetime.fromtimestamp(max(low, high - 1), UTC).year + 1
    )
    for year in years:
        for instant, offset in _changes_in_year(zone, year):
            if low < instant < high:
                stretches.append((instant, offset))
    return stretches
