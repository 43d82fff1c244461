"""The person's own order of rungs: how large each one seems, in points, and how sure that is.

The file's ``start`` is the first guess. Ratings (0 to 100) and pairs («this one is harder») move it, for
the rung itself and for what shares fears, contact or a floor with it. Answers that contradict each other
are allowed: each counts as one reading with an error, and together they leave more doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from genkan.nouns import Floats
from genkan.plans.figures import rules
from genkan.plans.rungs import Rung
from genkan.plans.said import Pair, Said

ROUNDS = 12  # of a search that is done after five


@dataclass(frozen=True, slots=True)
class Order:
    """Rungs in the ladder's order, the size of each, and how the sizes hang together (points, points²)."""

    ids: tuple[str, ...]
    size: Floats = field(repr=False)
    together: Floats = field(repr=False)
    contradicted: tuple[Pair, ...] = ()  # answers that all the others together speak against

    @property
    def spread(self) -> Floats:
        """How far each size may be off (SD)."""
        return np.sqrt(np.diag(self.together))

    def size_of(self, identity: str) -> float:
        """The size of one rung. Raises ValueError for a rung that is not on the ladder."""
        return float(self.size[self.ids.index(identity)])

    def ranked(self) -> tuple[str, ...]:
        """All rungs, smaller ones first."""
        return tuple(self.ids[place] for place in np.argsort(self.size, kind="stable"))


@dataclass(frozen=True, slots=True)
class Shared:
    """What rungs share: matrices of how alike two rungs are, by tags and by themselves."""

    ids: tuple[str, ...]
    start: Floats
    fears: Floats
    contact: Floats
    floor: Floats
    stretch: Floats


def shared(ladder: Mapping[str, Rung]) -> Shared:
    """What these rungs share."""
    return _shared(tuple(ladder.values()))


@lru_cache(maxsize=8)
def _shared(listed: tuple[Rung, ...]) -> Shared:
    start = np.array([rung.start for rung in listed], np.float64)
    lean = (start - 50) / 50
    return Shared(
        tuple(rung.id for rung in listed),
        start,
        _alike([rung.fears for rung in listed]),
        _alike([(rung.contact,) for rung in listed]),
        _alike([(str(rung.reach),) for rung in listed]),
        np.outer(lean, lean),
    )


def _alike(tags: list[tuple[str, ...]]) -> Floats:
    """For two rungs: shared tags, over the root of how many each has."""
    known = sorted({tag for one in tags for tag in one})
    has = np.array([[tag in one for tag in known] for one in tags], np.float64).reshape(len(tags), len(known))
    has /= np.sqrt(np.maximum(has.sum(axis=1, keepdims=True), 1))
    alike: Floats = has @ has.T
    return alike


@lru_cache(maxsize=8)
def _before(listed: tuple[Rung, ...]) -> Floats:
    """How sizes hang together before anything was said."""
    one, figures = _shared(listed), rules("order")
    together = figures["own"] ** 2 * np.eye(len(listed))
    for name, alike in (("fear", one.fears), ("contact", one.contact), ("floor", one.floor)):
        together = together + figures[name] ** 2 * alike
    found: Floats = together + figures["stretch"] ** 2 * one.stretch
    return found


def order_of(said: Said, ladder: Mapping[str, Rung]) -> Order:
    """The person's own order, from what they said. Rungs that are not on the ladder are passed over."""
    listed = tuple(ladder.values())
    ids = tuple(rung.id for rung in listed)
    size, together = _rated(said, ids, _shared(listed).start, _before(listed))
    pairs = [pair for pair in said.pairs if pair.one in ladder and pair.other in ladder]
    size, together = _compared(pairs, ids, size, together)
    against = [pair for pair in pairs if _speaks_against(pair, ids, size, together)]
    return Order(ids, size, together, tuple(against))


def _rated(said: Said, ids: tuple[str, ...], size: Floats, together: Floats) -> tuple[Floats, Floats]:
    """Sizes after ratings; how high this person says numbers altogether is taken off first."""
    rated = [place for place, identity in enumerate(ids) if identity in said.expected]
    if not rated:
        return size, together
    figures, (within, unsure) = rules("order"), ease_before(said)
    hard = np.array([said.expected[ids[place]] for place in rated]) - rules("felt")["middle"] + within
    noise = figures["rating"] ** 2 * np.eye(len(rated)) + figures["shift"] ** 2 + unsure**2
    return _conditioned(size, together, rated, hard - size[rated], noise)


def _conditioned(
    size: Floats, together: Floats, places: list[int], off: Floats, noise: Floats
) -> tuple[Floats, Floats]:
    reach = together[:, places]
    gain = np.linalg.solve(together[np.ix_(places, places)] + noise, reach.T).T
    return size + gain @ off, together - gain @ reach.T


