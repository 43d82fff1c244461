"""Routes beside an Apple Health export become a time and a band, and nothing else."""

from __future__ import annotations

import pytest

from genkan.importers import apple_route, importer_for
from genkan.importers.gathering import Gathering
from genkan.nouns import DistanceBand, Events, Refused, SpanKind, Trouble
from genkan.store import BytesSource

HEAD = '<?xml version="1.0"?>\n<gpx version="1.1" creator="Apple Health Export">\n<metadata><time>2030-01-01T00:00:00Z</time></metadata><trk><trkseg>\n'  # noqa: E501
TAIL = "</trkseg></trk></gpx>\n"


def point(lat: object, lon: object, minute: int | None = 0) -> str:
    time = "" if minute is None else f"<time>2024-03-01T08:{minute:02}:00Z</time>"
    return f'<trkpt lon="{lon}" lat="{lat}"><ele>1</ele>{time}</trkpt>\n'


def read(content: str) -> Events:
    gathering = Gathering("Asia/Tokyo")
    gathering.reading("route.gpx")
    apple_route.read(BytesSource(content.encode()), gathering)
    return gathering.events()


def test_the_sample_gives_what_it_says() -> None:
    """The sample gives its figures, and the generic reader of GPX is not asked."""
    gathering = Gathering("Asia/Tokyo")
    apple_route.read(BytesSource(apple_route.SAMPLE), gathering)
    told = gathering.events().summary()
    assert {name: told[name] for name in apple_route.GIVES} == apple_route.GIVES
    assert importer_for(apple_route.SAMPLE, "x.gpx").NAME == apple_route.NAME  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (HEAD.encode(), True),
        (b"<gpx creator='Apple Health Export'>", True),
        (b'<gpx creator="Garmin">', False),
    ],
)
def test_recognised_by_its_creator(head: bytes, known: bool) -> None:
    """Only what Apple Health wrote is taken here."""
    assert apple_route.recognises(head, "x") is known


@pytest.mark.parametrize(
    ("degrees", "band"),
    [
        (0.0, DistanceBand.HOME),
        (0.0017, DistanceBand.HOME),
        (0.0019, DistanceBand.NEAR),
        (0.04, DistanceBand.NEIGHBOURHOOD),
        (0.1, DistanceBand.TOWN),
        (0.5, DistanceBand.REGION),
        (2.0, DistanceBand.FAR),
    ],
)
def test_the_furthest_point_from_the_first_decides(degrees: float, band: DistanceBand) -> None:
    """One degree north is 111.2 km; the way back changes nothing."""
    events = read(HEAD + point(10, 20) + point(10 + degrees, 20, 10) + point(10, 20, 20) + TAIL)
    assert events.spans.kind.tolist() == [SpanKind.ROUTE]
    assert events.spans.value.tolist() == [float(band)]
    assert events.summary()["route_hours"] == pytest.approx(20 / 60, abs=1e-3)


def test_across_the_date_line() -> None:
    """A short walk over the date line is short."""
    assert read(HEAD + point(10, 179.9999) + point(10, -179.9999, 5) + TAIL).spans.value.tolist() == [0.0]


def test_no_position_is_kept_or_shown() -> None:
    """Neither events nor refusals hold a coordinate."""
    events = read(HEAD + point("10.123456", "20.654321") + point("10.123457", "20.654322", 3) + TAIL)
    assert len(events.fixes) == 0
    assert "123456" not in repr(events)
    with pytest.raises(Refused) as refused:
        read(HEAD + point("10.123456", "20.654321", None) + TAIL)
    assert refused.value.trouble is Trouble.NO_TIMES
    assert "123456" not in repr(refused.value)


@pytest.mark.parametrize(("lat", "lon"), [(91, 0.5), (0, 0), ("x", 1), ("1e999", 1), (1, "")])
def test_impossible_points_are_left_out(lat: object, lon: object) -> None:
    """A point that cannot be is counted and does not make the route longer."""
    events = read(HEAD + point(10, 20) + point(lat, lon, 5) + TAIL)
    assert events.spans.value.tolist() == [0.0]
    assert [(part.trouble, part.count) for part in events.left_out] == [(Trouble.BAD_POSITIONS, 1)]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (HEAD, Trouble.TRUNCATED),
        (HEAD + TAIL, Trouble.NOTHING_USABLE),
        (HEAD + point(95, 20) + TAIL, Trouble.BAD_POSITIONS),
        ('<!DOCTYPE gpx [<!ENTITY a "b">]>' + HEAD + point(10, 20) + TAIL, Trouble.ENTITIES),
    ],
)
def test_what_is_refused(content: str, trouble: Trouble) -> None:
    """Empty, cut, impossible or entity-laden routes are refused by name."""
    with pytest.raises(Refused) as refused:
        read(content)
    assert refused.value.trouble is trouble


def test_a_cut_route_gives_its_good_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before the cut is kept and the cut is told, wherever the chunks end."""
    monkeypatch.setattr(apple_route, "_CHUNK", 37)
    whole = HEAD + point(10, 20) + point(10.05, 20, 10) + point(10, 20, 20) + TAIL
    assert read(whole).spans.value.tolist() == [3.0]
    events = read(whole[: whole.rindex("<ele>")])
    assert events.spans.value.tolist() == [3.0]
    assert [part.trouble for part in events.left_out] == [Trouble.TRUNCATED]
