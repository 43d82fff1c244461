"""How the six signs are judged: counts of days in the last seven, with what is not known left open.

Each rule gives two levels for every day: the lowest and the highest that the unknown days of its week
allow. Only where all rules of a sign leave one level, that is its level; else it is UNKNOWN. So hiding
a day can turn a level into UNKNOWN, never into another one (with the usual held fixed).

Days before the table are unknown. Told yes-or-no days are 1, 0 or −1 (unknown).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.nouns import Because, Bytes8, Days, Floats, Level, Mark, Usual

WEEK = 7
Rules = Mapping[str, Any]
Flags = npt.NDArray[np.bool_]
Fact = float | int | str | date | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sign is judged on."""

    days: Days
    usual: Usual
    rules: Rules

    def centre(self, measure: str) -> Floats:
        """The usual of a measure, NaN where there is none."""
        return self.usual.centre.get(measure, np.full(len(self.days), np.nan))

    def spread(self, measure: str) -> Floats:
        """Its spread, NaN where there is none."""
        return self.usual.spread.get(measure, np.full(len(self.days), np.nan))


@dataclass(frozen=True, slots=True)
class Possible:
    """The lowest and the highest level that the known days allow, one entry a day."""

    low: Bytes8
    high: Bytes8

    def where(self, applies: Flags) -> Possible:
        """The same, and nothing to see (USUAL) where the rule does not apply."""
        return Possible(np.where(applies, self.low, 0), np.where(applies, self.high, 0))


class SignRoom:
    """One sign: which levels its rules allow, and why on one day. Built by the file of the sign."""

    def __init__(
        self,
        possible: Callable[[Ground], Possible],
        because: Callable[[Ground, int], list[Because]],
    ):
        self.possible = possible
        self.because = because


def told(values: Floats, yes: Flags) -> Bytes8:
    """1 where ``yes``, 0 where not, −1 where the value is unknown."""
    return np.where(np.isnan(values), np.int8(-1), yes.astype(np.int8))


def week_sum(values: npt.NDArray[Any]) -> Floats:
    """Sum over each day and the six before it."""
    total = np.cumsum(values, axis=0, dtype=np.float64)
    week: Floats = total.copy()
    week[WEEK:] -= total[:-WEEK]
    return week


def week_counts(yes_or_no: Bytes8) -> tuple[Floats, Floats]:
    """(days that are yes, days that may be yes) in the seven days up to each day."""
    yes = week_sum(yes_or_no == 1)
    return yes, WEEK - week_sum(yes_or_no == 0)


def few(yes_or_no: Bytes8, some_at_most: float | Floats, strong_at_most: float | Floats) -> Possible:
    """Levels by few such days in seven: SOME at or below one count, STRONG at or below another."""
    least, most = week_counts(yes_or_no)
    return Possible(
        _steps(most <= some_at_most, most <= strong_at_most),
        _steps(least <= some_at_most, least <= strong_at_most),
    )


def many(some: Bytes8, strong: Bytes8, days: int) -> Possible:
    """Levels by at least ``days`` such days in seven."""
    some_least, some_most = week_counts(some)
    strong_least, strong_most = week_counts(strong)
    return Possible(
        _steps(some_least >= days, strong_least >= days), _steps(some_most >= days, strong_most >= days)
    )


def beyond(away: Floats, spread: Floats, rule: Mapping[str, Any]) -> Possible:
    """Levels by days further away from the usual than is common for this person.

    A day counts when ``away`` (in the measure's unit, towards withdrawal) is at least ``some_spreads``
    × spread and at least ``some_least``; the same with ``strong_…``. ``rule["days"]`` of seven decide.
    """
    with np.errstate(invalid="ignore"):
        some = away >= np.fmax(rule["some_spreads"] * spread, rule["some_least"])
        strong = away >= np.fmax(rule["strong_spreads"] * spread, rule["strong_least"])
    return many(told(away, some), told(away, strong), int(rule["days"]))


def worst(parts: Sequence[Possible]) -> Possible:
    """What several rules allow together: a sign is as strong as its strongest rule."""
    low = np.maximum.reduce([part.low for part in parts])
    return Possible(low, np.maximum.reduce([part.high for part in parts]))


def chosen(first: Flags, one: Possible, other: Possible) -> Possible:
    """``one`` where ``first``, else ``other``."""
    return Possible(np.where(first, one.low, other.low), np.where(first, one.high, other.high))


def settled(possible: Possible) -> Bytes8:
    """The level where only one is possible, else UNKNOWN."""
    level = np.where(possible.low == possible.high, possible.low, np.int8(Level.UNKNOWN))
    return level.astype(np.int8)


def week_of(values: Floats, index: int) -> Floats:
    """The known values of the seven days up to ``index``."""
    week = values[max(0, index - WEEK + 1) : index + 1]
    return week[np.isfinite(week)]


def reason(rules: Rules, rule: str, said: str, **facts: Fact) -> Because:
    """A because from a rule of the sign's knowledge file."""
    entry = rules[rule]
    return Because(said, dict(facts), rule, str(entry["source"]), Mark(entry["mark"]))


def _steps(some: Flags, strong: Flags) -> Bytes8:
    return np.where(strong, np.int8(Level.STRONG), np.where(some, np.int8(Level.SOME), np.int8(Level.USUAL)))
