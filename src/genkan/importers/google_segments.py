"""Segments of Google's on-device timeline, Android's and the iPhone's: visits, trips, paths, raw positions.

A segment is one record: ``visit``, ``activity`` or ``timelinePath`` between ``startTime`` and ``endTime``, or (Android,
last 30 days only) ``position``. The two phones differ in spelling, not in meaning, and both are read here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from genkan.importers.ascii_columns import (
    STYLES,
    Flags,
    Floats,
    Ints,
    Rows,
    colon_behind,
    instants,
    integers,
    positions,
)
from genkan.importers.google_track import Track, instant_of, offset_minutes, part, place_of
from genkan.importers.json_scan import Block, number_of

_QUOTE, _BRACE, _END, _BRACKET = b'"{}['
_MINUTE_MS = 60_000


# ── one at a time: the plain way ──


def one_segment(record: Any, track: Track) -> None:
    """One visit, trip, path or raw position; anything else is passed over."""
    if not isinstance(record, dict):
        return
    visit, trip, path = record.get("visit"), record.get("activity"), record.get("timelinePath")
    if isinstance(visit, dict):
        _zone(record, track)
        place = place_of(part(visit, "topCandidate", "placeLocation"))
        track.stay(_start(record, track), _end(record, track), place)
    if isinstance(trip, dict):
        _zone(record, track)
        for side, when in (("start", _start(record, track)), ("end", _end(record, track))):
            if trip.get(side) is not None:
                track.fix(when, place_of(trip[side]))
    if isinstance(path, list):
        for point in path:
            track.fix(_point_time(point, record, track), place_of(part(point, "point")))
    position = record.get("position")
    if isinstance(position, dict):
        place = place_of(position.get("LatLng", position.get("latLng", position.get("point"))))
        when = instant_of(position.get("timestamp"), track)
        track.fix(when, place, number_of(position.get("accuracyMeters")))


def _start(record: dict[str, Any], track: Track) -> int | None:
    return instant_of(record.get("startTime"), track)


def _end(record: dict[str, Any], track: Track) -> int | None:
    return instant_of(record.get("endTime"), track)


def _zone(record: dict[str, Any], track: Track) -> None:
    """Where the clock was. The field in minutes tells it; the offset in the text is the exporting phone's."""
    minutes = offset_minutes(record, "startTimeTimezoneUtcOffsetMinutes", record.get("startTime"))
    track.zone(_start(record, track), minutes)


def _point_time(point: Any, record: dict[str, Any], track: Track) -> int | None:
    when = instant_of(part(point, "time"), track)
    minutes = number_of(part(point, "durationMinutesOffsetFromStartTime"))
    start = _start(record, track)
    if when is not None or minutes is None or start is None or not abs(minutes) < 1e6:
        return when
    return start + int(minutes * _MINUTE_MS)


# ── many at a time ──


class _Shapes:
    """The records of a block: where each begins and ends, the name of its only inner object, how many braces."""

    def __init__(self, block: Block):
        self.first, self.last = block.braces[block.opens], block.braces[block.closes]
        self.inside = block.closes - block.opens
        self.only = np.zeros(len(block), dtype=bool)
        step_up = (block.kind[block.braces] & 2) != 0
        inner = np.cumsum(step_up & (block.level == block.record_level + 1))
        children = inner[block.closes] - inner[block.opens]
        self.only = (children == 1) & ~block.escaped()
        self.none = (children == 0) & ~block.escaped()
        self.child = block.opens + 1
        start = block.braces[np.minimum(self.child, len(block.braces) - 1)]
        self.gap = start - self.first
        self.named = Rows(block.text, block.at[np.maximum(start - 2, 0)])
        self.closed = block.kind[self.last - 1] != _QUOTE


def columns(block: Block, track: Track) -> Ints:
    """Visits, trips, paths and positions of the usual shapes; returns the numbers of the odd records."""
    shapes = _Shapes(block)
    odd = ~(shapes.only | shapes.none)
    for name, read in ((b'"timelinePath"', _paths), (b'"visit"', _visits), (b'"activity"', _trips), (b'"position"', _raw)):
        rows = np.flatnonzero(shapes.only & shapes.named.begin_with(name))
        if len(rows):
            fits = read(block, track, shapes, rows)
            odd[rows[~fits]] = True
    return np.flatnonzero(odd)


