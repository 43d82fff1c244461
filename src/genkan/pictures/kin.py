"""A family as a short list, in its own words: who there is, and what ties them. No names are needed.

A list that contradicts itself is answered with one sentence (``Muddle``), never with an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from genkan.knowledge import sentence

SIGNS = ("man", "woman", "unsaid")  # square, circle, diamond
TIES = ("couple", "parted", "parent_of", "close", "distant", "conflict", "looks_after")
PAIRED = ("couple", "parted")
MOST_PEOPLE = 24
MOST_TIES = 60
MOST_LETTERS = 24  # of the word for somebody
EARLIEST, LATEST = 1850, 2150  # years of birth that are taken for years
BUDDHIST = 543  # years ahead
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}  # the year before the first


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody, by the family's own word (such as grandma). ``decade``: A.D., such as 1960."""

    word: str
    sign: str = "unsaid"
    decade: int | None = None
    gone: bool = False  # has died
    here: bool = False  # lives in this home
    person: bool = False  # the one the family is worried about


@dataclass(frozen=True, slots=True)
class Tie:
    """What stands between two people; ``parent_of`` and ``looks_after`` lead from ``one`` to ``other``."""

    one: str
    kind: str
    other: str


@dataclass(frozen=True, slots=True)
class Family:
    """A list that can be drawn."""

    people: tuple[Relative, ...]
    ties: tuple[Tie, ...]

    def parents_of(self, word: str) -> tuple[str, ...]:
        """The parents of somebody, in the order of the list."""
        return tuple(tie.one for tie in self.ties if tie.kind == "parent_of" and tie.other == word)

    def pairs(self) -> tuple[Tie, ...]:
        """Couples, together or parted."""
        return tuple(tie for tie in self.ties if tie.kind in PAIRED)


@dataclass(frozen=True, slots=True)
class Muddle:
    """Why a list cannot be drawn yet. It is told to whoever wrote the list, and to nobody else."""

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def says(self, lang: str) -> str:
        """One sentence that says what to look at again."""
        return sentence(f"family.muddle.{self.id}", lang, **self.facts)


def decade_of(year: int | None) -> int | None:
    """The decade a year lies in, A.D.; years of the Buddhist era are understood. None for no such year.

    >>> decade_of(1967), decade_of(2510), decade_of(12)
    (1960, 1960, None)
    """
    if year is None:
        return None
    common = year - BUDDHIST if year >= EARLIEST + BUDDHIST else year
    return common // 10 * 10 if EARLIEST <= common <= LATEST else None


def year_from(text: str) -> int | None:
    """The year of birth somebody typed, A.D.; the Buddhist and the Japanese eras are understood.

    >>> year_from("2503"), year_from("昭和35年"), year_from("about 1960"), year_from("long ago")
    (1960, 1960, 1960, None)
    """
    era = re.search(f"({'|'.join(ERAS)}) *([0-9０-９]{{1,2}}|元)", text)
    if era:
        return ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))
    found = re.search(r"(?<!\d)\d{4}(?!\d)", text)  # digits of any script
    if found is None:
        return None
    year = int(found[0])
    return year - BUDDHIST if year >= EARLIEST + BUDDHIST else year


def people_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Relative, ...]:
    """The people of a worksheet's rows (``family_list``); what is not written is not said of anybody."""
    return tuple(
        Relative(
            word=str(row.get("word", "")).strip(),
            sign=row.get("sign") or "unsaid",
            decade=_decade(str(row.get("born", "")).strip()),
            gone=row.get("gone") is True,
            here=row.get("here") is True,
            person=row.get("person") is True,
        )
        for row in rows
    )


def _decade(text: str) -> int | None:
    """The decade typed; -1, which is none, for something that is no year."""
    if not text:
        return None
    decade = decade_of(year_from(text))
    return -1 if decade is None else decade


def ties_from(rows: Sequence[Mapping[str, Any]]) -> tuple[Tie, ...]:
    """The ties of a worksheet's rows (``family_list``)."""
    return tuple(
        Tie(str(row.get("one", "")).strip(), str(row.get("kind", "")), str(row.get("other", "")).strip())
        for row in rows
    )


def decade_told(decade: int, lang: str) -> str:
    """A decade the way people write it; ten years of the Buddhist era in Thai.

    >>> decade_told(1960, "en"), decade_told(1960, "th"), decade_told(1960, "ja")
    ('1960s', '2503–2512', '1960年代')
    """
    if lang == "th":
        return f"{decade + BUDDHIST}–{decade + BUDDHIST + 9}"
    return f"{decade}年代" if lang == "ja" else f"{decade}s"


def family_from(people: Sequence[Relative], ties: Sequence[Tie]) -> Family | Muddle:
    """The list as a family, or the first thing in it that cannot be so."""
    family = Family(tuple(people), tuple(ties))
    for look in (_of_people, _of_ties, _of_birth, _of_descent):
        for muddle in look(family):
            return muddle
    return family


