"""A climb: everything a person keeps of their own way on the ladder, as one plain value.

What they said, what they tried, what they have begun and not yet told of, their own steps and their own words
for others; and what they answered when asked before a first step. Nothing in it is ever set back: tries that
find no room any more are counted on, and the furthest floor stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from genkan.nouns import Reach
from genkan.own_words import tidy
from genkan.plans import plain
from genkan.plans.rungs import LEANS, Rung, alike, rung_words, rungs, shelf_of
from genkan.plans.said import Said, said_from
from genkan.plans.tries import MOST_WORDS, Outcome, Stone, Try, stones_of, try_from

MOST_TRIES, MOST_BEGUN, MOST_OWN, MOST_WORDED = 3_000, 10, 60, 300
MOST_ANSWERS = 20
MOST_SAID = 600  # entries of one list of what was said
MOST_NAME = 80  # characters of a step in own words
NEWS = timedelta(days=7)  # how long the last thing done is news to whoever it is shared with
KEYS = (
    *("said", "tries", "begun", "own", "words", "answers", "asked_on"),
    *("held_on", "held_for", "earlier", "earlier_done", "furthest"),
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A step somebody means to try, with what they expect; ``id`` was made where the form was."""

    id: str
    rung: str
    day: date
    expected: float | None = None
    expectation: str = field(default="", repr=False)
    fear: str = field(default="", repr=False)

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON, empty ones left out."""
        told: dict[str, Any] = {"id": self.id, "rung": self.rung, "day": self.day.isoformat()}
        number = {} if self.expected is None else {"expected": self.expected}
        return told | number | {key: one for key in ("expectation", "fear") if (one := getattr(self, key))}


@dataclass(frozen=True, slots=True)
class Kept:
    """A try as it is kept, with what was feared before it."""

    id: str
    one: Try
    fear: str = field(default="", repr=False)

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"id": self.id, **self.one.plain()} | ({"fear": self.fear} if self.fear else {})


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own step, made like one of the ladder, or a little easier or harder."""

    id: str
    like: str
    lean: str
    words: str = field(repr=False)

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"id": self.id, "like": self.like, "lean": self.lean, "words": self.words}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is with their steps, for whoever that is shared with: no words, no single try.

    ``moment``: before, done, not_done or rest. ``reach`` and ``shelf`` are None while they rest.
    """

    moment: str
    reach: Reach | None
    shelf: str | None
    month: int  # tries in the last 30 days; «not today» is none


@dataclass(frozen=True, slots=True)
class Climb:
    """Everything of one person. ``held_on``: the day on which own words asked for help first."""

    said: Said = field(default_factory=Said)
    tries: tuple[Kept, ...] = ()
    begun: tuple[Begun, ...] = ()
    own: tuple[Own, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict, repr=False)  # own words for rungs of the ladder
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    asked_on: date | None = None
    held_on: date | None = None
    held_for: tuple[str, ...] = ()
    earlier: int = 0  # tries before the oldest that is kept, without «not today»
    earlier_done: int = 0  # of these, those that were done
    furthest: Reach | None = None  # the furthest floor ever done

    def ladder(self) -> dict[str, Rung]:
        """Every rung, the person's own among them."""
        found = dict(rungs())
        for one in self.own:
            if one.like in found:
                found[one.id] = alike(found[one.like], one.id, one.lean)
        return found

    def says(self, rung: str, lang: str) -> str:
        """A rung in the person's words, else in ours; empty for one that is gone."""
        own = {one.id: one.words for one in self.own} | dict(self.words)
        if rung in own:
            return own[rung]
        return rung_words(rung, lang) if rung in rungs() else ""

    def plain_tries(self) -> list[Try]:
        """The tries alone, for offers and paths."""
        return [kept.one for kept in self.tries]

    def counted(self) -> tuple[int, int]:
        """Tries so far, and how many of them were done; what was not for that day is no try."""
        tried, done = _counted(self.tries)
        return tried + self.earlier, done + self.earlier_done

    def path(self) -> tuple[Stone, ...]:
        """Every try as a stone on its floor; within a day in the order in which they were told."""
        told = sorted((kept.one for kept in self.tries), key=lambda one: one.day)
        return stones_of(told, self.ladder())

    def has_begun(self, identity: str) -> Begun | None:
        """One step that was begun and not yet told of."""
        return next((one for one in self.begun if one.id == identity), None)

    def knows(self, identity: str) -> bool:
        """Whether something with this id was kept before."""
        return self.has_begun(identity) is not None or any(kept.id == identity for kept in self.tries)

    def with_begun(self, one: Begun) -> Climb:
        """The same with a step begun; the same again changes nothing, and the oldest makes room."""
        if self.knows(one.id):
            return self
        return replace(self, begun=(*self.begun, one)[-MOST_BEGUN:])

    def without_begun(self, identity: str) -> Climb:
        """The same with one that is let be: it counts for nothing."""
        return replace(self, begun=tuple(one for one in self.begun if one.id != identity))

    def with_try(self, kept: Kept) -> Climb:
        """The same with a try told of; the same again changes nothing."""
        if any(one.id == kept.id for one in self.tries):
            return self
        listed = (*self.tries, kept)
        gone = max(len(listed) - MOST_TRIES, 0)
        tried, done = _counted(listed[:gone])
        return replace(
            self.without_begun(kept.id),
            tries=listed[gone:],
            earlier=self.earlier + tried,
            earlier_done=self.earlier_done + done,
            furthest=self._furthest_with(kept.one),
        )

    def _furthest_with(self, one: Try) -> Reach | None:
        rung = self.ladder().get(one.rung)
        if one.outcome != Outcome.DONE or rung is None:
            return self.furthest
        return rung.reach if self.furthest is None else max(self.furthest, rung.reach)

    def held(self, day: date) -> tuple[str, ...]:
        """The cares for which own words hold steps back on this day."""
        return self.held_for if self.held_on == day else ()

    def standing(self, day: date) -> Standing | None:
        """Where this person is, if that is news; None after a week without anything."""
        month, _ = _counted(kept for kept in self.tries if day - timedelta(days=30) < kept.one.day <= day)
        if day in self.said.rest:
            return Standing("rest", None, None, month)
        last = self._last()
        if last is None or not day - NEWS < last[0] <= day or (rung := self.ladder().get(last[1])) is None:
            return None
        return Standing(last[2], rung.reach, self._shelf(rung.id), month)

    def _last(self) -> tuple[date, str, str] | None:
        """Day, rung and moment of the newest thing."""
        tried = [
            (kept.one.day, kept.one.rung, "not_done" if kept.one.outcome == Outcome.NOT_TODAY else "done")
            for kept in self.tries[-1:]
        ]
        begun = [(one.day, one.rung, "before") for one in self.begun[-1:]]
        return max((*tried, *begun), key=lambda one: one[0], default=None)

    def _shelf(self, rung: str) -> str:
        own = {one.id: one.like for one in self.own}
        return shelf_of(own.get(rung, rung))

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON; ``climb_from`` is the way back."""
        return {
            "said": self.said.plain(),
            "tries": [one.plain() for one in self.tries],
            "begun": [one.plain() for one in self.begun],
            "own": [one.plain() for one in self.own],
            "words": dict(self.words),
            "answers": {name: list(chosen) for name, chosen in self.answers.items()},
            "asked_on": self.asked_on.isoformat() if self.asked_on else "",
            "held_on": self.held_on.isoformat() if self.held_on else "",
            "held_for": list(self.held_for),
            "earlier": self.earlier,
            "earlier_done": self.earlier_done,
            "furthest": None if self.furthest is None else int(self.furthest),
        }


def climb_from(value: Any) -> Climb:
    """Read plain values back. Raises Refused, naming the place, for anything that cannot be."""
    given = plain.table(value, "ladder", KEYS)
    furthest, earlier = given.get("furthest"), _count(given, "earlier", 10**6 - 1)
    if furthest is not None and (isinstance(furthest, bool) or furthest not in set(Reach)):
        raise plain.refused("furthest", "0–5")
    return Climb(
        said=_said(given.get("said", {})),
        tries=tuple(_kept(one) for one in _list(given, "tries", MOST_TRIES)),
        begun=tuple(_begun(one) for one in _list(given, "begun", MOST_BEGUN)),
        own=tuple(_own(one) for one in _list(given, "own", MOST_OWN)),
        words=_words(given.get("words", {})),
        answers=_answers(given.get("answers", {})),
        asked_on=_day(given, "asked_on"),
        held_on=_day(given, "held_on"),
        held_for=plain.names(_list(given, "held_for", 20), "held_for"),
        earlier=earlier,
        earlier_done=_count(given, "earlier_done", earlier),
        furthest=None if furthest is None else Reach(furthest),
    )


def _counted(tries: Iterable[Kept]) -> tuple[int, int]:
    """How many were tried, and how many of them done."""
    outcomes = [kept.one.outcome for kept in tries]
    return sum(one != Outcome.NOT_TODAY for one in outcomes), outcomes.count(Outcome.DONE)


def _count(given: Mapping[str, Any], name: str, most: int) -> int:
    found = given.get(name, 0)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= most:
        raise plain.refused(name, f"0–{most}")
    return found


def _list(given: Mapping[str, Any], name: str, most: int) -> list[Any]:
    found = given.get(name, [])
    if not isinstance(found, list) or len(found) > most:
        raise plain.refused(name, f"[…] ≤ {most}")
    return found


def _said(value: Any) -> Said:
    said = said_from(value)
    sizes: Iterable[Any] = (said.expected, said.pairs, said.needs, said.left_out, said.rest)
    if any(len(one) > MOST_SAID for one in sizes):
        raise plain.refused("said", f"≤ {MOST_SAID}")
    return said


def _day(given: Mapping[str, Any], name: str) -> date | None:
    return plain.day(given[name], name) if given.get(name) else None


def _key(value: Any) -> str:
    if not isinstance(value, str) or not 16 <= len(value) <= 64 or not value.replace("-", "").isalnum():
        raise plain.refused("id")
    return value


def _text(value: Any, where: str, most: int = MOST_WORDS) -> str:
    if not isinstance(value, str):
        raise plain.refused(where)
    return tidy(value, most)


def _kept(value: Any) -> Kept:
    if not isinstance(value, dict):
        raise plain.refused("tries", "{…}")
    rest = {key: one for key, one in value.items() if key not in ("id", "fear")}
    return Kept(_key(value.get("id")), try_from(rest), _text(value.get("fear", ""), "fear"))


def _begun(value: Any) -> Begun:
    given = plain.table(value, "begun", ("id", "rung", "day", "expected", "expectation", "fear"))
    return Begun(
        _key(given.get("id")),
        plain.name(given.get("rung"), "rung"),
        plain.day(given.get("day"), "day"),
        None if given.get("expected") is None else plain.points(given["expected"], "expected"),
        _text(given.get("expectation", ""), "expectation"),
        _text(given.get("fear", ""), "fear"),
    )


def _own(value: Any) -> Own:
    given = plain.table(value, "own", ("id", "like", "lean", "words"))
    identity, words = plain.name(given.get("id"), "id"), _text(given.get("words"), "words", MOST_NAME)
    if identity in rungs() or not words:
        raise plain.refused("own", "a new id, words")
    like = plain.name(given.get("like"), "like")  # it may have left the ladder since
    return Own(identity, like, plain.one_of(given.get("lean"), "lean", tuple(LEANS)), words)


def _words(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_WORDED:
        raise plain.refused("words", f"{{…}} ≤ {MOST_WORDED}")
    found = {plain.name(rung, "words"): _text(one, "words", MOST_NAME) for rung, one in value.items()}
    return MappingProxyType({rung: one for rung, one in found.items() if one})


def _answers(value: Any) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        raise plain.refused("answers", f"{{…}} ≤ {MOST_ANSWERS}")
    return MappingProxyType(
        {plain.name(name, "answers"): plain.names(one, "answers") for name, one in value.items()}
    )
