"""Writing without network: the choice, the empty page that may stay on a device, and the door notes come by.

What lies on the device and how it is sent stands in ``static/outbox.js``.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone

from genkan_web.diary import notes
from genkan_web.doors.note_form import choices
from genkan_web.doors.notebook import notebook_here


def writing_offline(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """What would stay on this device, and the choice. It is made on the device; the server is not told."""
    return render(request, "people/offline.html", {"book": notebook_here(request)})


def blank(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The form with nothing of anybody in it: no note, no name, no token, no date."""
    return render(request, "people/blank.html", choices(notebook_here(request)) | {"night": False})


def outbox(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """A fresh token, and the time and day here; then a note, answered with what became of it."""
    book = notebook_here(request)
    if request.method != "POST":
        told = {"token": get_token(request), "now": timezone.now().timestamp(), "zone": book.zone}
        return JsonResponse({**told, "today": notes.today_of(book).isoformat()})
    day, written = _day(request.POST.get("day", "")), notes.written_from(request.POST)
    if day is None or not notes.may_write_about(book, day) or isinstance(written, str):
        return JsonResponse({"kept": "not"}, status=400)
    result, version = notes.kept(book, day, written)
    status = 409 if result is notes.Kept.CHANGED else 200
    return JsonResponse({"kept": result.value, "version": version}, status=status)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
