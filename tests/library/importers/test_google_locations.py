"""Google location files, all generations: what is read, how bad files end, and that nothing leaks."""

import io
import json
import logging
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.importers import (
    google_records,
    google_semantic,
    google_timeline,
    google_timeline_iphone,
    json_scan,
)
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, Trouble

ALL = (google_records, google_semantic, google_timeline, google_timeline_iphone)
names = [module.__name__.rsplit(".", 1)[-1] for module in ALL]


class Bytes:
    """A source in memory."""

    def __init__(self, content: bytes, name: str = "x.json"):
        self.content, self.name, self.size = content, name, len(content)

    def head(self) -> bytes:
        return self.content[:65536]

    def open(self) -> io.BytesIO:
        return io.BytesIO(self.content)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


def events(module, content, plain=False):
    if not isinstance(content, bytes):
        content = json.dumps(content, ensure_ascii=False).encode()
    gathering = Gathering("UTC")
    module.read(Bytes(content), gathering, plain=plain)
    return gathering.events()


def rows(found):
    fixes = found.fixes
    table = zip(fixes.utc_ms.tolist(), fixes.lat.tolist(), fixes.lon.tolist(), fixes.accuracy_m.tolist(), strict=True)
    return sorted((when, lat, lon, -1.0 if error != error else error) for when, lat, lon, error in table)


def outcome(module, content, plain=False):
    """Rows, counts of what was left out and zones; or the reason of a refusal."""
    try:
        found = events(module, content, plain)
    except Refused as refused:
        return refused.trouble
    left = {part.trouble: part.count for part in found.left_out}
    return rows(found), left, [(zone.start_s, zone.zone) for zone in found.zones]


def left_out(found):
    return {part.trouble: part.count for part in found.left_out}


# ── what is read ──


@pytest.mark.parametrize("module", ALL, ids=names)
@pytest.mark.parametrize("plain", [False, True])
def test_the_sample_gives_what_it_must(module, plain):
    """Every sample gives exactly the fixes it promises, on both paths."""
    found = events(module, module.SAMPLE, plain)
    assert found.summary() == module.GIVES
    assert found.left_out == ()


@pytest.mark.parametrize("module", ALL, ids=names)
def test_each_sample_is_recognised_by_its_own_importer_only(module):
    """By content, in every spelling: as it is, minified, indented, with a mark, in UTF-16."""
    value = json.loads(module.SAMPLE)
    spellings = [
        module.SAMPLE,
        b"\n\n " + module.SAMPLE,
        json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(),
        json.dumps(value, indent=4).encode("utf-8-sig"),
        json.dumps(value, separators=(" , ", " : ")).encode("utf-16"),
    ]
    for spelling in spellings:
        assert [other for other in ALL if other.recognises(spelling[:65536], "a.txt")] == [module]


def test_a_head_that_is_only_raw_signals_or_only_settings_is_still_a_timeline():
    """The order of the parts is not promised, and a part may be longer than the head."""
    for key in ("rawSignals", "userLocationProfile"):
        assert google_timeline.recognises(f'{{"{key}": [{{"wifiScan": {{}}}}, '.encode(), "x")
    assert not google_timeline.recognises(b'{"type": "FeatureCollection"}', "Timeline.json")
    assert not google_timeline_iphone.recognises(b'[{"steps": 5}]', "location-history.json")


def test_records_carry_positions_times_and_accuracy():
    """E7 numbers, UTC times and milliseconds, accuracy in metres, NaN where the file is silent."""
    found = events(google_records, google_records.SAMPLE)
    assert rows(found) == [
        (1709251202361, 35.6586, 139.7454, 14.0),
        (1709251323000, -33.8688197, 151.2092955, -1.0),
    ]


