"""The family's own plan, one paper of the notebook the family keeps."""

from __future__ import annotations

from genkan.checkup.form import questions
from genkan.checkup.given import Given, given_from
from genkan.family_week import Plan, plan_from
from genkan.nouns import Refused
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of

KIND = "family_week"


def plan_in(book: Notebook) -> tuple[Plan, int]:
    """The plan of a notebook and the edition it was read as."""
    paper = papers.the_one(book, KIND)
    return (plan_from(paper.body["plan"]), paper.edition) if paper else (Plan(), 0)


def keep_plan(book: Notebook, plan: Plan, seen: int) -> None:
    """Keep a plan over the edition it was made from. Raises ChangedMeanwhile."""
    papers.keep(book, KIND, {"plan": plan.plain()}, seen)


def given_in(book: Notebook) -> Given:
    """The answers of the newest check-up that was kept; none where there is none."""
    last = book.told.order_by("-on").first()
    nothing = Given("family", today_of(book))
    try:
        given = given_from(last.given, questions()) if last else nothing
    except Refused:
        return nothing
    return given if given.who == "family" else nothing
