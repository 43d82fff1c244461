"""GPX tracks."""

from __future__ import annotations

import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import gpx
from genkan.nouns import Refused, Trouble

HEAD = '<?xml version="1.0"?><gpx version="1.1"><trk><trkseg>'
POINT = '<trkpt lat="13.75" lon="100.5"><time>2026-01-05T00:00:00Z</time></trkpt>\n'
TAIL = "</trkseg></trk></gpx>"


def test_the_sample_gives_its_fixes() -> None:
    """Timed track points become fixes; waypoints do not; the timeless point is told."""
    assert gpx.recognises(gpx.SAMPLE, "walk.gpx")
    events = events_of(gpx, gpx.SAMPLE)
    assert events.summary() == gpx.GIVES
    assert [int(ms) - 1_767_571_212_000 for ms in events.fixes.utc_ms] == [0, 60_000, 120_500]
    assert lost(events) == {Trouble.NO_TIMES: 1}


def test_times_without_zone_are_utc() -> None:
    """GPX says times are UTC, so a missing Z changes nothing."""
    with_z = events_of(gpx, HEAD + POINT + TAIL).fixes.utc_ms
    assert (events_of(gpx, HEAD + POINT.replace("Z<", "<") + TAIL, "Asia/Tokyo").fixes.utc_ms == with_z).all()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_prefixes_and_encodings(encoding: str) -> None:
    """Prefixed names in other encodings are recognised and read."""
    point = POINT.replace("<t", "<g:t").replace("</t", "</g:t")
    told = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{told}"?><g:gpx xmlns:g="u"><g:name>é</g:name>{point}</g:gpx>'
    data = text.encode(encoding)
    assert gpx.recognises(data, "")
    assert len(events_of(gpx, data).fixes) == 1


def test_accuracy_in_extensions_is_metres() -> None:
    """An accuracy inside the point is kept; without one it is unknown."""
    told = POINT.replace("</trkpt>", "<extensions><accuracy>7.5</accuracy></extensions></trkpt>")
    accuracy = events_of(gpx, HEAD + told + POINT + TAIL).fixes.accuracy_m
    assert sorted(map(str, accuracy.tolist())) == ["7.5", "nan"]


def test_entities_are_refused() -> None:
    """A file that declares entities is refused before any of them could grow."""
    bomb = '<!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + "&b;" + TAIL
    with pytest.raises(Refused) as refused:
        events_of(gpx, bomb)
    assert refused.value.trouble is Trouble.ENTITIES


@pytest.mark.parametrize("cut", range(60, 400, 17))
def test_cut_anywhere_keeps_the_points_before(cut: int) -> None:
    """A file that stops in the middle gives the points before, and says it was cut short."""
    whole = HEAD + POINT * 5 + TAIL
    text = whole[:cut]
    points = text.count("</trkpt>")
    if not points:
        with pytest.raises(Refused) as refused:
            events_of(gpx, text)
        assert refused.value.trouble is Trouble.TRUNCATED
        return
    events = events_of(gpx, text)
    assert len(events.fixes) == points
    assert lost(events) == {Trouble.TRUNCATED: 1}


def test_a_broken_middle_keeps_the_points_before() -> None:
    """A control character ends the reading there, with the good part kept."""
    events = events_of(gpx, HEAD + POINT * 2 + "\x0b" + POINT + TAIL)
    assert len(events.fixes) == 2
    assert lost(events) == {Trouble.DAMAGED: 1}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (HEAD + "<x>" * 500, Trouble.TOO_DEEP),
        (HEAD + '<trkpt lat="' + "1" * 5_000_000, Trouble.DAMAGED),
        ("<gpx><wpt lat='1' lon='1'/></gpx>", Trouble.NOTHING_USABLE),
        ("<gpx><trkpt lat='1' lon='1'/></gpx>", Trouble.NO_TIMES),
    ],
)
def test_hopeless_files_are_refused(text: str, trouble: Trouble) -> None:
    """Too deep, endless, without track or without time: refused with the reason."""
    with pytest.raises(Refused) as refused:
        events_of(gpx, text)
    assert refused.value.trouble is trouble


def test_impossible_places_are_counted() -> None:
    """Points beyond the poles or without numbers are left out and told."""
    bad = POINT.replace("13.75", "95") + POINT.replace("13.75", "north")
    events = events_of(gpx, HEAD + bad + POINT + TAIL)
    assert len(events.fixes) == 1
    assert lost(events) == {Trouble.BAD_POSITIONS: 2}


def test_other_xml_is_not_taken() -> None:
    """XML that merely mentions GPX is left to others."""
    assert not gpx.recognises(b'<?xml version="1.0"?><smses note="gpx "/>', "")
    assert not gpx.recognises(b"gpx", "")