def test_positions_written_two_to_the_32_too_large_are_read_right():
    """Takeout once wrote southern and western positions without their sign."""
    wrapped = {"timestampMs": "1709251323000", "latitudeE7": -338688197 + 2**32, "longitudeE7": -1512092955 + 2**32}
    for plain in (False, True):
        found = events(google_records, {"locations": [wrapped]}, plain)
        assert rows(found) == [(1709251323000, -33.8688197, -151.2092955, -1.0)]


def test_a_place_deeper_inside_a_record_is_not_the_record_s_place():
    """inferredLocation and locationMetadata have positions and times of their own."""
    inner = {"timestamp": "2020-01-01T00:00:00.000Z", "latitudeE7": 10000000, "longitudeE7": 20000000, "accuracy": 5}
    record = {
        "latitudeE7": 356586000,
        "longitudeE7": 1397454000,
        "accuracy": 14,
        "inferredLocation": [inner, inner],
        "timestamp": "2024-03-01T00:00:02Z",
    }
    only_inner = {"inferredLocation": [inner], "timestamp": "2024-03-01T00:00:03Z"}
    content = {"locations": [record, only_inner, record | {"timestamp": "2024-03-01T00:00:04Z"}]}
    for plain in (False, True):
        assert [row[:3] for row in rows(events(google_records, content, plain))] == [
            (1709251202000, 35.6586, 139.7454),
            (1709251204000, 35.6586, 139.7454),
        ]


