"""The Apple Health importer: what it recognises, keeps, leaves out and refuses."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genkan.importers import apple_health, importer_for, xml_scan
from genkan.importers.gathering import Gathering
from genkan.nouns import DistanceBand, Events, Refused, SpanKind, Trouble
from genkan.store import BytesSource

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!-- x -->\n]>\n<HealthData>\n'
TAIL = b"</HealthData>\n"
STEPS = "HKQuantityTypeIdentifierStepCount"
SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
PULSE = "HKQuantityTypeIdentifierHeartRate"
WALK = "HKQuantityTypeIdentifierDistanceWalkingRunning"
BOTH = pytest.mark.parametrize("plain", [False, True], ids=["columns", "plain"])


def read(content: bytes, plain: bool = False) -> Events:
    gathering = Gathering("Asia/Tokyo")
    gathering.reading("export.xml")
    apple_health.read(BytesSource(content), gathering, plain=plain)
    return gathering.events()


def record(kind: str, value: str, start: str = "2024-03-01 08:00:00 +0900", **more: str) -> str:
    told = {"type": kind, "sourceName": "Aoi’s iPhone", "sourceVersion": "17.4", "unit": "count"}
    told |= {"creationDate": "2024-03-01 09:00:00 +0900", "startDate": start}
    told |= {"endDate": start[:14] + "59" + start[16:], "value": value} | more
    return " <Record " + " ".join(f'{name}="{text}"' for name, text in told.items() if text != "-") + "/>\n"


def export(*parts: str | bytes) -> bytes:
    return HEAD + b"".join(part if isinstance(part, bytes) else part.encode() for part in parts) + TAIL


def columns(events: Events) -> list[tuple[int, int, int, float, str]]:
    spans = events.spans
    names = [events.sources[number] for number in spans.source.tolist()]
    rows = zip(
        *(c.tolist() for c in (spans.kind, spans.start_ms, spans.end_ms, spans.value)), names, strict=True
    )
    return sorted(rows)


def utc_ms(stamp: str) -> int:
    return round(datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S %z").timestamp() * 1000)


@BOTH
def test_the_sample_gives_what_it_says(plain: bool) -> None:
    """The sample of the real format gives exactly the figures that stand beside it."""
    events = read(apple_health.SAMPLE, plain)
    told = events.summary()
    assert {name: told.get(name) for name in apple_health.GIVES} == apple_health.GIVES
    assert [(span.zone, span.start_s) for span in events.zones] == [("Asia/Bangkok", 1709229600)]
    assert events.left_out == ()


def test_no_owner_in_source_names() -> None:
    """A source is called by its kind; the owner's name inside it goes nowhere."""
    events = read(apple_health.SAMPLE)
    assert events.sources == (
        "Apple Health · iPhone",
        "Apple Health · Watch",
        "Apple Health · app 1",
    )


@pytest.mark.parametrize(
    ("told", "called"),
    [
        ({"sourceName": "アオイのApple\u00a0Watch"}, "Watch"),
        ({"sourceName": "iPhone ของ Aoi"}, "iPhone"),
        ({"sourceName": "SleepWatch"}, "app 1"),
        (
            {
                "sourceName": "Moon",
                "sourceVersion": "9.0",
                "device": "&lt;&lt;HKDevice: 0x1f&gt;, name:Apple Watch, model:Watch, software:9.0&gt;",
            },
            "Watch",
        ),
        (
            {
                "sourceName": "Run",
                "sourceVersion": "2.1",
                "device": "&lt;&lt;HKDevice: 0x1f&gt;, name:Apple Watch, model:Watch, software:9.0&gt;",
            },
            "app 1",
        ),
        ({"sourceName": "-"}, "app 1"),
    ],
)
def test_kind_of_source(told: dict[str, str], called: str) -> None:
    """Watch and phone are told apart from apps by name in any language, or by their own software version."""
    for plain in (False, True):
        assert read(export(record(STEPS, "5", **told)), plain).sources == (f"Apple Health · {called}",)


