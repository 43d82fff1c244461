"""The rules of ``knowledge/scenes/rules.toml``, and the words of danger that stop every page of ours.

A pattern is written so that Python and a browser read it alike: no backslash, nothing without end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from genkan.knowledge import knowledge

BEFORE_A_WORD = "(?<![a-z0-9'])"  # in English a word begins and ends where letters end
BEFORE_DANGER = "(?<![a-z0-9])"  # also behind an apostrophe: it may be a quotation mark
AFTER_A_WORD = "(?![a-z0-9])"
KINDS = {"wants_to_die": "self_harm", "threat": "violence", "violence": "violence"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``tag``: what it may be to whoever hears it, or the kind of danger; ``strength``: 1 or 2."""

    id: str
    tag: str
    strength: int
    seen: str
    find: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    least: int = 1
    unclear_with: tuple[str, ...] = ()
    joined: bool = False  # of a danger: looked for with spaces and without


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, and the few numbers that go with them. ``most_signs``: letters read at once."""

    danger: tuple[Rule, ...]
    rules: tuple[Rule, ...]
    quotes: re.Pattern[str]
    most_signs: int
    enough: int
    hard: tuple[str, ...]
    soft: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules as the knowledge file has them."""
    return rules_from(knowledge("scenes/rules"))


def rules_from(content: Mapping[str, Any]) -> Rules:
    """The rules of such a file, so that others can try their own. Raises re.error for a broken pattern."""
    return Rules(
        danger=tuple(_rule(one) for one in danger_rules()),
        rules=tuple(_rule(one) for one in content["rule"]),
        quotes=re.compile("|".join(content["quotes"])),
        most_signs=content["most_signs"],
        enough=content["enough"],
        hard=hard_tags(),
        soft=tuple(knowledge("scenes/tags")["soft"]),
    )


def hard_tags() -> tuple[str, ...]:
    """The tags of what may hurt or push."""
    return tuple(knowledge("scenes/tags")["hard"])


def tags() -> tuple[str, ...]:
    """Every tag, in the order in which they are told."""
    return (*hard_tags(), *knowledge("scenes/tags")["soft"])


def danger_rules() -> Iterator[Mapping[str, Any]]:
    """The words of danger as rules, one a table and language: every page of ours looks for the same."""
    for entry in knowledge("checkup/danger_words")["danger"]:
        for lang, words in (("en", "english"), ("th", "thai"), ("ja", "japanese")):
            yield {
                "id": f"{lang}_{entry['id']}",
                "lang": lang,
                "kind": KINDS[entry["care"]],
                "find": entry[words],
                "unless": entry.get("unless", {}).get(words, ()),
            }


def patterns_of(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """What a rule looks for, written out; the browser is given the same."""
    found: Sequence[str] = entry["find"]
    if entry["lang"] != "en" or entry.get("raw", False):
        return tuple(found)
    before = BEFORE_DANGER if "kind" in entry else BEFORE_A_WORD
    return tuple(f"{before}(?:{one}){AFTER_A_WORD}" for one in found)


def _rule(entry: Mapping[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        tag=entry.get("tag", entry.get("kind", "")),
        strength=entry.get("strength", 0),
        seen=entry.get("seen", ""),
        find=tuple(re.compile(one) for one in patterns_of(entry)),
        unless=tuple(re.compile(one) for one in entry.get("unless", ())),
        least=entry.get("least", 1),
        unclear_with=tuple(entry.get("unclear_with", ())),
        joined=entry["lang"] not in ("en", "any"),
    )