def test_a_stay_is_heard_every_ten_minutes_up_to_its_end():
    """So that the phone's word that somebody stayed is not taken for silence."""
    segment = {
        "startTime": "2024-03-01T10:00:00.000+09:00",
        "endTime": "2024-03-01T10:25:00.000+09:00",
        "visit": {"topCandidate": {"placeLocation": {"latLng": "35.5°, 139.5°"}}},
    }
    found = events(google_timeline, {"semanticSegments": [segment]})
    start = ms("2024-03-01T10:00:00+09:00")
    assert [(row[0] - start) // 60_000 for row in rows(found)] == [0, 10, 20, 25]
    assert {row[1:3] for row in rows(found)} == {(35.5, 139.5)}


def test_a_stay_beyond_a_month_or_ending_before_it_starts_is_left_out():
    """31 days are believed, a second more is not."""

    def visit(start, end):
        return {
            "startTime": f"2024-03-01T{start}.000Z",
            "endTime": f"{end}.000Z",
            "visit": {"topCandidate": {"placeLocation": {"latLng": "35.5°, 139.5°"}}},
        }

    segments = [
        visit("00:00:00", "2024-04-01T00:00:00"),
        visit("00:00:00", "2024-04-01T00:00:01"),
        visit("00:00:01", "2024-03-01T00:00:00"),
    ]
    for plain in (False, True):
        found = events(google_timeline, {"semanticSegments": segments}, plain)
        assert len(found.fixes) == 31 * 144 + 1
        assert left_out(found) == {Trouble.BAD_VALUES: 2}


def test_endless_stays_cannot_fill_the_memory():
    """Many month-long stays on top of each other end in a count, not in gigabytes."""
    visit = {
        "startTime": "2024-03-01T00:00:00.000Z",
        "endTime": "2024-03-31T00:00:00.000Z",
        "visit": {"topCandidate": {"placeLocation": {"latLng": "35.5°, 139.5°"}}},
    }
    found = events(google_timeline, {"semanticSegments": [visit] * 1_500})
    assert len(found.fixes) <= 4_000_000
    assert left_out(found)[Trouble.TOO_LARGE] > 0


def test_trips_give_their_ends_and_waypoints_spread_over_the_time():
    """Waypoints have no times of their own; path points have, and then they are used instead."""
    found = events(google_semantic, google_semantic.SAMPLE)
    start = 1709254800000
    assert [row[0] - start for row in rows(found)][-3:] == [0, 900_000, 1_800_000]
    trip = json.loads(google_semantic.SAMPLE)["timelineObjects"][1]
    trip["activitySegment"]["simplifiedRawPath"] = {
        "points": [{"latE7": 356600000, "lngE7": 1397500000, "accuracyMeters": 8, "timestampMs": str(start + 60_000)}]
    }
    found = events(google_semantic, {"timelineObjects": [trip]})
    assert [row[0] - start for row in rows(found)] == [0, 60_000, 1_800_000]
    assert rows(found)[1][1:] == (35.66, 139.75, 8.0)


def test_the_zone_is_where_the_person_was_and_told_once_for_each_change():
    """The minutes field wins over the offset in the text, which is the exporting phone's; Z tells nothing."""

    def visit(hour, minutes, offset="+02:00"):
        told = {} if minutes is None else {"startTimeTimezoneUtcOffsetMinutes": minutes}
        return {
            "startTime": f"2024-03-01T{hour:02d}:00:00.000{offset}",
            "endTime": f"2024-03-01T{hour:02d}:30:00.000{offset}",
            **told,
            "visit": {"topCandidate": {"placeLocation": {"latLng": "35.5°, 139.5°"}}},
        }

    segments = [visit(1, 540), visit(2, 540), visit(3, -240), visit(4, None), visit(5, None, "Z"), visit(6, None)]
    for plain in (False, True):
        found = events(google_timeline, {"semanticSegments": segments}, plain)
        assert [zone.zone for zone in found.zones] == ["+09:00", "-04:00", "+02:00"]
        assert found.zones[1].start_s * 1000 == ms("2024-03-01T03:00:00+02:00")


def test_iphone_paths_count_minutes_from_their_start():
    """Offsets are strings or numbers, and the start may come after the end."""
    path = {
        "endTime": "2024-03-01T10:00:00.000Z",
        "startTime": "2024-03-01T08:00:00.000Z",
        "timelinePath": [
            {"point": "geo:35.1,139.2", "durationMinutesOffsetFromStartTime": "14"},
            {"point": "geo:-35.25,-9.5", "durationMinutesOffsetFromStartTime": 20},
        ],
    }
    found = events(google_timeline_iphone, [path])
    start = ms("2024-03-01T08:00:00+00:00")
    assert rows(found) == [(start + 14 * 60_000, 35.1, 139.2, -1.0), (start + 20 * 60_000, -35.25, -9.5, -1.0)]


@pytest.mark.parametrize(
    "spelt",
    ["35.65°, 139.74°", "35.65, 139.74", "geo:35.65,139.74", "35.65Â°, 139.74Â°", "35.65°,139.74°", " 35.650 °, 1.3974e2°"],
)
def test_places_are_read_in_every_spelling_seen(spelt):
    """With the degree sign, without, as geo:, and broken by a wrong encoding."""
    path = {"timelinePath": [{"point": spelt, "time": "2024-03-01T08:14:00.000+09:00"}]}
    for plain in (False, True):
        assert rows(events(google_timeline, {"semanticSegments": [path]}, plain))[0][1:3] == (35.65, 139.74)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("plain", [False, True])
def test_other_encodings_are_read(encoding, plain):
    """Editors on Windows save exports in their own way."""
    content = google_timeline.SAMPLE.decode().encode(encoding)
    assert events(google_timeline, content, plain).summary() == google_timeline.GIVES


def test_one_degree_sign_in_a_wrong_encoding_far_into_the_file_costs_nothing():
    """A lone 0xB0 is read in its record; the others are not touched."""
    point = '{"point": "35.65°, 139.74°", "time": "2024-03-01T08:14:00.000+09:00"}'
    many = f'{{"timelinePath": [{point}]}}, ' * 1000
    content = ('{"semanticSegments": [' + many).encode() + b'{"timelinePath": [' + point.encode("latin-1") + b"]}]}"
    assert len(content) > 65536
    found = events(google_timeline, content)
    assert len(found.fixes) == 1001 and found.left_out == ()


# ── both paths agree ──

number = st.integers(-1_800_000_000, 1_800_000_000)
coordinate = st.one_of(
    st.floats(-180, 180, allow_nan=False).map(lambda x: f"{x:.7f}".rstrip("0")),
    st.floats(-180, 180, allow_nan=False).map(lambda x: f"{x:.6f}"),
    st.sampled_from(["0.0", "5", "-0.5", "1e1", "91.0", "-.5", "035.1", "--1.0", "", "NaN", "1.23456789", "12.1"]),
)
style = st.sampled_from(["{}°, {}°", "{}, {}", "geo:{},{}", "{}°,{}°", "{}Â°, {}Â°", "°{}, {}°", "({}; {})"])
place = st.builds(lambda form, lat, lon: form.format(lat, lon), style, coordinate, coordinate)
when = st.one_of(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda t: t.isoformat(timespec="milliseconds")),
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda t: t.isoformat(timespec="seconds")),
    st.sampled_from(["2024-02-30T00:00:00.000", "2024-13-01T00:00:00.000", "2024-03-01T24:00:00.000", "nonsense", ""]),
)
zone = st.sampled_from(["Z", "+09:00", "-03:30", "+00:00", "", "+99:00", "+9:00", "z"])
instant = st.one_of(st.builds(str.__add__, when, zone), st.just("2024-03-01T08:14:00.000+09:00"))
strange = st.sampled_from([None, 5, "5", [], {}, True, '"point": "1.0, 2.0"', "a { b", "} \\ \" {", "\ud83d\ude00 °", -1.5])
other = st.dictionaries(st.sampled_from(["a", "visitor", "E7", "timestamp ", "point}", "accuracy {"]), strange, max_size=2)
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
    record_of(latitudeE7=number, longitudeE7=number, accuracy=st.integers(-1, 5000), source=st.just("GPS"), timestamp=instant),
    record_of(timestampMs=st.integers(10**12, 2 * 10**12).map(str), latitudeE7=e7, longitudeE7=e7),
    record_of(latitudeE7=e7, longitudeE7=e7, accuracy=e7, activity=st.lists(other, max_size=2), timestamp=stamps),
)
point = st.one_of(record_of(point=place, time=instant), record_of(time=instant, point=place))
geo_point = record_of(point=place, durationMinutesOffsetFromStartTime=st.one_of(st.integers(-5, 200).map(str), st.integers(0, 9)))
lat_lng = st.one_of(place, record_of(latLng=place))
visit = record_of(
    hierarchyLevel=st.integers(0, 1),
    topCandidate=record_of(placeId=st.text(max_size=9), probability=st.floats(0, 1), placeLocation=lat_lng),
)
trip = record_of(start=lat_lng, end=lat_lng, topCandidate=record_of(type=st.just("WALKING")))
position = record_of(LatLng=place, accuracyMeters=st.one_of(st.integers(-1, 99), st.floats(0, 9)), source=st.just("WIFI"), timestamp=instant)
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


