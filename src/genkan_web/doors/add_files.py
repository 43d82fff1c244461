"""Files brought into a notebook: read in a process of its own, shown what they would bring, kept on a press.

Days are kept, files never. The same files again bring nothing new, and nothing is there twice.
"""

from __future__ import annotations

import uuid
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan.nouns import Refused, Trouble
from genkan.sheet import left_out_words, refusal_told
from genkan_web import bridge
from genkan_web.diary.models import Notebook
from genkan_web.doors import files
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.may import table_for
from genkan_web.models import DayTable


def add(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Choose files; a worker process begins to read them."""
    book = notebook_here(request)
    if request.method != "POST":
        return _form(request, book)
    zone = request.POST.get("zone", "")
    if zone not in available_timezones():
        told = refusal_told(Refused(Trouble.NO_ZONE, "–"), language_here(request))
        return _form(request, book, told=told, status=400)
    problem, status = files.problem_with(request)
    if problem:
        return _form(request, book, problem, status=status)
    table = files.begun(request, zone, {})
    return redirect("added-files", key=key, table=table.key)


def _form(
    request: HttpRequest, book: Notebook, problem: str = "", told: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "book": book,
        "zones": sorted(available_timezones()),
        "zone": request.POST.get("zone") or book.zone,
        "problem": problem,
        "told": told,
        "held": bridge.imported_days(book),
    }
    return render(request, "people/add_files.html", context, status=status)


def added(request: HttpRequest, key: uuid.UUID, table: str) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """How far it is; why they could not be read; or what would be added, is known already, is left out."""
    book, lang = notebook_here(request), language_here(request)
    found = table_for(request, "see", table)
    underway = found.standing in (DayTable.Standing.WAITING, DayTable.Standing.READING)
    if underway and not bridge.is_overdue(found):
        return render(request, "waiting.html", {"percent": round(found.progress * 100)})
    if found.standing != DayTable.Standing.READY:
        told = refusal_told(bridge.refusal_from(found), lang)
        return _form(request, book, told=told, status=422)
    reading = bridge.reading_from(found)
    context = {
        "book": book,
        "table": table,
        "brings": bridge.brought_by(book, reading.days),
        "first": reading.days.first,
        "last": reading.days.last,
        "files": [one.file for one in reading.files],
        "left_out": left_out_words(reading.left_out, reading.unread, lang),
    }
    return render(request, "people/added_files.html", context)
