"""What drive and mood share: a small scale that people report, read by low days of the last seven."""

from __future__ import annotations

import numpy as np

from genkan.nouns import Because
from genkan.signs.judging import (
    WEEK,
    Ground,
    Possible,
    SignRoom,
    beyond,
    many,
    reason,
    told,
    week_of,
    worst,
)


def room_of(measure: str) -> SignRoom:
    """The sign that rests on one reported scale, ``drive`` or ``mood``.

    Low on more than half of the days is SOME, at the bottom on more than half is STRONG; and the same
    against this person's own usual, where there is one.
    """

    def possible(ground: Ground) -> Possible:
        values = ground.days[measure]
        low = ground.rules["low"]
        by_scale = many(
            told(values, values <= low["some_at_most"]),
            told(values, values <= low["strong_at_most"]),
            int(low["days"]),
        )
        centre = ground.centre(measure)
        fallen = beyond(centre - values, ground.spread(measure), ground.rules["against_usual"])
        return worst([by_scale, fallen.where(np.isfinite(centre))])

    def because(ground: Ground, index: int) -> list[Because]:
        known = week_of(ground.days[measure], index)
        if not len(known):
            return []
        rule = ground.rules["low"]
        low = int((known <= rule["some_at_most"]).sum())
        facts = {"low": low, "known": len(known), "unknown": WEEK - len(known)}
        said = [reason(ground.rules, "low", f"{measure}.low_days", **facts)]
        centre = float(ground.centre(measure)[index])
        if np.isfinite(centre):
            now = round(float(np.median(known)), 1)
            said.append(
                reason(
                    ground.rules,
                    "against_usual",
                    f"{measure}.usual",
                    now=now,
                    usual=round(centre, 1),
                    most=int(rule["most"]),
                )
            )
        return said

    return SignRoom(possible, because)
