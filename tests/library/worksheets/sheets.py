"""Filled sheets for the tests of this room, and strategies that fill any sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from genkan.worksheets import Field, Kind, Sheet, definition, taken
from genkan.worksheets.definition import MOST_LINE, MOST_TEXT
from genkan.worksheets.form import input_name

ON = date(2026, 11, 26)
OWN_WORDS = st.text(max_size=60) | st.sampled_from(
    [
        "เหนื่อย ไม่ไหวแล้ว",
        "もう疲れた　髙﨑𠮷",
        "<b>&amp;</b>",
        "a\r\nb\x00",
        " ",
        "👩‍👧",
        "\u200b",
        '{"x": 1}',
        "a{b}",
    ]
)


def filled(identity: str, **raw: Any) -> Sheet:
    """A sheet from a form in which everything can be taken."""
    found = taken(identity, raw)
    assert found.ok, [(one.name, one.expected) for one in found.troubles]
    return found.sheet


def rows(table: str, *told: dict[str, Any]) -> dict[str, str]:
    """A form's names for the rows of a table."""
    return {
        input_name(table, number, column): value.isoformat() if isinstance(value, date) else str(value)
        for number, row in enumerate(told)
        for column, value in row.items()
    }


def typed(field: Field) -> st.SearchStrategy[Any]:
    """What somebody may type that can be taken."""
    steps = round((field.high - field.low) / field.step) if field.unit else 0
    numbers = st.integers(0, steps).map(lambda at: str(field.low + at * field.step))
    return {
        Kind.TEXT: OWN_WORDS.map(lambda text: text[:MOST_TEXT]),
        Kind.LINE: OWN_WORDS.map(lambda text: text[:MOST_LINE]) if not field.names_only else st.just("ยา ก"),
        Kind.SCALE: numbers,
        Kind.CHOICE: st.sampled_from(field.options or ("",)),
        Kind.CHOICES: st.lists(st.sampled_from(field.options or ("",)), max_size=4),
        Kind.TIME: st.times().map(lambda at: at.strftime("%H:%M")),
        Kind.DATE: st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat),
        Kind.YES_NO: st.sampled_from(["yes", "no"]),
    }[field.kind]


@st.composite
def forms(draw: st.DrawFn, identity: str) -> dict[str, Any]:
    """A form of this worksheet, any part of it empty."""
    raw: dict[str, Any] = {}
    for field in definition(identity).fields:
        if draw(st.booleans()):
            continue
        if field.kind is not Kind.TABLE:
            raw[field.id] = draw(typed(field))
            continue
        for number in range(draw(st.integers(0, min(3, field.most_rows)))):
            for column in field.columns:
                if draw(st.booleans()):
                    raw[input_name(field.id, number, column.id)] = draw(typed(column))
    return raw
