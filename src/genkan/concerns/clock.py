"""The criteria clock: when three and six months of few days out are reached, as ranges.

A second, separate clock: a person withdrawn since before the records began shows no change of their own
usual and must still be seen. It reads the start a definition gives (``StageReading.since``), which is a
range because days are unknown, and names the question that narrows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from genkan.clock import months_after
from genkan.nouns import Because, Between, Mark

MARKS = (3, 6)
PASSED, OPEN, AHEAD = "passed", "open", "ahead"


@dataclass(frozen=True, slots=True)
class CriteriaMark:
    """One mark: between which days it lies (None: open), and whether it is passed, open or ahead."""

    months: int
    between: Between
    where: str
    question: str
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a mark has to say why")


def clock_of(since: Between, as_of: date) -> tuple[CriteriaMark, ...]:
    """The marks of a stretch that began within ``since``; none when no stretch is known."""
    if since.earliest is None and since.latest is None:
        return ()
    return tuple(_mark(since, as_of, months) for months in MARKS)


def _mark(since: Between, as_of: date, months: int) -> CriteriaMark:
    early = None if since.earliest is None else months_after(since.earliest, months)
    late = None if since.latest is None else months_after(since.latest, months)
    if late is not None and late <= as_of:
        where = PASSED
    elif early is not None and early > as_of:
        where = AHEAD
    else:
        where = OPEN
    facts = {"months": months, "earliest": early, "latest": late}
    both = "ahead" if where == AHEAD else "between"
    said = f"concerns.clock.{both if early is not None and late is not None else 'one_side'}"
    reason = Because(said, facts, "clock", "kato2020", Mark.VERIFIED)
    return CriteriaMark(months, Between(early, late), where, "concerns.clock.question", (reason,))
