"""Backups: whole while people write, opened by one key, refused when anything in them is not as it was."""

from __future__ import annotations

import io
import json
import os
import random
import tarfile
import threading
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.db import connection, connections
from tests.drawers.models import Drawer
from tests.safekeeping.places import CANARY, ON_POSTGRESQL, SQLITE_ONLY, looked_into, put_away, rows

from genkan_web import append_only, backups, copies, databases, keys, record, restoring
from genkan_web.safe.models import Look
from genkan_web.stopped import Stopped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("other_databases")]


def test_a_restored_site_is_row_for_row_the_same(house: Any, pair: Any, tmp_path: Path, empty: str) -> None:
    """Every table, every row; every seal checked; the texts open with the site's keys."""
    about = backups.make(tmp_path / "b.age", str(pair[1]))
    before = rows("default")
    assert (about.looks, about.erased) == (12, 0)
    done = restoring.restore(tmp_path / "b.age", pair[0], tmp_path / "new", keys.place(), (), empty)
    assert (done.looks, done.sealed) == (12, True)
    with looked_into(tmp_path / "new", empty) as using:
        assert rows(using) == before
        assert {one.text for one in Drawer.objects.using(using)} == {f"word {n}" for n in range(12)}
    assert record.ends_in(tmp_path / "new" / record.ENDS) == (record.end(),)
    assert all(not one.stat().st_mode & 0o077 for one in (tmp_path / "new").rglob("*"))


def test_nobody_is_inside_a_restored_site(house: Any, pair: Any, tmp_path: Path, empty: str) -> None:
    """A visit that was ended or an access word taken back since the backup does not come back with it."""
    from django.utils import timezone

    from genkan_web.people import tokens
    from genkan_web.people.models import Account, Token, Visit

    account = Account.objects.create(handle="somebody", display="somebody", role="person")
    word = tokens.made(account, "a test", "write", 7)
    Visit.objects.create(session_key="k", account=account.pk, session_data="", expire_date=timezone.now())
    backups.make(tmp_path / "b.age", str(pair[1]))
    restoring.restore(tmp_path / "b.age", pair[0], tmp_path / "new", keys.place(), (), empty)
    assert Token.objects.filter(word=word).exists(), "the control"
    with looked_into(tmp_path / "new", empty) as using:
        assert Account.objects.using(using).filter(pk=account.pk).exists()
        assert not Token.objects.using(using).exists()
        assert not Visit.objects.using(using).exists()


def test_a_backup_under_load_is_one_moment(house: Any, pair: Any, tmp_path: Path, empty: str) -> None:
    """While four write without pause: as many drawers as looks, an unbroken chain, nobody waits for it."""
    going, done, failed = threading.Event(), [0], []
    number = iter(range(100, 10_000_000))

    def write() -> None:
        while not going.is_set():
            try:
                put_away(next(number))
                done[0] += 1
            except Exception as problem:
                failed.append(problem)
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    try:
        for turn in range(3):
            backups.make(tmp_path / f"{turn}.age", str(pair[1]))
    finally:
        going.set()
        for one in threads:
            one.join()
    assert failed == []
    assert done[0] > 3
    place = tmp_path / "new"
    looks = restoring.restore(tmp_path / "2.age", pair[0], place, keys.place(), (), empty).looks
    with looked_into(place, empty) as using:
        assert Drawer.objects.using(using).count() == Look.objects.using(using).count() == looks > 12


def refused(file: Path, secret: Path, into: Path, **more: Any) -> str:
    """The sentence, once it is sure that nothing was put in place and nothing is left beside it."""
    before = {one.name for one in into.parent.iterdir()}
    with pytest.raises(Stopped) as problem:
        restoring.restore(file, secret, into, **more)
    assert {one.name for one in into.parent.iterdir()} == before
    return problem.value.said


def test_any_changed_byte_any_cut_and_any_other_key_is_refused(house: Any, pair: Any, tmp_path: Path) -> None:
    """200 flipped bits, 60 cuts and more bytes behind: one sentence each, nothing put in place."""
    file, into = tmp_path / "b.age", tmp_path / "room" / "new"
    into.parent.mkdir()
    backups.make(file, str(pair[1]))
    whole, dice, bad = file.read_bytes(), random.Random(7), tmp_path / "bad.age"
    flips = [*range(0, 220, 4), *(dice.randrange(len(whole)) for _ in range(145))]
    for at in flips:
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :])
        assert refused(bad, pair[0], into) == "backup.not_opened", at
    for cut in (
        0,
        1,
        len(whole) - 1,
        len(whole) // 65_536 * 65_536,
        *(dice.randrange(len(whole)) for _ in range(56)),
    ):
        bad.write_bytes(whole[:cut])
        assert refused(bad, pair[0], into) == "backup.not_opened", cut
    bad.write_bytes(whole + b"x")
    assert refused(bad, pair[0], into) == "backup.not_opened"
    other, _ = backups.make_key_pair(tmp_path / "other.key")
    assert refused(file, other, into) == "backup.not_opened"
    assert refused(tmp_path / "none.age", pair[0], into) == "backup.not_opened"
    for wrong in (pair[1], tmp_path / "none.key", file):
        assert refused(file, wrong, into) == "backup.bad_secret"


