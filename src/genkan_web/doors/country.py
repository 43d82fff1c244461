"""Which country's help lines are shown: chosen here, else the browser's region, else the language's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from genkan import helplines
from genkan.checkup.care import Care
from genkan.checkup.given import Given
from genkan_web.doors.manners import language_here

COOKIE = f"{settings.OF_THIS_HOST}place"
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


def first_lines(
    others: Sequence[helplines.Line], emergency: Sequence[helplines.Line]
) -> list[helplines.Line]:
    """What one tap can call: the emergency numbers where it is for now, and a line to talk, open now."""
    talk = [line for line in others if line.way == "phone" and line.open_now]
    return [*emergency, *talk[: 1 if emergency else 2]]


def lines_for(request: HttpRequest, given: Given, cares: Sequence[Care]) -> dict[str, object]:
    """The lines a page shows for a check-up: what one tap can call, all others in the order of its age."""
    return lines_when(request, cares, bool(given.has("age.under15", "age.15to17")))


def lines_when(
    request: HttpRequest, cares: Sequence[Care], young: bool = False, now: bool = False
) -> dict[str, object]:
    """The lines a page shows for some cares; lines for the young first where somebody is young.

    The emergency numbers come first where a care is for ``now``, or where the page itself says so.
    """
    country = country_here(request)
    others = country.others_for(young)
    urgent = country.emergency if now or any(care.now for care in cares) or not others else ()
    first = first_lines(others, urgent)
    more = [line for line in others if line not in first]
    return {"country": country, "others": others, "first_lines": first, "more_lines": more}
