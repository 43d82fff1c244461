"""What is open to everybody and costs much is counted for each visitor; help never is; nobody is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from tests.library.checkup.answers import given_that
from tests.web.visits import DIARY, LANGS, browser, is_said, judge, put_answers, upload, work

from genkan.knowledge import sentence
from genkan_web.people import knocks, visitors

LIMITS = ("picture place", "paper place", "files place")
FEW = 3
Ask = Callable[[Client], HttpResponse]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of each, and hardly ever one more."""
    for name in LIMITS:
        monkeypatch.setitem(knocks.LIMITS, name, (FEW, 1e6))


def letter(client: Client, form: str = "text") -> HttpResponse:
    """A letter out of answers on the device."""
    return put_answers(client, given_that()).post("/letter/", {"form": form})


def send(client: Client) -> HttpResponse:
    """A form with a file."""
    return upload(client, ("d.csv", DIARY))  # type: ignore[no-any-return]


@pytest.mark.usefixtures("few", "family", "no_worker")
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "ask",
    [letter, send, lambda client: client.get("/family/"), lambda client: client.get("/family/changed/")],
    ids=["letter", "files", "pictures", "changed"],
)
def test_a_robot_is_slowed_and_sees_the_way_to_help(ask: Ask, lang: str) -> None:
    """The fourth in a row is the page that says to wait, in the visitor's language; help never waits."""
    client = browser(lang)
    assert [ask(client).status_code in (200, 302) for _ in range(FEW)] == [True] * FEW
    refused = ask(client)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    judge(refused)
    assert is_said(sentence("web.often", lang), refused)
    assert f'href="{reverse("help")}"' in refused.content.decode()
    helped = [client.get(place) for place in ("/help/", "/help/jp/", "/help/th/") for _ in range(5)]
    assert {page.status_code for page in helped} == {200}
    assert {client.get("/answer/").status_code, client.get("/").status_code} <= {200, 302}


@pytest.mark.usefixtures("few")
def test_a_reading_is_counted_once_it_is_drawn(
    db: None, no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that waits asks again and again, and is free; the reading, its paper, what changed are not."""
    client = browser()
    place = send(client).headers["Location"]
    assert {client.get(place).status_code for _ in range(3 * FEW)} == {200}
    work(no_worker[0], monkeypatch)
    assert [client.get(place).status_code for _ in range(FEW + 1)] == [200] * FEW + [429]
    assert client.get(f"{place}changed/").status_code == 429
    assert client.post(f"{place}said/").status_code == 429
    assert [client.get(f"{place}sheet.pdf").status_code for _ in range(FEW + 1)] == [200] * FEW + [429]
    assert client.post(f"{place}forget/").status_code == 302


def test_a_family_behind_one_address_never_notices() -> None:
    """Five people with their own devices ask for letters and pictures on one evening, each ten times."""
    request = RequestFactory().get("/")
    for name in LIMITS:
        assert all(visitors.may_ask(request, name) for _ in range(5 * 10)), name


def test_letters_need_no_database_and_leave_nothing_in_it() -> None:
    """Counted in memory: this test may not touch the database at all."""
    assert letter(browser()).status_code == 200
    assert letter(browser(), "fhir").status_code == 200


@pytest.mark.usefixtures("few")
def test_addresses_are_counted_apart_and_a_home_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """IPv4 by address, IPv6 by network; a minute later there is one more; a forged header opens nothing."""
    now = [1_000.0]
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])

    def ask(place: str, **headers: str) -> bool:
        request = RequestFactory().get("/", REMOTE_ADDR=place, headers=headers)
        return visitors.may_ask(request, "paper place")

    assert [ask("192.0.2.1") for _ in range(FEW + 1)] == [True] * FEW + [False]
    assert ask("192.0.2.2")
    assert not ask("192.0.2.1", **{"X-Forwarded-For": "192.0.2.77"})
    assert [ask(f"2001:db8:1:2::{at:x}") for at in range(1, FEW + 2)] == [True] * FEW + [False]
    assert ask("2001:db8:1:3::1")
    with override_settings(BEHIND_PROXY=True):
        assert ask("127.0.0.1", **{"X-Forwarded-For": "no address at all"})
        assert not ask("127.0.0.1", **{"X-Forwarded-For": "192.0.2.1"})
    monkeypatch.setitem(knocks.LIMITS, "paper place", (FEW, 60))
    now[0] += 61
    assert [ask("192.0.2.1") for _ in range(2)] == [True, False]


def test_no_address_is_remembered_readable_or_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks under a key of this process; gone after an hour, and never more than a bounded number."""
    now = [1_000.0]
    monkeypatch.setattr(visitors.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(visitors, "MOST", 50)

    def ask(place: str) -> Any:
        return visitors.may_ask(RequestFactory().get("/", REMOTE_ADDR=place), "paper place")

    assert all(ask(f"192.0.2.{at}") for at in range(200))
    assert len(visitors._held) == 50
    assert {len(mark) for mark in visitors._held} == {16}
    assert not re.search(rb"192\.0\.2|192, 0, 2", repr(visitors._held).encode())
    now[0] += visitors.FORGET_AFTER + 1
    assert ask("192.0.2.9")
    assert len(visitors._held) == 1
    longest = max(most * seconds for most, seconds in (knocks.LIMITS[name] for name in LIMITS))
    assert longest < visitors.FORGET_AFTER
