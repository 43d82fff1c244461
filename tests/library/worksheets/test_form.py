"""Forms: half is enough, nothing raises, nothing is lost, unknown stays unknown, bounds hold."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.worksheets.sheets import filled, forms, rows

from genkan.knowledge import LANGUAGES
from genkan.nouns import Refused, Trouble
from genkan.worksheets import blank, definitions, of_json, taken, to_json, told
from genkan.worksheets.definition import MOST_LINE, MOST_ROWS, MOST_TEXT
from genkan.worksheets.filled import MOST_JSON
from genkan.worksheets.read import tidied

ANY = st.sampled_from(list(definitions()))
RUBBISH = st.dictionaries(
    st.text(max_size=20) | st.sampled_from(["at", "on", "worries.0.worry", "steps.0.on", "feeling_before"]),
    st.none()
    | st.text(max_size=30)
    | st.lists(st.text(max_size=9), max_size=3)
    | st.integers()
    | st.binary(),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(st.data(), ANY)
def test_what_can_be_written_can_be_saved_and_read_back(data: Any, identity: str) -> None:
    """A sheet is the same after JSON, and after being typed in again as it is told."""
    found = taken(identity, data.draw(forms(identity)))
    assert found.ok
    assert of_json(to_json(found.sheet)) == found.sheet
    assert to_json(of_json(to_json(found.sheet))) == to_json(found.sheet)
    for lang in LANGUAGES:
        lines = told(found.sheet, lang)
        assert len(lines) == len(found.sheet.definition.fields)
        assert all(question and answer for question, answer in lines)


@settings(max_examples=150, deadline=None)
@given(RUBBISH, ANY)
def test_no_form_raises_and_no_trouble_is_wordless(raw: Any, identity: str) -> None:
    """Whatever is sent, there is a sheet that can be saved, and a sentence for each trouble."""
    found = taken(identity, raw)
    assert of_json(to_json(found.sheet)) == found.sheet
    for trouble in found.troubles:
        assert all(trouble.words(lang) for lang in LANGUAGES)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_own_words_are_tidied_once(text: str, lines: bool) -> None:
    """Tidying twice changes nothing more, and never makes a text longer."""
    once = tidied(text, lines)
    assert tidied(once, lines) == once
    assert len(once) <= len(text)


@pytest.mark.parametrize("identity", list(definitions()))
def test_an_empty_sheet_is_a_draft_and_says_so(identity: str) -> None:
    """Everything may stay empty; what is empty is told as not written, never as no or 0."""
    sheet = blank(identity)
    assert taken(identity, {}).sheet == sheet
    assert taken(identity, {one.id: "" for one in sheet.definition.fields}).ok
    assert sheet.is_draft
    assert {answer for _, answer in told(sheet, "en")} == {"not written yet"}


def test_a_draft_is_taken_up_again_page_by_page() -> None:
    """A page changes only what it asked for; what is emptied goes; a trouble leaves the earlier answer."""
    first = filled("thought_record", situation="A call", thought="They laugh", feeling_before="80")
    second = taken("thought_record", {"another_way": "I do not know yet"}, first, only=["another_way"])
    assert second.sheet.get("thought") == "They laugh"
    assert not second.sheet.is_draft
    third = taken(
        "thought_record",
        {"feeling_before": "900", "thought": ""},
        second.sheet,
        only=["feeling_before", "thought"],
    )
    assert [one.name for one in third.troubles] == ["feeling_before"]
    assert third.sheet.get("feeling_before") == 80
    assert third.sheet.get("thought") is None
    assert third.sheet.missing == ("thought",)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("at", "7:30", time(7, 30)),
        ("at", "๐๗.๓๐ น.", time(7, 30)),
        ("at", "７時３０分", time(7, 30)),
        ("at", "23時", time(23)),
        ("minutes", "１５", 15),
        ("minutes", "20.0", 20),
        ("worries.0.parked_on", "2569-11-26", date(2026, 11, 26)),
        ("worries.0.parked_on", "2026年11月26日", date(2026, 11, 26)),
    ],
)
def test_numbers_times_and_days_are_read_as_people_write_them(field: str, typed: str, value: Any) -> None:
    """Thai and Japanese digits, several ways to write a time, Buddhist years."""
    sheet = filled("worry_time", **{field: typed})
    found = sheet.get(field) if "." not in field else sheet.rows("worries")[0]["parked_on"]
    assert found == value


@pytest.mark.parametrize(
    ("identity", "raw", "expected"),
    [
        ("worry_time", {"at": "25:00"}, "time"),
        ("worry_time", {"at": "half past seven"}, "time"),
        ("worry_time", {"minutes": "12"}, "scale"),
        ("worry_time", {"minutes": "nan"}, "scale"),
        ("worry_time", {"minutes": "1_5"}, "scale"),
        ("worry_time", {"worries.3.parked_on": "2026-02-30"}, "date"),
        ("worry_time", {"worries.3.parked_on": "0001-01-01"}, "date"),
        ("worry_time", {"worries.3.can_act": "maybe"}, "choice"),
        ("worry_time", {"place": "a" * (MOST_LINE + 1)}, "line"),
        ("worry_time", {"afterwards": "a" * (MOST_TEXT + 1)}, "text"),
        ("appointment", {"way": "by boat"}, "choice"),
        ("appointment", {"who_comes": ["me", "a stranger"]}, "choice"),
        ("medication", {"medicines.0.name": "Somethingol 50 mg"}, "name_only"),
        ("medication", {"medicines.0.name": "なにか錠 ２錠"}, "name_only"),
        ("medication", {"medicines.0.name": "ยา ก ๑ เม็ด"}, "name_only"),
    ],
)
def test_what_cannot_be_taken_is_named_in_words(identity: str, raw: dict[str, Any], expected: str) -> None:
    """The field and what was expected; everything else in the form is kept."""
    found = taken(identity, raw | {"notes": "x", "questions": "kept"})
    (trouble,) = found.troubles
    assert trouble.expected == expected
    assert trouble.name == next(iter(raw))
    assert all("{" not in trouble.words(lang) for lang in LANGUAGES)


def test_texts_and_tables_end_somewhere() -> None:
    """Exactly the most is taken; one row more is refused in words, and the rows before it are kept."""
    assert filled("worry_time", afterwards="a" * MOST_TEXT).get("afterwards") == "a" * MOST_TEXT
    many = rows("blocks", *({"what": f"thing {at}"} for at in range(MOST_ROWS + 5)))
    found = taken("activation", many)
    assert [one.expected for one in found.troubles] == ["rows"]
    assert len(found.sheet.rows("blocks")) == MOST_ROWS
    assert all(one.most_rows <= MOST_ROWS for sheet in definitions().values() for one in sheet.every_field())


def test_empty_rows_are_no_rows() -> None:
    """Rows nobody wrote in leave no trace, wherever they stand."""
    sheet = filled("worry_time", **rows("worries", {"worry": ""}, {"worry": "rent"}, {"worry": " \u200b"}))
    assert [dict(row) for row in sheet.rows("worries")] == [{"worry": "rent"}]


GOOD = json.loads(
    to_json(filled("worry_time", at="07:30", **rows("worries", {"worry": "rent", "can_act": "no"})))
)
FAULTS: list[tuple[Trouble, Any]] = [
    (Trouble.UNKNOWN_FORMAT, {"genkan": "check-up"}),
    (Trouble.UNKNOWN_FORMAT, []),
    (Trouble.BAD_VALUES, {"version": 2}),
    (Trouble.BAD_VALUES, {"worksheet": "nobody"}),
    (Trouble.BAD_VALUES, {"worksheet": ["worry_time"]}),
    (Trouble.DAMAGED, {"values": []}),
    (Trouble.BAD_VALUES, {"values": {"nothing": "x"}}),
    (Trouble.BAD_VALUES, {"values": {"at": "7:30"}}),
    (Trouble.BAD_VALUES, {"values": {"at": ["07:30"]}}),
    (Trouble.BAD_VALUES, {"values": {"at": None}}),
    (Trouble.BAD_VALUES, {"values": {"minutes": "15"}}),
    (Trouble.BAD_VALUES, {"values": {"minutes": True}}),
    (Trouble.BAD_VALUES, {"values": {"minutes": float("nan")}}),
    (Trouble.BAD_VALUES, {"values": {"place": ""}}),
    (Trouble.BAD_VALUES, {"values": {"place": " x"}}),
    (Trouble.BAD_VALUES, {"values": {"worries": []}}),
    (Trouble.BAD_VALUES, {"values": {"worries": [{}]}}),
    (Trouble.BAD_VALUES, {"values": {"worries": [{"worry": "x", "other": "y"}]}}),
    (Trouble.BAD_VALUES, {"values": {"worries": [{"worry": "x"}] * 61}}),
    (Trouble.BAD_VALUES, {"values": {"worries": [{"can_act": "no"}]}}),
    (Trouble.BAD_VALUES, {"values": {"worries": {"worry": "x"}}}),
]


@pytest.mark.parametrize(("trouble", "fault"), FAULTS)
def test_a_saved_sheet_that_cannot_be_is_refused(trouble: Trouble, fault: Any) -> None:
    """Each planted fault is named; the sheet it was planted in is read."""
    assert of_json(json.dumps(GOOD)).get("at") == time(7, 30)
    planted = GOOD | fault if isinstance(fault, dict) else fault
    with pytest.raises(Refused) as refused:
        of_json(json.dumps(planted))
    assert refused.value.trouble is trouble


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "x" * (MOST_JSON + 1)])
def test_damaged_or_endless_files_are_refused(text: str) -> None:
    """No parse error, no recursion, no endless read."""
    with pytest.raises(Refused):
        of_json(text)


def test_nobodys_words_stand_in_a_repr() -> None:
    """A sheet that lands in a log tells which worksheet, and nothing of what was written."""
    sheet = filled("thought_record", thought="my secret")
    assert "my secret" not in repr(sheet)
    assert "my secret" not in repr(taken("thought_record", {"thought": "my secret", "on": "my secret"}))
