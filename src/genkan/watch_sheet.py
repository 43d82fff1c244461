"""What watching says, in whole sentences of one language, for terminal, page and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genkan.concerns.ahead import Ahead
from genkan.concerns.care import SignChange
from genkan.concerns.clock import CriteriaMark
from genkan.concerns.figures import rules
from genkan.concerns.watch import Concern, Watch, WatchLevel
from genkan.knowledge import sentence
from genkan.nouns import Sign
from genkan.sheet import COLON, COMMA, Reason, reason_of

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
    clock: tuple[Reason, ...]
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
        found = [self.state, *self.since, *(says for _, says in self.changed), *self.unchanged]
        found += [*self.sure, self.looks_like, *self.silence, *self.ahead]
        found += [*(one.text for one in self.clock), self.question]
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
            (sentence(f"sign.{sign.value}", lang), reason_of(one, lang).text)
            for sign, one in zip(concern.changed if concern else (), measures, strict=True)
        ),
        unchanged=tuple(unchanged),
        sure=tuple(reason_of(one, lang).text for one in watch.because if one not in measures),
        looks_like=sentence("concerns.looks_like", lang) if concern is not None else "",
        silence=tuple(sentence(f"concerns.silence.{cause}", lang) for cause in watch.silence.causes)
        if watch.silence is not None
        else (),
        ahead=_ahead_words(watch.ahead, lang) if watch.ahead is not None else (),
        clock=tuple(reason_of(one, lang) for mark in clock for one in mark.because),
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
    return sentence(f"sign.{change.sign.value}", lang), reason_of(change.because[0], lang).text


def _ahead_words(ahead: Ahead, lang: str) -> tuple[str, ...]:
    days, low, _, high = ahead.fan[-1]
    edges = {name: _away(value, lang) for name, value in (("low", low), ("high", high), ("now", ahead.now))}
    key = "same" if edges["low"] == edges["high"] else "between"
    fan = sentence(f"concerns.ahead.{key}", lang, weeks=days // 7, **edges)
    return fan, sentence("concerns.ahead.beyond", lang)


def _away(level: float, lang: str) -> str:
    """How far from the usual, in words; level in own spreads."""
    edges = rules("ahead")["words"]["edges"]
    return sentence(f"concerns.away.{AWAY[sum(level >= edge for edge in edges)]}", lang)


def _named(signs: Sequence[Sign], lang: str) -> str:
    return COMMA[lang].join(sentence(f"sign.{sign.value}", lang) for sign in signs)
