"""The API: the same notebooks through the same gate, for programs; one shape for all that goes wrong."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import PASSWORD, Household, wrote

from genkan.concerns.told import watch_told
from genkan.knowledge import LANGUAGES, date_told, sentence
from genkan.nouns import FLAGS
from genkan.store import days_from_json
from genkan_web import bridge, looks, may, record
from genkan_web.api.shapes import Item, NoteIn
from genkan_web.care import sharing
from genkan_web.diary import notes
from genkan_web.doors import programs
from genkan_web.leaving import going
from genkan_web.people import knocks, tokens
from genkan_web.people.models import Account, Bucket, Token
from genkan_web.safe.models import Look

JSON = "application/json"


def bearing(home: Household, who: str, scope: str = "write") -> Client:
    """A program of somebody's, with a token and no visit."""
    word = tokens.made(home.people[who], "a test", scope, 7)
    return Client(
        headers={"authorization": f"Bearer {word}", "accept-language": "en"}, enforce_csrf_checks=True
    )


def today(home: Household, who: str = "yuki") -> str:
    """The day it is in a notebook."""
    return notes.today_of(home.books[who]).isoformat()


def note_address(home: Household, who: str = "yuki", day: str = "") -> str:
    """Where the note of a day stands."""
    return reverse("api-note", args=[home.books[who].pk, day or today(home, who)])


def put(client: Client, address: str, **told: Any) -> Any:
    """Send a note."""
    return client.put(address, {"client_id": str(uuid.uuid4()), "version": 0, **told}, content_type=JSON)


def is_problem(answer: Any, status: int, said: str = "") -> bool:
    """Whether this is the one shape, with that status and sentence."""
    told = answer.json()
    return (
        answer.status_code == status
        and set(told) == {"problem", "sentence", "fields"}
        and (not said or told["problem"] == said)
        and told["sentence"] in {sentence(told["problem"], lang) for lang in LANGUAGES}
    )


# ── Notes ──


def test_a_note_written_by_a_program_stands_in_the_notebook_and_comes_back(home: Household) -> None:
    """Every field that is sent is read back; the page of the day shows the same."""
    client = bearing(home, "yuki")
    told: dict[str, Any] = {"reach": 2, "further": True, "bed_hour": 4, "up_hour": 13, "talked": False}
    told |= {"mood": 1, "drive": 3, "flags": ["illness"], "known_by": None, "words": "โคตรง่วง 眠い"}
    answer = put(client, note_address(home), **told)
    assert answer.status_code == 200
    got = client.get(note_address(home)).json()
    assert got == answer.json()
    assert {name: got[name] for name in told} == told
    assert "眠い" in home.visit("yuki").get(reverse("today", args=[home.books["yuki"].pk])).content.decode()


def test_the_same_note_twice_is_one_and_an_old_version_is_a_question(home: Household) -> None:
    """Sent again with its id it changes nothing; over an older version it is 409 and nothing is lost."""
    client, once = bearing(home, "yuki"), str(uuid.uuid4())
    assert put(client, note_address(home), client_id=once, reach=1).json()["version"] == 1
    assert put(client, note_address(home), client_id=once, reach=1).json()["version"] == 1
    assert is_problem(put(client, note_address(home), reach=5), 409, "web.changed_meanwhile")
    assert client.get(note_address(home)).json()["reach"] == 1
    assert put(client, note_address(home), version=1, reach=5).json()["version"] == 2


def test_a_note_that_is_read_can_be_sent_back_as_it_is(home: Household) -> None:
    """What a program reads is what it may send, apart from the day and the time of the change."""
    wrote(home.books["yuki"], 0, reach_low=1, reach_high=5, bed_hour=23.0, flags="exam,move", words="x")
    client = bearing(home, "yuki")
    before = client.get(note_address(home)).json()
    sent = {name: value for name, value in before.items() if name in NoteIn.model_fields}
    after = put(client, note_address(home), **sent).json()
    assert {**after, "version": 1, "changed_at": ""} == {**before, "changed_at": ""}


