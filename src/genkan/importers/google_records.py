"""Google location history from Takeout: ``Records.json``, before 2022 ``Location History.json``.

One long array ``locations`` of raw fixes in units of 1e-7 degree. Seen in public fixtures, issues and code:
``timestampMs`` as a string (2012–2021) and ``timestamp`` in UTC (2022–2024), minified and pretty-printed,
``" : "`` and ``": "``, ``activity`` nested in a record, ``inferredLocation`` and ``locationMetadata`` with
places and times of their own (not used), missing ``accuracy``, records without any position. Known only
from issues: positions beyond the range of 32 bits, written once too large by 2^32 (read right here).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from genkan.importers.ascii_columns import Flags, Floats, Ints, Rows, integers
from genkan.importers.ascii_times import instants
from genkan.importers.gathering import Gathering, Source
from genkan.importers.google_track import Track, instant_of, part, place_e7, read_records
from genkan.importers.json_scan import Block, number_of
from genkan.importers.json_text import text_of

NAME = "Google location history (Records.json)"
SAMPLE = b"""{
  "locations": [{
    "latitudeE7": 356586000, "longitudeE7": 1397454000, "accuracy": 14, "source": "WIFI", "deviceTag": 17777,
    "activity": [{
      "activity": [{ "type": "STILL", "confidence": 100 }],
      "timestamp": "2024-03-01T00:00:05.120Z"
    }],
    "timestamp": "2024-03-01T00:00:02.361Z"
  }, {
    "timestampMs": "1709251323000", "latitudeE7": -338688197, "longitudeE7": 1512092955
  }]
}
"""
GIVES: dict[str, int | float] = {"fixes": 2}

_WRAPPED = 2**32
_WRAPPED_FROM = 1_800_000_000


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """True for records with latitudeE7 and a time, in an array called locations or in no other object."""
    text = text_of(head)
    return (
        ('"locations"' in text or text.lstrip().startswith("["))
        and not any(f'"{key}"' in text for key in ("timelineObjects", "placeVisit", "activitySegment"))
        and any(f'"{key}"' in text for key in ("latitudeE7", "longitudeE7", "timestampMs", "deviceTag"))
    )


def read(source: Source, gathering: Gathering, plain: bool = False) -> None:
    """Every record with a position becomes a fix; ``plain`` reads one record at a time, slowly."""
    read_records(source, gathering, columns, one_record, plain)


def one_record(record: Any, track: Track) -> None:
    """The fix of one record, if it has any position at all."""
    lat, lon = part(record, "latitudeE7"), part(record, "longitudeE7")
    if lat is None and lon is None:
        return
    when = record.get("timestamp", record.get("timestampMs"))
    place = place_e7(_unwrapped(lat), _unwrapped(lon))
    track.fix(instant_of(when, track), place, number_of(record.get("accuracy")))


def _unwrapped(value: Any) -> float | None:
    number = number_of(value)
    return number - _WRAPPED if number is not None and number > _WRAPPED_FROM else number


def columns(block: Block, track: Track) -> Ints:
    """Fixes of all records of the usual shape; returns the numbers of the others.

    Usual: latitude, longitude and accuracy stand together, a ``timestamp`` last or a ``timestampMs`` first.
    """
    first, last = block.braces[block.opens], block.braces[block.closes]
    places, escaped = _places(block), block.escaped()
    silent = (places == 0) & ~escaped
    fits = (last - first >= 8) & (places == 2) & ~escaped
    rows = np.flatnonzero(fits)
    counted = Rows(block.text, block.at[first[rows] + 1]).begin_with(b'"timestampMs"')
    for group, times in ((rows[~counted], _zoned), (rows[counted], _counted)):
        if len(group):
            when, place, fine = times(block, first[group], last[group])
            lat, lon, accuracy, also = _numbers(block, place, last[group])
            fine &= also
            if fine.all():
                track.fixes(when, lat, lon, accuracy)
            else:
                track.fixes(when[fine], lat[fine], lon[fine], accuracy[fine])
                fits[group[~fine]] = False
    return np.flatnonzero(~fits & ~silent)


def _places(block: Block) -> Ints:
    """How often ``E7`` stands in each record: 0 without a position, 2 with one, more if others hide in it."""
    begin, end = block.at[block.braces[block.opens]], block.at[block.braces[block.closes]]
    if len(block) == block.all_opens and block.count(b"E7", int(begin[0]), int(end[-1])) == 2 * len(block):
        return np.full(len(block), 2)  # the columns find out where one has none and another four
    where = block.where(b"E7")
    return np.searchsorted(where, end) - np.searchsorted(where, begin)


def _zoned(block: Block, first: Ints, last: Ints) -> tuple[Ints, Ints, Flags]:
    """Times of records that end in ``"timestamp": "…"``, and where the latitude's key is."""
    key = block.at[last - 4]
    rows = Rows(block.text, key)
    start = rows.lead(b'"timestamp"') + b'"'
    begin = block.at[last - 2]
    fits = rows.begin_with(start) & (begin - key == len(start) - 1)
    when, readable = instants(rows, len(start), block.at[last - 1] - begin - 1)
    return when, first + 1, fits & readable


def _counted(block: Block, first: Ints, last: Ints) -> tuple[Ints, Ints, Flags]:  # noqa: ARG001
    """Times of records that begin with ``"timestampMs": "…"``, and where the latitude's key is."""
    rows = Rows(block.text, block.at[first + 1])
    start = rows.lead(b'"timestampMs"') + b'"'
    when, fits = integers(rows, len(start))
    return when, first + 5, fits & rows.begin_with(start)


def _numbers(block: Block, place: Ints, last: Ints) -> tuple[Floats, Floats, Floats, Flags]:
    """Latitude, longitude and accuracy behind three keys that follow each other."""
    fits = last - place >= 4
    place = np.minimum(place, len(block.at) - 5)
    lat, fine = _after(block, place, b'"latitudeE7"')
    fits &= fine
    lon, fine = _after(block, place + 2, b'"longitudeE7"')
    fits &= fine
    accuracy, there = _after(block, place + 4, b'"accuracy"')
    fits &= there | (place + 4 >= last - 4)
    accuracy_m = accuracy.astype(np.float64)
    accuracy_m[~there | (accuracy < 0) | (accuracy >= 10**9)] = np.nan
    return _degrees(lat), _degrees(lon), accuracy_m, fits


def _after(block: Block, place: Ints, key: bytes) -> tuple[Ints, Flags]:
    """The whole number behind a key at these places of the tape."""
    rows = Rows(block.text, block.at[place])
    start = rows.lead(key)
    value, fits = integers(rows, len(start))
    return value, fits & rows.begin_with(start)


def _degrees(value: Ints) -> Floats:
    wrapped = value > _WRAPPED_FROM
    return (value - _WRAPPED * wrapped if wrapped.any() else value) / 1e7
