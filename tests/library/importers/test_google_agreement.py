"""Google location files: the quick path and the plain one give the same, whatever the file looks like."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.importers.google_files import google_events, outcome, usual_files

from genkan.importers import google_points, google_records, google_timeline, google_timeline_iphone, json_scan

FIRST, LAST = (datetime.fromisoformat(text) for text in ("2000-01-01", "2030-01-01"))

number = st.integers(-1_800_000_000, 1_800_000_000)
coordinate = st.one_of(
    st.floats(-180, 180, allow_nan=False).map(lambda x: f"{x:.7f}".rstrip("0")),
    st.floats(-180, 180, allow_nan=False).map(lambda x: f"{x:.6f}"),
    st.sampled_from(
        ["0.0", "5", "-0.5", "1e1", "91.0", "-.5", "035.1", "--1.0", "", "NaN", "1.23456789", "12.1"]
    ),
)
style = st.sampled_from(["{}°, {}°", "{}, {}", "geo:{},{}", "{}°,{}°", "{}Â°, {}Â°", "°{}, {}°", "({}; {})"])
spelt_twice = st.sampled_from(["geo:35.6o:35.659,139.7", "#4.6590123°, 139.745512°", "35.6, 35.6, 139.7"])
place = st.one_of(
    *[st.builds(lambda form, lat, lon: form.format(lat, lon), style, coordinate, coordinate)] * 4, spelt_twice
)
when = st.one_of(
    st.datetimes(FIRST, LAST).map(lambda t: t.isoformat(timespec="milliseconds")),
    st.datetimes(FIRST, LAST).map(lambda t: t.isoformat(timespec="seconds")),
    st.sampled_from(
        ["2024-02-30T00:00:00.000", "2024-13-01T00:00:00.000", "2024-03-01T24:00:00.000", "nonsense", ""]
    ),
)
zone = st.sampled_from(["Z", "+09:00", "-03:30", "+00:00", "", "+99:00", "+9:00", "z"])
instant = st.one_of(st.builds(str.__add__, when, zone), st.just("2024-03-01T08:14:00.000+09:00"))
strange = st.sampled_from(
    [None, 5, "5", [], {}, True, '"point": "1.0, 2.0"', "a { b", '} \\ " {', "\ud83d\ude00 °", -1.5]
)
other = st.dictionaries(
    st.sampled_from(["a", "visitor", "E7", "timestamp ", "point}", "accuracy {"]), strange, max_size=2
)
maybe = lambda values: st.one_of(values, strange)  # noqa: E731


def shuffled(pairs):
    return st.permutations(pairs).map(dict)


def record_of(**parts):
    """A dict of some of these parts, mostly all of them and in this order, sometimes with strange values."""
    fixed = st.fixed_dictionaries(parts)
    odd = st.fixed_dictionaries({}, optional={key: maybe(value) for key, value in parts.items()})
    mixed = st.tuples(odd, other).flatmap(lambda two: shuffled(list((two[0] | two[1]).items())))
    return st.one_of(fixed, fixed, mixed)


e7 = st.one_of(number, number.map(str), st.floats(-1e9, 1e9), st.just(356586000))
stamps = st.one_of(instant, st.integers(10**12, 2 * 10**12).map(str))
location = st.one_of(
    record_of(
        latitudeE7=number,
        longitudeE7=number,
        accuracy=st.integers(-1, 5000),
        source=st.just("GPS"),
        timestamp=instant,
    ),
    record_of(timestampMs=st.integers(10**12, 2 * 10**12).map(str), latitudeE7=e7, longitudeE7=e7),
    record_of(
        latitudeE7=e7, longitudeE7=e7, accuracy=e7, activity=st.lists(other, max_size=2), timestamp=stamps
    ),
)
point = st.one_of(record_of(point=place, time=instant), record_of(time=instant, point=place))
geo_point = record_of(
    point=place,
    durationMinutesOffsetFromStartTime=st.one_of(st.integers(-5, 200).map(str), st.integers(0, 9)),
)
lat_lng = st.one_of(place, record_of(latLng=place))
visit = record_of(
    hierarchyLevel=st.integers(0, 1),
    topCandidate=record_of(placeId=st.text(max_size=9), probability=st.floats(0, 1), placeLocation=lat_lng),
)
trip = record_of(start=lat_lng, end=lat_lng, topCandidate=record_of(type=st.just("WALKING")))
position = record_of(
    LatLng=place,
    accuracyMeters=st.one_of(st.integers(-1, 99), st.floats(0, 9)),
    source=st.just("WIFI"),
    timestamp=instant,
)
minutes = st.one_of(st.just(540), st.integers(-1000, 1000), st.sampled_from(["540", 90.5, None]))
segment = st.one_of(
    record_of(startTime=instant, endTime=instant, timelinePath=st.lists(point, max_size=4)),
    record_of(endTime=instant, startTime=instant, timelinePath=st.lists(geo_point, max_size=4)),
    record_of(startTime=instant, endTime=instant, startTimeTimezoneUtcOffsetMinutes=minutes, visit=visit),
    record_of(startTime=instant, endTime=instant, startTimeTimezoneUtcOffsetMinutes=minutes, activity=trip),
    record_of(endTime=instant, startTime=instant, visit=visit),
    record_of(position=position),
    record_of(wifiScan=record_of(deliveryTime=instant, devicesRecords=st.lists(other, max_size=3))),
)
layout = st.sampled_from(
    [
        {},
        {"separators": (",", ":")},
        {"indent": 2},
        {"indent": 1, "separators": (",", " : ")},
        {"separators": (" ,\t", "  :   ")},
        {"ensure_ascii": False},
        {"indent": 2, "ensure_ascii": False},
    ]
)
few = settings(max_examples=150, deadline=None, derandomize=True)


def both_agree(module, value, spelt):
    content = json.dumps(value, **spelt).encode("utf-8", "surrogatepass")
    fast, plain = outcome(module, content), outcome(module, content, plain=True)
    assert fast == plain


@few
@given(st.lists(location, max_size=12), layout, other)
def test_both_paths_agree_on_odd_records(locations, spelt, more):
    """Whatever the order, spacing and values: columns and one by one give the same."""
    both_agree(google_records, {"locations": locations, **more}, spelt)


@few
@given(st.lists(segment, max_size=10), st.lists(segment, max_size=4), layout)
def test_both_paths_agree_on_odd_segments(segments, signals, spelt):
    """The same for the on-device timeline of Android."""
    both_agree(google_timeline, {"rawSignals": signals, "semanticSegments": segments}, spelt)


degrees = st.builds("{:.{}f}".format, st.floats(-180, 180), st.integers(5, 7))
usual_point = st.fixed_dictionaries(
    {
        "point": st.one_of(
            st.builds("35.{:07d}°, 139.{:07d}°".format, st.integers(0, 9_999_999), st.integers(0, 9_999_999)),
            st.builds("{}°, {}°".format, degrees, degrees),
        ),
        "time": st.builds(
            "2024-03-{:02d}T{:02d}:14:0{}.000+0{}:00".format,
            st.integers(0, 32),
            st.integers(0, 24),
            st.sampled_from([0, 0, 0, 7]),
            st.sampled_from([9, 9, 9, 8]),
        ),
    }
)
path = record_of(
    startTime=instant,
    endTime=instant,
    timelinePath=st.lists(st.one_of(usual_point, usual_point, usual_point, usual_point, point), max_size=12),
)


@few
@given(st.lists(st.one_of(path, path, segment), max_size=6), layout, st.sampled_from([300, 1000, 1 << 20]))
def test_both_paths_agree_on_long_paths(segments, spelt, block):
    """Points that are all alike, taken out at once, are the same as one by one, whatever is between them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_scan, "BLOCK", block)
        both_agree(google_timeline, {"semanticSegments": segments}, {**spelt, "ensure_ascii": False})


