"""Taking everything along and bringing it back: every field, one's own, the same again, nothing believed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from tests.web.people.household import (
    PASSWORD,
    Household,
    account,
    code_now,
    put_paper,
    put_plan,
    taken_back,
    wrote,
)
from tools import reference
from tools.judges import html_faults

from genkan.checkup.given import Given
from genkan.days import days_from
from genkan.importers import diary
from genkan.importers.gathering import Gathering
from genkan.letters.html import body_of
from genkan.nouns import FLAGS, Informant
from genkan.store import BytesSource, days_json
from genkan_web import bridge
from genkan_web.care import flags, glass, homework, replies, sharing
from genkan_web.care.models import Agreed, BreakGlass
from genkan_web.diary import books
from genkan_web.diary.models import DayNote, Notebook, Told
from genkan_web.leaving import going, schema, sleeping
from genkan_web.leaving.bring_back import bring_back
from genkan_web.leaving.everything import everything_of
from genkan_web.leaving.opened import MOST_BYTES, NotOurs, books_in
from genkan_web.leaving.tables import days_csv
from genkan_web.people import tokens
from genkan_web.people.models import Account, Guardianship
from genkan_web.remind.models import Delivery, MailPlace, PushPlace, Reminder
from genkan_web.safe.models import Look

DIARY = (
    b"Date,Who writes this,How far out,Gaming hours\n2026-03-01,person,room,2\n2026-03-02,person,outside,1\n"
)


def taken(client: Client) -> zipfile.ZipFile:
    """The pack somebody takes along with their password."""
    answer = client.post(reverse("take-along"), {"old": PASSWORD})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def stream(everything: Any) -> io.BytesIO:
    """As a file."""
    return io.BytesIO(json.dumps(everything).encode())


def from_files(book: Notebook, content: bytes = DIARY) -> None:
    """Days out of a file, laid into a notebook."""
    gathering = Gathering("Asia/Bangkok")
    diary.read(BytesSource(content, "d.csv"), gathering)
    bridge.take_in(book, days_from(gathering.events(), "Asia/Bangkok"))


REMINDER = {
    "hour": 18, "days": "0246", "awake_at_night": False, "on_silence": True, "ended": "quiet",
    "since": date(2026, 3, 1), "until": date(2026, 5, 24), "paused_until": date(2026, 4, 1),
}  # fmt: skip


@pytest.fixture
def full(home: Household) -> Household:
    """Yuki with something in every table that hangs on an account."""
    yuki, book = home.people["yuki"], home.books["yuki"]
    wrote(book, 1, reach_low=3, reach_high=5, bed_hour=2, up_hour=11, talked=True, mood=1, drive=2,
          flags="exam,move", known_by="seen", words="w-note")  # fmt: skip
    wrote(book, 2, not_today=True)
    books.keep_in_need(book, "w-need")
    books.keep_check_up(book, Given("person", date(2026, 3, 1)))
    from_files(book)
    thought = put_paper(book, situation="w-thought")
    asked = homework.set_over(home.links["aoki"], "thought_record", "w-asked", None)
    homework.send(asked, thought, 1)
    opening = glass.opened(home.people["aoki"], home.links["aoki"], "life", "w-reason for opening")
    glass.reviewed(opening, home.people["baba"], "w-review")
    flags.raised(home.books["yuki"])
    sleeping.hold(home.links["aoki"], timezone.now().date() + timedelta(days=400), "w-hold")
    offered = sharing.share(home.books["hana"], yuki, ("days",))
    replies.correct(offered, date(2026, 3, 2), "w-correction")
    put_plan(book, "w-goal")
    for link in (home.links["aoki"], offered):
        Agreed.objects.create(link=link, version=1, at=timezone.now())
    sharing.new_code(yuki)
    tokens.made(yuki, "w-token", "read", 7)
    code_now(yuki)
    Guardianship.objects.create(
        kind="court", centre=home.clinic, ward=yuki, guardian=home.people["hana"], called="w-called",
        paper="w-paper", seen_on=timezone.now().date(), matters="in_care,safety_plan",
        until=timezone.now().date() + timedelta(days=30), agreed_at=timezone.now(),
        appointments="w-appointments", safety_plan="w-plan",
    )  # fmt: skip
    reminder = Reminder.objects.create(notebook=book, **REMINDER)
    day, now = timezone.now().date(), timezone.now()
    Delivery.objects.create(reminder=reminder, day=day, way="mail", why="silence", outcome="sent", at=now)
    PushPlace.objects.create(account=yuki, mark="x", address="w-endpoint")
    MailPlace.objects.create(account=yuki, address="w-mail@example.org", number="", asked_at=now)
    home.visit("aoki").get(reverse("share-words", args=[home.links["aoki"].pk]))
    home.visit("yuki", second_given=True).get(reverse("notes", args=[book.pk]))
    return home


# ── Every field ──


def _models() -> Iterator[type[models.Model]]:
    """Every model of ours, and the one of a package that holds somebody's second steps."""
    for label in ("genkan", "safe"):
        yield from apps.get_app_config(label).get_models()
    yield Authenticator


