"""One's own visits: seen in coarse words, ended one by one or all at once; the key is on no page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import PASSWORD, Household

from genkan_web.people import visits
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
        second.post(reverse("visits"), {"visit": wrong})
    assert Visit.objects.filter(account=home.people["yuki"].pk).count() == 2
    second.post(reverse("visits"), {"visit": mark})
    assert first.get(reverse("account")).headers["Location"] == reverse("enter")
    assert second.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 200


def test_all_others_end_at_once(home: Household) -> None:
    """Their rows go, and this browser stays in under a fresh key."""
    first, second = signed_in(PHONE), signed_in()
    before = second.session.session_key
    second.post(reverse("account-elsewhere"))
    assert first.get(reverse("account")).headers["Location"] == reverse("enter")
    assert second.get(reverse("account")).status_code == 200
    assert second.session.session_key != before
    assert len(visits.visits_of(home.people["yuki"])) == 1


def test_a_visit_without_an_account_is_nobodys(client: Client, db: None) -> None:
    """Somebody who only reads files has a visit that no list shows."""
    session = client.session
    session["kept"] = "yes"
    session.save()
    assert Visit.objects.get().account is None
