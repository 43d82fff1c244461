"""The plan: versions that never change, differences in words, when to look again, rules that need facts."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.worksheets.sheets import ON, filled, rows

from genkan.knowledge import LANGUAGES
from genkan.nouns import Refused, Sign
from genkan.worksheets.care_plan import (
    WHO,
    Act,
    Agreed,
    DueState,
    Goal,
    Plan,
    Standing,
    Way,
    differences,
    due,
    next_version,
    plan_of,
    step_change,
)
from genkan.worksheets.care_plan_fhir import care_plan_bundle, plan_from_bundle
from genkan.worksheets.told import reasons_told

DATES = st.dates(date(2020, 1, 1), date(2035, 12, 31))
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
SAID = st.none() | st.booleans()
PLANS = st.builds(
    Plan,
    written_on=DATES,
    goals=st.lists(
        st.builds(Goal, WORDS, st.none() | st.sampled_from(Sign), st.none() | DATES, SAID),
        max_size=3,
        unique_by=lambda one: one.words,
    ).map(tuple),
    acts=st.lists(
        st.builds(Act, WORDS, st.sampled_from(["", *WHO]), st.none() | DATES, SAID),
        max_size=3,
        unique_by=lambda one: one.what,
    ).map(tuple),
    review_on=st.none() | DATES,
    agreed=st.lists(st.builds(Agreed, st.sampled_from(WHO), st.none() | DATES), max_size=3).map(tuple),
    notes=st.just("") | WORDS,
    version=st.integers(1, 99),
)
PLAN = Plan(
    written_on=ON,
    goals=(
        Goal("tea in the kitchen", Sign.STAYING_IN),
        Goal("sleep before three", Sign.RHYTHM, reached=False),
    ),
    acts=(Act("puts the kettle on at four", "family", ON + timedelta(days=30)),),
    agreed=(Agreed("person", ON),),
)


@settings(max_examples=150, deadline=None)
@given(PLANS, st.sampled_from(LANGUAGES))
def test_a_plan_comes_back_from_fhir_as_it_went(plan: Plan, lang: str) -> None:
    """Goals, acts, who, dates, agreement, version: unknown stays unknown on the way there and back."""
    assert plan_from_bundle(care_plan_bundle(plan, lang, "a")) == plan


@settings(max_examples=100, deadline=None)
@given(PLANS, PLANS)
def test_differences_have_words_and_sameness_has_them_too(earlier: Plan, later: Plan) -> None:
    """Between any two versions something is said in every language; to itself a version is the same."""
    for lang in LANGUAGES:
        assert all(reasons_told(differences(earlier, later), lang))
    (same,) = differences(earlier, earlier)
    assert same.said.endswith(".nothing")


def test_nobodys_words_stand_in_a_repr() -> None:
    """A plan that lands in a log tells dates and roles, and nothing that was written."""
    assert "kettle" not in repr(PLAN)
    assert "kitchen" not in repr(replace(PLAN, notes="kitchen"))


def test_a_version_never_changes_and_the_next_is_not_agreed_to() -> None:
    """Frozen; a change makes version 2, agreed by nobody; a version older than the one before is refused."""
    with pytest.raises(FrozenInstanceError):
        PLAN.version = 3  # type: ignore[misc]
    after = next_version(PLAN, ON + timedelta(days=7), acts=())
    assert (after.version, after.agreed, after.goals) == (2, (), PLAN.goals)
    assert PLAN.acts
    with pytest.raises(ValueError, match="older"):
        next_version(PLAN, ON - timedelta(days=1))


def test_each_kind_of_difference_is_told() -> None:
    """New, gone, reached, done, somebody else, another day, agreed: each has its own sentence."""
    tea, sleep = PLAN.goals
    act = PLAN.acts[0]
    later = replace(
        PLAN,
        goals=(replace(tea, reached=True), Goal("a walk")),
        acts=(replace(act, who="person", done=True), Act("writes to the school", "centre")),
        review_on=ON,
        agreed=(*PLAN.agreed, Agreed("family")),
        notes="slowly",
    )
    said = [one.said.removeprefix("worksheet.reads.plan.differs.") for one in differences(PLAN, later)]
    assert said == [
        *("goal.new", "goal.gone", "goal.reached", "act.new", "act.done", "act.changed"),
        *("review", "agreed", "notes"),
    ]
    english = " ".join(reasons_told(differences(PLAN, later), "en"))
    assert sleep.words in english
    assert "the family" in english


def test_taking_back_is_told_and_unknown_is_no_change() -> None:
    """«Reached» taken back is seen anew; from unknown to «not yet» nothing is told."""
    (tea, sleep) = PLAN.goals
    reached = replace(PLAN, goals=(replace(tea, reached=True), sleep))
    assert [one.said.rpartition(".")[2] for one in differences(reached, PLAN)] == ["changed"]
    open_goal = replace(PLAN, goals=(replace(tea, reached=False), sleep))
    assert [one.said.rpartition(".")[2] for one in differences(PLAN, open_goal)] == ["nothing"]


def test_looking_again_is_meant_after_four_to_six_weeks() -> None:
    """Not before, then due, then over; an agreed day comes before the rule."""
    states = [due(PLAN, ON + timedelta(days=days)).state for days in (0, 27, 28, 42, 43)]
    assert states == [DueState.NOT_YET, DueState.NOT_YET, DueState.DUE, DueState.DUE, DueState.OVER]
    agreed = replace(PLAN, review_on=ON + timedelta(days=60))
    assert due(agreed, ON + timedelta(days=50)).state is DueState.NOT_YET
    assert due(agreed, ON + timedelta(days=60)).state is DueState.DUE
    assert due(agreed, ON + timedelta(days=61)).state is DueState.OVER
    assert due(PLAN, ON - timedelta(days=9)).because.facts["weeks"] == 0
    for lang in LANGUAGES:
        assert reasons_told([due(PLAN, ON).because], lang)[0]


@pytest.mark.parametrize(
    ("standing", "way", "rules"),
    [
        (Standing(), Way.CANNOT_TELL, [""]),
        (Standing(changed=False, weeks=12), Way.SAME, [""]),
        (Standing(changed=False, weeks=13), Way.UP, ["no_change"]),
        (Standing(changed=None, weeks=40), Way.CANNOT_TELL, [""]),
        (Standing(changed=False, weeks=None), Way.SAME, [""]),
        (Standing(criteria_newly_met=True), Way.UP, ["criteria_met"]),
        (Standing(worse=True, beside=True), Way.UP, ["worse", "beside"]),
        (Standing(danger=True, weeks_better=20, wishes_less=True), Way.UP, ["danger"]),
        (Standing(changed=True, weeks_better=8, wishes_less=True), Way.DOWN, ["better"]),
        (Standing(changed=True, weeks_better=8, wishes_less=False), Way.SAME, [""]),
        (Standing(changed=True, weeks_better=7, wishes_less=True), Way.SAME, [""]),
        (Standing(changed=True, weeks_better=8), Way.SAME, [""]),
    ],
)
def test_rules_need_facts_and_up_goes_before_down(standing: Standing, way: Way, rules: list[str]) -> None:
    """What nobody knows points nowhere; every rule that points is named with its source."""
    found = step_change(PLAN, standing)
    assert found.way is way
    assert [one.rule for one in found.because] == (rules if rules != [""] else ["plan"])
    for lang in LANGUAGES:
        assert all(reasons_told(found.because, lang))


def test_all_goals_reached_points_down_and_an_empty_plan_does_not() -> None:
    """Reached in the person's own view; a goal nobody spoke of is not reached, and no goal is none."""
    done = replace(PLAN, goals=tuple(replace(one, reached=True) for one in PLAN.goals))
    assert step_change(done, Standing()).because[0].rule == "reached"
    assert step_change(replace(PLAN, goals=()), Standing()).way is Way.CANNOT_TELL


