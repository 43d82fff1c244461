"""Outings: how much of each local day somebody was at home, out, or nobody knows.

Hours at home, out and unknown add up to the civil day, be it 23, 24, 25 hours or a day of travel. An
outing is counted once, on the day it began, by the local clock; the hours after midnight belong to
the day they fall on. A departure inside a silence over midnight is *undated*: it is counted on no day
and proves none, and a day that holds a tenth of that silence or more cannot be called a day in. A day
without any departure counts as *outside* only when six hours and more of it were spent away (the
second day of a weekend away, not the last hour of a night walk).

Nothing here is an error for somebody who never leaves: no outing is the finding, and no fix at all is
NaN. Positions end in this file: what leaves it are hours, counts, bands and logarithms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from genkan.clock import DAY_S, Clock
from genkan.days.homes import Homes, homes_of
from genkan.days.movement import BINS_PER_DAY, circadian_movement
from genkan.days.places import NOWHERE, Places, places_of
from genkan.days.presence import Outings, Presence, Stretches, presence_of
from genkan.days.slices import MS_PER_HOUR, cut
from genkan.days.track import Flags, Indices, Track, east_north_m, squared_m, track_of
from genkan.nouns import (
    BAND_EDGES_M,
    UNKNOWN_REACH,
    Bytes8,
    DistanceBand,
    Fixes,
    Floats,
    Instants,
    Reach,
    SpanKind,
    Spans,
)

COLUMNS = (
    "hours_home", "hours_out", "hours_unknown", "outings", "first_out_hour", "distance_band", "places",
    "circadian_movement", "location_entropy", "location_entropy_normalised", "heard_staying_in",
)  # fmt: skip
AWAY_DAY_HOURS = 6.0
UNKNOWN_SHARE = 0.1
UNKNOWN_STRETCH_HOURS = 2.0
WAKING_FROM_HOUR = 6
LIFE_SHARE = 0.5
WALKED_STEPS = 800.0  # a watch's count in half an hour that no phone in the pocket would miss
WALKED_MS = 30 * 60_000
SIGNS_OF_LIFE = (SpanKind.SCREEN, SpanKind.STEPS, SpanKind.PHONE_ON)
CARRIED = (SpanKind.SCREEN, SpanKind.GAMING, SpanKind.STEPS)


@dataclass(frozen=True, slots=True)
class LocationDays:
    """What positions say about each local day; no position is in it.

    ``columns`` has one array of a value a day for every name in COLUMNS (units in nouns.MEASURES, NaN:
    unknown); ``reach_low`` and ``reach_high`` are the device's reach, -1 where it heard nothing.
    """

    columns: Mapping[str, Floats]
    reach_low: Bytes8
    reach_high: Bytes8

    def __len__(self) -> int:
        return len(self.reach_low)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The local days asked for, in UTC milliseconds."""

    clock: Clock
    edges_ms: Instants
    six_ms: Instants  # 06:00 on the wall

    def __len__(self) -> int:
        return len(self.edges_ms) - 1

    @property
    def hours(self) -> Floats:
        """Length of each day."""
        return np.diff(self.edges_ms) / MS_PER_HOUR

    def day_of(self, utc_ms: Instants) -> Indices:
        """Row of the day of each instant; -1 or beyond the end outside the calendar."""
        return np.searchsorted(self.edges_ms, utc_ms, side="right") - 1

    def counts(self, utc_ms: Instants) -> Floats:
        """How many instants fall on each day."""
        day = self.day_of(utc_ms)
        day = day[(day >= 0) & (day < len(self))]
        return np.bincount(day, minlength=len(self)).astype(np.float64)


