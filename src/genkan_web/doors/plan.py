"""The plan of a notebook: written, looked at again, its versions, as data; and read over a link."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from genkan.knowledge import knowledge
from genkan.letters.html import figure_of
from genkan.letters.plan_sheet import plan_pdf
from genkan.nouns import Because, Mark, Sign
from genkan.sheet import Reason, reason_of
from genkan.worksheets import cares_of, seen_in, taken
from genkan.worksheets.care_plan import WHO, Standing, differences, due, step_change
from genkan.worksheets.care_plan_fhir import care_plan_bundle
from genkan_web import bridge, once
from genkan_web.care import agreeing
from genkan_web.diary import plans
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.diary.plan_body import SHEET
from genkan_web.diary.plans import Version
from genkan_web.doors.help_first import help_first
from genkan_web.doors.linked import book_of, link_here
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.doors.plan_form import Form, typed
from genkan_web.stopped import ChangedMeanwhile

ASKED = ("danger", "changed", "worse", "criteria_newly_met", "beside", "wishes_less")
WEEKS = ("weeks", "weeks_better")
MOST_WEEKS = 999
SAYS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of more or less help, with its source."""

    way: str
    reason: Reason


def plan(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """The plan as it is now, the picture beside it, the rules, and what changed."""
    book = notebook_here(request)
    return _plan_page(request, book, plans.versions(book), 0)


def version(request: HttpRequest, key: uuid.UUID, version: int) -> HttpResponse:  # noqa: ARG001
    """One version, old or new, as it was."""
    book = notebook_here(request)
    found = plans.versions(book)
    at = next((at for at, one in enumerate(found) if one.number == version), None)
    if at is None:
        return redirect("plan", key=book.pk)
    return _plan_page(request, book, found, at)


def _plan_page(request: HttpRequest, book: Notebook, found: list[Version], at: int) -> HttpResponse:
    if not found:
        return render(request, "people/plan.html", {"book": book})
    lang, one = language_here(request), found[at]
    before = found[at + 1] if at + 1 < len(found) else None
    shown = agreeing.agreed_plan(book, one)
    context = {
        "book": book,
        "version": one,
        "plan": shown,
        "is_newest": at == 0,
        "yeses": agreeing.yeses(book, one),
        "written": one.plan.agreed,
        "due": reason_of(due(shown, today_of(book)).because, lang),
        "rules": rules(lang),
        "before": before,
        "differs": _differs(before, one, lang) if before is not None else (),
        "versions": found,
        "figure": figure(book, lang) if at == 0 else "",
        **help_first(request, cares_of(seen_in(one.sheet))),
    }
    return render(request, "people/plan.html", context)


def _differs(before: Version, after: Version, lang: str) -> tuple[str, ...]:
    return tuple(reason_of(one, lang).text for one in differences(before.plan, after.plan))


def rules(lang: str) -> tuple[Rule, ...]:
    """Every rule of more and of less help, with its source and how well that is known."""
    known = knowledge(f"worksheets/{SHEET}")["rules"]
    return tuple(
        Rule(
            way,
            reason_of(
                Because(
                    f"worksheet.reads.plan.step.{way}.{rule['id']}",
                    {"weeks": rule["weeks"]} if "weeks" in rule else {},
                    rule["id"],
                    rule["source"],
                    Mark(rule["mark"]),
                ),
                lang,
            ),
        )
        for way in ("up", "down")
        for rule in known[way]
    )


def figure(book: Notebook, lang: str) -> str:
    """The way out of this notebook to lay beside the plan; empty where no day is written."""
    days = bridge.days_of(book)
    if days is None:
        return ""
    course = bridge.course_of_notebook(book, days)
    watching = bridge.watching_of_notebook(book, course, today_of(book), book.kind == Notebook.Kind.OWN)
    return mark_safe(figure_of(course, watching, lang))  # noqa: S308 (escaped there)


# ── Writing ──


def write(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The next version, made from the newest one; nothing typed is ever thrown away."""
    book = notebook_here(request)
    last = plans.newest(book)
    if request.method != "POST":
        return _form(request, book, typed(last.sheet if last else None), last.number if last else 0)
    sent = {name: request.POST.getlist(name) for name in request.POST}
    seen = once.seen_in(request.POST.get("seen", ""))
    form = typed(sent)
    if "more" in request.POST:
        return _form(request, book, form.longer(), seen)
    read = taken(SHEET, sent)
    if not read.ok:
        return _form(request, book, form, seen, "people.plan.wrong", 400, read.troubles)
    if not any(row.get("words") for row in read.sheet.rows("goals")):
        return _form(request, book, form, seen, "people.plan.no_goal", 400)
    try:
        plans.keep(book, read.sheet, seen)
    except ChangedMeanwhile:
        return _form(request, book, form, last.number if last else 0, "people.plan.changed", 409)
    return redirect("plan", key=key)


def _form(
    request: HttpRequest,
    book: Notebook,
    form: Form,
    seen: int,
    problem: str = "",
    status: int = 200,
    troubles: Any = (),
) -> HttpResponse:
    lang = language_here(request)
    context = {
        "book": book,
        "form": form,
        "seen": seen,
        "signs": [sign.value for sign in Sign],
        "who": WHO,
        "problem": problem,
        "troubles": [(one.name.replace(".", "-"), one.words(lang)) for one in troubles],
        "other": reverse("plan", args=[book.pk]) if status == 409 else "",
    }
    return render(request, "people/plan_write.html", context, status=status)


# ── Looking again ──


def look(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The look together: the picture beside the plan, questions, what the rules say; nothing is kept."""
    book = notebook_here(request)
    last = plans.newest(book)
    if last is None:
        return redirect("plan", key=book.pk)
    lang = language_here(request)
    context: dict[str, object] = {
        "book": book,
        "version": last,
        "plan": last.plan,
        "asked": [(name, request.POST.get(name, "")) for name in ASKED],
        "weeks": [(name, request.POST.get(name, "")) for name in WEEKS],
        "figure": figure(book, lang),
        "due": reason_of(due(last.plan, today_of(book)).because, lang),
    }
    if request.method != "POST":
        return render(request, "people/plan_look.html", context)
    standing = _standing(request.POST)
    if standing is None:
        context["problem"] = "people.plan.ask.weeks_wrong"
        return render(request, "people/plan_look.html", context, status=400)
    change = step_change(last.plan, standing)
    context |= {"way": change.way.value, "because": [reason_of(one, lang) for one in change.because]}
    if standing.danger:
        context |= help_first(request, (), now=True)
    return render(request, "people/plan_look.html", context)


def _standing(sent: Mapping[str, str]) -> Standing | None:
    """What was answered; None where weeks are no number."""
    weeks: dict[str, int | None] = {}
    for name in WEEKS:
        text = sent.get(name, "").strip()
        if text and not (text.isdecimal() and len(text) <= once.MOST_DIGITS and int(text) <= MOST_WEEKS):
            return None
        weeks[name] = int(text) if text else None
    return Standing(**{name: SAYS.get(sent.get(name, "")) for name in ASKED}, **weeks)  # type: ignore[arg-type]


# ── As data, and over a link ──


def fhir(request: HttpRequest, key: uuid.UUID, version: int) -> HttpResponse:  # noqa: ARG001
    """One version as a FHIR collection; nobody is named in it."""
    book = notebook_here(request)
    found = plans.numbered(book, version)
    if found is None:
        return redirect("plan", key=book.pk)
    bundle = care_plan_bundle(
        agreeing.agreed_plan(book, found), language_here(request), secrets.token_hex(16)
    )
    response = HttpResponse(
        json.dumps(bundle, ensure_ascii=False, indent=1), content_type="application/fhir+json; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="plan.json"'
    return response


def pdf(request: HttpRequest, key: uuid.UUID, version: int) -> HttpResponse:  # noqa: ARG001
    """One version as a PDF."""
    book = notebook_here(request)
    found = plans.numbered(book, version)
    if found is None:
        return redirect("plan", key=book.pk)
    content = plan_pdf(agreeing.agreed_plan(book, found), language_here(request))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="plan.pdf"'
    return response


def shared(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """The newest version over a link, and «I agree». Without a plan, as if nothing were shared."""
    found = link_here(request)
    book = book_of(found)
    listed = plans.versions(book)
    if not listed:
        raise Http404
    newest = listed[0]
    problem = ""
    if request.method == "POST":
        if request.POST.get("version", "") == str(newest.number):
            agreeing.agree(found, newest)
            return redirect("share-plan", link=found.pk)
        problem = "people.plan.shared.newer"
    lang, earlier = language_here(request), agreeing.last_agreed(found, listed[1:])
    context = {
        "link": found,
        "version": newest,
        "plan": agreeing.agreed_plan(book, newest),
        "said": agreeing.has_agreed(found, newest),
        "earlier": earlier,
        "differs": _differs(earlier, newest, lang) if earlier is not None else (),
        "due": reason_of(due(newest.plan, today_of(book)).because, lang),
        "rules": rules(lang),
        "problem": problem,
        **help_first(request, cares_of(seen_in(newest.sheet))),
    }
    return render(request, "people/share_plan.html", context, status=409 if problem else 200)
