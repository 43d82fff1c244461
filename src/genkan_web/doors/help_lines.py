"""Help lines as the knowledge files hold them: two sources and a date, or not shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from genkan.knowledge import knowledge_files

FIRST = {"th": "th", "ja": "jp", "en": "th"}


@dataclass(frozen=True, slots=True)
class Line:
    """One number to call."""

    name: str
    number: str
    dial: str
    hours: str
    says: str
    checked_on: Any


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency numbers and lines."""

    code: str
    name: str
    lines: tuple[Line, ...]
    stale: bool  # nobody has looked at these numbers for too long


def lines_for(lang: str, today: date) -> tuple[Country, ...]:
    """All countries, the one this language suggests first; ``today`` tells which are due for a check."""
    countries = [
        Country(
            code=name.removeprefix("helplines/"),
            name=content["country"][lang],
            lines=tuple(
                Line(
                    one["name"][lang],
                    one["number"],
                    "".join(sign for sign in one["number"] if sign in "+0123456789#"),
                    one["hours"][lang],
                    one["says"][lang],
                    one["checked_on"],
                )
                for one in content["lines"]
            ),
            stale=content["check_again_by"] < today,
        )
        for name, content in knowledge_files().items()
        if name.startswith("helplines/")
    ]
    return tuple(sorted(countries, key=lambda one: (one.code != FIRST[lang], one.name)))
