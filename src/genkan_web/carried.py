"""What somebody typed when their visit had ended meanwhile, carried through signing in on their own device.

It travels in cookies that only this server opens, for ``MINUTES``, and only for the notebook it was written
in. A hidden field would be lost at the second factor, a passkey or the recovery sheet; the database is no
place for words of somebody who is not in. Nothing of it stands in an address or on the way-in page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
import zlib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

NAME = "carried"
PART, MOST_PARTS = 3_600, 8  # characters in one cookie; cookies
MOST_BYTES = 64_000  # unpacked
MINUTES = 30
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
    """Put what was sent into the response's cookies, if this is a form of a notebook."""
    if request.method != "POST" or _book_of(request.path) is None:
        return response
    sent = request.POST.copy()
    sent.pop(TOKEN, None)
    plain = json.dumps([request.path, sent.urlencode()]).encode()
    box = _lock().encrypt(zlib.compress(plain, 9)).decode("ascii")
    parts = [box[start : start + PART] for start in range(0, len(box), PART)]
    if len(parts) > MOST_PARTS:  # no form of ours is that long
        return response
    secure = settings.SESSION_COOKIE_SECURE
    for number, part in enumerate(parts):
        response.set_cookie(
            f"{NAME}{number}", part, MINUTES * 60, httponly=True, samesite="Lax", secure=secure
        )
    for number in range(len(parts), MOST_PARTS):
        response.delete_cookie(f"{NAME}{number}", samesite="Lax")
    return response


def again(request: HttpRequest) -> HttpResponse | None:
    """Back to the form, filled in, where only its token was too old; None for anything from elsewhere."""
    from_here = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return carry(request, redirect(request.path)) if from_here and _book_of(request.path) else None


def waiting(request: HttpRequest) -> Carried | None:
    """What is carried by this browser. It may be of an account that is not here: ask for its notebook."""
    box = "".join(request.COOKIES.get(f"{NAME}{part}", "") for part in range(MOST_PARTS))
    if not box:
        return None
    try:
        packed = _lock().decrypt(box.encode("ascii"), ttl=MINUTES * 60)
        address, sent = json.loads(zlib.decompressobj().decompress(packed, MOST_BYTES))
    except (InvalidToken, UnicodeEncodeError, zlib.error, ValueError, TypeError):
        return None
    book = _book_of(address)
    return Carried(book, address, QueryDict(sent)) if book else None


def sent_to(request: HttpRequest) -> QueryDict | None:
    """What is carried for the very page that is asked for; the gate has let this account reach it."""
    found = waiting(request) if request.method == "GET" else None
    return found.sent if found and found.address == request.path else None


def put_down(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Take it off the device: it is kept now, or nobody wants it any more."""
    for number in range(MOST_PARTS):
        if f"{NAME}{number}" in request.COOKIES:
            response.delete_cookie(f"{NAME}{number}", samesite="Lax")
    return response


def _book_of(address: str) -> uuid.UUID | None:
    try:
        match: Any = resolve(address)
    except Resolver404:
        return None
    return match.kwargs["key"] if match.url_name in FORMS else None


@cache
def _lock() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"genkan carried through the door", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