def _paths(block: Block, track: Track, shapes: _Shapes, rows: Ints) -> Flags:
    """Points in paths: each an object of two strings, ``point`` and ``time`` or minutes since the start."""
    braces, kind = block.braces, block.kind
    points = (shapes.inside[rows] - 3) // 2
    fits = (shapes.inside[rows] >= 3) & (shapes.inside[rows] % 2 == 1)
    fits &= kind[braces[shapes.child[rows]]] == _BRACKET
    fits &= shapes.closed[rows]
    points = np.where(fits, points, 0)
    owner = np.repeat(np.arange(len(rows)), points)
    index = np.arange(len(owner)) - np.repeat(np.cumsum(points) - points, points)
    opens = np.repeat(shapes.child[rows] + 1, points) + 2 * index
    first = braces[opens]
    fine = (kind[first] == _BRACE) & (braces[opens + 1] - first == 9) & (kind[first + 9] == _END)
    if not fine.all():
        fits[owner[~fine]] = False
        owner, first = owner[fine], first[fine]
    if not len(first):
        return fits
    lat, lon, fine = _texts(block, first + 1, b'"point"')
    second = Rows(block.text, block.at[first + 5])
    if second.first().startswith(b'"time"'):
        when, timed = _times(block, second, first + 5, b'"time"')
    else:
        when, timed = _minutes(block, first + 5, owner, shapes.first[rows])
    fine &= timed
    if not fine.all():
        fits[owner[~fine]] = False
    if not fits.all():
        keep = fits[owner]
        when, lat, lon = when[keep], lat[keep], lon[keep]
    track.fixes(when, lat, lon)
    return fits


def _minutes(block: Block, tape: Ints, owner: Ints, paths: Ints) -> tuple[Ints, Flags]:
    """Times told in minutes since the start of the path (iPhone)."""
    where, begin = block.at[tape], block.at[tape + 2]
    rows = Rows(block.text, where)
    lead = colon_behind(rows.first(), b'"durationMinutesOffsetFromStartTime"') + b'"'
    minutes, fine = integers(Rows(block.text, begin), 1)
    fine &= rows.begin_with(lead) & (begin - where == len(lead) - 1) & (np.abs(minutes) < 10**6)
    (start, _), spanned = _span(block, paths)
    fine &= spanned[owner]
    return start[owner] + minutes * _MINUTE_MS, fine


def _texts(block: Block, tape: Ints, key: bytes) -> tuple[Floats, Floats, Flags]:
    """Positions in strings behind a key that stands at these places of the tape."""
    where, begin, end = block.at[tape], block.at[tape + 2], block.at[tape + 3]
    rows = Rows(block.text, where)
    lead = colon_behind(rows.first(), key) + b'"'
    value = block.text[begin[0] + 1 : end[0]]
    style = next(style for style in STYLES if value.startswith(style.before) and value.endswith(style.after))
    named = rows.begin_with(lead + style.before) & (begin - where == len(lead) - 1)
    lat, lon, fits = positions(block.text, begin + (1 + len(style.before)), end, style)
    return lat, lon, fits & named


def _times(block: Block, rows: Rows, tape: Ints, key: bytes) -> tuple[Ints, Flags]:
    """Times in strings behind a key that stands at these places of the tape."""
    start = colon_behind(rows.first(), key) + b'"'
    begin = block.at[tape + 2]
    when, fits = instants(rows, len(start), block.at[tape + 3] - begin - 1)
    return when, fits & rows.begin_with(start) & (begin - block.at[tape] == len(start) - 1)


def _span(block: Block, first: Ints) -> tuple[tuple[Ints, Ints], Flags]:
    """Start and end of records that begin with these two times, in either order."""
    rows = Rows(block.text, block.at[first + 1])
    keys = (b'"startTime"', b'"endTime"') if rows.first().startswith(b'"s') else (b'"endTime"', b'"startTime"')
    one, fits = _times(block, rows, first + 1, keys[0])
    two, fine = _times(block, Rows(block.text, block.at[first + 5]), first + 5, keys[1])
    fits &= fine
    return ((one, two) if keys[0] == b'"startTime"' else (two, one)), fits


def _visits(block: Block, track: Track, shapes: _Shapes, rows: Ints) -> Flags:
    """Visits with one candidate and one place."""
    return np.zeros(len(rows), dtype=bool)


def _trips(block: Block, track: Track, shapes: _Shapes, rows: Ints) -> Flags:
    return np.zeros(len(rows), dtype=bool)


def _raw(block: Block, track: Track, shapes: _Shapes, rows: Ints) -> Flags:
    return np.zeros(len(rows), dtype=bool)
