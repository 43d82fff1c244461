"""The open door: no account, nothing stored. The entrance, the invented family, help, the diary to print."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from genkan import diary_template, helplines
from genkan.checkup.given import WHO
from genkan.course import Course
from genkan.letters.html import body_of
from genkan.sheet import day_words
from genkan_web import bridge
from genkan_web.crisis import static_address
from genkan_web.doors.costly import costly
from genkan_web.doors.country import COOKIE as COUNTRY
from genkan_web.doors.country import country_code
from genkan_web.doors.manners import language_here
from genkan_web.kept import kept_in
from genkan_web.may import INVENTED, table_for


@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """One question: who is it about?"""
    given, _ = kept_in(request)
    return render(request, "entrance.html", {"given": given, "forms": WHO})


@require_safe
@costly("picture place")
def family(request: HttpRequest) -> HttpResponse:
    """The invented family's way out."""
    table = table_for(request, "see", INVENTED)
    course = bridge.course_from(table)
    body = body_of(
        course,
        bridge.reading_from(table),
        language_here(request),
        week_of_family,
        reverse("family-changed"),
    )
    return render(request, "reading.html", {"body": mark_safe(body), "invented": True})  # noqa: S308 (escaped there)


def week_of_family(day: date) -> str:
    """The address of the page of a week."""
    return reverse("family-week", args=[day.isoformat()])


@require_safe
def family_week(request: HttpRequest, day: str) -> HttpResponse:
    """Where the numbers of one week came from."""
    table = table_for(request, "see", INVENTED)
    return week_page(request, bridge.course_from(table), day, week_of_family, reverse("family"))


def week_page(request: HttpRequest, course: Course, day: str, week_of, back: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    """Seven days, each with the source of every number. Http404 outside the table."""
    try:
        first = date.fromisoformat(day)
        monday = first - timedelta(days=first.weekday())
        week = [monday + timedelta(days=offset) for offset in range(-7, 14)]
    except (ValueError, OverflowError):
        raise Http404 from None
    inside = [one for one in week[7:14] if course.days.index_of(one) is not None]
    if not inside:
        raise Http404
    lang = request.lang  # type: ignore[attr-defined]
    before, after = week[0], week[14]
    return render(
        request,
        "week.html",
        {
            "days": [(one, day_words(course, one, lang)) for one in inside],
            "back": back,
            "before": week_of(before) if before + timedelta(days=6) >= course.days.first else "",
            "after": week_of(after) if after <= course.days.last else "",
        },
    )


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Who to call; works without login, scripts or the database."""
    return _help_page(request, country_code(request))


@require_safe
def help_in(request: HttpRequest, code: str) -> HttpResponse:
    """The same for a country chosen here; the choice is remembered on this device."""
    if code not in helplines.codes():
        raise Http404
    response = _help_page(request, code)
    response.set_cookie(COUNTRY, code, samesite="Lax", httponly=True)
    return response


def _help_page(request: HttpRequest, code: str) -> HttpResponse:
    lang = language_here(request)
    context = {
        "here_country": helplines.country_of(code, lang, timezone.now()),
        "others": [(other, name) for other, name in helplines.names(lang) if other != code],
        "take": static_address(f"help-{lang}.html"),
    }
    return render(request, "help.html", context)


@require_safe
def diary(request: HttpRequest, form: str) -> HttpResponse:
    """An empty diary in the language of the page."""
    lang, today = request.lang, timezone.localdate()  # type: ignore[attr-defined]
    if form == "csv":
        response = HttpResponse(diary_template.template(lang, today), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(diary_template.template_xlsx(lang, today), content_type=kind)
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="days.{form}"'
    return response
