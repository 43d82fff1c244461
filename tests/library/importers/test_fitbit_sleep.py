"""Sleep from Fitbit and Google Health."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import fitbit_sleep
from genkan.nouns import Events, Refused, SpanKind, Trouble

NIGHT_MS = 1_767_544_200_000  # 2026-01-04 23:30 in Bangkok
CLASSIC: dict[str, Any] = {
    "logId": 1, "dateOfSleep": "2026-01-05", "startTime": "2026-01-04T23:30:00.000",
    "endTime": "2026-01-05T00:30:00.000", "duration": 3_600_000, "type": "classic",
    "levels": {"data": [
        {"dateTime": "2026-01-04T23:30:00.000", "level": "asleep", "seconds": 1800},
        {"dateTime": "2026-01-05T00:00:00.000", "level": "restless", "seconds": 600},
        {"dateTime": "2026-01-05T00:10:00.000", "level": "awake", "seconds": 1200},
    ]},
}  # fmt: skip
STAGES_CSV = (
    "sleep_id,sleep_stage_id,sleep_stage_type,start_utc_offset,sleep_stage_start,end_utc_offset,sleep_stage_end,"
    "data_source\n1,1,AWAKE,+07:00,2026-01-04T16:30:00Z,+07:00,2026-01-04T16:45:00Z,DERIVED\n"
    "1,2,LIGHT,+07:00,2026-01-04 16:45:00+0000,+07:00,2026-01-04 18:45:00+0000,DERIVED\n"
    "1,3,SHIFTING,+07:00,2026-01-04T18:45:00Z,+07:00,2026-01-04T18:50:00Z,DERIVED\n"
    "2,4,REM,+09:00,2026-01-06T16:45:00Z,+09:00,2026-01-06T17:45:00Z,DERIVED\n"
)


def hours(events: Events, kind: SpanKind) -> float:
    part = events.spans.of(kind)
    return float((part.end_ms - part.start_ms).sum()) / 3_600_000


def test_the_sample_gives_its_night() -> None:
    """Stages become sleep, wake and short awakenings become time awake, all on the given clock."""
    assert fitbit_sleep.recognises(fitbit_sleep.SAMPLE, "x")
    events = events_of(fitbit_sleep, fitbit_sleep.SAMPLE)
    assert fitbit_sleep.GIVES.items() <= events.summary().items()
    assert events.spans.start_ms[0] == NIGHT_MS
    assert hours(events, SpanKind.AWAKE_IN_BED) == pytest.approx(35 / 60)
    assert events.sources == ("Fitbit",)


def test_classic_sleep_counts_restless_as_awake() -> None:
    """Of a classic sleep only the asleep part is sleep."""
    data = json.dumps([CLASSIC])
    assert fitbit_sleep.recognises(data.encode(), "")
    events = events_of(fitbit_sleep, data)
    assert hours(events, SpanKind.ASLEEP) == 0.5
    assert hours(events, SpanKind.AWAKE_IN_BED) == 0.5
    assert hours(events, SpanKind.IN_BED) == 1.0


def test_a_sleep_without_levels_is_sleep() -> None:
    """A sleep written by hand has no levels and counts whole."""
    bare = {key: value for key, value in CLASSIC.items() if key != "levels"}
    assert hours(events_of(fitbit_sleep, json.dumps({"sleep": [bare]})), SpanKind.ASLEEP) == 1.0


def test_a_night_over_the_change_of_clocks_keeps_its_length() -> None:
    """When wall times and duration differ by an hour, the clock change is applied; else they run on."""
    night = {
        **CLASSIC,
        "startTime": "2026-03-29T00:00:00.000",
        "endTime": "2026-03-29T08:00:00.000",
        "levels": {},
    }
    for duration in (7, 8):
        events = events_of(
            fitbit_sleep, json.dumps([{**night, "duration": duration * 3_600_000}]), "Europe/London"
        )
        assert hours(events, SpanKind.IN_BED) == duration


def test_tables_of_stages_tell_sleep_and_zone() -> None:
    """Takeout's stage table gives sleep in UTC and each offset from when it changes."""
    assert fitbit_sleep.recognises(STAGES_CSV.encode(), "")
    events = events_of(fitbit_sleep, STAGES_CSV)
    assert hours(events, SpanKind.ASLEEP) == 3.0
    assert hours(events, SpanKind.AWAKE_IN_BED) == 0.25
    assert [span.zone for span in events.zones] == ["+07:00", "+09:00"]
    assert lost(events) == {Trouble.BAD_VALUES: 1}


def test_tables_of_sleeps_tell_time_in_bed_only() -> None:
    """Takeout's table of whole sleeps gives time in bed; the stage table says what was sleep."""
    table = (
        "sleep_id,sleep_type,minutes_asleep,start_utc_offset,sleep_start,end_utc_offset,sleep_end,data_source\n"
        "1,STAGES,410,+07:00,2026-01-04T16:30:00Z,+07:00,2026-01-05T00:00:00Z,X\n"
    )
    assert events_of(fitbit_sleep, table).summary() == {"in_bed": 1, "in_bed_hours": 7.5}


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_cut_file_keeps_the_whole_sleeps(cut: float) -> None:
    """Sleeps before the cut are kept and the cut is told."""
    data = json.dumps([CLASSIC] * 40)
    events = events_of(fitbit_sleep, data[: int(len(data) * cut)])
    assert events.summary()["in_bed"] == int(40 * cut)
    assert lost(events) == {Trouble.TRUNCATED: 1}


def test_bad_records_are_left_out_and_told() -> None:
    """Sleeps without time, backwards or of a week are counted; the others are read."""
    bad = [
        {**CLASSIC, "startTime": "?"},
        {**CLASSIC, "endTime": "2026-01-04T20:00:00.000"},
        {**CLASSIC, "levels": 3},
    ]
    events = events_of(fitbit_sleep, json.dumps(bad))
    assert events.summary()["in_bed"] == 1
    assert lost(events) == {Trouble.NO_TIMES: 1, Trouble.BAD_VALUES: 1}


def test_nesting_beyond_reason_is_refused() -> None:
    """Brackets without end are refused, not followed."""
    head = json.dumps([CLASSIC])[:-1]
    with pytest.raises(Refused) as refused:
        events_of(fitbit_sleep, head + "," + '{"a":' * 100_000)
    assert refused.value.trouble is Trouble.TOO_DEEP


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ('[{"dateOfSleep": "2026-01-05", "startTime": "' + "x" * 9_000_000, Trouble.DAMAGED),
        ('[{"dateOfSleep": "2026-01-05", "levels": [' + "0," * 300_000, Trouble.TOO_LARGE),
    ],
    ids=["word", "sleep"],
)
def test_endless_sleeps_are_refused(text: str, trouble: Trouble) -> None:
    """A word or a sleep that never ends does not fill memory."""
    with pytest.raises(Refused) as refused:
        events_of(fitbit_sleep, text)
    assert refused.value.trouble is trouble


def test_broken_json_keeps_what_was_read() -> None:
    """A word that is no JSON ends the reading there."""
    events = events_of(fitbit_sleep, json.dumps([CLASSIC])[:-1] + ", oops]")
    assert events.summary()["in_bed"] == 1
    assert sum(lost(events).values()) == 1


def test_utf16_is_read() -> None:
    """The encoding does not matter."""
    data = json.dumps([CLASSIC]).encode("utf-16")
    assert fitbit_sleep.recognises(data, "")
    assert events_of(fitbit_sleep, data).summary()["in_bed"] == 1
