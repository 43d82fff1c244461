"""A plan as data: a FHIR R4 collection with CarePlan and Goals, and back again.

Nobody is named: the Patient is an empty record to be matched by whoever receives it. What is unknown is
left out or says «unknown»; an open goal is «in-progress», never «not-achieved».
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from genkan.knowledge import sentence
from genkan.nouns import Refused, Sign, Trouble
from genkan.worksheets.care_plan import WHO, Act, Agreed, Goal, Plan

Resource = dict[str, Any]
SPACE = UUID("0c1f2f0e-6d0e-5a57-8a52-9b8a5a1f7c42")
PLAN = "urn:genkan:care-plan"
WHOSE = "urn:genkan:who"
ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
REACHED = {True: "achieved", False: "in-progress"}
DONE = {True: "completed", False: "in-progress", None: "unknown"}


class _Writer:
    """One bundle in the making. People are written when they are first named."""

    def __init__(self, plan: Plan, lang: str, once: str):
        self.plan, self.lang = plan, lang
        self.seed = json.dumps([asdict(plan), lang, once], default=str, ensure_ascii=False)
        self.entries: list[Resource] = []
        self.people: dict[str, Resource] = {}

    def add(self, resource: Resource, name: str) -> Resource:
        """Put a resource in; returns the reference to it."""
        identity = str(uuid5(SPACE, json.dumps([name, self.seed], ensure_ascii=False)))
        kind = resource["resourceType"]
        placed = {"resourceType": kind, "id": identity, "language": self.lang, **resource}
        self.entries.append({"fullUrl": f"urn:uuid:{identity}", "resource": placed})
        return {"reference": f"urn:uuid:{identity}", "type": kind}

    def person(self) -> Resource:
        """The reference to the person."""
        return self.who("person")

    def who(self, who: str) -> Resource:
        """The reference to one of WHO."""
        if who not in self.people:
            self.people[who] = self.add(self._party(who), who)
        return self.people[who]

    def _party(self, who: str) -> Resource:
        if who == "person":
            return {"resourceType": "Patient"}
        name = sentence(f"worksheet.reads.plan.who.{who}", self.lang)
        role = {"coding": [{"system": WHOSE, "code": who, "display": name}], "text": name}
        if who == "family":
            return {"resourceType": "RelatedPerson", "patient": self.person(), "relationship": [role]}
        return {"resourceType": "Organization", "type": [role], "name": name}


def care_plan_bundle(plan: Plan, lang: str, once: str) -> Resource:
    """The plan as a collection. ``once``: a text used for this bundle only, so that no two people are one."""
    writer = _Writer(plan, lang, once)
    person = writer.person()
    goals = [writer.add(_goal(writer, goal, person), f"goal {at}") for at, goal in enumerate(plan.goals)]
    writer.add(_care_plan(writer, person, goals), "plan")
    return {
        "resourceType": "Bundle",
        "id": str(uuid5(SPACE, json.dumps(writer.entries, ensure_ascii=False))),
        "type": "collection",
        "timestamp": f"{plan.written_on.isoformat()}T12:00:00Z",
        "entry": writer.entries,
    }


def _goal(writer: _Writer, goal: Goal, person: Resource) -> Resource:
    found: Resource = {"resourceType": "Goal", "lifecycleStatus": "completed" if goal.reached else "active"}
    if goal.reached is not None:
        found["achievementStatus"] = {"coding": [{"system": ACHIEVEMENT, "code": REACHED[goal.reached]}]}
    if goal.sign is not None:
        name = sentence(f"sign.{goal.sign.value}", writer.lang)
        coding = {"system": "urn:genkan:sign", "code": goal.sign.value, "display": name}
        found["category"] = [{"coding": [coding], "text": name}]
    found |= {"description": {"text": goal.words}, "subject": person}
    found["startDate"] = writer.plan.written_on.isoformat()
    return found | ({"target": [{"dueDate": goal.by.isoformat()}]} if goal.by else {})


def _care_plan(writer: _Writer, person: Resource, goals: list[Resource]) -> Resource:
    plan = writer.plan
    found: Resource = {"resourceType": "CarePlan"}
    extensions = [_agreed(writer, one) for one in plan.agreed]
    if plan.review_on is not None:
        extensions.append({"url": f"{PLAN}:review", "valueDate": plan.review_on.isoformat()})
    if extensions:
        found["extension"] = extensions
    found |= {
        "identifier": [{"system": f"{PLAN}:version", "value": str(plan.version)}],
        "status": "active",
        "intent": "plan",
        "title": sentence("worksheet.care_plan.title", writer.lang),
        "subject": person,
        "created": plan.written_on.isoformat(),
    }
    found |= {"goal": goals} if goals else {}
    found |= {"activity": [_activity(writer, act) for act in plan.acts]} if plan.acts else {}
    return found | ({"note": [{"text": plan.notes}]} if plan.notes else {})


def _agreed(writer: _Writer, one: Agreed) -> Resource:
    parts: list[Resource] = [{"url": "who", "valueReference": writer.who(one.who)}]
    parts += [{"url": "on", "valueDate": one.on.isoformat()}] if one.on is not None else []
    return {"url": f"{PLAN}:agreed", "extension": parts}


def _activity(writer: _Writer, act: Act) -> Resource:
    detail: Resource = {"status": DONE[act.done]}
    detail |= {"scheduledPeriod": {"end": act.until.isoformat()}} if act.until is not None else {}
    detail |= {"performer": [writer.who(act.who)]} if act.who else {}
    return {"detail": detail | {"description": act.what}}


# ── Back ──


def plan_from_bundle(bundle: Any, file: str = "care plan") -> Plan:
    """A collection as written here → the plan. Raises Refused for anything else."""
    try:
        inside = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
        (care_plan,) = (one for one in inside.values() if one["resourceType"] == "CarePlan")
        return _plan(care_plan, inside)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise Refused(Trouble.DAMAGED, file, "CarePlan") from None


def _plan(care_plan: Mapping[str, Any], inside: Mapping[str, Any]) -> Plan:
    extensions = care_plan.get("extension", [])
    review = [one["valueDate"] for one in extensions if one["url"] == f"{PLAN}:review"]
    notes = care_plan.get("note", [])
    return Plan(
        written_on=date.fromisoformat(care_plan["created"]),
        goals=tuple(_goal_from(inside[one["reference"]]) for one in care_plan.get("goal", [])),
        acts=tuple(_act_from(one["detail"], inside) for one in care_plan.get("activity", [])),
        review_on=date.fromisoformat(review[0]) if review else None,
        agreed=tuple(_agreed_from(one, inside) for one in extensions if one["url"] == f"{PLAN}:agreed"),
        notes=_words(notes[0]["text"]) if notes else "",
        version=int(care_plan["identifier"][0]["value"]),
    )


def _goal_from(goal: Mapping[str, Any]) -> Goal:
    status = goal.get("achievementStatus")
    code = status["coding"][0]["code"] if status else None
    category, target = goal.get("category"), goal.get("target")
    return Goal(
        words=_words(goal["description"]["text"]),
        sign=Sign(category[0]["coding"][0]["code"]) if category else None,
        by=date.fromisoformat(target[0]["dueDate"]) if target else None,
        reached={word: said for said, word in REACHED.items()}[code] if code else None,
    )


def _act_from(detail: Mapping[str, Any], inside: Mapping[str, Any]) -> Act:
    performer, period = detail.get("performer"), detail.get("scheduledPeriod")
    return Act(
        what=_words(detail["description"]),
        who=_who_from(performer[0], inside) if performer else "",
        until=date.fromisoformat(period["end"]) if period else None,
        done={word: said for said, word in DONE.items()}[detail["status"]],
    )


def _agreed_from(extension: Mapping[str, Any], inside: Mapping[str, Any]) -> Agreed:
    parts = {one["url"]: one for one in extension["extension"]}
    on = parts.get("on")
    return Agreed(
        _who_from(parts["who"]["valueReference"], inside), date.fromisoformat(on["valueDate"]) if on else None
    )


def _who_from(reference: Mapping[str, Any], inside: Mapping[str, Any]) -> str:
    party = inside[reference["reference"]]
    if party["resourceType"] == "Patient":
        return "person"
    role = (party.get("relationship") or party["type"])[0]
    code = role["coding"][0]["code"]
    if code not in WHO:
        raise ValueError("nobody this plan knows")
    return str(code)


def _words(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError("words are text")
    return text
