"""Fields that a stolen database does not give away: locked texts, and names kept only as marks.

A locked value is AES-GCM with a fresh nonce; what it belongs to (table and column) is bound in, so that a
value moved elsewhere does not open. A mark is a keyed hash: equal names have equal marks; nothing leads back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

HEAD = "g1."
NONCE_BYTES = 12


class Unopenable(ValueError):
    """A locked value that was changed, moved, or locked with another key; says nothing of its content."""


class Mark(str):
    """A name that is hashed already and stays as it is."""

    __slots__ = ()


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"genkan {purpose}".encode(), hashlib.sha256).digest()


def lock(text: str, belongs: str) -> str:
    """The text, readable only with the key and only as part of ``belongs``."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_key("lock", settings.SECRET_KEY)).encrypt(nonce, text.encode(), belongs.encode())
    return HEAD + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unlock(box: str, belongs: str) -> str:
    """The text again. Raises Unopenable."""
    try:
        packed = base64.urlsafe_b64decode(box.removeprefix(HEAD))
        key = AESGCM(_key("lock", settings.SECRET_KEY))
        return key.decrypt(packed[:NONCE_BYTES], packed[NONCE_BYTES:], belongs.encode()).decode()
    except (InvalidTag, ValueError):
        raise Unopenable("a locked value does not open") from None


def mark_of(name: str, purpose: str = "name") -> Mark:
    """The mark of a name; written otherwise (case, width, spaces around) it is the same name."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return Mark(
        hmac.new(_key(f"mark {purpose}", settings.SECRET_KEY), plain.encode(), hashlib.sha256).hexdigest()
    )


class LockedText(models.TextField):
    """Text that is locked on its way into the database. Empty stays empty."""

    def _belongs(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Out of the database."""
        return unlock(value, self._belongs()) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Into the database."""
        plain = super().get_prep_value(value)
        return lock(plain, self._belongs()) if plain else plain


class LockedJSON(LockedText):
    """A plain value (mappings, lists, texts, numbers) locked as JSON."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Out of the database."""
        text = super().from_db_value(value)
        return json.loads(text) if text else None

    def to_python(self, value: Any) -> Any:
        """As it is."""
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Into the database."""
        return lock(json.dumps(value, ensure_ascii=False), self._belongs()) if value is not None else None


class HashedName(models.CharField):
    """A name of which only the mark is kept; look it up by the name itself."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Mark | None:
        """A mark, never hashed again."""
        return None if value is None else Mark(value)

    def to_python(self, value: Any) -> Any:
        """As it is."""
        return value

    def get_prep_value(self, value: Any) -> Any:
        """The mark of a name; a mark as it is."""
        if value is None or isinstance(value, Mark):
            return value
        return mark_of(str(value))
