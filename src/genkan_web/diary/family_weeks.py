"""The family's own plan and its short check, each one paper of the notebook the family keeps."""

from __future__ import annotations

from genkan.checkup.form import questions
from genkan.checkup.given import Given, given_from
from genkan.family_week import Looked, Plan, looked_at, looked_from, plan_from
from genkan.nouns import Refused
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of

PLAN, CHECK = "family_week", "family_check"
Answers = dict[str, list[str]]


def plan_in(book: Notebook) -> tuple[Plan, int]:
    """The plan of a notebook and the edition it was read as."""
    paper = papers.the_one(book, PLAN)
    return (plan_from(paper.body["plan"]), paper.edition) if paper else (Plan(), 0)


def keep_plan(book: Notebook, plan: Plan, seen: int) -> None:
    """Keep a plan over the edition it was made from. Raises ChangedMeanwhile."""
    papers.keep(book, PLAN, {"plan": plan.plain()}, seen)


def looked_in(book: Notebook) -> Looked | None:
    """The newest outcome of the short check."""
    paper = papers.the_one(book, CHECK)
    return looked_from(paper.body["looked"]) if paper else None


def keep_check(book: Notebook, answers: Answers, plan: Plan) -> Looked:
    """Read the short check and keep its outcome and date, not the answers; the newest stands."""
    today, paper = today_of(book), papers.the_one(book, CHECK)
    looked = looked_at(answers, today, plan.begun)
    papers.keep(book, CHECK, {"looked": looked.plain()}, paper.edition if paper else 0)
    return looked


def given_in(book: Notebook) -> Given:
    """The answers of the newest check-up that was kept; none where there is none."""
    last = book.told.order_by("-on").first()
    nothing = Given("family", today_of(book))
    try:
        given = given_from(last.given, questions()) if last else nothing
    except Refused:
        return nothing
    return given if given.who == "family" else nothing
