"""Pages of the learn shelf in words: the leaflet's lines, and what a professional would add."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from genkan.knowledge import knowledge, knowledge_files, sentence
from genkan.sheet import Reason, cited_in, evidence_of, source_told

SHELVES = ("pages", "causes", "signs", "prevention", "treatment", "beside")
SECTIONS = ("what", "at_home", "helps", "harms", "professional", "evidence")


@dataclass(frozen=True, slots=True)
class PageWords:
    """One page in one language. ``place`` is shelf/id; evidence names its source and how well it is known."""

    place: str
    shelf: str
    id: str
    title: str
    short: str
    what: tuple[str, ...]
    at_home: tuple[str, ...]
    helps: tuple[str, ...]
    harms: tuple[str, ...]
    professional: tuple[str, ...]
    evidence: tuple[Reason, ...]
    sources: tuple[str, ...]
    leads_to: tuple[str, ...]
    checked_on: object


def pages_of(shelf: str) -> tuple[str, ...]:
    """The pages of one shelf in their order, such as ``causes/stress``."""
    found = [
        (content["order"], name)
        for name, content in knowledge_files().items()
        if name.startswith(f"{shelf}/") and content.get("kind") == shelf
    ]
    return tuple(name for _, name in sorted(found))


@cache
def all_pages() -> frozenset[str]:
    """Every page there is."""
    return frozenset(name for shelf in SHELVES for name in pages_of(shelf))


def page_words(place: str, lang: str) -> PageWords:
    """One page. Raises KeyError for an unknown place."""
    shelf, _, identity = place.partition("/")
    content = knowledge(place)
    evidence = _evidence(place)
    return PageWords(
        place=place,
        shelf=shelf,
        id=identity,
        title=sentence(f"learn.{shelf}.{identity}.title", lang),
        short=sentence(f"learn.{shelf}.{identity}.short", lang),
        **{name: section(place, name, lang) for name in SECTIONS if name != "evidence"},
        evidence=evidence_of(evidence, lang),
        sources=tuple(source_told(one) for one in cited_in(evidence)),
        leads_to=tuple(content.get("leads_to", ())),
        checked_on=content["checked_on"],
    )


def section(place: str, name: str, lang: str) -> tuple[str, ...]:
    """The items of one section; empty where a page has none."""
    shelf, _, identity = place.partition("/")
    texts = knowledge(place)["texts"]["learn"][shelf][identity].get(name, {})
    return tuple(entry[lang] for entry in texts.values())


def _evidence(place: str) -> list[Any]:
    shelf, _, identity = place.partition("/")
    return list(knowledge(place)["texts"]["learn"][shelf][identity].get("evidence", {}).values())
