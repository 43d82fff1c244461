"""The recovery sheet: ten codes on paper, each good once. Kept as hashes; shown once, then only on paper.

All codes of a sheet are hashed with one salt, so that one hashing asks for all of them at once.
"""

from __future__ import annotations

import hmac
import json
import secrets
import unicodedata
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from genkan_web.locked import lock, unlock
from genkan_web.people.hashing import Argon2
from genkan_web.people.models import Account
from genkan_web.people.second import BELONGS

COUNT, DIGITS = 10, 16  # long enough that a sheet of paper needs no other lock
SHOWN_SECONDS = 60 * 60  # so long it can be seen again by the visit that made it, unless put away before
KIND = Authenticator.Type.RECOVERY_CODES
HASHES, TO_SHOW, UNTIL = "hashes", "to_show", "until"  # in the row of a sheet


def new_sheet(account: Account) -> tuple[str, ...]:
    """A fresh sheet, in groups of four; codes of an older one open nothing any more."""
    codes = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(COUNT)]
    until = timezone.now().timestamp() + SHOWN_SECONDS
    held = {HASHES: hashed(codes), TO_SHOW: lock(json.dumps(codes), BELONGS), UNTIL: until}
    with transaction.atomic():
        Authenticator.objects.filter(user=account, type=KIND).delete()
        Authenticator.objects.create(user=account, type=KIND, data=held)
    return _in_groups(codes)


def hashed(codes: list[str]) -> list[str]:
    """The hashes of a sheet's codes, all with one salt nobody else has."""
    hasher = Argon2()
    salt = hasher.salt()
    return [hasher.encode(code, salt) for code in codes]


def codes_to_show(account: Account) -> tuple[str, ...]:
    """The codes of a sheet that was made just now and not put away; else nothing."""
    told = _told(_row(account))
    if not 0 <= told.get(UNTIL, 0) - timezone.now().timestamp() <= SHOWN_SECONDS:
        return ()
    return _in_groups(json.loads(unlock(told[TO_SHOW], BELONGS)))


def _in_groups(codes: list[str]) -> tuple[str, ...]:
    return tuple("-".join(code[at : at + 4] for at in range(0, DIGITS, 4)) for code in codes)


def put_away(account: Account) -> None:
    """They have it on paper; from now on only hashes are here."""
    _keep_hashes_only(user=account)


def sweep() -> None:
    """Nobody has put these away; their time to be seen is over."""
    _keep_hashes_only(data__until__lt=timezone.now().timestamp())


def _keep_hashes_only(**which: Any) -> None:
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().filter(type=KIND, **which):
            row.data = {HASHES: _hashes(row)}
            row.save(update_fields=["data"])


def left(account: Account) -> int:
    """How many codes were not used yet."""
    return len(_hashes(_row(account)))


def account_with(name: str, code: str) -> Account | None:
    """The account of this name, when the code stands on its sheet and was never used; then it is used."""
    account = Account.objects.filter(handle=name, is_active=True).first()
    return account if code_fits(account, code) else None


def code_fits(account: Account | None, code: str) -> bool:
    """Whether a code stands on this account's sheet and was never used; then it is used.

    One code is hashed, whether there is such an account and a sheet or not.
    """
    typed = _digits(code)
    if len(typed) != DIGITS:
        return False
    row = _row(account) if account else None
    found = Argon2().encoded_like(typed, next(iter(_hashes(row)), _nobodys()))
    return row is not None and _used(row.pk, found)


def _used(primary: int, found: str) -> bool:
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=primary).first()
        hashes = _hashes(row)
        rest = [one for one in hashes if not hmac.compare_digest(one, found)]
        if row is None or rest == hashes:
            return False
        row.data = {HASHES: rest}
        row.save(update_fields=["data"])
    return True


def _row(account: Account) -> Authenticator | None:
    return Authenticator.objects.filter(user=account, type=KIND).first()


def _told(row: Authenticator | None) -> dict[str, Any]:
    return row.data if row else {}


def _hashes(row: Authenticator | None) -> list[str]:
    return list(_told(row).get(HASHES, ()))


def _digits(code: str) -> str:
    """What was typed, in digits of ours: Thai and full-width ones too, without what stands between.

    >>> _digits("๑๒๓๔-5678 9０")
    '1234567890'
    """
    return "".join(str(unicodedata.decimal(one)) for one in code if one.isdecimal())


@cache
def _nobodys() -> str:
    """What a code is hashed like where there is no sheet."""
    return hashed([""])[0]
