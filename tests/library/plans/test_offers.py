"""Offers keep their promises for anybody; planners that break one are found out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from tests.library.plans.people import FIRST, a_day, answered, answers, said, tries, went
from tests.library.plans.promises import Planner, broken

from genkan.nouns import Because, Reach
from genkan.plans import Kind, Offer, Outcome, Rung, Said, Try, mine, offer_of, order_of, rungs, surprise_of
from genkan.plans.chance import margins_of
from genkan.plans.gate import Answered
from genkan.plans.tries import in_order

quick = settings(deadline=None, max_examples=60)
LADDER = rungs()
SAFE = answered()


@quick
@given(tries, said, a_day, answers())
def test_every_offer_keeps_its_promises(all_tries, said_, day, told) -> None:
    """Whatever was said, tried and answered, or left out: reasons, rest, help first, and never too large."""
    assert broken(offer_of, all_tries, said_, day, told) == []


@quick
@given(tries, said, a_day)
def test_nobody_asked_is_no_hindrance_and_is_said(all_tries, said_, day) -> None:
    """Without a check-up an offer is made, and it names what to ask."""
    offer = offer_of(all_tries, LADDER, said_, day, None)
    assert broken(offer_of, all_tries, said_, day, None) == []
    assert offer.kind == Kind.REST or offer.ask == ("danger", "violence", "checks", "lately")


def test_an_offer_without_a_reason_cannot_be_built() -> None:
    """Neither can a step without its chance, or help first without what asks for it."""
    why = (Because("ladder.because.smaller", {}, "r", "design", "design"),)
    with pytest.raises(ValueError, match="why"):
        Offer(Kind.REST, FIRST, ())
    with pytest.raises(ValueError, match="chance"):
        Offer(Kind.STEP, FIRST, why, "water")
    with pytest.raises(ValueError, match="holds"):
        Offer(Kind.PROFESSIONAL, FIRST, why)


# ── Bad planners, and that they are found out ──


def pushes(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told) -> Offer:
    """Always the largest."""
    offer = offer_of(all_tries, ladder, said_, day, told)
    return replace(offer, rung="first_shift") if offer.kind == Kind.STEP else offer


def repeats(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told) -> Offer:
    """The missed one again, and again."""
    offer = offer_of(all_tries, ladder, said_, day, told)
    last = in_order(all_tries, day)[-1:]
    return replace(offer, rung=last[0].rung) if last and offer.kind == Kind.STEP else offer


def never_rests(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told) -> Offer:
    """Rest is for later."""
    return offer_of(all_tries, ladder, replace(said_, rest=frozenset(), rest_weekdays=frozenset()), day, told)


def goes_on(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, _: object) -> Offer:
    """Whatever the answers say."""
    return offer_of(all_tries, ladder, said_, day, None)


def told_order(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told) -> Offer:
    """The last line told counts most."""
    listed = list(all_tries)[-3:]
    return offer_of(listed, ladder, said_, day, told)


def foresees(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told) -> Offer:
    """Looks at what has not happened yet."""
    moved = [replace(one, day=min(one.day, day)) for one in all_tries]
    return offer_of(moved, ladder, said_, day, told)


def takes_anything(
    all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told
) -> Offer:
    """What is not theirs is theirs."""
    return offer_of(all_tries, ladder, replace(said_, left_out=frozenset()), day, told)


def mumbles(all_tries: Iterable[Try], ladder: Mapping[str, Rung], said_: Said, day: date, told) -> Offer:
    """A reason that has no words."""
    offer = offer_of(all_tries, ladder, said_, day, told)
    return replace(offer, because=(replace(offer.because[0], said="ladder.because.it_works"),))


MISSED = [went("face", 1), *(went("hallway", day, "not_today") for day in (2, 3))]
HOME = Said(usual_reach=Reach.HOME)
OUT = Said(usual_reach=Reach.OUTSIDE)


@pytest.mark.parametrize(
    ("planner", "all_tries", "said_", "told", "expected"),
    [
        (pushes, [], Said(), SAFE, "two floors at once"),
        (pushes, MISSED, HOME, SAFE, "not smaller after two misses"),
        (repeats, MISSED, HOME, SAFE, "not smaller after two misses"),
        (never_rests, [], Said(rest=frozenset({FIRST + timedelta(days=9)})), SAFE, "planned rest"),
        (never_rests, [], Said(rest_weekdays=frozenset(range(7))), SAFE, "planned rest"),
        (goes_on, [], Said(), answered(danger=("wants_to_die",)), "help first"),
        (goes_on, [], Said(), answered(checks=("voices",)), "help first"),
        (
            told_order,
            [*MISSED, *(went("kitchen_night", 8) for _ in range(4))],
            HOME,
            SAFE,
            "the order of telling",
        ),
        (foresees, [went("water", 1)], Said(), SAFE, "the future"),
        (takes_anything, [], Said(left_out=frozenset({"lamp", "water"})), SAFE, "not theirs"),
        (mumbles, [], Said(), SAFE, "a reason without words"),
    ],
)
def test_a_bad_planner_is_found_out(
    planner: Planner, all_tries, said_, told: Answered, expected: str
) -> None:
    """Each planted planner breaks the promise it is known for; ours keeps all of them for the same person."""
    day = FIRST + timedelta(days=9)
    assert any(expected in one for one in broken(planner, all_tries, said_, day, told))
    assert broken(offer_of, all_tries, said_, day, told) == []


# ── What silence, rest and repetition do ──


@quick
@given(tries, said)
def test_silence_widens_and_moves_nothing(all_tries, said_) -> None:
    """A month or three years later every margin is where it was, and none is surer."""
    day = FIRST + timedelta(days=181)
    ordered = in_order(all_tries, day)
    now, later, much = (
        margins_of(ordered, LADDER, said_, day + timedelta(days=days)) for days in (0, 30, 1100)
    )
    assert np.array_equal(now.margin, later.margin)
    assert np.array_equal(now.margin, much.margin)
    assert (now.spread <= later.spread).all()
    assert (later.spread <= much.spread).all()


def test_a_planner_that_takes_silence_for_failing_would_be_seen() -> None:
    """A miss for every silent week moves margins: the property above would break."""
    day = FIRST + timedelta(days=181)
    silent = [went("water", 1)]
    blamed = [*silent, *(went("water", week * 7, "not_today") for week in range(1, 20))]
    kind, unkind = (margins_of(in_order(one, day), LADDER, Said(), day) for one in (silent, blamed))
    assert not np.array_equal(kind.margin, unkind.margin)


@quick
@given(tries, said, a_day)
def test_tries_of_rungs_that_are_gone_are_passed_over(all_tries, said_, day) -> None:
    """A rung that left the ladder changes no margin; its misses do not make anything smaller."""
    gone = [replace(one, rung="gone_long_ago") for one in all_tries]
    with_, without = (
        margins_of(in_order(one, day), LADDER, said_, day) for one in ([*all_tries, *gone], all_tries)
    )
    kept = [one for one in all_tries if one.rung in LADDER]
    if kept:
        assert np.array_equal(with_.margin, without.margin)


@pytest.mark.parametrize("outcome", Outcome)
def test_a_try_moves_its_own_rung_most_and_what_is_like_it_the_same_way(outcome: Outcome) -> None:
    """Done makes rungs that share its fears likelier, a miss less likely; its own rung most of all."""
    before = margins_of([], LADDER, Said(), FIRST)
    after = margins_of([went("thanks_till", 0, outcome)], LADDER, Said(), FIRST)
    moved = dict(zip(after.ids, after.margin - before.margin, strict=True))
    way = 1 if moved["thanks_till"] > 0 else -1
    assert way == (-1 if outcome == Outcome.NOT_TODAY else 1)
    assert all(abs(one) <= abs(moved["thanks_till"]) for one in moved.values())
    assert way * moved["order_drink"] > way * moved["window_minute"] > 0


def test_doubt_grows_smaller_with_every_try() -> None:
    """Twenty tries in twenty days leave less doubt about that rung, and about others, than none."""
    day = FIRST + timedelta(days=20)
    many = [went("hallway", number, "done" if number % 4 else "not_today", 40) for number in range(20)]
    before, after = (margins_of(one, LADDER, Said(), day) for one in ([], many))
    assert after.spread[after.ids.index("hallway")] < 0.5 * before.spread[before.ids.index("hallway")]
    assert (after.spread[:60] < before.spread[:60] + 1.5).all()


def test_four_misses_in_a_row_bring_a_pause_first_and_then_something_smaller() -> None:
    """Two days of rest are offered; then a smaller one, or a free choice."""
    missed = [went("hallway", day, "not_today") for day in (1, 3, 5, 7)]
    pause = offer_of(missed, LADDER, OUT, FIRST + timedelta(days=8), SAFE)
    assert (pause.kind, pause.because[0].facts["misses"]) == (Kind.REST, 4)
    after = offer_of(missed, LADDER, OUT, FIRST + timedelta(days=10), SAFE)
    assert after.kind == Kind.STEP
    assert order_of(OUT, LADDER).size_of(after.rung) < order_of(OUT, LADDER).size_of("hallway")


def test_something_done_in_between_ends_the_row() -> None:
    """Miss, done in part, miss: that is not two in a row."""
    partly = [went("hallway", 1, "not_today"), went("hallway", 2, "partly"), went("hallway", 3, "not_today")]
    offer = offer_of(partly, LADDER, HOME, FIRST + timedelta(days=4), SAFE)
    assert "ladder.because.smaller" not in {why.said for why in offer.because}
    assert "ladder.because.not_larger" in {why.said for why in offer.because}


def test_when_the_smallest_was_missed_twice_the_choice_is_the_persons() -> None:
    """There is nothing smaller than the smallest; nothing larger is offered instead."""
    smallest = order_of(Said(), LADDER).ranked()[0]
    missed = [went(smallest, day, "not_today") for day in (1, 2)]
    offer = offer_of(missed, LADDER, Said(), FIRST + timedelta(days=4), SAFE)
    assert (offer.kind, offer.because[0].said) == (Kind.CHOOSE, "ladder.because.choose_smallest")


@pytest.mark.parametrize("row", [2, 3])
def test_misses_of_long_ago_do_not_keep_every_step_away(row: int) -> None:
    """Only the smallest was missed, and then nothing was told for a month: it may be offered again, nothing
    larger; within three weeks the choice stays the person's."""
    smallest = order_of(Said(), LADDER).ranked()[0]
    missed = [went(smallest, day, "not_today") for day in range(1, 1 + row)]
    for days, kinds in ((20, {Kind.CHOOSE}), (40, {Kind.STEP, Kind.CHOOSE})):
        offer = offer_of(missed, LADDER, Said(), FIRST + timedelta(days=row + days), SAFE)
        assert offer.kind in kinds, days
        assert offer.because[0].said != "ladder.because.choose_smallest" or days < 22
        if offer.kind == Kind.STEP:
            size = order_of(Said(), LADDER).size_of
            assert size(offer.rung) <= size(smallest)