def test_two_apps_are_two_sources() -> None:
    """Different apps get different numbers, in the order of the file."""
    first, second = record(STEPS, "5", sourceName="B"), record(STEPS, "6", sourceName="A")
    assert read(export(first, second, first)).sources == ("Apple Health · app 1", "Apple Health · app 2")


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (apple_health.SAMPLE, True),
        (b"\xef\xbb\xbf" + apple_health.SAMPLE, True),
        (apple_health.SAMPLE.decode().encode("utf-16"), True),
        (b"<HealthData locale='th_TH'>", True),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">', False),
        (b'{"x": "<HealthData >"}', False),
        (b"<gpx><HealthDatabase></gpx>", False),
    ],
)
def test_recognised_by_content(head: bytes, known: bool) -> None:
    """The root element decides, whatever the file is called; the clinical document beside it is not it."""
    assert apple_health.recognises(head, "書き出したデータ.xml") is known
    if known:
        assert importer_for(head, "x") is not None


@BOTH
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str, plain: bool) -> None:
    """UTF-16 and a byte-order mark change nothing."""
    assert columns(read(apple_health.SAMPLE.decode().encode(encoding), plain)) == columns(
        read(apple_health.SAMPLE)
    )


@BOTH
@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("InBed", SpanKind.IN_BED),
        ("Asleep", SpanKind.ASLEEP),
        ("AsleepUnspecified", SpanKind.ASLEEP),
        ("AsleepCore", SpanKind.ASLEEP),
        ("AsleepDeep", SpanKind.ASLEEP),
        ("AsleepREM", SpanKind.ASLEEP),
        ("Awake", SpanKind.AWAKE_IN_BED),
    ],
)
def test_sleep_of_both_generations(value: str, kind: SpanKind, plain: bool) -> None:
    """Every sleep category of old and new exports becomes asleep, in bed or awake in bed."""
    events = read(export(record(SLEEP, f"HKCategoryValueSleepAnalysis{value}", unit="-")), plain)
    assert columns(events)[0][:3] == (
        kind,
        utc_ms("2024-03-01 08:00:00 +0900"),
        utc_ms("2024-03-01 08:59:00 +0900"),
    )


@BOTH
@pytest.mark.parametrize(("unit", "metres"), [("km", 1500.0), ("m", 1.5), ("mi", 2414.016), ("ft", 0.4572)])
def test_distances_become_metres(unit: str, metres: float, plain: bool) -> None:
    """The unit beside the number is honoured."""
    (row,) = columns(read(export(record(WALK, "1.5", unit=unit)), plain))
    assert row[3] == pytest.approx(metres, rel=1e-6)


@BOTH
@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("6.2e-05", 6.2e-05),
        ("1,5", 1.5),
        ("0.026843999999999998", 0.026844),
        ("+3", 3.0),
        (".5", 0.5),
        (" 7 ", 7.0),
    ],
)
def test_numbers_as_phones_write_them(value: str, amount: float, plain: bool) -> None:
    """Exponents, long fractions and a decimal comma are read."""
    (row,) = columns(read(export(record(STEPS, value)), plain))
    assert row[3] == pytest.approx(amount, rel=1e-6)


@BOTH
@pytest.mark.parametrize("value", ["1,234", "1.2.3", "many", "", "-4", "nan", "1e999", "0x10"])
def test_what_is_no_number_is_left_out(value: str, plain: bool) -> None:
    """A value that is none, or could mean two things, is counted and never becomes zero."""
    events = read(export(record(STEPS, value), record(STEPS, "9", "2024-03-02 08:00:00 +0900")), plain)
    assert [row[3] for row in columns(events)] == [9.0]
    assert [(part.trouble, part.count) for part in events.left_out] == [(Trouble.BAD_VALUES, 1)]


@BOTH
def test_an_unknown_kind_of_sleep_is_left_out(plain: bool) -> None:
    """A sleep category of the future is counted as left out, not taken for sleep."""
    new = record(SLEEP, "HKCategoryValueSleepAnalysisDozing", unit="-")
    events = read(export(new, record(STEPS, "5")), plain)
    assert [row[0] for row in columns(events)] == [SpanKind.STEPS]
    assert [(part.trouble, part.count) for part in events.left_out] == [(Trouble.BAD_VALUES, 1)]


