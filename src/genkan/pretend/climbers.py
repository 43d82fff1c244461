"""Invented people on the ladder, seeded: what each rung is really like for them, and what trying does to it.

Two worlds, built differently on purpose, so that a planner is not set on one alone.

*World A.* A rung's true size is the file's guess + what the person finds hard by tag + its own. What is
within reach wanders, with bad weeks. A step done makes itself and what is like it easier, a miss harder;
logistic noise.

*World B.* The file's guesses are stretched, light and dark matter (of which the ladder's tags of fear know
nothing), errors have heavy tails. What is learnt follows how much worse it was expected than it was; what is
not practised fades; giving up follows a mood that sums up misses.

All sizes are in points of a scale of 0 to 100 and are guesses of this software (mark: design). Nothing here
is a finding about people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np

from genkan.nouns import Floats

YEAR = 365
WITHIN = (10.0, 21.0, 31.0)  # points within reach, by the floor of a usual week
BESIDE_THE_POINT = 0.04  # of all tries: rain, a visit, a cold
OTHER_REASONS = 0.001  # chance a try of giving up for reasons that no step has to do with


class Step(Protocol):
    """What is asked of a rung here (``genkan.plans.Rung`` is such)."""

    @property
    def id(self) -> str: ...
    @property
    def reach(self) -> int: ...
    @property
    def contact(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def fears(self) -> tuple[str, ...]: ...
    @property
    def start(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of person. Numbers are points, or times what is usual."""

    meaning: str
    hard: Mapping[str, float] = field(default_factory=dict)  # fear → points on top
    own: float = 7.0  # SD of a rung's own size
    gain: float = 1.0
    setback: float = 1.0
    dread: float = 8.0  # how much harder steps seem than they are
    unsure: float = 9.0  # SD of what is said about one rung
    bad_weeks: float = 4.5  # a year
    slope: float = 0.0  # points a year that are lost, or won, whatever is tried


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "steady": Kind("much as the file guesses, gains a little with each step"),
        "slow": Kind("gains little", gain=0.4),
        "quick": Kind("gains much, also for what is like it", gain=2.0),
        "words_hard": Kind("talking and being judged are much harder", {"talking": 18, "being_judged": 9}),
        "eyes_hard": Kind("being seen and crowds are much harder", {"being_seen": 16, "crowds": 12}),
        "other_order": Kind("finds other things hard than the file guesses", own=17),
        "dreads": Kind("expects everything to be far worse than it is", dread=26, unsure=15),
        "ups_and_downs": Kind("has a bad week every month", bad_weeks=13),
        "sliding": Kind("things get harder all year", slope=-14),
        "easily_hurt": Kind("a miss makes much of it harder", setback=4.0),
    }
)


@dataclass(frozen=True, slots=True)
class Went:
    """What came of a try: done, partly or not_today; what was expected and felt, in points."""

    outcome: str
    expected: float
    felt: float


