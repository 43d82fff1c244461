"""What may stand beside it: enough answers speak for it, and it is never a verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from tests.library.checkup.answers import answer_sets, given_that, quick, without

from genkan.checkup.beside import besides_of
from genkan.checkup.form import questions
from genkan.checkup.given import WHO, Given
from genkan.knowledge import knowledge_files, sources
from genkan.learn import pages_of

PAGES = {
    name.removeprefix("beside/"): content for name, content in knowledge_files().items() if "beside/" in name
}


def ids(given: Given) -> list[str]:
    """What may stand beside, in order."""
    return [one.id for one in besides_of(given)]


@quick
@given(answer_sets())
def test_each_has_enough_answers_that_speak_for_it(given: Given) -> None:
    """Exactly those with as many answers as their page asks for, each naming them."""
    found = {one.id: one for one in besides_of(given)}
    for name, content in PAGES.items():
        speaks = given.has(*content["when_any"])
        assert (name in found) == (len(speaks) >= content["at_least"])
        if name in found:
            assert found[name].because == speaks


@quick
@given(answer_sets())
def test_what_is_looked_at_first_stands_first(given: Given) -> None:
    """The look-alike that waits least well comes before all others, then what most answers speak for."""
    found = besides_of(given)
    order = [(not PAGES[one.id].get("look_first", False), -len(one.because)) for one in found]
    assert order == sorted(order)
    assert len({one.id for one in found}) == len(found)


@quick
@given(answer_sets())
def test_a_skipped_question_adds_nothing_beside(given: Given) -> None:
    """Leaving an answer out takes away at most; it never points anywhere."""
    for name in given.told:
        assert set(ids(without(given, name))) <= set(ids(given))
    assert len({tuple(ids(replace(given, who=who))) for who in WHO}) == 1


def test_nothing_answered_points_nowhere() -> None:
    """Silence, and «none of these», speak for nothing."""
    assert ids(given_that()) == []
    quiet = given_that(danger=["none"], violence="never", checks=["none"], lately=["none"], reasons=["none"])
    assert ids(quiet) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"lately": ["sad"]}, []),
        ({"lately": ["sad", "no_interest"]}, ["depression"]),
        ({"lately": ["sad"], "keeps": ["mood"]}, ["depression"]),
        ({"lately": ["anxious"]}, ["social_anxiety"]),
        ({"lately": ["avoids"]}, []),
        ({"checks": ["senses"]}, ["autism"]),
        ({"rhythm": ["screens"]}, []),
        ({"rhythm": ["cannot_stop"]}, ["gaming"]),
        ({"rhythm": ["late"]}, []),
        ({"rhythm": ["turned"]}, ["sleep_illness"]),
        ({"checks": ["sleep_attacks"]}, ["sleep_illness"]),
        ({"checks": ["weight"]}, ["physical_illness"]),
        ({"reasons": ["illness"]}, ["physical_illness"]),
        ({"checks": ["rituals"]}, ["obsessions"]),
        ({"checks": ["substances"]}, ["substances"]),
        ({"checks": ["voices"]}, ["psychosis"]),
        ({"danger": ["confused"]}, ["psychosis"]),
        ({"led_in": ["rejection"]}, []),
        ({"led_in": ["rejection"], "began": ["suddenly"]}, ["trauma"]),
        ({"lately": ["numb"], "violence": "past"}, ["trauma"]),
        ({"lately": ["sad", "numb", "no_future"], "checks": ["voices"]}, ["psychosis", "depression"]),
    ],
)
def test_answers_point_where_a_clinician_would_look(answers: dict[str, object], expected: list[str]) -> None:
    """One answer or two, as each page asks; much gaming or going to bed late alone says little."""
    assert ids(given_that(**answers)) == expected


def test_every_page_can_be_reached_and_cites_something() -> None:
    """Rules name answers that can be given, and enough of them."""
    assert {f"beside/{name}" for name in PAGES} == set(pages_of("beside"))
    for content in PAGES.values():
        assert 1 <= content["at_least"] <= len(set(content["when_any"]))
        assert content["rule_source"] == "design" or content["rule_source"] in sources()
        for answer in content["when_any"]:
            name, _, option = answer.partition(".")
            assert option in questions()[name].options