@BOTH
def test_an_unknown_unit_is_left_out(plain: bool) -> None:
    """A distance in a unit nobody knows is not guessed."""
    events = read(export(record(WALK, "1.5", unit="li")), plain)
    assert len(events.spans) == 0
    assert events.left_out[0].trouble is Trouble.BAD_VALUES


@BOTH
def test_heart_rate_tells_of_wear_only(plain: bool) -> None:
    """Heart rate becomes minutes of wear, whatever its value is; the value is kept nowhere."""
    events = read(export(record(PULSE, "171"), record(PULSE, "unheard", "2024-03-01 20:00:00 +0900")), plain)
    assert {row[0] for row in columns(events)} == {SpanKind.WORN}
    assert {row[3] for row in columns(events)} == {0.0}


@BOTH
def test_only_standing_counts_as_stood(plain: bool) -> None:
    """An idle hour is no stood hour."""
    kind, value = "HKCategoryTypeIdentifierAppleStandHour", "HKCategoryValueAppleStandHour"
    stood = record(kind, f"{value}Stood", unit="-")
    idle = record(kind, f"{value}Idle", "2024-03-01 10:00:00 +0900", unit="-")
    assert [row[0] for row in columns(read(export(stood, idle), plain))] == [SpanKind.STOOD]


@BOTH
def test_phone_and_watch_stay_apart_and_equal_rows_are_one(plain: bool) -> None:
    """The same steps from two devices are two rows; the same row twice, inside a Correlation too, is one."""
    watch = record(STEPS, "5", sourceName="Aoi’s Apple Watch")
    again = f" <Correlation type='x'>\n {record(STEPS, '5')} </Correlation>\n"
    events = read(
        export(record(STEPS, "5"), watch, again, record(STEPS, "5"), watch, record(STEPS, "6")), plain
    )
    assert [(row[3], row[4][15:]) for row in columns(events)] == [
        (5.0, "Watch"),
        (5.0, "iPhone"),
        (6.0, "iPhone"),
    ]


ODD = {
    "attributes in another order": record(STEPS, "5")
    .replace(' value="5"', "")
    .replace("<Record", '<Record value="5"'),
    "single quotes": record(STEPS, "5").replace('"', "'"),
    "entities in values": record(STEPS, "&#53;", sourceName="A&amp;B &quot;&#x27;&unknown;"),
    "entity in the type": record(STEPS.replace("Step", "S&#116;ep"), "5"),
    "entity in the name of the type's family": record(STEPS.replace("Quantity", "Q&#117;antity"), "5"),
    "angle brackets in values": record(
        STEPS, "5", sourceName="a > b /> c", device="<<HKDevice: 0x1f>, name:x>"
    ),
    "control characters": record(STEPS, "5", sourceName="a\x0b\x00b"),
    "a broken letter": record(STEPS, "5", sourceName="Z").encode().replace(b'"Z"', b'"\xff\xfe\x80"'),
    "over several lines": record(STEPS, "5")
    .replace(" start", "\n\t start")
    .replace("<Record ", "<Record\r\n  "),
    "names with blanks": record(STEPS, "5").replace(" unit=", ' Health App Version="2" unit='),
    "no blanks between": record(STEPS, "5").replace('" ', '"'),
    "one line": record(STEPS, "5").strip() + "<ActivitySummary/>",
    "the stamps of iOS 8": record(STEPS, "5", "20240301080000+0900", endDate="20240301085900+0900"),
    "the Thai calendar": record(STEPS, "5", "2567-03-01 08:00:00 +0900"),
    "an ISO stamp": record(STEPS, "5", "2024-02-29T23:00:00Z", endDate="2024-02-29T23:59:00.5Z"),
    "the same instant elsewhere": record(STEPS, "5", "2024-02-29 18:00:00 -0500"),
    "a comment around another": "<!-- "
    + record(STEPS, "8")
    + "-->"
    + record(STEPS, "5")
    + "<!-- <Record -->",
    "CDATA around another": "<![CDATA[" + record(STEPS, "8") + "]]>" + record(STEPS, "5"),
    "no creation date": record(STEPS, "5", creationDate="-"),
    "children": record(STEPS, "5").replace("/>", '>\n  <MetadataEntry key="a" value="b"/>\n </Record>'),
    "twice, once in a Correlation": "<Correlation>"
    + record(STEPS, "5")
    + "</Correlation>"
    + record(STEPS, "5"),
}


