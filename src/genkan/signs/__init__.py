"""Days, Usual → SignReadings: the leaflet's six signs, one file each.

``signs_of`` reads all six over all days as columns; ``reading_of`` makes the readable reading of one
day, with its reasons. Thresholds and sentences stand in ``knowledge/signs``; a clinic may pass its own
rules. Levels look at the seven days up to a day. Published rules lead where there are any (days out a
week); everything else compares with this person's own usual and is marked as a choice of this software.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from genkan.knowledge import knowledge
from genkan.nouns import Because, Days, Level, Sign, SignReading, SignReadings, Usual
from genkan.signs import contact, drive, mood, rhythm, staying_in, taking_part
from genkan.signs.judging import WEEK, Ground, SignRoom, reason, settled

ROOMS: Mapping[Sign, SignRoom] = MappingProxyType(
    {
        Sign.STAYING_IN: staying_in.ROOM,
        Sign.TAKING_PART: taking_part.ROOM,
        Sign.CONTACT: contact.ROOM,
        Sign.RHYTHM: rhythm.ROOM,
        Sign.DRIVE: drive.ROOM,
        Sign.MOOD: mood.ROOM,
    }
)


@cache
def rules_from_knowledge() -> Mapping[str, Mapping[str, Any]]:
    """The rules of every sign by its code: ``rules["staying_in"]["days_out"]["some_at_most"]``.

    ``rules["shared"]`` holds what all signs use.
    """
    names = [*(sign.value for sign in Sign), "shared"]
    return MappingProxyType({name: knowledge(f"signs/{name}")["rules"] for name in names})


def signs_of(days: Days, usual: Usual, rules: Mapping[str, Mapping[str, Any]]) -> SignReadings:
    """The level of every sign on every day.

    A level is given only when it holds whatever the unknown days of the last seven were, else it is
    UNKNOWN: hiding a day can only turn a level into UNKNOWN (the usual held fixed).
    """
    levels = {
        sign: settled(room.possible(Ground(days, usual, rules[sign.value]))) for sign, room in ROOMS.items()
    }
    return SignReadings(days, usual, levels, rules)


def reading_of(readings: SignReadings, sign: Sign, index: int) -> SignReading:
    """One sign on one day (a row of the days; negative rows count from the end), and why.

    Raises IndexError outside the table.
    """
    index = range(len(readings))[index]
    ground = Ground(readings.days, readings.usual, readings.rules[sign.value])
    level = Level(int(readings.levels[sign][index]))
    because = ROOMS[sign].because(ground, index)
    shared = readings.rules["shared"]
    if not because:
        because = [reason(shared, "week", "signs.nothing_heard", days=WEEK)]
    elif level is Level.UNKNOWN:
        because.append(reason(shared, "week", "signs.cannot_tell"))
    because += _flagged(readings.days, shared, index)
    return SignReading(sign, readings.days.date_at(index), level, tuple(because))


def _flagged(days: Days, shared: Mapping[str, Any], index: int) -> list[Because]:
    """Days people marked in the last seven: such days can look like a sign without being one."""
    last = days.date_at(index)
    kinds = {flag.kind for flag in days.flags if 0 <= (last - flag.day).days < WEEK}
    return [reason(shared, "flagged", "signs.flagged", flag=f"flag.{kind}") for kind in sorted(kinds)]


__all__ = ["ROOMS", "reading_of", "rules_from_knowledge", "signs_of"]
