"""Sleep by day: sleepers of every phase, several sources, naps, beds, reports, DST."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.clock import DAY_S, Clock
from genkan.days.sleep import sleep_days, turned
from genkan.nouns import Floats, Informant, Report, Sleeps, SpanKind, Spans

UTC = Clock.in_zone("UTC")
FIRST = date(2026, 1, 1)
OPENING_S = (FIRST - date(1970, 1, 1)).days * DAY_S
HOUR_MS = 3_600_000

Row = tuple[SpanKind, float, float, int]  # kind, start and end in hours from 1 January, source


def spans_of(rows: list[Row]) -> Spans:
    """Stretches from hours counted from midnight of the first day."""
    ordered = sorted(rows, key=lambda row: row[1])
    start, end = ([round(row[i] * HOUR_MS) + OPENING_S * 1000 for row in ordered] for i in (1, 2))
    return Spans(
        np.array([row[0] for row in ordered], np.uint8),
        np.array(start, np.int64),
        np.array(end, np.int64),
        np.zeros(len(ordered), np.float32),
        np.array([row[3] for row in ordered], np.uint16),
    )


def asleep(*hours: tuple[float, float], source: int = 0) -> list[Row]:
    """Stretches asleep."""
    return [(SpanKind.ASLEEP, start, end, source) for start, end in hours]


def slept(
    rows: list[Row], days: int = 3, reports: tuple[Report, ...] = (), clock: Clock = UTC
) -> tuple[dict[str, Floats], Sleeps]:
    """The sleep of the first days of January."""
    return sleep_days(spans_of(rows), reports, clock, FIRST, FIRST + timedelta(days=days - 1))


@settings(deadline=None, max_examples=60)
@given(
    end=st.floats(0, 24, exclude_max=True),
    jitter=st.lists(st.floats(-1.4, 1.4), min_size=20, max_size=20),
)
def test_daily_sleepers_of_every_phase_have_one_main_sleep_a_date(end: float, jitter: list[float]) -> None:
    """Somebody who wakes once a day at any hour, give or take, has exactly one main sleep on each date."""
    ends = [24 * (day + 2) + end + shift for day, shift in enumerate(jitter)]
    columns, sleeps = slept(asleep(*[(e - 8, e) for e in ends]), days=24)
    known = np.flatnonzero(np.isfinite(columns["mid_sleep_hour"]))
    assert len(known) == 20 == sleeps.main.sum()
    assert (np.diff(known) >= 1).all()
    assert len(sleeps.day) == 20
    assert columns["sleep_hours"][known] == pytest.approx(np.full(20, 8.0))
    assert np.nansum(columns["nap_hours"]) == 0


@pytest.mark.parametrize("period", [24.5, 25.0, 26.0])
def test_free_running_sleepers_lose_no_sleep_and_no_sleep_counts_twice(period: float) -> None:
    """With days longer than 24 h every sleep is the main sleep of its own date, in order."""
    ends = [40 + period * night for night in range(50)]
    columns, sleeps = slept(asleep(*[(e - 8, e) for e in ends]), days=60)
    assert np.isfinite(columns["mid_sleep_hour"]).sum() == 50
    assert sleeps.main.all()
    assert len(np.unique(sleeps.day)) == 50
    assert np.nansum(columns["sleep_hours"]) == pytest.approx(400)


def test_a_reversed_sleeper_has_the_sleep_whole_on_the_date_it_ends() -> None:
    """Asleep from 09 to 17 is one sleep of that date, turned 9.5 hours from the night, never cut at noon."""
    columns, sleeps = slept(asleep((9, 17), (33, 41)))
    assert columns["sleep_start_hour"][:2].tolist() == [9, 9]
    assert columns["sleep_end_hour"][:2].tolist() == [17, 17]
    assert columns["sleep_hours"][:2].tolist() == [8, 8]
    assert columns["turn_from_night_hours"][:2].tolist() == [9.5, 9.5]
    assert (sleeps.start_hour[0], sleeps.end_hour[0]) == (21, 29)


def test_fragments_join_and_an_hour_apart_is_another_sleep() -> None:
    """Gaps under 60 minutes stay inside one sleep and are not slept; a gap of 60 minutes parts two."""
    columns, _ = slept(asleep((23, 26), (26.9, 31), (32, 33)))
    assert columns["sleep_hours"][1] == pytest.approx(7.1)
    assert (columns["sleep_start_hour"][1], columns["sleep_end_hour"][1]) == (23, 7)
    assert columns["nap_hours"][1] == pytest.approx(1.0)


def test_overlapping_sources_are_never_added_up() -> None:
    """A phone that guesses 9 hours and a watch that saw 7 with wake in between give the watch's night."""
    watch = [*asleep((23.5, 27), (27.5, 31), source=1), (SpanKind.AWAKE_IN_BED, 27.0, 27.5, 1)]
    columns, sleeps = slept([*asleep((22.5, 31.5)), *watch])
    assert columns["sleep_hours"][1] == pytest.approx(7.0)
    assert columns["nap_hours"][1] == 0
    assert len(sleeps.day) == 1


