"""The page of what changed: whose it is, what can be said there, and that it is learnt and taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.web.visits import LANGS, browser, is_said, judge, naming, put_answers, text_of, upload, work

from genkan.course import Watching
from genkan.knowledge import sentence
from genkan_web.models import DayTable

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(no_worker: list[str], monkeypatch: pytest.MonkeyPatch, family_days: str) -> tuple[Client, str]:
    """A visit with a reading of its own: the days of the invented family."""
    client = browser()
    place = upload(client, ("d.csv", b"Date,Who writes this,How far out\n2026-03-01,mother,room\n"))[
        "Location"
    ]
    work(no_worker[0], monkeypatch)
    DayTable.objects.filter(key=no_worker[0]).update(days=family_days)
    return client, place


@pytest.mark.parametrize("lang", LANGS)
def test_the_invented_family_shows_what_changed_in_every_language(family: None, lang: str) -> None:
    """State, since, numbers, how sure, four weeks ahead and no further, the months; nothing to fill in."""
    page = browser(lang).get("/family/changed/")
    assert page.status_code == 200
    judge(page)
    for identity in (
        "concerns.state.concern",
        "concerns.looks_like",
        "concerns.ahead.beyond",
        "concerns.clock.question",
        "page.not_a_diagnosis",
    ):
        assert is_said(sentence(identity, lang), page), identity
    assert "<form" not in text_of(page).partition("<main")[2].partition("</main>")[0]
    assert "{" not in re.sub(r"<style.*?</style>", "", text_of(page), flags=re.S).partition("<main")[2]
    notice = sentence("concerns.state.notice", lang)
    assert not is_said(notice, page)


def test_the_way_out_has_pins_and_leads_here(family: None) -> None:
    """The picture says when a change was told; the link leads to the page of what changed."""
    page = browser().get("/family/")
    assert 'href="/family/changed/"' in text_of(page) or "href='/family/changed/'" in text_of(page)
    assert is_said(sentence("concerns.page.how_pins", "en"), page)
    assert is_said(sentence("concerns.state.concern", "en"), page)


def test_days_that_were_something_else_are_left_out_and_come_back(own: tuple[Client, str]) -> None:
    """Said, learnt visibly, and taken back to the same page as before."""
    client, place = own
    before = text_of(client.get(place + "changed/"))
    sent = client.post(place + "said/", {"first": "2026-10-01", "last": "2026-10-09", "kind": "holiday"})
    assert sent["Location"] == place + "changed/"
    page = client.get(place + "changed/")
    assert is_said("1 Oct 2026 to 9 Oct 2026: holiday", page)
    assert "Left out because somebody said what they were" in text_of(page)
    client.post(place + "said/", {"back": "0"})
    after = text_of(client.get(place + "changed/"))
    assert _without_tokens(after) == _without_tokens(before)


def test_the_paper_says_what_the_page_says(own: tuple[Client, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said of days is in the PDF as well: it is made from the same watching as the page."""
    client, place = own
    client.post(place + "said/", {"first": "2026-10-01", "last": "2026-10-09", "kind": "holiday"})
    given: list[Watching] = []

    def noted(*told: object) -> bytes:
        given.extend(one for one in told if isinstance(one, Watching))
        return b"%PDF"

    monkeypatch.setattr("genkan_web.doors.files.pdf_of", noted)
    assert client.get(place + "sheet.pdf").status_code == 200
    assert len(given[0].marks.was) == 1


def test_this_is_wrong_is_learnt(own: tuple[Client, str]) -> None:
    """The button carries the day of the telling; afterwards the page says what was learnt."""
    client, place = own
    found = re.search(r'name="wrong" value="([0-9-]+)"', text_of(client.get(place + "changed/")))
    assert found
    client.post(place + "said/", {"wrong": found[1]})
    table = DayTable.objects.exclude(visit="").get()
    assert table.marks["wrong"] == [found[1]]
    client.post(place + "said/", {"wrong": found[1]})
    table.refresh_from_db()
    assert table.marks["wrong"] == [found[1]]


def test_a_day_in_care_shows_each_sign_since(own: tuple[Client, str]) -> None:
    """Six signs, each with what can be told; the day stays in no address."""
    client, place = own
    sent = client.post(place + "said/", {"care": "2026-10-01"})
    assert "2026" not in sent["Location"]
    page = client.get(place + "changed/")
    assert is_said(sentence("concerns.page.care_since", "en", since="1 Oct 2026"), page)


@pytest.mark.parametrize(
    "sent",
    [
        {"first": "2026-10-09", "last": "2026-10-01", "kind": "holiday"},
        {"first": "2001-01-01", "last": "2001-01-02", "kind": "holiday"},
        {"first": "2026-10-01", "last": "2026-10-02", "kind": "lazy"},
        {"first": "2026-10-01", "kind": "exam"},
        {"wrong": "9999-99-99"},
        {"back": "x"},
        {"back": "²"},
        {"care": "\x00"},
        {"care": "1000-01-01"},
        {},
    ],
)
def test_what_cannot_be_gets_a_sentence_and_changes_nothing(
    own: tuple[Client, str], sent: dict[str, str]
) -> None:
    """400, the page again, nothing kept."""
    client, place = own
    page = client.post(place + "said/", sent)
    assert page.status_code == 400
    judge(page)
    assert 'role="alert"' in text_of(page)
    assert DayTable.objects.exclude(visit="").get().marks == {}


def test_nobody_else_sees_or_says_anything(own: tuple[Client, str]) -> None:
    """Another visit gets the same as for an address that never was; the invented family takes no marks."""
    _, place = own
    chai, nowhere = browser(), "/reading/" + "x" * 43 + "/"
    denied, absent = chai.get(place + "changed/"), chai.get(nowhere + "changed/")
    assert denied.status_code == absent.status_code == 404
    assert text_of(denied).replace(place, "") == text_of(absent).replace(nowhere, "")
    assert chai.post(place + "said/", {"care": "2026-10-01"}).status_code == 404
    assert DayTable.objects.exclude(visit="").get().marks == {}
    assert chai.post("/reading/invented-family/said/", {"care": "2026-10-01"}).status_code == 404


def test_a_reading_underway_has_nothing_to_show(no_worker: list[str]) -> None:
    """Before the files are read, both addresses lead to the waiting page."""
    client = browser()
    place = upload(client, ("d.csv", b"Date,Who writes this,How far out\n2026-03-01,mother,room\n"))[
        "Location"
    ]
    assert client.get(place + "changed/")["Location"] == place
    assert client.post(place + "said/", {"care": "2026-03-01"})["Location"] == place


def test_the_server_does_its_sums_in_one_thread() -> None:
    """Shared out among cores they take longer, and more stack than a server's thread has."""
    import os

    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)


def test_the_answer_of_a_check_up_shows_pins_and_leads_here(own: tuple[Client, str]) -> None:
    """With days beside the answers, what changed stands on the answer page as well."""
    client, place = own
    key = place.split("/")[2]
    put_answers(client, naming("furthest_month.home"), key)
    page = client.get("/answer/")
    assert is_said(sentence("concerns.state.concern", "en"), page)
    assert f'href="{place}changed/"' in text_of(page)
