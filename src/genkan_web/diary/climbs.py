"""A person's way on the ladder, kept as one paper of their own notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from genkan.checkup.care import Care
from genkan.checkup.form import questions
from genkan.checkup.given import Given, given_from, told_of
from genkan.knowledge import knowledge
from genkan.nouns import Refused
from genkan.plans import Climb, climb_from
from genkan.worksheets.danger import words_seen
from genkan_web.diary import papers
from genkan_web.diary.models import Notebook, Paper
from genkan_web.stopped import ChangedMeanwhile

KIND = "ladder"
TURNS = 5  # how often a change that anybody could make beside another is tried again
ASK_AGAIN = timedelta(days=14)  # after questions were left open


def climb_of(paper: Paper | None) -> Climb:
    """What a paper holds; an empty climb where there is none."""
    return climb_from(paper.body["climb"]) if paper else Climb()


def climb_in(book: Notebook) -> tuple[Climb, int]:
    """The climb of a notebook, in its writer's country, and the edition it was read as."""
    paper = papers.the_one(book, KIND)
    climb = climb_of(paper)
    said = replace(climb.said, country=book.writer.country)
    return replace(climb, said=said), paper.edition if paper else 0


def keep(book: Notebook, climb: Climb, seen: int) -> None:
    """Keep a climb over the edition it was made from. Raises ChangedMeanwhile."""
    papers.keep(book, KIND, {"climb": climb.plain()}, seen)


def changed(book: Notebook, change: Callable[[Climb], Climb]) -> Climb:
    """Make one change that can stand beside any other, such as one try more; two windows lose nothing."""
    for turn in range(TURNS):
        climb, seen = climb_in(book)
        after = change(climb)
        try:
            keep(book, after, seen)
        except ChangedMeanwhile:
            if turn == TURNS - 1:
                raise
        else:
            return after
    raise AssertionError("a turn keeps or raises")


def answers_of(book: Notebook, climb: Climb) -> Given | None:
    """The newest answers: of the kept check-up, and of the questions asked before a first step."""
    given = _check_up(book)
    if climb.asked_on is None:
        return given
    given = given or Given("person", climb.asked_on)
    for name, chosen in climb.answers.items():
        if name in questions() and chosen and (climb.asked_on >= given.on or not given.is_answered(name)):
            given = given.with_answer(name, told_of(questions()[name], list(chosen)))
    return given


def _check_up(book: Notebook) -> Given | None:
    last = book.told.order_by("-on").first()
    try:
        return given_from(last.given, questions()) if last else None
    except Refused:
        return None


def may_ask(climb: Climb, day: date) -> bool:
    """Whether to ask before a step; not again for two weeks, where somebody left questions open."""
    return climb.asked_on is None or day - climb.asked_on >= ASK_AGAIN


def with_words(climb: Climb, day: date, words: Iterable[str]) -> Climb:
    """The same; held for this day where own words may mean danger."""
    seen = {care for text in words for care, _ in words_seen(text)}
    if not seen:
        return climb
    return replace(climb, held_on=day, held_for=tuple(sorted(seen | set(climb.held(day)))))


def cares_for(ids: Iterable[str]) -> tuple[Care, ...]:
    """The check-up's own cares by id, those for now first."""
    wanted = set(ids)
    known = [one for one in knowledge("checkup/safety")["cares"] if one["id"] in wanted]
    found = [Care(one["id"], one["urgency"], ()) for one in known]
    return tuple(sorted(found, key=lambda care: not care.now))
