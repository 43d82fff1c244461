"""Plain tables of positions: time, latitude, longitude, perhaps accuracy.

Seen in public repositories: AWARE ``timestamp,device_id,double_latitude,double_longitude,…,accuracy``
(epoch milliseconds), RAPIDS and niimpy variants of it, GPSLogger ``time,lat,lon,elevation,accuracy,…``
(ISO with Z), pandas dumps with seventeen digits. From descriptions only: decimal commas with semicolons,
date and time in two columns, columns in ten-millionths of a degree (``latitudeE7``). The headings in
Japanese, Thai, Spanish, French and German are ours, so that a table made by hand works.

A time without zone is wall-clock and is read on the gathering's clock, unless its heading says UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

from genkan.importers.csv_rows import Sheet, heading_in, normalised
from genkan.importers.fix_rows import FixColumns, FixReader
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import moment_columns, says_utc
from genkan.nouns import Refused, Trouble

NAME = "Location table (CSV)"
RANK = 70
SAMPLE = b"""time,lat,lon,elevation,accuracy,speed
2026-01-05T00:00:12.000Z,13.756331,100.501765,8.0,12.0,0.0
2026-01-05T00:01:12.000Z,13.756340,100.501771,8.1,11.0,0.0
2026-01-05T00:02:12.000Z,13.756322,100.501758,8.0,14.0,0.1
2026-01-05T00:03:12.000Z,13.756335,100.501763,,12.0,
2026-01-05T00:04:12.000Z,13.757120,100.502204,8.4,9.0,1.2
2026-01-05T00:05:12.000Z,13.757903,100.502651,8.7,8.0,1.3
2026-01-05T00:06:12.000Z,13.758688,100.503094,8.9,8.0,1.3
2026-01-05T00:07:12.000Z,13.759470,100.503537,9.1,7.0,1.3
"""
GIVES: dict[str, int | float] = {"fixes": 8}
EXPECTED = "time, latitude, longitude"


def _set(*names: str) -> frozenset[str]:
    return frozenset(normalised(name) for name in names)


_LAT = _set("latitude", "lat", "緯度", "ละติจูด", "เส้นรุ้ง", "latitud", "breitengrad", "breite", "latitudee7")
_LON = _set(
    *("longitude", "lon", "lng", "long", "longitudee7", "経度", "ลองจิจูด", "เส้นแวง", "longitud"),
    *("längengrad", "laengengrad", "länge", "laenge"),
)
_ACCURACY = _set(
    *("accuracy", "acc", "hacc", "horizontal accuracy", "accuracy m", "gps accuracy", "accuracy meters"),
    *("精度", "水平精度", "誤差", "ความแม่นยำ", "ความแม่นยำแนวนอน"),
    *("precisión", "precision", "exactitud", "précision", "genauigkeit"),
)
_NOT_A_PLACE = frozenset(("accuracy", "error", "std", "direction", "ref", "speed"))


def _place(names: Sequence[str], wanted: frozenset[str]) -> int | None:
    """Index of the heading that is one of the wanted words, or holds one (``gps_latitude``)."""
    for column, name in enumerate(names):
        if name in wanted:
            return column
    for column, name in enumerate(names):
        parts = set(name.split("_"))
        if parts & wanted and not parts & _NOT_A_PLACE:
            return column
    return None


def _any(names: Sequence[str], wanted: frozenset[str]) -> int | None:
    return next((column for column, name in enumerate(names) if name in wanted), None)


def columns_of(names: Sequence[str]) -> FixColumns | None:
    """Which columns of these normalised headings hold what; None when it is no table of positions."""
    lat, lon, moment = _place(names, _LAT), _place(names, _LON), moment_columns(names)
    if lat is None or lon is None or not moment or lat == lon:
        return None
    scale = 1e-7 if names[lat].endswith("e7") else 1.0
    return FixColumns(moment, lat, lon, _any(names, _ACCURACY), utc=says_utc(names[moment[0]]), scale=scale)


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """A heading row with a time, a latitude and a longitude."""
    return heading_in(head, lambda names: columns_of(names) is not None) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Every row with a time and a possible position becomes a fix."""
    sheet = Sheet(source, gathering, lambda names: columns_of(names) is not None, EXPECTED)
    columns = columns_of(sheet.names)
    if columns is None:
        raise Refused(Trouble.MISSING_COLUMNS, expected=EXPECTED)
    FixReader(sheet, gathering, columns).read()
