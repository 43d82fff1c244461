"""Times in the spellings of people and programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genkan.clock import Clock
from genkan.importers.gathering import Gathering
from genkan.importers.stamps import NO_TIME, Wall, ZoneChanges, day_comes_first, offset_name, stamp_of

MOMENT = int(datetime(2026, 1, 31, 15, 15, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-31 15:15", "2026-01-31T15:15:00.000", "2026/01/31 15:15:00", "2026/1/31 3:15 PM",
        "31/1/2026 15:15",
        "31.01.2026 15:15", "31/01/2569 15:15", "2569-01-31 15:15", "2026年1月31日 午後3時15分",
        "31-Jan-2026 15:15",
        "31/1/26, 3:15:00 p.m.", "1/31/2026 15:15",
    ],
)  # fmt: skip
def test_spellings_of_one_wall_clock_moment(text: str) -> None:
    """Every spelling is the same wall-clock moment, and none of them knows its zone."""
    assert stamp_of(text) == (MOMENT, False)


@pytest.mark.parametrize(
    "text",
    [
        "1769872500", "1769872500.0", "1769872500000", "1769872500000000", "1769872500000000000",
        "2026-01-31T15:15:00Z", "2026-01-31 22:15:00+07:00", "2026-01-31T22:15:00+0700",
        "31/01/2026 15:15 UTC",
        "2026/1/31 22:15:00 UTC+0700",
    ],
)  # fmt: skip
def test_spellings_that_know_their_zone(text: str) -> None:
    """Counts since 1970 and times with an offset are the same instant."""
    assert stamp_of(text) == (MOMENT, True)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "12:30", "2026-13-01 00:00", "31/02/2026 10:00", "9" * 30, "1.7E+12", "2026-01-31 25:00"],
)
def test_what_is_no_time(text: str) -> None:
    """Text that holds no whole time gives None, never a guess."""
    assert stamp_of(text) is None


def test_day_or_month_first_is_seen_from_many_dates() -> None:
    """A part above twelve decides, else the part that changes more often is the day."""
    assert day_comes_first(["13/01/2026"])
    assert not day_comes_first(["01/13/2026"])
    assert day_comes_first([f"{day}/3/2026 10:00" for day in range(1, 9)])
    assert not day_comes_first([f"3/{day}/2026 10:00" for day in range(1, 9)])
    assert not day_comes_first(["1/1/2026"], unless=False)


def test_the_hour_that_comes_twice_is_read_in_order() -> None:
    """In the autumn hour the second pass over the same wall times means an hour later."""
    clock = Clock.in_zone("Europe/London")
    start = int(datetime(2026, 10, 25, 0, 0, tzinfo=UTC).timestamp())
    instants = start + np.arange(0, 3 * 3600, 600)
    wall = clock.local_s(instants) * 1000
    reader = Wall(clock)
    read = np.concatenate([reader.utc_ms(part) for part in np.array_split(wall, 5)])
    assert (read // 1000 == instants).all()


def test_the_hour_that_never_was_counts_as_the_jump() -> None:
    """A wall time inside the spring gap is the instant of the jump."""
    clock = Clock.in_zone("Europe/London")
    gap = int(datetime(2026, 3, 29, 1, 30, tzinfo=UTC).timestamp()) * 1000
    jump = int(datetime(2026, 3, 29, 1, 0, tzinfo=UTC).timestamp()) * 1000
    assert Wall(clock).utc_ms([gap]).tolist() == [jump]


def test_texts_without_time_are_marked() -> None:
    """A column of texts keeps its length, with a mark where there is no time."""
    read = Wall(Clock.in_zone("Asia/Tokyo")).utc_ms_from_texts(["2026-02-01 00:15", "?", "1769872500"])
    assert read.tolist() == [MOMENT, NO_TIME, MOMENT]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_iso_times_come_back(moment: datetime, minutes: int) -> None:
    """Whatever Python writes as ISO 8601, with any offset, is read back to the millisecond."""
    aware = moment.replace(tzinfo=UTC)
    shifted = (moment + timedelta(minutes=minutes)).isoformat()
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    expected = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert stamp_of(shifted + zone) == (expected, True)


@pytest.mark.parametrize(
    ("text", "zone"), [("UTC+0900", "+09:00"), ("-3:30", "-03:30"), ("+99:00", None), ("", None)]
)
def test_offsets_become_zone_names(text: str, zone: str | None) -> None:
    """Offsets of vendors become the fixed zones that clocks know."""
    assert offset_name(text) == zone


@pytest.mark.parametrize("direction", [1, -1])
def test_zones_are_told_from_where_they_begin(direction: int) -> None:
    """Newest-first and oldest-first files tell the same changes of zone."""
    days = [(MOMENT + day * 86_400_000, "+07:00" if day < 3 or day > 6 else "+09:00") for day in range(9)]
    changes, gathering = ZoneChanges(), Gathering("Asia/Bangkok")
    for utc_ms, zone in days[::direction]:
        changes.see(utc_ms, zone)
    changes.tell(gathering)
    told = [(span.start_s * 1000, span.zone) for span in gathering.events().zones]
    assert told == [days[0], days[3], days[7]]
