"""Tries: a step on a day, what was expected before and what happened; and the path they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from genkan.nouns import Reach
from genkan.own_words import tidy
from genkan.plans import plain
from genkan.plans.rungs import Rung

MOST_WORDS = 240  # characters of own words to one question
KEYS = ("rung", "day", "outcome", "expected", "felt", "expectation", "happened", "learnt")


class Outcome(StrEnum):
    """What came of it. None of them is a failing."""

    DONE = "done"
    PARTLY = "partly"
    NOT_TODAY = "not_today"


@dataclass(frozen=True, slots=True)
class Try:
    """One step on one day. Numbers are points, 0 to 100; None: not said. Own words may stay empty."""

    rung: str
    day: date
    outcome: Outcome
    expected: float | None = None  # how hard it seemed before
    felt: float | None = None  # how hard it was
    expectation: str = field(default="", repr=False)  # what was expected to happen
    happened: str = field(default="", repr=False)
    learnt: str = field(default="", repr=False)

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON, empty ones left out; ``try_from`` is the way back."""
        told = {"rung": self.rung, "day": self.day.isoformat(), "outcome": self.outcome.value}
        numbers = {key: getattr(self, key) for key in ("expected", "felt")}
        words = {key: getattr(self, key) for key in ("expectation", "happened", "learnt")}
        return (
            told
            | {key: one for key, one in numbers.items() if one is not None}
            | {key: one for key, one in words.items() if one}
        )


def try_from(value: Any) -> Try:
    """Read plain values back. Raises Refused, naming the place, for anything that cannot be."""
    given = plain.table(value, "try", KEYS)
    return Try(
        rung=plain.name(given.get("rung"), "rung"),
        day=plain.day(given.get("day"), "day"),
        outcome=Outcome(plain.one_of(given.get("outcome"), "outcome", tuple(Outcome))),
        expected=_points(given, "expected"),
        felt=_points(given, "felt"),
        expectation=_words(given, "expectation"),
        happened=_words(given, "happened"),
        learnt=_words(given, "learnt"),
    )


def _points(given: Mapping[str, Any], key: str) -> float | None:
    return None if given.get(key) is None else plain.points(given[key], key)


def _words(given: Mapping[str, Any], key: str) -> str:
    text = given.get(key, "")
    if not isinstance(text, str):
        raise plain.refused(key)
    return tidy(text, MOST_WORDS)


def in_order(tries: Iterable[Try], as_of: date) -> list[Try]:
    """Tries up to this day, oldest first; within a day always in the same order, those not done last.

    Nobody says in which order the tries of one day came, so nothing may depend on it.
    """
    rank = tuple(Outcome)
    until = [one for one in tries if one.day <= as_of]
    return sorted(until, key=lambda one: (one.day, rank.index(one.outcome), one.rung, *_numbers(one)))


def _numbers(one: Try) -> tuple[float, float]:
    return (-1.0 if one.expected is None else one.expected, -1.0 if one.felt is None else one.felt)


def misses_in_a_row(ordered: Sequence[Try]) -> list[Try]:
    """The last tries that were not for today, newest last; anything done, even partly, ends the row."""
    row: list[Try] = []
    for one in reversed(ordered):
        if one.outcome != Outcome.NOT_TODAY:
            break
        row.append(one)
    return row[::-1]


@dataclass(frozen=True, slots=True)
class Stone:
    """One try on the path, ready to be drawn. ``furthest``: the furthest floor done so far; never falls."""

    day: date
    rung: str
    reach: Reach | None  # None: a rung that is no longer on the ladder
    outcome: Outcome
    expected: float | None
    felt: float | None
    furthest: Reach | None


def path_of(tries: Iterable[Try], ladder: Mapping[str, Rung]) -> tuple[Stone, ...]:
    """Every try in order of days, with its floor. Nothing on the path is ever taken back."""
    return stones_of(in_order(tries, date.max), ladder)


def stones_of(ordered: Iterable[Try], ladder: Mapping[str, Rung]) -> tuple[Stone, ...]:
    """The same for tries whose order is known."""
    furthest: Reach | None = None
    stones = []
    for one in ordered:
        reach = ladder[one.rung].reach if one.rung in ladder else None
        if one.outcome == Outcome.DONE and reach is not None:
            furthest = reach if furthest is None else max(furthest, reach)
        stones.append(Stone(one.day, one.rung, reach, one.outcome, one.expected, one.felt, furthest))
    return tuple(stones)
