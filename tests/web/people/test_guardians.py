"""Guardians: only through a centre, with the person's yes, never the writing, over on the day of age."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import PASSWORD, Household, account, wrote

from genkan_web.care import sharing
from genkan_web.diary.models import Notebook
from genkan_web.people import guardians, invitations
from genkan_web.people.models import Account, Guardianship

pytestmark = pytest.mark.django_db
OF_AGE = date(2028, 5, 10)
NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def at(moment: datetime) -> Any:
    """The clock, standing at a moment."""
    return mock.patch("django.utils.timezone.now", return_value=moment)


def recorded(home: Household, who: str = "somchai", court: bool = False, **more: Any) -> Any:
    """What a centre sends, and the page that comes."""
    sent = {
        "called": "Mika",
        "paper": "consent seen on paper",
        "until": OF_AGE.isoformat(),
        "seen": "1",
        **more,
    }
    name = "guardianship-court" if court else "guardianships"
    return home.visit(who).post(reverse(name), {key: value for key, value in sent.items() if value})


def codes(page: Any) -> list[str]:
    """The two codes that are shown once."""
    return re.findall(r'<p class="code">([\w-]+)</p>', page.content.decode())


def join(code: str, name: str, **more: str) -> Client:
    """A browser in which somebody joined with a code; the answer is kept on it."""
    client = Client(headers={"accept-language": "en"})
    told = {"name": name, "password": PASSWORD, "country": "th", "zone": "Asia/Bangkok", "code": code, **more}
    client.answer = client.post(reverse("join-as", args=["invited"]), told)  # type: ignore[attr-defined]
    return client


@pytest.fixture
def pair(home: Household) -> tuple[Client, Client, Guardianship]:
    """Mika (too young) and her mother Rin, joined with the codes of a guardianship."""
    person, guardian = codes(recorded(home))
    ward, mother = join(person, "mika", yes="1"), join(guardian, "rin")
    return ward, mother, Guardianship.objects.get()


def test_too_young_alone_and_unknown_age_is_too_young(home: Household) -> None:
    """No door opens without an age or a centre: not the person's, not the family's, not a bare invitation."""
    told = {"name": "mika", "password": PASSWORD, "country": "th", "zone": "Asia/Bangkok"}
    before = Account.objects.count()
    for door in ("person", "family"):
        for year in ("", "2012"):
            page = Client().post(reverse("join-as", args=[door]), {**told, "birth_year": year})
            assert page.status_code == 400, (door, year)
    bare = invitations.new_invitation(home.centre, "person")
    for more in ({}, {"birth_year": "2012"}, {"yes": "1"}):
        assert join(bare, "mika", **more).answer.status_code == 400  # type: ignore[attr-defined]
    assert Account.objects.count() == before
    assert join(bare, "mika", birth_year="1990").answer.status_code == 302  # type: ignore[attr-defined]


def test_the_childs_own_yes_is_needed(home: Household) -> None:
    """Without it the code is not used up, and nothing begins."""
    person, _ = codes(recorded(home))
    client = join(person, "mika")
    assert client.answer.status_code == 400  # type: ignore[attr-defined]
    assert "your own yes" in client.answer.content.decode()  # type: ignore[attr-defined]
    assert Guardianship.objects.get().agreed_at is None
    assert join(person, "mika", yes="1").answer.status_code == 302  # type: ignore[attr-defined]
    one = Guardianship.objects.get()
    assert one.ward is not None
    assert one.agreed_at is not None
    assert join(person, "again", yes="1").answer.status_code == 400  # type: ignore[attr-defined]


def test_no_date_of_birth_is_kept(pair: tuple[Client, Client, Guardianship]) -> None:
    """Only the day from which they decide alone."""
    names = {one.name for one in Guardianship._meta.concrete_fields}
    assert not {name for name in names if "birth" in name or "age" in name}
    assert pair[2].until == OF_AGE


def test_a_guardian_sees_three_things_and_never_the_writing(
    home: Household, pair: tuple[Client, Client, Guardianship]
) -> None:
    """In care, appointments, safety plan; the notebook's addresses are closed; the look is written down."""
    ward, mother, one = pair
    book = Notebook.objects.get(writer=one.ward)
    wrote(book, 0, reach_low=3, reach_high=3, words="w-mika")
    home.visit("wan").post(
        reverse("guardianship", args=[one.pk]),
        {"appointments": "Tuesday at 10", "safety_plan": "call the aunt"},
    )
    page = mother.get(reverse("ward", args=[one.pk])).content.decode()
    for words in ("River Centre", "Tuesday at 10", "call the aunt"):
        assert words in page
    assert "w-mika" not in page
    for name in ("today", "notes", "way", "in-need", "sees", "looked", "book-erase"):
        assert mother.get(reverse(name, args=[book.pk])).status_code == 404, name
    own = ward.get(reverse("guardians")).content.decode()
    assert "Tuesday at 10" in own, "the person reads the same"
    assert "what a guardian may see" in ward.get(reverse("looked", args=[book.pk])).content.decode()
    assert home.visit("hana").get(reverse("ward", args=[one.pk])).status_code == 404


