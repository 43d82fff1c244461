"""Lessons for families: one idea and one thing to try each, in one path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from genkan.knowledge import knowledge, knowledge_files, sentence
from genkan.sheet import Reason, cited_in, evidence_of, source_told

SHELF = "lessons"


@dataclass(frozen=True, slots=True)
class LessonWords:
    """One lesson in one language. ``asks_safety``: violence and exhaustion are asked about around it."""

    id: str
    part: str
    title: str
    short: str
    idea: tuple[str, ...]
    try_it: str
    example: str
    notice: tuple[str, ...]
    badly: tuple[str, ...]
    evidence: tuple[Reason, ...]
    sources: tuple[str, ...]
    leads_to: tuple[str, ...]
    asks_safety: bool
    before: str  # the lesson before on the path, or ""
    after: str
    checked_on: object


@cache
def path() -> tuple[str, ...]:
    """The ids of all lessons, in the order of the path."""
    found = [
        (content["order"], content["id"])
        for name, content in knowledge_files().items()
        if name.startswith(f"{SHELF}/") and content.get("kind") == SHELF
    ]
    return tuple(identity for _, identity in sorted(found))


def parts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The path by its parts, such as open communication, each with the ids of its lessons."""
    found: dict[str, list[str]] = {}
    for identity in path():
        found.setdefault(knowledge(f"{SHELF}/{identity}")["part"], []).append(identity)
    return tuple((part, tuple(ids)) for part, ids in found.items())


def lesson_words(identity: str, lang: str) -> LessonWords:
    """One lesson. Raises KeyError for an unknown id."""
    if identity not in path():
        raise KeyError(identity)
    content = knowledge(f"{SHELF}/{identity}")
    texts = content["texts"]["lesson"][identity]
    at, ids = path().index(identity), path()
    evidence = list(texts["evidence"].values())
    return LessonWords(
        id=identity,
        part=content["part"],
        title=lesson_title(identity, lang),
        short=texts["short"][lang],
        idea=_lines(texts, "idea", lang),
        try_it=texts["try"][lang],
        example=texts["example"][lang],
        notice=_lines(texts, "notice", lang),
        badly=_lines(texts, "badly", lang),
        evidence=evidence_of(evidence, lang),
        sources=tuple(source_told(one) for one in cited_in(evidence)),
        leads_to=tuple(content["leads_to"]),
        asks_safety=bool(content["safety"]),
        before=ids[at - 1] if at else "",
        after=ids[at + 1] if at + 1 < len(ids) else "",
        checked_on=content["checked_on"],
    )


def lesson_title(identity: str, lang: str) -> str:
    """The title alone."""
    return sentence(f"lesson.{identity}.title", lang)


def _lines(texts: dict[str, Any], name: str, lang: str) -> tuple[str, ...]:
    return tuple(one[lang] for one in texts[name].values())
