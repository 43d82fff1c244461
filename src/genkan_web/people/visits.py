"""An account's visits, for its owner: when they began, what kind of device, and how to end them."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from genkan_web.locked import hash_of, hashes_of
from genkan_web.people import tokens
from genkan_web.people.entering import DEVICE, LAST, SINCE
from genkan_web.people.models import Account, Token, Visit

MARK = 32  # characters


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit. ``mark`` names it in a form; the key that opens it is never on a page."""

    mark: str
    began: datetime
    used: datetime
    device: str  # phone, computer, or empty where nobody knows
    is_here: bool


def visits_of(account: Account, request: HttpRequest | None = None) -> list[Seen]:
    """The visits that are going on, the one used last first."""
    here = request.session.session_key if request else None
    found = [_seen(one, here) for one in _rows(account).filter(expire_date__gt=timezone.now())]
    return sorted(found, key=lambda one: one.used, reverse=True)


def end(account: Account, mark: str) -> bool:
    """End the visit of this mark; False where there is none."""
    for one in _rows(account):
        if any(hmac.compare_digest(known, mark) for known in _marks(one.session_key)):
            return bool(one.delete()[0])
    return False


def end_all(account: Account) -> None:
    """End every visit of an account at once, and what its programs come in with."""
    _rows(account).delete()
    tokens.end_all(account)


def end_everybodys() -> None:
    """End every visit of everybody at once, and what their programs come in with."""
    Visit.objects.all().delete()
    Token.objects.all().delete()


def _rows(account: Account) -> Any:
    return Visit.objects.filter(account=account.pk)


def _seen(one: Visit, here: str | None) -> Seen:
    told = one.get_decoded()
    began, used = (
        datetime.fromtimestamp(float(told.get(name, 0)), UTC).replace(microsecond=0) for name in (SINCE, LAST)
    )
    return Seen(_mark(one.session_key), began, used, str(told.get(DEVICE, "")), one.session_key == here)


def _mark(key: str) -> str:
    return hash_of(key, "visit")[:MARK]


def _marks(key: str) -> list[str]:
    """As pages showed it that were opened before a new key."""
    return [one[:MARK] for one in hashes_of(key, "visit", as_in_looks=True)]
