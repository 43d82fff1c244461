"""One step a week for a family: the short check before it, up to three to choose from, what was noticed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from genkan.checkup.care import cares_of
from genkan.checkup.family_check import Show
from genkan.checkup.given import BASES, Given
from genkan.family_week import (
    MOST_NOTICED,
    THEN,
    Chosen,
    Plan,
    known_step,
    offered,
    step_words,
)
from genkan.knowledge import knowledge
from genkan.nouns import Reach
from genkan.own_words import tidy
from genkan.parent_tasks import MOMENTS, REST, SHELVES
from genkan.plans import Standing
from genkan.questionnaire import care_words
from genkan.worksheets.danger import words_seen
from genkan_web import may
from genkan_web.care import sharing
from genkan_web.care.weeks import step_over
from genkan_web.diary import books, climbs, family_weeks, papers, safety_check
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.country import lines_when
from genkan_web.doors.gate import account_here
from genkan_web.doors.help_first import help_first
from genkan_web.doors.learn import way_to
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.doors.safety_check import show_words
from genkan_web.stopped import ChangedMeanwhile

SHOWN = 30  # weeks that are over, on the page


def week(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """This week's step, or up to three to choose from; before them, whether it is calm at home."""
    book = notebook_here(request)
    last = safety_check.outcome(book)
    if last is None or safety_check.due(book, today_of(book)):
        return redirect(f"{reverse('safe', args=[key])}?to=week")
    if last.exercises_wait:
        return _waiting_page(request, book, last)
    if request.method == "POST":
        return _answered(request, book)
    given, (plan, seen) = family_weeks.given_in(book), family_weeks.plan_in(book)
    if not offered(given, cares_of(given), plan):
        return help_page(request, book, [one.id for one in cares_of(given)])
    return _plan_page(request, book, plan, seen)


def _answered(request: HttpRequest, book: Notebook) -> HttpResponse:
    sent, (plan, seen) = request.POST, family_weeks.plan_in(book)
    if "after" in sent:
        return _after(request, book, plan, seen)
    if "choose" in sent:
        plan = _chosen(plan, sent["choose"], book)
    if "knows" in sent:
        plan = plan.knowing(today_of(book), sent.get("shelf", ""), sent.get("moment", ""))
    with suppress(ChangedMeanwhile):  # in another window just now: what stands there is shown
        family_weeks.keep_plan(book, plan, seen)
    return redirect("family-plan", key=book.pk)


def _chosen(plan: Plan, wanted: str, book: Notebook) -> Plan:
    """The same with a step that is there; anything else changes nothing."""
    kind, _, step = wanted.partition(".")
    if step_words(kind, step, "en") is None:
        return plan
    return plan.with_chosen(Chosen(kind, step, today_of(book)))


def _after(request: HttpRequest, book: Notebook, plan: Plan, seen: int) -> HttpResponse:
    """What was noticed, and what comes then. Pressed twice it is one week; nothing is overwritten."""
    sent = request.POST
    then, known_by = sent.get("then", ""), sent.get("known_by", "")
    words = tidy(sent.get("noticed", ""), MOST_NOTICED)
    if then not in THEN:
        return _plan_page(request, book, plan, seen, "people.family_week.then_wrong", 400)
    if sent.get("seen") != str(seen):
        last = plan.past[-1] if plan.past else None
        if last is not None and (last.then, last.noticed) == (then, words):
            return _kept(request, book)
        return _plan_page(request, book, plan, seen, "people.note.changed", 409)
    after = plan.with_week(today_of(book), words, known_by if known_by in BASES else "", then)
    try:
        family_weeks.keep_plan(book, after, seen)
    except ChangedMeanwhile:
        return _plan_page(request, book, plan, seen, "people.note.changed", 409)
    return _kept(request, book)


