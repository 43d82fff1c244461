"""The notebook from inside: a day in a few taps, never twice, never lost, never over later words."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.db import OperationalError, connections
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.web.people.household import PASSWORD, Household, account, form, visit, wrote
from tests.web.visits import DIARY, browser, naming, put_answers, upload, work

from genkan.answers import answers_of
from genkan.checkup.facts import answers_told
from genkan.knowledge import LANGUAGES, sentence
from genkan.nouns import FLAGS, Answers, Informant, Reach
from genkan_web import bridge
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook, Told
from genkan_web.people.models import Account


def sent(**told: Any) -> QueryDict:
    """A form as the server receives it."""
    query = QueryDict(mutable=True)
    for name, value in form(**told).items():
        query.setlist(name, value if isinstance(value, list) else [str(value)])
    return query


def test_one_tap_is_a_note(home: Household) -> None:
    """Reach alone, a face alone, or «not today»: each is kept, and the rest stays unknown."""
    book = home.books["yuki"]
    client = home.visit("yuki")
    for back, told in enumerate(({"reach": "2"}, {"mood": "3"}, {"not_today": "1"}, {"talked": "no"})):
        day = notes.today_of(book) - timedelta(days=back)
        page = client.post(reverse("note", args=[book.pk, day.isoformat()]), form(**told))
        assert page.headers["Location"] == reverse("notes", args=[book.pk])
        note = DayNote.objects.get(notebook=book, day=day)
        named = (note.reach_low, note.mood, note.not_today, note.talked)
        assert sum(one not in (None, False) for one in named) + (note.talked is False) == 1
        assert note.zone == "Asia/Bangkok"


def test_everything_there_is_to_say_is_kept_and_shown_again(home: Household) -> None:
    """A family's note with all fields comes back as it was written."""
    book, client = home.books["hana"], home.visit("hana")
    told = {
        "reach": "1", "further": "on", "bed_hour": "3", "up_hour": "13", "talked": "yes", "mood": "1",
        "drive": "0",
        "flags": ["exam", "illness"], "known_by": "told", "words": "He laughed <b>once</b>\nat dinner",
    }  # fmt: skip
    assert client.post(reverse("today", args=[book.pk]), form(**told)).status_code == 302
    note = book.notes.get()
    assert (note.reach_low, note.reach_high, note.bed_hour, note.up_hour) == (1, 5, 3.0, 13.0)
    assert (note.flags, note.known_by, note.words) == ("exam,illness", "told", told["words"])
    page = client.get(reverse("today", args=[book.pk])).content.decode()
    assert len(re.findall(r" checked>", page)) == 10
    assert "He laughed &lt;b&gt;once" in page


def test_a_day_without_a_note_checks_nothing(home: Household) -> None:
    """An empty form is empty: zero hours, «no» and level 0 are never chosen by themselves."""
    page = home.visit("yuki").get(reverse("today", args=[home.books["yuki"].pk])).content.decode()
    assert " checked" not in page
    assert " selected" not in page


def test_sent_twice_is_kept_once(home: Household) -> None:
    """Out of the tunnel, tapped again, or after a time-out: the same note arrives once."""
    book, client = home.books["yuki"], home.visit("yuki")
    told = form(reach="2", words="once")
    answers = [client.post(reverse("today", args=[book.pk]), told).status_code for _ in range(3)]
    assert answers == [302, 302, 302]
    assert book.notes.get().version == 1


