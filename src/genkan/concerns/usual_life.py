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
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.knowledge import knowledge
from genkan.nouns import Floats

WEEK = 7
SIGN_COUNT = 6
LONGEST_GAP = 60
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@cache
def rules() -> Mapping[str, Any]:
    """The frozen figures of ``knowledge/concerns/watch.toml``."""
    found: Mapping[str, Any] = knowledge("concerns/watch")["rules"]
    return found


@dataclass(frozen=True, slots=True)
class UsualLife:
    """Arrays (people, days) and (people, days, 6); NaN where a day says nothing.

    ``away`` is the composite in calm spreads, + towards withdrawal; ``reach`` is where a full slide would
    move it, ``weight`` what the day's report adds. ``signs`` are the single signs in own spreads, cut at 2;
    ``level`` is their plain mean, cut at 6. ``baseline`` counts the reported days the usual rests on.
    """

    away: Floats = field(repr=False)
    reach: Floats = field(repr=False)
    weight: Floats = field(repr=False)
    signs: Floats = field(repr=False)
    level: Floats = field(repr=False)
    baseline: Floats = field(repr=False)


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
    table = np.full((people, weeks * WEEK, SIGN_COUNT), np.nan)
    table[:, :days] = values
    padded = np.zeros(weeks * WEEK, dtype=np.bool_)
    padded[:days] = free
    learner = _Learner(people)
    shape = (people, weeks, WEEK)
    away, reach, signs = np.full(shape, np.nan), np.zeros(shape), np.full((*shape, SIGN_COUNT), np.nan)
    level, baseline = np.full(shape, np.nan), np.zeros((people, weeks))
    lag = int(rules()["usual"]["left_out_days"]) // WEEK + 1
    for week in range(weeks):
        part = slice(week * WEEK, (week + 1) * WEEK)
        if week >= lag:
            learner.learn(week - lag)
        baseline[:, week] = learner.heard
        told = learner.told(table[:, part], padded[part])
        if told is not None:
            away[:, week], reach[:, week], signs[:, week], level[:, week] = told
    flat = away.reshape(people, -1)[:, :days]
    known = np.isfinite(flat)
    return UsualLife(
        flat,
        reach.reshape(people, -1)[:, :days],
        np.where(known, gap_weights()[gaps_of(known)], 0.0),
        signs.reshape(people, -1, SIGN_COUNT)[:, :days],
        level.reshape(people, -1)[:, :days],
        np.repeat(baseline, WEEK, axis=1)[:, :days],
    )


class _Learner:
    """Sums over the weeks learnt so far; ``told`` compares a week with them."""

    def __init__(self, people: int) -> None:
        self.rule = rules()["usual"]
        self.weeks: dict[int, tuple[Floats, Floats, Flags]] = {}
        self.count = np.zeros((people, SIGN_COUNT, 2))
        self.total = np.zeros((people, SIGN_COUNT, 2))
        self.square = np.zeros((people, SIGN_COUNT))
        self.heard = np.zeros(people)
        self.reports = np.zeros(people)
        self.elapsed = np.zeros(people)
        self.composites = np.zeros((3, people))  # how many, their sum, their squares
        self.week = 0

    def learn(self, week: int) -> None:
        """Add one earlier week to the usual."""
        values, composite, free = self.weeks.pop(week)
        fade = 1 - 1 / float(self.rule["memory_weeks"])
        for sums in (self.count, self.total, self.square, self.reports, self.elapsed, self.composites):
            sums *= fade
        known = np.isfinite(values)
        filled = np.where(known, values, 0.0)
        for kind, rows in enumerate((~free, free)):
            self.count[:, :, kind] += known[:, rows].sum(axis=1)
            self.total[:, :, kind] += filled[:, rows].sum(axis=1)
        self.square += (filled * filled).sum(axis=1)
        reports = known.any(axis=2).sum(axis=1)
        self.heard += reports
        self.reports += reports
        self.elapsed += np.where(self.heard > 0, float(WEEK), 0.0)
        told = np.isfinite(composite)
        held = np.where(told, composite, 0.0)
        self.composites += np.stack([told.sum(axis=1), held.sum(axis=1), (held * held).sum(axis=1)])

    def told(self, values: Floats, free: Flags) -> tuple[Floats, Floats, Floats, Floats] | None:
        """(away, reach, signs, level) of one week, kept for later; None while nobody has a usual."""
        week, self.week = self.week, self.week + 1
        many = self.count.sum(axis=2)
        if not (many >= self.rule["least_spread_reports"]).any():
            self.weeks[week] = (values, np.full(values.shape[:2], np.nan), free)
            return None
        centre, spread = self._centre_and_spread(many)
        usual = np.where(free[None, :, None], centre[:, None, :, 1], centre[:, None, :, 0])
        cut = float(self.rule["cut"])
        plain = (values - usual) / spread[:, None, :]
        signs = np.clip(plain, -cut, cut)
        known = np.isfinite(signs)
        counted = known.sum(axis=2)
        level = np.where(known, np.clip(plain, -6, 6), 0.0).sum(axis=2) / np.where(counted, counted, np.nan)
        weights, reaches = _composites()
        code = known @ (1 << np.arange(SIGN_COUNT))
        told = code > 0
        composite = np.where(told, (np.where(known, signs, 0.0) * weights[code]).sum(axis=2), np.nan)
        kept = np.where(known, usual + signs * spread[:, None, :], values)
        self.weeks[week] = (kept, composite, free)
        own_centre, own_spread, sure = self._own()
        away = np.clip((composite - own_centre) / own_spread, -cut, cut) * sure
        return away, np.where(told, reaches[code], 0.0) * sure, signs, level

    def _centre_and_spread(self, many: Floats) -> tuple[Floats, Floats]:
        mean = self.total.sum(axis=2) / np.maximum(many, 1e-9)
        prior = float(self.rule["day_type_prior"])
        centre = (self.total + prior * mean[:, :, None]) / (self.count + prior)
        squares = self.square - (centre * (2 * self.total - self.count * centre)).sum(axis=2)
        floor = 1e-12 * self.square / np.maximum(many, 1.0)
        spread = np.sqrt(np.maximum(squares / np.maximum(many - 1.5, 0.5), 0.0))
        spread *= np.sqrt(1 + float(self.rule["early_spread"]) / np.maximum(many, 1.0))
        usable = (many >= self.rule["least_spread_reports"]) & (spread * spread > floor) & (spread > 1e-9)
        return centre, np.where(usable, spread, np.nan)

    def _own(self) -> tuple[Floats, Floats, Floats]:
        """Centre and spread of the own composite, and how sure the usual is (0–1), as columns."""
        many, total, squares = self.composites
        centre = total / (many + float(self.rule["centre_prior_reports"]))
        prior = float(self.rule["spread_prior_reports"])
        spread = np.sqrt(np.maximum((squares + prior) / (many + prior) - centre * centre, 0.25))
        early = float(self.rule["early_days"]) / np.maximum(self.elapsed, 1.0)
        early += float(self.rule["early_reports"]) / np.maximum(self.reports, 1.0)
        return centre[:, None], spread[:, None], (1 / np.sqrt(1 + early))[:, None]
