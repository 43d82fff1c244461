"""A whole week at once, for whoever writes once a week: seven rows, only taps; unknown stays unknown."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from genkan_web import carried
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook
from genkan_web.doors.note_form import as_held, as_typed, choices, id_for
from genkan_web.doors.notebook import notebook_here

ASKED = ("reach", "mood")


def week_at_once(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """Rows for days without a note; the others say what stands there, and are not touched."""
    book = notebook_here(request)
    if request.method != "POST":
        return _page(request, book, carried.sent_to(request))
    problem = "people.week.empty"
    for day, told in _rows(request.POST, book):
        written = notes.written_from(told)
        if isinstance(written, str):
            if written != "people.note.empty":
                return _page(request, book, request.POST, written, 400)
            continue
        if notes.keep(book, day, written) is notes.Kept.CHANGED:
            problem = "people.week.changed"
        elif problem == "people.week.empty":
            problem = ""
    if problem:
        return _page(request, book, request.POST, problem, 400 if problem == "people.week.empty" else 409)
    return carried.put_down(request, redirect("notes", key=book.pk))


def _rows(sent: QueryDict, book: Notebook) -> Iterator[tuple[date, QueryDict]]:
    """Each day of this form as a note of its own, under an id that is the same when it is sent again."""
    for day in _days(sent, book):
        told = QueryDict(mutable=True)
        told["client_id"] = f"{sent.get('client_id', '')}-{day:%Y%m%d}"
        told["version"] = "0"
        for name in ASKED:
            told[name] = sent.get(f"{name}-{day.isoformat()}", "")
        if told["reach"] or told["mood"]:
            told["known_by"] = sent.get("known_by", "")
        yield day, told


def _days(sent: QueryDict, book: Notebook) -> list[date]:
    """The seven days the form showed: a form of before midnight keeps its days."""
    try:
        last = date.fromisoformat(sent.get("last", ""))
    except ValueError:
        last = notes.today_of(book)
    days = [day for day, _ in notes.week_of(book, last)] if notes.may_write_about(book, last) else []
    return [day for day in days if notes.may_write_about(book, day)]


def _page(
    request: HttpRequest, book: Notebook, typed: QueryDict | None, problem: str = "", status: int = 200
) -> HttpResponse:
    days = _days(typed if typed is not None else QueryDict(), book)
    last = days[-1] if days else notes.today_of(book)
    rows = [_row(day, held, typed) for day, held in reversed(notes.week_of(book, last))]
    context = choices(book) | {
        "rows": rows,
        "last": last,
        "open": any(not row["held"] for row in rows),
        "client_id": id_for(typed if problem else None),
        "known_by": (typed or {}).get("known_by", ""),
        "problem": problem,
        "done": "people.outbox.carried" if typed is not None and not problem else "",
    }
    return render(request, "people/week_at_once.html", context, status=status)


def _row(day: date, held: DayNote | None, typed: QueryDict | None) -> dict[str, object]:
    told = QueryDict(mutable=True)
    for name in ASKED:
        told[name] = (typed or {}).get(f"{name}-{day.isoformat()}", "")
    return {"day": day, "held": as_held(held), "note": held, "told": as_typed(told)}
