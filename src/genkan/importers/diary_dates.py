"""A diary's column of dates: ISO, Buddhist and Japanese eras, month names, spreadsheet numbers.

Not an importer itself. Whether 3/4/2026 is a day in April or in March is decided over the whole column:
by a part above 12, by a year of the Buddhist era (written day first), or by which reading makes days
follow each other. When nothing decides, the column is refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from genkan.importers.diary_cells import Cell, folded
from genkan.nouns import Refused, Trouble

BUDDHIST = 543
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # 2000-01-01 to 2099-12-31 in spreadsheets counting from 1900
_SERIAL_START = date(1899, 12, 30)
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}

_TIME_BEHIND = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*Z?$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\([^)]*\)|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?|[月火水木金土日]曜日?"
    r"|^วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)ที่?|^วันที่|พ\.?ศ\.?|ค\.?ศ\.?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ERA = re.compile(r"(令和|平成|昭和|[rhs])(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_THREE_PARTS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/., ]?(?:of)?([^\d,/ -]+?)[-/., ]?(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\d,/ -]+?)(\d{1,2})(?:st|nd|rd|th)?,(\d{4})")
_TH_MONTHS = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
_TH_SHORT = "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค"
_EN_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {
    name: number
    for names in (_TH_MONTHS, _TH_SHORT, _EN_MONTHS)
    for number, name in enumerate(names.split(), start=1)
}


@dataclass(frozen=True, slots=True)
class _Parts:
    """Numbers separated by / or -, whose order is not known yet."""

    one: int
    other: int
    last: str


class Unreadable:
    """Stands for a cell that holds something, but no date."""


UNREADABLE = Unreadable()
Reading = date | Unreadable | None


def dates_of(cells: Sequence[Cell]) -> list[Reading]:
    """The date of each cell; None for an empty one.

    Raises Refused(NO_TIMES) when the order of day and month cannot be told.

    >>> dates_of(["1/3/2567", "令和8年3月1日", "1 มี.ค. 2569", ""])
    [datetime.date(2024, 3, 1), datetime.date(2026, 3, 1), datetime.date(2026, 3, 1), None]
    """
    readings = [_reading(cell) for cell in cells]
    open_ones = [reading for reading in readings if isinstance(reading, _Parts)]
    if not open_ones:
        return [reading for reading in readings if not isinstance(reading, _Parts)]
    order = _order_of(open_ones)
    return [order(reading) if isinstance(reading, _Parts) else reading for reading in readings]


def _reading(cell: Cell) -> Reading | _Parts:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, bool | time | timedelta):
        return UNREADABLE
    if isinstance(cell, int | float):
        return _serial(cell)
    return _spelled(cell)


def _serial(number: float) -> Reading:
    if FIRST_SERIAL <= number < LAST_SERIAL + 1:
        return _SERIAL_START + timedelta(days=int(number))
    if 20_000_101 <= number <= 27_001_231 and number == int(number):
        return _spelled_year_first(str(int(number)), _RUN_TOGETHER)
    return UNREADABLE


def _spelled(cell: str) -> Reading | _Parts:
    if len(cell) > 60:
        return UNREADABLE
    text = _WEEKDAY.sub("", folded(_TIME_BEHIND.sub("", unicodedata.normalize("NFKC", cell).strip())))
    if not text:
        return None if not cell.strip() else UNREADABLE
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _serial(float(text))
    if found := _THREE_PARTS.fullmatch(text):
        one, mark, other, last = int(found[1]), found[2], int(found[3]), found[4]
        if mark == "." and len(last) == 4:
            return _day(int(last), other, one)
        return _Parts(one, other, last)
    if found := _ERA.fullmatch(text):
        year = 1 if found[2] == "元" else int(found[2])
        return _day(_ERAS[found[1]] + year, int(found[3]), int(found[4]))
    for pattern in (_YEAR_FIRST, _RUN_TOGETHER):
        if pattern.fullmatch(text):
            return _spelled_year_first(text, pattern)
    return _named(text)


def _spelled_year_first(text: str, pattern: re.Pattern[str]) -> Reading:
    found = pattern.fullmatch(text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else UNREADABLE


def _named(text: str) -> Reading:
    if found := _MONTH_FIRST.fullmatch(text):
        name, day, year = found[1], found[2], found[3]
    elif found := _DAY_FIRST.fullmatch(text):
        day, name, year = found[1], found[2], found[3]
    else:
        return UNREADABLE
    plain = name.replace(".", "")
    month = _MONTHS.get(plain) or (_MONTHS.get(plain[:3]) if plain.isascii() else None)
    return _day(_full_year(year), month, int(day)) if month else UNREADABLE


def _day(year: int, month: int, day: int) -> Reading:
    """The date; years 2400 to 2699 are of the Buddhist era."""
    try:
        return date(year - BUDDHIST if 2400 <= year < 2700 else year, month, day)
    except ValueError:
        return UNREADABLE


def _full_year(year: str) -> int:
    """Two digits: 00–42 are 2000–2042, 43–99 the Buddhist 2543–2599 (2000–2056)."""
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) if int(year) < BUDDHIST - 500 else 2500 + int(year)


def _day_first(parts: _Parts) -> Reading:
    return _day(_full_year(parts.last), parts.other, parts.one)


def _month_first(parts: _Parts) -> Reading:
    return _day(_full_year(parts.last), parts.one, parts.other)


def _year_first(parts: _Parts) -> Reading:
    return _day(_full_year(f"{parts.one:02d}"), parts.other, int(parts.last))


def _order_of(parts: Sequence[_Parts]) -> Callable[[_Parts], Reading]:
    """The one order in which all of these are dates and days follow each other."""
    orders: list[Callable[[_Parts], Reading]] = [_day_first, _month_first]
    if any(len(part.last) == 2 and int(part.last) <= 31 for part in parts):
        orders.append(_year_first)
    if any(_is_buddhist(part.last) for part in parts):
        orders = [_day_first]
    readable = [part for part in parts if any(isinstance(order(part), date) for order in orders)]
    fitting = [order for order in orders if all(isinstance(order(part), date) for part in readable)]
    if len(fitting) > 1:
        fitting = _following_each_other(readable, fitting)
    if len({tuple(map(order, readable)) for order in fitting}) != 1:
        raise Refused(Trouble.NO_TIMES, expected="2026-03-31")
    return fitting[0]


def _is_buddhist(year: str) -> bool:
    return 2400 <= int(year) < 2700 if len(year) == 4 else int(year) >= BUDDHIST - 500


def _following_each_other(
    parts: Sequence[_Parts], orders: Sequence[Callable[[_Parts], Reading]]
) -> list[Callable[[_Parts], Reading]]:
    """The orders in which the most neighbours are one day apart."""
    scores = []
    for order in orders:
        days = [day for day in map(order, parts) if isinstance(day, date)]
        scores.append(sum(abs((after - before).days) == 1 for before, after in pairwise(days)))
    return [order for order, score in zip(orders, scores, strict=True) if score == max(scores)]
