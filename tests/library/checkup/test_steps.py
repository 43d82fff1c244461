"""Tonight and this week: always something small, never while safety comes first, never what harms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from tests.library.checkup.answers import answer_sets, given_that, quick

from genkan.checkup.care import cares_of
from genkan.checkup.form import questions
from genkan.checkup.given import WHO, Given
from genkan.checkup.steps import THIS_WEEK, Step, may_step, tonight_of, week_of
from genkan.course import CheckUp, check_up_of
from genkan.knowledge import knowledge, knowledge_files

STOPS = (
    "danger.wants_to_die",
    "danger.threat",
    "danger.weak",
    "danger.confused",
    "violence.now",
    "violence.recent",
    "checks.self_harm",
    "checks.voices",
    "checks.suspicion",
)
TONIGHT = {entry["id"]: entry for entry in knowledge("checkup/tonight")["tonight"]}
WEEK = {
    entry["id"]: (name, entry)
    for name, content in knowledge_files().items()
    if name.startswith("prevention/")
    for entry in content["steps"]
}


def fits(entry: Mapping[str, Any], given: Given) -> bool:
    """Whether a step is for this form, for one of these answers, and against none of them."""
    wanted = "any" in entry["when_any"] or given.has(*entry["when_any"])
    return bool(given.who in entry["for"] and wanted and not given.has(*entry.get("not_if", ())))


@quick
@given(answer_sets())
def test_no_step_while_safety_comes_first_and_always_one_otherwise(given: Given) -> None:
    """In every form: nothing to try while somebody is in danger, else one thing, and up to three a week."""
    for who in WHO:
        check = check_up_of(replace(given, who=who))
        stopped = bool(check.given.has(*STOPS))
        assert may_step(check.cares) == (not stopped)
        if stopped:
            assert check.tonight is None
            assert check.week == ()
        else:
            assert check.tonight is not None
            assert 1 <= len(check.week) <= THIS_WEEK


@pytest.mark.parametrize("who", WHO)
def test_something_small_is_there_when_nothing_was_answered(who: str) -> None:
    """An empty check-up still has one thing for tonight and for this week."""
    check = check_up_of(given_that(who))
    assert check.tonight is not None
    assert 1 <= len(check.week) <= THIS_WEEK
    assert check.tonight.because == ()


@quick
@given(answer_sets())
def test_a_step_fits_the_answers_and_goes_against_none(given: Given) -> None:
    """What is offered is meant for this form, names given answers, and is ruled out by no answer."""
    check = check_up_of(given)
    for step in (check.tonight, *check.week):
        if step is None:
            continue
        name, entry = WEEK.get(step.id, ("", TONIGHT.get(step.id, {})))
        assert fits(entry, check.given)
        assert step.because == check.given.has(*entry["when_any"])
        assert step.page == name
        assert (step.source, step.mark.value, step.weight) == (
            entry["source"],
            entry["mark"],
            entry["weight"],
        )


def worth(step: Step) -> int:
    """How well a step fits: its weight, and more for each answer it fits."""
    return step.weight + 2 * len(step.because)


@quick
@given(answer_sets())
def test_the_best_fitting_is_offered_first(given: Given) -> None:
    """Tonight is the best there is; the week is in order, without a step twice, from several pages."""
    check = check_up_of(given)
    if check.tonight is None:
        return
    others = [entry for entry in TONIGHT.values() if fits(entry, check.given)]
    assert worth(check.tonight) == max(
        entry["weight"] + 2 * len(check.given.has(*entry["when_any"])) for entry in others
    )
    assert [worth(one) for one in check.week] == sorted((worth(one) for one in check.week), reverse=True)
    assert len({one.id for one in check.week}) == len(check.week)
    fitting = {name for name, entry in WEEK.values() if fits(entry, check.given)}
    assert len({one.page for one in check.week}) == min(len(fitting), THIS_WEEK)


def test_small_steps_go_on_beside_exhaustion_and_worry_about_the_body() -> None:
    """A worn-out mother still gets something for tonight: rest."""
    for answers in ({"strain": "cannot"}, {"checks": ["weight"]}, {"checks": ["self_neglect"]}):
        check = check_up_of(given_that(**answers))
        assert len(check.cares) == 1
        assert check.tonight is not None
    tired = check_up_of(given_that(strain="cannot")).tonight
    assert tired is not None
    assert tired.id == "rest_comes_first"


def test_it_is_the_care_that_stops_steps() -> None:
    """Whatever asked for the care, also when the answers at hand are others."""
    cares = cares_of(given_that(danger=["weak"]))
    assert tonight_of(given_that(), cares) is None
    assert week_of(given_that(), cares) == ()
    assert tonight_of(given_that(), cares_of(given_that(strain="cannot"))) is not None


def offered(given: Given) -> set[str]:
    """Everything offered for these answers, no care standing in the way."""
    tonight = tonight_of(given, ())
    return {one.id for one in (tonight, *week_of(given, ())) if one is not None}


def test_each_answer_that_rules_a_step_out_rules_it_out() -> None:
    """A step that is offered is offered no longer once an answer speaks against it."""
    tried = 0
    for entry in (*TONIGHT.values(), *(entry for _, entry in WEEK.values())):
        who, against = entry["for"][0], entry.get("not_if", ())
        sets = [given_that(who)]
        sets += [given_that(who, **plain(answer)) for answer in entry["when_any"] if answer != "any"]
        for one in filter(lambda some: entry["id"] in offered(some), sets):
            for answer in against:
                name, _, _ = answer.partition(".")
                if name not in one.told:
                    tried += 1
                    assert entry["id"] not in offered(given_that(who, **written(one), **plain(answer)))
    assert tried > 50


def plain(answer: str) -> dict[str, Any]:
    """One answer, to be written down."""
    name, _, option = answer.partition(".")
    return {name: option}


def written(given: Given) -> dict[str, Any]:
    """All its options, to be written down again."""
    return {name: list(told.chosen) for name, told in given.told.items()}


def test_every_step_can_be_offered_to_somebody() -> None:
    """No step is written for answers beside which there are no steps, and no form is unknown."""
    for identity, entry in {**TONIGHT, **{name: entry for name, (_, entry) in WEEK.items()}}.items():
        assert set(entry["for"]) <= set(WHO), identity
        assert 1 <= entry["weight"] <= 5, identity
        assert any(answer not in STOPS for answer in entry["when_any"]), identity
        for answer in (*entry["when_any"], *entry.get("not_if", ())):
            name, _, option = answer.partition(".")
            assert answer == "any" or option in questions()[name].options, (identity, answer)
    assert len(WEEK) == sum(len(one.get("steps", ())) for one in knowledge_files().values())
    assert len(TONIGHT) == len(knowledge("checkup/tonight")["tonight"])


def test_the_week_is_the_same_every_time() -> None:
    """The same answers give the same steps in the same order, in whatever order they were given."""
    answers = {"talk": ["notes"], "strain": "tired", "keeps": ["shame", "pressure"], "rhythm": ["turned"]}
    turned = dict(reversed(answers.items()))
    first: CheckUp = check_up_of(given_that(**answers))
    again = check_up_of(given_that(**turned))
    assert [one.id for one in first.week] == [one.id for one in again.week]
    assert first.tonight == again.tonight
