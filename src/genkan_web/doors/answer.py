"""The answer of a check-up: where things are, because of what, tonight, this week, who, and the drawing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from genkan import helplines
from genkan.answer_sheet import answer_sheet_of
from genkan.checkup.given import GROUPS, Given, strand_lines
from genkan.course import CheckUp, Watching, check_up_of
from genkan.pictures import timeline, way_out
from genkan.sheet import pins_of, refusal_told
from genkan.watch_sheet import watch_sheet
from genkan_web import bridge
from genkan_web.care import flags
from genkan_web.doors.check_up import with_answers
from genkan_web.doors.country import country_code, lines_for
from genkan_web.doors.manners import language_here
from genkan_web.kept import keep
from genkan_web.may import own_notebook, own_table
from genkan_web.models import DayTable


@require_safe
@with_answers
def answer(request: HttpRequest, given: Given, reading: str) -> HttpResponse:
    """The whole answer on one page."""
    lang = language_here(request)
    table = own_table(request, "see", reading)
    check = check_up_from(given, table)
    sheet = answer_sheet_of(check, lang)
    watching = bridge.watching_from(table, check.course) if table is not None and check.has_days else None
    context = {
        **lines_for(request, given, check.cares),
        "sheet": sheet,
        "given": given,
        "begun": bool(given.told),
        "pictures": _pictures(check, watching, lang),
        "changed": watch_sheet(watching.watch, lang) if watching is not None else None,
        "files": _files(table, lang),
        "zones": sorted({helplines.zone_of(code) for code in helplines.codes()}),
        "zone": helplines.zone_of(country_code(request)),
        **_keeping(request, given),
    }
    return render(request, "answer.html", context)


def _keeping(request: HttpRequest, given: Given) -> dict[str, object]:
    """The notebook this can be kept in, and who is told where it asks for help now."""
    book = own_notebook(request)
    told_to = flags.readers_of(book) if book and flags.asks_for_help_now(given) else []
    return {"keep_in": book, "told_to": told_to}


def check_up_from(given: Given, table: DayTable | None) -> CheckUp:
    """The check-up with the days of the files that were added, once they are read."""
    if table is None or table.standing != DayTable.Standing.READY:
        return check_up_of(given)
    return check_up_of(given, bridge.reading_from(table).days)


def _files(table: DayTable | None, lang: str) -> dict[str, str]:
    """How far the added files are: nothing, reading, there, or why not."""
    if table is None:
        return {"standing": ""}
    if table.standing == DayTable.Standing.READY:
        return {"standing": "there", "key": table.key}
    if table.standing == DayTable.Standing.REFUSED or bridge.is_overdue(table):
        return {"standing": "refused", "why": refusal_told(bridge.refusal_from(table), lang)}
    return {"standing": "reading"}


def _pictures(check: CheckUp, watching: Watching | None, lang: str) -> dict[str, str]:
    """The timeline of «since when»; where days are on record, the way out with its pins. Wide and narrow."""
    drawn = {}
    for name, width in (("wide", 640), ("narrow", 340)):
        line = timeline(check.course.stage.since, check.course.as_of, lang, width)
        drawn[f"since_{name}"] = line.on_page(f"since-{name}") if line else ""
        if watching is not None:
            across, pins = 960 if name == "wide" else 340, pins_of(watching)
            way = way_out(check.course.days, check.course.stage, lang, across, pins=pins)
            drawn[f"way_{name}"] = way.on_page(f"way-{name}")
    return {name: mark_safe(svg) for name, svg in drawn.items()}  # noqa: S308 (drawn by us, letters escaped)


@require_safe
@with_answers
def causes(request: HttpRequest, given: Given, reading: str) -> HttpResponse:  # noqa: ARG001
    """The drawing's words, to change."""
    sheet = answer_sheet_of(check_up_of(given), language_here(request))
    groups = [(group, "\n".join(lines)) for group, lines in sheet.groups]
    return render(request, "causes.html", {"groups": groups})


@require_POST
@with_answers
def causes_save(request: HttpRequest, given: Given, reading: str) -> HttpResponse:
    """Keep the drawing's words as written."""
    drawing = {
        group: strand_lines(request.POST[group].splitlines()) for group in GROUPS if group in request.POST
    }
    changed = Given(given.who, given.on, given.told, {**given.drawing, **drawing})
    return keep(redirect("answer"), changed, reading)
