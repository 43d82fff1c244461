"""The leaflet, alive: pages of the learn shelf, the same for everybody, useful without scripts or network."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from genkan import learn as shelves
from genkan import lessons
from genkan.worksheets import WorksheetWords, definitions, worksheet_words
from genkan_web.doors.manners import language_here

TOOLS = {  # what a page may lead to, and where that is
    "checkup": ("entrance", "web.learn.tool.checkup"),
    "help": ("help", "web.learn.tool.help"),
    "letter": ("letter", "web.learn.tool.letter"),
    "own": ("own", "web.learn.tool.own"),
    "diary": ("own", "web.learn.tool.diary"),
    "scenes": ("scenes", "web.scenes.title"),
}
APPROACH_OF = {  # what a page is about, as worksheets name it
    "treatment/psychiatric": "consultation",
    "treatment/cbt": "cbt",
    "treatment/family_therapy": "family_therapy",
    "treatment/reintegration": "reintegration",
    "treatment/medication": "medication",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link from a page to what acts on it."""

    address: str
    said: str = ""
    title: str = ""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All pages, shelf by shelf."""
    lang = language_here(request)
    found = [
        (shelf, [shelves.page_words(name, lang) for name in shelves.pages_of(shelf)])
        for shelf in shelves.SHELVES
    ]
    return render(request, "learn.html", {"shelves": found})


@require_safe
def page(request: HttpRequest, shelf: str, name: str) -> HttpResponse:
    """One page."""
    lang = language_here(request)
    place = f"{shelf}/{name}"
    if place not in shelves.all_pages():
        raise Http404
    words = shelves.page_words(place, lang)
    context = {
        "page": words,
        "ways": [way_to(to, lang) for to in words.leads_to],
        "sheets": _sheets(place, lang),
    }
    return render(request, "learn_page.html", context)


def _sheets(place: str, lang: str) -> list[WorksheetWords]:
    """The worksheets of the approach that a page is about."""
    approach = APPROACH_OF.get(place)
    return [worksheet_words(one.id, lang) for one in definitions().values() if one.approach == approach]


@require_safe
def lessons_index(request: HttpRequest) -> HttpResponse:
    """The path of lessons, part by part."""
    lang = language_here(request)
    found = [(part, [lessons.lesson_words(one, lang) for one in ids]) for part, ids in lessons.parts()]
    return render(request, "lessons.html", {"parts": found})


@require_safe
def lesson(request: HttpRequest, name: str) -> HttpResponse:
    """One lesson, with the safety questions before and after it."""
    lang = language_here(request)
    try:
        words = lessons.lesson_words(name, lang)
    except KeyError:
        raise Http404 from None
    context = {
        "lesson": words,
        "ways": [way_to(to, lang) for to in words.leads_to],
        "before": lessons.lesson_title(words.before, lang) if words.before else "",
        "after": lessons.lesson_title(words.after, lang) if words.after else "",
        "stop": lessons.lesson_title("stop_and_call", lang),
        "yourself": lessons.lesson_title("looking_after_yourself", lang),
    }
    return render(request, "lesson.html", context)


def way_to(to: str, lang: str) -> Way:
    """Where a page leads, by the word it uses for that (``checkup``, ``help``, ``learn:…``, ``lesson:…``)."""
    if to.startswith("learn:"):
        place = to.removeprefix("learn:")
        shelf, _, name = place.partition("/")
        return Way(reverse("learn-page", args=[shelf, name]), title=shelves.page_words(place, lang).title)
    if to.startswith("lesson:"):
        name = to.removeprefix("lesson:")
        return Way(reverse("lesson", args=[name]), title=lessons.lesson_title(name, lang))
    address, said = TOOLS[to]
    return Way(reverse(address), said=said)
