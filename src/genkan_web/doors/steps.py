"""Small steps: today's offer, before a try and after it, and what is asked before a first one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from genkan.checkup.care import Care
from genkan.checkup.form import questions
from genkan.checkup.given import Given, told_of
from genkan.knowledge import sentence
from genkan.own_words import tidy
from genkan.plans import Begun, Climb, Kept, Kind, Offer, Outcome, Try, needs, of_ten, offer_of
from genkan.plans.figures import holding
from genkan.plans.tries import MOST_WORDS
from genkan.questionnaire import CareWords, care_words, question_words
from genkan_web import once
from genkan_web.care import flags
from genkan_web.diary import climbs
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.country import lines_for
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here

HARD = (0, 20, 40, 60, 80, 100)  # what one tap can say
RESTS = (1, 2, 3, 7)  # days
OWN_WORDS = ("expectation", "fear", "happened", "learnt")


# ── Today's offer ──


def steps(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Today's offer, or rest, a free choice, help first; and what was begun."""
    book = notebook_here(request)
    today = today_of(book)
    if request.method == "POST":
        return _answered(request, book, today)
    climb, _ = climbs.climb_in(book)
    given = climbs.answers_of(book, climb)
    if held := climb.held(today):
        return held_page(request, book, given, climbs.cares_for(held), by_words=True)
    offer = offer_of(climb.plain_tries(), climb.ladder(), climb.said, today, given)
    if offer.kind == Kind.PROFESSIONAL:
        return held_page(request, book, given, climbs.cares_for(one.id for one in offer.held), offer)
    if offer.ask and climbs.may_ask(climb, today):
        return redirect("steps-ask", key=key)
    return render(request, "people/steps.html", _offer_context(request, book, climb, offer))


def _offer_context(request: HttpRequest, book: Notebook, climb: Climb, offer: Offer) -> dict[str, object]:
    lang = language_here(request)
    ids = [offer.rung, *offer.beside] if offer.rung else []
    done = request.GET.get("kept", "")
    return {
        "book": book,
        "offer": offer,
        "kind": f"ladder.kind.{offer.kind}",
        "step": rung_row(climb, offer.rung, lang) if offer.rung else None,
        "beside": [rung_row(climb, one, lang) for one in ids[1:]],
        "ten": _ten(offer),
        "because": [sentence(one.said, lang, **one.facts) for one in offer.because],
        "vary": [f"ladder.vary.{one}" for one in offer.vary],
        "begun": [(one, climb.says(one.rung, lang)) for one in reversed(climb.begun)],
        "rests": RESTS,
        "asks": bool(offer.ask),
        "key": str(uuid.uuid4()),
        "done": f"people.steps.kept.{done}" if done in ("try", "rest", "not_today") else "",
    }


def rung_row(climb: Climb, identity: str, lang: str) -> dict[str, Any]:
    """One step as a page shows it."""
    rung = climb.ladder()[identity]
    return {
        "id": identity,
        "says": climb.says(identity, lang),
        "place": rung.reach.name.lower(),
        "reach": int(rung.reach),
        "minutes": rung.minutes,
    }


def _ten(offer: Offer) -> list[str]:
    """Ten such steps: those that would likely get done, those that might, and the rest."""
    told = of_ten(offer.chance) if offer.chance else None
    if told is None:
        return []
    low, high = told
    return ["surely" if at < low else "maybe" if at < high else "left" for at in range(10)]


def _answered(request: HttpRequest, book: Notebook, today: date) -> HttpResponse:
    """«Not today», rest for some days, or no rest after all. Anything else changes nothing."""
    sent = request.POST
    if "rest" in sent:
        days = int(sent["rest"]) if sent["rest"] in map(str, RESTS) else 1
        planned = {today + timedelta(days=ahead) for ahead in range(days)}
        climbs.changed(book, lambda climb: _resting(climb, set(climb.said.rest) | planned, today))
        return _back(book, "rest")
    if "no_rest" in sent:
        climbs.changed(book, lambda climb: _without_rest(climb, today))
    if "let_be" in sent:
        climbs.changed(book, lambda climb: climb.without_begun(sent["let_be"]))
    rung, key = sent.get("rung", ""), sent.get("key", "")
    if "not_today" in sent and once.is_key(key):
        one = Kept(key, Try(rung, today, Outcome.NOT_TODAY))
        climbs.changed(book, lambda climb: climb.with_try(one) if rung in climb.ladder() else climb)
        return _back(book, "not_today")
    return redirect("steps", key=book.pk)


