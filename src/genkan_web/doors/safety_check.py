"""The check before what could raise tension at home: a minute of questions, then what comes first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from genkan.checkup.family_check import CheckReading, Show, options_of
from genkan.checkup.form import questions
from genkan.knowledge import date_told, sentence
from genkan.questionnaire import care_words, option_words, said_for
from genkan_web.diary import safety_check
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.country import lines_when
from genkan_web.doors.gate import reached
from genkan_web.doors.learn import way_to
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.stopped import ChangedMeanwhile

GOES_ON = {
    "family": "kin",
    "week": "family-plan",
    "sheets": "worksheets",
}  # what may follow a check: a word in the address, and the name of its page
TRIAL = tuple("abcdefg")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the check in words."""

    id: str
    asks: str
    hint: str
    several: bool
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShowWords:
    """What is shown then: received, one thing to do, what comes next."""

    first: str
    do: str
    then: str
    now: bool


def check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """The questions; sent, what they show, which is all that is kept."""
    book = notebook_here(request)
    if request.method != "POST":
        return _page(request, book)
    answers = {name: request.POST.getlist(name) for name in options_of()}
    try:
        reading = safety_check.keep(book, answers)
    except ChangedMeanwhile:
        return _page(request, book, problem="people.safe.again", status=409)
    return _page(request, book, reading)


def _page(
    request: HttpRequest,
    book: Notebook,
    reading: CheckReading | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    lang, who, today = language_here(request), _who(request), today_of(book)
    last = safety_check.outcome(book)
    goes_on = request.POST.get("to") or request.GET.get("to", "")
    context: dict[str, object] = {
        "book": book,
        "problem": problem,
        "asked": [asked_words(name, who, lang) for name in safety_check.asked(book)],
        "last": last,
        "shows": show_words(last, lang) if last is not None else (),
        "asks": reading is None,
        "is_due": safety_check.due(book, today),
        "to": goes_on if goes_on in GOES_ON else "",
        "next": reverse(GOES_ON.get(goes_on, "notes"), args=[book.pk]),
        "trial": [f"family_check.trial.{letter}" for letter in TRIAL],
    }
    if reading is not None:
        cares, stops = reading.cares, Show.STOP in reading.shows
        context |= lines_when(request, cares, now=stops)
        context |= {
            "cares": care_words(cares, who, lang),
            "calls": stops or bool(cares),
            "ways": [way_to(place, lang) for place in reading.leads_to],
        }
    return render(request, "people/safety_check.html", context, status=status)


def _who(request: HttpRequest) -> str:
    """Whose words the questions are asked in."""
    return "family" if reached(request).role == "family" else "worker"


def asked_words(name: str, who: str, lang: str) -> Asked:
    """One question in words: one of the check-up's, or one that only this check asks."""
    known = questions().get(name)
    if known is None:
        place = f"family_check.{name}"
        ask, hint = sentence(f"{place}.ask", lang), sentence(f"{place}.hint", lang)
        told = tuple((one, sentence(f"{place}.option.{one}", lang)) for one in options_of()[name])
        return Asked(name, ask, hint, False, told)
    return Asked(
        name,
        said_for(f"checkup.{name}.ask", who, lang),
        said_for(f"checkup.{name}.hint", who, lang),
        known.several,
        tuple((one, option_words(name, one, who, lang)) for one in known.options),
    )


def show_words(last: safety_check.Outcome, lang: str) -> tuple[ShowWords, ...]:
    """What the last check showed, in words."""
    return tuple(
        ShowWords(
            sentence(f"family_check.show.{show}.first", lang),
            sentence(f"family_check.show.{show}.do", lang),
            sentence(f"family_check.show.{show}.then", lang, next=date_told(last.again, lang)),
            show is Show.STOP,
        )
        for show in last.shows
    )
