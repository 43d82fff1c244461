"""One version of a plan on paper: goals in own words, who does what, when to look again, who agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

from genkan.knowledge import date_told, sentence
from genkan.letters.paper import set_pages
from genkan.sheet import reason_of
from genkan.worksheets.care_plan import Act, Agreed, Goal, Plan, due

BETWEEN = " · "
Part = dict[str, Any]


def plan_pdf(plan: Plan, as_of: date, lang: str) -> bytes:
    """The plan as it stands on a day, as PDF (PDF/UA-1). Raises Refused when typst is not installed."""
    on = plan.written_on
    title = sentence("worksheet.care_plan.title", lang)
    letter = {
        "lang": lang,
        "title": title,
        "to": "",
        "date": date_told(on, lang),
        "intro": [sentence("people.plan.version", lang, number=plan.version, day=on)],
        "parts": parts_of(plan, as_of, lang),
        "footer": sentence("people.plan.rules_lead", lang),
    }
    words = {"title": title, "lang": lang, "date": [on.year, on.month, on.day], "letters": [letter]}
    return set_pages("letter.typ", words, (), "pdf")


def parts_of(plan: Plan, as_of: date, lang: str) -> list[Part]:
    """The parts of the sheet in order; what nobody wrote has no part. On ``as_of`` a review may be due."""
    goals = [_goal(one, lang) for one in plan.goals] or [sentence("people.plan.no_goals", lang)]
    review = [sentence("people.plan.review_on", lang, day=plan.review_on)] if plan.review_on else []
    review.append(reason_of(due(plan, as_of).because, lang).text)
    agreed = [_agreed(one, lang) for one in plan.agreed]
    found = [
        _part("people.plan.goals", lang, goals),
        _part("people.plan.acts", lang, [_act(one, lang) for one in plan.acts]),
        _part("people.plan.review", lang, review),
        _part("people.plan.agreed", lang, agreed or [sentence("people.plan.agreed_nobody", lang)]),
        _part("people.plan.notes", lang, plan.notes.splitlines()),
    ]
    return [part for part in found if part["lines"]]


def _part(heading: str, lang: str, lines: list[str]) -> Part:
    return {"heading": sentence(heading, lang), "lines": lines, "own": []}


def _goal(one: Goal, lang: str) -> str:
    told = [one.words]
    told += [sentence(f"sign.{one.sign.value}", lang)] if one.sign else []
    told += [sentence("people.plan.by", lang, day=one.by)] if one.by else []
    if one.reached is not None:
        told.append(sentence(f"people.plan.{'reached' if one.reached else 'on_the_way'}", lang))
    return BETWEEN.join(told)


def _act(one: Act, lang: str) -> str:
    told = [one.what]
    told += [sentence(f"worksheet.reads.plan.who.{one.who}", lang)] if one.who else []
    told += [sentence("people.plan.until", lang, day=one.until)] if one.until else []
    if one.done is not None:
        told.append(sentence(f"people.plan.{'done' if one.done else 'not_done'}", lang))
    return BETWEEN.join(told)


def _agreed(one: Agreed, lang: str) -> str:
    who = sentence(f"worksheet.reads.plan.who.{one.who}", lang)
    return sentence("people.plan.agreed_by", lang, who=who, day=one.on) if one.on else who
