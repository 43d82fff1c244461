"""Accounts nobody comes to any more: asleep after two years, erased a year later, unless a clinic holds them.

Only the month of the last visit is known, so two years are certain from the 25th month on. Falling asleep is
written down with its day, and the year counts from there: a clock that was ahead for an hour erases nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from genkan_web.care import sharing
from genkan_web.care.models import Hold, Link
from genkan_web.diary.models import Notebook
from genkan_web.leaving import going
from genkan_web.people.models import Account

MONTHS_AWAKE, MONTHS_ASLEEP = 24, 12
LONGEST_HOLD = 60  # months
warned: list[Callable[[Account, date], None]] = []
"""Ways to reach somebody before their account goes: each gets the account and the day it would be erased.

Empty as long as nobody can be reached: there is no address here."""


def sweep(today: date | None = None) -> None:
    """Let accounts fall asleep, wake those a wrong clock put to sleep, erase those whose year is over."""
    day = today or timezone.now().date()
    Account.objects.filter(asleep_since__gt=day).update(asleep_since=None)
    over = [one for one in _asleep() if goes_on(one) <= day]
    for account in _awake():
        if _silent_since(account) <= _months_later(day.replace(day=1), -MONTHS_AWAKE - 1):
            Account.objects.filter(pk=account.pk).update(asleep_since=day)
            account.asleep_since = day
            for reach in warned:
                reach(account, goes_on(account))
    for account in over:
        going.erase_account(account)


def goes_on(account: Account) -> date:
    """The day a sleeping account is erased: a year after it fell asleep, or when the last hold is over."""
    since = account.asleep_since or timezone.now().date()
    return max([_months_later(since, MONTHS_ASLEEP), *(one.until for one in holds_on(account))])


def holds_on(account: Account) -> list[Hold]:
    """Every hold of a clinic on an account, the longest first."""
    marks = [
        sharing.giver_mark(key) for key in Notebook.every.filter(writer=account).values_list("pk", flat=True)
    ]
    return list(Hold.objects.filter(link__giver__in=marks).select_related("link").order_by("-until"))


def hold(link: Link, until: date, reason: str) -> bool:
    """Hold the account at the other end of a link; False for a day that is past or too far away."""
    today = timezone.now().date()
    if not today < until <= _months_later(today, LONGEST_HOLD):
        return False
    Hold.objects.update_or_create(link=link, defaults={"until": until, "reason": reason})
    return True


def _awake() -> list[Account]:
    """Accounts that may have been silent for long; those that were told to go go by themselves."""
    return list(Account.objects.filter(asleep_since=None, erase_at=None))


def _asleep() -> list[Account]:
    return list(Account.objects.exclude(asleep_since=None).filter(erase_at=None))


def _silent_since(account: Account) -> date:
    return account.seen_month or account.joined_at.date().replace(day=1)


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; where that month is shorter, its last day."""
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    last = (date((at + 1) // 12, (at + 1) % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, last))
