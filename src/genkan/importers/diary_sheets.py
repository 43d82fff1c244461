"""The tables of a diary, whether it came as text or as a spreadsheet.

Not an importer itself. A spreadsheet is unpacked only after its parts were measured, macros and links to
other files are never touched, formulas give the value that was saved with them. What a table may hold is
limited far above any real diary; reading stops after ``EMPTY_ROWS`` empty rows in a row, because
spreadsheets gladly keep a million of them.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from genkan.importers.csv_rows import Sheet
from genkan.importers.diary_cells import Cell, column_of
from genkan.importers.gathering import Gathering, Source
from genkan.nouns import Refused, Trouble

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXPECTED = "Date / วันที่ / 日付"
SAYING = frozenset(
    ("reach", "talked", "attended", "bed", "up", "hours_out", "gaming_hours", "screen_hours", "drive", "mood")
)

MOST_ROWS = 20_000  # five people writing every day for ten years
MOST_COLUMNS = 100
MOST_LETTERS = 32 << 20
EMPTY_ROWS = 2_000
HEADING_WITHIN = 40
MOST_PACKED = 32 << 20
MOST_MEMBERS = 2_000
LONGEST_ROW = 4 << 20  # bytes of one row of a worksheet
_MOST_UNPACKED = {"xl/worksheets/": 96 << 20, "xl/sharedStrings.xml": 8 << 20, "xl/styles.xml": 2 << 20}
_MOST_OTHER = 2 << 20
_NEVER_READ = ("xl/media/", "xl/charts/", "xl/drawings/", "xl/embeddings/", "xl/vbaProject.bin", "docProps/")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: where each diary column stands, and the rows below its headings with their place."""

    columns: dict[str, int]
    rows: list[tuple[str, Sequence[Cell]]]

    def column(self, name: str) -> list[Cell]:
        """All cells of one diary column; None throughout when the sheet does not have it."""
        return [self.cell(row, name) for _, row in self.rows]

    def cell(self, row: Sequence[Cell], name: str) -> Cell:
        """One cell of a row, None where the row is too short or the column is missing."""
        place = self.columns.get(name)
        return row[place] if place is not None and place < len(row) else None


def columns_in(headings: Sequence[object]) -> dict[str, int]:
    """Place of each diary column among these headings; the first of a repeated one."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings[:MOST_COLUMNS]):
        if isinstance(heading, str) and len(heading) < 200 and (name := column_of(heading)):
            found.setdefault(name, place)
    return found


def is_diary_heading(headings: Sequence[object]) -> bool:
    """A date, and at least one thing a diary tells about a day."""
    found = columns_in(headings)
    return "date" in found and not SAYING.isdisjoint(found)


def tables_in(source: Source, gathering: Gathering) -> list[Table]:
    """Every table of the file that has a diary's headings.

    Raises Refused: LOCKED (password), UNKNOWN_FORMAT (an old .xls), TOO_LARGE, TRUNCATED, DAMAGED,
    ENCODING, MISSING_COLUMNS (no such table).
    """
    head = source.head()
    if head.startswith(OLE_HEAD):
        raise _refused_ole(source)
    if head.startswith(b"PK"):
        return _from_workbook(_packed(source, gathering))
    return [_from_text(source, gathering)]


def _from_text(source: Source, gathering: Gathering) -> Table:
    sheet = Sheet(source, gathering, is_diary_heading, expected=EXPECTED, within=HEADING_WITHIN)
    rows: list[tuple[str, Sequence[Cell]]] = []
    letters = 0
    for line, cells in sheet.rows():
        rows.append((f"line {line}", cells))
        letters += sum(map(len, cells))
        if len(rows) > MOST_ROWS or letters > MOST_LETTERS:
            raise Refused(Trouble.TOO_LARGE)
    return Table(columns_in(sheet.heading), rows)


def _refused_ole(source: Source) -> Refused:
    """Old Office files and encrypted new ones share one container; its directory tells which."""
    with source.open() as stream:
        content = stream.read(MOST_PACKED)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Refused(Trouble.LOCKED)
    return Refused(Trouble.UNKNOWN_FORMAT, expected=".xlsx, .csv")


def _packed(source: Source, gathering: Gathering) -> bytes:
    with source.open() as stream:
        content = stream.read(MOST_PACKED + 1)
    gathering.tick(len(content))
    if len(content) > MOST_PACKED:
        raise Refused(Trouble.TOO_LARGE)
    return content


def _from_workbook(content: bytes) -> list[Table]:
    _check_sizes(content)
    import openpyxl

    # a damaged workbook makes openpyxl fail in as many ways as there are parts in it
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            tables = [table for sheet in book.worksheets if (table := _table_in(_rows_of(sheet)))]
    except Refused:
        raise
    except MemoryError:
        raise Refused(Trouble.TOO_LARGE) from None
    except Exception:
        raise Refused(Trouble.DAMAGED) from None
    if not tables:
        raise Refused(Trouble.MISSING_COLUMNS, expected=EXPECTED)
    return tables


def _check_sizes(content: bytes) -> None:
    """Measure the parts of a workbook that will be read. Raises Refused when one is beyond reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise Refused(Trouble.TOO_LARGE)
            if not any(member.filename.startswith("xl/") for member in members):
                raise Refused(Trouble.UNKNOWN_FORMAT, expected=".xlsx, .csv")
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise Refused(Trouble.TRUNCATED) from None


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise Refused(Trouble.LOCKED)
    name = member.filename.lstrip("/")
    if name.startswith(_NEVER_READ):
        return
    most = next((size for part, size in _MOST_UNPACKED.items() if name.startswith(part)), _MOST_OTHER)
    if member.file_size > most:
        raise Refused(Trouble.TOO_LARGE)
    if name.startswith("xl/worksheets/") and member.file_size > LONGEST_ROW:
        _check_rows(archive, member)


def _check_rows(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """A worksheet is read row by row, so no row may be larger than memory likes."""
    since_row = 0
    with archive.open(member) as stream:
        while block := stream.read(1 << 20):
            last = block.rfind(b"<row")
            since_row = len(block) - last if last >= 0 else since_row + len(block)
            if since_row > LONGEST_ROW:
                raise Refused(Trouble.TOO_LARGE)


def _rows_of(sheet: Any) -> Iterator[tuple[int, Sequence[Cell]]]:
    """(row number, cells) of a worksheet up to ``EMPTY_ROWS`` empty rows in a row."""
    sheet.reset_dimensions()
    empty = 0
    rows = cast(Iterable[tuple[Cell, ...]], sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
    for number, cells in enumerate(rows, start=1):
        if all(cell is None or cell == "" for cell in cells):
            empty += 1
            if empty > EMPTY_ROWS:
                return
            continue
        empty = 0
        yield number, cells


def _table_in(rows: Iterator[tuple[int, Sequence[Cell]]]) -> Table | None:
    """The rows below the first diary heading; None when there is none near the top."""
    columns: dict[str, int] | None = None
    found: list[tuple[str, Sequence[Cell]]] = []
    letters = 0
    for number, cells in rows:
        if columns is None:
            if number > HEADING_WITHIN:
                return None
            columns = columns_in(cells) if is_diary_heading(cells) else None
            continue
        found.append((f"row {number}", cells))
        letters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(found) > MOST_ROWS or letters > MOST_LETTERS:
            raise Refused(Trouble.TOO_LARGE)
    return Table(columns, found) if columns is not None else None
