"""Google Timeline as Android phones export it since 2024: ``Timeline.json``.

Seen in public fixtures, issues and code: ``semanticSegments`` with ``timelinePath`` (two hours each, times
to the minute), ``visit``, ``activity``, ``timelineMemory``; ``rawSignals`` with ``position``, ``wifiScan``,
``activityRecord``, before the segments, after them or alone; ``userLocationProfile`` alone at the front;
positions ``"35.1°, 139.2°"`` with trailing zeros cut, without the degree sign, and with it broken by a
wrong encoding (``Â°``, 0xB0 alone, ``\\u00b0``). The offset in the times is that of the exporting phone
(samples with +02:00 in Washington); where the person was is told by ``startTimeTimezoneUtcOffsetMinutes``,
so only that becomes the clock's zone when it is there.
"""

from __future__ import annotations

from genkan.importers.gathering import Gathering, Source
from genkan.importers.google_segments import columns, one_segment
from genkan.importers.google_track import read_records
from genkan.importers.json_text import text_of

NAME = "Google Timeline (Android)"
SAMPLE = """{
  "semanticSegments": [
    { "startTime": "2024-03-01T08:00:00.000+09:00", "endTime": "2024-03-01T10:00:00.000+09:00",
      "timelinePath": [
        { "point": "35.6586°, 139.7454°", "time": "2024-03-01T08:14:00.000+09:00" },
        { "point": "35.6590123°, 139.745512°", "time": "2024-03-01T08:20:00.000+09:00" } ] },
    { "startTime": "2024-03-01T10:00:00.000+09:00", "endTime": "2024-03-01T11:00:00.000+09:00",
      "startTimeTimezoneUtcOffsetMinutes": 540, "endTimeTimezoneUtcOffsetMinutes": 540,
      "visit": { "hierarchyLevel": 0, "probability": 0.83, "topCandidate": { "placeId": "ChIJ0000",
        "semanticType": "HOME", "placeLocation": { "latLng": "35.6590123°, 139.745512°" } } } }
  ],
  "rawSignals": [ { "position": { "LatLng": "35.6590123°, 139.745512°", "accuracyMeters": 12,
    "altitudeMeters": 51.7, "source": "WIFI", "timestamp": "2024-03-01T10:03:21.000+09:00" } } ]
}
""".encode()
GIVES: dict[str, int | float] = {"fixes": 10}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """True for one of the three parts of the file by its name, at the front of an object."""
    text = text_of(head)
    parts = ('"semanticSegments"', '"rawSignals"', '"userLocationProfile"')
    return text.lstrip()[:1] == "{" and any(key in text for key in parts)


def read(source: Source, gathering: Gathering, plain: bool = False) -> None:
    """Visits become stays, trips their ends, paths and raw positions their points."""
    read_records(source, gathering, columns, one_segment, plain, paths=True)
