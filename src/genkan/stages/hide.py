"""HiDE gate (Teo, Kato et al. 2023, World Psychiatry): whether the full interview is worth doing.

At most one hour a day outside home on three or more days a week, *and/or* the withdrawal bothers the
person or others. The stored sources leave open whether both parts are needed, so both ways are shown.
The gate counts days mostly in, not days out: five days with a half-hour errand are five days out for
Kato and five days mostly in here. MET means the full interview by a clinician is indicated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, StageReading, State
from genkan.stages import reasons
from genkan.stages.episode import Weeks, weeks_with_answer
from genkan.stages.ground import Flags, Ground, Numbers, opposite
from genkan.stages.standing import BIT, Stretches, because, may_be, reading_of


def read(ground: Ground, answers: Answers, knowledge: Mapping[str, Any]) -> StageReading:
    """Whether the gate is passed; it has no duration, so ``since`` is open on both sides."""
    rules = knowledge["rules"]
    mostly_in = opposite(ground.out_longer_than(rules["mostly_in_hours"]["value"]))
    limit = rules["mostly_in_days"]["value"]
    stretches = Stretches(ground, mostly_in, limit, rules)

    def set_if(told: Answers) -> int:
        return int(_sets(_weeks_now(stretches, told), told, rules)[0])

    sets = _sets(stretches.weeks, answers, rules)
    return reading_of(
        knowledge, ground, answers, sets, set_if, None, _because(ground, answers, knowledge, stretches)
    )


def _weeks_now(stretches: Stretches, answers: Answers) -> Weeks:
    """Days mostly in are at least the days without leaving home."""
    weeks = stretches.weeks.row(stretches.ground.now)
    if answers.days_out_a_week is None:
        return weeks
    return weeks_with_answer(weeks, (7 - answers.days_out_a_week[1], 7))[0]


def _sets(weeks: Weeks, answers: Answers, rules: Mapping[str, Any]) -> Numbers:
    limit = rules["mostly_in_days"]["value"]
    in_possible, out_possible = weeks.most >= limit, weeks.least < limit
    bothers, no_bother = may_be(answers.bothers)
    join = rules["joined_by"]["value"]
    everything: Flags = in_possible & bothers
    anything: Flags = in_possible | bothers
    met = everything if join == "and" else anything
    not_met = out_possible & no_bother if join == "or" else out_possible | no_bother
    return np.asarray(met * BIT[State.MET] | not_met * BIT[State.NOT_MET], dtype=np.int64)


def _because(
    ground: Ground, answers: Answers, knowledge: Mapping[str, Any], stretches: Stretches
) -> Iterator[Because]:
    yield reasons.of_count(knowledge, stretches, "hide_gate.count", "hide_gate.count_unknown")
    if answers.days_out_a_week is not None:
        least, most = answers.days_out_a_week
        yield because(knowledge, "mostly_in_days", "stages.week.answered", least=least, most=most)
    yield from reasons.of_informants(ground, knowledge, stretches)
    yield reasons.of_answer(knowledge, "bothers", "hide_gate.bothers", answers.bothers)
    for join in ("and", "or"):
        told = {**knowledge["rules"], "joined_by": {"value": join}}
        ways = int(_sets(_weeks_now(stretches, answers), answers, told)[0])
        way = {BIT[State.MET]: "met", BIT[State.NOT_MET]: "not_met"}.get(ways, "open")
        yield because(knowledge, "joined_by", f"hide_gate.{join}.{way}")
