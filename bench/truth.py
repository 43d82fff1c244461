"""What could be known: the truth about invented people, seen through what their devices wrote.

The rules of counting are those of the manual, written a second time and without any code of ``genkan.days``:

* an outing is an absence of at least 5 minutes that went at least 150 m away; a lodging on a journey is a
  home for as long as the journey lasts (the journeys here are of three nights and more);
* a day is *out* when an outing began on it, or when six hours of it were spent away;
* a true day out is *knowable* when the phone was carried on one of its outings and wrote at least two
  positions 5 minutes apart in it beyond 100 m, one of them beyond 200 m, and the last position before and the
  first after the departure lie on that same day; or when positions prove six hours away;
* a true day at home is *knowable* when silences of more than two hours fill no more than a tenth of it and
  none of them takes more than two hours between 06:00 and midnight;
* hours out are compared on days on which silences of more than half an hour fill no more than a tenth and
  nobody went out without the phone.

What "within two hours" means is taken two minutes more narrowly, so that no rule hangs on a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from genkan.pretend import Life, Observed
from genkan.pretend.town import AT_HOME, metres_between

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

OUTING_MINUTES, OUTING_METRES, AWAY_DAY_MINUTES = 5, 150.0, 360
OUTSIDE_METRES, SURE_METRES = 100.0, 200.0  # with room for the error of positions
SILENCE_SHARE, HIDING_MINUTES, GAP_MINUTES = 0.1, 118, 30  # two hours, with room for seconds


@dataclass(frozen=True, slots=True)
class Out:
    """Days out and hours out; one entry a local day. ``trips`` are the outings (minutes, end excluded)."""

    left: Bools
    hours: Floats
    trips: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Knowable:
    """Days on which the files can tell; one entry a local day."""

    left: Bools
    hours: Bools


def out_of(life: Life) -> Out:
    """Days and hours out by the rules above."""
    stays = np.array([place.kind in (*AT_HOME, "lodging") for place in life.places])[life.place]
    trips = tuple((a, b) for a, b in _runs(~stays) if b - a >= OUTING_MINUTES and _furthest(life, a, b))
    away = np.zeros(len(life.day), np.bool_)
    left = np.zeros(len(life), np.bool_)
    for a, b in trips:
        away[a:b] = True
        left[life.day[a]] |= a > 0
    minutes = np.bincount(life.day, weights=away, minlength=len(life))
    return Out(left | (minutes >= AWAY_DAY_MINUTES), minutes / 60, trips)


def knowable_of(obs: Observed, out: Out) -> Knowable:
    """Which days the phone heard well enough to tell."""
    life, days = obs.life, len(obs.life)
    length = np.bincount(life.day, minlength=days)
    minute = np.flatnonzero(obs.heard)
    hidden, waking = np.zeros(days), np.zeros(days)
    gaps = np.zeros(days)
    hour = life.clock.hour((life.first_minute + np.arange(len(life.day))) * 60)
    edges = np.concatenate(([-1], minute, [len(life.day)]))
    for before, after in pairwise(edges.tolist()):
        if after - before <= GAP_MINUTES:
            continue
        inside = slice(max(before, 0), after)
        touched, counts = np.unique(life.day[inside], return_counts=True)
        gaps[touched] += counts
        if after - before > HIDING_MINUTES:
            hidden[touched] += counts
            awake = np.bincount(life.day[inside], weights=hour[inside] >= 6, minlength=days)
            waking = np.maximum(waking, awake)
    seen = np.zeros(days, np.bool_)
    unseen_hours = np.zeros(days, np.bool_)
    proved = np.zeros(days)
    for a, b in out.trips:
        if not obs.carried[a:b].all():
            unseen_hours[life.day[a : b : max(1, b - a - 1)]] = True
            continue
        heard = minute[(minute >= a) & (minute < b)]
        if _is_seen(life, heard):
            before = minute[minute < a]
            dated = len(before) > 0 and life.day[before[-1]] == life.day[a] == life.day[heard[0]]
            seen[life.day[a]] |= dated
            proved += _proved_minutes(life, heard)
    quiet = (hidden <= SILENCE_SHARE * length - 2) & (waking <= HIDING_MINUTES)
    told = np.where(out.left, seen | (proved >= AWAY_DAY_MINUTES), quiet)
    exact = (gaps <= SILENCE_SHARE * length) & ~unseen_hours
    return Knowable(told & (length > 0), exact & (length > 0))


def _is_seen(life: Life, heard: npt.NDArray[np.int64]) -> bool:
    """Two positions 5 minutes apart beyond 100 m, one of them beyond 200 m."""
    metres = life.daily.metres[heard]
    beyond = heard[metres >= OUTSIDE_METRES]
    if len(beyond) < 2 or beyond[-1] - beyond[0] < OUTING_MINUTES:
        return False
    return bool(metres.max() >= SURE_METRES)


def _proved_minutes(life: Life, heard: npt.NDArray[np.int64]) -> Floats:
    """Minutes of each day between neighbouring positions of one outing, at most two hours apart."""
    minutes = np.zeros(len(life))
    for low, high in pairwise(heard.tolist()):
        if high - low <= HIDING_MINUTES:
            minutes[life.day[low]] += high - low
    return minutes


def _furthest(life: Life, a: int, b: int) -> bool:
    """Did the absence go 150 m from the place left and from the place come to?"""
    lat, lon = life.lat[a:b], life.lon[a:b]
    far = True
    for end in (a - 1, b):
        if 0 <= end < len(life.day):
            far &= bool(metres_between(lat, lon, life.lat[end], life.lon[end]).max() >= OUTING_METRES)
    return far


def _runs(mask: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges]


def mid_sleep_errors(life: Life, middles: Floats, shift: int) -> Floats:
    """Minutes between the read middle of the main sleep and the nearest true sleep, per known date.

    ``middles`` are wall-clock hours of the table's dates; ``shift`` is the table's first row counted from
    the life's first day. A true sleep belongs to the date on which it ends; one that ends within three hours
    of midnight may carry either date.
    """
    long = life.sleep_s[:, 1] - life.sleep_s[:, 0] >= 2 * 3600
    begin, end = life.sleep_s[long, 0], life.sleep_s[long, 1]
    middle = life.clock.hour((begin + end) // 2)
    errors = []
    for row in np.flatnonzero(np.isfinite(middles)).tolist():
        index = row + shift
        if not 0 <= index < len(life):
            continue
        low, high = life.starts_s[index] - 3 * 3600, life.starts_s[index + 1] + 3 * 3600
        candidates = middle[(end > low) & (end <= high)]
        if len(candidates):
            apart = np.abs((candidates - middles[row] + 12) % 24 - 12)
            errors.append(float(apart.min()) * 60)
        else:
            errors.append(720.0)
    return np.array(errors)
