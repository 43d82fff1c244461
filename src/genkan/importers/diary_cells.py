"""Cells of a diary as people write them in three languages: words, times of day, lengths of time.

Not an importer itself. Every reader takes a cell (text, or what a spreadsheet keeps: number, time,
yes/no), gives None for a cell that says nothing or says it is not known, and raises ``NotUnderstood``
for anything else it cannot read. The words stand in ``knowledge/diary.toml``; here are only shapes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from genkan.importers.csv_rows import normalised
from genkan.knowledge import LANGUAGES, KnowledgeProblem, knowledge
from genkan.nouns import FLAGS, Informant, Reach

Cell = str | int | float | bool | datetime | date | time | timedelta | None

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_QUOTES = "\"'“”‘’「」『』`"
_BRACKETS = re.compile(r"[(（\[［【][^)）\]］】]*[)）\]］】]")


class NotUnderstood(ValueError):
    """A cell that says something nobody here can read. Carries nothing of it."""


def folded(text: str) -> str:
    """A text without case, width, blanks and outer quotes, Thai digits as 0–9, so that it compares.

    >>> folded(" １２ ชม. "), folded("「外」"), folded("At  Least Outside")
    ('12ชม.', '外', 'atleastoutside')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_THAI_DIGITS)
    return "".join(plain.split()).replace("’", "'").strip(_QUOTES)