@few
@given(st.lists(segment, max_size=10), layout)
def test_both_paths_agree_on_odd_iphone_segments(segments, spelt):
    """The same for the bare array of the iPhone."""
    both_agree(google_timeline_iphone, segments, spelt)


def usual_files():
    points = [{"point": f"35.65{i:05d}°, 139.74{i}°", "time": f"2024-03-01T08:{i:02d}:00.000+09:00"} for i in range(40)]
    path = {"startTime": "2024-03-01T08:00:00.000+09:00", "endTime": "2024-03-01T10:00:00.000+09:00", "timelinePath": points}
    sample = json.loads(google_timeline.SAMPLE)
    android = {"semanticSegments": [path, *sample["semanticSegments"]] * 6, "rawSignals": sample["rawSignals"] * 9}
    records = {"locations": json.loads(google_records.SAMPLE)["locations"] * 40}
    return [
        (google_timeline, android),
        (google_records, records),
        (google_timeline_iphone, json.loads(google_timeline_iphone.SAMPLE) * 20),
        (google_semantic, {"timelineObjects": json.loads(google_semantic.SAMPLE)["timelineObjects"] * 20}),
    ]


@pytest.mark.parametrize(("module", "value"), usual_files(), ids=["android", "records", "iphone", "semantic"])
@pytest.mark.parametrize("block", [700, 4001, 1 << 22])
def test_block_borders_change_nothing(module, value, block, monkeypatch):
    """The same fixes come out whether the file is read in one block or in many small ones."""
    content = json.dumps(value, indent=1, ensure_ascii=False).encode()
    whole = outcome(module, content, plain=True)
    monkeypatch.setattr(json_scan, "BLOCK", block)
    assert outcome(module, content) == whole
    assert whole[0] and not whole[1]


