"""Homes, found without being told, with a time axis.

*Main home* of a day: the place with the longest dwell over the 91 nights around it. A stay of up to
about six weeks (trip, hospital) does not move it, a house move does. Nights run from noon to noon and
count every hour in them, awake or asleep, so night shifts and reversed sleep change nothing.

*A night is spent* at another place when it holds at least 6 h of it and twice as much as the main
home: 12 h of night shift against 10 h at home is work, 18 h against 6 h is a night at a partner's.
A night heard for less than 16 h shows a shift without the way home, so it is only believed of a place
where most of the nights heard well were spent.

*Lodging*: three or more nights in a row at one place make it a home from the first day to the last
(hotel, hospital, grandparents). *Second home*: six or more nights at one place, never more than 21
days apart (a partner, the other parent, a weekly commuter's flat). Both are choices of this software:
somebody who sits in a hotel room for three days has not gone out on those days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genkan.clock import DAY_S, Clock
from genkan.days.places import NOWHERE, PAUSE_MS, Places
from genkan.days.slices import cut, runs
from genkan.days.track import Indices, Track
from genkan.nouns import Floats, Instants

WINDOW_NIGHTS = 91
NIGHT_HOURS = 6.0
NIGHT_RATIO = 2.0
NIGHT_HEARD_HOURS = 16.0
LODGING_NIGHTS = 3
LODGING_APART = 4  # nights nobody heard of do not end a lodging up to here
SECOND_HOME_NIGHTS = 6
SECOND_HOME_APART = 21
_MOST_CANDIDATES = 256

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Homes:
    """Which places are home when. ``main`` gives the main home from each ``main_from_ms`` on."""

    place: Indices
    start_ms: Instants
    end_ms: Instants
    main: Indices
    main_from_ms: Instants

    def __len__(self) -> int:
        return len(self.place)

    def main_at(self, utc_ms: Instants) -> Indices:
        """The number of the main home at each instant."""
        row = np.searchsorted(self.main_from_ms, utc_ms, side="right") - 1
        found: Indices = self.main[np.maximum(row, 0)]
        return found


def homes_of(track: Track, places: Places, clock: Clock) -> Homes:
    """All homes of a track; none when the person was never seen to stay anywhere."""
    none = np.empty(0, dtype=np.int64)
    if not len(places):
        return Homes(none, none, none, none, none)
    opening_s = int(clock.local_s(int(track.start_ms[0]) // 1000)) // DAY_S * DAY_S - DAY_S
    closing_s = int(clock.local_s(int(track.end_ms[-1]) // 1000)) // DAY_S * DAY_S + 3 * DAY_S
    walls = np.arange(opening_s, closing_s + 1, DAY_S, dtype=np.int64)
    midnights = np.maximum.accumulate(clock.utc_s(walls)) * 1000
    noons = np.maximum.accumulate(clock.utc_s(walls[:-1] + DAY_S // 2)) * 1000
    candidates, hours = _hours_by_night(track, places, noons)
    main = _main_by_night(hours)
    spent = _spent_nights(hours, main)

    # night i runs from noon of day i to noon of day i + 1
    found = [_stretches_of_main(main), _lodgings(spent), *_second_homes(spent)]
    place, first, last = (np.concatenate(part) for part in zip(*found, strict=True))
    place, first, last = _joined(place, first, last)
    turns, _ = runs(np.diff(main) != 0)
    return Homes(
        candidates[place], midnights[first], midnights[last + 2], candidates[main[turns]], midnights[turns]
    )


def _hours_by_night(track: Track, places: Places, noons: Instants) -> tuple[Indices, Floats]:
    """The places that could be a home, and a table nights × places of hours there."""
    of = places.of_piece
    first, last = runs((of[1:] != of[:-1]) | (track.gaps_ms() > PAUSE_MS))
    stayed = of[first] != NOWHERE
    first, last = first[stayed], last[stayed]
    visit, night, hours = cut(track.start_ms[first], track.end_ms[last], noons)
    place = of[first].astype(np.int64)[visit]
    total = np.bincount(place, hours, minlength=len(places))
    candidates = np.argsort(-total, kind="stable")[:_MOST_CANDIDATES]
    column = np.full(len(places), -1, dtype=np.int64)
    column[candidates] = np.arange(len(candidates))
    known = column[place] >= 0
    nights, wide = len(noons) - 1, len(candidates)
    cell = night[known] * wide + column[place[known]]
    table = np.bincount(cell, hours[known], minlength=nights * wide).astype(np.float64)
    return candidates, table.reshape(nights, wide)


def _main_by_night(hours: Floats) -> Numbers:
    """The longest dwell over the window around each night; silent months keep what was before."""
    nights = len(hours)
    summed = np.vstack((np.zeros((1, hours.shape[1])), np.cumsum(hours, axis=0)))
    index = np.arange(nights)
    half = WINDOW_NIGHTS // 2
    around = summed[np.minimum(index + half + 1, nights)] - summed[np.maximum(index - half, 0)]
    heard = around.max(axis=1) > 1e-6
    known = np.maximum.accumulate(np.where(heard, index, -1))
    known[known < 0] = int(np.argmax(heard))
    main: Numbers = around.argmax(axis=1)[known]
    return main


def _spent_nights(hours: Floats, main: Numbers) -> Numbers:
    """Where each night was spent; -1 when nobody heard."""
    index = np.arange(len(hours))
    longest = hours.argmax(axis=1)
    there, at_main = hours[index, longest], hours[index, main]
    elsewhere = (longest != main) & (there >= NIGHT_HOURS)
    away = elsewhere & (there >= NIGHT_RATIO * at_main)
    heard = hours.sum(axis=1) >= NIGHT_HEARD_HOURS
    wide = hours.shape[1]
    visits = np.bincount(longest[heard & elsewhere], minlength=wide)
    nights = np.bincount(longest[heard & away], minlength=wide)
    away &= heard | (2 * nights > visits)[longest]
    spent: Numbers = np.where(away, longest, np.where(at_main > 0, main, -1))
    return spent


def _stretches_of_main(main: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(place, first night, last night) of each stretch with one main home."""
    first, last = runs(np.diff(main) != 0)
    return main[first], first, last


