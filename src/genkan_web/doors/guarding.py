"""Guardians: what a centre records, what the person says to it, and the little a guardian may see."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web.care import sharing
from genkan_web.diary.books import LONGEST_NAME, plain
from genkan_web.doors.gate import account_here, reached
from genkan_web.people import guardians, invitations, knocks
from genkan_web.people.guardians import KIND
from genkan_web.people.models import Account, Guardianship

# ── For a centre ──


def guardianships(request: HttpRequest) -> HttpResponse:
    """What this centre recorded; a new one for somebody too young to join alone."""
    if request.method == "POST":
        return _recorded(request, KIND.MINOR)
    return _centre_page(request)


def court(request: HttpRequest) -> HttpResponse:
    """A new one by a court: a clinic has seen the paper, with its end and the matters it names."""
    return _recorded(request, KIND.COURT)


def _centre_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    account = account_here(request)
    listed = [(one, guardians.is_live(one)) for one in guardians.of_centre(account)]
    context = {
        "listed": listed,
        "matters": guardians.MATTERS,
        "is_clinic": account.role == Account.Role.CLINIC,
        "problem": problem,
        "sent": request.POST,
    }
    return render(request, "people/guardianships.html", context, status=400 if problem else 200)


def _recorded(request: HttpRequest, kind: str) -> HttpResponse:
    account, sent = account_here(request), request.POST
    told = {name: plain(sent.get(name, "")) for name in ("called", "paper")}
    until = _day(sent.get("until", ""))
    problem = _problem_with(told, sent.getlist("matters"), kind, "seen" in sent)
    problem = problem or guardians.problem_with_end(
        kind, until, account.centre.country if account.centre else ""
    )
    if problem or until is None:
        return _centre_page(request, problem)
    with transaction.atomic():
        made = guardians.recorded(account, kind, told, sent.getlist("matters"), until)
        person, guardian = invitations.codes_for(made)
    context = {"made": made, "person": person, "guardian": guardian}
    return render(request, "people/guardianship_made.html", context)


def _problem_with(told: dict[str, str], matters: list[str], kind: str, seen: bool) -> str:
    if not 0 < len(told["called"]) <= LONGEST_NAME:
        return "people.notebooks.name_wrong"
    if not seen or not 0 < len(told["paper"]) <= guardians.LONGEST_TEXT:
        return "people.guardian.paper_wrong"
    return (
        "people.guardian.matters_wrong"
        if kind == KIND.COURT and not {*matters} & {*guardians.MATTERS}
        else ""
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _here(request: HttpRequest) -> Guardianship:
    found = reached(request).guardianship
    if found is None:
        raise Http404
    return found


def guardianship(request: HttpRequest, guardianship: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """What the guardian may read of appointments and the safety plan; and its end."""
    found = _here(request)
    context = {"one": found, "live": guardians.is_live(found), "matters": found.matters.split(",")}
    if request.method != "POST":
        return render(request, "people/guardianship.html", context)
    if "end" in request.POST:
        guardians.end(found)
        return redirect("guardianships")
    told = {name: plain(request.POST.get(name, "")) for name in ("appointments", "safety_plan")}
    if any(len(text) > guardians.LONGEST_TEXT for text in told.values()):
        return render(
            request, "people/guardianship.html", {**context, "problem": "people.note.long"}, status=400
        )
    guardians.write(found, **told)
    return redirect("guardianships")


# ── For the person and the guardian ──


def own_guardians(request: HttpRequest) -> HttpResponse:
    """The person: who is their guardian, for what, until when. The guardian: for whom. And a code."""
    account = account_here(request)
    if request.method == "POST" and "mine" in request.POST:
        guardians.answered(account)
        return redirect("home")
    problem = _code_taken(request, account) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("guardians")
    context: dict[str, object] = {"account": account, "problem": problem}
    if account.role == Account.Role.PERSON:
        context |= {
            "own": [(one, guardians.is_live(one), one.matters.split(",")) for one in guardians.own(account)],
            "ask": bool(guardians.to_ask(account)),
        }
    else:
        context["wards"] = guardians.wards_of(account)
    return render(request, "people/guardians.html", context, status=400 if problem else 200)


def _code_taken(request: HttpRequest, account: Account) -> str:
    """The id of a sentence, or nothing once the code was taken up. A person says yes with a tick."""
    if not knocks.may_try(("code", account.pk.hex)):
        return "people.enter.wait"
    if account.role == Account.Role.PERSON and "yes" not in request.POST:
        return "people.guardian.yes_needed"
    with transaction.atomic():
        found = invitations.open_with(request.POST.get("code", "")[:60])
        if found is None or found.guardianship is None or not _fits(found.guardianship, account):
            return "people.join.code_wrong"
        if found.role != account.role or invitations.used(request.POST["code"][:60]) is None:
            return "people.join.code_wrong"
        guardians.take_up(found, account)
        _cut(found.guardianship)
    return ""


def _fits(one: Guardianship, account: Account) -> bool:
    """Somebody who has an account of their own is old enough: only a court gives them a guardian."""
    return account.role != Account.Role.PERSON or one.kind == KIND.COURT


def _cut(one: Guardianship) -> None:
    one.refresh_from_db()
    if one.ward is not None and one.guardian is not None:
        sharing.cut(one.ward, one.guardian)


def ward(request: HttpRequest, guardianship: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """In care, and the matters that are named; never the writing, never who else reads it."""
    found = _here(request)
    return render(request, "people/ward.html", {"one": found, "matters": found.matters.split(",")})
