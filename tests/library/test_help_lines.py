"""Help lines: who answers at this minute, on the country's own clock, and what is shown when a file is old.

Whether the files themselves are right is judged in ``tests/content/test_helplines.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.helplines import FRESH_FOR, KINDS, codes, countries, country_of, is_open, minute_of
from genkan.knowledge import LANGUAGES, knowledge

WEEK = 7 * 24 * 60
MINUTE = timedelta(minutes=1)
CHECKED = max(knowledge(f"helplines/{code}")["checked_on"] for code in codes())
moments = st.integers(0, 4 * 366 * 24 * 60).map(lambda past: datetime(2025, 1, 1, tzinfo=UTC) + past * MINUTE)


def lines_of(code: str) -> tuple[dict[str, Any], ...]:
    """The lines of one country, as they stand in its file."""
    return knowledge(f"helplines/{code}")["lines"]  # type: ignore[no-any-return]


def zone_of(code: str) -> ZoneInfo:
    """The zone whose clock a country's hours are told by."""
    return ZoneInfo(knowledge(f"helplines/{code}")["zone"])


# ── Minute by minute ──────────────────────────────────────────────────────────────────────────────


def minutes_open(entry: dict[str, Any]) -> bytearray:
    """One byte for each minute of a week from Monday 00:00, 1 where somebody answers; by plain loops."""
    table = bytearray(WEEK)
    if entry["day_and_night"]:
        return bytearray(b"\1" * WEEK)
    for hours in entry["open"]:
        first, last = int(hours["days"][0]), int(hours["days"][-1])
        starts, ends = (int(hours[key][:2]) * 60 + int(hours[key][3:]) for key in ("from", "to"))
        for day in range(first, last + 1):
            for minute in range(starts, ends):
                table[(day - 1) * 24 * 60 + minute] = 1
    return table


def mondays(code: str) -> Iterator[date]:
    """The Monday of an ordinary week, and those of weeks in which the country's clocks change."""
    zone, day = zone_of(code), date(2027, 1, 4)
    yield day
    while day < date(2028, 1, 3):
        week = (datetime(one.year, one.month, one.day, tzinfo=zone) for one in (day, day + timedelta(days=7)))
        if len({midnight.utcoffset() for midnight in week}) > 1:
            yield day
        day += timedelta(days=7)


def agrees(code: str, monday: date) -> int:
    """Walk one week of UTC minutes and compare every line with its table; the number of comparisons."""
    zone = zone_of(code)
    tables = [(entry, minutes_open(entry)) for entry in lines_of(code) if not entry["day_and_night"]]
    now = datetime(monday.year, monday.month, monday.day, tzinfo=zone).astimezone(UTC)
    until = now + timedelta(days=7, hours=1)
    count = 0
    while now < until:
        local = now.astimezone(zone)
        minute = local.weekday() * 24 * 60 + local.hour * 60 + local.minute
        for entry, table in tables:
            assert is_open(entry, local) == table[minute], (code, entry["id"], local)
            count += 1
        now += MINUTE
    return count


@pytest.mark.parametrize("code", codes())
def test_a_line_is_open_exactly_at_its_minutes(code: str) -> None:
    """Every minute of an ordinary week and of each week in which the country's clocks change."""
    some_close = sum(not entry["day_and_night"] for entry in lines_of(code))
    for monday in mondays(code):
        assert agrees(code, monday) >= some_close * WEEK


def test_the_weeks_looked_at_hold_the_changes_of_the_clock() -> None:
    """Two in London and Sydney, none in Bangkok: the walk above meets them."""
    assert [len(list(mondays(code))) for code in ("gb", "au", "th")] == [3, 3, 1]


@pytest.mark.parametrize("code", codes())
def test_a_line_opens_and_closes_at_its_minutes(code: str) -> None:
    """At each border and a minute around it, on every weekday, on the country's own clock."""
    borders = {0, 1, 1439} | {
        minute_of(hours[key]) + near
        for entry in lines_of(code)
        for hours in entry.get("open", ())
        for key in ("from", "to")
        for near in (-1, 0, 1)
    }
    tables = [(entry, minutes_open(entry)) for entry in lines_of(code)]
    for day in range(7):
        for minute in sorted(one for one in borders if 0 <= one < 24 * 60):
            local = datetime(2027, 1, 4 + day, *divmod(minute, 60), tzinfo=zone_of(code))
            for entry, table in tables:
                assert is_open(entry, local) == table[day * 24 * 60 + minute], (entry["id"], local)


def test_a_night_when_clocks_change_is_told_by_the_wall() -> None:
    """The hour that comes twice is open both times, the hour that is left out is nobody's."""
    night = {"day_and_night": False, "open": ({"days": "7", "from": "01:00", "to": "02:00"},)}
    london = ZoneInfo("Europe/London")
    back = datetime(2027, 10, 31, 0, 0, tzinfo=UTC)  # 01:00 British Summer Time, then 01:00 again
    opened = [is_open(night, (back + minute * MINUTE).astimezone(london)) for minute in range(-5, 125)]
    assert opened == [False] * 5 + [True] * 120 + [False] * 5
    forward = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # 00:30; at 01:00 it becomes 02:00
    assert not any(is_open(night, (forward + minute * MINUTE).astimezone(london)) for minute in range(60))


