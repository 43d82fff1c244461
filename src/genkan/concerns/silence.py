"""Nothing heard since: a state of its own, with causes to check. Never a concern, and never «fine»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from genkan.concerns.scores import Scores
from genkan.concerns.usual_life import gaps_of
from genkan.nouns import Because, Mark

CAUSES = ("phone_off", "permission", "low_power", "export_stopped", "nobody_wrote")
LEAST_DAYS = 4
TIMES_USUAL = 3


@dataclass(frozen=True, slots=True)
class Silence:
    """Since when nothing was heard (None: nothing ever was), for how many days, what to check."""

    since: date | None
    days: int
    causes: tuple[str, ...]
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a silence has to say why")


def silence_of(scores: Scores, as_of: date) -> Silence | None:
    """The silence on ``as_of``, or None while reports come as they usually do for this person.

    It is a silence from four days on, and three times the longest gap common for this person (nine of
    ten gaps are shorter).
    """
    if as_of < scores.first:  # asked about a day before there was anything to hear
        return None
    heard = np.flatnonzero(scores.heard[: max(0, (as_of - scores.first).days + 1)])
    if not len(heard):
        days = max(0, (as_of - scores.first).days)
        said = Because("concerns.silence.never", {"days": days}, "silence", "design", Mark.DESIGN)
        return Silence(None, days, CAUSES, (said,))
    last = scores.first + timedelta(days=int(heard[-1]))
    days = (as_of - last).days
    gaps = gaps_of(scores.heard[None, : heard[-1] + 1])[0][heard[1:]] if len(heard) > 1 else np.array([1])
    usual = float(np.quantile(gaps, 0.9, method="inverted_cdf"))
    if days < max(LEAST_DAYS, TIMES_USUAL * usual):
        return None
    facts: dict[str, float | int | str | date | None] = {"since": last, "days": days, "usual": int(usual)}
    said = Because("concerns.silence.since", facts, "silence", "design", Mark.DESIGN)
    return Silence(last, days, CAUSES, (said,))
