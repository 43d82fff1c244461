"""Worksheets in a notebook: the shelf, one sheet explained, filling it in, taking it along.

Nothing typed is ever thrown away: what could not be read, was saved elsewhere meanwhile or may mean danger
stands in the form again. Words that may mean danger bring help first, and are kept all the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from genkan.questionnaire import care_words
from genkan.worksheets import Sheet, blank, cares_of, definitions, seen_in, taken, told, worksheet_words
from genkan.worksheets.asking import questions_of, raw_of
from genkan.worksheets.danger import Seen, words_seen
from genkan.worksheets.definition import WRITTEN
from genkan.worksheets.filled import to_json
from genkan.worksheets.form import FieldTrouble, Taken
from genkan.worksheets.told import WorksheetWords
from genkan_web import carried, once
from genkan_web.care import homework
from genkan_web.diary import papers, safety_check, sheets
from genkan_web.diary.models import Notebook, Paper
from genkan_web.doors import sheet_readings
from genkan_web.doors.country import lines_when
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.stopped import ChangedMeanwhile, Stopped


def worksheet_named(name: str) -> str:
    """The id of a worksheet there is. Http404 for any other."""
    if name not in definitions():
        raise Http404
    return name


def shelf(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """All sheets of a notebook, by approach, with what is begun."""
    book, lang = notebook_here(request), language_here(request)
    parts = [
        (approach, [_row(book, one, lang) for one in found]) for approach, found in sheets.shelf_of(book)
    ]
    context = {"book": book, "parts": parts, "asked": homework.waiting_words(book, lang)}
    return render(request, "people/worksheets.html", context)


def _row(book: Notebook, one: sheets.OnShelf, lang: str) -> tuple[sheets.OnShelf, WorksheetWords, str]:
    """One worksheet of the shelf, in words, and where its page is."""
    identity = one.definition.id
    elsewhere = sheets.ELSEWHERE.get(identity)
    address = (
        reverse(elsewhere, args=[book.pk]) if elsewhere else reverse("worksheet", args=[book.pk, identity])
    )
    return one, worksheet_words(identity, lang), address


def about(request: HttpRequest, key: uuid.UUID, worksheet: str) -> HttpResponse:  # noqa: ARG001
    """One worksheet in three sentences with its evidence, and those that are here."""
    book, name = notebook_here(request), worksheet_named(worksheet)
    if name in sheets.ELSEWHERE:
        return redirect(sheets.ELSEWHERE[name], key=book.pk)
    context = {
        "book": book,
        "words": worksheet_words(name, language_here(request)),
        "earlier": sheets.sheets_of(book, name),
    }
    return render(request, "people/worksheet.html", context)


def new(request: HttpRequest, key: uuid.UUID, worksheet: str) -> HttpResponse:
    """An empty one; sent twice it is kept once. One that rests is not begun, and what was typed is kept."""
    book, name = notebook_here(request), worksheet_named(worksheet)
    if name in sheets.ELSEWHERE:  # a sheet of it would be a second one that nobody sees
        raise Http404
    if request.method != "POST":
        again = _carried(request, book, blank(name))
        if again is None and safety_check.rests(book, name):
            return redirect(f"{reverse('safe', args=[key])}?to=sheets")
        return again or _page(request, book, blank(name))
    slot = request.POST.get("slot", "")
    if not once.is_key(slot, papers.MOST_SLOT):
        return _page(request, book, blank(name), _typed(request.POST, name), "people.sheets.again", 400)
    return _sent(request, book, blank(name), slot)


def fill(request: HttpRequest, key: uuid.UUID, worksheet: str, paper: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """One that was begun: read, gone on with, and what can be read from it."""
    book, held = notebook_here(request), paper_here(request, worksheet, paper)
    sheet = sheets.sheet_in(held)
    if request.method != "POST":
        return _carried(request, book, sheet, held) or _page(request, book, sheet, paper=held)
    if any(name in request.POST for name in sheet_readings.ACTS):
        sheet_readings.act(request, book, held, sheet)
        return redirect("worksheet-fill", key=book.pk, worksheet=sheet.worksheet, paper=held.pk)
    return _sent(request, book, sheet, held.slot, held)


def paper_here(request: HttpRequest, worksheet: str, paper: uuid.UUID) -> Paper:
    """A sheet of the notebook that the gate let this request reach."""
    held = papers.found(notebook_here(request), worksheet_named(worksheet), paper)
    if held is None:
        raise Http404
    return held


def take(request: HttpRequest, key: uuid.UUID, worksheet: str, paper: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The sheet as a file that the library reads back."""
    text = to_json(sheets.sheet_in(paper_here(request, worksheet, paper)))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="sheet.json"'
    return response


# ── What was sent ──


