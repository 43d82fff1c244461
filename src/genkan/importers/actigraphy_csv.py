"""Plain actigraphy tables: a time and an activity count for each epoch, at any epoch from 1 s to 1 h.

Seen in public code and data sets: ``timestamp,date,activity`` (Depresjon), ``timestamp,activity``, MESA and
GGIR style exports with ISO times, ``Date,Time,Activity``. Headings in other languages and the wear columns
(``worn``, ``off_wrist``) are ours. Empty cells, NaN and negative counts mean not worn.

A time without zone is wall-clock, read on the gathering's clock. The epoch is the commonest step between
rows; epochs that are missing stay missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genkan.clock import Clock
from genkan.importers.csv_columns import cells_of, number_of
from genkan.importers.csv_rows import Block, Sheet, first_rows, heading_in, normalised
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import (
    NO_TIME,
    Millis,
    Wall,
    day_comes_first,
    moment_columns,
    says_utc,
    stamp_of,
)
from genkan.nouns import Floats, Refused, Trouble

NAME = "Actigraphy table (CSV)"
RANK = 75
SAMPLE = b"""timestamp,activity
2026-01-05 09:00:00,120
2026-01-05 09:01:00,96
2026-01-05 09:02:00,0
2026-01-05 09:03:00,14
2026-01-05 09:04:00,233
2026-01-05 09:05:00,
2026-01-05 09:06:00,310
2026-01-05 09:07:00,287
2026-01-05 09:08:00,190
"""
GIVES: dict[str, int | float] = {"epochs": 9}
EXPECTED = "timestamp, activity"
LONGEST_EPOCH_S = 3600
_ENOUGH_ROWS = 200_000  # to see two different times


def _set(*names: str) -> frozenset[str]:
    return frozenset(normalised(name) for name in names)


_ACTIVITY = _set(
    *("activity", "activity counts", "activity count", "counts", "count", "axis1", "axis 1", "vm"),
    *("vector magnitude", "pim", "zcm", "tat", "enmo", "mad"),
    *("活動量", "活動", "กิจกรรม", "การเคลื่อนไหว", "actividad", "aktivität", "activité"),
)
_OFF = _set("off wrist", "off wrist status", "offwrist", "non wear", "nonwear", "not worn")
_ON = _set("worn", "wear", "on wrist", "wearing")


@dataclass(frozen=True, slots=True)
class _Columns:
    moment: tuple[int, ...]
    activity: int
    off: int | None
    on: int | None


def _first(names: Sequence[str], wanted: frozenset[str]) -> int | None:
    return next((column for column, name in enumerate(names) if name in wanted), None)


def _columns_of(names: Sequence[str]) -> _Columns | None:
    moment, activity = moment_columns(names), _first(names, _ACTIVITY)
    if not moment or activity is None:
        return None
    return _Columns(moment, activity, _first(names, _OFF), _first(names, _ON))


def _is_heading(names: Sequence[str]) -> bool:
    return _columns_of(names) is not None


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """A heading row with a time and an activity, and a first row that holds a time and a number."""
    names = heading_in(head, _is_heading)
    columns = _columns_of(names) if names else None
    if names is None or columns is None:
        return False
    for cells in first_rows(head):
        if len(cells) == len(names) and [normalised(cell) for cell in cells] != names:
            moment = " ".join(cells[column] for column in columns.moment)
            activity = cells[columns.activity]
            if stamp_of(moment) and (number_of(activity) is not None or number_of(activity, ",") is not None):
                return True
    return False


def read(source: Source, gathering: Gathering) -> None:
    """Every row becomes an epoch. Raises Refused: NO_TIMES, NOTHING_USABLE, BAD_VALUES (no epoch)."""
    _Reader(Sheet(source, gathering, _is_heading, EXPECTED), gathering).read()


class _Reader:
    def __init__(self, sheet: Sheet, gathering: Gathering, rapid: bool = True):
        columns = _columns_of(sheet.names)
        if columns is None:
            raise Refused(Trouble.MISSING_COLUMNS, expected=EXPECTED)
        utc = says_utc(sheet.names[columns.moment[0]])
        self._sheet, self._gathering, self._columns, self._rapid = sheet, gathering, columns, rapid
        self._wall = Wall(Clock.in_zone("UTC") if utc else gathering.clock)
        self._decimal = "."
        self._epoch_s = 0

    def read(self) -> None:
        kept, lost, first = 0, 0, True
        waiting: list[tuple[Millis, Floats]] = []
        for block in self._sheet.blocks():
            if first:
                self._look_at(block)
                first = False
            utc_ms, counts = (self._by_columns(block) if self._rapid else None) or self._by_rows(block)
            there = utc_ms != NO_TIME
            lost += int((~there).sum())
            utc_ms, counts = utc_ms[there], counts[there]
            kept += len(utc_ms)
            waiting.append((utc_ms, counts))
            if not self._epoch_s:
                self._epoch_s = _epoch_of(np.concatenate([part for part, _ in waiting]))
            if not self._epoch_s and kept > _ENOUGH_ROWS:
                raise Refused(Trouble.BAD_VALUES, expected="1 s … 3600 s")
            if self._epoch_s:
                for part, values in waiting:
                    self._add(part, values)
                waiting.clear()
        self._gathering.leave_out(Trouble.NO_TIMES, lost)
        if not kept or not self._epoch_s:
            raise Refused(Trouble.NO_TIMES if lost else Trouble.NOTHING_USABLE, expected=EXPECTED)

    def _add(self, utc_ms: Millis, counts: Floats) -> None:
        impossible = counts < 0
        self._gathering.leave_out(Trouble.BAD_VALUES, int(impossible.sum()))
        self._gathering.add_activity(utc_ms, np.where(impossible, np.nan, counts), self._epoch_s)

    def _look_at(self, block: Block) -> None:
        part = Block(block.text[:65_536].rpartition(b"\n")[0], block.first_line)
        moments: list[str] = []
        for _, cells in self._sheet.rows_of(part, None):
            if len(cells) > max(self._columns.activity, *self._columns.moment):
                moments.append(cells[self._columns.moment[0]])
                if "," in cells[self._columns.activity]:
                    self._decimal = ","
        self._wall.day_first = day_comes_first(moments)

    def _by_columns(self, block: Block) -> tuple[Millis, Floats] | None:
        columns = self._columns
        if len(columns.moment) != 1 or block.unfinished:
            return None
        cells = cells_of(block.text, self._sheet.layout.delimiter, len(self._sheet.heading))
        if cells is None:
            return None
        stamps, counts = cells.stamps(columns.moment[0]), cells.numbers(columns.activity, self._decimal)
        if stamps is None or counts is None:
            return None
        for column, sign in ((columns.off, 1.0), (columns.on, 0.0)):
            if column is not None:
                flags = cells.numbers(column)
                if flags is None:
                    return None
                counts[flags == sign] = np.nan
        return self._wall.utc_ms_of(*stamps), counts

    def _by_rows(self, block: Block) -> tuple[Millis, Floats]:
        columns = self._columns
        moments: list[str] = []
        counts: list[float] = []
        for line, cells in self._sheet.rows_of(block, self._gathering):
            if len(cells) <= max(columns.activity, *columns.moment):
                self._gathering.leave_out(Trouble.DAMAGED, where=f"line {line}")
                continue
            count = number_of(cells[columns.activity], self._decimal)
            if count is None:
                self._gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
                continue
            for column, sign in ((columns.off, 1.0), (columns.on, 0.0)):
                if column is not None and column < len(cells) and number_of(cells[column]) == sign:
                    count = float("nan")
            moments.append(" ".join(cells[column] for column in columns.moment))
            counts.append(count)
        return self._wall.utc_ms_from_texts(moments), np.array(counts, np.float64)


def _epoch_of(utc_ms: Millis) -> int:
    """The commonest step between rows in whole seconds; 0 while it cannot be told."""
    steps = np.diff(utc_ms[:100_000])
    steps = steps[steps > 0]
    if not len(steps):
        return 0
    found, counts = np.unique(np.round(steps / 1000), return_counts=True)
    epoch = int(found[counts.argmax()])
    if epoch < 1 or epoch > LONGEST_EPOCH_S:
        raise Refused(Trouble.BAD_VALUES, expected="1 s … 3600 s")
    return epoch