@BOTH
@pytest.mark.parametrize("part", ODD.values(), ids=ODD.keys())
def test_odd_but_readable(part: str | bytes, plain: bool) -> None:
    """However a record is written, five steps at eight in Tokyo stay five steps at eight in Tokyo."""
    events = read(export(part), plain)
    (row,) = columns(events)
    assert row[:2] == (SpanKind.STEPS, utc_ms("2024-03-01 08:00:00 +0900"))
    assert row[3] == 5.0
    assert events.left_out == ()


@BOTH
def test_the_broken_document_type_of_ios_16(plain: bool) -> None:
    """An unclosed ATTLIST and stray brackets before the root change nothing."""
    broken = (
        b'<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 12 -->\n'
        b"<!ELEMENT HealthData (ExportDate,Me,(Record)*)>\n<!ATTLIST VisionPrescription\n  type CDATA\n"
        b"<!ELEMENT RightEye EMPTY>\n<!ATTLIST RightEye\n  sphere CDATA\n>\n>\n]>\n<HealthData locale='x'>\n"
    )
    with pytest.raises(ET.ParseError):
        ET.fromstring(broken + TAIL)
    assert len(read(broken + record(STEPS, "5").encode() + TAIL, plain).spans) == 1


@BOTH
def test_entities_of_ones_own_are_refused(plain: bool) -> None:
    """A file that defines entities is refused before anything is expanded."""
    bomb = b'<!DOCTYPE HealthData [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><HealthData>' + TAIL
    with pytest.raises(Refused) as refused:
        read(bomb, plain)
    assert refused.value.trouble is Trouble.ENTITIES


@BOTH
@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (HEAD[:60], Trouble.TRUNCATED),
        (HEAD, Trouble.TRUNCATED),
        (HEAD + TAIL, Trouble.NOTHING_USABLE),
        (export(record("HKQuantityTypeIdentifierHeight", "180")), Trouble.NOTHING_USABLE),
    ],
)
def test_files_with_nothing_in_them(content: bytes, trouble: Trouble, plain: bool) -> None:
    """Nothing usable and nothing yet are said apart."""
    with pytest.raises(Refused) as refused:
        read(content, plain)
    assert refused.value.trouble is trouble


@BOTH
def test_a_truncated_file_gives_its_good_part(plain: bool) -> None:
    """What was complete is kept, and the end is said to be missing, once."""
    whole = export(record(STEPS, "5"), record(STEPS, "7", "2024-03-02 08:00:00 +0900"))
    events = read(whole[:-60], plain)
    assert [row[3] for row in columns(events)] == [5.0]
    assert [part.trouble for part in events.left_out] == [Trouble.TRUNCATED]


@BOTH
@pytest.mark.parametrize("stamp", ["2024-02-30 08:00:00 +0900", "2024-03-01 25:00:00 +0900", "yesterday", ""])
def test_records_without_a_time(stamp: str, plain: bool) -> None:
    """A stamp that is no time leaves its record out, with its place and none of its content."""
    events = read(export(record(STEPS, "5", stamp, endDate=stamp), record(STEPS, "7")), plain)
    assert [row[3] for row in columns(events)] == [7.0]
    (part,) = events.left_out
    assert part.trouble is Trouble.NO_TIMES
    assert re.fullmatch(r"byte \d+", part.where)


