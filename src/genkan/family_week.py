"""The family's own plan: one step a week, chosen among up to three, and what was noticed after it.

Steps come from the check-up's prevention shelf, tasks from ``parent_tasks``: often they ask to do less. What
is offered follows what the family knows, or what the person shares, of a step of their own; else it is what
suits every step. Nothing is counted against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from genkan.checkup.care import Care
from genkan.checkup.given import BASES, Given
from genkan.checkup.steps import may_step, week_of
from genkan.knowledge import knowledge_files
from genkan.nouns import Mark, Reach
from genkan.own_words import tidy
from genkan.parent_tasks import MOMENTS, REST, SHELVES, parent_tasks, tasks_for
from genkan.plans import plain
from genkan.sheet import StepWords, mark_told, shelf_step

OFFERED = 3
OF_CHECK_UP = 2  # of them, at most this many from the check-up
WEEK = timedelta(days=7)
MOST_PAST, MOST_NOTICED = 200, 400  # weeks; characters
THEN = ("keep", "smaller", "other")
KEYS = (
    "now",
    "past",
    "shelf",
    "moment",
    "known_on",
    "begun",
)  # «begun» stands in older ones, and is not read
CHOSEN = ("kind", "step", "since")
LATELY = 4  # weeks in which a step that was exchanged is not offered again
FLOORS = {one.name.lower(): one for one in Reach}
FILE = "week"  # what Refused names


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
    """What the family is at. ``shelf`` and ``moment``: what it knew of the person's own step, on a day."""

    now: Chosen | None = None
    past: tuple[Week, ...] = ()
    shelf: str = ""
    moment: str = ""
    known_on: date | None = None

    def is_over(self, day: date) -> bool:
        """Whether the week of the step that was chosen has gone by."""
        return self.now is not None and day - self.now.since >= WEEK

    def knowing(self, day: date, shelf: str, moment: str) -> Plan:
        """The same with what the family knows today of the person's own step; what is not known is empty."""
        known = shelf if shelf in (REST, *SHELVES) else ""
        when = moment if moment in MOMENTS and known else ""
        return replace(self, shelf=known, moment=when, known_on=day if known else None)

    def known(self, day: date) -> tuple[str, str]:
        """Shelf and moment, for a week; then nobody knows any more, and both are empty."""
        fresh = self.known_on is not None and day - self.known_on < WEEK
        return (self.shelf, self.moment) if fresh else ("", "")

    def with_chosen(self, chosen: Chosen) -> Plan:
        """The same with a step chosen; where one is chosen already, nothing changes."""
        return replace(self, now=self.now or chosen)

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
            "shelf": self.shelf,
            "moment": self.moment,
            "known_on": self.known_on.isoformat() if self.known_on else "",
        }


# ── What is offered ──


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


def known_step(plan: Plan, day: date) -> tuple[Reach | None, str | None, str | None]:
    """Floor, shelf and moment as the family itself knows them; None where it does not, or not any more."""
    shelf, moment = plan.known(day)
    return FLOORS.get(shelf), shelf or None, moment or None


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
    return shelf_step(f"step.{step}", source, mark, page, lang)


# ── Back from plain values ──


def plan_from(value: Any) -> Plan:
    """Read plain values back. Raises Refused for anything that cannot be."""
    given = plain.table(value, "plan", KEYS, FILE)
    past, shelf, moment = given.get("past", []), given.get("shelf", ""), given.get("moment", "")
    if not isinstance(past, list) or len(past) > MOST_PAST:
        raise plain.refused("past", f"[…] ≤ {MOST_PAST}", FILE)
    now, known_on = given.get("now"), given.get("known_on")
    return Plan(
        None if now is None else _chosen(plain.table(now, "now", CHOSEN, FILE)),
        tuple(_week(one) for one in past),
        plain.one_of(shelf, "shelf", ("", REST, *SHELVES), FILE),
        plain.one_of(moment, "moment", ("", *MOMENTS), FILE),
        plain.day(known_on, "known_on", FILE) if known_on else None,
    )


def _chosen(given: Mapping[str, Any]) -> Chosen:
    step = given.get("step")
    if given.get("kind") not in ("step", "task") or not isinstance(step, str) or not step.isidentifier():
        raise plain.refused("step", file=FILE)
    return Chosen(given["kind"], step[:60], plain.day(given.get("since"), "since", FILE))


def _week(value: Any) -> Week:
    given = plain.table(value, "past", (*CHOSEN, "until", "known_by", "then", "noticed"), FILE)
    noticed = given.get("noticed", "")
    if not isinstance(noticed, str):
        raise plain.refused("noticed", file=FILE)
    return Week(
        _chosen(given),
        plain.day(given.get("until"), "until", FILE),
        plain.one_of(given.get("known_by"), "known_by", ("", *BASES), FILE),
        plain.one_of(given.get("then"), "then", THEN, FILE),
        tidy(noticed, MOST_NOTICED),
    )
