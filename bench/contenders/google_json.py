"""Google's files with a JSON parser, then arrays of time, latitude and longitude as a simple reader makes."""

import sys

import numpy as np
from telling import begin, tell

begin()
how, kind, path = sys.argv[1:]


def stamps(texts):
    """``2026-01-31T08:15:00.000Z`` or ``…+09:00`` as UTC milliseconds."""
    if not texts:
        return np.empty(0, np.int64)
    if texts[0].endswith("Z"):
        return np.array([text[:-1] for text in texts], "datetime64[ms]").astype(np.int64)
    wall = np.array([text[:-6] for text in texts], "datetime64[ms]").astype(np.int64)
    known = {text: (1 if text[0] == "+" else -1) * (int(text[1:3]) * 60 + int(text[4:])) for text in
             {text[-6:] for text in texts}}  # fmt: skip
    return wall - np.array([known[text[-6:]] for text in texts], np.int64) * 60_000


def records_of(rows):
    """Arrays from ``locations`` (dictionaries)."""
    return (
        stamps([row["timestamp"] for row in rows]),
        np.array([row["latitudeE7"] for row in rows]) / 1e7,
        np.array([row["longitudeE7"] for row in rows]) / 1e7,
    )


def points_of(pairs):
    """Arrays from (point, time) pairs such as ``"13.75°, 100.50°"``."""
    parts = [point.replace("°", "").split(", ") for point, _ in pairs]
    return stamps([when for _, when in pairs]), np.array(parts, dtype=np.float64)


def dictionaries():
    """The whole file as dictionaries."""
    with open(path, "rb") as stream:
        content = stream.read()
    if how == "orjson":
        import orjson

        return orjson.loads(content)
    if how == "msgspec":
        import msgspec

        return msgspec.json.decode(content)
    import json

    return json.loads(content)


def typed():
    """msgspec with only the wanted fields declared."""
    import msgspec

    class Row(msgspec.Struct):
        latitudeE7: int  # noqa: N815
        longitudeE7: int  # noqa: N815
        timestamp: str

    class Records(msgspec.Struct):
        locations: list[Row]

    class Point(msgspec.Struct):
        point: str
        time: str

    class Segment(msgspec.Struct):
        timelinePath: list[Point] = []  # noqa: N815

    class Timeline(msgspec.Struct):
        semanticSegments: list[Segment]  # noqa: N815

    with open(path, "rb") as stream:
        content = stream.read()
    if kind == "records":
        rows = msgspec.json.decode(content, type=Records).locations
        lat = np.fromiter((row.latitudeE7 for row in rows), np.float64, len(rows)) / 1e7
        lon = np.fromiter((row.longitudeE7 for row in rows), np.float64, len(rows)) / 1e7
        return stamps([row.timestamp for row in rows]), lat, lon
    segments = msgspec.json.decode(content, type=Timeline).semanticSegments
    return points_of([(point.point, point.time) for one in segments for point in one.timelinePath])


def streamed():
    """ijson, item by item."""
    import ijson

    with open(path, "rb") as stream:
        if kind == "records":
            rows = ijson.items(stream, "locations.item")
            return records_of(
                [{key: row[key] for key in ("timestamp", "latitudeE7", "longitudeE7")} for row in rows]
            )
        segments = ijson.items(stream, "semanticSegments.item")
        return points_of([(p["point"], p["time"]) for one in segments for p in one.get("timelinePath", ())])


if how == "typed":
    found = typed()
elif how == "ijson":
    found = streamed()
elif kind == "records":
    found = records_of(dictionaries()["locations"])
else:
    whole = dictionaries()["semanticSegments"]
    found = points_of([(p["point"], p["time"]) for one in whole for p in one.get("timelinePath", ())])
tell(fixes=len(found[0]))
