"""The usual: learnt from own earlier days only, round the clock, and never too early."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.nouns import Days, Floats, Sleeps, nan_columns
from genkan.usual import COMPARED, usual_of

NO_SLEEPS = Sleeps(np.empty(0, np.int32), np.empty(0), np.empty(0), np.empty(0, np.bool_), ())


def days_with(**columns: Floats) -> Days:
    """Days that know only these columns."""
    count = len(next(iter(columns.values())))
    return Days(date(2025, 1, 1), nan_columns(count) | columns, {}, NO_SLEEPS, (), {}, ())


def test_centre_and_spread_of_a_steady_life() -> None:
    """Six, seven and eight hours in turn have centre 7 and spread 1.4826."""
    usual = usual_of(days_with(sleep_hours=np.tile([6.0, 7.0, 8.0], 40)))
    assert usual.centre["sleep_hours"][-1] == 7
    assert usual.spread["sleep_hours"][-1] == pytest.approx(1.4826)
    assert usual.days["sleep_hours"][-1] == 56


def test_the_last_four_weeks_and_the_far_past_are_left_out() -> None:
    """A day counts for the usual from 29 to 84 days later, up to the week it is relearnt in."""
    for back, counts in ((28, False), (29, True), (84, True), (85, False)):
        values = np.full(140, np.nan)
        values[119 - back] = 5.0
        usual = usual_of(days_with(mood=values))
        assert usual.days["mood"][119] == int(counts), back


def test_fourteen_heard_days_are_needed() -> None:
    """Thirteen known days make no usual, fourteen do."""
    for known in (13, 14):
        values = np.full(84, np.nan)
        values[:known] = 3.0
        centre = usual_of(days_with(mood=values)).centre["mood"]
        assert np.isfinite(centre).any() == (known == 14)
        assert np.isnan(centre[: known + 28]).all()


def test_it_is_held_for_a_week_and_then_relearnt() -> None:
    """Within seven days the usual stays, even while the days move."""
    centre = usual_of(days_with(steps=np.arange(200.0))).centre["steps"]
    known = centre[112:].reshape(-1, 4)[:20].ravel()[:77].reshape(11, 7)
    assert (known == known[:, :1]).all()
    assert (np.diff(known[:, 0]) == 7).all()


def test_sleep_about_midnight_is_centred_round_the_clock() -> None:
    """Middles at 23, 0 and 1 are centred on midnight, not on noon."""
    usual = usual_of(days_with(mid_sleep_hour=np.tile([23.0, 0.0, 1.0], 40)))
    assert usual.centre["mid_sleep_hour"][-1] % 24 == pytest.approx(0, abs=1e-9)
    assert usual.spread["mid_sleep_hour"][-1] == pytest.approx(1.4826)


def test_yes_or_no_measures_have_a_share() -> None:
    """Five days of seven are a share of 5/7 with spread √(p (1 − p))."""
    usual = usual_of(days_with(attended=np.tile([1.0, 1, 1, 1, 1, 0, 0], 20)))
    assert usual.centre["attended"][-1] == pytest.approx(5 / 7)
    assert usual.spread["attended"][-1] == pytest.approx(np.sqrt(10) / 7)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0, 0.9), st.integers(1, 250))
def test_medians_equal_numpy_and_later_days_change_nothing(seed: int, missing: float, cut: int) -> None:
    """With any days missing the usual is NumPy's median, and it never looks ahead."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, 300)
    values[rng.random(300) < missing] = np.nan
    days = days_with(screen_hours=values)
    usual = usual_of(days)
    for index in range(0, 300, 7):
        window = values[max(0, index - 84) : max(0, index - 28)]
        window = window[np.isfinite(window)]
        assert usual.days["screen_hours"][index] == len(window)
        if len(window) >= 14:
            centre = np.median(window)
            assert usual.centre["screen_hours"][index] == pytest.approx(centre)
            spread = 1.4826 * np.median(np.abs(window - centre))
            assert usual.spread["screen_hours"][index] == pytest.approx(spread)
    later = values.copy()
    later[cut:] = 99.0
    other = usual_of(replace(days, columns=dict(days.columns) | {"screen_hours": later}))
    assert np.array_equal(
        other.centre["screen_hours"][:cut], usual.centre["screen_hours"][:cut], equal_nan=True
    )


def test_only_what_is_asked_for_is_learnt() -> None:
    """Measures can be chosen; without a choice it is the ones the signs compare."""
    days = days_with(mood=np.full(100, 2.0))
    assert set(usual_of(days).centre) == set(COMPARED)
    assert set(usual_of(days, ("mood",)).centre) == {"mood"}
    assert len(usual_of(days, ("mood",)).centre["mood"]) == 100


def test_a_table_of_one_day_has_no_usual() -> None:
    """The first day is compared with nothing."""
    assert np.isnan(usual_of(days_with(mood=np.array([2.0]))).centre["mood"]).all()
