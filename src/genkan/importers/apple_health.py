"""Apple Health: ``export.xml``, whatever the phone's language calls it.

Seen in public code, issues and documents (about 2015 to 2026, export versions up to 14): the inner document
type with its comments; the broken one of iOS 16 (version 12: an unclosed ATTLIST); vertical tabs in values;
``Record`` with and without ``sourceVersion``, ``device`` and ``unit``; a ``device`` whose address changes;
the sleep values InBed, Asleep, AsleepUnspecified, AsleepCore, AsleepDeep, AsleepREM, Awake; stand hours Stood
and Idle; ``TimeInDaylight`` in min; distances in km and mi; exponents (``6.2e-05``); ``HKTimeZone`` on sleep
and workouts; workouts with ``totalDistance`` and with ``WorkoutStatistics``; ``WorkoutRoute`` with a
``FileReference`` or with ``Location`` children; blood pressure twice, inside and outside its ``Correlation``;
the stamps and blank-holding attribute names of iOS 8. From documentation: sleep and stand values as numbers.
Not seen, only guarded against: years of the Thai calendar, UTF-16, decimal commas, single quotes.

Stamps carry the offset the phone had when it exported, so only the instant is used; where the clock was
comes from ``HKTimeZone``. Source names hold the owner's name, so a source is called Watch, iPhone, iPad or
app 1, app 2 … instead. Heart rate says that the watch was worn, its number is never read. Phone and watch
stay apart here; rows that are equal in everything are one. A workout becomes a route only when it is known
to be outdoors; as it mostly ends where it began, it counts as leading half its length away.
"""

from __future__ import annotations

import re

from genkan.importers.apple_columns import Columns
from genkan.importers.apple_records import Export
from genkan.importers.gathering import Gathering, Source
from genkan.importers.xml_scan import blocks

NAME = "Apple Health export (export.xml)"
RANK = 10
SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="th_TH">
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone ของ Aoi" sourceVersion="17.4" device="&lt;&lt;HKDevice: 0x2830f01e0&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone15,2, software:17.4&gt;" unit="count" creationDate="2024-03-01 08:21:00 +0700" startDate="2024-03-01 08:10:00 +0700" endDate="2024-03-01 08:20:00 +0700" value="612"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" device="&lt;&lt;HKDevice: 0x282d8c9b0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, software:10.3.1&gt;" unit="count" creationDate="2024-03-01 08:22:00 +0700" startDate="2024-03-01 08:10:00 +0700" endDate="2024-03-01 08:20:00 +0700" value="640"/>
 <Record type="HKQuantityTypeIdentifierDistanceWalkingRunning" sourceName="iPhone ของ Aoi" sourceVersion="17.4" unit="km" creationDate="2024-03-01 08:21:00 +0700" startDate="2024-03-01 08:10:00 +0700" endDate="2024-03-01 08:20:00 +0700" value="0.5"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" unit="count/min" creationDate="2024-03-01 08:15:09 +0700" startDate="2024-03-01 08:15:00 +0700" endDate="2024-03-01 08:15:00 +0700" value="72">
  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="2"/>
 </Record>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Clock" sourceVersion="50" creationDate="2019-05-02 07:00:00 +0700" startDate="2019-05-01 23:30:00 +0700" endDate="2019-05-02 07:00:00 +0700" value="HKCategoryValueSleepAnalysisInBed"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" creationDate="2024-03-01 07:31:00 +0700" startDate="2024-03-01 01:00:00 +0700" endDate="2024-03-01 04:00:00 +0700" value="HKCategoryValueSleepAnalysisAsleepCore">
  <MetadataEntry key="HKTimeZone" value="Asia/Bangkok"/>
 </Record>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" creationDate="2024-03-01 07:31:00 +0700" startDate="2024-03-01 04:00:00 +0700" endDate="2024-03-01 04:15:00 +0700" value="HKCategoryValueSleepAnalysisAwake"/>
 <Record type="HKCategoryTypeIdentifierAppleStandHour" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" creationDate="2024-03-01 08:05:00 +0700" startDate="2024-03-01 08:00:00 +0700" endDate="2024-03-01 09:00:00 +0700" value="HKCategoryValueAppleStandHourStood"/>
 <Record type="HKQuantityTypeIdentifierTimeInDaylight" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" unit="min" creationDate="2024-03-01 08:40:00 +0700" startDate="2024-03-01 08:10:00 +0700" endDate="2024-03-01 08:15:00 +0700" value="5"/>
 <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="30" durationUnit="min" sourceName="Apple Watch ของ Aoi" sourceVersion="10.3.1" creationDate="2024-03-01 18:31:00 +0700" startDate="2024-03-01 18:00:00 +0700" endDate="2024-03-01 18:30:00 +0700">
  <MetadataEntry key="HKIndoorWorkout" value="0"/>
  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="2024-03-01 18:00:00 +0700" endDate="2024-03-01 18:30:00 +0700" sum="2.4" unit="km"/>
 </Workout>
</HealthData>
""".encode()  # noqa: E501
GIVES: dict[str, int | float] = {
    "steps": 2,
    "steps_total": 1252.0,
    "distance": 1,
    "distance_total": 500.0,
    "worn": 1,
    "asleep": 1,
    "asleep_hours": 3.0,
    "in_bed": 1,
    "in_bed_hours": 7.5,
    "awake_in_bed": 1,
    "stood": 1,
    "daylight_total": 5.0,
    "route": 1,
    "route_total": 2.0,
}

_ROOT = re.compile(rb"<!DOCTYPE\s+HealthData[\s\[>]|<HealthData[\s/>]")
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """XML whose root is HealthData; not ``export_cda.xml``, which lies beside it."""
    if head[:2] in _MARKS:
        head = head[: len(head) & ~1].decode("utf-16", "ignore").encode()
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and _ROOT.search(head) is not None


def read(source: Source, gathering: Gathering, plain: bool = False) -> None:
    """Stream the export in. ``plain`` takes every tag one by one: slower, obviously right.

    Raises Refused: ENTITIES, TRUNCATED, DAMAGED (before the first record), NOTHING_USABLE.
    """
    export = Export(gathering)
    with source.open() as stream:
        for block in blocks(stream, b"HealthData", (b"<Record ", b"<Workout")):
            if plain:
                export.take_all(block)
            else:
                Columns(export, block).take()
            export.settle()
            if block.last:
                export.finish(complete=block.text.rfind(b"</HealthData", 0, block.end) >= 0)
            gathering.tick(block.end)
