"""Spec tables of the check-up: what somebody answers in, what the answer page rests on out.

``answers`` holds an option, a list of options, or a table of chosen, known_by, words and month for each
question; what is not there was skipped. ``expect`` names everything that comes out by the leading
definition: the state, what else is ``possible``, the one question that ``decides``, ``signs`` with a level,
``cares`` and ``besides`` in order, ``not_this``, ``contradictions``, and ``steps = false`` while help comes
first. What a row does not name does not come out. ``others`` gives states by other definitions.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.library.checkup.answers import given_that

from genkan.answer_sheet import NOT_THIS, answer_sheet_of
from genkan.checkup.form import asked
from genkan.checkup.given import WHO
from genkan.course import check_up_of
from genkan.nouns import Level, State

TABLES = Path(__file__).parent / "checkup"
KEYS = {
    "state",
    "possible",
    "decides",
    "signs",
    "cares",
    "besides",
    "not_this",
    "contradictions",
    "steps",
    "others",
}


def tables() -> list[dict[str, Any]]:
    """All spec tables, as read."""
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(TABLES.glob("*.toml"))]


def rows() -> list[Any]:
    """Every row of every table, with what its table says in common filled in."""
    found = []
    for table in tables():
        common = {key: value for key, value in table.items() if key not in ("title", "row")}
        found += [pytest.param({**common, **row}, id=row["says"]) for row in table["row"]]
    return found


@pytest.mark.parametrize("row", rows())
def test_row_reads_as_the_table_says(row: dict[str, Any]) -> None:
    """Each row of the spec tables comes out exactly as it says, and nothing else comes out."""
    expect = row["expect"]
    assert set(expect) <= KEYS
    given = given_that(row["who"], row["on"], **row["answers"])
    check = check_up_of(given)
    stage = check.course.stage
    assert stage.definition == "kato2020"
    assert stage.state == expect["state"], (stage.possible, stage.since)
    assert [one.value for one in stage.possible] == expect.get("possible", [expect["state"]])
    assert stage.decides == expect.get("decides")
    assert (stage.state in NOT_THIS) == expect.get("not_this", False)
    assert list(check.contradictions) == expect.get("contradictions", [])
    levels = {one.sign.value: one.level.name.lower() for one in check.signs if one.level is not Level.UNKNOWN}
    assert levels == expect.get("signs", {})
    assert [care.id for care in check.cares] == expect.get("cares", [])
    assert [one.id for one in check.besides] == expect.get("besides", [])
    assert (check.tonight is not None) == expect.get("steps", True)
    assert bool(check.week) == expect.get("steps", True)
    others = {one.definition: one.state.value for one in check.course.stages[1:]}
    assert {name: others[name] for name in expect.get("others", {})} == expect.get("others", {})


@pytest.mark.parametrize("row", rows())
def test_row_can_be_answered_and_told(row: dict[str, Any]) -> None:
    """A row answers only what is asked on its way, in an order that exists, and it can be put into words."""
    given = given_that(row["who"], row["on"], **row["answers"])
    way = [question.id for question in asked(given.told)]
    assert set(row["answers"]) <= set(way)
    assert [name for name in way if name in row["answers"]] == list(row["answers"])
    assert answer_sheet_of(check_up_of(given), "en").says


def test_tables_are_sentences_about_every_state_and_form() -> None:
    """Each row has a title of its own that is a sentence; every state of the definition and form is there."""
    says = [param.values[0]["says"] for param in rows()]
    assert len(says) == len(set(says)) >= 24
    assert all(one[0].isupper() and one.endswith(".") for one in says)
    states = {param.values[0]["expect"]["state"] for param in rows()}
    assert states == {state.value for state in State} - {State.MET.value}
    assert {param.values[0]["who"] for param in rows()} == set(WHO)
