"""The form of a plan: what stands in its lines, from a kept version or as it was just typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from genkan.worksheets import definition
from genkan.worksheets.care_plan import WHO
from genkan.worksheets.filled import Row, Sheet
from genkan_web.diary.plan_body import SHEET

SPARE = {"goals": 1, "acts": 2}  # empty lines after what is written
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """Lines of goals and acts, who agreed in person, when to look again, notes; all as text."""

    goals: tuple[Cells, ...]
    acts: tuple[Cells, ...]
    agreed: tuple[Cells, ...]
    review_on: str = ""
    notes: str = ""

    def longer(self) -> Form:
        """The same with more empty lines, as far as a plan has room."""
        return replace(self, goals=_padded("goals", self.goals), acts=_padded("acts", self.acts))


def typed(told: Sheet | Mapping[str, Sequence[str]] | None) -> Form:
    """The form with what a version holds, or with what was typed; nobody has agreed to a new version."""
    if told is None or isinstance(told, Sheet):
        found = _of_sheet(told)
        return replace(found, goals=_padded("goals", found.goals), acts=_padded("acts", found.acts))
    return Form(
        *(_rows(name, told) for name in ("goals", "acts")),
        agreed=_agreed({one.get("who", ""): one for one in _rows("agreed", told)}),
        review_on=_first(told, "review_on"),
        notes=_first(told, "notes"),
    )


def _of_sheet(sheet: Sheet | None) -> Form:
    if sheet is None:
        return Form((), (), _agreed({}))
    return Form(
        *(tuple(map(_cells, sheet.rows(name))) for name in ("goals", "acts")),
        agreed=_agreed({}),
        review_on="",
        notes=str(sheet.get("notes") or ""),
    )


def _cells(row: Row) -> Cells:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _padded(table: str, rows: tuple[Cells, ...]) -> tuple[Cells, ...]:
    asked = definition(SHEET).field(table)
    most = asked.most_rows if asked is not None else 0
    return (*rows, *({} for _ in range(SPARE[table])))[: max(most, len(rows))]


def _rows(table: str, sent: Mapping[str, Sequence[str]]) -> tuple[Cells, ...]:
    """The lines of a table as they were sent, numbered again."""
    pattern = re.compile(rf"{table}\.([0-9]{{1,2}})\.([a-z]+)")
    rows: dict[int, dict[str, str]] = {}
    for name in sent:
        found = pattern.fullmatch(name)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = _first(sent, name)
    return tuple(rows[number] for number in sorted(rows))


def _agreed(rows: Mapping[str, Cells]) -> tuple[Cells, ...]:
    """One line for everybody who may have agreed in person."""
    return tuple(
        {
            "who": who,
            "on": rows[who].get("on", "") if who in rows else "",
            "ticked": "1" if who in rows else "",
        }
        for who in WHO
    )


def _first(sent: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(sent.get(name, ())), "")
