"""Own implementations of the usual rules on the plain composite of six signs, for ``concerns.py``.

A rule turns (composite, free days) into a path; an alarm is a day above the threshold, then 30 quiet days and
a fresh start.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from genkan.concerns.usual_life import gaps_of
from genkan.pretend.watch_worlds import Lives

LAG, QUIET = 28, 30
MEMORY = 0.85


def composite_of(lives: Lives) -> tuple[np.ndarray, np.ndarray]:
    """(composite against the own growing baseline, the same against the first 56 reported days)."""
    return _composite(lives, None), _composite(lives, 84)


def _past(values: np.ndarray, fixed: int | None) -> np.ndarray:
    """Sums over all days but the last 28, or over the first ``fixed`` days."""
    summed = np.cumsum(values, axis=1)
    if fixed is not None:
        held = np.broadcast_to(summed[:, fixed - 1 : fixed], summed.shape).copy()
        held[:, :fixed] = 0
        return held
    empty = np.zeros((len(summed), LAG + 1, *summed.shape[2:]))
    return np.concatenate([empty, summed], axis=1)[:, : summed.shape[1]]


def _composite(lives: Lives, fixed: int | None) -> np.ndarray:
    values = lives.scores
    known = np.isfinite(values)
    away = np.full_like(values, np.nan)
    with np.errstate(all="ignore"):
        for free in (False, True):
            rows = lives.free == free
            here = known & rows[None, :, None]
            count, total = _past(here, fixed), _past(np.where(here, values, 0.0), fixed)
            centred = values - total / count
            away[:, rows] = np.where(count[:, rows] >= 4, centred[:, rows], np.nan)
        held = np.isfinite(away)
        filled = np.where(held, away, 0.0)
        count = _past(held, None if fixed is None else fixed)
        early = (_past(filled**2, fixed) / count) if fixed is None else _first_spread(filled, held, fixed)
        away = np.clip(away / np.sqrt(early), -3, 3)
        held = np.isfinite(away)
        number = held.sum(axis=2)
        joined = np.where(number > 0, np.where(held, away, 0).sum(axis=2) / np.sqrt(number), np.nan)
        if fixed is None:
            heard = np.isfinite(joined)
            count, plain = _past(heard, None), np.where(heard, joined, 0.0)
            centre = _past(plain, None) / count
            spread = np.sqrt(np.maximum(_past(plain**2, None) / count - centre**2, 0.05))
            joined = np.where(count >= 6, np.clip((joined - centre) / spread, -3, 3), np.nan)
        else:
            joined = np.clip(joined / 1.25, -3, 3)
    return joined


def _first_spread(filled: np.ndarray, held: np.ndarray, fixed: int) -> np.ndarray:
    """Spread of the following 28 days against the fixed centre; days before it say nothing."""
    part = slice(fixed, fixed + LAG)
    spread = (filled[:, part] ** 2).sum(axis=1) / np.maximum(held[:, part].sum(axis=1), 1)
    return np.where(spread > 0, spread, np.nan)[:, None, :]


Step = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


class Rule:
    """A statistic that is updated on reported days; ``grown`` reads the growing baseline."""

    def __init__(self, step: Step, grown: bool, start: float = 0.0, states: int = 1, total=None):
        self.step, self.grown, self.start, self.states = step, grown, start, states
        self.total = total or (lambda state: state[:, 0])


def alarms_of(rule: Rule, growing: np.ndarray, fixed: np.ndarray, threshold: float) -> np.ndarray:
    """Days of alarm."""
    values = growing if rule.grown else fixed
    people, days = values.shape
    known = np.isfinite(values)
    gaps = np.ascontiguousarray(gaps_of(known).T)
    filled = np.ascontiguousarray(np.where(known, values, 0.0).T)
    told = np.ascontiguousarray(known.T)
    state = np.full((people, rule.states), rule.start)
    quiet = np.zeros(people, dtype=int)
    found = np.zeros((people, days), dtype=bool)
    for day in range(days):
        heard = told[day]
        moved = rule.step(state, filled[day], gaps[day])
        state = np.where(heard[:, None], moved, state)
        alarm = heard & (rule.total(state) > threshold) & (quiet <= 0)
        quiet -= 1
        found[:, day] = alarm
        quiet[alarm] = QUIET
        state[quiet > 0] = rule.start
    return found


def _weights(gap: np.ndarray) -> np.ndarray:
    echo = MEMORY**gap
    return (1 - echo) / (1 + echo)


def _cusum(slack: float, weighted: bool) -> Step:
    def step(state: np.ndarray, value: np.ndarray, gap: np.ndarray) -> np.ndarray:
        weight = _weights(gap) if weighted else 1.0
        return np.maximum(0.0, state + (weight * (value - slack))[:, None])

    return step


def _ewma(share: float) -> Step:
    def step(state: np.ndarray, value: np.ndarray, gap: np.ndarray) -> np.ndarray:
        return (1 - share) * state + share * value[:, None]

    return step


def _week(state: np.ndarray, value: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Sum and number of a week of exponential memory: the mean of the last seven days or so."""
    fade = np.exp(-gap / 7.0)
    total, count = state[:, 0] * fade + value, state[:, 1] * fade + 1
    return np.stack([total, count], axis=1)


