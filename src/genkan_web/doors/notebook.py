"""A notebook from inside: today, other days, the way out, files. Only whoever writes it comes here."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from genkan.letters.html import body_of
from genkan.nouns import Refused
from genkan_web import bridge, carried, once, remembered
from genkan_web.care import flags
from genkan_web.diary import books, notes
from genkan_web.diary.models import Notebook
from genkan_web.doors import note_form
from genkan_web.doors.changed import ChangedPlace, changed_page, marked, problem_of
from genkan_web.doors.gate import account_here, reached
from genkan_web.doors.manners import language_here
from genkan_web.doors.open_door import week_page
from genkan_web.doors.sheet_readings import open_plan
from genkan_web.kept import kept_in
from genkan_web.may import table_for
from genkan_web.models import DayTable

LISTED_DAYS = 14


def notebook_here(request: HttpRequest) -> Notebook:
    """The notebook the gate let this request reach."""
    book = reached(request).notebook
    if book is None:
        raise Http404
    return book


def notebooks(request: HttpRequest) -> HttpResponse:
    """One's own notebooks; a family or a worker may begin one about somebody."""
    account = account_here(request)
    context = {"books": books.books_of(account), "account": account}
    if request.method != "POST":
        return render(request, "people/notebooks.html", context)
    book = books.begun_about(account, request.POST.get("called", ""), request.POST.get("relation", ""))
    if book is None:
        context["problem"] = "people.notebooks.name_wrong"
        return render(request, "people/notebooks.html", context, status=400)
    return redirect("today", key=book.pk)


def today(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """Today in a few taps."""
    book = notebook_here(request)
    return _note_page(request, book, notes.today_of(book))


def note(request: HttpRequest, key: uuid.UUID, day: str) -> HttpResponse:  # noqa: ARG001
    """The same for another day."""
    book = notebook_here(request)
    try:
        told = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if not notes.may_write_about(book, told):
        raise Http404
    return _note_page(request, book, told)


def _note_page(request: HttpRequest, book: Notebook, day: date) -> HttpResponse:
    if request.method != "POST":
        return note_form.form_page(request, book, day)
    written = notes.written_from(request.POST)
    if isinstance(written, str):
        return note_form.form_page(request, book, day, written, 400)
    if notes.keep(book, day, written) is notes.Kept.CHANGED:
        return note_form.form_page(request, book, day, note_form.CHANGED, 409)
    return carried.put_down(request, redirect("notes", key=book.pk))


def days(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The last two weeks, day by day; an empty day is only empty."""
    book = notebook_here(request)
    last = notes.today_of(book)
    first = last - timedelta(days=LISTED_DAYS - 1)
    held = {one.day: one for one in book.notes.filter(day__gte=first, day__lte=last)}
    listed = [(day, held.get(day)) for day in (last - timedelta(days=back) for back in range(LISTED_DAYS))]
    context = {"book": book, "listed": listed, "ever": book.notes.count()}
    return render(request, "people/notes.html", context)


def way(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The way out over this notebook."""
    book, lang = notebook_here(request), language_here(request)
    source = ("way", lang, *bridge.kept_in(book))
    body = remembered.drawn(source, partial(_way_drawn, book, lang))
    context = {"book": book, "plan": open_plan(book, lang), "body": mark_safe(body)}  # noqa: S308 (escaped there)
    return render(request, "people/way.html", context)


def _way_drawn(book: Notebook, lang: str) -> str:
    """The reading; nothing where nothing is written."""
    found = bridge.days_of(book)
    if found is None:
        return ""
    course = bridge.course_of_notebook(book, found)
    watching = bridge.watching_of_notebook(book, course, notes.today_of(book), _is_own(book))
    week, changed = partial(week_address, book.pk), reverse("way-changed", args=[book.pk])
    return body_of(course, None, lang, week, changed, watching)


def _is_own(book: Notebook) -> bool:
    return book.kind == Notebook.Kind.OWN


def changed(request: HttpRequest, key: uuid.UUID, problem: str = "") -> HttpResponse:
    """What changed, over this notebook, with the forms to say what days were."""
    book = notebook_here(request)
    found = bridge.days_of(book)
    if found is None:
        return redirect("way", key=key)
    course = bridge.course_of_notebook(book, found)
    watching = bridge.watching_of_notebook(book, course, notes.today_of(book), _is_own(book))
    place = ChangedPlace(
        partial(week_address, key), reverse("way", args=[key]), reverse("way-said", args=[key])
    )
    return changed_page(request, course, watching, place, problem)


def said(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """«This is wrong», «these days were …», a day in care, or one of them taken back."""
    book = notebook_here(request)
    found = bridge.days_of(book)
    if found is None:
        raise Http404
    try:
        marks, care = marked(request.POST, found, bridge.marks_in(book), bridge.care_in(book))
    except (Refused, ValueError):
        return changed(request, key, problem_of(request.POST))
    bridge.keep_marks_in(book, marks, care)
    return redirect("way-changed", key=key)


def week_address(key: uuid.UUID, day: date) -> str:
    """The page of one week of a notebook."""
    return reverse("way-week", args=[key, day.isoformat()])


def way_week(request: HttpRequest, key: uuid.UUID, day: str) -> HttpResponse:
    """Where the numbers of one week came from."""
    book = notebook_here(request)
    found = bridge.days_of(book)
    if found is None:
        raise Http404
    course = bridge.course_of_notebook(book, found)
    return week_page(request, course, day, partial(week_address, key), reverse("way", args=[key]))


def take_days(request: HttpRequest, key: uuid.UUID, table: str) -> HttpResponse:
    """Lay the days of a reading of this visit into the notebook; the reading then goes."""
    book = notebook_here(request)

    def taken() -> str:
        found = table_for(request, "see", table)
        if not found.visit or found.standing != DayTable.Standing.READY:
            raise Http404
        bridge.take_in(book, bridge.reading_from(found).days)
        bridge.forget(found)
        return ""

    if not once.SHORTEST <= len(table) <= once.LONGEST:
        raise Http404
    once.once(str(book.pk), "files", table, taken)
    return redirect("way", key=key)


def take_check_up(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep the answers on this device in the notebook, one check-up a day."""
    book = notebook_here(request)
    given, _ = kept_in(request)
    if given is None:
        raise Http404
    books.keep_check_up(book, given)
    if flags.asks_for_help_now(given):
        flags.raised(book)
    return redirect("notes", key=key)


def in_need(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """What to know in an emergency: whom to call, medicines, what helps. A clinic may open it then."""
    book = notebook_here(request)
    context: dict[str, object] = {"book": book}
    typed = carried.sent_to(request)
    if typed is not None:
        context |= {"typed": typed.get("words", ""), "done": "people.outbox.carried"}
    if request.method != "POST":
        return render(request, "people/in_need.html", context)
    words = books.plain(request.POST.get("words", ""))
    if len(words) > notes.MOST_WORDS:
        context |= {"typed": words, "problem": "people.note.long"}
        return render(request, "people/in_need.html", context, status=400)
    books.keep_in_need(book, words)
    context["done"] = "people.in_need.done"
    return carried.put_down(request, render(request, "people/in_need.html", context))
