"""The plan: goals in the person's words, who does what until when, who agreed, when to look again.

A version never changes; a change makes the next one, and nobody has agreed to it yet. Goals and acts are
known by their words. What nobody said (reached, done, a day) is None and never counts as «not».
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from genkan.knowledge import knowledge
from genkan.nouns import Because, Mark, Sign
from genkan.worksheets.filled import Row, Sheet

WHO = ("person", "family", "centre", "clinic")
SAYS = "worksheet.reads.plan"
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Goal:
    """Something the person would like to be different; ``by`` is a wish, no deadline."""

    words: str = field(repr=False)
    sign: Sign | None = None
    by: date | None = None
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does; ``who`` is one of WHO or empty."""

    what: str = field(repr=False)
    who: str = ""
    until: date | None = None
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Who agreed to this version, and when, if that was written."""

    who: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan."""

    written_on: date
    goals: tuple[Goal, ...]
    acts: tuple[Act, ...] = ()
    review_on: date | None = None
    agreed: tuple[Agreed, ...] = ()
    notes: str = field(default="", repr=False)
    version: int = 1

    @property
    def has_agreed(self) -> tuple[str, ...]:
        """Who has agreed, once each. Without «person» in it, it is a plan for others only."""
        return tuple(dict.fromkeys(one.who for one in self.agreed))


def plan_of(sheet: Sheet, on: date, before: Plan | None = None) -> Plan:
    """A care_plan sheet as a plan; ``on`` where it says no day, ``before`` the version it follows."""
    written = sheet.get("written_on")
    review, notes = sheet.get("review_on"), sheet.get("notes")
    return Plan(
        written_on=written if isinstance(written, date) else on,
        goals=tuple(_goal(row) for row in sheet.rows("goals") if row.get("words")),
        acts=tuple(_act(row) for row in sheet.rows("acts") if row.get("what")),
        review_on=review if isinstance(review, date) else None,
        agreed=tuple(
            Agreed(_text(row, "who"), _day(row, "on")) for row in sheet.rows("agreed") if row.get("who")
        ),
        notes=notes if isinstance(notes, str) else "",
        version=before.version + 1 if before is not None else 1,
    )


def next_version(plan: Plan, on: date, **changes: Any) -> Plan:
    """The version after this one, to which nobody has agreed yet. Raises ValueError for an earlier day."""
    if on < plan.written_on:
        raise ValueError("a version cannot be older than the one before it")
    return replace(plan, **({"agreed": ()} | changes | {"version": plan.version + 1, "written_on": on}))


def differences(earlier: Plan, later: Plan) -> tuple[Because, ...]:
    """What changed from one version to another, one sentence each; one sentence too where nothing did."""
    found = [*_between(earlier.goals, later.goals, "goal", lambda one: one.words, _goal_changes)]
    found += _between(earlier.acts, later.acts, "act", lambda one: one.what, _act_changes)
    if earlier.review_on != later.review_on and later.review_on is not None:
        found.append(_because("differs.review", {"day": later.review_on}))
    added = set(later.agreed) - set(earlier.agreed)
    found += [
        _because("differs.agreed", {"who": f"{SAYS}.who.{one.who}", "on": one.on})
        for one in later.agreed
        if one in added
    ]
    if earlier.notes != later.notes:
        found.append(_because("differs.notes", {}))
    return tuple(found) or (_because("differs.nothing", {}),)


# ── When to look again ──


class DueState(StrEnum):
    """Whether it is time to look at a plan again."""

    NOT_YET = "not_yet"
    DUE = "due"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Due:
    """``first`` and ``last`` are the days between which looking again is meant."""

    state: DueState
    first: date
    last: date
    because: Because


