"""Rhythm on signals whose answer is known: a sine is regular, a coin is not, a gap is unknown."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.clock import DAY_S, Clock
from genkan.days.rhythm import (
    MEASURES_TOLD,
    bins_by_epoch,
    bins_of,
    interdaily_stability,
    intradaily_variability,
    rhythm_days,
    sleep_regularity_index,
    whole_period,
)
from genkan.nouns import Activity, Floats, SpanKind, Spans

UTC = Clock.in_zone("UTC")
FIRST = date(2026, 1, 1)
OPENING_S = (FIRST - date(1970, 1, 1)).days * DAY_S
NO_SPANS = Spans(
    np.empty(0, np.uint8),
    np.empty(0, np.int64),
    np.empty(0, np.int64),
    np.empty(0, np.float32),
    np.empty(0, np.uint16),
)


def recorded(counts: Floats, epoch_s: int = 60, start_s: int = OPENING_S) -> Activity:
    """Evenly spaced epochs."""
    times = (start_s + epoch_s * np.arange(len(counts), dtype=np.int64)) * 1000
    return Activity(times, counts.astype(np.float32), epoch_s)


def hours_of(days: int, epoch_s: int = 60) -> Floats:
    """Hour of the day of each epoch."""
    return np.arange(days * DAY_S // epoch_s) * (epoch_s / 3600) % 24


def sleeps(hours: list[tuple[float, float]]) -> Spans:
    """Stretches asleep, in hours from the first midnight."""
    start, end = (
        np.array([OPENING_S * 1000 + round(h[i] * 3_600_000) for h in hours], np.int64) for i in (0, 1)
    )
    count = len(hours)
    kind = np.full(count, SpanKind.ASLEEP, np.uint8)
    return Spans(kind, start, end, np.zeros(count, np.float32), np.zeros(count, np.uint16))


def days_of(activity: Activity, days: int, spans: Spans = NO_SPANS, clock: Clock = UTC) -> dict[str, Floats]:
    """Daily rhythm columns."""
    return rhythm_days(activity, spans, clock, FIRST, FIRST + timedelta(days=days - 1))


def test_a_sine_wave_sleeper_is_perfectly_regular() -> None:
    """Counts that follow the same wave every day have SRI 100 and IS 1, and the wave's own L5 and M10."""
    counts = 100 * (1 + np.cos((hours_of(20) - 15) * np.pi / 12))
    told = whole_period(recorded(counts), UTC)
    assert told["sleep_regularity_index"] == 100
    assert told["interdaily_stability"] == pytest.approx(1)
    assert told["l5_onset_hour"] == pytest.approx(0.5, abs=0.02)
    assert told["m10_onset_hour"] == pytest.approx(10, abs=0.02)
    quiet, busy = (np.sin(np.pi * hours / 24) / (np.pi * hours / 24) for hours in (5, 10))
    assert told["l5"] == pytest.approx(100 * (1 - quiet), rel=1e-3)
    assert told["m10"] == pytest.approx(100 * (1 + busy), rel=1e-3)
    columns = days_of(recorded(counts), 20)
    assert np.isnan(columns["interdaily_stability"][:6]).all()
    assert columns["interdaily_stability"][6:] == pytest.approx(np.ones(14))
    assert columns["sleep_regularity_index"][6:].tolist() == [100] * 14


def test_a_coin_tosser_has_no_regularity() -> None:
    """Sleep thrown by a coin every two hours has SRI near 0 and IS near 0."""
    rng = np.random.default_rng(7)
    awake = np.repeat(rng.integers(0, 2, 300 * 12), 120)
    told = whole_period(recorded(awake * 200.0), UTC)
    assert abs(told["sleep_regularity_index"]) < 6
    assert told["interdaily_stability"] < 0.02


def test_a_stable_reversal_is_regular_and_not_called_turned() -> None:
    """Sleeping 09 to 17 every day is as regular as sleeping at night."""
    columns = days_of(recorded(np.empty(0)), 20, sleeps([(24 * d + 9, 24 * d + 17) for d in range(20)]))
    assert columns["sleep_regularity_index"][-1] == 100


def test_turning_every_day_is_minus_one_hundred() -> None:
    """Asleep exactly when awake the day before has SRI −100."""
    states = np.tile(np.array([[0] * 720 + [1] * 720, [1] * 720 + [0] * 720], dtype=np.int8), (4, 1))
    assert sleep_regularity_index(states) == -100


