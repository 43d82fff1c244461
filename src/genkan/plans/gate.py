"""When a professional comes before any step: danger, violence, signs of psychosis, deep low mood.

The rule is the check-up's own: every care in ``knowledge/checkup/safety`` holds steps back, but those that go
beside them. A care that is added there holds back at once, without a change here. No answer is not «no».
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from genkan.knowledge import knowledge
from genkan.nouns import Mark
from genkan.plans.figures import holding


class Answered(Protocol):
    """Answers of a check-up, by ``question.option`` (``genkan.checkup.given.Given`` is such)."""

    def has(self, *answers: str) -> tuple[str, ...]:
        """Which of these answers were given."""
        ...

    def is_answered(self, question: str) -> bool:
        """Whether the question was answered."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """One reason for a professional first. ``id``: a care of the check-up, or «depression»."""

    id: str
    urgency: str  # now, or soon (within days), as in the check-up
    because: tuple[str, ...]  # the answers that ask for it
    source: str
    mark: Mark


def held_back(answers: Answered | None) -> tuple[Held, ...]:
    """Everything for which a professional comes first, what is for now foremost; empty: nothing known."""
    if answers is None:
        return ()
    rule = holding()
    found = []
    for care in knowledge("checkup/safety")["cares"]:
        because = answers.has(*care["when_any"])
        if because and care["id"] not in rule["goes_beside"]:
            found.append(Held(care["id"], care["urgency"], because, care["rule_source"], Mark(care["mark"])))
    return tuple(sorted((*found, *_low(answers)), key=lambda one: one.urgency != "now"))


def _low(answers: Answered) -> tuple[Held, ...]:
    """Deep low mood that nobody in a helping profession knows of."""
    rule = holding()["depression"]
    signs, going_under = answers.has(*rule["signs"]), answers.has(*rule["and_any"])
    if len(signs) < rule["at_least"] or not going_under or answers.has(*rule["in_care"]):
        return ()
    return (Held("depression", "soon", signs + going_under, rule["source"], Mark(rule["mark"])),)


def not_asked(answers: Answered | None) -> tuple[str, ...]:
    """Questions of the check-up to ask before a first step, because nobody has answered them."""
    questions: tuple[str, ...] = holding()["ask"]["questions"]
    return tuple(one for one in questions if answers is None or not answers.is_answered(one))
