"""Paints a life minute by minute: first where the base is, then journeys, outings, sleep and rooms.

Everything here counts UTC minutes from the beginning of the record (``Clock`` turns wall-clock hours
into them), so days of 23, 25 or 49 hours need no care.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from genkan.clock import DAY_S, Clock, ZoneSpan
from genkan.nouns import Floats
from genkan.pretend.people import CITIES, Person, Phase
from genkan.pretend.town import Atlas, Place, Town, away_from_centre, metres_between

Bools = npt.NDArray[np.bool_]
_EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class Canvas:
    """The minutes of a life while they are being painted."""

    clock: Clock
    zones: tuple[ZoneSpan, ...]
    starts_s: npt.NDArray[np.int64]  # beginnings of the local days and the end, UTC seconds
    atlas: Atlas
    way: int  # the place numbers of being under way and in the air
    flight: int
    place: npt.NDArray[np.int16]
    lat: Floats
    lon: Floats
    busy: Bools  # away from the base, or moving
    base: npt.NDArray[np.int16]  # number of the town in whose base the person lives now

    @property
    def first_minute(self) -> int:
        """UTC minutes since 1970 of the first minute."""
        return int(self.starts_s[0]) // 60

    def __len__(self) -> int:
        return len(self.place)

    def minute_of(self, utc_s: float) -> int:
        """The minute of an instant, which may lie outside the record."""
        return int(utc_s // 60) - self.first_minute

    def at_wall(self, day: date, hour: float) -> int:
        """The minute at which the wall clock shows ``hour`` (24 and more: the next day)."""
        return self.minute_of(int(self.clock.utc_s((day - _EPOCH).days * DAY_S + int(hour * 3600))))

    def stay(self, begin: int, end: int, place: int) -> int:
        """Be at a place; gives ``end``."""
        part = slice(max(begin, 0), max(end, 0))
        self.place[part] = place
        self.lat[part], self.lon[part] = self.atlas.places[place].lat, self.atlas.places[place].lon
        self.busy[part] = True
        return end

    def go(
        self, begin: int, origin: int, target: int, minutes: int | None = None, by: int | None = None
    ) -> int:
        """Travel between two places in ``minutes`` (or at a usual pace); gives the arrival."""
        a, b = self.atlas.places[origin], self.atlas.places[target]
        metres = float(metres_between(a.lat, a.lon, b.lat, b.lon))
        count = minutes if minutes is not None else usual_minutes(metres)
        share = (np.arange(count) + 0.5) / count
        east = (b.lon - a.lon + 180.0) % 360.0 - 180.0
        low, high = max(begin, 0), min(begin + count, len(self))
        if low < high:
            part, used = slice(low, high), share[low - begin : high - begin]
            self.place[part] = self.way if by is None else by
            self.lat[part] = a.lat + (b.lat - a.lat) * used
            self.lon[part] = (a.lon + east * used + 180.0) % 360.0 - 180.0
            self.busy[part] = True
        return begin + count


def usual_minutes(metres: float) -> int:
    """Minutes a way takes: on foot up to 1.5 km, then by bus or train.

    >>> usual_minutes(400), usual_minutes(8_000)
    (5, 28)
    """
    return max(3, round(metres / 80)) if metres <= 1_500 else 8 + round(metres / 400)


def curves(person: Person, days: int) -> Mapping[str, Floats]:
    """Each number of the phases for every day; slides between phases, short phases laid on top."""
    lasting = [phase for phase in person.phases if not phase.lasts_days]
    when = (np.arange(days) + 0.5) / days
    found: dict[str, Floats] = {}
    for name in Phase.__dataclass_fields__:
        if name in ("start", "over", "lasts_days"):
            continue
        values = np.full(days, float(getattr(lasting[0], name)))
        for phase in lasting[1:]:
            share = np.clip((when - phase.start) / max(phase.over, 1e-9), 0.0, 1.0)
            values += (float(getattr(phase, name)) - values) * share
        for phase in person.phases:
            if phase.lasts_days:
                begin = int(phase.start * days)
                values[begin : begin + phase.lasts_days] = float(getattr(phase, name))
        found[name] = values
    return found


def blank(person: Person, zone: str, first: date, days: int, chance: np.random.Generator) -> Canvas:
    """A canvas on which only the bases are painted: home, second home, new home, journeys."""
    atlas = Atlas([], [])
    lat, lon = away_from_centre(CITIES.get(zone, (35.0, 135.0)), chance)
    if person.on_date_line:
        lon = CITIES[zone][1]
    home = atlas.town_around(lat, lon, chance)
    atlas.places += [Place("way", lat, lon), Place("flight", lat, lon)]
    way = len(atlas.places) - 2
    hops, zones = _journeys(person, zone, first, days, atlas, chance)
    clock = Clock(zones)
    starts = clock.day_starts(first, first + timedelta(days=days - 1))
    count = int(starts[-1] - starts[0]) // 60
    canvas = Canvas(
        clock=clock,
        zones=zones,
        starts_s=starts,
        atlas=atlas,
        way=way,
        flight=way + 1,
        place=np.zeros(count, np.int16),
        lat=np.zeros(count),
        lon=np.zeros(count),
        busy=np.zeros(count, np.bool_),
        base=np.zeros(count, np.int16),
    )
    canvas.stay(0, count, home.base)
    canvas.busy[:] = False
    _paint_hops(canvas, hops + _relocations(person, canvas, first, days, home, chance))
    return canvas


@dataclass(frozen=True, slots=True)
class Hop:
    """A change of base: leaves at ``minute_s`` (UTC seconds); ``flight_s`` 0 when it stays on the ground."""

    leaves_s: int
    to: int  # number of a town
    flight_s: int = 0


def _journeys(
    person: Person, zone: str, first: date, days: int, atlas: Atlas, chance: np.random.Generator
) -> tuple[list[Hop], tuple[ZoneSpan, ...]]:
    """The flights of all trips, and where the clock is because of them."""
    hops: list[Hop] = []
    zones = [ZoneSpan(0, zone)]
    for trip in person.trips:
        here, there = Clock.in_zone(zone), Clock.in_zone(trip.zone)
        leaves_on = first + timedelta(days=int(trip.start * days))
        takes_off = int(here.utc_s((leaves_on - _EPOCH).days * DAY_S + 10 * 3600))
        flight_s = int(trip.flight_hours * 3600)
        lands = takes_off + flight_s
        back_on = there.date_of(lands) + timedelta(days=trip.nights)
        back = int(there.utc_s((back_on - _EPOCH).days * DAY_S + int(trip.back_hour * 3600)))
        lat, lon = away_from_centre(CITIES[trip.zone], chance)
        atlas.town_around(lat, lon, chance, "lodging")
        hops += [Hop(takes_off, len(atlas.towns) - 1, flight_s), Hop(back, 0, flight_s)]
        zones += [ZoneSpan(lands, trip.zone), ZoneSpan(back + flight_s, zone)]
    return hops, tuple(zones)


def _relocations(
    person: Person, canvas: Canvas, first: date, days: int, home: Town, chance: np.random.Generator
) -> list[Hop]:
    """Moves on the ground: to the second home every weekend, or to a new home once."""
    if not person.weekend_home and person.moves_at is None:
        return []
    origin = canvas.atlas.places[home.base]
    lat, lon = away_from_centre((origin.lat, origin.lon), chance)
    canvas.atlas.town_around(lat, lon, chance)
    other = len(canvas.atlas.towns) - 1
    minute = canvas.first_minute
    if person.moves_at is not None:
        day = first + timedelta(days=int(person.moves_at * days))
        return [Hop((canvas.at_wall(day, 10.5) + minute) * 60, other)]
    hops: list[Hop] = []
    for day in (first + timedelta(days=i) for i in range(days)):
        if day.weekday() == 4:
            hops.append(Hop((canvas.at_wall(day, 18.3 + chance.normal(0, 0.3)) + minute) * 60, other))
        if day.weekday() == 6 and hops:
            hops.append(Hop((canvas.at_wall(day, 17.5 + chance.normal(0, 0.3)) + minute) * 60, 0))
    return hops


def _paint_hops(canvas: Canvas, hops: Sequence[Hop]) -> None:
    towns = canvas.atlas.towns
    here = towns[0]
    for hop in sorted(hops, key=lambda hop: hop.leaves_s):
        there = towns[hop.to]
        begin = canvas.minute_of(hop.leaves_s)
        if hop.flight_s:
            gate, landing = here.near["airport"][0], there.near["airport"][0]
            takes_off = begin
            drive = canvas.go(takes_off - 150, here.base, gate, 60)
            canvas.stay(drive, takes_off, gate)
            lands = canvas.go(takes_off, gate, landing, hop.flight_s // 60, canvas.flight)
            out = canvas.stay(lands, lands + 45, landing)
            end = canvas.go(out, landing, there.base, 55)
        else:
            end = canvas.go(begin, here.base, there.base)
        canvas.stay(end, len(canvas), there.base)
        canvas.busy[max(end, 0) :] = False
        canvas.base[max(begin, 0) :] = hop.to
        here = there