def unlisted(found: Iterator[type[models.Model]]) -> set[str]:
    """Models and fields that are neither taken along nor left out for a reason."""
    missing: set[str] = set()
    for model in found:
        part = schema.parts().get(model.__name__)
        if part is None:
            missing |= {model.__name__} - set(schema.NOT_OF_AN_ACCOUNT)
            continue
        named = [*part.keep, *part.leave]
        missing |= {f"{model.__name__}.{one.name}" for one in model._meta.concrete_fields} ^ {
            f"{model.__name__}.{name}" for name in named
        }
        assert len(named) == len(set(named)), model
        assert all(part.leave.values())
    return missing


def test_every_field_is_taken_along_or_has_a_reason() -> None:
    """A new field or table in neither list fails here; so does a line about a field that is gone."""
    assert unlisted(_models()) == set()
    assert set(schema.parts()) <= {model.__name__ for model in _models()}


def test_a_new_field_and_a_new_table_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a table nobody listed, and a list without one field."""
    from tests.drawers.models import Drawer

    assert unlisted(iter([Drawer])) == {"Drawer"}
    part = schema.parts()["DayNote"]
    keep = {field: name for field, name in part.keep.items() if field != "mood"}
    known = {**schema.parts(), "DayNote": schema.Part(part.at, part.about, keep, part.leave)}
    monkeypatch.setattr(schema, "parts", lambda: known)
    assert unlisted(iter([DayNote])) == {"DayNote.mood"}


@pytest.mark.django_db
def test_the_file_holds_what_the_schema_says(full: Household) -> None:
    """Every part has at least one row, with exactly the names of the table; all own words are in it."""
    told = everything_of(full.people["yuki"])
    for name, part in schema.parts().items():
        for where in part.at.split(" and "):
            rows = list(_rows(told, where))
            if where != "wards[]":
                assert rows, (name, where)
            for row in rows:
                assert set(part.keep.values()) <= set(row), (name, where)
    text = json.dumps(told, ensure_ascii=False)
    for word in (
        "note",
        "thought",
        "need",
        "reason",
        "review",
        "hold",
        "correction",
        "called",
        "paper",
        "appointments",
        "plan",
        "mail@example.org",
    ):
        assert f"w-{word}" in text, word
    assert "w-endpoint" not in text
    assert told["notebooks"][0]["notes"][1]["flags"] == "exam,move"


def _rows(told: Any, where: str) -> Iterator[dict[str, Any]]:
    if not where:
        yield told
        return
    name, _, rest = where.partition(".")
    inside = told.get(name.removesuffix("[]"))
    if inside is None and not name.endswith("[]"):
        return
    listed = inside if name.endswith("[]") or isinstance(inside, list) else [inside]
    for one in listed:
        yield from _rows(one, rest)


def test_the_page_of_the_schema_is_written_from_it() -> None:
    """docs/reference/export-schema.md is what the table says now."""
    assert reference.pages()["export-schema.md"] == (reference.REFERENCE / "export-schema.md").read_text(
        "utf-8"
    )


# ── Only one's own ──


@pytest.mark.django_db
def test_what_others_wrote_and_whether_somebody_came_is_not_in_it(full: Household) -> None:
    """Neither side finds the other's notebook; the family does not learn whether its offer was read."""
    wrote(full.books["hana"], 0, words="w-hana")
    yuki, hana = (json.dumps(everything_of(full.people[name])) for name in ("yuki", "hana"))
    assert "w-hana" not in yuki
    assert "w-hana" in hana, "the control"
    for word in ("w-note", "w-correction", "w-plan", "w-appointments", "w-paper", str(full.books["yuki"].pk)):
        assert word not in hana, word
    assert everything_of(full.people["hana"])["notebooks"][0]["shared"] == []


