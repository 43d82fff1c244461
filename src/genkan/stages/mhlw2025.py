"""Ministry of Health, Labour and Welfare of Japan, handbook notified 31 January 2025: who support is for.

Duration is no longer part of it. Support is for people who are isolated and lonely, or have many
difficulties in life, whose contact with others, family included, is limited and who need support, and for
their families. MET means: the support centre is for you. Work is a process, not the only goal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, StageReading, State, YesNo
from genkan.stages import reasons
from genkan.stages.episode import Weeks
from genkan.stages.ground import Flags, Ground, Numbers
from genkan.stages.standing import BIT, Stretches, because, reading_of


def read(ground: Ground, answers: Answers, knowledge: Mapping[str, Any]) -> StageReading:
    """Whether support is meant for them; no duration, so ``since`` is open on both sides."""
    rules = knowledge["rules"]
    stretches = Stretches(ground, ground.talked, rules["limited_contact"]["value"], rules)
    week_now = stretches.weeks.row(ground.now)

    def set_if(told: Answers) -> int:
        return int(_sets(week_now, told, rules)[0])

    sets = _sets(stretches.weeks, answers, rules)
    told_why = _because(answers, knowledge, stretches, week_now)
    return reading_of(knowledge, ground, answers, sets, set_if, None, told_why)


def needs_support(answers: Answers) -> YesNo:
    """Whether support is wanted, or difficulty or distress is there: one yes is enough."""
    told = (answers.support_wanted, answers.impairment, answers.distress, answers.bothers)
    if YesNo.YES in told:
        return YesNo.YES
    return YesNo.NO if all(one is YesNo.NO for one in told) else YesNo.UNKNOWN


def _contact_sets(weeks: Weeks, answers: Answers, rules: Mapping[str, Any]) -> tuple[Flags, Flags]:
    """Whether contact may be limited, and may not be; days of talk can show the first, never the second."""
    every = np.ones(len(weeks.least), dtype=np.bool_)
    if answers.contact_limited is not YesNo.UNKNOWN:
        limited = answers.contact_limited is YesNo.YES
        return every & limited, every & (not limited)
    return every, weeks.most >= rules["limited_contact"]["value"]


def _sets(weeks: Weeks, answers: Answers, rules: Mapping[str, Any]) -> Numbers:
    limited, open_ = _contact_sets(weeks, answers, rules)
    need = needs_support(answers)
    met = limited & (need is not YesNo.NO)
    not_met = open_ | (need is not YesNo.YES)
    return np.asarray(met * BIT[State.MET] | not_met * BIT[State.NOT_MET], dtype=np.int64)


def _because(
    answers: Answers, knowledge: Mapping[str, Any], stretches: Stretches, week_now: Weeks
) -> Iterator[Because]:
    yield reasons.of_count(knowledge, stretches, "mhlw2025.count", "mhlw2025.count_unknown")
    limited, open_ = _contact_sets(week_now, answers, knowledge["rules"])
    told = YesNo.UNKNOWN if limited[0] and open_[0] else YesNo.YES if limited[0] else YesNo.NO
    yield reasons.of_answer(knowledge, "contact", "mhlw2025.contact_limited", told)
    yield reasons.of_answer(knowledge, "need", "mhlw2025.need", needs_support(answers))
    yield because(knowledge, "no_duration", "mhlw2025.no_duration")
    yield because(knowledge, "families", "mhlw2025.families")