def test_regularity_of_sleeps_equals_the_definition() -> None:
    """Two kinds of nights in turn, two of eight hours different: SRI = 100 − 200 × 4/24."""
    nights = [(24 * d + (0 if d % 2 else 2), 24 * d + (8 if d % 2 else 10)) for d in range(20)]
    columns = days_of(recorded(np.empty(0)), 20, sleeps(nights))
    assert columns["sleep_regularity_index"][-2] == pytest.approx(100 - 200 * 4 / 24)


def test_pairs_with_a_missing_half_are_skipped() -> None:
    """An unknown epoch changes the number of pairs, not the share that agrees."""
    states = np.tile(np.array([1, 1, 0, 0], dtype=np.int8), (6, 1))
    states[2] = -1
    assert sleep_regularity_index(states) == 100
    states[4, 0] = 0  # both pairs of this epoch now disagree: 2 of 12
    assert sleep_regularity_index(states) == pytest.approx(100 - 200 * 2 / 12)


def test_a_gap_is_not_rest() -> None:
    """Five days off the wrist leave every measure what it was on the days worn."""
    counts = 100 * (1 + np.cos((hours_of(21) - 15) * np.pi / 12))
    gap = counts.copy()
    gap[8 * 1440 : 13 * 1440] = np.nan
    whole, holed = whole_period(recorded(counts), UTC), whole_period(recorded(gap), UTC)
    assert all(
        holed[name] == pytest.approx(whole[name])
        for name in MEASURES_TOLD
        if name != "intradaily_variability"
    )
    assert holed["intradaily_variability"] == pytest.approx(whole["intradaily_variability"], rel=0.02)
    columns = days_of(recorded(gap), 21)
    assert columns["heard_rhythm"][7:14].tolist() == [1, 0, 0, 0, 0, 0, 1]


def test_a_week_is_needed() -> None:
    """Six days of counts give no measure, and a gap that leaves fewer than seven takes them away."""
    counts = 100 * (1 + np.cos((hours_of(30) - 15) * np.pi / 12))
    counts[6 * 1440 : 20 * 1440] = np.nan
    columns = days_of(recorded(counts), 30)
    for name in MEASURES_TOLD:
        assert np.isnan(columns[name][:26]).all(), name
        assert np.isfinite(columns[name][26:]).all(), name


def test_no_movement_at_all_says_nothing() -> None:
    """A watch in a drawer counts 0 for weeks: IS, IV, RA and SRI stay unknown, L5 and M10 are 0."""
    told = whole_period(recorded(np.zeros(20 * 1440)), UTC)
    for name in (
        "interdaily_stability",
        "intradaily_variability",
        "relative_amplitude",
        "sleep_regularity_index",
    ):
        assert np.isnan(told[name])
    assert told["l5"] == told["m10"] == 0


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(7, 20), st.floats(0, 0.3))
def test_is_and_iv_equal_their_formulas(seed: int, days: int, missing: float) -> None:
    """With and without gaps the fast way gives what the formulas written out give."""
    rng = np.random.default_rng(seed)
    hourly = rng.gamma(2, 50, (days, 24)) * (1 + np.cos(np.arange(24) * np.pi / 12))
    hourly[1:][rng.random((days - 1, 24)) < missing] = np.nan
    flat = hourly.ravel()
    known = flat[np.isfinite(flat)]
    mean = known.mean()
    between = sum(
        (~np.isnan(column)).sum() * (column[~np.isnan(column)].mean() - mean) ** 2 for column in hourly.T
    )
    assert interdaily_stability(hourly) == pytest.approx(between / ((known - mean) ** 2).sum())
    jumps = np.diff(flat)
    jumps = jumps[np.isfinite(jumps)]
    variability = (jumps**2).mean() / ((known - mean) ** 2).mean()
    assert intradaily_variability(hourly) == pytest.approx(variability)


def test_variance_of_the_hourly_means_is_a_population_variance() -> None:
    """Without gaps IS is N Σ(x̄h − x̄)² / (24 Σ(xi − x̄)²), not 24/23 of it."""
    rng = np.random.default_rng(3)
    hourly = rng.gamma(2, 50, (14, 24))
    published = hourly.size * ((hourly.mean(axis=0) - hourly.mean()) ** 2).sum()
    published /= 24 * ((hourly - hourly.mean()) ** 2).sum()
    assert interdaily_stability(hourly) == pytest.approx(published, rel=1e-12)


