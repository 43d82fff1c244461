"""Written once, whatever is repeated; and nobody's words overwritten by somebody who had not read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from genkan_web.safe.models import Edited, Sent
from genkan_web.stopped import ChangedMeanwhile, Stopped

KEPT_DAYS = 400  # longer than any phone holds an unsent note
SHORTEST, LONGEST = 16, 100  # characters of a sender's key
MOST_OF_FORM = 64  # characters of a key as our own forms carry it
MOST_DIGITS = 9  # of an edition
Thing = TypeVar("Thing", bound=Edited)


def is_key(text: str, most: int = MOST_OF_FORM) -> bool:
    """Whether this is a sender's key as our forms carry it: ASCII letters and digits, dashes between them."""
    return SHORTEST <= len(text) <= most and text.isascii() and text.replace("-", "").isalnum()


def seen_in(text: str) -> int:
    """The edition that a form says it was made from; 0 for anything that is no edition."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def once(who: str, door: str, key: str, write: Callable[[], str]) -> tuple[str, bool]:
    """Do ``write`` unless this key came before from this sender at this door.

    Returns what the first one was answered with (an id or an address, at most 200 characters) and whether
    that was now. The key is random and made where the form is: a UUID in a hidden field or in the outbox.
    A ``write`` that raises leaves nothing behind, and may be sent again.
    """
    if not SHORTEST <= len(key) <= LONGEST:
        raise Stopped("sent.bad_key")
    known = hashlib.sha256(f"{who}\0{door}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()
    with transaction.atomic():
        if not _is_first(known):
            return Sent.objects.get(key=known).outcome, False
        outcome = write()
        if outcome:
            _answered(known, outcome)
    return outcome, True


def save_over(thing: Thing, seen: int, **changes: Any) -> None:
    """Save changes to what was read as edition ``seen``; ChangedMeanwhile when somebody saved since."""
    model = type(thing)
    rows: models.QuerySet[Any] = model._base_manager.filter(pk=thing.pk, edition=seen)
    if not rows.update(edition=F("edition") + 1, **changes):
        raise ChangedMeanwhile("web.changed_meanwhile")
    thing.refresh_from_db()


def forget_old(now: datetime | None = None) -> int:
    """Forget the keys of what was sent long ago. Returns how many."""
    return Sent.objects.filter(at__lt=(now or timezone.now()) - timedelta(days=KEPT_DAYS)).delete()[0]


def _is_first(known: str) -> bool:
    """Whether this key never came; on PostgreSQL this waits for one that is just being written."""
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [known, at])
        return bool(cursor.rowcount == 1)


def _answered(known: str, outcome: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute('UPDATE safe_sent SET outcome = %s WHERE "key" = %s', [outcome, known])


FIRST = 'INSERT INTO safe_sent ("key", outcome, at) VALUES (%s, \'\', %s) ON CONFLICT ("key") DO NOTHING'
