"""Pages as they leave the server: languages, manners, weight, who may see what."""

from __future__ import annotations

import gzip
import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone
from tests.web.visits import DIARY, LANGS, browser, upload, work

from genkan_web import bridge
from genkan_web.doors import apart, files
from genkan_web.models import DayTable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("address", ["/", "/own/", "/help/", "/family/"])
def test_every_page_speaks_its_language_and_keeps_its_manners(family: None, address: str, lang: str) -> None:
    """Right language, strict policy, nothing cached, one-touch help and exit, neutral title, light."""
    page = browser(lang).get(address)
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    ours = {"/own/": "files|page"}.get(address, "page")  # what looks after files that are sent
    assert re.findall(r"<script[^>]*>", text) == re.findall(
        rf'<script src="/static/(?:{ours})\.[0-9a-f]+\.js" defer>', text
    )
    assert not re.search(r"\son\w+=", text)
    assert " style=" not in text
    assert 'href="/help/"' in text
    assert 'href="/leave/"' in text
    assert "hikikomori" not in text.split("</title>")[0].lower()
    assert page.headers["Referrer-Policy"] == "same-origin"
    if address != "/help/":
        assert page.headers["Cache-Control"] == "no-store"
    assert len(gzip.compress(page.content)) < 60_000
    assert "{{" not in text
    assert "{%" not in text


def test_a_language_is_remembered_and_leads_back() -> None:
    """The choice stays on this device; foreign addresses are not followed."""
    client = browser()
    assert client.get("/language/ja/?back=/own/").headers["Location"] == "/own/"
    assert '<html lang="ja">' in client.get("/").content.decode()
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.get("/language/ja/", {"back": bad}).headers["Location"] == "/"


def test_help_works_without_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the database is gone, the numbers still stand."""
    from django.db import connection

    def gone(*_: object, **__: object) -> None:
        raise AssertionError("the help page asked the database")

    monkeypatch.setattr(connection, "cursor", gone)
    page = browser("th").get("/help/")
    assert page.status_code == 200
    assert b"tel:1323" in page.content


def test_leaving_ends_the_visit(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After leaving, this browser can no longer see its reading."""
    client = browser()
    place = upload(client, ("d.csv", DIARY)).headers["Location"]
    work(no_worker[0], monkeypatch)
    assert client.get(place).status_code == 200
    assert client.get("/leave/").status_code == 302
    assert client.get(place).status_code == 404


