"""Stages by published definition: one file each, all read from the same days and answers.

``stage_of`` reads one definition, ``all_stages`` all of them beside each other. Thresholds, sources and
sentences stand in ``knowledge/stages``; a clinic may pass its own rules. Nothing here asks the clock.

A reading is monotone: hiding any day can only add to ``possible`` and only widen ``since``. The one
exception is a contradiction between answers and days: there the span of both is kept, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType, ModuleType
from typing import Any

from genkan.knowledge import knowledge
from genkan.nouns import Answers, Days, StageReading
from genkan.stages import cabinet_office, hide, kato2020, mhlw2010, mhlw2025, teo2010
from genkan.stages.ground import Ground

Read = Callable[[Ground, Answers, Mapping[str, Any]], StageReading]

_READ: Mapping[str, tuple[ModuleType, Read]] = {
    "kato2020": (kato2020, kato2020.read),
    "teo2010": (teo2010, teo2010.read),
    "mhlw2010": (mhlw2010, mhlw2010.read),
    "cabinet_office_narrow": (cabinet_office, cabinet_office.read),
    "cabinet_office_broad": (cabinet_office, cabinet_office.read),
    "hide_gate": (hide, hide.read),
    "mhlw2025": (mhlw2025, mhlw2025.read),
}
DEFAULT = "kato2020"


@dataclass(frozen=True, slots=True)
class Definition:
    """One published definition; ``name`` by language (``en``, ``th``, ``ja``)."""

    id: str
    name: Mapping[str, str]
    module: ModuleType


@cache
def definitions() -> Mapping[str, Definition]:
    """All definitions by id, the default first."""
    rules = rules_from_knowledge()
    return MappingProxyType(
        {
            name: Definition(name, rules[name]["texts"][name]["name"], module)
            for name, (module, _) in _READ.items()
        }
    )


@cache
def rules_from_knowledge() -> Mapping[str, Mapping[str, Any]]:
    """Each definition's file, read-only, by definition id. The only look at the disk; done once."""
    return MappingProxyType({name: knowledge(f"stages/{name}") for name in _READ})


def stage_of(
    definition_id: str, days: Days, answers: Answers, as_of: date, rules: Mapping[str, Mapping[str, Any]]
) -> StageReading:
    """Where things are on ``as_of`` by one definition, and on each day of ``days`` (the ribbon).

    ``rules``: as ``rules_from_knowledge`` gives them. Days after the table, and days in it nobody heard
    of, are unknown. The ribbon is causal: a day's state follows from days up to it; the answers on
    «since when», harm, reasons and the rest are held as given on all of them, «a typical week now» counts
    on ``as_of`` only. Raises KeyError for an unknown definition.
    """
    return _READ[definition_id][1](Ground(days, as_of), answers, rules[definition_id])


def all_stages(
    days: Days, answers: Answers, as_of: date, rules: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[StageReading, ...]:
    """Every definition on the same days and answers, the default first."""
    told = rules if rules is not None else rules_from_knowledge()
    ground = Ground(days, as_of)
    return tuple(read(ground, answers, told[name]) for name, (_, read) in _READ.items())
