"""Sleep from a Samsung Health export ("Download personal data").

Seen in public code and fixtures: ``com.samsung.shealth.sleep`` (62 columns, most of them scores),
``com.samsung.shealth.sleep_combined``, the older ``com.samsung.health.sleep``, and
``com.samsung.health.sleep_stage`` with stages 40001 awake, 40002 light, 40003 deep, 40004 REM.

A sleep whose row counts its stages gives time in bed only, because the stage table says what was sleep; a
sleep without stages counts as asleep. A watch that writes stages but no totals (2019 to 2021) gives both:
then the awake stretches of the stage table lie inside a longer sleep.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from genkan.importers.gathering import Gathering, Source
from genkan.importers.samsung_rows import SamsungTable, samsung_table, table_name
from genkan.importers.stamps import NO_TIME, ZoneChanges
from genkan.nouns import Refused, SpanKind, Trouble

NAME = "Samsung Health sleep"
RANK = 40
SAMPLE = b"""com.samsung.shealth.sleep,6312005,11
sleep_score,efficiency,total_light_duration,total_rem_duration,com.samsung.health.sleep.start_time,\
com.samsung.health.sleep.end_time,com.samsung.health.sleep.time_offset,com.samsung.health.sleep.datauuid
79,93,210,90,2026-01-04 15:30:00.000,2026-01-04 22:00:00.000,UTC+0900,night-1,
82,95,200,95,2026-01-05 15:10:00.000,2026-01-05 22:10:00.000,UTC+0900,night-2,
,,,,2026-01-06 05:00:00.000,2026-01-06 06:00:00.000,UTC+0900,nap-1,
"""
GIVES: dict[str, int | float] = {"asleep": 1, "asleep_hours": 1.0, "in_bed": 3, "in_bed_hours": 14.5}
_TABLES = frozenset(
    (
        "com.samsung.shealth.sleep",
        "com.samsung.shealth.sleep_combined",
        "com.samsung.health.sleep",
        "com.samsung.health.sleep_stage",
        "com.samsung.shealth.sleep_stage",
    )
)
_STAGES = {
    "40001": SpanKind.AWAKE_IN_BED,
    "40002": SpanKind.ASLEEP,
    "40003": SpanKind.ASLEEP,
    "40004": SpanKind.ASLEEP,
}
_TOTALS = ("total_light_duration", "total_rem_duration", "total_deep_duration")
_LONGEST_SLEEP_MS = 48 * 3_600_000


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """The first line names one of the sleep tables."""
    return table_name(head) in _TABLES


def read(source: Source, gathering: Gathering) -> None:
    """Time in bed, asleep, awake in bed, and the offsets. Raises Refused: MISSING_COLUMNS, NOTHING_USABLE."""
    staged = table_name(source.head()).endswith("_stage")
    table = samsung_table(source, gathering, ("start_time", "end_time", *(("stage",) if staged else ())))
    kept, zones, number = 0, ZoneChanges(), gathering.source("Samsung Health")
    for block in table.sheet.blocks():
        spans: dict[SpanKind, list[tuple[int, int]]] = {}
        for line, cells in table.sheet.rows_of(block, gathering):
            start, end = table.utc_ms(cells, "start_time"), table.utc_ms(cells, "end_time")
            if start == NO_TIME or end == NO_TIME:
                gathering.leave_out(Trouble.NO_TIMES, where=f"line {line}")
                continue
            kinds = _kinds_of(table, cells, staged)
            if not kinds or end - start > _LONGEST_SLEEP_MS:
                gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
                continue
            for kind in kinds:
                spans.setdefault(kind, []).append((start, end))
            zones.see(start, table.zone(cells))
        for kind, found in spans.items():
            both = np.array(found, np.int64)
            kept += gathering.add_spans(kind, both[:, 0], both[:, 1], source=number)
    zones.tell(gathering)
    if not kept:
        raise Refused(Trouble.NOTHING_USABLE)


def _kinds_of(table: SamsungTable, cells: Sequence[str], staged: bool) -> tuple[SpanKind, ...]:
    """What a row of the stage table, or of a table of whole sleeps, tells."""
    if staged:
        kind = _STAGES.get(table.cell(cells, "stage"))
        return () if kind is None else (kind,)
    if any(table.cell(cells, total) not in ("", "0") for total in _TOTALS):
        return (SpanKind.IN_BED,)
    return (SpanKind.IN_BED, SpanKind.ASLEEP)
