"""A centre's own pages: opening in an emergency, the second look at it, who works there, who looked when."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genkan_web import looks, may
from genkan_web.care import glass
from genkan_web.care.models import BreakGlass
from genkan_web.doors.gate import account_here, reached
from genkan_web.doors.linked import book_of, link_here
from genkan_web.people import entering, knocks, recovery, second
from genkan_web.people.models import Account

MOST_NAME = 60


def emergency(request: HttpRequest) -> HttpResponse:
    """Whom, why, and the second factor once more; nothing is shown without all three."""
    context = {"categories": BreakGlass.Category.values, "sent": request.POST}
    if request.method != "POST":
        return render(request, "people/emergency.html", context)
    account = account_here(request)
    problem = _problem_with_opening(request, account)
    link = None if problem else glass.link_called(account, request.POST.get("called", "")[:MOST_NAME])
    if link is None:
        context["problem"] = problem or "people.emergency.nobody"
        return render(request, "people/emergency.html", context, status=400)
    reason, category = request.POST["reason"].strip(), request.POST["category"]
    opening = glass.opened(account, link, category, reason)
    may.record_look(account, "opening", "open", "colleague", link)
    return redirect("opening", opening=opening.pk)


def _problem_with_opening(request: HttpRequest, account: Account) -> str:
    sent = request.POST
    if sent.get("category") not in BreakGlass.Category.values:
        return "people.emergency.category_wrong"
    if not glass.SHORTEST_REASON <= len(sent.get("reason", "").strip()) <= glass.LONGEST_REASON:
        return "people.emergency.reason_wrong"
    if not knocks.may_try(("factor", account.pk.hex)):
        return "people.enter.wait"
    code = sent.get("code", "")[:60]
    fits = second.code_fits(account, code) or recovery.code_fits(account, code)
    return "" if fits else "people.second.wrong"


def _opening_here(request: HttpRequest) -> BreakGlass:
    opening = reached(request).opening
    if opening is None:
        raise Http404
    return opening


def opening(request: HttpRequest, opening: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """The emergency page of one person, and nothing else of theirs."""
    found, link = _opening_here(request), link_here(request)
    context = {"link": link, "in_need": book_of(link).in_need, "closes": f"{found.closes_at:%H:%M}"}
    return render(request, "people/opening.html", context)


def review(request: HttpRequest, opening: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """A second person looks at why it was opened, and may decide that the person is told later."""
    found, account = _opening_here(request), account_here(request)
    if request.method == "POST":
        words, days = request.POST.get("words", "").strip(), request.POST.get("days", "")
        if len(words) < glass.SHORTEST_REASON or len(words) > glass.LONGEST_REASON:
            context = {"opening": found, "problem": "people.emergency.reason_wrong"}
            return render(request, "people/review.html", context, status=400)
        if days.isdecimal() and len(days) == 1 and int(days) > 0:
            glass.delayed(found, account, int(days))
        glass.reviewed(found, account, words)
        return redirect("openings")
    return render(request, "people/review.html", {"opening": found})


def openings(request: HttpRequest) -> HttpResponse:
    """Every opening of this centre: when, why in one word, whether a second person has looked."""
    account = account_here(request)
    found = [
        {"opening": one, "overdue": glass.is_overdue(one), "own": one.opened_by_id == account.pk}
        for one in glass.openings_of(account)
    ]
    return render(request, "people/openings.html", {"found": found, "now": timezone.now()})


def centre_people(request: HttpRequest) -> HttpResponse:
    """Who works here; whom they are linked with is not told."""
    account = account_here(request)
    people = entering.people_of(account.centre_id) if account.centre_id else []
    return render(request, "people/centre_people.html", {"centre": account.centre, "people": people})


def centre_looks(request: HttpRequest) -> HttpResponse:
    """Who of this centre looked when, by kind of page; never at whom, never at what."""
    account = account_here(request)
    if account.centre_id is None:
        raise Http404
    named = {str(one.pk): one.display for one in entering.people_of(account.centre_id)}
    listed = [
        {"at": one.at, "name": named.get(one.who, ""), "thing": one.kind}
        for one in looks.looks_of_centre(account.centre_id)
    ]
    return render(request, "people/centre_looks.html", {"centre": account.centre, "looks": listed})
