"""Android usage events: foreground apps, games where the file names them, and the screen."""

import pytest

from genkan.importers import importer_for, screen_usage
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, SpanKind, Trouble
from genkan.store import BytesSource

START = 1_767_225_600_000
MINUTE = 60_000


def _read(rows, heading="package,event,time,category"):
    gathering = Gathering("Asia/Tokyo")
    lines = [",".join(map(str, row)) for row in rows]
    screen_usage.read(BytesSource("\n".join([heading, *lines, ""]).encode()), gathering)
    return gathering.events()


def _minutes(events, kind):
    spans = events.spans.of(kind)
    return [(end - begin) / MINUTE for begin, end in zip(spans.start_ms, spans.end_ms, strict=True)]


def _at(minute):
    return START + minute * MINUTE


def test_the_sample_is_recognised_and_gives_what_it_says():
    """SAMPLE is known by its content and gives GIVES."""
    assert importer_for(screen_usage.SAMPLE, "anything") is screen_usage
    gathering = Gathering("Asia/Tokyo")
    screen_usage.read(BytesSource(screen_usage.SAMPLE), gathering)
    assert gathering.events().summary() == screen_usage.GIVES


def test_without_screen_events_apps_at_the_front_are_use():
    """Numbers instead of names, and no screen events: the apps' own time is the use."""
    events = _read(
        [("a", 1, _at(0), ""), ("b", 1, _at(10), ""), ("a", 2, _at(11), ""), ("b", 2, _at(30), "")]
    )
    assert _minutes(events, SpanKind.SCREEN) == [10, 20]
    assert _minutes(events, SpanKind.GAMING) == []


def test_only_a_category_makes_a_game():
    """A package name that sounds like a game tells nothing; the category does."""
    rows = [("com.super.game", 1, _at(0), "TOOLS"), ("com.super.game", 2, _at(5), "TOOLS")]
    rows += [("x", 1, _at(10), "Game_Puzzle"), ("x", 2, _at(25), "")]
    assert _minutes(_read(rows), SpanKind.GAMING) == [15]


def test_a_game_ends_when_the_screen_goes_off():
    """No pause was logged: the dark screen ends the game."""
    rows = [("x", "ACTIVITY_RESUMED", _at(0), "game"), ("android", "SCREEN_NON_INTERACTIVE", _at(40), "")]
    rows += [("android", "SCREEN_INTERACTIVE", _at(90), ""), ("x", "ACTIVITY_PAUSED", _at(200), "")]
    assert _minutes(_read(rows), SpanKind.GAMING) == [40]


def test_a_game_without_believable_end_is_counted_and_proves_nothing():
    """A day and a half at the front without any event is a lost end."""
    rows = [("x", 1, _at(0), "game"), ("y", 1, _at(36 * 60), ""), ("y", 2, _at(36 * 60 + 5), "")]
    events = _read(rows)
    assert _minutes(events, SpanKind.GAMING) == []
    assert [(left.trouble, left.count) for left in events.left_out] == [(Trouble.DAMAGED, 1)]


def test_wall_clock_times_are_read_in_the_zone_of_the_gathering():
    """09:00 without zone in Tokyo is midnight UTC."""
    events = _read(
        [
            ("a", "MOVE_TO_FOREGROUND", "2026-01-01 09:00:00"),
            ("a", "MOVE_TO_BACKGROUND", "2026-01-01 09:30:00"),
        ],
        heading="package_name,event_type,timestamp",
    )
    assert events.spans.of(SpanKind.SCREEN).start_ms.tolist() == [START]


def test_events_nobody_knows_are_refused():
    """A table of other events is not usage."""
    with pytest.raises(Refused) as refused:
        _read([("a", "purchase", _at(0), "")])
    assert refused.value.trouble is Trouble.BAD_VALUES
