"""What was typed when a visit had ended: carried through the way in, for its writer only, then put down."""

from __future__ import annotations

import random
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import PASSWORD, Household, form, wrote

from genkan.knowledge import sentence
from genkan_web import carried
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote

WORDS = "สวัสดี half a word"


def came_in(client: Client, home: Household, name: str) -> Any:
    """Sign in on this device, to the first page."""
    told = {"name": home.people[name].handle, "password": PASSWORD}
    client.post(reverse("enter"), told)
    return client.get(reverse("home"))


@pytest.fixture
def typed(home: Household, nobody: Client, settings: Any) -> Client:
    """A device on which Yuki pressed Keep after the visit had ended."""
    address = reverse("today", args=[home.books["yuki"].pk])
    answer = nobody.post(address, form(words=WORDS, mood="1"))
    assert answer.headers["Location"] == reverse("enter")
    return nobody


def test_it_is_there_again_after_signing_in_and_kept_once(home: Household, typed: Client) -> None:
    """The way in says so without showing it; the first page is the form, filled in, under the same id."""
    way_in = typed.get(reverse("enter")).content.decode()
    assert WORDS not in way_in
    assert "not lost" in way_in
    first = came_in(typed, home, "yuki")
    assert first.headers["Location"] == reverse("today", args=[home.books["yuki"].pk])
    page = typed.get(first.headers["Location"]).content.decode()
    assert WORDS in page
    assert not DayNote.objects.exists()
    sent = form(words=WORDS, mood="1")
    kept = typed.post(first.headers["Location"], sent)
    assert DayNote.objects.get().words == WORDS
    assert not [name for name, one in kept.cookies.items() if name.startswith(carried.BOX.name) and one.value]


def test_the_way_in_says_so_as_long_as_it_is_true(home: Household, typed: Client) -> None:
    """Also after a wrong password, a passkey that fits nothing, and where it asks to wait."""
    said = sentence("people.outbox.way_in", "en", minutes=carried.MINUTES)
    for _ in range(2):
        for name, sent in (
            ("enter", {"name": home.people["yuki"].handle, "password": "x"}),
            ("enter-passkey", {}),
        ):
            assert said in typed.post(reverse(name), sent).content.decode(), name
    last = [typed.post(reverse("enter"), {"name": "a", "password": "x"}) for _ in range(6)][-1]
    assert last.status_code == 429
    assert said in last.content.decode()


def test_nobody_else_gets_it(home: Household, typed: Client) -> None:
    """Somebody else signs in on that device: neither their first page nor any other shows a word of it."""
    first = came_in(typed, home, "ploy")
    assert str(home.books["yuki"].pk) not in first.headers["Location"]
    for address in (first.headers["Location"], reverse("today", args=[home.books["ploy"].pk])):
        assert WORDS not in typed.get(address).content.decode()
    assert typed.get(reverse("today", args=[home.books["yuki"].pk])).status_code == 404


def test_on_the_device_it_cannot_be_read_and_not_be_made(home: Household, typed: Client) -> None:
    """It lies there locked; a changed letter, or a made-up one, is nothing; signing out takes it away."""
    parts = {name: one.value for name, one in typed.cookies.items() if name.startswith(carried.BOX.name)}
    assert parts
    assert WORDS not in "".join(parts.values())
    typed.cookies[f"{carried.BOX.name}0"] = "A" + parts[f"{carried.BOX.name}0"][1:]
    first = came_in(typed, home, "yuki")
    assert WORDS not in typed.get(first.headers["Location"]).content.decode()
    out = typed.post(reverse("out"))
    assert all(not one.value for name, one in out.cookies.items() if name.startswith(carried.BOX.name))


