"""Scores since a day in care → for each sign: better, worse, or cannot tell yet.

Each sign is compared with itself: weekly means, from three weeks before the day on, in the day-to-day
spread of the twelve weeks before it. Days of work or school and free days are brought to one level first, so
that a week of which only the Sunday was reported is no change. A week of one or two reports is no week.

The budget of errors is held over the whole course and shared by the signs: of a hundred unchanged invented
people at most about five are told «better» of any sign, however often somebody looks; most are told so where
days are missing and usual life itself drifts (docs/reference/concerns.md).

Nothing here says that care was the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from genkan.concerns.change import Change, change_of
from genkan.concerns.figures import rules
from genkan.concerns.scores import SIGNS, Flags, Scores
from genkan.nouns import Because, Floats, Mark, Sign


@dataclass(frozen=True, slots=True)
class SignChange:
    """What can be told of one sign since a day; ``change`` is None where too little was heard before it."""

    sign: Sign
    since: date
    change: Change | None
    weeks: int  # weeks with a mean, those before the day included
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a change has to say why")


def sign_changes(scores: Scores, since: date, as_of: date | None = None) -> tuple[SignChange, ...]:
    """One reading for each of the six signs, as of a day (the last row unless said).

    Days said to be illness, holiday, exam or move are left out. Rows after ``as_of`` are never used.
    """
    rule = rules("change")["signs"]
    on = as_of or scores.last
    seen = scores.until(max(0, (on - scores.first).days + 1))
    start = (since - scores.first).days
    shared = float(np.log(len(SIGNS)))
    found = []
    for index, sign in enumerate(SIGNS):
        least = least_spread(seen.raw[sign][0]) if sign in seen.raw else 0.0
        level = _levelled(seen.judged[:, index], seen.free, start, least, since)
        if isinstance(level, Because):
            found.append(SignChange(sign, since, None, 0, (level,)))
            continue
        weeks = weekly_means(level, start - 7 * int(rule["weeks_before"]))
        change = change_of(weeks, float(rule["error"]), shared)
        found.append(
            SignChange(sign, since, change, int(np.isfinite(weeks).sum()), (_told(sign, change, since),))
        )
    return tuple(found)


def least_spread(measure: str) -> float:
    """The least day-to-day spread of a measure: whoever never left the house before has none of their own."""
    return float(rules("change")["least_spread"].get(measure, 0.0))


def _levelled(values: Floats, free: Flags, start: int, least: float, since: date) -> Floats | Because:
    """Values with each day type's level before ``start`` taken off, in spreads of that time, or why not."""
    rule = rules("change")["signs"]
    first = max(0, start - int(rule["days_before"]))
    before, kind = values[first : max(start, 0)], free[first : max(start, 0)]
    known = np.isfinite(before)
    if known.sum() < int(rule["least_before"]):
        return _cannot("too_little", {"since": since, "needed": int(rule["least_before"])})
    level = np.full(2, before[known].mean())
    for which in (0, 1):
        own = known & (kind == bool(which))
        if own.sum() >= int(rule["least_of_a_type"]):
            level[which] = before[own].mean()
    spread = max(float(np.std(before[known] - level[kind[known].astype(int)], ddof=1)), least)
    if not spread > 0:
        return _cannot("never_varied", {"since": since})
    levelled: Floats = (values - level[free.astype(int)]) / spread
    return levelled


def weekly_means(values: Floats, start: int) -> Floats:
    """Means of whole weeks counted from row ``start``; a week of fewer than three reports is missing."""
    least = int(rules("change")["signs"]["least_a_week"])
    weeks = []
    while start < 0:
        start += 7
    for begin in range(start, len(values) - 6, 7):
        week = values[begin : begin + 7]
        known = week[np.isfinite(week)]
        weeks.append(float(known.mean()) if len(known) >= least else np.nan)
    return np.array(weeks)


def _told(sign: Sign, change: Change, since: date) -> Because:
    facts: dict[str, float | int | str | date | None] = {"sign": f"sign.{sign.value}", "since": since}
    return Because(f"concerns.since_care.{change.claim.value}", facts, "signs", "design", Mark.DESIGN)


def _cannot(why: str, facts: dict[str, float | int | str | date | None]) -> Because:
    return Because(f"concerns.since_care.{why}", facts, "signs", "design", Mark.DESIGN)
