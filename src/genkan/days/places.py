"""Places: spots where the person stayed, found by how long they were there.

A piece of the track is *resting* when it lasts five minutes or when the phone is still within 75 m
five minutes later. Squares of 100 m are asked in the order of resting time in them; each becomes a
place (the weighted mean of what rests within 100 m) and takes every piece within 100 m that no
heavier place has taken. So a place is a spot people rest at, and passing through makes none.

Nothing here knows about nights: night workers, reversed sleepers and housebound people rest too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from genkan.days.track import M_PER_DEGREE, Flags, Indices, Track, squared_m
from genkan.nouns import Floats

PLACE_RADIUS_M = 100.0
REST_MS = 5 * 60_000
REST_RADIUS_M = 75.0
STAY_MS = 10 * 60_000  # a place needs this much rest in all, a stay this long at once
PAUSE_MS = 12 * 3_600_000  # a silence up to here only pauses a stay
HELD_MS = 2 * 3_600_000  # a piece stands for at most half of this on either side
_CELL_M = 100.0
_SAMPLE = 4096
_HEAVY_SHARE = 0.02
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Places:
    """Centres of places, heaviest first within a round, and which one each piece belongs to."""

    lat: Floats = field(repr=False)
    lon: Floats = field(repr=False)
    of_piece: npt.NDArray[np.int32] = field(repr=False)  # NOWHERE: on the way

    def __len__(self) -> int:
        return len(self.lat)

    def __repr__(self) -> str:
        return f"Places({len(self)} places)"


def places_of(track: Track) -> Places:
    """All places of a track; none for no track, one for a person who never leaves."""
    owner = np.full(len(track), NOWHERE, dtype=np.int32)
    centres: list[tuple[float, float]] = []
    if len(track):
        weight = _held_ms(track)
        rest = np.where(_resting(track), weight, 0.0)
        left = _taken_by_heavy(track, rest, owner, centres)
        _taken_by_light(track, rest, left, owner, centres)
    found = np.array(centres, dtype=np.float64).reshape(-1, 2)
    return Places(found[:, 0], found[:, 1], owner)


def _held_ms(track: Track) -> Floats:
    """How much time each piece stands for: its own and half of the short silences around it."""
    held = (track.end_ms - track.start_ms).astype(np.float64)
    halves = np.minimum(track.gaps_ms(), HELD_MS) * 0.5
    held[:-1] += halves
    held[1:] += halves
    return held


def _resting(track: Track) -> Flags:
    """Pieces after which the phone is still there five minutes later."""
    resting: Flags = track.end_ms - track.start_ms >= REST_MS
    brief = np.flatnonzero(~resting)
    later = np.searchsorted(track.start_ms, track.start_ms[brief] + REST_MS)
    there = later < len(track)
    brief, later = brief[there], later[there]
    near = (
        squared_m(track.lat[brief], track.lon[brief], track.lat[later], track.lon[later]) <= REST_RADIUS_M**2
    )
    resting[brief] = near & (track.start_ms[later] - track.end_ms[brief] <= PAUSE_MS)
    return resting


def _squares(lat: Floats, lon: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Centres and weights of the 100 m squares with any weight, heaviest first."""
    row = np.floor(lat * (M_PER_DEGREE / _CELL_M))
    width = np.cos(np.radians(row * (_CELL_M / M_PER_DEGREE)))
    column = np.floor(lon * width * (M_PER_DEGREE / _CELL_M))
    _, square = np.unique(row.astype(np.int64) * 2**32 + column.astype(np.int64), return_inverse=True)
    total = np.bincount(square, weight).astype(np.float64)
    order = np.argsort(-total, kind="stable")
    north = np.bincount(square, weight * lat) / total
    east = np.bincount(square, weight * lon) / total
    return north[order], east[order], total[order]


def _mean(values: Floats, weights: Floats, total: float) -> float:
    return float(np.einsum("i,i->", values, weights)) / total  # BLAS would start threads for this


def _settled(
    lat: Floats, lon: Floats, rest: Floats, free: Flags, centre: tuple[float, float]
) -> tuple[Flags, tuple[float, float]] | None:
    """The free pieces around a centre moved to the middle of what rests there; None if too little rests."""
    near = free & (squared_m(lat, lon, *centre) <= PLACE_RADIUS_M**2)
    weights = rest[near]
    total = float(weights.sum())
    if total < STAY_MS:
        return None
    middle = _mean(lat[near], weights, total), _mean(lon[near], weights, total)
    return free & (squared_m(lat, lon, *middle) <= PLACE_RADIUS_M**2), middle


def _taken_by_heavy(
    track: Track, rest: Floats, owner: npt.NDArray[np.int32], centres: list[tuple[float, float]]
) -> Indices:
    """Let the few places where most time is spent take their pieces; what is left over."""
    resting = np.flatnonzero(rest)
    sample = resting[:: max(1, len(resting) // _SAMPLE)]
    left = np.arange(len(track), dtype=np.int64)
    if not len(sample):
        return left
    north, east, total = _squares(track.lat[sample], track.lon[sample], rest[sample])
    for k in np.flatnonzero(total >= _HEAVY_SHARE * total.sum()):
        lat, lon = track.lat[left], track.lon[left]
        found = _settled(lat, lon, rest[left], np.ones(len(left), dtype=bool), (north[k], east[k]))
        if found is not None:
            owner[left[found[0]]] = len(centres)
            centres.append(found[1])
            left = left[~found[0]]
    return left


def _taken_by_light(
    track: Track,
    rest: Floats,
    left: Indices,
    owner: npt.NDArray[np.int32],
    centres: list[tuple[float, float]],
) -> None:
    """Let all other places take theirs, looking only at a belt of latitude around each."""
    left = left[np.argsort(track.lat[left], kind="stable")]
    lat, lon, still = track.lat[left], track.lon[left], rest[left]
    resting = still > 0
    if not resting.any():
        return
    north, east, _ = _squares(lat[resting], lon[resting], still[resting])
    belt = 2 * PLACE_RADIUS_M / M_PER_DEGREE
    lows, highs = np.searchsorted(lat, north - belt), np.searchsorted(lat, north + belt)
    free = np.ones(len(left), dtype=bool)
    for k, (low, high) in enumerate(zip(lows.tolist(), highs.tolist(), strict=True)):
        part = slice(low, high)
        found = _settled(lat[part], lon[part], still[part], free[part], (float(north[k]), float(east[k])))
        if found is not None:
            owner[left[part][found[0]]] = len(centres)
            centres.append(found[1])
            free[part] &= ~found[0]