def _resting(climb: Climb, days: Iterable[date], today: date) -> Climb:
    """Days of rest; those long gone are let go, so that the list stays short."""
    kept = frozenset(day for day in days if day >= today - timedelta(days=60))
    return replace(climb, said=replace(climb.said, rest=kept))


def _without_rest(climb: Climb, today: date) -> Climb:
    """No rest from today on; a day of the week that was planned goes too."""
    weekdays = climb.said.rest_weekdays - {today.weekday()}
    said = replace(climb.said, rest_weekdays=weekdays)
    return _resting(replace(climb, said=said), (day for day in said.rest if day < today), today)


def _back(book: Notebook, kept: str) -> HttpResponse:
    found = redirect("steps", key=book.pk)
    found.headers["Location"] += f"?kept={kept}"
    return found


# ── Help first ──


def held_page(
    request: HttpRequest,
    book: Notebook,
    given: Given | None,
    cares: tuple[Care, ...],
    offer: Offer | None = None,
    by_words: bool = False,
) -> HttpResponse:
    """A professional before any step, with numbers; what was written is kept, and the steps wait."""
    lang = language_here(request)
    context = {
        "book": book,
        "cares": [*care_words(cares, "person", lang), *_low_words(offer, lang)],
        "by_words": by_words,
        **lines_for(request, given or Given("person", today_of(book)), cares),
    }
    return render(request, "people/steps_held.html", context)


def _low_words(offer: Offer | None, lang: str) -> list[CareWords]:
    """Deep low mood is no care of the check-up's own and has its words here."""
    if offer is None or all(one.id != "depression" for one in offer.held):
        return []
    words = (sentence(f"ladder.held.depression.{part}", lang) for part in ("first", "do", "then"))
    return [CareWords("depression", False, *words)]


def held_now(request: HttpRequest, book: Notebook, climb: Climb) -> HttpResponse | None:
    """The page of help, where a professional comes before any step today; None where steps may be taken."""
    given, today = climbs.answers_of(book, climb), today_of(book)
    if held := climb.held(today):
        return held_page(request, book, given, climbs.cares_for(held), by_words=True)
    offer = offer_of((), climb.ladder(), climb.said, today, given)
    if offer.kind == Kind.PROFESSIONAL:
        return held_page(request, book, given, climbs.cares_for(one.id for one in offer.held), offer)
    return None


# ── Questions before a first step ──


def steps_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """What the check-up would ask about safety, where nobody has; every question may be left open."""
    book = notebook_here(request)
    names: tuple[str, ...] = holding()["ask"]["questions"]
    if request.method == "POST":
        return _asked(request, book, names)
    lang, nothing = language_here(request), Given("person", today_of(book))
    asked, told_to = (
        [question_words(questions()[name], nothing, lang) for name in names],
        flags.readers_of(book),
    )
    if told_to:  # the hint says that nobody is told; here somebody is, and the page says who
        asked = [replace(one, hint="") if one.id == "danger" else one for one in asked]
    context = {"book": book, "asked": asked, "told_to": told_to}
    return render(request, "people/steps_ask.html", context)


def _asked(request: HttpRequest, book: Notebook, names: Iterable[str]) -> HttpResponse:
    today, given = today_of(book), Given("person", today_of(book))
    for name in names:
        given = given.with_answer(name, told_of(questions()[name], request.POST.getlist(name)))
    answers = {name: one.chosen for name, one in given.told.items()}
    climbs.changed(
        book,
        lambda climb: replace(climb, answers={**climb.answers, **answers}, asked_on=today),
    )
    if flags.asks_for_help_now(given):
        flags.raised(book)
    return redirect("steps", key=book.pk)


# ── Before ──


