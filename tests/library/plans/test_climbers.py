"""Invented climbers are seeded, obey what their kind says, and the bench counts what it says it counts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

from genkan.plans import Outcome, Said, mine, rungs
from genkan.pretend.climbers import KINDS, Climber
from ladder import Climb, _compared, _per_arrival, calibration
from ladder_planners import Adaptive, InOrder, UpAndDown, file_order, planners, said_by, short_order

STEPS = tuple(rungs().values())


def lived(kind: str = "steady", world: str = "A", seed: int = 3, days: int = 60) -> list[object]:
    """What comes of trying one rung after another on the days there is strength."""
    climber = Climber(kind, world, seed, STEPS)
    return [climber.tries(STEPS[day % 40].id, day) for day in range(days) if climber.has_energy(day)]


@pytest.mark.parametrize("world", ["A", "B"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_is_the_same_person_with_the_same_luck(kind: str, world: str) -> None:
    """Twice the same; another seed is somebody else."""
    assert lived(kind, world) == lived(kind, world)
    assert lived(kind, world) != lived(kind, world, seed=4)


def test_trying_does_what_the_kind_says() -> None:
    """Done makes it easier, and what is like it; who gains much gains more; a patient one never gives up."""
    gained = {}
    for kind in ("slow", "quick"):
        climber = Climber(kind, "A", 5, STEPS)
        climber._luck[:] = 50.0
        climber._rain[:] = False
        before = climber.margin("hallway", 0)
        assert climber.tries("hallway", 0).outcome == Outcome.DONE
        gained[kind] = climber.margin("hallway", 0) - before
    assert 0 < gained["slow"] < gained["quick"]
    patient = Climber("easily_hurt", "B", 5, STEPS, days=365, patient=True)
    for day in range(365):
        patient.tries("first_shift", day)
    assert not patient.gave_up
    assert Climber("easily_hurt", "B", 5, STEPS).gave_up is False


def test_a_miss_makes_it_harder_and_rows_of_misses_make_people_give_up() -> None:
    """People who are only ever pushed give up within half a year."""
    gave_up = 0
    for seed in range(12):
        climber = Climber("steady", "A", seed, STEPS)
        climber._luck[:] = -50.0
        before = climber.margin("thanks_till", 0)
        climber.tries("thanks_till", 0)
        assert climber.margin("thanks_till", 0) < before
        pushed = (climber.tries("thanks_till", day) and climber.gave_up for day in range(1, 180))
        gave_up += any(pushed)
    assert gave_up == 12


def test_what_people_say_is_about_what_it_is_like() -> None:
    """Ratings rise with the true size; a person who dreads says higher numbers for the same."""
    calm, dreads = (Climber(kind, "A", 8, STEPS) for kind in ("steady", "dreads"))
    for climber in (calm, dreads):
        said = np.array([climber.rating(step.id) for step in STEPS])
        assert np.corrcoef(said, climber.true_size)[0, 1] > 0.6
    assert np.mean([dreads.rating(one.id) for one in STEPS]) > np.mean([calm.rating(one.id) for one in STEPS])


def test_planners_do_what_they_are_called() -> None:
    """In order: again until done, and at most one new a week; up and down; all from the same place."""
    weekly = InOrder(["a", "b"], days_each=7)
    assert weekly.pick(0) == "a"
    weekly.came("a", 0, "partly", 0, 0)
    assert weekly.pick(1) == "a"
    weekly.came("a", 1, "done", 0, 0)
    assert [weekly.pick(3), weekly.pick(7)] == [None, "b"]
    stairs = UpAndDown(["a", "b", "c"])
    for outcome in ("done", "done", "not_today"):
        stairs.came(stairs.pick(0), 0, outcome, 0, 0)
    assert stairs.pick(0) == "b"
    climber = Climber("steady", "A", 1, STEPS)
    said = said_by(climber, rungs())
    assert file_order(rungs(), said)[0] == short_order(rungs(), said)[0]
    assert set(file_order(rungs(), said)) <= set(mine(rungs(), said))
    assert isinstance(planners(climber, rungs(), 1)["adaptive"], Adaptive)


def test_the_bench_counts_arrivals_and_misses_fairly() -> None:
    """Giving up early makes nobody better: who never came is worse than who did; misses of all are shared."""
    there = Climb("steady", "x", 9, 4, False, {3: 20}, {3: 2})
    gone = Climb("steady", "y", 3, 3, True)
    assert (_compared(there, gone, 3), _compared(gone, there, 3), _compared(gone, gone, 3)) == (1, -1, 0)
    assert _per_arrival([there, gone], 3) == "5.0"
    assert _per_arrival([gone], 3) == "–"


def test_a_planner_that_says_too_much_is_seen_in_the_calibration() -> None:
    """Said four in five, done one in two: the row shows both."""
    boast = Climb("steady", "x", 4, 2, False, {}, {}, [(0.8, True), (0.8, False)] * 10)
    row = calibration([[boast]])[-1]
    assert row == ["0.7 to 0.9", 20, "0.800", "0.500"]


@pytest.mark.slow
def test_the_adaptive_one_comes_out_more_often_and_with_fewer_misses_an_arrival() -> None:
    """On a handful of people of both worlds, against the plain ways; seeds of its own."""
    from ladder import climbs

    people = [climbs((kind, world, 555, False)) for kind in ("steady", "quick", "dreads") for world in "AB"]
    came = {name: [] for name in (one.planner for one in people[0])}
    for person in people:
        for one in person:
            came[one.planner].append(3 in one.day)
    for name in ("fixed, one a week", "next hardest"):
        assert sum(came["adaptive"]) > sum(came[name])


def test_nothing_said_is_enough_to_begin() -> None:
    """An adaptive climb needs no questions."""
    assert Adaptive(rungs(), Said()).pick(0) in mine(rungs(), Said())
