"""A reading → sentences in three languages, and → plain values for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from genkan.concerns.ahead import Ahead, ahead_rules
from genkan.concerns.care import SignChange
from genkan.concerns.change import Change
from genkan.concerns.clock import CriteriaMark
from genkan.concerns.score_table import WeeklyScores
from genkan.concerns.scores import SIGNS
from genkan.concerns.watch import Concern, Watch, WatchLevel
from genkan.knowledge import sentence
from genkan.nouns import Because, Between, Sign

COLON = {"en": ": ", "th": ": ", "ja": "："}
JOINED = {"en": ", ", "th": ", ", "ja": "、"}
AWAY = ("out", "usual", "little", "clear", "far")


@dataclass(frozen=True, slots=True)
class WatchSheet:
    """Everything that is said, part by part, in one language. Parts that say nothing are empty."""

    level: WatchLevel
    state: str
    since: tuple[str, ...]  # when it began, how, since when it is told
    changed: tuple[tuple[str, str], ...]  # sign, and its numbers
    unchanged: tuple[str, ...]
    sure: tuple[str, ...]  # days heard, how often steady lives get the same, what was learnt
    looks_like: str
    silence: tuple[str, ...]  # causes to check
    ahead: tuple[str, ...]
    clock: tuple[str, ...]
    question: str
    care_since: str
    care: tuple[tuple[str, str], ...]  # sign, and what can be told since that day in care
    lang: str

    def short(self) -> tuple[str, ...]:
        """What follows the state on a page that has other things to say as well."""
        told = (*self.since, *(says for _, says in self.changed), *self.unchanged, self.looks_like)
        return tuple(one for one in told if one) or self.sure

    def lines(self) -> list[str]:
        """The same in one list, for a screen without a page."""
        found = [self.state, *self.since, *(says for _, says in self.changed), *self.unchanged, *self.sure]
        found += [self.looks_like, *self.silence, *self.ahead, *self.clock, self.question]
        found += [self.care_since, *(f"{sign}{COLON[self.lang]}{says}" for sign, says in self.care)]
        return [one for one in found if one]


def watch_sheet(
    watch: Watch, lang: str, clock: Sequence[CriteriaMark] = (), changes: Sequence[SignChange] = ()
) -> WatchSheet:
    """A reading in words; ``clock`` and ``changes`` where they are known."""
    concern = watch.concern if watch.level in (WatchLevel.NOTICE, WatchLevel.CONCERN) else None
    measures = concern.because[: len(concern.changed)] if concern is not None else ()
    unchanged = []
    if concern is not None:
        for key, signs in (("unchanged", concern.unchanged), ("unknown", concern.unknown)):
            if signs:
                unchanged.append(sentence(f"concerns.{key}", lang, signs=_named(signs, lang)))
    return WatchSheet(
        level=watch.level,
        state=sentence(f"concerns.state.{watch.level.value}", lang),
        since=_since_words(concern, lang) if concern is not None else (),
        changed=tuple(
            (sentence(f"sign.{sign.value}", lang), because_words(one, lang))
            for sign, one in zip(concern.changed if concern else (), measures, strict=True)
        ),
        unchanged=tuple(unchanged),
        sure=tuple(because_words(one, lang) for one in watch.because if one not in measures),
        looks_like=sentence("concerns.looks_like", lang) if concern is not None else "",
        silence=tuple(sentence(f"concerns.silence.{cause}", lang) for cause in watch.silence.causes)
        if watch.silence is not None
        else (),
        ahead=_ahead_words(watch.ahead, lang) if watch.ahead is not None else (),
        clock=tuple(because_words(one, lang) for mark in clock for one in mark.because),
        question=sentence(clock[0].question, lang) if clock else "",
        care_since=sentence("concerns.page.care_since", lang, since=changes[0].since) if changes else "",
        care=tuple(_care_words(one, lang) for one in changes),
        lang=lang,
    )


def watch_words(
    watch: Watch, lang: str, clock: Sequence[CriteriaMark] = (), changes: Sequence[SignChange] = ()
) -> list[str]:
    """Everything that is said, one sentence or two a line; the first line is the state."""
    return [*watch_sheet(watch, lang, clock, changes).lines(), sentence("page.not_a_diagnosis", lang)]


def _since_words(concern: Concern, lang: str) -> tuple[str, ...]:
    since = {"earliest": concern.since.earliest, "latest": concern.since.latest}
    abrupt = concern.onset.abrupt
    shape = "abrupt" if abrupt > 2 / 3 else "gradual" if abrupt < 1 / 3 else "either"
    lines = [sentence("concerns.since.between", lang, **since), sentence(f"concerns.since.{shape}", lang)]
    if concern.first_told < concern.day:
        lines.append(sentence("concerns.since.still", lang, first=concern.first_told))
    return tuple(lines)


def _care_words(change: SignChange, lang: str) -> tuple[str, str]:
    return sentence(f"sign.{change.sign.value}", lang), because_words(change.because[0], lang)


def _ahead_words(ahead: Ahead, lang: str) -> tuple[str, ...]:
    days, low, _, high = ahead.fan[-1]
    edges = {name: _away(value, lang) for name, value in (("low", low), ("high", high), ("now", ahead.now))}
    key = "same" if edges["low"] == edges["high"] else "between"
    fan = sentence(f"concerns.ahead.{key}", lang, weeks=days // 7, **edges)
    return fan, sentence("concerns.ahead.beyond", lang)


def _away(level: float, lang: str) -> str:
    """How far from the usual, in words; level in own spreads."""
    edges = ahead_rules()["words"]["edges"]
    return sentence(f"concerns.away.{AWAY[sum(level >= edge for edge in edges)]}", lang)


def because_words(because: Because, lang: str) -> str:
    """One reason; facts that name a sentence (sign.mood) are said in words."""
    facts = {
        name: sentence(fact, lang) if isinstance(fact, str) else fact for name, fact in because.facts.items()
    }
    return sentence(because.said, lang, **facts)


def _named(signs: Sequence[Sign], lang: str) -> str:
    return JOINED[lang].join(sentence(f"sign.{sign.value}", lang) for sign in signs)


def watch_told(
    watch: Watch, clock: Sequence[CriteriaMark] = (), changes: Sequence[SignChange] = ()
) -> dict[str, Any]:
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
        "change": round(change.change, 3),
        "index": round(change.index, 3),
        "index_says": change.index_says.value,
        "weeks": len(scores.values),
        "words": list(words),
    }


def _change_told(one: SignChange) -> dict[str, Any]:
    told: dict[str, Any] = {"sign": one.sign.value, "weeks": one.weeks, "claim": None, "change": None}
    if one.change is not None:
        told |= {"claim": one.change.claim.value, "change": round(one.change.change, 3)}
    return told


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
