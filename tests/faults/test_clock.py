"""The clock jumps back, on, and over every odd day: nothing lasts for ever, and the record stays whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from genkan_web import bridge, keys, once, record, rotating, sweeping
from genkan_web.models import DayTable
from genkan_web.models import Visit as Session
from genkan_web.record import Seen
from genkan_web.safe.models import Look

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)
JUMPS = (
    timedelta(0),
    timedelta(hours=-3),
    timedelta(days=400),
    datetime(2028, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC) - NOW,
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC) - NOW,
    datetime(2027, 3, 28, 1, 0, tzinfo=UTC) - NOW,  # clocks go forward in Europe
    datetime(2027, 10, 31, 1, 0, tzinfo=UTC) - NOW,  # and back
    timedelta(days=-400),
    timedelta(0),
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[timedelta], None]:
    """A clock that can be set, and a site of its own."""
    keys.make_first(tmp_path / "keys")
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")
    monkeypatch.setattr(settings, "VAR", tmp_path)

    def set_to(jump: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + jump)

    set_to(timedelta(0))
    return set_to


def test_the_record_stays_whole_whatever_the_clock_says(clock: Any) -> None:
    """Rows stand in the order they were written; each tells the clock it saw; nothing is doubled."""
    form = uuid.uuid4().hex
    for jump in JUMPS:
        clock(jump)
        once.once(
            "a1", "diary", form, lambda: str(record.write(Seen("a1", "person", "write", "drawer", "1")))
        )
        record.write(Seen("a1", "worker", "see", "drawer", "1"))
        record.note_end()
    assert list(record.faults(record.noted_ends(), record.secrets())) == []
    assert Look.objects.filter(verb="write").count() == 1
    assert list(Look.objects.filter(verb="see").order_by("number").values_list("at", flat=True)) == [
        NOW + jump for jump in JUMPS
    ]


@pytest.mark.parametrize("jump", [jump for jump in JUMPS if jump > timedelta(0)])
def test_no_visit_and_no_reading_outlives_a_clock_that_was_ahead(clock: Any, jump: timedelta) -> None:
    """Begun while the clock was wrong: over as soon as it is right; those of now go on."""
    client, other = Client(), Client()

    def visit(one: Client) -> str:
        session = one.session
        session["kept"] = "yes"
        session.save()
        one.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return str(session.session_key)

    clock(jump)
    ahead = visit(client)
    DayTable.objects.create(key="ahead", expires_at=bridge.expiry())
    assert client.session.get("kept") == "yes"
    clock(timedelta(0))
    now = visit(other)
    DayTable.objects.create(key="now", expires_at=bridge.expiry())
    assert client.session.get("kept") is None
    assert other.session.get("kept") == "yes"
    sweeping.sweep()
    assert not Session.objects.filter(session_key=ahead).exists()
    assert Session.objects.filter(session_key=now).exists()
    assert [table.key for table in DayTable.objects.all()] == ["now"]


def test_a_clock_set_back_makes_no_rotation_wait_longer(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that seems to come from the future is waited for as long as any other."""
    waited: list[float] = []
    made = keys.new_key(keys.Use.FIELD)
    future = keys.Key(made.id, made.use, made.made_at + timedelta(days=400), made.secret)
    monkeypatch.setattr(rotating.time, "sleep", waited.append)
    keys._write(Path(settings.KEYS), [*keys.read(Path(settings.KEYS)).keys, future])
    rotating.take_old_keys_away(60)
    assert waited == [60]
