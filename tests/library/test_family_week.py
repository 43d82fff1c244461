"""The family's own plan: kept and read back the same, and offers that suit."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from genkan.checkup.care import cares_of
from genkan.checkup.form import questions
from genkan.checkup.given import BASES, Given, told_of
from genkan.family_week import (
    MOST_PAST,
    THEN,
    Chosen,
    Plan,
    known_step,
    offered,
    plan_from,
    step_words,
)
from genkan.knowledge import LANGUAGES
from genkan.nouns import Reach, Refused
from genkan.parent_tasks import REST, SHELVES, parent_tasks

DAY = date(2026, 3, 1)
NOTHING = Given("family", DAY)
STEPS = some.sampled_from([*parent_tasks()]).map(lambda one: Chosen("task", one, DAY))
WEEKS = some.lists(some.tuples(STEPS, some.sampled_from(THEN), some.sampled_from(("", *BASES))), max_size=8)


def lived(weeks: list[tuple[Chosen, str, str]]) -> Plan:
    """A plan after these weeks."""
    plan, day = Plan(), DAY
    for chosen, then, known_by in weeks:
        day += timedelta(days=7)
        plan = plan.with_chosen(chosen).with_week(day, "noticed", known_by, then)
    return plan


@given(weeks=WEEKS, shelf=some.sampled_from(("", REST, *SHELVES)))
def test_kept_and_read_back_it_is_the_same(weeks: list[tuple[Chosen, str, str]], shelf: str) -> None:
    """Through JSON."""
    plan = lived(weeks).knowing(DAY, shelf, "before")
    assert plan_from(json.loads(json.dumps(plan.plain()))) == plan


@given(weeks=WEEKS, shelf=some.sampled_from(("", REST, *SHELVES)))
def test_never_more_than_three_and_nothing_twice(weeks: list[tuple[Chosen, str, str]], shelf: str) -> None:
    """All in words in every language, each with why; what was exchanged lately is not among them."""
    plan = lived(weeks).knowing(DAY, shelf, "before")
    found = offered(NOTHING, (), plan, known_step(plan, DAY))
    assert 1 <= len(found) <= 3
    assert len(set(found)) == len(found)
    for kind, step in found:
        for lang in LANGUAGES:
            words = step_words(kind, step, lang)
            assert words is not None
            assert words.do
            assert words.why
    lately = {week.chosen.step for week in plan.past[-4:] if week.then != "keep"}
    assert not lately & {step for _, step in found}


def test_while_a_care_comes_first_nothing_is_offered() -> None:
    """Somebody in danger; tired alone goes beside."""
    for answer, offers in (("danger.threat", False), ("strain.cannot", True)):
        name, _, option = answer.partition(".")
        given_ = NOTHING.with_answer(name, told_of(questions()[name], [option]))
        assert bool(offered(given_, cares_of(given_), Plan())) == offers


def test_tasks_follow_the_persons_step() -> None:
    """Made for a step at the doorstep, before it; without any telling, what suits every step."""
    told = [
        one
        for kind, one in offered(NOTHING, (), Plan(), (Reach.DOORSTEP, "doorstep", "before"))
        if kind == "task"
    ]
    assert any("doorstep" in parent_tasks()[one].steps for one in told)
    for kind, one in offered(NOTHING, (), Plan()):
        if kind == "task":
            task = parent_tasks()[one]
            assert not task.steps
            assert set(task.reach) == set(Reach)
            assert task.moment == "any"


def test_a_kept_step_goes_on_and_history_has_an_end() -> None:
    """The same step again from that day; old weeks make room."""
    plan = Plan().with_chosen(Chosen("task", "say_nothing", DAY))
    assert not plan.is_over(DAY + timedelta(days=6))
    assert plan.is_over(DAY + timedelta(days=7))
    for week in range(MOST_PAST + 2):
        plan = plan.with_week(DAY + timedelta(days=week), "", "", "keep")
    assert len(plan.past) == MOST_PAST
    assert plan.now is not None
    assert Plan().with_week(DAY, "x", "", "keep") == Plan()


def test_what_the_family_knows_is_used_for_a_week() -> None:
    """Then it is unknown again; so is what was kept without a day."""
    plan = Plan().knowing(DAY, "doorstep", "before")
    for days, known in ((0, True), (6, True), (7, False), (400, False)):
        told = known_step(plan, DAY + timedelta(days=days))
        assert told == ((Reach.DOORSTEP, "doorstep", "before") if known else (None, None, None))
    undated = plan_from({"shelf": "doorstep", "moment": "before"})
    assert known_step(undated, DAY) == (None, None, None)
    assert plan.knowing(DAY, "", "before") == Plan()


def test_the_day_it_began_is_passed_over_in_older_plans() -> None:
    """It stands there still, and nobody reads it."""
    assert plan_from({"begun": "2026-03-01"}) == Plan()


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {"nothing": 1},
        {"past": "none"},
        {"past": [{}]},
        {"past": [{}] * (MOST_PAST + 1)},
        {"now": {"kind": "wish", "step": "x", "since": "2026-03-01"}},
        {"now": {"kind": "task", "step": "x y", "since": "2026-03-01"}},
        {"now": {"kind": "task", "step": "x", "since": "soon"}},
        {"now": {"kind": "task", "step": "x", "since": "1926-03-01"}},
        {"shelf": "attic"},
        {"moment": "soon"},
        {"shelf": []},
        {"known_on": "soon"},
    ],
)
def test_what_cannot_be_is_refused(wrong: Any) -> None:
    """One by one."""
    with pytest.raises(Refused) as refused:
        plan_from(wrong)
    assert refused.value.file == "week"


def test_what_was_noticed_is_not_printed() -> None:
    """A printed plan tells nothing that somebody wrote."""
    plan = Plan().with_chosen(Chosen("task", "say_nothing", DAY)).with_week(DAY, "a canary", "", "keep")
    assert "canary" not in repr(plan)
