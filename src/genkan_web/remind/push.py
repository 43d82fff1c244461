"""A notice without payload to every browser of an account: the words are in the browser already.

Only known push services are called, only over TLS, never a place they lead on to, and never an address inside
a network. What they learn: that this site sends a notice to this browser, now.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urlencode

from genkan_web import erasing, keys
from genkan_web.people.models import Account
from genkan_web.remind.models import Delivery, PushPlace

Outcome = Delivery.Outcome
KEY = "push.key"
MOST_PLACES = 10  # browsers of one account
LONGEST_ADDRESS = 1_000  # characters
SECONDS = 10


def is_set_up() -> bool:
    """Whether this site sends notices: only where it can say to push services who it is, and prove it."""
    if not settings.PUSH_CONTACT:
        return False
    try:
        key()
    except (OSError, ValueError):  # its folder cannot be written, or the file is damaged
        return False
    return True


def key() -> Vapid02:
    """This site's own key towards push services; made on first use, beside its other keys."""
    file = Path(settings.KEYS) / KEY
    if not file.exists():
        _make(file)
    return Vapid02.from_pem(file.read_bytes())


def _make(file: Path) -> None:
    fresh = Vapid02()
    fresh.generate_keys()
    beside = file.with_name(f".{KEY}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(fresh.private_pem())
        stream.flush()
        os.fsync(stream.fileno())
    with suppress(FileExistsError):  # another process was first: its key stands
        os.link(beside, file)
    beside.unlink()
    keys.sync_folder(file.parent)


def public_key() -> str:
    """What a browser needs to know of the key, in its own letters."""
    point = key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


# ── Browsers ──


def known(address: str) -> SplitResult | None:
    """The parts of an address at a push service that may be called; None for every other."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        return None
    if _origin(parts) in settings.PUSH_ALSO:
        return parts
    there = any(host == one or host.endswith(f".{one}") for one in settings.PUSH_HOSTS)
    return parts if there and port in (None, 443) else None


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"


def places_of(account: Account) -> list[PushPlace]:
    """The browsers an account is told in."""
    return list(PushPlace.objects.filter(account=account).order_by("pk"))


def keep(account: Account, address: str) -> bool:
    """Keep where a browser takes notices; False for what is no such place, or one too many."""
    if known(address) is None:
        return False
    places = PushPlace.objects.filter(account=account)
    if not places.filter(mark=address).exists():
        if places.count() >= MOST_PLACES:
            return False
        PushPlace.objects.get_or_create(account=account, mark=address, defaults={"address": address})
    return True


def forget(account: Account, place: str) -> None:
    """Take one browser away, for good."""
    if place.isdecimal() and len(place) < 19:
        for found in PushPlace.objects.filter(account=account, pk=int(place)):
            erasing.erase(found)


# ── Sending ──


def send(account: Account, seconds: int) -> str:
    """An empty notice to every browser of an account, kept by the service for so many seconds at most."""
    came = [_sent(place, seconds) for place in PushPlace.objects.filter(account=account)]
    return next((one for one in (Outcome.SENT, Outcome.FAILED) if one in came), Outcome.GONE)


def _sent(place: PushPlace, seconds: int) -> str:
    parts = known(place.address)
    if parts is None:
        return Outcome.FAILED
    status = _asked(parts, seconds)
    if status in (404, 410):  # the browser was told to take none any more
        place.delete()
        return Outcome.GONE
    return Outcome.SENT if 200 <= status < 300 else Outcome.FAILED


def _asked(parts: SplitResult, seconds: int) -> int:
    """What the service answered: a status, or 0 where it could not be reached. Its words are not read."""
    claims = {"aud": _origin(parts), "sub": settings.PUSH_CONTACT}
    line, way = _line(parts), parts.path or "/"
    try:
        told = {**key().sign(claims), "TTL": str(seconds), "Urgency": "low"}
        line.request("POST", f"{way}?{parts.query}" if parts.query else way, b"", told)
        return line.getresponse().status
    except (OSError, ValueError, http.client.HTTPException, VapidException):
        return 0
    finally:
        line.close()


def _line(parts: SplitResult) -> http.client.HTTPSConnection:
    tls = ssl.create_default_context()
    line = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=SECONDS, context=tls)
    if _origin(parts) not in settings.PUSH_ALSO:
        line._create_connection = _out_there  # type: ignore[attr-defined]
    return line


def _out_there(*where: Any, **how: Any) -> socket.socket:
    """A connection to the open internet; one that led into a network is closed before a word is said."""
    found = socket.create_connection(*where, **how)
    if not ipaddress.ip_address(found.getpeername()[0]).is_global:
        found.close()
        raise OSError("not out there")
    return found
