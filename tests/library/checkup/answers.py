"""Answers for the tests of the check-up: written down one by one, or any there could be.

Mali answers as family, Aoi herself, Nok as a worker (see ``tests.cast``). ``given_that`` writes a set down:
``given_that(days_out="1", usual_week=["room", "home"], since={"month": "2026-03"})``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from genkan import stages
from genkan.answers import answers_of
from genkan.checkup.facts import answers_told
from genkan.checkup.form import Question, questions, standing
from genkan.checkup.given import BASES, GROUPS, WHO, Given, Told, strand_lines, told_of
from genkan.nouns import Answers, State, silent_days

MALI, AOI, NOK = WHO
quick = settings(deadline=None, max_examples=30)
ON = date(2026, 11, 25)
ODD_DAYS = (  # ends of months, leap days and the days around them
    date(2024, 2, 29),
    date(2023, 2, 28),
    date(2024, 8, 31),
    date(2024, 3, 31),
    date(2025, 5, 30),
    date(2024, 5, 29),
    date(2000, 2, 29),
    date(2099, 12, 31),
)


def given_that(who: str = MALI, on: date = ON, **answers: Any) -> Given:
    """A set of answers: an option, a list of options, or a table of chosen, known_by, words and month."""
    return Given(who, on, MappingProxyType({name: _told(name, one) for name, one in answers.items()}))


def _told(name: str, answer: Any) -> Told:
    table = answer if isinstance(answer, dict) else {"chosen": answer}
    chosen = table.get("chosen", [])
    question = questions()[name]
    picked = [chosen] if isinstance(chosen, str) else list(chosen)
    assert set(picked) <= set(question.options), f"{name} has no option {picked}"
    return told_of(
        question, picked, table.get("known_by", ""), table.get("words", ""), table.get("month", "")
    )


def without(given: Given, *names: str) -> Given:
    """The same, with some questions skipped."""
    return given.with_told({name: told for name, told in given.told.items() if name not in names})


# ── Any answers there could be ────────────────────────────────────────────────────────────────────


def any_answer(question: Question, words: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Told]:
    """Any answer to one question that its page could send, also one that says nothing."""
    most = len(question.options) if question.several else 1
    chosen = st.lists(st.sampled_from(question.options), unique=True, max_size=most)
    years, month = st.integers(1990, 2099), st.integers(1, 12)
    months = st.builds("{:04d}-{:02d}".format, years, month) if question.month else st.just("")
    return st.builds(
        told_of,
        st.just(question),
        chosen,
        st.sampled_from(("", *BASES)),
        words if words is not None and question.words else st.just(""),
        st.just("") | months,
    )


any_day = st.sampled_from(ODD_DAYS) | st.dates(date(2000, 1, 1), date(2099, 12, 31))
any_words = st.text(max_size=30) | st.sampled_from(["{", "{name}", "%s", "<b>", "a\u2028b", "ก" * 300])
any_drawing = st.dictionaries(
    st.sampled_from(GROUPS), st.lists(any_words, max_size=9).map(strand_lines), max_size=2
)


@st.composite
def answer_sets(
    draw: st.DrawFn,
    who: st.SearchStrategy[str] | None = None,
    on: st.SearchStrategy[date] | None = None,
    words: st.SearchStrategy[str] | None = None,
) -> Given:
    """Any part of any form, in any mixture, also answers to questions that are no longer asked."""
    named = draw(st.lists(st.sampled_from(sorted(questions())), unique=True))
    told = {name: draw(any_answer(questions()[name], words)) for name in named}
    given = Given(
        draw(who if who is not None else st.sampled_from(WHO)),
        draw(on if on is not None else any_day),
        MappingProxyType({name: one for name, one in told.items() if one}),
    )
    drawing = draw(any_drawing) if words is not None else {}
    return replace(given, drawing=MappingProxyType(drawing))


# ── What is read from them ────────────────────────────────────────────────────────────────────────


def states_of(given: Given) -> Mapping[str, frozenset[State]]:
    """By definition, every state these answers allow."""
    heard = standing(given)
    return _states(answers_of(answers_told(heard)), heard.on)


@cache
def _states(answers: Answers, on: date) -> Mapping[str, frozenset[State]]:
    read = stages.all_stages(silent_days(on), answers, on)
    return {one.definition: frozenset(one.possible) for one in read}
