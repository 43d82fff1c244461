"""A person's own steps: their order, what is theirs, the whole list to choose from, and the path so far."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from genkan.nouns import Reach
from genkan.own_words import tidy
from genkan.pictures import Mark, stones
from genkan.pictures.stones import stones_on
from genkan.plans import (
    LEANS,
    Climb,
    Own,
    Pair,
    Rung,
    mine,
    needs,
    next_pair,
    order_of,
    rungs,
    surprise_of,
)
from genkan.plans.climb import MOST_NAME, MOST_OWN, MOST_WORDED
from genkan.plans.said import COSTS, HARDER, TIMES, Said
from genkan_web import once
from genkan_web.diary import climbs, papers
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.doors.steps import hard_from, held_now, rung_row, typed
from genkan_web.stopped import ChangedMeanwhile

MOST_PAIRS = 100
RATED = 5  # rungs asked about at once
LISTED = 100  # tries on the page of the path
WIDE, NARROW = 640.0, 340.0  # its picture, for a screen and for a phone


# ── The person's own order ──


def steps_order(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """Two steps to compare with one tap, and a few to rate."""
    book = notebook_here(request)
    problem = ""
    if request.method == "POST":
        problem = _ordered(request.POST, book)
        if not problem:
            return redirect("steps-order", key=book.pk)
    climb, _ = climbs.climb_in(book)
    ladder, lang = climb.ladder(), language_here(request)
    theirs = mine(ladder, climb.said)
    pair, order = next_pair(climb.said, ladder, theirs), order_of(climb.said, ladder)
    ranked = [one for one in order.ranked() if one in theirs]
    context = {
        "book": book,
        "pair": [rung_row(climb, one, lang) for one in pair] if pair else [],
        "asked": len(climb.said.pairs),
        "against": bool(order.contradicted),
        "rate": [rung_row(climb, one, lang) for one in _to_rate(ranked, climb.said)],
        "tens": range(0, 101, 10),
        "ranked": [climb.says(one, lang) for one in ranked],
        "problem": problem,
    }
    return render(request, "people/steps_order.html", context, status=400 if problem else 200)


def _to_rate(ranked: list[str], said: Said) -> list[str]:
    """A few that were not rated, from small to large."""
    left = [one for one in ranked if one not in said.expected]
    return left[:: max(len(left) // RATED, 1)][:RATED]


def _ordered(sent: QueryDict, book: Notebook) -> str:
    """Take in a comparison or ratings. Returns the id of a sentence for what does not fit."""
    one, other = sent.get("one", ""), sent.get("other", "")
    if one and one != other and sent.get("harder") in HARDER:
        pair = Pair(one, other, sent["harder"])
        climbs.changed(book, lambda climb: _compared(climb, pair))
    try:
        rated = {name[5:]: hard_from(sent, name, "") for name in sent if name.startswith("rate_")}
    except ValueError:
        return "people.steps.hard_wrong"
    if rated:
        climbs.changed(book, lambda climb: _rated(climb, rated))
    return ""


def _compared(climb: Climb, pair: Pair) -> Climb:
    if {pair.one, pair.other} - set(climb.ladder()):
        return climb
    others = tuple(one for one in climb.said.pairs if {one.one, one.other} != {pair.one, pair.other})
    return replace(climb, said=replace(climb.said, pairs=(*others, pair)[-MOST_PAIRS:]))


def _rated(climb: Climb, rated: Mapping[str, float | None]) -> Climb:
    known = {one: value for one, value in rated.items() if value is not None and one in climb.ladder()}
    return replace(climb, said=replace(climb.said, expected={**climb.said.expected, **known}))


# ── What is theirs ──


def steps_mine(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """What is at hand, when steps fit, where to; own steps, and those that are not theirs."""
    book = notebook_here(request)
    if request.method != "POST":
        return _mine_page(request, book)
    sent, part = request.POST, request.POST.get("part", "")
    if part == "have":
        return _have(request, book)
    if part == "new" and not _new(sent, book):
        return _mine_page(request, book, "people.steps.new_wrong", 400)
    change = PARTS.get(part)
    if change is not None:
        today = today_of(book)
        climbs.changed(book, lambda climb: climbs.with_words(change(climb, sent), today, typed(sent)))
    return redirect("steps-mine", key=book.pk)


def _have(request: HttpRequest, book: Notebook) -> HttpResponse:
    """The whole form at once, over the edition it was made from."""
    sent = request.POST
    climb, _ = climbs.climb_in(book)
    seen = once.seen_in(sent.get("seen", ""))
    after = replace(climb, said=_said(climb, sent))
    try:
        climbs.keep(book, after, seen)
    except ChangedMeanwhile:
        return _mine_page(request, book, "people.note.changed", 409, after.said)
    return redirect("steps-mine", key=book.pk)


def _said(climb: Climb, sent: QueryDict) -> Said:
    """What the form says, over what was said before; what cannot be is left out."""
    usual, toward = sent.get("usual_reach", ""), sent.get("toward", "")
    return replace(
        climb.said,
        needs={name: name in sent.getlist("needs") for name in needs()},
        times=frozenset(one for one in sent.getlist("times") if one in TIMES),
        cost=sent["cost"] if sent.get("cost") in COSTS else "some",
        usual_reach=Reach(int(usual)) if usual in map(str, range(6)) else None,
        toward=toward if toward in climb.ladder() else "",
        rest_weekdays=frozenset(
            int(one) for one in sent.getlist("rest_weekdays") if one in map(str, range(7))
        ),
    )


def _new(sent: QueryDict, book: Notebook) -> bool:
    """Whether a step of one's own is whole: a few words, and one of the ladder that it is like."""
    climb, _ = climbs.climb_in(book)
    fits = (
        sent.get("like", "") in rungs() and sent.get("lean", "") in LEANS and once.is_key(sent.get("key", ""))
    )
    return fits and bool(tidy(sent.get("words", ""), MOST_NAME)) and len(climb.own) < MOST_OWN