def test_a_watch_that_saw_a_scrap_yields_to_the_phone() -> None:
    """A staged source wins only if it saw at least half of the longest account."""
    watch = [*asleep((23.5, 25), source=1), (SpanKind.AWAKE_IN_BED, 24.0, 24.1, 1)]
    columns, _ = slept([*asleep((23, 31)), *watch])
    assert columns["sleep_hours"][1] == pytest.approx(8.0)


def test_in_bed_is_not_asleep() -> None:
    """Time in bed gives the clock times only where no sleep is known, and never hours of sleep."""
    bed = [(SpanKind.IN_BED, 22.0, 32.0, 0), (SpanKind.IN_BED, 46.0, 56.0, 0)]
    columns, _ = slept([*bed, *asleep((23, 31))])
    assert columns["sleep_hours"][1] == 8
    assert columns["sleep_start_hour"][2] == 22
    assert np.isnan(columns["sleep_hours"][2])
    assert np.isnan(columns["nap_hours"][2])


def test_a_short_sleep_is_a_nap_and_no_main_sleep() -> None:
    """One hour in the afternoon is a nap; the main sleep stays unknown rather than false."""
    columns, _ = slept(asleep((15, 16)))
    assert columns["nap_hours"][0] == 1
    assert np.isnan(columns["mid_sleep_hour"][0])
    assert columns["heard_rhythm"].tolist() == [0, 0, 0]


def test_reports_tell_sleep_where_no_device_did() -> None:
    """Bed and up hour are the sleep that ended on that date, also over midnight and by day."""
    reports = (
        Report(FIRST, Informant.FAMILY, bed_hour=23.5, up_hour=7.5),
        Report(FIRST + timedelta(days=1), Informant.FAMILY, bed_hour=9.0, up_hour=17.0),
        Report(FIRST + timedelta(days=2), Informant.FAMILY, up_hour=14.0),
    )
    columns, sleeps = slept([], reports=reports)
    assert columns["mid_sleep_hour"][:2].tolist() == [3.5, 13.0]
    assert columns["sleep_hours"][:2].tolist() == [8, 8]
    assert columns["sleep_end_hour"][2] == 14
    assert np.isnan(columns["sleep_hours"][2])
    assert np.isnan(columns["nap_hours"]).all()
    assert sleeps.informant == (Informant.FAMILY, Informant.FAMILY)


def test_a_device_comes_before_a_report_and_the_person_before_the_family() -> None:
    """One night, three accounts: the device's; without it the person's."""
    reports = (
        Report(FIRST + timedelta(days=1), Informant.FAMILY, bed_hour=22.0, up_hour=6.0),
        Report(FIRST + timedelta(days=1), Informant.PERSON, bed_hour=2.0, up_hour=10.0),
    )
    assert slept(asleep((23, 31)), reports=reports)[0]["mid_sleep_hour"][1] == 3.0
    assert slept([], reports=reports)[0]["mid_sleep_hour"][1] == 6.0


def test_turn_from_usual_needs_fourteen_dates_and_goes_round_the_clock() -> None:
    """After two weeks of middles around midnight, a sleep 3 hours later has turned 3 hours."""
    nights = [(24 * day + 20, 24 * day + 28) for day in range(20)]
    columns, _ = slept(asleep(*nights, (24 * 20 + 23, 24 * 20 + 31)), days=22)
    turn = columns["turn_from_usual_hours"]
    assert np.isnan(turn[:15]).all()
    assert turn[15:21] == pytest.approx(np.zeros(6), abs=1e-9)
    assert turn[21] == pytest.approx(3.0)


def test_a_usual_needs_nights_that_agree() -> None:
    """Somebody whose sleep goes round the clock evenly has no usual to turn from."""
    ends = [30 + 25 * night for night in range(48)]
    columns, _ = slept(asleep(*[(e - 8, e) for e in ends]), days=52)
    later = columns["turn_from_usual_hours"][48:]
    assert np.isnan(later).all()


def test_clock_times_follow_the_wall_over_daylight_saving() -> None:
    """In the night the clocks go forward, 23 to 07 is seven hours of sleep."""
    london = Clock.in_zone("Europe/London")
    night = (date(2026, 3, 28) - FIRST).days * 24 + 23
    spans = spans_of(asleep((night, night + 7)))
    columns, _ = sleep_days(spans, (), london, date(2026, 3, 29), date(2026, 3, 29))
    assert columns["sleep_hours"].tolist() == [7]
    assert (columns["sleep_start_hour"][0], columns["sleep_end_hour"][0]) == (23, 7)


def test_turns_stay_within_half_a_day() -> None:
    """Any difference of clock times is told as −12 up to 12 hours."""
    turn = turned(np.arange(-48.0, 48.0, 0.25))
    assert turn.min() == -12
    assert turn.max() == 11.75


def test_nothing_heard_is_nothing_known() -> None:
    """Without files and reports every column is NaN and there are no bars."""
    columns, sleeps = slept([])
    assert all(np.isnan(values).all() for name, values in columns.items() if name != "heard_rhythm")
    assert len(sleeps.day) == 0
