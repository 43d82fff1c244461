"""One's own visits: since when, on what kind of device, and how to end them, behind a fresh proof."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web.doors.gate import account_here
from genkan_web.doors.own_account import end_elsewhere
from genkan_web.people import visits
from genkan_web.people.proving import problem_with_proof, status_of


def visits_page(request: HttpRequest) -> HttpResponse:
    """The list; POST ends one of them. The visit of this very browser ends by signing out."""
    if request.method != "POST":
        return _page(request)
    account = account_here(request)
    if problem := problem_with_proof(request, account):
        return _page(request, problem)
    visits.end(account, request.POST.get("visit", "")[:64])
    return redirect("visits")


def all_others(request: HttpRequest) -> HttpResponse:
    """End every other visit of this account, and every token."""
    if problem := problem_with_proof(request, account_here(request)):
        return _page(request, problem)
    end_elsewhere(request)
    return _page(request, done="people.account.ended")


def _page(request: HttpRequest, problem: str = "", done: str = "") -> HttpResponse:
    account = account_here(request)
    context = {
        "visits": visits.visits_of(account, request),
        "has_password": account.has_usable_password(),
        "problem": problem,
        "done": done,
    }
    return render(request, "people/visits.html", context, status=status_of(problem))
