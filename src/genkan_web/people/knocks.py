"""How often somebody may try: buckets that fill up again by themselves. Slowed down, never locked out.

A lock would be a weapon for whoever wants to keep somebody from their own notebook. What is kept is a mark of
the thing and the place, never the name or the address.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from genkan_web.locked import hashes_of
from genkan_web.people.models import Bucket

LIMITS: dict[str, tuple[float, float]] = {  # tries at once, and seconds until one more
    "password here": (5, 60),  # one name from one place
    "password place": (20, 30),  # any name from one place
    "password name": (15, 60),  # one name from anywhere
    "sheet place": (10, 60),  # recovery codes are too long to guess; this only saves work
    "passkey place": (20, 30),  # what is not known by its signature costs a row of the record each time
    "factor": (5, 60),  # six digits, by somebody who has the password
    "code": (10, 60),  # codes that link, by one account
    "door place": (10, 60),  # sign-ups and invitations from one place
    "api account": (120, 0.5),  # requests of programs for one account
    "api place": (30, 2),  # requests of programs that nobody knows, from one place
    "mail": (5, 600),  # mails asked for, and numbers typed, by one account
    "mail to": (3, 3600),  # numbers sent to one address, whoever asks
    "picture place": (240, 1),  # drawn readings from one place; a household never comes near
    "paper place": (60, 5),  # letters and PDFs from one place
    "files place": (60, 30),  # forms with files from one place
    "everything": (5, 120),  # taking along and bringing back, by one account: much work each
}
MEANT = {  # the same in words, for the page that tells of them
    "mail": "mails asked for, and numbers typed, by one account",
    "mail to": "mails with a number to one address, whoever asks",
    "password here": "passwords for one name from one place",
    "password place": "passwords for any name from one place",
    "password name": "passwords for one name from anywhere",
    "sheet place": "codes of a recovery sheet from one place",
    "passkey place": "passkeys from one place",
    "factor": "codes of an app for one account",
    "code": "codes that link, by one account",
    "door place": "new accounts and invitations from one place",
    "api account": "requests of programs for one account",
    "api place": "requests of unknown programs from one place",
    "picture place": "drawn readings without an account, from one place",
    "paper place": "letters and PDFs without an account, from one place",
    "files place": "files sent without an account, from one place",
    "everything": "taking everything along and bringing it back, by one account",
}
FORGET_AFTER = 2 * 86_400  # seconds; every bucket is full again long before


def place_of(request: HttpRequest) -> str:
    """The address a request comes from; what a proxy of ours adds is believed only when settings say so."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or "unknown"
    return str(request.META.get("REMOTE_ADDR", "unknown"))


def may_try(*wanted: tuple[str, str]) -> bool:
    """Take one try from every bucket named (limit, thing), or none of them where one is empty."""
    now = timezone.now().timestamp()
    with transaction.atomic():
        found = [_bucket(limit, thing, now) for limit, thing in wanted]
        if any(bucket.left < 1 for bucket in found):
            return False
        for bucket in found:
            bucket.left -= 1
            bucket.save()
    return True


def _bucket(limit: str, thing: str, now: float) -> Bucket:
    key, *before = _keys(limit, thing)
    old = Bucket.objects.filter(key__in=before).order_by("left").first() if before else None
    begins = {"left": old.left, "at": old.at} if old else {"left": LIMITS[limit][0], "at": now}
    bucket, _ = Bucket.objects.select_for_update().get_or_create(key=key, defaults=begins)
    bucket.left = filled(limit, bucket.left, now - bucket.at)
    bucket.at = now
    return bucket


def filled(limit: str, left: float, passed: float) -> float:
    """What is left in a bucket of this limit so many seconds later; a clock set back fills nothing."""
    most, seconds = LIMITS[limit]
    return min(most, left + max(0.0, passed) / seconds)


def forget(*things: tuple[str, str]) -> None:
    """Forget the buckets named (limit, thing)."""
    Bucket.objects.filter(
        key__in=[key for limit, thing in things for key in _keys(limit, thing, True)]
    ).delete()


def _keys(limit: str, thing: str, every: bool = False) -> list[str]:
    return hashes_of(f"{limit}\n{thing}", "bucket", as_in_looks=every)


def sweep() -> None:
    """Forget buckets that are full again."""
    Bucket.objects.filter(at__lt=timezone.now().timestamp() - FORGET_AFTER).delete()
