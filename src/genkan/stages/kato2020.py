"""Kato, Kanba & Teo 2020 (World Psychiatry 19:116; PMC6953582): the default definition.

Marked physical isolation at home, continuous for six months or more, with significant impairment or
distress. Days a week of leaving home and confinement to one room give the degree; three to six months is
pre-hikikomori. Numbers stand in ``knowledge/stages/kato2020.toml``; rules K1 to K12 and decision table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, StageReading, State, YesNo
from genkan.stages import reasons
from genkan.stages.episode import Weeks, typical_weeks
from genkan.stages.ground import Flags, Ground, Numbers
from genkan.stages.standing import BIT, Standing, Stretches, because, excluded, harm_sets, reading_of


def read(ground: Ground, answers: Answers, knowledge: Mapping[str, Any]) -> StageReading:
    """Where things are by these criteria, with its reasons, deciding question and ribbon."""
    rules = knowledge["rules"]
    stretches = Stretches(ground, ground.left_home, rules["often"]["value"], rules)
    rooms = typical_weeks(ground.left_room, stretches.window)
    room_now = rooms.row(ground.now)

    def set_if(told: Answers) -> int:
        standing = stretches.today(told.since, told.days_out_a_week)
        return int(_sets(standing, room_now, told, rules)[0])

    today = stretches.today(answers.since, answers.days_out_a_week)
    sets = _sets(stretches.every_day(answers.since), rooms, answers, rules)
    told_why = _because(ground, answers, knowledge, stretches, today, room_now)
    return reading_of(knowledge, ground, answers, sets, set_if, today, told_why)


def _sets(standing: Standing, rooms: Weeks, answers: Answers, rules: Mapping[str, Any]) -> Numbers:
    """The decision table, on every row: which states the known facts allow."""
    if excluded(answers, rules):
        return np.full(len(standing.numbers), BIT[State.NOT_MET], dtype=np.int64)
    pre, full = rules["pre_months"]["value"], rules["months"]["value"]
    inside, weeks = standing.inside, standing.weeks
    lasted = inside & standing.may_have_lasted(full)
    pre_possible = inside & standing.may_have_lasted(pre) & standing.may_be_younger(full)
    harm, harmless = harm_sets(answers)
    in_room, beyond_room = _room_sets(standing, rooms, answers, rules)
    rarely = rules["rarely"]["value"]
    sets = standing.outside * BIT[State.NOT_MET]
    sets |= (inside & standing.may_be_younger(pre)) * BIT[State.TOO_EARLY]
    sets |= pre_possible * BIT[State.PRE]
    if harmless:
        sets |= lasted * BIT[State.ISOLATED]
    if harm:
        sets |= (lasted & in_room) * BIT[State.SEVERE]
        sets |= (lasted & beyond_room & (weeks.least <= rarely)) * BIT[State.MODERATE]
        sets |= (lasted & beyond_room & (weeks.most > rarely)) * BIT[State.MILD]
    return sets


def _room_sets(
    standing: Standing, rooms: Weeks, answers: Answers, rules: Mapping[str, Any]
) -> tuple[Flags, Flags]:
    """Whether the person may be confined to one room, and may not be, on every row.

    People know rooms better than counts do: an answer decides. Otherwise a typical week with at most
    ``room_rarely`` days out of the room; whoever left home left the room.
    """
    if answers.room is not YesNo.UNKNOWN:
        confined = np.full(len(standing.numbers), answers.room is YesNo.YES)
        return confined, ~confined
    rarely = rules["room_rarely"]["value"]
    return np.maximum(rooms.least, standing.weeks.least) <= rarely, rooms.most > rarely


def _because(
    ground: Ground,
    answers: Answers,
    knowledge: Mapping[str, Any],
    stretches: Stretches,
    today: Standing,
    room_now: Weeks,
) -> Iterator[Because]:
    yield from reasons.of_exclusion(answers, knowledge)
    yield from reasons.of_days_out(ground, answers, knowledge, stretches, today)
    yield from reasons.of_duration(ground, knowledge, stretches, today)
    if today.inside[0]:
        yield from reasons.of_harm(answers, knowledge)
        yield _room_because(answers, knowledge, today, room_now)
    yield from reasons.of_reasons(answers, knowledge, bool(today.inside[0]))


def _room_because(
    answers: Answers, knowledge: Mapping[str, Any], today: Standing, room_now: Weeks
) -> Because:
    confined, free = _room_sets(today, room_now, answers, knowledge["rules"])
    if confined[0] and free[0]:
        return because(knowledge, "room_rarely", "stages.room.unknown")
    said = "stages.room.confined" if confined[0] else "stages.room.not_confined"
    return because(knowledge, "room_rarely", said)
