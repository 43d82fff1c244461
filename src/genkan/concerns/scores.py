"""Days, or a plain table → six sign scores a day, + = towards withdrawal, NaN unknown, and the day's type.

Scores have no common unit: each person is compared only with themself. Which measure speaks for a sign is
settled within the first 42 days (before anything can be said) and never changes, so that one more day
cannot change what was said about earlier days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from genkan.nouns import Days, Floats, Sign

SIGNS: tuple[Sign, ...] = tuple(Sign)
SETTLES_WITHIN = 42  # days in which the measure of a sign is chosen
LEFT_OUT_FLAGS = ("illness", "holiday", "exam", "move")
Flags = npt.NDArray[np.bool_]

MEASURES_OF: Mapping[Sign, tuple[str, ...]] = MappingProxyType(
    {
        Sign.STAYING_IN: ("hours_out", "left_home"),
        Sign.TAKING_PART: ("attended",),
        Sign.CONTACT: ("talked", "contacts"),
        Sign.RHYTHM: ("turn_from_night_hours", "night_screen_hours", "gaming_hours"),
        Sign.DRIVE: ("drive",),
        Sign.MOOD: ("mood",),
    }
)
RAW_COLUMNS = (
    *("hours_out", "left_home", "attended", "talked", "contacts", "mid_sleep_hour"),
    *("turn_from_night_hours", "night_screen_hours", "gaming_hours", "drive", "mood"),
)


@dataclass(frozen=True, slots=True)
class Scores:
    """Six columns in the order of ``Sign``; row 0 is the day ``first``.

    ``raw`` holds what is told in words for a sign (its measure and values), where it is known;
    ``context`` says for a row why it is left out (illness, holiday, exam, move), empty where it is not;
    ``sources`` names who tells of each sign, empty where nobody said.
    """

    first: date
    values: Floats = field(repr=False)  # (days, 6)
    free: Flags = field(repr=False)  # (days,) Saturday, Sunday, or said to be free
    raw: Mapping[Sign, tuple[str, Floats]] = field(default_factory=dict, repr=False)
    context: Mapping[int, str] = field(default_factory=dict)
    sources: tuple[frozenset[str], ...] = (frozenset(),) * 6

    def __len__(self) -> int:
        return len(self.values)

    @property
    def last(self) -> date:
        """The date of the last row."""
        return self.first + timedelta(days=len(self) - 1)

    def date_at(self, row: int) -> date:
        """The date of a row."""
        return self.first + timedelta(days=row)

    @property
    def heard(self) -> Flags:
        """Days on which anything at all was reported, left-out days included."""
        known: Flags = np.asarray(np.isfinite(self.values).any(axis=1))
        return known

    @property
    def judged(self) -> Floats:
        """The scores with the left-out days blanked: they make no evidence and no usual."""
        return self.without_left_out(self.values)

    def without_left_out(self, told: Floats) -> Floats:
        """A column or table of these days, with the left-out days blanked."""
        values = told.copy()
        values[[row for row in self.context if 0 <= row < len(self)]] = np.nan
        return values

    def leaving_out(self, first: date, last: date, why: str) -> Scores:
        """The same, after somebody said what these days were. Visible in every later reading."""
        rows = range((first - self.first).days, (last - self.first).days + 1)
        return replace(self, context=dict(self.context) | {row: why for row in rows if 0 <= row < len(self)})

    def until(self, row: int) -> Scores:
        """Only the rows before ``row``."""
        return replace(
            self,
            values=self.values[:row],
            free=self.free[:row],
            raw={sign: (name, values[:row]) for sign, (name, values) in self.raw.items()},
            context={at: why for at, why in self.context.items() if at < row},
        )


def weekend(first: date, count: int) -> Flags:
    """Saturdays and Sundays of ``count`` days."""
    flags: Flags = (np.arange(count) + first.weekday()) % 7 >= 5
    return flags


def scores_of(days: Days) -> Scores:
    """Days → scores. Days marked as illness, holiday, exam or move are left out."""
    columns = {name: days[name] for name in RAW_COLUMNS}
    context = {
        row: flag.kind
        for flag in days.flags
        if flag.kind in LEFT_OUT_FLAGS and (row := days.index_of(flag.day)) is not None
    }
    made = scores_from_raw(days.first, columns, weekend(days.first, len(days)))
    told = tuple(
        frozenset(days.told_by.get(made.raw[sign][0], ())) if sign in made.raw else frozenset[str]()
        for sign in SIGNS
    )
    return replace(made, context=context, sources=told)


def scores_from_raw(first: date, columns: Mapping[str, Floats], free: Flags) -> Scores:
    """Columns in Genkan's own units (``RAW_COLUMNS``; any may be missing) → scores."""
    count = len(free)
    columns = dict(columns)
    if (
        "mid_sleep_hour" in columns
        and not np.isfinite(_column(columns, "turn_from_night_hours", count)).any()
    ):
        columns["turn_from_night_hours"] = (columns["mid_sleep_hour"] - 3.5 + 12) % 24 - 12
    values = np.full((count, len(SIGNS)), np.nan)
    raw: dict[Sign, tuple[str, Floats]] = {}
    for index, sign in enumerate(SIGNS):
        name = _speaks(sign, columns, count)
        if name is not None:
            raw[sign] = (name, columns[name])
            values[:, index] = _towards(name, columns[name])
    return Scores(first, values, free, raw)


def scores_from_scores(first: date, columns: Mapping[str, Floats], free: Flags) -> Scores:
    """Columns named by the signs, already + towards withdrawal, in any unit of their own."""
    values = [_column(columns, sign.value, len(free)) for sign in SIGNS]
    return Scores(first, np.stack(values, axis=1), free)


def _column(columns: Mapping[str, Floats], name: str, count: int) -> Floats:
    found = columns.get(name)
    return np.full(count, np.nan) if found is None else found


def _speaks(sign: Sign, columns: Mapping[str, Floats], count: int) -> str | None:
    """The measure heard on most of the first 42 days; later, the one heard of first."""
    known = {name: np.isfinite(_column(columns, name, count)) for name in MEASURES_OF[sign]}
    early = {name: int(heard[:SETTLES_WITHIN].sum()) for name, heard in known.items()}
    if any(early.values()):
        return max(early, key=lambda name: early[name])
    first = {name: int(np.argmax(heard)) for name, heard in known.items() if heard.any()}
    return min(first, key=lambda name: first[name]) if first else None


def _towards(name: str, values: Floats) -> Floats:
    """A measure turned so that + is towards withdrawal; long-tailed ones on a log scale."""
    if name in ("hours_out", "contacts"):
        return -np.log1p(np.maximum(values, 0.0))
    if name == "turn_from_night_hours":
        return np.abs(values)
    if name in ("night_screen_hours", "gaming_hours"):
        return values
    return -values


def rows_of(dates: Sequence[date]) -> tuple[date, npt.NDArray[np.int64]]:
    """The first of some dates, and the row of each counted from it."""
    first = min(dates)
    return first, np.array([(day - first).days for day in dates], dtype=np.int64)
