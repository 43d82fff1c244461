"""Cabinet Office of Japan, surveys 2010 to 2022: narrow and broad, by what people go out for.

Narrow: hardly leaves the room, the home, or only to a shop nearby. Broad: also those who go out only for
something of their own. Six months or more; illness, caring, home work or study are not counted. The number
of days out plays no part: somebody at the corner shop every day may still be counted.

A day at home surely fits; a day of taking part surely does not; any other outing may be an errand: unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, StageReading, YesNo
from genkan.stages import reasons
from genkan.stages.ground import Ground, Happened
from genkan.stages.standing import Standing, Stretches, because, excluded, reading_of, sets_by_duration


def read(ground: Ground, answers: Answers, knowledge: Mapping[str, Any]) -> StageReading:
    """Where things are by one of the two categories; states: not met, too early, met."""
    rules = knowledge["rules"]
    stretches = Stretches(ground, _beyond_errands(ground), rules["participation"]["value"], rules)
    months, counted = rules["months"]["value"], rules["categories"]["value"]

    def set_if(told: Answers) -> int:
        standing = stretches.today(told.since, _days_beyond(told, counted))
        return int(sets_by_duration(standing, months, bool(excluded(told, rules)))[0])

    today = stretches.today(answers.since, _days_beyond(answers, counted))
    sets = sets_by_duration(stretches.every_day(answers.since), months, bool(excluded(answers, rules)))
    told_why = _because(ground, answers, knowledge, stretches, today)
    return reading_of(knowledge, ground, answers, sets, set_if, today, told_why)


def _beyond_errands(ground: Ground) -> Happened:
    """Went out for more than errands: surely when taking part, surely not when at home."""
    part, out = ground.took_part, ground.left_home
    return Happened(part.least, np.maximum(part.least, out.most))


def _days_beyond(answers: Answers, counted: tuple[str, ...]) -> tuple[int, int] | None:
    """Days a week beyond the category's errands, from the answers; (0, 0) is inside the category.

    What going out is for decides, not how often: no day out in a usual week still leaves it open.
    """
    if answers.errands_only is not None:
        return (0, 0) if answers.errands_only in counted else (1, 7)
    return (1, 7) if answers.takes_part is YesNo.YES else None


def _because(
    ground: Ground,
    answers: Answers,
    knowledge: Mapping[str, Any],
    stretches: Stretches,
    today: Standing,
) -> Iterator[Because]:
    yield from reasons.of_exclusion(answers, knowledge)
    yield reasons.of_count(knowledge, stretches, "cabinet_office.count", "cabinet_office.count_unknown")
    category = answers.errands_only or "not_asked"
    yield because(knowledge, "categories", f"cabinet_office.goes_out.{category}")
    if today.weeks_disagree:
        yield because(knowledge, "typical_week", "stages.week.disagrees")
    yield from reasons.of_informants(ground, knowledge, stretches)
    yield from reasons.of_duration(ground, knowledge, stretches, today)
    yield from reasons.of_reasons(answers, knowledge, bool(today.inside[0]))
