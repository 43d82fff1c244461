"""What a person says to a notebook that a family offers. The family reads none of it."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from genkan_web.care import sharing
from genkan_web.care.models import Link, Reply

LONGEST = 1_000  # characters of one correction
ACCEPTED, DECLINED = "accepted", "declined"


def reply_to(link: Link) -> Reply | None:
    """What was said, or None so far."""
    return Reply.objects.filter(link=link).first()


def without_declined(links: QuerySet[Link]) -> QuerySet[Link]:
    """Those that were not put away."""
    return links.exclude(reply__says=DECLINED)


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
