"""Change in care: claims with a budget over the whole course, the index beside, relapse after recovery."""

from __future__ import annotations

import numpy as np
import pytest

from genkan.concerns.change import Claim, bound_at, change_of, evidence_at


def course(seed: int, *parts: tuple[int, float]) -> np.ndarray:
    """Weekly scores with error 2.2 around the levels given as (weeks, level)."""
    levels = np.concatenate([np.full(weeks, level) for weeks, level in parts])
    return levels + np.random.default_rng(seed).normal(0, 2.2, len(levels))


def test_a_clear_gain_is_better_and_a_clear_loss_is_worse() -> None:
    """Ten points are told, in their own direction."""
    assert change_of(course(1, (5, 18), (12, 7))).claim is Claim.BETTER
    assert change_of(course(1, (5, 8), (12, 19))).claim is Claim.WORSE


def test_what_is_not_clear_cannot_be_told() -> None:
    """Two scores, or a level that stays, leave it open."""
    assert change_of(np.array([15.0, 9.0])).claim is Claim.CANNOT_TELL
    assert change_of(course(3, (20, 12))).claim is Claim.CANNOT_TELL
    assert change_of(np.array([])).claim is Claim.CANNOT_TELL
    few = change_of(np.array([np.nan, 9.0]))
    assert [one.said for one in few.because] == ["concerns.change.too_few"]
    assert few.change is few.index is None  # not known is not zero


def test_the_index_stands_beside_and_may_disagree() -> None:
    """First against now may call a change where the course does not."""
    scores = np.array([17.0, 12, 13, 12, 12, 13, 12, 12, 13, 12, 6.5])
    told = change_of(scores)
    assert told.index_says is Claim.BETTER
    assert told.index == pytest.approx((6.5 - 17) / (2**0.5 * 2.2))
    assert {one.said for one in told.because} == {
        f"concerns.change.{told.claim.value}",
        "concerns.change.index",
    }


def test_worse_after_better_is_a_relapse() -> None:
    """Recovery and a new rise are told as what they are."""
    assert change_of(course(2, (5, 19), (12, 8), (10, 19))).claim is Claim.RELAPSE


def test_better_after_worse_is_never_told_as_better() -> None:
    """A fall and half a way back are «better again», not «better» than before; so is a second way back."""
    assert change_of(course(2, (8, 10), (12, 20), (14, 14))).claim is Claim.AGAIN
    assert change_of(course(2, (5, 19), (12, 8), (10, 19), (12, 9))).claim is Claim.AGAIN
    assert change_of(course(2, (8, 10), (12, 20), (14, 10), (14, 20))).claim is Claim.RELAPSE


def test_missing_weeks_are_not_scores() -> None:
    """A week without a score changes nothing that was said."""
    scores = course(1, (5, 18), (12, 7))
    gap = np.insert(scores, 5, np.nan)
    assert change_of(np.append(scores, np.nan)).claim is change_of(scores).claim
    assert change_of(gap).claim is Claim.BETTER


def test_turned_scores_are_turned_claims() -> None:
    """Better and worse are treated alike."""
    scores = course(4, (5, 14), (10, 10))[None]
    better, worse, size = evidence_at(scores)
    turned_better, turned_worse, turned_size = evidence_at(-scores)
    assert np.allclose((better, worse, size), (turned_worse, turned_better, -turned_size))


def test_another_scale_is_read_in_its_own_error() -> None:
    """Ten times the points with ten times the error is the same course."""
    scores = course(4, (5, 14), (10, 8))[None]
    one, ten = evidence_at(scores), evidence_at(scores * 10, 22.0)
    assert np.allclose(one[0], ten[0])
    assert np.allclose(one[2] * 10, ten[2])


@pytest.mark.slow
def test_five_of_a_hundred_unchanged_people_over_twenty_looks() -> None:
    """The budget holds over the whole course, and a bound of half the height would not hold it."""
    rng = np.random.default_rng(77)
    swing = np.zeros((1500, 21))
    swing[:, 0] = rng.normal(0, 1.5, 1500)
    for week in range(1, 21):
        swing[:, week] = 0.5 * swing[:, week - 1] + rng.normal(0, 1.5 * 0.75**0.5, 1500)
    scores = 14 + swing + rng.normal(0, 2.2, swing.shape)
    evidence = np.stack([evidence_at(scores[:, :end])[0] for end in range(2, 22)], axis=1)
    bounds = np.array([bound_at(look) for look in range(1, 21)])
    assert 0.02 <= (evidence > bounds).any(axis=1).mean() <= 0.06
    assert (evidence > bounds / 2).any(axis=1).mean() > 0.10
