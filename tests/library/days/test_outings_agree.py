"""The fast path and the plain one say the same about small invented histories."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from tests.library.days import outings_reference
from tests.library.days.outings_truth import Life, fixes_of, nothing_else, offset

from genkan.clock import Clock
from genkan.days.outings import location_days
from genkan.nouns import Fixes

START = date(2026, 3, 6)  # New York changes its clocks on the 8th


@st.composite
def histories(draw):
    """A few days of somebody with up to four places, silences, and a sampling of their own."""
    days = draw(st.integers(2, 4))
    home = (draw(st.sampled_from([40.7, 69.65, -17.0])), draw(st.sampled_from([-73.9, 18.9, 179.9999])))
    spots = [offset(home, *shift) for shift in ((1_300, 400), (-2_300, 1_900), (30_000, 9_000))]
    life = Life("America/New_York", datetime(2026, 3, 6), home, {home})  # noqa: DTZ001
    minute = 0
    for _ in range(draw(st.integers(0, 7))):
        minute = max(minute, life.points[-1][0]) + draw(st.integers(30, 900))
        stay = draw(st.sampled_from([15, 45, 130, 600, 1500]))
        life.trip(minute, draw(st.sampled_from(spots)), stay, draw(st.sampled_from([6, 17, 41])))
    for _ in range(draw(st.integers(0, 4))):
        life.off(draw(st.integers(0, days * 1440)), draw(st.sampled_from([20, 50, 100, 250, 800])))
    every = draw(st.sampled_from([6, 9, 15]))
    spikes = draw(st.sampled_from([0.0, 0.01]))
    return days, fixes_of(life, days * 1440, draw(st.integers(0, 99)), every, 8.0, spikes)


@settings(max_examples=25, deadline=None, derandomize=True, phases=(Phase.generate,))
@given(histories())
def test_fast_and_plain_agree(history):
    """Hours, outings, places, entropy and band are those of a walk over every single fix."""
    days, fixes = history
    assume(outings_reference.home_is_clear(fixes))
    clock = Clock.in_zone("America/New_York")
    last = START + timedelta(days=days - 1)
    found = location_days(fixes, nothing_else(), clock, START, last).columns
    for k, plain in enumerate(outings_reference.days_of(fixes, clock, START, last)):
        if plain["hours_home"] + plain["hours_out"] == 0:
            assert np.isnan(found["hours_home"][k])
            continue
        for name, value in plain.items():
            assert found[name][k] == pytest.approx(value, abs=1e-3, nan_ok=True), (k, name)


@pytest.mark.parametrize(
    ("east_m", "stayed", "on_the_way"),
    [
        ([1239, 1304, 1268], 27, 0),  # the first and second are over 60 m apart, all rest within 100 m
        ([1235, 1300, 1300, 1300, 1395], 36, 9),  # the last is 117 m from the middle of those at rest
    ],
)
def test_a_short_visit_takes_what_rests_within_100_m(east_m, stayed, on_the_way):
    """Both paths see the same short visit, with the entropy of its minutes counted by hand."""
    home = (40.7, -73.9)
    spots = [home] * 160  # a fix every nine minutes, the last at minute 1431
    spots[23 : 23 + len(east_m)] = [offset(home, east, 400) for east in east_m]
    midnight = int(datetime(2026, 3, 6, 5, tzinfo=UTC).timestamp() * 1000)
    when = midnight + np.arange(160) * 9 * 60_000
    lat, lon = np.array(spots).T
    fixes = Fixes(when, lat, lon, np.full(160, 12.0, dtype=np.float32))
    clock = Clock.in_zone("America/New_York")
    fast = location_days(fixes, nothing_else(), clock, START, START).columns
    plain = outings_reference.days_of(fixes, clock, START, START)[0]
    shares = np.array([stayed, 1431 - stayed - on_the_way]) / (1431 - on_the_way)
    entropy = -(shares * np.log(shares)).sum()
    assert (fast["places"][0], plain["places"]) == (2, 2)
    assert fast["location_entropy"][0] == pytest.approx(entropy, abs=1e-6)
    assert plain["location_entropy"] == pytest.approx(entropy, abs=1e-6)


def test_gathering_fixes_into_pieces_changes_no_hour():
    """A minute-by-minute week gives the same hours as the same week with every shortcut closed."""
    home = (51.5, -0.1)
    life = Life("Europe/London", datetime(2026, 3, 27), home, {home})  # noqa: DTZ001
    for day in (28, 29, 31):
        life.trip(life.minute(date(2026, 3, day), 15), offset(home, 900, 1200), 70, 12)
    fixes = fixes_of(life, 6 * 1440, spikes=0.0)
    clock, last = Clock.in_zone("Europe/London"), date(2026, 4, 1)
    whole = location_days(fixes, nothing_else(), clock, date(2026, 3, 27), last).columns
    slow = outings_reference.days_of(_thinned(fixes), clock, date(2026, 3, 27), last)
    for name in ("hours_home", "hours_out", "outings"):
        assert whole[name] == pytest.approx([day[name] for day in slow], abs=0.06)


def _thinned(fixes):
    keep = slice(None, None, 4)
    return Fixes(fixes.utc_ms[keep], fixes.lat[keep], fixes.lon[keep], fixes.accuracy_m[keep])
