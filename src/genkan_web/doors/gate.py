"""The gate before every page: asks the table who may, and hands the page what it may reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from genkan_web import carried, keys, looks, may, record
from genkan_web.doors import programs
from genkan_web.doors.problem import is_api, plainly
from genkan_web.people.models import Account

ONE_CHANGE = {
    ("today", "POST"),
    ("note", "POST"),
    ("outbox", "POST"),
    ("api-note", "PUT"),
}  # a note, and its look with it


class Gate:
    """Asks ``may`` before a page runs. A page without a line in the table does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request. A look that is still owed is written before anything leaves."""
        with keys.looked_up_once():
            record.owe(None)
            response = self.get_response(request)
            record.settle_durably()
        return response

    def process_view(
        self, request: HttpRequest, _: Callable[..., HttpResponse], __: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing when the page may run; else a way in, or the page of what is not here."""
        match = request.resolver_match
        methods = may.table().addresses.get(match.url_name if match and match.url_name else "")
        if methods is None:
            raise Http404
        what = methods.get("GET" if request.method == "HEAD" else request.method or "")
        if what is None:
            return HttpResponseNotAllowed([*methods, *(["HEAD"] if "GET" in methods else [])])
        thing, verb = what
        if thing == "reading" or may.is_for_everybody(thing, verb):
            return None  # for everybody, or asked again by the page with ``table_for``
        if is_api(request) and (refused := programs.refused(request)) is not None:
            return refused
        with_change = (match.url_name, request.method) in ONE_CHANGE
        who = may.ask(request, thing, verb, named, with_change=with_change)
        if who.relation:
            request.reached = who  # type: ignore[attr-defined]
            return None
        return _way_in(request, who, thing, verb)


def _way_in(request: HttpRequest, who: may.Asking, thing: str, verb: str) -> HttpResponse:
    """To the door, with what was typed, for whoever is not in; else denied looks like absent."""
    program = is_api(request)
    if who.account is None:
        return plainly(request, "api.who", 401) if program else carried.carry(request, redirect("enter"))
    if who.role == "half" and may.table().may[thing][verb].get(who.account.role):
        return plainly(request, "api.second", 403) if program else redirect("second")
    if who.role == "going" and may.table().may[thing][verb].get(who.account.role):
        return plainly(request, "api.going", 403) if program else redirect("going")
    looks.turned_away(verb, who.account, thing)
    raise Http404


def reached(request: HttpRequest) -> may.Asking:
    """What the gate let this request reach."""
    return cast(may.Asking, request.reached)  # type: ignore[attr-defined]


def account_here(request: HttpRequest) -> Account:
    """Who is here, on a page the gate guards."""
    return cast(Account, reached(request).account)
