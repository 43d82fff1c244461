"""Files that went through something: bytes flipped, lost, repeated, cut, glued."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.importers.sources import events_of

from genkan.importers.gathering import Gathering
from genkan.nouns import Events, Refused

NAMES = (
    *("actigraph", "actigraphy_csv", "actiwatch", "beiwe_gps", "fitbit_sleep", "fitbit_steps", "gpx"),
    *("location_csv", "samsung_sleep", "samsung_steps"),
)
IMPORTERS = [importlib.import_module(f"genkan.importers.{name}") for name in NAMES]
ODD = st.sampled_from(
    [
        *(
            b"\x00",
            b'"',
            b"\n",
            b"\r",
            b",",
            b";",
            b"}",
            b"]",
            b"<",
            b"-",
            b" ",
            b"\xff\xfe",
            b"\xed\xa0\x80",
        ),
        *(b"NaN", b"1e999", b"0x1p-3", b"9" * 25, b"[" * 30, b"\xe6\x97\xa5"),
        *(b"1904-01-01T00:00:00Z", b"2099-12-31 23:59:59"),
    ]
)
CHANGE = st.tuples(st.floats(0, 1), st.integers(0, 60), st.one_of(ODD, st.binary(max_size=4)))
JUNK = [b"\x89PNG\r\n\x1a\n\x00\x01" * 9, b"\x00" * 90, b"", b"\xff\xfe", b"%PDF-1.7\n"]


def outcome_of(importer: Any, text: bytes) -> tuple[Refused | None, Events]:
    """The refusal, or what was read."""
    try:
        return None, events_of(importer, text, "Europe/London")
    except Refused as refused:
        return refused, Gathering("UTC").events()


@pytest.mark.parametrize("importer", IMPORTERS, ids=NAMES)
@settings(max_examples=50, deadline=None)
@given(copies=st.integers(1, 3), changes=st.lists(CHANGE, min_size=1, max_size=6))
def test_nothing_but_a_refusal_escapes(
    importer: Any, copies: int, changes: list[tuple[float, int, bytes]]
) -> None:
    """Whatever happened to a file, it is read, left out or refused; refusals carry none of its content."""
    text = importer.SAMPLE * copies
    for share, length, odd in changes:
        place = int(share * len(text))
        text = text[:place] + odd + text[place + length :]
    importer.recognises(text, "file")
    refusal, events = outcome_of(importer, text)
    if refusal is not None:
        assert refusal.where == "" or refusal.where.split()[0] in ("line", "record")
        assert "100.50" not in repr(refusal)
    assert (abs(events.fixes.lat) <= 90).all()
    assert (events.spans.end_ms >= events.spans.start_ms).all()


@pytest.mark.parametrize("importer", IMPORTERS, ids=NAMES)
@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_pictures_and_emptiness_are_not_taken(importer: Any, junk: bytes) -> None:
    """Nothing binary or empty is taken for one of these formats."""
    assert not importer.recognises(junk, importer.__name__)


@pytest.mark.parametrize("importer", IMPORTERS, ids=NAMES)
def test_each_sample_is_taken_by_its_own_importer_first(importer: Any) -> None:
    """Asked in the order of their ranks, no two of these formats are confused."""
    asked = sorted(IMPORTERS, key=lambda other: getattr(other, "RANK", 50))
    assert next(other for other in asked if other.recognises(importer.SAMPLE, "file")) is importer
