"""What a page hands to its device so that nobody else reads or sends there: a lock, a mark of the account.

Both are made from the site's secret: they say nothing to whoever finds them, and nobody else can make them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from genkan_web.diary.models import Notebook
from genkan_web.people.models import Account

DEVICE = "outbox"  # a cookie by which outbox.js says that something of a notebook lies on this device


def lock_of(book: Notebook) -> str:
    """The key under which a half-written note may lie on a device: only this page, signed in, brings it."""
    return _made(b"genkan draft on the device ", book.pk.bytes)


def mark_of(account: Account) -> str:
    """By what a device tells one account from another: whose page opens there, whose notes go at the end."""
    return _made(b"genkan account on the device ", account.pk.bytes)[:22]


def _made(what: bytes, of: bytes) -> str:
    made = hmac.new(settings.SECRET_KEY.encode(), what + of, hashlib.sha256)
    return base64.b64encode(made.digest()).decode("ascii")
