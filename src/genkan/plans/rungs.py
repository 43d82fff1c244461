"""Rungs: small steps as knowledge has them, frozen; and which of them are this person's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from genkan.knowledge import KnowledgeProblem, knowledge_files, sentence
from genkan.nouns import Reach
from genkan.plans.figures import needs
from genkan.plans.said import COSTS, Said

SHELF = "ladder/"
LEANS = {"easier": -5.0, "like": 0.0, "harder": 5.0}  # points of an own step beside the one it is like


@dataclass(frozen=True, slots=True)
class Rung:
    """One small step. Fields: see ``knowledge/ladder/room.toml``; ``start`` in points, 0 to 100."""

    id: str
    reach: Reach
    contact: str
    cost: str
    time: str
    minutes: int
    fears: tuple[str, ...]
    easier: str
    harder: str
    country: tuple[str, ...]
    start: float
    needs: tuple[str, ...] = ()


_FIELDS = {field.name: field for field in fields(Rung)}


@cache
def rungs() -> Mapping[str, Rung]:
    """Every rung by id, smaller ones first. Raises KnowledgeProblem for a file that is not as expected."""
    found: dict[str, Rung] = {}
    for name, content in knowledge_files().items():
        if not name.startswith(SHELF):
            continue
        for identity, entry in content["rung"].items():
            if identity in found:
                raise KnowledgeProblem(f"{name}.toml: rung «{identity}» twice")
            found[identity] = rung_from(identity, entry, name)
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (item[1].start, item[0]))))


@cache
def _shelves() -> Mapping[str, str]:
    return {
        rung: name.removeprefix(SHELF)
        for name, content in knowledge_files().items()
        if name.startswith(SHELF)
        for rung in content["rung"]
    }


def shelf_of(identity: str) -> str:
    """The shelf a rung of the ladder stands on, such as doorstep. Raises KeyError for an unknown id."""
    return _shelves()[identity]


def alike(rung: Rung, identity: str, lean: str) -> Rung:
    """A person's own step, made like this one; ``lean`` is one of ``LEANS``."""
    start = min(max(rung.start + LEANS[lean], 0.0), 100.0)
    return replace(rung, id=identity, start=start, needs=(), time="any", cost="free", country=())


def rung_from(identity: str, entry: Mapping[str, Any], file: str) -> Rung:
    """One rung from its table. Raises KnowledgeProblem for a field that is unknown, missing or impossible."""
    where = f"{file}.toml: rung «{identity}»"
    for key in entry:
        if key not in _FIELDS or key == "id":
            raise KnowledgeProblem(f"{where}: «{key}» is not a field of a rung")
    for key, field in _FIELDS.items():
        if key != "id" and key not in entry and field.default is MISSING:
            raise KnowledgeProblem(f"{where}: «{key}» is missing")
    try:
        values = dict(entry) | {"reach": Reach(entry["reach"]), "country": tuple(entry["country"] or ())}
        rung = Rung(id=identity, **values)
    except (ValueError, TypeError):
        raise KnowledgeProblem(f"{where}: no such floor or country") from None
    if not set(rung.needs) <= set(needs()):
        raise KnowledgeProblem(f"{where}: needs something unknown")
    return rung


def rung_words(identity: str, lang: str) -> str:
    """A rung in words. Raises KeyError for an unknown id."""
    return sentence(f"rung.{identity}", lang)


def mine(ladder: Mapping[str, Rung], said: Said) -> dict[str, Rung]:
    """The rungs that are this person's: what they need is there, and nobody has left them out."""
    there = {**needs(), **said.needs}
    return {identity: rung for identity, rung in ladder.items() if not any(_against(rung, said, there))}


def _against(rung: Rung, said: Said, there: Mapping[str, bool]) -> Iterator[bool]:
    yield rung.id in said.left_out
    yield any(not there.get(need, False) for need in rung.needs)
    yield bool(rung.country) and said.country not in rung.country
    yield bool(said.times) and rung.time != "any" and rung.time not in said.times
    yield COSTS.index(rung.cost) > COSTS.index(said.cost) if rung.cost in COSTS else False
