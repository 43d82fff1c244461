"""Files of one's own: choose, wait while a worker process reads, see, take along, forget."""

from __future__ import annotations

import secrets
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from genkan.answers import answers_of
from genkan.letters.html import body_of
from genkan.letters.paper import pdf_of
from genkan.nouns import REASONS, Refused, Trouble
from genkan.sheet import refusal_told
from genkan_web import bridge
from genkan_web.doors.costly import costly
from genkan_web.doors.manners import language_here
from genkan_web.doors.open_door import week_page
from genkan_web.kept import keep, kept_in
from genkan_web.may import own_notebook, table_for, visit_of
from genkan_web.models import DayTable

YES_NO = ("distress", "impairment", "room")


@require_http_methods(["GET", "HEAD", "POST"])
@costly("files place", "POST")
def choose(request: HttpRequest) -> HttpResponse:
    """The form: files, a zone, a few questions that may stay empty."""
    if request.method != "POST":
        return _form(request)
    try:
        answers = _answers(request)
        zone = request.POST.get("zone", "UTC")
        if zone not in available_timezones():
            raise Refused(Trouble.NO_ZONE, "–")
        problem, status = problem_with(request)
        if problem:
            return _form(request, problem, status)
    except Refused as refused:
        return _form(request, refusal_told(refused, request.lang), 400, said=False)  # type: ignore[attr-defined]
    table = begun(request, zone, answers)
    given, _ = kept_in(request)
    if given is not None:  # the days are to stand beside a check-up's answers
        return keep(redirect("answer"), given, table.key)
    return redirect("reading", key=table.key)


def chosen_in(request: HttpRequest) -> list[UploadedFile]:
    """The files that came with a form."""
    return [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]


def problem_with(request: HttpRequest) -> tuple[str, int]:
    """The id of a sentence that says what is missing, and its status; ("", 200) when files can be read."""
    chosen = chosen_in(request)
    if not chosen or not request.POST.get("agreed"):
        return ("web.own.missing_agreement" if chosen else "web.own.missing_files"), 400
    too_large = sum(one.size or 0 for one in chosen) > settings.UPLOAD_MOST_BYTES
    return ("web.own.too_large", 413) if too_large else ("", 200)


def begun(request: HttpRequest, zone: str, answers: dict[str, Any]) -> DayTable:
    """A table for the days of these files, which a worker process now reads and then deletes."""
    bridge.sweep()
    table = DayTable.objects.create(
        key=secrets.token_urlsafe(32),
        visit=visit_of(request),
        answers=answers,
        zone=zone,
        expires_at=bridge.expiry(),
    )
    _put_aside(chosen_in(request), Path(settings.UPLOADS) / table.key)
    _start_worker(table.key)
    return table


def _form(request: HttpRequest, problem: str = "", status: int = 200, said: bool = True) -> HttpResponse:
    guess = {"th": "Asia/Bangkok", "ja": "Asia/Tokyo"}.get(request.lang, "Europe/London")  # type: ignore[attr-defined]
    context = {
        "zones": sorted(available_timezones()),
        "zone": request.POST.get("zone") or guess,
        "problem": problem,
        "problem_said": said,
        "questions": YES_NO,
        "reasons": REASONS,
        "chosen_reasons": request.POST.getlist("reasons"),
        "given": request.POST,
        "beside_answers": kept_in(request)[0] is not None,
    }
    return render(request, "own.html", context, status=status)


def _answers(request: HttpRequest) -> dict[str, Any]:
    """The given answers as plain values; raises Refused for what cannot be."""
    given: dict[str, Any] = {
        name: request.POST[name] for name in YES_NO if request.POST.get(name) in ("yes", "no")
    }
    if request.POST.get("since"):
        given["since"] = request.POST["since"]
    reasons = request.POST.getlist("reasons")
    if reasons:
        given["reasons"] = [reason for reason in reasons if reason != "none"]
    answers_of(given)
    return given


def _put_aside(chosen: list[UploadedFile], folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    for number, one in enumerate(chosen):
        name = Path(one.name or "file").name.replace("\x00", "")[-100:] or "file"
        place = folder / str(number)
        place.mkdir(mode=0o700)
        with (place / name).open("wb") as aside:
            for block in one.chunks(1 << 20):
                aside.write(block)


def _start_worker(key: str) -> None:
    """A process of its own, so that a hostile file can only hurt itself."""
    subprocess.Popen(  # noqa: S603 (our own module; the key is ours)
        [sys.executable, "-m", "genkan_web.worker", key],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


@require_safe
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is, why it could not be read, or the reading."""
    table = table_for(request, "see", key)
    lang = request.lang  # type: ignore[attr-defined]
    underway = table.standing in (DayTable.Standing.WAITING, DayTable.Standing.READING)
    if underway and not bridge.is_overdue(table):
        return render(request, "waiting.html", {"percent": round(table.progress * 100)})
    if table.standing != DayTable.Standing.READY:
        told = refusal_told(bridge.refusal_from(table), lang)
        return render(request, "refused.html", {"sentence": told}, status=422)
    return _drawn(request, key, table)


@costly("picture place")  # not while it is being read: the page that waits asks every two seconds
def _drawn(request: HttpRequest, key: str, table: DayTable) -> HttpResponse:
    lang = language_here(request)
    course = bridge.course_from(table)
    body = body_of(
        course,
        bridge.reading_from(table),
        lang,
        partial(week_of, key),
        reverse("reading-changed", args=[key]),
        bridge.watching_from(table, course),
    )
    return render(
        request,
        "reading.html",
        {  # escaped where it is made
            "body": mark_safe(body),  # noqa: S308
            "invented": False,
            "key": key,
            "hours": settings.READING_HOURS,
            "keep_in": own_notebook(request),
        },
    )


def week_of(key: str, day: date) -> str:
    """The address of the page of a week."""
    return reverse("reading-week", args=[key, day.isoformat()])


def ready_table(request: HttpRequest, key: str) -> DayTable | None:
    """The table behind a key, or None while it is not read. Http404 where it is not one's own."""
    table = table_for(request, "see", key)
    return table if table.standing == DayTable.Standing.READY else None


@require_safe
def week(request: HttpRequest, key: str, day: str) -> HttpResponse:
    """Where the numbers of one week came from."""
    table = ready_table(request, key)
    if table is None:
        return redirect("reading", key=key)
    return week_page(
        request, bridge.course_from(table), day, partial(week_of, key), reverse("reading", args=[key])
    )


@require_safe
@costly("paper place")
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The reading as a PDF."""
    table = ready_table(request, key)
    if table is None:
        return redirect("reading", key=key)
    course, lang = bridge.course_from(table), language_here(request)
    made = pdf_of(course, bridge.reading_from(table), lang, bridge.watching_from(table, course))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="days.pdf"'
    return response


@require_POST
def forget(request: HttpRequest, key: str) -> HttpResponse:
    """Delete the reading now."""
    bridge.forget(table_for(request, "forget", key))
    return redirect("entrance")
