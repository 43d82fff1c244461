"""GPX tracks, versions 1.0 and 1.1, of any program.

Seen in public files: OsmAnd, GPSLogger, Strava, Garmin Connect and OwnTracks exports; prefixed names
(``gpx:trkpt``), missing namespaces, times with Z, with an offset, with fractions. Times without zone are
UTC, as the GPX schema says. Waypoints and routes are plans, not presence, and are ignored; so are track
points without time. ``<accuracy>`` inside a point (an extension of some loggers) is read as metres.

Apple's own route files are GPX too; another importer sees them first.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

import numpy as np

from genkan.importers.csv_columns import number_of
from genkan.importers.csv_rows import BLOCK
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import stamp_of
from genkan.nouns import Refused, Trouble

NAME = "GPX track"
RANK = 60
SAMPLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="OsmAnd" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata><name>2026-01-05</name></metadata>
  <wpt lat="13.7600000" lon="100.5040000"><name>bench</name></wpt>
  <trk><trkseg>
    <trkpt lat="13.7563310" lon="100.5017650"><ele>8</ele><time>2026-01-05T00:00:12Z</time></trkpt>
    <trkpt lat="13.7571200" lon="100.5022040"><ele>8</ele><time>2026-01-05T00:01:12Z</time></trkpt>
    <trkpt lat="13.7579030" lon="100.5026510"><time>2026-01-05T07:02:12.500+07:00</time></trkpt>
    <trkpt lat="13.7586880" lon="100.5030940"/>
  </trkseg></trk>
</gpx>
"""
GIVES: dict[str, int | float] = {"fixes": 3}
_BATCH = 20_000
_DEEPEST = 200
_LONGEST_TOKEN = 1 << 20
_LONGEST_TEXT = 64


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """The root element is ``gpx`` (in UTF-8, Latin-1 or UTF-16)."""
    top = head[:8192].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if not top.startswith(b"<"):
        return False
    place = top.find(b"gpx")
    while place > 0:
        before, after = top[place - 1 : place], top[place + 3 : place + 4]
        opened = before == b"<" or (before == b":" and top.rfind(b"<", 0, place) > top.rfind(b" ", 0, place))
        if opened and (after in b" \t\r\n>/"):
            return True
        place = top.find(b"gpx", place + 3)
    return False


def read(source: Source, gathering: Gathering) -> None:
    """Every track point with a time becomes a fix.

    Raises Refused: ENTITIES, TOO_DEEP, DAMAGED (a token beyond 1 MB, or broken before the first point),
    NO_TIMES, NOTHING_USABLE (no track).
    """
    track = _Track(gathering)
    with source.open() as stream:
        track.parse(stream)
    if not track.kept:
        raise Refused(track.trouble())


class _Track:
    """What expat calls while it reads."""

    def __init__(self, gathering: Gathering):
        self.kept = 0
        self._gathering = gathering
        self._timeless = 0
        self._broken: Trouble | None = None
        self._depth = 0
        self._point: tuple[float, float] | None = None
        self._time = ""
        self._accuracy = ""
        self._inside = ""
        self._rows: list[tuple[int, float, float, float]] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity

    def parse(self, stream: Any) -> None:
        """Read to the end, or as far as the file is whole."""
        fed = 0
        try:
            while piece := stream.read(BLOCK):
                self._gathering.tick(len(piece))
                fed += len(piece)
                self._parser.Parse(piece, False)
                if fed - self._parser.CurrentByteIndex > _LONGEST_TOKEN + BLOCK:
                    raise Refused(Trouble.DAMAGED, where=f"line {self._parser.CurrentLineNumber}")
                if len(self._rows) >= _BATCH:
                    self._flush()
            self._broken = Trouble.TRUNCATED
            self._parser.Parse(b"", True)
            self._broken = None
        except (expat.ExpatError, LookupError, ValueError):
            self._broken = self._broken or Trouble.DAMAGED
            self._gathering.leave_out(self._broken, where=f"line {self._parser.CurrentLineNumber}")
        self._flush()
        self._gathering.leave_out(Trouble.NO_TIMES, self._timeless)

    def trouble(self) -> Trouble:
        """Why nothing was kept."""
        if self._broken is not None:
            return self._broken
        return Trouble.NO_TIMES if self._timeless else Trouble.NOTHING_USABLE

    def _entity(self, *_: Any) -> None:
        raise Refused(Trouble.ENTITIES, where=f"line {self._parser.CurrentLineNumber}")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refused(Trouble.TOO_DEEP)
        name = tag.rpartition(":")[2]
        if name == "trkpt":
            lat, lon = (
                number_of(attributes.get("lat", "").strip()),
                number_of(attributes.get("lon", "").strip()),
            )
            if lat is None or lon is None:
                self._gathering.leave_out(
                    Trouble.BAD_POSITIONS, where=f"line {self._parser.CurrentLineNumber}"
                )
                self._point = None
            else:
                self._point = (lat, lon)
            self._time = self._accuracy = ""
        elif self._point is not None and name in ("time", "accuracy"):
            self._inside = name

    def _text(self, text: str) -> None:
        if self._inside == "time":
            self._time = (self._time + text)[:_LONGEST_TEXT]
        elif self._inside == "accuracy":
            self._accuracy = (self._accuracy + text)[:_LONGEST_TEXT]

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._inside = ""
        if not tag.endswith("trkpt") or self._point is None:
            return
        stamp = stamp_of(self._time)
        if stamp is None:
            self._timeless += 1
        else:
            error = number_of(self._accuracy.strip())
            known = error is not None and 0 <= error < 1e7
            self._rows.append(
                (stamp[0], *self._point, error if known and error is not None else float("nan"))
            )
        self._point = None

    def _flush(self) -> None:
        if self._rows:
            when = np.array([row[0] for row in self._rows], np.int64)
            places = np.array([row[1:] for row in self._rows], np.float64)
            self.kept += self._gathering.add_fixes(when, places[:, 0], places[:, 1], places[:, 2])
            self._rows.clear()
