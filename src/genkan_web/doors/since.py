"""Before and since something began: each sign beside itself, in words that never claim a cause.

What is chosen is sent in the body of a form and kept nowhere: an address with a medicine in it would stay in
histories.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from genkan.knowledge import sentence
from genkan.nouns import Days
from genkan.pictures import small_multiples, way_out
from genkan.pictures.way_out import Pin
from genkan.worksheets.effect import KINDS, effect_of, effect_words
from genkan_web import bridge
from genkan_web.diary import began
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here

OTHER = "other"


def since(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """Choose what began; then six signs, a picture with its pin, and what this does not say."""
    book, lang = notebook_here(request), language_here(request)
    listed = began.listed(book, lang)
    found = bridge.days_of(book) if request.method == "POST" else None
    context: dict[str, object] = {
        "book": book,
        "listed": listed,
        "kinds": KINDS,
        "has_days": found is not None or bridge.has_days(book),
        "today": today_of(book),
        "typed": request.POST,
    }
    if request.method != "POST" or found is None:
        return render(request, "people/since.html", context)
    chosen = _chosen(request, listed, book, lang)
    if chosen is None:
        context["problem"] = "people.since.wrong"
        return render(request, "people/since.html", context, status=400)
    if not found.first <= chosen.day <= found.last:
        context["outside"] = {"first": found.first, "last": found.last}
        return render(request, "people/since.html", context)
    context |= {"chosen": chosen, "lines": effect_words(effect_of(found, chosen.day, chosen.kind), lang)}
    return render(request, "people/since.html", context | _drawn(book, found, chosen, lang))


def _chosen(request: HttpRequest, listed: list[began.Began], book: Notebook, lang: str) -> began.Began | None:
    """What was chosen from the list, or named with a day; None where it is neither."""
    wanted = request.POST.get("which", "")
    for one in listed:
        if wanted == one.key:
            return one
    kind = request.POST.get("kind", "")
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None
    if wanted != OTHER or kind not in KINDS or day > today_of(book):
        return None
    return began.Began(kind, day, sentence(f"worksheet.reads.effect.kind.{kind}", lang))


def _drawn(book: Notebook, days: Days, chosen: began.Began, lang: str) -> dict[str, object]:
    course = bridge.course_of_notebook(book, days)
    pins = (Pin(chosen.day, name=chosen.name),)
    drawn = {}
    for name, width in (("wide", 960), ("narrow", 340)):
        way = way_out(days, course.stage, lang, width, None, pins).on_page(f"way-{name}")
        signs = small_multiples(days, course.signs.usual, lang, width).on_page(f"signs-{name}")
        drawn[name] = mark_safe(way + signs)  # noqa: S308 (escaped where they are drawn)
    return {"drawn": drawn}
