"""Coming in and staying: passwords, names, how long a visit lasts. Known and unknown names look the same."""

from __future__ import annotations

import secrets
import time
import uuid
from functools import cache

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from genkan_web.people import knocks
from genkan_web.people.models import Account

SHORTEST, LONGEST, LONGEST_NAME = 10, 256, 40
OURS = (
    "genkan",
    "玄関",
    "hikikomori",
    "hikkomori",
    "ひきこもり",
    "引きこもり",
    "ฮิคิโคโมริ",
    "เก็บตัว",
)  # words anybody tries here
SINCE, LAST, SECOND, DEVICE = "since", "last", "second", "device"  # in the session
BACKEND = "django.contrib.auth.backends.ModelBackend"
_common = CommonPasswordValidator()


@cache
def _nobodys_password() -> str:
    """What an unknown name is checked against, at the same cost."""
    return make_password(secrets.token_urlsafe(16))


def account_with(name: str, password: str) -> Account | None:
    """The account of this name and password. One password is hashed, whether the name is known or not."""
    account = Account.objects.filter(handle=name, is_active=True).first()
    held = account.password if account and is_password_usable(account.password) else _nobodys_password()
    fits = check_password(password if len(password) <= LONGEST else "", held)
    return account if fits and account and held == account.password else None


def is_password_of(account: Account, typed: str) -> bool:
    """Whether this is their password, exactly as typed; nothing too long is cut to fit."""
    return len(typed) <= LONGEST and account.check_password(typed)


def may_guess(request: HttpRequest, name: str) -> bool:
    """Whether a password may be tried for this name from this place now; asked before anything is hashed."""
    place = knocks.place_of(request)
    return knocks.may_try(
        ("password here", f"{place}\n{name.strip().casefold()}"),
        ("password place", place),
        ("password name", name.strip().casefold()),
    )


def problem_with(password: str) -> str:
    """The id of a sentence that says what is wrong with a new password, or nothing."""
    told = password.casefold()
    for word in OURS:
        told = told.replace(word, "")
    if len(told.strip(" -_.!0123456789")) < 4 and told != password.casefold():
        return "people.password.common"
    if not SHORTEST <= len(password) <= LONGEST:
        return "people.password.short"
    try:
        _common.validate(password)
    except ValidationError:
        return "people.password.common"
    return ""


def account_called(name: str, password: str | None, role: str, **more: object) -> Account:
    """A new account; ``display`` is the whole name to sign in with.

    Four digits are added to every chosen name, so that no answer ever tells whether a name was there before.
    """
    for _ in range(50):
        whole = f"{name.strip()}-{secrets.randbelow(9_000) + 1_000}"
        try:
            with transaction.atomic():
                return Account.objects.open(whole, password, role, **more)
        except IntegrityError:
            continue
    raise IntegrityError("no free name")


def let_in(request: HttpRequest, account: Account, second: bool = False) -> None:
    """Begin a visit with a fresh key; ``second`` says that a second factor was given."""
    auth.login(request, account, backend=BACKEND)
    request.session.cycle_key()
    now = time.time()
    request.session[SINCE], request.session[LAST], request.session[SECOND] = now, now, second
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    seen(account)


def device_of(agent: str) -> str:
    """What somebody may know their device by, and nothing finer: phone, computer, or empty.

    >>> device_of("Mozilla/5.0 (Linux; Android 15) Mobile"), device_of("Mozilla/5.0 (X11; Linux x86_64)")
    ('phone', 'computer')
    """
    if any(word in agent for word in ("Mobi", "Android", "iPhone", "iPad")):
        return "phone"
    return "computer" if any(word in agent for word in ("Windows", "Macintosh", "X11", "CrOS")) else ""


def seen(account: Account) -> None:
    """Keep the month somebody came in, no finer; an account that slept is awake."""
    month = timezone.now().date().replace(day=1)
    if account.seen_month != month or account.asleep_since is not None:
        account.seen_month, account.asleep_since = month, None
        account.save(update_fields=["seen_month", "asleep_since"])


def raise_up(request: HttpRequest) -> None:
    """The second factor was given: a fresh key, and more may be seen."""
    request.session.cycle_key()
    request.session[SECOND] = True


def staying(request: HttpRequest) -> Account | None:
    """Who is here, or None; ends a visit that stood still too long or lasted too long."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    staff = account.is_staff_member
    idle = settings.STAFF_IDLE_SECONDS if staff else settings.OWN_IDLE_SECONDS
    whole = settings.STAFF_WHOLE_SECONDS if staff else settings.OWN_WHOLE_SECONDS
    now = time.time()
    last, since = request.session.get(LAST, 0.0), request.session.get(SINCE, 0.0)
    if not 0 <= now - last <= idle or not 0 <= now - since <= whole:  # a clock set back ends a visit too
        auth.logout(request)
        return None
    if now - last > 30:
        request.session[LAST] = now
    return account


def people_of(centre: uuid.UUID) -> list[Account]:
    """Who works at a centre."""
    return list(Account.objects.filter(centre=centre, is_active=True).order_by("role", "joined_at"))
