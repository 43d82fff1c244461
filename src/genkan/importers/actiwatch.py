"""Philips Respironics Actiwatch: Actiware's CSV export, and the older ``.AWD`` files.

Seen in public fixtures: Actiware exports in English (quoted throughout, 04/07/2015), German (cp1252 and
UTF-8, 19.09.2019, decimal commas in quotes, ``kZ`` for missing) and French; AWD files of Actiwatch 4, 7, L
and Spectrum with epoch codes 1, 2 and 4. Codes 8, 20 and 81 and other languages are from descriptions.

Off-wrist epochs and intervals somebody excluded become NaN. The watch runs without daylight saving: the
zone is the gathering's at the start of the recording, unless the export's ``Time Zone Offset`` is one that
this zone never has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genkan.clock import DAY_S, fixed_offset_s
from genkan.importers.csv_columns import cells_of, number_of
from genkan.importers.csv_rows import Block, Sheet, blocks_of, encoding_of, first_rows, heading_in, text_of
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import NO_TIME, Millis, day_comes_first, moment_columns, offset_name, stamp_of
from genkan.nouns import Floats, Refused, Trouble

NAME = "Actiwatch (Actiware)"
RANK = 40
SAMPLE = b""""Actiware Export File  (Version 05.00 )"
"Actiwatch Type:","Actiwatch 2"
"Data Collection Start Date:","05/01/2026"
"Data Collection End Date:","19/01/2026"
"Time Zone Offset:","+07:00","hours:minutes"
"Epoch Length:","30","seconds",""
"-------------------- Epoch-by-Epoch Data -------------------"

"Line","Date","Time","Off-Wrist Status","Activity","Marker","White Light","Sleep/Wake","Interval Status",

