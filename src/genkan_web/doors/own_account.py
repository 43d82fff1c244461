"""One's own account: where to go first, the password, visits elsewhere, the recovery sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web import carried
from genkan_web.diary import books
from genkan_web.doors.coming_in import SHOW_SHEET
from genkan_web.doors.gate import account_here
from genkan_web.people import entering, guardians, recovery, second, tokens, visits
from genkan_web.people.models import Account
from genkan_web.people.proving import problem_with_password, problem_with_proof, status_of

FIRST_PAGE = {"admin": "centre-people", "auditor": "centre-looks", "worker": "linked", "clinic": "linked"}


def home(request: HttpRequest) -> HttpResponse:
    """The page somebody comes for: what they were writing when the visit ended; today, or their lists."""
    account = account_here(request)
    found, typed = books.books_of(account), carried.waiting(request)
    if typed and typed.book in {book.pk for book in found}:
        return redirect(typed.address)
    if account.role in FIRST_PAGE:
        return redirect(FIRST_PAGE[account.role])
    if account.role == Account.Role.PERSON and guardians.to_ask(account):
        return redirect("guardians")
    return redirect("today", key=found[0].pk) if len(found) == 1 else redirect("notebooks")


def account_page(request: HttpRequest, problem: str = "", done: str = "", status: int = 200) -> HttpResponse:
    """What can be changed."""
    account = account_here(request)
    context = {
        "account": account,
        "problem": problem,
        "done": done,
        "shortest": entering.SHORTEST,
        "has_password": account.has_usable_password(),
        "has_factor": second.has_factor(account),
        "codes_left": recovery.left(account),
        "may_have_tokens": tokens.may_have(account),
    }
    return render(request, "people/account.html", context, status=status)


def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every visit elsewhere ends, and so does every token."""
    account = account_here(request)
    problem = entering.problem_with(request.POST.get("password", "")) or problem_with_password(
        request, account
    )
    if problem:
        return account_page(request, problem, status=status_of(problem))
    account.set_password(request.POST["password"])
    end_elsewhere(request)
    return account_page(request, done="people.account.changed")


def end_elsewhere(request: HttpRequest) -> None:
    """End every other visit of this account, and every token; the visit of this browser goes on."""
    account = account_here(request)
    account.visits += 1
    account.save()
    visits.end_all(account)
    entering.let_in(request, account, bool(request.session.get(entering.SECOND)))


def sheet(request: HttpRequest) -> HttpResponse:
    """The recovery sheet, to print or copy, for the visit that made it; else the way to a new one."""
    account = account_here(request)
    if request.method == "POST" and "kept" in request.POST:
        request.session.pop(SHOW_SHEET, None)
        recovery.put_away(account)
        return redirect("home")
    if request.method == "POST":
        return _new_sheet(request, account) or redirect("sheet")
    shown = recovery.codes_to_show(account) if request.session.get(SHOW_SHEET) else ()
    if not shown:
        return _new_sheet_page(request, account)
    return render(request, "people/sheet.html", {"codes": shown, "name": account.display})


def _new_sheet(request: HttpRequest, account: Account) -> HttpResponse | None:
    """Nothing once there is a new one to be shown; else the page with what was not right."""
    if problem := problem_with_proof(request, account):
        return _new_sheet_page(request, account, problem)
    recovery.new_sheet(account)
    request.session[SHOW_SHEET] = True
    return None


def _new_sheet_page(request: HttpRequest, account: Account, problem: str = "") -> HttpResponse:
    context = {
        "has_password": account.has_usable_password(),
        "codes_left": recovery.left(account),
        "problem": problem,
    }
    return render(request, "people/sheet_new.html", context, status=status_of(problem))
