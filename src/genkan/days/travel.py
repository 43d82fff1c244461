"""Where the person's clock was, by position.

The track is looked at about every half hour and sorted into regions of 40 km around the spots where
most looks fall; only a region where the person stayed three hours in one go is asked for its time zone
(so a year at home is one question). A quick transit changes no clock: stays decide.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from genkan.clock import UnknownZone, ZoneSpan, fixed_offset_s, zone_info
from genkan.days.slices import runs
from genkan.days.track import WORST_ACCURACY_M, Indices, squared_m
from genkan.nouns import Fixes, Floats

REGION_M = 40_000.0
STAY_MS = 3 * 3_600_000
_LOOK_BITS = 21  # a look every 2^21 ms, about 35 minutes
_SQUARE_DEGREES = 0.1
_MOST_REGIONS = 2_000


def zone_spans(fixes: Fixes, default_zone: str) -> tuple[ZoneSpan, ...]:
    """The zones the clock followed, in order; at least one.

    ``default_zone`` (IANA or ``+09:00``) holds when there are no fixes, no stay of three hours, or no
    zone is known for a position. Before the first stay its zone is taken to hold as well. A change is
    dated to the first look at the new region, so at most 35 minutes late.

    >>> day = np.arange(0, 86_400_000, 600_000) + 1_767_225_600_000
    >>> zone_spans(Fixes(day, day * 0 + 13.75, day * 0 + 100.5, np.ones(144, np.float32)), "UTC")
    (ZoneSpan(start_s=1767225600, zone='Asia/Bangkok'),)
    """
    looks = _looks(fixes)
    if not len(looks):
        return (ZoneSpan(0, default_zone),)
    when, lat, lon = fixes.utc_ms[looks], fixes.lat[looks], fixes.lon[looks]
    region, centre = _regions(lat, lon)
    first, last = runs(region[1:] != region[:-1])
    first = first[when[last] - when[first] >= STAY_MS]
    zone_at = _zone_lookup()
    names: dict[int, str] = {}
    spans: list[ZoneSpan] = []
    for look in first.tolist():
        number = int(region[look])
        if number not in names:
            spot = int(centre[number])
            names[number] = zone_at(float(lon[spot]), float(lat[spot])) or default_zone
        if not spans or spans[-1].zone != names[number]:
            spans.append(ZoneSpan(int(when[look]) // 1000, names[number]))
    return tuple(spans) or (ZoneSpan(0, default_zone),)


def _looks(fixes: Fixes) -> Indices:
    """The first fix of every half hour or so, without those that say they are far off."""
    slot = fixes.utc_ms >> _LOOK_BITS
    looks = np.flatnonzero(slot[1:] != slot[:-1]) + 1
    if len(fixes):
        looks = np.append(0, looks)
    return looks[
        ~(fixes.accuracy_m[looks] > WORST_ACCURACY_M) & np.isfinite(fixes.lat[looks] + fixes.lon[looks])
    ]


def _regions(lat: Floats, lon: Floats) -> tuple[Indices, Indices]:
    """A region number for each look, and the look each region lies around; busiest squares first."""
    row, column = np.floor(lat / _SQUARE_DEGREES), np.floor(lon / _SQUARE_DEGREES)
    _, head, square, count = np.unique(
        row * 10_000 + column, return_index=True, return_inverse=True, return_counts=True
    )
    region = np.full(len(head), -1, dtype=np.int64)
    centres: list[int] = []
    for number in np.argsort(-count, kind="stable"):
        if region[number] < 0 and len(centres) < _MOST_REGIONS:
            centre = head[number]
            near = squared_m(lat[head], lon[head], float(lat[centre]), float(lon[centre])) <= REGION_M**2
            region[near & (region < 0)] = len(centres)
            centres.append(int(centre))
    return region[square], np.array(centres, dtype=np.int64)


def _zone_lookup() -> Callable[[float, float], str | None]:
    """The zone at a longitude and latitude, or None where nobody knows one."""
    from tzfpy import get_tz  # loaded only when there are positions

    def zone_at(lon: float, lat: float) -> str | None:
        name = str(get_tz(lon, lat))
        try:
            known = fixed_offset_s(name) is not None or zone_info(name) is not None
        except UnknownZone:
            return None
        return name if known else None

    return zone_at