def test_days_are_listed_between_two_days(home: Household) -> None:
    """Two weeks unless said; never more than 400 days at once."""
    for back in (0, 1, 20):
        wrote(home.books["yuki"], back, reach_low=0, reach_high=0)
    client, where = bearing(home, "yuki"), reverse("api-notes", args=[home.books["yuki"].pk])
    assert len(client.get(where).json()["notes"]) == 2
    first = (notes.today_of(home.books["yuki"]) - timedelta(days=30)).isoformat()
    assert client.get(where, {"first": first}).json()["notes"][0]["day"] == today(home)
    assert len(client.get(where, {"first": first}).json()["notes"]) == 3
    for wrong in (
        {"first": "2020-01-01"},
        {"first": "9999-12-31"},
        {"last": "0001-01-01", "first": "0001-01-02"},
    ):
        assert is_problem(client.get(where, wrong), 422, "api.unfit"), wrong
    assert client.get(where, {"last": "0001-01-05"}).json()["first"] == "0001-01-01"


UNFIT = (
    {"reach": 6}, {"reach": "2"}, {"reach": 2.5}, {"reach": True}, {"mood": -1}, {"bed_hour": 24},
    {"flags": ["party"]}, {"known_by": "heard"}, {"words": "x" * 4_001, "reach": 1}, {"version": -1},
    {"version": 10**12}, {"client_id": "short"}, {"client_id": "-" * 20}, {"other": 1}, {}, {"words": None},
    {"is_active": False}, {"notebook": "x"},
)  # fmt: skip


@pytest.mark.parametrize("told", UNFIT)
def test_what_does_not_fit_is_refused_with_a_sentence_and_never_repeated(home: Household, told: Any) -> None:
    """Out of range, of another type, of no known name: 422, and no row."""
    answer = put(bearing(home, "yuki"), note_address(home), **told)
    assert is_problem(answer, 422, "api.unfit"), answer.content
    assert set(answer.json()["fields"]) <= set(NoteIn.model_fields)
    assert "party" not in answer.content.decode()
    assert not home.books["yuki"].notes.exists()


NOT_JSON = (
    b"", b"{", b"[]x", b"{'a': 1}", b'{"version": NaN}', b'{"version": Infinity}',
    b'{"version": 1, "version": 2}',
    b'{"words": "\\ud800"}', b"\xff\xfe{}", b"[" * 60_000, b'{"a":' * 10_000,
)  # fmt: skip


@pytest.mark.parametrize("body", NOT_JSON)
def test_what_is_no_plain_json_is_refused(home: Household, body: bytes) -> None:
    """Broken, endless, doubled, half a character, NaN: one sentence and 4xx."""
    answer = bearing(home, "yuki").put(note_address(home), body, content_type=JSON)
    assert answer.status_code in (400, 415, 422)
    assert is_problem(answer, answer.status_code)


@pytest.mark.parametrize("day", ["2026-13-01", "20260301", "1700000000", "2026-W10-1", "x", "٢٠٢٦-٠١-٠١"])
def test_a_day_is_a_day(home: Household, day: str) -> None:
    """Nothing else is guessed into one."""
    assert is_problem(bearing(home, "yuki").get(note_address(home, day=day)), 422, "api.unfit")


def test_no_note_about_tomorrow_or_long_ago(home: Household) -> None:
    """The same days as on the pages."""
    client = bearing(home, "yuki")
    for days in (1, -401):
        day = (notes.today_of(home.books["yuki"]) + timedelta(days=days)).isoformat()
        assert is_problem(put(client, note_address(home, day=day), reach=1), 404)


def test_the_flags_are_the_librarys() -> None:
    """The document names each of them."""
    named = NoteIn.model_json_schema()["properties"]["flags"]["items"]["enum"]
    assert set(named) == set(FLAGS)


def test_items_are_those_of_the_table() -> None:
    """What can be shared has one list; the document names each of it, in what comes out and what goes in."""
    shared = {one for items in may.table().items.values() for one in items}
    assert set(get_args(Item)) == shared


# ── The reading ──


def test_the_reading_is_the_librarys_own_json(home: Household) -> None:
    """Signs, stages with their reasons, and what drifts; null before anything is written."""
    client, where = bearing(home, "yuki", "read"), reverse("api-reading", args=[home.books["yuki"].pk])
    assert client.get(where).json() == {"reading": None, "watching": None}
    for back in range(30):
        wrote(home.books["yuki"], back, reach_low=0, reach_high=0, mood=1)
    told = client.get(where).json()
    assert {"as_of", "stages", "signs", "days"} <= set(told["reading"])
    assert all("because" in one for one in told["reading"]["signs"])
    assert {"level", "concern", "because"} <= set(told["watching"])