def test_nothing_theirs_leaves_the_choice_to_the_person() -> None:
    """With every rung left out there is no step, and it says so."""
    offer = offer_of([], LADDER, Said(left_out=frozenset(LADDER)), FIRST, SAFE)
    assert (offer.kind, offer.because[0].said) == (Kind.CHOOSE, "ladder.because.choose_empty")


def test_nothing_about_right_leaves_the_choice_to_the_person() -> None:
    """Where only what is far too large is theirs, nothing is pushed."""
    only = frozenset(one for one in LADDER if one != "stretch_lying")
    missed = [went("lamp", day, "not_today", 100) for day in (1, 2, 4)]
    tired = [*missed, went("rest_chosen", 5, "partly", 100)]
    offer = offer_of(tired, LADDER, Said(left_out=only), FIRST + timedelta(days=6), SAFE)
    assert (offer.kind, offer.because[0].said) == (Kind.CHOOSE, "ladder.because.choose_none")


def test_the_same_again_is_offered_with_other_ways_to_do_it() -> None:
    """Where only one is theirs and it was done, it is offered again, in another place or at another hour."""
    only = frozenset(one for one in LADDER if one != "hallway")
    offer = offer_of(
        [went("hallway", 1)], LADDER, replace(HOME, left_out=only), FIRST + timedelta(days=2), SAFE
    )
    assert (offer.rung, offer.vary) == ("hallway", ("place", "time", "company", "comfort"))
    assert {why.said: why.facts for why in offer.because}["ladder.because.done_before"] == {"times": 1}


