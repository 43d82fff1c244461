"""Answers: from a small TOML file to the noun that stages read.

Every line may be missing; missing means nobody was asked. For example::

    since = 2026-03-01                 # or "2026-03"; or [2026-02-01, 2026-04-15]: some time between
    distress = "yes"                   # yes, no, unknown
    impairment = "unknown"
    reasons = ["remote_work"]          # [] means: asked, none of them
    days_out_a_week = [1, 2]           # or a single number
"""

from __future__ import annotations

import tomllib
from calendar import IllegalMonthError, monthrange
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from genkan.nouns import REASONS, Answers, Between, Refused, Trouble, YesNo

_YES_NO = tuple(field.name for field in fields(Answers) if field.type == "YesNo")
_ERRANDS = ("hobby", "convenience", "house", "room", "none")


def answers_from(content: bytes, file: str) -> Answers:
    """Read an answers file. Raises Refused with the line's name when an answer cannot be understood."""
    try:
        given = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(Trouble.ENCODING, file) from None
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        where = str(problem).rpartition("(")[2].rstrip(")") if "(at " in str(problem) else ""
        raise Refused(Trouble.DAMAGED, file, where.removeprefix("at ")) from None
    return answers_of(given, file)


def answers_of(given: Mapping[str, Any], file: str = "answers") -> Answers:
    """Answers from plain values. Raises Refused for an unknown line or a value that cannot be."""
    known = {field.name for field in fields(Answers)}
    for name in given:
        if name not in known:
            raise Refused(Trouble.BAD_VALUES, file, str(name)[:40], ", ".join(sorted(known)))
    found: dict[str, Any] = {name: _yes_no(given[name], name, file) for name in _YES_NO if name in given}
    if "since" in given:
        found["since"] = _between(given["since"], file)
    if "reasons" in given:
        found["reasons"] = _reasons(given["reasons"], file)
    if "days_out_a_week" in given:
        found["days_out_a_week"] = _range(given["days_out_a_week"], file)
    if "errands_only" in given:
        if given["errands_only"] not in _ERRANDS:
            raise Refused(Trouble.BAD_VALUES, file, "errands_only", ", ".join(_ERRANDS))
        found["errands_only"] = given["errands_only"]
    if "age" in given:
        age = given["age"]
        if not isinstance(age, int) or isinstance(age, bool) or not 0 < age < 120:
            raise Refused(Trouble.BAD_VALUES, file, "age", "1–119")
        found["age"] = age
    return Answers(**found)


def _yes_no(value: Any, name: str, file: str) -> YesNo:
    if isinstance(value, bool):
        return YesNo.YES if value else YesNo.NO
    try:
        return YesNo(value)
    except ValueError:
        raise Refused(Trouble.BAD_VALUES, file, name, "yes, no, unknown") from None


def _between(value: Any, file: str) -> Between:
    pair = value if isinstance(value, list) else [value, value]
    if len(pair) != 2 or not all(isinstance(day, date | str) for day in pair):
        raise Refused(Trouble.BAD_VALUES, file, "since", "2026-03-01")
    earliest, latest = (_day(day, file, last) for day, last in zip(pair, (False, True), strict=True))
    if earliest and latest and earliest > latest:
        earliest, latest = latest, earliest
    return Between(earliest, latest)


def _day(value: Any, file: str, last: bool) -> date | None:
    """A date; of a month (``2026-03``) its first or last day. Years of the Buddhist era are understood."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value == "":
        return None
    try:
        year, month, *day = (int(part) for part in value.replace("/", "-").split("-"))
        year -= 543 if year > 2400 else 0
        if day:
            return date(year, month, *day)
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except (ValueError, TypeError, IllegalMonthError, OverflowError):
        raise Refused(Trouble.BAD_VALUES, file, "since", "2026-03-01") from None


def _reasons(value: Any, file: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(reason in REASONS for reason in value):
        raise Refused(Trouble.BAD_VALUES, file, "reasons", ", ".join(REASONS))
    return frozenset(value)


def _range(value: Any, file: str) -> tuple[int, int]:
    pair = value if isinstance(value, list) else [value, value]
    sane = len(pair) == 2 and all(
        isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= 7 for count in pair
    )
    if not sane:
        raise Refused(Trouble.BAD_VALUES, file, "days_out_a_week", "0–7")
    return min(pair), max(pair)