def _compared(
    pairs: list[Pair], ids: tuple[str, ...], size: Floats, together: Floats
) -> tuple[Floats, Floats]:
    """Sizes after comparisons (Bradley-Terry, with what is known so far as the prior; Laplace)."""
    if not pairs:
        return size, together
    one = np.array([ids.index(pair.one) for pair in pairs])
    other = np.array([ids.index(pair.other) for pair in pairs])
    answer = np.array([{"one": 1.0, "other": 0.0, "same": 0.5}[pair.harder] for pair in pairs])
    reach = together[:, one] - together[:, other]
    spread = reach[one] - reach[other]
    before, noise = size[one] - size[other], rules("order")["pair"]
    gap = before.copy()
    for _ in range(ROUNDS):
        slope = (answer - _share(gap / noise)) / noise
        bend = _bend(gap, noise)
        pull = np.linalg.solve(np.eye(len(pairs)) + bend[:, None] * spread, bend * (gap - before) + slope)
        gap = before + spread @ pull
    bend = _bend(gap, noise)
    inner = np.linalg.solve(np.diag(1 / bend) + spread, reach.T)
    return size + reach @ pull, together - reach @ inner


def _bend(gap: Floats, noise: float) -> Floats:
    share = _share(gap / noise)
    found: Floats = np.maximum(share * (1 - share) / noise**2, 1e-9)
    return found


def _share(value: Floats) -> Floats:
    """The logistic function, without overflow."""
    found: Floats = 0.5 * (1 + np.tanh(0.5 * value))
    return found


def _speaks_against(pair: Pair, ids: tuple[str, ...], size: Floats, together: Floats) -> bool:
    """Whether everything said together now holds the other one to be harder, by more than its doubt."""
    if pair.harder == "same":
        return False
    one, other = ids.index(pair.one), ids.index(pair.other)
    gap = size[one] - size[other] if pair.harder == "one" else size[other] - size[one]
    doubt = np.sqrt(together[one, one] + together[other, other] - 2 * together[one, other])
    return bool(gap < -0.5 * doubt)


def ease_before(said: Said) -> tuple[float, float]:
    """What is within reach before any try, and how far that may be off (points)."""
    figures = rules("ease")
    if said.usual_reach is None:
        return figures["unknown"], figures["unknown_spread"]
    return figures["floors"][said.usual_reach], figures["spread"]


def next_pair(
    said: Said, ladder: Mapping[str, Rung], among: Collection[str] | None = None, near: float | None = None
) -> tuple[str, str] | None:
    """Which two rungs to compare next, or None when another answer would hardly help.

    Chosen is the pair whose answer takes away most uncertainty about rungs near where the person stands,
    through all that they share. ``among``: rungs that may be asked about; None: all. ``near``: points on
    the scale of sizes; None: a little above what is within reach before any try.
    """
    figures = rules("ask")
    if len(said.pairs) >= figures["most"]:
        return None
    order = order_of(said, ladder)
    near = ease_before(said)[0] + figures["above"] if near is None else near
    weight = np.exp(-0.5 * ((order.size - near) / figures["within"]) ** 2)
    allowed = np.array([among is None or identity in among for identity in order.ids], bool)
    worth = _worth(order, weight, allowed)
    for pair in said.pairs:
        if pair.one in ladder and pair.other in ladder:
            places = order.ids.index(pair.one), order.ids.index(pair.other)
            worth[places] = worth[places[::-1]] = 0.0
    if not worth.size or worth.max() < figures["least_share"] * float(weight @ np.diag(order.together)):
        return None
    first, second = np.unravel_index(int(np.argmax(worth)), worth.shape)
    return order.ids[int(first)], order.ids[int(second)]


def _worth(order: Order, weight: Floats, allowed: np.ndarray) -> Floats:
    """For each pair: how much variance of weighted rungs its answer takes away, in expectation."""
    noise = rules("order")["pair"]
    weighted = order.together * np.sqrt(weight)
    product = weighted @ weighted.T
    moved = _between(product)
    spread = _between(order.together)
    gap = order.size[:, None] - order.size
    share = _share(gap / np.sqrt(noise**2 + np.pi / 8 * np.maximum(spread, 0)))
    bend = share * (1 - share) / noise**2
    worth = moved * bend / (1 + spread * bend)
    worth *= np.outer(weight * allowed, weight * allowed)
    found: Floats = np.triu(worth, 1)
    return found


def _between(matrix: Floats) -> Floats:
    """The same for differences of two."""
    own = np.diag(matrix)
    found: Floats = own[:, None] + own - 2 * matrix
    return found
