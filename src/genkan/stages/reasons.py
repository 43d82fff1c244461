"""The reasons a reading gives: which sentence is said, with which numbers, citing which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from genkan.nouns import Answers, Because, YesNo
from genkan.stages.episode import OPEN
from genkan.stages.ground import Ground, date_of
from genkan.stages.standing import Standing, Stretches, because, excluded


def of_exclusion(answers: Answers, knowledge: Mapping[str, Any]) -> Iterator[Because]:
    """Reasons for being at home that this definition does not count."""
    for reason in excluded(answers, knowledge["rules"]):
        yield because(knowledge, "not_counted", f"stages.not_counted.{reason}")


def of_reasons(answers: Answers, knowledge: Mapping[str, Any], inside: bool) -> Iterator[Because]:
    """Reasons given that are no illness in themselves, or that nobody was asked."""
    if answers.reasons is None:
        if inside:
            yield because(knowledge, "reasons_first", "stages.reasons_not_asked")
        return
    set_aside = excluded(answers, knowledge["rules"])
    for reason in sorted(answers.reasons.difference(set_aside)):
        yield because(knowledge, "reasons_first", f"stages.reason.{reason}")


def of_days_out(
    ground: Ground,
    answers: Answers,
    knowledge: Mapping[str, Any],
    stretches: Stretches,
    today: Standing,
) -> Iterator[Because]:
    """The count of days out in the typical week, by days and by answer."""
    yield of_count(knowledge, stretches, "stages.week.left_home", "stages.week.left_home_unknown")
    yield from of_half_way(knowledge, stretches)
    if answers.days_out_a_week is not None:
        least, most = answers.days_out_a_week
        yield because(knowledge, "often", "stages.week.answered", least=least, most=most)
    if today.weeks_disagree:
        yield because(knowledge, "typical_week", "stages.week.disagrees")
    yield from of_informants(ground, knowledge, stretches)


def of_count(knowledge: Mapping[str, Any], stretches: Stretches, said: str, silent: str) -> Because:
    """Days in the window on which it happened, did not, and nobody knows."""
    yes, no, unknown = stretches.counted()
    days = stretches.window
    if unknown == days:
        return because(knowledge, "typical_week", silent, days=days)
    return because(knowledge, "typical_week", said, days=days, yes=yes, no=no, unknown=unknown)


def of_half_way(knowledge: Mapping[str, Any], stretches: Stretches) -> Iterator[Because]:
    """A count exactly between two whole numbers of days a week, one of them across the limit."""
    yes, _, unknown = stretches.counted()
    weeks = stretches.window // 7
    if unknown == 0 and 2 * yes == weeks * (2 * stretches.limit - 1):
        lower = stretches.limit - 1
        yield because(
            knowledge,
            "typical_week",
            "stages.week.half_way",
            lower=lower,
            upper=lower + 1,
            days=stretches.window,
        )


def of_informants(ground: Ground, knowledge: Mapping[str, Any], stretches: Stretches) -> Iterator[Because]:
    """Days in the window on which people or devices contradict each other."""
    _, _, disagree = ground.reach
    stop = ground.now - ground.lead + 1
    count = int(disagree[max(0, stop - stretches.window) : stop].sum()) if stop > 0 else 0
    if count:
        yield because(knowledge, "unknown_days", "stages.informants_disagree", count=count)


def of_duration(
    ground: Ground, knowledge: Mapping[str, Any], stretches: Stretches, today: Standing
) -> Iterator[Because]:
    """Since when, what is open about it, and times outside that do not restart it."""
    if not today.inside[0]:
        return
    if today.since_disagrees:
        yield because(knowledge, "months", "stages.since.disagrees")
    latest = date_of(int(today.starts.latest[0]))
    if latest == ground.as_of:
        yield because(knowledge, "months", "stages.since.not_sure")
    elif today.starts.earliest[0] <= OPEN:
        yield because(knowledge, "months", "stages.since.before", latest=latest)
    elif today.starts.earliest[0] == today.starts.latest[0]:
        yield because(knowledge, "months", "stages.since.day", day=latest)
    else:
        earliest = date_of(int(today.starts.earliest[0]))
        yield because(knowledge, "months", "stages.since.between", earliest=earliest, latest=latest)
    yield from _of_interruption(ground, knowledge, stretches, today)


def _of_interruption(
    ground: Ground, knowledge: Mapping[str, Any], stretches: Stretches, today: Standing
) -> Iterator[Because]:
    limit_days = knowledge["rules"]["interruption"]["value"]
    begun = np.searchsorted(ground.numbers, today.starts.latest[0])
    surely_out = stretches.weeks.least[: ground.now] >= stretches.limit
    # the window still holds the time before the stretch for a while: that is not an interruption
    settled = int(begun) + stretches.window
    rows = np.flatnonzero(surely_out[settled:])
    if len(rows):
        out = np.flatnonzero(stretches.happened.least[: settled + rows[-1] + 1])
        until = date_of(int(ground.numbers[out[-1]]))
        yield because(knowledge, "interruption", "stages.interruption", days=limit_days, until=until)


def of_harm(answers: Answers, knowledge: Mapping[str, Any]) -> Iterator[Because]:
    """Impairment and distress, each on its own; what is not known is said."""
    if answers.impairment is YesNo.YES:
        yield because(knowledge, "harm", "stages.harm.impairment")
    if answers.distress is YesNo.YES:
        yield because(knowledge, "harm", "stages.harm.distress")
    if YesNo.YES in (answers.impairment, answers.distress):
        return
    if answers.impairment is YesNo.NO and answers.distress is YesNo.NO:
        yield because(knowledge, "harm", "stages.harm.neither")
    else:
        yield because(knowledge, "harm", "stages.harm.unknown")


def of_answer(knowledge: Mapping[str, Any], rule: str, said: str, answer: YesNo) -> Because:
    """An answer that a rule turns on: yes, no or not known, each its own sentence."""
    return because(knowledge, rule, f"{said}.{answer}")
