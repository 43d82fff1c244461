"""Sleep from Fitbit and Google Health exports.

Seen in public code, fixtures and notes on real exports:

* ``sleep-YYYY-MM-DD.json`` (Fitbit archive, Takeout ``Global Export Data``): a list of sleeps with
  ``levels``, either classic (asleep, restless, awake) or stages (wake, light, deep, rem), and short
  awakenings in ``shortData``; the Web API's ``{"sleep": [...]}``. Times have no zone: they are wall-clock,
  read on the gathering's clock.
* ``UserSleepStages_*.csv`` (Takeout ``Health Fitness Data_GoogleData``): one row for each stage, times in UTC
  with Z or +0000, the offset beside them. ``UserSleeps_*.csv``: one row for each sleep; it gives time in bed,
  because the stages say what was sleep.

Restless counts as awake, as Fitbit's own ``minutesAwake`` does. A sleep without levels counts as asleep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ijson
import numpy as np
from ijson.common import ObjectBuilder

from genkan.importers.csv_rows import Sheet, encoding_of, heading_in, text_of, utf8_pieces
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import NO_TIME, ZoneChanges, offset_name, stamp_of
from genkan.nouns import Refused, SpanKind, Trouble

NAME = "Fitbit or Google Health sleep"
RANK = 40
SAMPLE = b"""[{
  "logId" : 40000000001, "dateOfSleep" : "2026-01-05",
  "startTime" : "2026-01-04T23:30:00.000", "endTime" : "2026-01-05T06:30:00.000",
  "duration" : 25200000, "minutesAsleep" : 385, "minutesAwake" : 35, "timeInBed" : 420, "type" : "stages",
  "levels" : {
    "summary" : { "deep" : {"count" : 1, "minutes" : 90} },
    "data" : [ {"dateTime" : "2026-01-04T23:30:00.000", "level" : "wake", "seconds" : 1800},
      {"dateTime" : "2026-01-05T00:00:00.000", "level" : "light", "seconds" : 10800},
      {"dateTime" : "2026-01-05T03:00:00.000", "level" : "deep", "seconds" : 5400},
      {"dateTime" : "2026-01-05T04:30:00.000", "level" : "rem", "seconds" : 7200} ],
    "shortData" : [ {"dateTime" : "2026-01-05T01:00:00.000", "level" : "wake", "seconds" : 300} ]
  }, "mainSleep" : true
}]
"""
GIVES: dict[str, int | float] = {"asleep": 4, "asleep_hours": 6.417, "in_bed_hours": 7.0}
_ASLEEP = frozenset(("asleep", "light", "deep", "rem"))
_AWAKE = frozenset(("awake", "wake", "restless"))
_DEEPEST = 12
_MOST_EVENTS = 200_000  # JSON tokens in one sleep; a real one has about a thousand
_LONGEST_TOKEN = 1 << 22
_LONGEST_SLEEP_MS = 48 * 3_600_000


def _is_heading(names: Sequence[str]) -> bool:
    return "sleep_id" in names and ("sleep_stage_start" in names or "sleep_start" in names)


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """JSON with sleeps that have ``dateOfSleep`` and ``levels``, or the heading of Takeout's tables."""
    text = (text_of(head) or "").lstrip()
    if text[:1] in ("[", "{"):
        return '"startTime"' in text and ('"dateOfSleep"' in text or '"shortData"' in text)
    return heading_in(head, _is_heading, within=1) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Time in bed, asleep and awake in bed. Raises Refused: ENCODING, TOO_DEEP, NOTHING_USABLE."""
    text = (text_of(source.head()) or "").lstrip()
    kept = _read_json(source, gathering, text) if text[:1] in ("[", "{") else _read_csv(source, gathering)
    if not kept:
        raise Refused(Trouble.NOTHING_USABLE)


# ── JSON ──


class _Pieces:
    """The decoded source as the file that ijson wants; refuses text that goes on without meaning anything."""

    def __init__(self, pieces: Iterator[bytes]):
        self._pieces = pieces
        self._rest = b""
        self.unread = 0  # bytes since the caller last set it to 0

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; empty at the end."""
        if size == 0:
            return b""
        if not self._rest:
            self._rest = next(self._pieces, b"")
        size = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:size], self._rest[size:]
        self.unread += len(part)
        if self.unread > _LONGEST_TOKEN:
            raise Refused(Trouble.DAMAGED)
        return part