"1","05/01/2026","09:00:00","0","120","0","12.50","NaN","ACTIVE",
"2","05/01/2026","09:00:30","0","96","0","12.10","1","ACTIVE",
"3","05/01/2026","09:01:00","1","0","0","0.01","NaN","EXCLUDED",
"4","05/01/2026","09:01:30","0","14","0","9.80","1","ACTIVE",
"""
GIVES: dict[str, int | float] = {"epochs": 4}
_LINE = frozenset(("line", "zeile", "ligne", "línea", "linea", "行"))
_ACTIVITY = frozenset(
    ("activity", "aktivität", "activité", "actividad", "attività", "atividade", "活動", "活動量")
)
_OFF = ("off_wrist", "handgelenk", "poignet", "muñeca", "手首")
_EXCLUDED = ("excluded", "ausgeschlossen", "exclu", "excluido", "excluído")
_AWD_EPOCH_S = {1: 15, 2: 30, 4: 60, 8: 120, 20: 300, 81: 2}
_AWD_COUNT = re.compile(r"\s*(\d+)\s*(?:,\s*[\d.]+)?\s*M?\s*")


def _is_heading(names: Sequence[str]) -> bool:
    return names[0] in _LINE and not _ACTIVITY.isdisjoint(names) and len(moment_columns(names)) == 2


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """Actiware's first line or its data heading, or the seven header lines of an AWD file."""
    top = (text_of(head) or "")[:400]
    if "Actiware" in top.split("\n", 1)[0]:
        return True
    return _awd_start(top) is not None or heading_in(head, _is_heading, within=400) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Every row becomes an epoch. Raises Refused: NO_TIMES, MISSING_COLUMNS, NOTHING_USABLE."""
    if _awd_start((text_of(source.head()) or "")[:400]) is not None:
        _read_awd(source, gathering)
    else:
        _Export(source, gathering).read()


@dataclass(frozen=True, slots=True)
class _Columns:
    day: int
    time: int
    activity: int
    off: int | None
    interval: int | None


class _Export:
    """One Actiware export."""

    def __init__(self, source: Source, gathering: Gathering):
        top = first_rows(source.head(), 400)
        self._sheet = Sheet(source, gathering, _is_heading, "Line, Date, Time, Activity", within=2000)
        self._gathering = gathering
        names = self._sheet.names
        off = next((i for i, name in enumerate(names) if any(word in name for word in _OFF)), None)
        interval = next(
            (i for i, name in enumerate(names) if name.startswith(("interval", "statut_de_l"))), None
        )
        activity = next(i for i, name in enumerate(names) if name in _ACTIVITY)
        day, time = moment_columns(names)
        self._columns = _Columns(day, time, activity, off, interval)
        self._zone = next((zone for row in top if len(row) > 1 and (zone := _offset_in(row))), None)
        self._dates = [row[1] for row in top if len(row) > 1]
        self._day_first = True
        self._shift_ms: int | None = None
        self._epoch_s = 0

    def read(self) -> None:
        """All blocks."""
        kept, first = 0, True
        for block in self._sheet.blocks():
            if first:
                self._look_at(block)
                first = False
            found = self._by_columns(block)
            wall_ms, counts = self._by_rows(block) if found is None else found
            if len(wall_ms):
                kept += self._add(wall_ms, counts)
        if not kept:
            raise Refused(Trouble.NOTHING_USABLE)

    def _look_at(self, block: Block) -> None:
        """Learn date order and epoch from the first rows."""
        part = Block(block.text[:65_536].rpartition(b"\n")[0], block.first_line)
        day, time = self._columns.day, self._columns.time
        rows = [cells for _, cells in self._sheet.rows_of(part, None) if len(cells) > self._columns.activity]
        halves = any("m" in cells[time].lower() for cells in rows[:5])
        self._day_first = day_comes_first([*self._dates, *(cells[day] for cells in rows)], unless=not halves)
        steps = np.diff([self._wall_ms(cells[day], cells[time]) for cells in rows[:2000]])
        steps = steps[(steps > 0) & (steps <= 3_600_000)]
        if not len(steps):
            raise Refused(Trouble.NO_TIMES, expected="Date, Time")
        found, counts = np.unique(steps, return_counts=True)
        self._epoch_s = max(1, int(found[counts.argmax()]) // 1000)

    def _wall_ms(self, day: str, time: str) -> int:
        stamp = stamp_of(f"{day} {time}", self._day_first)
        return NO_TIME if stamp is None else stamp[0]

    def _add(self, wall_ms: Millis, counts: Floats) -> int:
        if self._shift_ms is None:
            self._shift_ms = self._zone_shift_ms(int(wall_ms[0]))
        impossible = counts < 0
        self._gathering.leave_out(Trouble.BAD_VALUES, int(impossible.sum()))
        counts = np.where(impossible, np.nan, counts)
        return self._gathering.add_activity(wall_ms - self._shift_ms, counts, self._epoch_s)

    def _zone_shift_ms(self, wall_ms: int) -> int:
        """Milliseconds the watch's clock is ahead of UTC.

        Exports tell the offset with or without daylight saving; one that the gathering's own zone uses at
        some time of the year is the same zone, and its clock knows better.
        """
        start_s = int(self._gathering.clock.utc_s(wall_ms // 1000))
        usual_ms = wall_ms - start_s * 1000
        told_s = None if self._zone is None else fixed_offset_s(self._zone)
        seasons = self._gathering.clock.offset_s(start_s + np.arange(-2, 3) * 91 * DAY_S)
        if self._zone is None or told_s is None or told_s in seasons:
            return usual_ms // 1000 * 1000
        self._gathering.add_zone(wall_ms - told_s * 1000, self._zone)
        return told_s * 1000

    def _by_columns(self, block: Block) -> tuple[Millis, Floats] | None:
        """Epochs of a block whose lines are numbered without a gap and whose ends fit the epoch."""
        columns = self._columns
        if block.unfinished:
            return None
        cells = cells_of(block.text, self._sheet.layout.delimiter, len(self._sheet.heading))
        if cells is None or any(word.encode() in block.text.lower() for word in _EXCLUDED):
            return None
        numbers, counts = cells.numbers(0), cells.numbers(columns.activity)
        if numbers is None or counts is None or (np.diff(numbers) != 1).any():
            return None
        day, time = columns.day, columns.time
        first = self._wall_ms(cells.first(day), cells.first(time))
        steps = np.arange(len(counts), dtype=np.int64) * self._epoch_s * 1000
        if first == NO_TIME or self._wall_ms(cells.last(day), cells.last(time)) != first + steps[-1]:
            return None
        if columns.off is not None:
            off = cells.numbers(columns.off)
            if off is None:
                return None
            counts[off == 1] = np.nan
        return first + steps, counts

    def _by_rows(self, block: Block) -> tuple[Millis, Floats]:
        columns, missing = self._columns, float("nan")
        when: list[int] = []
        counts: list[float] = []
        for line, cells in self._sheet.rows_of(block, self._gathering):
            if len(cells) <= columns.activity:
                self._gathering.leave_out(Trouble.DAMAGED, where=f"line {line}")
                continue
            moment = self._wall_ms(cells[columns.day], cells[columns.time])
            if moment == NO_TIME:
                self._gathering.leave_out(Trouble.NO_TIMES, where=f"line {line}")
                continue
            count = number_of(cells[columns.activity])
            off = columns.off is not None and cells[columns.off] == "1"
            left_out = columns.interval is not None and len(cells) > columns.interval
            if left_out and columns.interval is not None:
                left_out = cells[columns.interval].casefold().startswith(_EXCLUDED)
            when.append(moment)
            counts.append(missing if count is None or off or left_out else count)
        return np.array(when, np.int64), np.array(counts, np.float64)


def _offset_in(row: Sequence[str]) -> str | None:
    """The zone of a header row such as ``"Time Zone Offset:","+01:00"``."""
    return offset_name(row[1]) if re.fullmatch(r"[+-]\d{1,2}:\d{2}", row[1].strip()) else None


def _awd_start(top: str) -> tuple[int, int] | None:
    """(wall-clock start in ms, epoch in s) when these are the header lines of an AWD file."""
    lines = [line.strip() for line in top.split("\n")[:9]]
    if len(lines) < 8 or not re.fullmatch(r"\d{1,2}-[A-Za-z]{3}-\d{2,4}", lines[1]):
        return None
    code = re.fullmatch(r"\d{1,2}", lines[3])
    start = stamp_of(f"{lines[1]} {lines[2]}")
    if code is None or start is None or not _AWD_COUNT.fullmatch(lines[7]):
        return None
    epoch_s = _AWD_EPOCH_S.get(int(code[0]))
    return None if epoch_s is None else (start[0], epoch_s)


def _read_awd(source: Source, gathering: Gathering) -> None:
    start = _awd_start((text_of(source.head()) or "")[:400])
    if start is None:
        raise Refused(Trouble.NO_TIMES)
    wall_ms, epoch_s = start
    start_ms = int(gathering.clock.utc_s(wall_ms // 1000)) * 1000
    done = -7  # header lines
    for block in blocks_of(source, gathering, encoding_of(source.head()) or "utf-8"):
        texts = block.text.decode("utf-8", "replace").removesuffix("\n").split("\n")
        lines = [
            (line, text) for line, text in enumerate(texts, block.first_line) if text.strip() or done < 0
        ]
        counts = np.full(len(lines), np.nan)
        for place, (line, text) in enumerate(lines):
            found = _AWD_COUNT.fullmatch(text)
            if found:
                counts[place] = float(found[1])
            elif done + place >= 0:
                gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
        when = start_ms + (done + np.arange(len(counts), dtype=np.int64)) * epoch_s * 1000
        body = max(0, -done)
        gathering.add_activity(when[body:], counts[body:], epoch_s)
        done += len(counts)
