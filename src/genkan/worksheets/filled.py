"""A worksheet somebody filled in, whole or in part: a plain value that can be saved as JSON and read back.

What was not written is not there: no empty text, no zero, no «no». ``to_json`` and ``of_json`` are each
other's inverse.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Any, TypeAlias

from genkan.nouns import Refused, Trouble
from genkan.worksheets.definition import Definition, Field, Kind, definition, definitions
from genkan.worksheets.read import Answer, read

Row: TypeAlias = Mapping[str, Answer]
Value: TypeAlias = Answer | tuple[Row, ...]

VERSION = 1
MOST_JSON = 2_000_000  # characters: more than any worksheet can hold


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filled worksheet; ``values`` holds only what was written, by field, in the worksheet's order."""

    worksheet: str
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)

    @property
    def definition(self) -> Definition:
        """What it asks."""
        return definition(self.worksheet)

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that are not optional and not written yet. That is a draft, never a fault."""
        return tuple(
            one.id for one in self.definition.fields if not one.optional and one.id not in self.values
        )

    @property
    def is_draft(self) -> bool:
        """Whether something it asks for is still open."""
        return bool(self.missing)

    def get(self, identity: str) -> Value | None:
        """What was written in a field, or None."""
        return self.values.get(identity)

    def rows(self, identity: str) -> tuple[Row, ...]:
        """The rows of a table; none where nothing was written."""
        found = self.values.get(identity, ())
        return tuple(row for row in found if isinstance(row, Mapping)) if isinstance(found, tuple) else ()

    def chosen(self, identity: str) -> tuple[str, ...]:
        """What was chosen in a field, one or several; none where nothing was."""
        found = self.values.get(identity, ())
        several = (found,) if isinstance(found, str) else found if isinstance(found, tuple) else ()
        return tuple(one for one in several if isinstance(one, str))


def blank(identity: str) -> Sheet:
    """An empty one. Raises KeyError for an unknown worksheet."""
    return Sheet(definition(identity).id)


def sheet_with(identity: str, values: Mapping[str, Value]) -> Sheet:
    """A sheet with these values, read-only and in the order of its fields."""
    ordered = {one.id: values[one.id] for one in definition(identity).fields if one.id in values}
    return Sheet(identity, MappingProxyType(ordered))


def to_json(sheet: Sheet) -> str:
    """The sheet as text for a file or a database."""
    plain = {name: _plain(value) for name, value in sheet.values.items()}
    told = {"genkan": "worksheet", "version": VERSION, "worksheet": sheet.worksheet, "values": plain}
    return json.dumps(told, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def of_json(text: str, file: str = "worksheet") -> Sheet:
    """Read a saved sheet back. Raises Refused, naming the field, for anything that cannot be."""
    plain = _parsed(text, file)
    if not isinstance(plain, dict) or plain.get("genkan") != "worksheet":
        raise Refused(Trouble.UNKNOWN_FORMAT, file)
    if plain.get("version") != VERSION:
        raise Refused(Trouble.BAD_VALUES, file, "version", str(VERSION))
    identity, values = plain.get("worksheet"), plain.get("values")
    if not isinstance(identity, str) or identity not in definitions():
        raise Refused(Trouble.BAD_VALUES, file, "worksheet", ", ".join(definitions()))
    if not isinstance(values, dict):
        raise Refused(Trouble.DAMAGED, file)
    known = {one.id: one for one in definition(identity).fields}
    for name in values:
        if name not in known:
            raise Refused(Trouble.BAD_VALUES, file, str(name)[:40], ", ".join(known))
    return sheet_with(identity, {name: _value(known[name], one, file) for name, one in values.items()})


def _parsed(text: str, file: str) -> Any:
    if len(text) > MOST_JSON:
        raise Refused(Trouble.TOO_LARGE, file)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(Trouble.DAMAGED, file) from None


def _value(asked: Field, plain: Any, file: str) -> Value:
    if asked.kind is not Kind.TABLE:
        return _answer(asked, plain, file)
    if not isinstance(plain, list) or not 0 < len(plain) <= asked.most_rows:
        raise Refused(Trouble.BAD_VALUES, file, asked.place, str(asked.most_rows))
    return tuple(_row(asked, row, file) for row in plain)


def _row(table: Field, plain: Any, file: str) -> Row:
    columns = {one.id: one for one in table.columns}
    if not isinstance(plain, dict) or not plain or set(plain) - set(columns):
        raise Refused(Trouble.BAD_VALUES, file, table.place, ", ".join(columns))
    told = {name: _answer(columns[name], plain[name], file) for name in columns if name in plain}
    return MappingProxyType(told)


def _answer(asked: Field, plain: Any, file: str) -> Answer:
    """One saved answer; it has to be exactly what a form would have given."""
    told = ["yes" if plain else "no"] if isinstance(plain, bool) else plain
    texts = told if isinstance(told, list) else [_number(told)]
    if not all(isinstance(one, str) for one in texts):
        raise Refused(Trouble.BAD_VALUES, file, asked.place, asked.kind)
    answer = read(asked, texts)
    if answer.wrong or answer.value is None or _plain(answer.value) != plain:
        raise Refused(Trouble.BAD_VALUES, file, asked.place, asked.kind)
    return answer.value


def _number(plain: Any) -> Any:
    """A number the way somebody would type it."""
    return str(plain) if isinstance(plain, int | float) else plain
