"""The invented family of the demo and the web page.

Aoi is 24 and lives with her mother Mali. About nine months: an ordinary student life, a holiday and an
illness, a failed exam, then fewer and fewer days outside over six weeks; in the end mostly at home,
day and night turned, with walks in the small hours that her mother sleeps through. No name stands in
any file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from genkan.nouns import Answers, Informant, Report
from genkan.pretend.lives import Life, life
from genkan.pretend.phones import observed
from genkan.pretend.write_apple import apple_export
from genkan.pretend.write_diary import reports, reports_csv
from genkan.pretend.write_google import timeline_android

DAYS = 274
SEED = 24
TIMELINE, EXPORT, DIARY = "Timeline.json", "export.zip", "diary.csv"


@dataclass(frozen=True, slots=True)
class Demo:
    """The invented family: the truth, the answers they would give, and their files by name."""

    life: Life
    answers: Answers
    files: Mapping[str, bytes] = field(repr=False)


def demo_family(
    last: date,
    into: str | Path | Mapping[str, IO[bytes]] | None = None,
    lang: str = "en",
    zone: str = "Asia/Bangkok",
) -> Demo:
    """The family's nine months up to and including ``last``; the same for the same arguments.

    ``into``: a folder for the three files, or streams by file name (``TIMELINE``, ``EXPORT``, ``DIARY``).
    ``lang`` is the language of the diary and of the phone.
    """
    aoi = life("demo", SEED, last - timedelta(days=DAYS - 1), DAYS, zone)
    phone = observed(
        aoi,
        SEED,
        missing=0.015,
        every_s=300,
        nights_off=0.04,
        gaps_a_day=0.5,
        watch=0.85,
        wear_at_night=0.85,
        heart=0.04,
        off=((206, 210),),
    )
    timeline, export, diary = io.BytesIO(), io.BytesIO(), io.BytesIO()
    timeline_android(phone, timeline, dense=False, raw_days=0)
    apple_export(phone, export, lang=lang, routes=2)
    reports_csv(family_reports(aoi), diary, lang)
    files = {
        TIMELINE: timeline.getvalue(),
        EXPORT: export.getvalue(),
        DIARY: diary.getvalue(),
    }
    if isinstance(into, str | Path):
        Path(into).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (Path(into) / name).write_bytes(content)
    elif into is not None:
        for name, stream in into.items():
            stream.write(files[name])
    return Demo(aoi, aoi.answers, files)


def family_reports(aoi: Life) -> tuple[Report, ...]:
    """Mali begins her diary some weeks before the exam; Aoi writes a few days herself towards the end."""
    begins = aoi.first + timedelta(days=int(0.26 * len(aoi)))
    mother = [one for one in reports(aoi, Informant.FAMILY, 0.72, 0.03, SEED) if one.day >= begins]
    late = aoi.last - timedelta(days=40)
    own = [one for one in reports(aoi, Informant.PERSON, 0.3, 0.0, SEED) if one.day >= late]
    return tuple(sorted([*mother, *own], key=lambda one: (one.day, one.informant.value)))
