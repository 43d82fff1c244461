"""What the person said: own order, what is not theirs, rest, and where to. All of it may be empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from genkan.nouns import Reach
from genkan.plans import plain

TIMES = ("night", "morning", "day", "evening")
COSTS = ("free", "little", "some")
HARDER = ("one", "other", "same")
KEYS = (
    *("expected", "pairs", "needs", "left_out", "country", "times", "cost"),
    *("usual_reach", "toward", "rest", "rest_weekdays"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rungs compared: ``harder`` is one, other or same. Answers may contradict each other."""

    one: str
    other: str
    harder: str


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that was said. ``expected``: rung → how hard it seems, 0 to 100 points."""

    expected: Mapping[str, float] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    needs: Mapping[str, bool] = field(default_factory=dict)  # what is there and what is not
    left_out: frozenset[str] = frozenset()  # rungs that are not theirs, for no reason asked
    country: str = ""  # two letters; empty: only what can be had anywhere
    times: frozenset[str] = frozenset()  # when steps fit; empty: at any time
    cost: str = "some"  # the most a step may cost
    usual_reach: Reach | None = None  # the floor of a usual week, as answered
    toward: str = ""  # a rung they would like to come to
    rest: frozenset[date] = frozenset()
    rest_weekdays: frozenset[int] = frozenset()  # 0 Monday to 6 Sunday

    def rests_on(self, day: date) -> bool:
        """Whether rest is planned for this day."""
        return day in self.rest or day.weekday() in self.rest_weekdays

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON; ``said_from`` is the way back."""
        return {
            "expected": dict(self.expected),
            "pairs": [[pair.one, pair.other, pair.harder] for pair in self.pairs],
            "needs": dict(self.needs),
            "left_out": sorted(self.left_out),
            "country": self.country,
            "times": sorted(self.times),
            "cost": self.cost,
            "usual_reach": None if self.usual_reach is None else int(self.usual_reach),
            "toward": self.toward,
            "rest": sorted(day.isoformat() for day in self.rest),
            "rest_weekdays": sorted(self.rest_weekdays),
        }


def said_from(value: Any) -> Said:
    """Read plain values back. Raises Refused, naming the place, for anything that cannot be."""
    given = plain.table(value, "said", KEYS)
    return Said(
        expected=_expected(given.get("expected", {})),
        pairs=_pairs(given.get("pairs", [])),
        needs=_needs(given.get("needs", {})),
        left_out=frozenset(plain.names(given.get("left_out", []), "left_out")),
        country=_country(given.get("country", "")),
        times=frozenset(plain.one_of(one, "times", TIMES) for one in _list(given.get("times", []), "times")),
        cost=plain.one_of(given.get("cost", "some"), "cost", COSTS),
        usual_reach=_reach(given.get("usual_reach")),
        toward=plain.name(given["toward"], "toward") if given.get("toward") else "",
        rest=frozenset(plain.day(one, "rest") for one in _list(given.get("rest", []), "rest")),
        rest_weekdays=_weekdays(given.get("rest_weekdays", [])),
    )


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise plain.refused(where, "[…]")
    return value


def _expected(value: Any) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise plain.refused("expected", "{…}")
    return MappingProxyType(
        {plain.name(rung, "expected"): plain.points(one, "expected") for rung, one in value.items()}
    )


def _pairs(value: Any) -> tuple[Pair, ...]:
    found = []
    for entry in _list(value, "pairs"):
        if not isinstance(entry, list) or len(entry) != 3:
            raise plain.refused("pairs", "[one, other, harder]")
        one, other = (plain.name(rung, "pairs") for rung in entry[:2])
        if one == other:
            raise plain.refused("pairs", "two different ones")
        found.append(Pair(one, other, plain.one_of(entry[2], "pairs", HARDER)))
    return tuple(found)


def _needs(value: Any) -> Mapping[str, bool]:
    if not isinstance(value, dict) or not all(isinstance(one, bool) for one in value.values()):
        raise plain.refused("needs", "true, false")
    return MappingProxyType({plain.name(need, "needs"): there for need, there in value.items()})


def _country(value: Any) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or len(value) != 2 or not value.isascii() or not value.islower():
        raise plain.refused("country", "th, jp")
    return value


def _reach(value: Any) -> Reach | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value not in set(Reach):
        raise plain.refused("usual_reach", "0–5")
    return Reach(value)


def _weekdays(value: Any) -> frozenset[int]:
    for one in _list(value, "rest_weekdays"):
        if not isinstance(one, int) or isinstance(one, bool) or not 0 <= one <= 6:
            raise plain.refused("rest_weekdays", "0–6")
    return frozenset(value)
