"""A worksheet as a form: what stands in each input, what can be chosen, what was not understood.

A form is always drawn from what a form sends (``raw``), so that whatever was typed stands there again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from genkan.knowledge import sentence
from genkan.sheet import COLON
from genkan.worksheets.definition import CHOSEN, Field, Kind, definition
from genkan.worksheets.filled import Row, Sheet
from genkan.worksheets.form import FieldTrouble, input_name, row_numbers, row_of, texts_of
from genkan.worksheets.told import asks, hint, option_told, value_told

Raw = Mapping[str, Any]
FEW_STEPS = 12  # a scale of so many answers is chosen from a list; a longer one is typed
OPEN_ROWS = 1  # empty lines a table offers
FOLDED = 4  # written lines that stand open; those before are folded away


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    value: str
    says: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One question with what stands in it. ``kind`` names the control; ``wrong`` says what to write."""

    name: str
    kind: str  # text, line, time, date, number, select, choice, choices
    says: str
    hint: str = ""
    value: str = field(default="", repr=False)
    choices: tuple[Choice, ...] = ()
    wrong: str = ""
    optional: bool = True

    @property
    def id(self) -> str:
        """An id for the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; ``says`` tells it in words and is empty where nothing is written."""

    number: int
    says: str = field(repr=False)
    inputs: tuple[Input, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether something in it was not understood."""
        return any(one.wrong for one in self.inputs)


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a worksheet: an input, or a table with its lines."""

    input: Input
    lines: tuple[Line, ...] = ()
    room: bool = False  # whether the table takes more lines
    earlier: tuple[Line, ...] = ()  # lines before those, where there are many

    @property
    def is_table(self) -> bool:
        """Whether it has lines."""
        return self.input.kind == "table"


def questions_of(
    identity: str, lang: str, raw: Raw, troubles: Sequence[FieldTrouble] = ()
) -> tuple[Question, ...]:
    """Every question of a worksheet with what was typed. Raises KeyError for an unknown worksheet."""
    wrong = {one.name: one.words(lang) for one in troubles}
    return tuple(_question(identity, one, lang, raw, wrong) for one in definition(identity).fields)


def raw_of(sheet: Sheet) -> dict[str, list[str]]:
    """A filled sheet the way its form would send it; read back it is the same sheet."""
    raw: dict[str, list[str]] = {}
    for asked in sheet.definition.fields:
        for number, row in enumerate(sheet.rows(asked.id)):
            for name, value in row.items():
                raw[input_name(asked.id, number, name)] = _typed(value)
        whole = sheet.get(asked.id)
        if whole is not None and asked.kind is not Kind.TABLE:
            raw[asked.id] = _typed(whole)
    return raw


def _typed(value: Any) -> list[str]:
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, time):
        return [value.strftime("%H:%M")]
    return [value.isoformat() if isinstance(value, date) else str(value)]


def _question(identity: str, asked: Field, lang: str, raw: Raw, wrong: Mapping[str, str]) -> Question:
    if asked.kind is not Kind.TABLE:
        return Question(_input(identity, asked, asked.id, lang, raw, wrong))
    numbers = [one for one in row_numbers(asked, raw) if _is_written(asked, one, raw)]
    free = (numbers[-1] + 1) if numbers else 0
    empty = min(OPEN_ROWS, max(0, asked.most_rows - len(numbers)))
    lines = [_line(identity, asked, one, lang, raw, wrong) for one in (*numbers, *range(free, free + empty))]
    head = Input(
        name=asked.id,
        kind="table",
        says=asks(identity, asked, lang),
        hint=hint(identity, asked, lang),
        wrong=wrong.get(asked.id, ""),
        optional=asked.optional,
    )
    room = len(numbers) + empty < asked.most_rows
    folded = 0 if any(one.wrong for one in lines) else max(0, len(numbers) - FOLDED)
    return Question(head, tuple(lines[folded:]), room, tuple(lines[:folded]))


def _is_written(table: Field, number: int, raw: Raw) -> bool:
    return any(
        text.strip()
        for column in table.columns
        for text in texts_of(raw.get(input_name(table.id, number, column.id)))
    )


def _line(identity: str, table: Field, number: int, lang: str, raw: Raw, wrong: Mapping[str, str]) -> Line:
    inputs = tuple(
        _input(identity, column, input_name(table.id, number, column.id), lang, raw, wrong, in_table=True)
        for column in table.columns
    )
    return Line(number, _line_told(identity, table, number, lang, raw), inputs)


def _line_told(identity: str, table: Field, number: int, lang: str, raw: Raw) -> str:
    """The line in a few words, as far as it was understood: a bare number or yes says what it is of."""
    row: Row = row_of(table, number, raw)
    told = []
    for column in table.columns:
        if column.id in row:
            value = value_told(identity, column, row[column.id], lang)
            bare = column.kind in (Kind.SCALE, Kind.YES_NO)
            told.append(f"{asks(identity, column, lang)}{COLON[lang]}{value}" if bare else value)
    return " · ".join(told)


def _input(
    identity: str,
    asked: Field,
    name: str,
    lang: str,
    raw: Raw,
    wrong: Mapping[str, str],
    in_table: bool = False,
) -> Input:
    texts = texts_of(raw.get(name))
    trouble = wrong.get(name, "")
    return Input(
        name=name,
        kind=_control(asked, bool(trouble), in_table),
        says=asks(identity, asked, lang),
        hint=hint(identity, asked, lang),
        value=texts[0] if texts else "",
        choices=_choices(identity, asked, texts, lang),
        wrong=trouble,
        optional=asked.optional,
    )


def _control(asked: Field, wrong: bool, in_table: bool) -> str:
    """Which control asks; a time or day that was not understood is typed, so that it can be seen."""
    if asked.kind is Kind.SCALE:
        return "select" if _steps(asked) <= FEW_STEPS and not wrong else "number"
    if asked.kind in (Kind.CHOICE, Kind.YES_NO):
        return "select" if in_table else "choice"
    if wrong and asked.kind in (Kind.TIME, Kind.DATE):
        return "line"
    return str(asked.kind)


def _steps(asked: Field) -> int:
    return round((asked.high - asked.low) / asked.step) + 1


def _choices(identity: str, asked: Field, texts: Sequence[str], lang: str) -> tuple[Choice, ...]:
    if asked.kind in CHOSEN:
        found = [(one, option_told(identity, asked, one, lang)) for one in asked.options]
    elif asked.kind is Kind.YES_NO:
        found = [(one, sentence(f"yesno.{one}", lang)) for one in ("yes", "no")]
    elif asked.kind is Kind.SCALE and _steps(asked) <= FEW_STEPS:
        numbers = [asked.low + asked.step * at for at in range(_steps(asked))]
        found = [(f"{one:g}", f"{one:g}") for one in numbers]
    else:
        return ()
    return tuple(Choice(value, says, value in texts) for value, says in found)
