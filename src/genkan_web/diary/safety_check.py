"""The short check before pages that could raise tension at home: when it was and what it showed.

No answer is kept, only the day, what was shown and when to ask again; and nobody but the writer reads it.
"""

from __future__ import annotations

from datetime import date, timedelta

from genkan.checkup.family_check import Answers, CheckReading, Show, Span, asked_now, check_reading
from genkan.knowledge import knowledge
from genkan_web.diary import papers
from genkan_web.diary.home_check import KIND, Outcome, outcome_of
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of

__all__ = ["KIND", "Outcome", "asked", "due", "keep", "outcome", "rests"]

# sheets that could raise tension at home: new ones rest until a check is calm
RAISES_TENSION = frozenset({"circle", "agreement", "session", "one_step", "parent_task"})


def outcome(book: Notebook) -> Outcome | None:
    """The last check of a notebook; None where there was none."""
    kept = papers.the_one(book, KIND)
    return outcome_of(kept.body) if kept is not None else None


def due(book: Notebook, today: date) -> bool:
    """Whether to ask today, before anything else is offered. A check dated after today counts as none."""
    return _is_due(outcome(book), today)


def _is_due(last: Outcome | None, today: date) -> bool:
    return last is None or last.on > today or last.again <= today


def rests(book: Notebook, worksheet: str) -> bool:
    """Whether no new sheet of this kind is begun now: the check is due, or the last one was not calm.

    Never in a notebook about oneself; a sheet that was begun can always be read and gone on with.
    """
    if worksheet not in RAISES_TENSION or book.kind == Notebook.Kind.OWN:
        return False
    last = outcome(book)
    return last is None or last.exercises_wait or _is_due(last, today_of(book))


def asked(book: Notebook) -> tuple[str, ...]:
    """The questions of today, by id."""
    return asked_now(_span(outcome(book)), today_of(book))


def keep(book: Notebook, answers: Answers) -> CheckReading:
    """Keep what these answers show, and hand back the reading for whoever answered. The latest stands.

    Raises ChangedMeanwhile where another check of the same notebook is kept in this very moment.
    """
    kept, today = papers.the_one(book, KIND), today_of(book)
    last = outcome_of(kept.body) if kept is not None else None
    reading = check_reading(answers, today, today, _span(last))
    papers.keep(book, KIND, _shown(reading, last, today).plain(), kept.edition if kept is not None else 0)
    return reading


def _span(last: Outcome | None) -> Span:
    return Span(last.begun if last is not None else None)


def _shown(reading: CheckReading, last: Outcome | None, today: date) -> Outcome:
    """It begins with the first check that leaves exercises open; what stays unanswered is asked tomorrow."""
    begun = last.begun if last is not None else None
    if begun is None and not {Show.STOP, Show.ASK} & set(reading.shows):
        begun = today
    if Show.ASK in reading.shows:
        again = today + timedelta(days=1)
    elif last is None or last.begun is None:
        rules = knowledge(KIND)
        again = today + timedelta(days=rules["every_days"] if begun else rules["before_days"] + 1)
    else:
        again = reading.next_check or today
    return Outcome(today, reading.shows, again, begun)
