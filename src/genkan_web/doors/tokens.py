"""Access tokens: the list, a new one behind a fresh proof, and taking one back."""

from __future__ import annotations

import uuid

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genkan_web.diary.books import plain
from genkan_web.doors.coming_in import FRESH_SECONDS
from genkan_web.doors.gate import account_here
from genkan_web.once import LONGEST, SHORTEST
from genkan_web.people import entering, tokens
from genkan_web.people.models import Token
from genkan_web.people.proving import problem_with_password, status_of


def tokens_page(request: HttpRequest) -> HttpResponse:
    """The list; with the password typed again, a new one, told once. With a passkey: come in anew."""
    if request.method != "POST":
        return _page(request)
    account = account_here(request)
    if not account.has_usable_password() and not _is_fresh(request):
        auth.logout(request)
        return redirect("enter")
    if problem := problem_with_password(request, account):
        return _page(request, problem=problem, status=status_of(problem))
    try:
        return _page(request, word=_made(request))
    except ValueError as unfit:
        return _page(request, problem=str(unfit), status=400)


def _made(request: HttpRequest) -> str:
    """The word of a new token. Raises ValueError for what does not fit."""
    told = {name: request.POST.get(name, "") for name in ("called", "scope", "days", "client_id")}
    days, key = told["days"], told["client_id"]
    if not days.isascii() or not days.isdecimal() or len(days) > 3 or not SHORTEST <= len(key) <= LONGEST:
        raise ValueError("people.tokens.unfit")
    return tokens.made(account_here(request), plain(told["called"]), told["scope"], int(days), key)


def _is_fresh(request: HttpRequest) -> bool:
    return bool(0 <= timezone.now().timestamp() - request.session.get(entering.SINCE, 0) <= FRESH_SECONDS)


def _page(request: HttpRequest, problem: str = "", word: str = "", status: int = 200) -> HttpResponse:
    account = account_here(request)
    context = {
        "account": account,
        "held": tokens.tokens_of(account),
        "word": word,
        "problem": problem,
        "client_id": uuid.uuid4(),
        "scopes": Token.Scope.values,
        "days": tokens.DAYS,
    }
    return render(request, "people/tokens.html", context, status=status)


def end(request: HttpRequest) -> HttpResponse:
    """Take one back; from the next request on it opens nothing."""
    tokens.end(account_here(request), request.POST.get("token", ""))
    return redirect("tokens")
