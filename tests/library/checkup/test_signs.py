"""The six signs, as told: silence is unknown, and every level names the answers it rests on."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library.checkup.answers import answer_sets, any_answer, given_that, quick, without

from genkan.checkup.facts import contradictions
from genkan.checkup.form import questions, standing
from genkan.checkup.given import Given
from genkan.checkup.signs import signs_told
from genkan.course import check_up_of
from genkan.knowledge import LANGUAGES, knowledge, sentence
from genkan.nouns import Level, Sign

ASKED_BY = {  # the questions a sign is read from
    Sign.STAYING_IN: {"days_out"},
    Sign.TAKING_PART: {"takes_part"},
    Sign.CONTACT: {"talk"},
    Sign.RHYTHM: {"rhythm"},
    Sign.DRIVE: {"lately"},
    Sign.MOOD: {"lately", "checks", "danger"},
}


def levels(given: Given) -> dict[Sign, Level]:
    """The level of each sign."""
    return {one.sign: one.level for one in signs_told(given)}


def test_nothing_answered_is_unknown_everywhere() -> None:
    """All six signs are there, and none has a level."""
    assert levels(given_that()) == dict.fromkeys(Sign, Level.UNKNOWN)


@quick
@given(answer_sets())
def test_unknown_never_becomes_a_level(given: Given) -> None:
    """A sign whose questions were skipped is unknown, whatever else was answered."""
    heard = standing(given)
    for sign, names in ASKED_BY.items():
        assert levels(without(heard, *names))[sign] is Level.UNKNOWN


@quick
@given(answer_sets())
def test_every_level_rests_on_answers_that_were_given(given: Given) -> None:
    """Because-sentences are those of given answers, exist in three languages and cite a rule."""
    heard = standing(given)
    for reading in signs_told(heard):
        assert reading.day == given.on
        for because in reading.because:
            assert because.rule
            if reading.level is Level.UNKNOWN:
                assert because.said == "checkup_page.not_asked"
                continue
            name, _, option = because.said.removeprefix("checkup.").removesuffix(".all").partition(".told.")
            assert heard.has(f"{name}.{option}")
            assert name in ASKED_BY[reading.sign]
        assert all(sentence(one.said, lang) for one in reading.because for lang in LANGUAGES)


@quick
@given(answer_sets(), st.data())
def test_a_skipped_question_never_makes_a_sign_stronger(given: Given, data: st.DataObject) -> None:
    """Leaving answers out lowers a sign or makes it unknown; silence never speaks."""
    heard = standing(given)
    left_out = data.draw(st.sets(st.sampled_from(sorted(questions()))))
    known, less = levels(heard), levels(without(heard, *left_out))
    assert all(less[sign] <= known[sign] for sign in Sign)


@pytest.mark.parametrize(
    ("names", "answers"),
    [
        (("days_out", "usual_week"), {"days_out": "0", "usual_week": ["room", "outside"]}),
        (("takes_part", "talk"), {"takes_part": "no", "talk": ["friends"]}),
    ],
)
def test_answers_that_cannot_both_be_give_no_level(
    names: tuple[str, ...], answers: dict[str, object]
) -> None:
    """What counts as not known for the stages is not known as a sign either."""
    given = given_that(**answers)
    assert contradictions(given) == names[:1]
    sign = {"days_out": Sign.STAYING_IN, "takes_part": Sign.TAKING_PART}[names[0]]
    assert check_up_of(given).signs[list(Sign).index(sign)].level is Level.UNKNOWN


def test_more_contact_never_makes_the_contact_sign_stronger() -> None:
    """Whoever sees friends and eats with the family is not further away than with friends alone."""
    people = [one for one in questions()["talk"].options if one != "nobody"]
    sets = [set(some) for size in range(1, len(people) + 1) for some in combinations(people, size)]
    heavier = [
        (sorted(some), one)
        for some in sets
        for one in people
        if one not in some
        and levels(given_that(talk=sorted({*some, one})))[Sign.CONTACT]
        > levels(given_that(talk=sorted(some)))[Sign.CONTACT]
    ]
    assert heavier == []


@quick
@given(st.data())
def test_a_worse_answer_beside_another_is_never_hidden(data: st.DataObject) -> None:
    """Of several answers about nights, interest and mood, the one that says most is kept."""
    for name, signs in {"rhythm": [Sign.RHYTHM], "lately": [Sign.DRIVE, Sign.MOOD]}.items():
        told = data.draw(any_answer(questions()[name]))
        for sign in signs:
            alone = [levels(given_that(**{name: [one]}))[sign] for one in told.chosen]
            together = levels(given_that(**{name: list(told.chosen)}))[sign]
            assert together >= max(alone, default=Level.UNKNOWN)


@pytest.mark.parametrize(
    ("answers", "sign", "level"),
    [
        ({"days_out": "0"}, Sign.STAYING_IN, Level.STRONG),
        ({"days_out": "1"}, Sign.STAYING_IN, Level.STRONG),
        ({"days_out": "2"}, Sign.STAYING_IN, Level.SOME),
        ({"days_out": "3"}, Sign.STAYING_IN, Level.SOME),
        ({"days_out": "4"}, Sign.STAYING_IN, Level.USUAL),
        ({"days_out": "7"}, Sign.STAYING_IN, Level.USUAL),
        ({"usual_week": ["room"]}, Sign.STAYING_IN, Level.UNKNOWN),
        ({"takes_part": "no"}, Sign.TAKING_PART, Level.SOME),
        ({"takes_part": "online"}, Sign.TAKING_PART, Level.USUAL),
        ({"takes_part": "outside"}, Sign.TAKING_PART, Level.USUAL),
        ({"usual_week": ["part"]}, Sign.TAKING_PART, Level.UNKNOWN),
        ({"talk": ["friends", "family"]}, Sign.CONTACT, Level.USUAL),
        ({"usual_week": ["outside"]}, Sign.TAKING_PART, Level.UNKNOWN),
        ({"talk": ["nobody"]}, Sign.CONTACT, Level.STRONG),
        ({"talk": ["notes"]}, Sign.CONTACT, Level.SOME),
        ({"talk": ["friends"]}, Sign.CONTACT, Level.USUAL),
        ({"rhythm": ["night"]}, Sign.RHYTHM, Level.USUAL),
        ({"rhythm": ["late"]}, Sign.RHYTHM, Level.SOME),
        ({"rhythm": ["turned", "night"]}, Sign.RHYTHM, Level.STRONG),
        ({"lately": ["no_interest"]}, Sign.DRIVE, Level.SOME),
        ({"lately": ["no_interest", "numb"]}, Sign.DRIVE, Level.STRONG),
        ({"lately": ["avoids"]}, Sign.DRIVE, Level.UNKNOWN),
        ({"lately": ["none"]}, Sign.DRIVE, Level.USUAL),
        ({"lately": ["sad"]}, Sign.MOOD, Level.SOME),
        ({"lately": ["sad"], "danger": ["wants_to_die"]}, Sign.MOOD, Level.STRONG),
        ({"lately": ["none"], "danger": ["wants_to_die"]}, Sign.MOOD, Level.SOME),
        ({"lately": ["none"], "danger": ["none"]}, Sign.MOOD, Level.USUAL),
        ({"danger": ["none"]}, Sign.MOOD, Level.UNKNOWN),
    ],
)
def test_an_answer_has_its_level(answers: dict[str, object], sign: Sign, level: Level) -> None:
    """The rules of the readings, one by one."""
    assert levels(given_that(**answers))[sign] is level


def test_rules_name_answers_of_the_form() -> None:
    """Every answer a rule names can be given, and the questions are the sign's own."""
    rules = knowledge("checkup/readings")["signs"]
    assert set(rules) == {sign.value for sign in Sign}
    for sign in Sign:
        named = [one.partition(".") for rule in rules[sign.value].values() for one in rule["when_any"]]
        assert {name for name, _, _ in named} == ASKED_BY[sign]
        assert all(option in questions()[name].options for name, _, option in named)
