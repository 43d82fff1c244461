"""The short check for families around exercises: whether anybody is afraid, and whether strength is left.

Asked before, every two weeks meanwhile, and after: in one trial of a family course, aggression at home rose.
An open question is unknown: it counts neither as calm nor as danger. What is answered is shown to nobody but
whoever answered; nothing here keeps it, and no reading tells an answer when it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from genkan.checkup.care import Care, cares_of
from genkan.checkup.form import questions
from genkan.checkup.given import Given, Told
from genkan.knowledge import knowledge

Answers = Mapping[str, Sequence[str]]


class Show(StrEnum):
    """What is shown after the check, what comes first first."""

    STOP = "stop"  # exercises wait; the safety page and the numbers to call
    ASK = "ask"  # something asked is not answered
    DUE = "due"  # the last check is too long ago, or there was none
    EXHAUSTED = "exhausted"  # the lesson on looking after oneself, and lines
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Span:
    """Since when a family has been at it, and when it ended; both empty before the beginning."""

    begun: date | None = None
    ended: date | None = None

    def running(self, as_of: date) -> bool:
        """Whether it has begun by then (it may have ended)."""
        return self.begun is not None and self.begun <= as_of


@dataclass(frozen=True, slots=True)
class CheckReading:
    """What to show; ``because`` and ``cares`` are for whoever answered, and for nobody else."""

    shows: tuple[Show, ...]
    leads_to: tuple[str, ...]
    next_check: date | None  # the day to ask again; None when no further check is planned
    because: tuple[str, ...] = field(default=(), repr=False)
    open: tuple[str, ...] = field(default=(), repr=False)  # questions without an answer
    cares: tuple[Care, ...] = field(default=(), repr=False)

    @property
    def exercises_wait(self) -> bool:
        """Whether nothing that could raise tension is offered now."""
        return self.shows != (Show.GO_ON,)


@cache
def options_of() -> Mapping[str, tuple[str, ...]]:
    """Every question of the check with its options, in order."""
    content = knowledge("family_check")
    own = {one["id"]: one["options"] for one in content["questions"]}
    return {name: own[name] if name in own else questions()[name].options for name in content["asks"]}


def asked_now(span: Span, as_of: date) -> tuple[str, ...]:
    """The questions, by id; how it went since the beginning is asked only after it."""
    content = knowledge("family_check")
    found: tuple[str, ...] = content["asks" if span.running(as_of) else "asks_before"]
    return found


def check_reading(
    answers: Answers, last_check: date | None, as_of: date, span: Span | None = None
) -> CheckReading:
    """What the last check asks for today.

    ``answers``: options by question, as given on ``last_check``; what the check does not ask is passed over.
    A stopping answer stops however old it is and whatever stands beside it, until another check is calm.
    """
    span = span or Span()
    rules = knowledge("family_check")
    said = _known(answers)
    asks = asked_now(span, as_of)
    unanswered = tuple(name for name in asks if not any(one.startswith(f"{name}.") for one in said))
    stopping = _among(rules["stops"], said)
    exhausted = _among(rules["exhausts"], said)
    found = {
        Show.STOP: bool(stopping),
        Show.ASK: last_check is not None and bool(unanswered) and not stopping,
        Show.DUE: is_due(said, last_check, as_of, span),
        Show.EXHAUSTED: bool(exhausted),
    }
    shows = tuple(show for show, holds in found.items() if holds) or (Show.GO_ON,)
    return CheckReading(
        shows,
        _leads_to(shows, said),
        _not_before(as_of, next_check(said, last_check, as_of, span)),
        (*stopping, *exhausted),
        unanswered,
        _cares(said, last_check or as_of),
    )


def is_due(said: Sequence[str], last_check: date | None, as_of: date, span: Span) -> bool:
    """Whether to ask again today. A check dated after today counts as none."""
    if last_check is None or last_check > as_of:
        return True
    following = next_check(said, last_check, as_of, span)
    return following is not None and following <= as_of


def next_check(said: Sequence[str], last_check: date | None, as_of: date, span: Span) -> date | None:
    """The day of the next check; after the end there is one at once and one more, and then none (None)."""
    rules = knowledge("family_check")
    if last_check is None or last_check > as_of:
        return as_of
    if not span.running(as_of):
        return last_check + timedelta(days=rules["before_days"] + 1)
    if span.ended is not None and span.ended <= as_of:
        return _after_the_end(last_check, span.ended, rules)
    sooner = bool(_among(rules["softens"], said))
    return last_check + timedelta(days=rules["sooner_days" if sooner else "every_days"])


def _not_before(as_of: date, following: date | None) -> date | None:
    return None if following is None else max(as_of, following)


def _after_the_end(last_check: date, ended: date, rules: Mapping[str, Any]) -> date | None:
    if last_check < ended:
        return ended
    once_more = ended + timedelta(days=rules["after_days"])
    return once_more if last_check < once_more else None


def _known(answers: Answers) -> tuple[str, ...]:
    """The answers that this check knows, as question.option."""
    return tuple(
        f"{name}.{option}"
        for name, options in options_of().items()
        for option in options
        if option in answers.get(name, ())
    )


def _among(rule: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in said if one in rule)


def _leads_to(shows: Sequence[Show], said: Sequence[str]) -> tuple[str, ...]:
    rules = knowledge("family_check")
    places = [place for show in shows for place in rules["leads_to"].get(show.value, ())]
    if _among(rules["notes"], said):
        places += rules["leads_to"]["notes"]
    return tuple(dict.fromkeys(places))


def _cares(said: Sequence[str], on: date) -> tuple[Care, ...]:
    """What the same answers bring up in the check-up, those for now first."""
    told: dict[str, Told] = {}
    for one in said:
        name, _, option = one.partition(".")
        told[name] = Told((*told.get(name, Told()).chosen, option))
    return cares_of(Given("family", on, told))
