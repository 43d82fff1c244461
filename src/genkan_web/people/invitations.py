"""Codes that let one person in with a role; made by an operator, used once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from genkan_web.care.sharing import LETTERS, plain_code
from genkan_web.people.models import Account, Centre, Guardianship, Invitation

LASTS = timedelta(days=14)


def new_invitation(centre: Centre, role: str, guardianship: Guardianship | None = None) -> str:
    """A code for one more person of this centre, or for one end of a guardianship."""
    code = "".join(secrets.choice(LETTERS) for _ in range(16))
    Invitation.objects.create(
        code=code, role=role, centre=centre, guardianship=guardianship, expires_at=timezone.now() + LASTS
    )
    return "-".join(code[at : at + 4] for at in range(0, 16, 4))


def codes_for(guardianship: Guardianship) -> tuple[str, str]:
    """Two codes, shown once: one for the person, one for the guardian."""
    person, family = (
        new_invitation(guardianship.centre, role, guardianship)
        for role in (Account.Role.PERSON, Account.Role.FAMILY)
    )
    return person, family


def open_with(code: str) -> Invitation | None:
    """The invitation behind a code, not used up yet. Unknown, used and over are the same: None."""
    found = Invitation.objects.filter(code=plain_code(code), used_at=None, expires_at__gt=timezone.now())
    return found.select_related("centre", "guardianship").first()


def used(code: str) -> Invitation | None:
    """The invitation behind a code, now used up; None where there is none any more."""
    invitation = open_with(code)
    rows = Invitation.objects.filter(pk=invitation.pk if invitation else None, used_at=None)
    return invitation if rows.update(used_at=timezone.now()) else None
