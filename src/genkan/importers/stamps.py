"""Times as people's files write them: many spellings, one meaning in UTC milliseconds.

Shared by the importers that read text tables; not an importer itself. Knows the headings under which
times stand in several languages, seconds, milli-, micro- and
nanoseconds since 1970; ISO 8601 with and without zone; day-first and month-first dates; month names;
Japanese 2026年1月31日 午後3時15分; years of the Buddhist era (2569 is 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock
from genkan.importers.csv_rows import normalised
from genkan.importers.gathering import Gathering

Millis = npt.NDArray[np.int64]

NO_TIME = -(2**62)  # marks a cell that holds no time

_NUMBER = re.compile(r"\d{9,20}(?:[.,]\d+)?")
_CLOCK = (
    r"(?:(?:\s*,\s*|[T\s]+)"
    r"(?P<before>午前|午後|[AaPp]\.?[Mm]\.?)?\s*(?P<hour>\d{1,2})[:時.](?P<minute>\d{1,2})(?:分)?"
    r"(?::?(?P<second>\d{1,2})(?:秒)?(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<after>[AaPp]\.?\s?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?"
)
_YEAR_FIRST = re.compile(r"(?P<a>\d{4})\s*[-/.年]\s*(?P<b>\d{1,2})\s*[-/.月]\s*(?P<c>\d{1,2})日?" + _CLOCK)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/. ](?P<b>\d{1,2})[-/. ](?P<c>\d{2,4})" + _CLOCK)
_NAMED = re.compile(r"(?P<a>\d{1,2})[-/. ](?P<b>[A-Za-z]{3,9})[-/., ]+(?P<c>\d{2,4})" + _CLOCK)
_MONTHS = {
    name: number
    for number, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), start=1)
}
_BUDDHIST = 543
_MOST_ZONE_RUNS = 10_000


def _names(*headings: str) -> frozenset[str]:
    return frozenset(normalised(heading) for heading in headings)


_MOMENT = (
    _names("timestamp ms", "timestampms", "epoch ms", "unix time", "unixtime", "epoch", "unix"),
    _names("unix timestamp", "utc time", "time utc", "utc", "timestamp utc", "datetime utc", "gmt time"),
    _names("timestamp", "datetime", "date time", "recorded at", "created at", "fix time", "gps time"),
    _names("日時", "記録日時", "タイムスタンプ", "วันเวลา", "วันที่และเวลา", "วันที่ เวลา"),
    _names("fecha y hora", "fecha hora", "marca de tiempo", "date et heure", "horodatage"),
    _names("zeitstempel", "datum uhrzeit", "datum und uhrzeit"),
)
_DATE = _names("date", "local date", "日付", "年月日", "วันที่", "fecha", "datum")
_TIME = _names("time", "local time", "時刻", "時間", "เวลา", "hora", "uhrzeit", "zeit", "heure")


def moment_columns(names: Sequence[str]) -> tuple[int, ...]:
    """Indexes of the normalised headings that hold the time: one column, or date and time; () if none."""
    for wanted in _MOMENT:
        for column, name in enumerate(names):
            if name in wanted:
                return (column,)
    parts = (
        next((column for column, name in enumerate(names) if name in wanted), None)
        for wanted in (_DATE, _TIME)
    )
    return tuple(part for part in parts if part is not None)


def says_utc(name: str) -> bool:
    """Whether a normalised heading promises UTC.

    >>> says_utc("utc_time"), says_utc("timestamp")
    (True, False)
    """
    return not {"utc", "gmt"}.isdisjoint(name.split("_"))


def day_comes_first(texts: Iterable[str], unless: bool = True) -> bool:
    """Whether ``3/1/2026`` is the third of January, judged from many such dates.

    A part above 12 decides; else the part that changes more often is the day; else ``unless``.
    """
    firsts: list[int] = []
    seconds: list[int] = []
    for text in texts:
        found = _YEAR_LAST.match(text.strip())
        if found:
            firsts.append(int(found["a"]))
            seconds.append(int(found["b"]))
    if max(firsts, default=0) > 12:
        return True
    if max(seconds, default=0) > 12:
        return False
    changes = [sum(one != other for one, other in pairwise(part)) for part in (firsts, seconds)]
    return changes[0] > changes[1] if changes[0] != changes[1] else unless


def stamp_of(text: str, day_first: bool = True) -> tuple[int, bool] | None:
    """(milliseconds since 1970, whether the zone is known) or None; without zone they are wall-clock.

    >>> stamp_of("2026-01-01T09:00:00+09:00"), stamp_of("1767225600"), stamp_of("soon")
    ((1767225600000, True), (1767225600000, True), None)
    >>> stamp_of("31/12/2025 11:30 PM") == stamp_of("2025-12-31 23:30") == stamp_of("31.12.2568 23:30")
    True
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return _since_1970(text), True
    try:
        plain = datetime.fromisoformat(text)
    except ValueError:
        return _spelled(text, day_first)
    if plain.year >= 2400:
        return _spelled(text, day_first)
    if len(text) < 10 or text[4] not in "-/":
        return None
    zoned = plain.tzinfo is not None
    return _millis(plain if zoned else plain.replace(tzinfo=UTC)), zoned


