"""Second ways to prove oneself: one-time codes and passkeys. Kept by allauth, asked by us."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters_now
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from genkan.knowledge import sentence
from genkan_web import keys
from genkan_web.locked import key_of, lock, unlock
from genkan_web.people.models import Account

KIND = Authenticator.Type
BELONGS = "authenticator.secret"
USED, UNDER_WAY = "used_counter", "new_secret"
MOST_JSON = 20_000


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are locked; names and texts on a phone say nothing about what this site is for."""

    def encrypt(self, text: str) -> str:
        """Into the database."""
        return lock(text, BELONGS)

    def decrypt(self, encrypted_text: str) -> str:
        """Out of it."""
        return unlock(encrypted_text, BELONGS)

    def get_totp_issuer(self) -> str:
        """What stands in the code app."""
        return sentence("web.tab", "en")

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.display)

    def _get_site_name(self) -> str:
        return sentence("web.tab", "en")

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """How the passkey is called on the device."""
        return {"id": user.pk.hex.encode(), "display_name": user.display, "name": user.display}

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        """Passkeys are told apart by the day they were made."""
        return f"{type} {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """No mail: nobody has an address here."""


class Secrets:
    """The locked secrets inside the factors' JSON, for whoever changes keys."""

    def used(self) -> Iterator[str]:
        """The key id of each."""
        for data in Authenticator.objects.values_list("data", flat=True):
            yield from (key_of(box) for _, box in _boxes(data))

    def again(self) -> int:
        """Lock those again that are not under the newest key; how many."""
        return sum(
            self._factor_again(primary) for primary in Authenticator.objects.values_list("pk", flat=True)
        )

    def _factor_again(self, primary: int) -> int:
        newest = keys.ring().newest(keys.Use.FIELD).id
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(pk=primary).first()
            old = [(name, box) for name, box in _boxes(held.data) if key_of(box) != newest] if held else []
            if held and old:
                held.data |= {name: lock(unlock(box, BELONGS), BELONGS) for name, box in old}
                held.save(update_fields=["data"])
        return len(old)


def _boxes(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in data.items() if isinstance(value, str) and key_of(value)]


def has_factor(account: Account) -> bool:
    """Whether a code app or a passkey is set up."""
    return bool(Authenticator.objects.filter(user=account, type__in=(KIND.TOTP, KIND.WEBAUTHN)).exists())


def needs_factor(account: Account) -> bool:
    """Whether this account's visits begin only with a second factor."""
    return is_asked_of(account.role) or has_factor(account)


def is_asked_of(role: str) -> bool:
    """Whether every account of this role needs one: staff, or everybody where the site is set so."""
    return settings.SECOND == "everybody" or role in Account.STAFF


def secret_under_way(session: Any) -> str:
    """The secret this visit is setting up for a code app, in letters people can type; kept locked."""
    if UNDER_WAY not in session:
        session[UNDER_WAY] = lock(generate_totp_secret(), UNDER_WAY)
    return unlock(session[UNDER_WAY], UNDER_WAY)


def address_of_secret(account: Account, secret: str) -> str:
    """What a code app reads from a picture or a link."""
    return str(Factors().build_totp_url(account, secret))


def picture_of_secret(address: str) -> str:
    """The same as a picture, ready for an address that carries its own data."""
    return base64.b64encode(str(Factors().build_totp_svg(address)).encode()).decode("ascii")


def set_up_codes(account: Account, secret: str, code: str) -> bool:
    """Keep a secret once a code of it was shown."""
    counter = _counter_of(secret, code)
    if counter is None:
        return False
    with transaction.atomic():
        Authenticator.objects.filter(user=account, type=KIND.TOTP).delete()
        made = Authenticator(user=account, type=KIND.TOTP)
        made.data = {"secret": Factors().encrypt(secret), USED: counter}
        made.save()
    return True


def code_fits(account: Account, code: str) -> bool:
    """Whether a one-time code is right and newer than the last that was used."""
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user=account, type=KIND.TOTP).first()
        counter = _counter_of(Factors().decrypt(held.data["secret"]), code) if held else None
        if held is None or counter is None or counter <= int(held.data.get(USED, 0)):
            return False
        held.data[USED] = counter
        held.save()
        held.record_usage()
    return True


def _counter_of(secret: str, code: str) -> int | None:
    typed = "".join(code.split())
    fitting = [
        counter for counter in counters_now() if format_hotp_value(hotp_value(secret, counter)) == typed
    ]
    return max(fitting, default=None)


# ── Passkeys ──


def _answered(text: str) -> dict[str, Any]:
    """What a browser sent, as a mapping. Raises ValidationError."""
    try:
        told = json.loads(text[:MOST_JSON])
    except (ValueError, RecursionError):
        raise ValidationError("not a passkey") from None
    if not isinstance(told, dict) or not isinstance(told.get("response"), dict):
        raise ValidationError("not a passkey")
    return told


def passkey_to_make(account: Account) -> dict[str, Any]:
    """What the browser needs to make a passkey that can be found without a name."""
    return dict(webauthn.begin_registration(account, passwordless=True))


def keep_passkey(account: Account, text: str) -> bool:
    """Keep the passkey a browser made for the last question."""
    return _tried(lambda: _keep(account, _answered(text))) is not None


def _keep(account: Account, told: dict[str, Any]) -> Account:
    webauthn.parse_registration_response(told)
    if not webauthn.complete_registration(told).is_user_verified():
        raise ValidationError("whoever held the device was not asked")
    webauthn.WebAuthn.add(account, Factors().generate_authenticator_name(account, KIND.WEBAUTHN), told)
    return account


def passkey_to_show() -> dict[str, Any]:
    """What the browser needs to look for a passkey of this site."""
    return dict(webauthn.begin_authentication(None))


def passkey_account(text: str) -> Account | None:
    """Whose passkey answered the last question."""
    return _tried(lambda: _shown(_answered(text)))


def _shown(told: dict[str, Any]) -> Account | None:
    webauthn.parse_authentication_response(told)
    account: Account = webauthn.extract_user_from_response(told)
    used = webauthn.complete_authentication(account, told)
    used.record_usage()
    return account if account.is_active else None


def _tried(act: Callable[[], Account | None]) -> Account | None:
    """The account, or None for anything that is no answer to our question."""
    try:
        return act()
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        webauthn.clear_state()
        return None
