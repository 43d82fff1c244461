"""What somebody typed → one answer, or what was expected instead. Nothing here raises.

Digits may be Thai, Japanese or Arabic, a time 7:30, 07.30 or 7時30分, a year Buddhist.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import TypeAlias

from genkan.own_words import CONTROL
from genkan.worksheets.definition import MOST_LINE, MOST_TEXT, Field, Kind

Answer: TypeAlias = str | int | float | bool | date | time | tuple[str, ...]

NUMBER = re.compile(r"[+-]?\d{1,6}(?:[.,]\d{1,6})?")
CLOCK = re.compile(r"(\d{1,2})\s*(?:[:.]\s*(\d{2})|時\s*(?:(\d{1,2})\s*分)?)\s*(?:น\.?)?")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
AMOUNT = re.compile(
    r"\d\s*(?:mg|mcg|µg|μg|g|ml|iu|tab\w*|caps?\w*|drops?|มก|มิลลิกรัม|กรัม|มล|เม็ด|แคปซูล|หยด|ซีซี"
    r"|ミリ|グラム|錠|カプセル|滴|包)(?![a-z])",
    re.IGNORECASE,
)
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Read:
    """``value`` is None where nothing was written; ``wrong`` names what was expected instead of what was."""

    value: Answer | None = None
    wrong: str = ""


def read(asked: Field, texts: Sequence[str]) -> Read:
    """The answer to one field or column that is no table."""
    if asked.kind is Kind.CHOICES:
        return _choices(asked, texts)
    text = tidied(texts[0] if texts else "", lines=asked.kind is Kind.TEXT)
    return READERS[asked.kind](asked, text) if text else Read()


def tidied(text: str, lines: bool) -> str:
    """Own words without control signs and empty edges; on one line unless ``lines``.

    >>> tidied(" a\\r\\nb\\x00 ", lines=True), tidied(" a\\nb ", lines=False)
    ('a\\nb', 'a b')
    """
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = [CONTROL.sub(" ", one).rstrip() for one in parts]
    kept = "\n".join(plain).strip() if lines else " ".join(" ".join(plain).split())
    return kept if any(letter.isprintable() and not letter.isspace() for letter in kept) else ""


def _text(_: Field, text: str) -> Read:
    return Read(text) if len(text) <= MOST_TEXT else Read(wrong="text")


def _line(asked: Field, text: str) -> Read:
    if asked.names_only and AMOUNT.search(unicodedata.normalize("NFKC", text)):
        return Read(wrong="name_only")
    return Read(text) if len(text) <= MOST_LINE else Read(wrong="line")


def _scale(asked: Field, text: str) -> Read:
    plain = unicodedata.normalize("NFKC", text)
    if not NUMBER.fullmatch(plain):
        return Read(wrong="scale")
    number = float(plain.replace(",", "."))
    steps = (number - asked.low) / asked.step
    if not asked.low <= number <= asked.high or abs(steps - round(steps)) > 1e-9:
        return Read(wrong="scale")
    return Read(int(number) if number == int(number) else number)


def _choice(asked: Field, text: str) -> Read:
    return Read(text) if text in asked.options else Read(wrong="choice")


def _choices(asked: Field, texts: Sequence[str]) -> Read:
    told = {one for one in texts if one}
    picked = tuple(option for option in asked.options if option in told)
    return Read(picked or None, "choice" if told - set(asked.options) else "")


def _yes_no(_: Field, text: str) -> Read:
    return Read(text == "yes") if text in ("yes", "no") else Read(wrong="choice")


def _time(_: Field, text: str) -> Read:
    found = CLOCK.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return Read(wrong="time")
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return Read(time(hour, minute)) if hour < 24 and minute < 60 else Read(wrong="time")


def _date(_: Field, text: str) -> Read:
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return Read(wrong="date")
    year = int(found[1]) - (543 if int(found[1]) > 2400 else 0)
    try:
        day = date(year, int(found[2]), int(found[3]))
    except ValueError:
        return Read(wrong="date")
    return Read(day) if FIRST_YEAR <= year < LAST_YEAR else Read(wrong="date")


READERS: Mapping[Kind, Callable[[Field, str], Read]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.LINE: _line,
        Kind.SCALE: _scale,
        Kind.CHOICE: _choice,
        Kind.YES_NO: _yes_no,
        Kind.TIME: _time,
        Kind.DATE: _date,
    }
)