def location_days(
    fixes: Fixes, spans: Spans, clock: Clock, first: date, last: date, watch_steps: Spans | None = None
) -> LocationDays:
    """Daily measures of position for the local days ``first`` to ``last``.

    Homes and places are learnt from all fixes, also those outside these days. ``spans`` helps with
    routes (proof of having been outside), PHONE_ON (a silence that was real) and signs of life: a day
    at home on which the phone otherwise always used was not touched says nothing about the person.
    ``watch_steps`` (STEPS of what is worn, which must not be in ``spans``) tell of walks without the phone:
    half an hour of 800 steps on the wrist and no sign of a phone that counts steps on most days leaves the
    day at home open.
    """
    calendar = _calendar(clock, first, last)
    columns = {name: np.full(len(calendar), np.nan) for name in COLUMNS}
    track = track_of(fixes)
    evidence, still = np.zeros(len(calendar), dtype=bool), np.zeros(len(calendar), dtype=bool)
    heard = np.diff(np.searchsorted(track.start_ms, calendar.edges_ms)) > 0
    if len(track):
        places = places_of(track)
        homes = homes_of(track, places, clock)
        if len(homes):
            presence = presence_of(track, places, homes, spans.of(SpanKind.PHONE_ON))
            columns.update(_times(presence.stretches, calendar))
            heard |= columns["heard_staying_in"] > 0
            columns.update(_departures(presence.outings, calendar, heard))
            columns.update(_spread(presence.stretches, len(places), calendar))
            columns["distance_band"] = _bands(track, places, homes, presence, calendar)
            columns["circadian_movement"] = _rhythm(track, places, homes, presence.stretches, calendar)
            evidence = np.nan_to_num(columns["hours_out"]) >= AWAY_DAY_HOURS
            began, maybe_began = _began(presence.outings, calendar)
            evidence |= began
            still = _stayed_in(presence.stretches, columns["hours_unknown"], calendar)
            still &= _too_little_away(columns) & ~maybe_began
    evidence |= _routes(spans, calendar, columns)
    still &= ~_phone_left_alone(spans, calendar)
    if watch_steps is not None:
        still &= ~_walked_without_phone(spans, watch_steps, calendar)
    low, high = _reach(heard, evidence, still)
    return LocationDays(columns, low, high)


def _calendar(clock: Clock, first: date, last: date) -> _Calendar:
    edges = clock.day_starts(first, last)
    wall = ((first - date(1970, 1, 1)).days + np.arange(len(edges) - 1, dtype=np.int64)) * DAY_S
    return _Calendar(clock, edges * 1000, clock.utc_s(wall + WAKING_FROM_HOUR * 3600) * 1000)


def _times(stretches: Stretches, calendar: _Calendar) -> dict[str, Floats]:
    """Hours at home, out and unknown; they add up to the day. NaN for home and out if nothing is known."""
    which, day, hours = cut(stretches.start_ms, stretches.end_ms, calendar.edges_ms)
    at_home = stretches.at_home[which]
    home = np.bincount(day[at_home], hours[at_home], minlength=len(calendar))
    out = np.bincount(day[~at_home], hours[~at_home], minlength=len(calendar))
    length = calendar.hours
    known = home + out
    heard = known > 0
    return {
        "hours_home": np.where(heard, home, np.nan),
        "hours_out": np.where(heard, out, np.nan),
        "hours_unknown": np.where(length > 0, np.maximum(length - known, 0.0), np.nan),
        "heard_staying_in": np.divide(known, length, out=np.full(len(length), np.nan), where=length > 0).clip(
            0, 1
        ),
    }


