"""A climb: kept and read back the same, never set back, and told to others without a word of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from genkan.nouns import Reach, Refused
from genkan.plans import Begun, Climb, Kept, Outcome, Own, Said, Try, climb_from, rungs, shelf_of
from genkan.plans.climb import MOST_BEGUN, MOST_TRIES

DAY = date(2026, 3, 1)
DAYS = some.dates(date(2025, 1, 1), date(2026, 12, 31))
POINTS = some.none() | some.integers(0, 100).map(float)
WORDS = some.text(some.characters(min_codepoint=33, max_codepoint=0xD7FF), max_size=60).map(
    lambda text: " ".join(text.split())
)
RUNGS = some.sampled_from([*rungs(), "own_bench", "long_gone"])
KEYS = some.uuids().map(lambda one: one.hex)


def key(number: int) -> str:
    """A key as forms carry it."""
    return f"{number:032d}"


def tried(number: int, rung: str = "moon", outcome: Outcome = Outcome.DONE, day: date = DAY) -> Kept:
    """A try with a number."""
    return Kept(key(number), Try(rung, day, outcome))


TRIES = some.builds(
    Kept,
    KEYS,
    some.builds(Try, RUNGS, DAYS, some.sampled_from(Outcome), POINTS, POINTS),
)
STEPS = some.lists(TRIES | some.builds(Begun, KEYS, RUNGS, DAYS, POINTS), max_size=25)


def walked(steps: list[Kept | Begun]) -> Climb:
    """A climb after all of these."""
    climb = Climb(own=(Own("own_bench", "moon", "harder", "My bench"),), words={"moon": "My moon"})
    for one in steps:
        climb = climb.with_try(one) if isinstance(one, Kept) else climb.with_begun(one)
    return climb


@given(steps=STEPS)
def test_kept_and_read_back_it_is_the_same(steps: list[Kept | Begun]) -> None:
    """Through JSON, whatever was tried."""
    climb = walked(steps)
    assert climb_from(json.loads(json.dumps(climb.plain()))) == climb


@given(steps=STEPS, more=STEPS)
def test_nothing_is_ever_set_back(steps: list[Kept | Begun], more: list[Kept | Begun]) -> None:
    """Tries only grow, the furthest floor never falls, and what came once comes once."""
    before = walked(steps)
    after = before
    for one in [*more, *more]:
        after = after.with_try(one) if isinstance(one, Kept) else after.with_begun(one)
    assert after.tries[: len(before.tries)] == before.tries
    assert (after.furthest or 0) >= (before.furthest or 0)
    ids = [kept.id for kept in after.tries]
    assert len(ids) == len(set(ids))


def test_the_oldest_make_room_and_are_counted_on() -> None:
    """After three thousand tries the furthest floor and the count still stand."""
    listed = tuple(tried(number, "symbol") for number in range(1, MOST_TRIES))
    climb = Climb(tries=(tried(0), *listed), furthest=Reach.DOORSTEP).with_try(tried(MOST_TRIES, "symbol"))
    assert len(climb.tries) == MOST_TRIES
    assert (climb.earlier, climb.earlier_done) == (1, 1)
    assert climb.counted() == (MOST_TRIES + 1, MOST_TRIES + 1)
    assert climb.furthest == Reach.DOORSTEP
    assert climb_from(climb.plain()) == climb


def test_what_was_not_for_that_day_is_no_try() -> None:
    """Neither among those kept nor among those that made room; what was done is counted on."""
    kept = (tried(0, outcome=Outcome.NOT_TODAY), tried(1), tried(2, outcome=Outcome.PARTLY))
    listed = tuple(tried(number, outcome=Outcome.NOT_TODAY) for number in range(3, MOST_TRIES))
    climb = Climb(tries=(*kept, *listed))
    assert climb.counted() == (2, 1)
    for number in range(MOST_TRIES, MOST_TRIES + 3):
        climb = climb.with_try(tried(number, outcome=Outcome.NOT_TODAY))
        assert climb.counted() == (2, 1)
    assert (climb.earlier, climb.earlier_done) == (2, 1)
    assert climb_from(climb.plain()) == climb
    assert climb_from({"earlier": 2}).counted() == (2, 0)


def test_the_path_goes_up_and_down_as_it_was_told() -> None:
    """Within a day in the order of telling, days in theirs; the furthest floor so far never falls."""
    told = [
        tried(1, "moon", Outcome.NOT_TODAY),
        tried(2, "moon"),
        tried(3, "symbol"),
        tried(4, "symbol", Outcome.PARTLY, DAY - timedelta(days=1)),
        tried(5, "long_gone"),
    ]
    path = walked(list(told)).path()
    assert [one.outcome.value for one in path] == ["partly", "not_today", "done", "done", "done"]
    assert [one.furthest for one in path] == [None, None, *[Reach.DOORSTEP] * 3]
    assert path[-1].reach is None


def test_only_so_many_wait_to_be_told_of() -> None:
    """The newest stay."""
    climb = Climb()
    for number in range(MOST_BEGUN + 3):
        climb = climb.with_begun(Begun(key(number), "moon", DAY))
    assert [one.id for one in climb.begun] == [key(number) for number in range(3, MOST_BEGUN + 3)]


def test_told_of_it_no_longer_waits() -> None:
    """And what is let be counts for nothing."""
    climb = Climb().with_begun(Begun(key(1), "moon", DAY)).with_begun(Begun(key(2), "moon", DAY))
    assert [one.id for one in climb.with_try(tried(1)).begun] == [key(2)]
    assert climb.without_begun(key(2)).tries == ()


def test_own_steps_stand_near_the_one_they_are_like() -> None:
    """On its floor and its shelf, a little easier or harder; one whose like is gone is passed over."""
    climb = walked([])
    bench = climb.ladder()["own_bench"]
    assert bench.reach == rungs()["moon"].reach
    assert bench.start > rungs()["moon"].start
    assert climb.says("own_bench", "ja") == "My bench"
    assert climb.says("moon", "th") == "My moon"
    assert climb.says("long_gone", "en") == ""
    gone = Climb(own=(Own("own_bench", "long_gone", "like", "My bench"),))
    assert "own_bench" not in gone.ladder()
    assert climb_from(gone.plain()) == gone


@pytest.mark.parametrize(
    ("outcome", "moment", "month"),
    [(Outcome.DONE, "done", 2), (Outcome.PARTLY, "done", 2), (Outcome.NOT_TODAY, "not_done", 1)],
)
def test_what_is_shared_is_floor_shelf_and_moment(outcome: Outcome, moment: str, month: int) -> None:
    """Of the newest thing alone, for a week; then silence. What was not for that day is no try."""
    climb = walked([tried(1, "symbol"), tried(2, "moon", outcome)])
    standing = climb.standing(DAY)
    assert standing is not None
    assert (standing.moment, standing.reach, standing.shelf, standing.month) == (
        moment,
        Reach.DOORSTEP,
        shelf_of("moon"),
        month,
    )
    assert climb.standing(DAY + timedelta(days=6)) is not None
    assert climb.standing(DAY + timedelta(days=7)) is None
    assert climb.standing(DAY - timedelta(days=1)) is None
    own = walked([Begun(key(1), "own_bench", DAY)]).standing(DAY)
    assert own is not None
    assert (own.moment, own.shelf) == ("before", shelf_of("moon"))


def test_rest_is_told_without_a_floor() -> None:
    """Only rest that was planned for this very day."""
    climb = Climb(said=Said(rest=frozenset({DAY})))
    standing = climb.standing(DAY)
    assert standing is not None
    assert (standing.moment, standing.reach, standing.shelf) == ("rest", None, None)
    assert climb.standing(DAY + timedelta(days=1)) is None


def test_no_own_word_is_printed() -> None:
    """A printed climb, try or begun step tells nothing that somebody wrote."""
    one = Begun(key(1), "moon", DAY, expectation="a canary", fear="a canary")
    told = Kept(key(2), Try("moon", DAY, Outcome.DONE, learnt="a canary"), fear="a canary")
    own = Own("own_bench", "moon", "like", "a canary")
    assert "canary" not in repr(Climb(own=(own,), words={"moon": "a canary"}).with_begun(one).with_try(told))


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {"nothing": 1},
        {"tries": "many"},
        {"tries": [tried(1).plain()] * (MOST_TRIES + 1)},
        {"tries": [7]},
        {"tries": [{**tried(1).plain(), "id": "'; --"}]},
        {"begun": [{"id": key(1), "rung": "moon"}]},
        {"begun": [{"id": key(1), "rung": "moon", "day": "2026-03-01", "fear": 7}]},
        {"own": [{"id": "moon", "like": "moon", "lean": "like", "words": "x"}]},
        {"own": [{"id": "own_x", "like": "moon", "lean": "like", "words": " "}]},
        {"own": [{"id": "own_x", "like": "moon", "lean": "much", "words": "x"}]},
        {"words": ["moon"]},
        {"answers": {"danger": "none"}},
        {"answers": {f"a{number}": [] for number in range(30)}},
        {"earlier": True},
        {"earlier": -1},
        {"earlier": 1, "earlier_done": 2},
        {"earlier_done": True},
        {"furthest": 6},
        {"furthest": True},
        {"held_on": "soon"},
        {"said": {"left_out": [f"a{number}" for number in range(700)]}},
    ],
)
def test_what_cannot_be_is_refused(wrong: Any) -> None:
    """One by one, naming the place."""
    with pytest.raises(Refused):
        climb_from(wrong)
