"""Event tables of phones, column by column: times as instants, words as numbers.

Shared by the importers of screen and app logs; not an importer itself. A year of a phone is some hundred
thousand rows with a handful of different words, so every column but the time is coded: ``words`` has each
word once, ``codes`` its number on every row.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock
from genkan.importers.csv_rows import Block, Heading, Sheet
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import NO_TIME, Wall
from genkan.nouns import Instants, Refused, Trouble

MOST_EVENTS = 4_000_000  # ten years of a busy phone have some three million
MOST_WORDS = 100_000


@dataclass(frozen=True, slots=True)
class Coded:
    """One column: ``words[codes[row]]`` is the cell of a row, without outer blanks."""

    words: tuple[str, ...]
    codes: npt.NDArray[np.int32]

    def coded_as(self, meanings: Mapping[str, int], otherwise: int) -> npt.NDArray[np.int8]:
        """The column in other numbers, by what its words mean."""
        table = np.array([meanings.get(word, otherwise) for word in self.words], dtype=np.int8)
        found: npt.NDArray[np.int8] = table[self.codes]
        return found


@dataclass(frozen=True, slots=True)
class EventTable:
    """Rows in the order of the file. ``when_ms`` is -1 where the file has no time."""

    when_ms: Instants
    columns: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(self.when_ms)


def event_table(
    source: Source,
    gathering: Gathering,
    is_heading: Heading,
    time: Sequence[str],
    wanted: Mapping[str, Sequence[str]],
    expected: str,
) -> EventTable:
    """The time column and the wanted ones, each found by its possible (normalised) headings.

    A wanted column the file does not have is coded as one empty word. Raises Refused: MISSING_COLUMNS,
    TOO_LARGE (more than ``MOST_EVENTS`` rows), NOTHING_USABLE (no rows), NO_TIMES (not one time).
    """
    sheet = Sheet(source, gathering, is_heading, expected)
    when_at = sheet.column(*time)
    if when_at is None:
        raise Refused(Trouble.MISSING_COLUMNS, expected=expected)
    places = {name: sheet.column(*headings) for name, headings in wanted.items()}
    known: dict[str, dict[str, int]] = {name: {} for name in wanted}
    times: list[Instants] = []
    codes: dict[str, list[npt.NDArray[np.int32]]] = {name: [] for name in wanted}
    rows = 0
    for block in sheet.blocks():
        columns = columns_of(sheet, block, gathering)
        times.append(instants(columns[when_at], gathering.clock))
        rows += len(times[-1])
        for name, place in places.items():
            cells = columns[place] if place is not None else [""] * len(times[-1])
            codes[name].append(_codes(cells, known[name]))
        if rows > MOST_EVENTS:
            raise Refused(Trouble.TOO_LARGE)
    if not rows:
        raise Refused(Trouble.NOTHING_USABLE)
    when = np.concatenate(times)
    if not (when >= 0).any():
        raise Refused(Trouble.NO_TIMES, expected=time[0])
    return EventTable(when, {name: Coded(tuple(known[name]), np.concatenate(codes[name])) for name in wanted})


def _codes(cells: Sequence[str], known: dict[str, int]) -> npt.NDArray[np.int32]:
    numbers = {}
    for cell in set(cells):
        numbers[cell] = known.setdefault(cell.strip(), len(known))
    if len(known) > MOST_WORDS:
        raise Refused(Trouble.TOO_LARGE)
    return np.fromiter(map(numbers.__getitem__, cells), np.int32, len(cells))


def columns_of(sheet: Sheet, block: Block, gathering: Gathering) -> list[list[str]]:
    """The cells of one block column by column, all columns equally long; short rows are left out.

    A block with the same number of cells on every line is cut at once; any other goes row by row
    through ``Sheet.rows_of``. Both give the same (the quick way leaves outer blanks on).
    """
    return _columns_of_even(sheet, block) or _columns_by_row(sheet, block, gathering)


def _columns_of_even(sheet: Sheet, block: Block) -> list[list[str]] | None:
    width, delimiter = len(sheet.heading), sheet.layout.delimiter
    text = block.text.decode("utf-8", "replace").removesuffix("\n")
    lines = text.split("\n")
    if "\0" in text or not all(lines):
        return None
    if '"' in text:
        return _columns_of_quoted(lines, list(sheet.heading), delimiter)
    if delimiter.join(sheet.heading) in lines or {line.count(delimiter) for line in lines} != {width - 1}:
        return None
    cells = text.replace("\n", delimiter).split(delimiter)
    return [cells[place::width] for place in range(width)]


def _columns_of_quoted(lines: list[str], heading: list[str], delimiter: str) -> list[list[str]] | None:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or heading in rows or {len(row) for row in rows} != {len(heading)}:
        return None
    return [list(column) for column in zip(*rows, strict=True)]


def _columns_by_row(sheet: Sheet, block: Block, gathering: Gathering) -> list[list[str]]:
    width = len(sheet.heading)
    rows = list(sheet.rows_of(block, gathering))
    whole = [cells[:width] for _, cells in rows if len(cells) >= width]
    short = next((line for line, cells in rows if len(cells) < width), 0)
    gathering.leave_out(Trouble.DAMAGED, len(rows) - len(whole), where=f"line {short}")
    return [list(column) for column in zip(*whole, strict=True)] or [[] for _ in range(width)]


def instants(cells: Sequence[str], clock: Clock) -> Instants:
    """UTC ms of times as files write them; -1 for what is no time.

    Numbers are counted since 1970 in s, ms, µs or ns, whichever fits the years 1973 to 5138; anything
    else is read as ``stamps`` does, on ``clock`` when it carries no zone.

    >>> instants(["1549001139443", "1549001139", "2019-02-01 06:05:39", ""], Clock.in_zone("UTC")).tolist()
    [1549001139443, 1549001139000, 1549001139000, -1]
    """
    try:
        numbers = np.fromiter(map(int, cells), np.int64, len(cells)).astype(np.float64)
    except (ValueError, OverflowError):
        numbers = np.array([_number(cell) for cell in cells], dtype=np.float64)
    numbers = np.where(np.isfinite(numbers) & (numbers > 0), np.minimum(numbers, 9e18), -1.0)
    unit = np.select([numbers < 1e11, numbers < 1e14, numbers < 1e17], [1e3, 1.0, 1e-3], 1e-6)
    found: Instants = np.where(numbers > 0, np.rint(numbers * unit), -1.0).astype(np.int64)
    written = np.flatnonzero(found < 0)
    if len(written):
        spelled = Wall(clock).utc_ms_from_texts([cells[place] for place in written.tolist()])
        found[written] = np.where(spelled == NO_TIME, -1, spelled)
    return found


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return -1.0
