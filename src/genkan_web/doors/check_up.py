"""The check-up: three ways in, one question a page, nothing on the server, back always works."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from genkan import questionnaire
from genkan.checkup import form
from genkan.checkup.care import cares_of
from genkan.checkup.given import WHO, Given, given_from, month_in, told_of
from genkan.nouns import Refused
from genkan_web import bridge
from genkan_web.doors.country import lines_for
from genkan_web.doors.manners import language_here
from genkan_web.kept import keep, kept_in, wipe
from genkan_web.may import own_table

MOST_KEPT_BYTES = 200_000
Page = Callable[..., HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, who: str) -> HttpResponse:
    """What will be asked and what is kept; POST starts afresh."""
    if who not in WHO:
        raise Http404
    if request.method == "POST":
        first = min(question.number for question in form.questions().values())
        return keep(redirect("ask", number=first), Given(who, timezone.localdate()))
    given, _ = kept_in(request)
    unfinished = given is not None and given.who == who and bool(given.told)
    context = {"who": who, "hours": settings.ANSWER_HOURS, "unfinished": unfinished}
    return render(request, "begin.html", context)


def with_answers(page: Page) -> Page:
    """Only with a check-up on this device; without one, back to the entrance."""

    @wraps(page)
    def only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        given, reading = kept_in(request)
        if given is None:
            return redirect("entrance")
        return page(request, given, reading, *args, **kwargs)

    return only


@require_http_methods(["GET", "HEAD", "POST"])
@with_answers
def ask(request: HttpRequest, given: Given, reading: str, number: int) -> HttpResponse:
    """One question; POST keeps the answer and goes on, forwards or back."""
    question = form.with_number(number)
    if question is None:
        raise Http404
    if question not in form.asked(given.told):  # an earlier answer was changed meanwhile
        return _go_to(form.after(number, given.told), back=False, who=given.who)
    if request.method != "POST":
        return _question_page(request, given, question)
    sent = request.POST
    month = sent.get("month", "").strip()
    fits = _month_fits(month, given)
    chosen, known_by, words = sent.getlist("chosen"), sent.get("known_by", ""), sent.get("words", "")
    answer = told_of(question, chosen, known_by, words, month if fits else "")
    told = given.with_answer(question.id, told_of(question, []) if "skip" in sent else answer)
    if question.month and month and not fits and "back" not in sent and "skip" not in sent:
        return _question_page(request, told, question, problem="web.ask.month_wrong")
    follows = form.before(number, told.told) if "back" in sent else form.after(number, told.told)
    if _just_named(given, told):  # on the way back as well: help stands before anything else
        return keep(redirect("help-first", number=number), told, reading)
    return keep(_go_to(follows, "back" in sent, told.who), told, reading)


def _month_fits(month: str, given: Given) -> bool:
    months = month_in(month)
    return months is not None and months[0] <= given.on


def _just_named(before: Given, now: Given) -> bool:
    """Whether this answer names something that comes first, and that was not named before."""
    earlier = {care.id for care in cares_of(before)}
    return any(care.id not in earlier for care in cares_of(now))


def _go_to(question: form.Question | None, back: bool, who: str) -> HttpResponse:
    if question is not None:
        return redirect("ask", number=question.number)
    return redirect("begin", who=who) if back else redirect("answer")


def _question_page(
    request: HttpRequest, given: Given, question: form.Question, problem: str = ""
) -> HttpResponse:
    lang = language_here(request)
    way = form.asked(given.told)
    context = {
        "question": questionnaire.question_words(question, given, lang),
        "at": way.index(question) + 1,
        "of": len(way),
        "who": given.who,
        "begun": bool(form.standing(given).told),
        "problem": problem,
        "month_typed": request.POST.get("month", ""),
    }
    return render(request, "ask.html", context, status=400 if problem else 200)


@require_safe
@with_answers
def help_first(request: HttpRequest, given: Given, reading: str, number: int) -> HttpResponse:  # noqa: ARG001
    """Help before anything else, as soon as an answer asks for it; the questions can go on."""
    lang = language_here(request)
    cares = cares_of(form.standing(given))
    context = {
        **lines_for(request, given, cares),
        "cares": questionnaire.care_words(cares, given.who, lang),
        "follows": form.after(number, given.told),
        "number": number,
    }
    return render(request, "help_first.html", context)


@require_safe
@with_answers
def keep_file(request: HttpRequest, given: Given, reading: str) -> HttpResponse:  # noqa: ARG001
    """The answers as a file that can be opened here again."""
    content = json.dumps(given.plain(), ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="days.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Open a file that was kept."""
    if request.method != "POST":
        return render(request, "load.html")
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > MOST_KEPT_BYTES:
            raise ValueError
        given = given_from(json.loads(cast(Any, file).read().decode("utf-8-sig")), form.questions())
        return keep(redirect("answer"), given)
    except (Refused, ValueError, RecursionError):
        return render(request, "load.html", {"problem": "web.load.wrong"}, status=422)


@require_POST
def vanish(request: HttpRequest) -> HttpResponse:
    """Take the answers off this device, and with them the reading that was added."""
    _, reading = kept_in(request)
    table = own_table(request, "forget", reading)
    if table is not None:
        bridge.forget(table)
    return wipe(redirect("entrance"))
