"""A sheet asked for between meetings: both ends of it. Nothing goes before it was looked at and sent."""

from __future__ import annotations

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genkan.clock import zone_info
from genkan.questionnaire import care_words
from genkan.worksheets import cares_of, definitions, seen_in, told, worksheet_words
from genkan_web import once
from genkan_web.care import homework as asked_for
from genkan_web.care.models import Homework
from genkan_web.diary import papers, sheets
from genkan_web.diary.books import plain
from genkan_web.diary.models import Notebook, Paper
from genkan_web.doors.country import lines_when
from genkan_web.doors.gate import account_here
from genkan_web.doors.linked import link_here
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.doors.worksheets import help_for
from genkan_web.stopped import ChangedMeanwhile, Stopped

# ── Whoever was asked ──


def homework(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """What was asked for; what would be sent, word for word; sending it, and taking it back."""
    book = notebook_here(request)
    if request.method != "POST":
        return _list(request, book)
    one = _named(book, request.POST.get("homework", ""))
    if one is None:
        return _list(request, book, "people.homework.gone", 409)
    if "back" in request.POST:
        asked_for.take_back(one)
        return redirect("homework", key=book.pk)
    paper = papers.found(book, one.asked["worksheet"], _id(request.POST.get("paper", "")))
    if paper is None:
        return _list(request, book)
    if "send" not in request.POST:
        return _look(request, book, one, paper)
    try:
        asked_for.send(one, paper, once.seen_in(request.POST.get("edition", "")))
    except ChangedMeanwhile:
        return _look(request, book, one, paper, "people.homework.changed", 409)
    return redirect("homework", key=book.pk)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _named(book: Notebook, wanted: str) -> Homework | None:
    return next((one for one in asked_for.asked_of(book) if str(one.pk) == wanted), None)


def _list(request: HttpRequest, book: Notebook, problem: str = "", status: int = 200) -> HttpResponse:
    lang = language_here(request)
    listed = [
        {
            "asked": one,
            "papers": papers.listed(book, one.homework.asked["worksheet"])[:12],
            "copy": told(asked_for.copy_of(one.homework), lang) if one.homework.answer else (),
        }
        for one in asked_for.asked_words(asked_for.asked_of(book), lang)
    ]
    context = {"book": book, "listed": listed, "problem": problem}
    return render(request, "people/homework.html", context, status=status)


def _look(
    request: HttpRequest, book: Notebook, one: Homework, paper: Paper, problem: str = "", status: int = 200
) -> HttpResponse:
    """The very words that would go; help first where they may mean danger."""
    lang, sheet = language_here(request), sheets.sheet_in(paper)
    (asked,) = asked_for.asked_words([one], lang)
    context = {
        "book": book,
        "asked": asked,
        "paper": paper,
        "told": told(sheet, lang),
        "problem": problem,
        **help_for(request, book, seen_in(sheet)),
    }
    return render(request, "people/homework_look.html", context, status=status)


# ── Whoever asks ──


def asking(request: HttpRequest, link: uuid.UUID, problem: str = "") -> HttpResponse:  # noqa: ARG001
    """Ask for a sheet. Whether the other side has seen it, begun it or stopped sharing is not told."""
    found, lang = link_here(request), language_here(request)
    if request.method == "POST":
        if "withdraw" in request.POST:
            asked_for.no_longer_asked(found, request.POST["withdraw"])
            return redirect("share-homework", link=found.pk)
        problem = _ask(request)
        if not problem:
            return redirect("share-homework", link=found.pk)
    listed = asked_for.asked_words(asked_for.set_by(found), lang)
    sent_now = {one.pk for one, _ in asked_for.sent_over(found)}
    context = {
        "link": found,
        "problem": problem,
        "typed": request.POST if problem else {},
        "listed": [(one, one.homework.pk in sent_now) for one in listed],
        "sheets": [worksheet_words(one, lang) for one in definitions()],
        "today": _today(request),
        "slot": request.POST.get("slot") or uuid.uuid4(),
    }
    return render(request, "people/homework_ask.html", context, status=400 if problem else 200)


def _today(request: HttpRequest) -> date:
    return timezone.now().astimezone(zone_info(account_here(request).zone)).date()


def _ask(request: HttpRequest) -> str:
    """The id of a sentence where it could not be asked for."""
    worksheet, words = request.POST.get("worksheet", ""), plain(request.POST.get("words", ""))
    wished = request.POST.get("wished", "")
    try:
        day = date.fromisoformat(wished) if wished else None
    except ValueError:
        return "people.homework.wrong"
    late = day is not None and day < _today(request)
    if worksheet not in definitions() or len(words) > asked_for.LONGEST or late:
        return "people.homework.wrong"
    try:
        asked_for.set_once(link_here(request), request.POST.get("slot", ""), worksheet, words, day)
    except Stopped as stopped:
        return stopped.said if stopped.said == "people.homework.many" else "people.homework.wrong"
    return ""


def sent(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The sheets as they were sent. Nothing sent, taken back and stopped are one page: none."""
    found, lang = link_here(request), language_here(request)
    readable = asked_for.sent_over(found)
    if not readable:
        raise Http404
    seen = [one for _, sheet in readable for one in seen_in(sheet)]
    cares = cares_of(seen)
    context = {
        "link": found,
        "sheets": [
            (worksheet_words(sheet.worksheet, lang).title, one.answered_at, told(sheet, lang))
            for one, sheet in readable
        ],
        "cares": care_words(cares, "worker", lang),
        **(lines_when(request, cares) if cares else {}),
    }
    return render(request, "people/homework_sent.html", context)
