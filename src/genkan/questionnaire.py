"""The check-up in words: a question, a care, an answer told to somebody else, in one language.

Each form has its own wording; where one wording fits all forms it stands under ``all``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genkan.checkup.care import Care
from genkan.checkup.form import Question
from genkan.checkup.given import BASES, Given, Told
from genkan.checkup.signs import told_id
from genkan.knowledge import sentence, sentences


@dataclass(frozen=True, slots=True)
class OptionWords:
    """One thing that can be chosen."""

    id: str
    says: str
    chosen: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """One question page."""

    id: str
    number: int
    asks: str
    hint: str
    why: str
    options: tuple[OptionWords, ...]
    several: bool
    picture: bool
    bases: tuple[str, ...]
    known_by: str
    words_label: str
    words: str
    month: bool
    month_told: str


@dataclass(frozen=True, slots=True)
class CareWords:
    """What comes first, in three sentences: receiving, one thing to do, what happens then."""

    id: str
    now: bool
    first: str
    do: str
    then: str


def said_for(identity: str, who: str, lang: str) -> str:
    """The wording of one form, or the one that fits all; empty where there is none."""
    for form in (who, "all"):
        if f"{identity}.{form}" in sentences():
            return sentence(f"{identity}.{form}", lang)
    return ""


def question_words(question: Question, given: Given, lang: str) -> QuestionWords:
    """One question with what was answered so far."""
    told = given.told.get(question.id, Told())
    place = f"checkup.{question.id}"
    return QuestionWords(
        id=question.id,
        number=question.number,
        asks=said_for(f"{place}.ask", given.who, lang),
        hint=said_for(f"{place}.hint", given.who, lang),
        why=said_for(f"{place}.why", given.who, lang),
        options=tuple(
            OptionWords(
                option,
                option_words(question.id, option, given.who, lang),
                option in told.chosen,
                option in question.alone,
            )
            for option in question.options
        ),
        several=question.several,
        picture=question.picture,
        bases=BASES if question.basis and given.who != "person" else (),
        known_by=told.known_by,
        words_label=said_for(f"{place}.words", given.who, lang) if question.words else "",
        words=told.words,
        month=question.month,
        month_told=month_written(told.month, lang),
    )


def month_written(month: str, lang: str) -> str:
    """A kept month the way this language types it: Thai in the Buddhist era.

    >>> month_written("2026-03", "th"), month_written("", "th")
    ('2569-03', '')
    """
    if lang != "th" or not month[:4].isdigit() or int(month[:4]) > 2400:
        return month
    return f"{int(month[:4]) + 543}{month[4:]}"


def option_words(question: str, option: str, who: str, lang: str) -> str:
    """The label of an option in one form."""
    return said_for(f"checkup.{question}.option.{option}", who, lang)


def told_words(answer: str, lang: str) -> str:
    """One answer (``question.option``) as it is told to somebody else."""
    return sentence(told_id(answer), lang)


def care_words(cares: Sequence[Care], who: str, lang: str) -> tuple[CareWords, ...]:
    """What comes first, in words."""
    return tuple(
        CareWords(
            care.id,
            care.now,
            *(said_for(f"care.{care.id}.{part}", who, lang) for part in ("first", "do", "then")),
        )
        for care in cares
    )
