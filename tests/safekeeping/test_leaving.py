"""Gone means gone: the words of an account are searched raw in every file, backup and restore there is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from tests.safekeeping.places import ON_POSTGRESQL, SQLITE_ONLY, looked_into, rows
from tests.safekeeping.test_backups import unpacked
from tests.web.people.household import PASSWORD, Household, code_now, form, household, wrote
from tests.web.people.test_taking import from_files

from genkan.checkup.given import Given
from genkan_web import backups, copies, erasing, keys, proof, restoring, sweeping
from genkan_web.care import glass, replies, sharing
from genkan_web.care.models import BreakGlass, Link
from genkan_web.diary import books, imported
from genkan_web.diary.models import DayNote, ImportedDays, Notebook, Told
from genkan_web.leaving import going, sleeping
from genkan_web.locked import hash_of
from genkan_web.models import Account, Bucket, Guardianship, Visit
from genkan_web.people import knocks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("other_databases")]


@pytest.fixture
def home(
    transactional_db: None, own_keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Household:
    """Everybody, with Yuki in every table, in a folder of this test."""
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    proof.put()
    made = household()
    yuki, book = made.people["yuki"], made.books["yuki"]
    wrote(book, 1, reach_low=3, reach_high=3, words="canary-note")
    books.keep_in_need(book, "canary-need")
    books.keep_check_up(book, Given("person", date(2026, 3, 1)))
    from_files(book)
    offered = sharing.share(made.books["hana"], yuki, ("days",))
    replies.correct(offered, date(2026, 3, 1), "canary-correction")
    sharing.new_code(yuki)
    code_now(yuki)
    opening = glass.opened(made.people["aoki"], made.links["aoki"], "life", "canary-reason")
    glass.reviewed(opening, made.people["baba"], "canary-review")
    sleeping.hold(made.links["aoki"], timezone.now().date() + timedelta(days=400), "canary-hold")
    knocks.may_try(("factor", yuki.pk.hex), ("password name", "yuki"))
    Guardianship.objects.create(
        kind="court", centre=made.clinic, ward=yuki, guardian=made.people["hana"], called="canary-called",
        paper="canary-paper", seen_on=timezone.now().date(), matters="in_care", agreed_at=timezone.now(),
        until=timezone.now().date() + timedelta(days=30),
    )  # fmt: skip
    return made


def trail_of(home: Household, name: str = "yuki") -> set[str]:
    """What leads to an account in any table: its ids and the marks of its links."""
    of, book = home.people[name], home.books[name]
    links = [*Link.objects.filter(giver=sharing.giver_mark(book.pk))]
    links += [*Link.objects.filter(reader=sharing.reader_mark(of.pk))]
    marks = {str(sharing.giver_mark(book.pk)), str(sharing.reader_mark(of.pk)), hash_of(name, HANDLE)}
    return marks | {one.pk.hex for one in (of, book, *links)}


KEPT = {"safe_look", "safe_erased"}  # ids and times, by design
HANDLE = "genkan.account.handle"


def leftovers(trail: set[str], using: str = "default") -> dict[str, int]:
    """How many rows of each table still hold something of the trail."""
    found = {}
    for table, lines in rows(using).items():
        if table in KEPT:
            continue
        count = sum(any(_in(one, line) for one in trail) for line in lines)
        if count:
            found[table] = count
    return found


def _in(one: str, line: str) -> bool:
    return one in line.replace("-", "") or one in line


def on_disk(trail: set[str], *folders: Path) -> dict[str, list[str]]:
    """Which files hold something of the trail, byte by byte; what lists erased ids is left out."""
    places = [one for folder in folders for one in folder.rglob("*") if one.is_file()]
    found: dict[str, list[str]] = {}
    for file in places:
        content = file.read_bytes()
        held = [one for one in trail if one.encode() in content]
        if held and file.name not in (erasing.FILE,):
            found[file.name] = held
    return found


def boxes_of(home: Household) -> set[str]:
    """The locked boxes of her rows as they stand in the database: found again, something of hers is left."""
    found: set[str] = set()
    book, yuki = home.books["yuki"], home.people["yuki"]
    wanted: list[Any] = [yuki, book, *book.notes.all(), *book.told.all(), book.imported]
    wanted += [*Link.objects.filter(giver=sharing.giver_mark(book.pk)), *BreakGlass.objects.all()]
    wanted += [*Guardianship.objects.all()]
    with connection.cursor() as cursor:
        for thing in wanted:
            meta = thing._meta
            names = [one.column for one in meta.concrete_fields if type(one).__name__.startswith("Locked")]
            key = meta.pk.get_db_prep_value(thing.pk, connection)
            for name in names:
                cursor.execute(f'SELECT "{name}" FROM "{meta.db_table}" WHERE "{meta.pk.column}" = %s', [key])  # noqa: S608
                found |= {str(value) for (value,) in cursor.fetchall() if value}
    assert len(found) > 15
    return found


def everything_of(home: Household) -> set[str]:
    """Boxes, marks and ids."""
    return boxes_of(home) | trail_of(home)


def test_after_erasing_no_table_holds_anything(home: Household) -> None:
    """Rows, marks, boxes, sessions, second steps, buckets, both ends of every link: gone; others' stay."""
    client = home.visit("yuki", second_given=True)
    client.post(reverse("today", args=[home.books["yuki"].pk]), form(reach="2", words="canary-late"))
    yuki, trail = home.people["yuki"], everything_of(home)
    before = leftovers(trail)
    wanted = {"genkan_account", "genkan_notebook", "genkan_daynote", "genkan_link", "genkan_guardianship"}
    assert wanted <= set(before), "the control: it is there before"
    others = {model: model.objects.exclude(pk=yuki.pk).count() for model in (Account,)}
    going.erase_account(yuki)
    assert leftovers(trail) == {}
    assert not Visit.objects.filter(account=yuki.pk).exists()
    assert not Authenticator.objects.filter(user_id=yuki.pk).exists()
    assert not Bucket.objects.exists()
    assert {model: model.objects.count() for model in others} == others
    assert home.books["hana"].pk in set(Notebook.objects.values_list("pk", flat=True))
    assert client.get(reverse("home")).headers["Location"] == reverse("enter")


