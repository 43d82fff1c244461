"""A visitor's answers on the visitor's own device: encrypted, signed, short-lived. Nothing is on the server.

They travel in cookies that end with the browser and open only here, for ``settings.ANSWER_HOURS``. A box
that was tampered with, is too old or comes from another site is simply not there.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from genkan.checkup.form import questions
from genkan.checkup.given import Given, given_from
from genkan.nouns import Refused
from genkan_web.boxes import Box

BOX = Box(f"{settings.OF_THIS_HOST}box", b"answers on the device", parts=6)


def kept_in(request: HttpRequest) -> tuple[Given | None, str]:
    """The answers of this visitor and the key of a reading added to them; (None, "") where there are none."""
    plain = BOX.opened(request, settings.ANSWER_HOURS * 3_600)
    try:
        return given_from(plain["given"], questions()), str(plain.get("reading", ""))
    except (ValueError, KeyError, TypeError, RecursionError, Refused):
        return None, ""


def keep(response: HttpResponse, given: Given, reading: str = "") -> HttpResponse:
    """Put the answers into the response's cookies."""
    if not BOX.put(response, {"given": given.plain(), "reading": reading}):
        raise ValueError("a check-up larger than its questions allow")
    return response


def wipe(response: HttpResponse) -> HttpResponse:
    """Take every trace of the answers off the device."""
    return BOX.wipe(response)
