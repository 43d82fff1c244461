"""What led in, what keeps it, what protects: the formulation, in the visitor's own words.

Strands are «linked with», never «caused by». Each group may be rewritten line by line; then the lines
stand as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from genkan.checkup.given import GROUPS, Given
from genkan.knowledge import knowledge_files


@dataclass(frozen=True, slots=True)
class Strand:
    """One line of the drawing: a chosen answer (``said`` is a sentence id) or own words."""

    said: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Formulation:
    """The three groups of the drawing."""

    groups: Mapping[str, tuple[Strand, ...]]

    def __bool__(self) -> bool:
        return any(self.groups.values())


def formulation_of(given: Given) -> Formulation:
    """Strands by group, from the answers or as they were rewritten."""
    return Formulation(MappingProxyType({group: _strands(given, group) for group in GROUPS}))


def _strands(given: Given, group: str) -> tuple[Strand, ...]:
    if group in given.drawing:
        return tuple(Strand(words=line) for line in given.drawing[group])
    told = given.told.get(group)
    if told is None:
        return ()
    strands = tuple(Strand(said=strand_id(group, option)) for option in told.chosen)
    return strands + ((Strand(words=told.words),) if told.words else ())


def strand_id(group: str, option: str) -> str:
    """The id of the short words that name a strand in the drawing; causes are named on their own pages."""
    named_by_page = group == "led_in" and f"causes/{option}" in knowledge_files()
    return f"learn.causes.{option}.in_drawing" if named_by_page else f"strand.{group}.{option}"
