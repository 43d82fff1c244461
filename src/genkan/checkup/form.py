"""The questions of the check-up, and which of them are asked.

Whether a question is asked follows from earlier answers only, so the way back is the way that was come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from genkan.checkup.given import Given, Told, answered
from genkan.knowledge import knowledge


@dataclass(frozen=True, slots=True)
class Question:
    """One question; every one may be skipped. Fields: see ``knowledge/checkup/form.toml``."""

    id: str
    number: int
    part: str
    kind: str
    options: tuple[str, ...]
    alone: tuple[str, ...] = ()
    picture: bool = False
    basis: bool = False
    words: bool = False
    month: bool = False
    asked_if: tuple[str, ...] = ()
    not_if: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether more than one option may be chosen."""
        return self.kind == "many"

    def asked_after(self, told: Mapping[str, Told]) -> bool:
        """Whether it is asked, given the answers to earlier questions."""
        if any(answered(told, one) for one in self.not_if):
            return False
        return not self.asked_if or any(answered(told, one) for one in self.asked_if)


@cache
def questions() -> Mapping[str, Question]:
    """Every question by id, in order."""
    listed = (Question(**entry) for entry in knowledge("checkup/form")["questions"])
    return MappingProxyType({one.id: one for one in sorted(listed, key=lambda one: one.number)})


def asked(told: Mapping[str, Told]) -> tuple[Question, ...]:
    """The questions on the way through, as far as the answers so far decide it."""
    return tuple(question for question, _ in _way(told))


def standing(given: Given) -> Given:
    """The same without answers to questions that are no longer asked."""
    kept = {question.id: answer for question, answer in _way(given.told) if answer is not None}
    return given.with_told(kept)


def _way(told: Mapping[str, Told]) -> Iterator[tuple[Question, Told | None]]:
    earlier: dict[str, Told] = {}
    for question in questions().values():
        if not question.asked_after(earlier):
            continue
        answer = told.get(question.id)
        if answer is not None:
            earlier[question.id] = answer
        yield question, answer


def with_number(number: int) -> Question | None:
    """The question of that number."""
    return next((one for one in questions().values() if one.number == number), None)


def after(number: int, told: Mapping[str, Told]) -> Question | None:
    """The question that follows number ``number`` (0: the first), or None at the end."""
    return next((one for one in asked(told) if one.number > number), None)


def before(number: int, told: Mapping[str, Told]) -> Question | None:
    """The question before number ``number``, or None at the beginning."""
    return next((one for one in reversed(asked(told)) if one.number < number), None)
