"""What somebody typed when their visit had ended meanwhile, carried through signing in on their own device.

It travels in cookies that only this server opens, for ``MINUTES``, and only for the notebook it was written
in. A hidden field would be lost at the second factor, a passkey or the recovery sheet; the database is no
place for words of somebody who is not in. Nothing of it stands in an address or on the way-in page.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from genkan_web.boxes import Box

MINUTES = 30
BOX = Box(f"{settings.OF_THIS_HOST}carried", b"carried through the door", parts=8, stays=MINUTES * 60)
FORMS = frozenset(
    {"today", "note", "week-at-once", "in-need", "worksheet-new", "worksheet-fill"}
)  # addresses whose words are carried
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)


@dataclass(frozen=True, slots=True)
class Carried:
    """A form that was sent to ``address``, of the notebook ``book``, by somebody whose visit was over."""

    book: uuid.UUID
    address: str
    sent: QueryDict = field(repr=False)


def carry(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put what was sent into the response's cookies, if this is a form of a notebook and would come back."""
    _put(request, response)
    return response


def again(request: HttpRequest) -> HttpResponse | None:
    """Back to the form, filled in, where only its token was too old; None for anything from elsewhere, and
    for what is too long to be carried: one step back in the browser it still stands."""
    from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    response = redirect(request.path)
    return response if from_here and _put(request, response) else None


def _put(request: HttpRequest, response: HttpResponse) -> bool:
    if request.method != "POST" or _book_of(request.path) is None:
        return False
    sent = {name: values for name, values in request.POST.lists() if name != TOKEN}
    return BOX.put(response, [request.path, sent])


def waiting(request: HttpRequest) -> Carried | None:
    """What is carried by this browser. It may be of an account that is not here: ask for its notebook."""
    match BOX.opened(request, MINUTES * 60):
        case [str(address), dict(told)] if book := _book_of(address):
            sent = QueryDict(mutable=True)
            for name, values in told.items():
                sent.setlist(name, values)
            return Carried(book, address, sent)
    return None


def sent_to(request: HttpRequest) -> QueryDict | None:
    """What is carried for the very page that is asked for; the gate has let this account reach it."""
    found = waiting(request) if request.method == "GET" else None
    return found.sent if found and found.address == request.path else None


def put_down(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take it off the device: it is kept now, or nobody wants it any more."""
    return BOX.wipe(response) if BOX.lies_in(request) else response


def _book_of(address: str) -> uuid.UUID | None:
    try:
        match: Any = resolve(address)
    except Resolver404:
        return None
    return match.kwargs["key"] if match.url_name in FORMS else None
