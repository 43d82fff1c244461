"""The drawing: what led in, keeps and protects, in the visitor's own words when they want it so."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from tests.library.checkup.answers import answer_sets, any_words, given_that, quick

from genkan.checkup.form import questions
from genkan.checkup.given import GROUPS, Given
from genkan.checkup.strands import Strand, formulation_of, strand_id
from genkan.knowledge import LANGUAGES, sentence


@quick
@given(answer_sets(words=any_words))
def test_a_group_is_its_answers_or_its_lines(given: Given) -> None:
    """As it was rewritten; else each chosen answer in order, and own words last."""
    found = formulation_of(given).groups
    assert tuple(found) == GROUPS
    for group, strands in found.items():
        told = given.told.get(group)
        if group in given.drawing:
            assert [one.words for one in strands] == list(given.drawing[group])
            assert not any(one.said for one in strands)
        elif told is None:
            assert strands == ()
        else:
            assert [one.said for one in strands if one.said] == [strand_id(group, one) for one in told.chosen]
            assert [one.words for one in strands if not one.said] == ([told.words] if told.words else [])
        assert all(bool(one.said) != bool(one.words) for one in strands)


def test_nothing_named_is_an_empty_drawing() -> None:
    """Where nothing was answered there is nothing to draw; one line is enough."""
    assert not formulation_of(given_that())
    assert formulation_of(given_that(protects=["pet"]))
    drawn = replace(given_that(), drawing=MappingProxyType({"keeps": ("the noise outside",)}))
    assert formulation_of(drawn).groups["keeps"] == (Strand(words="the noise outside"),)


def test_a_group_that_was_emptied_stays_empty() -> None:
    """Whoever deletes every line does not get the answers back."""
    given = given_that(led_in=["stress"], keeps=["shame"])
    drawn = replace(given, drawing=MappingProxyType({"led_in": ()}))
    assert formulation_of(drawn).groups["led_in"] == ()
    assert formulation_of(drawn).groups["keeps"] == formulation_of(given).groups["keeps"]


@pytest.mark.parametrize("group", GROUPS)
def test_every_answer_has_short_words_for_the_drawing(group: str) -> None:
    """In three languages, short enough for a line, and no two the same."""
    for lang in LANGUAGES:
        told = [sentence(strand_id(group, option), lang) for option in questions()[group].options]
        assert all(told)
        assert len(set(told)) == len(told)
        assert max(len(one) for one in told) <= 60
