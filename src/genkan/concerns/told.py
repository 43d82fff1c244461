"""Readings → plain values for other programs. See docs/reference/watch-schema.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from genkan.concerns.care import SignChange
from genkan.concerns.change import Change
from genkan.concerns.clock import CriteriaMark
from genkan.concerns.score_table import WeeklyScores
from genkan.concerns.scores import SIGNS
from genkan.concerns.watch import Concern, Watch
from genkan.nouns import Because, Between


def watch_told(
    watch: Watch, clock: Sequence[CriteriaMark] = (), changes: Sequence[SignChange] = ()
) -> dict[str, Any]:
    """Everything that is said; dates as ISO text, unknown as null."""
    concern = watch.concern
    return {
        "as_of": watch.as_of.isoformat(),
        "level": watch.level.value,
        "evidence": round(watch.evidence, 3),
        "concern": None if concern is None else _concern_told(concern),
        "silence": None
        if watch.silence is None
        else {
            "since": watch.silence.since.isoformat() if watch.silence.since else None,
            "days": watch.silence.days,
            "causes": list(watch.silence.causes),
        },
        "ahead": None
        if watch.ahead is None
        else {
            "now": round(watch.ahead.now, 3),
            "state": watch.ahead.state,
            "fan": [[days, *(round(edge, 3) for edge in edges)] for days, *edges in watch.ahead.fan],
        },
        "earlier": [{"day": day.isoformat(), "level": level.value} for day, level in watch.earlier],
        "marks": [
            {"months": mark.months, "where": mark.where, **_between_told(mark.between)} for mark in clock
        ],
        "changes": [_change_told(one) for one in changes],
        "because": [_because_told(one) for one in watch.because],
    }


def _concern_told(concern: Concern) -> dict[str, Any]:
    return {
        "level": concern.level.value,
        "day": concern.day.isoformat(),
        "first_told": concern.first_told.isoformat(),
        "since": _between_told(concern.since),
        "abrupt": round(concern.onset.abrupt, 3),
        "changed": [sign.value for sign in concern.changed],
        "unchanged": [sign.value for sign in concern.unchanged],
        "unknown": [sign.value for sign in concern.unknown],
        "sizes": {
            sign.value: None if size != size else round(size, 3)
            for sign, size in zip(SIGNS, concern.onset.sizes, strict=True)
        },
        "heard": concern.heard,
    }


def change_told(change: Change, person: str, scores: WeeklyScores, words: Sequence[str]) -> dict[str, Any]:
    """One score's change for other programs; unknown as null."""
    return {
        "person": person,
        "score": scores.name,
        "claim": change.claim.value,
        "since": scores.date_at(change.since).isoformat() if change.since is not None else None,
        "change": _rounded(change.change),
        "index": _rounded(change.index),
        "index_says": change.index_says.value,
        "weeks": len(scores.values),
        "words": list(words),
    }


def _change_told(one: SignChange) -> dict[str, Any]:
    told: dict[str, Any] = {"sign": one.sign.value, "weeks": one.weeks, "claim": None, "change": None}
    if one.change is not None:
        told |= {"claim": one.change.claim.value, "change": _rounded(one.change.change)}
    return told


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _between_told(between: Between) -> dict[str, str | None]:
    return {
        "earliest": between.earliest.isoformat() if between.earliest else None,
        "latest": between.latest.isoformat() if between.latest else None,
    }


def _because_told(because: Because) -> dict[str, Any]:
    facts = {
        name: fact.isoformat() if isinstance(fact, date) else fact for name, fact in because.facts.items()
    }
    return {"said": because.said, "facts": facts, "source": because.source, "mark": because.mark.value}
