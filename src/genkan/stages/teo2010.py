"""Teo & Gaw 2010 (J Nerv Ment Dis 198:444), as restated by Teo et al. 2015 (PMC5573567).

Most of the day, nearly every day, at home; marked avoidance of social situations and relationships;
distress or impairment; six months or more. The further parts of the 2010 proposal (not felt as foreign,
six months only for under-18s, not better explained by another disorder) were not read in the source: they
are named among the reasons and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, StageReading, State
from genkan.stages import reasons
from genkan.stages.ground import Ground, Numbers
from genkan.stages.standing import BIT, Standing, Stretches, because, excluded, harm_sets, may_be, reading_of


def read(ground: Ground, answers: Answers, knowledge: Mapping[str, Any]) -> StageReading:
    """Where things are by this proposal; states: not met, too early, met, isolated without harm."""
    rules = knowledge["rules"]
    away = ground.out_longer_than(rules["most_of_day"]["value"])
    stretches = Stretches(ground, away, rules["nearly_every_day"]["value"], rules)

    def set_if(told: Answers) -> int:
        return int(_sets(stretches.today(told.since, _days_away(told)), told, rules)[0])

    today = stretches.today(answers.since, _days_away(answers))
    sets = _sets(stretches.every_day(answers.since), answers, rules)
    told_why = _because(ground, answers, knowledge, stretches, today)
    return reading_of(knowledge, ground, answers, sets, set_if, today, told_why)


def _days_away(answers: Answers) -> tuple[int, int] | None:
    """Days mostly away cannot be more than days out at all."""
    return None if answers.days_out_a_week is None else (0, answers.days_out_a_week[1])


def _sets(standing: Standing, answers: Answers, rules: Mapping[str, Any]) -> Numbers:
    if excluded(answers, rules):
        return np.full(len(standing.numbers), BIT[State.NOT_MET], dtype=np.int64)
    avoids, mixes = may_be(answers.avoids_people)
    harm, harmless = harm_sets(answers)
    inside, months = standing.inside, rules["months"]["value"]
    lasted = inside & standing.may_have_lasted(months) & avoids
    sets = (standing.outside | (inside & mixes)) * BIT[State.NOT_MET]
    sets |= (inside & standing.may_be_younger(months) & avoids) * BIT[State.TOO_EARLY]
    sets |= (lasted & harm) * BIT[State.MET]
    sets |= (lasted & harmless) * BIT[State.ISOLATED]
    return sets


def _because(
    ground: Ground,
    answers: Answers,
    knowledge: Mapping[str, Any],
    stretches: Stretches,
    today: Standing,
) -> Iterator[Because]:
    yield from reasons.of_exclusion(answers, knowledge)
    yield reasons.of_count(knowledge, stretches, "teo2010.count", "teo2010.count_unknown")
    yield from reasons.of_half_way(knowledge, stretches)
    if answers.days_out_a_week is not None:
        least, most = answers.days_out_a_week
        yield because(knowledge, "nearly_every_day", "stages.week.answered", least=least, most=most)
    yield from reasons.of_informants(ground, knowledge, stretches)
    yield from reasons.of_duration(ground, knowledge, stretches, today)
    if today.inside[0]:
        yield reasons.of_answer(knowledge, "avoidance", "teo2010.avoids", answers.avoids_people)
        yield from reasons.of_harm(answers, knowledge)
        yield because(knowledge, "not_read", "teo2010.not_read")
    yield from reasons.of_reasons(answers, knowledge, bool(today.inside[0]))
