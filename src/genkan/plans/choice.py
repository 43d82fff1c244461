"""One choice among rungs on one day: which may be offered at all, and how well each would suit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from genkan.nouns import Floats, Reach
from genkan.plans.chance import Margins, margins_of
from genkan.plans.figures import rules
from genkan.plans.order import Order, order_of
from genkan.plans.rungs import Rung, mine
from genkan.plans.said import Said
from genkan.plans.tries import Outcome, Try, misses_in_a_row

Flags = npt.NDArray[np.bool_]
FEW = 4  # times done after which another one adds nothing new
CLEARLY = 3.0  # points that make a rung a smaller one


class Choice:
    """Everything one choice looks at. ``ordered``: tries up to the day, from ``tries.in_order``."""

    def __init__(self, ordered: list[Try], ladder: Mapping[str, Rung], said: Said, as_of: date) -> None:
        self.ordered = [one for one in ordered if one.rung in ladder]
        self.ladder, self.said, self.as_of = ladder, said, as_of
        self.listed = tuple(ladder.values())
        self.row = [one for one in misses_in_a_row(ordered) if one.rung in ladder]
        self.done = [one.rung for one in self.ordered if one.outcome == Outcome.DONE]
        self.order: Order = order_of(said, ladder)
        self.margins: Margins = margins_of(self.ordered, ladder, said, as_of, self.order)
        self.chances: Floats = self.margins.chances()

    @property
    def after_misses(self) -> bool:
        """Whether only smaller steps may be offered. Misses of long ago no longer ask for that."""
        figures = rules("pick")
        if len(self.row) < int(figures["misses"]):
            return False
        return (self.as_of - self.row[-1].day).days <= int(figures["misses_stand"])

    @property
    def half(self) -> str:
        """The rung of the last try, where it was done in part; else empty."""
        last = self.ordered[-1] if self.ordered else None
        return last.rung if last and last.outcome == Outcome.PARTLY else ""

    @property
    def way(self) -> set[str]:
        """Where the person would like to come to, and the smaller ones on the way there."""
        found: set[str] = set()
        at = self.said.toward
        while at in self.ladder and at not in found:
            found.add(at)
            at = self.ladder[at].easier
        return found

    def allowed(self) -> Flags:
        """Which rungs may be offered at all: theirs, not too far out, and never larger after a miss."""
        theirs, furthest = mine(self.ladder, self.said), self._furthest()
        found = np.array([rung.id in theirs and rung.reach <= furthest for rung in self.listed], np.bool_)
        if not self.row:
            return found
        missed = [self.order.ids.index(one.rung) for one in self.row]
        size = self.order.size[missed].min()
        if not self.after_misses:
            no_larger: Flags = found & (self.order.size <= size)
            return no_larger
        lowest = min(self.listed[place].reach for place in missed)
        floors = np.array([rung.reach <= lowest for rung in self.listed], np.bool_)
        nearer = self.margins.margin > self.margins.margin[missed].max()
        smaller: Flags = found & floors & (self.order.size < size) & nearer
        return smaller

    def _furthest(self) -> int:
        """One floor beyond the furthest that was done, even partly, or is usual anyway."""
        went = [one for one in self.ordered if one.outcome != Outcome.NOT_TODAY]
        usual = Reach.ROOM if self.said.usual_reach is None else self.said.usual_reach
        return max([int(usual), *(int(self.ladder[one.rung].reach) for one in went)]) + int(
            rules("pick")["open_floors"]
        )

    def worth(self) -> Floats:
        """How well each rung would suit the day; minus infinity for what may not, or cannot, be offered."""
        figures = rules("pick")
        aim = "aim_after_misses" if self.after_misses else "aim_after_miss" if self.row else "aim"
        times = np.array([self.done.count(rung.id) for rung in self.listed])
        worth = -(((self.chances - figures[aim]) / figures["width"]) ** 2)
        worth += figures["floor"] * np.array([int(rung.reach) for rung in self.listed])
        worth += figures["new"] * (times == 0) - figures["often"] * np.minimum(times, FEW)
        worth += self._leanings()
        fits = self.allowed() & (self.chances >= figures["least"])
        found: Floats = np.where(fits, worth, -np.inf)
        return found

    def _leanings(self) -> Floats:
        """What is half done, about something else than the last, or on the way to where they want to go."""
        figures, half, way = rules("pick"), self.half, self.way
        lately = set(self.ladder[self.ordered[-1].rung].fears) if self.ordered else set()
        leanings: Floats = np.array(
            [
                figures["again"] * (rung.id == half)
                + figures["fresh"] * (not lately & set(rung.fears))
                + figures["toward"] * (rung.id in way)
                for rung in self.listed
            ],
            np.float64,
        )
        return leanings

    def beside(self, best: int, worth: Floats) -> tuple[str, ...]:
        """A smaller one, and one that is about something else, to choose from."""
        rest = worth.copy()
        rest[best] = -np.inf
        about = set(self.listed[best].fears)
        smaller = np.where(self.order.size < self.order.size[best] - CLEARLY, rest, -np.inf)
        other = np.where([not about & set(rung.fears) for rung in self.listed], rest, -np.inf)
        found = [int(np.argmax(one)) for one in (smaller, other) if np.isfinite(one).any()]
        return tuple(dict.fromkeys(self.listed[place].id for place in found))

    def alike(self, rung: Rung) -> int:
        """How many rungs that were done are like this one: the same contact, and a fear in common."""
        others = [self.ladder[one] for one in dict.fromkeys(self.done) if one != rung.id]
        return sum(one.contact == rung.contact and bool({*one.fears} & {*rung.fears}) for one in others)
