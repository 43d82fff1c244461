"""The form of one day: what stands there, what was typed, and both side by side where they differ."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from genkan.nouns import FLAGS, Reach
from genkan_web import carried, once
from genkan_web.care.homework import waiting_words
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook
from genkan_web.doors.manners import language_here
from genkan_web.doors.sheet_readings import open_plan
from genkan_web.on_device import lock_of

LIKELY = 12  # hours that can be tapped at once; the other twelve open with one tap more
BED, UP = 20, 5  # from these hours on
DAILY = 3  # notes in seven days; whoever writes fewer is shown the whole week at once
REACHES = tuple((level.name.lower(), int(level)) for level in Reach)
FACES = range(4, -1, -1)
CHANGED = "people.note.changed"


def choices(book: Notebook, last: DayNote | None = None) -> dict[str, object]:
    """What can be chosen in a note; the likely hours of falling asleep and getting up come first.

    Where the last night that was told lies outside of those, they begin shortly before it.
    """
    bed, up = (last.bed_hour, last.up_hour) if last else (None, None)
    return {
        "book": book,
        "own": book.kind == Notebook.Kind.OWN,
        "reaches": REACHES,
        "faces": FACES,
        "drives": range(4),
        "nights": [
            ("bed_hour", "people.note.bed", *_hours_from(BED, bed)),
            ("up_hour", "people.note.up", *_hours_from(UP, up)),
        ],
        "flags": FLAGS,
        "known": notes.KNOWN_BY,
    }


def _hours_from(first: int, last: float | None) -> tuple[list[int], list[int]]:
    """Twelve hours from ``first`` on, or around ``last`` where it is none of them; and the other twelve."""
    if last is not None and (int(last) - first) % 24 >= LIKELY:
        first = int(last) - LIKELY // 2
    hours = [(first + later) % 24 for later in range(24)]
    return hours[:LIKELY], hours[LIKELY:]


def form_page(
    request: HttpRequest, book: Notebook, day: date, problem: str = "", status: int = 200
) -> HttpResponse:
    """The form with what stands there; after a problem with what was typed, which is never thrown away.

    What was typed when a visit ended is there again too, over the version it was typed over, and as a note of
    its own: under the id it was sent with, what was kept before would be taken for it.
    """
    held = book.notes.filter(day=day).first()
    typed = request.POST if problem else carried.sent_to(request)
    week = notes.week_of(book, max(day, notes.today_of(book) - timedelta(days=6)))
    context = choices(book, notes.last_night(book, day)) | {
        "day": day,
        "is_today": day == notes.today_of(book),
        "before": day - timedelta(days=1),
        "told": as_held(held) if typed is None else as_typed(typed),
        "held": as_held(held),
        "both": problem == CHANGED,
        "version": _version(held, typed, problem),
        "client_id": id_for(typed if problem else None),
        "typed": typed is not None,
        "lock": lock_of(book),
        "week": week,
        "seldom": sum(note is not None for _, note in week) < DAILY,
        "problem": problem,
        "done": "people.outbox.carried" if typed is not None and not problem else "",
    }
    if context["is_today"] and not problem:
        lang = language_here(request)
        context |= {"plan": open_plan(book, lang), "asked": waiting_words(book, lang)}
    return render(request, "people/note.html", context, status=status)


def id_for(typed: QueryDict | None) -> str:
    """The id of a form: as it was sent before, so that it is the same note; else a new one."""
    sent = typed.get("client_id", "") if typed is not None else ""
    return sent if once.is_key(sent) else str(uuid.uuid4())


def _version(held: DayNote | None, typed: QueryDict | None, problem: str) -> str:
    """What the next «Keep» is written over: what was last shown to whoever writes."""
    shown = str(held.version if held else 0)
    return shown if typed is None or problem else typed.get("version", shown)


def as_held(held: DayNote | None) -> dict[str, Any]:
    """A note the way the form shows it; nothing where there is none."""
    if held is None:
        return {}
    return {
        "not_today": held.not_today,
        "reach": held.reach_low,
        "further": held.reach_low is not None and held.reach_high != held.reach_low,
        "bed_hour": held.bed_hour,
        "up_hour": held.up_hour,
        "talked": {True: "yes", False: "no"}.get(held.talked, "") if held.talked is not None else "",
        "mood": held.mood,
        "drive": held.drive,
        "flags": [flag for flag in held.flags.split(",") if flag],
        "known_by": held.known_by,
        "words": held.words,
    }


def as_typed(sent: QueryDict) -> dict[str, Any]:
    """What was sent, in the same shape; what cannot be is left empty."""
    most = {"reach": 5, "bed_hour": 23, "up_hour": 23, "mood": 4, "drive": 3}
    typed: dict[str, Any] = {name: small(str(sent.get(name, "")), upto) for name, upto in most.items()}
    return typed | {
        "not_today": "not_today" in sent,
        "further": "further" in sent,
        "talked": sent.get("talked", ""),
        "flags": [flag for flag in FLAGS if flag in sent.getlist("flags")],
        "known_by": sent.get("known_by", "") if sent.get("known_by", "") in notes.KNOWN_BY else "",
        "words": sent.get("words", ""),
    }


def small(text: str, most: int) -> int | None:
    """A whole number up to ``most``, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 and int(text) <= most else None