@BOTH
def test_a_damaged_record_costs_only_itself(plain: bool) -> None:
    """A record whose quote never closes is counted; its neighbours are kept."""
    damaged = record(STEPS, "5").replace('startDate="2024', "startDate=2024")
    events = read(export(record(STEPS, "4"), damaged, record(STEPS, "6")), plain)
    assert [row[3] for row in columns(events)] == [4.0, 6.0]
    assert [(part.trouble, part.count) for part in events.left_out] == [(Trouble.DAMAGED, 1)]


def zoned(day: int, zone: str, **more: str) -> str:
    start = f"2024-03-{day:02} 23:00:00 +0900"
    told = record(SLEEP, "HKCategoryValueSleepAnalysisAsleepCore", start, unit="-", **more)
    return told.replace("/>", f'>\n  <MetadataEntry key="HKTimeZone" value="{zone}"/>\n </Record>')


@BOTH
def test_zones_are_told_when_they_change(plain: bool) -> None:
    """HKTimeZone gives one entry for each change, in time order, whatever the order in the file."""
    parts = [zoned(9, "Asia/Tokyo"), zoned(1, "Asia/Tokyo"), zoned(5, "Asia/Bangkok"), zoned(2, "Asia/Tokyo")]
    zones = read(export(*parts, zoned(7, "Mars/Base"), zoned(6, "../../etc/passwd")), plain).zones
    assert [(span.zone, span.start_s) for span in zones] == [
        ("Asia/Tokyo", utc_ms("2024-03-01 23:00:00 +0900") // 1000),
        ("Asia/Bangkok", utc_ms("2024-03-05 23:00:00 +0900") // 1000),
        ("Asia/Tokyo", utc_ms("2024-03-09 23:00:00 +0900") // 1000),
    ]


@BOTH
def test_a_zone_belongs_to_its_own_record(plain: bool) -> None:
    """Metadata behind a closed record, or in a record of another type, tells nothing."""
    loose = record(STEPS, "5") + '<MetadataEntry key="HKTimeZone" value="Asia/Bangkok"/>\n'
    other = zoned(3, "Asia/Dubai").replace(SLEEP, "HKQuantityTypeIdentifierBodyMass")
    assert read(export(loose, other), plain).zones == ()


WORKOUT = (
    ' <Workout workoutActivityType="HKWorkoutActivityType{kind}" sourceName="Aoi’s Apple Watch"{more}'
    ' startDate="2024-03-01 18:00:00 +0900" endDate="2024-03-01 19:00:00 +0900">\n{inside} </Workout>\n'
)
SUM = '<WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="{}" unit="km"/>\n'
OUT = '<MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
IN = '<MetadataEntry key="HKIndoorWorkout" value="1"/>\n'
FILE = '<WorkoutRoute sourceName="x"><FileReference path="/workout-routes/route_1.gpx"/></WorkoutRoute>\n'
WEATHER = '<MetadataEntry key="HKWeatherHumidity" value="56 %"/>\n'
OLD = ' totalDistance="3" totalDistanceUnit="mi"'


@BOTH
@pytest.mark.parametrize(
    ("kind", "more", "inside", "band"),
    [
        ("Walking", "", OUT + SUM.format(6), DistanceBand.NEIGHBOURHOOD),
        ("Running", "", SUM.format(1.9) + FILE, DistanceBand.NEAR),
        ("Cycling", OLD, WEATHER, DistanceBand.NEIGHBOURHOOD),
        ("Hiking", ' totalDistance="12" totalDistanceUnit="km"', "", DistanceBand.TOWN),
        ("Walking", OLD, "", None),
        ("Walking", OLD, IN + FILE, None),
        ("Walking", "", OUT, None),
        ("Walking", ' totalDistance="0" totalDistanceUnit="km"', OUT, None),
    ],
)
def test_outdoor_workouts_become_routes(
    kind: str, more: str, inside: str, band: DistanceBand | None, plain: bool
) -> None:
    """Only an outdoor workout of known length is a route; half its length is its reach."""
    events = read(export(WORKOUT.format(kind=kind, more=more, inside=inside), record(STEPS, "5")), plain)
    routes = events.spans.of(SpanKind.ROUTE)
    assert routes.value.tolist() == ([] if band is None else [float(band)])


@BOTH
def test_positions_inside_old_workouts_go_nowhere(plain: bool) -> None:
    """Location elements of old exports leave no trace in events or errors."""
    inside = FILE.replace(
        "<FileReference", '<Location latitude="10.123456" longitude="10.654321"/><FileReference'
    )
    events = read(
        export(WORKOUT.format(kind="Hiking", more=OLD, inside=inside), "<Record startDate='10.123456'"), plain
    )
    assert len(events.fixes) == 0
    assert "123456" not in repr(events)


def test_memory_stays_bounded_by_hostile_names() -> None:
    """Ten thousand source names become at most two hundred sources."""
    parts = [record(STEPS, str(n), sourceName=f"app {n}") for n in range(3000)]
    assert len(read(export(*parts)).sources) == 200


# ── both ways agree ───────────────────────────────────────────────────────────────────────────────

_PIECES = [
    record(STEPS, "5"),
    record(STEPS, "7", "2024-03-01 09:00:00 +0900", sourceName="Aoi’s Apple Watch"),
    record(STEPS, "12.75", "2024-03-01 10:00:00 -0330"),
    record(WALK, "0.5", unit="mi"),
    record(WALK, "6.1e-05", unit="km"),
    record(PULSE, "72"),
    record(PULSE, "72").replace("/>", '>\n  <MetadataEntry key="x" value="2"/>\n </Record>'),
    record(SLEEP, "HKCategoryValueSleepAnalysisAwake", unit="-"),
    record(SLEEP, "HKCategoryValueSleepAnalysisNew", unit="-"),
    record("HKQuantityTypeIdentifierHeartRateVariabilitySDNN", "30"),
    record("HKDataTypeSleepDurationGoal", "8"),
    zoned(4, "Asia/Bangkok"),
    zoned(6, "Asia/Tokyo"),
    zoned(8, "Asia/Du&#98;ai"),
    zoned(3, "Asia/Tokyo").replace(SLEEP, STEPS),
    zoned(7, "Asia/Bangkok").replace(
        'key="HKTimeZone" value="Asia/Bangkok"', "value='Asia/Bangkok' key='HKTimeZone'"
    ),
    '<MetadataEntry key="HKTimeZone" value="Asia/Dubai"/>',
    "</Record>",
    "</Record x",
    "<RecordFoo a='1'>",
    "<Record ",
    "<Record>",
    "<Workout>",
    "</Workout>",
    "<WorkoutEvent/>",
    "<WorkoutStatistics>",
    WORKOUT.format(kind="Walking", more=OLD, inside=OUT + WEATHER),
    WORKOUT.format(kind="Running", more="", inside=SUM.format(9) + FILE),
    WORKOUT.format(kind="Hiking", more=OLD, inside='<MetadataEntry key="HKTimeZone" value="Europe/Paris"/>')[
        :-12
    ],
    "<!-- ",
    " -->",
    "<![CDATA[",
    "]]>",
    "<?x ?>",
    "<",
    ">",
    '"',
    "'",
    "/>",
    "&amp;",
    "\n",
    "\x00",
    "\x0b",
    "<<",
    "<Me/>",
    "<Correlation>",
    "</Correlation>",
    "<MetadataEntry ",
    "<!-- " + "long " * 400 + "-->",
    "x" * 900,
    *(part for part in ODD.values() if isinstance(part, str)),
]


@st.composite
def odd_exports(draw: st.DrawFn) -> bytes:
    """Exports put together from good and bad pieces, changed in places, cut anywhere."""
    parts = draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=25))
    text = bytearray(export(*parts))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(len(HEAD), len(text) - 1))
        text[place : place + draw(st.integers(0, 3))] = draw(
            st.sampled_from([b"", b'"', b"<", b">", b"&", b"9", b" ", b"\xff"])
        )
    return bytes(text[: draw(st.integers(len(HEAD), len(text)))] if draw(st.booleans()) else text)


