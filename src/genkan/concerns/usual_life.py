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

*Own swing.* Who swings more over weeks than calm life explains (the squared sums of earlier stretches of four
weeks) gets that much less evidence from each report.

Everything is laid out for many people at once; a single person is a table with one row. Entry t uses only
days up to t, and the usual behind it only days before t − 28.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from genkan.concerns.figures import rules
from genkan.concerns.learner import SIGN_COUNT, WEEK, Flags, Learner, Light, Numbers, zeroed
from genkan.nouns import Floats

LONGEST_GAP = 60


@dataclass(frozen=True)
class UsualLife:
    """Arrays (people, days) and (people, days, 6); NaN where a day says nothing.

    ``away`` is the composite in calm spreads, + towards withdrawal; ``reach`` is where a full slide would
    move it, ``weight`` what the day's report adds. ``plain`` are the single signs in own spreads.
    ``baseline`` counts the reported days the usual rests on.
    """

    away: Light = field(repr=False)
    reach: Light = field(repr=False)
    weight: Light = field(repr=False)
    plain: Light = field(repr=False)
    baseline: Floats = field(repr=False)

    @cached_property
    def signs(self) -> Floats:
        """The single signs, cut at the figure in ``watch.toml``."""
        cut = float(rules()["usual"]["cut"])
        return np.clip(self.plain.astype(np.float64), -cut, cut)

    @cached_property
    def level(self) -> Floats:
        """(people, days): the plain mean of the signs, each cut at 6 spreads."""
        known = np.isfinite(self.plain)
        counted = known.sum(axis=2)
        total = np.where(known, np.clip(self.plain, -6, 6), 0.0).sum(axis=2)
        level: Floats = total / np.where(counted, counted, np.nan)
        return level


@cache
def gap_weights() -> Floats:
    """What a report counts after a gap of g days, entry g; 1 after a long silence."""
    memory, share = float(rules()["gap"]["memory"]), float(rules()["gap"]["share"])
    echo = memory ** np.arange(1, LONGEST_GAP + 1)
    counts: Floats = np.concatenate([[0.0], 1 / (1 + 2 * share * echo / (1 - echo))])
    return counts


def gaps_of(known: Flags) -> Numbers:
    """Days since the report before, at most 60; for (people, days)."""
    return np.minimum(since_report(known.T, -LONGEST_GAP), LONGEST_GAP).T.astype(np.int64)


def since_report(known: Flags, before_all: int) -> npt.NDArray[np.int16]:
    """Days since the report before, for (days, people); ``before_all`` is the row of one before them all."""
    day = np.arange(len(known), dtype=np.int16)[:, None]
    seen = np.where(known, day, np.int16(before_all))
    before = np.full_like(seen, before_all)
    np.maximum.accumulate(seen[:-1], axis=0, out=before[1:])
    since: npt.NDArray[np.int16] = day - before
    return since


def usual_life(values: Floats, free: Flags) -> UsualLife:
    """Scores (people, days, 6) and free days (days,) → how far from usual every day is."""
    people, days, _ = values.shape
    weeks = -(-days // WEEK)
    padded = np.zeros(weeks * WEEK, dtype=np.int64)
    padded[:days] = free
    learner = Learner(people)
    plain = np.full((weeks * WEEK, SIGN_COUNT, people), np.nan, np.float32)
    away = np.full((weeks * WEEK, people), np.nan, np.float32)
    reach = np.zeros((weeks * WEEK, people), np.float32)
    baseline, table = np.zeros((weeks, people)), np.empty((WEEK, SIGN_COUNT, people))
    lag = int(rules()["usual"]["left_out_days"]) // WEEK + 1
    for week in range(weeks):
        part = slice(week * WEEK, (week + 1) * WEEK)
        if week >= lag:
            learner.learn(week - lag)
        baseline[week] = learner.heard
        table[days - week * WEEK :] = np.nan
        table[: days - week * WEEK] = values[:, part].transpose(1, 2, 0)
        told = learner.told(table, padded[part], plain[part])
        if told is not None:
            away[part], reach[part] = told
    known = np.isfinite(away)
    gaps = np.minimum(since_report(known, -LONGEST_GAP), LONGEST_GAP)
    weight = gap_weights().astype(np.float32)[gaps * known]
    weight /= np.repeat(_own_swing(away, weight), WEEK, axis=0).astype(np.float32)
    return UsualLife(
        away[:days].T,
        reach[:days].T,
        weight[:days].T,
        plain[:days].transpose(2, 0, 1),
        np.repeat(baseline, WEEK, axis=0)[:days].T,
    )


def _own_swing(away: Light, weight: Light) -> Floats:
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
