"""What the Google importers make of a file, on the quick path or the plain one."""

from __future__ import annotations

import json
from typing import Any

from tests.library.importers.sources import BytesSource, lost

from genkan.importers import google_records, google_semantic, google_timeline, google_timeline_iphone
from genkan.importers.gathering import Gathering
from genkan.nouns import Events, Refused

ALL = (google_records, google_semantic, google_timeline, google_timeline_iphone)
NAMES = [module.__name__.rsplit(".", 1)[-1] for module in ALL]
LISTS = {"google_records": "locations", "google_semantic": "timelineObjects"}


def google_events(module: Any, content: Any, plain: bool = False) -> Events:
    """What one importer reads from bytes, or from a value written as JSON."""
    if not isinstance(content, bytes):
        content = json.dumps(content, ensure_ascii=False).encode()
    gathering = Gathering("UTC")
    module.read(BytesSource(content, "x.json"), gathering, plain=plain)
    return gathering.events()


def rows(found: Events) -> list[tuple[int, float, float, float]]:
    """Time, latitude, longitude, accuracy (-1: unknown) of every fix, sorted."""
    fixes = found.fixes
    columns = (column.tolist() for column in (fixes.utc_ms, fixes.lat, fixes.lon, fixes.accuracy_m))
    return sorted(
        (when, lat, lon, -1.0 if error != error else error)
        for when, lat, lon, error in zip(*columns, strict=True)
    )


def outcome(module: Any, content: Any, plain: bool = False) -> Any:
    """Rows, counts of what was left out, and zones; or the reason of a refusal."""
    try:
        found = google_events(module, content, plain)
    except Refused as refused:
        return refused.trouble
    return rows(found), lost(found), [(zone.start_s, zone.zone) for zone in found.zones]


def usual_files() -> list[tuple[Any, Any]]:
    """Each format with its importer, as a value, in the shapes that phones really write."""
    points = [
        {"point": f"35.65{i:05d}°, 139.74{i}°", "time": f"2024-03-01T08:{i:02d}:00.000+09:00"}
        for i in range(40)
    ]
    path = {
        "startTime": "2024-03-01T08:00:00.000+09:00",
        "endTime": "2024-03-01T10:00:00.000+09:00",
        "timelinePath": points,
    }
    sample = json.loads(google_timeline.SAMPLE)
    android = {
        "semanticSegments": [path, *sample["semanticSegments"]] * 6,
        "rawSignals": sample["rawSignals"] * 9,
    }
    return [
        (google_timeline, android),
        (google_records, {"locations": json.loads(google_records.SAMPLE)["locations"] * 40}),
        (google_timeline_iphone, json.loads(google_timeline_iphone.SAMPLE) * 20),
        (google_semantic, {"timelineObjects": json.loads(google_semantic.SAMPLE)["timelineObjects"] * 20}),
    ]
