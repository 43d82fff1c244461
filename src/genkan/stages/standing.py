"""Where a stretch stands on each row, and which states that allows, as sets of states.

A set of states is a whole number with one bit for each ``State`` (bit i = i-th of ``tuple(State)``), so
that thousands of days are read at once. Unknown inputs put several bits in a set; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, Between, Bytes8, Mark, StageReading, State, YesNo
from genkan.stages.deciding import deciding_question
from genkan.stages.episode import (
    OPEN,
    Starts,
    Weeks,
    bounded,
    months_between,
    starts_of_stretches,
    typical_weeks,
    weeks_with_answer,
)
from genkan.stages.ground import Flags, Ground, Happened, Numbers, date_of

STATES = tuple(State)
BIT = {state: 1 << index for index, state in enumerate(STATES)}
IN_STATES = (State.PRE, State.MILD, State.MODERATE, State.SEVERE, State.MET)


def _codes() -> Bytes8:
    codes = np.full(1 << len(STATES), STATES.index(State.CANNOT_TELL), dtype=np.int8)
    for index in range(len(STATES)):
        codes[1 << index] = index
    return codes


_CODES = _codes()


def state_of(possible: int) -> State:
    """The only state of a set, or CANNOT_TELL."""
    return STATES[int(_CODES[possible])]


def states_in(possible: int) -> tuple[State, ...]:
    """The states of a set, in the order of ``State``."""
    return tuple(state for state in STATES if possible & BIT[state])


@dataclass(frozen=True, slots=True)
class Standing:
    """On each row: the typical week, and when the stretch began if the row is inside one."""

    weeks: Weeks
    starts: Starts
    numbers: Numbers
    latest_starts: Callable[[int], Numbers]  # months → the last start that is this old, on each row
    limit: int
    weeks_disagree: bool
    since_disagrees: bool

    @property
    def inside(self) -> Flags:
        """Rows that may be inside a stretch."""
        return self.weeks.least < self.limit

    @property
    def outside(self) -> Flags:
        """Rows that may be outside."""
        return self.weeks.most >= self.limit

    def may_have_lasted(self, months: int) -> Flags:
        """Rows on which the stretch may be at least this old."""
        return self.starts.earliest <= self.latest_starts(months)

    def may_be_younger(self, months: int) -> Flags:
        """Rows on which the stretch may be younger than this."""
        return self.starts.latest > self.latest_starts(months)


class Stretches:
    """One definition's typical weeks and stretches over all rows of the ground."""

    def __init__(self, ground: Ground, happened: Happened, limit: int, rules: Mapping[str, Any]):
        self.ground = ground
        self.happened = happened
        self.limit = limit
        self.window: int = rules["typical_week"]["value"]
        self.weeks = typical_weeks(happened, self.window)
        self._rules = rules

    @cached_property
    def starts(self) -> Starts:
        """When the stretch around each row began; not worked out where duration plays no part."""
        return starts_of_stretches(self.happened, self.weeks, self.ground.numbers, self.limit, self._rules)

    def every_day(self, since: Between) -> Standing:
        """All rows, from the days and the answer on «since when»."""
        return self._standing(self.weeks, self.starts, slice(None), since, False)

    def today(self, since: Between, answer: tuple[int, int] | None) -> Standing:
        """The row of ``as_of``, with what was answered about a typical week now."""
        now = self.ground.now
        weeks, disagree = weeks_with_answer(self.weeks.row(now), answer)
        return self._standing(weeks, self.starts.row(now), slice(now, now + 1), since, disagree)

    def _standing(
        self, weeks: Weeks, starts: Starts, rows: slice, since: Between, disagree: bool
    ) -> Standing:
        numbers = self.ground.numbers[rows]
        narrowed, against = bounded(starts, since, numbers)

        def borders(months: int) -> Numbers:
            return self.ground.latest_starts(months)[rows]

        return Standing(weeks, narrowed, numbers, borders, self.limit, disagree, bool(against[-1]))

    def counted(self) -> tuple[int, int, int]:
        """In the window up to ``as_of``: days it surely happened, surely did not, and nobody knows."""
        stop = self.ground.now + 1
        window = slice(max(0, stop - self.window), stop)
        yes = int(self.happened.least[window].sum())
        may = int(self.happened.most[window].sum()) + self.window - (stop - max(0, stop - self.window))
        return yes, self.window - may, may - yes


