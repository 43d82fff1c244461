"""What changed: against the person's own usual, since a day in care, and what people say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from genkan.concerns.marks import DayMarks
from genkan.concerns.scores import LEFT_OUT_FLAGS
from genkan.concerns.watch import WatchLevel
from genkan.course import Course, Watching, watching_of
from genkan.knowledge import sentence
from genkan.nouns import Days, Refused
from genkan.pictures import fan, small_multiples
from genkan.sheet import compared_days
from genkan.watch_sheet import watch_sheet
from genkan_web import bridge
from genkan_web.doors.costly import costly
from genkan_web.doors.files import ready_table, week_of
from genkan_web.doors.manners import language_here
from genkan_web.doors.open_door import week_of_family
from genkan_web.may import INVENTED, table_for
from genkan_web.models import DayTable


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """Where the page stands: the pages of its weeks, the way back, where to send what is said."""

    link: Callable[[date], str]
    back: str
    said: str = ""


@require_safe
@costly("picture place")
def of_family(request: HttpRequest) -> HttpResponse:
    """The invented family's page; nothing can be said about it."""
    course = bridge.course_from(table_for(request, "see", INVENTED))
    return changed_page(request, course, watching_of(course), ChangedPlace(week_of_family, reverse("family")))


@require_safe
@costly("picture place")
def of_reading(request: HttpRequest, key: str) -> HttpResponse:
    """The same for a reading of one's own, with the forms to say what days were."""
    table = ready_table(request, key)
    return redirect("reading", key=key) if table is None else _own_page(request, table)


def _own_page(request: HttpRequest, table: DayTable, problem: str = "") -> HttpResponse:
    course = bridge.course_from(table)
    place = ChangedPlace(
        partial(week_of, table.key),
        reverse("reading", args=[table.key]),
        reverse("reading-said", args=[table.key]),
    )
    return changed_page(request, course, bridge.watching_from(table, course), place, problem)


@require_POST
@costly("picture place")
def said(request: HttpRequest, key: str) -> HttpResponse:
    """«This is wrong», «these days were …», a day in care, or one of them taken back."""
    table = table_for(request, "mark", key)
    if table.standing != DayTable.Standing.READY:
        return redirect("reading", key=key)
    days = bridge.reading_from(table).days
    try:
        marks, care = marked(request.POST, days, bridge.marks_from(table), bridge.care_since(table))
    except (Refused, ValueError):
        return _own_page(request, table, problem_of(request.POST))
    bridge.keep_marks(table, marks, care)
    return redirect("reading-changed", key=key)


def problem_of(sent: QueryDict) -> str:
    """The sentence for what could not be kept."""
    return "concerns.page.care_wrong" if "care" in sent else "concerns.said.not_days"


def marked(sent: QueryDict, days: Days, marks: DayMarks, care: date | None) -> tuple[DayMarks, date | None]:
    """The marks after what was sent. Raises ValueError or Refused for what cannot be."""
    if "wrong" in sent:
        return marks.with_wrong(_inside(days, str(sent["wrong"]))), care
    if "back" in sent:
        return marks.without(int(str(sent["back"]))), care
    if "care" in sent:
        return marks, _inside(days, str(sent["care"]))
    first, last = _inside(days, str(sent.get("first", ""))), _inside(days, str(sent.get("last", "")))
    return marks.with_was(first, last, str(sent.get("kind", ""))), care


def _inside(days: Days, told: str) -> date:
    day = date.fromisoformat(told)
    if days.index_of(day) is None:
        raise ValueError
    return day


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """One thing a visitor said, in words, and its number for taking it back."""

    number: int
    says: str


def _told_before(marks: DayMarks, lang: str) -> list[SaidBefore]:
    lines = [sentence("concerns.said.told_wrong", lang, day=day) for day in marks.wrong]
    lines += [
        sentence(
            "concerns.said.told_was",
            lang,
            first=one.first,
            last=one.last,
            kind=sentence(f"flag.{one.kind}", lang),
        )
        for one in marks.was
    ]
    return [SaidBefore(number, says) for number, says in enumerate(lines)]


def changed_page(
    request: HttpRequest, course: Course, watching: Watching, place: ChangedPlace, problem: str = ""
) -> HttpResponse:
    """The page, wherever it stands."""
    lang = language_here(request)
    columns, rows = compared_days(watching, lang)
    raised = watching.watch.level in (WatchLevel.NOTICE, WatchLevel.CONCERN)
    context = {
        "sheet": watch_sheet(watching.watch, lang, watching.clock, watching.changes),
        "drawn": _drawn(course, watching, lang),
        "columns": columns,
        "rows": [(row, place.link(row.day)) for row in rows],
        "earlier": [day for day, _ in watching.watch.earlier],
        "back": place.back,
        "said": place.said,
        "problem": problem,
        "kinds": [(kind, sentence(f"flag.{kind}", lang)) for kind in LEFT_OUT_FLAGS],
        "told": _told_before(watching.marks, lang),
        "raised": watching.watch.concern.day.isoformat() if raised and watching.watch.concern else "",
        "first_day": course.days.first.isoformat(),
        "last_day": course.days.last.isoformat(),
        "care": watching.care_since.isoformat() if watching.care_since else "",
        "sent": request.POST,
    }
    return render(request, "changed.html", context, status=400 if problem else 200)


def _drawn(course: Course, watching: Watching, lang: str) -> dict[str, SafeString]:
    """The six signs with the days it may have begun, and the fan; wide and narrow."""
    watch, found = watching.watch, {}
    began = watch.concern.since if watch.concern is not None else None
    ahead, now = (watch.ahead.fan, watch.ahead.now) if watch.ahead is not None else ((), None)
    for name, width in (("wide", 960), ("narrow", 340)):
        signs = small_multiples(course.days, course.signs.usual, lang, width, began)
        weeks = fan(watch.life.level[0], ahead, now, lang, width)
        found[f"signs_{name}"] = mark_safe(signs.on_page(f"signs-{name}"))  # noqa: S308 (letters escaped)
        found[f"fan_{name}"] = mark_safe(weeks.on_page(f"fan-{name}"))  # noqa: S308
    return found
