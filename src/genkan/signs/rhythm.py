"""Rhythm: sleep against the night and against this person's own usual; else screens at night, gaming."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from genkan.nouns import Because, Floats
from genkan.signs.judging import (
    WEEK,
    Ground,
    Possible,
    SignRoom,
    beyond,
    chosen,
    many,
    reason,
    told,
    week_of,
    worst,
)


def possible(ground: Ground) -> Possible:
    """By the middle of sleep, where sleep is told; else by screen at night, else by gaming.

    Sleep leads. Only where sleep has no usual and the other measure has one, the other is read.
    """
    found = worst([_against_night(ground), _against_usual(ground)])
    told_sleep = np.isfinite(ground.centre("mid_sleep_hour"))
    for measure in ("gaming_hours", "night_screen_hours"):
        reads = ~told_sleep & np.isfinite(ground.centre(measure))
        found = chosen(reads, _more(ground, measure), found)
    return found


def _against_night(ground: Ground) -> Possible:
    rule = ground.rules["turn_from_night"]
    turn = ground.days["turn_from_night_hours"]
    some, strong = np.abs(turn) >= rule["some_hours"], np.abs(turn) >= rule["strong_hours"]
    return many(told(turn, some), told(turn, strong), int(rule["days"]))


def _against_usual(ground: Ground) -> Possible:
    centre = ground.centre("mid_sleep_hour")
    away = np.abs(_turn(ground.days["mid_sleep_hour"], centre))
    found = beyond(away, ground.spread("mid_sleep_hour"), ground.rules["turn_from_usual"])
    return found.where(np.isfinite(centre))


def _more(ground: Ground, measure: str) -> Possible:
    away = ground.days[measure] - ground.centre(measure)
    return beyond(away, ground.spread(measure), ground.rules[measure])


def _turn(hours: Floats, centre: Floats) -> Floats:
    turn: Floats = (hours - centre + 12) % 24 - 12
    return turn


def because(ground: Ground, index: int) -> list[Because]:
    """Where the middle of sleep lies, how far it has moved, and more screen at night or gaming."""
    said = _sleep_reasons(ground, index)
    for measure in ("night_screen_hours", "gaming_hours"):
        known = week_of(ground.days[measure], index)
        usual = float(ground.centre(measure)[index])
        if len(known) and np.isfinite(usual):
            facts = {"hours": round(float(np.median(known)), 1), "usual": round(usual, 1)}
            said.append(reason(ground.rules, measure, f"rhythm.{measure}", known=len(known), **facts))
    return said


def _sleep_reasons(ground: Ground, index: int) -> list[Because]:
    middle = week_of(ground.days["mid_sleep_hour"], index)
    if not len(middle):
        return []
    rule = ground.rules["turn_from_night"]
    turns = week_of(ground.days["turn_from_night_hours"], index)
    turned = int((np.abs(turns) >= rule["some_hours"]).sum())
    facts = {
        "turned": turned,
        "known": len(middle),
        "hours": rule["some_hours"],
        "unknown": WEEK - len(middle),
    }
    said = [reason(ground.rules, "turn_from_night", "rhythm.turn_from_night", **facts)]
    centre = float(ground.centre("mid_sleep_hour")[index])
    if np.isfinite(centre):
        said.append(_moved(ground.rules, float(np.median(_turn(middle, np.full(len(middle), centre))))))
    return said


def _moved(rules: Mapping[str, Any], hours: float) -> Because:
    rule = "turn_from_usual"
    if abs(hours) < 0.5:
        return reason(rules, rule, "rhythm.as_usual")
    where = "rhythm.later" if hours > 0 else "rhythm.earlier"
    return reason(rules, rule, where, hours=round(abs(hours), 1))


ROOM = SignRoom(possible, because)