@pytest.mark.django_db
def test_an_opening_that_is_told_later_is_in_it_later(full: Household) -> None:
    """As on the page of looks: not before the day a second person decided on."""
    one = BreakGlass.objects.get()
    glass.delayed(one, full.people["baba"], 5)
    book = everything_of(full.people["yuki"])["notebooks"][0]
    assert not any(link["openings"] for link in book["shared"])
    BreakGlass.objects.update(told_at=timezone.now() - timedelta(seconds=1))
    book = everything_of(full.people["yuki"])["notebooks"][0]
    assert any(link["openings"] for link in book["shared"])


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["somchai", "aoki", "kae", "ren"])
def test_staff_take_along_nothing_about_others(full: Household, who: str) -> None:
    """Neither what they wrote about people, nor whom they are linked with, nor what they may read."""
    if who in full.books:
        wrote(full.books[who], 0, words="w-worker")
    pack = taken(full.visit(who))
    text = "".join(pack.read(name).decode("utf-8", "replace") for name in pack.namelist())
    assert set(json.loads(pack.read("everything.json"))) == {
        "genkan", "version", "made_on", "account", "second_steps", "visits", "codes", "own_looks",
    }  # fmt: skip
    assert not any(word in text for word in ("w-worker", "w-note", "w-need", "w-reason", "Y."))


@pytest.mark.django_db
def test_nothing_is_handed_out_without_a_fresh_proof(full: Household) -> None:
    """No password, a wrong one, a wrong code: one sentence; a right code of the app is enough."""
    client = full.visit("yuki", second_given=True)
    for sent in ({}, {"old": "not this one"}, {"code": "000000"}):
        answer = client.post(reverse("take-along"), sent)
        assert (answer.status_code, answer.headers["Content-Type"][:9]) == (400, "text/html")
    answer = client.post(reverse("take-along"), {"code": code_now(full.people["yuki"])})
    assert answer.headers["Content-Type"] == "application/zip"


@pytest.mark.django_db
def test_a_passkey_account_proves_itself_by_coming_in_anew(home: Household) -> None:
    """Without password: right after signing in it is enough, later a code is asked for."""
    yuki, client = home.people["yuki"], home.visit("yuki")
    yuki.set_unusable_password()
    yuki.save()
    client = home.visit("yuki")
    assert client.post(reverse("take-along"), {}).status_code == 200
    session = client.session
    session["since"] -= 16 * 60
    session.save()
    assert client.post(reverse("take-along"), {}).status_code == 400


