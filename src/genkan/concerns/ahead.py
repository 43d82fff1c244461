"""The next weeks, at most four: a fan around where the last two weeks stood, and then «we do not know».

How far lives moved from there in one to four weeks is taken from invented lives, separately by how much
evidence for a slide there is now and how long ago a concern was. The upper edge is set so wide that people
in mid-slide are covered too; narrower fans look better on average and fail those who need them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genkan.concerns.figures import rules
from genkan.nouns import Floats

STATES = ("quiet", "ordinary", "some", "near", "concern", "after")


@dataclass(frozen=True, slots=True)
class Ahead:
    """A fan: (days ahead, low, middle, high) of the weekly mean, in own spreads, + towards withdrawal."""

    now: float
    state: str
    fan: tuple[tuple[int, float, float, float], ...]

    def at(self, days: int) -> tuple[float, float, float] | None:
        """Low, middle, high some days ahead; None beyond four weeks: we do not know."""
        return next((tuple_[1:] for tuple_ in self.fan if tuple_[0] >= days > 0), None)


def state_of(evidence: float, since_concern: int | None) -> str:
    """Which of STATES describes now."""
    fan = rules("ahead")["fan"]
    if since_concern is not None and since_concern < fan["concern_days"]:
        return "concern"
    if since_concern is not None and since_concern < fan["after_days"]:
        return "after"
    return STATES[int(np.digitize(evidence, fan["evidence"]))]


def ahead_of(level: Floats, evidence: float, since_concern: int | None) -> Ahead | None:
    """The fan from the last row; None while fewer than three of the last 14 days were reported."""
    recent = level[-14:]
    known = recent[np.isfinite(recent)]
    fan = rules("ahead")["fan"]
    if len(known) < fan["least_reports"]:
        return None
    now, state = float(known.mean()), state_of(evidence, since_concern)
    offsets = rules("ahead")["offsets"][state]
    rows = zip(fan["horizons"], offsets, strict=True)
    edges = tuple((int(days), now + low, now + middle, now + high) for days, (low, middle, high) in rows)
    return Ahead(now, state, edges)
