"""A new key for the record: what was sealed stays proven, and from one row on only the new key fits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from tests.safekeeping.places import looked_into
from tests.safekeeping.test_record import fill, seen

from genkan_web import append_only, backups, chain, checks, keys, proof, record, restoring, rotating
from genkan_web.safe.models import Head, KeyProof, Look
from genkan_web.stopped import NotRecorded, Stopped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("other_databases")]
BEFORE, BEHIND = 20, 10  # rows on both sides of the one that says it


def found(*ends: chain.End) -> list[tuple[int, str]]:
    """What does not fit, by number and sentence."""
    return [(one.number, one.said) for one in record.faults(ends, record.secrets())]


def exchanged() -> keys.Key:
    """A new key that seals from now on."""
    fresh = keys.add(Path(settings.KEYS), keys.Use.RECORD)
    assert rotating.begin_record_key(settle=0) == record.end().number
    return fresh


@pytest.fixture
def border(own_keys: Path) -> Iterator[int]:
    """The number of the row that says it, in the middle of a record open to tampering."""
    proof.put()
    fill(BEFORE)
    exchanged()
    fill(BEHIND)
    append_only.take_away(connection)
    yield BEFORE + 1
    append_only.take_away(connection)
    append_only.put(connection)


def sealed_again(number: int, key: keys.Key, **changes: Any) -> None:
    """A row with other content; it and all behind it linked and sealed under one key, the head as well."""
    before = Look.objects.filter(number=number - 1).values_list("seal", flat=True).first() or chain.START
    for values in Look.objects.filter(number__gte=number).order_by("number").values(*record.COLUMNS):
        told = {**values, **(changes if values["number"] == number else {}), "before": before}
        told["seal"] = before = chain.seal_of(chain.Row(**told), key.secret)
        Look.objects.filter(number=told["number"]).update(**told)
    Head.objects.update(seal=before)


def old_key() -> keys.Key:
    """The key of before."""
    return keys.ring().of(keys.Use.RECORD)[0]


def test_the_record_is_whole_before_and_behind_the_new_key(border: int) -> None:
    """Every row; the row between names the key; a third key begins like the second; nothing begins twice."""
    assert found() == []
    row = Look.objects.get(number=border)
    assert (row.kind, row.thing, row.who) == (chain.BEGINS, keys.ring().newest(keys.Use.RECORD).id, "")
    assert record.noted_ends() == (chain.End(border, row.seal),)
    assert rotating.begin_record_key(settle=0) is None
    exchanged()
    fill(3)
    assert found(*record.noted_ends()) == []
    assert Look.objects.filter(kind=chain.BEGINS).count() == 2


def test_rows_behind_it_fit_the_new_key_alone(border: int) -> None:
    """The control: sealed by hand, each side fits its own key and not the other."""
    old, new = keys.ring().of(keys.Use.RECORD)
    for values in Look.objects.values(*record.COLUMNS):
        row = chain.Row(**values)
        mine, other = (old, new) if row.number <= border else (new, old)
        assert row.seal == chain.seal_of(row, mine.secret) != chain.seal_of(row, other.secret)


def behind_under_the_old(border: int) -> None:
    """The last row sealed again with the key of before, the head set to fit."""
    sealed_again(border + BEHIND, old_key(), who="x")


def all_behind_under_the_old(border: int) -> None:
    """Every row behind it."""
    sealed_again(border + 1, old_key())


def before_under_the_old(border: int) -> None:
    """A row before it and all that follow: what whoever took the old key can do."""
    sealed_again(border - 3, old_key(), who="x")


def moved_back(border: int) -> None:
    """A row from behind it in the place of one before it."""
    _swapped(border - 1, border + 4)


def moved_on(border: int) -> None:
    """The row that says it, one further."""
    _swapped(border, border + 1)


def _swapped(one: int, other: int) -> None:
    for number, to in ((one, 9_999), (other, one), (9_999, other)):
        Look.objects.filter(number=number).update(number=to)


def unsaid(border: int) -> None:
    """The row that says it says something else, and all is sealed with the key of before."""
    sealed_again(border, old_key(), kind="notebook")


def taken_back(border: int) -> None:
    """A row behind it says that the old key begins again, and it does."""
    sealed_again(border + 2, old_key(), kind=chain.BEGINS, thing=old_key().id)


def head_turned_back(border: int) -> None:
    """The head names no key, so that the site itself seals with the old one."""
    Head.objects.update(sealed_by="")
    fill(1)


@pytest.mark.parametrize(
    "tamper",
    [
        behind_under_the_old,
        all_behind_under_the_old,
        before_under_the_old,
        moved_back,
        moved_on,
        taken_back,
        head_turned_back,
    ],
)
def test_what_is_done_with_the_old_key_is_found(border: int, tamper: Callable[[int], None]) -> None:
    """Whoever has the key of before and the whole database still makes no row that fits behind the border."""
    assert found() == []
    tamper(border)
    assert found()


def test_a_border_that_is_taken_away_is_told_by_the_end_noted_there(border: int) -> None:
    """Everything from the border on made anew under the old key: it stands outside that it was there."""
    unsaid(border)
    assert found() == [], "the control: inside the database nothing tells it"
    assert (border, "record.other_end") in found(*record.noted_ends())


def test_a_key_that_cannot_begin_is_told_once(border: int, own_keys: Path) -> None:
    """With a copy of the keys from before, one row is told, and the links behind it are still looked at."""
    keys.take_away(own_keys, keys.ring().newest(keys.Use.RECORD).id)
    assert found() == [(border, "record.wrong_key")]
    Look.objects.filter(number=border + 2).update(before=chain.START)
    assert (border + 2, "record.broken_link") in found()


def test_with_an_older_copy_of_the_keys_nothing_is_written_or_served(border: int, own_keys: Path) -> None:
    """Never a row under a key of before: the look is not written, and the start is refused."""
    keys.take_away(own_keys, keys.ring().newest(keys.Use.RECORD).id)
    append_only.put(connection)
    with pytest.raises(NotRecorded):
        record.write(seen(1))
    assert Look.objects.count() == border + BEHIND
    assert not proof.holds()
    assert any("genkan.E013" in one for one in checks.refusals())


def test_many_write_while_it_begins(own_keys: Path) -> None:
    """Eight threads without pause, two exchanges: one chain, no gap, each row under the key of its place."""
    going, failed = threading.Event(), []
    proof.put()
    fill(1)

    def some() -> None:
        try:
            while not going.is_set():
                record.write(seen(1))
        except Exception as problem:
            failed.append(problem)
        connections.close_all()

    threads = [threading.Thread(target=some) for _ in range(8)]
    for one in threads:
        one.start()
    try:
        for turn in range(2):
            _until(lambda turn=turn: Look.objects.count() > 20 * (turn + 1))  # type: ignore[misc]
            keys.add(own_keys, keys.Use.RECORD)
            assert rotating.begin_record_key(settle=0)
        so_far = Look.objects.count()
        _until(lambda: Look.objects.count() > so_far + 20)
    finally:
        going.set()
        for one in threads:
            one.join()
    assert failed == []
    assert Look.objects.filter(kind=chain.BEGINS).count() == 2
    assert found(record.end()) == []


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("nobody writes")


@pytest.mark.parametrize("at", ["begin", "proof", "note"])
def test_stopped_anywhere_it_begins_once(own_keys: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Killed before, within or after its transaction: the record is whole, and the next run ends it."""
    proof.put()
    fill(3)
    keys.add(own_keys, keys.Use.RECORD)

    def stopping(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as here:
        where = {"begin": (record, "_append"), "proof": (proof, "renew"), "note": (record, "note_end")}[at]
        here.setattr(*where, stopping)
        with pytest.raises(KeyboardInterrupt):
            rotating.begin_record_key(settle=0)
    assert Look.objects.filter(kind=chain.BEGINS).count() == (at == "note")
    fill(2)
    assert found() == []
    assert proof.holds()
    rotating.begin_record_key(settle=0)
    fill(2)
    assert found() == []
    assert Look.objects.filter(kind=chain.BEGINS).count() == KeyProof.objects.count() == 1


def test_a_key_begins_only_when_every_process_has_read_it(
    own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made and not begun, it seals nothing; it is waited for as long as a key of texts."""
    waited: list[float] = []
    monkeypatch.setattr(rotating.time, "sleep", waited.append)
    fill(2)
    keys.add(own_keys, keys.Use.RECORD)
    fill(2)
    assert {chain.seal_of(row, old_key().secret) == row.seal for row in _rows()} == {True}
    rotating.begin_record_key(60)
    assert 55 < waited[0] <= 60


def _rows() -> list[chain.Row]:
    return [chain.Row(**one) for one in Look.objects.values(*record.COLUMNS)]


def test_a_change_that_fails_leaves_no_beginning(own_keys: Path) -> None:
    """Undone with the transaction around it: the old key goes on sealing."""
    proof.put()
    fill(2)
    fresh = keys.add(own_keys, keys.Use.RECORD)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record.begin(fresh)
        raise ZeroDivisionError
    fill(2)
    assert found() == []
    assert Head.objects.get().sealed_by == ""


@pytest.mark.parametrize("made", ["before", "between", "behind"])
def test_backups_from_both_sides_are_restored_under_the_keys_of_now(
    house: Any, pair: Any, tmp_path: Path, empty: str, made: str
) -> None:
    """Older than the new key, made while it waits, and after it: each with every seal checked."""
    file = tmp_path / "b.age"

    def backup(when: str) -> None:
        if when == made:
            backups.make(file, str(pair[1]))

    backup("before")
    keys.add(Path(settings.KEYS), keys.Use.RECORD)
    backup("between")
    rotating.begin_record_key(settle=0)
    fill(2)
    backup("behind")
    done = restoring.restore(file, pair[0], tmp_path / "new", keys.place(), (), empty)
    assert done.sealed
    with looked_into(tmp_path / "new", empty) as using:
        assert list(record.faults((), record.secrets(), using)) == []
        assert record.end(using).number == done.looks == (15 if made == "behind" else 12)


def test_a_backup_from_behind_is_refused_with_keys_from_before(
    house: Any, pair: Any, tmp_path: Path, empty: str
) -> None:
    """An older copy of the file of keys proves nothing about it."""
    older = tmp_path / "older"
    older.mkdir()
    (older / keys.FILE).write_bytes((keys.place() / keys.FILE).read_bytes())
    exchanged()
    backups.make(tmp_path / "b.age", str(pair[1]))
    with pytest.raises(Stopped):
        restoring.restore(tmp_path / "b.age", pair[0], tmp_path / "new", older, (), empty)
    assert not (tmp_path / "new").exists()


def test_a_site_whose_border_was_tampered_with_makes_no_backup(
    border: int, pair: Any, tmp_path: Path
) -> None:
    """As for any other row."""
    behind_under_the_old(border)
    with pytest.raises(Stopped, match=f"Row {border + BEHIND}"):
        backups.make(tmp_path / "b.age", str(pair[1]))


def test_the_row_that_says_it_cannot_be_changed_in_the_database(own_keys: Path) -> None:
    """Append-only like every other."""
    proof.put()
    fill(1)
    exchanged()
    with pytest.raises(DatabaseError):
        Look.objects.filter(kind=chain.BEGINS).update(thing="x")
