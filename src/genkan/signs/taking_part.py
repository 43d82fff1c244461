"""Taking part: days of school, work, a group or an appointment, against this person's own usual."""

from __future__ import annotations

import numpy as np

from genkan.nouns import Because
from genkan.signs.judging import WEEK, Ground, Possible, SignRoom, few, reason, told, week_of, worst


def possible(ground: Ground) -> Possible:
    """A week without any is SOME; against the usual, half of it or less is SOME, a quarter STRONG.

    The comparison applies where the usual is at least two days a week.
    """
    attended = ground.days["attended"]
    days = told(attended, attended > 0)
    usual = ground.rules["against_usual"]
    expected = WEEK * ground.centre("attended")
    with np.errstate(invalid="ignore"):
        applies = expected >= usual["least_usual"]
    fewer = few(days, usual["some_share"] * expected, usual["strong_share"] * expected)
    return worst([few(days, ground.rules["none"]["some_at_most"], -1), fewer.where(applies)])


def because(ground: Ground, index: int) -> list[Because]:
    """Days taken part of the last seven, and the usual number where there is one."""
    known = week_of(ground.days["attended"], index)
    if not len(known):
        return []
    part = int((known > 0).sum())
    facts = {"part": part, "unknown": WEEK - len(known)}
    said = [reason(ground.rules, "none", "taking_part.days", **facts)]
    expected = WEEK * float(ground.centre("attended")[index])
    if expected >= ground.rules["against_usual"]["least_usual"]:
        said.append(reason(ground.rules, "against_usual", "taking_part.usual", usual=round(expected, 1)))
    return said


ROOM = SignRoom(possible, because)