# ── To read, to print, for a spreadsheet ──


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_the_pack_is_whole(full: Household, lang: str) -> None:
    """A page without script or anything from elsewhere, a PDF, tables, the machine form."""
    Account.objects.filter(pk=full.people["yuki"].pk).update(language=lang)
    wrote(full.books["yuki"], 3, words="<script>alert(1)</script> & more")
    pack = taken(full.visit("yuki", second_given=True))
    assert {"everything.html", "everything.pdf", "everything.json", "days.csv", "sums.csv", "shared.csv",
            "looks.csv", "visits.csv", "way-out.html"} == set(pack.namelist())  # fmt: skip
    page = pack.read("everything.html").decode()
    assert f'lang="{lang}"' in page
    assert "<script" not in page
    assert not re.search(r"""(src|href)=|@import|url\(""", page)
    assert "w-note" in page
    assert html_faults({"everything": page}) == []
    assert pack.read("everything.pdf").startswith(b"%PDF-")


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_the_days_are_read_back_by_the_librarys_own_diary(home: Household, lang: str) -> None:
    """The importer gives the same reports as the notebook itself; of several special days the first."""
    book = home.books["yuki"]
    for back in range(12):
        told = {"bed_hour": (20 + back) % 24, "up_hour": back, "mood": back % 5, "drive": back % 4}
        told |= {"reach_low": back % 5, "reach_high": 5 if back % 2 else back % 5, "talked": bool(back % 2)}
        known = ("seen", "told", "guessed")[back % 3]
        wrote(book, back, **told, flags=FLAGS[back % len(FLAGS)], known_by=known)
    notes = everything_of(home.people["yuki"])["notebooks"][0]["notes"]
    gathering = Gathering(book.zone)
    diary.read(BytesSource(days_csv(notes, "person", lang), "days.csv"), gathering)
    own = Gathering(book.zone)
    own.add_reports(bridge.reports_from(book, Informant.PERSON))
    got, wanted = (days_from(one.events(), book.zone) for one in (gathering, own))
    mine, theirs = json.loads(days_json(got)), json.loads(days_json(wanted))
    for one in (mine, theirs):
        one.pop("told_by")
        one["columns"].pop("attended", None)
    assert mine == theirs


@pytest.mark.django_db
def test_no_cell_is_a_formula(home: Household) -> None:
    """Own words that begin like one stand behind a mark."""
    wrote(home.books["yuki"], 0, words='=HYPERLINK("x")')
    pack = taken(home.visit("yuki"))
    tables = [pack.read(name).decode("utf-8-sig") for name in pack.namelist() if name.endswith(".csv")]
    cells = [cell for table in tables for row in csv.reader(io.StringIO(table)) for cell in row]
    assert '\'=HYPERLINK("x")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


# ── Back again ──

CARRIED = (
    *("kind", "called", "relation", "in_need", "zone", "made_at"),
    *("notes", "check_ups", "papers", "files", "reminder"),
)


def carried(account: Account) -> list[dict[str, Any]]:
    """What comes back, as a file tells it."""
    return [{name: book[name] for name in CARRIED} for book in everything_of(account)["notebooks"]]


WORDS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
HOURS = some.none() | some.integers(0, 23).map(float)
DAYS = some.dates(date(2024, 1, 1), date(2026, 11, 1))
REACH = some.none() | some.tuples(some.integers(0, 5), some.integers(0, 5)).map(sorted)
NOTE = some.fixed_dictionaries(
    {
        "reach": REACH, "bed_hour": HOURS, "up_hour": HOURS, "talked": some.none() | some.booleans(),
        "mood": some.none() | some.integers(0, 4), "drive": some.none() | some.integers(0, 3),
        "flags": some.lists(some.sampled_from(FLAGS), unique=True).map(",".join), "words": WORDS,
        "known_by": some.sampled_from(["", "seen", "told", "guessed"]), "not_today": some.booleans(),
        "version": some.integers(1, 50), "zone": some.sampled_from(["Asia/Tokyo", "Asia/Bangkok", "UTC"]),
    }
)  # fmt: skip
BOOK = some.fixed_dictionaries(
    {
        "called": WORDS, "in_need": WORDS, "notes": some.dictionaries(DAYS, NOTE, max_size=4),
        "told": some.sets(DAYS, max_size=2), "files": some.booleans(), "reminded": some.booleans(),
        "papers": some.lists(some.text("aกあ", min_size=1, max_size=9), max_size=2),
    }
)  # fmt: skip


