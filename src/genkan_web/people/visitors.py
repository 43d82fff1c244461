"""How often one address may ask for what is open to everybody and costs much: pictures, papers, files.

Counted in the memory of each process and nowhere else. The open door keeps nothing and works without the
database, and a robot that is refused must not cost a row each time.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
import time
from collections import OrderedDict

from django.http import HttpRequest

from genkan_web.people import knocks

MOST = 20_000  # addresses remembered at once; the one that asked longest ago is forgotten first
FORGET_AFTER = 3_600  # seconds; every bucket is full again long before
_key = secrets.token_bytes(32)  # of this process: what is remembered leads to no address
_lock = threading.Lock()
_held: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # what is left, and since when


def may_ask(request: HttpRequest, limit: str) -> bool:
    """Take one from what this visitor's address may ask for; False where nothing is left just now."""
    now, mark = time.monotonic(), _mark(limit, _door_of(knocks.place_of(request)))
    with _lock:
        left, at = _held.pop(mark, (knocks.LIMITS[limit][0], now))
        left = knocks.filled(limit, left, now - at)
        _held[mark] = (left - 1 if left >= 1 else left, now)
        while len(_held) > MOST or next(iter(_held.values()))[1] < now - FORGET_AFTER:
            _held.popitem(last=False)
    return left >= 1


def forget() -> None:
    """Everything that was counted."""
    with _lock:
        _held.clear()


def _mark(limit: str, door: str) -> bytes:
    return hashlib.blake2b(f"{limit}\n{door}".encode("utf-8", "replace"), key=_key, digest_size=16).digest()


def _door_of(place: str) -> str:
    """An address of IPv4, or the network of a home: under IPv6 every device has as many as it likes.

    >>> _door_of("192.0.2.9"), _door_of("2001:db8:1:2:3::4"), _door_of("unknown")
    ('192.0.2.9', '2001:db8:1:2::/64', 'unknown')
    """
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place
    return str(ipaddress.ip_network((int(address), 64), strict=False)) if address.version == 6 else place
