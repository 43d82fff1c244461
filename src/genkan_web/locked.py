"""Fields that the database cannot read: texts and JSON under AES-256-GCM, and names that are only findable.

A locked value is ``g1.KEY.BOX``: the version, the id of its key, and nonce and ciphertext in base64. The
place it belongs to (``app.model.field``) is sealed in, so a box moved to another column does not open. Its
length is rounded up to 64 bytes, so that a short word does not show by its size.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.db.models.lookups import Exact, In

from genkan_web import keys
from genkan_web.stopped import NotOpened

VERSION = "g1"
NONCE = 12  # bytes
ROUND = 64  # bytes


def lock(text: str, place: str) -> str:
    """The text as a box for this place, under the newest key."""
    key = keys.ring().newest(keys.Use.FIELD)
    nonce = os.urandom(NONCE)
    sealed = _cipher(key.secret).encrypt(
        nonce, _padded(text.encode("utf-8", "surrogatepass")), _about(key.id, place)
    )
    return f"{VERSION}.{key.id}.{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"


def unlock(box: str, place: str) -> str:
    """The text in a box. Raises NotOpened for a wrong key, a changed byte, or what is no box at all."""
    try:
        version, identity, sealed = box.split(".")
        raw = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise NotOpened("locked.not_opened") from None
    if base64.urlsafe_b64encode(raw).decode("ascii") != sealed:  # its last letter has bits that mean nothing
        raise NotOpened("locked.not_opened")
    key = keys.ring().named(keys.Use.FIELD, identity)
    if version != VERSION or key is None:
        raise NotOpened("locked.no_key")
    try:
        plain = _cipher(key.secret).decrypt(raw[:NONCE], raw[NONCE:], _about(identity, place))
        return plain.rstrip(b"\0")[:-1].decode("utf-8", "surrogatepass")
    except (InvalidTag, ValueError):
        raise NotOpened("locked.not_opened") from None


def key_of(box: str) -> str:
    """The id of the key that a box needs; empty for what is no box."""
    parts = box.split(".")
    return parts[1] if len(parts) == 3 and parts[0] == VERSION else ""


def hash_of(name: str, place: str) -> str:
    """What a name is found by: HMAC-SHA-256 in hexadecimal. Case, width and outer spaces do not count."""
    return _hash(keys.ring().newest(keys.Use.NAME), name, place)


def hashes_of(name: str, place: str, *, as_in_looks: bool = False) -> list[str]:
    """The same under every key that names are found by, the newest first.

    ``as_in_looks``: also under those that are kept for the record of looks alone.
    """
    ring = keys.ring()
    known = (*reversed(ring.of(keys.Use.NAME)), *(reversed(ring.of(keys.Use.LOOKS)) if as_in_looks else ()))
    return [_hash(key, name, place) for key in known]


def mark_of(name: str, place: str) -> Hashed:
    """The hash of a name for another place than its column's own; looked up, it finds older ones too."""
    newest, *before = hashes_of(name, place)
    mark = Hashed(newest)
    mark.before = tuple(before)
    return mark


def _hash(key: keys.Key, name: str, place: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    told = f"{place}\0{plain}".encode("utf-8", "surrogatepass")
    return hmac.new(key.secret, told, hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def _padded(plain: bytes) -> bytes:
    return plain + b"\x80" + b"\0" * (-(len(plain) + 1) % ROUND)


def _about(identity: str, place: str) -> bytes:
    return f"{VERSION}|{identity}|{place}".encode()


class Placed(models.Field):  # type: ignore[type-arg]
    """A field that knows its place, ``app.model.field``; ``place`` keeps an old one after a renaming."""

    allowed = frozenset({"isnull"})

    def __init__(self, *args: Any, place: str = "", **kwargs: Any):
        self.given_place = place
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> str:
        """Where values of this field belong."""
        return self.given_place or f"{self.model._meta.label_lower}.{self.name}"

    def deconstruct(self) -> Any:
        """As Django's, with the place where one was given."""
        name, path, args, kwargs = super().deconstruct()
        if self.given_place:
            kwargs["place"] = self.given_place
        return name, path, args, kwargs

    def get_lookup(self, lookup_name: str) -> Any:
        """Only what can be asked of such a field; anything else is an error, never an empty answer."""
        return super().get_lookup(lookup_name) if lookup_name in self.allowed else None

    def get_transform(self, lookup_name: str) -> Any:  # noqa: ARG002
        """There is nothing inside to ask for."""
        return None


class LockedText(Placed, models.TextField):  # type: ignore[type-arg]
    """A text that only this site's keys open. ``None`` stays NULL; an empty text stays an empty text."""

    def get_prep_value(self, value: Any) -> str | None:
        """The box for the database."""
        return None if value is None else lock(self.plain_of(value), self.place)

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """What is in the box. Raises NotOpened."""
        return None if value is None else self.value_of(unlock(value, self.place))

    def plain_of(self, value: Any) -> str:
        """A value as the text that is locked."""
        return str(value)

    def value_of(self, plain: str) -> Any:
        """A value from the text that was locked."""
        return plain


class LockedJSON(LockedText):
    """Plain lists, mappings, texts, numbers and yes or no, locked as one. ``None`` is NULL."""

    def plain_of(self, value: Any) -> str:
        """JSON without NaN; ValueError for what JSON cannot hold."""
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def value_of(self, plain: str) -> Any:
        """What the JSON says."""
        return json.loads(plain)

    def to_python(self, value: Any) -> Any:
        """Values are what they are; a text is a text, not JSON."""
        return value


class Hashed(str):
    """A name as it stands in the database; saving it again leaves it as it is."""

    before: tuple[str, ...] = ()  # the same name under older keys, where that is known


class HashedName(Placed, models.CharField):  # type: ignore[type-arg]
    """A name or code that can be looked up with ``=`` and ``in``, and never read back."""

    allowed = frozenset({"exact", "in", "isnull"})

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["max_length"] = 64
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> str | None:
        """The hash of a name; a value that came from the database stays."""
        if value is None or isinstance(value, Hashed):
            return None if value is None else str(value)
        return hash_of(str(value), self.place)

    def from_db_value(self, value: str | None, *_: Any) -> Hashed | None:
        """The hash, known as one."""
        return None if value is None else Hashed(value)

    def to_python(self, value: Any) -> Any:
        """Leave a hash a hash."""
        return value if value is None or isinstance(value, Hashed) else str(value)


@HashedName.register_lookup
class IsName(Exact):  # type: ignore[type-arg]
    """``=``: under whichever key the name stands."""

    every: tuple[str, ...] = ()

    def get_prep_lookup(self) -> Any:
        """As Django's, and the name under older keys."""
        if isinstance(self.rhs, str):
            self.every = _every(self.rhs, self.lhs.output_field.place)
        return super().get_prep_lookup()

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """One of a few where there are several keys."""
        if len(self.every) < 2:
            return super().as_sql(compiler, connection)
        left, about = self.process_lhs(compiler, connection)
        return f"{left} IN ({', '.join(['%s'] * len(self.every))})", [*about, *self.every]


@HashedName.register_lookup
class IsOneOfNames(In):  # type: ignore[type-arg]
    """``in``: the same for many names."""

    def get_prep_lookup(self) -> Any:
        """As Django's, with every name under every key."""
        if self.rhs_is_direct_value():
            place = self.lhs.output_field.place
            self.rhs = [Hashed(one) for name in self.rhs for one in _every(name, place)]
        return super().get_prep_lookup()


def _every(name: str, place: str) -> tuple[str, ...]:
    return (name, *name.before) if isinstance(name, Hashed) else tuple(hashes_of(name, place))
