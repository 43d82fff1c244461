"""Files into a notebook: read by a worker process, looked at, kept on a press; days stay, files never."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.people.household import Household
from tests.web.visits import DIARY, work

from genkan.knowledge import LANGUAGES, sentence
from genkan.store import days_json
from genkan_web import bridge
from genkan_web.diary.models import ImportedDays, Notebook
from genkan_web.models import DayTable

LATER = b"Date,Who writes this,How far out\n2026-03-03,mother,home\n2026-03-04,mother,people\n"


def brought(client: Client, book: Notebook, *contents: bytes, **more: str) -> Any:
    """Choose files and press."""
    files = [SimpleUploadedFile(f"{number}.csv", content) for number, content in enumerate(contents)]
    told = {"zone": "Asia/Bangkok", "agreed": "1", **more, "files": files}
    return client.post(reverse("add-files", args=[book.pk]), told)


def read(
    client: Client, book: Notebook, started: list[str], monkeypatch: pytest.MonkeyPatch, *contents: bytes
) -> tuple[str, Any]:
    """Bring them, let the worker read, and look. The key of the reading and its page."""
    answer = brought(client, book, *contents)
    key = started[-1]
    assert answer.headers["Location"] == reverse("added-files", args=[book.pk, key])
    work(key, monkeypatch)
    return key, client.get(answer.headers["Location"])


def days_here(book: Notebook) -> str:
    """The days that files brought, as kept."""
    found = bridge.imported_days(book)
    return days_json(found) if found else ""


def left_of(content: bytes) -> list[Path]:
    """Files of the site in which this can be found."""
    places = (Path(settings.UPLOADS), Path(settings.FILE_UPLOAD_TEMP_DIR))
    files = [one for place in places for one in place.rglob("*") if one.is_file()]
    return [one for one in files if content in one.read_bytes()]


@pytest.mark.django_db
def test_days_are_kept_on_a_press_and_files_never(
    home: Household, no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is in the notebook before the press; pressed twice it is there once; no file is left."""
    book, client = home.books["hana"], home.visit("hana")
    before = left_of(b"2026-03-02,mother")  # of tests that stopped before a worker came
    key, page = read(client, book, no_worker, monkeypatch, DIARY)
    assert sentence("people.files.new", "en", count=3) in page.content.decode()
    assert not ImportedDays.objects.exists()
    assert left_of(b"2026-03-02,mother") == before
    for _ in range(2):
        answer = client.post(reverse("take-days", args=[book.pk, key]))
        assert answer.headers["Location"] == reverse("way", args=[book.pk])
    assert '"count": 3' in days_here(book)
    assert not DayTable.objects.filter(key=key).exists()
    assert "mother" not in ImportedDays.objects.get().days
    (Path(settings.UPLOADS) / "planted").write_bytes(DIARY)
    left = left_of(b"2026-03-02,mother")
    assert [one.name for one in left if one not in before] == ["planted"]
    (Path(settings.UPLOADS) / "planted").unlink()


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGUAGES)
def test_brought_again_nothing_is_doubled_and_the_page_says_so(
    home: Household, no_worker: list[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """The same file, and one that overlaps: days that are known stay as they are, new ones come in."""
    book, client = home.books["hana"], home.visit("hana", lang=lang)
    key, _ = read(client, book, no_worker, monkeypatch, DIARY)
    client.post(reverse("take-days", args=[book.pk, key]))
    first = days_here(book)
    key, page = read(client, book, no_worker, monkeypatch, DIARY, DIARY)
    text = page.content.decode()
    assert sentence("people.files.nothing_new", lang) in text
    assert reverse("take-days", args=[book.pk, key]) not in text
    client.post(reverse("take-days", args=[book.pk, key]))
    assert days_here(book) == first
    key, page = read(client, book, no_worker, monkeypatch, LATER)
    assert sentence("people.files.new", lang, count=1) in page.content.decode()
    assert sentence("people.files.same", lang, count=1) in page.content.decode()
    client.post(reverse("take-days", args=[book.pk, key]))
    assert '"count": 4' in days_here(book)


@pytest.mark.django_db
def test_a_file_nobody_can_read_is_said_in_one_sentence(
    home: Household, no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page where others can be chosen; nothing is in the notebook, no file is left."""
    book, client = home.books["hana"], home.visit("hana")
    _, page = read(client, book, no_worker, monkeypatch, b"\x00\x01nothing of ours")
    assert page.status_code == 422
    assert page.content.decode().count('role="alert">') == 1
    assert 'id="files"' in page.content.decode()
    assert not ImportedDays.objects.exists()
    assert left_of(b"nothing of ours") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "status"), [({"agreed": ""}, 400), ({"zone": "Nowhere/At_all"}, 400), ({"zone": ""}, 400)]
)
def test_what_is_missing_is_said(
    home: Household, no_worker: list[str], told: dict[str, str], status: int
) -> None:
    """No yes, no zone: one sentence, nothing is begun."""
    answer = brought(home.visit("hana"), home.books["hana"], DIARY, **told)
    assert answer.status_code == status
    assert no_worker == []


@pytest.mark.django_db
def test_a_reading_of_another_visit_is_not_there(
    home: Household, no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to be looked at nor to be taken in, also where its key is known; nor is a made-up one."""
    key, _ = read(home.visit("hana"), home.books["hana"], no_worker, monkeypatch, DIARY)
    nid, book = home.visit("nid"), home.books["nid"].pk
    for table in (key, "x" * 43, "short", "y" * 200):
        assert nid.get(reverse("added-files", args=[book, table])).status_code == 404
        assert nid.post(reverse("take-days", args=[book, table])).status_code == 404
    assert not ImportedDays.objects.exists()
