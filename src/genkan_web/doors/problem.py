"""What went wrong, in one sentence: as a page for people, as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from genkan.knowledge import sentence
from genkan_web.people.tokens import API

WAIT = "60"  # seconds
SAID = {  # by status, where pages and programs are told something else
    401: "api.who",
    405: "api.not_this_way",
}


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return request.path_info.startswith(API)


def plainly(request: HttpRequest, said: str, status: int, fields: Sequence[str] = ()) -> HttpResponse:
    """The one shape of everything that goes wrong for a program. ``fields``: where, by our own names only."""
    told = {
        "problem": said,
        "sentence": sentence(said, getattr(request, "lang", "en")),
        "fields": list(fields),
    }
    response = JsonResponse(told, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        response.headers["Retry-After"] = WAIT
    return response


def problem(request: HttpRequest, said: str, status: int) -> HttpResponse:
    """A page that leads back, or the same for a program."""
    if is_api(request):
        return plainly(request, SAID.get(status, said), status)
    page = HttpResponse(render_to_string("apart.html", {"said": said}, request), status=status)
    if status == 429:
        page.headers["Retry-After"] = WAIT
    return page
