"""What comes first: each answer about danger brings its care, in every form, whatever else is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.library.checkup.answers import answer_sets, given_that, quick

from genkan.checkup.care import cares_of
from genkan.checkup.form import questions
from genkan.checkup.given import WHO, Given, Told
from genkan.course import check_up_of
from genkan.knowledge import LANGUAGES, knowledge
from genkan.questionnaire import care_words

FIRST = {  # answer: the care it brings, and whether help is needed now
    "danger.wants_to_die": ("wants_to_die", True),
    "checks.self_harm": ("wants_to_die", True),
    "danger.threat": ("threat", True),
    "violence.now": ("threat", True),
    "danger.weak": ("weak", True),
    "danger.confused": ("confused", True),
    "checks.voices": ("voices", False),
    "checks.suspicion": ("voices", False),
    "violence.recent": ("violence", False),
    "checks.weight": ("body", False),
    "checks.self_neglect": ("body", False),
    "strain.cannot": ("exhausted", False),
}


def with_also(given: Given, answer: str) -> Given:
    """The same with one more answer, beside those that were given to its question."""
    name, _, option = answer.partition(".")
    question, told = questions()[name], given.told.get(name, Told())
    also = [one for one in told.chosen if one not in question.alone] if question.several else []
    return given.with_answer(name, replace(told, chosen=tuple(dict.fromkeys([*also, option]))))


@pytest.mark.parametrize("answer", FIRST)
@settings(deadline=None, max_examples=12)
@given(given=answer_sets())
def test_an_answer_about_danger_always_brings_its_care(answer: str, given: Given) -> None:
    """In every form, with anything else answered, stale or contradictory."""
    care, now = FIRST[answer]
    for who in WHO:
        cares = check_up_of(with_also(replace(given, who=who), answer)).cares
        found = {one.id: one for one in cares}
        assert answer in found[care].because
        assert found[care].now == now


@quick
@given(answer_sets())
def test_a_care_rests_on_answers_and_those_for_now_stand_first(given: Given) -> None:
    """No care without an answer that asks for it; what cannot wait stands above what can."""
    cares = cares_of(given)
    urgent = [care.now for care in cares]
    assert urgent == sorted(urgent, reverse=True)
    expected = {FIRST[answer][0] for answer in FIRST if given.has(answer)}
    assert {care.id for care in cares} == expected
    for care in cares:
        assert care.because == given.has(*care.because) != ()


def test_a_skipped_question_about_danger_is_no_danger_and_no_all_clear() -> None:
    """Nothing comes first when nothing was named."""
    assert cares_of(given_that()) == ()
    assert cares_of(given_that(danger=["none"], violence="never", checks=["none"], strain="worn_out")) == ()
    assert cares_of(given_that(violence="past")) == ()


def test_every_care_says_three_sentences_in_every_form() -> None:
    """It receives, names one thing to do, and tells what happens then: in each language and form."""
    given = given_that()
    for answer in FIRST:
        given = with_also(given, answer) if answer != "violence.recent" else given
    cares = (*cares_of(given), *cares_of(given_that(violence="recent")))
    assert {one.id for one in cares} == {one["id"] for one in knowledge("checkup/safety")["cares"]}
    for who in WHO:
        for lang in LANGUAGES:
            for words in care_words(cares, who, lang):
                assert words.first
                assert words.do
                assert words.then
                assert len({words.first, words.do, words.then}) == 3


def test_every_answer_that_brings_a_care_is_known_here() -> None:
    """A new trigger, or one lost, is seen by this test."""
    entries = knowledge("checkup/safety")["cares"]
    told = {answer: (one["id"], one["urgency"] == "now") for one in entries for answer in one["when_any"]}
    assert told == FIRST
    for answer in FIRST:
        name, _, option = answer.partition(".")
        assert option in questions()[name].options
        assert not questions()[name].asked_if
        assert not questions()[name].not_if
