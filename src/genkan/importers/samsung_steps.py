"""Steps from a Samsung Health export ("Download personal data").

Seen in public code and fixtures:

* ``com.samsung.shealth.tracker.pedometer_step_count``: one row for each minute or ten minutes and device,
  with ``time_offset``; phone and watch overlap and are kept apart as numbered devices.
* ``com.samsung.shealth.step_daily_trend``: a row for each day and source; ``source_type`` -2 is all sources
  merged and is taken where there is one, else the largest. ``day_time`` is the wall date, written as midnight
  UTC in milliseconds or as text.
* ``com.samsung.shealth.tracker.pedometer_day_summary`` (``step_count``, a row for each device and day).

Each of the three has a source of its own, so that what they repeat is not counted twice later on. Minutes and
days without a step say nothing (the phone may lie on a table) and are left aside.
"""

from __future__ import annotations

import numpy as np

from genkan.clock import DAY_S
from genkan.importers.csv_columns import number_of
from genkan.importers.gathering import Gathering, Source
from genkan.importers.samsung_rows import SamsungTable, samsung_table, table_name
from genkan.importers.stamps import NO_TIME, ZoneChanges
from genkan.nouns import Refused, SpanKind, Trouble

NAME = "Samsung Health steps"
RANK = 40
SAMPLE = b"""com.samsung.shealth.tracker.pedometer_step_count,6312005,6
run_step,walk_step,com.samsung.health.step_count.start_time,com.samsung.health.step_count.end_time,\
com.samsung.health.step_count.count,com.samsung.health.step_count.distance,\
com.samsung.health.step_count.time_offset,com.samsung.health.step_count.deviceuuid
0,39,2026-01-05 00:10:00.000,2026-01-05 00:10:59.999,39,28.1,UTC+0900,phone,
0,6,2026-01-05 00:11:00.000,2026-01-05 00:11:59.999,6,4.2,UTC+0900,phone,
2,73,2026-01-05 00:11:00.000,2026-01-05 00:11:59.999,75,55.9,UTC+0900,watch,
0,0,2026-01-05 00:12:00.000,2026-01-05 00:12:59.999,0,0.0,UTC+0900,watch,
"""
GIVES: dict[str, int | float] = {"steps": 3, "steps_total": 120.0}
_MINUTES = "com.samsung.shealth.tracker.pedometer_step_count"
_DAYS = {
    "com.samsung.shealth.step_daily_trend": "count",
    "com.samsung.shealth.tracker.pedometer_day_summary": "step_count",
}
_ALL_SOURCES = "-2"
_MOST_DEVICES = 20
_MOST_STEPS_A_DAY = 200_000


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """The first line names one of the step tables."""
    table = table_name(head)
    return table == _MINUTES or table in _DAYS


def read(source: Source, gathering: Gathering) -> None:
    """Steps, and the offsets. Raises Refused: MISSING_COLUMNS, NOTHING_USABLE."""
    name = table_name(source.head())
    if name in _DAYS:
        table = samsung_table(source, gathering, ("day_time", _DAYS[name]))
        kept = _add_days(table, _DAYS[name], gathering, name.rpartition(".")[2])
    else:
        kept = _add_minutes(samsung_table(source, gathering, ("start_time", "count")), gathering)
    if not kept:
        raise Refused(Trouble.NOTHING_USABLE)


def _steps_of(text: str) -> float | None:
    steps = number_of(text)
    return steps if steps is not None and 0 <= steps <= _MOST_STEPS_A_DAY else None


def _add_minutes(table: SamsungTable, gathering: Gathering) -> int:
    kept, zeros = 0, 0
    devices: dict[str, int] = {}
    zones = ZoneChanges()
    for block in table.sheet.blocks():
        rows: list[tuple[int, int, float, int]] = []
        for line, cells in table.sheet.rows_of(block, gathering):
            start, end = table.utc_ms(cells, "start_time"), table.utc_ms(cells, "end_time")
            steps = _steps_of(table.cell(cells, "count"))
            if start == NO_TIME or steps is None:
                gathering.leave_out(
                    Trouble.NO_TIMES if start == NO_TIME else Trouble.BAD_VALUES, where=f"line {line}"
                )
                continue
            zones.see(start, table.zone(cells))
            if steps == 0:
                zeros += 1
                continue
            device = table.cell(cells, "deviceuuid")
            if device not in devices and len(devices) < _MOST_DEVICES:
                devices[device] = gathering.source(f"Samsung Health · device {len(devices) + 1}")
            number = devices.get(device, next(iter(devices.values())))
            rows.append((start, start + 60_000 if end == NO_TIME else end, steps, number))
        kept += _add(rows, gathering)
    zones.tell(gathering)
    return kept + zeros


def _add(rows: list[tuple[int, int, float, int]], gathering: Gathering) -> int:
    if not rows:
        return 0
    start, end, number = (np.array([row[column] for row in rows], np.int64) for column in (0, 1, 3))
    steps = np.array([row[2] for row in rows], np.float32)
    return gathering.add_spans(SpanKind.STEPS, start, end, steps, number)


def _add_days(table: SamsungTable, count: str, gathering: Gathering, name: str) -> int:
    """One stretch for each wall date, from its midnight to the next on the gathering's clock."""
    merged: dict[int, float] = {}
    largest: dict[int, float] = {}
    for line, cells in table.sheet.rows():
        day = table.utc_ms(cells, "day_time")
        steps = _steps_of(table.cell(cells, count))
        if day == NO_TIME or steps is None:
            gathering.leave_out(
                Trouble.NO_TIMES if day == NO_TIME else Trouble.BAD_VALUES, where=f"line {line}"
            )
            continue
        if not gathering.since_ms <= day <= gathering.until_ms:
            gathering.leave_out(Trouble.TIMES_OUT_OF_RANGE, where=f"line {line}")
            continue
        midnight = day // 1000 // DAY_S * DAY_S
        if table.cell(cells, "source_type") == _ALL_SOURCES:
            merged[midnight] = max(steps, merged.get(midnight, 0.0))
        largest[midnight] = max(steps, largest.get(midnight, 0.0))
    days = np.array(sorted(largest), np.int64)
    steps_of_day = np.array([merged.get(day, largest[day]) for day in days.tolist()], np.float32)
    if not len(days):
        return 0
    walked = steps_of_day > 0
    start, end = gathering.clock.utc_s(days) * 1000, gathering.clock.utc_s(days + DAY_S) * 1000
    number = gathering.source(
        "Samsung Health · daily" if name == "step_daily_trend" else "Samsung Health · day summary"
    )
    gathering.add_spans(SpanKind.STEPS, start[walked], end[walked], steps_of_day[walked], number)
    return len(days)
