"""The only place where models become nouns and back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from genkan.answers import answers_of
from genkan.concerns.marks import DayMarks, marks_of
from genkan.course import Course, ReadFile, Reading, Watching, course_of, watching_of
from genkan.nouns import Answers, LeftOut, Refused, Trouble
from genkan.store import days_from_json, days_json
from genkan_web.models import DayTable


def reading_from(table: DayTable) -> Reading:
    """What the files of this table said."""
    return Reading(
        days=days_from_json(table.days),
        files=tuple(ReadFile(file, importer) for file, importer in table.told.get("files", [])),
        left_out=tuple(
            LeftOut(Trouble(trouble), file, count, where)
            for trouble, file, count, where in table.told.get("left_out", [])
        ),
        unread=int(table.told.get("unread", 0)),
    )


def answers_from_table(table: DayTable) -> Answers:
    """The answers given with this table."""
    return answers_of(table.answers)


def course_from(table: DayTable) -> Course:
    """The whole course of this table."""
    return course_of(reading_from(table).days, answers_from_table(table))


def marks_from(table: DayTable) -> DayMarks:
    """What the visitor said of days and tellings."""
    return marks_of(table.marks)


def care_since(table: DayTable) -> date | None:
    """The day in care from which the visitor wants to see changes."""
    told = table.marks.get("care")
    return date.fromisoformat(told) if told else None


def watching_from(table: DayTable, course: Course) -> Watching:
    """What watching says of this table, with everything the visitor said of it.

    As of the last day of the files: a file that ends is no silence. Notices are left out: whoever opened the
    files may be anybody, and notices are for the person alone.
    """
    on = min(course.as_of, course.days.last)
    return watching_of(replace(course, as_of=on), marks_from(table), care_since(table))


def keep_marks(table: DayTable, marks: DayMarks, care: date | None) -> None:
    """Keep what the visitor said; unless the table was deleted meanwhile."""
    plain = marks.plain() | ({"care": care.isoformat()} if care else {})
    DayTable.objects.filter(pk=table.pk).update(marks=plain)


def keep_reading(table: DayTable, reading: Reading) -> None:
    """Days and names of formats into the table; nothing else."""
    table.days = days_json(reading.days)
    table.told = {
        "files": [[one.file, one.importer] for one in reading.files],
        "left_out": [[one.trouble.value, one.file, one.count, one.where] for one in reading.left_out],
        "unread": reading.unread,
    }
    table.standing = DayTable.Standing.READY
    table.progress = 1.0
    _keep(table)


def keep_refusal(table: DayTable, refused: Refused) -> None:
    """Why the files could not be read."""
    table.standing = DayTable.Standing.REFUSED
    table.refusal = {
        "trouble": refused.trouble.value,
        "file": refused.file,
        "where": refused.where,
        "expected": refused.expected,
    }
    _keep(table)


def _keep(table: DayTable) -> None:
    """Save a table, unless it was deleted while its files were read: what is forgotten does not come back."""
    names = ("days", "told", "answers", "zone", "standing", "progress", "refusal")
    DayTable.objects.filter(pk=table.pk).update(**{name: getattr(table, name) for name in names})


def is_overdue(table: DayTable) -> bool:
    """Whether its worker has had all its time: if nothing was said by now, nothing will be."""
    return timezone.now() - table.made_at > timedelta(seconds=settings.WORKER_SECONDS + 30)


def refusal_from(table: DayTable) -> Refused:
    """The refusal a table holds; one whose worker said nothing took too long."""
    told: dict[str, Any] = table.refusal
    if not told:
        return Refused(Trouble.TOO_SLOW, "–")
    return Refused(
        Trouble(told.get("trouble", Trouble.DAMAGED.value)),
        told.get("file", ""),
        told.get("where", ""),
        told.get("expected", ""),
    )


def forget(table: DayTable) -> None:
    """Delete a reading, and its files if they are still there."""
    table.delete()
    shutil.rmtree(Path(settings.UPLOADS) / table.key, ignore_errors=True)


def sweep() -> int:
    """Delete every reading whose time is over, or that a wrong clock made last too long. Returns how many."""
    over = Q(expires_at__lte=timezone.now()) | Q(expires_at__gt=expiry())
    return DayTable.objects.filter(over).delete()[0]


def expiry() -> Any:
    """When a reading made now is gone."""
    return timezone.now() + timedelta(hours=settings.READING_HOURS)
