"""Small tables of scores for the tests of this room."""

from __future__ import annotations

from datetime import date

import numpy as np

from genkan.concerns.scores import Scores, weekend
from genkan.nouns import Floats

FIRST = date(2025, 1, 6)


def noise(seed: int = 1, days: int = 200, missing: float = 0.0) -> Floats:
    """Ordinary days: six independent signs."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (days, 6))
    values[rng.random(days) < missing] = np.nan
    return values


def slid(values: Floats, start: int, length: int = 21, size: float = 2.0) -> Floats:
    """The same with a ramp towards withdrawal on all signs."""
    along = np.clip((np.arange(len(values)) - start + 1) / length, 0, 1)
    return values + size * along[:, None]


def scores(values: Floats) -> Scores:
    """A table from Monday 6 January 2025."""
    return Scores(FIRST, values, weekend(FIRST, len(values)))
