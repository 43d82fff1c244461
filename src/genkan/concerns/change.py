"""Weekly scores in care → better, worse, or cannot tell yet, with the error budget over the whole course.

A score is level + swing (with memory of weeks) + measurement error. A changed level is weighed in several
shapes (sudden or over weeks, from any week) against an unchanged one. The evidence needed at each look is set
so that over 20 weekly looks together at most 5 of 100 unchanged people are told «better»; not 5 a look.

The reliable change index stands beside, with its weakness: it compares two single scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.concerns.figures import rules
from genkan.nouns import Because, Floats, Mark

LEAST_SCORES = 2


class Claim(StrEnum):
    """What can be said about a course of scores."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"
    RELAPSE = "relapse"  # worse again after better was told
    AGAIN = "again"  # better again after worse or relapse was told, which is not «better than at first»


@dataclass(frozen=True, slots=True)
class Change:
    """What is told at the last score, since which score it is told, and why."""

    claim: Claim
    since: int | None  # index of the score at which it was first told
    change: float | None  # estimated change of the level, in points of the score; None under two scores
    index: float | None  # reliable change index, first against now; None under two scores
    index_says: Claim
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a change has to say why")


def evidence_at(scores: Floats, error: float | None = None) -> tuple[Floats, Floats, Floats]:
    """(log evidence for better, for worse, estimated change) seen from the last column.

    ``scores`` is (people, weeks), lower is better, NaN missing; ``error`` is the scale's measurement
    error in its own points (default: that of the model).
    """
    model = rules("change")["model"]
    unit = float(model["error"]) / (error or float(model["error"]))
    people, weeks = scores.shape
    known: npt.NDArray[np.bool_] = np.asarray(np.isfinite(scores))
    apart = np.abs(np.subtract.outer(np.arange(weeks), np.arange(weeks)))
    swing = float(model["swing"]) ** 2 * float(model["swing_memory"]) ** apart
    covariance = np.broadcast_to(swing + 400.0, (people, weeks, weeks)).copy()  # any starting level
    each = np.arange(weeks)
    covariance[:, each, each] += np.where(known, float(model["error"]) ** 2, 1e7)
    precision = np.linalg.inv(covariance)
    middle = np.nanmean(np.where(known.any(axis=1, keepdims=True), scores, 0.0), axis=1, keepdims=True)
    values = np.where(known, (scores - middle) * unit, 0.0)
    shapes = _shapes(weeks)
    if not len(shapes):
        nothing = np.full(people, -np.inf)
        return nothing, nothing, np.zeros(people)
    seen = (precision @ values[:, :, None])[:, :, 0]
    pull = seen @ shapes.T
    held = np.einsum("pij,hj->phi", precision, shapes)
    information = (held * shapes).sum(axis=2)
    prior = float(model["size"]) ** -2
    size = pull / (information + prior)
    logs = 0.5 * pull * size - 0.5 * np.log1p(information / prior)
    better, worse = _summed(logs, size < 0), _summed(logs, size > 0)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    change = (weights * size * shapes[:, -1]).sum(axis=1) / weights.sum(axis=1)
    return better, worse, change / unit


def _shapes(weeks: int) -> Floats:
    """Every shape of change that has begun and has a score before it: (shapes, weeks)."""
    model = rules("change")["model"]
    week = np.arange(weeks)
    found = [
        np.clip((week - start) / length, 0.0, 1.0)
        for start in model["starts"]
        for length in model["lengths"]
        if start < weeks - 1
    ]
    return np.array(found).reshape(len(found), weeks)


def _summed(logs: Floats, counts: Any) -> Floats:
    """Log of the mean likelihood ratio over the shapes that point one way."""
    kept = np.where(counts, logs, -np.inf)
    top = np.maximum(kept.max(axis=1), -700.0)
    summed: Floats = top + np.log(np.exp(kept - top[:, None]).sum(axis=1) / logs.shape[1] * 2 + 1e-300)
    return summed


def bound_at(look: int) -> float:
    """Evidence needed at the ``look``-th comparison (1 is the first after the start).

    After the planned looks a higher bound holds for ever: a mean of likelihood ratios passes 1 / p with a
    chance of at most p, however long it is watched (Ville's inequality).
    """
    bounds = rules("change")["bounds"]
    planned = bounds["log_bounds"]
    return float(planned[max(look, 1) - 1] if look <= len(planned) else bounds["later"])


def change_of(
    scores: Floats, error: float | None = None, shared: float = 0.0, higher: bool = False
) -> Change:
    """Weekly scores (lower is better, NaN missing) of one person → what can be told at the last one.

    A claim stands until scores say otherwise; after «better», scores that rise again are weighed from
    there on and told as «relapse»; after these, scores that fall again as «again». ``shared`` is the log of
    how many courses share one budget of errors.
    ``higher``: of this score more is better; all that is told stays in the score's own direction.
    """
    told, scores = scores, -scores if higher else scores
    claim, since, start = Claim.CANNOT_TELL, None, 0
    for end in range(2, len(scores) + 1):
        if not np.isfinite(scores[end - 1]):
            continue
        better, worse, _ = evidence_at(scores[None, start:end], error)
        bound = bound_at(end - start - 1) + shared
        turned = _turned(claim, better[0] > bound, worse[0] > bound)
        if turned is not claim:
            claim, since, start = turned, end - 1, end - 1
    known = told[np.isfinite(told)]
    facts = {
        "first": round(float(known[0]), 1) if len(known) else None,
        "now": round(float(known[-1]), 1) if len(known) else None,
        "scores": len(known),
    }
    if len(known) < LEAST_SCORES:
        return Change(claim, since, None, None, claim, (_because("too_few", facts),))
    turn = -1.0 if higher else 1.0
    change = turn * float(evidence_at(scores[None], error)[2][0])
    index, says = _index(scores[np.isfinite(scores)], error)
    beside = _because("index", {"index": round(turn * index, 1)})
    return Change(claim, since, change, turn * index, says, (_because(claim.value, facts), beside))


def _turned(claim: Claim, better: bool, worse: bool) -> Claim:
    """What is claimed after the evidence of one look; the same where it says nothing new."""
    if worse and claim not in (Claim.WORSE, Claim.RELAPSE):
        return Claim.WORSE if claim is Claim.CANNOT_TELL else Claim.RELAPSE
    if better and claim not in (Claim.BETTER, Claim.AGAIN):
        return Claim.BETTER if claim is Claim.CANNOT_TELL else Claim.AGAIN
    return claim


def _because(said: str, facts: Mapping[str, float | int | None]) -> Because:
    rule = "index" if said == "index" else "bounds"
    return Because(f"concerns.change.{said}", facts, rule, "design", Mark.DESIGN)


def _index(known: Floats, error: float | None) -> tuple[float, Claim]:
    spread = error or float(rules("change")["model"]["error"])
    index = float(known[-1] - known[0]) / (np.sqrt(2) * spread)
    if abs(index) < float(rules("change")["index"]["limit"]):
        return index, Claim.CANNOT_TELL
    return index, Claim.WORSE if index > 0 else Claim.BETTER
