"""The steps of a referral → where it waits, how long, at how many places. Being passed around can be seen.

It counts days and places and judges nobody. A step nobody dated is unknown, never today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from genkan.nouns import Because, Mark
from genkan.worksheets.filled import Sheet


class StepKind(StrEnum):
    """What happened to a referral."""

    SENT = "sent"
    RECEIVED = "received"
    SEEN = "seen"
    ANSWERED = "answered"
    REFERRED_ON = "referred_on"


class Waits(StrEnum):
    """What it waits for now."""

    NOT_SENT = "not_sent"
    TO_ARRIVE = "to_arrive"
    TO_BE_SEEN = "to_be_seen"
    FOR_ANSWER = "for_answer"
    ANSWERED = "answered"


WAITS_AFTER = {
    StepKind.SENT: Waits.TO_ARRIVE,
    StepKind.REFERRED_ON: Waits.TO_ARRIVE,
    StepKind.RECEIVED: Waits.TO_BE_SEEN,
    StepKind.SEEN: Waits.FOR_ANSWER,
    StepKind.ANSWERED: Waits.ANSWERED,
}
BEGINS = (StepKind.SENT, StepKind.REFERRED_ON)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``on`` is None and ``place`` empty where nobody wrote them."""

    kind: StepKind
    on: date | None = None
    place: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the way: when it was sent there, last step there, and what it waits for."""

    place: str = field(repr=False)
    began: date | None
    last: date | None
    waits: Waits


@dataclass(frozen=True, slots=True)
class Passing:
    """Where a referral is. Days are None where a date is unknown."""

    waits: Waits
    stops: tuple[Stop, ...]
    places: int
    waits_days: int | None
    days: int | None
    because: tuple[Because, ...] = field(repr=False)

    @property
    def passed_around(self) -> bool:
        """Whether it has been at more than one place."""
        return self.places > 1


def steps_of(sheet: Sheet) -> tuple[Step, ...]:
    """The steps of a referral sheet that say what happened."""
    found = []
    for row in sheet.rows("steps"):
        kind, on, place = row.get("step"), row.get("on"), row.get("place")
        if isinstance(kind, str):
            found.append(
                Step(
                    StepKind(kind),
                    on if isinstance(on, date) else None,
                    place if isinstance(place, str) else "",
                )
            )
    return tuple(found)


def passing_of(steps: Sequence[Step], as_of: date) -> Passing:
    """All steps up to a day → where it is. Steps dated later are left out, and that is said."""
    known = [one for one in steps if one.on is None or one.on <= as_of]
    later = len(steps) - len(known)
    if all(one.on is not None for one in known):
        known.sort(key=lambda one: one.on or as_of)
    stops = _stops(known)
    named = {stop.place.casefold() for stop in stops if stop.place}
    places = len(named) + (0 if named else min(len(stops), 1))
    waits = stops[-1].waits if stops else Waits.NOT_SENT
    waits_days = _days(stops[-1].last, as_of) if stops else None
    days = _days(stops[0].began, as_of if waits is not Waits.ANSWERED else stops[-1].last) if stops else None
    told = Passing(waits, stops, places, waits_days, days, (_because("not_sent", {}),))
    return replace(told, because=_reasons(told, later)) if stops or later else told


def _stops(steps: Sequence[Step]) -> tuple[Stop, ...]:
    found: list[Stop] = []
    for one in steps:
        here = found[-1] if found else None
        moves = bool(one.place) and here is not None and one.place.casefold() != here.place.casefold()
        again = one.kind in BEGINS and here is not None and here.waits is not Waits.TO_ARRIVE
        if here is None or one.kind is StepKind.REFERRED_ON or again or (moves and here.place):
            found.append(Stop(one.place, one.on, one.on, WAITS_AFTER[one.kind]))
        else:
            found[-1] = Stop(here.place or one.place, here.began, one.on, WAITS_AFTER[one.kind])
    return tuple(found)


def _days(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first is not None and last is not None else None


def _reasons(told: Passing, later: int) -> tuple[Because, ...]:
    found = []
    if told.stops:
        place = told.stops[-1].place or "worksheet.reads.passing.somewhere"
        known = told.waits_days is not None
        since = {"place": place, "since": told.stops[-1].last, "days": told.waits_days}
        found.append(_because(f"{told.waits}.{'known' if known else 'unknown'}", since))
        if told.days is not None:
            found.append(_because("in_all", {"first": told.stops[0].began, "days": told.days}))
        if told.passed_around:
            listed = " → ".join(stop.place for stop in told.stops if stop.place)
            found.append(_because("places", {"places": told.places, "listed": listed}))
    if later:
        found.append(_because("later", {"steps": later}))
    return tuple(found)


def _because(said: str, facts: Mapping[str, Any]) -> Because:
    return Because(f"worksheet.reads.passing.{said}", facts, "passing", "design", Mark.DESIGN)
