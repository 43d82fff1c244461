"""The door that notes from a device come by: once, for nobody else, answered with what became of them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import Household, form, wrote

from genkan.knowledge import LANGUAGES
from genkan_web import on_device
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook
from genkan_web.doors import note_form


def sent(client: Client, book: Notebook, back: int = 0, **told: Any) -> Any:
    """A note as the device sends it."""
    day = (notes.today_of(book) - timedelta(days=back)).isoformat()
    return client.post(reverse("outbox", args=[book.pk]), form(day=day, **told))


def test_the_door_tells_a_token_and_the_time(home: Household) -> None:
    """By these the device knows whether it may send, and whether its own clock is right."""
    book = home.books["yuki"]
    told = home.visit("yuki").get(reverse("outbox", args=[book.pk])).json()
    assert set(told) == {"token", "now", "zone", "today"}
    assert abs(told["now"] - timezone.now().timestamp()) < 60
    assert (told["zone"], told["today"]) == (book.zone, notes.today_of(book).isoformat())


def test_sent_again_it_is_there_once_and_the_answer_is_the_same(home: Household) -> None:
    """Its answer was lost: the second says «before», with the version it became, and nothing is doubled."""
    book, client, same = home.books["yuki"], home.visit("yuki"), str(uuid.uuid4())
    first = sent(client, book, client_id=same, mood="3")
    again = sent(client, book, client_id=same, mood="3")
    assert (first.status_code, first.json()) == (200, {"kept": "now", "version": 1})
    assert (again.status_code, again.json()) == (200, {"kept": "before", "version": 1})
    assert DayNote.objects.get(notebook=book).version == 1
    planted = sent(client, book, version="1", mood="3")  # what a device without an id for its notes would do
    assert planted.json() == {"kept": "now", "version": 2}


def test_nothing_is_written_over(home: Household) -> None:
    """Written about elsewhere meanwhile: refused in one word, and both are still there."""
    book, client = home.books["yuki"], home.visit("yuki")
    wrote(book, 0, mood=1)
    answer = sent(client, book, mood="4")
    assert (answer.status_code, answer.json()) == (409, {"kept": "changed", "version": 0})
    assert DayNote.objects.get(notebook=book).mood == 1


@pytest.mark.parametrize(
    "told",
    [{"day": "2030-01-01"}, {"day": "1970-01-02"}, {"day": "soon"}, {"client_id": ""}, {"mood": "9"}, {}],
)
def test_what_cannot_be_kept_is_refused_plainly(home: Household, told: dict[str, str]) -> None:
    """A clock that ran ahead or was reset, a broken form, nothing said: 400, never worse, nothing kept."""
    book = home.books["yuki"]
    asked = form(day=notes.today_of(book).isoformat()) | told
    answer = home.visit("yuki").post(reverse("outbox", args=[book.pk]), asked)
    assert (answer.status_code, answer.json()) == (400, {"kept": "not"})
    assert not DayNote.objects.exists()


def test_a_note_that_was_erased_does_not_come_back(home: Household) -> None:
    """The device sends it once more after its writer erased that day: it had arrived, and it stays away."""
    book, client, same = home.books["yuki"], home.visit("yuki"), str(uuid.uuid4())
    sent(client, book, client_id=same, mood="3")
    DayNote.objects.all().delete()
    assert sent(client, book, client_id=same, mood="3").json()["kept"] == "before"
    assert not DayNote.objects.exists()


def test_only_its_writer_can_send_there(home: Household, nobody: Client) -> None:
    """For everybody else the door is not there, to look or to send; whoever is not in is shown the way in."""
    book = home.books["yuki"]
    for name in ("ploy", "hana", "somchai", "aoki", "kae"):
        client = home.visit(name)
        assert client.get(reverse("outbox", args=[book.pk])).status_code == 404
        assert sent(client, book, mood="3").status_code == 404
    assert sent(nobody, book, mood="3").headers["Location"] == reverse("enter")
    assert nobody.get(reverse("outbox", args=[book.pk])).headers["Location"] == reverse("enter")
    assert not DayNote.objects.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_page_is_empty(home: Household, lang: str) -> None:
    """The page that stays on a device tells nothing of anybody: two people get the same, their ids apart."""
    wrote(home.books["yuki"], 0, mood=1, words="mine")
    pages = []
    for name in ("yuki", "ploy"):
        book = home.books[name]
        page = home.visit(name, lang=lang).get(reverse("offline-page", args=[book.pk]))
        text = page.content.decode().replace(str(book.pk), "…")
        assert not re.search(r"csrfmiddlewaretoken|data-who|data-lock|value=\"\d{4}-", text)
        pages.append(text)
    assert pages[0] == pages[1]
    planted = pages[0].replace("</main>", "mine</main>")
    assert planted != pages[1]


def test_marks_and_locks_tell_one_from_another_and_nothing_else(home: Household) -> None:
    """Each account and notebook has its own, always the same, and no id can be read in it."""
    people, books = home.people.values(), home.books.values()
    marks, locks = {on_device.mark_of(one) for one in people}, {on_device.lock_of(one) for one in books}
    assert (len(marks), len(locks)) == (len(people), len(books))
    assert marks == {on_device.mark_of(one) for one in people}
    text = "".join(marks | locks)
    assert not [one for one in (*people, *books) if one.pk.hex in text or str(one.pk) in text]
    page = home.visit("yuki").get(reverse("today", args=[home.books["yuki"].pk])).content.decode()
    assert f'data-who="{on_device.mark_of(home.people["yuki"])}"'.replace("+", "&#x2B;") in page.replace(
        "+", "&#x2B;"
    )


def test_the_way_in_says_that_a_note_may_wait_only_where_one_may(nobody: Client) -> None:
    """By the device's own cookie, which says nothing of whose or what."""
    said = "waits on this device"
    assert said not in nobody.get(reverse("enter")).content.decode()
    nobody.cookies[on_device.DEVICE] = "1"
    assert said in nobody.get(reverse("enter")).content.decode()


# ── Hours by one tap ──


@pytest.mark.parametrize(("bed", "first"), [(None, 20), (3.0, 20), (7.0, 20), (8.0, 2), (15.5, 9)])
def test_likely_hours_come_first_and_follow_whoever_sleeps_by_day(
    home: Household, bed: float | None, first: int
) -> None:
    """Twelve hours can be tapped at once, the last night among them; with the other twelve all are there."""
    book = home.books["yuki"]
    if bed is not None:
        wrote(book, 1, bed_hour=bed)
    chosen: Any = note_form.choices(book, notes.last_night(book, notes.today_of(book)))
    _, _, likely, other = chosen["nights"][0]
    assert likely[0] == first
    assert sorted(likely + other) == list(range(24))
    assert bed is None or int(bed) in likely


def test_an_hour_that_was_told_is_chosen_again(home: Household) -> None:
    """Also one of the other twelve: their list is open, and the hour is checked."""
    book, client = home.books["yuki"], home.visit("yuki")
    wrote(book, 0, bed_hour=1.0, up_hour=20.0)
    wrote(book, 1, bed_hour=1.0, up_hour=9.0)
    page = client.get(reverse("today", args=[book.pk])).content.decode()
    for name, hour in (("bed_hour", 1), ("up_hour", 20)):
        assert re.search(rf'name="{name}" value="{hour}" checked', page)
