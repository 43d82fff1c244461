"""Rungs are read whole and frozen; what is not as expected is named; what is not theirs is left out."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from genkan.knowledge import LANGUAGES, KnowledgeProblem, knowledge, sentences
from genkan.nouns import Reach
from genkan.plans import Said, mine, needs, rung_words, rungs
from genkan.plans.rungs import rung_from

WATER = dict(knowledge("ladder/rhythm_and_body")["rung"]["water"])


def test_every_rung_is_read_smaller_ones_first() -> None:
    """All of them, each once, with words in three languages."""
    ladder = rungs()
    assert len(ladder) >= 200
    assert [rung.start for rung in ladder.values()] == sorted(rung.start for rung in ladder.values())
    assert all(rung_words(one, lang) for one in ladder for lang in LANGUAGES)
    assert all(rung.id == name and isinstance(rung.reach, Reach) for name, rung in ladder.items())


def test_a_rung_cannot_be_changed() -> None:
    """Frozen, and so is the ladder."""
    with pytest.raises(FrozenInstanceError):
        rungs()["water"].start = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        rungs()["water"] = rungs()["lamp"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"colour": "blue"}, "«colour» is not a field"),
        ({"id": "other"}, "«id» is not a field"),
        ({"reach": 6}, "no such floor"),
        ({"country": 3}, "no such floor or country"),
        ({"needs": ("wolf",)}, "needs something unknown"),
    ],
)
def test_what_is_not_as_expected_is_named(change: dict[str, object], expected: str) -> None:
    """File, rung and what is wrong with it."""
    assert rung_from("water", WATER, "ladder/x").id == "water"
    with pytest.raises(KnowledgeProblem, match=expected):
        rung_from("water", WATER | change, "ladder/x")


@pytest.mark.parametrize("key", sorted(WATER))
def test_a_missing_field_is_named(key: str) -> None:
    """Every field but what a rung needs has to be there."""
    with pytest.raises(KnowledgeProblem, match=f"«{key}» is missing"):
        rung_from("water", {name: one for name, one in WATER.items() if name != key}, "ladder/x")


def test_what_is_needed_is_asked_for_in_words() -> None:
    """Every need has a sentence that a person can say yes or no to."""
    assert {f"ladder.need.{one}" for one in needs()} <= set(sentences())


@pytest.mark.parametrize(
    ("said", "without", "with_"),
    [
        (
            Said(),
            {"pet", "dog_walk", "lesson", "first_shift", "bicycle", "helper_walk", "alms_gate"},
            {"meal_one"},
        ),
        (Said(needs={"pet": True}), {"dog_walk"}, {"pet"}),
        (Said(needs={"lives_with_family": False}), {"meal_one", "kitchen_night", "knock_back"}, {"teeth"}),
        (Said(needs={"helper": True}), {"pet"}, {"helper_walk", "letter_back"}),
        (Said(needs={"wolf": True}), {"pet"}, {"water"}),
        (Said(left_out=frozenset({"water", "gone"})), {"water"}, {"lamp"}),
        (Said(country="th"), {"bath_house"}, {"alms_gate", "fair_five"}),
        (Said(country="jp"), {"alms_gate"}, {"bath_house", "fair_five"}),
        (Said(times=frozenset({"night"})), {"eat_daylight", "market_edge"}, {"lamp", "water"}),
        (Said(cost="free"), {"haircut", "vending"}, {"water"}),
        (Said(cost="little"), {"haircut"}, {"vending"}),
    ],
)
def test_what_is_not_theirs_is_left_out(said: Said, without: set[str], with_: set[str]) -> None:
    """By what is there, what they left out, country, hours and money; nobody asks why."""
    theirs = set(mine(rungs(), said))
    assert not theirs & without
    assert with_ <= theirs


def test_with_nothing_said_there_is_enough_on_every_floor() -> None:
    """At least eight rungs a floor are anybody's."""
    theirs = mine(rungs(), Said()).values()
    for reach in Reach:
        assert sum(rung.reach == reach for rung in theirs) >= 8
