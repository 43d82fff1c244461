"""Words on a visitor's own device: packed, encrypted, cut into cookies, and open only here for a while.

A box that was tampered with, is too old, or was locked for something else is simply not there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

PART = 3_600  # characters in one cookie; browsers keep about 4,000
MOST_BYTES = 64_000  # unpacked


@dataclass(frozen=True, slots=True)
class Box:
    """One kind of box. ``name``: of its cookies; ``of``: what its key is for; ``parts``: cookies at most.

    ``stays``: seconds that browsers keep it; none, and it ends with the browser.
    """

    name: str
    of: bytes
    parts: int
    stays: int | None = None

    def put(self, response: HttpResponse, plain: Any) -> bool:
        """Put plain values into cookies of the response; False, and none, where they would not come back."""
        told = json.dumps(plain, ensure_ascii=False).encode()
        box = self._lock().encrypt(zlib.compress(told, 9)).decode("ascii")
        parts = [box[start : start + PART] for start in range(0, len(box), PART)]
        if len(parts) > self.parts or len(told) > MOST_BYTES:
            return False
        for number, part in enumerate(parts):
            response.set_cookie(
                f"{self.name}{number}",
                part,
                self.stays,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        for number in range(len(parts), self.parts):
            response.delete_cookie(f"{self.name}{number}", samesite="Lax")
        return True

    def opened(self, request: HttpRequest, seconds: int) -> Any:
        """What lies in it, if it was put there in the last ``seconds``; None for anything else."""
        box = "".join(request.COOKIES.get(f"{self.name}{number}", "") for number in range(self.parts))
        try:
            packed = self._lock().decrypt(box.encode("ascii"), ttl=seconds)
            told = zlib.decompressobj().decompress(packed, MOST_BYTES)
            return json.loads(told)
        except (InvalidToken, UnicodeError, zlib.error, ValueError, RecursionError):
            return None

    def wipe(self, response: HttpResponse) -> HttpResponse:
        """Take every trace of it off the device."""
        for number in range(self.parts):
            response.delete_cookie(f"{self.name}{number}", samesite="Lax")
        return response

    def lies_in(self, request: HttpRequest) -> bool:
        """Whether any cookie of it came, whatever is in there."""
        return any(f"{self.name}{number}" in request.COOKIES for number in range(self.parts))

    def _lock(self) -> Fernet:
        key = hmac.new(settings.SECRET_KEY.encode(), b"genkan " + self.of, hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(key))
