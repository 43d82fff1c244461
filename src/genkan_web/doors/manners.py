"""Manners of every page: its language, nothing kept in caches, nothing told to other sites."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from genkan.knowledge import LANGUAGES
from genkan_web import serving
from genkan_web.doors.problem import is_api, problem

COOKIE = f"{settings.OF_THIS_HOST}lang"
NAMES = {"en": "English", "th": "ไทย", "ja": "日本語"}
PUBLIC = ("/static/", "/help/")
LAST_CALL = os.environ.get(serving.LAST_CALL, "")
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def language_of(request: HttpRequest) -> str:
    """The language chosen on this device, else the first that the browser asks for, else English."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("Accept-Language", "").split(","):
        wanted = part.strip()[:2].lower()
        if wanted in LANGUAGES:
            return wanted
    return "en"


def language_here(request: HttpRequest) -> str:
    """The language of this request, as ``Manners`` found it."""
    return str(getattr(request, "lang", "en"))


class Everywhere:
    """The headers of everything that leaves the server, refusals of the layers below included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        response = self.get_response(request)
        if not request.path.startswith(PUBLIC):
            response.headers["Cache-Control"] = "no-store"
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Server"] = ""  # else the server's own name and nobody's need
        if LAST_CALL and os.path.exists(LAST_CALL):
            response.headers["Connection"] = "close"
        for cookie in response.cookies.values() if settings.HTTPS else ():
            cookie["secure"] = True
        return response


class Manners:
    """Sets ``request.lang``, the language of the page, and a page for what would be empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        request.lang = language_of(request)  # type: ignore[attr-defined]
        if "\0" in request.path:  # PostgreSQL cannot even be asked about it: it leads nowhere
            response = problem(request, "web.not_found", 404)
        elif settings.SECURE_SSL_REDIRECT and is_api(request) and not request.is_secure():
            response = problem(request, "api.in_the_open", 400)
        else:
            response = self.get_response(request)
        if response.status_code == 405 and not response.content:  # nobody stands before an empty page
            allowed, response = response.headers["Allow"], problem(request, "web.not_understood", 405)
            response.headers["Allow"] = allowed
        response.headers.setdefault("Content-Language", request.lang)  # type: ignore[attr-defined]
        return response


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the base template needs: language, languages, where this page is."""
    return {"lang": getattr(request, "lang", "en"), "languages": NAMES, "here": request.get_full_path()}