def test_hours_are_the_wall_clocks_over_daylight_saving() -> None:
    """A life by the wall clock is perfectly stable over a change of clocks; on UTC it would not be."""
    new_york = Clock.in_zone("America/New_York")
    start = int(new_york.day_starts(date(2026, 2, 20), date(2026, 2, 20))[0])
    times = start + 60 * np.arange(30 * 1440, dtype=np.int64)
    hour = np.floor(new_york.hour(times))
    activity = recorded(100 * (1 + np.cos((hour - 15) * np.pi / 12)), start_s=start)
    assert whole_period(activity, new_york)["interdaily_stability"] == pytest.approx(1)
    assert whole_period(activity, UTC)["interdaily_stability"] < 0.99


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 1000),
    st.sampled_from([15, 30, 60, 300]),
    st.lists(st.integers(0, 6000), max_size=6),
    st.sampled_from(["Asia/Bangkok", "America/New_York", "Australia/Lord_Howe"]),
)
def test_runs_and_single_epochs_give_the_same_bins(
    seed: int, epoch_s: int, lost: list[int], zone: str
) -> None:
    """The fast path by runs equals the plain path by epochs, over gaps, jitter, DST and lost epochs."""
    rng = np.random.default_rng(seed)
    activity = recorded(rng.integers(0, 500, 6000).astype(float), epoch_s, start_s=1_772_900_000 + seed)
    keep = np.ones(6000, dtype=bool)
    for start in lost:
        keep[start : start + 37] = False
    counts = np.where(rng.random(6000) < 0.05, np.nan, activity.counts).astype(np.float32)
    activity = Activity((activity.utc_ms + (np.arange(6000) > 3000) * 7000)[keep], counts[keep], epoch_s)
    clock = Clock.in_zone(zone)
    first = clock.date_of(1_772_900_000) + timedelta(days=1)
    fast, plain = bins_of(activity, clock, first, 6), bins_by_epoch(activity, clock, first, 6, epoch_s)
    assert np.array_equal(fast.sums, plain.sums)
    assert np.array_equal(fast.heard, plain.heard)


def test_long_epochs_fill_the_time_they_last() -> None:
    """An hourly recording has the same IS as the same counts minute by minute."""
    rng = np.random.default_rng(5)
    hourly = rng.gamma(2, 50, 14 * 24)
    by_hour = whole_period(recorded(hourly, 3600), UTC)
    by_minute = whole_period(recorded(np.repeat(hourly, 60)), UTC)
    for name in ("interdaily_stability", "intradaily_variability", "l5", "m10"):
        assert by_hour[name] == pytest.approx(by_minute[name], rel=1e-5)


def test_steps_stand_in_for_activity() -> None:
    """Without actigraphy, hourly steps give IS and IV; a phone on the table gives no L5."""
    start = np.array(
        [OPENING_S * 1000 + (24 * d + h) * 3_600_000 for d in range(14) for h in range(8, 20)], np.int64
    )
    count = len(start)
    spans = Spans(
        np.full(count, SpanKind.STEPS, np.uint8),
        start,
        start + 600_000,
        np.full(count, 500, np.float32),
        np.zeros(count, np.uint16),
    )
    columns = days_of(recorded(np.empty(0)), 14, spans)
    assert columns["interdaily_stability"][-1] == pytest.approx(1)
    assert np.isfinite(columns["intradaily_variability"][-1])
    assert np.isnan(columns["l5"]).all()
    assert np.isnan(columns["sleep_regularity_index"]).all()


def test_one_more_day_changes_no_earlier_day() -> None:
    """Daily columns are causal: what comes later never alters what was said."""
    rng = np.random.default_rng(11)
    counts = rng.gamma(1, 1, 30 * 1440) * 100 * (1 + np.cos((hours_of(30) - 15) * np.pi / 12))
    long, short = days_of(recorded(counts), 30), days_of(recorded(counts[: 20 * 1440]), 20)
    for name in MEASURES_TOLD:
        assert np.allclose(long[name][:20], short[name], equal_nan=True), name