def test_a_sheet_becomes_a_plan() -> None:
    """Rows without words are left out; what was not written is unknown; the version follows on."""
    sheet = filled(
        "care_plan",
        **rows("goals", {"words": "tea in the kitchen", "sign": "staying_in"}, {"sign": "mood"}),
        **rows(
            "acts",
            {"what": "puts the kettle on", "who": "family", "until": ON, "done": "no"},
            {"who": "person"},
        ),
        **rows("agreed", {"who": "person", "on": ON}, {"on": ON}),
    )
    plan = plan_of(sheet, ON, PLAN)
    assert plan.goals == (Goal("tea in the kitchen", Sign.STAYING_IN),)
    assert plan.acts == (Act("puts the kettle on", "family", ON, False),)
    assert (plan.version, plan.written_on, plan.review_on, plan.has_agreed) == (2, ON, None, ("person",))
    assert plan_of(filled("care_plan", written_on="2026-01-02"), ON).written_on == date(2026, 1, 2)


def damaged() -> list[Any]:
    """Bundles in which one thing is not what it has to be."""
    found: list[Any] = [None, [], {}, {"entry": None}, {"entry": [{}]}, "x"]
    for change in (
        {"created": "yesterday"},
        {"identifier": []},
        {"goal": [{"reference": "urn:uuid:nowhere"}]},
        {"activity": [{"detail": {"status": "cancelled", "description": "x"}}]},
        {"activity": [{"detail": {"status": "unknown", "description": 7}}]},
        {"extension": [{"url": "urn:genkan:care-plan:agreed"}]},
        {"note": [{}]},
    ):
        bundle = care_plan_bundle(PLAN, "en", "a")
        bundle["entry"][-1]["resource"].update(change)
        assert bundle["entry"][-1]["resource"]["resourceType"] == "CarePlan"
        found.append(bundle)
    return found


@pytest.mark.parametrize("bundle", damaged())
def test_a_bundle_that_cannot_be_is_refused(bundle: Any) -> None:
    """One sentence's worth of a reason, never a traceback, and nothing of its content."""
    with pytest.raises(Refused):
        plan_from_bundle(bundle)


def test_two_people_with_the_same_plan_are_two_records() -> None:
    """Another «once», other ids; the same once, the same bundle."""
    first, again, other = (care_plan_bundle(PLAN, "ja", once) for once in ("a", "a", "b"))
    assert first == again
    assert not {one["fullUrl"] for one in first["entry"]} & {one["fullUrl"] for one in other["entry"]}
