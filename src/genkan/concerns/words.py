"""A reading → sentences in three languages, and → plain values for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from genkan.concerns.clock import CriteriaMark
from genkan.concerns.scores import SIGNS
from genkan.concerns.watch import Concern, Watch, WatchLevel
from genkan.knowledge import sentence
from genkan.nouns import Because, Between, Sign

JOINED = {"en": ", ", "th": " ", "ja": "、"}


def watch_words(watch: Watch, lang: str, marks: Sequence[CriteriaMark] = ()) -> list[str]:
    """Everything that is said, one sentence or two a line; the first line is the state."""
    lines = [sentence(f"concerns.state.{watch.level.value}", lang)]
    if watch.level in (WatchLevel.NOTICE, WatchLevel.CONCERN) and watch.concern is not None:
        lines += concern_words(watch.concern, lang)
    said = {id(one) for one in watch.concern.because} if watch.concern is not None else set()
    lines += [because_words(one, lang) for one in watch.because if id(one) not in said]
    if watch.silence is not None:
        lines += [sentence(f"concerns.silence.{cause}", lang) for cause in watch.silence.causes]
    if watch.ahead is not None:
        days, low, _, high = watch.ahead.fan[-1]
        facts = {"low": low, "high": high, "now": watch.ahead.now}
        lines.append(sentence("concerns.ahead.fan", lang, weeks=days // 7, **facts))
        lines.append(sentence("concerns.ahead.beyond", lang))
    for mark in marks:
        lines += [because_words(one, lang) for one in mark.because]
    if marks:
        lines.append(sentence(marks[0].question, lang))
    return [*lines, sentence("page.not_a_diagnosis", lang)]


def concern_words(concern: Concern, lang: str) -> list[str]:
    """Since when, what changed, what did not, what else looks like this."""
    since = {"earliest": concern.since.earliest, "latest": concern.since.latest}
    abrupt = concern.onset.abrupt
    shape = "abrupt" if abrupt > 2 / 3 else "gradual" if abrupt < 1 / 3 else "either"
    lines = [sentence("concerns.since.between", lang, **since), sentence(f"concerns.since.{shape}", lang)]
    lines += [because_words(one, lang) for one in concern.because]
    for key, signs in (("unchanged", concern.unchanged), ("unknown", concern.unknown)):
        if signs:
            lines.append(sentence(f"concerns.{key}", lang, signs=_named(signs, lang)))
    return [*lines, sentence("concerns.looks_like", lang)]


def because_words(because: Because, lang: str) -> str:
    """One reason; facts that name a sentence (sign.mood) are said in words."""
    facts = {
        name: sentence(fact, lang) if isinstance(fact, str) else fact for name, fact in because.facts.items()
    }
    return sentence(because.said, lang, **facts)


def _named(signs: Sequence[Sign], lang: str) -> str:
    return JOINED[lang].join(sentence(f"sign.{sign.value}", lang) for sign in signs)


def watch_told(watch: Watch, marks: Sequence[CriteriaMark] = ()) -> dict[str, Any]:
    """The same for other programs; dates as ISO text, unknown as null. See docs/reference/watch-schema.md."""
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
            {"months": mark.months, "where": mark.where, **_between_told(mark.between)} for mark in marks
        ],
        "because": [_because_told(one) for one in watch.because],
    }


def _concern_told(concern: Concern) -> dict[str, Any]:
    return {
        "level": concern.level.value,
        "day": concern.day.isoformat(),
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
