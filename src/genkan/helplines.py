"""Help lines of a country: which may be shown, which answer now, in the country's own time.

A line is shown while its last check is at most 180 days old; after that only the emergency numbers stand,
with a sentence that says so. Hours are computed on the clock of the country's ``zone``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from genkan.clock import zone_info
from genkan.knowledge import knowledge_files

FRESH_FOR = timedelta(days=180)
SHELF = "helplines/"
KINDS = ("emergency", "talk", "youth", "hikikomori", "social")


@dataclass(frozen=True, slots=True)
class Line:
    """One line in one language. ``dial`` is for a link; ``way`` is phone, text or chat."""

    id: str
    kind: str
    way: str
    name: str
    number: str
    dial: str
    address: str
    keyword: str
    hours: str
    says: str
    whom: tuple[str, ...]
    languages: tuple[str, ...]
    day_and_night: bool
    open_now: bool
    checked_on: date

    @property
    def emergency(self) -> bool:
        """Whether it is for danger now."""
        return self.kind == "emergency"


@dataclass(frozen=True, slots=True)
class Centre:
    """A class of places one can go to, and how to find the nearest."""

    id: str
    kind: str
    name: str
    says: str
    find: str
    address: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country's lines, those that answer now first; ``stale``: only emergency numbers may be shown."""

    code: str
    name: str
    lines: tuple[Line, ...]
    centres: tuple[Centre, ...]
    stale: bool
    no_night_line: bool

    @property
    def emergency(self) -> tuple[Line, ...]:
        """The numbers for danger now."""
        return tuple(line for line in self.lines if line.emergency)

    @property
    def others(self) -> tuple[Line, ...]:
        """All other lines, open now first."""
        return tuple(line for line in self.lines if not line.emergency)

    def others_for(self, young: bool) -> tuple[Line, ...]:
        """The same in the order that fits an age: lines for the young first, or after all others."""
        return tuple(
            sorted(self.others, key=lambda line: (not line.open_now, (line.kind == "youth") != young))
        )


def codes() -> tuple[str, ...]:
    """Every country there is a file for, as two small letters."""
    return tuple(name.removeprefix(SHELF) for name in knowledge_files() if name.startswith(SHELF))


def zone_of(code: str) -> str:
    """The time zone in which most people of a country live. Raises KeyError for an unknown code."""
    return str(knowledge_files()[SHELF + code]["zone"])


def country_of(code: str, lang: str, now: datetime) -> Country:
    """One country at one moment (``now`` with a zone). Raises KeyError for an unknown code."""
    content = knowledge_files()[SHELF + code]
    local = now.astimezone(zone_info(content["zone"]))
    today = local.date()
    stale = content["check_again_by"] < today
    lines = [
        _line(entry, lang, local)
        for entry in content["lines"]
        if entry["kind"] == "emergency" or not (stale or today - entry["checked_on"] > FRESH_FOR)
    ]
    lines.sort(key=lambda line: (not line.emergency, not line.open_now, KINDS.index(line.kind)))
    return Country(
        code=code,
        name=content["country"][lang],
        lines=tuple(lines),
        centres=() if stale else tuple(_centre(entry, lang) for entry in content.get("centres", ())),
        stale=stale,
        no_night_line=bool(content.get("no_night_line", False)),
    )


def names(lang: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country, as dictionaries order them."""
    found = ((code, str(knowledge_files()[SHELF + code]["country"][lang])) for code in codes())
    return tuple(sorted(found, key=lambda one: _ordered(one[1])))


def countries(lang: str, now: datetime, first: str) -> tuple[Country, ...]:
    """All countries by name, ``first`` before the others."""
    found = [country_of(code, lang, now) for code in codes()]
    return tuple(sorted(found, key=lambda one: (one.code != first, _ordered(one.name))))


def _ordered(name: str) -> str:
    """A name as dictionaries order it: Thai vowels written before their consonant stand behind it."""
    return re.sub("([เ-ไ])(.)", r"\2\1", name)


def is_open(entry: Mapping[str, Any], local: datetime) -> bool:
    """Whether a line answers at a moment of its own country's clock."""
    if entry["day_and_night"]:
        return True
    minute = local.hour * 60 + local.minute
    return any(
        _days(hours["days"], local.isoweekday())
        and minute_of(hours["from"]) <= minute < minute_of(hours["to"])
        for hours in entry.get("open", ())
    )


def minute_of(clock: str) -> int:
    """Minutes since midnight of 09:30 or 24:00.

    >>> minute_of("09:30"), minute_of("24:00")
    (570, 1440)
    """
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


def _days(days: str, weekday: int) -> bool:
    first, _, last = days.partition("-")
    return int(first) <= weekday <= int(last or first)


def _line(entry: Mapping[str, Any], lang: str, local: datetime) -> Line:
    number = entry.get("number", "")
    return Line(
        id=entry["id"],
        kind=entry["kind"],
        way=entry.get("way", "phone"),
        name=entry["name"][lang],
        number=number,
        dial="".join(sign for sign in number if sign in "+0123456789#"),
        address=entry.get("address", ""),
        keyword=entry.get("keyword", ""),
        hours=entry["hours"][lang],
        says=entry["says"][lang],
        whom=tuple(entry.get("whom", ("anyone",))),
        languages=tuple(entry["languages"]),
        day_and_night=entry["day_and_night"],
        open_now=is_open(entry, local),
        checked_on=entry["checked_on"],
    )


def _centre(entry: Mapping[str, Any], lang: str) -> Centre:
    return Centre(
        id=entry["id"],
        kind=entry["kind"],
        name=entry["name"][lang],
        says=entry["says"][lang],
        find=entry["find"][lang],
        address=entry.get("address", ""),
    )
