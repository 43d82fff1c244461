"""What a person's usual life is learnt from: sums over earlier weeks, and a week compared with them.

People lie innermost in every table, so that a thousand are told in little more time than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from genkan.concerns.figures import rules
from genkan.nouns import Floats

WEEK = 7
SIGN_COUNT = 6
BITS = np.arange(SIGN_COUNT, dtype=np.uint8)[:, None]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.floating[Any])
Light = npt.NDArray[np.float32]  # what is already in own spreads needs no more


@cache
def composites() -> tuple[Light, Light]:
    """Weights (64, 6) and reach (64,) for every set of available signs."""
    signs = rules()["signs"]
    effect = np.array(signs["effect"])
    weights, reach = np.zeros((64, SIGN_COUNT), np.float32), np.zeros(64, np.float32)
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


def zeroed(values: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
    """The same with 0 for NaN; much quicker than choosing with a mask."""
    filled: npt.NDArray[Kind] = np.fmax(values, 0.0)
    filled += np.fmin(values, 0.0)
    return filled


@dataclass(frozen=True, slots=True)
class _Week:
    """What one week adds to the usual: sums by day type (2, 6, people), by sign, and by person."""

    count: Floats
    total: Floats
    square: Floats
    reports: Floats
    composites: Floats  # how many, their sum, their squares


class Learner:
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

    def told(self, values: Floats, free: Numbers, plain: Light) -> tuple[Light, Light] | None:
        """(away, reach) of one week (7, people), its sums kept for later; None while nobody has a usual.

        ``values`` is (7, 6, people); ``plain``, of the same shape, is filled.
        """
        kinds = np.stack([free == 0, free == 1]).astype(np.float32)
        many = self.count.sum(axis=0)
        if not (many >= self.rule["least_spread_reports"]).any():
            self._keep_raw(values, kinds)
            return None
        centre, spread = self._centre_and_spread(many)
        np.subtract(values, centre[free], out=plain, casting="same_kind")
        plain /= spread.astype(np.float32)
        cut = float(self.rule["cut"])
        signs = np.clip(plain, -cut, cut)
        known = np.isfinite(signs)
        signs = zeroed(signs)
        code = (known.view(np.uint8) << BITS).sum(axis=1, dtype=np.uint8).astype(np.intp)
        weights, reaches = composites()
        composite = np.einsum("sdp,dsp->dp", weights.T.take(code, axis=1), signs)
        told = code > 0
        self._keep(signs, known, kinds, centre, spread)
        self._keep_composite(composite, told)
        if not np.isfinite(spread).all():
            self._keep_unscaled(values, kinds, ~np.isfinite(spread))
        own_centre, own_spread, sure = (each.astype(np.float32) for each in self._own())
        cut = float(self.rule["composite_cut"])
        away = np.clip((composite - own_centre) / own_spread, -cut, cut) * sure
        away[~told] = np.nan
        return away, reaches[code] * sure

    def _keep(self, signs: Light, known: Flags, kinds: Light, centre: Floats, spread: Floats) -> None:
        """The sums of a week's values, each at most the cut away from the usual: usual + spread · sign."""
        shape = self.count.shape
        count = (kinds @ known.reshape(WEEK, -1).astype(np.float32)).reshape(shape).astype(np.float64)
        moved = spread * (kinds @ signs.reshape(WEEK, -1)).reshape(shape)
        total = count * centre + moved
        square = (centre * (total + moved)).sum(axis=0) + spread * spread * (signs * signs).sum(axis=0)
        reports = known.any(axis=1).sum(axis=0).astype(np.float64)
        self.weeks.append(_Week(count, total, square, reports, np.zeros_like(self.composites)))

    def _keep_composite(self, composite: Light, told: Flags) -> None:
        kept = self.weeks[-1].composites
        kept[0], kept[1] = told.sum(axis=0), composite.sum(axis=0)
        kept[2] = (composite * composite).sum(axis=0)

    def _keep_raw(self, values: Floats, kinds: Light) -> None:
        """The sums of a week while there is no usual to cut against."""
        known, filled, kind = np.isfinite(values), zeroed(values), kinds.astype(np.float64)
        shape = self.count.shape
        count = (kind @ known.reshape(WEEK, -1).astype(np.float64)).reshape(shape)
        total = (kind @ filled.reshape(WEEK, -1)).reshape(shape)
        reports = known.any(axis=1).sum(axis=0).astype(np.float64)
        square = (filled * filled).sum(axis=0)
        self.weeks.append(_Week(count, total, square, reports, np.zeros_like(self.composites)))

    def _keep_unscaled(self, values: Floats, kinds: Light, unscaled: Flags) -> None:
        """Where a sign has no spread yet, its raw sums stand instead; the day counts as reported."""
        scaled = self.weeks.pop()
        self._keep_raw(values, kinds)
        raw = self.weeks.pop()
        self.weeks.append(
            _Week(
                *(np.where(unscaled, raw.count, scaled.count), np.where(unscaled, raw.total, scaled.total)),
                *(np.where(unscaled, raw.square, scaled.square), raw.reports, scaled.composites),
            )
        )

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
