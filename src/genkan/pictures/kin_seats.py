"""Where everybody of a family sits in the drawing: rows of generations, places in half columns.

A seat at place ``p`` covers ``p - 1`` to ``p + 1``; two seats of a row are at least two places apart, so
nothing can overlap, and every place that is nobody's seat in a row is open to lines through that row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from genkan.pictures.kin import Family, generations

SWEEPS = 4  # up and down; further ones change nothing that can be seen


@dataclass(frozen=True, slots=True)
class Seats:
    """The row and the place of everybody, and who sits in each row from left to right."""

    rows: tuple[tuple[str, ...], ...]
    place: Mapping[str, int]

    @property
    def row(self) -> dict[str, int]:
        """The row of everybody."""
        return {word: number for number, row in enumerate(self.rows) for word in row}

    def open_to_lines(self, place: int, rows: Sequence[int]) -> bool:
        """Whether a line may pass through these rows at this place."""
        return all(self.place[word] != place for row in rows for word in self.rows[row])


def seats_of(family: Family, columns: int) -> Seats:
    """Seats for everybody, at most ``columns`` in a row; a generation that does not fit goes on below."""
    level = generations(family)
    order = _ordered(family, level)
    rows: list[tuple[str, ...]] = []
    for generation in range(max(level.values()) + 1):
        rows += _broken([unit for unit in order if level[unit[0]] == generation], columns)
    return Seats(tuple(rows), _placed(family, rows, columns))


def _ordered(family: Family, level: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Couples side by side; brothers and sisters beside each other; the sides of the family not mixed."""
    units = _units(family, level)
    for sweep in range(SWEEPS):
        for generation in sorted(set(level.values()), reverse=sweep % 2 == 0):
            mine = [unit for unit in units if level[unit[0]] == generation]
            others = [unit for unit in units if level[unit[0]] != generation]
            at = _shares(units, level)
            near = _children(family) if sweep % 2 == 0 else _parents(family)
            if sweep % 2:
                mine = [_turned(unit, near, at) for unit in mine]
            units = others + sorted(mine, key=lambda unit: _middle_of(unit, near, at))
    return units


def _units(family: Family, level: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Chains of couples of one row, everybody else alone, in the order of the list."""
    mates: dict[str, list[str]] = {one.word: [] for one in family.people}
    for tie in family.pairs():
        if level[tie.one] == level[tie.other]:
            mates[tie.one].append(tie.other)
            mates[tie.other].append(tie.one)
    units, seen = [], set[str]()
    for start in sorted(mates, key=lambda word: len(mates[word]) > 1):
        unit = tuple(_chain(start, mates, seen))
        if unit:
            units.append(unit)
    listed = list(mates)
    return sorted(units, key=lambda unit: min(listed.index(word) for word in unit))


def _chain(word: str, mates: Mapping[str, Sequence[str]], seen: set[str]) -> list[str]:
    if word in seen:
        return []
    seen.add(word)
    return [word] + [one for mate in mates[word] for one in _chain(mate, mates, seen)]


def _children(family: Family) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {one.word: [] for one in family.people}
    for tie in family.ties:
        if tie.kind == "parent_of":
            found[tie.one].append(tie.other)
    return found


def _parents(family: Family) -> dict[str, list[str]]:
    return {one.word: list(family.parents_of(one.word)) for one in family.people}


def _shares(units: Sequence[tuple[str, ...]], level: Mapping[str, int]) -> dict[str, float]:
    """How far to the right everybody is in their row, 0 to 1."""
    found: dict[str, float] = {}
    for generation in set(level.values()):
        row = [word for unit in units if level[unit[0]] == generation for word in unit]
        found |= {word: (place + 0.5) / len(row) for place, word in enumerate(row)}
    return found


def _middle_of(unit: Sequence[str], near: Mapping[str, Sequence[str]], at: Mapping[str, float]) -> float:
    places = [at[other] for word in unit for other in near[word]]
    return sum(places) / len(places) if places else sum(at[word] for word in unit) / len(unit)


def _turned(
    unit: tuple[str, ...], near: Mapping[str, Sequence[str]], at: Mapping[str, float]
) -> tuple[str, ...]:
    """A couple turned round when the parents of the one on the left stand further right."""
    if len(unit) < 2 or not near[unit[0]] or not near[unit[-1]]:
        return unit
    first, last = _middle_of(unit[:1], near, at), _middle_of(unit[-1:], near, at)
    return tuple(reversed(unit)) if first > last else unit


def _broken(units: Sequence[tuple[str, ...]], columns: int) -> list[tuple[str, ...]]:
    """Units in rows of at most ``columns``; a couple is kept together where it can be."""
    rows: list[list[str]] = [[]]
    for unit in units:
        if rows[-1] and len(rows[-1]) + len(unit) > columns:
            rows.append([])
        for word in unit:
            if len(rows[-1]) == columns:
                rows.append([])
            rows[-1].append(word)
    return [tuple(row) for row in rows if row]


def _placed(family: Family, rows: Sequence[tuple[str, ...]], columns: int) -> dict[str, int]:
    """Children under the middle of their parents, parents above the middle of their children."""
    most = 2 * (columns - 1)
    at = {word: most / 2 - (len(row) - 1) + 2 * place for row in rows for place, word in enumerate(row)}
    for sweep in range(2 * SWEEPS):
        wanted = _above_children if sweep % 2 else _below_parents
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wish = [wanted(family, word, at) for word in row]
            at |= dict(zip(row, _apart(wish, most), strict=True))
    return {word: round(at[word] - 2 * place) + 2 * place for row in rows for place, word in enumerate(row)}


def _below_parents(family: Family, word: str, at: Mapping[str, float]) -> float:
    parents = family.parents_of(word)
    if not parents:
        return at[word]
    children = _children(family)
    siblings = [one for one in children[parents[0]] if set(family.parents_of(one)) == set(parents)]
    ranked = sorted(siblings, key=lambda one: at[one])
    middle = sum(at[one] for one in parents) / len(parents)
    return middle + 2 * (ranked.index(word) - (len(ranked) - 1) / 2)


def _above_children(family: Family, word: str, at: Mapping[str, float]) -> float:
    children = _children(family)[word]
    if not children:
        mate = next((m for m in _mates(family, word)), None)
        return at[word] if mate is None else at[mate] + (2 if at[word] > at[mate] else -2)
    middle = sum(at[one] for one in children) / len(children)
    mates = [mate for mate in _mates(family, word) if set(_children(family)[mate]) & set(children)]
    if not mates:
        return middle
    return middle + (1 if at[word] > at[mates[0]] else -1)


def _mates(family: Family, word: str) -> list[str]:
    return [
        tie.other if tie.one == word else tie.one for tie in family.pairs() if word in (tie.one, tie.other)
    ]


def _apart(wish: Sequence[float], most: int) -> list[float]:
    """The places nearest to those wished for that keep the order and two places between neighbours."""
    room = most - 2 * (len(wish) - 1)
    blocks: list[tuple[float, int]] = []  # mean and size
    for index, wanted in enumerate(wish):
        mean, size = wanted - 2 * index, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, size = (before * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    free = [min(max(mean, 0.0), room) for mean, size in blocks for _ in range(size)]
    return [place + 2 * index for index, place in enumerate(free)]
