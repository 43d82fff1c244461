"""The two invented worlds are what they say: missing as asked, slides where the truth says, not alike."""

from __future__ import annotations

import numpy as np
import pytest

from genkan.pretend.watch_worlds import WORLDS, sliding_lives, steady_lives


@pytest.mark.parametrize("world", ["A", "B"])
@pytest.mark.parametrize("missing", [0.0, 0.3, 0.6, 0.8])
def test_as_many_days_are_missing_as_asked(world: str, missing: float) -> None:
    """Within four in a hundred, over steady lives."""
    lives = steady_lives(WORLDS[world], 1, 60, 400, missing)
    silent = ~np.isfinite(lives.scores).any(axis=2)
    assert silent.mean() == pytest.approx(missing, abs=0.04)


@pytest.mark.parametrize("world", ["A", "B"])
def test_a_slide_begins_on_its_first_day(world: str) -> None:
    """Before it there is none, at its end it is at its depth, and the signs follow."""
    lives = sliding_lives(WORLDS[world], 1, 30, 360, 0.0)
    for person in range(30):
        start, end = int(lives.start[person]), int(lives.start[person] + lives.length[person])
        assert not lives.slide[person, :start].any()
        assert lives.slide[person, start] > 0
        assert lives.slide[person, end] == lives.slide[person, -1] == lives.slide[person].max()
        before = np.nanmean(lives.scores[person, :start], axis=0)
        assert np.nanmean(lives.scores[person, end:], axis=0).sum() > before.sum()


def test_recovering_and_relapsing_lives_come_back_and_slide_again() -> None:
    """The truth returns to nothing, and in a relapse rises once more."""
    back = sliding_lives(WORLDS["A"], 1, 12, 700, 0.0, pace="weeks", course="recovers")
    again = sliding_lives(WORLDS["A"], 1, 12, 700, 0.0, pace="weeks", course="relapses")
    assert (back.slide[:, -1] == 0).all()
    assert (again.slide[:, -1] > 0.5).all()
    for person in range(12):
        assert again.slide[person, again.again[person] - 1] == 0


def test_the_same_seed_is_the_same_life() -> None:
    """And another seed is another."""
    one, same, other = (steady_lives(WORLDS["A"], seed, 3, 100, 0.3).scores for seed in (1, 1, 2))
    assert np.array_equal(one, same, equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)


def test_world_b_hides_slides_that_world_a_shows() -> None:
    """Reports become rarer in a slide in B only: its gaps are informative."""
    shares = {}
    for name, world in WORLDS.items():
        lives = sliding_lives(world, 3, 80, 360, 0.3, pace="weeks")
        heard = np.isfinite(lives.scores).any(axis=2)
        deep = lives.slide > 0.5
        shares[name] = heard[deep].mean() / heard[lives.slide == 0].mean()
    assert shares["A"] == pytest.approx(1, abs=0.1)
    assert shares["B"] < 0.9
