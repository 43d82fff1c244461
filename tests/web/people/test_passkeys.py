"""Passkeys: made once, shown without a name, useless from elsewhere, twice, or without their owner."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import PASSWORD, Household
from tests.web.people.soft_key import SoftKey

from genkan.knowledge import sentence
from genkan_web.people import knocks, recovery, second
from genkan_web.people.models import Account
from genkan_web.safe.models import Look

HERE = {"HTTP_HOST": "localhost"}


def ask(client: Client, name: str) -> dict[str, Any]:
    """What the site asks a browser."""
    answer = client.post(reverse(name), **HERE)
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.content)
    return told


def made(client: Client, key: SoftKey) -> Any:
    """Make a passkey in this visit."""
    return client.post(reverse("passkey"), {"credential": key.make(ask(client, "passkey-ask"))}, **HERE)


def shown(client: Client, credential: str) -> Any:
    """Come in with one."""
    return client.post(reverse("enter-passkey"), {"credential": credential}, **HERE)


def test_a_passkey_opens_the_door_without_a_name(home: Household) -> None:
    """Made by Yuki, it lets Yuki in, second factor and all, and no password is asked for."""
    key = SoftKey()
    assert made(home.visit("yuki"), key).headers["Location"] == reverse("account")
    client = Client()
    assert shown(client, key.show(ask(client, "enter-passkey-ask"))).headers["Location"] == reverse("home")
    page = client.get(reverse("account"))
    assert page.status_code == 200
    assert b"yuki" in page.content


def test_a_passkey_is_a_second_factor_for_staff(home: Household) -> None:
    """Half in and without a factor, a passkey made now opens the pages about people."""
    client = home.visit("somchai", second_given=False)
    assert client.get(reverse("linked")).status_code == 302
    assert made(client, SoftKey()).status_code == 302
    assert client.get(reverse("linked")).status_code == 200
    assert second.has_factor(home.people["somchai"])


def test_who_tries_on_and_on_is_slowed_down_before_anything_is_written(
    home: Household,
    nobody: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each answer that fits nothing costs a line of the record: after a few, a page that asks to wait."""
    monkeypatch.setitem(knocks.LIMITS, "passkey place", (3, 600))
    before = Look.objects.count()
    answers = [shown(nobody, "{}") for _ in range(6)]
    assert [one.status_code for one in answers] == [400] * 3 + [429] * 3
    assert sentence("people.enter.wait", "en") in answers[-1].content.decode()
    assert Look.objects.count() == before + 3


def test_an_answer_is_good_once(home: Household) -> None:
    """Sent again, or in another visit, it opens nothing."""
    key = SoftKey()
    made(home.visit("yuki"), key)
    client = Client()
    answer = key.show(ask(client, "enter-passkey-ask"))
    assert shown(client, answer).status_code == 302
    client.post(reverse("out"))
    assert shown(client, answer).status_code == 400
    assert shown(Client(), answer).status_code == 400


@pytest.mark.parametrize(
    "key",
    [
        SoftKey(origin="https://elsewhere.example"),
        SoftKey(verified=False),
        SoftKey(origin="http://evil.localhost.x"),
    ],
)
def test_passkeys_from_elsewhere_or_unasked_are_refused(home: Household, key: SoftKey) -> None:
    """Another site's, and one whose holder was not asked for a face or a finger."""
    assert made(home.visit("yuki"), key).status_code == 400
    assert not second.has_factor(home.people["yuki"])


def test_somebody_elses_key_does_not_open_my_account(home: Household) -> None:
    """Ploy's device, claiming to be Yuki, is refused; so is one nobody knows."""
    yukis, ploys = SoftKey(), SoftKey()
    made(home.visit("yuki"), yukis)
    made(home.visit("ploy"), ploys)
    ploys.handle = yukis.handle
    for key in (ploys, SoftKey(handle=yukis.handle)):
        client = Client()
        assert shown(client, key.show(ask(client, "enter-passkey-ask"))).status_code == 400
        assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize(
    "credential",
    ["", "null", "[]", "{}", "1", '{"response": 3}', '{"response": {}}',
     '{"response": {"userHandle": 5}}', '{"response": {"userHandle": "!!"}}',
     "[" * 50_000, '{"id": "x", "rawId": "x", "type": "y", "response": {}}'],
)  # fmt: skip
def test_what_is_no_passkey_is_one_sentence(home: Household, credential: str) -> None:
    """Any other text is answered with 400 and a sentence, at both doors."""
    client = Client()
    ask(client, "enter-passkey-ask")
    assert shown(client, credential).status_code == 400
    inside = home.visit("yuki")
    ask(inside, "passkey-ask")
    assert inside.post(reverse("passkey"), {"credential": credential}, **HERE).status_code == 400


@pytest.mark.django_db
def test_a_notebook_can_be_opened_with_a_passkey_only() -> None:
    """No password at all; the sheet still stands behind it."""
    client = Client()
    told = {"name": "moss", "password": "", "passkey": "1", "country": "th", "zone": "Asia/Bangkok"}
    told |= {"birth_year": "1990"}
    assert client.post(reverse("join-as", args=["family"]), told).headers["Location"] == reverse("passkey")
    assert made(client, SoftKey()).headers["Location"] == reverse("sheet")
    account = Account.objects.get()
    assert not account.has_usable_password()
    other = Client()
    assert other.post(reverse("enter"), {"name": account.display, "password": PASSWORD}).status_code == 400
    sheet = {"name": account.display, "code": recovery.codes_to_show(account)[0], "password": PASSWORD}
    assert other.post(reverse("enter-sheet"), sheet).status_code == 302
