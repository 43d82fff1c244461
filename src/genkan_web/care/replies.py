"""What a person says to a notebook that a family offers. The family reads none of it."""

from __future__ import annotations

import uuid
from datetime import date

from genkan_web.care import sharing
from genkan_web.care.models import Link, Reply
from genkan_web.people.models import Account

LONGEST = 1_000  # characters of one correction
ACCEPTED, DECLINED = "accepted", "declined"


def reply_to(link: Link) -> Reply | None:
    """What was said, or None so far."""
    return Reply.objects.filter(link=link).first()


def live_to(account: Account) -> list[tuple[Link, uuid.UUID, frozenset[str]]]:
    """Whatever is linked with this account and was not put away: link, notebook, items shared over it now."""
    kept = sharing.read_by(account).exclude(reply__says=DECLINED)
    return [(link, sharing.notebook_id(link), items) for link, items in sharing.live_over(account, kept)]


def accept(link: Link, joined: bool) -> None:
    """Go on reading; ``joined`` lays one's own days into the same picture."""
    Reply.objects.update_or_create(link=link, defaults={"says": ACCEPTED, "joined": joined})


def decline(link: Link) -> None:
    """Put it away. On the other side nothing changes."""
    sharing.stop(link)
    Reply.objects.update_or_create(link=link, defaults={"says": DECLINED, "joined": False})


def correct(link: Link, day: date, words: str) -> None:
    """One's own words beside a day somebody else wrote about."""
    reply, _ = Reply.objects.get_or_create(link=link, defaults={"says": ACCEPTED})
    reply.corrections = {**(reply.corrections or {}), day.isoformat(): words}
    reply.save()


def forget(link: Link) -> None:
    """Offered anew, it is read afresh."""
    Reply.objects.filter(link=link).update(says=ACCEPTED)
