"""Access tokens: the list, a new one behind a fresh proof, and taking one back."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genkan_web.diary.books import plain
from genkan_web.doors.coming_in import FRESH_SECONDS
from genkan_web.doors.gate import account_here
from genkan_web.doors.own_account import knows_password
from genkan_web.people import entering, tokens
from genkan_web.people.models import Token


def tokens_page(request: HttpRequest) -> HttpResponse:
    """The list; with the password typed again, a new one, told once. With a passkey: come in anew."""
    if request.method != "POST":
        return _page(request)
    account = account_here(request)
    if not account.has_usable_password() and not _is_fresh(request):
        auth.logout(request)
        return redirect("enter")
    if not knows_password(request):
        return _page(request, problem="people.enter.wrong_old", status=400)
    days = request.POST.get("days", "")
    try:
        lasts = int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0
        word = tokens.made(
            account, plain(request.POST.get("called", "")), request.POST.get("scope", ""), lasts
        )
    except ValueError as problem:
        return _page(request, problem=str(problem), status=400)
    return _page(request, word=word)


def _is_fresh(request: HttpRequest) -> bool:
    return bool(0 <= timezone.now().timestamp() - request.session.get(entering.SINCE, 0) <= FRESH_SECONDS)


def _page(request: HttpRequest, problem: str = "", word: str = "", status: int = 200) -> HttpResponse:
    account = account_here(request)
    context = {
        "account": account,
        "held": tokens.tokens_of(account),
        "word": word,
        "problem": problem,
        "scopes": Token.Scope.values,
        "days": tokens.DAYS,
    }
    return render(request, "people/tokens.html", context, status=status)


def end(request: HttpRequest) -> HttpResponse:
    """Take one back; from the next request on it opens nothing."""
    tokens.end(account_here(request), request.POST.get("token", ""))
    return redirect("tokens")
