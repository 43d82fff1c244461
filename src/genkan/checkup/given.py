"""What was answered in a check-up: a plain value that can be saved as JSON and read back.

Nothing in it says who the person is. ``Given.plain`` and ``given_from`` are each other's inverse.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from genkan.nouns import Refused, Trouble
from genkan.own_words import tidy

WHO = ("family", "person", "worker")
BASES = ("seen", "told", "guessed")
GROUPS = ("led_in", "keeps", "protects")
MOST_WORDS = 240  # characters of own words to one question
MOST_STRANDS = 7  # lines in one group of the drawing
MOST_LINE = 60  # characters of one of them
MOST_MONTH = 40  # characters of a month as it was typed
VERSION = 1


@dataclass(frozen=True, slots=True)
class Told:
    """One answer. ``known_by`` is seen, told, guessed or empty; ``month`` such as 2026-03 or empty."""

    chosen: tuple[str, ...] = ()
    known_by: str = ""
    words: str = field(default="", repr=False)
    month: str = ""

    def __bool__(self) -> bool:
        return bool(self.chosen or self.words or self.month)


@dataclass(frozen=True, slots=True)
class Given:
    """All answers of one check-up. ``drawing`` holds groups of the cause picture that were rewritten."""

    who: str
    on: date
    told: Mapping[str, Told] = field(default_factory=dict)
    drawing: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def has(self, *answers: str) -> tuple[str, ...]:
        """Which of these answers (``question.option``) were given."""
        return tuple(one for one in answers if answered(self.told, one))

    def is_answered(self, question: str) -> bool:
        """Whether an option of this question was chosen."""
        return question in self.told and bool(self.told[question].chosen)

    def with_told(self, told: Mapping[str, Told]) -> Given:
        """The same with other answers."""
        return replace(self, told=MappingProxyType(dict(told)))

    def with_answer(self, question: str, answer: Told) -> Given:
        """The same with one more answer; an empty one takes it back."""
        told = {name: one for name, one in self.told.items() if name != question}
        return self.with_told(told | ({question: answer} if answer else {}))

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON; empty parts left out."""
        told = {
            name: {
                key: list(value) if isinstance(value, tuple) else value
                for key in ("chosen", "known_by", "words", "month")
                if (value := getattr(one, key))
            }
            for name, one in self.told.items()
        }
        return {
            "genkan": "check-up",
            "version": VERSION,
            "who": self.who,
            "on": self.on.isoformat(),
            "told": told,
            "drawing": {group: list(lines) for group, lines in self.drawing.items()},
        }


def answered(told: Mapping[str, Told], answer: str) -> bool:
    """Whether ``question.option`` was chosen."""
    question, _, option = answer.partition(".")
    return question in told and option in told[question].chosen


def given_from(plain: Any, questions: Mapping[str, Any], file: str = "check-up") -> Given:
    """Read plain values back. Raises Refused, naming the place, for anything that cannot be.

    ``questions``: the form's questions by id (see ``form.questions``).
    """
    if not isinstance(plain, dict) or plain.get("genkan") != "check-up":
        raise Refused(Trouble.UNKNOWN_FORMAT, file)
    if plain.get("version") != VERSION:
        raise Refused(Trouble.BAD_VALUES, file, "version", str(VERSION))
    if plain.get("who") not in WHO:
        raise Refused(Trouble.BAD_VALUES, file, "who", ", ".join(WHO))
    told, drawing = plain.get("told", {}), plain.get("drawing", {})
    if not isinstance(told, dict) or not isinstance(drawing, dict):
        raise Refused(Trouble.DAMAGED, file)
    answers = {name: _told(name, one, questions, file) for name, one in told.items()}
    return Given(
        who=plain["who"],
        on=_date(plain.get("on"), file),
        told=MappingProxyType({name: one for name, one in answers.items() if one}),
        drawing=MappingProxyType(
            {str(group): _lines(group, lines, file) for group, lines in drawing.items()}
        ),
    )


def _date(value: Any, file: str) -> date:
    try:
        on = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused(Trouble.BAD_VALUES, file, "on", "2026-03-01") from None
    if not 2000 <= on.year < 2100:
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file, "on")
    return on


def _told(name: Any, value: Any, questions: Mapping[str, Any], file: str) -> Told:
    question = questions.get(name)
    if question is None or not isinstance(value, dict):
        raise Refused(Trouble.BAD_VALUES, file, str(name)[:40], ", ".join(questions))
    chosen = value.get("chosen", [])
    if not isinstance(chosen, list) or not all(one in question.options for one in chosen):
        raise Refused(Trouble.BAD_VALUES, file, name, ", ".join(question.options))
    known_by = value.get("known_by", "")
    if known_by not in ("", *BASES):
        raise Refused(Trouble.BAD_VALUES, file, name, ", ".join(BASES))
    words, month = value.get("words", ""), value.get("month", "")
    if not isinstance(words, str) or not isinstance(month, str):
        raise Refused(Trouble.BAD_VALUES, file, name)
    if month and month_in(month) is None:
        raise Refused(Trouble.BAD_VALUES, file, name, "2026-03")
    return told_of(question, chosen, known_by, words, month)


def told_of(question: Any, chosen: list[str], known_by: str = "", words: str = "", month: str = "") -> Told:
    """One answer made to fit its question: in the question's order, «none of these» alone, kept short."""
    picked = [option for option in question.options if option in chosen]
    if not question.several:
        picked = picked[:1]
    others = [option for option in picked if option not in question.alone]
    if others and len(others) < len(picked):
        picked = others
    return Told(
        tuple(picked),
        known_by if question.basis and known_by in BASES else "",
        tidy(words, MOST_WORDS) if question.words else "",
        month.strip() if question.month and month_in(month) else "",
    )


def month_in(text: str) -> tuple[date, date] | None:
    """First and last day of a month written 2026-03 or 2026/3 (or 2569-03 in the Buddhist era).

    >>> month_in("2569/2")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    if len(text) > MOST_MONTH:  # also keeps the pattern quick
        return None
    found = re.fullmatch(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\s*", text)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    year -= 543 if year > 2400 else 0
    if not (1900 <= year < 2100 and 1 <= month <= 12):
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _lines(group: Any, lines: Any, file: str) -> tuple[str, ...]:
    if group not in GROUPS or not isinstance(lines, list) or not all(isinstance(one, str) for one in lines):
        raise Refused(Trouble.BAD_VALUES, file, "drawing", ", ".join(GROUPS))
    return strand_lines(lines)


def strand_lines(lines: list[str]) -> tuple[str, ...]:
    """Lines of one group of the drawing, tidy and not too many."""
    return tuple(line for line in (tidy(one, MOST_LINE) for one in lines) if line)[:MOST_STRANDS]
