"""A visitor's answers on the visitor's own device: encrypted, signed, short-lived. Nothing is on the server.

They travel in cookies that end with the browser and open only here, for ``settings.ANSWER_HOURS``. A box
that was tampered with, is too old or comes from another site is simply not there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from genkan.checkup.form import questions
from genkan.checkup.given import Given, given_from
from genkan.nouns import Refused

NAME = f"{settings.OF_THIS_HOST}box"
PART = 3_600  # characters in one cookie; browsers keep about 4,000
MOST_PARTS = 6
MOST_BYTES = 64_000  # unpacked; far more than all questions can fill


def kept_in(request: HttpRequest) -> tuple[Given | None, str]:
    """The answers of this visitor and the key of a reading added to them; (None, "") where there are none."""
    box = "".join(request.COOKIES.get(f"{NAME}{part}", "") for part in range(MOST_PARTS))
    if not box:
        return None, ""
    try:
        packed = _lock().decrypt(box.encode("ascii"), ttl=settings.ANSWER_HOURS * 3_600)
        opened = zlib.decompressobj().decompress(packed, MOST_BYTES)
        plain: dict[str, Any] = json.loads(opened)
        return given_from(plain["given"], questions()), str(plain.get("reading", ""))
    except (
        InvalidToken,
        UnicodeEncodeError,
        zlib.error,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        Refused,
    ):
        return None, ""


def keep(response: HttpResponse, given: Given, reading: str = "") -> HttpResponse:
    """Put the answers into the response's cookies."""
    plain = json.dumps({"given": given.plain(), "reading": reading}, ensure_ascii=False)
    box = _lock().encrypt(zlib.compress(plain.encode("utf-8"), 9)).decode("ascii")
    parts = [box[start : start + PART] for start in range(0, len(box), PART)]
    if len(parts) > MOST_PARTS:
        raise ValueError("a check-up larger than its questions allow")
    for number in range(MOST_PARTS):
        if number < len(parts):
            response.set_cookie(
                f"{NAME}{number}",
                parts[number],
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        else:
            response.delete_cookie(f"{NAME}{number}", samesite="Lax")
    return response


def wipe(response: HttpResponse) -> HttpResponse:
    """Take every trace of the answers off the device."""
    for number in range(MOST_PARTS):
        response.delete_cookie(f"{NAME}{number}", samesite="Lax")
    return response


def _lock() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"genkan answers on the device", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