def _kalman(state: np.ndarray, value: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Level (random walk) with wobble (AR) and noise: level, wobble, and their three variances."""
    level, wobble, a, b, c = state.T
    a = np.minimum(a + 0.004 * gap, 1.0)
    fade = MEMORY**gap
    wobble, b, c = wobble * fade, b * fade, c * fade * fade + 0.45 * (1 - fade * fade)
    whole = a + 2 * b + c + 0.55
    error = value - level - wobble
    one, two = (a + b) / whole, (b + c) / whole
    return np.stack(
        [level + one * error, wobble + two * error, a - one * (a + b), b - one * (b + c), c - two * (b + c)],
        axis=1,
    )


RUNS = 90


def _bocpd(state: np.ndarray, value: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Run-length weights, and the sum and number of values in each run; a normal mean, known spread."""
    weight, total, count = state[:, :RUNS], state[:, RUNS : 2 * RUNS], state[:, 2 * RUNS :]
    weight = np.where(weight.sum(axis=1, keepdims=True) > 0, weight, np.eye(1, RUNS))
    precision = 1 + count
    mean, variance = total / precision, 1 / precision + 1.0
    like = np.exp(-0.5 * (value[:, None] - mean) ** 2 / variance) / np.sqrt(variance)
    grown, hazard = weight * like, 1 / 200
    fresh = np.zeros_like(weight)
    fresh[:, 1:] = grown[:, :-1] * (1 - hazard)
    fresh[:, -1] += grown[:, -1] * (1 - hazard)
    fresh[:, 0] = grown.sum(axis=1) * hazard
    fresh /= np.maximum(fresh.sum(axis=1, keepdims=True), 1e-300)
    summed, number = np.zeros_like(total), np.zeros_like(count)
    summed[:, 1:], number[:, 1:] = total[:, :-1] + value[:, None], count[:, :-1] + 1
    return np.concatenate([fresh, summed, number], axis=1)


def _bocpd_level(state: np.ndarray) -> np.ndarray:
    """Expected level of the current run, in its own spreads beyond 0.6."""
    weight, total, count = state[:, :RUNS], state[:, RUNS : 2 * RUNS], state[:, 2 * RUNS :]
    mean, spread = total / (1 + count), np.sqrt(1 / (1 + count))
    score = np.clip((mean - 0.6) / spread, -6, 6)
    return 50 * (weight / (1 + np.exp(-1.7 * score))).sum(axis=1)


def _scaled(state: np.ndarray) -> np.ndarray:
    return state[:, 0] / np.sqrt(np.maximum(state[:, 2], 0.02))


RULES: dict[str, Rule] = {
    "weekly mean, first weeks as baseline": Rule(
        _week, False, states=2, total=lambda state: state[:, 0] / np.maximum(state[:, 1], 1)
    ),
    "EWMA 0.1": Rule(_ewma(0.1), False),
    "CUSUM k 0.5": Rule(_cusum(0.5, False), False),
    "CUSUM k 0.75": Rule(_cusum(0.75, False), False),
    "Kalman level with wobble, self-starting": Rule(_kalman, True, states=5, total=_scaled),
    "BOCPD, level of the run, self-starting": Rule(_bocpd, True, states=3 * RUNS, total=_bocpd_level),
    "gap-weighted CUSUM, self-starting (the floor)": Rule(_cusum(0.7, True), True),
}