def _read_json(source: Source, gathering: Gathering, text: str) -> int:
    encoding = encoding_of(source.head())
    if encoding is None:
        raise Refused(Trouble.ENCODING)
    kept, count = 0, 0
    number = gathering.source("Fitbit")
    with source.open() as stream:
        try:
            for sleep in _sleeps(
                _Pieces(utf8_pieces(stream, gathering, encoding)), 1 if text[0] == "[" else 2
            ):
                count += 1
                kept += _add_sleep(sleep, gathering, number, f"record {count}")
        except ijson.IncompleteJSONError:
            gathering.leave_out(Trouble.TRUNCATED, where=f"record {count + 1}")
        except (ijson.JSONError, UnicodeDecodeError, ValueError):
            gathering.leave_out(Trouble.DAMAGED, where=f"record {count + 1}")
    return kept


def _sleeps(stream: _Pieces, depth: int) -> Iterator[dict[str, Any]]:
    """Each object that stands ``depth`` brackets deep, whole."""
    level, size = 0, 0
    builder: Any = None
    for event, value in ijson.basic_parse(stream, use_float=True):
        stream.unread = 0
        if event in ("start_map", "start_array"):
            if level == depth and event == "start_map":
                builder, size = ObjectBuilder(), 0
            level += 1
            if level > _DEEPEST:
                raise Refused(Trouble.TOO_DEEP)
        elif event in ("end_map", "end_array"):
            level -= 1
        if builder is not None:
            size += 1
            if size > _MOST_EVENTS:
                raise Refused(Trouble.TOO_LARGE)
            builder.event(event, value)
            if level == depth:
                found, builder = builder.value, None
                yield found


def _add_sleep(sleep: dict[str, Any], gathering: Gathering, number: int, where: str) -> int:
    start, end = _wall_ms(sleep.get("startTime")), _wall_ms(sleep.get("endTime"))
    if end == NO_TIME and isinstance(sleep.get("duration"), (int, float)) and start != NO_TIME:
        end = start + int(sleep["duration"])
    if start == NO_TIME or end == NO_TIME:
        gathering.leave_out(Trouble.NO_TIMES, where=where)
        return 0
    if not 0 < end - start <= _LONGEST_SLEEP_MS:
        gathering.leave_out(Trouble.BAD_VALUES, where=where)
        return 0
    utc = _Elapsed(start, end, sleep.get("duration"), gathering)
    asleep, awake = _levels(sleep.get("levels"), gathering, where)
    if not asleep and not awake:
        asleep = [(start, end)]
    gathering.add_spans(SpanKind.IN_BED, [utc.of(start)], [utc.of(end)], source=number)
    for kind, spans in ((SpanKind.ASLEEP, _without(asleep, awake)), (SpanKind.AWAKE_IN_BED, awake)):
        if spans:
            gathering.add_spans(
                kind, [utc.of(one) for one, _ in spans], [utc.of(other) for _, other in spans], source=number
            )
    return 1