def test_day_and_night_is_always_and_no_hours_is_never() -> None:
    """What never closes has no hours; a line without any is not said to answer."""
    now = datetime(2027, 1, 4, 3, 59, tzinfo=UTC)
    assert is_open({"day_and_night": True}, now)
    assert not is_open({"day_and_night": False}, now)
    till_midnight = {"day_and_night": False, "open": ({"days": "1-5", "from": "22:00", "to": "24:00"},)}
    assert is_open(till_midnight, datetime(2027, 1, 8, 23, 59, tzinfo=UTC))
    assert not is_open(till_midnight, datetime(2027, 1, 9, 0, 0, tzinfo=UTC))
    assert not is_open(till_midnight, datetime(2027, 1, 9, 22, 0, tzinfo=UTC))


# ── What is shown ─────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=60)
@given(now=moments, code=st.sampled_from(codes()), lang=st.sampled_from(LANGUAGES))
def test_emergency_first_then_those_who_answer_now(now: datetime, code: str, lang: str) -> None:
    """In every country, at any minute of any year, in this order, and open by the country's own clock."""
    country = country_of(code, lang, now)
    order = [(not line.emergency, not line.open_now, KINDS.index(line.kind)) for line in country.lines]
    assert order == sorted(order)
    assert country.lines == (*country.emergency, *country.others)
    assert country.emergency
    entries = {entry["id"]: entry for entry in lines_of(code)}
    local = now.astimezone(zone_of(code))
    for line in country.lines:
        minute = local.weekday() * 24 * 60 + local.hour * 60 + local.minute
        assert line.open_now == minutes_open(entries[line.id])[minute]
        assert line.name
        assert line.hours
        assert line.says
        assert line.dial or line.address
        assert line.dial.strip("+#0123456789") == ""
    for young in (True, False):
        others = country.others_for(young)
        assert sorted(one.id for one in others) == sorted(one.id for one in country.others)
        assert [one.open_now for one in others] == sorted((one.open_now for one in others), reverse=True)


@settings(deadline=None, max_examples=60)
@given(now=moments, code=st.sampled_from(codes()))
def test_what_was_checked_too_long_ago_is_not_shown(now: datetime, code: str) -> None:
    """Only emergency numbers outlive their check; a stale file shows nothing else, and says so."""
    here = now.astimezone(zone_of(code))
    country = country_of(code, "en", here)
    content = knowledge(f"helplines/{code}")
    assert country.stale == (content["check_again_by"] < here.date())
    shown = {line.id for line in country.lines}
    for entry in content["lines"]:
        fresh = here.date() - entry["checked_on"] <= FRESH_FOR and not country.stale
        assert (entry["id"] in shown) == (entry["kind"] == "emergency" or fresh), entry["id"]
    if country.stale:
        assert country.others == ()
        assert country.centres == ()


@pytest.mark.parametrize("code", codes())
def test_a_file_goes_stale_on_its_day_and_not_before(code: str) -> None:
    """On the day of its next check all lines stand; from the day after, the emergency numbers alone."""
    last = knowledge(f"helplines/{code}")["check_again_by"]
    noon = datetime(last.year, last.month, last.day, 12, tzinfo=zone_of(code))
    on_time, late = country_of(code, "en", noon), country_of(code, "en", noon + timedelta(days=1))
    assert not on_time.stale
    assert len(on_time.lines) == len(lines_of(code))
    assert late.stale
    assert late.lines == on_time.emergency


def test_the_country_s_own_day_counts() -> None:
    """Whether a file is old does not hang on where the question comes from: one moment, one answer."""
    told = {}
    for code in codes():
        last = knowledge(f"helplines/{code}")["check_again_by"]
        for hour in range(0, 48, 6):
            moment = datetime(last.year, last.month, last.day, tzinfo=zone_of(code)) + timedelta(hours=hour)
            for zone in ("Pacific/Kiritimati", "UTC", "America/Los_Angeles"):
                stale = country_of(code, "en", moment.astimezone(ZoneInfo(zone))).stale
                if stale != (hour >= 24):
                    told[code, zone, hour] = stale
    assert told == {}


# ── All countries ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("first", ["th", "jp", "gb"])
def test_the_country_at_hand_stands_first_the_others_by_name(lang: str, first: str) -> None:
    """All of them, each once; in English in the order of the alphabet."""
    now = datetime(CHECKED.year, CHECKED.month, CHECKED.day, 12, tzinfo=UTC)
    found = countries(lang, now, first)
    assert found[0].code == first
    assert sorted(one.code for one in found) == sorted(codes())
    if lang == "en":
        assert [one.name for one in found[1:]] == sorted(one.name for one in found[1:])


def test_an_unknown_country_is_an_error_and_not_an_empty_page() -> None:
    """Nobody is shown a page without an emergency number by mistake."""
    with pytest.raises(KeyError):
        country_of("xx", "en", datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("code", codes())
def test_in_fresh_files_somebody_answers_at_any_hour_or_it_is_said(code: str) -> None:
    """At every hour of a week a line to talk is open, or the country says that no line is open at night."""
    for hour in range(0, 7 * 24, 3):
        now = datetime(CHECKED.year, CHECKED.month, CHECKED.day, tzinfo=UTC) + timedelta(hours=hour)
        country = country_of(code, "en", now)
        assert all(line.open_now for line in country.emergency)
        assert country.no_night_line or any(line.open_now for line in country.others), (code, now)
