"""Google location files: how bad ones end, and that no coordinate is ever told."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.importers.google_files import ALL, LISTS, NAMES, google_events, outcome, rows
from tests.library.importers.sources import BytesSource, lost

from genkan.importers import google_records, json_scan
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, Trouble


@pytest.mark.parametrize("module", ALL, ids=NAMES)
def test_a_file_cut_anywhere_gives_its_good_part_and_says_so(module):
    """Every cut of the sample: refused as truncated, or the whole records before it and a note."""
    whole = rows(google_events(module, module.SAMPLE))
    text = module.SAMPLE.rstrip()
    for cut in range(2, len(text)):
        fast = outcome(module, text[:cut])
        if isinstance(fast, Trouble):
            assert fast is Trouble.TRUNCATED
        else:
            assert fast[1] == {Trouble.TRUNCATED: 1}
            assert set(fast[0]) <= set(whole)


@pytest.mark.parametrize("module", ALL, ids=NAMES)
@pytest.mark.parametrize("plain", [False, True])
def test_an_empty_but_whole_file_holds_nothing_usable(module, plain):
    """No list, an empty list, lists of nothing."""
    key = LISTS.get(module.__name__.rsplit(".", 1)[-1], "semanticSegments")
    for value in ({key: []}, {key: [None, {}, [], "x", 5]}, {key: None}, [], [{}], {}):
        assert outcome(module, value, plain) is Trouble.NOTHING_USABLE


@pytest.mark.parametrize("module", ALL, ids=NAMES)
@pytest.mark.parametrize("plain", [False, True])
def test_nesting_beyond_reason_is_refused(module, plain):
    """A hundred thousand brackets end in a sentence, not in a crash."""
    for inside in (b"[" * 100_000, b'{"a":' * 100_000):
        assert outcome(module, b'{"locations": [{"x": ' + inside, plain) is Trouble.TOO_DEEP


def test_a_record_larger_than_any_real_one_is_not_kept_in_memory(monkeypatch):
    """The good part before it is kept; without any, the file is refused."""
    monkeypatch.setattr(json_scan, "LARGEST_RECORD", 10_000)
    monkeypatch.setattr(json_scan, "BLOCK", 2_000)
    giant = b'{"a": "' + b"x" * 50_000 + b'"}'
    assert outcome(google_records, b'{"locations": [' + giant) is Trouble.TOO_LARGE
    content = google_records.SAMPLE.rstrip()[:-3] + b"," + giant + b"]}"
    assert outcome(google_records, content)[1] == {Trouble.TOO_LARGE: 1}


def test_a_damaged_record_costs_only_itself():
    """NaN, missing values and broken literals: the record is counted, its neighbours are read."""
    good = '{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestamp": "2024-03-01T00:00:02Z"}'
    bad = [
        ('{"latitudeE7": NaN, "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.BAD_POSITIONS),
        (
            '{"latitudeE7": Infinity, "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}',
            Trouble.BAD_POSITIONS,
        ),
        ('{"latitudeE7": , "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}', Trouble.DAMAGED),
        ('{"latitudeE7": 1, "longitudeE7": 1, "timestamp": nul}', Trouble.DAMAGED),
        (
            '{"latitudeE7": null, "longitudeE7": 1, "timestamp": "2024-03-01T00:00:02Z"}',
            Trouble.BAD_POSITIONS,
        ),
        (
            '{"latitudeE7": 1397454000, "longitudeE7": 356586000, "timestamp": "2024-03-01T00:00:02Z"}',
            Trouble.BAD_POSITIONS,
        ),
        ('{"latitudeE7": 356586000, "longitudeE7": 1397454000}', Trouble.NO_TIMES),
        (
            '{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestamp": "1904-01-01T00:00:00Z"}',
            Trouble.TIMES_OUT_OF_RANGE,
        ),
        (
            '{"latitudeE7": 356586000, "longitudeE7": 1397454000, "timestampMs": "99999999999999999999999"}',
            Trouble.NO_TIMES,
        ),
    ]
    for record, trouble in bad:
        found = google_events(google_records, f'{{"locations": [{good}, {record}, {good}]}}'.encode())
        assert len(found.fixes) == 2
        assert lost(found) == {trouble: 1}, record


def test_a_stray_closing_bracket_or_zero_bytes_end_the_good_part():
    """What follows a file that was closed too often is not believed."""
    content = google_records.SAMPLE.rstrip()
    assert outcome(google_records, content + b"]}")[1] == {Trouble.DAMAGED: 1}
    assert len(outcome(google_records, content + b"\x00" * 500)[0]) == 2


def test_repeated_keys_and_lone_surrogates_do_not_stop_the_reading():
    """Both are wrong in JSON and both are seen."""
    places = b'"latitudeE7": 10000000, "latitudeE7": 20000000, "longitudeE7": 30000000'
    when = b'"name": "\\ud800", "timestamp": "2024-03-01T00:00:02Z"'
    twice = b'{"locations": [{' + places + b", " + when + b"}]}"
    assert outcome(google_records, twice)[0][0][1:3] == (2.0, 3.0)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(ALL), st.data())
def test_bytes_changed_at_random_never_raise_anything_but_a_refusal(module, data):
    """A short fuzz run: cut, overwrite, repeat."""
    content = bytearray(module.SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        where = data.draw(st.integers(0, len(content) - 1))
        content[where : where + data.draw(st.integers(0, 5))] = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b'"', b"{", b"}", b"[", b"]", b"\\", b"\xb0", b"\x00", b"-", b"9" * 30]),
            )
        )
    for plain in (False, True):
        outcome(module, bytes(content), plain)


# ── nothing leaks ──


@pytest.mark.parametrize("module", ALL, ids=NAMES)
@pytest.mark.parametrize("plain", [False, True])
def test_no_coordinate_is_ever_told(module, plain, caplog, capsys):
    """Canary positions in good, bad and cut records appear in no error, note, summary, repr or log."""
    caplog.set_level(logging.DEBUG)
    text = module.SAMPLE.decode()
    for canary in ("35.6586", "139.7454", "356586000", "1397454000"):
        text = text.replace(canary, canary.replace("35", "47", 1).replace("139", "147", 1))
    assert "47" in text
    variants = [
        text,
        text[: len(text) // 2],
        text.replace('"2024', '"1024'),
        text.replace("147.", "947."),
        text.replace("°", ""),
    ]
    variants += [
        text.replace("47.6586", "47.65.86"),
        text.replace("476586000", "x476586000"),
        text.replace("T", "Q"),
    ]
    told = ""
    for variant in variants:
        gathering = Gathering("UTC")
        try:
            module.read(BytesSource(variant.encode()), gathering, plain=plain)
        except Refused as refused:
            told += repr(refused) + str(refused) + repr(refused.__cause__) + refused.where + refused.expected
        found = gathering.events()
        told += (
            repr(found.left_out)
            + repr(found.summary())
            + repr(found.zones)
            + repr(found.fixes)
            + repr(found.sources)
        )
    told += caplog.text + "".join(capsys.readouterr())
    assert told
    for canary in ("47", "6586", "7454"):
        assert canary not in told.replace("'x.json'", "")
