"""Tables of positions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.importers.sources import BytesSource, events_of, lost

from genkan.importers import location_csv
from genkan.importers.csv_rows import Sheet
from genkan.importers.fix_rows import FixReader
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, Trouble

CANARY = "13.7512345"
START_MS = 1_767_571_200_000  # 2026-01-05 00:00 UTC


def test_the_sample_gives_its_fixes() -> None:
    """The sample is recognised and read whole."""
    assert location_csv.recognises(location_csv.SAMPLE, "anything")
    events = events_of(location_csv, location_csv.SAMPLE)
    assert events.summary() == location_csv.GIVES
    assert not events.left_out
    assert events.fixes.accuracy_m.tolist()[:2] == [12.0, 11.0]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("timestamp,_id,double_latitude,double_longitude,accuracy", "1767571200000,1,13.75,100.5,10"),
        ("Zeitstempel;Breitengrad;Längengrad;Genauigkeit", "2026-01-05 07:00:00;13,75;100,5;10,0"),
        ("日時\t緯度\t経度\t精度", "2026年1月5日 7時00分\t13.75\t100.5\t10"),
        ("วันที่,เวลา,ละติจูด,ลองจิจูด,ความแม่นยำ", "05/01/2569,07:00,13.75,100.5,10"),
        ("Fecha;Hora;Latitud;Longitud;Precisión", "05/01/2026;07:00;13,75;100,5;10"),
        ("utc_time,gps_latitude,gps_longitude,accuracy", "2026-01-05 00:00:00,13.75,100.5,10"),
        ("timestampMs,latitudeE7,longitudeE7,accuracy", "1767571200000,137500000,1005000000,10"),
        ("lon,lat,datetime,hacc", "100.5,13.75,2026-01-04T19:00:00-05:00,10"),
    ],
)
def test_headings_of_many_languages(heading: str, row: str) -> None:
    """The same fix is read under each heading, wall-clock times on the given clock."""
    data = f"{heading}\n{row}\n{row}\n".encode()
    assert location_csv.recognises(data, "")
    fixes = events_of(location_csv, data).fixes
    assert fixes.utc_ms.tolist() == [START_MS, START_MS]
    np.testing.assert_allclose(fixes.lat, 13.75)
    np.testing.assert_allclose(fixes.lon, 100.5)
    assert fixes.accuracy_m.tolist() == [10.0, 10.0]


@pytest.mark.parametrize("encoding", ["cp932", "cp874", "utf-16"])
def test_headings_in_old_encodings(encoding: str) -> None:
    """Shift-JIS, Thai and UTF-16 files are read like any other."""
    names = {"cp932": "日時,緯度,経度", "cp874": "วันเวลา,ละติจูด,ลองจิจูด", "utf-16": "日時,緯度,経度"}
    data = f"{names[encoding]}\r\n2026-01-05 07:00:00,13.75,100.5\r\n".encode(encoding)
    assert location_csv.recognises(data, "")
    assert events_of(location_csv, data).fixes.utc_ms.tolist() == [START_MS]


def test_swapped_columns_are_refused_with_a_hint() -> None:
    """When latitude holds what only a longitude can be, the file is refused and told why."""
    data = "time,lat,lon\n" + "2026-01-05T00:00:00Z,100.5,13.75\n" * 3
    with pytest.raises(Refused) as refused:
        events_of(location_csv, data)
    assert refused.value.trouble is Trouble.BAD_POSITIONS
    assert "↔" in refused.value.expected


def test_bad_rows_are_left_out_and_told() -> None:
    """Good rows are kept; impossible places, times, numbers and cut lines are counted."""
    data = (
        "time,lat,lon\n2026-01-05T00:00:00Z,13.75,100.5\n2026-01-05T00:01:00Z,0,0\n"
        "2026-01-05T00:02:00Z,nan,100.5\nsoon,13.75,100.5\n2026-01-05T00:03:00Z,north,100.5\n"
        "1904-01-01T00:00:00Z,13.75,100.5\n2026-01-05T00:04:00Z\n2026-01-05T00:05:00Z,13.7"
    )
    events = events_of(location_csv, data)
    assert len(events.fixes) == 1
    assert lost(events) == {
        Trouble.BAD_POSITIONS: 2, Trouble.NO_TIMES: 1, Trouble.BAD_VALUES: 1, Trouble.TIMES_OUT_OF_RANGE: 1,
        Trouble.DAMAGED: 1, Trouble.TRUNCATED: 1,
    }  # fmt: skip


def test_no_time_at_all_is_refused() -> None:
    """A table whose times cannot be read gives no fixes and says so."""
    with pytest.raises(Refused) as refused:
        events_of(location_csv, "time,lat,lon\nlater,13.75,100.5\n")
    assert refused.value.trouble is Trouble.NO_TIMES


def test_no_place_is_ever_told() -> None:
    """Neither refusals nor what is left out carry a coordinate."""
    data = (
        f"time,lat,lon\n2026-01-05T00:00:00Z,{CANARY},100.5\nx,{CANARY},1\n2026-01-05T00:00:00Z,{CANARY}x,1\n"
    )
    events = events_of(location_csv, data)
    assert CANARY not in repr(events)
    with pytest.raises(Refused) as refused:
        events_of(location_csv, f"time,lat,lon\n{CANARY},{CANARY},{CANARY}\n")
    assert CANARY not in repr(refused.value)


def test_other_tables_are_not_taken() -> None:
    """A table without time or without place is none of ours."""
    for text in ("time,lat\n1,2\n", "lat,lon\n1,2\n", "date,who,reach\n2026-01-05,Mali,1\n", "hello\n"):
        assert not location_csv.recognises(text.encode(), "")


def fixes_both_ways(data: bytes) -> list[tuple[list[object], object]]:
    told = []
    for rapid in (True, False):
        gathering = Gathering("Europe/London")
        sheet = Sheet(BytesSource(data), gathering, lambda names: location_csv.columns_of(names) is not None)
        columns = location_csv.columns_of(sheet.names)
        assert columns is not None
        try:
            FixReader(sheet, gathering, columns, rapid).read()
            outcome: object = "read"
        except Refused as refused:
            outcome = refused.trouble
        events = gathering.events()
        fixes = events.fixes
        arrays: list[object] = [fixes.utc_ms.tolist(), fixes.lat.tolist(), fixes.lon.tolist()]
        told.append(([*arrays, fixes.accuracy_m.astype(str).tolist(), lost(events)], outcome))
    return told


TIMES = st.sampled_from(
    [
        "2026-10-25 01:30:00",
        "2026-03-29 01:30:00",
        "2026-01-05T00:00:00Z",
        "1767571200",
        "1767571200000",
        "?",
        "",
    ]
)
PLACES = st.sampled_from(["13.75", "-0.127758", "95.0", "0", "", "NaN", "x", '"51.5"', "1e1", "1799999999.5"])


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.tuples(TIMES, PLACES, PLACES, PLACES), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_both_paths_agree_on_odd_tables(rows: list[tuple[str, ...]], ends: str) -> None:
    """Fast and plain path keep the same fixes and leave out the same rows."""
    table = ends.join(",".join(row) for row in [("time", "lat", "lon", "accuracy"), *rows]) + ends
    rapid, plain = fixes_both_ways(table.encode())
    assert rapid == plain


def test_a_large_table_needs_little_memory() -> None:
    """Blocks are let go: what is kept beside the fixes themselves stays below 40 MB."""
    import tracemalloc

    rows = "".join(
        f"{1_700_000_000 + 60 * i},13.{i % 1000:06d},100.{i % 997:06d},9.5\n" for i in range(150_000)
    )
    data = ("time,lat,lon,accuracy\n" + rows).encode()
    gathering = Gathering("Asia/Bangkok")
    tracemalloc.start()
    location_csv.read(BytesSource(data), gathering)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(gathering.events().fixes) == 150_000
    assert peak < 40_000_000
