"""A professional first: whatever else was said and tried, no step while an answer asks for help."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from tests.library.plans.people import FIRST, a_day, answered, answers, said, tries

from genkan.checkup.care import cares_of
from genkan.checkup.given import Told
from genkan.checkup.steps import may_step
from genkan.knowledge import knowledge, sentences
from genkan.plans import Kind, Said, held_back, not_asked, offer_of, rungs

quick = settings(deadline=None, max_examples=200)
LOW = {"lately": ("sad", "no_interest", "numb"), "impairment": ("daily",)}


@quick
@given(answers())
def test_the_ladder_waits_whenever_the_check_up_waits(told) -> None:
    """Where the check-up offers no step because of a care, there is none here either."""
    held = held_back(told)
    assert bool(held) or may_step(cares_of(told))
    assert may_step(cares_of(told)) is not bool([one for one in held if one.id != "depression"])


@settings(deadline=None, max_examples=60)
@given(tries, said, a_day, answers())
def test_no_step_passes_the_gate(all_tries, said_, day, told) -> None:
    """Held back is held back: no rung, no chance, nothing beside it, on a day of rest too."""
    offer = offer_of(all_tries, rungs(), said_, day, told)
    if held_back(told):
        assert (offer.kind, offer.rung, offer.beside, offer.chance) == (Kind.PROFESSIONAL, "", (), None)
        assert offer.held == held_back(told)
    else:
        assert offer.kind != Kind.PROFESSIONAL


@pytest.mark.parametrize(
    ("question", "option", "care", "urgency"),
    [
        ("danger", "wants_to_die", "wants_to_die", "now"),
        ("danger", "threat", "threat", "now"),
        ("danger", "weak", "weak", "now"),
        ("danger", "confused", "confused", "now"),
        ("violence", "now", "threat", "now"),
        ("violence", "recent", "violence", "soon"),
        ("checks", "self_harm", "wants_to_die", "now"),
        ("checks", "voices", "voices", "soon"),
        ("checks", "suspicion", "voices", "soon"),
    ],
)
def test_each_answer_about_danger_holds_back(question: str, option: str, care: str, urgency: str) -> None:
    """Danger now, thoughts of dying, violence, voices, suspicion: each alone is enough."""
    held = held_back(answered(**{question: (option,)}))
    assert [(one.id, one.urgency, one.because) for one in held] == [
        (care, urgency, (f"{question}.{option}",))
    ]


def test_every_care_of_the_check_up_is_weighed() -> None:
    """Each one holds back or is named among those that go beside; a new one holds back by itself."""
    beside = set(knowledge("plans/ladder")["held"]["goes_beside"])
    cares = {care["id"]: care for care in knowledge("checkup/safety")["cares"]}
    assert beside < set(cares)
    for name, care in cares.items():
        for answer in care["when_any"]:
            question, option = answer.split(".")
            held = {one.id for one in held_back(answered(**{question: (option,)}))}
            assert (name in held) != (name in beside)


def test_deep_low_mood_holds_back_only_while_nobody_helps() -> None:
    """Three signs with daily life going under; not two, not without that, not while a helper is there."""
    held = held_back(answered(**LOW))
    assert [(one.id, one.urgency) for one in held] == [("depression", "soon")]
    assert held[0].because == ("lately.sad", "lately.no_interest", "lately.numb", "impairment.daily")
    assert held_back(answered(**LOW | {"lately": ("sad", "numb")})) == ()
    assert held_back(answered(**LOW | {"impairment": ("money",)})) == ()
    assert held_back(answered(**LOW, talk=("helper",))) == ()
    assert held_back(answered(**LOW | {"impairment": (), "checks": ("self_neglect",)})) != ()


def test_what_is_for_now_stands_first() -> None:
    """Danger before what may wait some days."""
    held = held_back(answered(**LOW, checks=("voices",), danger=("weak",)))
    assert [one.urgency for one in held] == sorted((one.urgency for one in held), key=("now", "soon").index)
    assert held[0].id == "weak"


def test_every_reason_to_wait_has_words() -> None:
    """What is received, what to do, who answers: for each care, and for low mood."""
    for care in knowledge("checkup/safety")["cares"]:
        assert f"care.{care['id']}.do.person" in sentences()
    assert {f"ladder.held.depression.{part}" for part in ("first", "do", "then")} <= set(sentences())


def test_no_answer_is_not_no() -> None:
    """Unanswered questions are named to be asked; they hold nothing back."""
    assert held_back(None) == ()
    assert not_asked(None) == ("danger", "violence", "checks", "lately")
    assert not_asked(answered()) == ()
    assert not_asked(answered().with_answer("danger", Told())) == ("danger",)
    assert offer_of([], rungs(), Said(), FIRST, None).kind == Kind.STEP
