"""Apple Health's "Export All Health Data", as an iPhone with a watch writes it.

Layout of HealthKit Export Version 13/14: an inline DTD, ``ExportDate``, ``Me``, records grouped by type,
workouts, activity summaries; every stamp in the zone of the phone at export time. File names: the zip is
``export.zip``, in Japanese ``書き出したデータ.zip`` with ``apple_health_export/export.xml`` inside (seen in
public notes of 2020); Chinese phones localise the XML as well (``导出.xml``, public issue threads). The Thai
name follows that pattern and was not seen.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock
from genkan.pretend.phones import METRES_A_STEP, STAGES, Observed, Samples
from genkan.pretend.writing import Target, offset_texts, opened, utc_texts, wall_texts

NAMES = {
    "en": ("export.zip", "export.xml", "en_US"),
    "ja": ("書き出したデータ.zip", "export.xml", "ja_JP"),
    "th": ("ส่งออก.zip", "ส่งออก.xml", "th_TH"),
    "zh": ("导出.zip", "导出.xml", "zh_CN"),
}
"""By language: name of the zip, of the XML inside ``apple_health_export/``, and the locale attribute."""

_PHONE = (
    'sourceName="iPhone" sourceVersion="17.4.1" device="&lt;&lt;HKDevice: 0x3023d5c70&gt;, name:iPhone, '
    'manufacturer:Apple Inc., model:iPhone, hardware:iPhone13,2, software:17.4.1&gt;"'
)
_WATCH = (
    'sourceName="Apple Watch" sourceVersion="10.4" device="&lt;&lt;HKDevice: 0x3017dc0f0&gt;, '
    'name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,1, software:10.4&gt;"'
)
_STAGES = {"core": "AsleepCore", "deep": "AsleepDeep", "rem": "AsleepREM", "awake": "Awake"}
_FILLERS = (
    ("ActiveEnergyBurned", "kcal", 0.04, 3.0),
    ("BasalEnergyBurned", "kcal", 0.6, 1.4),
    ("PhysicalEffort", "kcal/hr·kg", 1.0, 6.0),
    ("EnvironmentalAudioExposure", "dBASPL", 32.0, 80.0),
    ("RespiratoryRate", "count/min", 11.0, 19.0),
    ("OxygenSaturation", "%", 0.93, 1.0),
    ("WalkingSpeed", "km/hr", 2.0, 5.5),
)

_RECORD_ATTRIBUTES = (
    ("type", "REQUIRED"),
    ("unit", "IMPLIED"),
    ("value", "IMPLIED"),
    ("sourceName", "REQUIRED"),
    ("sourceVersion", "IMPLIED"),
    ("device", "IMPLIED"),
    ("creationDate", "IMPLIED"),
    ("startDate", "REQUIRED"),
    ("endDate", "REQUIRED"),
)
_ME = ("DateOfBirth", "BiologicalSex", "BloodType", "FitzpatrickSkinType", "CardioFitnessMedicationsUse")
_WORKOUT_ATTRIBUTES = (
    ("workoutActivityType", "REQUIRED"),
    ("duration", "IMPLIED"),
    ("durationUnit", "IMPLIED"),
    ("totalDistance", "IMPLIED"),
    ("totalDistanceUnit", "IMPLIED"),
    ("totalEnergyBurned", "IMPLIED"),
    ("totalEnergyBurnedUnit", "IMPLIED"),
    *_RECORD_ATTRIBUTES[3:],
)
_RANGE = (("startDate", "REQUIRED"), ("endDate", "REQUIRED"))


def apple_export(
    obs: Observed,
    target: Target,
    lang: str = "en",
    zip: bool = True,
    target_mb: float | None = None,
    broken_dtd: bool = False,
    old_sleep: bool = False,
    routes: int = 6,
) -> str:
    """Write the export; gives the file name a phone in ``lang`` would use.

    ``target`` is a file, a folder (the phone's own name is used) or a binary stream. ``target_mb``
    fills the XML up with further record types to about that size (10⁶ bytes). ``broken_dtd`` writes
    the DTD of iOS 16.0, which no strict parser takes; ``old_sleep`` the sleep categories before iOS 16.
    ``routes`` walks are recorded as workouts with a GPX route (zip only).
    """
    zip_name, xml_name, locale = NAMES[lang]
    name = zip_name if zip else xml_name
    if isinstance(target, str | Path) and Path(target).is_dir():
        target = Path(target) / name
    walks = _walks(obs, routes if zip else 0)
    blocks = _blocks(obs, locale, walks, broken_dtd, old_sleep)
    with opened(target) as stream:
        if zip:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                with archive.open(_member(f"apple_health_export/{xml_name}"), "w", force_zip64=True) as xml:
                    _write(xml, blocks, obs, target_mb)
                for walk in walks:
                    archive.writestr(_member(f"apple_health_export{walk.path}"), walk.gpx)
        else:
            _write(stream, blocks, obs, target_mb)
    return name


def _member(name: str) -> zipfile.ZipInfo:
    """A zip member with a fixed date, so that the same life gives the same bytes."""
    info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _write(stream: IO[bytes], blocks: Iterable[str], obs: Observed, target_mb: float | None) -> None:
    written = 0
    for block in blocks:
        written += stream.write(block.encode())
    if target_mb is not None:
        for block in _filler(obs, int(target_mb * 1e6) - written):
            stream.write(block.encode())
    stream.write(b"</HealthData>\n")


def _blocks(
    obs: Observed, locale: str, walks: Sequence[_Walk], broken_dtd: bool, old_sleep: bool
) -> Iterator[str]:
    clock = _export_clock(obs)
    end_s = int(obs.life.starts_s[-1])
    yield _dtd(broken_dtd)
    yield f'<HealthData locale="{locale}">\n <ExportDate value="{_stamps(clock, [end_s])[0]}"/>\n'
    none = ("", "HKBiologicalSexNotSet", "HKBloodTypeNotSet", "HKFitzpatrickSkinTypeNotSet", "None")
    yield (
        " <Me "
        + " ".join(
            f'HKCharacteristicTypeIdentifier{key}="{value}"' for key, value in zip(_ME, none, strict=True)
        )
        + "/>\n"
    )
    yield from _heart_rate(obs, clock)
    for source, steps in ((_PHONE, obs.phone_steps), (_WATCH, obs.watch_steps)):
        yield from _quantities("StepCount", "count", source, steps, "{:.0f}", clock)
    for source, steps in ((_PHONE, obs.phone_steps), (_WATCH, obs.watch_steps)):
        km = Samples(steps.start_s, steps.end_s, steps.value * METRES_A_STEP / 1000)
        yield from _quantities("DistanceWalkingRunning", "km", source, km, "{:.5f}", clock)
    yield from _quantities("TimeInDaylight", "min", _WATCH, obs.daylight, "{:.0f}", clock)
    yield from _sleep(obs, clock, old_sleep)
    stood = ["HKCategoryValueAppleStandHour" + ("Stood" if up else "Idle") for up in obs.stood.value]
    yield from _categories("AppleStandHour", _WATCH, obs.stood, stood, clock)
    for walk in walks:
        yield walk.xml


def _export_clock(obs: Observed) -> Clock:
    """The clock of the zone the phone is in at the end: it stamps everything in it."""
    return Clock.in_zone(obs.life.zones[-1].zone)


def _stamps(clock: Clock, utc_s: npt.ArrayLike) -> list[str]:
    """``2026-01-31 08:15:00 +0700``."""
    walls, offsets = wall_texts(clock, utc_s, " "), offset_texts(clock, utc_s, colon=False)
    return [f"{wall} {offset}" for wall, offset in zip(walls, offsets, strict=True)]


def _quantities(
    kind: str, unit: str, source: str, samples: Samples, form: str, clock: Clock, block: int = 20_000
) -> Iterator[str]:
    head = f' <Record type="HKQuantityTypeIdentifier{kind}" {source} unit="{unit}" creationDate="'
    for low in range(0, len(samples), block):
        part = slice(low, low + block)
        starts, ends = _stamps(clock, samples.start_s[part]), _stamps(clock, samples.end_s[part])
        made = _stamps(clock, samples.end_s[part] + 53)
        values = [form.format(value) for value in samples.value[part].tolist()]
        yield "".join(
            f'{head}{c}" startDate="{s}" endDate="{e}" value="{v}"/>\n'
            for c, s, e, v in zip(made, starts, ends, values, strict=True)
        )


def _heart_rate(obs: Observed, clock: Clock, block: int = 20_000) -> Iterator[str]:
    head = f' <Record type="HKQuantityTypeIdentifierHeartRate" {_WATCH} unit="count/min" creationDate="'
    tail = '>\n  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n </Record>\n'
    for low in range(0, len(obs.heart_s), block):
        when = obs.heart_s[low : low + block]
        stamps, made = _stamps(clock, when), _stamps(clock, when + 4)
        yield "".join(
            f'{head}{c}" startDate="{s}" endDate="{s}" value="{v}"{tail}'
            for c, s, v in zip(made, stamps, obs.heart_bpm[low : low + block].tolist(), strict=True)
        )


def _categories(
    kind: str, source: str, samples: Samples, values: Sequence[str], clock: Clock, zones: Sequence[str] = ()
) -> Iterator[str]:
    """Category records; with ``zones``, each tells the zone it was recorded in."""
    head = f' <Record type="HKCategoryTypeIdentifier{kind}" {source} creationDate="'
    starts, ends = _stamps(clock, samples.start_s), _stamps(clock, samples.end_s)
    made = _stamps(clock, samples.end_s + 421)
    tails = [f'>\n  <MetadataEntry key="HKTimeZone" value="{zone}"/>\n </Record>\n' for zone in zones]
    yield "".join(
        f'{head}{c}" startDate="{s}" endDate="{e}" value="{v}"{tail}'
        for c, s, e, v, tail in zip(made, starts, ends, values, tails or ["/>\n"] * len(samples), strict=True)
    )


def _sleep(obs: Observed, clock: Clock, old: bool) -> Iterator[str]:
    """Time in bed by the phone, then the watch's stages or, as before iOS 16, plain sleep."""
    prefix = "HKCategoryValueSleepAnalysis"
    kept = np.ones(len(obs.stages), np.bool_)
    words = [prefix + _STAGES[STAGES[int(stage)]] for stage in obs.stages.value]
    if old:
        kept = obs.stages.value != STAGES.index("awake")
        words = [prefix + "Asleep"] * int(kept.sum())
    asleep = Samples(obs.stages.start_s[kept], obs.stages.end_s[kept], obs.stages.value[kept])
    beds = [prefix + "InBed"] * len(obs.in_bed)
    yield from _categories("SleepAnalysis", _PHONE, obs.in_bed, beds, clock, _zones_at(obs, obs.in_bed))
    yield from _categories("SleepAnalysis", _WATCH, asleep, words, clock, _zones_at(obs, asleep))


def _zones_at(obs: Observed, samples: Samples) -> list[str]:
    """The zone the person was in at the beginning of each sample."""
    spans = sorted(obs.life.zones, key=lambda span: span.start_s)
    number = np.searchsorted([span.start_s for span in spans], samples.start_s, side="right") - 1
    return [spans[i].zone for i in np.maximum(number, 0).tolist()]


def _filler(obs: Observed, room: int) -> Iterator[str]:
    """Further record types, spread over the life, until ``room`` bytes are used."""
    clock, block = _export_clock(obs), 20_000
    begin, end = int(obs.life.starts_s[0]), int(obs.life.starts_s[-1])
    count = max(0, room // 280)
    chance = np.random.default_rng([obs.life.seed & 0xFFFFFFFF, 11])
    rounds = -(-count // block)
    for number in range(rounds):
        kind, unit, low, high = _FILLERS[number % len(_FILLERS)]
        starts = np.linspace(begin + number, end - 600, block).astype(np.int64)
        values = chance.uniform(low, high, block)
        samples = Samples(starts, starts + 55, values)
        for text in _quantities(kind, unit, _WATCH, samples, "{:.4g}", clock):
            if len(text) + 20 > room:
                yield text[: text.rfind("\n", 0, max(room, 0)) + 1]
                return
            room -= len(text.encode())
            yield text


class _Walk:
    """A walk recorded as a workout, with its route."""

    def __init__(self, obs: Observed, begin: int, end: int):
        clock, life = _export_clock(obs), obs.life
        start_s, end_s = (life.first_minute + begin) * 60, (life.first_minute + end) * 60
        stamp = wall_texts(clock, [end_s])[0]
        hour, minute = int(stamp[11:13]), stamp[14:16]
        named = f"{hour % 12 or 12}.{minute}{'am' if hour < 12 else 'pm'}"
        self.path = f"/workout-routes/route_{stamp[:10]}_{named}.gpx"
        self.gpx = _gpx(obs, begin, end, f"Route {stamp[:10]} {named.replace('.', ':')}")
        starts, ends = _stamps(clock, [start_s])[0], _stamps(clock, [end_s])[0]
        span = f'creationDate="{ends}" startDate="{starts}" endDate="{ends}"'
        km = float(life.steps[begin:end].sum()) * METRES_A_STEP / 1000
        self.xml = (
            f' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="{end - begin}" '
            f'durationUnit="min" {_WATCH} {span}>\n'
            f'  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
            f'  <MetadataEntry key="HKTimeZone" value="{clock.zones[-1]}"/>\n'
            f'  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" '
            f'startDate="{starts}" endDate="{ends}" sum="{km:.4f}" unit="km"/>\n'
            f"  <WorkoutRoute {_WATCH.split(' device=')[0]} {span}>\n"
            f'   <FileReference path="{self.path}"/>\n'
            f"  </WorkoutRoute>\n </Workout>\n"
        )


def _walks(obs: Observed, most: int) -> list[_Walk]:
    """The first walks on foot with the watch on: the way of short outings."""
    found: list[_Walk] = []
    first = obs.life.first_minute
    for begin, end in (obs.life.daily.absences // 60 - first).tolist():
        if len(found) >= most:
            break
        on_foot = obs.life.daily.metres[begin:end].max() < 1_500
        if on_foot and 10 <= end - begin <= 180 and obs.worn[begin:end].all():
            found.append(_Walk(obs, begin, end))
    return found


def _gpx(obs: Observed, begin: int, end: int, name: str) -> str:
    """The route with a point every ten seconds."""
    life = obs.life
    minutes = np.arange(begin, end)
    when = (life.first_minute + np.arange(begin, end - 1, 1 / 6)) * 60
    lat = np.interp(when, (life.first_minute + minutes) * 60, life.lat[begin:end])
    lon = np.interp(when, (life.first_minute + minutes) * 60, life.lon[begin:end])
    stamps = utc_texts((when.astype(np.int64)) * 1000)
    points = "\n".join(
        f'<trkpt lon="{b:.6f}" lat="{a:.6f}"><ele>8.2</ele><time>{t[:19]}Z</time><extensions>'
        f"<speed>1.2</speed><course>-1.0</course><hAcc>4.1</hAcc><vAcc>2.9</vAcc></extensions></trkpt>"
        for a, b, t in zip(lat.tolist(), lon.tolist(), stamps, strict=True)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Apple Health Export" xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
        '"http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">\n'
        f"<metadata><time>{stamps[-1][:19]}Z</time></metadata>\n"
        f"<trk><name>{name}</name><trkseg>\n{points}\n</trkseg></trk>\n</gpx>\n"
    )


def _dtd(broken: bool) -> str:
    """The document type as the export carries it, in short; ``broken`` as iOS 16.0 wrote it."""

    def element(name: str, content: str, attributes: Iterable[tuple[str, str]] = ()) -> str:
        listed = "".join(f"  {key} CDATA #{need}\n" for key, need in attributes)
        return f"<!ELEMENT {name} {content}>\n" + (f"<!ATTLIST {name}\n{listed}>\n" if listed else "")

    me = [(f"HKCharacteristicTypeIdentifier{key}", "REQUIRED") for key in _ME]
    top = "Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram|VisionPrescription"
    within = "MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n',
        f"<!-- HealthKit Export Version: {12 if broken else 13} -->\n",
        element("HealthData", f"(ExportDate,Me,({top})*)", [("locale", "REQUIRED")]),
        element("ExportDate", "EMPTY", [("value", "REQUIRED")]),
        element("Me", "EMPTY", me),
        element("Record", "((MetadataEntry|HeartRateVariabilityMetadataList)*)", _RECORD_ATTRIBUTES),
        (
            "<!-- Note: Any Records that appear as children of a correlation also appear as top-level "
            "records in this document. -->\n"
        ),
        element("Workout", f"(({within})*)", _WORKOUT_ATTRIBUTES),
        element(
            "WorkoutStatistics",
            "EMPTY",
            [("type", "REQUIRED"), *_RANGE, ("sum", "IMPLIED"), ("unit", "IMPLIED")],
        ),
        element("WorkoutRoute", "((MetadataEntry|FileReference)*)", _RECORD_ATTRIBUTES[3:]),
        element("FileReference", "EMPTY", [("path", "REQUIRED")]),
        element("MetadataEntry", "EMPTY", [("key", "REQUIRED"), ("value", "REQUIRED")]),
    ]
    if broken:
        parts.append(
            "<!ELEMENT VisionPrescription ((RightEye|LeftEye)*)>\n<!ATTLIST VisionPrescription\n"
            "  type CDATA #REQUIRED\n  dateIssued CDATA #REQUIRED\n<!ELEMENT RightEye EMPTY>\n"
            "<!ATTLIST RightEye\n  sphere CDATA #IMPLIED\n>\n>\n"
        )
    return "".join([*parts, "]>\n"])