def _of_people(family: Family) -> Iterator[Muddle]:
    if not family.people:
        yield Muddle("nobody")
    if len(family.people) > MOST_PEOPLE:
        yield Muddle("too_many_people", {"most": MOST_PEOPLE, "count": len(family.people)})
    seen: set[str] = set()
    for line, one in enumerate(family.people, start=1):
        if not one.word.strip():
            yield Muddle("no_word", {"line": line})
        if len(one.word) > MOST_LETTERS:
            yield Muddle("long_word", {"line": line, "most": MOST_LETTERS})
        if one.word in seen:
            yield Muddle("same_word", {"word": one.word})
        if one.sign not in SIGNS:
            yield Muddle("no_sign", {"line": line})
        if one.decade is not None and decade_of(one.decade) != one.decade:
            yield Muddle("no_decade", {"word": one.word})
        seen.add(one.word)
    if sum(one.person for one in family.people) > 1:
        yield Muddle("two_persons")


def _of_ties(family: Family) -> Iterator[Muddle]:
    if len(family.ties) > MOST_TIES:
        yield Muddle("too_many_ties", {"most": MOST_TIES, "count": len(family.ties)})
    words = {one.word for one in family.people}
    seen: dict[frozenset[str], set[str]] = {}
    for line, tie in enumerate(family.ties, start=1):
        if tie.kind not in TIES or not tie.one.strip() or not tie.other.strip():
            yield Muddle("no_tie", {"line": line})
        for word in (tie.one, tie.other):
            if word not in words:
                yield Muddle("not_listed", {"word": word})
        if tie.one == tie.other:
            yield Muddle("tied_to_oneself", {"word": tie.one})
        kinds = seen.setdefault(frozenset((tie.one, tie.other)), set())
        if tie.kind in kinds and tie.kind != "parent_of":
            yield Muddle("said_twice", {"one": tie.one, "other": tie.other})
        kinds.add(tie.kind)
        if set(PAIRED) <= kinds:
            yield Muddle("couple_and_parted", {"one": tie.one, "other": tie.other})


def _of_birth(family: Family) -> Iterator[Muddle]:
    born = {one.word: one.decade for one in family.people}
    for tie in family.ties:
        parent, child = born[tie.one], born[tie.other]
        if tie.kind == "parent_of" and parent is not None and child is not None and child <= parent:
            yield Muddle("older_child", {"parent": tie.one, "child": tie.other})


def _of_descent(family: Family) -> Iterator[Muddle]:
    below = descendants(family)
    for word, reached in below.items():
        if word in reached:
            yield Muddle("own_ancestor", {"word": word})
    for tie in family.pairs():
        if tie.other in below[tie.one] or tie.one in below[tie.other]:
            yield Muddle("couple_and_descent", {"one": tie.one, "other": tie.other})
    children = [(tie.one, tie.other) for tie in family.ties if tie.kind == "parent_of"]
    if len(set(children)) < len(children):
        one, other = next(pair for pair in children if children.count(pair) > 1)
        yield Muddle("said_twice", {"one": one, "other": other})


def descendants(family: Family) -> dict[str, set[str]]:
    """For everybody, all who descend from them (themselves too, where the list goes in a circle)."""
    children: dict[str, set[str]] = {one.word: set() for one in family.people}
    for tie in family.ties:
        if tie.kind == "parent_of":
            children[tie.one].add(tie.other)
    return {word: _reached(word, children) for word in children}


def _reached(word: str, children: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(children[word])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children[one])
    return found


def generations(family: Family) -> dict[str, int]:
    """The row of everybody, 0 for the oldest: children below all their parents, couples side by side."""
    home = _couples_together(family)
    edges = [(home[tie.one], home[tie.other]) for tie in family.ties if tie.kind == "parent_of"]
    level = dict.fromkeys(home.values(), 0)
    for _ in level:
        for upper, lower in edges:
            level[lower] = max(level[lower], level[upper] + 1)
    lowered = {lower for _, lower in edges}
    tops = [root for root in level if root not in lowered]
    below = {root: [level[lower] for upper, lower in edges if upper == root] for root in tops}
    level |= {root: min(found) - 1 for root, found in below.items() if found}
    level |= {root: _alone(root, home, level, family) for root, found in below.items() if not found}
    order = {one: place for place, one in enumerate(sorted(set(level.values())))}
    return {word: order[level[root]] for word, root in home.items()}


def _couples_together(family: Family) -> dict[str, str]:
    """Everybody's row mate: couples share one, unless somebody would then stand above themselves."""
    home = {one.word: one.word for one in family.people}
    for tie in family.pairs():
        joined = {word: home[tie.one] if root == home[tie.other] else root for word, root in home.items()}
        if not _goes_round(family, joined):
            home = joined
    return home


def _goes_round(family: Family, home: Mapping[str, str]) -> bool:
    children: dict[str, set[str]] = {root: set() for root in home.values()}
    for tie in family.ties:
        if tie.kind == "parent_of":
            children[home[tie.one]].add(home[tie.other])
    return any(root in _reached(root, children) for root in children)


def _alone(root: str, home: Mapping[str, str], level: Mapping[str, int], family: Family) -> int:
    """The row of somebody without parents and children here: beside people born at about the same time."""
    born = {one.word: one.decade for one in family.people if one.decade is not None}
    tied = {home[word] for tie in family.ties if tie.kind == "parent_of" for word in (tie.one, tie.other)}
    mine = [decade for word, decade in born.items() if home[word] == root]
    near = [
        (abs(decade - mine[0]), level[home[word]])
        for word, decade in born.items()
        if mine and home[word] in tied
    ]
    if near:
        return min(near)[1]
    centre = next((home[one.word] for one in family.people if one.person), "")
    return level[centre] if centre in tied else max((level[one] for one in tied), default=0)