def outcome(content: bytes, plain: bool) -> object:
    try:
        events = read(content, plain)
    except Refused as refused:
        return refused.args
    return columns(events), events.zones, events.sources, sorted(map(repr, events.left_out))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=odd_exports(), size=st.sampled_from([1 << 11, 1 << 12, 1 << 14]))
def test_columns_and_plain_agree(content: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the file and wherever its blocks end, reading in columns equals reading tag by tag."""
    monkeypatch.setattr(xml_scan, "BLOCK", size)
    assert outcome(content, plain=False) == outcome(content, plain=True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 80_000_000),
            st.integers(0, 90_000),
            st.integers(1, 99_999),
            st.sampled_from(["A", "Aoi's iPhone"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_equal_to_an_xml_parser(rows: list[tuple[int, int, int, str]]) -> None:
    """On well-formed files the steps are those that the standard library's parser finds."""
    stamp = [
        str(np.datetime64(1_600_000_000 + begin, "s")).replace("T", " ") + " +0000" for begin, *_ in rows
    ]
    ends = [
        str(np.datetime64(1_600_000_000 + begin + long, "s")).replace("T", " ") + " +0000"
        for begin, long, *_ in rows
    ]
    parts = [
        record(STEPS, str(count), begin, endDate=end, sourceName=name)
        for begin, end, (_, _, count, name) in zip(stamp, ends, rows, strict=True)
    ]
    content = export(*parts)
    found = {
        (
            utc_ms(one.attrib["startDate"]),
            utc_ms(one.attrib["endDate"]),
            float(one.attrib["value"]),
            one.attrib["sourceName"],
        )
        for one in ET.fromstring(content).iter("Record")
    }
    events = read(content)
    assert sorted(row[1:4] for row in columns(events)) == sorted(row[:3] for row in found)


@settings(max_examples=60, deadline=None)
@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)), st.integers(-23, 23), st.integers(0, 59))  # noqa: DTZ001
def test_instants_equal_the_standard_library(when: datetime, hours: int, minutes: int) -> None:
    """A stamp read in columns is the instant that datetime reads."""
    stamp = f"{when:%Y-%m-%d %H:%M:%S} {'-' if hours < 0 else '+'}{abs(hours):02}{minutes:02}"
    text = np.frombuffer(stamp.encode() + bytes(8), np.uint8)
    words = np.ndarray((len(text) - 7,), "<u8", text, strides=(1,))
    found, good = xml_scan.instants(words, np.array([0]))
    assert good.all()
    assert found.tolist() == [utc_ms(stamp)]


