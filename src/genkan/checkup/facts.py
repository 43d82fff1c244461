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
from genkan.nouns import REASONS

# Months since it began: (at most, at least); None is open.
BANDS: Mapping[str, tuple[int | None, int]] = {
    "under3": (3, 0),
    "3to6": (6, 3),
    "6to12": (12, 6),
    "1to3": (36, 12),
    "3to10": (120, 36),
    "over10": (None, 120),
}
BEYOND_HOME = ("usual_week.outside", "usual_week.people", "usual_week.part")


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
    found = []
    if given.has("days_out.0") and given.has(*BEYOND_HOME):
        found.append("days_out")
    if given.has("takes_part.no") and given.has("talk.friends"):
        found.append("takes_part")
    return tuple(found)


def _since(given: Given) -> list[Any] | None:
    first = _between(given.told.get("since"), given.on)
    if not given.has("began.good_long"):
        return first
    again = _between(given.told.get("since_again"), given.on)
    if again is not None or first is None:
        return again
    return [first[0], given.on]  # it began anew at some time after the better time: later than said first


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
    out = given.told.get("days_out")
    beyond = given.has(*BEYOND_HOME)
    if out is None or not out.chosen:
        return [1, 7] if beyond else None
    days = int(out.chosen[0])
    return None if days == 0 and beyond else [days, days]


def _room(given: Given) -> str | None:
    places = given.told.get("usual_week")
    if places is None or not places.chosen:
        return None
    if places.chosen != ("room",):
        return "no"
    out = given.told.get("days_out")
    often = out is not None and out.chosen and int(out.chosen[0]) > 1
    return None if often else "yes"


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
    if given.has("usual_week.part", "takes_part.outside", "takes_part.online"):
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
    if given.has("usual_week.part", "furthest_month.part"):
        return "none"
    if given.has("furthest_month.room"):
        return "room"
    if given.has("furthest_month.home", "furthest_month.doorstep"):
        return "house"
    chosen = given.told["goes_for"].chosen if given.is_answered("goes_for") else ()
    return {"convenience": "convenience", "hobby": "hobby", "other": "none"}[chosen[0]] if chosen else None
