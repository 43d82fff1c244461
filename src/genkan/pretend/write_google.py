"""Google location history in all its generations, as the phone or Takeout writes them.

``Records.json`` and the monthly semantic files come from Takeout (until 2024); ``Timeline.json`` is
exported on Android phones, ``location-history.json`` on iPhones. Key names, number forms (E7 integers,
degree signs, ``geo:`` strings, numbers as text on iPhones) follow public descriptions of these files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from genkan.nouns import Fixes
from genkan.pretend.google_parts import (
    Part,
    parts_of,
    place_id,
    position_of,
    role_of,
    stamped,
    way_told,
)
from genkan.pretend.phones import Observed
from genkan.pretend.writing import Target, opened, utc_texts, wall_texts

_BLOCK = 2_500
_MONTHS = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
]


def records_json(obs: Observed, target: Target, target_mb: float | None = None, old: bool = False) -> None:
    """``Records.json``: every fix. ``old`` writes ``timestampMs`` as files before 2022 did.

    ``target_mb``: about that size (10⁶ bytes); fixes are cut off or repeated some seconds later.
    """
    with opened(target) as stream:
        stream.write(b'{\n  "locations": [')
        size, mark = 0, ""
        for lat, lon, error, when in _repeated(obs.fixes, target_mb, 170):
            texts = utc_texts(when)
            stamps = (
                [f'"timestampMs": "{ms}"' for ms in when.tolist()]
                if old
                else [f'"timestamp": "{t}"' for t in texts]
            )
            still = np.arange(len(when)) % 40 == 0
            rows = (
                f'{{\n    "latitudeE7": {a},\n    "longitudeE7": {b},\n    "accuracy": {c},\n'
                + (_STILL % stamp if moving_told else "")
                + f'    "source": "WIFI",\n    "deviceTag": 1184882510,\n    {stamp}\n  }}'
                for a, b, c, stamp, moving_told in zip(
                    _e7(lat), _e7(lon), error.astype(int).tolist(), stamps, still.tolist(), strict=True
                )
            )
            text = mark + ", ".join(rows)
            mark = ", "
            size += stream.write(text.encode())
            if target_mb is not None and size >= target_mb * 1e6:
                break
        stream.write(b"]\n}\n")


_STILL = (
    (
        '    "activity": [{{\n      "activity": [{{\n        "type": "STILL",\n        "confidence": 100\n'
        "      }}],\n      %s\n    }}],\n"
    )
    .replace("{{", "{")
    .replace("}}", "}")
)


def timeline_android(
    obs: Observed, target: Target, target_mb: float | None = None, dense: bool = True, raw_days: int = 30
) -> None:
    """``Timeline.json`` of an Android phone.

    ``dense``: all fixes go into ``timelinePath`` (two hours a segment); else only those outside visits.
    ``raw_days``: the last days for which ``rawSignals`` still holds positions. ``target_mb`` as above.
    """
    raw = ",\n".join(_raw_signals(obs, raw_days)).encode()
    room_mb = None if target_mb is None else target_mb - len(raw) / 1e6
    with opened(target) as stream:
        stream.write(b'{\n  "semanticSegments": [\n')
        _write_segments(stream, _android_segments(obs, dense, room_mb), room_mb)
        stream.write(b'\n  ],\n  "rawSignals": [\n' + raw)
        stream.write(b'\n  ],\n  "userLocationProfile": {\n    "frequentPlaces": []\n  }\n}\n')


def timeline_iphone(
    obs: Observed, target: Target, target_mb: float | None = None, dense: bool = True
) -> None:
    """``location-history.json`` of an iPhone: a bare array, ``geo:`` strings, numbers as text."""
    with opened(target) as stream:
        stream.write(b"[\n")
        _write_segments(stream, _iphone_segments(obs, dense, target_mb), target_mb)
        stream.write(b"\n]\n")


def semantic_months(obs: Observed, folder: str | Path | None = None) -> dict[str, bytes]:
    """Monthly files, ``2024/2024_JANUARY.json`` and so on; written into ``folder`` if one is given."""
    months: dict[str, list[dict[str, Any]]] = {}
    for part in parts_of(obs):
        wall = wall_texts(obs.life.clock, [part.start_s])[0]
        year, month = wall[:4], _MONTHS[int(wall[5:7]) - 1]
        months.setdefault(f"{year}/{year}_{month}.json", []).append(_semantic(obs, part))
    files = {
        name: json.dumps({"timelineObjects": found}, indent=2, ensure_ascii=False).encode()
        for name, found in months.items()
    }
    for name, content in files.items():
        if folder is not None:
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return files


def _write_segments(stream: IO[bytes], segments: Iterator[str], target_mb: float | None) -> None:
    size, mark = 0, ""
    for segment in segments:
        size += stream.write((mark + segment).encode())
        mark = ",\n"
        if target_mb is not None and size >= target_mb * 1e6:
            return


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _e7(degrees: npt.NDArray[np.float64]) -> list[int]:
    return np.round(degrees * 1e7).astype(np.int64).tolist()  # type: ignore[no-any-return]


def _repeated(
    fixes: Fixes, target_mb: float | None, bytes_each: int
) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[np.int64]]]:
    """Blocks of lat, lon, accuracy and UTC ms; each fix several times when the target asks for more."""
    times = 1
    if target_mb is not None and len(fixes):
        times = max(1, -(-int(target_mb * 1e6) // (bytes_each * len(fixes))))
    block = max(200, _BLOCK // times)
    for low in range(0, len(fixes), block):
        part = slice(low, low + block)
        lat, lon, error, when = (
            np.repeat(column[part], times)
            for column in (fixes.lat, fixes.lon, fixes.accuracy_m, fixes.utc_ms)
        )
        later: npt.NDArray[np.int64] = np.tile(np.arange(times) * (9_000 // times), len(when) // times)
        yield lat, lon, error, when.astype(np.int64) + later


def _android_segments(obs: Observed, dense: bool, target_mb: float | None) -> Iterator[str]:
    for part in parts_of(obs):
        yield _android_part(obs, part)
    for window in _windows(obs, dense, target_mb):
        yield _android_path(obs, *window)


def _iphone_segments(obs: Observed, dense: bool, target_mb: float | None) -> Iterator[str]:
    for part in parts_of(obs):
        yield _iphone_part(obs, part)
    for window in _windows(obs, dense, target_mb):
        yield _iphone_path(obs, *window)


def _android_part(obs: Observed, part: Part) -> str:
    begin, end = stamped(obs, [part.start_s, part.end_s])
    offset = int(obs.life.clock.offset_s(part.start_s)) // 60
    head = (
        f'    {{\n      "startTime": "{begin}",\n      "endTime": "{end}",\n'
        f'      "startTimeTimezoneUtcOffsetMinutes": {offset},\n'
        f'      "endTimeTimezoneUtcOffsetMinutes": {offset},\n'
    )
    lat, lon = position_of(obs, part)
    if part.place >= 0:
        return head + (
            '      "visit": {\n        "hierarchyLevel": 0,\n        "probability": 0.92,\n'
            f'        "topCandidate": {{\n          "placeId": "{place_id(obs, part.place)}",\n'
            f'          "semanticType": "{role_of(obs, part.place)}",\n          "probability": 0.81,\n'
            f'          "placeLocation": {{\n            "latLng": "{lat:.7f}°, {lon:.7f}°"\n'
            "          }\n        }\n      }\n    }"
        )
    kind, metres = way_told(obs, part)
    to_lat, to_lon = float(obs.fixes.lat[part.high - 1]), float(obs.fixes.lon[part.high - 1])
    return head + (
        f'      "activity": {{\n        "start": {{\n          "latLng": "{lat:.7f}°, {lon:.7f}°"\n'
        f'        }},\n        "end": {{\n          "latLng": "{to_lat:.7f}°, {to_lon:.7f}°"\n        }},\n'
        f'        "distanceMeters": {metres:.6f},\n        "topCandidate": {{\n'
        f'          "type": "{kind}",\n          "probability": 0.74\n        }}\n      }}\n    }}'
    )


def _windows(
    obs: Observed, dense: bool, target_mb: float | None
) -> Iterator[tuple[int, npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[np.int64]]]:
    """Two-hour windows: start (UTC s), and lat, lon, UTC ms of the points inside."""
    fixes = obs.fixes
    if not dense:
        moving = np.ones(len(fixes), np.bool_)
        for part in parts_of(obs):
            moving[part.low : part.high] = part.place < 0
        fixes = Fixes(fixes.utc_ms[moving], fixes.lat[moving], fixes.lon[moving], fixes.accuracy_m[moving])
    for lat, lon, _, when in _repeated(fixes, target_mb, 90):
        window = when // 7_200_000
        edges = [0, *(np.flatnonzero(np.diff(window)) + 1).tolist(), len(when)]
        for low, high in pairwise(edges):
            yield int(window[low]) * 7_200, lat[low:high], lon[low:high], when[low:high]


def _android_path(
    obs: Observed,
    start_s: int,
    lat: npt.NDArray[Any],
    lon: npt.NDArray[Any],
    when: npt.NDArray[np.int64],
) -> str:
    begin, end = stamped(obs, [start_s, start_s + 7_200])
    points = ",\n".join(
        f'        {{\n          "point": "{a:.7f}°, {b:.7f}°",\n          "time": "{t}"\n        }}'
        for a, b, t in zip(lat.tolist(), lon.tolist(), stamped(obs, when // 1000), strict=True)
    )
    return (
        f'    {{\n      "startTime": "{begin}",\n      "endTime": "{end}",\n'
        f'      "timelinePath": [\n{points}\n      ]\n    }}'
    )


def _raw_signals(obs: Observed, days: int) -> Iterator[str]:
    """Positions, wireless scans and movement guesses of the last days."""
    since = (int(obs.life.starts_s[-1]) - days * 86_400) * 1000
    rows = np.flatnonzero(obs.fixes.utc_ms >= since)
    stamps = stamped(obs, obs.fixes.utc_ms[rows] // 1000)
    for number, (row, stamp) in enumerate(zip(rows.tolist(), stamps, strict=True)):
        lat, lon = float(obs.fixes.lat[row]), float(obs.fixes.lon[row])
        yield (
            '    {\n      "position": {\n'
            f'        "LatLng": "{lat:.7f}°, {lon:.7f}°",\n'
            f'        "accuracyMeters": {int(obs.fixes.accuracy_m[row])},\n'
            '        "altitudeMeters": 12.5,\n        "source": "WIFI",\n'
            f'        "timestamp": "{stamp}",\n        "speedMetersPerSecond": 0.0\n      }}\n    }}'
        )
        if number % 20 == 0:
            yield (
                '    {\n      "wifiScan": {\n'
                f'        "deliveryTime": "{stamp}",\n        "devicesRecords": []\n      }}\n    }}'
            )
            yield (
                '    {\n      "activityRecord": {\n        "probableActivities": [\n          {\n'
                '            "type": "STILL",\n            "confidence": 0.97\n          }\n        ],\n'
                f'        "timestamp": "{stamp}"\n      }}\n    }}'
            )


def _iphone_part(obs: Observed, part: Part) -> str:
    begin, end = stamped(obs, [part.start_s, part.end_s])
    lat, lon = position_of(obs, part)
    head = f'  {{\n    "endTime" : "{end}",\n    "startTime" : "{begin}",\n'
    if part.place >= 0:
        role = role_of(obs, part.place).capitalize()
        return head + (
            '    "visit" : {\n      "hierarchyLevel" : "0",\n      "topCandidate" : {\n'
            f'        "probability" : "0.812000",\n        "semanticType" : "{role}",\n'
            f'        "placeID" : "{place_id(obs, part.place)}",\n'
            f'        "placeLocation" : "geo:{lat:.6f},{lon:.6f}"\n      }},\n'
            '      "probability" : "0.920000"\n    }\n  }'
        )
    kind, metres = way_told(obs, part)
    told = kind.lower().replace("_", " ")
    to_lat, to_lon = float(obs.fixes.lat[part.high - 1]), float(obs.fixes.lon[part.high - 1])
    return head + (
        '    "activity" : {\n      "probability" : "0.740000",\n'
        f'      "end" : "geo:{to_lat:.6f},{to_lon:.6f}",\n      "topCandidate" : {{\n'
        f'        "type" : "{told}",\n        "probability" : "0.740000"\n      }},\n'
        f'      "distanceMeters" : "{metres:.6f}",\n      "start" : "geo:{lat:.6f},{lon:.6f}"\n    }}\n  }}'
    )


def _iphone_path(
    obs: Observed,
    start_s: int,
    lat: npt.NDArray[Any],
    lon: npt.NDArray[Any],
    when: npt.NDArray[np.int64],
) -> str:
    begin, end = stamped(obs, [start_s, start_s + 7_200])
    points = ",\n".join(
        f'      {{\n        "point" : "geo:{a:.6f},{b:.6f}",\n'
        f'        "durationMinutesOffsetFromStartTime" : "{(t // 1000 - start_s) // 60}"\n      }}'
        for a, b, t in zip(lat.tolist(), lon.tolist(), when.tolist(), strict=True)
    )
    return (
        f'  {{\n    "endTime" : "{end}",\n    "startTime" : "{begin}",\n'
        f'    "timelinePath" : [\n{points}\n    ]\n  }}'
    )


def _semantic(obs: Observed, part: Part) -> dict[str, Any]:
    """A ``placeVisit`` or ``activitySegment`` of the monthly files."""
    begin, end = utc_texts(np.array([part.start_s, part.end_s]) * 1000)
    duration = {"startTimestamp": begin, "endTimestamp": end}
    lat, lon = position_of(obs, part)
    here = {"latitudeE7": round(lat * 1e7), "longitudeE7": round(lon * 1e7)}
    if part.place >= 0:
        role = role_of(obs, part.place)
        location = {
            **here,
            "placeId": place_id(obs, part.place),
            **({} if role == "UNKNOWN" else {"semanticType": f"TYPE_{role}"}),
            "sourceInfo": {"deviceTag": 1184882510},
            "locationConfidence": 93.1,
        }
        return {
            "placeVisit": {
                "location": location,
                "duration": duration,
                "placeConfidence": "HIGH_CONFIDENCE",
                "visitConfidence": 90,
                "otherCandidateLocations": [],
                "editConfirmationStatus": "NOT_CONFIRMED",
            }
        }
    kind, metres = way_told(obs, part)
    rows = range(part.low, part.high)
    return {
        "activitySegment": {
            "startLocation": here,
            "endLocation": {
                "latitudeE7": round(float(obs.fixes.lat[part.high - 1]) * 1e7),
                "longitudeE7": round(float(obs.fixes.lon[part.high - 1]) * 1e7),
            },
            "duration": duration,
            "distance": round(metres),
            "activityType": kind,
            "confidence": "MEDIUM",
            "activities": [{"activityType": kind, "probability": 74.0}],
            "simplifiedRawPath": {
                "points": [
                    {
                        "latE7": round(float(obs.fixes.lat[row]) * 1e7),
                        "lngE7": round(float(obs.fixes.lon[row]) * 1e7),
                        "accuracyMeters": int(obs.fixes.accuracy_m[row]),
                        "timestamp": stamp,
                    }
                    for row, stamp in zip(
                        rows, utc_texts(obs.fixes.utc_ms[part.low : part.high]), strict=True
                    )
                ]
            },
            "editConfirmationStatus": "NOT_CONFIRMED",
        }
    }