def test_what_the_writer_said_of_days_counts_for_programs_too(home: Household) -> None:
    """What a program is told to look at is what the page of changes looks at: same marks, same day."""
    book = home.books["yuki"]
    for back in range(40):
        wrote(book, back + 20, reach_low=back % 3, reach_high=back % 3, mood=1)
    told = bearing(home, "yuki", "read").get(reverse("api-reading", args=[book.pk])).json()
    days = bridge.days_of(book)
    assert days is not None
    course, on = bridge.course_of_notebook(book, days), notes.today_of(book)
    seen = bridge.watching_of_notebook(book, course, on, own=True)
    assert told["watching"] == json.loads(json.dumps(watch_told(seen.watch, seen.clock)))
    other = bridge.watching_of_notebook(book, course, days.last, own=False)
    assert watch_told(other.watch, other.clock) != watch_told(seen.watch, seen.clock), "the control"


def test_all_days_come_as_the_librarys_own_json_of_days(home: Household) -> None:
    """Null before anything is written; each look is in the record; nobody else's notebook answers."""
    book = home.books["yuki"]
    client, where = bearing(home, "yuki", "read"), reverse("api-days", args=[book.pk])
    assert client.get(where).json() == {"days": None}
    for back in range(3):
        wrote(book, back, reach_low=1, reach_high=1)
    days = days_from_json(json.dumps(client.get(where).json()["days"]))
    assert (len(days), days.last.isoformat()) == (3, today(home))
    assert Look.objects.filter(thing=looks.about_notebook(book.pk, own=True)).count() == 2
    assert is_problem(bearing(home, "hana", "read").get(where), 404)


# ── Sharing ──


def test_who_sees_what_and_a_stop_that_counts_from_the_next_request(home: Household) -> None:
    """Stopped by a program: gone for the reader at once, and their page is the same bytes as silence."""
    yuki, link = bearing(home, "yuki"), home.links["aoki"]
    aoki = home.visit("aoki")
    days = reverse("api-share-days", args=[link.pk])
    silent = aoki.get(reverse("api-share", args=[link.pk])).content
    wrote(home.books["yuki"], 0, reach_low=4, reach_high=4, words="canary")
    assert aoki.get(days).json()["days"]["count"] == 1
    week = aoki.get(reverse("api-share", args=[link.pk])).json()
    assert week["days_written"] == week["days_out"] == len(week["days"]) == 1
    assert week["words"] == [{"day": today(home), "words": "canary"}]
    where = reverse("api-stop", args=[home.books["yuki"].pk])
    rows = yuki.post(where, {"link": str(link.pk)}, content_type=JSON).json()["rows"]
    assert {row["item"] for row in rows if row["link"] == str(link.pk) and row["live"]} == set()
    assert is_problem(aoki.get(days), 404)
    assert aoki.get(reverse("api-share", args=[link.pk])).content == silent


def test_a_stop_names_one_thing(home: Household) -> None:
    """One item of one reader, or everything; neither or both is refused, another's link is absent."""
    yuki, where = bearing(home, "yuki"), reverse("api-stop", args=[home.books["yuki"].pk])
    link = str(home.links["somchai"].pk)
    rows = yuki.post(where, {"link": link, "item": "notes"}, content_type=JSON).json()["rows"]
    stopped = [(row["link"], row["item"]) for row in rows if not row["live"]]
    assert stopped == [(link, "notes")]
    for wrong in ({}, {"link": link, "everything": True}, {"link": "x"}, {"link": link, "item": "all"}):
        assert is_problem(yuki.post(where, wrong, content_type=JSON), 422), wrong
    other = sharing.share(home.books["ploy"], home.people["wan"], ("days",))
    assert is_problem(yuki.post(where, {"link": str(other.pk)}, content_type=JSON), 404)
    yuki.post(where, {"everything": True}, content_type=JSON)
    assert not any(
        row["live"] for row in yuki.get(reverse("api-sees", args=[home.books["yuki"].pk])).json()["rows"]
    )


def test_a_family_gets_one_line_and_nothing_else(home: Household) -> None:
    """Days written and days out; no day, no word, and no address with more."""
    wrote(home.books["yuki"], 0, reach_low=3, reach_high=3, words="canary", mood=0)
    hana, link = bearing(home, "hana", "read"), home.links["hana"].pk
    answer = hana.get(reverse("api-share", args=[link]))
    assert answer.json() == {
        "days_written": 1,
        "days_out": 1,
        "days_out_most": 1,
        "days": [],
        "words": [],
        "phone": [],
    }
    assert is_problem(hana.get(reverse("api-share-days", args=[link])), 404)
    assert hana.get(reverse("api-linked")).json()["linked"] == [
        {"link": str(link), "called": "Y.", "news": True}
    ]


