"""Codes that let one person in with a role; made by an operator, used once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from genkan_web.care.sharing import LETTERS, plain_code
from genkan_web.people.models import Centre, Invitation

LASTS = timedelta(days=14)


def new_invitation(centre: Centre, role: str) -> str:
    """A code for one more person of this centre."""
    code = "".join(secrets.choice(LETTERS) for _ in range(16))
    Invitation.objects.create(code=code, role=role, centre=centre, expires_at=timezone.now() + LASTS)
    return "-".join(code[at : at + 4] for at in range(0, 16, 4))


def used(code: str) -> Invitation | None:
    """The invitation behind a code, now used up. Unknown, used and over are the same: None."""
    now = timezone.now()
    found = Invitation.objects.filter(code=plain_code(code), used_at=None, expires_at__gt=now)
    invitation = found.select_related("centre").first()
    if invitation is None or not found.filter(pk=invitation.pk).update(used_at=now):
        return None
    return invitation