def unpacked(file: Path, secret: Path) -> dict[str, bytes]:
    """What is inside."""
    line = secret.read_text().splitlines()[-1]
    plain = pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(line)])
    with tarfile.open(fileobj=io.BytesIO(plain)) as pack:
        return {one.name: pack.extractfile(one).read() for one in pack}  # type: ignore[union-attr]


def packed(parts: dict[str, bytes], public: Path, file: Path) -> Path:
    """A file as somebody makes it who knows the public key and how backups look."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as pack:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            pack.addfile(member, io.BytesIO(content))
    to = pyrage.x25519.Recipient.from_str(public.read_text().strip())
    file.write_bytes(pyrage.encrypt(plain.getvalue(), [to]))
    return file


def told_anew(parts: dict[str, bytes], **changes: Any) -> dict[str, bytes]:
    """The same parts, saying something else of themselves."""
    about = {**json.loads(parts["about.json"]), **changes}
    return {**parts, "about.json": json.dumps(about, sort_keys=True, indent=1).encode()}


def test_a_backup_that_somebody_else_made_is_refused(house: Any, pair: Any, tmp_path: Path) -> None:
    """With the site's keys at hand the seal is checked; another site's keys do not fit either."""
    backups.make(tmp_path / "b.age", str(pair[1]))
    parts = unpacked(tmp_path / "b.age", pair[0])
    into = tmp_path / "room" / "new"
    into.parent.mkdir()
    forged = packed(told_anew(parts, made_at="2030-01-01T00:00:00Z"), pair[1], tmp_path / "f.age")
    assert refused(forged, pair[0], into, own_keys=keys.place()) == "backup.other_keys"
    keys.make_first(tmp_path / "foreign")
    assert refused(tmp_path / "b.age", pair[0], into, own_keys=tmp_path / "foreign") == "backup.other_keys"
    assert refused(tmp_path / "b.age", pair[0], into, own_keys=tmp_path / "none") == "keys.missing"


@SQLITE_ONLY
def test_what_is_inside_is_checked_whole(house: Any, pair: Any, tmp_path: Path) -> None:
    """A part too many, too few or changed; a newer form; a torn database; a record with its end cut off."""
    backups.make(tmp_path / "b.age", str(pair[1]))
    parts, into = unpacked(tmp_path / "b.age", pair[0]), tmp_path / "room" / "new"
    into.parent.mkdir()

    def said(changed: dict[str, bytes]) -> str:
        return refused(packed(changed, pair[1], tmp_path / "c.age"), pair[0], into)

    def with_database(content: bytes) -> dict[str, bytes]:
        sums = json.loads(parts["about.json"])["files"]
        (tmp_path / "d").write_bytes(content)
        return told_anew(
            {**parts, "database": content}, files={**sums, "database": backups.sum_of(tmp_path / "d")}
        )

    assert said({**parts, "../outside": b"x"}) == "backup.not_ours"
    assert not (tmp_path / "outside").exists()
    for name in parts:
        assert said({one: parts[one] for one in parts if one != name}) == "backup.not_ours", name
        if name != "seal":  # only the site's keys can tell: the test before this one
            assert said({**parts, name: parts[name] + b"x"}) == "backup.not_ours", name
    assert said({"about.json": b"[]"}) == "backup.not_ours"
    assert said(told_anew(parts, more=1)) == "backup.not_ours"
    assert said(told_anew(parts, format=2)) == "backup.newer"
    assert said(told_anew(parts, migrations=[])) == "backup.unsound"
    assert said(told_anew(parts, looks=13)) == "backup.other_record"
    torn = bytearray(parts["database"])
    for at in range(4096 * 3, len(torn), 4096):
        torn[at : at + 64] = random.Random(at).randbytes(64)
    assert said(with_database(bytes(torn))) in ("backup.unsound", "backup.not_ours")
    for ask, expected in (
        ("DROP TRIGGER safe_look_no_delete; DELETE FROM safe_look WHERE number = 12", "backup.other_record"),
        ("DROP TRIGGER safe_look_no_delete; DELETE FROM safe_look WHERE number = 5", "backup.other_record"),
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('safe', '9999_later', '')",
            "backup.unsound",
        ),
    ):
        assert said(with_database(changed(parts["database"], tmp_path / "e", ask))) == expected, ask
    later = with_database(changed(parts["database"], tmp_path / "e", ask))
    known = sorted([*json.loads(parts["about.json"])["migrations"], ["safe", "9999_later"]])
    assert said(told_anew(later, migrations=known)) == "backup.newer"
    file = packed(
        with_database(changed(parts["database"], tmp_path / "e", "PRAGMA user_version = 1")),
        pair[1],
        into.parent / "g.age",
    )
    assert restoring.restore(file, pair[0], into).looks == 12, "the control: nothing changed, nothing refused"


def changed(database: bytes, file: Path, asked: str) -> bytes:
    """SQLite's file after somebody wrote into it."""
    import sqlite3

    file.write_bytes(database)
    here = sqlite3.connect(file)
    here.executescript(asked)
    here.close()
    return file.read_bytes()


