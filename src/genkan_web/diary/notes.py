"""A note of one day: read from a form, kept once, never over somebody's later words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from genkan.clock import zone_info
from genkan.nouns import FLAGS, Reach
from genkan_web import once, record
from genkan_web.diary.models import DayNote, Notebook
from genkan_web.stopped import ChangedMeanwhile

MOST_WORDS = 4_000  # characters
OLDEST = timedelta(days=400)  # a note may be written this long after its day
KNOWN_BY = ("seen", "told", "guessed")
NUMBERS = {"reach": (0, 5), "mood": (0, 4), "drive": (0, 3)}
HOURS = ("bed_hour", "up_hour")


class Kept(Enum):
    """What became of a note that was sent."""

    NOW = "now"
    BEFORE = "before"  # this very note had arrived already
    CHANGED = "changed"  # somebody wrote about that day meanwhile; nothing was overwritten


@dataclass(frozen=True, slots=True)
class Written:
    """A note as somebody sent it. ``told`` holds the fields of ``DayNote``."""

    client_id: str
    version: int  # the version it was written over; 0: there was none
    told: Mapping[str, Any] = field(repr=False)


def today_of(notebook: Notebook, now: datetime | None = None) -> date:
    """The local day in the notebook's zone."""
    return today_in(notebook.zone, now)


def today_in(zone: str, now: datetime | None = None) -> date:
    """The local day in a zone."""
    return (now or timezone.now()).astimezone(zone_info(zone)).date()


def may_write_about(notebook: Notebook, day: date) -> bool:
    """Not about tomorrow, and not about long ago."""
    today = today_of(notebook)
    return today - OLDEST <= day <= today


def written_from(sent: QueryDict) -> Written | str:
    """The note in a form, or the id of a sentence that says what is not right."""
    client_id = sent.get("client_id", "")
    if not once.is_key(client_id):
        return "people.note.again"
    version = sent.get("version", "0")
    if not version.isdecimal() or len(version) > once.MOST_DIGITS:
        return "people.note.again"
    if "not_today" in sent:
        return Written(client_id, int(version), {**_nothing(), "not_today": True})
    try:
        told = _told(sent)
    except ValueError as problem:
        return str(problem)
    if told == _nothing():
        return "people.note.empty"
    return Written(client_id, int(version), told)


def _nothing() -> dict[str, Any]:
    return {
        **dict.fromkeys(("reach_low", "reach_high", "bed_hour", "up_hour", "talked", "mood", "drive")),
        "not_today": False,
        "flags": "",
        "known_by": "",
        "words": "",
    }


def _told(sent: QueryDict) -> dict[str, Any]:
    """The fields of a note. Raises ValueError with the id of a sentence."""
    reach = _number(sent, "reach")
    words = sent.get("words", "").replace("\x00", "").strip()
    if len(words) > MOST_WORDS:
        raise ValueError("people.note.long")
    return {
        "reach_low": reach,
        "reach_high": int(Reach.PART) if reach is not None and "further" in sent else reach,
        **{name: _hour(sent, name) for name in HOURS},
        "talked": {"yes": True, "no": False}.get(sent.get("talked", "")),
        "mood": _number(sent, "mood"),
        "drive": _number(sent, "drive"),
        "not_today": False,
        "flags": ",".join(flag for flag in FLAGS if flag in sent.getlist("flags")),
        "known_by": sent.get("known_by", "") if sent.get("known_by", "") in KNOWN_BY else "",
        "words": words,
    }


def _number(sent: QueryDict, name: str) -> int | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    least, most = NUMBERS[name]
    if not text.isdecimal() or len(text) > 2 or not least <= int(text) <= most:
        raise ValueError("people.note.again")
    return int(text)


def _hour(sent: QueryDict, name: str) -> float | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 2 or int(text) > 23:
        raise ValueError("people.note.hour")
    return float(text)


def keep(notebook: Notebook, day: date, written: Written) -> Kept:
    """Keep a note. Sent twice it is kept once; written over an older version it is not kept at all."""
    return kept(notebook, day, written)[0]


def kept(notebook: Notebook, day: date, written: Written) -> tuple[Kept, int]:
    """The same, with the version this very note became, also when it had arrived before; 0 when not kept."""
    try:
        version, now = once.once(
            str(notebook.pk), "note", written.client_id, lambda: _written_down(notebook, day, written)
        )
    except ChangedMeanwhile:
        return Kept.CHANGED, 0
    return (Kept.NOW if now else Kept.BEFORE), int(version or 0)


def _written_down(notebook: Notebook, day: date, written: Written) -> str:
    """One note, inside a transaction; its version. Raises ChangedMeanwhile and leaves all as it was."""
    Notebook.objects.select_for_update().values_list("pk").get(pk=notebook.pk)  # one writer at a time
    held = DayNote.objects.filter(notebook=notebook, day=day)
    if (version := next(iter(held.order_by().values_list("version", flat=True)), 0)) != written.version:
        raise ChangedMeanwhile("web.changed_meanwhile")
    if not version:
        DayNote.objects.create(notebook=notebook, day=day, zone=notebook.zone, **written.told)
        record.settle()
        return "1"
    note = held.get()
    for name, value in written.told.items():
        setattr(note, name, value)
    note.version += 1
    note.save()
    record.settle()
    return str(note.version)


def week_of(notebook: Notebook, last: date) -> list[tuple[date, DayNote | None]]:
    """Seven days up to ``last``, the oldest first, each with its note or None."""
    days = [last - timedelta(days=back) for back in range(6, -1, -1)]
    held = {note.day: note for note in notebook.notes.filter(day__in=days)}
    return [(day, held.get(day)) for day in days]


def last_night(notebook: Notebook, day: date) -> DayNote | None:
    """The latest note up to ``day`` that says when somebody fell asleep or got up."""
    told = ~Q(bed_hour=None) | ~Q(up_hour=None)
    found: DayNote | None = notebook.notes.filter(told, day__lte=day).order_by("-day").first()
    return found


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One line over seven days: days whose reach was written, days surely out, days that may have been."""

    written: int
    out: int
    most: int


def line_of(found: Iterable[DayNote]) -> WeekLine | None:
    """The line over these notes; None where nobody wrote how far out it was."""
    told = [(one.reach_low, one.reach_high) for one in found if one.reach_low is not None]
    if not told:
        return None
    out = sum(low >= Reach.OUTSIDE for low, _ in told)
    return WeekLine(len(told), out, sum(high is None or high >= Reach.OUTSIDE for _, high in told))


def week_line(notebook: Notebook) -> WeekLine | None:
    """The one line a family may see. None where nothing was written, which is also what a stop looks like."""
    today = today_of(notebook)
    return line_of(notebook.notes.filter(day__gt=today - timedelta(days=7), day__lte=today))
