"""Google location files, all generations: what is read from them."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from tests.library.importers.google_files import ALL, NAMES, google_events, rows
from tests.library.importers.sources import lost

from genkan.importers import google_records, google_semantic, google_timeline, google_timeline_iphone
from genkan.nouns import Trouble


def ms(text: str) -> int:
    """UTC milliseconds of an ISO 8601 time."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize("module", ALL, ids=NAMES)
@pytest.mark.parametrize("plain", [False, True])
def test_the_sample_gives_what_it_must(module, plain):
    """Every sample gives exactly the fixes it promises, on both paths."""
    found = google_events(module, module.SAMPLE, plain)
    assert found.summary() == module.GIVES
    assert found.left_out == ()


@pytest.mark.parametrize("module", ALL, ids=NAMES)
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
    found = google_events(google_records, google_records.SAMPLE)
    assert rows(found) == [
        (1709251202361, 35.6586, 139.7454, 14.0),
        (1709251323000, -33.8688197, 151.2092955, -1.0),
    ]


def test_positions_written_two_to_the_32_too_large_are_read_right():
    """Takeout once wrote southern and western positions without their sign."""
    wrapped = {
        "timestampMs": "1709251323000",
        "latitudeE7": -338688197 + 2**32,
        "longitudeE7": -1512092955 + 2**32,
    }
    for plain in (False, True):
        found = google_events(google_records, {"locations": [wrapped]}, plain)
        assert rows(found) == [(1709251323000, -33.8688197, -151.2092955, -1.0)]


def test_a_place_deeper_inside_a_record_is_not_the_record_s_place():
    """inferredLocation and locationMetadata have positions and times of their own."""
    inner = {
        "timestamp": "2020-01-01T00:00:00.000Z",
        "latitudeE7": 10000000,
        "longitudeE7": 20000000,
        "accuracy": 5,
    }
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
        assert [row[:3] for row in rows(google_events(google_records, content, plain))] == [
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
    found = google_events(google_timeline, {"semanticSegments": [segment]})
    start = ms("2024-03-01T10:00:00+09:00")
    assert [(row[0] - start) // 60_000 for row in rows(found)] == [0, 10, 20, 25]
    assert {row[1:3] for row in rows(found)} == {(35.5, 139.5)}


def test_a_stay_beyond_a_month_or_ending_before_it_starts_is_lost():
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
        found = google_events(google_timeline, {"semanticSegments": segments}, plain)
        assert len(found.fixes) == 31 * 144 + 1
        assert lost(found) == {Trouble.BAD_VALUES: 2}


def test_endless_stays_cannot_fill_the_memory():
    """Many month-long stays on top of each other end in a count, not in gigabytes."""
    visit = {
        "startTime": "2024-03-01T00:00:00.000Z",
        "endTime": "2024-03-31T00:00:00.000Z",
        "visit": {"topCandidate": {"placeLocation": {"latLng": "35.5°, 139.5°"}}},
    }
    found = google_events(google_timeline, {"semanticSegments": [visit] * 1_500})
    assert len(found.fixes) <= 4_000_000
    assert lost(found)[Trouble.TOO_LARGE] > 0


def test_trips_give_their_ends_and_waypoints_spread_over_the_time():
    """Waypoints have no times of their own; path points have, and then they are used instead."""
    found = google_events(google_semantic, google_semantic.SAMPLE)
    start = 1709254800000
    assert [row[0] - start for row in rows(found)][-3:] == [0, 900_000, 1_800_000]
    trip = json.loads(google_semantic.SAMPLE)["timelineObjects"][1]
    trip["activitySegment"]["simplifiedRawPath"] = {
        "points": [
            {"latE7": 356600000, "lngE7": 1397500000, "accuracyMeters": 8, "timestampMs": str(start + 60_000)}
        ]
    }
    found = google_events(google_semantic, {"timelineObjects": [trip]})
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

    segments = [
        visit(1, 540),
        visit(2, 540),
        visit(3, -240),
        visit(4, None),
        visit(5, None, "Z"),
        visit(6, None),
    ]
    for plain in (False, True):
        found = google_events(google_timeline, {"semanticSegments": segments}, plain)
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
    found = google_events(google_timeline_iphone, [path])
    start = ms("2024-03-01T08:00:00+00:00")
    assert rows(found) == [
        (start + 14 * 60_000, 35.1, 139.2, -1.0),
        (start + 20 * 60_000, -35.25, -9.5, -1.0),
    ]


@pytest.mark.parametrize(
    "spelt",
    [
        "35.65°, 139.74°",
        "35.65, 139.74",
        "geo:35.65,139.74",
        "35.65Â°, 139.74Â°",
        "35.65°,139.74°",
        " 35.650 °, 1.3974e2°",
    ],
)
def test_places_are_read_in_every_spelling_seen(spelt):
    """With the degree sign, without, as geo:, and broken by a wrong encoding."""
    path = {"timelinePath": [{"point": spelt, "time": "2024-03-01T08:14:00.000+09:00"}]}
    for plain in (False, True):
        assert rows(google_events(google_timeline, {"semanticSegments": [path]}, plain))[0][1:3] == (
            35.65,
            139.74,
        )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("plain", [False, True])
def test_other_encodings_are_read(encoding, plain):
    """Editors on Windows save exports in their own way."""
    content = google_timeline.SAMPLE.decode().encode(encoding)
    assert google_events(google_timeline, content, plain).summary() == google_timeline.GIVES


def test_one_degree_sign_in_a_wrong_encoding_far_into_the_file_costs_nothing():
    """A lone 0xB0 is read in its record; the others are not touched."""
    point = '{"point": "35.65°, 139.74°", "time": "2024-03-01T08:14:00.000+09:00"}'
    many = f'{{"timelinePath": [{point}]}}, ' * 1000
    content = (
        ('{"semanticSegments": [' + many).encode() + b'{"timelinePath": [' + point.encode("latin-1") + b"]}]}"
    )
    assert len(content) > 65536
    found = google_events(google_timeline, content)
    assert len(found.fixes) == 1001
    assert found.left_out == ()
