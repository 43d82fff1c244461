"""What people said about what was told: «this is wrong», and what some days were (illness, holiday, …).

Both are learnt for this person only, stand in every later reading, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from genkan.concerns.scores import LEFT_OUT_FLAGS, Scores
from genkan.nouns import Refused, Trouble

MOST_MARKS = 200
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Was:
    """Some days, both ends included, and what they were: one of LEFT_OUT_FLAGS."""

    first: date
    last: date
    kind: str


@dataclass(frozen=True, slots=True)
class DayMarks:
    """Everything somebody said of one person's days. ``wrong``: days whose telling was called wrong."""

    wrong: tuple[date, ...] = ()
    was: tuple[Was, ...] = ()

    def with_wrong(self, day: date) -> DayMarks:
        """The same, and «this is wrong» said on a day; said twice it counts once."""
        return replace(self, wrong=tuple(sorted({*self.wrong, day})[:MOST_MARKS]))

    def with_was(self, first: date, last: date, kind: str) -> DayMarks:
        """The same, and what some days were. Raises Refused for days that cannot be or an unknown kind."""
        if kind not in LEFT_OUT_FLAGS:
            raise Refused(Trouble.BAD_VALUES, expected=", ".join(LEFT_OUT_FLAGS))
        if not 0 <= (last - first).days < LONGEST_DAYS or len(self.was) >= MOST_MARKS:
            raise Refused(Trouble.TIMES_OUT_OF_RANGE)
        said = Was(first, last, kind)
        return self if said in self.was else replace(self, was=(*self.was, said))

    def without(self, number: int) -> DayMarks:
        """The same without one of them, counted through «wrong» and «was»; out of range: the same."""
        wrong, was = list(self.wrong), list(self.was)
        if 0 <= number < len(wrong):
            del wrong[number]
        elif 0 <= number - len(wrong) < len(was):
            del was[number - len(wrong)]
        return DayMarks(tuple(wrong), tuple(was))

    def plain(self) -> dict[str, Any]:
        """For a file or a database."""
        return {
            "wrong": [day.isoformat() for day in self.wrong],
            "was": [[one.first.isoformat(), one.last.isoformat(), one.kind] for one in self.was],
        }


def marks_of(plain: Mapping[str, Any]) -> DayMarks:
    """Plain values → marks. Raises Refused for what cannot be."""
    marks = DayMarks()
    try:
        for day in plain.get("wrong", ()):
            marks = marks.with_wrong(date.fromisoformat(day))
        for first, last, kind in plain.get("was", ()):
            marks = marks.with_was(date.fromisoformat(first), date.fromisoformat(last), kind)
    except (TypeError, ValueError):
        raise Refused(Trouble.BAD_VALUES, expected="2026-01-31") from None
    return marks


def marked(scores: Scores, marks: DayMarks) -> Scores:
    """The scores with the days left out that somebody explained."""
    for one in marks.was:
        scores = scores.leaving_out(one.first, one.last, one.kind)
    return scores
