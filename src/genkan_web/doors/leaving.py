"""Taking everything along, bringing it back, going away, and changing one's mind."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web import bridge, kept, may
from genkan_web.diary.books import plain
from genkan_web.doors.gate import account_here
from genkan_web.doors.linked import link_here
from genkan_web.leaving import bring_back as bringing
from genkan_web.leaving import going, sleeping
from genkan_web.leaving.opened import NotOurs, books_in
from genkan_web.leaving.pack import packed
from genkan_web.people import knocks, second
from genkan_web.people.models import Account
from genkan_web.people.proving import problem_with_proof

LONGEST_REASON = 1_000  # characters


def _proof(account: Account) -> dict[str, object]:
    """What the form of a fresh proof needs."""
    return {
        "account": account,
        "has_password": account.has_usable_password(),
        "has_factor": second.has_factor(account),
    }


def take_along(request: HttpRequest) -> HttpResponse:
    """One ZIP with everything, made now, behind a fresh proof; kept nowhere."""
    account = account_here(request)
    if request.method != "POST":
        return render(request, "people/take.html", _proof(account))
    problem = problem_with_proof(request, account)
    if not problem and not knocks.may_try(("everything", account.pk.hex)):
        problem = "people.enter.wait"
    if problem:
        status = 429 if problem == "people.enter.wait" else 400
        return render(request, "people/take.html", {**_proof(account), "problem": problem}, status=status)
    response = HttpResponse(packed(account), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="days.zip"'
    return response


def bring_back(request: HttpRequest) -> HttpResponse:
    """Read a file that was taken along into this account; the same one twice changes nothing."""
    account, file = account_here(request), request.FILES.get("file")
    if request.method != "POST":
        return render(request, "people/bring.html")
    if not knocks.may_try(("everything", account.pk.hex)):
        return render(request, "people/bring.html", {"problem": "people.enter.wait"}, status=429)
    try:
        found = books_in(file) if file is not None else None
    except NotOurs:
        found = None
    if found is None:
        return render(request, "people/bring.html", {"problem": "people.bring.not_ours"}, status=400)
    return render(request, "people/bring.html", {"brought": bringing.bring_back(account, found)})


# ── Going away ──


def go(request: HttpRequest) -> HttpResponse:
    """Out of sight with one press; erased after seven days, or at once with a fresh proof."""
    account = account_here(request)
    if request.method != "POST":
        return _go_page(request, account)
    if "now" not in request.POST:
        going.hide_account(account)
        return _gone(request)
    return _erase_now(request, account) or _gone(request)


def _go_page(request: HttpRequest, account: Account, problem: str = "") -> HttpResponse:
    context = {**_proof(account), "holds": sleeping.holds_on(account), "problem": problem}
    return render(request, "people/go.html", context, status=400 if problem else 200)


def _erase_now(request: HttpRequest, account: Account) -> HttpResponse | None:
    """Nothing once it is erased; else the page with what was not right."""
    problem = problem_with_proof(request, account)
    if problem:
        page = _going_page if account.is_going else _go_page
        return page(request, account, problem)
    _forget_readings(request)
    going.erase_account(account)
    return None


def _gone(request: HttpRequest) -> HttpResponse:
    """End the visit, and take what this browser still has."""
    _forget_readings(request)
    auth.logout(request)
    return kept.wipe(redirect("gone"))


def _forget_readings(request: HttpRequest) -> None:
    for table in may.own_tables(request):
        bridge.forget(table)


def gone(request: HttpRequest) -> HttpResponse:
    """A quiet page, whichever way it went."""
    return render(request, "people/gone.html")


def waiting_to_go(request: HttpRequest) -> HttpResponse:
    """Signed in to an account that was told to go: keep it, or let it go now."""
    account = account_here(request)
    if request.method != "POST":
        return _going_page(request, account)
    if "keep" in request.POST:
        going.keep_account(account)
        return redirect("home")
    return _erase_now(request, account) or _gone(request)


def _going_page(request: HttpRequest, account: Account, problem: str = "") -> HttpResponse:
    return render(
        request, "people/going.html", {**_proof(account), "problem": problem}, status=400 if problem else 200
    )


# ── A clinic's hold ──


def hold(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """Keep a silent account from being erased, with a reason and a last day; its owner can read both."""
    found, context = link_here(request), {"link": link_here(request), "sent": request.POST}
    if request.method != "POST":
        return render(request, "people/hold.html", context)
    reason, until = plain(request.POST.get("reason", "")), _day(request.POST.get("until", ""))
    if not 0 < len(reason) <= LONGEST_REASON or until is None or not sleeping.hold(found, until, reason):
        context["problem"] = "people.hold.wrong"
        return render(request, "people/hold.html", context, status=400)
    return redirect("share", link=found.pk)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