def _carried(
    request: HttpRequest, book: Notebook, sheet: Sheet, held: Paper | None = None
) -> HttpResponse | None:
    """What was typed when a visit had ended meanwhile, in the form again, over the edition it was typed over:
    what was kept since then is not written over unseen. None where nothing was typed."""
    sent = carried.sent_to(request)
    if sent is None:
        return None
    raw = _typed(sent, sheet.worksheet)
    seen = _seen(taken(sheet.worksheet, raw), raw)
    edition = sent.get("edition", "0") if held else ""
    return _page(request, book, sheet, raw, paper=held, seen=seen, carried_over=edition)


def _typed(sent: QueryDict, worksheet: str) -> dict[str, Any]:
    """What a form sent, for the fields of this worksheet; no more lines than it may have."""
    known = tuple(one.id for one in definitions()[worksheet].fields)
    return {
        name: values
        for name, values in list(sent.lists())[:2_000]
        if name in known or name.partition(".")[0] in known
    }


def _sent(
    request: HttpRequest, book: Notebook, before: Sheet, slot: str, held: Paper | None = None
) -> HttpResponse:
    raw = _typed(request.POST, before.worksheet)
    found = taken(before.worksheet, raw)
    seen = _seen(found, raw)
    if not found.ok:
        return _page(request, book, before, raw, "people.sheets.wrong", 400, held, found.troubles, seen)
    if not found.sheet.values:
        return _page(request, book, before, raw, "people.sheets.empty", 400, held)
    edition = once.seen_in(request.POST.get("edition", ""))
    try:
        kept = sheets.keep_sheet(book, found.sheet, slot, held, edition)
    except ChangedMeanwhile:
        held = held or _in_slot(book, before.worksheet, slot)
        return _page(request, book, before, raw, "people.sheets.changed", 409, held, seen=seen)
    except Stopped:
        return _page(request, book, before, raw, "people.sheets.full", 409, held, seen=seen)
    return carried.put_down(request, _to_sheet(book, kept, request.POST.get("more", "")))


def _to_sheet(book: Notebook, kept: Paper, more: str) -> HttpResponse:
    """To a kept sheet; to the table of which more lines are wanted, if it has one of that name."""
    worksheet = sheets.sheet_in(kept).worksheet
    to = reverse("worksheet-fill", args=[book.pk, worksheet, kept.pk])
    known = {one.id: f"{to}?kept#{one.id}" for one in definitions()[worksheet].fields}
    return redirect(known.get(more, f"{to}?kept"))


def _in_slot(book: Notebook, worksheet: str, slot: str) -> Paper | None:
    return next((one for one in papers.listed(book, worksheet) if one.slot == slot), None)


def _seen(found: Taken, raw: Mapping[str, Any]) -> tuple[Seen, ...]:
    """What may mean danger, also in words that are too long to be kept."""
    long = [one for one in found.troubles if one.field.kind in WRITTEN]
    return seen_in(found.sheet) + tuple(
        Seen(care, found.sheet.worksheet, one.field, words)
        for one in long
        for care, words in words_seen(" ".join(raw.get(one.name, ())))
    )


# ── The page ──


def _page(
    request: HttpRequest,
    book: Notebook,
    sheet: Sheet,
    raw: Mapping[str, Any] | None = None,
    problem: str = "",
    status: int = 200,
    paper: Paper | None = None,
    troubles: Sequence[FieldTrouble] = (),
    seen: Sequence[Seen] | None = None,
    carried_over: str | None = None,
) -> HttpResponse:
    """The form with what stands there, or after a problem with what was typed.

    ``carried_over``: what was typed was carried here, over this edition.
    """
    lang = language_here(request)
    typed = raw if raw is not None else raw_of(sheet)
    context = {
        "book": book,
        "words": worksheet_words(sheet.worksheet, lang),
        "questions": questions_of(sheet.worksheet, lang, typed, troubles),
        "slot": request.POST.get("slot") or uuid.uuid4(),
        "paper": paper,
        "edition": carried_over or (paper.edition if paper else 0),
        "problem": problem,
        "there_now": told(sheets.sheet_in(paper), lang) if status == 409 and paper else (),
        "told": told(sheet, lang) if paper else (),
        "draft": bool(paper) and sheet.is_draft,
        "done": "people.sheets.kept" if "kept" in request.GET and not problem else "",
    }
    if carried_over is not None:
        context["done"] = "people.outbox.carried"
    if paper is not None and raw is None:
        context["reading"] = sheet_readings.reading_of(book, paper, sheet, lang)
    context |= help_for(request, book, seen if seen is not None else seen_in(sheet))
    return render(request, "people/worksheet_fill.html", context, status=status)


def help_for(request: HttpRequest, book: Notebook, seen: Sequence[Seen]) -> dict[str, object]:
    """What stands first where something may mean danger: why, what to do, whom to call. Else nothing."""
    if not seen:
        return {}
    lang, cares = language_here(request), cares_of(seen)
    whom = {"clinic": "worker"}.get(sheets.whom_of(book), sheets.whom_of(book))
    return {
        **lines_when(request, cares),
        "cares": care_words(cares, whom, lang),
        "saw": list(dict.fromkeys(one.says(lang) for one in seen))[:3],
    }