def points_alike(count, first=0):
    """Points of a path that differ in their decimals only."""
    time = "2024-03-01T08:14:00.000+09:00"
    return [{"point": f"35.{first + i:07d}°, 139.7{first + i:06d}°", "time": time} for i in range(count)]


TIMES = {"startTime": "2024-03-01T08:00:00.000+09:00", "endTime": "2024-03-01T10:00:00.000+09:00"}
BETWEEN = [
    {"point": "35.6, 139.7", "time": "2024-03-01T08:15:00.000+09:00"},
    {"point": "35.6°, 139.7", "time": "2024-03-01T08:15:00.000+09:00"},
    {"point": "35.6000000°, 139.7000000°", "time": "2024-02-30T08:15:00.000+09:00"},
    {"point": "35.6000000°, 139.7000000°", "time": "2024-03-01T08:15:00.000+9:000"},
    {"point": "#5.6000000°, 139.7000000°", "time": "2024-03-01T08:15:00.000+09:00"},
    {"point": "35.60x0000°, 139.70°", "time": "2024-03-01T08:15:07.000+09:00"},
    {"point": "-0.61°, -139.7°", "time": "2024-03-01T08:15:07.250+08:00"},
    {"time": "2024-03-01T08:15:00.000+09:00", "point": "35.6°, 139.7°"},
    {},
    "a string",
]