def test_after_half_an_hour_it_is_gone(
    home: Household, typed: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes later finds their notebook as it stands."""
    monkeypatch.setattr(carried, "MINUTES", -1)
    first = came_in(typed, home, "yuki")
    assert WORDS not in typed.get(first.headers["Location"]).content.decode()


@pytest.mark.parametrize("letters", ["ก-๙", "ぁ-ん", "一-龥"])
def test_two_full_fields_come_back_whole(home: Household, nobody: Client, letters: str) -> None:
    """However many bytes a letter takes: 3,900 letters each, as they are written and in any order."""
    chance, (first, _, last) = random.Random(letters), letters
    words, about = ("".join(chr(chance.randint(ord(first), ord(last))) for _ in range(3_900)) for _ in "ab")
    book = home.books["yuki"].pk
    told = {"situation": words, "thought": about, "slot": "k" * 36}
    address = reverse("worksheet-new", args=[book, "thought_record"])
    answer = nobody.post(address, told)
    assert all(len(one.OutputString()) <= 4_096 for one in answer.cookies.values())
    back = home.visit("yuki")
    back.cookies.update(nobody.cookies)
    page = back.get(address).content.decode()
    assert f">{words}</textarea>" in page
    assert f">{about}</textarea>" in page


def test_what_would_not_come_back_is_not_carried(home: Household, nobody: Client) -> None:
    """Too long even so: no cookie at all, and nobody is told that it is not lost."""
    address = reverse("in-need", args=[home.books["yuki"].pk])
    for words in ("a" * 70_000, "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))):
        assert not nobody.post(address, {"words": words}).cookies
        assert "not lost" not in nobody.get(reverse("enter")).content.decode()


def test_a_form_whose_token_is_old_stands_there_again_unless_it_is_too_long(home: Household) -> None:
    """Sent from here it is filled in once more; too long, it is said that the form was open too long."""
    book = home.books["yuki"].pk
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    client.cookies.update(home.visit("yuki").cookies)
    address = reverse("in-need", args=[book])
    again = client.post(address, {"words": WORDS})
    assert again.headers["Location"] == address
    assert [name for name in again.cookies if name.startswith(carried.BOX.name)]
    assert WORDS in client.get(address).content.decode()
    assert client.post(address, {"words": "a" * 70_000}).status_code == 403
    assert client.post(address, {"words": WORDS}, headers={"origin": "null"}).status_code == 403


def test_carried_words_are_a_note_of_their_own(home: Household, nobody: Client) -> None:
    """One step back in the browser and typed on: what was kept before under that id is not taken for it."""
    book, back = home.books["yuki"], home.visit("yuki")
    address, was = reverse("today", args=[book.pk]), form(words="first", mood="1")
    back.post(address, was)
    nobody.post(address, was | {"words": "first and more"})
    back.cookies.update(nobody.cookies)
    page = back.get(address).content.decode()
    again = form(words="first and more", mood="1") | fields_of(page, "client_id", "version")
    assert again["client_id"] != was["client_id"]
    refused = back.post(address, again)
    assert refused.status_code == 409
    back.post(address, again | fields_of(refused.content.decode(), "version"))
    assert DayNote.objects.get().words == "first and more"


def test_a_carried_week_is_a_week_of_its_own(home: Household, nobody: Client) -> None:
    """Under the id it was sent with, days that were kept before would be taken for it."""
    book, back = home.books["yuki"].pk, home.visit("yuki")
    address, day = reverse("week-at-once", args=[book]), notes.today_of(home.books["yuki"]).isoformat()
    was = {"client_id": str(uuid.uuid4()), "last": day, f"mood-{day}": "1"}
    nobody.post(address, was)
    back.cookies.update(nobody.cookies)
    page = back.get(address).content.decode()
    assert fields_of(page, "client_id") != {"client_id": was["client_id"]}
    assert re.search(rf'name="mood-{day}" value="1"[^>]* checked', page)


def fields_of(page: str, *names: str) -> dict[str, str]:
    """Hidden fields of a page as they stand."""
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in names}


def test_nothing_is_carried_from_other_forms(home: Household, nobody: Client) -> None:
    """A password, a code, a file: only the words of a notebook are carried."""
    book = home.books["yuki"].pk
    others = [reverse(name, args=[book]) for name in ("code", "add-files", "outbox")]
    for address in (*others, reverse("account-password")):
        answer = nobody.post(address, {"old": "x", "password": "y", "code": "z"})
        assert not [name for name in answer.cookies if name.startswith(carried.BOX.name)]


def test_both_stand_side_by_side(home: Household) -> None:
    """Written about elsewhere meanwhile: both are shown, nothing is lost, one's own can take its place."""
    book, client, same = home.books["yuki"], home.visit("yuki"), str(uuid.uuid4())
    held = wrote(book, 0, words="written elsewhere")
    address = reverse("today", args=[book.pk])
    refused = client.post(address, form(client_id=same, words="mine"))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "written elsewhere" in page
    assert "mine" in page
    assert f'name="version" value="{held.version}"' in page
    client.post(address, form(client_id=same, version=str(held.version), words="mine"))
    assert DayNote.objects.get().words == "mine"
