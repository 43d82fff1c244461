"""Where a centre writes what it offers. Nobody's name stands here; what is left open is something to ask."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan import programmes as library
from genkan.knowledge import sentence
from genkan_web import once
from genkan_web.care import programmes
from genkan_web.care.models import Programme
from genkan_web.doors.gate import account_here, reached
from genkan_web.doors.manners import language_here
from genkan_web.stopped import ChangedMeanwhile

CHOSEN = {"kind": library.KINDS, "place": library.PLACES, "cost": library.COSTS}
YES_OR_NO = ("camera_off", "late_is_fine", "call_first")
FIELDS = ("title", *CHOSEN, "size", "noise", "start_hour", *YES_OR_NO)
SPARE_DATES = 4
Problem = tuple[str, dict[str, object]] | None


def listed(request: HttpRequest) -> HttpResponse:
    """What this centre offers; something new is added."""
    if request.method != "POST":
        return _centre_page(request)
    centre = account_here(request).centre
    if centre is None:
        raise Http404
    offer = programmes.typed(request.POST)
    problem = _problem(offer)
    client_id = request.POST.get("client_id", "")
    if not problem and len(programmes.offered_by(centre.pk)) >= programmes.MOST:
        problem = ("people.programmes.many", {"most": programmes.MOST})
    if not problem and not once.is_key(client_id):
        problem = ("people.note.again", {})
    if problem or offer is None:
        return _centre_page(request, problem)
    programmes.add(centre, offer, client_id)
    return redirect("programmes")


def _problem(offer: library.Programme | None) -> Problem:
    if offer is None:
        return "people.programmes.date_wrong", {}
    found = library.problems_of(offer)
    return (f"programmes.problem.{found[0][0]}", dict(found[0][1])) if found else None


def _centre_page(request: HttpRequest, problem: Problem = None) -> HttpResponse:
    centre = account_here(request).centre_id
    context = {"listed": programmes.of_centre(centre), **_form(request, None, problem)}
    return render(request, "people/programmes.html", context, status=400 if problem else 200)


def one(request: HttpRequest, programme: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """One programme: changed, ended, offered again. A colleague's later change is never overwritten."""
    kept = reached(request).programme
    if kept is None:
        raise Http404
    if request.method != "POST":
        return _one_page(request, kept)
    if "end" in request.POST or "again" in request.POST:
        programmes.end(kept, "end" in request.POST)
        return redirect("programmes")
    offer = programmes.typed(request.POST)
    problem = _problem(offer)
    if problem or offer is None:
        return _one_page(request, kept, problem, 400)
    try:
        programmes.change(kept, offer, once.seen_in(request.POST.get("seen", "")))
    except ChangedMeanwhile:
        kept.refresh_from_db()
        return _one_page(request, kept, ("people.programmes.changed", {}), 409)
    return redirect("programmes")


def _one_page(
    request: HttpRequest,
    kept: Programme,
    problem: Problem = None,
    status: int = 200,
) -> HttpResponse:
    context = {"kept": kept, **_form(request, kept, problem)}
    return render(request, "people/programme.html", context, status=status)


def _form(request: HttpRequest, kept: Programme | None, problem: Problem) -> dict[str, object]:
    """The form with what stands, or after a problem with what was typed."""
    lang = language_here(request)
    said = {True: "yes", False: "no", None: ""}
    told: dict[str, object] = {}
    if problem:
        told = {name: request.POST.get(name, "") for name in FIELDS}
        dates = programmes.typed_dates(request.POST)
    elif kept is not None:
        told = {name: getattr(kept, name) for name in FIELDS}
        told |= {name: said[getattr(kept, name)] for name in YES_OR_NO}
        dates = list(kept.dates)
    else:
        dates = []
    return {
        "told": {name: "" if value is None else value for name, value in told.items()},
        "dates": [*(one for one in dates if one), *[""] * SPARE_DATES][: programmes.MOST_DATES],
        "chosen": list(CHOSEN.items()),
        "yes_or_no": YES_OR_NO,
        "noises": library.NOISES,
        "most": library.MOST_PEOPLE,
        "client_id": uuid.uuid4(),
        "seen": kept.edition if kept is not None else 0,
        "told_problem": sentence(problem[0], lang, **problem[1]) if problem else "",
    }
