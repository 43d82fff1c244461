"""AWARE's screen table: unlocked use, told from lit lock screens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.importers import importer_for, screen_aware
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, SpanKind, Trouble
from genkan.store import BytesSource

START = 1_767_225_600_000
MINUTE = 60_000
OFF, ON, LOCKED, UNLOCKED = range(4)


def _file(rows, heading="_id,timestamp,device_id,screen_status", quote=""):
    lines = [
        ",".join(f"{quote}{cell}{quote}" for cell in (number, when, phone, status))
        for number, (when, status, phone) in enumerate(rows)
    ]
    return "\n".join([heading, *lines, ""]).encode()


def _read(content):
    gathering = Gathering("Asia/Tokyo")
    screen_aware.read(BytesSource(content), gathering)
    return gathering.events()


def _minutes(events):
    spans = events.spans.of(SpanKind.SCREEN)
    return [round((end - begin) / MINUTE, 3) for begin, end in zip(spans.start_ms, spans.end_ms, strict=True)]


def _rows(*events, phone="a"):
    return [(START + round(minute * MINUTE), status, phone) for minute, status in events]


def test_the_sample_is_recognised_and_gives_what_it_says():
    """SAMPLE is known by its content and gives GIVES."""
    assert importer_for(screen_aware.SAMPLE, "anything") is screen_aware
    assert _read(screen_aware.SAMPLE).summary() == screen_aware.GIVES


def test_a_lit_lock_screen_is_no_use():
    """The screen lights up for a message and goes dark again: nobody used the phone."""
    rows = _rows((0, ON), (0.1, UNLOCKED), (10, OFF), (10, LOCKED), (20, ON), (20.5, OFF))
    assert _minutes(_read(_file(rows))) == [9.9]


def test_a_phone_that_did_not_lock_in_between_is_used_without_unlocking():
    """Off and on again within the grace time needs no unlocking, and is use."""
    rows = _rows((0, ON), (0, UNLOCKED), (10, OFF), (11, ON), (15, OFF), (15, LOCKED), (16, ON), (17, OFF))
    assert _minutes(_read(_file(rows))) == [10, 4]


def test_a_phone_without_lock_is_in_use_while_the_screen_is_on():
    """A log that never mentions unlocking is read by the screen alone."""
    assert _minutes(_read(_file(_rows((0, ON), (30, OFF), (40, ON), (41, OFF))))) == [30, 1]


def test_unlocking_may_be_logged_before_the_screen():
    """With a fingerprint the phone unlocks first and lights up some milliseconds later: one stretch."""
    events = _read(_file(_rows((0, UNLOCKED), (0.01, ON), (12, OFF), (12, LOCKED))))
    assert _minutes(events) == [12]
    assert events.left_out == ()


def test_two_phones_are_kept_apart():
    """One phone that goes dark does not end the use of another."""
    rows = _rows((0, UNLOCKED), (60, OFF), phone="a") + _rows((10, UNLOCKED), (20, OFF), phone="b")
    assert _minutes(_read(_file(rows))) == [60, 10]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.2, 300), st.floats(0.2, 900)), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
    st.sampled_from(("", '"')),
    st.sampled_from((1, 0.001)),
)
def test_unlock_to_off_is_exact_in_any_order_quoting_and_unit(steps, chance, quote, unit):
    """Stretches come back to the millisecond from shuffled rows, quoted cells and seconds with fraction."""
    minute, rows, true = 0.0, [], []
    for gap, length in steps:
        begin, end = minute + gap, minute + gap + length
        rows += _rows((begin - 0.02, ON), (begin, UNLOCKED), (end, OFF), (end, LOCKED))
        true.append(length)
        minute = end
    rows = [(when * unit if unit != 1 else when, status, phone) for when, status, phone in rows]
    chance.shuffle(rows)
    events = _read(_file(rows, quote=quote))
    assert _minutes(events) == pytest.approx(true, abs=0.002)
    assert events.left_out == ()


def test_unknown_states_are_left_out_and_counted():
    """A status beyond 0 to 3 is counted; the rest is used."""
    rows = [*_rows((0, UNLOCKED), (5, OFF)), (START, 7, "a"), (START, "", "a")]
    events = _read(_file(rows))
    assert _minutes(events) == [5]
    assert [(left.trouble, left.count) for left in events.left_out] == [(Trouble.BAD_VALUES, 2)]


def test_a_row_cut_short_is_left_out():
    """A file that stops in the middle of a row gives the rows before it."""
    events = _read(_file(_rows((0, UNLOCKED), (5, OFF))) + b"9,17672")
    assert _minutes(events) == [5]
    assert [left.trouble for left in events.left_out] == [Trouble.TRUNCATED]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (_file([(START, 9, "a")]), Trouble.BAD_VALUES),
        (_file([]), Trouble.NOTHING_USABLE),
        (_file([("", 1, "a")]), Trouble.NO_TIMES),
    ],
)
def test_a_file_without_use_is_refused_with_its_reason(content, trouble):
    """Nothing but Refused leaves the reader, with the right trouble."""
    with pytest.raises(Refused) as refused:
        _read(content)
    assert refused.value.trouble is trouble
