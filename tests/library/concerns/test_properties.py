"""Watching keeps its word: no look ahead, no evidence from silence, symmetry, weeks that do not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.concerns.lives import FIRST, noise, scores, slid

from genkan.concerns.evidence import concerns_on, evidence_of
from genkan.concerns.figures import rules
from genkan.concerns.scores import weekend
from genkan.concerns.usual_life import gap_weights, gaps_of, usual_life
from genkan.concerns.watch import may_speak, said_until

FEW = settings(deadline=None, max_examples=12)
FREE = weekend(FIRST, 200)
ALWAYS = np.ones((1, 200), dtype=np.bool_)


@FEW
@given(st.integers(0, 9999), st.integers(60, 199), st.floats(0, 0.7))
def test_one_more_day_never_changes_what_was_said_before(seed: int, cut: int, missing: float) -> None:
    """Notices and concerns up to a day are the same whatever came after it."""
    values = slid(noise(seed, missing=missing), 90)
    other = values.copy()
    other[cut:] = 50.0
    until = FIRST + timedelta(days=cut - 1)
    said = [one for one in said_until(scores(other)) if one[0] <= until]
    assert said == list(said_until(scores(values), until))
    assert said == [one for one in said_until(scores(values)) if one[0] <= until]


@FEW
@given(st.integers(0, 9999), st.floats(0.1, 0.9))
def test_a_day_nobody_reports_never_raises_evidence(seed: int, missing: float) -> None:
    """On every day without a report the evidence is at most that of the day before."""
    values = slid(noise(seed, missing=missing), 80)
    life = usual_life(values[None], FREE)
    found = evidence_of(life, ALWAYS)
    silent = ~np.isfinite(values).any(axis=1)
    for evidence in (found.notice[0], found.concern[0]):
        later = np.flatnonzero(silent[1:]) + 1
        assert (evidence[later] <= evidence[later - 1]).all()
    assert not (found.concerns[0] & silent).any()
    assert not (found.notices[0] & silent).any()


def test_hiding_everything_from_a_day_on_says_nothing_more() -> None:
    """A slide that nobody reports raises nothing."""
    values = slid(noise(3), 150)
    values[150:] = np.nan
    assert not [one for one in said_until(scores(values)) if one[0] >= FIRST + timedelta(days=150)]


@FEW
@given(st.integers(0, 9999), st.floats(0, 0.7))
def test_signs_turned_round_give_the_opposite(seed: int, missing: float) -> None:
    """Turning every score turns every distance from the usual, and nothing else."""
    values = noise(seed, missing=missing)[None]
    one, other = usual_life(values, FREE), usual_life(-values, FREE)
    for name in ("away", "signs", "level"):
        assert np.allclose(getattr(one, name), -getattr(other, name), equal_nan=True)
    assert np.array_equal(one.reach, other.reach)
    assert np.array_equal(one.weight, other.weight)


@FEW
@given(st.integers(0, 9999), st.floats(0, 0.6), st.integers(1, 6))
def test_shifting_by_a_week_changes_nothing(seed: int, missing: float, weeks: int) -> None:
    """Another date, or whole weeks of silence before, move all that is said by as much."""
    values = slid(noise(seed, missing=missing), 100)
    values[0] = 0.0
    table = scores(values)
    shift = timedelta(days=7 * weeks)
    before = np.full((7 * weeks, 6), np.nan)
    expected = [(day + shift, level) for day, level in said_until(table)]
    assert list(said_until(replace(table, first=FIRST + shift))) == expected
    silent = scores(np.concatenate([before, values]))
    assert list(said_until(silent)) == expected


@FEW
@given(st.integers(0, 9999), st.floats(0.3, 3.0), st.floats(-50, 50))
def test_units_and_levels_do_not_matter(seed: int, unit: float, level: float) -> None:
    """The same life told in another unit is the same life."""
    values = slid(noise(seed), 100)
    assert said_until(scores(values * unit + level)) == said_until(scores(values))


def test_a_table_of_many_is_each_of_them() -> None:
    """People side by side do not touch each other."""
    people = np.stack([slid(noise(seed, missing=0.4), 100) for seed in range(5)])
    together = usual_life(people, FREE)
    for index in range(5):
        alone = usual_life(people[index : index + 1], FREE)
        assert np.allclose(together.away[index], alone.away[0], equal_nan=True)
    found = evidence_of(together, np.ones((5, 200), dtype=np.bool_))
    for index in range(5):
        alone = usual_life(people[index : index + 1], FREE)
        assert np.array_equal(found.concerns[index], evidence_of(alone, ALWAYS).concerns[0])


@FEW
@given(st.integers(0, 9999), st.floats(0, 0.7))
def test_both_levels_in_one_pass_are_each_of_them(seed: int, missing: float) -> None:
    """A level is the same beside the other and alone; a threshold a hundredth as high is not."""
    life = usual_life(slid(noise(seed, missing=missing), 90)[None], FREE)
    concern = float(rules()["alarm"]["concern"])
    found = evidence_of(life, ALWAYS)
    assert np.array_equal(found.concerns, concerns_on(life, ALWAYS, concern))
    assert not np.array_equal(found.concerns, concerns_on(life, ALWAYS, concern / 100))


def test_who_swings_over_weeks_gets_less_evidence_from_the_same_days() -> None:
    """A person up and down for a month at a time is moved less by a low day; a calm one never more."""
    calm, wavy = noise(6), noise(6)
    wavy += 1.5 * np.sin(2 * np.pi * np.arange(200) / 56)[:, None]
    weights = [usual_life(values[None], FREE).weight[0, -1] for values in (calm, wavy)]
    assert weights[1] < 0.9 * weights[0]
    assert weights[0] <= gap_weights()[1] + 1e-6


def test_own_swing_never_rests_on_the_last_four_weeks() -> None:
    """A month that is out of the ordinary does not weaken its own evidence."""
    changed = noise(6)
    changed[172:] += 3.0
    one, other = usual_life(noise(6)[None], FREE), usual_life(changed[None], FREE)
    assert np.array_equal(one.weight, other.weight)


def test_a_report_counts_more_after_a_gap_and_never_more_than_one() -> None:
    """Neighbouring days repeat each other."""
    weights = gap_weights()
    assert weights[0] == 0
    assert (np.diff(weights) > 0).all()
    assert weights[-1] <= 1
    assert weights[1] == pytest.approx(1 / (1 + 0.65 / 0.35))
    known = np.array([[True, False, True, True, False]])
    assert gaps_of(known).tolist() == [[60, 1, 2, 1, 1]]


def test_the_usual_never_rests_on_the_last_four_weeks() -> None:
    """Whatever happened in the 28 days before, today is compared with the same usual."""
    values = noise(2)
    changed = values.copy()
    changed[172 - 28 : 172] += 9.0
    for day in range(168, 175):
        one, other = usual_life(values[None], FREE), usual_life(changed[None], FREE)
        if day >= 172:
            assert one.signs[0, day] == pytest.approx(other.signs[0, day])


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (slid(noise(1, 200), 30, 5), "under 14 days of baseline until day 42"),
        (
            np.where(np.arange(200)[:, None] % 10 == 0, slid(noise(1, 200), 100, 5, 4.0), np.nan),
            "3 in 28 days",
        ),
        (np.where(np.arange(6) == 0, slid(noise(1, 200), 100, 5, 4.0), np.nan), "one sign, one source"),
    ],
)
def test_too_little_heard_is_never_a_concern(values: np.ndarray, why: str) -> None:
    """Under 14 baseline days, 4 reports in 28 days, or with one source left, nothing is said."""
    table = scores(values)
    speaks = may_speak(table, usual_life(values[None], FREE))
    quiet = speaks[0] if "until" not in why else speaks[0, :42]
    assert not quiet.any(), why
    if "until" not in why:
        assert not said_until(table), why
