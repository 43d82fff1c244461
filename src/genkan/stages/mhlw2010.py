"""Ministry of Health, Labour and Welfare of Japan, guideline 2010 (research group H19-kokoro-ippan-010).

A phenomenon, not a disease: avoids social participation (study, work, mixing outside the home) and stays
mostly at home, in principle six months or more. Going out without mixing with anybody fits as well. In
principle not psychotic, but undiagnosed schizophrenia is not unlikely and is kept in mind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from genkan.nouns import Answers, Because, StageReading, YesNo
from genkan.stages import reasons
from genkan.stages.ground import Ground
from genkan.stages.standing import Standing, Stretches, because, excluded, reading_of, sets_by_duration


def read(ground: Ground, answers: Answers, knowledge: Mapping[str, Any]) -> StageReading:
    """Where things are by this guideline; states: not met, too early, met."""
    rules = knowledge["rules"]
    stretches = Stretches(ground, ground.took_part, rules["participation"]["value"], rules)
    months = rules["months"]["value"]

    def set_if(told: Answers) -> int:
        standing = stretches.today(told.since, _days_of_part(told))
        return int(sets_by_duration(standing, months, bool(excluded(told, rules)))[0])

    today = stretches.today(answers.since, _days_of_part(answers))
    sets = sets_by_duration(stretches.every_day(answers.since), months, bool(excluded(answers, rules)))
    told_why = _because(ground, answers, knowledge, stretches, today)
    return reading_of(knowledge, ground, answers, sets, set_if, today, told_why)


def _days_of_part(answers: Answers) -> tuple[int, int] | None:
    """Days a week of taking part, from the answer; who does not leave home meets nobody outside."""
    if answers.takes_part is YesNo.UNKNOWN:
        return None if answers.days_out_a_week != (0, 0) else (0, 0)
    return (1, 7) if answers.takes_part is YesNo.YES else (0, 0)


def _because(
    ground: Ground,
    answers: Answers,
    knowledge: Mapping[str, Any],
    stretches: Stretches,
    today: Standing,
) -> Iterator[Because]:
    yield from reasons.of_exclusion(answers, knowledge)
    yield reasons.of_count(knowledge, stretches, "mhlw2010.count", "mhlw2010.count_unknown")
    yield reasons.of_answer(knowledge, "participation", "mhlw2010.takes_part", answers.takes_part)
    if today.weeks_disagree:
        yield because(knowledge, "typical_week", "stages.week.disagrees")
    yield from reasons.of_informants(ground, knowledge, stretches)
    yield from reasons.of_duration(ground, knowledge, stretches, today)
    if today.inside[0] and answers.psychosis_ruled_out is not YesNo.YES:
        yield because(knowledge, "psychosis", "mhlw2010.psychosis")
    yield from reasons.of_reasons(answers, knowledge, bool(today.inside[0]))
