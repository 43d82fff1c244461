"""What a form sent → a filled sheet, and what could not be understood. Never an exception, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from genkan.knowledge import sentence
from genkan.worksheets.definition import MOST_LINE, MOST_TEXT, Field, Kind, definition
from genkan.worksheets.filled import Row, Sheet, Value, sheet_with
from genkan.worksheets.read import Answer, read

MOST_LOOKED_AT = 10_000  # names of a form that are looked at for rows


@dataclass(frozen=True, slots=True)
class FieldTrouble:
    """One answer that could not be taken: its field, its row in a table (from 0), what was expected.

    ``expected`` is text, line, name_only, scale, choice, time, date or rows.
    """

    field: Field
    expected: str
    row: int | None = None

    @property
    def name(self) -> str:
        """The name of the form's input."""
        table, _, column = self.field.place.partition(".")
        return input_name(table, self.row, column) if column and self.row is not None else table

    def words(self, lang: str) -> str:
        """One sentence that says what to write instead."""
        facts = {"low": self.field.low, "high": self.field.high, "rows": self.field.most_rows}
        most = MOST_TEXT if self.expected == "text" else MOST_LINE
        example = self.field.low + self.field.step * round(
            (self.field.high - self.field.low) / self.field.step / 3
        )
        facts |= {"most": most, "step": self.field.step, "example": example}
        return sentence(f"worksheet.expected.{self.expected}", lang, **facts)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a form gave: everything that could be read stands in ``sheet``, the rest in ``troubles``."""

    sheet: Sheet
    troubles: tuple[FieldTrouble, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything that was written could be taken."""
        return not self.troubles


def input_name(table: str, row: int, column: str) -> str:
    """The name of a cell's input.

    >>> input_name("worries", 0, "worry")
    'worries.0.worry'
    """
    return f"{table}.{row}.{column}"


def taken(
    identity: str,
    raw: Mapping[str, str | Sequence[str]],
    before: Sheet | None = None,
    only: Collection[str] | None = None,
) -> Taken:
    """A form's fields → a sheet; half of it is enough. Raises KeyError for an unknown worksheet only.

    ``only``: the fields this page asked for; all others stay as they are in ``before``. An answer that
    cannot be taken leaves the earlier one standing. Names that no field has are passed over.
    """
    values: dict[str, Value] = dict(before.values) if before is not None else {}
    troubles: list[FieldTrouble] = []
    for asked in definition(identity).fields:
        if only is not None and asked.id not in only:
            continue
        value, wrong = _table(asked, raw) if asked.kind is Kind.TABLE else _one(asked, raw)
        troubles += wrong
        if value is not None:
            values[asked.id] = value
        elif not wrong:
            values.pop(asked.id, None)
    return Taken(sheet_with(identity, values), tuple(troubles))


def _one(asked: Field, raw: Mapping[str, Any]) -> tuple[Answer | None, list[FieldTrouble]]:
    found = read(asked, texts_of(raw.get(asked.id)))
    return found.value, [FieldTrouble(asked, found.wrong)] if found.wrong else []


def texts_of(told: Any) -> list[str]:
    """What was sent under one name, as texts; anything else is nothing."""
    if isinstance(told, str):
        return [told]
    return [one for one in told if isinstance(one, str)] if isinstance(told, list | tuple) else []


def _table(asked: Field, raw: Mapping[str, Any]) -> tuple[tuple[Row, ...] | None, list[FieldTrouble]]:
    rows: list[Row] = []
    troubles: list[FieldTrouble] = []
    for number in row_numbers(asked, raw):
        row, wrong = _row(asked, number, raw)
        if len(rows) == asked.most_rows and row:
            troubles.append(FieldTrouble(asked, "rows"))
            break
        troubles += wrong
        if row:
            rows.append(row)
    return tuple(rows) or None, troubles


def row_of(table: Field, number: int, raw: Mapping[str, Any]) -> Row:
    """One line of a table, as far as it was understood; empty where nothing was."""
    return _row(table, number, raw)[0]


def _row(table: Field, number: int, raw: Mapping[str, Any]) -> tuple[Row, list[FieldTrouble]]:
    told: dict[str, Answer] = {}
    troubles = []
    for column in table.columns:
        found = read(column, texts_of(raw.get(input_name(table.id, number, column.id))))
        if found.wrong:
            troubles.append(FieldTrouble(column, found.wrong, number))
        if found.value is not None:
            told[column.id] = found.value
    return MappingProxyType(told), troubles


def row_numbers(table: Field, raw: Mapping[str, Any]) -> list[int]:
    """The numbers of a table's lines in a form, in order."""
    pattern = re.compile(rf"{table.id}\.([0-9]{{1,4}})\.[a-z0-9_]+")
    names = [name for name in list(raw)[:MOST_LOOKED_AT] if isinstance(name, str)]
    return sorted({int(found[1]) for found in map(pattern.fullmatch, names) if found})