def test_half_done_may_be_finished_and_it_says_why() -> None:
    """What was done in part is offered again, and that nothing of it is lost."""
    only = replace(OUT, left_out=frozenset(LADDER) - {"hallway"})
    offer = offer_of([went("hallway", 1, "partly", 45)], LADDER, only, FIRST + timedelta(days=2), SAFE)
    assert offer.rung == "hallway"
    assert "ladder.because.half_done" in {why.said for why in offer.because}


def test_a_named_goal_draws_the_way_there() -> None:
    """With the library named, one of the smaller ones on its way is offered sooner or later, and says so."""
    goal = Said(usual_reach=Reach.DOORSTEP, toward="library_half")
    done: list[Try] = []
    for day in range(30):
        offer = offer_of(done, LADDER, goal, FIRST + timedelta(days=day), SAFE)
        if "ladder.because.on_the_way" in {why.said for why in offer.because}:
            break
        done.append(went(offer.rung, day, "done", 30))
    else:
        pytest.fail("the way was never offered")
    way = ["library_half"]
    while LADDER[way[-1]].easier:
        way.append(LADDER[way[-1]].easier)
    assert offer.rung in way[1:]


def test_few_tries_and_long_silence_are_said() -> None:
    """A first offer says that it hardly knows; one after two months says that nothing is lost."""
    first = offer_of([], LADDER, Said(), FIRST, SAFE)
    assert first.because[-1].said == "ladder.because.few_tries"
    done = [went("water", day) for day in range(8)]
    back = offer_of(done, LADDER, Said(), FIRST + timedelta(days=70), SAFE)
    assert (back.because[-1].said, back.because[-1].facts["days"]) == ("ladder.because.silent", 63)


