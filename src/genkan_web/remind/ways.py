"""The two ways a reminder can go, both empty of content: a push without payload, and a mail of one sentence."""

from __future__ import annotations

import os
import secrets
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils import timezone
from py_vapid import Vapid02

from genkan.knowledge import sentence
from genkan_web.people.models import Account
from genkan_web.remind.models import Delivery, MailPlace, PushPlace

Outcome = Delivery.Outcome
KEY = "push.key"
MOST_PLACES = 10  # browsers of one account
LONGEST_ADDRESS = 1_000  # characters
SECONDS = 10
STAYS = 12 * 3_600  # seconds a push service keeps it for a phone that is off
NUMBER_LASTS = 3_600  # seconds


# ── Push ──


def push_key() -> Vapid02:
    """This site's own key towards push services; made on first use."""
    file = Path(settings.VAR) / KEY
    if not file.exists():
        fresh = Vapid02()
        fresh.generate_keys()
        beside = file.with_name(f".{KEY}.{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(fresh.private_pem())
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    return Vapid02.from_pem(file.read_bytes())


def public_push_key() -> str:
    """What a browser needs to know of it, in its own letters."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from py_vapid.utils import b64urlencode

    point = push_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


def is_push_address(address: str) -> bool:
    """Whether this is an address of a known push service: nothing else is ever called."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if len(address) > LONGEST_ADDRESS or parts.username or parts.password:
        return False
    if f"{parts.scheme}://{host}:{port}" in settings.PUSH_ALSO:
        return True
    known = any(host == one or host.endswith(f".{one}") for one in settings.PUSH_HOSTS)
    return known and parts.scheme == "https" and port in (None, 443)


def keep_push_place(account: Account, address: str) -> bool:
    """Keep where a browser takes notices; False for what is no such place, or too many."""
    if not is_push_address(address) or account.push_places.count() >= MOST_PLACES:
        return False
    PushPlace.objects.update_or_create(mark=address, defaults={"account": account, "address": address})
    return True


def push(account: Account) -> str:
    """An empty notice to every browser of an account; what came of it."""
    came = [_pushed(place) for place in account.push_places.all()]
    if Outcome.SENT in came:
        return Outcome.SENT
    return Outcome.FAILED if Outcome.FAILED in came else Outcome.GONE


def _pushed(place: PushPlace) -> str:
    address = place.address
    if not is_push_address(address):
        return Outcome.FAILED
    parts = urlsplit(address)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": settings.PUSH_CONTACT}
    headers = {**push_key().sign(claims), "TTL": str(STAYS), "Urgency": "low", "Content-Length": "0"}
    asked = urllib.request.Request(address, data=b"", headers=headers, method="POST")  # noqa: S310 (checked above)
    try:
        with _straight.open(asked, timeout=SECONDS):
            return Outcome.SENT
    except urllib.error.HTTPError as problem:
        if problem.code in (404, 410):
            place.delete()
            return Outcome.GONE
        return Outcome.FAILED
    except OSError:
        return Outcome.FAILED


class _NoOtherPlace(urllib.request.HTTPRedirectHandler):
    """A push service that sends on to elsewhere is not followed."""

    def redirect_request(self, *_: object) -> None:
        """Nowhere."""


_straight = urllib.request.build_opener(_NoOtherPlace)


# ── Mail ──


def mail_is_set_up() -> bool:
    """Whether this site can send mail at all."""
    return bool(settings.EMAIL_HOST)


def ask_mail_place(account: Account, address: str) -> bool:
    """Send a number to an address, to be typed here; False for what is no address or cannot be reached."""
    from django.core.exceptions import ValidationError

    try:
        validate_email(address)
    except ValidationError:
        return False
    number = f"{secrets.randbelow(1_000_000):06d}"
    MailPlace.objects.update_or_create(
        account=account, defaults={"address": address, "number": number, "asked_at": timezone.now()}
    )
    return _mailed(address, sentence("remind.mail.number", account.language, number=number))


def mail_place_proved(account: Account, number: str) -> bool:
    """Whether the number that was sent was typed in time; then mails may go there."""
    place = MailPlace.objects.filter(account=account).first()
    if place is None or not place.number:
        return False
    fresh = (timezone.now() - place.asked_at).total_seconds() < NUMBER_LASTS
    if not fresh or not secrets.compare_digest(place.number.encode(), number.strip().encode()):
        return False
    place.number = ""
    place.save(update_fields=["number"])
    return True


def takes_mail(account: Account) -> bool:
    """Whether mails may go to this account."""
    place = MailPlace.objects.filter(account=account).first()
    return place is not None and not place.number


def mail(account: Account) -> str:
    """One mail that says nothing; what came of it."""
    place = MailPlace.objects.filter(account=account).first()
    if place is None or place.number:
        return Outcome.GONE
    sent = _mailed(place.address, sentence("remind.mail.body", account.language))
    return Outcome.SENT if sent else Outcome.FAILED


def _mailed(address: str, body: str) -> bool:
    try:
        return bool(EmailMessage(sentence("web.tab", "en"), body, to=[address]).send())
    except OSError:  # smtplib's own errors are OSErrors
        return False
