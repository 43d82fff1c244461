"""Canary coordinates and numbers: planted in every file that can hold one, searched for wherever data lands.

The walk may know where somebody was only until the days are made. Nothing written, shown, logged or kept
may hold a planted position, in any spelling, or a planted telephone number.
"""

from __future__ import annotations

import io
import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from genkan import course, store
from genkan.cli import main
from genkan.letters.html import html_of
from genkan.nouns import Refused

LAT, LON = 35.7128391, 139.8246137
NUMBER = "0812345678"
TRACES = (
    b"35.712", b"139.824", b"357128", b"1398246", b"35.71", b"139.82", b"5678", b"0812345",
    b"\x16\xec\x41\x40",
)  # fmt: skip


def fixes() -> list[tuple[str, float, float]]:
    """Twenty days at a canary home with walks; times as ISO."""
    rows = []
    for day in range(20):
        for minute in range(0, 1440, 10):
            out = 600 <= minute < 660
            stamp = f"{date(2026, 3, 1) + timedelta(days=day)}T{minute // 60:02d}:{minute % 60:02d}:00"
            rows.append((stamp, LAT + 0.01 * out, LON + 0.01 * out))
    return rows


def csv_file() -> bytes:
    """Location CSV."""
    return ("time,lat,lon\n" + "".join(f"{t}+09:00,{a:.7f},{b:.7f}\n" for t, a, b in fixes())).encode()


def gpx_file() -> bytes:
    """GPX."""
    points = "".join(f'<trkpt lat="{a:.7f}" lon="{b:.7f}"><time>{t}Z</time></trkpt>' for t, a, b in fixes())
    whole = f'<gpx version="1.1" creator="x"><trk><trkseg>{points}</trkseg></trk></gpx>'
    return f'<?xml version="1.0"?>{whole}'.encode()


def records_file() -> bytes:
    """Google Records.json."""
    rows = ",\n".join(
        f'{{"latitudeE7": {round(a * 1e7)}, "longitudeE7": {round(b * 1e7)}, '
        f'"accuracy": 12, "timestamp": "{t}Z"}}'
        for t, a, b in fixes()
    )
    return f'{{"locations": [{rows}]}}'.encode()


def timeline_file() -> bytes:
    """Android Timeline.json."""
    rows = ",".join(f'{{"point": "{a:.7f}°, {b:.7f}°", "time": "{t}.000+09:00"}}' for t, a, b in fixes())
    first, last = fixes()[0][0], fixes()[-1][0]
    return (
        f'{{"semanticSegments": [{{"startTime": "{first}.000+09:00", "endTime": "{last}.000+09:00", '
        f'"timelinePath": [{rows}]}}], "rawSignals": []}}'
    ).encode()


def sms_file() -> bytes:
    """Messages with a canary number and a canary text."""
    rows = "".join(
        f'<sms protocol="0" address="{NUMBER}" date="{1772323200000 + i * 3_600_000}" type="{1 + i % 2}" '
        f'body="meet at {LAT}" contact_name="canary {LAT}" />'
        for i in range(50)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n<smses count="50">{rows}</smses>'.encode()
    )


FILES = {
    "fixes.csv": csv_file,
    "track.gpx": gpx_file,
    "Records.json": records_file,
    "Timeline.json": timeline_file,
    "sms.xml": sms_file,
}


def traces_in(content: bytes) -> list[bytes]:
    """Which planted pieces are found."""
    return [trace for trace in TRACES if trace in content]


def test_the_search_would_find_a_trace() -> None:
    """The judge sees the planted canary in the files themselves."""
    for name, made in FILES.items():
        assert traces_in(made()), name


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_written_or_shown_holds_a_canary(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every output of the command line, its words, its errors and its logs."""
    file = tmp_path / "in" / name
    file.parent.mkdir()
    file.write_bytes(FILES[name]())
    out = tmp_path / "out"
    out.mkdir()
    forms = ("html", "svg", "json", "parquet")
    words = [word for form in forms for word in (f"--{form}", str(out / f"o.{form}"))]
    with caplog.at_level(logging.DEBUG):
        told = CliRunner().invoke(main, ["read", str(file), "--zone", "Asia/Tokyo", *words])
    assert told.exit_code == 0, told.output
    for made in (*out.iterdir(),):
        found = [
            trace for trace in traces_in(made.read_bytes()) if trace not in (b"5678", b"\x16\xec\x41\x40")
        ]
        assert not found, made.name
    assert not traces_in(told.output.encode())
    assert not traces_in(caplog.text.encode())


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("share", [0.1, 0.5, 0.93])
def test_no_error_and_no_repr_holds_a_canary(name: str, share: float) -> None:
    """A file cut short or damaged may be refused, but never by quoting it; and nothing prints a fix."""
    content = FILES[name]()
    for broken in (
        content[: int(len(content) * share)],
        content.replace(b"2026", b"20x6"),
        content.replace(b"35.", b"95."),
    ):
        assert not traces_in(told_of(broken, name).encode())


def told_of(content: bytes, name: str) -> str:
    """Everything that reading this may print: its refusal, or what its tables show of themselves."""
    try:
        events, _, _ = course.events_in([store.BytesSource(content, name)], "Asia/Tokyo")
    except Refused as refused:
        return repr(refused) + str(refused)
    return repr((events.fixes, events.left_out, events.contacts, events.summary()))


@pytest.mark.django_db
def test_the_site_keeps_no_canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upload the whole of the site's folder and database hold no trace."""
    from django.conf import settings
    from django.db import connection

    from genkan_web import bridge
    from genkan_web.models import DayTable

    for name, made in FILES.items():
        table = DayTable.objects.create(key=name, zone="Asia/Tokyo")
        bridge.keep_reading(table, course.read([store.BytesSource(made(), name)], "Asia/Tokyo"))
    dumped = io.StringIO()
    with connection.cursor() as cursor:
        cursor.execute("SELECT days, told, answers, refusal FROM genkan_daytable")
        dumped.write(repr(cursor.fetchall()))
    found = [trace for trace in traces_in(dumped.getvalue().encode()) if trace != b"5678"]
    assert not found
    for file in Path(settings.VAR).rglob("*"):
        if file.is_file() and "static" not in file.parts:
            assert not [trace for trace in traces_in(file.read_bytes()) if len(trace) > 6], file.name


def test_a_printed_page_holds_no_canary() -> None:
    """The page with every reading on it."""
    reading = course.read([store.BytesSource(csv_file(), "fixes.csv")], "Asia/Tokyo")
    page = html_of(course.course_of(reading.days), reading, "en").encode()
    assert not [trace for trace in traces_in(page) if len(trace) > 5]