def test_on_the_day_of_age_the_guardians_view_and_shares_end(
    pair: tuple[Client, Client, Guardianship],
) -> None:
    """At midnight where the young person lives; the page is gone; no sweep is needed."""
    _, _, one = pair
    assert one.ward is not None
    assert one.guardian is not None
    midnight = datetime(2028, 5, 9, 17, 0, tzinfo=UTC)  # Bangkok
    book = Notebook.objects.get(writer=one.ward)
    with at(midnight - timedelta(days=30)):
        link = sharing.share(book, one.guardian, ("week",))
    for moment, live in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        with at(moment):
            assert guardians.is_live(one) is live
            assert bool(sharing.live_items(link)) is live
            assert sharing.is_live(link, "week") is live
            assert (one in guardians.wards_of(one.guardian)) is live
    with at(midnight - timedelta(days=10)):
        sharing.go_on(link)
    with at(midnight):
        assert not sharing.live_items(sharing.links_from(book)[0]), "asked again, it still ends that day"


def test_the_young_person_is_asked_afresh(pair: tuple[Client, Client, Guardianship]) -> None:
    """From that day on the first page asks; a yes is kept, and they may share as they like."""
    ward, _, one = pair
    assert one.ward is not None
    with at(datetime(2028, 5, 8, 12, 0, tzinfo=UTC)):
        assert guardians.to_ask(one.ward) == []
    with at(datetime(2028, 5, 10, 12, 0, tzinfo=UTC)):
        guardians.sweep()
        assert guardians.to_ask(one.ward) == [one]
        fresh = Client()
        fresh.post(reverse("enter"), {"name": one.ward.display, "password": PASSWORD})
    with mock.patch.object(guardians, "end_of", return_value=NOW - timedelta(days=400)):
        assert ward.get(reverse("home")).headers["Location"] == reverse("guardians")
        assert "you decide alone" in ward.get(reverse("guardians")).content.decode()
        assert ward.post(reverse("guardians"), {"mine": "1"}).headers["Location"] == reverse("home")
        assert "guardians" not in ward.get(reverse("home")).headers["Location"]
    one.refresh_from_db()
    assert one.ended_at is not None
    assert one.asked_again_at is not None


def test_the_sweep_writes_the_end_down_once(pair: tuple[Client, Client, Guardianship]) -> None:
    """Unused codes go with it."""
    one = pair[2]
    with at(datetime(2028, 5, 9, 16, 59, tzinfo=UTC)):
        guardians.sweep()
        one.refresh_from_db()
        assert one.ended_at is None
    with at(datetime(2028, 5, 9, 17, 0, tzinfo=UTC)):
        guardians.sweep()
        one.refresh_from_db()
        assert one.ended_at == timezone.now()


