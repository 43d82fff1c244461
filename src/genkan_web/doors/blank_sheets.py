"""Worksheets for everybody: explained, and as blank pages to print. Nothing is kept here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from genkan.worksheets import definitions, worksheet_words
from genkan.worksheets.asking import questions_of
from genkan.worksheets.definition import APPROACHES
from genkan_web.doors.manners import language_here

ROWS = 6  # blank lines of a table on paper


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All sheets, by approach."""
    lang = language_here(request)
    parts = [
        (
            approach,
            [
                (one, worksheet_words(one.id, lang))
                for one in definitions().values()
                if one.approach == approach
            ],
        )
        for approach in APPROACHES
    ]
    context = {"parts": [(approach, found) for approach, found in parts if found]}
    return render(request, "blank_sheets.html", context)


@require_safe
def sheet(request: HttpRequest, worksheet: str) -> HttpResponse:
    """One sheet with room to write."""
    if worksheet not in definitions():
        raise Http404
    lang = language_here(request)
    context = {
        "words": worksheet_words(worksheet, lang),
        "questions": questions_of(worksheet, lang, {}),
        "rows": range(ROWS),
        "whom": definitions()[worksheet].whom,
    }
    return render(request, "blank_sheet.html", context)
