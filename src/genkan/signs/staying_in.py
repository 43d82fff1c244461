"""Staying in: days out a week (Kato 2020), and days with at most an hour outside (HiDE's question)."""

from __future__ import annotations

import numpy as np

from genkan.nouns import Because, Bytes8
from genkan.signs.judging import WEEK, Ground, Possible, SignRoom, few, many, reason, told, week_of, worst


def possible(ground: Ground) -> Possible:
    """By days out in the last seven; days mostly in count where this person's hours are usually told.

    Kato 2020: 4 or more days out are USUAL, 2 or 3 SOME, at most 1 STRONG. HiDE: at most 1 h outside
    on 3 days or more is SOME; it applies where hours out have a usual, so that a diary that never
    tells hours is not left open for ever.
    """
    out = ground.rules["days_out"]
    left = ground.days["left_home"]
    by_days = few(told(left, left > 0), out["some_at_most"], out["strong_at_most"])
    short = mostly_in(ground)
    by_hours = many(short, np.zeros_like(short), int(ground.rules["mostly_in"]["days"]))
    return worst([by_days, by_hours.where(np.isfinite(ground.centre("hours_out")))])


def mostly_in(ground: Ground) -> Bytes8:
    """Days with at most the rule's hours outside: 1 surely, 0 surely not, −1 not known.

    Hours nobody heard of may have been outside; where accounts contradict each other, nothing is sure.
    """
    limit = ground.rules["mostly_in"]["hours"]
    days = ground.days
    unheard = np.nan_to_num(days["hours_unknown"], nan=0.0)
    with np.errstate(invalid="ignore"):
        surely = (days["hours_out"] + unheard <= limit) | (days["left_home"] == 0)
        surely_not = days["hours_out"] > limit
    surely &= ~days.reach_together()[2]
    return np.where(surely, np.int8(1), np.where(surely_not, np.int8(0), np.int8(-1)))


def because(ground: Ground, index: int) -> list[Because]:
    """Days out of the last seven, and days mostly in."""
    known = week_of(ground.days["left_home"], index)
    if not len(known):
        return []
    out = int((known > 0).sum())
    home, unknown = len(known) - out, WEEK - len(known)
    said = [reason(ground.rules, "days_out", "staying_in.days_out", out=out, home=home, unknown=unknown)]
    short = int((mostly_in(ground)[max(0, index - WEEK + 1) : index + 1] == 1).sum())
    rule = ground.rules["mostly_in"]
    if short >= rule["days"]:
        facts = {"short": short, "hours": rule["hours"], "asked": rule["days"]}
        said.append(reason(ground.rules, "mostly_in", "staying_in.mostly_in", **facts))
    return said


ROOM = SignRoom(possible, because)
