"""Practice scenes for a family: plain pages by link alone. Nothing is kept; an address holds a place only.

With scripts a sentence of one's own is judged in the browser (``static/scenes.js``), by the rules that
``rules`` hands out, and is not sent. Without scripts ``own`` judges what a form sends, and forgets it.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from genkan import lessons, scenes
from genkan.checkup.care import Care
from genkan.knowledge import sentence
from genkan.questionnaire import CareWords, care_words
from genkan_web.doors.country import lines_when
from genkan_web.doors.learn import way_to
from genkan_web.doors.manners import language_here

BEFORE_ANY = (Care("violence", "soon", ()), Care("exhausted", "soon", ()))  # what stops practising
FIRST = {"self_harm": Care("wants_to_die", "now", ()), "violence": Care("threat", "now", ())}
STOPPING = "stop_and_call"  # the lesson that says when and how
MOST_SIGNS = 4_000  # of a sentence that is sent; our own form lets 600 be written


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All scenes, and what was kept on this device."""
    lang = language_here(request)
    found = [scenes.scene(name, lang) for name in scenes.scene_ids()]
    return render(request, "scenes.html", {"scenes": found, **_help(request), **_own(request, "")})


@require_safe
def stop(request: HttpRequest) -> HttpResponse:
    """Somebody was hurt or is afraid, or there is no strength left: numbers first, practising later."""
    lang = language_here(request)
    words = lessons.lesson_words(STOPPING, lang)
    context = {"cares": care_words(BEFORE_ANY, "family", lang), "lesson": words}
    return render(request, "scene_stop.html", {**context, **_help(request)})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules for a sentence of one's own, in the language of the page."""
    told = scenes.rules_told(language_here(request))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """A sentence of one's own, judged from a form for whoever has no scripts; not kept, not in an address."""
    lang = language_here(request)
    back = request.POST.get("back", "")
    context = {**_help(request), **_own(request, back)}
    if request.method != "POST":
        return render(request, "scene_own.html", context)
    words = request.POST.get("words", "")[:MOST_SIGNS]
    if not scenes.tidy(words):
        problem = {"problem": sentence("web.scenes.own_empty", lang)}
        return render(request, "scene_own.html", {**context, **problem}, status=422)
    told = scenes.told_of(scenes.judged(words), lang)
    if told.danger:
        first = {"told_kind": told.danger, "care": context["first"][told.danger]}
        return render(request, "scene_danger.html", {**context, **first})
    return render(request, "scene_own.html", {**context, "words": words, "told": told})


@require_safe
def begin(request: HttpRequest, scene: str) -> HttpResponse:
    """The situation, and first of all: is everybody safe?"""
    return render(request, "scene.html", {"scene": _scene(request, scene), **_help(request)})


@require_safe
def place(request: HttpRequest, scene: str, place: str) -> HttpResponse:
    """A turn (``knock``), what may come of a choice (``knock-a``), or how the scene stops (``end-cup``)."""
    context = {"scene": _scene(request, scene), **_help(request)}
    turn, dash, rest = place.partition("-")
    try:
        if turn == scenes.END:
            return _end_page(request, context, rest)
        if not dash:
            turned = scenes.turn_of(scene, turn, language_here(request))
            return render(
                request, "scene_turn.html", {**context, "turn": turned, **_own(request, f"{scene}/{turn}")}
            )
        return _said_page(request, context, turn, rest)
    except KeyError:
        raise Http404 from None


def _end_page(request: HttpRequest, context: dict[str, Any], end: str) -> HttpResponse:
    scene, lang = context["scene"], language_here(request)
    ways = [way_to(one, lang) for one in scene.leads_to]
    return render(
        request, "scene_end.html", {**context, "says": scenes.end_of(scene.id, end, lang), "ways": ways}
    )


def _said_page(request: HttpRequest, context: dict[str, Any], turn: str, letter: str) -> HttpResponse:
    name = context["scene"].id
    choice = scenes.choice_of(name, turn, letter, language_here(request))
    hard = any(tag.hard for tag in choice.tags)
    said = {"turn": turn, "choice": choice, "hard": hard, "follows": _follows(name, choice.to)}
    return render(request, "scene_said.html", {**context, **said})


def addresses() -> list[str]:
    """Every page of every scene, and the rules: what a phone keeps to practise without a network."""
    found = [reverse("scenes"), reverse("scenes-stop"), reverse("scene-rules"), reverse("scene-own")]
    for name in scenes.scene_ids():
        found += [reverse("scene", args=[name])]
        found += [reverse("scene-place", args=[name, one]) for one in scenes.places_of(name)]
    return found


def _scene(request: HttpRequest, name: str) -> scenes.Scene:
    try:
        return scenes.scene(name, language_here(request))
    except KeyError:
        raise Http404 from None


def _follows(name: str, to: str) -> str:
    """The address of the next turn or of the end; empty where there is only «try again»."""
    if not to:
        return ""
    end = f"{scenes.END}-{to}"
    return reverse("scene-place", args=[name, end if end in scenes.places_of(name) else to])


def _own(request: HttpRequest, back: str) -> dict[str, Any]:
    """What stands around a sentence of one's own: where it was written, and what comes first after danger."""
    lang = language_here(request)
    first: dict[str, CareWords] = {
        kind: care_words((care,), "family", lang)[0] for kind, care in FIRST.items()
    }
    name, _, turn = back.partition("/")
    if name not in scenes.scene_ids() or turn not in scenes.places_of(name):
        return {"first": first}
    address = reverse("scene-place", args=[name, turn])
    return {"first": first, "back": back, "back_address": address, "scene": scenes.scene(name, lang)}


def _help(request: HttpRequest) -> dict[str, Any]:
    """What one tap can call: shown where it comes first, and by the browser where danger is written."""
    return lines_when(request, (), now=True)
