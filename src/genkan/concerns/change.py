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
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.knowledge import knowledge
from genkan.nouns import Because, Floats, Mark


class Claim(StrEnum):
    """What can be said about a course of scores."""

    BETTER = "better"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"
    RELAPSE = "relapse"  # worse again after better was told


@dataclass(frozen=True, slots=True)
class Change:
    """What is told at the last score, since which score it is told, and why."""

    claim: Claim
    since: int | None  # index of the score at which it was first told
    change: float  # estimated change of the level, in points of the score
    index: float  # reliable change index, first against now
    index_says: Claim
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a change has to say why")


@cache
def change_rules() -> Mapping[str, Any]:
    """The frozen figures of ``knowledge/concerns/change.toml``."""
    found: Mapping[str, Any] = knowledge("concerns/change")["rules"]
    return found


def evidence_at(scores: Floats, error: float | None = None) -> tuple[Floats, Floats, Floats]:
    """(log evidence for better, for worse, estimated change) seen from the last column.

    ``scores`` is (people, weeks), lower is better, NaN missing; ``error`` is the scale's measurement
    error in its own points (default: that of the model).
    """
    model = change_rules()["model"]
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
    model = change_rules()["model"]
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
    bounds = change_rules()["bounds"]
    planned = bounds["log_bounds"]
    return float(planned[max(look, 1) - 1] if look <= len(planned) else bounds["later"])


def change_of(
    scores: Floats, error: float | None = None, shared: float = 0.0, higher: bool = False
) -> Change:
    """Weekly scores (lower is better, NaN missing) of one person → what can be told at the last one.

    A claim stands until scores say otherwise; after «better», scores that rise again are weighed from
    there on and told as «relapse». ``shared`` is the log of how many courses share one budget of errors.
    ``higher``: of this score more is better; all that is told stays in the score's own direction.
    """
    told, scores = scores, -scores if higher else scores
    claim, since, start = Claim.CANNOT_TELL, None, 0
    for end in range(2, len(scores) + 1):
        if not np.isfinite(scores[end - 1]):
            continue
        better, worse, _ = evidence_at(scores[None, start:end], error)
        bound = bound_at(end - start - 1) + shared
        if worse[0] > bound and claim is not Claim.WORSE and claim is not Claim.RELAPSE:
            claim = Claim.RELAPSE if claim is Claim.BETTER else Claim.WORSE
            since, start = end - 1, end - 1
        elif better[0] > bound and claim is not Claim.BETTER:
            claim, since, start = Claim.BETTER, end - 1, end - 1
    change = float(evidence_at(scores[None], error)[2][0]) if len(scores) else 0.0
    index, says = _index(scores, error)
    known = told[np.isfinite(told)]
    facts = {
        "first": round(float(known[0]), 1) if len(known) else None,
        "now": round(float(known[-1]), 1) if len(known) else None,
        "scores": len(known),
    }
    word = claim.value if len(known) > 1 else "too_few"
    said = Because(f"concerns.change.{word}", facts, "bounds", "design", Mark.DESIGN)
    turn = -1.0 if higher else 1.0
    beside = Because(
        "concerns.change.index", {"index": round(turn * index, 1)}, "index", "design", Mark.DESIGN
    )
    return Change(claim, since, turn * change, turn * index, says, (said, beside))


def _index(scores: Floats, error: float | None) -> tuple[float, Claim]:
    known = scores[np.isfinite(scores)]
    if len(known) < 2:
        return 0.0, Claim.CANNOT_TELL
    spread = error or float(change_rules()["model"]["error"])
    index = float(known[-1] - known[0]) / (np.sqrt(2) * spread)
    if abs(index) < float(change_rules()["index"]["limit"]):
        return index, Claim.CANNOT_TELL
    return index, Claim.WORSE if index > 0 else Claim.BETTER