def _departures(outings: Outings, calendar: _Calendar, heard: Flags) -> dict[str, Floats]:
    """Departures by the day they were made, and the hour of the first if its minute is known."""
    counted = outings.departed & _dated(outings, calendar)
    leave, timed = outings.leave_ms[counted], outings.timed[counted]
    day = calendar.day_of(outings.last_seen_ms[counted])
    inside = (day >= 0) & (day < len(calendar))
    days, index = np.unique(day[inside], return_index=True)
    hour = np.full(len(calendar), np.nan)
    hour[days] = np.where(timed[inside][index], calendar.clock.hour(leave[inside][index] // 1000), np.nan)
    return {
        "outings": np.where(heard, calendar.counts(outings.last_seen_ms[counted]), np.nan),
        "first_out_hour": hour,
    }


def _dated(outings: Outings, calendar: _Calendar) -> Flags:
    """Outings of which the day is known: no midnight between the last sight and the first outside."""
    latest = np.maximum(outings.last_seen_ms, outings.seen_out_ms - 1)
    same: Flags = calendar.day_of(outings.last_seen_ms) == calendar.day_of(latest)
    return same


def _began(outings: Outings, calendar: _Calendar) -> tuple[Flags, Flags]:
    """Days on which an outing began, and days on which an undated one may have begun."""
    dated = _dated(outings, calendar)
    last_seen, seen_out = outings.last_seen_ms[~dated], outings.seen_out_ms[~dated]
    which, day, hours = cut(last_seen, seen_out, calendar.edges_ms)
    likely = hours * MS_PER_HOUR >= UNKNOWN_SHARE * (seen_out - last_seen)[which]
    maybe = np.zeros(len(calendar), dtype=bool)
    maybe[day[likely]] = True
    return calendar.counts(outings.last_seen_ms[dated]) > 0, maybe


def _spread(stretches: Stretches, places: int, calendar: _Calendar) -> dict[str, Floats]:
    """Places stayed at, and the entropy of the known time over them (nats, and as a share of ln(places)).

    Entropy is ``-Σ p ln p`` over the shares p of the day's known time at each place; time on the way
    belongs to no place. Half a day each at two places: 0.69 and 1.0; all day at one: 0 and 0.
    """
    which, day, hours = cut(stretches.start_ms, stretches.end_ms, calendar.edges_ms)
    place = stretches.place[which]
    stayed = place != NOWHERE
    pair, row = np.unique(day[stayed] * max(places, 1) + place[stayed], return_inverse=True)
    spent = np.bincount(row, hours[stayed])
    on = pair // max(places, 1)
    count = np.bincount(on, minlength=len(calendar)).astype(np.float64)
    total = np.bincount(on, spent, minlength=len(calendar))
    share = spent / total[on]
    entropy = np.bincount(on, -share * np.log(share), minlength=len(calendar)).clip(min=0.0)
    most = np.log(np.maximum(count, 2.0))
    known = count > 0
    return {
        "places": np.where(known, count, np.nan),
        "location_entropy": np.where(known, entropy, np.nan),
        "location_entropy_normalised": np.where(known, (entropy / most).clip(max=1.0), np.nan),
    }


def _bands(track: Track, places: Places, homes: Homes, presence: Presence, calendar: _Calendar) -> Floats:
    """Furthest distance from the main home, as a band; a lodging far away is far, also from its bed."""
    stretches, out = presence.stretches, presence.out_pieces
    which, day, _ = cut(stretches.start_ms, stretches.end_ms, calendar.edges_ms)
    at_home = stretches.at_home[which]
    which, day = which[at_home], day[at_home]
    furthest = np.full(len(calendar), -1.0)
    here, main = stretches.place[which], homes.main_at(stretches.start_ms[which])
    away = squared_m(places.lat[here], places.lon[here], places.lat[main], places.lon[main])
    np.maximum.at(furthest, day, away)

    main = homes.main_at(track.start_ms[out])
    away = squared_m(track.lat[out], track.lon[out], places.lat[main], places.lon[main])
    for instants in (track.start_ms[out], track.end_ms[out]):
        day = calendar.day_of(instants)
        inside = (day >= 0) & (day < len(calendar))
        np.maximum.at(furthest, day[inside], away[inside])
    band = np.searchsorted(np.square(BAND_EDGES_M), furthest, side="left").astype(np.float64)
    return np.where(furthest >= 0, band, np.nan)


def _rhythm(track: Track, places: Places, homes: Homes, stretches: Stretches, calendar: _Calendar) -> Floats:
    """Circadian movement of the positions at the middle of each half hour."""
    starts = calendar.edges_ms[:-1, None]
    instants = starts + (np.arange(BINS_PER_DAY) * 2 + 1) * (86_400_000 // BINS_PER_DAY // 2)
    row = np.searchsorted(stretches.start_ms, instants, side="right") - 1
    known = (row >= 0) & (instants < stretches.end_ms[row]) & (instants < calendar.edges_ms[1:, None])
    east = np.where(known, 0.0, np.nan)
    north = east.copy()
    main = homes.main_at(starts)
    elsewhere = known & (stretches.place[row] != main)
    if elsewhere.any():
        when, spot = instants[elsewhere], stretches.place[row[elsewhere]]
        piece = np.maximum(np.searchsorted(track.start_ms, when, side="right") - 1, 0)
        lat = np.where(spot == NOWHERE, track.lat[piece], places.lat[spot])
        lon = np.where(spot == NOWHERE, track.lon[piece], places.lon[spot])
        home = np.broadcast_to(main, instants.shape)[elsewhere]
        metres = east_north_m(lat, lon, places.lat[home], places.lon[home])
        east[elsewhere], north[elsewhere] = metres[0] / 1000.0, metres[1] / 1000.0
    return circadian_movement(east, north)


def _stayed_in(stretches: Stretches, hours_unknown: Floats, calendar: _Calendar) -> Flags:
    """Days known well enough to say that nobody went out unseen.

    At most a tenth of the day unknown, and no unknown stretch above two hours between 06:00 and 24:00.
    """
    start = np.append(np.minimum(calendar.edges_ms[0], stretches.start_ms[0]), stretches.end_ms)
    end = np.append(stretches.start_ms, np.maximum(calendar.edges_ms[-1], stretches.end_ms[-1]))
    silent = end > start
    start, end = start[silent], end[silent]
    which, day, _ = cut(start, end, calendar.edges_ms)
    waking = np.minimum(end[which], calendar.edges_ms[day + 1]) - np.maximum(
        start[which], calendar.six_ms[day]
    )
    longest = np.zeros(len(calendar))
    np.maximum.at(longest, day, waking / MS_PER_HOUR)
    length = calendar.hours
    enough: Flags = (np.nan_to_num(hours_unknown, nan=np.inf) <= UNKNOWN_SHARE * length) & (length > 0)
    return enough & (longest <= UNKNOWN_STRETCH_HOURS)


def _too_little_away(columns: Mapping[str, Floats]) -> Flags:
    """Days that fall short of a day away even if all their unknown hours were spent away."""
    little: Flags = columns["hours_out"] + columns["hours_unknown"] < AWAY_DAY_HOURS
    return little


def _routes(spans: Spans, calendar: _Calendar, columns: dict[str, Floats]) -> Flags:
    """Days with a recorded route away from home; widens the band, and no such day has zero outings."""
    routes = spans.of(SpanKind.ROUTE)
    day = calendar.day_of(routes.start_ms)
    away = (day >= 0) & (day < len(calendar)) & (routes.value >= DistanceBand.NEAR)
    day, band = day[away], routes.value[away]
    proved = np.zeros(len(calendar), dtype=bool)
    proved[day] = True
    furthest = columns["distance_band"]
    np.fmax.at(furthest, day, band)
    columns["outings"][proved] = np.fmax(columns["outings"][proved], 1.0)
    return proved


def _phone_left_alone(spans: Spans, calendar: _Calendar) -> Flags:
    """Days without any sign of life from a phone that otherwise gives one on most days."""
    _, day, _ = _signs(spans, SIGNS_OF_LIFE, calendar.edges_ms)
    lively = np.zeros(len(calendar), dtype=bool)
    lively[day] = True
    usual = _from_first_to_last_if_on_most(lively)
    return usual & ~lively


def _signs(spans: Spans, kinds: Sequence[SpanKind], edges_ms: Instants) -> tuple[Indices, Indices, Floats]:
    """What the phone noticed of somebody, cut at edges of time; 0 steps are nothing noticed."""
    alive = np.isin(spans.kind, [int(kind) for kind in kinds])
    alive &= (spans.kind != SpanKind.STEPS) | (spans.value > 0)
    return cut(spans.start_ms[alive], spans.end_ms[alive] + 1, edges_ms)


def _from_first_to_last_if_on_most(lively: Flags) -> Flags:
    """The days from the first with signs to the last, if at least half of them have any."""
    usual = np.zeros(len(lively), dtype=bool)
    days = np.flatnonzero(lively)
    if len(days) and len(days) >= LIFE_SHARE * (days[-1] - days[0] + 1):
        usual[days[0] : days[-1] + 1] = True
    return usual


def _walked_without_phone(spans: Spans, watch_steps: Spans, calendar: _Calendar) -> Flags:
    """Days with half an hour of walking on the wrist that a phone counting steps on most days missed."""
    counting = np.zeros(len(calendar), dtype=bool)
    counting[_signs(spans, (SpanKind.STEPS,), calendar.edges_ms)[1]] = True
    halves = np.arange(calendar.edges_ms[0], calendar.edges_ms[-1] + WALKED_MS, WALKED_MS)
    brief = watch_steps.end_ms - watch_steps.start_ms <= WALKED_MS  # the sum of a day tells of no walk
    brief &= (watch_steps.start_ms >= halves[0]) & (watch_steps.start_ms < halves[-1])
    row = (watch_steps.start_ms[brief] - halves[0]) // WALKED_MS
    walked = np.bincount(row, watch_steps.value[brief], minlength=len(halves) - 1) >= WALKED_STEPS
    walked[_signs(spans, CARRIED, halves)[1]] = False
    days = calendar.day_of(halves[:-1][walked])
    found = np.zeros(len(calendar), dtype=bool)
    found[days[days < len(calendar)]] = True
    return found & _from_first_to_last_if_on_most(counting)


def _reach(heard: Flags, outside: Flags, still: Flags) -> tuple[Bytes8, Bytes8]:
    """The device's interval: outside and further, at most the doorstep, anything, or nothing heard."""
    low = np.full(len(heard), UNKNOWN_REACH, dtype=np.int8)
    high = low.copy()
    low[heard | outside], high[heard | outside] = Reach.ROOM, Reach.PART
    high[heard & still & ~outside] = Reach.DOORSTEP
    low[outside] = Reach.OUTSIDE
    return low, high
