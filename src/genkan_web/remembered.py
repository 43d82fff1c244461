"""Readings that were drawn a moment ago, in this process's memory alone, for ten minutes at most.

They are found by everything they were drawn from: change a letter of a note, and another is looked for. Who
may see one is asked before, at every look, as if nothing were remembered. Nothing of it reaches a disk.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 256  # readings of some 60 kB
SECONDS = 600.0

_held: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()
_alone = threading.Lock()


def drawn(source: object, make: Callable[[], str]) -> str:
    """What ``make`` gives, or gave for the same source. ``source`` is told apart by its ``repr``."""
    key, now = hashlib.sha256(repr(source).encode("utf-8", "surrogatepass")).digest(), time.monotonic()
    with _alone:
        while _held and next(iter(_held.values()))[0] <= now:
            _held.popitem(last=False)
        found = _held.get(key)
    if found is not None and found[0] > now:
        return found[1].decode()
    text = make()
    with _alone:
        _held[key] = (now + SECONDS, text.encode())
        _held.move_to_end(key)
        while len(_held) > MOST:
            _held.popitem(last=False)
    return text


def forget() -> None:
    """Forget all of them: something was erased, and any may have been drawn from it."""
    with _alone:
        _held.clear()