# ── Who may come in ──


def test_a_token_reaches_what_its_owner_reaches_and_no_more(home: Household) -> None:
    """Another's notebook, and one that is not there: 404, byte for byte the same."""
    client = bearing(home, "yuki")
    answers = [
        client.get(reverse("api-sees", args=[key])) for key in (home.books["hana"].pk, uuid.UUID(int=7))
    ]
    assert is_problem(answers[0], 404)
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers
    listed = client.get(reverse("api-notebooks")).json()["notebooks"]
    assert [one["key"] for one in listed] == [str(home.books["yuki"].pk)]


def test_a_reading_token_changes_nothing(home: Household) -> None:
    """403 before anything is looked for, also where there is nothing."""
    client = bearing(home, "yuki", "read")
    assert client.get(reverse("api-sees", args=[home.books["yuki"].pk])).status_code == 200
    for key in (home.books["yuki"].pk, uuid.UUID(int=7)):
        assert is_problem(
            put(client, reverse("api-note", args=[key, today(home)]), reach=1), 403, "api.reads_only"
        )
    assert not home.books["yuki"].notes.exists()


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", "Basic eTp6", "Bearer gk-" + "2" * 40, "x" * 300])
def test_no_good_word_is_401_even_inside_a_visit(home: Household, sent: str) -> None:
    """A browser that is signed in and sends a bad word is nobody: else it would do without forms."""
    client = home.visit("yuki")
    answer = put_with(client, note_address(home), sent)
    assert is_problem(answer, 401, "api.who")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not home.books["yuki"].notes.exists()


def put_with(client: Client, address: str, word: str) -> Any:
    """Send a note with an Authorization header."""
    told = {"client_id": str(uuid.uuid4()), "version": 0, "reach": 1}
    return client.put(address, told, content_type=JSON, headers={"authorization": word})


def test_a_token_opens_no_page(home: Household) -> None:
    """Pages know visits only."""
    client = bearing(home, "yuki")
    assert client.get(reverse("account")).headers["Location"] == reverse("enter")
    assert "visit" not in client.cookies


def test_over_taken_back_put_out_or_of_another_role_it_opens_nothing(home: Household) -> None:
    """In every one of these cases the next request is 401."""
    where = reverse("api-notebooks")
    for undo in (
        lambda token: Token.objects.update(until=timezone.now()),
        lambda token: tokens.end(token.account, str(token.pk)),
        lambda token: Account.objects.filter(pk=token.account_id).update(is_active=False),
        lambda token: Account.objects.filter(pk=token.account_id).update(role="admin", is_active=True),
    ):
        Account.objects.filter(pk=home.people["yuki"].pk).update(is_active=True, role="person")
        client = bearing(home, "yuki")
        assert client.get(where).status_code == 200
        undo(Token.objects.get(account=home.people["yuki"]))
        assert is_problem(client.get(where), 401)
        Token.objects.all().delete()


def test_a_new_password_and_the_end_of_other_visits_end_every_token(home: Household) -> None:
    """Whoever takes their account back takes it back from programs too."""
    for name, told in (
        ("account-password", {"old": PASSWORD, "password": "another quiet evening"}),
        ("account-elsewhere", {"old": "another quiet evening"}),
    ):
        client = bearing(home, "hana")
        home.people["hana"].refresh_from_db()
        home.visit("hana").post(reverse(name), told)
        assert is_problem(client.get(reverse("api-notebooks")), 401), name