class _Elapsed:
    """UTC of a sleep's wall-clock times; over a change of clocks ``duration`` tells how they were written."""

    def __init__(self, start: int, end: int, duration: Any, gathering: Gathering):
        self._clock = gathering.clock
        self._start = start
        self._start_utc = int(self._clock.utc_s(start // 1000)) * 1000 + start % 1000
        elapsed = duration if isinstance(duration, (int, float)) else end - start
        self._runs_on = abs(end - start - elapsed) < 60_000

    def of(self, wall_ms: int) -> int:
        """UTC milliseconds."""
        if self._runs_on:
            return self._start_utc + wall_ms - self._start
        return int(self._clock.utc_s(wall_ms // 1000)) * 1000 + wall_ms % 1000


def _wall_ms(text: Any) -> int:
    stamp = stamp_of(text) if isinstance(text, str) and len(text) < 60 else None
    return NO_TIME if stamp is None else stamp[0]


Stretch = tuple[int, int]


def _levels(levels: Any, gathering: Gathering, where: str) -> tuple[list[Stretch], list[Stretch]]:
    """(asleep, awake) stretches of wall-clock milliseconds, from ``data`` and ``shortData``."""
    asleep: list[Stretch] = []
    awake: list[Stretch] = []
    if not isinstance(levels, dict):
        return asleep, awake
    for part in ("data", "shortData"):
        entries = levels.get(part)
        for entry in entries if isinstance(entries, list) else []:
            level = entry.get("level") if isinstance(entry, dict) else None
            kind = asleep if level in _ASLEEP else awake if level in _AWAKE else None
            if kind is None:
                continue
            start, seconds = _wall_ms(entry.get("dateTime")), entry.get("seconds")
            if start == NO_TIME or not isinstance(seconds, (int, float)) or not 0 < seconds <= 172_800:
                gathering.leave_out(Trouble.BAD_VALUES, where=where)
                continue
            kind.append((start, start + int(seconds * 1000)))
    return sorted(asleep), sorted(awake)


def _without(spans: list[Stretch], holes: list[Stretch]) -> list[Stretch]:
    """``spans`` with ``holes`` cut out; both sorted."""
    left: list[Stretch] = []
    first = 0
    for start, end in spans:
        while first < len(holes) and holes[first][1] <= start:
            first += 1
        for hole_start, hole_end in holes[first:]:
            if hole_start >= end:
                break
            if hole_start > start:
                left.append((start, hole_start))
            start = max(start, hole_end)
        if start < end:
            left.append((start, end))
    return left


# ── CSV ──


def _read_csv(source: Source, gathering: Gathering) -> int:
    sheet = Sheet(source, gathering, _is_heading, "sleep_start, sleep_end")
    start, end = (
        sheet.column("sleep_stage_start", "sleep_start"),
        sheet.column("sleep_stage_end", "sleep_end"),
    )
    stage, offset = sheet.column("sleep_stage_type"), sheet.column("start_utc_offset")
    if start is None or end is None:
        raise Refused(Trouble.MISSING_COLUMNS, expected="sleep_start, sleep_end")
    kept, zones, number = 0, ZoneChanges(), gathering.source("Fitbit")
    for block in sheet.blocks():
        kinds: dict[SpanKind, list[Stretch]] = {}
        for line, cells in sheet.rows_of(block, gathering):
            if len(cells) <= max(start, end, stage or 0):
                gathering.leave_out(Trouble.DAMAGED, where=f"line {line}")
                continue
            begin, stop = stamp_of(cells[start]), stamp_of(cells[end])
            if begin is None or stop is None:
                gathering.leave_out(Trouble.NO_TIMES, where=f"line {line}")
                continue
            kind = SpanKind.IN_BED if stage is None else _kind_of(cells[stage])
            if kind is None or stop[0] - begin[0] > _LONGEST_SLEEP_MS:
                gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
                continue
            kinds.setdefault(kind, []).append((begin[0], stop[0]))
            if offset is not None and offset < len(cells):
                zones.see(begin[0], offset_name(cells[offset]))
        for kind, spans in kinds.items():
            table = np.array(spans, np.int64)
            kept += gathering.add_spans(kind, table[:, 0], table[:, 1], source=number)
    zones.tell(gathering)
    return kept


def _kind_of(stage: str) -> SpanKind | None:
    name = stage.casefold()
    if name in _ASLEEP:
        return SpanKind.ASLEEP
    return SpanKind.AWAKE_IN_BED if name in _AWAKE else None
