"""A note and its look: one transaction, both or neither; and a look of every page that keeps nothing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from tests.web.people.household import Household, form, household

from genkan_web import record
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote
from genkan_web.safe.models import Look


@pytest.fixture
def own_home(transactional_db: None) -> Household:
    """Everybody, with real transactions."""
    return household()


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with each commit."""
    seen: list[int] = []
    real = connection.commit

    def counted() -> None:
        seen.append(1)
        real()

    monkeypatch.setattr(connection, "commit", counted)
    return seen


@pytest.mark.parametrize(
    ("name", "verb"), [("today", "POST"), ("note", "POST"), ("outbox", "POST"), ("api-note", "PUT")]
)
def test_a_note_and_its_look_are_one_transaction(
    own_home: Household, commits: list[int], name: str, verb: str
) -> None:
    """By every door a note comes: one commit keeps both; a page has its look before it is made."""
    client, book = own_home.visit("yuki"), own_home.books["yuki"]
    day, before = notes.today_of(book).isoformat(), Look.objects.count()
    page = reverse(name, args=[book.pk, *([day] if name in ("note", "api-note") else [])])
    counted = int(verb == "PUT")  # how often programs ask is written down before
    commits.clear()
    if verb == "PUT":
        told = {"client_id": str(uuid.uuid4()), "version": 0, "reach": 2}
        assert client.put(page, told, content_type="application/json").status_code == 200
    else:
        assert client.post(page, form(reach="2", day=day)).status_code in (200, 302)
    assert (len(commits) - counted, Look.objects.count() - before, DayNote.objects.count()) == (1, 1, 1)
    commits.clear()
    client.get(page)
    assert (len(commits) - counted, Look.objects.count() - before) == (1, 2)


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"reach": "9"}, 400), ({"reach": "3", "version": "7"}, 409), ({"client_id": "x", "reach": "3"}, 400)],
)
def test_what_keeps_nothing_leaves_its_look_too(home: Household, sent: dict[str, str], status: int) -> None:
    """Not understood, changed meanwhile, without a key: the page shows the notebook; it is written down."""
    client, book = home.visit("yuki"), home.books["yuki"]
    before = Look.objects.count()
    assert client.post(reverse("today", args=[book.pk]), form(**sent)).status_code == status
    assert Look.objects.count() == before + 1


def test_a_repeat_keeps_nothing_and_leaves_its_look(home: Household) -> None:
    """The same form twice: one note, two looks."""
    client, page, sent = home.visit("yuki"), reverse("today", args=[home.books["yuki"].pk]), form(reach="3")
    before = Look.objects.count()
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert (DayNote.objects.count(), Look.objects.count() - before) == (1, 2)


@pytest.mark.parametrize("sent", [{"reach": "3"}, {"reach": "9"}])
def test_no_look_no_note_no_page(
    own_home: Household, monkeypatch: pytest.MonkeyPatch, sent: dict[str, str]
) -> None:
    """Where the look cannot be written nothing is kept or shown; the next request owes only its own."""
    client, book = own_home.visit("yuki"), own_home.books["yuki"]
    client.raise_request_exception = False
    page = reverse("today", args=[book.pk])

    def full(*_: Any) -> None:
        raise DatabaseError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(record, "_held_head", full)
        answer = client.post(page, form(words="w-never", **sent))
    assert (answer.status_code, DayNote.objects.count()) == (503, 0)
    assert b"w-never" not in answer.content
    before = Look.objects.count()
    assert client.get(page).status_code == 200
    assert Look.objects.count() == before + 1


def test_what_is_owed_is_not_written_outside_a_transaction(transactional_db: None) -> None:
    """Nor twice: settled inside one, nothing is left for the page."""
    own = household()
    seen = record.Seen(str(own.people["yuki"].pk), "person", "write", "notebook", "n1", "writer")
    record.owe(seen)
    record.settle()
    assert not Look.objects.exists()
    with transaction.atomic():
        record.settle()
    record.settle_durably()
    assert Look.objects.count() == 1