def test_a_program_is_slowed_when_it_asks_too_often(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """By account once it is known, by place before; help lines are never slowed."""
    monkeypatch.setitem(knocks.LIMITS, "api account", (3, 600))
    monkeypatch.setitem(knocks.LIMITS, "api place", (2, 600))
    client, nobody = bearing(home, "yuki"), Client()
    found = [client.get(reverse("api-notebooks")).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]
    assert [nobody.get(reverse("api-notebooks")).status_code for _ in range(3)] == [401, 401, 429]
    assert nobody.get(reverse("api-notebooks")).headers["Retry-After"] == "60"
    assert {nobody.get(reverse("api-help", args=["th"])).status_code for _ in range(5)} == {200}


def test_too_much_and_no_json_are_said_before_anything_is_read(home: Household) -> None:
    """413 and 415."""
    client, where = bearing(home, "yuki"), note_address(home)
    assert is_problem(client.put(where, b" " * (programs.MOST_BYTES + 1), content_type=JSON), 413)
    assert is_problem(client.put(where, b"reach=1", content_type="application/x-www-form-urlencoded"), 415)


def test_every_look_of_a_program_has_one_line_in_the_record(home: Household) -> None:
    """Under the same mark as a look at the page; where nothing was shown, one that tells of no notebook."""
    own = looks.about_notebook(home.books["yuki"].pk, own=True)
    client = bearing(home, "yuki", "read")
    for count, name in enumerate(("api-notes", "api-reading", "api-sees"), 1):
        client.get(reverse(name, args=[home.books["yuki"].pk]))
        assert Look.objects.filter(thing=own).count() == count
    bearing(home, "hana", "read").get(reverse("api-notes", args=[home.books["yuki"].pk]))
    refused = Look.objects.order_by("-pk")[0]
    told = (refused.kind, refused.verb, refused.thing, refused.outcome)
    assert told == ("notebook", "read", "", "refused")


def test_erasing_an_account_leaves_nothing_of_its_tokens(home: Household) -> None:
    """Its programs come in no more once it is told to go; once erased, no row and no bucket are left."""
    client = bearing(home, "yuki")
    assert client.get(reverse("api-notebooks")).status_code == 200
    assert Token.objects.exists()
    assert Bucket.objects.exists()
    going.hide_account(home.people["yuki"])
    assert not Token.objects.exists()
    assert is_problem(client.get(reverse("api-notebooks")), 401)
    knocks.forget(("api place", "127.0.0.1"))
    tokens.Token.objects.create(
        account=home.people["yuki"], word="w", called="x", scope="read", until=timezone.now()
    )
    going.erase_account(home.people["yuki"])
    assert not Token.objects.exists()
    assert not Bucket.objects.exists()


# ── For everybody ──


def test_help_lines_and_the_document_need_nobody(db: None) -> None:
    """In the language asked for; an unknown country is absent."""
    told = Client(headers={"accept-language": "ja"}).get(reverse("api-help", args=["jp"])).json()
    assert told["lines"][0]["kind"] == "emergency"
    assert told["name"] == "日本"
    assert is_problem(Client().get(reverse("api-help", args=["zz"])), 404)
    document = Client().get(reverse("api-schema")).json()
    assert document["openapi"].startswith("3.")
    assert "yuki" not in json.dumps(document)


def test_every_operation_says_everything_that_can_go_wrong() -> None:
    """And whoever needs to come in for it."""
    document = Client().get(reverse("api-schema")).json()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            assert {"404", "405", "503"} <= set(told["responses"]), (path, method)
            assert bool(told["security"]) == ("401" in told["responses"]), (path, method)
            assert method == "get" or {"409", "413", "415", "422"} <= set(told["responses"]), (path, method)


def test_what_goes_wrong_has_one_shape_everywhere(home: Household) -> None:
    """No page of words for people answers a program: 404, 405, 403 and 400 of the site itself too."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(home.people["yuki"])
    assert is_problem(client.get("/api/nothing/"), 404)
    assert is_problem(client.get("/api/\0/"), 404)
    program = bearing(home, "yuki")
    assert is_problem(program.delete(reverse("api-notebooks")), 405)
    assert program.delete(note_address(home)).headers["Allow"] == "GET, PUT, HEAD"
    assert is_problem(put(client, note_address(home), reach=1), 403, "api.no_form_token")
    assert is_problem(client.get(reverse("api-notebooks"), headers={"host": "elsewhere.example"}), 400)


def test_a_look_that_cannot_be_written_down_is_503(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is shown."""
    from django.db import DatabaseError

    def full(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk full")

    client = bearing(home, "yuki")
    client.raise_request_exception = False
    monkeypatch.setattr(record, "_held_head", full)
    assert is_problem(client.get(reverse("api-notebooks")), 503, "web.held")


# ── Making tokens ──


def asks(home: Household, who: str = "yuki", **told: Any) -> Any:
    """Ask for a token on the page."""
    sent = {"called": "watch", "scope": "read", "days": "30", "old": PASSWORD}
    sent |= {"client_id": str(uuid.uuid4()), **told}
    return home.visit(who).post(reverse("tokens"), sent)


def test_a_word_is_told_once_and_kept_as_a_mark(home: Household) -> None:
    """It stands on the page that made it, on no other, and nowhere in the database."""
    page = asks(home)
    word = page.context["word"]
    assert word.encode() in page.content
    assert word.encode() not in home.visit("yuki").get(reverse("tokens")).content
    held = Token.objects.values().get()
    assert word not in str(held)
    assert len(held["word"]) == 64
    client = Client(headers={"authorization": f"bearer {word}"})
    assert client.get(reverse("api-notebooks")).status_code == 200


def test_pressed_twice_there_is_one_token_and_the_word_told_last_opens(home: Household) -> None:
    """Also when as many are there as may be; taken back in between, the same form makes none."""
    for _ in range(tokens.MOST - 1):
        tokens.made(home.people["yuki"], "x", "read", 7)
    key = str(uuid.uuid4())
    words = [asks(home, client_id=key).context["word"] for _ in range(2)]
    assert Token.objects.count() == tokens.MOST
    opens = [
        Client(headers={"authorization": f"Bearer {word}"}).get(reverse("api-notebooks")).status_code
        for word in words
    ]
    assert opens == [401, 200]
    assert asks(home, "hana", client_id=key).status_code == 200
    tokens.end(home.people["yuki"], str(Token.objects.get(word=words[1]).pk))
    assert asks(home, client_id=key).status_code == 400
    assert Token.objects.filter(account=home.people["yuki"]).count() == tokens.MOST - 1


def test_no_token_without_a_fresh_proof(home: Household) -> None:
    """A wrong password makes none; whoever has only a passkey comes in anew after a while."""
    assert asks(home, old="wrong").status_code == 400
    yuki = home.people["yuki"]
    yuki.set_unusable_password()
    yuki.save()
    client = home.visit("yuki")
    session = client.session
    session["since"] -= 16 * 60
    session.save()
    sent = {"called": "watch", "scope": "read", "days": "30", "client_id": str(uuid.uuid4())}
    assert client.post(reverse("tokens"), sent).headers["Location"] == reverse("enter")
    assert not Token.objects.exists()
    assert home.visit("yuki").post(reverse("tokens"), sent).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"days": "91"},
        {"days": "-1"},
        {"days": "x"},
        {"days": "٣٠"},
        {"scope": "all"},
        {"called": ""},
        {"called": "x" * 61},
        {"client_id": ""},
        {"client_id": "x" * 101},
    ],
)
def test_a_token_lasts_at_most_90_days_and_says_what_it_is_for(home: Household, told: Any) -> None:
    """Anything else is one clear sentence."""
    assert asks(home, **told).status_code == 400
    assert not Token.objects.exists()


