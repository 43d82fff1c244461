"""One offer for a day: a step with its chance and its reasons; or rest, or a free choice, or help first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from genkan.nouns import Because, Floats, Mark, Reach
from genkan.plans.chance import Margins, margins_of
from genkan.plans.figures import rules
from genkan.plans.gate import Answered, Held, held_back, not_asked
from genkan.plans.order import Order, order_of
from genkan.plans.rungs import Rung, mine
from genkan.plans.said import Said
from genkan.plans.tries import Outcome, Try, in_order, misses_in_a_row

VARY = ("place", "time", "company", "comfort")  # ladder.vary.…: another way of the same rung
PICK = "plans/ladder: pick"


class Kind(StrEnum):
    """What is offered."""

    STEP = "step"
    REST = "rest"
    CHOOSE = "choose"
    PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for a day. It cannot be built without a reason.

    ``chance``: from, to (0 to 1), the true share lies between them in about four of five; only with a step.
    ``beside``: up to two others to choose from, a smaller one first. ``vary``: ways to do the same one
    differently, once it was done. ``ask``: questions of the check-up nobody has answered yet.
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


def reason(said: str, source: str = "design", mark: Mark = Mark.DESIGN, /, **facts: float | int | str) -> Because:
    """One reason, by the id of its sentence in ``knowledge/words/ladder``."""
    return Because(f"ladder.because.{said}", facts, PICK, source, mark)


def offer_of(
    tries: Iterable[Try], ladder: Mapping[str, Rung], said: Said, as_of: date, answers: Answered | None
) -> Offer:
    """What to offer on a day. ``answers``: the check-up's, the newest there are; None: nobody was asked.

    Help comes before everything, then rest that was planned. Tries after ``as_of`` are not known yet.
    Raises nothing for rungs that are no longer on the ladder, nor for anything that is missing.
    """
    held = held_back(answers)
    if held:
        because = tuple(Because("ladder.because.help_first", {}, "checkup/safety", one.source, one.mark) for one in held)
        return Offer(Kind.PROFESSIONAL, as_of, because, held=held)
    ordered = in_order(tries, as_of)
    if said.rests_on(as_of):
        return Offer(Kind.REST, as_of, (reason("rest_planned"),))
    row = misses_in_a_row(ordered)
    if _rests(row, as_of):
        return Offer(Kind.REST, as_of, (reason("rest_after", misses=len(row)),))
    return _Choice(ordered, row, ladder, said, as_of).offer(not_asked(answers))


def _rests(row: Sequence[Try], as_of: date) -> bool:
    figures = rules("pick")
    return len(row) >= figures["rest_after"] and (as_of - row[-1].day).days <= figures["rest_days"]


class _Choice:
    """Everything one choice looks at."""

    def __init__(
        self, ordered: list[Try], row: list[Try], ladder: Mapping[str, Rung], said: Said, as_of: date
    ) -> None:
        self.ordered, self.ladder, self.said, self.as_of = ordered, ladder, said, as_of
        self.row = [one for one in row if one.rung in ladder]
        self.listed = tuple(ladder.values())
        self.order: Order = order_of(said, ladder)
        self.margins: Margins = margins_of(ordered, ladder, said, as_of, self.order)
        self.chances: Floats = self.margins.chances()
        self.done = [one.rung for one in ordered if one.outcome == Outcome.DONE]
        self.place = {identity: place for place, identity in enumerate(self.order.ids)}

    @property
    def after_misses(self) -> bool:
        """Whether only smaller steps may be offered."""
        return len(self.row) >= rules("pick")["misses"]

    def offer(self, ask: tuple[str, ...]) -> Offer:
        """A step, or a free choice where none fits."""
        allowed = self.allowed()
        worth = np.where(allowed & (self.chances >= rules("pick")["least"]), self.worth(), -np.inf)
        if not allowed.any() or not np.isfinite(worth).any():
            return Offer(Kind.CHOOSE, self.as_of, (reason(self._why_choose(allowed)),), ask=ask)
        best = int(np.argmax(worth))
        rung = self.listed[best]
        return Offer(
            Kind.STEP,
            self.as_of,
            self.reasons(rung, best),
            rung.id,
            self.margins.range_of(rung.id),
            float(self.chances[best]),
            self.beside(best, worth),
            VARY if rung.id in self.done else (),
            ask,
        )

    def _why_choose(self, allowed: np.ndarray) -> str:
        if self.after_misses:
            return "choose_smallest"
        return "choose_none" if allowed.any() else "choose_empty"

    def allowed(self) -> np.ndarray:
        """Which rungs may be offered at all."""
        theirs, furthest = mine(self.ladder, self.said), self.furthest()
        found = np.array([rung.id in theirs and rung.reach <= furthest for rung in self.listed], bool)
        if not self.row:
            return found
        missed = [self.place[one.rung] for one in self.row]
        size, margin = self.order.size[missed].min(), self.margins.margin[missed].max()
        if self.after_misses:
            lowest = min(self.listed[place].reach for place in missed)
            floors = np.array([rung.reach <= lowest for rung in self.listed], bool)
            return found & floors & (self.order.size < size) & (self.margins.margin > margin)
        return found & (self.order.size <= size)

    def furthest(self) -> int:
        """One floor beyond the furthest that was done, even partly, or is usual anyway."""
        floors = [self.ladder[one.rung].reach for one in self.ordered if self._went(one)]
        usual = Reach.ROOM if self.said.usual_reach is None else self.said.usual_reach
        return max([usual, *floors]) + int(rules("pick")["open_floors"])

    def _went(self, one: Try) -> bool:
        return one.rung in self.ladder and one.outcome != Outcome.NOT_TODAY

    def worth(self) -> Floats:
        """How well each rung would suit the day."""
        figures = rules("pick")
        name = "aim_after_misses" if self.after_misses else "aim_after_miss" if self.row else "aim"
        worth = -(((self.chances - figures[name]) / figures["width"]) ** 2)
        worth = worth + figures["floor"] * np.array([rung.reach for rung in self.listed])
        times = np.array([self.done.count(rung.id) for rung in self.listed])
        worth += figures["new"] * (times == 0) - figures["often"] * np.minimum(times, 4)
        half, lately, way = self._half(), self._fears_lately(), self.way()
        worth += figures["again"] * np.array([rung.id == half for rung in self.listed])
        worth += figures["fresh"] * np.array([not lately & set(rung.fears) for rung in self.listed])
        found: Floats = worth + figures["toward"] * np.array([rung.id in way for rung in self.listed])
        return found

    def _half(self) -> str:
        """The rung of the last try, where it was done in part."""
        last = self.ordered[-1] if self.ordered else None
        return last.rung if last and last.outcome == Outcome.PARTLY else ""

    def _fears_lately(self) -> set[str]:
        last = self.ordered[-1].rung if self.ordered else ""
        return set(self.ladder[last].fears) if last in self.ladder else set()

    def way(self) -> set[str]:
        """Where the person would like to come to, and the smaller ones on the way there."""
        found: set[str] = set()
        at = self.said.toward
        while at in self.ladder and at not in found:
            found.add(at)
            at = self.ladder[at].easier
        return found

    def beside(self, best: int, worth: Floats) -> tuple[str, ...]:
        """A smaller one and one of another kind, to choose from."""
        rest = worth.copy()
        rest[best] = -np.inf
        smaller = np.where(self.order.size < self.order.size[best] - 3, rest, -np.inf)
        kind = set(self.listed[best].fears)
        other = np.where([not kind & set(rung.fears) for rung in self.listed], rest, -np.inf)
        found = [int(np.argmax(one)) for one in (smaller, other) if np.isfinite(one).any()]
        return tuple(dict.fromkeys(self.listed[place].id for place in found))

    def reasons(self, rung: Rung, place: int) -> tuple[Because, ...]:
        """Why this one, in the order in which a person would ask."""
        low, high = (round(10 * one) for one in self.margins.range_of(rung.id))
        found = [reason("chance", low=min(max(low, 0), 9), high=min(max(high, 1), 10))]
        found += [reason("smaller")] if self.after_misses else []
        found += [reason("not_larger")] if self.row and not self.after_misses else []
        found += self._own_reasons(rung)
        found += self._unsure()
        return tuple(found)

    def _own_reasons(self, rung: Rung) -> list[Because]:
        found = []
        times = self.done.count(rung.id)
        if times:
            found.append(reason("done_before", times=times))
        elif rung.id == self._half():
            found.append(reason("half_done"))
        else:
            alike = sum(self._alike(rung, one) for one in dict.fromkeys(self.done))
            found += [reason("alike", count=alike)] if alike else []
        if rung.id in self.way() and rung.id != self.said.toward:
            found.append(reason("on_the_way"))
        if self.said.expected or self.said.pairs:
            found.append(reason("own_order"))
        return found

    def _alike(self, rung: Rung, other: str) -> bool:
        one = self.ladder.get(other)
        return one is not None and one.contact == rung.contact and bool(set(one.fears) & set(rung.fears))

    def _unsure(self) -> list[Because]:
        figures = rules("silence")
        if len(self.ordered) < figures["few_tries"]:
            return [reason("few_tries", count=len(self.ordered))]
        days = (self.as_of - self.ordered[-1].day).days
        return [reason("silent", days=days)] if days >= figures["days"] else []


def surprise_of(tries: Iterable[Try]) -> tuple[int, int] | None:
    """In how many tries it was easier than expected, of how many where both were said; None: of none."""
    both = [(one.expected, one.felt) for one in tries if one.expected is not None and one.felt is not None]
    if not both:
        return None
    return sum(felt < expected for expected, felt in both), len(both)
