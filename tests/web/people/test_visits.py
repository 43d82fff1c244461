"""One's own visits: seen in coarse words, ended one by one or all at once; the key is on no page."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import PASSWORD, Household

from genkan_web.people import entering, recovery, visits
from genkan_web.people.models import Visit

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 15; SM-X999) Mobile Safari"


def signed_in(agent: str = "") -> Client:
    """A browser of this kind in which Yuki signed in."""
    client = Client(headers={"accept-language": "en", "user-agent": agent})
    assert client.post(reverse("enter"), {"name": "yuki", "password": PASSWORD}).status_code == 302
    return client


def test_the_list_names_kinds_and_times_and_no_address(home: Household) -> None:
    """Two visits, this one marked; no key, no address, nothing finer of the device."""
    first, second = signed_in(PHONE), signed_in("Mozilla/5.0 (X11; Linux)")
    page = second.get(reverse("visits")).content.decode()
    assert page.count("<time") == 4
    assert "phone or tablet" in page
    assert page.count("this device") == 1
    for one in (first, second):
        assert one.session.session_key not in page
    rows = " ".join(str(one.get_decoded()) for one in Visit.objects.all())
    assert not re.search("127.0.0.1|SM-X999|Android", page + rows)


def test_one_visit_ends_and_the_other_goes_on(home: Household) -> None:
    """By its mark; a wrong mark, or the mark of somebody else's visit, ends nothing."""
    first, second, other = signed_in(PHONE), signed_in(), home.visit("hana")
    page = second.get(reverse("visits")).content.decode()
    (mark,) = re.findall(r'name="visit" value="(\w+)"', page)
    for wrong in ("", "x" * 32, visits.visits_of(home.people["hana"])[0].mark):
        second.post(reverse("visits"), {"visit": wrong, "old": PASSWORD})
    assert Visit.objects.filter(account=home.people["yuki"].pk).count() == 2
    second.post(reverse("visits"), {"visit": mark, "old": PASSWORD})
    assert first.get(reverse("account")).headers["Location"] == reverse("enter")
    assert second.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 200


def test_all_others_end_at_once(home: Household) -> None:
    """Their rows go, and this browser stays in under a fresh key."""
    first, second = signed_in(PHONE), signed_in()
    before = second.session.session_key
    second.post(reverse("account-elsewhere"), {"old": PASSWORD})
    assert first.get(reverse("account")).headers["Location"] == reverse("enter")
    assert second.get(reverse("account")).status_code == 200
    assert second.session.session_key != before
    assert len(visits.visits_of(home.people["yuki"])) == 1


@pytest.mark.parametrize("name", ["visits", "account-elsewhere"])
def test_no_visit_ends_without_a_fresh_proof(home: Household, name: str) -> None:
    """Without one, with a wrong one or after too many tries everybody stays in, and the page says so."""
    yuki = home.people["yuki"]
    first, second = signed_in(PHONE), signed_in()
    (mark,) = re.findall(r'name="visit" value="(\w+)"', second.get(reverse("visits")).content.decode())
    told = {"visit": mark}
    for wrong in ({}, {"old": "not this"}, {"code": "000000"}, {"old": "", "code": ""}):
        page = second.post(reverse(name), told | wrong)
        assert page.status_code == 400
        assert f'action="{reverse("visits")}"' in page.content.decode()
    assert len(visits.visits_of(yuki)) == 2
    found = [second.post(reverse(name), told | {"old": "not this"}).status_code for _ in range(6)]
    assert found[-1] == 429
    assert second.post(reverse(name), told | {"old": PASSWORD}).status_code == 429
    assert first.get(reverse("account")).status_code == 200


@pytest.mark.parametrize("name", ["visits", "account-elsewhere"])
def test_whoever_has_no_password_ends_visits_too(home: Household, name: str) -> None:
    """Having come in just now, or with a code of the sheet; an older visit alone is no proof."""
    yuki = home.people["yuki"]
    yuki.set_unusable_password()
    yuki.save()
    codes = recovery.new_sheet(yuki)
    for age, code, ends in (
        (60, "", True),
        (3_600, "", False),
        (3_600, "1" * 16, False),
        (3_600, codes[0], True),
    ):
        here, other = home.visit("yuki"), home.visit("yuki")
        mark = next(
            one.mark for one in visits.visits_of(yuki) if one.mark == visits._mark(other.session.session_key)
        )
        session = here.session
        session[entering.SINCE] = time.time() - age
        session.save()
        page = here.post(reverse(name), {"visit": mark, "code": code})
        assert page.status_code in ((200, 302) if ends else (400,))
        assert (other.get(reverse("account")).status_code == 302) is ends
        Visit.objects.filter(account=yuki.pk).delete()
        yuki.refresh_from_db()


def test_without_a_password_a_new_one_asks_for_a_proof(home: Household) -> None:
    """Whoever finds an old visit open cannot make the account theirs."""
    yuki = home.people["yuki"]
    yuki.set_unusable_password()
    yuki.save()
    client = home.visit("yuki")
    session = client.session
    session[entering.SINCE] = time.time() - 3_600
    session.save()
    for name, told in (("account-password", {"password": "another quiet evening"}), ("sheet", {})):
        assert client.post(reverse(name), told).status_code == 400
    yuki.refresh_from_db()
    assert not yuki.has_usable_password()
    assert recovery.left(yuki) == 0


def test_a_visit_without_an_account_is_nobodys(client: Client, db: None) -> None:
    """Somebody who only reads files has a visit that no list shows."""
    session = client.session
    session["kept"] = "yes"
    session.save()
    assert Visit.objects.get().account is None
