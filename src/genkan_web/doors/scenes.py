"""Practice scenes for a family: plain pages by link alone. Nothing is kept, and an address holds a place only.

A sentence of one's own is judged in the browser (``static/scenes.js``), by the rules that ``rules`` hands out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from genkan import scenes
from genkan.checkup.care import Care
from genkan.knowledge import knowledge
from genkan.questionnaire import care_words
from genkan_web.doors.country import country_here, first_lines
from genkan_web.doors.learn import way_to
from genkan_web.doors.manners import language_here

BEFORE_ANY = (Care("violence", "soon", ()), Care("exhausted", "soon", ()))  # what stops practising
STOPPING = "stop_and_call"  # the lesson that says when and how
LESSON = "lesson:"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in short: what it is about, and one thing to try."""

    title: str
    idea: tuple[str, ...]
    one_thing: str
    badly: tuple[str, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All scenes, and what was kept on this device."""
    lang = language_here(request)
    found = [scenes.scene(name, lang) for name in scenes.scene_ids()]
    return render(request, "scenes.html", {"scenes": found, **_help(request)})


@require_safe
def stop(request: HttpRequest) -> HttpResponse:
    """Somebody was hurt or is afraid, or there is no strength left: numbers first, practising later."""
    lang = language_here(request)
    context = {"cares": care_words(BEFORE_ANY, "family", lang), "lesson": lesson_words(STOPPING, lang)}
    return render(request, "scene_stop.html", {**context, **_help(request)})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules for a sentence of one's own, in the language of the page."""
    told = scenes.rules_told(language_here(request))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@require_safe
def begin(request: HttpRequest, name: str) -> HttpResponse:
    """The situation, and first of all: is everybody safe?"""
    return render(request, "scene.html", {"scene": _scene(request, name), **_help(request)})


@require_safe
def place(request: HttpRequest, name: str, place: str) -> HttpResponse:
    """A turn (``knock``), what may come of a choice (``knock-a``), or how the scene stops (``end-cup``)."""
    scene, lang = _scene(request, name), language_here(request)
    turn, _, rest = place.partition("-")
    context: dict[str, Any] = {"scene": scene, **_help(request)}
    try:
        if turn == scenes.END:
            context |= {"says": scenes.end_of(name, rest, lang), **_goes_with(scene, lang)}
            return render(request, "scene_end.html", context)
        if not rest and not place.endswith("-"):
            return render(request, "scene_turn.html", {**context, "turn": scenes.turn_of(name, turn, lang)})
        choice = scenes.choice_of(name, turn, rest, lang)
        hard = any(tag.hard for tag in choice.tags)
        context |= {"turn": turn, "choice": choice, "hard": hard, "follows": _follows(name, choice.to)}
        return render(request, "scene_said.html", context)
    except KeyError:
        raise Http404 from None


def addresses() -> list[str]:
    """Every page of every scene, and the rules: what a phone keeps to practise without a network."""
    found = [reverse("scenes"), reverse("scenes-stop"), reverse("scene-rules")]
    for name in scenes.scene_ids():
        found += [reverse("scene", args=[name])]
        found += [reverse("scene-place", args=[name, one]) for one in scenes.places_of(name)]
    return found


def lesson_words(identity: str, lang: str) -> Lesson:
    """A lesson in the words of one language. Raises KeyError for an unknown one."""
    texts: Mapping[str, Any] = knowledge(f"lessons/{identity}")["texts"]["lesson"][identity]
    idea, badly = (tuple(one[lang] for one in texts[part].values()) for part in ("idea", "badly"))
    return Lesson(texts["title"][lang], idea, texts["try"][lang], badly)


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


def _goes_with(scene: scenes.Scene, lang: str) -> dict[str, Any]:
    """Lessons in short, and links to whatever else goes with a scene."""
    lessons = [to.removeprefix(LESSON) for to in scene.leads_to if to.startswith(LESSON)]
    others = [to for to in scene.leads_to if not to.startswith(LESSON)]
    return {
        "lessons": [lesson_words(one, lang) for one in lessons],
        "ways": [way_to(one, lang) for one in others],
    }


def _help(request: HttpRequest) -> dict[str, Any]:
    """What one tap can call, shown at once where it comes first and by the browser where danger is written."""
    country = country_here(request)
    return {"country": country, "first_lines": first_lines(country.others_for(young=False), country.emergency)}
