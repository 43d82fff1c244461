"""Family work in a notebook about somebody: the family drawn, the circle, agreements, meetings, over time.

Before all of it stands the check whether it is calm at home. Sheets are filled in on the pages of worksheets.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from genkan.knowledge import knowledge, sentence
from genkan.pictures import circle, genogram
from genkan.pictures.canvas import Canvas
from genkan.pictures.circle import circle_in_words, steps_from
from genkan.pictures.genogram import CELL, EDGE, family_in_words
from genkan.pictures.kin import Family, Muddle, family_from, generations, people_from, ties_from
from genkan.pictures.ratings import Rated, rating_lines
from genkan.worksheets import Field, definition
from genkan.worksheets.definition import Kind
from genkan.worksheets.told import asks, option_told
from genkan_web.diary import kin, papers, safety_check
from genkan_web.diary.kin import Written
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.doors.safety_check import show_words

WIDE, NARROW = 900.0, 340.0
FRAMED = (NARROW, 500.0, 700.0, WIDE)  # widths of a drawing that moves in its frame; see page.css
MOST_LISTED = 6
Page = Callable[..., HttpResponse]


def after_check(page: Page) -> Page:
    """A page of family work; where the check is due, it comes first."""

    @wraps(page)
    def only(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        book = notebook_here(request)
        if safety_check.due(book, today_of(book)):
            return redirect(f"{reverse('safe', args=[key])}?to=family")
        return page(request, book)

    return only


def sheet_address(book: Notebook, worksheet: str, paper: uuid.UUID | None = None) -> str:
    """Where a worksheet is filled in, a new one or one that is there."""
    if paper is None:
        return reverse("worksheet-new", args=[book.pk, worksheet])
    return reverse("worksheet-fill", args=[book.pk, worksheet, paper])


@dataclass(frozen=True, slots=True)
class Card:
    """One kind of sheet on the overview."""

    title: str
    new: str  # address of a new one; empty: not now
    begun: bool  # whether there is one


def _new(book: Notebook, kind: str) -> str:
    """Where a new sheet is filled in; empty while it rests."""
    return "" if safety_check.rests(book, kind) else sheet_address(book, kind)


def _card(book: Notebook, kind: str, lang: str) -> Card:
    title = sentence(f"worksheet.{kind}.title", lang)
    return Card(title, _new(book, kind), papers.has(book, kind))


def _with_address(book: Notebook, kind: str, found: Iterable[Written]) -> list[tuple[Written, str]]:
    return [(one, sheet_address(book, kind, one.paper.pk)) for one in found]


@after_check
def overview(request: HttpRequest, book: Notebook) -> HttpResponse:
    """Everything at a glance: what is due, what there is, what could be written."""
    lang, today = language_here(request), today_of(book)
    last = safety_check.outcome(book)
    waits = last is not None and last.exercises_wait
    kinds = ("family_list", "circle", "agreement", "session", "session_rating", *kin.OBSERVED)
    context = {
        "book": book,
        "waits": waits,
        "shows": show_words(last, lang) if last is not None and waits else (),
        "cards": {kind: _card(book, kind, lang) for kind in kinds},
        "agreements": [
            (one, sheet_address(book, "agreement", one.paper.pk)) for one in kin.agreements(book, today)
        ],
        "meetings": _with_address(book, "session", kin.written(book, "session", MOST_LISTED)),
    }
    return render(request, "people/kin.html", context)


# ── Drawings ──


@after_check
def drawing(request: HttpRequest, book: Notebook) -> HttpResponse:
    """The family drawn from the newest list, and the same in words."""
    lang = language_here(request)
    found = kin.written(book, "family_list")
    context: dict[str, Any] = {"book": book, "new": sheet_address(book, "family_list")}
    if found:
        newest = found[0]
        rows = newest.sheet.rows
        family = family_from(people_from(rows("people")), ties_from(rows("ties")))
        context |= {
            "newest": newest,
            "edit": sheet_address(book, "family_list", newest.paper.pk),
            "noticed": newest.sheet.get("noticed") or "",
            "older": _with_address(book, "family_list", found[1:]),
            **_drawn_family(family, lang),
        }
    return render(request, "people/kin_drawing.html", context)


def _drawn_family(family: Family | Muddle, lang: str) -> dict[str, Any]:
    if isinstance(family, Muddle):
        return {"muddle": family.says(lang)}
    drawn = {
        "wide": genogram(family.people, family.ties, lang, WIDE),
        "narrow": genogram(family.people, family.ties, lang, _width_of(family)),
    }
    return {**_pictures(drawn), "words": family_in_words(family, lang)}


def _width_of(family: Family) -> float:
    """Wide enough that a generation stands in one row; on a small screen the drawing moves in its frame."""
    widest = max(Counter(generations(family).values()).values())
    return next((one for one in FRAMED if 2 * EDGE + CELL * widest <= one), FRAMED[-1])


def _pictures(drawn: dict[str, Canvas | Muddle]) -> dict[str, Any]:
    return {
        name: {"svg": mark_safe(canvas.on_page(f"kin-{name}")), "width": round(canvas.width)}  # noqa: S308
        for name, canvas in drawn.items()
        if isinstance(canvas, Canvas)
    }


@after_check
def round_and_round(request: HttpRequest, book: Notebook) -> HttpResponse:
    """The newest circle as a drawing, and the same in words."""
    lang = language_here(request)
    found = kin.written(book, "circle")
    context: dict[str, Any] = {"book": book, "new": _new(book, "circle")}
    if found:
        newest = found[0]
        steps = steps_from(newest.sheet.rows("steps"))
        drawn = {"wide": circle(steps, lang, 640.0), "narrow": circle(steps, lang, NARROW)}
        muddle = drawn["wide"]
        context |= {
            "newest": newest,
            "edit": sheet_address(book, "circle", newest.paper.pk),
            "try_here": newest.sheet.get("try_here") or "",
            "look_again": newest.sheet.get("look_again"),
            "older": _with_address(book, "circle", found[1:]),
            "words": circle_in_words(steps, lang),
            "muddle": muddle.says(lang) if isinstance(muddle, Muddle) else "",
            **_pictures(drawn),
        }
    return render(request, "people/kin_circle.html", context)


# ── Over time ──


@dataclass(frozen=True, slots=True)
class LineWords:
    """One line and what was answered each time, in words; empty where it was left open."""

    asks: str
    answers: tuple[str, ...]


@after_check
def over_time(request: HttpRequest, book: Notebook) -> HttpResponse:
    """How meetings were, and what was observed at home: each line beside its own earlier answers."""
    lang = language_here(request)
    context = {
        "book": book,
        **_ratings(book, lang),
        "observations": [_observation(book, kind, lang) for kind in kin.OBSERVED],
    }
    return render(request, "people/kin_time.html", context)


def _ratings(book: Notebook, lang: str) -> dict[str, Any]:
    found = list(reversed(kin.written(book, "session_rating")))
    least = int(knowledge("worksheets/session_rating")["rules"]["over_time"]["least"])
    scales = [one for one in definition("session_rating").fields if one.kind is Kind.SCALE]
    told = {"count": len(found), "least": least, "new_rating": sheet_address(book, "session_rating")}
    if len(found) < least:
        return told
    rated = [
        Rated(asks("session_rating", one, lang), tuple(_number(sheet, one) for sheet in found))
        for one in scales
    ]
    words = (
        sentence("people.kin.ratings", lang),
        sentence("people.kin.ratings_describes", lang, count=len(found)),
    )
    days = [one.on for one in found]
    drawn: dict[str, Canvas | Muddle] = {
        name: rating_lines(days, rated, words, lang, width)
        for name, width in (("wide", 640.0), ("narrow", NARROW))
    }
    lines = [
        LineWords(one.asks, tuple("" if answer is None else f"{answer:g}" for answer in one.answers))
        for one in rated
    ]
    return {**told, **_pictures(drawn), "rating_days": days, "rating_lines": lines}


def _number(one: Written, field: Field) -> float | None:
    found = one.sheet.get(field.id)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def _observation(book: Notebook, kind: str, lang: str) -> dict[str, Any]:
    days, lines = kin.observed(book, kind)
    told = [
        LineWords(
            asks(kind, one.field, lang),
            tuple("" if said is None else option_told(kind, one.field, said, lang) for said in one.answers),
        )
        for one in lines
    ]
    title = sentence(f"worksheet.{kind}.title", lang)
    return {"title": title, "days": days, "lines": told, "new": sheet_address(book, kind)}
