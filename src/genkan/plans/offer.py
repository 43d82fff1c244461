"""One offer for a day: a step with its chance and its reasons; or rest, or a free choice, or help first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

import numpy as np

from genkan.nouns import Because, Mark
from genkan.plans.choice import Choice
from genkan.plans.figures import rules
from genkan.plans.gate import Answered, Held, held_back, not_asked
from genkan.plans.rungs import Rung
from genkan.plans.said import Said
from genkan.plans.tries import Try, in_order, misses_in_a_row

VARY = ("place", "time", "company", "comfort")  # ladder.vary.…: another way of the same rung
RULE = "plans/ladder: pick"
WIDE = 8  # of ten: a range that says nothing, and is said as not known


class Kind(StrEnum):
    """What is offered."""

    STEP = "step"
    REST = "rest"
    CHOOSE = "choose"
    PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for a day. It cannot be built without a reason.

    ``chance``: from, to (0 to 1); the true share lies between them in about four of five. Only with a step.
    ``beside``: up to two others to choose from, a smaller one first. ``vary``: ways to do the same one
    differently, once it was done. ``ask``: questions of the check-up that nobody has answered yet.
    """

    kind: Kind
    day: date
    because: tuple[Because, ...]
    rung: str = ""
    chance: tuple[float, float] | None = None
    likely: float | None = None  # the chance in one number, for measuring; people are shown the range
    beside: tuple[str, ...] = ()
    vary: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("an offer has to say why")
        if (self.kind == Kind.STEP) != bool(self.rung and self.chance):
            raise ValueError("a step, and nothing else, comes with a rung and its chance")
        if (self.kind == Kind.PROFESSIONAL) != bool(self.held):
            raise ValueError("a professional first, and nothing else, comes with what holds steps back")


def reason(said: str, /, **facts: float | int | str) -> Because:
    """One reason, by the end of its sentence's id in ``knowledge/words/ladder``."""
    return Because(f"ladder.because.{said}", facts, RULE, "design", Mark.DESIGN)


def offer_of(
    tries: Iterable[Try], ladder: Mapping[str, Rung], said: Said, as_of: date, answers: Answered | None
) -> Offer:
    """What to offer on a day. ``answers``: the check-up's, the newest there are; None: nobody was asked.

    Help comes before everything, then rest that was planned. Tries after ``as_of`` are not known yet.
    Raises nothing for rungs that are no longer on the ladder, nor for anything that is missing.
    """
    held = held_back(answers)
    if held:
        first = "ladder.because.help_first"
        why = tuple(Because(first, {}, "checkup/safety", one.source, one.mark) for one in held)
        return Offer(Kind.PROFESSIONAL, as_of, why, held=held)
    ordered = in_order(tries, as_of)
    if said.rests_on(as_of):
        return Offer(Kind.REST, as_of, (reason("rest_planned"),))
    row = misses_in_a_row(ordered)
    if _rests(row, as_of):
        return Offer(Kind.REST, as_of, (reason("rest_after", misses=len(row)),))
    return _step(Choice(ordered, ladder, said, as_of), not_asked(answers))


def _rests(row: Sequence[Try], as_of: date) -> bool:
    """Whether a pause comes first: for some days after several misses in a row."""
    figures = rules("pick")
    return len(row) >= int(figures["rest_after"]) and (as_of - row[-1].day).days <= int(figures["rest_days"])


def _step(choice: Choice, ask: tuple[str, ...]) -> Offer:
    """The step that suits best, or a free choice where none does."""
    worth = choice.worth()
    if not np.isfinite(worth).any():
        return Offer(Kind.CHOOSE, choice.as_of, (reason(_why_choose(choice)),), ask=ask)
    best = int(np.argmax(worth))
    rung = choice.listed[best]
    return Offer(
        Kind.STEP,
        choice.as_of,
        reasons(choice, rung),
        rung.id,
        choice.margins.range_of(rung.id),
        float(choice.chances[best]),
        choice.beside(best, worth),
        VARY if rung.id in choice.done else (),
        ask,
    )


def _why_choose(choice: Choice) -> str:
    if choice.after_misses:
        return "choose_smallest"
    return "choose_none" if choice.allowed().any() else "choose_empty"


def reasons(choice: Choice, rung: Rung) -> tuple[Because, ...]:
    """Why this one, in the order in which a person would ask."""
    told = of_ten(choice.margins.range_of(rung.id))
    found = [reason("chance", low=told[0], high=told[1]) if told else reason("chance_open")]
    if choice.row:
        found.append(reason("smaller" if choice.after_misses else "not_larger"))
    return (*found, *_theirs(choice, rung), *_unsure(choice))


def of_ten(chance: tuple[float, float]) -> tuple[int, int] | None:
    """A range of chances as from … to … of ten such steps; None where it is so wide that it says nothing."""
    least = min(int(10 * chance[0]), 8)
    most = max(min(ceil(10 * chance[1]), 10), least + 1)
    return (least, most) if most - least < WIDE else None


def _theirs(choice: Choice, rung: Rung) -> list[Because]:
    """What it has to do with what this person did and said."""
    found = []
    times, alike = choice.done.count(rung.id), choice.alike(rung)
    if times:
        found.append(reason("done_before", times=times))
    elif rung.id == choice.half:
        found.append(reason("half_done"))
    elif alike:
        found.append(reason("alike", count=alike))
    if rung.id in choice.way and rung.id != choice.said.toward:
        found.append(reason("on_the_way"))
    if choice.said.expected or choice.said.pairs:
        found.append(reason("own_order"))
    return found


def _unsure(choice: Choice) -> list[Because]:
    """Why the range is wide, where it is."""
    figures = rules("silence")
    if len(choice.ordered) < figures["few_tries"]:
        return [reason("few_tries", count=len(choice.ordered))]
    days = (choice.as_of - choice.ordered[-1].day).days
    return [reason("silent", days=days)] if days >= figures["days"] else []


def surprise_of(tries: Iterable[Try]) -> tuple[int, int] | None:
    """In how many tries it was easier than expected, of how many where both were said; None: of none."""
    both = [(one.expected, one.felt) for one in tries if one.expected is not None and one.felt is not None]
    if not both:
        return None
    return sum(felt < expected for expected, felt in both), len(both)
