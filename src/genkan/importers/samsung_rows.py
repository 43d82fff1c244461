"""What all Samsung Health tables have in common; shared by their importers, not an importer itself.

The first line names the table (``com.samsung.shealth.sleep,6312005,11``), the second is the heading, whose
columns may carry a prefix (``com.samsung.health.sleep.start_time``); rows may end in one comma more than the
heading. Times are UTC (``2026-01-05 16:30:00.000`` or milliseconds), the person's offset stands beside them
(``UTC+0900``). That they are UTC is what Samsung's developer pages say and what most public readers found;
one public reader read them as wall-clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genkan.importers.csv_rows import Sheet, text_of
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import NO_TIME, offset_name, stamp_of
from genkan.nouns import Refused, Trouble


def table_name(head: bytes) -> str:
    """``com.samsung.shealth.sleep`` from the first line; empty when it is no Samsung table."""
    first = (text_of(head[:4096]) or "").split("\n", 1)[0]
    name = first.split(",", 1)[0].strip(' "')
    return name if name.startswith("com.samsung.") and len(name) < 120 else ""


@dataclass(frozen=True, slots=True)
class SamsungTable:
    """A Samsung table being read: its sheet, and its columns by their short names."""

    sheet: Sheet
    columns: dict[str, int]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The cell under a short column name; empty when the row or the table lacks it."""
        column = self.columns.get(name)
        return cells[column] if column is not None and column < len(cells) else ""

    def utc_ms(self, cells: Sequence[str], name: str) -> int:
        """The time under a short column name, or ``NO_TIME``."""
        stamp = stamp_of(self.cell(cells, name))
        return NO_TIME if stamp is None else stamp[0]

    def zone(self, cells: Sequence[str]) -> str | None:
        """The person's offset as ``+09:00``, or None."""
        return offset_name(self.cell(cells, "time_offset"))


def samsung_table(source: Source, gathering: Gathering, needed: Sequence[str]) -> SamsungTable:
    """Open a table that has all ``needed`` short column names. Raises Refused(MISSING_COLUMNS)."""

    def is_heading(names: Sequence[str]) -> bool:
        return any(name.endswith(needed[0]) for name in names)

    sheet = Sheet(source, gathering, is_heading, ", ".join(needed), within=6)
    columns: dict[str, int] = {}
    for column, heading in enumerate(sheet.heading):
        columns.setdefault(heading.rpartition(".")[2].casefold(), column)
    if any(name not in columns for name in needed):
        raise Refused(Trouble.MISSING_COLUMNS, expected=", ".join(needed))
    return SamsungTable(sheet, columns)