def test_files_are_read_kept_as_days_and_deleted(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Upload, wait, see; the file itself is gone."""
    client = browser()
    sent = upload(client, ("d.csv", DIARY), distress="yes", since="2026-01-01")
    place = sent.headers["Location"]
    assert "refresh" in client.get(place).content.decode()
    work(no_worker[0], monkeypatch)
    page = client.get(place)
    assert page.status_code == 200
    assert "Where things are now" in page.content.decode()
    assert (
        not list((settings.UPLOADS / no_worker[0]).glob("*"))
        if (settings.UPLOADS / no_worker[0]).exists()
        else True
    )
    week = client.get(place + "week/2026-03-02/")
    assert "outside" in week.content.decode()
    paper = client.get(place + "sheet.pdf")
    assert paper.content.startswith(b"%PDF")
    assert client.post(place + "forget/").status_code == 302
    assert client.get(place).status_code == 404


def test_another_visit_sees_nothing(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Chai has the address; Chai sees the same page as for an address that never was."""
    aoi, chai = browser(), browser()
    place = upload(aoi, ("d.csv", DIARY)).headers["Location"]
    work(no_worker[0], monkeypatch)
    nowhere = "/reading/" + "x" * 43 + "/"
    for tail in ("", "week/2026-03-02/", "sheet.pdf"):
        denied, absent = chai.get(place + tail), chai.get(nowhere + tail)
        assert denied.status_code == absent.status_code == 404
        assert denied.content.replace(place.encode(), b"") == absent.content.replace(nowhere.encode(), b"")
    assert chai.post(place + "forget/").status_code == 404
    assert aoi.get(place).status_code == 200


def test_a_reading_disappears(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After its hours it cannot be seen, and the sweep deletes it."""
    client = browser()
    place = upload(client, ("d.csv", DIARY)).headers["Location"]
    work(no_worker[0], monkeypatch)
    DayTable.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(place).status_code == 404
    assert bridge.sweep() == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """A photo named like an export is told apart, in the page's language."""
    client = browser(lang)
    place = upload(client, ("export.zip", b"\x89PNG\r\n\x1a\n" + bytes(2000))).headers["Location"]
    work(no_worker[0], monkeypatch)
    page = client.get(place)
    assert page.status_code == 422
    assert "export.zip" in page.content.decode()


def test_a_crash_in_a_reader_is_still_one_sentence(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens inside the worker, the visitor reads a sentence and the file is gone."""
    client = browser()
    place = upload(client, ("d.csv", DIARY)).headers["Location"]
    for problem in (ZeroDivisionError, MemoryError, TimeoutError, RecursionError):

        def broken(*_: object, error: type[BaseException] = problem, **__: object) -> None:
            raise error

        monkeypatch.setattr("genkan.course.read", broken)
        work(no_worker[0], monkeypatch)
        assert client.get(place).status_code == 422


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"agreed": ""}, 400),
        ({"zone": "Mars/Base"}, 400),
        ({"since": "yesterday"}, 400),
        ({"reasons": ["lazy"]}, 400),
    ],
)
def test_a_form_that_cannot_be_gets_a_sentence(no_worker: list[str], change: dict, status: int) -> None:  # type: ignore[type-arg]
    """4xx, the form again, and nothing started."""
    page = upload(browser(), ("d.csv", DIARY), **change)
    assert page.status_code == status
    assert not no_worker
    assert not DayTable.objects.exclude(visit="").exists()


def test_the_largest_upload_is_limited(no_worker: list[str], settings) -> None:  # type: ignore[no-untyped-def]
    """More than the limit is refused with 413."""
    settings.UPLOAD_MOST_BYTES = 10
    assert upload(browser(), ("d.csv", DIARY)).status_code == 413


def test_odd_addresses_are_never_a_server_error(family: None) -> None:
    """Weeks outside the table, broken dates, unknown forms."""
    client = browser()
    for address in (
        "/family/week/1904-01-01/",
        "/family/week/2099-12-31/",
        "/family/week/9999-12-31/",
        "/family/week/0001-01-01/",
        "/family/week/today/",
        "/diary.exe",
        "/reading/%00/",
        "/language/xx/",
        "/nothing/",
    ):
        assert client.get(address).status_code in (302, 404), address


def test_the_diary_can_be_taken_along() -> None:
    """CSV and spreadsheet in the page's language, with a neutral name."""
    for form, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        page = browser("ja").get(f"/diary.{form}")
        assert page.content.startswith(start)
        assert page.headers["Content-Disposition"] == f'attachment; filename="days.{form}"'


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_reading_pages_take_no_other_verbs(family: None, verb: str) -> None:
    """Pages that show accept GET and HEAD only."""
    for address in ("/", "/family/", "/help/"):
        assert getattr(browser(), verb)(address).status_code == 405


def test_words_from_files_are_escaped(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file name with markup stays text."""
    client = browser()
    name = "<img src=x onerror=alert(1)>.csv"
    place = upload(client, (name, DIARY)).headers["Location"]
    work(no_worker[0], monkeypatch)
    text = client.get(place).content.decode()
    assert "<img src=x" not in text
    assert re.search(r"onerror", text)


def test_views_reach_tables_of_days_only_through_may() -> None:
    """No door asks the database for a table itself; making a new one is all it may."""
    doors = Path(files.__file__).parent
    asked = [
        line for file in doors.glob("*.py") for line in file.read_text().splitlines() if ".objects" in line
    ]
    assert [line.strip() for line in asked] == ["table = DayTable.objects.create("]


def test_nothing_a_test_writes_lands_outside_its_own_folder() -> None:
    """Database, uploads and static files of this run are in a folder made for it, and for its workers."""
    here = Path(os.environ["GENKAN_VAR"])
    assert here.name.startswith("genkan-test-")
    assert here.parent == Path(tempfile.gettempdir())
    assert {settings.UPLOADS.parent, settings.STATIC_ROOT.parent, settings.VAR} == {here}


def test_migrations_are_complete() -> None:
    """The models say nothing that no migration makes."""
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_an_error_page_still_shows_the_way_to_help() -> None:
    """When something of ours breaks, the page stands without the styles' list and without the database."""
    page = apart.broken(RequestFactory().get("/own/"))
    assert page.status_code == 500
    assert b'href="/help/"' in page.content