def due(plan: Plan, as_of: date) -> Due:
    """Four to six weeks after this version, or from the agreed day on."""
    rule = knowledge("worksheets/care_plan")["rules"]["review"]
    first = plan.review_on or plan.written_on + timedelta(weeks=int(rule["earliest_weeks"]))
    last = max(first, plan.written_on + timedelta(weeks=int(rule["latest_weeks"])))
    state = DueState.NOT_YET if as_of < first else DueState.DUE if as_of <= last else DueState.OVER
    weeks = max(0, (as_of - plan.written_on).days // 7)
    facts: dict[str, Any] = {"first": first, "last": last, "weeks": weeks}
    because = Because(f"{SAYS}.due.{state}", facts, "review", rule["source"], Mark(rule["mark"]))
    return Due(state, first, last, because)


# ── More help, less help ──


class Way(StrEnum):
    """What the rules point to; a professional and the person decide."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known at a review. None: nobody knows, and it never counts for anything."""

    danger: bool | None = None
    weeks: int | None = None  # since this kind of help began
    changed: bool | None = None  # some sign is told better
    criteria_newly_met: bool | None = None
    worse: bool | None = None
    beside: bool | None = None  # something that goes along is newly suspected
    weeks_better: int | None = None
    wishes_less: bool | None = None


@dataclass(frozen=True, slots=True)
class StepChange:
    """More help, less help or the same, with every rule that points there."""

    way: Way
    because: tuple[Because, ...]


def step_change(plan: Plan, standing: Standing) -> StepChange:
    """What the published and chosen rules point to. Up goes before down."""
    rules = knowledge("worksheets/care_plan")["rules"]
    for way in (Way.UP, Way.DOWN):
        pointing = [rule for rule in rules[way.value] if _points(rule, plan, standing)]
        if pointing:
            return StepChange(way, tuple(_rule(way, rule) for rule in pointing))
    known = (standing.changed, standing.worse, standing.criteria_newly_met, standing.beside)
    way = Way.CANNOT_TELL if all(one is None for one in known) else Way.SAME
    return StepChange(way, (_because(f"step.{way}", {}),))


def _points(rule: Mapping[str, Any], plan: Plan, now: Standing) -> bool:
    weeks = int(rule.get("weeks", 0))
    return {
        "danger": now.danger is True,
        "no_change": now.changed is False and now.weeks is not None and now.weeks >= weeks,
        "criteria_met": now.criteria_newly_met is True,
        "worse": now.worse is True,
        "beside": now.beside is True,
        "better": now.wishes_less is True and now.weeks_better is not None and now.weeks_better >= weeks,
        "reached": bool(plan.goals) and all(goal.reached is True for goal in plan.goals),
    }[rule["id"]]


def _rule(way: Way, rule: Mapping[str, Any]) -> Because:
    facts = {"weeks": rule["weeks"]} if "weeks" in rule else {}
    return Because(f"{SAYS}.step.{way}.{rule['id']}", facts, rule["id"], rule["source"], Mark(rule["mark"]))


# ── Parts ──


def _between(
    earlier: Sequence[Part],
    later: Sequence[Part],
    kind: str,
    words: Callable[[Part], str],
    changes: Callable[[Part, Part], Iterator[Because]],
) -> Iterator[Because]:
    before = {words(one): one for one in earlier}
    after = {words(one): one for one in later}
    yield from (_because(f"differs.{kind}.new", {"words": name}) for name in after if name not in before)
    yield from (_because(f"differs.{kind}.gone", {"words": name}) for name in before if name not in after)
    for name in (name for name in after if name in before):
        yield from changes(before[name], after[name])


def _goal_changes(before: Goal, after: Goal) -> Iterator[Because]:
    if after.reached is True and before.reached is not True:
        yield _because("differs.goal.reached", {"words": after.words})
    if (before.by, before.sign) != (after.by, after.sign) or (
        before.reached is True and after.reached is not True
    ):
        yield _because("differs.goal.changed", {"words": after.words, "by": after.by})


def _act_changes(before: Act, after: Act) -> Iterator[Because]:
    if after.done is True and before.done is not True:
        yield _because("differs.act.done", {"words": after.what})
    if (before.who, before.until) != (after.who, after.until) or (
        before.done is True and after.done is not True
    ):
        who = f"{SAYS}.who.{after.who}" if after.who else None
        yield _because("differs.act.changed", {"words": after.what, "who": who, "until": after.until})


def _goal(row: Row) -> Goal:
    sign = _text(row, "sign")
    return Goal(_text(row, "words"), Sign(sign) if sign else None, _day(row, "by"), _said(row, "reached"))


def _act(row: Row) -> Act:
    return Act(_text(row, "what"), _text(row, "who"), _day(row, "until"), _said(row, "done"))


def _text(row: Row, name: str) -> str:
    found = row.get(name)
    return found if isinstance(found, str) else ""


def _day(row: Row, name: str) -> date | None:
    found = row.get(name)
    return found if isinstance(found, date) else None


def _said(row: Row, name: str) -> bool | None:
    found = row.get(name)
    return found if isinstance(found, bool) else None


def _because(said: str, facts: Mapping[str, Any]) -> Because:
    return Because(f"{SAYS}.{said}", facts, "plan", "design", Mark.DESIGN)
