"""The plan of a notebook: every version stays as it was, and a change makes the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import QuerySet

from genkan.worksheets.care_plan import Plan, plan_of
from genkan.worksheets.filled import Sheet, sheet_with
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.notes import today_of
from genkan_web.diary.plan_body import KIND, MOST_VERSIONS, SHEET, body_of, slot_of, version_in
from genkan_web.once import seen_in
from genkan_web.stopped import ChangedMeanwhile, Stopped


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its number, what was written, and the paper it stands on."""

    number: int
    sheet: Sheet
    paper: Paper

    @property
    def plan(self) -> Plan:
        """The same as the library's noun."""
        plan = plan_of(self.sheet, self.paper.made_at.date())
        return replace(plan, version=self.number)


def versions(book: Notebook) -> list[Version]:
    """All versions, the newest first."""
    found = [Version(*version_in(paper.body), paper) for paper in papers.listed(book, KIND)]
    return sorted(found, key=lambda one: -one.number)


def has(book: Notebook) -> bool:
    """Whether there is a plan."""
    return papers.has(book, KIND)


def newest(book: Notebook) -> Version | None:
    """The plan as it is now; None where there is none."""
    return numbered(book, _last(Paper.objects.filter(notebook=book, kind=KIND)))


def numbered(book: Notebook, number: int) -> Version | None:
    """One version, old or new."""
    paper = Paper.objects.filter(notebook=book, kind=KIND, slot=slot_of(number)).first()
    return Version(*version_in(paper.body), paper) if paper is not None else None


def keep(book: Notebook, sheet: Sheet, seen: int) -> Version:
    """Keep a new version, dated today. ``seen``: the number of the version it was made from, 0 for none.

    The same again makes no new version. Raises ChangedMeanwhile where another version was kept since; nothing
    is lost then, and nothing overwritten. Raises Stopped where there are too many.
    """
    dated = sheet_with(SHEET, {**sheet.values, "written_on": today_of(book)})
    last = newest(book)
    if last is not None and last.sheet == dated:
        return last
    if (last.number if last is not None else 0) != seen:
        raise ChangedMeanwhile("web.changed_meanwhile")
    number = _next(book)
    paper = papers.keep(book, KIND, body_of(number, dated), slot=slot_of(number))
    return Version(number, dated, paper)


def _last(found: QuerySet[Paper]) -> int:
    """The highest number among them, as their places tell it without one being opened; 0 for none."""
    return max((seen_in(slot[1:]) for slot in found.values_list("slot", flat=True)), default=0)


def _next(book: Notebook) -> int:
    """The number after every version there ever was, those that wait to go among them."""
    number = 1 + _last(Paper.every.filter(notebook=book, kind=KIND))
    if number > MOST_VERSIONS:
        raise Stopped("people.papers.full")
    return number
