"""ActiGraph epoch files as ActiLife writes them: ten header lines, then counts without times.

Seen in public code and fixtures: ``------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.4
Firmware v3.2.1 date format M/d/yyyy …`` (also ``Data Table File``), the date formats M/d/yyyy, dd/MM/yyyy
and yyyy-MM-dd, a heading row (``Axis1,Axis2,…`` or ``Date,Time,Axis1,…``) or none. Semicolons and commas
after the header lines (files saved again by a spreadsheet) are from descriptions only. Raw files (epoch
00:00:00) hold no counts and are refused.

The first axis is read, which every model has. The file names no zone: the start is wall-clock on the
gathering's clock, and from there on the device counts epochs without daylight saving.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genkan.importers.csv_columns import cells_of, number_of
from genkan.importers.csv_rows import Block, Sheet, normalised, text_of
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import Wall, stamp_of
from genkan.nouns import Floats, Refused, Trouble

NAME = "ActiGraph (ActiLife)"
RANK = 40
SAMPLE = b"""------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.4 Firmware v3.2.1 \
date format M/d/yyyy Filter Normal -----------
Serial Number: NEO1F00000000
Start Time 09:00:00
Start Date 1/5/2026
Epoch Period (hh:mm:ss) 00:01:00
Download Time 12:00:00
Download Date 1/12/2026
Current Memory Address: 0
Current Battery Voltage: 4.20     Mode = 12
--------------------------------------------------
Axis1,Axis2,Axis3,Steps
120,80,33,2
96,75,21,0
0,0,0,0
14,3,2,0
233,190,87,11
"""
GIVES: dict[str, int | float] = {"epochs": 5}
_MARK = re.compile(r"-+\s*Data (?:Table )?File Created By ActiGraph", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Header:
    start_wall_ms: int
    epoch_s: int


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """ActiLife's first line."""
    return (
        b"ActiGraph" in head[:400].replace(b"\x00", b"")
        and _MARK.search((text_of(head) or "")[:400]) is not None
    )


def read(source: Source, gathering: Gathering) -> None:
    """Every line after the header becomes an epoch.

    Raises Refused: NO_TIMES (no start), NOTHING_USABLE (raw file, or no counts).
    """
    header = _header_of(text_of(source.head()) or "")
    sheet = Sheet(
        source, gathering, _closes_header, "--------------------------------------------------", within=40
    )
    start_ms = int(Wall(gathering.clock).utc_ms([header.start_wall_ms])[0])
    reader = _Counts(sheet, gathering)
    done = 0
    for block in sheet.blocks():
        counts = reader.counts_of(block)
        impossible = counts < 0
        gathering.leave_out(Trouble.BAD_VALUES, int(impossible.sum()))
        when = start_ms + (done + np.arange(len(counts), dtype=np.int64)) * header.epoch_s * 1000
        gathering.add_activity(when, np.where(impossible, np.nan, counts), header.epoch_s)
        done += len(counts)
    if not done:
        raise Refused(Trouble.NOTHING_USABLE)


def _closes_header(names: Sequence[str]) -> bool:
    return not any(names)


def _header_of(text: str) -> _Header:
    top = text[:8192]
    form = re.search(r"date format\s+(\S+)", top, re.IGNORECASE)
    day = re.search(r"Start Date[:\s]+([\d./-]+)", top)
    clock = re.search(r"Start Time[:\s]+([\d:.]+(?:\s?[AP]M)?)", top)
    epoch = re.search(r"Epoch Period \(hh:mm:ss\)[:\s]+(\d{1,2})[:.](\d{1,2})[:.](\d{1,2})\b", top)
    if day is None or clock is None or epoch is None:
        raise Refused(Trouble.NO_TIMES, expected="Start Time, Start Date, Epoch Period")
    day_first = form is None or not form[1].lower().lstrip("\"'").startswith("m")
    start = stamp_of(f"{day[1]} {clock[1]}", day_first)
    if start is None:
        raise Refused(Trouble.NO_TIMES, expected="Start Time, Start Date")
    seconds = int(epoch[1]) * 3600 + int(epoch[2]) * 60 + int(epoch[3])
    if seconds == 0:
        raise Refused(Trouble.NOTHING_USABLE, expected="Epoch Period > 00:00:00")
    return _Header(start[0], seconds)


class _Counts:
    """Counts of the first axis, one for every line, so that a damaged line does not shift the rest."""

    def __init__(self, sheet: Sheet, gathering: Gathering):
        self._sheet = sheet
        self._gathering = gathering
        self._column = 0
        self._width = 0

    def counts_of(self, block: Block) -> Floats:
        """One count for each line with something on it; NaN where it cannot be read."""
        if self._width and not block.unfinished:
            cells = cells_of(block.text, self._sheet.layout.delimiter, self._width)
            counts = None if cells is None else cells.numbers(self._column)
            if counts is not None:
                return counts
        return self._by_rows(block)

    def _by_rows(self, block: Block) -> Floats:
        lines = [line for line, text in enumerate(block.text.split(b"\n"), block.first_line) if text.strip()]
        places = {line: place for place, line in enumerate(lines)}
        counts = np.full(len(lines), np.nan)
        begin, end = 0, len(lines)
        for line, cells in self._sheet.rows_of(block, self._gathering):
            if not self._width:
                self._width = len(cells)
                if number_of(cells[0]) is None or normalised(cells[0]) == "date":
                    self._column = _axis_in([normalised(cell) for cell in cells])
                    begin = places[line] + 1
                    continue
            value = number_of(cells[self._column]) if len(cells) > self._column else None
            if block.unfinished and line == lines[-1] and len(cells) < self._width:
                self._gathering.leave_out(Trouble.TRUNCATED, where=f"line {line}")
                end -= 1
            elif value is None:
                self._gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
            else:
                counts[places[line]] = value
        return counts[begin:end]


def _axis_in(names: Sequence[str]) -> int:
    for wanted in (
        "axis1",
        "axis_1",
        "axis1_counts",
        "activity",
        "activity_vertical",
        "vector_magnitude",
        "vm",
    ):
        if wanted in names:
            return names.index(wanted)
    raise Refused(Trouble.MISSING_COLUMNS, expected="Axis1")
