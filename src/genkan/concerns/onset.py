"""Signs → since when: a range for the first day of a slide, abrupt and gradual starts weighed together.

Every possible first day is weighed with every length of the slide, from one day to three months. The size of
the change is free for each sign, around a usual depth. Calm noise with its memory (within a sign and between
signs) stands in the likelihood, so that a week of low days is not ten independent witnesses.

At the day of a concern the range is wide and says so; it narrows as days come in. A single day is never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genkan.concerns.figures import rules
from genkan.concerns.learner import SIGN_COUNT
from genkan.nouns import Floats


@dataclass(frozen=True, slots=True)
class Onset:
    """Rows between which the slide began (80 in 100), the middle of the weight, and how abrupt it was.

    ``abrupt`` is the weight of a start within a few days, ``halfway`` the row on which half of the
    change had happened. ``sizes`` is how far each sign moved by now, in own spreads, NaN where nothing
    is known of it.
    """

    earliest: int
    middle: int
    latest: int
    abrupt: float
    halfway: int
    sizes: tuple[float, ...]


def onset_of(signs: Floats, row: int, temper: float | None = None) -> Onset | None:
    """The start of the slide seen from ``row``: only days up to it are used. None when nothing is known.

    ``signs`` is (days, 6) in own spreads, + towards withdrawal (``UsualLife.signs`` of one person).
    ``temper`` replaces the frozen weight of the likelihood, for calibration only.
    """
    rule = rules("onset")["shapes"]
    back = int(rule["back_days"])
    first = max(0, row - back - int(rule["context_days"]))
    part = signs[first : row + 1]
    day, sign = np.nonzero(np.isfinite(part))
    if not len(day):
        return None
    starts = np.arange(row - first, max(0, row - back - first) - 1, -int(rule["step_days"]))[::-1]
    lengths = np.array(rule["lengths"])
    start, length = (each.ravel() for each in np.meshgrid(starts, lengths, indexing="ij"))
    logs, sizes = _weigh(part[day, sign], day, sign, start, length)
    logs = logs * (float(rule["temper"]) if temper is None else temper)
    logs = logs + np.log(np.tile(rule["weights"], len(starts)))
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    by_start = weights.reshape(len(starts), -1).sum(axis=1)
    outside = (1 - float(rule["range"])) / 2
    low, middle, high = (_quantile(starts, by_start, share) for share in (outside, 0.5, 1 - outside))
    reached = np.clip((row - first - start + 1) / length, 0, 1)
    now = (weights[:, None] * sizes * reached[:, None]).sum(axis=0)
    heard = np.bincount(sign, minlength=SIGN_COUNT) > 0
    return Onset(
        max(0, first + low - int(rule["sooner_days"])),
        first + middle,
        first + high,
        float(weights[length <= 5].sum()),
        first + _quantile(start + length // 2, weights, 0.5),
        tuple(float(size) if known else float("nan") for size, known in zip(now, heard, strict=True)),
    )


def _quantile(values: Any, weights: Floats, share: float) -> int:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return int(values[order[min(int(np.searchsorted(reached, share)), len(order) - 1)]])


def _weigh(values: Floats, day: Any, sign: Any, start: Any, length: Any) -> tuple[Floats, Floats]:
    """Log likelihood of every (start, length), the sizes integrated out, and the sizes themselves."""
    precision = np.linalg.inv(_calm(day, sign))
    rule = rules("onset")["shapes"]
    effect = np.array(rules()["signs"]["effect"])
    mean, spread = float(rule["depth"]) * effect, float(rule["depth_spread"]) * effect
    count = len(start)
    gram, pull = np.zeros((count, SIGN_COUNT, SIGN_COUNT)), np.zeros((count, SIGN_COUNT))
    rows = [np.flatnonzero(sign == one) for one in range(SIGN_COUNT)]
    ramps = [np.clip((day[has][:, None] - start + 1) / length, 0, 1) for has in rows]
    seen = precision @ values
    for one, has in enumerate(rows):
        if not len(has):
            continue
        pull[:, one] = seen[has] @ ramps[one]
        for other in range(one, SIGN_COUNT):
            if len(rows[other]):
                both = (ramps[one] * (precision[np.ix_(has, rows[other])] @ ramps[other])).sum(axis=0)
                gram[:, one, other] = gram[:, other, one] = both
    prior = np.diag(1 / spread**2)
    whole = gram + prior
    drawn = pull + prior @ mean
    sizes = np.linalg.solve(whole, drawn[:, :, None])[:, :, 0]
    sign_of, log_det = np.linalg.slogdet(whole)
    logs: Floats = 0.5 * (drawn * sizes).sum(axis=1) - 0.5 * log_det
    found: Floats = np.where(sign_of > 0, logs, -np.inf)
    return found, np.asarray(sizes, dtype=np.float64)


def _calm(day: Any, sign: Any) -> Floats:
    """Covariance of calm scores at these days and signs."""
    rule = rules("onset")["noise"]
    shared = np.array(rules()["signs"]["day_shared"])[sign]
    apart = np.abs(day[:, None] - day[None, :])
    same = sign[:, None] == sign[None, :]
    covariance: Floats = np.outer(shared, shared) * float(rule["shared_memory"]) ** apart
    covariance += same * (
        float(rule["offset"]) + float(rule["own_share"]) * float(rule["own_memory"]) ** apart
    )
    white = 1 - shared**2 - float(rule["own_share"])
    covariance[np.diag_indices(len(day))] += np.maximum(white, 0.1)
    return covariance
