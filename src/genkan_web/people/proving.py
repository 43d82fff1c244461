"""Proving again who one is, before something that cannot be taken back or carries everything away."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from genkan_web.people import entering, knocks, recovery, second
from genkan_web.people.models import Account

FRESH_SECONDS = 15 * 60


def problem_with_proof(request: HttpRequest, account: Account) -> str:
    """The id of a sentence, or nothing when the password or a code was typed.

    Whoever has no password came in with a passkey; a visit that began just now is their proof.
    """
    typed, code = request.POST.get("old", "")[: entering.LONGEST], request.POST.get("code", "")[:60]
    if typed and account.has_usable_password():
        if not entering.may_guess(request, account.handle):
            return "people.enter.wait"
        return "" if account.check_password(typed) else "people.enter.wrong_old"
    if code:
        if not knocks.may_try(("factor", account.pk.hex)):
            return "people.enter.wait"
        fits = second.code_fits(account, code) or recovery.code_fits(account, code)
        return "" if fits else "people.second.wrong"
    return "" if _came_just_now(request, account) else "people.go.proof_missing"


def problem_with_password(request: HttpRequest, account: Account) -> str:
    """The id of a sentence, or nothing when the password was typed again; any proof where there is none."""
    if not account.has_usable_password():
        return problem_with_proof(request, account)
    if not entering.may_guess(request, account.handle):
        return "people.enter.wait"
    return "" if entering.is_password_of(account, request.POST.get("old", "")) else "people.enter.wrong_old"


def status_of(problem: str) -> int:
    """What a page with this sentence, or with none, answers."""
    return {"": 200, "people.enter.wait": 429}.get(problem, 400)


def _came_just_now(request: HttpRequest, account: Account) -> bool:
    age = timezone.now().timestamp() - request.session.get(entering.SINCE, 0)
    return not account.has_usable_password() and 0 <= age <= FRESH_SECONDS
