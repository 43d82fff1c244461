"""Position fixes out of a table whose columns are known: shared by the importers of location CSV.

Not an importer itself. Canonical blocks go through arrays, all others row by row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock
from genkan.importers.csv_columns import cells_of, number_of
from genkan.importers.csv_rows import Block, Sheet
from genkan.importers.gathering import Gathering
from genkan.importers.stamps import NO_TIME, Millis, Wall, day_comes_first
from genkan.nouns import Floats, Refused, Trouble


@dataclass(frozen=True, slots=True)
class FixColumns:
    """Indexes of the columns. ``moment`` is one column, or date and time; ``utc``: it says it is UTC."""

    moment: tuple[int, ...]
    lat: int
    lon: int
    accuracy: int | None = None
    utc: bool = False
    scale: float = 1.0  # 1e-7 for columns in ten-millionths of a degree


@dataclass(slots=True)
class _Table:
    """Rows of one block, still unchecked."""

    utc_ms: Millis
    lat: Floats
    lon: Floats
    accuracy_m: npt.NDArray[np.float64] | None


class FixReader:
    """Reads one sheet's fixes into the gathering.

    ``rapid=False`` keeps to the plain row-by-row path. Raises Refused: BAD_POSITIONS when latitude and
    longitude stand in each other's column, NO_TIMES or NOTHING_USABLE when no row could be kept.
    """

    def __init__(self, sheet: Sheet, gathering: Gathering, columns: FixColumns, rapid: bool = True):
        self._sheet = sheet
        self._gathering = gathering
        self._columns = columns
        self._rapid = rapid
        self._wall = Wall(Clock.in_zone("UTC") if columns.utc else gathering.clock)
        self._decimal = "."
        self._lost = 0

    def read(self) -> None:
        """Every block of the sheet."""
        kept, first = 0, True
        for block in self._sheet.blocks():
            if first:
                self._look_at(block)
                first = False
            table = (self._by_columns(block) if self._rapid else None) or self._by_rows(block)
            kept += self._add(table)
        if not kept:
            raise Refused(Trouble.NO_TIMES if self._lost else Trouble.NOTHING_USABLE)

    def _look_at(self, block: Block) -> None:
        """Learn date order and decimal mark from the first rows; refuse swapped columns."""
        wanted = self._columns
        moments: list[str] = []
        north: list[float] = []
        east: list[float] = []
        rows = self._sheet.rows_of(Block(block.text[:65_536].rpartition(b"\n")[0], block.first_line), None)
        for _, cells in rows:
            if len(cells) <= max(wanted.lat, wanted.lon, *wanted.moment):
                continue
            moments.append(cells[wanted.moment[0]])
            if "," in cells[wanted.lat] and self._sheet.layout.delimiter != ",":
                self._decimal = ","
            north.append(number_of(cells[wanted.lat], self._decimal) or 0.0)
            east.append(number_of(cells[wanted.lon], self._decimal) or 0.0)
        self._wall.day_first = day_comes_first(moments)
        lat, lon = np.abs(np.array(north)) * wanted.scale, np.abs(np.array(east)) * wanted.scale
        swapped = (lat > 90) & (lat <= 180) & (lon <= 90)
        if swapped.sum() * 2 > len(lat):
            raise Refused(Trouble.BAD_POSITIONS, expected="latitude ↔ longitude")

    def _by_columns(self, block: Block) -> _Table | None:
        wanted = self._columns
        if len(wanted.moment) != 1 or block.unfinished:
            return None
        cells = cells_of(block.text, self._sheet.layout.delimiter, len(self._sheet.heading))
        if cells is None:
            return None
        stamps = cells.stamps(wanted.moment[0])
        lat = cells.numbers(wanted.lat, self._decimal)
        lon = cells.numbers(wanted.lon, self._decimal)
        if stamps is None or lat is None or lon is None:
            return None
        accuracy = None
        if wanted.accuracy is not None:
            accuracy = cells.numbers(wanted.accuracy, self._decimal)
            if accuracy is None:
                return None
        return _Table(self._wall.utc_ms_of(*stamps), lat, lon, accuracy)

    def _by_rows(self, block: Block) -> _Table:
        wanted = self._columns
        needed = max(wanted.lat, wanted.lon, *wanted.moment)
        moments: list[str] = []
        numbers: list[tuple[float, float, float]] = []
        for line, cells in self._sheet.rows_of(block, self._gathering):
            if len(cells) <= needed:
                self._gathering.leave_out(Trouble.DAMAGED, where=f"line {line}")
                continue
            lat, lon = (
                number_of(cells[wanted.lat], self._decimal),
                number_of(cells[wanted.lon], self._decimal),
            )
            if lat is None or lon is None:
                self._gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
                continue
            error = None
            if wanted.accuracy is not None and wanted.accuracy < len(cells):
                error = number_of(cells[wanted.accuracy], self._decimal)
            moments.append(" ".join(cells[column] for column in wanted.moment))
            numbers.append((lat, lon, float("nan") if error is None else error))
        table = np.array(numbers, np.float64).reshape(-1, 3)
        return _Table(self._wall.utc_ms_from_texts(moments), table[:, 0], table[:, 1], table[:, 2])

    def _add(self, table: _Table) -> int:
        lost = table.utc_ms == NO_TIME
        count = int(lost.sum())
        if count:
            self._lost += count
            self._gathering.leave_out(Trouble.NO_TIMES, count)
            keep = ~lost
            table = _Table(
                table.utc_ms[keep],
                table.lat[keep],
                table.lon[keep],
                None if table.accuracy_m is None else table.accuracy_m[keep],
            )
        accuracy = table.accuracy_m
        if accuracy is not None:
            with np.errstate(invalid="ignore", over="ignore"):
                accuracy = np.where((accuracy >= 0) & (accuracy < 1e7), accuracy, np.nan)
        lat, lon = table.lat, table.lon
        if self._columns.scale != 1.0:
            lat, lon = lat * self._columns.scale, lon * self._columns.scale
        return self._gathering.add_fixes(table.utc_ms, lat, lon, accuracy)