def test_at_most_ten_and_those_over_are_swept(home: Household) -> None:
    """The eleventh is refused; what is over goes from the database."""
    assert [asks(home).status_code for _ in range(3)] == [200] * 3
    for _ in range(7):
        tokens.made(home.people["yuki"], "x", "read", 7)
    assert asks(home).status_code == 400
    Token.objects.update(until=timezone.now())
    tokens.sweep()
    assert not Token.objects.exists()


def test_the_last_day_of_a_token_is_its_owners_own(home: Household) -> None:
    """Eight in the evening by the world's clock is the next morning in Bangkok."""
    asks(home)
    Token.objects.update(until=datetime(2099, 3, 4, 20, tzinfo=UTC))
    page = home.visit("yuki").get(reverse("tokens")).content.decode()
    assert sentence("people.tokens.until", "en", day=date_told(date(2099, 3, 5), "en")) in page


def test_only_its_owner_takes_a_token_back(home: Household) -> None:
    """Somebody else's try changes nothing and tells nothing."""
    asks(home)
    held = Token.objects.get()
    for who, left in (("hana", 1), ("yuki", 0)):
        for key in ("x", str(uuid.UUID(int=7)), str(held.pk)):
            answer = home.visit(who).post(reverse("tokens-end"), {"token": key})
            assert answer.headers["Location"] == reverse("tokens")
        assert Token.objects.count() == left


@pytest.mark.parametrize("who", ["somchai", "aoki", "kae", "ren"])
def test_whoever_works_at_a_centre_has_no_tokens(home: Household, who: str) -> None:
    """No page for it, and no way around the page."""
    assert asks(home, who).status_code == 404
    with pytest.raises(ValueError, match="unfit"):
        tokens.made(home.people[who], "x", "read", 7)