def test_a_leftover_is_seen(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: links that are not erased with their notebook. The search names the tables."""
    trail = everything_of(home)
    monkeypatch.setattr(going, "_links_of", lambda _: iter(()))
    going.erase_account(home.people["yuki"])
    assert {"genkan_link", "genkan_breakglass"} <= set(leftovers(trail))


@SQLITE_ONLY
def test_no_file_holds_anything(home: Household, tmp_path: Path, pair: Any) -> None:
    """The database, its log and shared memory, uploads, logs, and a backup made afterwards."""
    trail = everything_of(home)
    file = Path(connection.settings_dict["NAME"])
    assert set(on_disk(trail, file.parent)) & {file.name, f"{file.name}-wal"}, "the control"
    going.erase_account(home.people["yuki"])
    found = on_disk(trail, file.parent, tmp_path)
    assert found == {}
    backups.make(tmp_path / "after.age", str(pair[1]))
    inside = unpacked(tmp_path / "after.age", pair[0])
    assert not [one for one in trail if one.encode() in inside["database"]]


@SQLITE_ONLY
def test_a_planted_file_is_seen(home: Household, tmp_path: Path) -> None:
    """Planted: one word of hers in a log."""
    (tmp_path / "server.log").write_text("… canary-note …")
    assert set(on_disk({"canary-note"}, tmp_path)) == {"server.log"}


def test_an_older_backup_brings_nobody_back(home: Household, tmp_path: Path, pair: Any, empty: str) -> None:
    """Made before, restored after: the account, its links and notes are erased again; others are there."""
    client = home.visit("yuki", second_given=True)
    assert client.get(reverse("account")).status_code == 200
    backups.make(tmp_path / "old.age", str(pair[1]))
    trail, yuki = everything_of(home), home.people["yuki"]
    going.erase_account(yuki)
    since = erasing.written_down(tmp_path / erasing.FILE)
    restoring.restore(tmp_path / "old.age", pair[0], tmp_path / "new", keys.place(), since, empty)
    with looked_into(tmp_path / "new", empty) as using:
        assert leftovers(trail, using) == {}
        assert Account.objects.using(using).filter(pk=home.people["hana"].pk).exists()
    if not empty:
        assert on_disk(trail, tmp_path / "new") == {}


def test_a_backup_without_its_list_brings_somebody_back(
    home: Household, tmp_path: Path, pair: Any, empty: str
) -> None:
    """Planted: the ids are not replayed. The search sees her."""
    backups.make(tmp_path / "old.age", str(pair[1]))
    trail = everything_of(home)
    going.erase_account(home.people["yuki"])
    restoring.restore(tmp_path / "old.age", pair[0], tmp_path / "new", keys.place(), (), empty)
    with looked_into(tmp_path / "new", empty) as using:
        assert "genkan_daynote" in leftovers(trail, using)


def test_a_day_is_erased_from_older_backups_too(
    home: Household, tmp_path: Path, pair: Any, empty: str
) -> None:
    """The note, the check-up and that day of the files; the other days of the files stay."""
    book = home.books["yuki"]
    DayNote.objects.filter(notebook=book).update(day=date(2026, 3, 1))
    backups.make(tmp_path / "old.age", str(pair[1]))
    going.erase_day(book, date(2026, 3, 1))
    since = erasing.written_down(tmp_path / erasing.FILE)
    assert {kind for kind, _ in since} == {"genkan.daynote", "genkan.told", "genkan.importeddays"}
    restoring.restore(tmp_path / "old.age", pair[0], tmp_path / "new", keys.place(), since, empty)
    with looked_into(tmp_path / "new", empty) as using:
        assert not DayNote.every.using(using).filter(notebook=book.pk).exists()
        assert not Told.every.using(using).filter(notebook=book.pk).exists()
        held = ImportedDays.objects.using(using).get(notebook=book.pk)
        assert not imported.has(held.days, date(2026, 3, 1))
        assert imported.has(held.days, date(2026, 3, 2))


def test_without_keys_the_days_of_files_go_whole(home: Household, tmp_path: Path) -> None:
    """A restore under other keys cannot take one day out, so it takes all of them: nothing comes back."""
    held = ImportedDays.objects.get()
    keys.make_first(tmp_path / "foreign")
    with keys.taken_from(tmp_path / "foreign"):
        erasing.replay([("genkan.importeddays", f"{held.pk} 2026-03-01")], "default")
    assert not ImportedDays.objects.exists()


def test_whoever_opened_in_an_emergency_may_go_too(home: Household) -> None:
    """The opening stays with its centre, without their name; its list and review still open."""
    going.erase_account(home.people["aoki"])
    one = BreakGlass.objects.filter(opened_by=None).first()
    assert one is None, "the link to this reader went with them"
    opening = glass.opened(home.people["chai"], home.links["somchai"], "life", "a reason to open")
    going.erase_account(home.people["chai"])
    opening.refresh_from_db()
    assert (opening.opened_by, opening.centre) == (None, home.other_clinic)


def test_the_sweep_erases_after_seven_days_and_not_before(home: Household, tmp_path: Path) -> None:
    """Hidden accounts, notebooks and days; a taken-back one stays."""
    yuki, ploy, hana = (home.people[name] for name in ("yuki", "ploy", "hana"))
    going.hide_account(yuki)
    going.hide_account(ploy)
    going.hide_book(home.books["hana"])
    now = timezone.now()
    for days, left in ((6.9, True), (7.1, False)):
        if days > 7:
            going.keep_account(ploy)
        with mock.patch("django.utils.timezone.now", return_value=now + timedelta(days=days)):
            sweeping.sweep()
        assert Account.objects.filter(pk=yuki.pk).exists() is left
        assert Notebook.every.filter(writer=hana).exists() is left
        assert Account.objects.filter(pk=ploy.pk).exists()


def test_erasing_at_once_by_the_page(home: Household) -> None:
    """A wrong password changes nothing; the right one leaves no row and no visit."""
    client, yuki = home.visit("yuki", second_given=True), home.people["yuki"]
    assert client.post(reverse("go"), {"now": "1", "old": "not it"}).status_code == 400
    assert Account.objects.filter(pk=yuki.pk).exists()
    assert client.post(reverse("go"), {"now": "1", "old": PASSWORD}).headers["Location"] == reverse("gone")
    assert leftovers({yuki.pk.hex}) == {}
    assert not Visit.objects.exists()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="looks into PostgreSQL's own files")
def test_what_vacuum_does_on_postgresql(home: Household) -> None:
    """Rows are gone at once for everybody who asks; in its files old pages stay until VACUUM FULL.

    The log of transactions (pg_wal) keeps them longer, until the server reuses its segments.
    """
    trail = boxes_of(home)

    def in_files() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
            own = str(cursor.fetchone()[0])
            cursor.execute("SHOW data_directory")
            base = Path(cursor.fetchone()[0]) / "base"
        return bool(on_disk(trail, base / own))  # others have databases beside it

    assert in_files(), "the control"
    going.erase_account(home.people["yuki"])
    assert leftovers(trail) == {}
    assert in_files(), "a delete alone leaves dead pages"
    copies.leave_no_trace(connections["default"])
    assert not in_files()
