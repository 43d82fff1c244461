"""Which one question would decide it: every question is tried with each of its answers.

A question's worth is the largest set of states any of its answers would leave. The question with the
smallest worth is asked; ties go to the one the definition lists first. An answer that contradicts what
is already known cannot be expected and is not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from genkan.nouns import Answers, Between, YesNo
from genkan.stages.ground import date_of, latest_starts, number_of

CATEGORIES = ("hobby", "convenience", "house", "room", "none")
_WEEKS = ((0, 1), (2, 3), (4, 7))

Trials = Callable[[Answers], list[Answers]]


def deciding_question(
    asked: Sequence[str], answers: Answers, as_of: date, possible: int, set_if: Callable[[Answers], int]
) -> str | None:
    """The id of the question that settles most, or None when nothing is open or nothing would help.

    ``possible`` is the present set of states as bits; ``set_if`` gives the set for other answers.
    """
    if possible.bit_count() < 2:
        return None
    best, fewest = None, len(CATEGORIES) * 100
    for question in asked:
        left = [set_if(trial) for trial in trials_of(question, answers, as_of)]
        expected = [one.bit_count() for one in left if not one & ~possible]
        if expected and min(expected) < possible.bit_count() and max(expected) < fewest:
            best, fewest = question, max(expected)
    return best


@lru_cache(maxsize=64)
def _start_classes(as_of: date) -> tuple[Between, ...]:
    """Three answers to «since when»: six months or more, three to six, less than three."""
    today = np.array([number_of(as_of)])
    six, three = (date_of(int(latest_starts(today, months)[0])) for months in (6, 3))
    day = timedelta(days=1)
    return Between(None, six), Between(six + day, three), Between(three + day, as_of)


def _since(answers: Answers, as_of: date) -> list[Answers]:
    known = answers.since
    trials = []
    for between in _start_classes(as_of):
        starts = [day for day in (between.earliest, known.earliest) if day is not None]
        ends = [day for day in (between.latest, known.latest) if day is not None]
        narrowed = Between(max(starts, default=None), min(ends))
        if narrowed.earliest is None or narrowed.latest is None or narrowed.earliest <= narrowed.latest:
            trials.append(replace(answers, since=narrowed))
    return trials if len(trials) > 1 else []


def _days_out(answers: Answers) -> list[Answers]:
    low, high = answers.days_out_a_week or (0, 7)
    overlaps = [(max(low, least), min(high, most)) for least, most in _WEEKS]
    trials = [replace(answers, days_out_a_week=pair) for pair in overlaps if pair[0] <= pair[1]]
    return trials if len(trials) > 1 else []


def _harm(answers: Answers) -> list[Answers]:
    if YesNo.YES in (answers.distress, answers.impairment):
        return []
    if answers.distress is YesNo.NO and answers.impairment is YesNo.NO:
        return []
    open_one = "impairment" if answers.impairment is YesNo.UNKNOWN else "distress"
    neither = replace(answers, distress=YesNo.NO, impairment=YesNo.NO)
    return [_with(neither, open_one, YesNo.YES), neither]


def _errands(answers: Answers) -> list[Answers]:
    if answers.errands_only is not None:
        return []
    return [replace(answers, errands_only=category) for category in CATEGORIES]


def _with(answers: Answers, name: str, told: YesNo) -> Answers:
    changed: dict[str, Any] = {name: told}
    return replace(answers, **changed)


def _yes_or_no(name: str) -> Trials:
    def trials(answers: Answers) -> list[Answers]:
        if getattr(answers, name) is not YesNo.UNKNOWN:
            return []
        return [_with(answers, name, YesNo.YES), _with(answers, name, YesNo.NO)]

    return trials


def trials_of(question: str, answers: Answers, as_of: date) -> list[Answers]:
    """The same answers with each possible answer to one question; none when it is answered already."""
    return _since(answers, as_of) if question == "since" else _TRIALS[question](answers)


_TRIALS: Mapping[str, Trials] = {
    "days_out_a_week": _days_out,
    "harm": _harm,
    "errands_only": _errands,
    **{
        name: _yes_or_no(name)
        for name in ("room", "takes_part", "avoids_people", "contact_limited", "support_wanted", "bothers")
    },
}