def test_later_words_are_never_overwritten(home: Household) -> None:
    """Written on two devices: the second is shown both, and decides."""
    book, client = home.books["yuki"], home.visit("yuki")
    today = reverse("today", args=[book.pk])
    assert client.post(today, form(words="from the phone")).status_code == 302
    page = client.post(today, form(words="from the laptop"))
    assert page.status_code == 409
    assert "from the laptop" in page.content.decode()
    assert book.notes.get().words == "from the phone"
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert version
    assert client.post(today, form(words="from the laptop", version=version[1])).status_code == 302
    assert (book.notes.get().words, book.notes.get().version) == ("from the laptop", 2)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "people.note.empty"),
        ({"reach": "6"}, "people.note.again"),
        ({"reach": "-1"}, "people.note.again"),
        ({"reach": "²"}, "people.note.again"),
        ({"mood": "99999"}, "people.note.again"),
        ({"bed_hour": "24"}, "people.note.hour"),
        ({"up_hour": "soon"}, "people.note.hour"),
        ({"words": "x" * 4_001}, "people.note.long"),
        ({"reach": "1", "client_id": "'; --"}, "people.note.again"),
        ({"reach": "1", "version": "9" * 30}, "people.note.again"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_nothing_typed_is_lost(
    home: Household, told: dict[str, str], said: str
) -> None:
    """400, the sentence, and the words still in the form."""
    book = home.books["yuki"]
    words = {"words": told.get("words", "")[:50] or ("still here" if said != "people.note.empty" else "")}
    page = home.visit("yuki").post(reverse("today", args=[book.pk]), form(**{**words, **told}))
    assert page.status_code == 400
    assert sentence(said, "en").replace("'", "&#x27;") in page.content.decode()
    assert words["words"] in page.content.decode()
    assert not book.notes.exists()


def test_only_days_that_can_be(home: Household) -> None:
    """Not tomorrow, not two years ago, not a word: the page is not there."""
    book, client = home.books["yuki"], home.visit("yuki")
    today = notes.today_of(book)
    for day in (today + timedelta(days=1), today - timedelta(days=401), "yesterday", "2026-02-30"):
        assert client.get(reverse("note", args=[book.pk, str(day)])).status_code == 404


@given(
    zone=some.sampled_from(sorted(available_timezones())),
    moment=some.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001
)
def test_today_is_the_local_day_everywhere(zone: str, moment: datetime) -> None:
    """In every zone and at every hour, summer time or not: the date on the wall where the person is."""
    from zoneinfo import ZoneInfo

    book = Notebook(zone=zone)
    today = notes.today_of(book, moment)
    assert today == moment.astimezone(ZoneInfo(zone)).date()
    assert abs((today - moment.date()).days) <= 1


@given(
    reach=some.one_of(some.none(), some.integers(-3, 9)),
    mood=some.one_of(some.none(), some.integers(-3, 9)),
    hour=some.one_of(some.none(), some.integers(-3, 40), some.text(max_size=3)),
    flags=some.lists(some.sampled_from([*FLAGS, "party"]), max_size=4),
    words=some.text(max_size=30),
)
def test_a_form_is_a_note_or_a_sentence(
    reach: Any, mood: Any, hour: Any, flags: list[str], words: str
) -> None:
    """Whatever is sent, it becomes a note within bounds or the id of a sentence that exists."""
    told = {
        name: value
        for name, value in (("reach", reach), ("mood", mood), ("bed_hour", hour))
        if value is not None
    }
    found = notes.written_from(sent(**told, flags=flags, words=words))
    if isinstance(found, str):
        assert sentence(found, "en")
        return
    assert found.told["reach_low"] in (None, *map(int, Reach))
    assert found.told["mood"] in (None, 0, 1, 2, 3, 4)
    assert found.told["bed_hour"] is None or 0 <= found.told["bed_hour"] < 24
    assert set(filter(None, found.told["flags"].split(","))) <= set(FLAGS)
    assert "\x00" not in found.told["words"]


# ── Days ──


def test_a_notebook_becomes_days_of_its_informant(home: Household) -> None:
    """What the person wrote is the person's, what the mother wrote the family's; silence stays silence."""
    for name, informant in (("yuki", Informant.PERSON), ("hana", Informant.FAMILY)):
        book = home.books[name]
        wrote(book, 3, reach_low=1, reach_high=5, mood=2, flags="exam,illness")
        wrote(book, 1, not_today=True)
        wrote(book, 0, reach_low=5, reach_high=5, talked=True)
        days = bridge.days_of(book)
        assert days is not None
        assert len(days) == 4
        assert set(days.reach) == {informant}
        assert days.reach[informant].low.tolist() == [1, -1, -1, 5]
        assert days.reach[informant].high.tolist() == [5, -1, -1, 5]
        assert days["attended"][-1] == 1.0
        assert {flag.kind for flag in days.flags} == {"exam", "illness"}


def test_an_empty_notebook_has_no_days_and_says_so(home: Household) -> None:
    """Neither an empty picture nor an error; also with nothing but «not today»."""
    book, client = home.books["yuki"], home.visit("yuki")
    wrote(book, 0, not_today=True)
    assert bridge.days_of(book) is None
    page = client.get(reverse("way", args=[book.pk]))
    assert page.status_code == 200
    assert sentence("people.way.empty", "en") in page.content.decode()
    assert client.get(reverse("way-week", args=[book.pk, "2026-01-01"])).status_code == 404


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_out_stands_over_a_notebook(home: Household, lang: str) -> None:
    """With its picture, its words and the weeks behind it, in every language."""
    book = home.books["yuki"]
    for back in range(40):
        wrote(book, back, reach_low=back % 4, reach_high=back % 4, mood=back % 5)
    client = home.visit("yuki", lang=lang)
    page = client.get(reverse("way", args=[book.pk])).content.decode()
    assert '<figure class="way">' in page or "<figure class=way>" in page
    week = re.search(rf'href="(/n/{book.pk}/way/[\d-]+/)"', page)
    assert week
    assert client.get(week[1]).status_code == 200


def test_days_out_of_files_are_kept_once(home: Household, family_days: str) -> None:
    """The same files brought again change nothing, and what was written stays beside them."""
    from genkan.store import days_from_json

    book = home.books["yuki"]
    wrote(book, 0, reach_low=2, reach_high=2)
    files = days_from_json(family_days)
    bridge.take_in(book, files)
    once = bridge.imported_days(book)
    bridge.take_in(book, files)
    twice = bridge.imported_days(book)
    from genkan.store import days_json

    assert once is not None
    assert twice is not None
    assert days_json(once) == days_json(twice)
    whole = bridge.days_of(book)
    assert whole is not None
    assert {Informant.PERSON, *files.reach} == set(whole.reach)
    assert len(whole) >= len(files)


def test_a_check_up_can_be_kept(home: Household) -> None:
    """One a day, locked; told again that day, the later stands."""
    book, run = home.books["yuki"], naming("age.18to29", "person")
    client = put_answers(home.visit("yuki"), run)
    for _ in range(2):
        assert client.post(reverse("take-check-up", args=[book.pk])).status_code == 302
    assert Told.objects.get().given == run.plain() | {"on": notes.today_of(book).isoformat()}
    assert bridge.answers_in(book) == answers_of(answers_told(run))
    Told.objects.update(given={"who": "nobody"})  # of a form that is asked no more
    assert bridge.answers_in(book) == Answers()
    assert home.visit("yuki").post(reverse("take-check-up", args=[book.pk])).status_code == 404


def test_pages_without_an_account_offer_to_keep_only_to_whoever_has_a_notebook(
    home: Household, no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading and an answer carry the button for Yuki alone; pressed, the days are in the notebook."""
    book, run = home.books["yuki"], naming("age.18to29", "person")
    mine, other = put_answers(home.visit("yuki"), run), put_answers(browser(), run)
    for client, offered in ((mine, True), (other, False)):
        page = client.get(reverse("answer")).content.decode()
        assert (reverse("take-check-up", args=[book.pk]) in page) is offered
        for name in client.cookies:
            if name.startswith("box"):
                client.cookies[name] = ""
        place = upload(client, ("d.csv", DIARY)).headers["Location"]
        work(no_worker[-1], monkeypatch)
        text = client.get(place).content.decode()
        address = reverse("take-days", args=[book.pk, no_worker[-1]])
        assert (address in text) is offered
        if offered:
            assert client.post(address).headers["Location"] == reverse("way", args=[book.pk])
            assert client.get(place).status_code == 404  # the reading itself is gone
    days = bridge.imported_days(book)
    assert days is not None
    assert len(days) == 3


def test_somebody_without_an_account_has_a_notebook(home: Household) -> None:
    """Written by family or by a worker; the name is a letter, and no account is made for it."""
    before = Account.objects.count()
    for name in ("hana", "somchai"):
        page = home.visit(name).post(reverse("notebooks"), {"called": "K", "relation": "brother"})
        assert page.status_code == 302
    assert Account.objects.count() == before
    assert Notebook.objects.filter(kind="about").count() == 5
    assert home.visit("hana").post(reverse("notebooks"), {"called": " "}).status_code == 400
    assert home.visit("hana").post(reverse("notebooks"), {"called": "K" * 61}).status_code == 400
    assert home.visit("yuki").post(reverse("notebooks"), {"called": "K"}).status_code == 404


CANARIES = ("canary-words", "canary-name", "canary-need", "canary-display", "canary-kin")


@pytest.mark.django_db(transaction=True)
def test_what_people_write_does_not_stand_readable_in_the_database() -> None:
    """Words, names, relations and links are searched in every table, raw: no hit."""
    from genkan_web.care import sharing
    from genkan_web.diary import books

    yuki, hana = account("canary-display", "person"), account("canary-display-2", "family")
    book = books.begun_own(yuki)
    wrote(book, 0, words="canary-words")
    books.keep_in_need(book, "canary-need")
    books.begun_about(hana, "canary-name", "canary-kin")
    sharing.share(book, hana, ("week",), "canary-name")
    raw = _every_cell()
    assert len(raw) > 1_000
    assert [word for word in CANARIES if word in raw] == []
    link = next(iter(sharing.links_from(book)))
    row = _rows_of("genkan_link")
    assert not {book.pk.hex, str(book.pk), hana.pk.hex, str(hana.pk)} & {str(cell) for cell in row}
    assert link.ends["notebook"] == str(book.pk)
    DayNote.objects.filter(pk=book.notes.get().pk).update(flags="canary-words")  # planted: in an open field
    assert "canary-words" in _every_cell()


def together_in_the_database(one: set[str], other: set[str]) -> bool:
    """Whether a thief could walk from one id to the other over equal cells, row by row, table by table."""
    tables = connections["default"].introspection.table_names()
    chained = ("safe_look", "safe_head")  # their seals lead from each row to the one before, whosoever it is
    rows = [
        {str(cell).replace("-", "") for cell in (row[:-2] if table in chained else row)}
        for table in tables
        for row in _table(table)
    ]
    rows = [{cell for cell in row if len(cell) >= 16 and not re.match(r"20\d{6} ", cell)} for row in rows]
    reached, grew = {name.replace("-", "") for name in one}, True
    while grew:
        more = {cell for row in rows if row & reached for cell in row} - reached
        reached, grew = reached | more, bool(more)
    return bool(reached & {name.replace("-", "") for name in other})


@pytest.mark.django_db(transaction=True)
def test_a_stolen_database_does_not_lead_from_a_person_to_their_family() -> None:
    """After sharing, offering and looking, no chain of equal cells joins the two; nor the worker."""
    from genkan_web.care import sharing
    from genkan_web.diary import books
    from genkan_web.people.models import Centre

    centre = Centre.objects.create(kind="centre", name="River", country="th")
    people = {
        name: Account.objects.open(name, PASSWORD, role, centre=centre if role == "worker" else None)
        for name, role in (("yuki", "person"), ("hana", "family"), ("somchai", "worker"))
    }
    mine, hers = books.begun_own(people["yuki"]), books.begun_about(people["hana"], "Y", "mother")
    assert hers is not None
    wrote(mine, 1, reach_low=3, reach_high=3)
    wrote(hers, 1, reach_low=1, reach_high=1)
    yuki = visit(people["yuki"])
    for code in (
        sharing.new_code(people["hana"]),
        sharing.new_code(people["somchai"]),
        sharing.new_code(people["hana"], hers),
    ):
        told = {"code": code, "items": ["week", "days"], "called": "Y"}
        assert yuki.post(reverse("code-yes", args=[mine.pk]), told).status_code == 302
    for name in people:
        client = visit(people[name])
        for link in sharing.links_to(people[name]):
            assert client.get(reverse("share", args=[link.pk])).status_code == 200
        client.get(reverse("linked"))
    yuki.get(reverse("looked", args=[mine.pk]))
    ids = {
        "yuki": {people["yuki"].pk.hex, mine.pk.hex},
        "hana": {people["hana"].pk.hex, hers.pk.hex},
        "somchai": {people["somchai"].pk.hex},
    }
    assert not together_in_the_database(ids["yuki"], ids["hana"])
    assert not together_in_the_database(ids["yuki"], ids["somchai"])
    assert together_in_the_database(
        {people["hana"].pk.hex}, {hers.pk.hex}
    )  # the judge walks where there is a way
    Notebook.objects.filter(pk=hers.pk).update(zone=mine.pk.hex)  # planted: an id in an open field
    assert together_in_the_database(ids["yuki"], ids["hana"])


def _table(table: str) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (a name of ours)
        return list(cursor.fetchall())


def _rows_of(table: str) -> list[Any]:
    return [cell for row in _table(table) for cell in row]


def _every_cell() -> str:
    tables = connections["default"].introspection.table_names()
    return "\n".join(str(cell) for table in tables for cell in _rows_of(table))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_keep_one_note_and_lose_none() -> None:
    """Twenty devices at the same moment: one note stands, nineteen are told, none is lost in silence."""
    from genkan_web.diary import books

    book = books.begun_own(account("yuki", "person"))
    found: list[notes.Kept] = []

    def send(number: int) -> None:
        told = notes.written_from(sent(words=f"device {number}"))
        assert isinstance(told, notes.Written)
        while True:
            try:  # a database in memory does not wait for its turn, so the device tries again
                found.append(notes.keep(book, date(2026, 11, 1), told))
                break
            except OperationalError:
                time.sleep(0.01)
        connections.close_all()

    threads = [threading.Thread(target=send, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.value for one in found) == ["changed"] * 19 + ["now"]
    assert book.notes.get().version == 1


def test_the_password_of_these_tests_is_nobodys() -> None:
    """It is not among the common ones, so that a test of those means something."""
    from genkan_web.people import entering

    assert entering.problem_with(PASSWORD) == ""
