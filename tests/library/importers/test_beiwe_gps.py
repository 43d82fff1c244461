"""Beiwe GPS files."""

from __future__ import annotations

from tests.library.importers.sources import events_of, lost

from genkan.importers import beiwe_gps
from genkan.nouns import Trouble


def test_the_sample_gives_its_fixes() -> None:
    """The sample is recognised and read whole, its milliseconds as UTC."""
    assert beiwe_gps.recognises(beiwe_gps.SAMPLE, "2026-01-05 00_00_00.csv")
    events = events_of(beiwe_gps, beiwe_gps.SAMPLE, "America/New_York")
    assert events.summary() == beiwe_gps.GIVES
    assert events.fixes.utc_ms[0] == 1_767_571_200_123
    assert events.fixes.accuracy_m[1] == 16.0


def test_other_beiwe_streams_are_not_taken() -> None:
    """Beiwe's other files begin alike and are left to others."""
    assert not beiwe_gps.recognises(b"timestamp,UTC time,accuracy,x,y,z\n1,2,3,4,5,6\n", "")


def test_a_file_cut_short_keeps_its_good_part() -> None:
    """A line cut in the middle is left out and told."""
    cut = beiwe_gps.SAMPLE[: beiwe_gps.SAMPLE.rindex(b",13.75868")]
    events = events_of(beiwe_gps, cut)
    assert len(events.fixes) == 6
    assert lost(events) == {Trouble.TRUNCATED: 1}