@SQLITE_ONLY
def test_a_new_backup_holds_nothing_of_what_was_deleted(house: Any, pair: Any, tmp_path: Path) -> None:
    """Not even in pages that the database no longer uses; and nothing is left in the room it was made in."""
    Drawer.objects.get(name="n3").delete()
    backups.make(tmp_path / "b.age", str(pair[1]))
    held = unpacked(tmp_path / "b.age", pair[0])["database"]
    assert f"{CANARY}-4".encode() in held
    assert f"{CANARY}-3".encode() not in held
    assert not (tmp_path / backups.ROOM).exists()


def test_what_a_killed_backup_left_goes(tmp_path: Path, own_keys: Path) -> None:
    """Swept by the next one, or by the sweeping; never while one is being made."""
    left = tmp_path / backups.ROOM / "database"
    left.parent.mkdir()
    left.write_text(CANARY)
    with backups._room() as room:
        (room / "x").touch()
        backups.tidy()
        assert (room / "x").exists()
    left.parent.mkdir()
    left.write_text(CANARY)
    backups.tidy()
    assert not left.exists()


def test_the_keys_are_inside_only_when_asked_for(house: Any, pair: Any, tmp_path: Path, empty: str) -> None:
    """Without: no secret in it. With: the restored site has them, and every seal was checked."""
    backups.make(tmp_path / "b.age", str(pair[1]))
    held = b"".join(unpacked(tmp_path / "b.age", pair[0]).values())
    for key in keys.ring().keys:
        assert key.secret not in held
        assert key.line().split()[-1].encode() not in held
    backups.make(tmp_path / "k.age", str(pair[1]), with_keys=True)
    done = restoring.restore(tmp_path / "k.age", pair[0], tmp_path / "new", None, (), empty)
    assert done.sealed
    assert keys.read(done.keys) == keys.ring()


def test_a_site_whose_record_is_not_whole_makes_no_backup(house: Any, pair: Any, tmp_path: Path) -> None:
    """It would only be refused when it is needed."""
    append_only.take_away(connection)
    Look.objects.filter(number=5).update(who="a2")
    append_only.put(connection)
    with pytest.raises(Stopped, match="Row 5"):
        backups.make(tmp_path / "b.age", str(pair[1]))
    assert not (tmp_path / "b.age").exists()


def test_what_cannot_be_done_is_told(house: Any, pair: Any, tmp_path: Path) -> None:
    """No public key, a file in the way, no place to write, a folder that is not empty."""
    file = tmp_path / "b.age"
    for wrong in ("age1nonsense", str(pair[0]), str(tmp_path / "none"), "AGE-SECRET-KEY-1X"):
        with pytest.raises(Stopped, match="no public key"):
            backups.make(file, wrong)
    with pytest.raises(Stopped, match="could not be written"):
        backups.make(tmp_path / "none" / "b.age", str(pair[1]))
    backups.make(file, pair[1].read_text().strip())
    with pytest.raises(Stopped, match="already"):
        backups.make(file, str(pair[1]))
    with pytest.raises(Stopped, match="already"):
        backups.make_key_pair(pair[0])
    assert refused(file, pair[0], tmp_path / "keys") == "backup.place_taken"
    assert pair[0].stat().st_mode & 0o777 == file.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not ON_POSTGRESQL, reason="asks PostgreSQL: ./test --on postgresql")
def test_a_database_in_use_is_not_restored_into(house: Any, pair: Any, tmp_path: Path, empty: str) -> None:
    """Not into one with tables; not without one; and after a refusal the empty one is empty."""
    backups.make(tmp_path / "b.age", str(pair[1]))
    used = os.environ["GENKAN_DATABASE"].replace("/genkan?", f"/{connection.settings_dict['NAME']}?")
    assert refused(tmp_path / "b.age", pair[0], tmp_path / "new", database=used) == "backup.place_taken"
    assert refused(tmp_path / "b.age", pair[0], tmp_path / "new") == "backup.needs_database"
    parts = unpacked(tmp_path / "b.age", pair[0])
    forged = packed(told_anew(parts, looks=13), pair[1], tmp_path / "f.age")
    assert refused(forged, pair[0], tmp_path / "new", database=empty) == "backup.other_record"
    with copies.opened(databases.postgresql(empty, pool=False)) as here:
        assert here.introspection.table_names() == []
