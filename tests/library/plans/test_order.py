"""The person's own order: from the file, ratings and pairs; never confused by contradictions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from tests.library.plans.people import IDS, said

from genkan.nouns import Reach
from genkan.plans import Pair, Said, mine, next_pair, order_of, rungs

quick = settings(deadline=None, max_examples=60)
LADDER = rungs()


def test_with_nothing_said_the_order_is_the_files() -> None:
    """Sizes are the file's starts."""
    order = order_of(Said(), LADDER)
    assert [order.size_of(one) for one in IDS] == [LADDER[one].start for one in IDS]
    assert (order.spread > 5).all()


@quick
@given(said)
def test_whatever_is_said_sizes_are_numbers_and_doubt_is_never_more_than_before(said_) -> None:
    """Contradictions, repetitions and rungs that are gone included."""
    order, before = order_of(said_, LADDER), order_of(Said(), LADDER)
    assert np.isfinite(order.size).all()
    assert (order.spread <= before.spread + 1e-6).all()
    assert (np.linalg.eigvalsh(order.together) > -1e-6).all()
    assert set(order.contradicted) <= set(said_.pairs)


@quick
@given(said)
def test_the_order_of_saying_does_not_matter(said_) -> None:
    """Pairs told backwards, and ratings in another sequence, give the same sizes."""
    turned = replace(said_, pairs=said_.pairs[::-1], expected=dict(reversed(list(said_.expected.items()))))
    assert np.allclose(order_of(said_, LADDER).size, order_of(turned, LADDER).size, atol=1e-4)


def test_a_rating_moves_its_rung_and_what_shares_its_fears() -> None:
    """A till that seems far harder than the rest: the counter grows with it, the window does not."""
    plain = dict.fromkeys(("water", "lamp", "face", "window_minute"), 40.0)
    low, high = (order_of(Said(expected=plain | {"thanks_till": one}), LADDER) for one in (60.0, 100.0))
    moved = dict(zip(low.ids, high.size - low.size, strict=True))
    assert moved["thanks_till"] > moved["order_drink"] > 0 > moved["window_look"]
    assert moved["thanks_till"] > 5


def test_somebody_who_says_high_numbers_throughout_is_not_thought_to_find_all_hard() -> None:
    """Twenty points more on every rating move no rung by more than a few."""
    names = IDS[10:60:5]
    low = order_of(Said(expected={one: LADDER[one].start + 20.0 for one in names}), LADDER)
    high = order_of(Said(expected={one: LADDER[one].start + 40.0 for one in names}), LADDER)
    assert np.abs(high.size - low.size).max() < 10


def test_a_pair_turns_two_neighbours_round() -> None:
    """Said three times that the smaller one is harder, it is."""
    before = order_of(Said(), LADDER)
    assert before.size_of("kitchen_night") < before.size_of("plate_sink")
    turned = order_of(Said(pairs=(Pair("kitchen_night", "plate_sink", "one"),) * 3), LADDER)
    assert turned.size_of("kitchen_night") > turned.size_of("plate_sink")
    assert not turned.contradicted


def test_the_same_draws_two_together() -> None:
    """«About the same» brings sizes nearer, from either side."""
    far = order_of(Said(pairs=(Pair("lamp", "hallway", "same"),)), LADDER)
    before = order_of(Said(), LADDER)
    assert far.size_of("lamp") > before.size_of("lamp")
    assert far.size_of("hallway") < before.size_of("hallway")


def test_answers_that_go_round_in_a_circle_leave_doubt_and_are_named() -> None:
    """Each of three pulls a little and none wins; one answer against six others is named."""
    circle = (
        Pair("hallway", "plate_sink", "one"),
        Pair("plate_sink", "drink_warm", "one"),
        Pair("drink_warm", "hallway", "one"),
    )
    order = order_of(Said(pairs=circle), LADDER)
    sizes = [order.size_of(one) for one in ("hallway", "plate_sink", "drink_warm")]
    assert max(sizes) - min(sizes) < 6
    many = (Pair("hallway", "plate_sink", "one"),) * 6 + (Pair("hallway", "plate_sink", "other"),)
    assert order_of(Said(pairs=many), LADDER).contradicted == (many[-1],)


def answers_truly(one: str, other: str) -> str:
    """A person for whom everything with words is much harder than the file thinks."""
    size = {name: LADDER[name].start + 30 * ("talking" in LADDER[name].fears) for name in (one, other)}
    return "one" if size[one] > size[other] else "other"


def test_few_questions_are_asked_none_twice_and_they_help() -> None:
    """At most ten pairs, all of them theirs; they bring the order nearer to the person's than the file's."""
    person = Said(usual_reach=Reach.HOME)
    theirs = mine(LADDER, person)
    while (question := next_pair(person, LADDER, theirs)) is not None:
        assert set(question) <= set(theirs)
        person = replace(person, pairs=(*person.pairs, Pair(*question, answers_truly(*question))))
    asked = {frozenset((pair.one, pair.other)) for pair in person.pairs}
    assert 4 <= len(asked) == len(person.pairs) <= 10
    near = [one for one in theirs if 15 < LADDER[one].start < 55]
    truth = np.array([LADDER[one].start + 30 * ("talking" in LADDER[one].fears) for one in near])
    file = np.array([LADDER[one].start for one in near])
    own = np.array([order_of(person, LADDER).size_of(one) for one in near])
    assert agreement(own, truth) > agreement(file, truth) + 0.05


def agreement(guess: np.ndarray, truth: np.ndarray) -> float:
    """Kendall's tau."""
    pairs = np.triu_indices(len(guess), 1)
    return float((np.sign(guess[:, None] - guess)[pairs] * np.sign(truth[:, None] - truth)[pairs]).mean())


@quick
@given(said)
def test_asking_never_fails_and_never_repeats(said_) -> None:
    """Whatever was said: None, or two different rungs that were not compared yet."""
    question = next_pair(said_, LADDER, mine(LADDER, said_))
    if question is not None:
        assert question[0] != question[1]
        assert set(question) <= set(mine(LADDER, said_))
        assert frozenset(question) not in {frozenset((pair.one, pair.other)) for pair in said_.pairs}


def test_with_nothing_to_compare_nothing_is_asked() -> None:
    """No rung, or one, makes no pair."""
    assert next_pair(Said(), LADDER, ()) is None
    assert next_pair(Said(), LADDER, ("water",)) is None
    assert next_pair(Said(), {}) is None


def test_a_rung_that_is_not_on_the_ladder_has_no_size() -> None:
    """Asking for it is an error of the caller."""
    with pytest.raises(ValueError, match="not in"):
        order_of(Said(), LADDER).size_of("gone")
