"""The only place where models become nouns and back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from genkan.answers import answers_of
from genkan.checkup.facts import answers_told
from genkan.checkup.form import questions
from genkan.checkup.given import given_from
from genkan.concerns.marks import DayMarks, marks_of
from genkan.concerns.told import watch_told
from genkan.course import Course, ReadFile, Reading, Watching, course_of, watching_of
from genkan.days import days_from
from genkan.days.brought import Brought, brought
from genkan.days.together import together
from genkan.importers.gathering import Gathering
from genkan.nouns import Answers, Days, Informant, LeftOut, Reach, Refused, Report, Trouble
from genkan.store import course_json, days_from_json, days_json
from genkan_web import asked
from genkan_web.diary import imported
from genkan_web.diary.models import ImportedDays, Notebook
from genkan_web.diary.notes import today_of
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


# ── Notebooks ──


def reports_from(notebook: Notebook, informant: Informant) -> list[Report]:
    """What a notebook says of its days, in the library's words; each flag is a report of its own."""
    found: list[Report] = []
    notes = notebook.notes.filter(not_today=False).order_by("day")
    for note in notes.values_list(*asked.REPORTED, named=True):  # the words stay locked
        flags = [flag for flag in note.flags.split(",") if flag]
        found.append(_report(note, informant, flags[0] if flags else None))
        found += [Report(note.day, informant, flag=flag) for flag in flags[1:]]
    return found


def written_in(notebook: Notebook) -> tuple[object, ...]:
    """All that a reading of the written days is made from, to be told apart from any other."""
    told = (notebook.pk, notebook.zone, notebook.writer.informant, notebook.marks)
    return (*told, today_of(notebook), asked.written(notebook))


def kept_in(notebook: Notebook) -> tuple[object, ...]:
    """The same of a whole notebook: with its files and its last check-up."""
    return (*written_in(notebook), *asked.files_and_check_up(notebook))


def _report(note: Any, informant: Informant, flag: str | None) -> Report:
    return Report(
        day=note.day,
        informant=informant,
        reach_low=None if note.reach_low is None else Reach(note.reach_low),
        reach_high=None if note.reach_high is None else Reach(note.reach_high),
        talked=note.talked,
        attended=True if note.reach_low == Reach.PART else None,
        bed_hour=note.bed_hour,
        up_hour=note.up_hour,
        drive=note.drive,
        mood=note.mood,
        known_by=note.known_by or None,
        flag=flag,
    )


def days_of(notebook: Notebook, with_files: bool = True) -> Days | None:
    """The days of a notebook: what was written, beside it what files brought. None without any."""
    gathering = Gathering(notebook.zone)
    gathering.add_reports(reports_from(notebook, Informant(notebook.writer.informant)))
    written = None if gathering.is_empty() else days_from(gathering.events(), notebook.zone)
    imported = imported_days(notebook) if with_files else None
    if written is None or imported is None:
        return imported if written is None else written
    return together(imported, written)


def has_days(notebook: Notebook) -> bool:
    """Whether there is any day to read, written or out of files, without reading one."""
    written = notebook.notes.filter(not_today=False)
    return written.exists() or ImportedDays.objects.filter(notebook=notebook).exists()


def imported_days(notebook: Notebook) -> Days | None:
    """The days that files brought into a notebook, without those that were told to go."""
    kept = ImportedDays.objects.filter(notebook=notebook).first()
    if kept is None:
        return None
    return days_from_json(imported.without(kept.days, *map(date.fromisoformat, kept.going or {})))


def take_in(notebook: Notebook, days: Days) -> None:
    """Lay days out of files into a notebook; the same files again change nothing."""
    with transaction.atomic():
        Notebook.objects.select_for_update().get(pk=notebook.pk)
        kept = ImportedDays.objects.filter(notebook=notebook).first()
        whole = together(days_from_json(kept.days), days) if kept else days
        ImportedDays.objects.update_or_create(notebook=notebook, defaults={"days": days_json(whole)})


def brought_by(notebook: Notebook, days: Days) -> Brought:
    """What these days would bring to what files brought before; what was told to go does not come back so."""
    kept = ImportedDays.objects.filter(notebook=notebook).first()
    return brought(days_from_json(kept.days) if kept else None, days)


def course_of_notebook(notebook: Notebook, days: Days) -> Course:
    """The whole course over these days, with the answers of the last check-up that was kept."""
    return course_of(days, answers_in(notebook))


def marks_in(notebook: Notebook) -> DayMarks:
    """What the writer said of days and tellings."""
    return marks_of(notebook.marks or {})


def care_in(notebook: Notebook) -> date | None:
    """The day in care from which the writer wants to see changes."""
    told = (notebook.marks or {}).get("care")
    return date.fromisoformat(told) if told else None


def keep_marks_in(notebook: Notebook, marks: DayMarks, care: date | None) -> None:
    """Keep what the writer said."""
    notebook.marks = marks.plain() | ({"care": care.isoformat()} if care else {})
    notebook.save(update_fields=["marks"])


def watching_of_notebook(notebook: Notebook, course: Course, on: date, own: bool = False) -> Watching:
    """What watching says of a notebook on a day, silence included; notices for whoever it is about alone."""
    as_of = max(on, course.days.last)
    return watching_of(replace(course, as_of=as_of), marks_in(notebook), care_in(notebook), own)


def answers_in(notebook: Notebook) -> Answers:
    """What the last kept check-up answered; nothing where there is none, or its form is no longer asked."""
    last = notebook.told.order_by("-on").first()
    try:
        return answers_of(answers_told(given_from(last.given, questions()))) if last else Answers()
    except Refused:
        return Answers()


def course_of_days(days: Days) -> Course:
    """The whole course over days that somebody shared, without the answers, which nobody shares."""
    return course_of(days, Answers())


def reading_told(notebook: Notebook, on: date) -> dict[str, Any]:
    """Everything read from a notebook on a day as plain values for programs; null where nothing was written.

    The same as on the pages: with what the writer said of days, and notices for whoever it is about alone.
    """
    days = days_of(notebook)
    if days is None:
        return {"reading": None, "watching": None}
    course = course_of_notebook(notebook, days)
    seen = watching_of_notebook(notebook, course, on, notebook.kind == Notebook.Kind.OWN)
    told = json.loads(course_json(course, Reading(days, (), (), 0)))
    return {"reading": told, "watching": watch_told(seen.watch, seen.clock)}


def days_told(notebook: Notebook, with_files: bool = False) -> dict[str, Any] | None:
    """The days somebody wrote, as plain values, with or without what files brought; None without any."""
    days = days_of(notebook, with_files)
    return json.loads(days_json(days)) if days is not None else None