def _millis(moment: datetime) -> int:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def _since_1970(text: str) -> int:
    whole, _, fraction = text.replace(",", ".").partition(".")
    number = int(whole)
    if number < 10**11:
        return number * 1000 + int((fraction + "000")[:3])
    for factor in (1, 1000, 1_000_000):
        if number < 10**14 * factor:
            return number // factor
    return NO_TIME


def _spelled(text: str, day_first: bool) -> tuple[int, bool] | None:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found["a"]), int(found["b"]), int(found["c"])
    elif found := _YEAR_LAST.fullmatch(text):
        one, other, year = int(found["a"]), int(found["b"]), int(found["c"])
        day, month = (one, other) if (day_first and other <= 12) or one > 12 else (other, one)
    elif found := _NAMED.fullmatch(text):
        day, month, year = int(found["a"]), _MONTHS.get(found["b"][:3].lower(), 0), int(found["c"])
    else:
        return None
    if year < 100:
        year += 2000
    elif year >= 2400:
        year -= _BUDDHIST
    try:
        moment = datetime(
            year, month, day, _hour(found), int(found["minute"] or 0), int(found["second"] or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    fraction = int(((found["fraction"] or "") + "000")[:3])
    shift = _zone_ms(found["zone"])
    return _millis(moment) + fraction - (shift or 0), shift is not None


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"] or 0)
    half = (found["before"] or found["after"] or "").lower()
    if not half:
        return hour
    late = half == "午後" or half.startswith("p")
    return hour % 12 + (12 if late else 0)


def _zone_ms(zone: str | None) -> int | None:
    if not zone:
        return None
    digits = zone.removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if digits in ("", "Z"):
        return 0
    minutes = int(digits[1:3]) * 60 + int(digits[3:5] or 0)
    return (minutes if digits[0] == "+" else -minutes) * 60_000


class Wall:
    """Reads one file's times in the order of its rows, wall-clock ones on ``clock``.

    An hour that the clock shows twice is told apart by order: once the readings of a file step back
    inside it, the second showing is meant. A reading the clock never showed (spring) counts as the
    instant of the jump.
    """

    def __init__(self, clock: Clock, day_first: bool = True):
        self.clock = clock
        self.day_first = day_first
        self._before_s = -(2**62)

    def utc_ms(self, wall_ms: npt.ArrayLike) -> Millis:
        """UTC milliseconds of wall-clock milliseconds."""
        wall = np.asarray(wall_ms, np.int64)
        early = self.clock.utc_s(wall // 1000)
        late = wall // 1000 - self.clock.offset_s(early + 3 * 3600)
        doubtful = np.flatnonzero((late > early) & (self.clock.local_s(late) == wall // 1000))
        chosen = early.copy() if len(doubtful) else early
        for at in doubtful:
            before = chosen[at - 1] if at else self._before_s
            if early[at] < before and late[at] - before < 7200:
                chosen[at] = late[at]
        if len(chosen):
            self._before_s = int(chosen[-1])
        result: Millis = chosen * 1000 + wall % 1000
        return result

    def utc_ms_of(self, millis: Millis, zoned: npt.NDArray[np.bool_]) -> Millis:
        """UTC milliseconds where some are known to be UTC already and ``NO_TIME`` stays what it is."""
        wall = ~zoned & (millis != NO_TIME)
        if not wall.any():
            return millis
        if wall.all():
            return self.utc_ms(millis)
        result = millis.copy()
        result[wall] = self.utc_ms(millis[wall])
        return result

    def utc_ms_from_texts(self, texts: Sequence[str]) -> Millis:
        """UTC milliseconds of each text, ``NO_TIME`` where it holds none."""
        read = [stamp_of(text, self.day_first) or (NO_TIME, True) for text in texts]
        return self.utc_ms_of(
            np.array([millis for millis, _ in read], np.int64), np.array([zoned for _, zoned in read], bool)
        )


def offset_name(text: str) -> str | None:
    """``UTC+0900``, ``+9:00`` or ``+09:00`` as the zone name ``+09:00``; None when it is none.

    >>> offset_name("UTC+0900"), offset_name("-04:00"), offset_name("Asia/Tokyo")
    ('+09:00', '-04:00', None)
    """
    found = re.fullmatch(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})", text.strip())
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    return f"{found[1]}{int(found[2]):02d}:{found[3]}"


class ZoneChanges:
    """Offsets as a file tells them row by row, in either direction of time."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, str]] = []

    def see(self, utc_ms: int, zone: str | None) -> None:
        """At this instant the clock was in ``zone`` (None: the row does not say)."""
        if zone is None:
            return
        if self._runs and self._runs[-1][1] == zone:
            self._runs[-1] = (min(utc_ms, self._runs[-1][0]), zone)
        elif len(self._runs) < _MOST_ZONE_RUNS:
            self._runs.append((utc_ms, zone))

    def tell(self, gathering: Gathering) -> None:
        """Each offset from the earliest instant of its run on."""
        before = ""
        for utc_ms, zone in sorted(self._runs):
            if zone != before and gathering.since_ms <= utc_ms <= gathering.until_ms:
                gathering.add_zone(utc_ms, zone)
                before = zone
