"""A plain table (CSV or JSON) → scores for each person in it.

The schema stands in docs/reference/watch-schema.md.
"""

from __future__ import annotations

import csv
import io
import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

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
MOST_JSON = 1 << 25  # bytes; larger tables are read as CSV, line by line
LONGEST_LINE = 1 << 16  # characters
BLANK = ("", "na", "nan", "null", "none")

Row = Mapping[str, Any]


def is_table(head: bytes) -> bool:
    """Whether a file begins like such a table: a date column and at least one sign or raw column."""
    text = head.decode("utf-8-sig", errors="ignore").lower()
    names = {one.strip().strip('"[{: ') for one in text.splitlines()[0].split(",")} if text.strip() else set()
    known = {*SIGN_COLUMNS, *(RAW_PREFIX + name for name in RAW_COLUMNS)}
    if text.lstrip()[:1] in ("[", "{"):
        return '"date"' in text and any(f'"{name}"' in text for name in known)
    return "date" in names and bool(names & known)


RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "free": (0, 1),
        "raw_hours_out": (0, 25),  # an autumn day has one more
        "raw_left_home": (0, 1),
        "raw_attended": (0, 1),
        "raw_talked": (0, 1),
        "raw_contacts": (0, 100_000),
        "raw_mid_sleep_hour": (0, 24),
        "raw_turn_from_night_hours": (-12, 12),
        "raw_night_screen_hours": (0, 24),
        "raw_gaming_hours": (0, 48),  # two devices at once count twice
        "raw_drive": (0, 3),
        "raw_mood": (0, 4),
    }
)
NUMBERS = ("free", *SIGN_COLUMNS, *(RAW_PREFIX + name for name in RAW_COLUMNS))


@dataclass(slots=True)
class _Told:
    """What a table tells of one person: a row of numbers (in the order of ``columns``) for each day."""

    columns: tuple[str, ...]
    rows: dict[date, int] = field(default_factory=dict)
    numbers: array[float] = field(default_factory=lambda: array("d"))
    flags: dict[date, str] = field(default_factory=dict)

    def column(self, name: str, at: npt.NDArray[np.int64], count: int) -> Floats:
        """One value a day; NaN where nothing was told, or the column is not there."""
        values = np.full(count, np.nan)
        if name in self.columns:
            table = np.frombuffer(self.numbers).reshape(-1, len(self.columns))
            values[at] = table[:, self.columns.index(name)]
        return values


def scores_in(content: bytes, file: str = "") -> dict[str, Scores]:
    """The scores of every person in a table, in the order they first appear.

    Raises Refused for text that is no such table, an impossible date or number, a day told twice. Of every
    row only its numbers are kept while the rest is read.
    """
    names, rows = rows_in(content, file)
    if not names & set(NUMBERS[1:]):
        raise Refused(Trouble.MISSING_COLUMNS, file, expected=f"date, {', '.join(SIGN_COLUMNS)}")
    columns = tuple(name for name in NUMBERS if name in names)
    people: dict[str, _Told] = {}
    for number, row in enumerate(rows, start=2):
        where = f"line {number}"
        day = day_in(row.get("date"), file, where)
        person = people.setdefault(label_in(row.get("person"), file, where), _Told(columns))
        if day in person.rows:
            raise Refused(Trouble.CONFLICTING, file, where)
        person.rows[day] = len(person.rows)
        person.numbers.extend(number_in(row.get(name), file, where, RANGES.get(name)) for name in columns)
        flag = str(row.get("flag") or "").strip().lower()
        if flag in LEFT_OUT_FLAGS:
            person.flags[day] = flag
        elif flag not in BLANK:
            raise Refused(Trouble.BAD_VALUES, file, where, ", ".join(LEFT_OUT_FLAGS))
    if not people:
        raise Refused(Trouble.EMPTY, file)
    return {person: _scores(told, file) for person, told in people.items()}


def rows_in(content: bytes, file: str) -> tuple[set[str], Iterator[Row]]:
    """The names of the columns of a CSV or JSON table with dates, and its rows, one after another.

    Raises Refused, now or on the way, for what is no text, no table, or has no dates.
    """
    start = content[:64].decode("utf-8-sig", errors="ignore").lstrip()[:1]
    names, rows = (_json_rows if start in ("[", "{") else _csv_rows)(content, file)
    if "date" not in names:
        raise Refused(Trouble.MISSING_COLUMNS, file, expected="date")
    return names, rows


