"""From key to key: nothing is lost, whoever stops it; an old key goes only when nothing needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.drawers.models import Drawer
from tests.safekeeping.stopping import stopping

from genkan_web import keys, locked, rotating
from genkan_web.stopped import NotOpened

pytestmark = pytest.mark.django_db(transaction=True)


def fill(count: int) -> dict[int, tuple[str, Any]]:
    """That many drawers, by primary key what is in them."""
    Drawer.objects.bulk_create(Drawer(text=f"word {n}", marks=[n], name=f"n{n}") for n in range(count))
    Drawer.objects.create()
    return contents()


def contents() -> dict[int, tuple[str, Any]]:
    """What every drawer opens to."""
    return {one.pk: (one.text, one.marks) for one in Drawer.objects.all()}


def test_every_value_comes_under_the_newest_key_and_the_old_key_goes(drawers: Any) -> None:
    """All texts as before, all names still found, one key left."""
    before = fill(2 * rotating.BATCH + 3)
    old = keys.ring().newest(keys.Use.FIELD)
    fresh = keys.add(Path(rotating.settings.KEYS))
    assert rotating.lock_again() == 2 * (len(before) - 1)
    assert rotating.take_old_keys_away(settle=0) == [old.id]
    assert rotating.uses().keys() == {fresh.id}
    assert [key.id for key in keys.ring().of(keys.Use.FIELD)] == [fresh.id]
    assert contents() == before
    assert drawers.objects.filter(name="N1").count() == 1


def test_an_old_key_that_something_needs_stays(drawers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown a value left behind, the key is kept and the value opens."""
    before = fill(3)
    old = keys.ring().newest(keys.Use.FIELD)
    keys.add(Path(rotating.settings.KEYS))
    monkeypatch.setattr(rotating, "lock_again", lambda: 0)
    assert rotating.take_old_keys_away(settle=0) == []
    assert old in keys.ring().keys
    assert contents() == before


@pytest.mark.parametrize("after", [0, 1, rotating.BATCH, rotating.BATCH + 1, 2 * rotating.BATCH + 5])
def test_stopped_anywhere_it_goes_on_from_there(
    drawers: Any, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Each batch is whole or untouched; a second run does the rest."""
    before = fill(rotating.BATCH + 10)
    keys.add(Path(rotating.settings.KEYS))
    with monkeypatch.context() as here:
        here.setattr(rotating.Column, "swap", stopping(rotating.Column.swap, after))
        with pytest.raises(KeyboardInterrupt):
            rotating.lock_again()
    assert contents() == before
    rotating.take_old_keys_away(settle=0)
    assert contents() == before
    assert len(rotating.uses()) == 1


def test_words_written_meanwhile_are_never_overwritten(drawers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading a box and putting the new one, somebody saved: theirs stays."""
    fill(2)
    keys.add(Path(rotating.settings.KEYS))
    unlock = locked.unlock

    def meanwhile(box: str, place: str) -> str:
        if place.endswith(".text"):
            monkeypatch.setattr(locked, "unlock", unlock)
            drawers.objects.filter(name="n0").update(text="newer")
        return unlock(box, place)

    monkeypatch.setattr(locked, "unlock", meanwhile)
    rotating.lock_again()
    assert drawers.objects.get(name="n0").text == "newer"


def test_a_value_that_does_not_open_stops_the_rotation_and_keeps_the_keys(drawers: Any) -> None:
    """Nothing is thrown away that somebody may still mend."""
    from django.db.models import TextField, Value

    fill(1)
    old = keys.ring().newest(keys.Use.FIELD)
    keys.add(Path(rotating.settings.KEYS))
    drawers.objects.filter(name="n0").update(text=Value(f"g1.{old.id}.AAAA", output_field=TextField()))
    with pytest.raises(NotOpened):
        rotating.take_old_keys_away(settle=0)
    assert old in keys.ring().keys
