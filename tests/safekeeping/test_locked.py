"""Locked texts: what goes in comes out, nothing else ever does, and the database holds none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection
from django.db.models import TextField, Value
from hypothesis import given
from hypothesis import strategies as st

from genkan_web import keys, locked
from genkan_web.stopped import NotOpened, Stopped

CANARY = "きょうは だれにも 言えなかった"
PLACE = "safe.drawer.text"


def raw(table: Any, column: str) -> list[Any]:
    """Values as they stand in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table._meta.db_table}" ORDER BY id')  # noqa: S608
        return [value for (value,) in cursor.fetchall()]


@given(st.text())
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    """Empty texts, zeros, every letter there is."""
    assert locked.unlock(locked.lock(text, PLACE), PLACE) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_short_texts_look_alike(one: str, other: str) -> None:
    """A box tells neither which text it holds nor, up to 64 bytes, how long it is."""
    boxes = [locked.lock(text, PLACE) for text in (one, other) if len(text.encode()) < 63]
    assert len({len(box) for box in boxes}) <= 1
    assert locked.lock(one, PLACE) != locked.lock(one, PLACE)


def test_every_changed_byte_is_refused() -> None:
    """A box with one letter changed, anywhere, does not open; nor does one cut short."""
    box = locked.lock(CANARY, PLACE)
    for at, letter in enumerate(box):
        for other in "ABZabz059-_.=":
            if other != letter:
                with pytest.raises(NotOpened):
                    locked.unlock(box[:at] + other + box[at + 1 :], PLACE)
        with pytest.raises(NotOpened):
            locked.unlock(box[:at], PLACE)


def test_what_was_never_locked_is_refused() -> None:
    """Plain words put into the database by hand are not shown as if they were somebody's."""
    for plain in ("", "Hello", "g1.12345678.!!!!", "g1.a.b.c", "g1." + "0" * 8 + ".AAAA"):
        with pytest.raises(NotOpened):
            locked.unlock(plain, PLACE)


def test_a_box_opens_only_in_its_place() -> None:
    """Moved to another column, it stays shut."""
    with pytest.raises(NotOpened):
        locked.unlock(locked.lock(CANARY, PLACE), "safe.drawer.other")


def test_another_sites_keys_refuse_with_one_sentence(own_keys: Path) -> None:
    """Even where both files name the key alike."""
    box = locked.lock(CANARY, PLACE)
    file = own_keys / keys.FILE
    mine, other = keys.read(own_keys).newest(keys.Use.FIELD), keys.new_key(keys.Use.FIELD)
    file.write_text(file.read_text().replace(mine.line(), other.line()))
    with pytest.raises(NotOpened) as no_key:
        locked.unlock(box, PLACE)
    file.write_text(file.read_text().replace(other.id, mine.id))
    with pytest.raises(NotOpened) as wrong:
        locked.unlock(box, PLACE)
    for told in (no_key, wrong):
        assert str(told.value).count(".") == 1
        assert CANARY not in str(told.value)


def test_within_one_request_the_keys_are_looked_up_once_and_after_it_anew(own_keys: Path) -> None:
    """What a request began with, it ends with; the next one sees that the file is gone."""
    box = locked.lock(CANARY, PLACE)
    with keys.looked_up_once():
        assert locked.unlock(box, PLACE) == CANARY
        (own_keys / keys.FILE).unlink()
        assert locked.unlock(box, PLACE) == CANARY
    with pytest.raises(Stopped):
        locked.unlock(box, PLACE)
    with keys.looked_up_once(), pytest.raises(Stopped):
        locked.unlock(box, PLACE)


def test_rows_keep_their_values_and_the_database_holds_none(drawers: Any) -> None:
    """Saved, updated, made in bulk: the same values back; nothing of them in the columns; NULL stays NULL."""
    marks = {"reach": [1, 2.5, None, True], "said": CANARY}
    drawers.objects.create(text=CANARY, marks=marks, name="Mika")
    drawers.objects.bulk_create([drawers(text=""), drawers(marks=CANARY)])
    drawers.objects.filter(text__isnull=True).update(text=CANARY + "!")
    first, second, third = drawers.objects.order_by("pk")
    assert (first.text, first.marks) == (CANARY, marks)
    assert (second.text, second.marks) == ("", None)
    assert (third.text, third.marks) == (CANARY + "!", CANARY)
    stored = [str(value) for column in ("text", "marks", "name") for value in raw(drawers, column)]
    assert not [value for value in stored if "言え" in value or "ika" in value or "reach" in value]
    assert raw(drawers, "marks")[1] is None


def test_a_locked_column_cannot_be_searched(drawers: Any) -> None:
    """Such a search would find nothing without saying so; it is an error instead."""
    for asked in ({"text": "x"}, {"text__contains": "x"}, {"marks__a": 1}, {"name__startswith": "m"}):
        with pytest.raises(FieldError):
            drawers.objects.filter(**asked).exists()


def test_names_are_found_however_they_are_typed_and_stay_when_saved_again(drawers: Any) -> None:
    """Width, case and outer spaces do not count; two alike are refused; a loaded row saves unchanged."""
    drawers.objects.create(name="Mika７")
    for typed in ("mika7", " MIKA7 ", "ｍｉｋａ7"):
        found = drawers.objects.get(name=typed)
        assert isinstance(found.name, locked.Hashed)
        found.save()
    assert drawers.objects.filter(name__in=["x", "mika7"]).count() == 1
    assert not drawers.objects.filter(name=raw(drawers, "name")[0]).exists(), "a stolen hash opens nothing"
    with pytest.raises(IntegrityError):
        drawers.objects.create(name="MIKA7")


def test_a_changed_row_is_never_shown(drawers: Any) -> None:
    """A byte changed in the database ends in the sentence, through the model as well."""
    row = drawers.objects.create(text=CANARY)
    box = raw(drawers, "text")[0]
    changed = box[:-3] + ("A" if box[-3] != "A" else "B") + box[-2:]
    drawers.objects.filter(pk=row.pk).update(text=Value(changed, output_field=TextField()))
    with pytest.raises(NotOpened):
        drawers.objects.get(pk=row.pk)


def test_the_file_of_keys_is_its_owners_alone_and_tells_nothing_when_printed(own_keys: Path) -> None:
    """0600, made once, secrets not in the words of a key."""
    file = own_keys / keys.FILE
    before = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert keys.make_first(own_keys) == keys.read(own_keys)
    assert file.read_bytes() == before
    assert "secret" not in repr(keys.ring())
    assert {key.use for key in keys.ring().keys} == set(keys.FIRST)


@pytest.mark.parametrize(
    "content", ["nonsense", "a field 2026-11-26T00:00:00Z AAAA", "a field b c d e", "\x80é"]
)
def test_a_damaged_file_of_keys_is_told(own_keys: Path, content: str) -> None:
    """One sentence, whatever is in it; and one where it is gone."""
    (own_keys / keys.FILE).write_text(content)
    with pytest.raises(Stopped, match="cannot be read"):
        keys.ring()
    (own_keys / keys.FILE).unlink()
    with pytest.raises(Stopped, match="not there"):
        keys.ring()


def test_processes_that_run_take_a_new_key_at_once(own_keys: Path) -> None:
    """No restart is needed: the next text is locked under it, and the old ones open."""
    old = locked.lock(CANARY, PLACE)
    fresh = keys.add(settings.KEYS)
    assert locked.key_of(locked.lock(CANARY, PLACE)) == fresh.id != locked.key_of(old)
    assert locked.unlock(old, PLACE) == CANARY
