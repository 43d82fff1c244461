"""Accounts nobody comes to: asleep after two years, erased a year later, held by a clinic."""

from __future__ import annotations

from datetime import date, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import PASSWORD, Household, steady

from genkan_web.care.models import Hold
from genkan_web.leaving import sleeping
from genkan_web.people import entering
from genkan_web.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def yuki(home: Household) -> Account:
    """Last here in November 2026; everybody else comes all the time."""
    Account.objects.update(seen_month=date(2030, 12, 1))
    Account.objects.filter(pk=home.people["yuki"].pk).update(seen_month=date(2026, 11, 1))
    return home.people["yuki"]


def asleep(account: Account) -> date | None:
    """Since when, as the database has it."""
    return Account.objects.get(pk=account.pk).asleep_since


@pytest.mark.parametrize(("day", "sleeps"), [(date(2028, 11, 30), False), (date(2028, 12, 1), True)])
def test_two_years_are_certain_from_the_25th_month(yuki: Account, day: date, sleeps: bool) -> None:
    """Whoever came on the last day of a month was here 24 months ago only then."""
    sleeping.sweep(day)
    assert (asleep(yuki) is not None) is sleeps


def test_a_year_later_it_is_erased_and_not_a_day_before(yuki: Account) -> None:
    """The year counts from the day it fell asleep, however late the sweep came by."""
    sleeping.sweep(date(2029, 5, 10))
    assert asleep(yuki) == date(2029, 5, 10)
    sleeping.sweep(date(2030, 5, 9))
    assert Account.objects.filter(pk=yuki.pk).exists()
    sleeping.sweep(date(2030, 5, 10))
    assert not Account.objects.filter(pk=yuki.pk).exists()
    assert Account.objects.count() > 5, "the others are there"


def test_one_visit_wakes_it(yuki: Account, home: Household) -> None:
    """Signing in with the password; only the month is kept."""
    sleeping.sweep(date(2029, 5, 10))
    client = Client()
    client.post(reverse("enter"), {"name": "yuki", "password": PASSWORD})
    now = Account.objects.get(pk=yuki.pk)
    assert (now.asleep_since, now.seen_month) == (None, timezone.now().date().replace(day=1))


def test_sleeping_changes_nothing_others_see(yuki: Account, home: Household) -> None:
    """The pages of a reader are the same bytes before and after."""

    def page() -> str:
        page = home.visit("hana").get(reverse("share", args=[home.links["hana"].pk]))
        return steady(page.content.decode())

    before = page()
    sleeping.sweep(date(2029, 5, 10))
    assert asleep(yuki)
    assert page() == before


def test_who_can_be_reached_is_told_once(yuki: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """When it falls asleep, with the day; without a way nothing happens."""
    told: list[tuple[Account, date]] = []
    sleeping.sweep(date(2028, 12, 1))
    Account.objects.filter(pk=yuki.pk).update(asleep_since=None)
    monkeypatch.setattr(sleeping, "warned", [lambda account, day: told.append((account, day))])
    for day in (date(2028, 12, 1), date(2028, 12, 2)):
        sleeping.sweep(day)
    assert told == [(yuki, date(2029, 12, 1))]


def test_a_clock_that_was_ahead_erases_nobody(yuki: Account) -> None:
    """Ten years ahead for two sweeps, then right again: awake, as if nothing had been."""
    for _ in range(2):
        sleeping.sweep(date(2036, 1, 1))
    assert asleep(yuki) == date(2036, 1, 1)
    sleeping.sweep(date(2026, 12, 1))
    assert asleep(yuki) is None
    assert Account.objects.filter(pk=yuki.pk).exists()


def test_who_never_signed_in_again_counts_from_the_day_they_joined(home: Household) -> None:
    """No month is known: the month of joining stands for it."""
    yuki = home.people["yuki"]
    Account.objects.exclude(pk=yuki.pk).update(seen_month=date(2030, 12, 1))
    sleeping.sweep(timezone.now().date() + timedelta(days=700))
    assert asleep(yuki) is None
    sleeping.sweep(timezone.now().date() + timedelta(days=800))
    assert asleep(yuki) is not None


def test_a_clinic_holds_it(yuki: Account, home: Household) -> None:
    """By its page, with a reason; a support centre and a family cannot; the person reads it; it ends."""
    link = home.links["aoki"]
    sent = {"until": "2031-11-20", "reason": "records are kept five years"}
    for who in ("somchai", "hana", "chai"):
        place = home.links.get(who, link)
        assert home.visit(who).post(reverse("share-hold", args=[place.pk]), sent).status_code == 404
    assert home.visit("aoki").post(reverse("share-hold", args=[link.pk]), sent).status_code == 302
    assert "records are kept five years" in home.visit("yuki").get(reverse("go")).content.decode()
    sleeping.sweep(date(2028, 12, 1))
    sleeping.sweep(date(2031, 11, 19))
    assert Account.objects.filter(pk=yuki.pk).exists()
    sleeping.sweep(date(2031, 11, 20))
    assert not Account.objects.filter(pk=yuki.pk).exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"until": "2031-12-01", "reason": ""},
        {"until": "2033-01-01", "reason": "too long"},
        {"until": "2020-01-01", "reason": "past"},
        {"until": "never", "reason": "x"},
        {},
    ],
)
def test_a_hold_has_a_reason_and_an_end(home: Household, sent: dict[str, str]) -> None:
    """Otherwise one sentence, and nothing is held."""
    with mock.patch("django.utils.timezone.now", return_value=timezone.now()):
        page = home.visit("aoki").post(reverse("share-hold", args=[home.links["aoki"].pk]), sent)
    assert page.status_code == 400
    assert not Hold.objects.exists()


def test_their_own_wish_stands_above_a_hold(home: Household) -> None:
    """Erased at once, held or not."""
    sleeping.hold(home.links["aoki"], timezone.now().date() + timedelta(days=100), "because")
    home.visit("yuki").post(reverse("go"), {"now": "1", "old": PASSWORD})
    assert not Account.objects.filter(pk=home.people["yuki"].pk).exists()
    assert not Hold.objects.exists()


def test_months_are_counted_by_the_calendar() -> None:
    """Over years, short months and leap days."""
    later = sleeping._months_later
    assert later(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert later(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert later(date(2028, 12, 1), -25) == date(2026, 11, 1)


def test_devices_are_told_in_coarse_words() -> None:
    """Nothing of a version, a maker or a browser."""
    agents = {"phone": "Mozilla/5.0 (iPhone; CPU)", "computer": "Mozilla/5.0 (Windows NT 10.0)", "": "curl/8"}
    assert {entering.device_of(agent) for agent in agents.values()} == set(agents)
