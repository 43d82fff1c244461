"""What a centre offers, whom it may fit and why, the path from the family to a trial, and coming as reach.

Nothing here gives points or ranks anybody. What a centre has not said is unknown: it speaks neither for nor
against, and is named as something to ask. Rules stand in ``knowledge/programmes.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from genkan.knowledge import knowledge, sentence
from genkan.nouns import Reach

KINDS = (
    "open_room",
    "making",
    "cooking",
    "outdoors",
    "games",
    "talking",
    "learning",
    "work_taste",
    "family_group",
)
NOISES = ("quiet", "some", "lively")
PLACES = ("online", "visit", "outdoors", "neighbourhood", "centre")
COSTS = ("free", "little", "some")
MOST_LETTERS = 80  # of a title
MOST_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Programme:
    """One thing a centre offers. ``title`` is in its own words; None: the centre has not said."""

    title: str
    kind: str
    place: str
    cost: str
    size: int | None = None  # people at most
    noise: str | None = None
    camera_off: bool | None = None  # the camera may stay off (online)
    late_is_fine: bool | None = None  # and leaving early
    start_hour: int | None = None  # by the clock, 0 to 23
    call_first: bool | None = None  # signing up takes a call
    dates: tuple[date, ...] = ()

    @property
    def for_families(self) -> bool:
        """Whether it is for families, not for the person."""
        return self.kind == "family_group"

    @property
    def needs(self) -> Reach:
        """How far into the world coming to it takes."""
        return Reach(knowledge("programmes")["needs"][self.place])

    def next_on(self, as_of: date) -> date | None:
        """The next date, today included; None when none is known."""
        return min((day for day in self.dates if day >= as_of), default=None)


@dataclass(frozen=True, slots=True)
class Because:
    """One point, for (True), against (False) or open (None), with what a sentence needs."""

    id: str
    speaks_for: bool | None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def says(self, lang: str) -> str:
        """The point in one sentence; ids of floors and of open points become words."""
        told = {
            key: sentence(f"reach.{value.name.lower()}", lang) if isinstance(value, Reach) else value
            for key, value in self.facts.items()
        }
        if self.id == "not_said":
            told["what"] = sentence(f"programmes.asked.{self.facts['what']}", lang)
        return sentence(f"programmes.because.{self.id}", lang, **told)


class Fit(StrEnum):
    """Whether something may fit now."""

    FITS = "fits"
    WITH_CARE = "with_care"  # a word to the centre first
    LATER = "later"  # something smaller first
    NOT_FOR = "not_for"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FitReading:
    """Whether a programme may fit somebody, never without a reason."""

    fit: Fit
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a reading without a reason")


def problems_of(programme: Programme) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """What keeps a programme from being offered: ids of ``programmes.problem`` sentences with their facts."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    if not 0 < len(programme.title.strip()) <= MOST_LETTERS:
        found.append(("title", {"most": MOST_LETTERS}))
    known = {"kind": KINDS, "place": PLACES, "cost": COSTS, "noise": (*NOISES, None)}
    found += [(key, {}) for key, values in known.items() if getattr(programme, key) not in values]
    if programme.size is not None and not 2 <= programme.size <= MOST_PEOPLE:
        found.append(("size", {"most": MOST_PEOPLE}))
    if programme.start_hour is not None and not 0 <= programme.start_hour <= 23:
        found.append(("hour", {}))
    if len(set(programme.dates)) < len(programme.dates):
        found.append(("dates", {}))
    return tuple(found)


def fits(
    programme: Programme, reach: Reach | None, fears: Collection[str] = (), family: bool = False
) -> FitReading:
    """Whether it may fit somebody whose days (or whose rung) reach ``reach``; None is unknown.

    ``fears`` as on the ladder; ``family``: a member of the family asks for themself.
    """
    if programme.for_families != family:
        who = "for_families" if programme.for_families else "for_the_person"
        return FitReading(Fit.NOT_FOR, (Because(who, False),))
    points = tuple(_points(programme, fears))
    if family:
        return FitReading(Fit.FITS, (Because("for_families", True), *points))
    if reach is None:
        return FitReading(Fit.UNKNOWN, (Because("no_reach", None), *points))
    how_far = _how_far(programme.needs, reach)
    against = any(point.speaks_for is False for point in points)
    fit = Fit.LATER if how_far.speaks_for is False else Fit.WITH_CARE if against else Fit.FITS
    return FitReading(fit, (how_far, *points))


def _how_far(needs: Reach, reach: Reach) -> Because:
    if needs <= reach:
        return Because("within", True, {"needs": needs})
    if needs - reach <= knowledge("programmes")["near"]:
        return Because("near", True, {"needs": needs})
    return Because("far", False, {"needs": needs, "now": reach})


def _points(programme: Programme, fears: Collection[str]) -> Iterator[Because]:
    """What eases and what touches these fears, each said once; then what is worth asking."""
    rules, features = knowledge("programmes"), features_of(programme)
    said: set[str] = set()
    for side, speaks_for in (("eases", True), ("hardens", False)):
        for rule in rules[side]:
            for feature in rule["features"] if rule["fear"] in fears else ():
                if features[feature] and feature not in said:
                    said.add(feature)
                    yield Because(feature, speaks_for, _facts(programme, feature))
    asked = {
        _ASKED[name]
        for side in ("eases", "hardens")
        for rule in rules[side]
        if rule["fear"] in fears
        for name in rule["features"]
        if features[name] is None
    }
    for what in sorted(asked):
        yield Because("not_said", None, {"what": what})


