"""Usual life → evidence for a slide, day by day, and the days on which it passes a threshold.

A slide is weighed in two depths against calm life, shallow and full. Each is a chain of stages that the slide
runs through, quickly or slowly as chance has it; a slide may begin on any day. Their summed likelihood ratios
(Shiryaev–Roberts) grow by one a day while nothing happens, whatever the density of reports, which is why one
threshold serves all. A day without a report changes nothing: what time has to add is added with the next
report, so silence alone never raises evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from genkan.concerns.figures import rules
from genkan.concerns.learner import zeroed
from genkan.concerns.usual_life import UsualLife, since_report
from genkan.nouns import Floats

Flags = npt.NDArray[np.bool_]
LONGEST_STEP = 14  # days that a chain runs on at once after a gap
HIGHEST = 1e9


@dataclass(frozen=True, slots=True)
class _Chain:
    """How the states of all shapes follow each other, and what a day says of each.

    The last row stands for «no slide yet» and is always 1: from it a day's new starts enter.
    """

    share: Floats
    step: npt.NDArray[np.float32]  # (states + 1, states + 1), to be multiplied from the left
    shapes: npt.NDArray[np.float32]  # (states + 1, 2): share and its square


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
    step = np.eye(len(share) + 1, dtype=np.float32)
    for here, after, chance in links:
        step[here, here] -= chance
        step[after, here] += chance
    step[:-1, -1] = enters
    shares = np.array([*share, 0.0])
    shapes = np.stack([shares, shares * shares], axis=1).astype(np.float32)
    return _Chain(np.array(share), step, shapes)


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
    both = np.array(thresholds or (float(rule["notice"]), float(rule["concern"])))
    people, days = life.away.shape
    factors = np.broadcast_to(factor, (people, days))
    twice = np.concatenate([both[0] * factors, both[1] * factors])
    summed, passed = _run(life, may_speak, twice)
    quiet = int(rule["quiet_days"])
    rests = counts_of_last(passed[people:], quiet + 1) > 0
    return Evidence(summed[:people], summed[people:], passed[:people] & ~rests, passed[people:])


def concerns_on(life: UsualLife, may_speak: Flags, threshold: float) -> Flags:
    """Only the days a threshold is passed, for many people at once."""
    return _run(life, may_speak, np.full(life.away.shape, threshold))[1]


def _run(life: UsualLife, may_speak: Flags, limit: Floats) -> tuple[Floats, Flags]:
    """The sum and the days it passes a limit; ``limit`` is (levels · people, days), level after level.

    Time runs on every day, at most 14 days into a silence, out of sight: the sum that is shown, and
    that may pass, changes only with a report.
    """
    chain = _chain()
    people, days = life.away.shape
    levels = len(limit) // people if people else 1
    known = np.isfinite(life.away) & (life.baseline >= rules()["usual"]["least_baseline_days"])
    pull, frozen = _pull(life, known), _late(known)
    heard = np.tile(known.T, levels)
    open_now = np.tile((known & may_speak).T, levels)
    limits = np.ascontiguousarray(limit.T, dtype=np.float32)
    quiet_days = int(rules()["alarm"]["quiet_days"])
    width = people * levels
    state = np.zeros((len(chain.share) + 1, width), dtype=np.float32)
    state[-1] = 1.0
    ones = np.ones(len(chain.share), dtype=np.float32)
    shown = np.zeros(width, dtype=np.float32)
    rested = np.zeros(width, dtype=np.int64)
    summed = np.zeros((days, width), dtype=np.float32)
    passed = np.zeros((days, width), dtype=np.bool_)
    for day in range(days):
        moved = chain.step @ state
        late = frozen[day]
        if len(late):
            late = (late[None, :] + people * np.arange(levels)[:, None]).ravel()
            moved[:, late] = state[:, late]
        ratio = np.exp(chain.shapes @ pull[day])
        moved *= ratio if levels == 1 else np.tile(ratio, levels)
        state = np.minimum(moved, HIGHEST, out=moved)
        resting = np.flatnonzero(rested > day)
        state[:-1, resting] = 0.0
        total = ones @ state[:-1]
        np.copyto(shown, total, where=heard[day])
        shown[resting] = 0.0
        summed[day] = shown
        alarm = np.flatnonzero((total > limits[day]) & open_now[day] & (rested <= day))
        if len(alarm):
            passed[day, alarm] = True
            rested[alarm] = day + quiet_days
            state[:-1, alarm] = 0.0
    return summed.T, passed.T


def _pull(life: UsualLife, known: Flags) -> npt.NDArray[np.float32]:
    """(days, 2, people): how a day pulls a slide's likelihood, by its share and its share squared."""
    weight = life.weight * life.reach * known
    pull = np.empty((known.shape[1], 2, len(known)), dtype=np.float32)
    pull[:, 0] = (weight * zeroed(life.away)).T
    pull[:, 1] = (-0.5 * weight * life.reach).T
    return pull


def _late(known: Flags) -> list[npt.NDArray[np.int64]]:
    """For each day, the people silent for so long that time stands still for them."""
    return [np.flatnonzero(row) for row in since_report(known.T, -1) > LONGEST_STEP]
