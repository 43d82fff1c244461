"""Apple Health workout routes: the GPX files beside ``export.xml``, reduced at once to a distance band.

Seen in public code and issues: ``creator="Apple Health Export"``, ``lon`` before ``lat``, UTC times with
``Z``, ``<extensions>`` with speed, course, hAcc, vAcc; the time under ``<metadata>`` is that of the export.
Taken on trust, because GPX 1.1 allows it: attributes in another order or in single quotes.

No position is kept: of a whole route remain its first and last minute and how far it leads from its
own first point.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import IO

import numpy as np

from genkan.importers.gathering import Gathering, Source, utc_ms_of
from genkan.nouns import BAND_EDGES_M, DistanceBand, Floats, Refused, SpanKind, Trouble

NAME = "Apple Health workout route (GPX)"
RANK = 40
SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Apple Health Export" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata><time>2024-03-02T02:00:00Z</time></metadata>
  <trk><name>Route 2024-03-01 5:24pm</name><trkseg>
    <trkpt lon="0.000000" lat="10.000000"><ele>3.1</ele><time>2024-03-01T08:00:00Z</time><extensions><speed>1.2</speed><hAcc>4.1</hAcc></extensions></trkpt>
    <trkpt lon="0.000000" lat="10.010000"><ele>3.2</ele><time>2024-03-01T08:15:00Z</time><extensions><speed>1.3</speed><hAcc>4.0</hAcc></extensions></trkpt>
    <trkpt lon="0.000000" lat="10.000000"><ele>3.0</ele><time>2024-03-01T08:30:00Z</time><extensions><speed>1.2</speed><hAcc>4.2</hAcc></extensions></trkpt>
  </trkseg></trk>
</gpx>
"""  # noqa: E501
GIVES: dict[str, int | float] = {
    "route": 1,
    "route_hours": 0.5,
    "route_total": float(DistanceBand.NEIGHBOURHOOD),
}

_CREATOR = re.compile(rb"creator\s*=\s*[\"']Apple Health Export[\"']")
_POINT = re.compile(rb"<trkpt(\s[^<>]*)>")
_LATITUDE = re.compile(rb"\slat\s*=\s*[\"']\s*([-+0-9.eE]{1,40})\s*[\"']")
_LONGITUDE = re.compile(rb"\slon\s*=\s*[\"']\s*([-+0-9.eE]{1,40})\s*[\"']")
_TIME = re.compile(rb"<time>\s*([-+:.TZ0-9]{10,40})\s*</time>")
_CHUNK = 1 << 20
_LONGEST = 1 << 16  # bytes of one point; longer ones are no points
_EARTH_M = 6_371_008.8


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """A GPX file that Apple Health wrote."""
    return b"<gpx" in head and _CREATOR.search(head) is not None


def band_spanning(metres: float) -> DistanceBand:
    """The band a distance lies in; an edge belongs to the nearer band.

    >>> band_spanning(200.0), band_spanning(200.1)
    (<DistanceBand.HOME: 0>, <DistanceBand.NEAR: 1>)
    """
    return DistanceBand(bisect_left(BAND_EDGES_M, metres))


def read(source: Source, gathering: Gathering) -> None:
    """One span for the whole route. Raises Refused: ENTITIES, TRUNCATED, BAD_POSITIONS, NO_TIMES."""
    route = _Route()
    with source.open() as stream:
        complete = _walk(stream, route, gathering)
    gathering.leave_out(Trouble.BAD_POSITIONS, route.impossible)
    if not complete:
        gathering.leave_out(Trouble.TRUNCATED, where="</gpx>")
    if route.furthest_m is None:
        nothing = Trouble.BAD_POSITIONS if route.impossible else Trouble.NOTHING_USABLE
        raise Refused(nothing if complete else Trouble.TRUNCATED, expected="<trkpt lat lon>")
    if route.first is None or route.last is None:
        raise Refused(Trouble.NO_TIMES, expected="<time>")
    start, end = (utc_ms_of(stamp, gathering.clock) for stamp in (route.first, route.last))
    number = gathering.source("Apple Health · route")
    gathering.add_spans(SpanKind.ROUTE, [start], [end], float(band_spanning(route.furthest_m)), number)


class _Route:
    """What is remembered while a route is read: its first point, the furthest distance, two times."""

    def __init__(self) -> None:
        self._begin: tuple[float, float] | None = None
        self.furthest_m: float | None = None
        self.first: str | None = None
        self.last: str | None = None
        self.impossible = 0

    def walk(self, text: bytes) -> None:
        """Take the points and times in this part of the file."""
        points = _POINT.findall(text)
        if points:
            self._reach(_degrees(points, _LATITUDE), _degrees(points, _LONGITUDE))
        times = _TIME.findall(text)
        if times:
            low, high = min(times).decode("ascii"), max(times).decode("ascii")
            self.first = low if self.first is None else min(self.first, low)
            self.last = high if self.last is None else max(self.last, high)

    def _reach(self, lat: Floats, lon: Floats) -> None:
        with np.errstate(invalid="ignore"):
            possible = (
                (np.abs(lat) <= 90) & (np.abs(lon) <= 180) & ((np.abs(lat) > 1e-6) | (np.abs(lon) > 1e-6))
            )
        self.impossible += int(len(lat) - possible.sum())
        lat, lon = lat[possible], lon[possible]
        if not len(lat):
            return
        if self._begin is None:
            self._begin = (float(lat[0]), float(lon[0]))
        furthest = float(_metres_from(self._begin, lat, lon).max())
        self.furthest_m = furthest if self.furthest_m is None else max(self.furthest_m, furthest)


def _walk(stream: IO[bytes], route: _Route, gathering: Gathering) -> bool:
    """Read the stream through; True when it ends as a GPX file does."""
    rest, begun = b"", False
    while True:
        chunk = stream.read(_CHUNK)
        gathering.tick(len(chunk))
        text = rest + chunk
        if not begun:
            if b"<!ENTITY" in text:
                raise Refused(Trouble.ENTITIES, where="DOCTYPE")
            begin = text.find(b"<trkpt")
            begun = begin >= 0
            text = text[begin:] if begun else text[-16:] if chunk else text
        cut = text.rfind(b"<trkpt") if chunk and begun else len(text)
        if begun:
            route.walk(text[:cut])
        if not chunk:
            return b"</gpx>" in text
        rest = text[cut:] if begun else text
        if len(rest) > _LONGEST:
            rest = b""


def _degrees(points: list[bytes], pattern: re.Pattern[bytes]) -> Floats:
    """One number for each point; NaN where there is none."""
    return np.array([_number(pattern.search(point)) for point in points])


def _number(found: re.Match[bytes] | None) -> float:
    try:
        return float(found[1]) if found else float("nan")
    except ValueError:
        return float("nan")


def _metres_from(begin: tuple[float, float], lat: Floats, lon: Floats) -> Floats:
    """Great-circle distances (haversine, mean earth radius)."""
    north, east = np.radians(begin[0]), np.radians(begin[1])
    south, west = np.radians(lat), np.radians(lon)
    half = np.sin((south - north) / 2) ** 2
    half = half + np.cos(north) * np.cos(south) * np.sin((west - east) / 2) ** 2
    metres: Floats = 2 * _EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return metres