_ASKED = {
    "small": "size",
    "large": "size",
    "quiet": "noise",
    "lively": "noise",
    "camera_off": "camera",
    "late_is_fine": "late",
    "early": "hour",
    "not_early": "hour",
    "no_call": "call",
    "call_first": "call",
}


def features_of(programme: Programme) -> Mapping[str, bool | None]:
    """What is true of a programme, by feature; None where the centre has not said."""
    rules = knowledge("programmes")
    size, noise, hour, call = programme.size, programme.noise, programme.start_hour, programme.call_first
    return {
        "small": None if size is None else size <= rules["small_most"],
        "large": None if size is None else size >= rules["large_least"],
        "quiet": None if noise is None else noise == "quiet",
        "lively": None if noise is None else noise == "lively",
        "camera_off": programme.camera_off if programme.place == "online" else False,
        "late_is_fine": programme.late_is_fine,
        "early": None if hour is None else hour < rules["early_before_hour"],
        "not_early": None if hour is None else hour >= rules["early_before_hour"],
        "no_call": None if call is None else not call,
        "call_first": call,
        "few_words": programme.kind in rules["few_words"],
        "many_words": programme.kind in rules["many_words"],
        "looked_at": programme.kind in rules["looked_at"],
    }


def _facts(programme: Programme, feature: str) -> Mapping[str, Any]:
    if feature in ("small", "large"):
        return {"size": programme.size}
    return {"hour": programme.start_hour} if feature in ("early", "not_early") else {}


# ── the path ──


class Station(StrEnum):
    """The stations of the path, in the order of the guideline."""

    FAMILY = "family"
    PERSON = "person"
    GROUP = "group"
    TRIAL = "trial"


STATIONS = tuple(Station)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of a centre: on which day, and at which station."""

    on: date
    station: Station


@dataclass(frozen=True, slots=True)
class PathReading:
    """Where somebody stands. ``station`` None: nothing was heard lately. ``because`` holds whole facts."""

    station: Station | None
    because: tuple[tuple[str, Mapping[str, Any]], ...]

    def says(self, lang: str) -> tuple[str, ...]:
        """Why, and what could come after, one sentence each."""
        return tuple(
            sentence(
                f"programmes.path.{name}", lang, **{key: _told(value, lang) for key, value in facts.items()}
            )
            for name, facts in self.because
        )


def _told(value: Any, lang: str) -> Any:
    return sentence(f"programmes.station.{value}", lang) if isinstance(value, Station) else value


def where_on_path(contacts: Sequence[Contact], as_of: date) -> PathReading:
    """The furthest station with a contact lately (``window_days``); later than ``as_of`` is not looked at."""
    since = as_of - timedelta(days=knowledge("programmes")["window_days"])
    known = [one for one in contacts if one.on <= as_of]
    lately = [one for one in known if one.on > since]
    if not lately:
        return PathReading(None, (("unknown", {"since": since}), *_further(known, None)))
    station = max((one.station for one in lately), key=STATIONS.index)
    days = [one.on for one in lately if one.station == station]
    here = ("here", {"since": min(days), "times": len(days), "last": max(days)})
    return PathReading(station, (here, *_further(known, station), _following(station)))


def _further(known: Sequence[Contact], station: Station | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """That an earlier contact went further, if one did."""
    here = -1 if station is None else STATIONS.index(station)
    further = [one for one in known if STATIONS.index(one.station) > here]
    if further:
        furthest = max((one.station for one in further), key=STATIONS.index)
        last = max(one.on for one in further if one.station == furthest)
        yield "further_before", {"station": furthest, "last": last}


def _following(station: Station) -> tuple[str, Mapping[str, Any]]:
    place = STATIONS.index(station) + 1
    return ("next", {"station": STATIONS[place]}) if place < len(STATIONS) else ("no_next", {})


# ── coming, as reach ──


class Came(StrEnum):
    """What a worker saw of somebody at a programme on one day."""

    TOOK_PART = "took_part"
    TO_THE_DOOR = "to_the_door"
    ONLINE = "online"
    AT_HOME = "at_home"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One line of an attendance list: a day and what was seen. Who it is about is kept elsewhere."""

    on: date
    came: Came


_PROVES = {  # the least and the most that day's reach can have been
    Came.TOOK_PART: (Reach.PART, Reach.PART),
    Came.TO_THE_DOOR: (Reach.OUTSIDE, Reach.PART),
    Came.ONLINE: (Reach.ROOM, Reach.PART),
    Came.AT_HOME: (Reach.ROOM, Reach.PART),
    Came.NOT_SEEN: (Reach.ROOM, Reach.PART),
}


def reach_on(day: date, attendances: Sequence[Attendance]) -> tuple[Reach, Reach] | None:
    """How far that day reached, from least to most, by what was seen; None when that says nothing."""
    spans = [_PROVES[one.came] for one in attendances if one.on == day]
    low = max((low for low, _ in spans), default=Reach.ROOM)
    high = min((high for _, high in spans), default=Reach.PART)
    return None if (low, high) == (Reach.ROOM, Reach.PART) else (low, high)


def took_part_on(day: date, attendances: Sequence[Attendance]) -> bool | None:
    """Whether somebody took part that day, online too; None when nothing seen says so.

    Online says nothing of leaving home: hand it on together with ``reach_on``, never alone.
    """
    seen = {one.came for one in attendances if one.on == day}
    return True if seen & {Came.TOOK_PART, Came.ONLINE} else None
