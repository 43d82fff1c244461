"""What a notebook holds of family work: filled sheets by kind, agreements to look at, answers over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from genkan.clock import zone_info
from genkan.worksheets import Field, Kind, definition
from genkan.worksheets.filled import Sheet
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.sheet_body import sheet_of

OBSERVED = ("accommodation", "expressed_emotion")
MOST_BESIDE = 4  # observations that stand side by side
MOST_SHOWN = 30  # sheets of one kind on a page


@dataclass(frozen=True, slots=True)
class Written:
    """One filled sheet, the paper it stands on, and the day it is about or was written."""

    paper: Paper
    sheet: Sheet
    on: date


def written(book: Notebook, kind: str, most: int = MOST_SHOWN) -> list[Written]:
    """The sheets of a kind, the newest first: by the day in them, else by the day they were written."""
    zone = zone_info(book.zone)
    found = []
    for paper in papers.listed(book, kind):
        sheet = sheet_of(paper.body["sheet"])
        told = sheet.get("on")
        on = told if isinstance(told, date) else paper.made_at.astimezone(zone).date()
        found.append(Written(paper, sheet, on))
    return sorted(found, key=lambda one: one.on, reverse=True)[:most]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement: what, who does what, until when, and whether it is time to look at it together."""

    paper: Paper
    sheet: Sheet
    until: date | None
    review_on: date | None
    is_due: bool
    is_over: bool


def agreements(book: Notebook, today: date) -> list[Agreement]:
    """All of them, those to look at first, those that ended last."""
    found = [_agreement(one, today) for one in written(book, "agreement")]
    return sorted(found, key=lambda one: (one.is_over and not one.is_due, not one.is_due))


def _agreement(one: Written, today: date) -> Agreement:
    until, review = (_day(one.sheet, name) for name in ("until", "review_on"))
    over = until is not None and until < today
    return Agreement(one.paper, one.sheet, until, review, review is not None and review <= today, over)


def _day(sheet: Sheet, name: str) -> date | None:
    found = sheet.get(name)
    return found if isinstance(found, date) else None


@dataclass(frozen=True, slots=True)
class Line:
    """One observed line and what was answered each time, the oldest first; None: left open that time."""

    field: Field
    answers: tuple[str | None, ...]


def observed(book: Notebook, kind: str) -> tuple[tuple[date, ...], tuple[Line, ...]]:
    """The last sheets of an observation side by side: their days, and every line that was answered."""
    found = list(reversed(written(book, kind, MOST_BESIDE)))
    lines = (
        Line(field, tuple(_chosen(one.sheet, field) for one in found))
        for field in definition(kind).fields
        if field.kind is Kind.CHOICE
    )
    days = tuple(one.on for one in found)
    return days, tuple(line for line in lines if any(answer is not None for answer in line.answers))


def _chosen(sheet: Sheet, field: Field) -> str | None:
    return next(iter(sheet.chosen(field.id)), None)
