"""Which country's help lines are shown: chosen here, else the browser's region, else the language's."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils import timezone

from genkan import helplines
from genkan_web.doors.manners import language_here

COOKIE = "place"
FIRST = {"th": "th", "ja": "jp", "en": "th"}


def country_code(request: HttpRequest) -> str:
    """Two small letters of a country there are lines for."""
    known = helplines.codes()
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in known:
        return chosen
    for region in re.findall(r"[a-z]{2}-([A-Za-z]{2})\b", request.headers.get("Accept-Language", "")):
        if region.lower() in known:
            return region.lower()
    return FIRST[language_here(request)]


def country_here(request: HttpRequest) -> helplines.Country:
    """The country's lines as they are at this moment."""
    return helplines.country_of(country_code(request), language_here(request), timezone.now())
