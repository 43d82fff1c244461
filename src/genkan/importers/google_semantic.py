"""Google Semantic Location History: one file a month (``2021_MARCH.json``), from Takeout until 2024.

Seen in public fixtures, issues and code: ``placeVisit`` and ``activitySegment`` in ``timelineObjects``,
times as ``startTimestampMs`` (strings, until 2021) and ``startTimestamp`` (until 2024), ``waypointPath``
without and ``simplifiedRawPath`` with times of its own in either spelling, ``childVisits`` inside a visit
(not used: the visit around them says the same), missing ``location`` or ``endLocation`` coordinates,
``parkingEvent`` (not used). A month is small, so its records are read one by one.
"""

from __future__ import annotations

from typing import Any

from genkan.importers.gathering import Gathering, Source
from genkan.importers.google_track import Track, every_record, instant_of, part, place_of, read_records
from genkan.importers.json_scan import number_of
from genkan.importers.json_text import text_of

NAME = "Google Semantic Location History"
SAMPLE = b"""{
  "timelineObjects": [{
    "placeVisit": {
      "location": { "latitudeE7": 356586000, "longitudeE7": 1397454000, "name": "Home" },
      "duration": { "startTimestamp": "2024-03-01T00:00:00Z", "endTimestamp": "2024-03-01T01:00:00Z" },
      "placeConfidence": "HIGH_CONFIDENCE", "visitConfidence": 91
    }
  }, {
    "activitySegment": {
      "startLocation": { "latitudeE7": 356586000, "longitudeE7": 1397454000 },
      "endLocation": { "latitudeE7": 356686000, "longitudeE7": 1397554000 },
      "duration": { "startTimestampMs": "1709254800000", "endTimestampMs": "1709256600000" },
      "waypointPath": { "waypoints": [{ "latE7": 356636000, "lngE7": 1397504000 }] }
    }
  }]
}
"""
GIVES: dict[str, int | float] = {"fixes": 10}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """True for timelineObjects, or an array of visits and trips in their spelling."""
    text = text_of(head)
    return text.lstrip()[:1] in ("{", "[") and (
        '"timelineObjects"' in text or '"placeVisit"' in text or '"activitySegment"' in text
    )


def read(source: Source, gathering: Gathering, plain: bool = False) -> None:
    """Visits become stays, trips become their points."""
    read_records(source, gathering, every_record, one_record, plain)


def one_record(record: Any, track: Track) -> None:
    """One visit, one trip, or something else, which is passed over."""
    visit, trip = part(record, "placeVisit"), part(record, "activitySegment")
    if isinstance(visit, dict):
        start, end = _times(visit, track)
        place = place_of(visit.get("location")) or place_of(
            {"latE7": visit.get("centerLatE7"), "lngE7": visit.get("centerLngE7")}
        )
        track.stay(start, end, place)
    if isinstance(trip, dict):
        _trip(trip, track)


def _times(thing: dict[str, Any], track: Track) -> tuple[int | None, int | None]:
    span = thing.get("duration")
    start, end = (
        instant_of(part(span, f"{side}Timestamp") or part(span, f"{side}TimestampMs"), track)
        for side in ("start", "end")
    )
    return start, end


def _trip(trip: dict[str, Any], track: Track) -> None:
    """Start, end, waypoints spread evenly between them, and path points at their own times."""
    start, end = _times(trip, track)
    if start is None or end is None:
        track.fix(None, None)
        return
    ends = (start, place_of(trip.get("startLocation"))), (end, place_of(trip.get("endLocation")))
    for when, place in ends:
        if place is not None:
            track.fix(when, place)
    path = _list(part(trip, "simplifiedRawPath", "points"))
    for point in path:
        told = instant_of(part(point, "timestamp") or part(point, "timestampMs"), track)
        track.fix(told, place_of(point), number_of(part(point, "accuracyMeters")))
    waypoints = [] if path else _list(part(trip, "waypointPath", "waypoints"))
    for number, point in enumerate(waypoints, start=1):
        track.fix(start + (end - start) * number // (len(waypoints) + 1), place_of(point))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
