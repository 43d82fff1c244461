"""The person's clock: local days over daylight saving, journeys and the date line."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genkan.clock import Clock, UnknownZone, ZoneSpan, fixed_offset_s

ZONES = st.sampled_from(
    ["Asia/Bangkok", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "Europe/London", "Pacific/Apia"]
)


def utc(*parts: int) -> int:
    """Seconds of a UTC time."""
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def hours(clock: Clock, first: date, last: date, hour: int = 0) -> list[float]:
    """Lengths of the days in hours."""
    return (np.diff(clock.day_starts(first, last, hour)) / 3600).tolist()


def test_days_of_a_zone_without_daylight_saving_are_24_hours() -> None:
    """Bangkok has no daylight saving: every day has 24 hours."""
    assert set(hours(Clock.in_zone("Asia/Bangkok"), date(2025, 1, 1), date(2026, 12, 31))) == {24.0}


def test_daylight_saving_makes_one_day_of_23_and_one_of_25_hours() -> None:
    """New York 2026: 8 March has 23 hours, 1 November 25."""
    lengths = hours(Clock.in_zone("America/New_York"), date(2026, 1, 1), date(2026, 12, 31))
    odd = {index: length for index, length in enumerate(lengths) if length != 24}
    assert odd == {
        (date(2026, 3, 8) - date(2026, 1, 1)).days: 23,
        (date(2026, 11, 1) - date(2026, 1, 1)).days: 25,
    }


def test_half_hour_daylight_saving_is_kept() -> None:
    """Lord Howe shifts by thirty minutes."""
    lengths = hours(Clock.in_zone("Australia/Lord_Howe"), date(2026, 1, 1), date(2026, 12, 31))
    assert sorted(set(lengths)) == [23.5, 24, 24.5]


def test_a_date_jumped_over_has_no_length() -> None:
    """Samoa skipped 30 December 2011 when it crossed the date line."""
    lengths = hours(Clock.in_zone("Pacific/Apia"), date(2011, 12, 29), date(2011, 12, 31))
    assert lengths == [24, 0, 24]


def test_flying_back_over_the_date_line_does_not_begin_a_date_twice() -> None:
    """Auckland to Honolulu and back: one long day, one short, no date twice."""
    clock = Clock(
        [
            ZoneSpan(0, "Pacific/Auckland"),
            ZoneSpan(utc(2026, 3, 5, 10), "Pacific/Honolulu"),
            ZoneSpan(utc(2026, 3, 15, 10), "Pacific/Auckland"),
        ]
    )
    lengths = hours(clock, date(2026, 3, 1), date(2026, 3, 20))
    assert lengths[4] == 47
    assert lengths[14] == 1
    assert sum(lengths) == 20 * 24


def test_sleep_days_run_from_noon_to_noon() -> None:
    """The sleep day of 2 January begins at noon of 1 January."""
    start = Clock.in_zone("Asia/Tokyo").day_starts(date(2026, 1, 2), date(2026, 1, 2), hour=12)[0]
    assert datetime.fromtimestamp(int(start), UTC) == datetime(2026, 1, 1, 3, tzinfo=UTC)


@given(ZONES, st.integers(utc(2005, 1, 1), utc(2035, 1, 1)))
def test_wall_clock_and_instant_agree_both_ways(zone: str, instant: int) -> None:
    """Reading the wall and coming back shows the same wall time, never a later instant."""
    clock = Clock.in_zone(zone)
    wall = clock.local_s(instant)
    back = clock.utc_s(wall)
    assert int(clock.local_s(back)) == int(wall)
    assert int(back) <= instant


@given(ZONES, st.integers(utc(2005, 1, 1), utc(2035, 1, 1)))
def test_local_time_is_what_the_standard_library_says(zone: str, instant: int) -> None:
    """Offsets agree with zoneinfo."""
    from zoneinfo import ZoneInfo

    expected = datetime.fromtimestamp(instant, ZoneInfo(zone)).utcoffset()
    assert expected is not None
    assert int(Clock.in_zone(zone).offset_s(instant)) == int(expected.total_seconds())


@given(ZONES, st.dates(date(2005, 1, 1), date(2030, 1, 1)))
def test_every_instant_belongs_to_the_day_its_wall_shows(zone: str, day: date) -> None:
    """An instant inside a day's bounds shows that date on the wall, in zones that never jump a date."""
    clock = Clock.in_zone("Asia/Tokyo" if zone == "Pacific/Apia" else zone)
    start, end = clock.day_starts(day, day)
    assert clock.date_of(int(start)) == day
    assert clock.date_of(int(end) - 1) == day


def test_unknown_zones_are_named() -> None:
    """A zone nobody knows is refused, and path tricks are unknown zones too."""
    for zone in ("Mars/Base", "../etc/passwd", "", "\x00"):
        with pytest.raises(UnknownZone):
            Clock.in_zone(zone)


def test_fixed_offsets_are_read() -> None:
    """+09:00, -0330 and Z are offsets; names are not."""
    assert [fixed_offset_s(text) for text in ("+09:00", "-0330", "Z", "+9", "Asia/Tokyo")] == [
        32_400,
        -12_600,
        0,
        None,
        None,
    ]
