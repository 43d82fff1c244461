"""GPS files of the Beiwe research platform: one CSV an hour for each person.

Seen in public repositories: the heading ``timestamp,UTC time,latitude,longitude,altitude,accuracy`` of
Android and iOS in the Beiwe backend, rows in the Forest package's fixtures. ``timestamp`` is milliseconds
since 1970 in UTC; ``UTC time`` repeats it for people. Rows may be out of order and may repeat.
"""

from __future__ import annotations

from collections.abc import Sequence

from genkan.importers.csv_rows import Sheet, heading_in
from genkan.importers.fix_rows import FixColumns, FixReader
from genkan.importers.gathering import Gathering, Source

NAME = "Beiwe GPS"
RANK = 40
SAMPLE = b"""timestamp,UTC time,latitude,longitude,altitude,accuracy
1767571200123,2026-01-05T00:00:00.123,13.7563312,100.5017651,8.0,19.521
1767571260456,2026-01-05T00:01:00.456,13.7563402,100.5017713,8.1,16.0
1767571320789,2026-01-05T00:02:00.789,13.7563221,100.5017584,8.0,22.75
1767571380123,2026-01-05T00:03:00.123,13.7563350,100.5017632,8.0,19.0
1767571440456,2026-01-05T00:04:00.456,13.7571203,100.5022041,8.4,11.3
1767571500789,2026-01-05T00:05:00.789,13.7579034,100.5026512,8.7,9.6
1767571560123,2026-01-05T00:06:00.123,13.7586881,100.5030943,8.9,9.6
"""
GIVES: dict[str, int | float] = {"fixes": 7}
_HEADING = ["timestamp", "utc_time", "latitude", "longitude", "altitude", "accuracy"]


def _is_heading(names: Sequence[str]) -> bool:
    return list(names) == _HEADING


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Exactly Beiwe's heading on the first line."""
    return heading_in(head, _is_heading, within=1) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Every row becomes a fix."""
    sheet = Sheet(source, gathering, _is_heading, ",".join(_HEADING))
    FixReader(sheet, gathering, FixColumns((0,), lat=2, lon=3, accuracy=5, utc=True)).read()