def _lodgings(spent: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Stretches of three and more nights in a row at one place."""
    heard = np.flatnonzero(spent >= 0)
    if not len(heard):
        return heard, heard, heard
    place = spent[heard]
    first, last = runs((np.diff(place) != 0) | (np.diff(heard) > LODGING_APART))
    long = last - first + 1 >= LODGING_NIGHTS
    return place[first[long]], heard[first[long]], heard[last[long]]


def _second_homes(spent: Numbers) -> list[tuple[Numbers, Numbers, Numbers]]:
    """Stretches of regular nights at one place."""
    found = []
    counts = np.bincount(spent[spent >= 0], minlength=1)
    for place in np.flatnonzero(counts >= SECOND_HOME_NIGHTS):
        nights = np.flatnonzero(spent == place)
        first, last = runs(np.diff(nights) > SECOND_HOME_APART)
        often = last - first + 1 >= SECOND_HOME_NIGHTS
        first, last = first[often], last[often]
        found.append((np.full(len(first), place, dtype=np.int64), nights[first], nights[last]))
    return found


def _joined(place: Numbers, first: Numbers, last: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Overlapping stretches of one place as one."""
    order = np.lexsort((first, place))
    place, first, last = place[order], first[order], last[order]
    reach = place * (int(last.max()) + 3) + last  # grows with place, so one running maximum serves all
    reached = np.maximum.accumulate(reach) - place * (int(last.max()) + 3)
    begins, ends = runs((place[1:] != place[:-1]) | (first[1:] > reached[:-1] + 1))
    return place[begins], first[begins], reached[ends]