def steps_before(request: HttpRequest, key: uuid.UUID, rung: str) -> HttpResponse:  # noqa: ARG001
    """Before a try: how hard it seems, what is expected, what is feared. Nothing has to be filled in."""
    book = notebook_here(request)
    climb, _ = climbs.climb_in(book)
    if rung not in climb.ladder():
        raise Http404
    if (help_first := held_now(request, book, climb)) is not None:
        return help_first
    if request.method != "POST":
        return _before_page(request, book, climb, rung)
    sent, today = request.POST, today_of(book)
    try:
        expected = hard_from(sent, "expected")
    except ValueError:
        return _before_page(request, book, climb, rung, "people.steps.hard_wrong")
    if not once.is_key(sent.get("key", "")):
        return _before_page(request, book, climb, rung, "people.note.again")
    words = {name: tidy(sent.get(name, ""), MOST_WORDS) for name in ("expectation", "fear")}
    one = Begun(sent["key"], rung, today, expected, **words)
    climbs.changed(book, lambda now: climbs.with_words(now.with_begun(one), today, typed(sent)))
    return redirect("steps", key=book.pk)


def _before_page(
    request: HttpRequest, book: Notebook, climb: Climb, rung: str, problem: str = ""
) -> HttpResponse:
    sent = request.POST
    context = {
        "book": book,
        "step": rung_row(climb, rung, language_here(request)),
        "hard": tuple(enumerate(HARD)),
        "typed": {name: sent.get(name, "") for name in ("expected", "exact", *OWN_WORDS)},
        "key": sent.get("key") if once.is_key(sent.get("key", "")) else str(uuid.uuid4()),
        "is_own": any(one.id == rung for one in climb.own),
        "own_words": climb.words.get(rung, ""),
        "needs": sorted(set(climb.ladder()[rung].needs) & set(needs())),
        "problem": problem,
    }
    return render(request, "people/steps_before.html", context, status=400 if problem else 200)


def typed(sent: QueryDict) -> list[str]:
    """All own words of a form, whole: what is cut off when it is kept may mean danger too."""
    return [sent.get(name, "")[:5_000] for name in (*OWN_WORDS, "words")]


def hard_from(sent: QueryDict, name: str, exact: str = "exact") -> float | None:
    """How hard, 0 to 100: the exact number where one was typed, else the tap. Raises ValueError."""
    text = sent.get(exact, "").strip() or sent.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 3 or int(text) > 100:
        raise ValueError("0 to 100")
    return float(text)


# ── After ──


def steps_after(request: HttpRequest, key: uuid.UUID, one: str) -> HttpResponse:
    """After a try: what happened, how hard it was, what was learnt. Done, in part, or not today."""
    book = notebook_here(request)
    climb, _ = climbs.climb_in(book)
    begun = climb.has_begun(one)
    if begun is None:  # told of before, or in another window
        return redirect("steps", key=key)
    if request.method != "POST":
        return _after_page(request, book, climb, begun)
    sent, today = request.POST, today_of(book)
    if sent.get("outcome", "") not in tuple(Outcome):
        return _after_page(request, book, climb, begun, "people.steps.outcome_wrong")
    try:
        felt = hard_from(sent, "felt")
    except ValueError:
        return _after_page(request, book, climb, begun, "people.steps.hard_wrong")
    kept = _told(begun, sent, felt, today)
    climbs.changed(book, lambda now: climbs.with_words(now.with_try(kept), today, typed(sent)))
    return _back(book, "try")


def _told(begun: Begun, sent: QueryDict, felt: float | None, today: date) -> Kept:
    """The try with what was expected before it; a night belongs to the evening it began."""
    day = begun.day if (today - begun.day).days <= 1 else today
    words = {name: tidy(sent.get(name, ""), MOST_WORDS) for name in ("happened", "learnt")}
    outcome, before = Outcome(sent["outcome"]), (begun.expected, felt, begun.expectation)
    return Kept(begun.id, Try(begun.rung, day, outcome, *before, **words), begun.fear)


def _after_page(
    request: HttpRequest, book: Notebook, climb: Climb, begun: Begun, problem: str = ""
) -> HttpResponse:
    sent = request.POST
    context = {
        "book": book,
        "begun": begun,
        "says": climb.says(begun.rung, language_here(request)),
        "outcomes": tuple(Outcome),
        "hard": tuple(enumerate(HARD)),
        "typed": {name: sent.get(name, "") for name in ("outcome", "felt", "exact", *OWN_WORDS)},
        "problem": problem,
    }
    return render(request, "people/steps_after.html", context, status=400 if problem else 200)
