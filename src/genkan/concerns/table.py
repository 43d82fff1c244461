"""A plain table (CSV or JSON) → scores for each person in it.

The schema stands in docs/reference/watch-schema.md.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from genkan.concerns.scores import (
    LEFT_OUT_FLAGS,
    RAW_COLUMNS,
    SIGNS,
    Scores,
    rows_of,
    scores_from_raw,
    scores_from_scores,
    weekend,
)
from genkan.nouns import Floats, Refused, Trouble

SIGN_COLUMNS = tuple(sign.value for sign in SIGNS)
RAW_PREFIX = "raw_"
MOST_DAYS = 20_000
BLANK = ("", "na", "nan", "null", "none")

Row = Mapping[str, Any]


def is_table(head: bytes) -> bool:
    """Whether a file begins like such a table: a date column and at least one sign or raw column."""
    text = head.decode("utf-8-sig", errors="ignore")
    names = {one.strip().strip('"[{: ') for one in text.splitlines()[0].split(",")} if text.strip() else set()
    known = {*SIGN_COLUMNS, *(RAW_PREFIX + name for name in RAW_COLUMNS)}
    if text.lstrip()[:1] in ("[", "{"):
        return '"date"' in text and any(f'"{name}"' in text for name in known)
    return "date" in names and bool(names & known)


def scores_in(content: bytes, file: str = "") -> dict[str, Scores]:
    """The scores of every person in a table, in the order they first appear.

    Raises Refused for text that is no such table, an impossible date or number, a day told twice.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Trouble.ENCODING, file) from None
    people: dict[str, dict[date, Row]] = {}
    for number, row in enumerate(_rows(text, file), start=2):
        where = f"line {number}"
        day = _day(row.get("date"), file, where)
        days = people.setdefault(str(row.get("person") or ""), {})
        if day in days:
            raise Refused(Trouble.CONFLICTING, file, where)
        days[day] = row
    if not people:
        raise Refused(Trouble.EMPTY, file)
    return {person: _scores(days, file) for person, days in people.items()}


def _rows(text: str, file: str) -> Iterator[Row]:
    if text.lstrip()[:1] in ("[", "{"):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            raise Refused(Trouble.DAMAGED, file) from None
        rows = told.get("days") if isinstance(told, dict) else told
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Refused(Trouble.UNKNOWN_FORMAT, file)
        names = {name for row in rows for name in row}
    else:
        reader = csv.DictReader(io.StringIO(text))
        names = {name.strip() for name in reader.fieldnames or ()}
        rows = [{(name or "").strip(): value for name, value in row.items()} for row in reader]
    known = {*SIGN_COLUMNS, *(RAW_PREFIX + name for name in RAW_COLUMNS)}
    if "date" not in names or not names & known:
        raise Refused(Trouble.MISSING_COLUMNS, file, expected=f"date, {', '.join(SIGN_COLUMNS)}")
    yield from rows


def _day(told: Any, file: str, where: str) -> date:
    try:
        day = date.fromisoformat(str(told).strip())
    except ValueError:
        raise Refused(Trouble.BAD_VALUES, file, where, "date 2026-01-31") from None
    if not 2000 <= day.year < 2100:
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file, where)
    return day


def _number(told: Any, file: str, where: str) -> float:
    if told is None or str(told).strip().lower() in BLANK:
        return float("nan")
    try:
        number = float(told)
    except (TypeError, ValueError):
        raise Refused(Trouble.BAD_VALUES, file, where) from None
    if abs(number) > 1e6 or number != number:
        raise Refused(Trouble.BAD_VALUES, file, where)
    return number


def _scores(days: Mapping[date, Row], file: str) -> Scores:
    first, at = rows_of(list(days))
    count = int(at.max()) + 1
    if count > MOST_DAYS:
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file)

    def column(name: str) -> Floats:
        values = np.full(count, np.nan)
        for row, (day, told) in zip(at, days.items(), strict=True):
            values[row] = _number(told.get(name), file, day.isoformat())
        return values

    free = weekend(first, count)
    said = column("free")
    free = np.where(np.isfinite(said), said > 0, free)
    raw = {name: column(RAW_PREFIX + name) for name in RAW_COLUMNS}
    raw = {name: values for name, values in raw.items() if np.isfinite(values).any()}
    scores = scores_from_scores(first, {name: column(name) for name in SIGN_COLUMNS}, free)
    if raw:
        own = scores_from_raw(first, raw, free)
        told_as_score = np.asarray(np.isfinite(scores.values).any(axis=0))
        values = np.where(told_as_score, scores.values, own.values)
        kept = {sign: own.raw[sign] for sign in own.raw if not told_as_score[SIGNS.index(sign)]}
        scores = replace(scores, values=values, raw=kept)
    context = {
        int(row): str(told["flag"]).strip()
        for row, told in zip(at, days.values(), strict=True)
        if str(told.get("flag") or "").strip() in LEFT_OUT_FLAGS
    }
    return replace(scores, context=context)
