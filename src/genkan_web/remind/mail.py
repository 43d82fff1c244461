"""A mail that says nothing, to an address that was proved; ended with one press, in the mail itself too."""

from __future__ import annotations

import secrets
import unicodedata
import uuid
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from genkan.knowledge import sentence
from genkan_web import erasing
from genkan_web.people.models import Account
from genkan_web.remind.models import Delivery, MailPlace

Outcome = Delivery.Outcome
NUMBER_LASTS = 3_600  # seconds
SEAL = Signer(sep=".", salt="genkan_web.mail.stop")


def is_set_up() -> bool:
    """Whether this site can send mail at all."""
    return bool(settings.EMAIL_HOST and settings.ADDRESS and settings.DEFAULT_FROM_EMAIL)


def place_of(account: Account) -> MailPlace | None:
    """Where mails of this account would go, proved or not."""
    return MailPlace.objects.filter(account=account).first()


def is_proved(place: MailPlace | None) -> bool:
    """Whether mails may go there."""
    return place is not None and not place.number


def is_address(address: str) -> bool:
    """Whether this can be an address for mail."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()


def ask(account: Account, address: str) -> bool:
    """Send a number to an address, to be typed here. False, and nothing changed, where it could not go."""
    number = f"{secrets.randbelow(1_000_000):06d}"
    if not _sent(address, sentence("remind.mail.number", account.language, number=number), account.language):
        return False
    with transaction.atomic():
        forget(account)
        MailPlace.objects.create(account=account, address=address, number=number, asked_at=timezone.now())
    return True


def prove(account: Account, number: str) -> bool:
    """Whether the number that was sent was typed in time; then mails may go there."""
    place = place_of(account)
    if place is None or not place.number:
        return False
    in_time = 0 <= (timezone.now() - place.asked_at).total_seconds() < NUMBER_LASTS
    if not in_time or not secrets.compare_digest(place.number, _digits(number)):
        return False
    place.number = ""
    place.save(update_fields=["number"])
    return True


def _digits(typed: str) -> str:
    """The digits as a keyboard of any script gives them, with or without spaces."""
    return "".join(str(unicodedata.decimal(one)) for one in typed if one.isdecimal())


def forget(account: Account) -> None:
    """No mail any more; the address is erased."""
    for place in MailPlace.objects.filter(account=account):
        erasing.erase(place)


def send(account: Account) -> str:
    """One mail that says nothing; what came of it."""
    place = place_of(account)
    if place is None or place.number:
        return Outcome.GONE
    stop = settings.ADDRESS + reverse("mail-stop", args=[SEAL.sign(place.pk.hex)])
    words = "\n\n".join(
        (
            sentence("remind.mail.body", account.language),
            sentence("remind.mail.end", account.language, stop=stop),
        )
    )
    told = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Outcome.SENT if _sent(place.address, words, account.language, told) else Outcome.FAILED


def stop(seal: str) -> None:
    """What the mail itself asks for; a seal that is not ours, or was used, changes nothing."""
    try:
        found = MailPlace.objects.filter(pk=uuid.UUID(hex=SEAL.unsign(seal)))
    except (BadSignature, ValueError):
        return
    for place in found:
        erasing.erase(place)


def _sent(address: str, words: str, lang: str, told: dict[str, str] | None = None) -> bool:
    """Hand a mail over; its subject is the name on the tab, and it names no computer of ours."""
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": make_msgid(domain=urlsplit(settings.ADDRESS).hostname),
        **(told or {}),
    }
    try:
        return bool(EmailMessage(sentence("web.tab", lang), words, to=[address], headers=headers).send())
    except (
        OSError,
        ValueError,
    ):  # smtplib's own errors are OSErrors; a line end in an address is a ValueError
        return False
