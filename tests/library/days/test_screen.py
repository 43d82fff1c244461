"""Screen hours: split at midnight, unioned, right to the minute, unknown when unheard."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.clock import DAY_S, Clock
from genkan.days.screen import covered_before, joined, screen_days
from genkan.nouns import Floats, Informant, Report, SpanKind, Spans

BANGKOK = Clock.in_zone("Asia/Bangkok")
FIRST = date(2026, 1, 1)
OPENING_MS = ((FIRST - date(1970, 1, 1)).days * DAY_S - 7 * 3600) * 1000
Row = tuple[SpanKind, float, float]


def screened(rows: list[Row], days: int = 3, reports: tuple[Report, ...] = ()) -> dict[str, Floats]:
    """Screen columns from stretches in hours after midnight of the first day in Bangkok."""
    ordered = sorted(rows, key=lambda row: row[1])
    start, end = (
        np.array([OPENING_MS + round(row[i] * 3_600_000) for row in ordered], np.int64) for i in (1, 2)
    )
    spans = Spans(
        np.array([row[0] for row in ordered], np.uint8),
        start,
        end,
        np.zeros(len(ordered), np.float32),
        np.arange(len(ordered), dtype=np.uint16),
    )
    return screen_days(spans, reports, BANGKOK, FIRST, FIRST + timedelta(days=days - 1))


ALWAYS_ON: Row = (SpanKind.PHONE_ON, 0, 72)


def test_sessions_are_split_at_local_midnight() -> None:
    """A session from 22:00 to 03:00 gives two hours to one day and three, all by night, to the next."""
    told = screened([ALWAYS_ON, (SpanKind.SCREEN, 22, 27)])
    assert told["screen_hours"].tolist() == [2, 3, 0]
    assert told["night_screen_hours"].tolist() == [0, 3, 0]


def test_two_devices_at_once_count_once() -> None:
    """Overlapping sessions of several devices are unioned, however long they are."""
    told = screened([ALWAYS_ON, (SpanKind.SCREEN, 10, 22), (SpanKind.SCREEN, 12, 23)])
    assert told["screen_hours"][0] == 13


def test_silence_is_zero_only_while_the_phone_was_on() -> None:
    """A day with the phone on and no screen is 0; a day nobody heard of is NaN."""
    told = screened([(SpanKind.PHONE_ON, 0, 24)])
    assert told["screen_hours"][0] == 0
    assert np.isnan(told["screen_hours"][1:]).all()
    assert told["heard_rhythm"].tolist() == [1, 0, 0]


def test_a_phone_that_lay_still_at_night_was_heard() -> None:
    """Signs of life evening and morning, seven silent hours between: the night is known to be dark."""
    told = screened([(SpanKind.PHONE_ON, 8, 23), (SpanKind.PHONE_ON, 30, 47), (SpanKind.SCREEN, 9, 10)])
    assert told["night_screen_hours"][1] == 0
    assert told["screen_hours"][:2].tolist() == [1, 0]


def test_a_scrap_of_a_day_is_no_total() -> None:
    """A phone that fell silent for days at six in the morning leaves that day unknown."""
    told = screened([(SpanKind.PHONE_ON, 0, 30), (SpanKind.SCREEN, 25, 26)])
    assert np.isnan(told["screen_hours"][1])


def test_gaming_is_screen_too_and_a_report_of_more_is_believed() -> None:
    """Phone games add to the screen; a console that only the family saw raises the gaming hours."""
    report = Report(FIRST, Informant.FAMILY, gaming_hours=9.0)
    told = screened([ALWAYS_ON, (SpanKind.GAMING, 20, 22)], reports=(report,))
    assert told["screen_hours"][0] == 2
    assert told["gaming_hours"].tolist() == [9, 0, 0]
    assert np.isnan(screened([ALWAYS_ON])["gaming_hours"]).all()


def test_reported_screen_fills_days_without_a_device_only() -> None:
    """A report tells the hours of a day no device heard, and is silent where one did."""
    reports = tuple(Report(FIRST + timedelta(days=day), Informant.PERSON, screen_hours=5.0) for day in (0, 1))
    told = screened([(SpanKind.PHONE_ON, 0, 24), (SpanKind.SCREEN, 10, 11)], reports=reports)
    assert told["screen_hours"][:2].tolist() == [1, 5]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 71 * 60), st.integers(1, 2000)), max_size=30))
def test_hours_equal_a_count_of_minutes(sessions: list[tuple[int, int]]) -> None:
    """Any overlapping sessions give, to the minute, what painting every minute gives."""
    minutes = np.zeros(3 * 1440, dtype=bool)
    for start, length in sessions:
        minutes[start : start + length] = True
    rows: list[Row] = [
        (SpanKind.SCREEN, start / 60, min(start + length, 4320) / 60) for start, length in sessions
    ]
    told = screened([ALWAYS_ON, *rows])
    by_day = minutes.reshape(3, 1440)
    assert told["screen_hours"] == pytest.approx(by_day.sum(axis=1) / 60)
    assert told["night_screen_hours"] == pytest.approx(by_day[:, :300].sum(axis=1) / 60)


def test_joining_keeps_the_covered_time() -> None:
    """The union of stretches covers what any of them covers, and nothing else."""
    start, end = joined(np.array([0, 2, 9]), np.array([5, 3, 12]))
    assert (start.tolist(), end.tolist()) == ([0, 9], [5, 12])
    assert covered_before(start, end, np.array([0, 4, 7, 10, 20])).tolist() == [0, 4, 5, 6, 8]
