"""Opening in an emergency: a reason, a second factor typed again, four hours, one page, a second person."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from genkan_web.care import sharing
from genkan_web.care.models import BreakGlass, Link
from genkan_web.people.models import Account

OPEN_FOR = timedelta(hours=4)
REVIEW_WITHIN = timedelta(hours=72)
LONGEST_DELAY = timedelta(days=7)
SHORTEST_REASON, LONGEST_REASON = 10, 1_000  # characters


def link_called(account: Account, called: str) -> Link | None:
    """Somebody linked with this account's centre by the name they chose; two of that name: nobody."""
    wanted = called.strip().casefold()
    found = [
        link
        for link in sharing.linked_with_centre(account)
        if wanted and str(link.ends["called"]).strip().casefold() == wanted
    ]
    books = {book.pk for link in found if (book := sharing.book_of(link))}
    return found[0] if len(books) == 1 else None


def opened(account: Account, link: Link, category: str, reason: str) -> BreakGlass:
    """A new opening. The person reads of it from now on."""
    now = timezone.now()
    return BreakGlass.objects.create(
        link=link,
        centre=account.centre,
        opened_by=account,
        category=category,
        reason=reason,
        opened_at=now,
        closes_at=now + OPEN_FOR,
        told_at=now,
    )


def openings_of(account: Account) -> list[BreakGlass]:
    """The openings of this account's centre, newest first."""
    found = BreakGlass.objects.filter(centre=account.centre_id).select_related("opened_by", "link")
    return list(found.order_by("-opened_at")[:200])


def is_overdue(opening: BreakGlass) -> bool:
    """Whether nobody has looked at it in the time agreed."""
    return opening.reviewed_at is None and timezone.now() > opening.opened_at + REVIEW_WITHIN


def reviewed(opening: BreakGlass, by: Account, words: str) -> None:
    """A second person's look, kept once."""
    now = timezone.now()
    if BreakGlass.objects.filter(pk=opening.pk, reviewed_at=None).update(reviewed_at=now, reviewed_by=by):
        opening.refresh_from_db()
        opening.review = words
        opening.save(update_fields=["review"])


def delayed(opening: BreakGlass, by: Account, days: int) -> None:
    """The person is told later, at most seven days after the opening, because a second person decided so."""
    until = opening.opened_at + min(timedelta(days=days), LONGEST_DELAY)
    BreakGlass.objects.filter(pk=opening.pk).update(told_at=until, delayed_by=by)


def not_told_yet(notebook: uuid.UUID) -> set[str]:
    """Who opened this notebook's page and is to be named to the person only later."""
    waiting = BreakGlass.objects.filter(
        link__giver=sharing.giver_mark(notebook), told_at__gt=timezone.now(), delayed_by__isnull=False
    )
    return {str(one.opened_by_id) for one in waiting}
