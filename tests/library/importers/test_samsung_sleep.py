"""Sleep from Samsung Health."""

from __future__ import annotations

import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import samsung_sleep
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


def test_the_sample_gives_its_nights() -> None:
    """The sample is recognised by its first line and read whole, its offset told once."""
    assert samsung_sleep.recognises(samsung_sleep.SAMPLE, "x")
    events = events_of(samsung_sleep, samsung_sleep.SAMPLE)
    assert events.summary() == samsung_sleep.GIVES
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


def test_bad_tables_are_refused() -> None:
    """Without the needed columns, or without a usable row, the table is refused."""
    for text, trouble in (
        ("com.samsung.shealth.sleep,1,2\nstart_time,other\n1,2\n", Trouble.MISSING_COLUMNS),
        ("com.samsung.shealth.sleep,1,2\nstart_time,end_time\n?,?\n", Trouble.NOTHING_USABLE),
    ):
        with pytest.raises(Refused) as refused:
            events_of(samsung_sleep, text)
        assert refused.value.trouble is trouble


@pytest.mark.parametrize("text", ["com.samsung.shealth.stress,1,2\na,b\n", "time,lat,lon\n", "com.samsung"])
def test_other_tables_are_not_taken(text: str) -> None:
    """Other Samsung tables and other files are left alone, whatever they are called."""
    assert not samsung_sleep.recognises(text.encode(), "com.samsung.shealth.sleep.csv")


def test_a_cut_table_keeps_its_good_part() -> None:
    """A last row cut in the middle is left out and told."""
    events = events_of(samsung_sleep, STAGES[: STAGES.index(",e,") - 30])
    assert len(events.spans) == 4
    assert lost(events) == {Trouble.TRUNCATED: 1}
