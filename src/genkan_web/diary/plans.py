"""The plan of a notebook: every version stays as it was, and a change makes the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from genkan.worksheets.care_plan import Plan, plan_of
from genkan.worksheets.filled import Sheet, sheet_with
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.notes import today_of
from genkan_web.diary.plan_body import KIND, MOST_VERSIONS, SHEET, body_of, version_in
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


def newest(book: Notebook) -> Version | None:
    """The plan as it is now; None where there is none."""
    return next(iter(versions(book)), None)


def numbered(book: Notebook, number: int) -> Version | None:
    """One version, old or new."""
    return next((one for one in versions(book) if one.number == number), None)


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
    paper = papers.keep(book, KIND, body_of(number, dated), slot=f"v{number}")
    return Version(number, dated, paper)


def _next(book: Notebook) -> int:
    """The number after every version there ever was, those that wait to go among them."""
    found = Paper.every.filter(notebook=book, kind=KIND)
    number = 1 + max((version_in(paper.body)[0] for paper in found), default=0)
    if number > MOST_VERSIONS:
        raise Stopped("people.papers.full")
    return number
