"""Erased stays erased: in the database's files, after a restore, after a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from tests.drawers.models import Drawer
from tests.safekeeping.places import CANARY, SQLITE_ONLY, looked_into

from genkan_web import backups, erasing, keys, restoring
from genkan_web.safe.models import Erased, Sent
from genkan_web.stopped import Stopped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("other_databases")]


def test_erased_stays_erased_after_a_restore(house: Any, pair: Any, tmp_path: Path, empty: str) -> None:
    """An older backup brings nothing back that was erased since, nor what hung on it; other things stay."""
    gone, kept = Drawer.objects.get(name="n3"), Drawer.objects.get(name="n4")
    backups.make(tmp_path / "old.age", str(pair[1]))
    erasing.erase(gone)
    since = erasing.written_down(tmp_path / erasing.FILE)
    assert since == [("drawers.drawer", str(gone.pk))] == erasing.erased()
    done = restoring.restore(tmp_path / "old.age", pair[0], tmp_path / "new", keys.place(), since, empty)
    assert done.erased == 1
    with looked_into(tmp_path / "new", empty) as using:
        left = set(Drawer.objects.using(using).values_list("pk", flat=True))
        assert gone.pk not in left
        assert kept.pk in left
        assert erasing.erased(using) == since
    assert erasing.written_down(tmp_path / "new" / erasing.FILE) == since
    if not empty:
        held = b"".join(one.read_bytes() for one in (tmp_path / "new").rglob("*") if one.is_file())
        assert f"{CANARY}-4".encode() in held, "the control"
        assert f"{CANARY}-3".encode() not in held


@SQLITE_ONLY
def test_what_is_erased_is_in_none_of_the_databases_files(house: Any) -> None:
    """Neither in the database nor in its log, once it is erased; before, it is: the control."""
    file = Path(connection.settings_dict["NAME"])

    def held() -> bytes:
        return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))

    assert f"{CANARY}-3".encode() in held()
    erasing.erase(Drawer.objects.get(name="n3"))
    assert f"{CANARY}-3".encode() not in held()
    assert f"{CANARY}-4".encode() in held()


def test_an_erased_id_is_never_given_to_somebody_else(house: Any) -> None:
    """Erased after the backup was made, it is unknown to the restored database; the next gets another."""
    last = Drawer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    erasing.replay([("drawers.drawer", str(last + 5)), ("drawers.drawer", str(last - 5))], "default")
    assert Drawer.objects.create(text="new").pk > last + 5
    Drawer.objects.all().delete()
    erasing.replay([("safe.sent", "40")], "default")  # a table that never had a row
    assert Sent.objects.create(key="x", at=timezone.now()).pk > 40


def test_erasing_in_a_way_of_its_own(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs more than a delete says how; ids of kinds nobody knows any more are kept all the same."""
    done: list[tuple[str, str]] = []
    monkeypatch.setitem(erasing.ways, "drawers.drawer", lambda thing, using: done.append((thing, using)))
    assert (
        erasing.replay([("drawers.drawer", "7"), ("old.kind", "1"), ("drawers.drawer", "7")], "default") == 2
    )
    assert done == [("7", "default")]
    assert set(erasing.erased()) == {("drawers.drawer", "7"), ("old.kind", "1")}


def test_ids_that_a_crash_kept_from_the_list_are_written_at_the_next_start(
    house: Any, tmp_path: Path
) -> None:
    """The database knows them; the list catches up, each id once."""
    Erased.objects.create(kind="drawers.drawer", thing="9", at=timezone.now())
    for _ in range(2):
        erasing.write_down()
    assert erasing.written_down(tmp_path / erasing.FILE) == [("drawers.drawer", "9")]
    (tmp_path / erasing.FILE).write_text("{")
    with pytest.raises(Stopped, match="cannot be read"):
        erasing.written_down(tmp_path / erasing.FILE)