def _kept(request: HttpRequest, book: Notebook) -> HttpResponse:
    """Back to the week; help first where what was noticed may mean danger, also when it is pressed again."""
    if danger := _danger(request):
        return help_page(request, book, danger, by_words=True)
    return redirect("family-plan", key=book.pk)


def _danger(request: HttpRequest) -> list[str]:
    """What the typed words may mean, whole: what is cut off when they are kept may mean danger too."""
    return [care for care, _ in words_seen(request.POST.get("noticed", "")[:5_000])]


# ── Pages ──


def help_page(
    request: HttpRequest, book: Notebook, cares: Sequence[str], by_words: bool = False
) -> HttpResponse:
    """Help before anything else, with numbers; the plan waits."""
    context = {
        "book": book,
        "cares": care_words(climbs.cares_for(cares), "family", language_here(request)),
        "by_words": by_words,
        **lines_when(request, (), now=True),
    }
    return render(request, "people/family_help.html", context)


def _waiting_page(request: HttpRequest, book: Notebook, last: safety_check.Outcome) -> HttpResponse:
    """What the last check showed, where steps wait: safety and numbers, and the way to look again."""
    lang, leads_to = language_here(request), knowledge(safety_check.KIND)["leads_to"]
    ways = dict.fromkeys(to for show in last.shows for to in leads_to.get(show.value, ()))
    stops = Show.STOP in last.shows
    context = {
        "book": book,
        "shows": show_words(last, lang),
        "stops": stops,
        "ways": [way_to(to, lang) for to in ways],
        **lines_when(request, (), now=stops),
    }
    return render(request, "people/family_waits.html", context)


def _plan_page(
    request: HttpRequest, book: Notebook, plan: Plan, seen: int, problem: str = "", status: int = 200
) -> HttpResponse:
    lang, given = language_here(request), family_weeks.given_in(book)
    shared = _shared_step(request) if request.method != "POST" else None
    step = (
        (shared.reach, shared.shelf or REST, None if shared.moment == "rest" else shared.moment)
        if shared is not None
        else known_step(plan, today_of(book))
    )
    shelf, moment = plan.known(today_of(book))
    context = {
        "book": book,
        "seen": seen,
        "now": plan.now,
        "step": step_words(plan.now.kind, plan.now.step, lang) if plan.now else None,
        "over": plan.is_over(today_of(book)),
        "choices": [] if plan.now else _choices(given, plan, step, lang),
        "shared": shared,
        "shelf": shelf,
        "moment": moment,
        "shelves": (*SHELVES, REST),
        "moments": MOMENTS,
        "bases": BASES,
        "thens": THEN,
        "past": [(one, _says(one.chosen, lang)) for one in reversed(plan.past[-SHOWN:])],
        "typed": {name: request.POST.get(name, "") for name in ("noticed", "known_by", "then")},
        "paper": papers.the_one(book, family_weeks.KIND),
        "problem": problem,
        **help_first(request, climbs.cares_for(_danger(request))),
    }
    return render(request, "people/family_week.html", context, status=status)


def _choices(
    given: Given, plan: Plan, step: tuple[Reach | None, str | None, str | None], lang: str
) -> list[tuple[str, object]]:
    found = offered(given, cares_of(given), plan, step)
    return [(f"{kind}.{one}", step_words(kind, one, lang)) for kind, one in found]


def _says(chosen: Chosen, lang: str) -> str:
    words = step_words(chosen.kind, chosen.step, lang)
    return words.do if words else ""


def _shared_step(request: HttpRequest) -> Standing | None:
    """The person's own step as they share it; only where no doubt is left whose it is.

    Stopped, over or silent are the same: nothing. What is read is written down like any other look.
    """
    account = account_here(request)
    links = sharing.links_to(account)
    if len(links) != 1 or len(books.books_of(account)) != 1:
        return None
    standing = step_over(links[0], may.table().items.get(account.role, ()))
    if standing is not None:
        may.record_look(account, "share", "see", "receiver", links[0])
    return standing
