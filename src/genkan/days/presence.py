"""Home, out or unknown: the track told as stretches of time, and the outings in it.

*At home* is within 80 m of a home in force; *out* begins beyond 80 m and is believed when it goes
beyond 150 m and lasts five minutes (a silence on either side counts for half, 2.5 min at most).
Anything less is the noise of positioning and stays home. So is a *glimpse*: one single fix outside
seen at the same home at most 12 minutes before or after, and half an hour on the other side. With a fix
every five or ten minutes a spike looks just like that, and nobody can tell it from ten minutes at the
door; two fixes are believed.

A silence is known time only where it can hide little:

* same place before and after, at most 2 h: there. Up to 12 h if the phone was on (PHONE_ON) for all
  but 2 h of it: phones that rest often stop writing positions;
* out before and after, at most 2 h, or at most 24 h between positions 100 km apart (a flight): out;
* one state before and another after, at most 30 min: half and half;
* anything else is unknown. But who was seen at home and is next seen out has left, whenever it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from genkan.days.homes import Homes
from genkan.days.places import NOWHERE, STAY_MS, Places
from genkan.days.slices import runs
from genkan.days.track import Flags, Indices, Track, squared_m
from genkan.nouns import Floats, Instants, Spans

HOME_M = 80.0
AWAY_M = 150.0
OUTING_MS = 5 * 60_000
EDGE_MS = 150_000
GLIMPSE_MS = 12 * 60_000  # a step of ten minutes, and some slack
SAME_PLACE_MS = 2 * 3_600_000
PHONE_ON_MS = 12 * 3_600_000
SWITCH_MS = 30 * 60_000
JOURNEY_M = 100_000.0
JOURNEY_MS = 24 * 3_600_000
APART_M = 300.0  # two homes nearer than this are one door


@dataclass(frozen=True, slots=True)
class Stretches:
    """Known time, in order, without overlap. ``place`` is NOWHERE on the way."""

    start_ms: Instants
    end_ms: Instants
    at_home: Flags
    place: Indices

    def __len__(self) -> int:
        return len(self.start_ms)


@dataclass(frozen=True, slots=True)
class Outings:
    """Times away from every home. ``departed``: seen at home before; ``timed``: the minute is known.

    They left between ``last_seen_ms``, when they were last heard of, and ``seen_out_ms``.
    """

    leave_ms: Instants
    last_seen_ms: Instants
    seen_out_ms: Instants
    departed: Flags
    timed: Flags

    def __len__(self) -> int:
        return len(self.leave_ms)


@dataclass(frozen=True, slots=True)
class Presence:
    """What the track says about being at home and out."""

    stretches: Stretches
    outings: Outings
    out_pieces: Indices = field(repr=False)


def presence_of(track: Track, places: Places, homes: Homes, phone_on: Spans) -> Presence:
    """Stretches and outings of a track with at least one home."""
    gaps = track.gaps_ms()
    journeys = _journeys(track, gaps)
    near, home = _nearest_home(track, places, homes)
    at_home, first_out = _outside_runs(track, gaps, journeys, near, home)
    place = _places_stayed_at(track, places, home, at_home)
    same = (place[1:] == place[:-1]) & (at_home[1:] == at_home[:-1])
    known = _known_silences(gaps, same, at_home, journeys)
    known |= _silences_with_phone_on(track, gaps, same & (place[1:] != NOWHERE), phone_on)
    jumps = _jumps_between_homes(places, same, at_home, place)
    return Presence(
        _stretches(track, gaps, same, known, at_home, place),
        _outings(track, gaps, at_home, np.sort(np.append(first_out, jumps))),
        np.flatnonzero(~at_home),
    )


def _journeys(track: Track, gaps: Instants) -> Flags:
    """Silences of up to a day between positions 100 km apart."""
    journeys = np.zeros(len(gaps), dtype=bool)
    long = np.flatnonzero((gaps > SWITCH_MS) & (gaps <= JOURNEY_MS))
    lat, lon = track.lat, track.lon
    journeys[long] = squared_m(lat[long], lon[long], lat[long + 1], lon[long + 1]) >= JOURNEY_M**2
    return journeys


def _nearest_home(track: Track, places: Places, homes: Homes) -> tuple[Floats, Indices]:
    """Squared metres to the nearest home in force, and which place that is."""
    near = np.full(len(track), np.inf)
    home = np.full(len(track), NOWHERE, dtype=np.int64)
    lows = np.searchsorted(track.start_ms, homes.start_ms)
    highs = np.searchsorted(track.start_ms, homes.end_ms)
    for number, low, high in zip(homes.place.tolist(), lows.tolist(), highs.tolist(), strict=True):
        part = slice(low, high)
        lat, lon = float(places.lat[number]), float(places.lon[number])
        squared = squared_m(track.lat[part], track.lon[part], lat, lon)
        closer = squared < near[part]
        np.copyto(near[part], squared, where=closer)
        np.copyto(home[part], number, where=closer)
    return near, home


def _outside_runs(
    track: Track, gaps: Instants, journeys: Flags, near: Floats, home: Indices
) -> tuple[Flags, Indices]:
    """Which pieces are at home, and the first piece of each run outside.

    Runs that do not go far or long enough are given back to the home around them (``home`` changes).
    """
    inside = near <= HOME_M**2
    first, last = runs((inside[1:] != inside[:-1]) | ((gaps > JOURNEY_MS) & ~journeys))
    edge = np.minimum(np.concatenate(([0], gaps, [0])), 2 * EDGE_MS) // 2
    seen_ms = track.end_ms[last] - track.start_ms[first] + edge[first] + edge[last + 1]
    before, after = np.maximum(first - 1, 0), np.minimum(last + 1, len(track) - 1)
    came_from, went_to = inside[before], inside[after]
    between_homes = came_from & went_to & (home[before] != home[after])
    lone = ~came_from & ~went_to
    glimpse = came_from & went_to & ~between_homes & (track.start_ms[first] == track.end_ms[last])
    came_ms, went_ms = (
        track.start_ms[first] - track.end_ms[before],
        track.start_ms[after] - track.end_ms[last],
    )
    glimpse &= (np.minimum(came_ms, went_ms) <= GLIMPSE_MS) & (np.maximum(came_ms, went_ms) <= SWITCH_MS)
    far = np.maximum.reduceat(near, first) > AWAY_M**2
    out = ~inside[first] & far & (((seen_ms >= OUTING_MS) & ~glimpse) | between_homes | lone)
    for run in np.flatnonzero(~inside[first] & ~out & far):
        home[first[run] : last[run] + 1] = home[before[run] if came_from[run] else after[run]]
    return np.repeat(~out, last - first + 1), first[out]


def _places_stayed_at(track: Track, places: Places, home: Indices, at_home: Flags) -> Indices:
    """The home, or the place of a stay of ten minutes and more, or NOWHERE, for each piece."""
    place = np.where(at_home, home, places.of_piece)
    place[~at_home & (place == home)] = NOWHERE
    first, last = runs((place[1:] != place[:-1]) | (at_home[1:] != at_home[:-1]))
    lengths = last - first + 1
    spot, out = place[first], ~at_home[first]
    brief = track.end_ms[last] - track.start_ms[first] < OUTING_MS
    flicker = np.zeros(len(spot), dtype=bool)
    flicker[1:-1] = out[:-2] & out[1:-1] & out[2:] & (spot[:-2] == spot[2:])
    flicker &= brief & (spot == NOWHERE)
    spot[flicker] = spot[np.flatnonzero(flicker) - 1]

    begins, ends = runs((spot[1:] != spot[:-1]) | (out[1:] != out[:-1]))
    edge = np.minimum(np.concatenate(([0], track.gaps_ms(), [0])), 2 * EDGE_MS) // 2
    opening, closing = first[begins], last[ends]
    stayed_ms = track.end_ms[closing] - track.start_ms[opening] + edge[opening] + edge[closing + 1]
    kept = np.where(out[begins] & (stayed_ms < STAY_MS), NOWHERE, spot[begins])
    stayed: Indices = np.repeat(np.repeat(kept, ends - begins + 1), lengths)
    return stayed


def _known_silences(gaps: Instants, same: Flags, at_home: Flags, journeys: Flags) -> Flags:
    """Which silences are short enough to be known time."""
    known: Flags = gaps <= SWITCH_MS
    long = np.flatnonzero(~known)
    both_out = ~at_home[long] & ~at_home[long + 1]
    known[long] = ((same[long] | both_out) & (gaps[long] <= SAME_PLACE_MS)) | (both_out & journeys[long])
    return known


def _silences_with_phone_on(track: Track, gaps: Instants, same_place: Flags, phone_on: Spans) -> Flags:
    """Silences at one place in which the phone was on for all but two hours."""
    found = np.zeros(len(gaps), dtype=bool)
    asked = np.flatnonzero(same_place & (gaps > SAME_PLACE_MS) & (gaps <= PHONE_ON_MS))
    if len(asked) and len(phone_on):
        reached = np.maximum.accumulate(phone_on.end_ms)
        opens = np.maximum(phone_on.start_ms, np.append(np.iinfo(np.int64).min, reached[:-1]))
        lengths = np.maximum(phone_on.end_ms - opens, 0)
        before = np.append(0, np.cumsum(lengths))

        def on_until(instant: Instants) -> Instants:
            row = np.searchsorted(opens, instant, side="right")
            begun = np.maximum(row - 1, 0)
            total: Instants = before[begun] + np.clip(instant - opens[begun], 0, lengths[begun])
            return total

        on = on_until(track.start_ms[asked + 1]) - on_until(track.end_ms[asked])
        found[asked] = gaps[asked] - on <= SAME_PLACE_MS
    return found


def _jumps_between_homes(places: Places, same: Flags, at_home: Flags, place: Indices) -> Indices:
    """Pieces at one home that follow, unseen on the way, a piece at another."""
    jump = np.flatnonzero(~same & at_home[1:] & at_home[:-1])
    here, there = place[jump], place[jump + 1]
    apart = squared_m(places.lat[here], places.lon[here], places.lat[there], places.lon[there])
    found: Indices = jump[apart > APART_M**2] + 1
    return found


def _stretches(
    track: Track, gaps: Instants, same: Flags, known: Flags, at_home: Flags, place: Indices
) -> Stretches:
    """Pieces joined over what is known; a change of state inside a known silence lies in its middle."""
    first, last = runs(~(same & known))
    half = np.concatenate(([0], np.where(known, gaps, 0), [0]))
    before = half[first] - half[first] // 2
    return Stretches(
        track.start_ms[first] - before, track.end_ms[last] + half[last + 1] // 2, at_home[first], place[first]
    )


def _outings(track: Track, gaps: Instants, at_home: Flags, first: Indices) -> Outings:
    """When each run outside began, between which sights, and whether they were seen at home before."""
    before = np.maximum(first - 1, 0)
    departed = at_home[before] & (first > 0)
    timed = departed & (gaps[before] <= SWITCH_MS) if len(gaps) else departed
    seen_out = track.start_ms[first]
    last_seen = np.where(first > 0, track.end_ms[before], seen_out)
    leave = np.where(timed, (seen_out + last_seen) // 2, seen_out)
    return Outings(leave, last_seen, seen_out, departed, timed)
