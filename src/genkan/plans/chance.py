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
from math import exp, pi, sqrt

import numpy as np

from genkan.nouns import Floats
from genkan.plans.figures import rules
from genkan.plans.order import Order, ease_before, order_of, shared
from genkan.plans.rungs import Rung
from genkan.plans.said import Said
from genkan.plans.tries import Outcome, Try

ROUNDS = 25
CLOSE = 1e-4  # points


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
        place, wide = self.ids.index(identity), rules("pick")["range_sd"]
        middle, off = float(self.margin[place]), wide * float(self.spread[place])
        return _share(middle - off), _share(middle + off)


def _share(margin: float) -> float:
    return 1 / (1 + exp(-max(min(margin / rules("chance")["scale"], 60.0), -60.0)))


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
        self.learnt: Floats = np.zeros((tries, len(order.ids)))
        self.count = 0
        self.says, self.says_spread = 0.0, rules("felt")["offset"]

    def learn(self, one: Try, place: int, days: int) -> None:
        """Take one try in."""
        before = self.learnt[: self.count]
        column = self.start[place] + days * self.drift[place] - before[:, place] @ before
        spread = max(float(column[place]), 1e-6)
        middle, left = self._after(one, float(self.margin[place]), spread)
        self.margin = self.margin + column * ((middle - self.margin[place]) / spread)
        self.learnt[self.count] = column * (sqrt(max(spread - left, 0.0)) / spread)
        self.count += 1
        self.margin = self.margin + self._practised(one, place)

    def spread(self, days: int) -> Floats:
        """How far each margin may be off after so many days since the first try."""
        known = np.einsum("ij,ij->j", self.learnt[: self.count], self.learnt[: self.count])
        found: Floats = np.sqrt(np.maximum(np.diag(self.start) + days * np.diag(self.drift) - known, 1e-6))
        return found

    def _practised(self, one: Try, place: int) -> Floats:
        """How much easier it made itself and what is like it."""
        share = {Outcome.DONE: 1.0, Outcome.PARTLY: 0.5, Outcome.NOT_TODAY: 0.0}[one.outcome]
        alike = self.drift[place] / self.drift[place, place]
        easier: Floats = rules("drift")["practice"] * share * alike
        return easier

    def _after(self, one: Try, middle: float, spread: float) -> tuple[float, float]:
        """Margin and its variance after what was felt and what came of it."""
        if one.felt is not None:
            middle, spread = self._felt(one.felt, middle, spread)
        return after_outcome(one.outcome, middle, spread)

    def _felt(self, felt: float, middle: float, spread: float) -> tuple[float, float]:
        """What it felt like, as a reading of the margin; and how high this person says numbers."""
        figures = rules("felt")
        off = felt - figures["middle"] + middle - self.says
        noise = figures["spread"] ** 2 + self.says_spread**2
        gain = spread / (spread + noise)
        own = self.says_spread**2 / (spread + noise)
        self.says += own * off
        self.says_spread *= sqrt(1 - own)
        return middle - gain * off, spread * (1 - gain)


def after_outcome(outcome: Outcome, middle: float, spread: float) -> tuple[float, float]:
    """A margin (mean, variance; points) after done, partly or not today (Laplace on an ordered logit)."""
    at = middle
    bend = 0.0
    for _ in range(ROUNDS):
        slope, bend = _slope(outcome, at)
        step = (slope - (at - middle) / spread) / (bend + 1 / spread)
        at += step
        if abs(step) < CLOSE:
            break
    return at, 1 / (bend + 1 / spread)


def _slope(outcome: Outcome, margin: float) -> tuple[float, float]:
    """First and minus second derivative of the log-chance of this outcome."""
    scale, wide = rules("chance")["scale"], rules("chance")["partly"]
    whole, part = _share(margin), _share(margin + wide)
    if outcome == Outcome.DONE:
        return (1 - whole) / scale, whole * (1 - whole) / scale**2
    if outcome == Outcome.NOT_TODAY:
        return -part / scale, part * (1 - part) / scale**2
    return (1 - whole - part) / scale, (whole * (1 - whole) + part * (1 - part)) / scale**2
