"""Who picks the next step: Genkan's offers, and plain ways. All begin where a usual week stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from genkan.nouns import Reach
from genkan.plans import Kind, Offer, Outcome, Pair, Rung, Said, Try, mine, next_pair, offer_of, order_of
from genkan.plans.order import ease_before
from genkan.pretend.climbers import Climber

FIRST = date(2026, 1, 5)
SHORT = 15  # rungs of a ladder as it is drawn on one sheet
BELOW = 12.0  # points below what is within reach: where about four in five are done
RATED = 16


class Planner(Protocol):
    """Picks a rung for a day; None: nothing today."""

    last: Offer | None

    def pick(self, day: int) -> str | None: ...

    def came(self, rung: str, day: int, outcome: str, expected: float, felt: float) -> None: ...


def said_by(climber: Climber, ladder: Mapping[str, Rung], asked: bool = True) -> Said:
    """What the person said before the first step: where a week stands; some ratings, and a few pairs."""
    said = Said(usual_reach=Reach(climber.usual_reach))
    if not asked:
        return said
    theirs = mine(ladder, said)
    near = [rung for rung in theirs.values() if abs(rung.start - ease_before(said)[0] - 15) < 30]
    shown = near[:: max(1, len(near) // RATED)]
    said = replace(said, expected={rung.id: climber.rating(rung.id) for rung in shown})
    while (question := next_pair(said, ladder, theirs)) is not None:
        answer = climber.compared(*question, len(said.pairs))
        said = replace(said, pairs=(*said.pairs, Pair(*question, answer)))
    return said


class Adaptive:
    """Genkan's offers; what they leave open, the person chooses: the smallest."""

    def __init__(self, ladder: Mapping[str, Rung], said: Said) -> None:
        self.ladder, self.said = ladder, said
        self.tries: list[Try] = []
        self.last: Offer | None = None
        self.smallest = next(one for one in order_of(said, ladder).ranked() if one in mine(ladder, said))

    def pick(self, day: int) -> str | None:
        self.last = offer_of(self.tries, self.ladder, self.said, FIRST + timedelta(days=day), None)
        if self.last.kind == Kind.REST:
            return None
        return self.last.rung or self.smallest

    def came(self, rung: str, day: int, outcome: str, expected: float, felt: float) -> None:
        self.tries.append(Try(rung, FIRST + timedelta(days=day), Outcome(outcome), expected, felt))


class InOrder:
    """One rung after the other, each until it is done."""

    def __init__(self, rungs: Sequence[str], days_each: int = 1) -> None:
        self.rungs, self.days_each = list(rungs), days_each
        self.at, self.begun, self.open = 0, -days_each, False
        self.last: Offer | None = None

    def pick(self, day: int) -> str | None:
        if self.at >= len(self.rungs):
            return None
        if not self.open and day - self.begun < self.days_each:
            return None
        if not self.open:
            self.open, self.begun = True, day
        return self.rungs[self.at]

    def came(self, rung: str, day: int, outcome: str, expected: float, felt: float) -> None:
        if outcome == Outcome.DONE:
            self.at, self.open = self.at + 1, False


class UpAndDown:
    """One larger after a step done, one smaller after a miss: what a careful helper does by hand."""

    def __init__(self, rungs: Sequence[str]) -> None:
        self.rungs, self.at = list(rungs), 0
        self.last: Offer | None = None

    def pick(self, day: int) -> str | None:
        return self.rungs[self.at]

    def came(self, rung: str, day: int, outcome: str, expected: float, felt: float) -> None:
        step = {Outcome.DONE: 1, Outcome.PARTLY: 0, Outcome.NOT_TODAY: -1}[Outcome(outcome)]
        self.at = min(max(self.at + step, 0), len(self.rungs) - 1)


class Anyhow:
    """Any rung that is not done yet, drawn by lot."""

    def __init__(self, rungs: Sequence[str], seed: int) -> None:
        self.left, self.rng = list(rungs), np.random.default_rng([seed, 99])
        self.last: Offer | None = None

    def pick(self, day: int) -> str | None:
        return str(self.rng.choice(self.left)) if self.left else None

    def came(self, rung: str, day: int, outcome: str, expected: float, felt: float) -> None:
        if outcome == Outcome.DONE and rung in self.left:
            self.left.remove(rung)


def file_order(ladder: Mapping[str, Rung], said: Said) -> list[str]:
    """This person's rungs as the file has them, from where about four in five are done."""
    begin = ease_before(said)[0] - BELOW
    return [rung.id for rung in mine(ladder, said).values() if rung.start >= begin]


def short_order(ladder: Mapping[str, Rung], said: Said, count: int = SHORT) -> list[str]:
    """So many rungs, evenly spread from there to the top."""
    rungs = file_order(ladder, said)
    starts = np.array([ladder[rung].start for rung in rungs])
    wanted = np.linspace(starts[0], starts[-1], count)
    return list(dict.fromkeys(rungs[int(np.argmin(np.abs(starts - one)))] for one in wanted))


def pushing_on(ladder: Mapping[str, Rung], said: Said) -> list[str]:
    """Each time the larger neighbour of the last one, to the end of the path; then the next path's."""
    theirs = mine(ladder, said)
    path: list[str] = []
    for rung in file_order(ladder, said):
        at = rung
        while at in theirs and at not in path:
            path.append(at)
            at = theirs[at].harder
    return path


def planners(climber: Climber, ladder: Mapping[str, Rung], seed: int) -> dict[str, Planner]:
    """Every way to pick, each fresh for one person."""
    said, unasked = said_by(climber, ladder), said_by(climber, ladder, asked=False)
    return {
        "adaptive": Adaptive(ladder, said),
        "adaptive, nothing asked": Adaptive(ladder, unasked),
        "fixed, one a week": InOrder(file_order(ladder, said), 7),
        "fixed, 15 rungs": InOrder(short_order(ladder, said)),
        "up and down, 45 rungs": UpAndDown(short_order(ladder, said, 3 * SHORT)),
        "next hardest": InOrder(pushing_on(ladder, said)),
        "random": Anyhow(file_order(ladder, said), seed),
    }
