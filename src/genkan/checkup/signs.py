"""Check-up answers → the six signs, by the rules in ``knowledge/checkup/readings.toml``.

A sign nobody answered about is UNKNOWN. Every reading names the answers it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genkan.checkup.facts import contradictions
from genkan.checkup.given import Given
from genkan.knowledge import knowledge
from genkan.nouns import Because, Level, Mark, Sign, SignReading

LEVELS = ((Level.STRONG, "strong"), (Level.SOME, "some"), (Level.USUAL, "usual"))


def signs_told(given: Given) -> tuple[SignReading, ...]:
    """All six signs, as told in a check-up."""
    rules = knowledge("checkup/readings")["signs"]
    believed = _believed(given)
    return tuple(_reading(believed, sign, rules[sign.value]) for sign in Sign)


def _believed(given: Given) -> Given:
    """The same without questions whose answers cannot both be: they count as not known."""
    disputed = contradictions(given)
    return given.with_told({name: told for name, told in given.told.items() if name not in disputed})


def _reading(given: Given, sign: Sign, rules: Mapping[str, Any]) -> SignReading:
    for level, name in LEVELS:
        rule = rules.get(name)
        if rule is None or given.has(*rule.get("not_if", ())):
            continue
        matched = given.has(*rule["when_any"])
        if len(matched) >= rule.get("at_least", 1):
            return SignReading(sign, given.on, level, tuple(_because(one, rule) for one in matched))
    nothing = Because("checkup_page.not_asked", {}, "unknown", "design", Mark.DESIGN)
    return SignReading(sign, given.on, Level.UNKNOWN, (nothing,))


def _because(answer: str, rule: Mapping[str, Any]) -> Because:
    return Because(told_id(answer), {}, str(rule["rule"]), str(rule["source"]), Mark(rule["mark"]))


def told_id(answer: str) -> str:
    """The id of the sentence that tells one answer (``question.option``) to somebody else."""
    question, _, option = answer.partition(".")
    return f"checkup.{question}.told.{option}.all"
