"""Small doors apart: language, leaving at once, errors, and the sign of life for a server."""

from __future__ import annotations

import sys

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from genkan.knowledge import LANGUAGES
from genkan_web import bridge, carried
from genkan_web.doors.manners import COOKIE
from genkan_web.doors.problem import is_api, plainly, problem
from genkan_web.may import own_tables
from genkan_web.on_device import DEVICE
from genkan_web.stopped import Stopped

AWAY = "https://www.wikipedia.org/"


@require_safe
def language(request: HttpRequest, lang: str) -> HttpResponse:
    """Remember a language on this device and go back."""
    back = request.GET.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if lang in LANGUAGES:
        response.set_cookie(COOKIE, lang, max_age=365 * 86_400, samesite="Lax", httponly=True)
    return response


def leave(request: HttpRequest) -> HttpResponse:
    """End the visit and delete its readings, take every cookie back, forget this browser's pages, and show
    a page about nothing. Works without the database too; then what was read goes when its hours are over.
    """
    try:
        for table in own_tables(request):
            bridge.forget(table)
        request.session.flush()
    except DatabaseError:
        request.session = type(request.session)()  # nothing to save; its cookie goes all the same
    response = HttpResponseRedirect(AWAY)
    for name in request.COOKIES:
        response.delete_cookie(name, samesite="Lax")
    stored = ', "storage"' if DEVICE in request.COOKIES else ""
    response.headers["Clear-Site-Data"] = f'"cache", "cookies"{stored}'
    return response


@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """204 while the database answers, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse(status=204)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Denied and absent look the same."""
    return problem(request, "web.not_found", 404)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The request was malformed."""
    return problem(request, "web.not_understood", 400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long, or came from elsewhere. A note's form comes back filled in."""
    said = "api.no_form_token" if is_api(request) else "web.form_expired"
    return carried.again(request) or problem(request, said, 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours failed; help lines still stand. 503 when it may work again by itself: a full disk, a
    database that is down, keys that are missing, a look that could not be written down.
    """
    waits = isinstance(sys.exc_info()[1], DatabaseError | Stopped)
    said, status = ("web.held", 503) if waits else ("web.broken", 500)
    if is_api(request):
        return plainly(request, said, status)
    context = {"said": said, "lang": getattr(request, "lang", "en")}
    return render(request, "apart.html", context, status=status)
