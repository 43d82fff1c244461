"""Plain values both ways: what is saved is read back the same, what cannot be is refused by name."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.plans.people import FIRST, a_try, said, tries, went

from genkan.nouns import Reach, Refused
from genkan.plans import Outcome, path_of, rungs, said_from, try_from

quick = settings(deadline=None, max_examples=100)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 3000) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TRY = {"rung": "water", "day": "2026-03-01", "outcome": "done", "expected": 40, "felt": 20}


@quick
@given(a_try())
def test_a_try_comes_back_the_same(one) -> None:
    """Through JSON and back."""
    one = replace(one, expectation="everybody stares", learnt="nobody did")
    assert try_from(json.loads(json.dumps(one.plain()))) == one


@quick
@given(said)
def test_what_was_said_comes_back_the_same(said_) -> None:
    """Through JSON and back; nothing said is an empty table."""
    back = said_from(json.loads(json.dumps(said_.plain())))
    assert back == said_
    assert said_from({}) == said_from(said_from({}).plain())


@quick
@given(anything)
def test_anything_is_read_or_refused(value) -> None:
    """No other error, whatever comes in."""
    for read in (try_from, said_from):
        with suppress(Refused):
            read(value)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"rung": "two words"}, "rung"),
        ({"rung": None}, "rung"),
        ({"rung": "x" * 41}, "rung"),
        ({"day": "yesterday"}, "day"),
        ({"day": "1926-03-01"}, "day"),
        ({"day": 20260301}, "day"),
        ({"outcome": "failed"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"expected": 101}, "expected"),
        ({"expected": True}, "expected"),
        ({"felt": "much"}, "felt"),
        ({"felt": float("nan")}, "felt"),
        ({"happened": 3}, "happened"),
        ({"mood": 3}, "mood"),
    ],
)
def test_a_try_that_cannot_be_is_refused_by_name(change: dict[str, Any], where: str) -> None:
    """The place is named; the same without the change is read."""
    assert try_from(TRY).outcome == Outcome.DONE
    with pytest.raises(Refused) as refusal:
        try_from(TRY | change)
    assert refusal.value.where == where


@pytest.mark.parametrize(
    ("given_", "where"),
    [
        ({"colour": 1}, "colour"),
        ({"expected": {"water": -1}}, "expected"),
        ({"expected": []}, "expected"),
        ({"pairs": [["water", "water", "one"]]}, "pairs"),
        ({"pairs": [["water", "lamp"]]}, "pairs"),
        ({"pairs": [["water", "lamp", "mostly"]]}, "pairs"),
        ({"needs": {"pet": "yes"}}, "needs"),
        ({"left_out": "water"}, "left_out"),
        ({"country": "Thailand"}, "country"),
        ({"times": ["noon"]}, "times"),
        ({"cost": "much"}, "cost"),
        ({"usual_reach": 6}, "usual_reach"),
        ({"usual_reach": True}, "usual_reach"),
        ({"toward": "a b"}, "toward"),
        ({"rest": ["tomorrow"]}, "rest"),
        ({"rest": "2026-03-01"}, "rest"),
        ({"rest_weekdays": [7]}, "rest_weekdays"),
    ],
)
def test_what_cannot_have_been_said_is_refused_by_name(given_: dict[str, Any], where: str) -> None:
    """The place is named."""
    with pytest.raises(Refused) as refusal:
        said_from(given_)
    assert refusal.value.where == where


def test_own_words_are_kept_on_one_line_and_short() -> None:
    """Line ends and control signs become spaces; 240 characters are kept; they show in no repr."""
    one = try_from(TRY | {"expectation": "they\nlaugh\x00", "learnt": "a" * 500})
    assert (one.expectation, len(one.learnt)) == ("they laugh", 240)
    assert "laugh" not in repr(one)


@quick
@given(tries)
def test_the_path_keeps_every_try_and_its_furthest_floor_never_falls(all_tries) -> None:
    """Days in order, nothing left out; misses and gone rungs take nothing back."""
    path = path_of(all_tries, rungs())
    assert len(path) == len(all_tries)
    assert [stone.day for stone in path] == sorted(one.day for one in all_tries)
    furthest = [-1 if stone.furthest is None else int(stone.furthest) for stone in path]
    assert furthest == sorted(furthest)


def test_the_path_says_floor_outcome_and_numbers() -> None:
    """Ready to be drawn, for a rung that is gone as well."""
    path = path_of([went("gone", 2), went("thanks_till", 1, "done", 30)], rungs())
    assert (path[0].reach, path[0].furthest, path[0].felt) == (Reach.PEOPLE, Reach.PEOPLE, 30)
    assert (path[1].reach, path[1].furthest, path[1].day) == (None, Reach.PEOPLE, date(2026, 1, 7))
    assert path[0].day > FIRST
