"""One's own visits: since when, on what kind of device, and how to end them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web.doors.gate import account_here
from genkan_web.people import visits


def visits_page(request: HttpRequest) -> HttpResponse:
    """The list; POST ends one of them. The visit of this very browser ends by signing out."""
    account = account_here(request)
    if request.method == "POST":
        visits.end(account, request.POST.get("visit", "")[:64])
        return redirect("visits")
    return render(request, "people/visits.html", {"visits": visits.visits_of(account, request)})
