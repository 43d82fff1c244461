"""Scenes, turns, choices and tags in the words of one language, and the rules as a browser reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zlib import crc32

from genkan.knowledge import knowledge, knowledge_files, sentence
from genkan.scenes.judging import Judged, Part, Seen
from genkan.scenes.rules import danger_rules, hard_tags, patterns_of, tags

SHELF = "scenes/"
END = "end"
AGAIN = ""  # leads nowhere but back to the same turn


@dataclass(frozen=True, slots=True)
class Tag:
    """What a sentence may be to the one who hears it. ``hard``: it may hurt or push."""

    id: str
    name: str
    why: str
    lands: str
    hard: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to say, or to do (``deed``). ``to``: a turn, an end, or empty for only «try again»."""

    letter: str
    says: str
    how: str
    deed: bool
    lands: str
    tags: tuple[Tag, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment in which something can be said. ``now`` is empty at the beginning: the situation tells it."""

    id: str
    now: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene, without its turns. ``help_first``: help lines stand above every page of it."""

    id: str
    title: str
    short: str
    situation: str
    begins: str
    help_first: bool
    leads_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagTold:
    """What may be heard, how it may land, and a line for each rule that saw words of it."""

    name: str
    lands: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgedTold:
    """A judgement in words. ``danger``: its kind, and nothing else is told; ``unknown``: why not known."""

    danger: str
    unknown: str
    both: str
    tags: tuple[TagTold, ...]
    seen: tuple[str, ...]  # what was seen where it is not known
    parts: tuple[Part, ...]


@cache
def scene_ids() -> tuple[str, ...]:
    """Every scene in its order."""
    found = [
        (content["order"], content["id"])
        for name, content in knowledge_files().items()
        if name.startswith(SHELF) and content.get("kind") == "scenes"
    ]
    return tuple(identity for _, identity in sorted(found))


def scene(identity: str, lang: str) -> Scene:
    """One scene. Raises KeyError for an unknown one."""
    if identity not in scene_ids():
        raise KeyError(identity)
    content = knowledge(SHELF + identity)
    return Scene(
        id=identity,
        title=sentence(f"scene.{identity}.title", lang),
        short=sentence(f"scene.{identity}.short", lang),
        situation=sentence(f"scene.{identity}.situation", lang),
        begins=content["begins"],
        help_first=content["help_first"],
        leads_to=tuple(content["leads_to"]),
    )


def turn_of(identity: str, turn: str, lang: str) -> Turn:
    """One turn of a scene. Raises KeyError where there is none."""
    table = _texts(identity)["turns"][turn]
    return Turn(
        id=turn,
        now=table["now"][lang] if "now" in table else "",
        choices=tuple(_choice(letter, table[letter], lang) for letter in _shuffled(identity, turn, table)),
    )


def choice_of(identity: str, turn: str, letter: str, lang: str) -> Choice:
    """One choice of a turn. Raises KeyError where there is none."""
    if letter == "now":
        raise KeyError(letter)
    return _choice(letter, _texts(identity)["turns"][turn][letter], lang)


def end_of(identity: str, end: str, lang: str) -> str:
    """How a scene stops. Raises KeyError where there is no such end."""
    return str(_texts(identity)["ends"][end][lang])


def places_of(identity: str) -> tuple[str, ...]:
    """Every place of a scene: turns (``knock``), what comes of a choice (``knock-a``), ends (``end-cup``)."""
    texts = _texts(identity)
    found: list[str] = []
    for turn, table in texts["turns"].items():
        found += [turn, *(f"{turn}-{letter}" for letter in table if letter != "now")]
    return (*found, *(f"{END}-{end}" for end in texts["ends"]))


def tag_words(identity: str, lang: str) -> Tag:
    """A tag in words. Raises KeyError for an unknown one."""
    name, why, lands = (sentence(f"scenes.tag.{identity}.{part}", lang) for part in ("name", "why", "lands"))
    return Tag(identity, name, why, lands, identity in hard_tags())


def rules_told(lang: str) -> dict[str, Any]:
    """The rules and the words around them, as the browser reads them: plain lists and texts."""
    content = knowledge(f"{SHELF}rules")
    words = content["texts"]["scenes"]
    return {
        "most_signs": content["most_signs"],
        "enough": content["enough"],
        "quotes": list(content["quotes"]),
        "hard": list(hard_tags()),
        "soft": [tag for tag in tags() if tag not in hard_tags()],
        "danger": [_plain_rule(one) for one in danger_rules()],
        "rules": [_plain_rule(one) for one in content["rule"]],
        "words": {
            "tags": {
                tag: {part: words_of_tag(tag, part, lang) for part in ("name", "lands")} for tag in tags()
            },
            **{group: {key: one[lang] for key, one in words[group].items()} for group in words},
        },
    }


def told_of(judgement: Judged, lang: str) -> JudgedTold:
    """What is said of a sentence of one's own."""
    words = {name: one[lang] for name, one in knowledge(f"{SHELF}rules")["texts"]["scenes"]["told"].items()}
    hard = [tag in hard_tags() for tag in judgement.tags]
    unknown = judgement.verdict == "unknown"
    return JudgedTold(
        danger=judgement.why if judgement.verdict == "danger" else "",
        unknown=sentence(f"scenes.unknown.{judgement.why}", lang) if unknown else "",
        both=words["both"] if any(hard) and not all(hard) else "",
        tags=tuple(_tag_told(tag, judgement, lang) for tag in judgement.tags),
        seen=tuple(_seen_told(one, lang) for one in judgement.seen) if unknown else (),
        parts=judgement.parts,
    )


def _tag_told(tag: str, judgement: Judged, lang: str) -> TagTold:
    seen = tuple(_seen_told(one, lang) for one in judgement.seen if one.tag == tag)
    return TagTold(words_of_tag(tag, "name", lang), words_of_tag(tag, "lands", lang), seen)


def _seen_told(one: Seen, lang: str) -> str:
    quoted = sentence("scenes.told.quoted", lang, words=one.words)
    said = knowledge(f"{SHELF}rules")["texts"]["scenes"]["seen"][one.seen][lang]
    return str(said).replace("{words}", quoted)


def words_of_tag(tag: str, part: str, lang: str) -> str:
    """One of the sentences of a tag."""
    return sentence(f"scenes.tag.{tag}.{part}", lang)


def _plain_rule(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "tag": entry.get("tag", entry.get("kind", "")),
        "strength": entry.get("strength", 0),
        "seen": entry.get("seen", ""),
        "find": list(patterns_of(entry)),
        "unless": list(entry.get("unless", ())),
        "least": entry.get("least", 1),
        "unclear_with": list(entry.get("unclear_with", ())),
        "joined": entry["lang"] not in ("en", "any"),
    }


def _texts(identity: str) -> Mapping[str, Any]:
    if identity not in scene_ids():
        raise KeyError(identity)
    found: Mapping[str, Any] = knowledge(SHELF + identity)["texts"]["scene"][identity]
    return found


def _shuffled(identity: str, turn: str, table: Mapping[str, Any]) -> list[str]:
    """The letters of a turn, the same way each time but so that no place is always the good one."""
    letters = [letter for letter in table if letter != "now"]
    return sorted(letters, key=lambda letter: crc32(f"{identity} {turn} {letter}".encode()))


def _choice(letter: str, table: Mapping[str, Any], lang: str) -> Choice:
    return Choice(
        letter=letter,
        says=table["say"][lang],
        how=table["how"][lang] if "how" in table else "",
        deed=table.get("deed", False),
        lands=table["lands"][lang],
        tags=tuple(tag_words(tag, lang) for tag in table["tags"]),
        to=table.get("to", AGAIN),
    )
