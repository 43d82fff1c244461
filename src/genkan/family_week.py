"""The family's own plan: one step a week, chosen among up to three, and what was noticed after it.

Steps come from the check-up's prevention shelf, tasks from ``parent_tasks``: often they ask to do less. What
is offered follows what the family knows, or what the person shares, of a step of their own; else it is what
suits every step. Nothing is counted against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from genkan.checkup.care import Care
from genkan.checkup.given import BASES, Given
from genkan.checkup.steps import may_step, week_of
from genkan.knowledge import knowledge_files, sentence, sentences
from genkan.nouns import Mark, Reach, Refused, Trouble
from genkan.own_words import tidy
from genkan.parent_tasks import MOMENTS, REST, SHELVES, parent_tasks, tasks_for
from genkan.sheet import mark_told, source_short

OFFERED = 3
OF_CHECK_UP = 2  # of them, at most this many from the check-up
WEEK = timedelta(days=7)
MOST_PAST, MOST_NOTICED = 200, 400  # weeks; characters
THEN = ("keep", "smaller", "other")
LATELY = 4  # weeks in which a step that was exchanged is not offered again
FLOORS = {
    "room": Reach.ROOM,
    "home": Reach.HOME,
    "doorstep": Reach.DOORSTEP,
    "outside": Reach.OUTSIDE,
    "people": Reach.PEOPLE,
    "part": Reach.PART,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One step of a week: ``kind`` is step (of the check-up) or task."""

    kind: str
    step: str
    since: date

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"kind": self.kind, "step": self.step, "since": self.since.isoformat()}


@dataclass(frozen=True, slots=True)
class Week:
    """A week that is over: what was noticed, how it is known, and what comes then."""

    chosen: Chosen
    until: date
    known_by: str
    then: str
    noticed: str = field(default="", repr=False)

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON."""
        told = {"until": self.until.isoformat(), "known_by": self.known_by, "then": self.then}
        return {**self.chosen.plain(), **told, "noticed": self.noticed}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the family is at. ``shelf`` and ``moment``: what it knows itself of the person's own step."""

    now: Chosen | None = None
    past: tuple[Week, ...] = ()
    begun: date | None = None
    shelf: str = ""
    moment: str = ""

    def is_over(self, day: date) -> bool:
        """Whether the week of the step that was chosen has gone by."""
        return self.now is not None and day - self.now.since >= WEEK

    def with_chosen(self, chosen: Chosen) -> Plan:
        """The same with a step chosen; where one is chosen already, nothing changes."""
        return replace(self, now=self.now or chosen, begun=self.begun or chosen.since)

    def with_week(self, day: date, noticed: str, known_by: str, then: str) -> Plan:
        """The same after a week; kept, the step begins another one. Without a step nothing changes."""
        if self.now is None:
            return self
        week = Week(self.now, day, known_by, then, tidy(noticed, MOST_NOTICED))
        after = replace(self.now, since=day) if then == "keep" else None
        return replace(self, now=after, past=(*self.past, week)[-MOST_PAST:])

    def plain(self) -> dict[str, Any]:
        """Plain values for JSON; ``plan_from`` is the way back."""
        return {
            "now": self.now.plain() if self.now else None,
            "past": [week.plain() for week in self.past],
            "begun": self.begun.isoformat() if self.begun else "",
            "shelf": self.shelf,
            "moment": self.moment,
        }