def test_a_court_names_matters_and_only_a_clinic_records_it(home: Household) -> None:
    """The person types the code themselves; the guardian sees the named matter and not the others."""
    assert recorded(home, "somchai", court=True, matters="in_care").status_code == 404
    assert recorded(home, "aoki", court=True).status_code == 400
    person, guardian = codes(recorded(home, "aoki", court=True, matters="appointments"))
    yuki, hana = home.visit("yuki"), home.visit("hana")
    assert yuki.post(reverse("guardians"), {"code": person}).status_code == 400
    assert yuki.post(reverse("guardians"), {"code": guardian, "yes": "1"}).status_code == 400
    assert yuki.post(reverse("guardians"), {"code": person, "yes": "1"}).status_code == 302
    assert hana.post(reverse("guardians"), {"code": guardian}).status_code == 302
    one = Guardianship.objects.get()
    assert (one.ward, one.guardian) == (home.people["yuki"], home.people["hana"])
    page = hana.get(reverse("ward", args=[one.pk])).content.decode()
    assert "Appointments" in page
    assert "The safety plan" not in page
    with at(datetime(2028, 5, 9, 20, 0, tzinfo=UTC)):
        assert not guardians.is_live(one)


def test_somebody_of_age_gets_no_guardian_by_a_consent(home: Household) -> None:
    """A code for somebody too young opens nothing in an account that is there already."""
    person, _ = codes(recorded(home))
    assert home.visit("yuki").post(reverse("guardians"), {"code": person, "yes": "1"}).status_code == 400
    assert Guardianship.objects.get().ward is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"seen": ""},
        {"paper": ""},
        {"called": ""},
        {"until": "2020-01-01"},
        {"until": "x"},
        {"until": "2080-01-01"},
    ],
)
def test_nothing_is_recorded_without_paper_and_end(home: Household, wrong: dict[str, str]) -> None:
    """One sentence, and nothing is made."""
    assert recorded(home, **wrong).status_code == 400
    assert not Guardianship.objects.exists()


def test_a_court_is_recorded_for_five_years_at_most(home: Household) -> None:
    """Then somebody looks at the paper again."""
    far = (timezone.now() + timedelta(days=6 * 366)).date().isoformat()
    assert recorded(home, "aoki", court=True, matters="in_care", until=far).status_code == 400


def test_a_centre_ends_it_and_no_other_centre_reaches_it(
    home: Household, pair: tuple[Client, Client, Guardianship]
) -> None:
    """From the next request on the guardian sees nothing."""
    _, mother, one = pair
    assert home.visit("aoki").get(reverse("guardianship", args=[one.pk])).status_code == 404
    assert mother.get(reverse("ward", args=[one.pk])).status_code == 200
    home.visit("wan").post(reverse("guardianship", args=[one.pk]), {"end": "1"})
    assert mother.get(reverse("ward", args=[one.pk])).status_code == 404


def test_shares_from_before_are_cut_when_a_guardian_comes(home: Household) -> None:
    """What was shared with somebody who becomes the guardian ends with the day of age too."""
    person, guardian = codes(recorded(home, until=(timezone.now() + timedelta(days=20)).date().isoformat()))
    join(person, "mika", yes="1")
    one = Guardianship.objects.get()
    assert one.ward is not None
    rin = account("rin", "family")
    link = sharing.share(Notebook.objects.get(writer=one.ward), rin, ("week",))
    client = Client()
    client.post(reverse("enter"), {"name": "rin", "password": PASSWORD})
    assert client.post(reverse("guardians"), {"code": guardian}).status_code == 302
    one.refresh_from_db()
    assert link.grants.get().until == guardians.end_of(one)


def test_a_moved_clock_moves_the_end() -> None:
    """The judge of these tests is shown a day on which it has to say yes and one on which no."""
    one = Guardianship(kind="minor", until=OF_AGE, agreed_at=NOW, ward=Account(zone="UTC"))
    one.guardian_id = one.id
    assert guardians.is_live(one, NOW)
    assert not guardians.is_live(one, NOW + timedelta(days=900))
