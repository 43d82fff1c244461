"""Google Timeline as iPhones export it since 2024: ``location-history.json``, one bare array.

Seen in public fixtures, issues and code: ``geo:`` strings with six decimals, every number as a string,
``endTime`` before ``startTime``, ``" : "`` between key and value, path points in minutes from the start
(strings, also numbers), path times in Z while visits carry an offset, ``timelineMemory``,
``isTimelessVisit``. The offset of a visit or trip is taken for the clock's zone there.
"""

from __future__ import annotations

from genkan.importers.gathering import Gathering, Source
from genkan.importers.google_segments import columns, one_segment
from genkan.importers.google_track import read_records
from genkan.importers.json_text import text_of

NAME = "Google Timeline (iPhone)"
SAMPLE = b"""[
  { "endTime" : "2024-03-01T10:00:00.000Z", "startTime" : "2024-03-01T08:00:00.000Z",
    "timelinePath" : [ { "point" : "geo:35.658600,139.745400", "durationMinutesOffsetFromStartTime" : "14" },
      { "point" : "geo:35.659012,139.745512", "durationMinutesOffsetFromStartTime" : "20" } ] },
  { "endTime" : "2024-03-01T20:00:00.000+09:00", "startTime" : "2024-03-01T19:00:00.000+09:00",
    "visit" : { "hierarchyLevel" : "0", "topCandidate" : { "probability" : "0.983039",
      "semanticType" : "Home", "placeID" : "ChIJ0000", "placeLocation" : "geo:35.659012,139.745512" },
      "probability" : "0.640000" } },
  { "endTime" : "2024-03-01T20:30:00.000+09:00", "startTime" : "2024-03-01T20:00:00.000+09:00",
    "activity" : { "probability" : "0.57", "end" : "geo:35.669012,139.755512",
      "topCandidate" : { "type" : "walking", "probability" : "0.5" },
      "distanceMeters" : "763.017517", "start" : "geo:35.659012,139.745512" } }
]
"""
GIVES: dict[str, int | float] = {"fixes": 11}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """True for a bare array of visits, trips or paths."""
    text = text_of(head)
    kinds = ('"timelinePath"', '"visit"', '"activity"', '"timelineMemory"')
    return text.lstrip()[:1] == "[" and '"startTime"' in text and any(key in text for key in kinds)


def read(source: Source, gathering: Gathering, plain: bool = False) -> None:
    """Visits become stays, trips their ends, paths their points."""
    read_records(source, gathering, columns, one_segment, plain)
