"""Scores → how far each day lies from this person's usual life, beyond what calm life explains.

*Usual.* Self-starting: relearnt every week from all earlier days except the last 28, by day type (free or
not), old days fading slowly. What is not known yet is shrunk to the population: free days to all days, the
composite's centre and spread to the calm model's.

*Composite.* The available signs are joined by the weights that tell a slide best from calm swings that last
for weeks (effect against long-run covariance), one table entry for each of the 63 sets of signs; the result
has the spread of calm days, 1. ``reach`` says how far a full slide would move it, so a day on which only mood
is told weighs less than one with all signs.

*Autocorrelation.* Neighbouring days repeat each other. Instead of an exact filter each report counts by the
information it adds after its gap: 1 / (1 + 2·s·φ^g / (1 − φ^g)), the long-run variance of a series of which a
share s has memory φ, seen every g days. An exact switching filter of one-step errors was tried: no earlier,
more mild slides unseen, slower (docs/decisions/0011-watching.md).

Everything is laid out for many people at once; a single person is a table with one row. Entry t uses only
days up to t, and the usual behind it only days before t − 28.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.knowledge import knowledge
from genkan.nouns import Floats

WEEK = 7
SIGN_COUNT = 6
LONGEST_GAP = 60
BITS = np.arange(SIGN_COUNT, dtype=np.uint8)[:, None]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@cache
def rules() -> Mapping[str, Any]:
    """The frozen figures of ``knowledge/concerns/watch.toml``."""
    found: Mapping[str, Any] = knowledge("concerns/watch")["rules"]
    return found


@dataclass(frozen=True)
class UsualLife:
    """Arrays (people, days) and (people, days, 6); NaN where a day says nothing.

    ``away`` is the composite in calm spreads, + towards withdrawal; ``reach`` is where a full slide would
    move it, ``weight`` what the day's report adds. ``plain`` are the single signs in own spreads.
    ``baseline`` counts the reported days the usual rests on.
    """

    away: Floats = field(repr=False)
    reach: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    plain: Floats = field(repr=False)
    baseline: Floats = field(repr=False)

    @cached_property
    def signs(self) -> Floats:
        """The single signs, cut at 2 spreads."""
        cut = float(rules()["usual"]["cut"])
        return np.clip(self.plain, -cut, cut)

    @cached_property
    def level(self) -> Floats:
        """(people, days): the plain mean of the signs, each cut at 6 spreads."""
        known = np.isfinite(self.plain)
        counted = known.sum(axis=2)
        total = np.where(known, np.clip(self.plain, -6, 6), 0.0).sum(axis=2)
        level: Floats = total / np.where(counted, counted, np.nan)
        return level


@cache
def _composites() -> tuple[Floats, Floats]:
    """Weights (64, 6) and reach (64,) for every set of available signs."""
    signs = rules()["signs"]
    effect = np.array(signs["effect"])
    weights, reach = np.zeros((64, SIGN_COUNT)), np.zeros(64)
    for code in range(1, 64):
        has = [index for index in range(SIGN_COUNT) if code >> index & 1]
        shared, together = np.array(signs["long_shared"])[has], np.array(signs["day_shared"])[has]
        long = np.diag(np.array(signs["long_own"])[has]) + np.outer(shared, shared)
        day = np.outer(together, together)
        np.fill_diagonal(day, 1.0)
        best = np.linalg.solve(long, effect[has])
        best /= np.sqrt(best @ day @ best)
        weights[code, has] = best
        reach[code] = best @ effect[has]
    return weights, reach


@cache
def gap_weights() -> Floats:
    """What a report counts after a gap of g days, entry g; 1 after a long silence."""
    memory, share = float(rules()["gap"]["memory"]), float(rules()["gap"]["share"])
    echo = memory ** np.arange(1, LONGEST_GAP + 1)
    counts: Floats = np.concatenate([[0.0], 1 / (1 + 2 * share * echo / (1 - echo))])
    return counts


def zeroed(values: Floats) -> Floats:
    """The same with 0 for NaN; much quicker than choosing with a mask."""
    filled = np.fmax(values, 0.0)
    filled += np.fmin(values, 0.0)
    return filled


def gaps_of(known: Flags) -> Numbers:
    """Days since the report before, at most 60; for (people, days)."""
    day = np.arange(known.shape[1])
    seen = np.where(known, day, -LONGEST_GAP)
    before = np.maximum.accumulate(seen, axis=1)
    before = np.concatenate([np.full((len(known), 1), -LONGEST_GAP), before[:, :-1]], axis=1)
    gaps: Numbers = np.minimum(day - before, LONGEST_GAP)
    return gaps


def usual_life(values: Floats, free: Flags) -> UsualLife:
    """Scores (people, days, 6) and free days (days,) → how far from usual every day is."""
    people, days, _ = values.shape
    weeks = -(-days // WEEK)
    padded = np.zeros(weeks * WEEK, dtype=np.int64)
    padded[:days] = free
    learner = _Learner(people)
    plain = np.full((weeks * WEEK, SIGN_COUNT, people), np.nan)
    away, reach = np.full((weeks * WEEK, people), np.nan), np.zeros((weeks * WEEK, people))
    baseline = np.zeros((weeks, people))
    lag = int(rules()["usual"]["left_out_days"]) // WEEK + 1
    for week in range(weeks):
        part = slice(week * WEEK, (week + 1) * WEEK)
        if week >= lag:
            learner.learn(week - lag)
        baseline[week] = learner.heard
        table = np.full((WEEK, SIGN_COUNT, people), np.nan)
        table[: min(WEEK, days - week * WEEK)] = values[:, part].transpose(1, 2, 0)
        told = learner.told(table, padded[part], plain[part])
        if told is not None:
            away[part], reach[part] = told
    known = np.isfinite(away)
    weight = gap_weights()[gaps_of(known.T).T * known]
    weight /= np.repeat(_own_swing(away, weight), WEEK, axis=0)
    return UsualLife(
        away[:days].T,
        reach[:days].T,
        weight[:days].T,
        plain[:days].transpose(2, 0, 1),
        np.repeat(baseline, WEEK, axis=0)[:days].T,
    )


def _own_swing(away: Floats, weight: Floats) -> Floats:
    """(weeks, people): how much more this person swings over weeks than calm life explains, at least 1.

    Read off earlier stretches of four weeks, the last 28 days left out; shrunk to 1. ``away`` and
    ``weight`` are (weeks · 7, people).
    """
    rule = rules()["own_swing"]
    span, lag = int(rule["weeks"]), int(rules()["usual"]["left_out_days"]) // WEEK + 1
    shape = (-1, WEEK, away.shape[1])
    added = _last(weight.reshape(shape).sum(axis=1), span)
    moved = _last((weight * zeroed(away)).reshape(shape).sum(axis=1), span)
    usable = added > rule["least_added"]
    excess = np.minimum(moved * moved / np.maximum(added, 1e-9), rule["most_of_one"]) * usable
    prior = float(rule["prior_stretches"])
    swing = (prior + np.cumsum(excess, axis=0) / span) / (prior + np.cumsum(usable, axis=0) / span)
    late = np.ones_like(swing)
    late[lag:] = np.clip(swing[:-lag], 1.0, rule["most"])
    return late


def _last(weekly: Floats, span: int) -> Floats:
    """Sums over the last ``span`` rows, this one included."""
    total = np.cumsum(weekly, axis=0)
    total[span:] -= total[:-span].copy()
    return total


@dataclass(frozen=True, slots=True)
class _Week:
    """What one week adds to the usual: sums by day type (2, 6, people), by sign, and by person."""

    count: Floats
    total: Floats
    square: Floats
    reports: Floats
    composites: Floats  # how many, their sum, their squares


class _Learner:
    """Sums over the weeks learnt so far; ``told`` compares a week with them. People lie innermost."""

    def __init__(self, people: int) -> None:
        self.rule = rules()["usual"]
        self.weeks: list[_Week] = []
        self.count = np.zeros((2, SIGN_COUNT, people))
        self.total = np.zeros((2, SIGN_COUNT, people))
        self.square = np.zeros((SIGN_COUNT, people))
        self.heard = np.zeros(people)
        self.reports = np.zeros(people)
        self.elapsed = np.zeros(people)
        self.composites = np.zeros((3, people))

    def learn(self, week: int) -> None:
        """Add one earlier week to the usual."""
        added = self.weeks[week]
        fade = 1 - 1 / float(self.rule["memory_weeks"])
        for sums in (self.count, self.total, self.square, self.reports, self.elapsed, self.composites):
            sums *= fade
        self.count += added.count
        self.total += added.total
        self.square += added.square
        self.heard += added.reports
        self.reports += added.reports
        self.elapsed += np.where(self.heard > 0, float(WEEK), 0.0)
        self.composites += added.composites

    def told(
        self, values: Floats, free: npt.NDArray[np.int64], plain: Floats
    ) -> tuple[Floats, Floats] | None:
        """(away, reach) of one week (7, people), its sums kept for later; None while nobody has a usual.

        ``values`` is (7, 6, people); ``plain``, of the same shape, is filled.
        """
        many = self.count.sum(axis=0)
        if not (many >= self.rule["least_spread_reports"]).any():
            self._keep(values, free, None)
            return None
        centre, spread = self._centre_and_spread(many)
        usual = centre[free]
        np.subtract(values, usual, out=plain)
        plain /= spread
        cut = float(self.rule["cut"])
        code = (np.isfinite(plain).view(np.uint8) << BITS).sum(axis=1, dtype=np.uint8).astype(np.intp)
        weights, reaches = _composites()
        signs = zeroed(np.clip(plain, -cut, cut))
        composite = np.einsum("sdp,dsp->dp", weights.T.take(code, axis=1), signs)
        composite[code == 0] = np.nan
        width = cut * np.where(np.isfinite(spread), spread, np.inf)
        kept = np.minimum(np.maximum(values, (centre - width)[free]), (centre + width)[free])
        self._keep(kept, free, composite)
        own_centre, own_spread, sure = self._own()
        cut = float(self.rule["composite_cut"])
        away = np.clip((composite - own_centre) / own_spread, -cut, cut) * sure
        return away, reaches[code] * sure

    def _keep(self, values: Floats, free: npt.NDArray[np.int64], composite: Floats | None) -> None:
        known = np.isfinite(values)
        filled = zeroed(values)
        kinds = np.stack([1.0 - free, 1.0 * free])
        shape = self.count.shape
        count = (kinds @ known.reshape(WEEK, -1).astype(np.float64)).reshape(shape)
        total = (kinds @ filled.reshape(WEEK, -1)).reshape(shape)
        filled *= filled
        composites = np.zeros_like(self.composites)
        if composite is not None:
            told = np.isfinite(composite)
            held = zeroed(composite)
            composites = np.stack([told.sum(axis=0), held.sum(axis=0), (held * held).sum(axis=0)])
        reports = known.any(axis=1).sum(axis=0).astype(np.float64)
        self.weeks.append(_Week(count, total, filled.sum(axis=0), reports, composites))

    def _centre_and_spread(self, many: Floats) -> tuple[Floats, Floats]:
        mean = self.total.sum(axis=0) / np.maximum(many, 1e-9)
        prior = float(self.rule["day_type_prior"])
        centre = (self.total + prior * mean) / (self.count + prior)
        squares = self.square - (centre * (2 * self.total - self.count * centre)).sum(axis=0)
        floor = 1e-12 * self.square / np.maximum(many, 1.0)
        spread = np.sqrt(np.maximum(squares / np.maximum(many - 1.5, 0.5), 0.0))
        spread *= np.sqrt(1 + float(self.rule["early_spread"]) / np.maximum(many, 1.0))
        usable = (many >= self.rule["least_spread_reports"]) & (spread * spread > floor) & (spread > 1e-9)
        return centre, np.where(usable, spread, np.nan)

    def _own(self) -> tuple[Floats, Floats, Floats]:
        """Centre and spread of the own composite, and how sure the usual is (0–1), for each person."""
        many, total, squares = self.composites
        centre = total / (many + float(self.rule["centre_prior_reports"]))
        prior = float(self.rule["spread_prior_reports"])
        spread = np.sqrt(np.maximum((squares + prior) / (many + prior) - centre * centre, 0.25))
        early = float(self.rule["early_days"]) / np.maximum(self.elapsed, 1.0)
        early += float(self.rule["early_reports"]) / np.maximum(self.reports, 1.0)
        return centre, spread, 1 / np.sqrt(1 + early)