@pytest.mark.parametrize("place", [0, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 22, 23])
def test_instants_refuse_what_is_no_digit(place: int) -> None:
    """A letter, a high byte or a digit too great anywhere makes the stamp unreal."""
    stamp = b"2024-12-31 23:59:59 +2359"
    for letter in (b"x", b"\xff", b"/", b":", b"\0"):
        text = np.frombuffer(stamp[:place] + letter + stamp[place + 1 :] + bytes(8), np.uint8)
        words = np.ndarray((len(text) - 7,), "<u8", text, strides=(1,))
        assert not xml_scan.instants(words, np.array([0]))[1].any()


@BOTH
def test_a_comment_longer_than_the_buffer(plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment is left out however long it is, and what follows is read."""
    monkeypatch.setattr(xml_scan, "BLOCK", 2048)
    hidden = "<!-- " + record(STEPS, "8") * 40 + "-->"
    assert [
        row[3] for row in columns(read(export(record(STEPS, "4"), hidden, record(STEPS, "5")), plain))
    ] == [4.0, 5.0]


@BOTH
@pytest.mark.parametrize("filler", [b"x", b"<", b"<Record ", b'<Record a="', b"<!--", b"\x00", b"<Workout "])
def test_no_file_makes_it_slow_or_large(filler: bytes, plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Endless repetition of anything ends in a refusal or in what was good, never in a crash."""
    monkeypatch.setattr(xml_scan, "BLOCK", 1 << 16)
    content = HEAD + record(STEPS, "5").encode() + filler * (300_000 // len(filler))
    assert [row[3] for row in columns(read(content, plain))] == [5.0]
