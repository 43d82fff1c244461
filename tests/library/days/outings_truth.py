"""Invented people whose every minute is known, written as position fixes.

A life is a script of stays and walks; ``fixes_of`` adds what phones do to it (jitter that drifts,
spikes, silences, repeats, null island), ``truth_of`` counts the days with a plain loop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from genkan.importers.gathering import Gathering
from genkan.nouns import Fixes, Spans

M_PER_DEGREE = 111_194.927


def offset(place, east_m, north_m):
    """A place so many metres east and north of another; longitudes run on over 180."""
    lat = place[0] + north_m / M_PER_DEGREE
    return lat, place[1] + east_m / M_PER_DEGREE / np.cos(np.radians(place[0]))


@dataclass
class Life:
    """Where one person is, minute by minute (UTC), and which places are home to them."""

    zone: str
    start: datetime
    place: tuple
    homes: set
    points: list = field(default_factory=list)  # (minute, lat, lon)
    away: list = field(default_factory=list)  # [left minute, back minute]
    silent: list = field(default_factory=list)  # (from minute, to minute)

    def __post_init__(self):
        self.start = self.start.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        self.points.append((0, *self.place))
        if self.place not in self.homes:
            self.away.append([0, None])

    def minute(self, day, hour, zone=None):
        """Minutes since the start at a wall-clock hour of a date."""
        wall = datetime.combine(day, datetime.min.time(), ZoneInfo(zone or self.zone))
        wall = wall.replace(hour=int(hour) % 24, minute=round(hour % 1 * 60) % 60) + timedelta(
            days=hour // 24
        )
        return round((wall.astimezone(UTC) - self.start).total_seconds() / 60)

    def go(self, minute, to, travel=20):
        """Leave now for another place; ``travel`` minutes later they are there."""
        minute = max(minute, self.points[-1][0])
        self.points += [(minute, *self.place), (minute + travel, *to)]
        if self.place in self.homes:
            self.away.append([minute, None])
        self.place = to
        if to in self.homes:
            self.away[-1][1] = minute + travel

    def trip(self, minute, to, stay, travel=20):
        """There and home again."""
        back = self.place
        self.go(minute, to, travel)
        self.go(minute + travel + stay, back, travel)

    def off(self, minute, minutes):
        """The phone is switched off."""
        self.silent.append((minute, minute + minutes))


def fixes_of(life, end, seed=1, every=1, jitter_m=10.0, spikes=0.002, repeats=0.001, null=0.001):
    """One fix a minute (or ``every`` minutes) up to ``end`` minutes, with all that goes wrong."""
    chance = np.random.default_rng(seed)
    minutes = np.arange(0, end, every)
    points = np.array([*life.points, (end + 1, *life.place)])
    lat, lon = (np.interp(minutes, points[:, 0], points[:, k]) for k in (1, 2))
    noise = chance.normal(size=(2, -(-len(minutes) // 500), 500))
    for k in range(1, 500):  # AR(1), drawn afresh every 500 fixes
        noise[:, :, k] = 0.9 * noise[:, :, k - 1] + np.sqrt(1 - 0.81) * noise[:, :, k]
    east, north = noise.reshape(2, -1)[:, : len(minutes)] * jitter_m
    hit = chance.random(len(minutes)) < spikes
    east[hit] += chance.normal(size=hit.sum()) * 2_000
    north[hit] += chance.normal(size=hit.sum()) * 2_000
    lat = lat + north / M_PER_DEGREE
    lon = (lon + east / M_PER_DEGREE / np.cos(np.radians(lat)) + 180) % 360 - 180
    accuracy = np.where(chance.random(len(minutes)) < 0.002, 500.0, 12.0)
    keep = np.ones(len(minutes), dtype=bool)
    for low, high in life.silent:
        keep[(minutes >= low) & (minutes < high)] = False
    when = int(life.start.timestamp() * 1000) + minutes * 60_000
    lost = keep & (chance.random(len(minutes)) < null)
    lat, lon = np.where(lost, 0.0, lat), np.where(lost, 0.0, lon)
    twice = np.repeat(np.flatnonzero(keep), 1 + (chance.random(keep.sum()) < repeats))
    gathering = Gathering(life.zone)
    gathering.add_fixes(when[twice], lat[twice], lon[twice], accuracy[twice])
    return gathering.events().fixes


@dataclass
class Truth:
    """What really happened, by local day."""

    outings: np.ndarray
    hours_out: np.ndarray
    heard: np.ndarray  # share of the day the phone was on
    knowable: np.ndarray  # five minutes of every outing were heard


def truth_of(life, first, last, end, zones=None):
    """Counts by civil day; ``zones`` maps a date to another zone (a journey)."""
    edges = []
    for k in range((last - first).days + 2):
        day = first + timedelta(days=k)
        zone = ZoneInfo((zones or {}).get(day, life.zone))
        wall = datetime.combine(day, datetime.min.time(), zone)
        edges.append((wall.astimezone(UTC) - life.start).total_seconds() / 60)
    edges = np.array(edges)
    days = len(edges) - 1
    out, silent = np.zeros(end, dtype=bool), np.zeros(end, dtype=bool)
    outings, knowable = np.zeros(days), np.ones(days, dtype=bool)
    for low, high in life.silent:
        silent[max(low, 0) : high] = True
    for left, back in life.away:
        back = end if back is None else back
        out[left:back] = True
        day = np.searchsorted(edges, left, side="right") - 1
        if 0 <= day < days:
            outings[day] += 1
            knowable[day] &= (~silent[left:back]).sum() >= 5
    hours = np.array([out[max(0, int(a)) : max(0, int(b))].sum() / 60 for a, b in pairwise(edges)])
    heard = np.array([(~silent[max(0, int(a)) : max(0, int(b))]).sum() / (b - a) for a, b in pairwise(edges)])
    return Truth(outings, hours, heard, knowable)


HOME = (40.7423, -73.9172)  # invented; the tests look for its digits where they must not be
TOKYO = (35.7061, 139.6663)


def withdrawing_year(seed=7):
    """A person-year: at school, then partly, then hardly out and mostly at night; a trip; silences."""
    chance = np.random.default_rng(seed)
    first = date(2026, 1, 1)
    life = Life("America/New_York", datetime(2026, 1, 1), HOME, {HOME, TOKYO})  # noqa: DTZ001
    school, shop, park = offset(HOME, 2600, 900), offset(HOME, 420, -310), offset(HOME, -900, 1500)
    mall, haneda, jfk = offset(HOME, 6000, -7000), offset(TOKYO, 9000, -17000), offset(HOME, 12000, -11000)
    for k in range(365):
        day = first + timedelta(days=k)
        if 124 <= k < 137:
            if k == 124:
                life.go(life.minute(day, 8.5), jfk, 50)
                life.off(life.points[-1][0] + 90, 15 * 60)
                life.points += [
                    (life.points[-1][0] + 120, *jfk),
                    (life.points[-1][0] + 120 + 14 * 60, *haneda),
                ]
                life.place = haneda
                life.go(life.points[-1][0] + 60, TOKYO, 50)
            elif k in (127, 128, 131):  # only here do they leave the lodging
                life.trip(life.minute(day, 11, "Asia/Tokyo"), offset(TOKYO, 3000, 2000), 180, 25)
            elif k == 136:
                life.go(life.minute(day, 10, "Asia/Tokyo"), haneda, 50)
                life.off(life.points[-1][0] + 90, 14 * 60)
                life.points += [
                    (life.points[-1][0] + 120, *haneda),
                    (life.points[-1][0] + 120 + 13 * 60, *jfk),
                ]
                life.place = jfk
                life.go(life.points[-1][0] + 40, HOME, 50)
        elif k < 110:
            if day.weekday() < 5 and chance.random() < 0.93:
                life.trip(life.minute(day, 7.75), school, 440, 22)
                if chance.random() < 0.2:
                    life.trip(life.minute(day, 18), shop, 25, 7)
            elif chance.random() < 0.5:
                life.trip(life.minute(day, 13), (park, mall)[k % 2], 95, 28)
        elif k < 210:
            if chance.random() < 0.4:
                life.trip(
                    life.minute(day, 16 + 4 * chance.random()), (shop, park)[k % 2], 20 + 40 * (k % 2), 9
                )
        elif chance.random() < 0.11:
            life.trip(life.minute(day, 22.75 + 1.2 * chance.random()), (shop, park)[k % 2], 45, 12)
        if k not in range(123, 138) and chance.random() < 0.35:
            life.off(life.minute(day, 24 * chance.random()), int(chance.exponential(120)))
    for k in (60, 61, 250):
        life.off(life.minute(first + timedelta(days=k), 0), 24 * 60)
    zones = {first + timedelta(days=k): "Asia/Tokyo" for k in range(126, 137)}
    return life, 365 * 24 * 60 - 60, zones


def no_fixes() -> Fixes:
    """Nothing heard."""
    return Gathering("UTC").events().fixes


def nothing_else() -> Spans:
    """No spans of any kind."""
    return Gathering("UTC").events().spans


def spans_of(*rows) -> Spans:
    """Spans written as (kind, start ms, end ms, value)."""
    gathering = Gathering("UTC")
    for kind, start, end, value in rows:
        gathering.add_spans(kind, [start], [end], value)
    return gathering.events().spans
