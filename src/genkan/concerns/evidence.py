"""Usual life → evidence for a slide, day by day, and the days on which it passes a threshold.

A slide is weighed in several shapes against calm life: abrupt, over weeks, over months, each shallow and
full. Each shape is a chain of stages that the slide runs through; a slide may begin on any day. Their summed
likelihood ratios (Shiryaev–Roberts) grow by one a day while nothing happens, whatever the density of
reports, which is why one threshold serves all. A day without a report changes nothing: what time has to
add is added with the next report, so silence alone never raises evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from genkan.concerns.usual_life import UsualLife, gaps_of, rules
from genkan.nouns import Floats

Flags = npt.NDArray[np.bool_]
LONGEST_STEP = 14  # days that a chain runs on at once after a gap
HIGHEST = 1e9


@dataclass(frozen=True, slots=True)
class _Chain:
    """States of all shapes: share of a full slide, what enters a day, how they follow each other."""

    share: Floats
    enters: Floats
    steps: Floats  # (LONGEST_STEP + 1, states, states)
    entered: Floats  # (LONGEST_STEP + 1, states)
    distinct: Floats
    which: npt.NDArray[np.int64]


@cache
def _chain() -> _Chain:
    rule = rules()["slides"]
    share: list[float] = []
    enters: list[float] = []
    links: list[tuple[int, int, float]] = []
    weight = 1 / (len(rule["depths"]) * len(rule["paces"]))
    for depth in rule["depths"]:
        first = len(share)
        full = first + sum(rule["stages"])
        for pace, stages in zip(rule["paces"], rule["stages"], strict=True):
            for stage in range(stages):
                here = len(share)
                share.append(depth * (stage + 0.5) / stages)
                enters.append(weight if stage == 0 else 0.0)
                links.append((here, full if stage == stages - 1 else here + 1, stages / pace))
        share.append(depth)
        enters.append(0.0)
    step = np.eye(len(share))
    for here, after, chance in links:
        step[here, here] -= chance
        step[here, after] += chance
    enter = np.array(enters)
    steps, entered = [np.eye(len(share))], [np.zeros(len(share))]
    for _ in range(LONGEST_STEP):
        entered.append(entered[-1] @ step + enter)
        steps.append(steps[-1] @ step)
    distinct, which = np.unique(np.round(share, 9), return_inverse=True)
    return _Chain(np.array(share), enter, np.array(steps), np.array(entered), distinct, which)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Arrays (people, days): the summed evidence for either level, and the days a level was passed."""

    notice: Floats = field(repr=False)
    concern: Floats = field(repr=False)
    notices: Flags = field(repr=False)
    concerns: Flags = field(repr=False)


def open_days(known: Flags, baseline: Floats, sources: Flags) -> Flags:
    """Days on which something may be said: baseline long enough, reports enough, more than one source.

    Arrays (people, days); ``sources`` is true where more than one source was heard in the last 28 days.
    """
    rule = rules()["alarm"]
    recent = counts_of_last(known, int(rule["reports_in_days"]))
    enough: Flags = (
        (baseline >= rules()["usual"]["least_baseline_days"]) & (recent >= rule["least_reports"]) & sources
    )
    return enough


def counts_of_last(known: npt.NDArray[np.bool_], days: int) -> Floats:
    """How many of the last ``days`` days are true, today included; (people, days)."""
    total = np.cumsum(known, axis=1, dtype=np.float64)
    recent = total.copy()
    recent[:, days:] -= total[:, :-days]
    return recent


def evidence_of(
    life: UsualLife,
    may_speak: Flags,
    factor: float | Floats = 1.0,
    thresholds: tuple[float, float] | None = None,
) -> Evidence:
    """Run both levels over all days; after a concern both rest for the quiet days, after a notice one.

    ``factor`` (a number, or one for each person and day) multiplies the thresholds: what a person's
    answers taught. ``thresholds`` replaces the frozen (notice, concern), for calibration only.
    """
    rule = rules()["alarm"]
    notice, concern = thresholds or (float(rule["notice"]), float(rule["concern"]))
    low, noticed = _run(life, may_speak, notice * np.asarray(factor))
    high, passed = _run(life, may_speak, concern * np.asarray(factor))
    quiet = int(rule["quiet_days"])
    rests = counts_of_last(passed, quiet + 1) > 0
    return Evidence(low, high, noticed & ~rests, passed)


def concerns_on(life: UsualLife, may_speak: Flags, threshold: float) -> Flags:
    """Only the days a threshold is passed, for many people at once."""
    return _run(life, may_speak, np.asarray(threshold))[1]


def _run(life: UsualLife, may_speak: Flags, threshold: Floats) -> tuple[Floats, Flags]:
    chain = _chain()
    people, days = life.away.shape
    known = np.isfinite(life.away) & (life.baseline >= rules()["usual"]["least_baseline_days"])
    away, reach = np.where(known, life.away, 0.0).T, life.reach.T
    weight = np.where(known, life.weight, 0.0).T
    slope = np.ascontiguousarray(weight * away * reach)
    bend = np.ascontiguousarray(0.5 * weight * reach * reach)
    gaps = np.minimum(gaps_of(known), LONGEST_STEP).T
    told, speaks = np.ascontiguousarray(known.T), np.ascontiguousarray(may_speak.T)
    quiet_days = int(rules()["alarm"]["quiet_days"])
    state = np.zeros((people, len(chain.share)))
    quiet = np.zeros(people, dtype=np.int64)
    summed, passed = np.zeros((days, people)), np.zeros((days, people), dtype=np.bool_)
    limit = np.broadcast_to(threshold, (people, days)).T
    squares = chain.distinct * chain.distinct
    one_step, enters = chain.steps[1], chain.entered[1]
    for day in range(days):
        heard = told[day]
        if heard.any():
            moved = state @ one_step
            moved += enters
            late = np.flatnonzero(heard & (gaps[day] > 1))
            if len(late):
                gap = gaps[day, late]
                moved[late] = (state[late, None, :] @ chain.steps[gap])[:, 0] + chain.entered[gap]
            ratio = np.exp(slope[day][:, None] * chain.distinct - bend[day][:, None] * squares)
            moved *= ratio[:, chain.which]
            np.minimum(moved, HIGHEST, out=moved)
            state = moved if heard.all() else np.where(heard[:, None], moved, state)
        total = state.sum(axis=1)
        summed[day] = total
        alarm = (total > limit[day]) & heard & speaks[day] & (quiet <= 0)
        quiet -= 1
        if alarm.any():
            passed[day] = alarm
            quiet[alarm] = quiet_days
        resting = quiet > 0
        if resting.any():
            state[resting] = 0.0
    return summed.T, passed.T