@pytest.mark.parametrize("odd", BETWEEN)
@pytest.mark.parametrize("indent", [None, 2])
def test_an_odd_point_between_points_alike_is_read_or_counted(odd, indent):
    """Whatever stands between points that are taken out is neither lost nor read as if it were like them."""
    points = [*points_alike(9), odd, *points_alike(9, first=20)]
    value = {"semanticSegments": [{**TIMES, "timelinePath": points}]}
    both_agree(google_timeline, value, {"indent": indent, "ensure_ascii": False})


@pytest.mark.parametrize("key", ["elsewhere", "visit", "rawPath"])
def test_points_alike_outside_of_a_path_are_not_read(key):
    """The same points under another key, or twice in one record, give what the plain way gives."""
    usual = {**TIMES, "timelinePath": points_alike(9)}
    others = [
        {**TIMES, key: points_alike(9, 20)},
        {**usual, key: points_alike(9, 40)},
        {**TIMES, key: [usual]},
    ]
    value = {"semanticSegments": [usual, *others, usual]}
    both_agree(google_timeline, value, {"indent": 2, "ensure_ascii": False})


def test_points_of_paths_are_taken_out_at_once(monkeypatch):
    """The quick way is really taken: a hundred points alike leave at most three of them for the tape."""
    left, whole = [], google_points.Stretches.left_of
    monkeypatch.setattr(
        google_points.Stretches,
        "left_of",
        lambda stretches, *text: left.append(whole(stretches, *text)) or left[-1],
    )
    content = json.dumps(
        {"semanticSegments": [{**TIMES, "timelinePath": points_alike(100)}]}, indent=2, ensure_ascii=False
    )
    assert len(google_events(google_timeline, content.encode()).fixes) == 100
    assert left[0].count(b'"point"') <= 3


@few
@given(st.lists(segment, max_size=10), layout)
def test_both_paths_agree_on_odd_iphone_segments(segments, spelt):
    """The same for the bare array of the iPhone."""
    both_agree(google_timeline_iphone, segments, spelt)


@pytest.mark.parametrize(("module", "value"), usual_files(), ids=["android", "records", "iphone", "semantic"])
@pytest.mark.parametrize("block", [700, 4001, 1 << 22])
def test_block_borders_change_nothing(module, value, block, monkeypatch):
    """The same fixes come out whether the file is read in one block or in many small ones."""
    content = json.dumps(value, indent=1, ensure_ascii=False).encode()
    whole = outcome(module, content, plain=True)
    monkeypatch.setattr(json_scan, "BLOCK", block)
    assert outcome(module, content) == whole
    assert whole[0]
    assert not whole[1]


@pytest.mark.parametrize(("module", "value"), usual_files()[:3], ids=["android", "records", "iphone"])
def test_usual_files_are_read_by_columns_only(module, value, monkeypatch):
    """The quick way is really taken: no record of a usual file is read one by one."""
    monkeypatch.setattr(json_scan.Block, "record", lambda *_: pytest.fail("a usual record was odd"))
    for spelt in ({"indent": 2}, {"separators": (",", ":")}):
        assert len(google_events(module, json.dumps(value, ensure_ascii=False, **spelt).encode()).fixes) > 50