# ── Sets of states ────────────────────────────────────────────────────────────────────────────────


def harm_sets(answers: Answers) -> tuple[bool, bool]:
    """Whether harm (impairment or distress; one yes is enough) may be there, and may be absent."""
    told = (answers.impairment, answers.distress)
    return any(one is not YesNo.NO for one in told), all(one is not YesNo.YES for one in told)


def may_be(answer: YesNo) -> tuple[bool, bool]:
    """Whether an answer may be yes, and may be no."""
    return answer is not YesNo.NO, answer is not YesNo.YES


def excluded(answers: Answers, rules: Mapping[str, Any]) -> tuple[str, ...]:
    """Reasons given that the definition does not count, in its own order."""
    given = answers.reasons or frozenset()
    return tuple(reason for reason in rules["not_counted"]["value"] if reason in given)


def sets_by_duration(standing: Standing, months: int, set_aside: bool) -> Numbers:
    """For definitions without degrees: not met, too early, or met after ``months`` months."""
    if set_aside:
        return np.full(len(standing.numbers), BIT[State.NOT_MET], dtype=np.int64)
    inside = standing.inside
    return (
        standing.outside * BIT[State.NOT_MET]
        | (inside & standing.may_be_younger(months)) * BIT[State.TOO_EARLY]
        | (inside & standing.may_have_lasted(months)) * BIT[State.MET]
    )


# ── The reading ───────────────────────────────────────────────────────────────────────────────────


def ribbon_of(sets: Numbers, ground: Ground, today: int) -> Bytes8:
    """State codes for each day of the table; the day of ``as_of`` holds the reading itself."""
    table = sets[ground.lead : ground.lead + len(ground.days)].copy()
    if not ground.lead and not ground.lag:
        table[ground.now] = today
    codes: Bytes8 = _CODES[table]
    return codes


def because(knowledge: Mapping[str, Any], rule: str, said: str, **facts: Any) -> Because:
    """One reason, citing the rule of that name in the definition's file."""
    cited = knowledge["rules"][rule]
    return Because(said, facts, cited["rule"], cited["source"], Mark(cited["mark"]))


def concluded(knowledge: Mapping[str, Any], state: State, answers: Answers) -> Because:
    """The sentence that names the state, with the rules' numbers, citing the rule that decides it."""
    numbers = {name: rule["value"] for name, rule in knowledge["rules"].items() if type(rule["value"]) is int}
    said = f"{knowledge['id']}.concludes.{state}"
    set_aside = "not_counted" in knowledge["rules"] and excluded(answers, knowledge["rules"])
    rule = "not_counted" if set_aside else knowledge["concluded_by"][state]
    return because(knowledge, rule, said, **numbers)


def reading_of(
    knowledge: Mapping[str, Any],
    ground: Ground,
    answers: Answers,
    sets: Numbers,
    set_if: Callable[[Answers], int],
    standing: Standing | None,
    reasons: Iterable[Because],
) -> StageReading:
    """Everything put together; ``standing`` is today's row, None where duration plays no part."""
    possible = set_if(answers)
    state = state_of(possible)
    asked = deciding_question(knowledge["questions"], answers, ground.as_of, possible, set_if)
    if (
        asked is None
        and state in IN_STATES
        and answers.reasons is None
        and "not_counted" in knowledge["rules"]
    ):
        asked = "reasons"
    since, months = _since_of(standing)
    return StageReading(
        definition=knowledge["id"],
        as_of=ground.as_of,
        state=state,
        possible=states_in(possible),
        since=since,
        months=months,
        because=(concluded(knowledge, state, answers), *reasons),
        decides=asked,
        ribbon=ribbon_of(sets, ground, possible),
    )


def _since_of(standing: Standing | None) -> tuple[Between, tuple[float, float | None]]:
    if standing is None:
        return Between(None, None), (0.0, None)
    if not standing.inside[0]:
        return Between(None, None), (0.0, 0.0)
    as_of = date_of(int(standing.numbers[0]))
    latest = date_of(int(standing.starts.latest[0]))
    if standing.starts.earliest[0] <= OPEN:
        return Between(None, latest), (months_between(latest, as_of), None)
    earliest = date_of(int(standing.starts.earliest[0]))
    return Between(earliest, latest), (months_between(latest, as_of), months_between(earliest, as_of))