def _with_own(climb: Climb, sent: QueryDict) -> Climb:
    identity = f"own_{sent['key'].replace('-', '')[:32]}"
    if any(one.id == identity for one in climb.own):
        return climb
    one = Own(identity, sent["like"], sent["lean"], tidy(sent["words"], MOST_NAME))
    return replace(climb, own=(*climb.own, one))


def _reworded(climb: Climb, sent: QueryDict) -> Climb:
    """Own words for a step; empty ones give ours back."""
    rung, words = sent.get("rung", ""), tidy(sent.get("words", ""), MOST_NAME)
    own = tuple(replace(one, words=words) if one.id == rung and words else one for one in climb.own)
    others = {one: said for one, said in climb.words.items() if one != rung}
    if rung in rungs() and words and len(others) < MOST_WORDED:
        others[rung] = words
    return replace(climb, own=own, words=others)


def _left_out(climb: Climb, sent: QueryDict) -> Climb:
    rung = {sent.get("rung", "")} & set(climb.ladder())
    return replace(climb, said=replace(climb.said, left_out=climb.said.left_out | rung))


def _taken_back(climb: Climb, sent: QueryDict) -> Climb:
    left = climb.said.left_out - {sent.get("rung", "")}
    return replace(climb, said=replace(climb.said, left_out=left))


PARTS: Mapping[str, Callable[[Climb, QueryDict], Climb]] = {
    "new": _with_own,
    "words": _reworded,
    "not_mine": _left_out,
    "mine_again": _taken_back,
}


def _mine_page(
    request: HttpRequest, book: Notebook, problem: str = "", status: int = 200, told: Said | None = None
) -> HttpResponse:
    climb, seen = climbs.climb_in(book)
    lang, said = language_here(request), told or climb.said
    context = {
        "book": book,
        "seen": seen,
        "said": said,
        "needs": [(name, said.needs.get(name, assumed)) for name, assumed in needs().items()],
        "times": TIMES,
        "costs": COSTS,
        "reaches": [(int(reach), reach.name.lower()) for reach in Reach],
        "weekdays": range(7),
        "floors": _by_floor(climb, climb.ladder(), lang),
        "leans": tuple(LEANS),
        "own": [(one.id, one.words) for one in climb.own if one.id not in said.left_out],
        "left_out": [(one, climb.says(one, lang)) for one in sorted(said.left_out) if one in climb.ladder()],
        "typed": {name: request.POST.get(name, "") for name in ("words", "like", "lean")},
        "key": str(uuid.uuid4()),
        "paper": papers.the_one(book, climbs.KIND),
        "problem": problem,
    }
    return render(request, "people/steps_mine.html", context, status=status)


def _by_floor(climb: Climb, ladder: Mapping[str, Rung], lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Steps floor by floor, smaller ones first, in the person's own order."""
    ranked = [one for one in order_of(climb.said, climb.ladder()).ranked() if one in ladder]
    return [
        (floor.name.lower(), [(one, climb.says(one, lang)) for one in ranked if ladder[one].reach == floor])
        for floor in Reach
    ]


# ── All of them, to choose from freely ──


def steps_all(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Every step that is theirs, floor by floor: any of them may be chosen."""
    book = notebook_here(request)
    climb, _ = climbs.climb_in(book)
    if (help_first := held_now(request, book, climb)) is not None:
        return help_first
    floors = _by_floor(climb, mine(climb.ladder(), climb.said), language_here(request))
    return render(request, "people/steps_all.html", {"book": book, "floors": floors})


# ── The path ──


def steps_path(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Every try as a stone on its floor, up and down, and the same as a list."""
    book = notebook_here(request)
    climb, _ = climbs.climb_in(book)
    lang = language_here(request)
    tried, done = climb.counted()
    marks = [
        Mark(one.day, one.reach, one.outcome.value, one.furthest)
        for one in climb.path()
        if one.reach is not None
    ]
    context: dict[str, Any] = {
        "book": book,
        "wide": _picture(marks, lang, WIDE, "wide"),
        "narrow": _picture(marks, lang, NARROW, "narrow"),
        "beyond_wide": len(marks) > stones_on(WIDE),
        "beyond_narrow": len(marks) > stones_on(NARROW),
        "tries": tried,
        "came_about": done,
        "furthest": climb.furthest,
        "surprise": surprise_of(climb.plain_tries()),
        "listed": _listed(climb, lang),
    }
    return render(request, "people/steps_path.html", context)


def _picture(marks: list[Mark], lang: str, width: float, name: str) -> str:
    drawn = stones(marks, lang, width).on_page(f"stones-{name}") if marks else ""
    return mark_safe(drawn)  # noqa: S308 (drawn by us, letters escaped)


def _listed(climb: Climb, lang: str) -> list[dict[str, object]]:
    """The newest tries in words, the newest first."""
    ladder = climb.ladder()
    return [
        {
            "one": kept.one,
            "fear": kept.fear,
            "says": climb.says(kept.one.rung, lang),
            "reach": ladder[kept.one.rung].reach if kept.one.rung in ladder else None,
        }
        for kept in sorted(climb.tries, key=lambda kept: kept.one.day, reverse=True)[:LISTED]
    ]
