"""Steps: two counters, one truth."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.clock import DAY_S, Clock
from genkan.days.steps import step_days
from genkan.nouns import Floats, SpanKind, Spans

UTC = Clock.in_zone("UTC")
FIRST = date(2026, 1, 1)
OPENING_MS = (FIRST - date(1970, 1, 1)).days * DAY_S * 1000
PHONE, WATCH = 0, 1
Row = tuple[SpanKind, float, float, float, int]  # kind, start and end in minutes, value, source


def counted(rows: list[Row], days: int = 2) -> dict[str, Floats]:
    """Step columns from records in minutes after the first midnight."""
    rows = sorted(rows, key=lambda row: row[1])
    start, end = (np.array([OPENING_MS + round(row[i] * 60_000) for row in rows], np.int64) for i in (1, 2))
    spans = Spans(
        np.array([row[0] for row in rows], np.uint8),
        start,
        end,
        np.array([row[3] for row in rows], np.float32),
        np.array([row[4] for row in rows], np.uint16),
    )
    return step_days(spans, UTC, FIRST, FIRST + timedelta(days=days - 1))


def steps(*rows: tuple[float, float, float, int]) -> list[Row]:
    """Step records."""
    return [(SpanKind.STEPS, *row) for row in rows]


def test_a_walk_that_both_saw_counts_once() -> None:
    """Phone and watch on the same walk give the walk, not its double."""
    told = counted(steps((600, 630, 3000, PHONE), (600, 630, 3100, WATCH), (700, 710, 900, WATCH)))
    assert told["steps"][0] == pytest.approx(4000)


def test_a_walk_only_the_phone_saw_is_not_lost() -> None:
    """With the watch on its charger the phone's walk is added: the watch does not simply win."""
    told = counted(steps((600, 660, 6000, WATCH), (600, 660, 6000, PHONE), (900, 920, 2000, PHONE)))
    assert told["steps"][0] == pytest.approx(8000)


def test_half_an_overlap_is_counted_by_its_time() -> None:
    """A phone record half inside the watch's time adds its other half."""
    told = counted(
        steps((600, 620, 400, PHONE), (610, 630, 500, WATCH), (640, 650, 200, WATCH)),
    )
    assert told["steps"][0] == pytest.approx(900)


def test_short_silences_of_the_better_source_are_not_filled() -> None:
    """Two minutes without a watch record inside a walk are no room for the phone's steps."""
    watch = steps((600, 610, 1000, WATCH), (612, 622, 1000, WATCH), (700, 710, 900, WATCH))
    told = counted([*watch, *steps((600, 622, 2200, PHONE))])
    assert told["steps"][0] == pytest.approx(2900)


def test_a_worn_watch_that_counts_that_day_leaves_no_gaps() -> None:
    """While the watch is on the wrist a bouncing phone adds nothing; after it is off, it does."""
    rows = steps((500, 510, 700, WATCH), (600, 610, 300, PHONE), (900, 910, 400, PHONE))
    told = counted([*rows, (SpanKind.WORN, 480, 800, 0, WATCH)])
    assert told["steps"][0] == pytest.approx(1100)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(20, 120), st.booleans(), st.booleans()),
        min_size=1,
        max_size=15,
    )
)
def test_the_truth_is_found_whoever_carried_what(walks: list[tuple[int, int, bool, bool]]) -> None:
    """Walks seen by phone, watch or both, at 100 steps a minute, add up to what was walked."""
    rows, minute, truth = [], 10.0, {PHONE: 0.0, WATCH: 0.0}
    seen = 0.0
    for length, rest, phone, watch in walks:
        for source, has in ((PHONE, phone), (WATCH, watch)):
            if has:
                rows += steps((minute, minute + length, 100.0 * length, source))
                truth[source] += 100.0 * length
        seen += 100.0 * length * (phone or watch)
        minute += length + rest
    told = counted(rows, days=3)["steps"]
    assert np.nansum(told) == pytest.approx(seen)
    assert np.nansum(told) >= max(truth.values()) - 1e-6


def test_records_over_midnight_are_split_by_time() -> None:
    """A record from 23:30 to 00:30 gives half of its steps to each day."""
    assert counted(steps((1410, 1470, 1000, PHONE)))["steps"].tolist() == [500, 500]


def test_the_same_record_twice_counts_once() -> None:
    """A file read twice under one name adds nothing."""
    told = counted(steps((600, 610, 1000, PHONE), (600, 610, 1000, PHONE)))
    assert told["steps"][0] == 1000


def test_a_day_without_records_is_unknown_unless_the_watch_was_worn() -> None:
    """No record is NaN; a watch worn all day between days with records, that saw nothing, saw 0."""
    around: list[Row] = [
        (SpanKind.DAYLIGHT, 600, 630, 20, WATCH),
        (SpanKind.DAYLIGHT, 600 + 2 * 1440, 630 + 2 * 1440, 30, WATCH),
    ]
    worn: Row = (SpanKind.WORN, 1440 + 400, 1440 + 1200, 0, WATCH)
    assert np.isnan(counted(around, days=3)["daylight_minutes"][1])
    assert counted([*around, worn], days=3)["daylight_minutes"].tolist() == [20, 0, 30]
    assert np.isnan(counted([*around, worn], days=3)["steps"]).all()


def test_units_and_standing_hours() -> None:
    """Metres become kilometres; two watches seeing the same hour stand once."""
    told = counted(
        [
            (SpanKind.DISTANCE, 600, 660, 4200, PHONE),
            (SpanKind.STOOD, 600, 660, 0, WATCH),
            (SpanKind.STOOD, 600, 660, 0, PHONE),
            (SpanKind.STOOD, 720, 780, 0, WATCH),
        ]
    )
    assert told["walked_km"][0] == pytest.approx(4.2)
    assert told["stood_hours"][0] == 2


def test_a_record_over_many_days_says_nothing() -> None:
    """Steps within a month cannot be put on a day, and cost no memory."""
    told = counted(steps((0, 60 * 24 * 30, 100_000, PHONE)))
    assert np.isnan(told["steps"]).all()


def test_a_date_that_was_jumped_over_loses_no_steps() -> None:
    """Samoa had no 30 December 2011: records over that midnight keep all their steps, from both sources."""
    samoa = Clock.in_zone("Pacific/Apia")
    midnight = int(samoa.day_starts(date(2011, 12, 31), date(2011, 12, 31))[0]) * 1000
    spans = Spans(
        np.full(2, SpanKind.STEPS, np.uint8),
        np.array([midnight - 600_000, midnight - 300_000], np.int64),
        np.array([midnight + 600_000, midnight + 300_000], np.int64),
        np.array([1000, 500], np.float32),
        np.array([WATCH, PHONE], np.uint16),
    )
    told = step_days(spans, samoa, date(2011, 12, 29), date(2011, 12, 31))["steps"]
    assert np.nansum(told) == pytest.approx(1000)
    assert np.nan_to_num(told[1]) == 0