@pytest.mark.parametrize(("module", "value"), usual_files()[:3], ids=["android", "records", "iphone"])
def test_usual_files_are_read_by_columns_only(module, value, monkeypatch):
    """The quick way is really taken: no record of a usual file is read one by one."""
    monkeypatch.setattr(json_scan.Block, "record", lambda *_: pytest.fail("a usual record was odd"))
    for spelt in ({"indent": 2}, {"separators": (",", ":")}):
        assert len(events(module, json.dumps(value, ensure_ascii=False, **spelt).encode()).fixes) > 50


# ── bad files ──


@pytest.mark.parametrize("module", ALL, ids=names)
def test_a_file_cut_anywhere_gives_its_good_part_and_says_so(module):
    """Every cut of the sample: refused as truncated, or the whole records before it and a note."""
    whole = rows(events(module, module.SAMPLE))
    text = module.SAMPLE.rstrip()
    for cut in range(2, len(text)):
        fast = outcome(module, text[:cut])
        if isinstance(fast, Trouble):
            assert fast is Trouble.TRUNCATED
        else:
            assert fast[1] == {Trouble.TRUNCATED: 1}
            assert set(fast[0]) <= set(whole)


@pytest.mark.parametrize("module", ALL, ids=names)
@pytest.mark.parametrize("plain", [False, True])
def test_an_empty_but_whole_file_holds_nothing_usable(module, plain):
    """No list, an empty list, lists of nothing."""
    key = {"google_records": "locations", "google_semantic": "timelineObjects"}.get(module.__name__.rsplit(".", 1)[-1], "semanticSegments")
    for value in ({key: []}, {key: [None, {}, [], "x", 5]}, {key: None}, [], [{}], {}):
        assert outcome(module, value, plain) is Trouble.NOTHING_USABLE


@pytest.mark.parametrize("module", ALL, ids=names)
@pytest.mark.parametrize("plain", [False, True])
def test_nesting_beyond_reason_is_refused(module, plain):
    """A hundred thousand brackets end in a sentence, not in a crash."""
    for inside in (b"[" * 100_000, b'{"a":' * 100_000):
        assert outcome(module, b'{"locations": [{"x": ' + inside, plain) is Trouble.TOO_DEEP


def test_a_record_larger_than_any_real_one_is_not_kept_in_memory(monkeypatch):
    """The good part before it is kept; without any, the file is refused."""
    monkeypatch.setattr(json_scan, "LARGEST_RECORD", 10_000)
    monkeypatch.setattr(json_scan, "BLOCK", 2_000)
    giant = b'{"a": "' + b"x" * 50_000 + b'"}'
    assert outcome(google_records, b'{"locations": [' + giant) is Trouble.TOO_LARGE
    content = google_records.SAMPLE.rstrip()[:-3] + b"," + giant + b"]}"
    assert outcome(google_records, content)[1] == {Trouble.TOO_LARGE: 1}