def test_what_was_feared_more_than_it_was_is_counted() -> None:
    """Only tries where both numbers were said count; with none there is nothing to say."""
    one = replace(went("water", 1, "done", 20), expected=50.0)
    other = replace(went("water", 2, "done", 60), expected=50.0)
    assert surprise_of([one, other, went("water", 3)]) == (1, 2)
    assert surprise_of([went("water", 3)]) is None


def test_a_person_who_does_everything_comes_out() -> None:
    """Each step done, one a day: taking part within half a year."""
    done: list[Try] = []
    for day in range(160):
        offer = offer_of(done, LADDER, Said(), FIRST + timedelta(days=day), SAFE)
        done.append(went(offer.rung, day, "done", 20))
    assert max(LADDER[one.rung].reach for one in done) == Reach.PART


def test_a_person_for_whom_it_is_never_the_day_is_offered_ever_smaller_steps() -> None:
    """No offer is larger than the one before; in the end the choice is the person's."""
    missed: list[Try] = []
    for day in range(0, 120, 4):
        offer = offer_of(missed, LADDER, OUT, FIRST + timedelta(days=day), SAFE)
        if offer.kind == Kind.STEP:
            missed.append(went(offer.rung, day, "not_today", 70))
    sizes = [order_of(OUT, LADDER).size_of(one.rung) for one in missed]
    assert sizes == sorted(sizes, reverse=True)
    assert len(missed) >= 3
    assert offer.kind == Kind.CHOOSE


def test_offers_name_a_smaller_one_beside_them() -> None:
    """Beside a step stand others that are theirs; the first is smaller."""
    steps = [went("hallway", day, "done", 40) for day in range(6)]
    offer = offer_of(steps, LADDER, HOME, FIRST + timedelta(days=8), SAFE)
    order = order_of(HOME, LADDER)
    assert 1 <= len(offer.beside) <= 2
    assert order.size_of(offer.beside[0]) < order.size_of(offer.rung)
    assert set(offer.beside) <= set(mine(LADDER, HOME)) - {offer.rung}


def test_an_own_step_stands_among_the_others() -> None:
    """A rung that the person added is ordered, offered and tried like any other."""
    own = replace(LADDER["hallway"], id="own_stairs", easier="", harder="")
    ladder = {**LADDER, "own_stairs": own}
    only = replace(OUT, left_out=frozenset(LADDER))
    offer = offer_of([], ladder, only, FIRST, SAFE)
    assert offer.rung == "own_stairs"
    again = offer_of([went("own_stairs", 1)], ladder, only, FIRST + timedelta(days=2), SAFE)
    assert again.likely > offer.likely
