"""A worksheet in words: what it asks, what was answered, what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from genkan.knowledge import date_told, knowledge, sentence, sentences
from genkan.nouns import Because, Mark
from genkan.sheet import BETWEEN, COLON, COMMA, Reason, mark_told, reason_of, source_short
from genkan.worksheets.definition import SHELF, Field, Kind, definition
from genkan.worksheets.filled import Sheet, Value

ROW_GAP = {"en": "; ", "th": " · ", "ja": "／"}


@dataclass(frozen=True, slots=True)
class WorksheetWords:
    """What stands above the fields: title, one line, three sentences, evidence, how to go on."""

    id: str
    title: str
    short: str
    what: tuple[str, ...]
    evidence: tuple[Reason, ...]
    how_to_go_on: str


def worksheet_words(identity: str, lang: str) -> WorksheetWords:
    """One worksheet's own texts. Raises KeyError for an unknown id."""
    place = f"worksheet.{definition(identity).id}"
    texts = knowledge(f"{SHELF}{identity}")["texts"]["worksheet"][identity]
    return WorksheetWords(
        id=identity,
        title=sentence(f"{place}.title", lang),
        short=sentence(f"{place}.short", lang),
        what=tuple(one[lang] for one in texts["what"].values()),
        evidence=tuple(
            Reason(one[lang], source_short(one["source"]), mark_told(Mark(one["mark"]), lang))
            for one in texts["evidence"].values()
        ),
        how_to_go_on=sentence(f"{place}.how_to_go_on", lang),
    )


def asks(identity: str, field: Field, lang: str) -> str:
    """The question of a field, or the head of a column."""
    part = "column" if "." in field.place else "ask"
    return sentence(f"worksheet.{identity}.{part}.{field.place}", lang)


def hint(identity: str, field: Field, lang: str) -> str:
    """A line of help under a question; empty where there is none."""
    place = f"worksheet.{identity}.hint.{field.place}"
    return sentence(place, lang) if place in sentences() else ""


def option_told(identity: str, field: Field, option: str, lang: str) -> str:
    """One thing that can be chosen."""
    if field.options_from:
        return sentence(f"{field.options_from}.{option}", lang)
    return sentence(f"worksheet.{identity}.option.{field.place}.{option}", lang)


def told(sheet: Sheet, lang: str) -> tuple[tuple[str, str], ...]:
    """Every question with its answer, in order; what is not written says so."""
    identity = sheet.worksheet
    return tuple(
        (asks(identity, one, lang), value_told(identity, one, sheet.get(one.id), lang))
        for one in sheet.definition.fields
    )


def value_told(identity: str, field: Field, value: Value | None, lang: str) -> str:
    """One answer in words; a table has one line for each row."""
    if value is None:
        return sentence("worksheet.not_written", lang)
    if field.kind is Kind.TABLE and isinstance(value, tuple):
        return "\n".join(_row_told(identity, field, row, lang) for row in value if isinstance(row, Mapping))
    return _plain_told(identity, field, value, lang)


def _row_told(identity: str, table: Field, row: Mapping[str, Any], lang: str) -> str:
    cells = [
        f"{asks(identity, column, lang)}{COLON[lang]}{_plain_told(identity, column, row[column.id], lang)}"
        for column in table.columns
        if column.id in row
    ]
    return ROW_GAP[lang].join(cells)


def _plain_told(identity: str, field: Field, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return sentence(f"yesno.{'yes' if value else 'no'}", lang)
    if field.kind is Kind.CHOICE:
        return option_told(identity, field, value, lang)
    if field.kind is Kind.CHOICES:
        listed = [option_told(identity, field, one, lang) for one in value]
        whole = any(one[-1:] in ".?。？" for one in listed)
        return (BETWEEN if whole else COMMA)[lang].join(listed)
    if field.kind is Kind.SCALE:
        return sentence(f"worksheet.unit.{field.unit}", lang, value=value, high=field.high)
    return value_in_words(value, lang)


def value_in_words(value: Any, lang: str) -> str:
    """A time, a date or own words."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return date_told(value, lang) if isinstance(value, date) else str(value)


def reasons_told(because: Sequence[Because], lang: str) -> tuple[str, ...]:
    """What a reading of a sheet says, one sentence each."""
    return tuple(reason_of(one, lang).text for one in because)