def test_a_damaged_record_costs_only_itself():
    """NaN, missing values and broken literals: the record is counted, its neighbours are read."""
    good = '{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestamp": "2024-03-01T00:00:02Z"}'
    bad = [
        ('{"latitudeE7": NaN, "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.BAD_POSITIONS),
        ('{"latitudeE7": Infinity, "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.BAD_POSITIONS),
        ('{"latitudeE7": , "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.DAMAGED),
        ('{"latitudeE7": 1, "longitudeE7": 1, "timestamp": nul}', Trouble.DAMAGED),
        ('{"latitudeE7": null, "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.BAD_POSITIONS),
        ('{"latitudeE7": 1397454000, "longitudeE7": 356586000, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.BAD_POSITIONS),
        ('{"latitudeE7": 356586000, "longitudeE7": 1397454000}', Trouble.NO_TIMES),
        ('{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestamp": "1904-01-01T00:00:00Z"}', Trouble.TIMES_OUT_OF_RANGE),
        ('{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestampMs": "99999999999999999999999"}', Trouble.NO_TIMES),
    ]
    for record, trouble in bad:
        found = events(google_records, f'{{"locations": [{good}, {record}, {good}]}}'.encode())
        assert len(found.fixes) == 2
        assert left_out(found) == {trouble: 1}, record


def test_a_stray_closing_bracket_or_zero_bytes_end_the_good_part():
    """What follows a file that was closed too often is not believed."""
    content = google_records.SAMPLE.rstrip()
    assert outcome(google_records, content + b"]}")[1] == {Trouble.DAMAGED: 1}
    assert len(outcome(google_records, content + b"\x00" * 500)[0]) == 2


def test_repeated_keys_and_lone_surrogates_do_not_stop_the_reading():
    """Both are wrong in JSON and both are seen."""
    twice = b'{"locations": [{"latitudeE7": 10000000, "latitudeE7": 20000000, "longitudeE7": 30000000, "name": "\\ud800", "timestamp": "2024-03-01T00:00:02Z"}]}'
    assert outcome(google_records, twice)[0][0][1:3] == (2.0, 3.0)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(ALL), st.data())
def test_bytes_changed_at_random_never_raise_anything_but_a_refusal(module, data):
    """A short fuzz run: cut, overwrite, repeat."""
    content = bytearray(module.SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        where = data.draw(st.integers(0, len(content) - 1))
        content[where : where + data.draw(st.integers(0, 5))] = data.draw(
            st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b"{", b"}", b"[", b"]", b"\\", b"\xb0", b"\x00", b"-", b"9" * 30]))
        )
    for plain in (False, True):
        outcome(module, bytes(content), plain)


# ── nothing leaks ──


@pytest.mark.parametrize("module", ALL, ids=names)
@pytest.mark.parametrize("plain", [False, True])
def test_no_coordinate_is_ever_told(module, plain, caplog, capsys):
    """Canary positions in good, bad and cut records appear in no error, note, summary, repr or log."""
    caplog.set_level(logging.DEBUG)
    text = module.SAMPLE.decode()
    for canary in ("35.6586", "139.7454", "356586000", "1397454000"):
        text = text.replace(canary, canary.replace("35", "47", 1).replace("139", "147", 1))
    assert "47" in text
    variants = [text, text[: len(text) // 2], text.replace('"2024', '"1024'), text.replace("147.", "947."), text.replace("°", "")]
    variants += [text.replace("47.6586", "47.65.86"), text.replace("476586000", "x476586000"), text.replace("T", "Q")]
    told = ""
    for variant in variants:
        gathering = Gathering("UTC")
        try:
            module.read(Bytes(variant.encode()), gathering, plain=plain)
        except Refused as refused:
            told += repr(refused) + str(refused) + repr(refused.__cause__) + refused.where + refused.expected
        found = gathering.events()
        told += repr(found.left_out) + repr(found.summary()) + repr(found.zones) + repr(found.fixes) + repr(found.sources)
    told += caplog.text + "".join(capsys.readouterr())
    assert told
    for canary in ("47", "6586", "7454"):
        assert canary not in told.replace("'x.json'", "")
    assert np.isfinite(len(told))
