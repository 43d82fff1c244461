"""Steps from Fitbit and Google Health."""

from __future__ import annotations

import json

import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import fitbit_steps
from genkan.nouns import Refused, Trouble

NINE = 1_767_571_260_000  # 2026-01-05 00:01 UTC


def minutes(values: list[int], day: str = "01/05/26") -> str:
    return json.dumps(
        [{"dateTime": f"{day} {i // 60:02d}:{i % 60:02d}:00", "value": str(v)} for i, v in enumerate(values)]
    )


def test_the_sample_gives_its_steps() -> None:
    """Minutes are UTC whatever the clock, and minutes without a step say nothing."""
    assert fitbit_steps.recognises(fitbit_steps.SAMPLE, "steps-2026-01-05.json")
    events = events_of(fitbit_steps, fitbit_steps.SAMPLE, "America/New_York")
    assert fitbit_steps.GIVES.items() <= events.summary().items()
    assert events.spans.start_ms[0] == NINE
    assert events.spans.end_ms[0] == NINE + 60_000


def test_only_steps_are_taken_for_steps() -> None:
    """Distance, altitude, active minutes and calories of the same shape are left alone, under any name."""
    steps = minutes([0, 14, 102, 88])
    assert fitbit_steps.recognises(steps.encode(), "renamed")
    assert not fitbit_steps.recognises(steps.encode(), "distance-2026-01-05.json")
    for values in ([0, 2530, 7120], [10, 20, 10], [0, 0, 0]):
        assert not fitbit_steps.recognises(minutes(values).encode(), "renamed")
    assert not fitbit_steps.recognises(b'[{"dateTime":"01/05/26 00:00:00","value":"1.21"}]', "renamed")
    assert not fitbit_steps.recognises(b'[{"dateTime":"01/05/26 00:00:00","value":"611"}]', "renamed")


def test_tables_keep_their_sources_apart() -> None:
    """Takeout's table names phone and band, which walk the same steps."""
    table = (
        "timestamp,steps,data source\n2026-01-05T00:01:00Z,14,MobileTrack\n2026-01-05T00:01:00.000Z,16,Band\n"
        "2026-01-05T00:02:00Z,0,Band\n"
    )
    assert fitbit_steps.recognises(table.encode(), "")
    events = events_of(fitbit_steps, table)
    assert events.sources == ("Fitbit · MobileTrack", "Fitbit · Band")
    assert events.spans.value.tolist() == [14.0, 16.0]
    assert events.spans.start_ms.tolist() == [NINE, NINE]


@pytest.mark.parametrize("cut", [0.35, 0.75])
def test_a_cut_file_keeps_its_minutes(cut: float) -> None:
    """Minutes before the cut are kept and the cut is told."""
    data = minutes([7] * 200)
    part = data[: int(len(data) * cut)]
    events = events_of(fitbit_steps, part)
    assert events.summary()["steps"] == part.count("}")
    assert lost(events) == {Trouble.TRUNCATED: 1}


def test_bad_minutes_are_left_out_and_told() -> None:
    """Impossible numbers and times are counted; the others are read."""
    data = '[{"dateTime":"01/05/26 00:01:00","value":"5"},{"dateTime":"01/05/26 00:02:00","value":"-5"},'
    data += (
        '{"dateTime":"13/13/26 00:02:00","value":"5"},{"dateTime":"01/05/26 00:03:00","value":NaN},{broken}]'
    )
    events = events_of(fitbit_steps, data)
    assert events.summary()["steps"] == 1
    assert lost(events) == {Trouble.BAD_VALUES: 2, Trouble.NO_TIMES: 1, Trouble.DAMAGED: 1}


def test_an_endless_record_is_refused() -> None:
    """Text that never closes a record does not fill memory."""
    with pytest.raises(Refused) as refused:
        events_of(fitbit_steps, '[{"dateTime":"' + "9" * 3_000_000)
    assert refused.value.trouble is Trouble.DAMAGED