def filled(book: Notebook, told: dict[str, Any]) -> None:
    """A notebook with all this in it."""
    for day, note in told["notes"].items():
        low, high = note["reach"] or (None, None)
        more = {name: value for name, value in note.items() if name != "reach"}
        made = DayNote.objects.create(notebook=book, day=day, reach_low=low, reach_high=high, **more)
        DayNote.objects.filter(pk=made.pk).update(made_at=datetime(2025, 5, 5, 5, 5, 5, 5, tzinfo=UTC))
    for day in told["told"]:
        Told.objects.create(notebook=book, on=day, given=Given("person", day).plain())
    for number, words in enumerate(told["papers"]):
        put_paper(book, slot=f"{number}", thought=words)
    book.in_need = told["in_need"]
    book.save()
    if told["files"]:
        from_files(book)
    if told["reminded"]:
        Reminder.objects.create(notebook=book, **REMINDER)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(own=BOOK, about=some.lists(BOOK, max_size=2))
def test_what_is_taken_along_comes_back_the_same(own: dict[str, Any], about: list[dict[str, Any]]) -> None:
    """Into a new account, and twice: export(import(export)) is the export, and nothing doubles."""
    with taken_back():
        pairs = [(account(f"p{n}", "person"), account(f"f{n}", "family")) for n in range(2)]
        (person, family), (new_person, new_family) = pairs
        filled(books.begun_own(person), own)
        books.begun_own(new_person)
        for one in about:
            made = Notebook.objects.create(kind="about", writer=family, called=one["called"], relation="x")
            filled(made, one)
        for old, new in ((person, new_person), (family, new_family)):
            for _ in range(2):
                bring_back(new, books_in(stream(everything_of(old))))
                assert carried(new) == carried(old)
            before = carried(old)
            brought = bring_back(old, books_in(stream(everything_of(old))))
            assert (brought.days, brought.notebooks, brought.other) == (0, 0, 0)
            assert carried(old) == before
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_shares_do_not_come_back_and_what_stands_here_stays(full: Household) -> None:
    """By the page: the pack itself is read; another word about the same day is left and counted."""
    pack = full.visit("yuki", second_given=True).post(reverse("take-along"), {"old": PASSWORD}).content
    ploy, book = full.people["ploy"], full.books["ploy"]
    wrote(book, 1, words="mine")
    page = full.visit("ploy").post(reverse("bring-back"), {"file": SimpleUploadedFile("days.zip", pack)})
    assert page.status_code == 200
    assert sharing.links_from(book) == []
    assert book.notes.get(words__isnull=False, day=book.notes.order_by("-day")[0].day).words == "mine"
    assert everything_of(ploy)["notebooks"][0]["files"]["days"]
    assert "Something else stands here for 1 days" in page.content.decode()


@pytest.mark.django_db
def test_a_familys_file_does_not_become_a_persons(full: Household) -> None:
    """Notebooks about somebody stay with accounts that write about somebody."""
    told = everything_of(full.people["hana"])
    brought = bring_back(full.people["ploy"], books_in(stream(told)))
    assert (brought.not_for_here, brought.notebooks) == (1, 0)


@pytest.mark.django_db
def test_what_was_told_to_go_is_not_taken_along(full: Household) -> None:
    """Neither a day nor a notebook that waits to be erased."""
    book = full.books["yuki"]
    going.hide_day(book, book.notes.get(not_today=False).day)
    going.hide_day(book, date(2026, 3, 2))
    text = json.dumps(everything_of(full.people["yuki"]))
    assert "w-note" not in text
    days = everything_of(full.people["yuki"])["notebooks"][0]["files"]["days"]
    assert days["columns"]["gaming_hours"][:2] == [2.0, None]
    going.hide_book(book)
    assert "w-need" not in json.dumps(everything_of(full.people["yuki"]))


