"""Steps from Samsung Health."""

from __future__ import annotations

import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import samsung_steps
from genkan.nouns import Refused, Trouble

DAYS = """com.samsung.shealth.step_daily_trend,6312005,6
binning_data,update_time,source_type,count,speed,distance,calorie,deviceuuid,day_time,
,2026-01-06 06:00:00.000,-2,8000,1.2,6000,300,VfS0qUERdZ,1767571200000,
,2026-01-06 06:00:00.000,0,5000,1.2,4000,200,phone,1767571200000,
,2026-01-06 06:00:00.000,0,5100,1.2,4000,200,phone,1767657600000,
,2026-01-06 06:00:00.000,1,5600,1.2,4000,200,watch,1767657600000,
,2026-01-06 06:00:00.000,-2,0,0,0,0,VfS0qUERdZ,2026-01-07 00:00:00.000,
"""


def test_the_sample_gives_its_steps() -> None:
    """The sample is recognised by its first line and read whole, its offset told once."""
    assert samsung_steps.recognises(samsung_steps.SAMPLE, "x")
    events = events_of(samsung_steps, samsung_steps.SAMPLE)
    assert samsung_steps.GIVES.items() <= events.summary().items()
    assert not events.left_out
    assert [span.zone for span in events.zones] == ["+09:00"]


def test_devices_that_count_the_same_walk_stay_apart() -> None:
    """Phone and watch become two sources, without their ids."""
    events = events_of(samsung_steps, samsung_steps.SAMPLE)
    assert events.sources == ("Samsung Health · device 1", "Samsung Health · device 2")
    assert events.spans.source.tolist() == [0, 0, 1]


def test_days_prefer_the_merged_count() -> None:
    """A day takes the merged row where there is one, else the largest, over its wall-clock day."""
    assert samsung_steps.recognises(DAYS.encode(), "")
    events = events_of(samsung_steps, DAYS, "Asia/Tokyo")
    assert events.spans.value.tolist() == [8000.0, 5600.0]
    assert events.spans.start_ms[0] == 1_767_571_200_000 - 9 * 3_600_000
    assert (events.spans.end_ms - events.spans.start_ms == 86_400_000).all()


def test_rows_with_more_commas_than_the_heading_are_read() -> None:
    """Samsung ends rows with one comma too many; columns do not shift."""
    events = events_of(samsung_steps, samsung_steps.SAMPLE)
    assert events.spans.value.tolist() == [39.0, 6.0, 75.0]


def test_summaries_by_device_take_the_largest() -> None:
    """The older day summary has a row for each device; the largest is the day's."""
    table = (
        "com.samsung.shealth.tracker.pedometer_day_summary,1,2\nstep_count,day_time,deviceuuid\n"
        "6861,2026-01-05 00:00:00.000,a\n5100,2026-01-05 00:00:00.000,b\n"
    )
    assert samsung_steps.recognises(table.encode(), "")
    assert events_of(samsung_steps, table).spans.value.tolist() == [6861.0]


def test_bad_rows_are_left_out_and_told() -> None:
    """Rows without time or with impossible counts are counted; the others are read."""
    rows = "0,1,?,?,5,1,UTC+0900,x\n0,1,2026-01-05 00:20:00.000,2026-01-05 00:21:00.000,-4,1,UTC+0900,x\n"
    events = events_of(samsung_steps, samsung_steps.SAMPLE + rows.encode())
    assert events.summary()["steps"] == 3
    assert lost(events) == {Trouble.NO_TIMES: 1, Trouble.BAD_VALUES: 1}


@pytest.mark.parametrize(
    "text", ["com.samsung.shealth.stress,1,2\na,b\n", "timestamp,steps\n", "com.samsung"]
)
def test_other_tables_are_not_taken(text: str) -> None:
    """Other Samsung tables and other files are left alone, whatever they are called."""
    assert not samsung_steps.recognises(text.encode(), "com.samsung.shealth.step_daily_trend.csv")


def test_a_table_without_its_columns_is_refused() -> None:
    """Without a count there are no steps."""
    with pytest.raises(Refused) as refused:
        events_of(samsung_steps, "com.samsung.shealth.step_daily_trend,1,2\nday_time,distance\n1,2\n")
    assert refused.value.trouble is Trouble.MISSING_COLUMNS
