"""Sleep and steps from Samsung Health."""

from __future__ import annotations

import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import samsung_sleep, samsung_steps
from genkan.nouns import Refused, SpanKind, Trouble

STAGES = """com.samsung.health.sleep_stage,6312005,7
create_sh_ver,start_time,sleep_id,stage,time_offset,end_time,datauuid
,2026-01-04 15:30:00.000,night-1,40001,UTC+0900,2026-01-04 15:45:00.000,a,
,2026-01-04 15:45:00.000,night-1,40002,UTC+0900,2026-01-04 18:45:00.000,b,
,2026-01-04 18:45:00.000,night-1,40003,UTC+0900,2026-01-04 20:00:00.000,c,
,2026-01-04 20:00:00.000,night-1,40004,UTC+0900,2026-01-04 22:00:00.000,d,
,2026-01-04 22:00:00.000,night-1,49999,UTC+0900,2026-01-04 22:10:00.000,e,
,,,,,,,
"""
DAYS = """com.samsung.shealth.step_daily_trend,6312005,6
binning_data,update_time,source_type,count,speed,distance,calorie,deviceuuid,day_time,
,2026-01-06 06:00:00.000,-2,8000,1.2,6000,300,VfS0qUERdZ,1767571200000,
,2026-01-06 06:00:00.000,0,5000,1.2,4000,200,phone,1767571200000,
,2026-01-06 06:00:00.000,0,5100,1.2,4000,200,phone,1767657600000,
,2026-01-06 06:00:00.000,1,5600,1.2,4000,200,watch,1767657600000,
,2026-01-06 06:00:00.000,-2,0,0,0,0,VfS0qUERdZ,2026-01-07 00:00:00.000,
"""


def test_the_samples_give_what_they_promise() -> None:
    """Both samples are recognised by their first line and read whole."""
    for importer in (samsung_sleep, samsung_steps):
        assert importer.recognises(importer.SAMPLE, "x")
        events = events_of(importer, importer.SAMPLE)
        assert importer.GIVES.items() <= events.summary().items()
        assert not events.left_out
        assert [span.zone for span in events.zones] == ["+09:00"]


def test_times_are_utc_whatever_the_clock() -> None:
    """The offset beside a time is a fact about the zone, not a part of the time."""
    first = events_of(samsung_sleep, samsung_sleep.SAMPLE, "America/New_York").spans.start_ms[0]
    assert first == events_of(samsung_sleep, samsung_sleep.SAMPLE, "Asia/Tokyo").spans.start_ms[0]
    assert first == 1_767_540_600_000  # 2026-01-04 15:30 UTC


def test_stages_become_sleep_and_waking() -> None:
    """40001 is awake, 40002 to 40004 are sleep, unknown codes are told, a row without times too."""
    assert samsung_sleep.recognises(STAGES.encode(), "")
    events = events_of(samsung_sleep, STAGES)
    assert events.summary() == {
        "asleep": 3,
        "asleep_hours": 6.25,
        "awake_in_bed": 1,
        "awake_in_bed_hours": 0.25,
    }
    assert lost(events) == {Trouble.BAD_VALUES: 1}


def test_sleep_with_stages_elsewhere_is_time_in_bed() -> None:
    """A night whose row counts stages is not counted as sleep a second time."""
    spans = events_of(samsung_sleep, samsung_sleep.SAMPLE).spans
    assert len(spans.of(SpanKind.ASLEEP)) == 1
    assert len(spans.of(SpanKind.IN_BED)) == 3


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


@pytest.mark.parametrize(
    "text", ["com.samsung.shealth.stress,1,2\na,b\n", "time,lat,lon\n", "com.samsung", ""]
)
def test_other_tables_are_not_taken(text: str) -> None:
    """Other Samsung tables and other files are left alone."""
    assert not samsung_sleep.recognises(text.encode(), "sleep.csv")
    assert not samsung_steps.recognises(text.encode(), "steps.csv")


def test_bad_tables_are_refused() -> None:
    """Without the needed columns, or without a usable row, the table is refused."""
    for text, trouble in (
        ("com.samsung.shealth.sleep,1,2\nstart_time,other\n1,2\n", Trouble.MISSING_COLUMNS),
        ("com.samsung.shealth.sleep,1,2\nstart_time,end_time\n?,?\n", Trouble.NOTHING_USABLE),
    ):
        with pytest.raises(Refused) as refused:
            events_of(samsung_sleep, text)
        assert refused.value.trouble is trouble