# ── Hostile files ──


def changed(told: Any, path: list[Any], value: Any) -> Any:
    """The same with one value exchanged."""
    whole = json.loads(json.dumps(told))
    here = whole
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return whole


ODD: tuple[Any, ...] = (
    None, True, -1, 10**30, 1.5, 1e308, "", "x", "\0", "\ud800", "2026-13-01", "9999-01-01", [], [[]],
    {}, {"x": 1}, "x" * 5_000,
)  # fmt: skip


def _paths(told: Any, path: tuple[Any, ...] = ()) -> Iterator[list[Any]]:
    if path:
        yield list(path)
    items = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for name, inside in items:
        yield from _paths(inside, (*path, name))


@pytest.mark.slow
@pytest.mark.django_db
def test_no_changed_value_breaks_the_reading(full: Household) -> None:
    """Every value of a real file, exchanged for odd ones: read as something that fits, or refused."""
    told = {name: value for name, value in everything_of(full.people["yuki"]).items()
            if name in ("genkan", "version", "notebooks")}  # fmt: skip
    for name in ("shared", "looks"):
        told["notebooks"][0].pop(name)
    ploy, refused, read = full.people["ploy"], 0, 0
    for number, path in enumerate(_paths(told)):
        for value in ODD if number % 7 == 0 or len(path) < 5 else ODD[number % 3 :: 3]:
            try:
                found = books_in(stream(changed(told, path, value)))
            except NotOurs:
                refused += 1
                continue
            read += 1
            with taken_back():
                bring_back(ploy, found)
                everything_of(ploy)
                days = bridge.days_of(full.books["ploy"])
                if "files" in path and days is not None and read % 3 == 0:
                    body_of(bridge.course_of_notebook(full.books["ploy"], days), None, "en")
                transaction.set_rollback(True)
    assert refused > 500
    assert read > 20


def test_bytes_that_are_no_file_of_ours_are_refused() -> None:
    """Cut, nested, huge, a bomb, an encrypted or a damaged pack, a pack without the file."""

    def pack(name: str, content: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as inside:
            inside.writestr(name, content)
        return made.getvalue()

    good = pack("everything.json", b'{"genkan": "everything", "version": 1, "notebooks": []}')
    assert books_in(io.BytesIO(good)) == []
    bomb = pack("everything.json", b" " * (MOST_BYTES + 1))
    assert len(bomb) < 100_000
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.rindex(b"PK\x01\x02") + 8] |= 1
    for content in (
        b"", b"{", b"[]", b"[" * 100_000, b"\xff\xfe", b'{"genkan": NaN}', b" " * (MOST_BYTES + 1), bomb,
        good[:-5], good[:40], good[:30] + b"xx" + good[32:], bytes(locked),
        pack("other.json", b"{}"), b"PK\x03\x04",
        b'{"genkan": "everything", "version": 2, "notebooks": []}',
        b'{"genkan": "everything", "version": 1, "notebooks": ' + str([{}] * 21).encode() + b"}",
        b'{"genkan": "everything", "version": ' + b"1" * 5_000 + b"}",
    ):  # fmt: skip
        with pytest.raises(NotOurs):
            books_in(io.BytesIO(content))


@pytest.mark.django_db
def test_the_page_says_in_one_sentence_that_a_file_is_not_ours(home: Household) -> None:
    """400, nothing changed; without a file too."""
    client = home.visit("yuki")
    for sent in ({}, {"file": SimpleUploadedFile("x", b"PK nonsense")}):
        page = client.post(reverse("bring-back"), sent)
        assert page.status_code == 400
        assert "nothing was changed" in page.content.decode()
    assert Look.objects.filter(verb="bring").count() == 2
