"""Segments of Google's timeline on Android phones and iPhones: visits, trips, paths, raw positions.

A segment is one record: ``visit``, ``activity`` or ``timelinePath`` between ``startTime`` and ``endTime``,
or (Android, last 30 days only) ``position``. The two phones differ in spelling, not in meaning, and both
are read here.
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
    Style,
    integers,
    positions,
)
from genkan.importers.ascii_times import instants, offset_minutes_at
from genkan.importers.google_points import Stretches, taken
from genkan.importers.google_track import Track, instant_of, offset_minutes, part, place_of
from genkan.importers.json_scan import Block, number_of

_BRACE, _BRACKET = b"{["
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


def columns(block: Block, track: Track) -> Ints:
    """Visits, trips, paths and positions of the usual shapes; returns the numbers of the odd records."""
    children, name = block.children()
    plain = block.escaped() | (children > 1)
    paths = ~plain & name.begin_with(b'"timelinePath"') & (children == 1)
    odd = plain.copy()
    if block.stretches is not None:
        owner, fine = _owners(block, block.stretches)
        fine &= paths[owner]
        odd[owner[~fine & (owner >= 0)]] = True
        paths &= ~odd
    rows = np.flatnonzero(paths)
    if len(rows):
        odd[rows[~_paths(block, track, rows)]] = True
    if block.stretches is not None:
        fine &= (owner >= 0) & ~odd[owner]
        track.fixes(*taken(block.stretches, fine))
    small = np.zeros(len(block), dtype=bool)
    for key in (b'"visit"', b'"activity"', b'"position"'):
        small |= name.begin_with(key)
    rows = np.flatnonzero(small & ~plain & (children == 1))
    odd[rows] = True
    for group, keys in block.alike(rows):
        fits = _segments(block, track, group, keys)
        odd[group[fits]] = False
    return np.flatnonzero(odd)


def _paths(block: Block, track: Track, rows: Ints) -> Flags:
    """Points in paths: each an object of two strings, ``point`` and ``time`` or minutes since the start."""
    opens, closes = block.opens[rows], block.closes[rows]
    leaves = block.leaves(9)
    before, after = np.searchsorted(leaves, opens), np.searchsorted(leaves, closes)
    points = after - before
    fits: Flags = (closes - opens == 3 + 2 * points) & (block.kind[block.braces[opens + 1]] == _BRACKET)
    fits &= block.braces[closes - 1] - block.braces[opens + 1] == 10 * points + 1  # no string among them
    points *= fits
    total = int(points.sum())
    if total != len(leaves):
        leaves = leaves[np.repeat(before - np.cumsum(points) + points, points) + np.arange(total)]
    if not total:
        return fits
    first, owner = block.braces[leaves], np.repeat(np.arange(len(rows)), points)
    starts = None if block.begins(int(first[0]) + 5, b'"time"') else _starts(block, rows)
    lat, lon, fine = _places(block, first + 1, b'"point"')
    if starts is None:
        when, timed = _times(block, first + 5, b'"time"')
    else:
        when, timed = _minutes(block, first + 5, starts[0][owner])
        timed &= starts[1][owner]
    fine &= timed
    if not fine.all():
        fits[owner[~fine]] = False
        keep = fits[owner]
        when, lat, lon = when[keep], lat[keep], lon[keep]
    track.fixes(when, lat, lon)
    return fits


def _owners(block: Block, stretches: Stretches) -> tuple[Ints, Flags]:
    """The record each stretch was taken out of, -1 if it is none of these; whether a point follows there."""
    begin, end = block.at[block.braces[block.opens]], block.at[block.braces[block.closes]]
    owner = np.searchsorted(begin, stretches.at, side="right") - 1
    owner[stretches.at > end[owner]] = -1
    leaves = block.at[block.braces[block.leaves(9)]]
    if not len(leaves):
        return owner, np.zeros(len(owner), dtype=bool)
    nearest = np.minimum(np.searchsorted(leaves, stretches.at), len(leaves) - 1)
    return owner, leaves[nearest] == stretches.at


def _minutes(block: Block, tape: Ints, start: Ints) -> tuple[Ints, Flags]:
    """Times told in minutes since the start of the path (iPhone)."""
    where = block.at[tape]
    rows = Rows(block.text, where)
    lead = rows.lead(b'"durationMinutesOffsetFromStartTime"') + b'"'
    minutes, fits = integers(Rows(block.text, where + len(lead)), 0)
    fits &= rows.begin_with(lead) & (np.abs(minutes) < 10**6)
    return start + minutes * _MINUTE_MS, fits


def _starts(block: Block, rows: Ints) -> tuple[Ints, Flags]:
    """Start times of records, told by their first or second key, and where they are known."""
    start, known = np.zeros(len(rows), np.int64), np.zeros(len(rows), dtype=bool)
    first = block.braces[block.opens[rows]]
    for place in (1, 5):
        when, fine = _times(block, first + place, b'"startTime"')
        start[fine], known[fine] = when[fine], True
    return start, known


def _segments(block: Block, track: Track, rows: Ints, keys: dict[tuple[bytes, ...], int]) -> Flags:
    """Visits, trips or raw positions that all have these keys at these places behind their beginnings."""
    none = np.zeros(len(rows), dtype=bool)
    first = block.braces[block.opens[rows]]
    kind = next((path[0] for path in keys if path[0] in (b'"visit"', b'"activity"', b'"position"')), b"")
    if kind == b'"position"':
        return _raw(block, track, first, keys)
    if (b'"startTime"',) not in keys or (b'"endTime"',) not in keys:
        return none
    start, fits = _times(block, first + keys[(b'"startTime"',)], b'"startTime"')
    end, fine = _times(block, first + keys[(b'"endTime"',)], b'"endTime"')
    fits &= fine
    minutes, fine = _offsets(block, first, keys)
    fits &= fine
    if kind == b'"visit"':
        found = _place_at(block, first, keys, (kind, b'"topCandidate"', b'"placeLocation"'))
        if found is None:
            return none
        lat, lon, fine = found
        fits &= fine
        track.stays(start[fits], end[fits], lat[fits], lon[fits])
    else:
        ends = [_place_at(block, first, keys, (kind, side)) for side in (b'"start"', b'"end"')]
        if ends[0] is None or ends[1] is None:
            return none
        fits &= ends[0][2] & ends[1][2]
        for when, (lat, lon, _) in ((start, ends[0]), (end, ends[1])):
            track.fixes(when[fits], lat[fits], lon[fits])
    zoned = fits & (minutes > -_MINUTE_MS)
    track.zones(start[zoned], minutes[zoned])
    return fits


def _raw(block: Block, track: Track, first: Ints, keys: dict[tuple[bytes, ...], int]) -> Flags:
    """Raw positions with a time and, if the file says so, an accuracy."""
    timed = keys.get((b'"position"', b'"timestamp"'))
    names = (b'"LatLng"', b'"latLng"')
    name = next((name for name in names if (b'"position"', name) in keys), None)
    if timed is None or name is None:
        return np.zeros(len(first), dtype=bool)
    lat, lon, fits = _places(block, first + keys[(b'"position"', name)], name)
    when, fine = _times(block, first + timed, b'"timestamp"')
    fits &= fine
    accuracy_m = np.full(len(first), np.nan)
    told = keys.get((b'"position"', b'"accuracyMeters"'))
    if told is not None:
        accuracy, fine = _numbers(block, first + told, b'"accuracyMeters"')
        fits &= fine & (accuracy >= 0) & (accuracy < 10**9)
        accuracy_m[fits] = accuracy[fits]
    track.fixes(when[fits], lat[fits], lon[fits], accuracy_m[fits])
    return fits


def _place_at(
    block: Block, first: Ints, keys: dict[tuple[bytes, ...], int], path: tuple[bytes, ...]
) -> tuple[Floats, Floats, Flags] | None:
    """A place told by a string, or by an object that holds the string as ``latLng``."""
    for way in ((*path, b'"latLng"'), path):
        if way in keys:
            return _places(block, first + keys[way], way[-1])
    return None


def _offsets(block: Block, first: Ints, keys: dict[tuple[bytes, ...], int]) -> tuple[Ints, Flags]:
    """Minutes east of UTC: the field that says so, else the offset of the start; far below zero for Z."""
    field = (b'"startTimeTimezoneUtcOffsetMinutes"',)
    if field in keys:
        minutes, fits = _numbers(block, first + keys[field], field[0])
        return minutes, fits & (np.abs(minutes) <= 900)
    return offset_minutes_at(block.text, block.at[first + keys[(b'"startTime"',)] + 3]), np.ones(
        len(first), dtype=bool
    )


def _places(block: Block, tape: Ints, key: bytes) -> tuple[Floats, Floats, Flags]:
    """Positions in strings behind a key that stands at these places of the tape."""
    where = block.at[tape]
    rows = Rows(block.text, where)
    lead = rows.lead(key) + b'"'
    style = _style(block, tape)
    lat, lon, fits = positions(block.text, where + len(lead), block.at[tape + 3], style)
    return lat, lon, fits & rows.begin_with(lead + style.before)


def _style(block: Block, tape: Ints) -> Style:
    """How most of a few of these positions are written."""
    votes = dict.fromkeys(STYLES, 0)
    for place in tape[:: max(1, len(tape) // 8)].tolist():
        value = bytes(block.text[block.at[place + 2] + 1 : block.at[place + 3]])
        votes[
            next(style for style in STYLES if value.startswith(style.before) and value.endswith(style.after))
        ] += 1
    return max(STYLES, key=lambda style: votes[style])


def _times(block: Block, tape: Ints, key: bytes) -> tuple[Ints, Flags]:
    """Times in strings behind a key that stands at these places of the tape."""
    where = block.at[tape]
    rows = Rows(block.text, where)
    lead = rows.lead(key) + b'"'
    when, fits = instants(rows, len(lead), block.at[tape + 3] - where - len(lead))
    return when, fits & rows.begin_with(lead)


def _numbers(block: Block, tape: Ints, key: bytes) -> tuple[Ints, Flags]:
    """Whole numbers behind a key that stands at these places of the tape."""
    where = block.at[tape]
    rows = Rows(block.text, where)
    lead = rows.lead(key)
    number, fits = integers(Rows(block.text, where + len(lead)), 0)
    return number, fits & rows.begin_with(lead)
