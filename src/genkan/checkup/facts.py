"""Check-up answers → the answers that stages read, as plain values (see ``genkan.answers``).

The same facts give the same values whoever told them. A missing answer leaves its line out. Where two
answers contradict each other the line is left out as well, and ``contradictions`` names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from genkan.checkup.given import Given, Told, month_in
from genkan.clock import months_before
from genkan.nouns import REASONS, Reach

# Months since it began: (at most, at least); None is open.
BANDS: Mapping[str, tuple[int | None, int]] = {
    "under3": (3, 0),
    "3to6": (6, 3),
    "6to12": (12, 6),
    "1to3": (36, 12),
    "3to10": (120, 36),
    "over10": (None, 120),
}
PLACES = tuple(reach.name.lower() for reach in Reach)
BEYOND_HOME = ("usual_week.outside", "usual_week.people", "usual_week.part")
WITHIN_HOME = ("furthest_month.room", "furthest_month.home", "furthest_month.doorstep")


def answers_told(given: Given) -> dict[str, Any]:
    """Lines of an answers file: since, days_out_a_week, room, reasons and the rest, as far as known."""
    lines = {
        "since": _since(given),
        "days_out_a_week": _days_out(given),
        "room": _room(given),
        "distress": _distress(given),
        "impairment": _impairment(given),
        "reasons": _reasons(given),
        "takes_part": _takes_part(given),
        "avoids_people": _avoids(given),
        "contact_limited": _contact_limited(given),
        "bothers": _bothers(given),
        "errands_only": _errands(given),
    }
    return {name: value for name, value in lines.items() if value is not None}


def contradictions(given: Given) -> tuple[str, ...]:
    """Ids of questions whose answers cannot both be; they count as not known."""
    goes_out = _days(given) > 0 or bool(given.has("takes_part.outside"))
    found = {
        "usual_week": given.told.get("usual_week", Told()).chosen == ("room",) and _days(given) > 1,
        "days_out": _days(given) == 0 and bool(given.has(*BEYOND_HOME, "takes_part.outside")),
        "furthest_month": _usually_further(given) or (goes_out and bool(given.has(*WITHIN_HOME))),
        "goes_for": bool(given.has("goes_for.convenience", "goes_for.hobby"))
        and bool(given.has("takes_part.outside")),
        "since_again": _begins_before_itself(given),
        "takes_part": bool(given.has("takes_part.no") and given.has("talk.friends")),
    }
    return tuple(name for name, cannot_be in found.items() if cannot_be)


def _days(given: Given) -> int:
    """Days out in a usual week as answered; -1 where nobody did."""
    chosen = given.told.get("days_out", Told()).chosen
    return int(chosen[0]) if chosen else -1


def _usually_further(given: Given) -> bool:
    """Further in a usual week than the furthest of the month."""
    usual, furthest = (given.told.get(name, Told()).chosen for name in ("usual_week", "furthest_month"))
    return bool(usual and furthest) and PLACES.index(usual[-1]) > PLACES.index(furthest[0])


def _begins_before_itself(given: Given) -> bool:
    """Longer since the better time than altogether."""
    again = _between(given.told.get("since_again"), given.on)
    first = _between(given.told.get("since"), given.on)
    return bool(again and first and first[0] and again[1] < first[0])


def _since(given: Given) -> list[Any] | None:
    first = _between(given.told.get("since"), given.on)
    if not given.has("began.good_long"):
        return first
    again = _between(given.told.get("since_again"), given.on)
    if again is None:  # it began anew at some time after the better time: later than said first
        return [first[0], given.on] if first else None
    return None if _begins_before_itself(given) else again


def _between(told: Told | None, on: date) -> list[Any] | None:
    if told is None:
        return None
    month = month_in(told.month)
    if month is not None and month[0] <= on:
        return [month[0], min(month[1], on)]
    if not told.chosen:
        return None
    most, least = BANDS[told.chosen[0]]
    latest = months_before(on, least) if least else on
    return ["" if most is None else months_before(on, most) + timedelta(days=1), latest]


def _days_out(given: Given) -> list[int] | None:
    days = _days(given)
    if days < 0:
        return [1, 7] if given.has(*BEYOND_HOME) else None
    return None if "days_out" in contradictions(given) else [days, days]


def _room(given: Given) -> str | None:
    """One room only, and hardly out: both have to be told; anybody in another place is not confined."""
    places = given.told.get("usual_week", Told()).chosen
    if not places:
        return None
    if places != ("room",):
        return "no"
    return "yes" if 0 <= _days(given) <= 1 else None


def _distress(given: Given) -> str | None:
    if given.has("distress.painful", "distress.mixed"):
        return "yes"
    return "no" if given.has("distress.relieved") else None


def _impairment(given: Given) -> str | None:
    if not given.is_answered("impairment"):
        return None
    return "no" if given.has("impairment.none") else "yes"


def _reasons(given: Given) -> list[str] | None:
    if not given.is_answered("reasons"):
        return None
    return [one for one in given.told["reasons"].chosen if one in REASONS]


def _takes_part(given: Given) -> str | None:
    if given.has("takes_part.outside", "takes_part.online"):
        return "yes"
    if given.has("talk.friends"):
        return None
    return "no" if given.has("takes_part.no") else None


def _avoids(given: Given) -> str | None:
    if given.has("lately.avoids"):
        return "yes"
    return "no" if given.has("lately.none") else None


def _contact_limited(given: Given) -> str | None:
    if not given.is_answered("talk"):
        return None
    if given.has("talk.friends"):
        return "no"
    return "yes" if set(given.told["talk"].chosen) <= {"nobody", "notes"} else None


def _bothers(given: Given) -> str | None:
    distress, strained = _distress(given), given.has("strain.tired", "strain.worn_out", "strain.cannot")
    if distress == "yes" or strained:
        return "yes"
    return "no" if distress == "no" and given.has("strain.well") else None


def _errands(given: Given) -> str | None:
    """What going out is for; study or work from home is another matter than going out."""
    disputed = contradictions(given)
    if "furthest_month" in disputed or "goes_for" in disputed or given.has("takes_part.online"):
        return None
    if given.has("furthest_month.room"):
        return "room"
    if given.has("furthest_month.home", "furthest_month.doorstep"):
        return "house"
    chosen = given.told.get("goes_for", Told()).chosen
    return {"convenience": "convenience", "hobby": "hobby", "other": "none"}[chosen[0]] if chosen else None