def text_of(cell: Cell) -> str:
    """The cell as folded text; whole numbers without a point; empty for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return folded(str(cell))


# ── words ──


def _all_words(entry: Mapping[str, Any], first: str) -> Iterator[str]:
    for lang in LANGUAGES:
        yield from [entry[first][lang]] if first in entry else ()
        yield from entry["also"][lang]


@cache
def column_by_heading() -> Mapping[str, str]:
    """Column name by normalised heading, in all languages. Raises KnowledgeProblem for a shared one."""
    found: dict[str, str] = {}
    for name, entry in knowledge("diary")["diary"]["column"].items():
        for heading in (name, *_all_words(entry, "heading")):
            for spelling in (heading_key(heading), normalised(heading)):
                if found.setdefault(spelling, name) != name:
                    raise KnowledgeProblem(f"diary.toml: heading «{heading}» stands for two columns")
    return MappingProxyType(found)


def heading_key(heading: str) -> str:
    """A heading as it is compared: what stands in brackets does not count."""
    return normalised(_BRACKETS.sub(" ", unicodedata.normalize("NFKC", heading)))


def column_of(heading: str) -> str | None:
    """The diary column a heading stands for, or None."""
    known = column_by_heading()
    return known.get(normalised(heading)) or known.get(heading_key(heading))


@cache
def words(vocabulary: str) -> Mapping[str, str]:
    """What each folded word of a vocabulary stands for. Raises KnowledgeProblem for two meanings."""
    found: dict[str, str] = {}
    for meaning, entry in knowledge("diary")["diary"][vocabulary].items():
        for word in _all_words(entry, "word"):
            if found.setdefault(folded(word), meaning) != meaning:
                raise KnowledgeProblem(f"diary.toml: «{word}» has two meanings in {vocabulary}")
    return MappingProxyType(found)


@cache
def _bounds(kind: str) -> tuple[str, ...]:
    marks = {folded(mark) for mark in _all_words(knowledge("diary")["diary"]["bound"][kind], "word")}
    return tuple(sorted(marks, key=len, reverse=True))


def says_nothing(text: str) -> bool:
    """An empty cell, or one that says it is not known."""
    return not text or text in words("unknown")


def _meaning(vocabulary: str, text: str) -> str:
    found = words(vocabulary).get(text) or words(vocabulary).get(text.rstrip(".。"))
    if found is None:
        raise NotUnderstood
    return found


def informant_of(cell: Cell) -> Informant | None:
    """Who writes: mother, father and everybody else at home are the family."""
    text = text_of(cell)
    if says_nothing(text):
        return None
    who = _meaning("who", text)
    return Informant.FAMILY if who in ("mother", "father") else Informant(who)


def yes_no_of(cell: Cell) -> bool | None:
    """Yes or no; marks such as ○ and × count."""
    if isinstance(cell, bool):
        return cell
    text = text_of(cell)
    return None if says_nothing(text) else _meaning("yes_no", text) == "yes"


def level_of(vocabulary: str, cell: Cell, most: int) -> int | None:
    """A step of ``drive`` or ``mood``, as a word or a number from 0 to ``most``."""
    text = text_of(cell)
    if says_nothing(text):
        return None
    if text.isascii() and text.isdigit():
        if len(text) > 1 or int(text) > most:
            raise NotUnderstood
        return int(text)
    return int(_meaning(vocabulary, text))


def known_by_of(cell: Cell) -> str | None:
    """``seen``, ``told`` or ``guessed``."""
    text = text_of(cell)
    return None if says_nothing(text) else _meaning("known", text)


def flag_of(cell: Cell) -> str | None:
    """One of FLAGS; the first of several."""
    text = text_of(cell)
    if says_nothing(text):
        return None
    first = re.split(r"[,、/;・]", text)[0]
    flag = words("flag").get(text) or _meaning("flag", first)
    if flag not in FLAGS:
        raise NotUnderstood
    return flag


# ── reach ──


def reach_of(cell: Cell) -> tuple[Reach, Reach] | None:
    """(low, high): a word, a number 0–5, a range, "at least …" or "at most …".

    >>> reach_of("at least outside"), reach_of("家の中〜外") == reach_of("1-3"), reach_of("not today")
    ((<Reach.OUTSIDE: 3>, <Reach.PART: 5>), True, None)
    """
    text = text_of(cell)
    if isinstance(cell, bool | date | time | timedelta):
        raise NotUnderstood
    if says_nothing(text):
        return None
    exact = _one_reach(text)
    if exact is not None:
        return exact, exact
    found = _bounded_reach(text) or _reach_between(text)
    if found is None:
        raise NotUnderstood
    return found


def _one_reach(text: str) -> Reach | None:
    if len(text) == 1 and text in "012345":
        return Reach(int(text))
    name = words("reach").get(text) or words("reach").get(text.rstrip(".。"))
    return Reach[name.upper()] if name else None


def _bounded_reach(text: str) -> tuple[Reach, Reach] | None:
    for kind in ("least", "most"):
        for mark in _bounds(kind):
            for rest in (text.removeprefix(mark), text.removesuffix(mark)):
                reach = _one_reach(rest) if rest != text else None
                if reach is not None:
                    return (reach, Reach.PART) if kind == "least" else (Reach.ROOM, reach)
    return None


def _reach_between(text: str) -> tuple[Reach, Reach] | None:
    if len(text) > 100:
        return None
    for mark in _bounds("between"):
        place = text.find(mark)
        while place >= 0:
            one, other = _one_reach(text[:place]), _one_reach(text[place + len(mark) :])
            if one is not None and other is not None:
                return min(one, other), max(one, other)
            place = text.find(mark, place + 1)
    return None


# ── times of day ──

_ABOUT = re.compile(
    r"^(?:about|around|ca\.?|approx\.?|ประมาณ|ราว|เวลา|約|およそ|だいたい|~)|(?:頃|ごろ|o'clock)$"
)
_CLOCK = re.compile(
    r"(?P<before>午前|午後|am|pm|a\.m\.|p\.m\.|早朝|朝|昼|夕方|夜|深夜)?"
    r"(?P<hour>\d{1,2})"
    r"(?:[:h時](?:(?P<minute>\d{1,2})(?:分|:\d{1,2}(?:\.\d+)?)?|(?P<half>半))?|\.(?P<after_point>\d{2}))?"
    r"(?P<after>am|pm|a\.m\.?|p\.m\.?|a|p|น\.?|hrs?\.?|h)?"
)
_RUN_TOGETHER = re.compile(r"(\d{1,2})(\d{2})")
_DECIMAL = re.compile(r"(\d{1,2})[.,](\d{1,3})")
_THAI_CLOCK = re.compile(
    r"(?P<before>ตี|บ่าย)?(?P<hour>\d{1,2})?(?P<after>ทุ่ม|โมงเช้า|โมงเย็น|โมง)?(?P<half>ครึ่ง)?(?:(?P<minute>\d{1,2})นาที)?"
)
_THAI_NUMBERS = {
    "สิบเอ็ด": "11",
    "สิบ": "10",
    "หนึ่ง": "1",
    "สอง": "2",
    "สาม": "3",
    "สี่": "4",
    "ห้า": "5",
    "หก": "6",
    "เจ็ด": "7",
    "แปด": "8",
    "เก้า": "9",
}
_NAMED_HOURS = {
    "midnight": 0.0,
    "noon": 12.0,
    "正午": 12.0,
    "零時": 0.0,
    "เที่ยงคืน": 0.0,
    "เที่ยง": 12.0,
    "เที่ยงวัน": 12.0,
}
_LATER = {
    "午後": range(13),
    "pm": range(13),
    "夜": range(5, 12),
    "昼": range(1, 6),
    "夕方": range(2, 8),
    "深夜": range(9, 12),
}
LATEST_HOUR = 30.0  # 25:30 is half past one of the night that belongs to the day before


def hour_of(cell: Cell) -> float | None:
    """Wall-clock hour, 0 up to 24; 25:30 is 1.5.

    A point before two digits separates minutes (23.30 น.), before one it is a fraction (7.5). A number
    below 1 with more than two decimals is a spreadsheet's share of the day.

    >>> hour_of("23.30 น."), hour_of("午後11時半"), hour_of("11:30 pm"), hour_of("ตี 2"), hour_of("25:30")
    (23.5, 23.5, 23.5, 2.0, 1.5)
    """
    if isinstance(cell, bool):
        raise NotUnderstood
    if isinstance(cell, datetime | time | timedelta):
        return _spreadsheet_hours(cell) % 24
    if isinstance(cell, int | float):
        return _numeric_hour(_within(cell, LATEST_HOUR)) % 24
    text = text_of(cell)
    if says_nothing(text):
        return None
    text = _ABOUT.sub("", text)
    return _within(_NAMED_HOURS[text] if text in _NAMED_HOURS else _clock_hour(text), LATEST_HOUR) % 24


def _within(hours: float, most: float) -> float:
    if not 0 <= hours <= most:
        raise NotUnderstood
    return hours


def _spreadsheet_hours(cell: date | time | timedelta) -> float:
    """Hours since midnight; lengths beyond a day come as dates of the year 1900."""
    if isinstance(cell, timedelta):
        return cell.total_seconds() / 3600
    if isinstance(cell, time):
        return cell.hour + cell.minute / 60 + cell.second / 3600
    if isinstance(cell, datetime) and cell.year <= 1900:
        return (cell - datetime(1899, 12, 31)).total_seconds() / 3600  # noqa: DTZ001
    raise NotUnderstood


def _numeric_hour(number: float) -> float:
    if 0 < number < 1 and round(number, 2) != number:
        return round(number * 86_400) / 3600
    minutes = round(number % 1 * 100)
    if minutes in (0, 25, 50, 75) or minutes >= 60 or round(number, 2) != round(number, 6):
        return number
    return int(number) + minutes / 60


def _clock_hour(text: str) -> float:
    found = _CLOCK.fullmatch(text)
    if found:
        hour = int(found["hour"])
        minute = int(found["minute"] or found["after_point"] or 0)
        if minute < 60:
            return _later(hour, found["before"] or found["after"] or "") + (
                0.5 if found["half"] else minute / 60
            )
    if found := _RUN_TOGETHER.fullmatch(text):
        if int(found[2]) < 60:
            return int(found[1]) + int(found[2]) / 60
    elif found := _DECIMAL.fullmatch(text):
        return float(f"{found[1]}.{found[2]}")
    return _thai_hour(text)


def _later(hour: int, half_of_day: str) -> int:
    half = half_of_day.replace(".", "")
    half = {"a": "am", "p": "pm"}.get(half, half)
    if half in ("午前", "am", "午後", "pm") and hour > 12:
        if half in ("午前", "am"):
            raise NotUnderstood
        return hour
    if half in ("午前", "am", "午後", "pm"):
        return hour % 12 + (12 if half in ("午後", "pm") else 0)
    return hour + 12 if hour in _LATER.get(half, ()) else hour


def _thai_hour(text: str) -> float:
    for word, digits in _THAI_NUMBERS.items():
        text = text.replace(word, digits)
    found = _THAI_CLOCK.fullmatch(text)
    if not found or not (found["before"] or found["after"]):
        raise NotUnderstood
    hour = int(found["hour"] or 1) if found["before"] or found["hour"] else 1
    part = found["before"] or found["after"]
    start = {"ตี": 0, "บ่าย": 12, "ทุ่ม": 18, "โมงเย็น": 12}.get(part, 0 if hour > 5 else 6)
    if hour > (11 if start in (0, 6) else 6):
        raise NotUnderstood
    return start + hour + (0.5 if found["half"] else int(found["minute"] or 0) / 60)


# ── lengths of time ──

_HOUR_WORD = r"(?:h|hrs?\.?|hours?|時間|ชม\.?|ชั่วโมง|:)"
_MINUTE_WORD = r"(?:m|mins?\.?|minutes?|分|นาที)"
_HOURS = re.compile(rf"(\d{{1,2}}){_HOUR_WORD}(?:and)?(?:(\d{{1,2}}){_MINUTE_WORD}?|(半|ครึ่ง|ahalf))")
_PLAIN_HOURS = re.compile(rf"(\d{{1,4}}(?:[.,]\d{{1,6}})?){_HOUR_WORD}?")
_MINUTES = re.compile(rf"(\d{{1,4}}){_MINUTE_WORD}")


def hours_of(cell: Cell) -> float | None:
    """A length of time in hours, 0 to 24; "none" is 0, an empty cell is unknown.

    >>> hours_of("3 h 30"), hours_of("3,5"), hours_of("3時間半"), hours_of("90 min"), hours_of("なし")
    (3.5, 3.5, 3.5, 1.5, 0.0)
    """
    if isinstance(cell, bool):
        raise NotUnderstood
    if isinstance(cell, datetime | time | timedelta):
        return _within(_spreadsheet_hours(cell), 24)
    text = text_of(cell)
    if says_nothing(text):
        return None
    return _within(_length(_ABOUT.sub("", text)), 24)


def _length(text: str) -> float:
    if found := _HOURS.fullmatch(text):
        minutes = 30 if found[3] else int(found[2])
        if minutes < 60:
            return int(found[1]) + minutes / 60
    elif found := _PLAIN_HOURS.fullmatch(text):
        return float(found[1].replace(",", "."))
    elif found := _MINUTES.fullmatch(text):
        return int(found[1]) / 60
    elif text in ("ครึ่งชั่วโมง", "ครึ่งชม.", "halfanhour", "30分"):
        return 0.5
    elif words("yes_no").get(text) == "no":
        return 0.0
    raise NotUnderstood
