"""What a worksheet asks: one file in ``knowledge/worksheets``, read, checked and frozen.

A worksheet is never a test: every field may stay empty, and an empty one is unknown, not zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from genkan.knowledge import KnowledgeProblem, knowledge_files, sentences
from genkan.nouns import Sign

SHELF = "worksheets/"
WHOM = ("person", "family", "clinic")
APPROACHES = ("consultation", "cbt", "family_therapy", "reintegration", "medication")
MOST_ROWS = 60  # of a table
MOST_TEXT = 4_000  # characters of a text
MOST_LINE = 200  # characters of a line
OPTIONS_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType({"sign": tuple(sign.value for sign in Sign)})
KEYS = frozenset(
    (
        *("id", "kind", "optional", "safety", "danger", "care", "names_only"),
        *("low", "high", "step", "unit", "options", "options_from", "columns", "most_rows"),
    )
)


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LINE = "line"
    SCALE = "scale"
    CHOICE = "choice"
    CHOICES = "choices"
    TIME = "time"
    DATE = "date"
    YES_NO = "yes_no"
    TABLE = "table"


WRITTEN = (Kind.TEXT, Kind.LINE)
CHOSEN = (Kind.CHOICE, Kind.CHOICES)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked, or one column of a table (``place`` then names the table too).

    ``danger`` names the answers after which help is shown first, ``care`` which help; ``safety`` marks all
    fields whose answer may show danger, own words among them. ``names_only``: no amounts beside a name.
    """

    id: str
    kind: Kind
    place: str
    optional: bool = True
    safety: bool = False
    danger: tuple[str, ...] = ()
    care: str = ""
    names_only: bool = False
    low: float = 0
    high: float = 0
    step: float = 1
    unit: str = ""
    options: tuple[str, ...] = ()
    options_from: str = ""
    columns: tuple[Field, ...] = ()
    most_rows: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """One worksheet: for whom, part of which approach, its place on the shelf, its fields in order."""

    id: str
    whom: tuple[str, ...]
    approach: str
    order: int
    fields: tuple[Field, ...]
    sources: tuple[str, ...]

    def field(self, identity: str) -> Field | None:
        """The field of that id, or None."""
        return next((one for one in self.fields if one.id == identity), None)

    def every_field(self) -> Iterator[Field]:
        """All fields and all columns of tables."""
        for one in self.fields:
            yield one
            yield from one.columns


@cache
def definitions() -> Mapping[str, Definition]:
    """Every worksheet by id, in the order of the shelf. Raises KnowledgeProblem for a file that cannot be."""
    found = [
        definition_from(name.removeprefix(SHELF), content)
        for name, content in knowledge_files().items()
        if name.startswith(SHELF)
    ]
    found.sort(key=lambda one: (APPROACHES.index(one.approach), one.order, one.id))
    return MappingProxyType({one.id: one for one in found})


def definition(identity: str) -> Definition:
    """One worksheet. Raises KeyError for an unknown id."""
    return definitions()[identity]


def definition_from(name: str, content: Mapping[str, Any]) -> Definition:
    """A file's content as a definition. Raises KnowledgeProblem, naming what is wrong."""
    for key, known in (("kind", ("worksheet",)), ("approach", APPROACHES)):
        if content.get(key) not in known:
            raise KnowledgeProblem(f"{name}: {key} is none of {', '.join(known)}")
    whom = tuple(content.get("for", ()))
    if content.get("id") != name or not whom or set(whom) - set(WHOM):
        raise KnowledgeProblem(f"{name}: id or for")
    fields = tuple(_field(name, one, "") for one in content.get("field", ()))
    if not fields or len({one.id for one in fields}) < len(fields):
        raise KnowledgeProblem(f"{name}: no field, or one twice")
    return Definition(name, whom, content["approach"], content["order"], fields, tuple(content["sources"]))


def _field(name: str, content: Mapping[str, Any], table: str) -> Field:
    identity = str(content.get("id", ""))
    here = f"{name}.{table}{identity}"
    unknown = set(content) - KEYS
    if unknown or not re.fullmatch(r"[a-z][a-z0-9_]*", identity):
        raise KnowledgeProblem(f"{here}: {', '.join(sorted(unknown)) or 'id'}")
    if content.get("kind") not in set(Kind) - ({Kind.TABLE} if table else set()):
        raise KnowledgeProblem(f"{here}: kind")
    told = {key: value for key, value in content.items() if key not in ("kind", "columns")}
    told["options"] = OPTIONS_FROM.get(content.get("options_from", ""), tuple(content.get("options", ())))
    columns = tuple(_field(name, one, f"{identity}.") for one in content.get("columns", ()))
    made = Field(**told | {"kind": Kind(content["kind"]), "columns": columns, "place": f"{table}{identity}"})
    wrong = _problem(made)
    if wrong:
        raise KnowledgeProblem(f"{here}: {wrong}")
    return made


def _problem(one: Field) -> str:
    """What does not fit in a field; empty when all does."""
    if (one.kind in CHOSEN) != bool(one.options) or len(set(one.options)) < len(one.options):
        return "options"
    if (one.kind is Kind.SCALE) != bool(one.unit) or (one.unit and not _fits(one)):
        return "low, high, step, unit"
    if (one.kind is Kind.TABLE) != bool(one.columns) or not _rows_fit(one):
        return "columns, most_rows"
    if one.kind in WRITTEN and not one.safety:
        return "safety: own words may show danger"
    answers = ("yes", "no") if one.kind is Kind.YES_NO else one.options
    if set(one.danger) - set(answers) or bool(one.danger) != bool(one.care):
        return "danger, care"
    if one.care and f"care.{one.care}.first.person" not in sentences():
        return "care"
    return ""


def _fits(one: Field) -> bool:
    steps = (one.high - one.low) / one.step if one.step > 0 else 0.5
    return one.low < one.high and steps == round(steps)


def _rows_fit(one: Field) -> bool:
    if one.kind is not Kind.TABLE:
        return one.most_rows == 0
    return 1 <= one.most_rows <= MOST_ROWS and len({column.id for column in one.columns}) == len(one.columns)
