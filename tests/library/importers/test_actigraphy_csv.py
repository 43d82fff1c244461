"""Plain actigraphy tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.importers.sources import BytesSource, events_of, lost

from genkan.importers import actigraphy_csv
from genkan.importers.csv_rows import Sheet
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, Trouble


def test_the_sample_gives_its_epochs() -> None:
    """Nine minutes on the given clock, the empty one not worn."""
    assert actigraphy_csv.recognises(actigraphy_csv.SAMPLE, "x")
    activity = events_of(actigraphy_csv, actigraphy_csv.SAMPLE).activity
    assert (len(activity), activity.epoch_s) == (9, 60)
    assert activity.utc_ms[0] == 1_767_578_400_000
    assert np.isnan(activity.counts).tolist() == [False] * 5 + [True] + [False] * 3


@pytest.mark.parametrize("step", [1, 15, 30, 300, 3600])
def test_any_epoch_is_found_from_the_times(step: int) -> None:
    """The commonest step is the epoch; a missing epoch stays missing."""
    rows = "".join(f"{1_767_571_200 + step * i},{i}\n" for i in range(50) if i != 20)
    activity = events_of(actigraphy_csv, "time_utc,counts\n" + rows).activity
    assert activity.epoch_s == step
    assert len(activity) == 49


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("timestamp,date,activity", "2026-01-05 09:0{}:00,2026-01-05,12"),
        ("日時,活動量", "2026年1月5日 9時0{}分,12"),
        ("Datum;Uhrzeit;Aktivität", "05.01.2026;09:0{}:00;12,0"),
        ("วันเวลา,กิจกรรม,off wrist", "05/01/2569 09:0{},12,0"),
    ],
)
def test_headings_of_many_languages(heading: str, row: str) -> None:
    """The same minutes are read under each heading."""
    data = "\n".join([heading, *(row.format(minute) for minute in range(4))]) + "\n"
    assert actigraphy_csv.recognises(data.encode(), "")
    activity = events_of(actigraphy_csv, data).activity
    assert activity.utc_ms.tolist() == [1_767_578_400_000 + 60_000 * minute for minute in range(4)]
    assert activity.counts.tolist() == [12.0] * 4


def test_time_off_the_wrist_is_not_rest() -> None:
    """Wear columns, NaN and negative counts all mean not worn; only the negative is told."""
    rows = ["5,0", "6,1", "NaN,0", "-1,0", "7,0"]
    data = "timestamp,activity,nonwear\n" + "".join(
        f"2026-01-05 09:0{i}:00,{row}\n" for i, row in enumerate(rows)
    )
    events = events_of(actigraphy_csv, data)
    assert np.isnan(events.activity.counts).tolist() == [False, True, True, True, False]
    assert lost(events) == {Trouble.BAD_VALUES: 1}


def test_raw_acceleration_is_refused() -> None:
    """Thirty samples a second are no epochs."""
    rows = "".join(f"{1_767_571_200_000 + 33 * i},{i % 7}\n" for i in range(60))
    with pytest.raises(Refused) as refused:
        events_of(actigraphy_csv, "timestamp,activity\n" + rows)
    assert refused.value.trouble is Trouble.BAD_VALUES


def test_other_tables_are_not_taken() -> None:
    """An activity in words, or no time, is none of ours."""
    for text in ("date,activity\n2026-01-05,walk\n", "activity\n5\n", "timestamp,steps\n1767571200,5\n"):
        assert not actigraphy_csv.recognises(text.encode(), "")


def activity_both_ways(data: bytes) -> list[object]:
    told: list[object] = []
    for rapid in (True, False):
        gathering = Gathering("Europe/London")
        sheet = Sheet(BytesSource(data), gathering, lambda names: "activity" in names)
        try:
            actigraphy_csv._Reader(sheet, gathering, rapid).read()
            outcome: object = "read"
        except Refused as refused:
            outcome = refused.trouble
        events = gathering.events()
        counts = events.activity.counts.astype(str).tolist()
        told.append((outcome, events.activity.utc_ms.tolist(), counts, events.activity.epoch_s, lost(events)))
    return told


CELLS = st.tuples(
    st.integers(0, 5).map(lambda minute: f"2026-10-25 01:0{minute}:00")
    | st.sampled_from(["?", "1767571200"]),
    st.sampled_from(["5", "", "NaN", "-2", "1.5", "x", '"7"']),
    st.sampled_from(["0", "1", "", "no"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=8))
def test_both_paths_agree_on_odd_tables(rows: list[tuple[str, ...]]) -> None:
    """Fast and plain path keep the same epochs and leave out the same rows."""
    table = "\n".join(",".join(row) for row in [("timestamp", "activity", "off wrist"), *rows]) + "\n"
    rapid, plain = activity_both_ways(table.encode())
    assert rapid == plain