# ── What is offered ──


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step in words, with why, its source and its mark."""

    id: str
    do: str
    why: str
    then: str
    source: str
    mark: str
    page: str
    page_title: str
    because: tuple[str, ...] = ()


def offered(
    given: Given,
    cares: tuple[Care, ...],
    plan: Plan,
    step: tuple[Reach | None, str | None, str | None] = (None, None, None),
) -> tuple[tuple[str, str], ...]:
    """Up to three (kind, id), in the order in which they are shown; none while a care comes first.

    ``step``: floor, shelf and moment of the person's own step as far as anybody told the family. After
    «smaller» only tasks are left, since they often ask to do less.
    """
    if not may_step(cares):
        return ()
    lately = {week.chosen.step for week in plan.past[-LATELY:] if week.then != "keep"}
    of_check_up = [one.id for one in week_of(given, cares) if one.id not in lately]
    smaller = bool(plan.past) and plan.past[-1].then == "smaller"
    first = [("step", one) for one in ([] if smaller else of_check_up[:OF_CHECK_UP])]
    reach, shelf, moment = step
    tasks = [("task", one.id) for one in tasks_for(reach, shelf, moment or "any", left_out=lately)]
    return tuple((*first, *tasks)[:OFFERED])


def known_step(plan: Plan) -> tuple[Reach | None, str | None, str | None]:
    """Floor, shelf and moment as the family itself knows them; None where it does not."""
    return FLOORS.get(plan.shelf), plan.shelf or None, plan.moment or None


@cache
def _steps() -> Mapping[str, tuple[str, str, Mark]]:
    """Page, source and mark of every step of the check-up's shelf."""
    return {
        one["id"]: (name, one["source"], Mark(one["mark"]))
        for name, content in knowledge_files().items()
        if name.startswith("prevention/")
        for one in content["steps"]
    }


def step_words(kind: str, step: str, lang: str) -> StepWords | None:
    """A step in words; None for one that is no longer there."""
    if kind == "task" and step in parent_tasks():
        task = parent_tasks()[step]
        return StepWords(step, task.does(lang), task.why(lang), "", "", mark_told(Mark.DESIGN, lang), "", "")
    if kind != "step" or step not in _steps():
        return None
    page, source, mark = _steps()[step]
    then = f"step.{step}.then"
    return StepWords(
        step,
        sentence(f"step.{step}.do", lang),
        sentence(f"step.{step}.why", lang),
        sentence(then, lang) if then in sentences() else "",
        source_short(source),
        mark_told(mark if source != "design" else Mark.DESIGN, lang),
        page,
        sentence(f"learn.{page.replace('/', '.')}.title", lang),
    )


# ── Back from plain values ──


def plan_from(value: Any) -> Plan:
    """Read plain values back. Raises Refused for anything that cannot be."""
    given = _table(value, ("now", "past", "begun", "shelf", "moment"))
    past, shelf, moment = given.get("past", []), given.get("shelf", ""), given.get("moment", "")
    if not isinstance(past, list) or len(past) > MOST_PAST:
        raise _refused("past")
    if shelf not in ("", REST, *SHELVES) or moment not in ("", *MOMENTS):
        raise _refused("shelf, moment")
    now = given.get("now")
    return Plan(
        None if now is None else _chosen(_table(now, ("kind", "step", "since"))),
        tuple(_week(one) for one in past),
        _date(given["begun"]) if given.get("begun") else None,
        shelf,
        moment,
    )


def _chosen(given: Mapping[str, Any]) -> Chosen:
    step = given.get("step")
    if given.get("kind") not in ("step", "task") or not isinstance(step, str) or not step.isidentifier():
        raise _refused("step")
    return Chosen(given["kind"], step[:60], _date(given.get("since")))


def _week(value: Any) -> Week:
    given = _table(value, ("kind", "step", "since", "until", "known_by", "then", "noticed"))
    noticed, known_by = given.get("noticed", ""), given.get("known_by")
    if known_by not in ("", *BASES) or given.get("then") not in THEN or not isinstance(noticed, str):
        raise _refused("past")
    until = _date(given.get("until"))
    return Week(_chosen(given), until, str(known_by), given["then"], tidy(noticed, MOST_NOTICED))


def _table(value: Any, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise _refused("{…}")
    return value


def _date(value: Any) -> date:
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _refused("2026-03-01") from None
    if not 2000 <= found.year < 2100:
        raise _refused("2000–2099")
    return found


def _refused(where: str) -> Refused:
    return Refused(Trouble.BAD_VALUES, "week", where)
