"""How likely each step is done on a day, from what was tried so far: one estimate, moved by each try.

A rung is done in one of two tries when it is as large as what is within reach (Rasch). What is estimated is
the *margin* of every rung, in points: within reach minus size. Each try moves the margin of its rung, and of
others by as much as they share; margins become less sure day by day, and do not fall back by themselves.
All tries of a silent month or year stay worth what they were: silence widens the range and moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import pi, sqrt, tanh

import numpy as np

from genkan.nouns import Floats
from genkan.plans.figures import rules
from genkan.plans.order import Order, ease_before, order_of, shared
from genkan.plans.rungs import Rung
from genkan.plans.said import Said
from genkan.plans.tries import Outcome, Try

ROUNDS = 25
CLOSE = 0.01  # points


@dataclass(frozen=True, slots=True)
class Margins:
    """The margin of every rung on one day and how far it may be off (points), in the ladder's order."""

    ids: tuple[str, ...]
    margin: Floats = field(repr=False)
    spread: Floats = field(repr=False)

    def chances(self) -> Floats:
        """How many of a hundred such steps would be done, 0 to 1, the doubt counted in."""
        scale = rules("chance")["scale"]
        found: Floats = 0.5 * (1 + np.tanh(0.5 * self.margin / np.sqrt(scale**2 + pi / 8 * self.spread**2)))
        return found

    def range_of(self, identity: str) -> tuple[float, float]:
        """The chance of one rung as a range that holds it in about four of five."""
        place, scale = self.ids.index(identity), float(rules("chance")["scale"])
        middle, off = float(self.margin[place]), float(rules("pick")["range_sd"] * self.spread[place])
        return _share((middle - off) / scale), _share((middle + off) / scale)


def _share(value: float) -> float:
    """The logistic function, without overflow."""
    return 0.5 * (1 + tanh(0.5 * value))


def margins_of(
    ordered: Sequence[Try], ladder: Mapping[str, Rung], said: Said, as_of: date, order: Order | None = None
) -> Margins:
    """Margins on a day. ``ordered``: tries up to it, from ``tries.in_order``; unknown rungs count not."""
    order = order or order_of(said, ladder)
    within, unsure = ease_before(said)
    known = [one for one in ordered if one.rung in ladder]
    walk = _Walk(order, within, unsure, _drift(ladder), len(known))
    places = {identity: place for place, identity in enumerate(order.ids)}
    first = known[0].day if known else as_of
    for one in known:
        walk.learn(one, places[one.rung], (one.day - first).days)
    return Margins(order.ids, walk.margin, walk.spread((as_of - first).days))


def _drift(ladder: Mapping[str, Rung]) -> Floats:
    """How much less sure margins become in a day, together (points²)."""
    one, figures = shared(ladder), rules("drift")
    alike = one.fears + one.contact + one.floor
    drift: Floats = (
        figures["all"] ** 2 + figures["fear"] ** 2 * alike + figures["own"] ** 2 * np.eye(len(one.ids))
    )
    return drift


class _Walk:
    """Margins on the way through the tries. What is known is ``start + days × drift − learnt learntᵀ``."""

    def __init__(self, order: Order, within: float, unsure: float, drift: Floats, tries: int) -> None:
        self.margin: Floats = within - order.size
        self.start: Floats = order.together + unsure**2
        self.drift = drift
        self.easier: Floats = rules("drift")["practice"] * drift / np.diag(drift)[:, None]
        self.learnt: Floats = np.zeros((tries, len(order.ids)))
        self.count = 0
        self.reading, self.steps = _Reading.fresh(), _Steps.fresh()

    def learn(self, one: Try, place: int, days: int) -> None:
        """Take one try in: move its margin, all others by what they share, and count the practice."""
        before = self.learnt[: self.count]
        column = self.start[place] + days * self.drift[place] - before[:, place] @ before
        spread, was = max(float(column[place]), 1e-6), float(self.margin[place])
        middle, left = was, spread
        if one.felt is not None:
            middle, left = self.reading.felt(one.felt, middle, left)
        middle, left = self.steps.after(one.outcome, middle, left)
        self.learnt[self.count] = column * (sqrt(max(spread - left, 0.0)) / spread)
        self.count += 1
        self.margin += column * ((middle - was) / spread)
        if one.outcome != Outcome.NOT_TODAY:
            self.margin += self.easier[place] * (1.0 if one.outcome == Outcome.DONE else 0.5)

    def spread(self, days: int) -> Floats:
        """How far each margin may be off after so many days since the first try."""
        known = np.einsum("ij,ij->j", self.learnt[: self.count], self.learnt[: self.count])
        found: Floats = np.sqrt(np.maximum(np.diag(self.start) + days * np.diag(self.drift) - known, 1e-6))
        return found


@dataclass(slots=True)
class _Reading:
    """How a person says numbers: what was felt as a reading of a margin, less how high they usually say."""

    middle: float
    noise: float  # points²
    says: float
    says_spread: float  # points²

    @classmethod
    def fresh(cls) -> _Reading:
        """Before anything was felt."""
        figures = rules("felt")
        return cls(figures["middle"], figures["spread"] ** 2, 0.0, figures["offset"] ** 2)

    def felt(self, felt: float, margin: float, spread: float) -> tuple[float, float]:
        """A margin (mean, variance) after what it felt like."""
        off = felt - self.middle + margin - self.says
        whole = spread + self.noise + self.says_spread
        self.says += self.says_spread / whole * off
        self.says_spread *= 1 - self.says_spread / whole
        return margin - spread / whole * off, spread * (1 - spread / whole)


@dataclass(frozen=True, slots=True)
class _Steps:
    """What came of a try as a reading of a margin: an ordered logit, by Laplace's method."""

    scale: float
    wide: float

    @classmethod
    def fresh(cls) -> _Steps:
        """With the frozen figures."""
        figures = rules("chance")
        return cls(figures["scale"], figures["partly"])

    def after(self, outcome: Outcome, middle: float, spread: float) -> tuple[float, float]:
        """A margin (mean, variance) after done, partly or not today."""
        at, bend = middle, 0.0
        for _ in range(ROUNDS):
            slope, bend = self._slope(outcome, at)
            step = (slope - (at - middle) / spread) / (bend + 1 / spread)
            at += step
            if abs(step) < CLOSE:
                break
        return at, 1 / (bend + 1 / spread)

    def _slope(self, outcome: Outcome, margin: float) -> tuple[float, float]:
        """First and minus second derivative of the log-chance of this outcome."""
        whole, part = _share(margin / self.scale), _share((margin + self.wide) / self.scale)
        if outcome == Outcome.DONE:
            return (1 - whole) / self.scale, whole * (1 - whole) / self.scale**2
        if outcome == Outcome.NOT_TODAY:
            return -part / self.scale, part * (1 - part) / self.scale**2
        bend = (whole * (1 - whole) + part * (1 - part)) / self.scale**2
        return (1 - whole - part) / self.scale, bend
