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
    people: dict[str, dict[date, Row]] = {}
    for number, row in enumerate(_known_rows(content, file), start=2):
        where = f"line {number}"
        day = day_in(row.get("date"), file, where)
        days = people.setdefault(str(row.get("person") or ""), {})
        if day in days:
            raise Refused(Trouble.CONFLICTING, file, where)
        days[day] = row
    if not people:
        raise Refused(Trouble.EMPTY, file)
    return {person: _scores(days, file) for person, days in people.items()}


def _known_rows(content: bytes, file: str) -> Iterator[Row]:
    names: set[str] = set()
    rows = list(rows_in(content, file, names))
    known = {*SIGN_COLUMNS, *(RAW_PREFIX + name for name in RAW_COLUMNS)}
    if not names & known:
        raise Refused(Trouble.MISSING_COLUMNS, file, expected=f"date, {', '.join(SIGN_COLUMNS)}")
    yield from rows


def rows_in(content: bytes, file: str, names: set[str] | None = None) -> Iterator[Row]:
    """The rows of a CSV or JSON table with a date column; the names of its columns are put into ``names``.

    Raises Refused for what is no text, no table, or has no dates.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(Trouble.ENCODING, file) from None
    found, rows = _json_rows(text, file) if text.lstrip()[:1] in ("[", "{") else _csv_rows(text, file)
    if "date" not in found:
        raise Refused(Trouble.MISSING_COLUMNS, file, expected="date")
    if names is not None:
        names |= found
    yield from rows


def _json_rows(text: str, file: str) -> tuple[set[str], list[Row]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(Trouble.DAMAGED, file) from None
    rows = told.get("days") if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(Trouble.UNKNOWN_FORMAT, file)
    return {name for row in rows for name in row}, rows


def _csv_rows(text: str, file: str) -> tuple[set[str], list[Row]]:
    reader = csv.DictReader(io.StringIO(text))
    try:
        names = {name.strip() for name in reader.fieldnames or ()}
        rows: list[Row] = [{(name or "").strip(): value for name, value in row.items()} for row in reader]
    except csv.Error:
        raise Refused(Trouble.DAMAGED, file, f"line {reader.line_num + 1}") from None
    return names, rows


def day_in(told: Any, file: str, where: str) -> date:
    """A date of this century as 2026-01-31. Raises Refused for anything else."""
    try:
        day = date.fromisoformat(str(told).strip())
    except ValueError:
        raise Refused(Trouble.BAD_VALUES, file, where, "date 2026-01-31") from None
    if not 2000 <= day.year < 2100:
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file, where)
    return day


def number_in(told: Any, file: str, where: str) -> float:
    """A number, NaN for a blank. Raises Refused for words and for numbers that no measure has."""
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
            values[row] = number_in(told.get(name), file, day.isoformat())
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
