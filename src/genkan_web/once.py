"""Written once, whatever is repeated; and nobody's words overwritten by somebody who had not read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from genkan_web.safe.models import Edited, Sent
from genkan_web.stopped import ChangedMeanwhile, Stopped

KEPT_DAYS = 400  # longer than any phone holds an unsent note
SHORTEST, LONGEST = 16, 100  # characters of a sender's key
Thing = TypeVar("Thing", bound=Edited)


def once(who: str, door: str, key: str, write: Callable[[], str]) -> tuple[str, bool]:
    """Do ``write`` unless this key came before from this sender at this door.

    Returns what the first one was answered with (an id or an address, at most 200 characters) and whether
    that was now. The key is random and made where the form is: a UUID in a hidden field or in the outbox.
    A ``write`` that raises leaves nothing behind, and may be sent again.
    """
    if not SHORTEST <= len(key) <= LONGEST:
        raise Stopped("sent.bad_key")
    known = hashlib.sha256(f"{who}\0{door}\0{key}".encode("utf-8", "surrogatepass")).hexdigest()
    try:
        with transaction.atomic():
            sent = _first(known)
            sent.outcome = write()
            sent.save(update_fields=["outcome"])
    except _CameBefore:
        return Sent.objects.get(key=known).outcome, False
    return sent.outcome, True


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


class _CameBefore(Exception):
    """This key is known."""


def _first(known: str) -> Sent:
    """The row of a key that never came; on PostgreSQL this waits for one that is just being written."""
    try:
        with transaction.atomic():
            return Sent.objects.create(key=known, at=timezone.now())
    except IntegrityError:
        raise _CameBefore from None
