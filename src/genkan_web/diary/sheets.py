"""Worksheets in a notebook: the shelf, those that are begun, and keeping one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from genkan.worksheets import Definition, Sheet, definitions, to_json
from genkan.worksheets.definition import APPROACHES
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.sheet_body import sheet_of
from genkan_web.locked import hashes_of
from genkan_web.people.models import Account

ELSEWHERE = {"care_plan": "plan"}  # worksheets that are written on pages of their own: the page of each
KIND_PLACE = Paper._meta.get_field("kind").place  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One worksheet as it stands on a notebook's shelf: how many are begun, when one was last changed."""

    definition: Definition
    count: int
    changed_at: datetime | None


def whom_of(book: Notebook) -> str:
    """For whom the sheets of this notebook are: person, family or clinic."""
    if book.kind == Notebook.Kind.OWN:
        return "person"
    return "family" if book.writer.role == Account.Role.FAMILY else "clinic"


def shelf_of(book: Notebook) -> list[tuple[str, list[OnShelf]]]:
    """The worksheets that suit a notebook, and any other that is begun in it, by approach."""
    begun = _begun(book)
    whom = whom_of(book)
    found: dict[str, list[OnShelf]] = {approach: [] for approach in APPROACHES}
    for one in definitions().values():
        there = [begun[mark] for mark in hashes_of(one.id, KIND_PLACE) if mark in begun]
        count, changed = sum(of for of, _ in there), max((at for _, at in there), default=None)
        if whom in one.whom or count:
            found[one.approach].append(OnShelf(one, count, changed))
    return [(approach, sheets) for approach, sheets in found.items() if sheets]


def fillable() -> tuple[str, ...]:
    """Every worksheet that is filled in as a sheet, by id."""
    return tuple(one for one in definitions() if one not in ELSEWHERE)


def _begun(book: Notebook) -> dict[str, tuple[int, datetime]]:
    """How many papers of each kind, by the kind's mark, and when one was last changed."""
    found: dict[str, tuple[int, datetime]] = {}
    for kind, changed in book.papers.order_by("changed_at").values_list("kind", "changed_at"):
        found[str(kind)] = (found.get(str(kind), (0, changed))[0] + 1, changed)
    return found


def sheet_in(paper: Paper) -> Sheet:
    """The filled sheet of a paper; answers to what an older form asked otherwise are left out of it."""
    return sheet_of(paper.body["sheet"])


def sheets_of(book: Notebook, worksheet: str) -> list[tuple[Paper, Sheet]]:
    """Every sheet of a kind with its paper, the newest first."""
    return [(paper, sheet_in(paper)) for paper in papers.listed(book, worksheet)]


def keep_sheet(book: Notebook, sheet: Sheet, slot: str, over: Paper | None = None, seen: int = 0) -> Paper:
    """Keep a sheet, beside what else its paper holds. Raises what ``papers.keep`` raises."""
    more: Mapping[str, Any] = over.body if over is not None else {}
    body = {**more, "sheet": json.loads(to_json(sheet))}
    return papers.keep(book, sheet.worksheet, body, seen, over.slot if over is not None else slot)


def keep_more(book: Notebook, paper: Paper, more: Mapping[str, Any], seen: int) -> Paper:
    """Keep something beside a sheet, which stays as it is. Raises what ``papers.keep`` raises."""
    return papers.keep(book, str(paper.body["kind"]), {**paper.body, **more}, seen, paper.slot)