def _json_rows(content: bytes, file: str) -> tuple[set[str], Iterator[Row]]:
    if len(content) > MOST_JSON:
        raise Refused(Trouble.TOO_LARGE, file)
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(Trouble.ENCODING, file) from None
    except (ValueError, RecursionError):
        raise Refused(Trouble.DAMAGED, file) from None
    rows = told.get("days") if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(Trouble.UNKNOWN_FORMAT, file)
    return {name for row in rows for name in row}, iter(rows)


def _csv_rows(content: bytes, file: str) -> tuple[set[str], Iterator[Row]]:
    lines = csv.reader(_lines(content, file))
    heads = [name.strip().lower() for name in _next(lines, file) or ()]
    if len(set(heads)) < len([name for name in heads if name]):
        raise Refused(Trouble.CONFLICTING, file, "line 1")

    def rows() -> Iterator[Row]:
        while (cells := _next(lines, file)) is not None:
            if len(cells) > len(heads):
                raise Refused(Trouble.DAMAGED, file, f"line {lines.line_num}")
            if cells:
                yield dict(zip(heads, cells, strict=False))

    return set(heads), rows()


def _lines(content: bytes, file: str) -> Iterator[str]:
    """The lines of a text, none of them longer than any table has. Raises Refused for such a one."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise Refused(Trouble.TOO_LARGE, file)
        yield line


def _next(lines: Any, file: str) -> list[str] | None:
    """The cells of the next line, None after the last. Raises Refused where it cannot be read."""
    try:
        cells: list[str] | None = next(lines, None)
    except UnicodeDecodeError:
        raise Refused(Trouble.ENCODING, file) from None
    except csv.Error:
        raise Refused(Trouble.DAMAGED, file, f"line {lines.line_num + 1}") from None
    return cells


def day_in(told: Any, file: str, where: str) -> date:
    """A date of this century as 2026-01-31. Raises Refused for anything else."""
    try:
        day = date.fromisoformat(told.strip())
    except (AttributeError, ValueError):
        raise Refused(Trouble.BAD_VALUES, file, where, "2026-01-31") from None
    if not 2000 <= day.year < 2100 or not told.strip().isascii():
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file, where)
    return day


def label_in(told: Any, file: str, where: str) -> str:
    """What a table calls a person: text or a number. Raises Refused for anything else."""
    if isinstance(told, bool) or not isinstance(told, str | int | None):
        raise Refused(Trouble.BAD_VALUES, file, where, "p1")
    return "" if told is None else str(told).encode("utf-8", "replace").decode("utf-8")


def number_in(told: Any, file: str, where: str, between: tuple[float, float] | None = None) -> float:
    """A number, NaN for a blank. Raises Refused for words and for numbers that the measure cannot have."""
    if told is None or str(told).strip().lower() in BLANK:
        return float("nan")
    try:
        number = float("x" if isinstance(told, bool) else told)
    except (TypeError, ValueError):
        raise Refused(Trouble.BAD_VALUES, file, where) from None
    low, high = between or (-1e6, 1e6)
    if not low <= number <= high:
        raise Refused(Trouble.BAD_VALUES, file, where, f"{low:g}–{high:g}")
    return number


def _scores(told: _Told, file: str) -> Scores:
    first, at = rows_of(list(told.rows))
    count = int(at.max()) + 1
    if count > MOST_DAYS:
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file)
    said = told.column("free", at, count)
    free = np.where(np.isfinite(said), said > 0, weekend(first, count))
    raw = {name: told.column(RAW_PREFIX + name, at, count) for name in RAW_COLUMNS}
    raw = {name: values for name, values in raw.items() if np.isfinite(values).any()}
    signs = {name: told.column(name, at, count) for name in SIGN_COLUMNS}
    scores = scores_from_scores(first, signs, free)
    if raw:
        own = scores_from_raw(first, raw, free)
        told_as_score = np.asarray(np.isfinite(scores.values).any(axis=0))
        values = np.where(told_as_score, scores.values, own.values)
        kept = {sign: own.raw[sign] for sign in own.raw if not told_as_score[SIGNS.index(sign)]}
        scores = replace(scores, values=values, raw=kept)
    return replace(scores, context={(day - first).days: flag for day, flag in told.flags.items()})
