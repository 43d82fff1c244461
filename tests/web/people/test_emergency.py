"""Opening in an emergency: three things first, one page, four hours, told, seen by a second person."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.urls import reverse
from tests.web.people.household import Household, code_now, wrote

from genkan.knowledge import sentence
from genkan_web.care import glass, sharing
from genkan_web.care.models import BreakGlass
from genkan_web.diary import books
from genkan_web.people import recovery


@pytest.fixture
def told(home: Household) -> dict[str, str]:
    """What a full form says; Yuki has written a page for this and shares nothing any more."""
    books.keep_in_need(home.books["yuki"], "call my aunt, canary-need")
    wrote(home.books["yuki"], 1, reach_low=3, reach_high=3, words="canary-words")
    for link in sharing.links_from(home.books["yuki"]):
        sharing.stop(link)
    return {"called": " y. ", "category": "life", "reason": "said goodbye on the phone", "code": ""}


@pytest.mark.parametrize(
    "missing", ["called", "category", "reason", "code", "short reason", "other name", ""]
)
def test_without_all_of_it_nothing_opens(home: Household, told: dict[str, str], missing: str) -> None:
    """Name, category, reason and a second factor typed again; then one page opens, and only that."""
    baba = home.people["baba"]
    sent = {**told, "code": code_now(baba)}
    if missing == "short reason":
        sent["reason"] = "because"
    elif missing == "other name":
        sent["called"] = "Z."
    elif missing:
        del sent[missing]
    page = home.visit("baba").post(reverse("emergency"), sent)
    assert page.status_code == (302 if not missing else 400)
    assert BreakGlass.objects.count() == (0 if missing else 1)
    if not missing:
        opened = home.visit("baba").get(page.headers["Location"])
        assert b"canary-need" in opened.content
        assert b"canary-words" not in opened.content


def test_only_of_people_linked_with_the_same_clinic(home: Household, told: dict[str, str]) -> None:
    """Another clinic does not find them; a worker of a centre has no such page."""
    assert (
        home.visit("chai")
        .post(reverse("emergency"), {**told, "code": code_now(home.people["chai"])})
        .status_code
        == 400
    )
    assert home.visit("somchai").get(reverse("emergency")).status_code == 404


def test_two_of_one_name_are_nobody(home: Household, told: dict[str, str]) -> None:
    """The page of the wrong person is never opened."""
    sharing.share(home.books["ploy"], home.people["aoki"], ("days",), "Y.")
    assert glass.link_called(home.people["baba"], "Y.") is None
    assert glass.link_called(home.people["baba"], "") is None


def opening(home: Household) -> BreakGlass:
    """One opening by Dr Baba."""
    return glass.opened(home.people["baba"], home.links["aoki"], "life", "said goodbye on the phone")


def test_it_closes_after_four_hours(home: Household, told: dict[str, str]) -> None:
    """A minute before it stands, at four hours it is not there."""
    one = opening(home)
    for minutes, status in ((239, 200), (240, 404), (-5, 404)):
        moment = one.opened_at + timedelta(minutes=minutes)
        with mock.patch("django.utils.timezone.now", lambda moment=moment: moment):
            assert home.visit("baba").get(reverse("opening", args=[one.pk])).status_code == status, minutes


def test_the_person_reads_of_it(home: Household, told: dict[str, str]) -> None:
    """At once; or later, at most seven days, when a second person decided so."""
    one = opening(home)
    home.visit("baba").get(reverse("opening", args=[one.pk]))
    line = sentence("people.looked.thing.opening", "en")
    looked = reverse("looked", args=[home.books["yuki"].pk])
    assert line in home.visit("yuki").get(looked).content.decode()
    sent = {"words": "telling now would do harm", "days": "9"}
    assert home.visit("aoki").post(reverse("review", args=[one.pk]), sent).status_code == 302
    one.refresh_from_db()
    assert one.told_at - one.opened_at <= glass.LONGEST_DELAY
    assert line not in home.visit("yuki").get(looked).content.decode()
    moment = one.opened_at + glass.LONGEST_DELAY
    with mock.patch("django.utils.timezone.now", return_value=moment):
        assert line in home.visit("yuki").get(looked).content.decode()


def test_a_second_person_looks_at_it(home: Household, told: dict[str, str]) -> None:
    """Not whoever opened it; overdue after 72 hours; kept once."""
    one = opening(home)
    assert home.visit("baba").get(reverse("review", args=[one.pk])).status_code == 404
    with mock.patch("django.utils.timezone.now", return_value=one.opened_at + timedelta(hours=73)):
        page = home.visit("aoki").get(reverse("openings")).content.decode()
        assert sentence("people.emergency.overdue", "en") in page
    words = {"words": "it was right to open it"}
    assert home.visit("aoki").post(reverse("review", args=[one.pk]), words).status_code == 302
    assert (
        home.visit("kae").post(reverse("review", args=[one.pk]), {"words": "another opinion"}).status_code
        == 302
    )
    one.refresh_from_db()
    assert (one.reviewed_by, one.review) == (home.people["aoki"], words["words"])
    assert not glass.is_overdue(one)


def test_no_second_factor_no_emergency(home: Household, told: dict[str, str]) -> None:
    """A code of the sheet will do, once; a stolen visit without either will not."""
    baba = home.people["baba"]
    sheet = recovery.new_sheet(baba)[0]
    answers = [
        home.visit("baba").post(reverse("emergency"), {**told, "code": code}).status_code
        for code in (sheet, sheet, "")
    ]
    assert answers == [302, 400, 400]