class Climber:
    """One invented person during one year. The same arguments give the same person with the same luck."""

    def __init__(
        self, kind: str, world: str, seed: int, steps: Sequence[Step], days: int = YEAR, patient: bool = False
    ) -> None:
        """``kind`` of KINDS, ``world`` A or B; ``patient``: never gives up. KeyError for an unknown kind."""
        self.kind, self.world, self.patient = KINDS[kind], world, patient
        self.steps = {step.id: place for place, step in enumerate(steps)}
        chances = np.random.default_rng([seed, list(KINDS).index(kind), ord(world)]).spawn(4)
        self.usual_reach = int(chances[0].choice(3, p=(0.45, 0.35, 0.2)))
        self.true_size = _sizes(self.kind, world, steps, chances[0])
        self._alike = _likeness(self.true_size, steps)
        self._within, self._bad = _life(self.kind, WITHIN[self.usual_reach], days, chances[1])
        self._draw_habits(chances[2])
        self._draw_luck(chances[3], len(steps))
        self.learnt: Floats = np.zeros(len(steps))
        self.gave_up = False
        self._row, self._weariness, self._last_day = 0, 0.0, 0
        self._times = np.zeros(len(steps), np.int64)

    def _draw_habits(self, rng: np.random.Generator) -> None:
        self._noise = float(rng.uniform(5, 11))  # points of the day's luck
        self._partly = float(rng.uniform(4, 14))
        self._says = float(rng.normal(0, 9))  # how high this person says numbers
        self._active = float(rng.uniform(0.3, 0.6))

    def _draw_luck(self, rng: np.random.Generator, steps: int) -> None:
        days = len(self._bad)
        self._misjudged = rng.normal(0, self.kind.unsure, steps)
        if self.world == "B":
            self._luck = np.clip(rng.standard_t(3, days), -6, 6) * 1.3
        else:
            self._luck = rng.logistic(0, 1, days)
        self._felt = rng.normal(0, 12, days)
        self._goes = rng.random(days) < self._active * np.where(self._bad > 0, 0.5, 1.0)
        self._rain = rng.random(days) < BESIDE_THE_POINT
        self._stays = rng.random(days)
        self._compares = rng.logistic(0, 5, 4 * steps)

    def has_energy(self, day: int) -> bool:
        """Whether a step is tried on this day at all (0: the first)."""
        return bool(self._goes[day]) and not self.gave_up

    def rating(self, step: str, day: int = 0) -> float:
        """How hard it seems on a day, 0 to 100; what is done in one of two tries is at 55."""
        seems = 55 - self.margin(step, day) + self._seems(step)
        return float(np.clip(seems + self._says, 0, 100))

    def _seems(self, step: str) -> float:
        """How much harder it seems than it is."""
        return self.kind.dread + float(self._misjudged[self.steps[step]])

    def compared(self, one: str, other: str, question: int) -> str:
        """Which seems harder before the first try: one, other or same. ``question`` counts from 0."""
        seems, against = (self._seems(step) - self.margin(step, 0) for step in (one, other))
        gap = seems - against + float(self._compares[question])
        return "same" if abs(gap) < 1.5 else "one" if gap > 0 else "other"

    def margin(self, step: str, day: int) -> float:
        """What is within reach minus the step's size on a day; 0: done in one of two tries."""
        place = self.steps[step]
        return float(self._within[day] - self._bad[day] - self.true_size[place] + self.learnt[place])

    def tries(self, step: str, day: int) -> Went:
        """Try a step, and live with what comes of it. Raises KeyError for an unknown step."""
        place, margin = self.steps[step], self.margin(step, day)
        expected = self.rating(step, day)
        luck = margin + self._noise * float(self._luck[day])
        outcome = "done" if luck > 0 else "partly" if luck > -self._partly else "not_today"
        outcome = "not_today" if self._rain[day] else outcome
        felt = float(np.clip(55 - margin + self._says + self._felt[day], 0, 100))
        self._learns(place, outcome, expected - felt, day)
        self._gives_up(outcome, day)
        return Went(outcome, round(expected), round(felt))

    def _learns(self, place: int, outcome: str, better: float, day: int) -> None:
        self._fades(day)
        alike = self._alike[place]
        share = {"done": 1.0, "partly": 0.5, "not_today": 0.0}[outcome]
        if self.world == "B":
            gained = self.kind.gain * share * (0.8 + 0.12 * max(better, 0.0))
            lost = self.kind.setback * (1.2 if outcome == "not_today" else 0.0)
        else:
            gained = self.kind.gain * share * 4.0 / (1 + 0.3 * self._times[place])
            lost = self.kind.setback * (1.0 if outcome == "not_today" else 0.0)
        self.learnt = self.learnt + (gained - lost) * alike
        self._times[place] += outcome == "done"

    def _fades(self, day: int) -> None:
        """In world B what is not practised for a week begins to fade."""
        away = max(0, day - self._last_day - 7)
        self._last_day = day
        if self.world == "B":
            self.learnt = self.learnt * 0.99**away

    def _gives_up(self, outcome: str, day: int) -> None:
        missed = outcome == "not_today"
        self._row = self._row + 1 if missed else 0
        self._weariness = 0.8 * self._weariness + missed
        if self.world == "B":
            likely = 0.012 * max(self._weariness - 0.5, 0) ** 2
        else:
            likely = 0.006 * self._row**2
        self.gave_up = not self.patient and bool(self._stays[day] < min(likely, 0.5) + OTHER_REASONS)


def _sizes(kind: Kind, world: str, steps: Sequence[Step], rng: np.random.Generator) -> Floats:
    """What each rung is really like for this person."""
    start = np.array([step.start for step in steps], np.float64)
    fears = sorted({fear for step in steps for fear in step.fears})
    hard = {fear: kind.hard.get(fear, 0.0) + float(rng.normal(0, 5)) for fear in fears}
    added = np.array([_added(step, hard) for step in steps])
    if world == "B":
        start = 100 * (start / 100) ** float(rng.uniform(0.75, 1.3))
        light = float(rng.normal(0, 7))
        added = 0.7 * added + np.array([light * (step.time in ("day", "morning")) for step in steps])
        own = kind.own * np.clip(rng.standard_t(4, len(steps)), -4, 4) / 1.2
    else:
        own = rng.normal(0, kind.own, len(steps))
        added = added + np.array([{"none": 0.0}.get(step.contact, float(rng.normal(0, 1))) for step in steps])
    sizes: Floats = start + added + own
    return sizes


def _added(step: Step, hard: Mapping[str, float]) -> float:
    """The hardest of its fears counts whole, the others by a third."""
    points = sorted((hard[fear] for fear in step.fears), key=abs, reverse=True)
    return points[0] + sum(points[1:]) / 3 if points else 0.0


def _likeness(size: Floats, steps: Sequence[Step]) -> Floats:
    """How far what is learnt at one rung holds for another: near in size, with the same fears."""
    near = np.exp(-np.abs(size[:, None] - size) / 20)
    fears = [set(step.fears) for step in steps]
    both = np.array([[len(a & b) / max(len(a | b), 1) for b in fears] for a in fears])
    found: Floats = near * (0.25 + 0.6 * both)
    np.fill_diagonal(found, 1.0)
    return found


def _life(kind: Kind, within: float, days: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """What is within reach on each day, and what bad weeks take from it (points)."""
    level = np.empty(days)
    level[0] = rng.normal(0, 8)
    steps = rng.normal(0, 0.8, days)
    for day in range(1, days):
        level[day] = 0.985 * level[day - 1] + steps[day]
    bad = np.zeros(days)
    for _ in range(int(rng.poisson(kind.bad_weeks * days / YEAR))):
        begin = int(rng.integers(0, days))
        bad[begin : begin + int(rng.integers(4, 12))] = rng.uniform(8, 18)
    return within + level + kind.slope * np.minimum(np.arange(days) / YEAR, 1.5), bad
