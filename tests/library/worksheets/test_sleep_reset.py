"""Next week's rise time: small, the shorter way round, never past the wish, stopped by red flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import days_of
from tests.library.worksheets.sheets import ON, filled, rows

from genkan.knowledge import LANGUAGES, knowledge
from genkan.nouns import Days, Floats
from genkan.worksheets.sleep_reset import (
    Proposal,
    Says,
    Way,
    apart,
    next_rise,
    nights_of,
    picture_of,
    proposal_for,
    wanders,
)
from genkan.worksheets.told import reasons_told

RULE = knowledge("worksheets/sleep_reset")["rules"]["moves"]
HOURS = st.floats(0, 23.99)
FLAGS = ("weak_when_laughing", "sleep_attacks", "little_sleep_much_energy", "breath_stops")


def week(hour: float, scatter: float = 0.0, count: int = 7) -> Floats:
    """A week of getting up at about an hour."""
    return (hour + scatter * np.array([-1, 0, 1, 0, -1, 1, 0])[:count]) % 24


def measured(hours: Sequence[float], last: date = ON) -> Days:
    """Days whose only measured thing is the hour of getting up."""
    first = last - timedelta(days=len(hours) - 1)
    days = days_of([None] * len(hours), first)
    return replace(days, columns={**days.columns, "sleep_end_hour": np.array(hours, dtype=float)})


def walked(start: float, wish: float, weeks: int = 60) -> list[Proposal]:
    """Week after week, each proposal kept exactly."""
    found, kept = [], None
    for _ in range(weeks):
        at = start if kept is None else kept
        found.append(next_rise(week(at), wish, kept_hour=kept))
        if found[-1].says is not Says.MOVE:
            break
        kept = found[-1].rise_hour
    return found


@settings(max_examples=300, deadline=None)
@given(HOURS, HOURS)
def test_every_move_is_small_the_shorter_way_and_never_past_the_wish(start: float, wish: float) -> None:
    """Earlier: at most an hour, never later than now. Later: at most two, never later than the wish."""
    found = next_rise(week(start), wish)
    assert found.says in (Says.MOVE, Says.REACHED)
    if found.says is Says.MOVE:
        assert found.rise_hour is not None
        moved = apart(found.rise_hour, start)
        left = apart(wish, start)
        assert (moved < 0) == (found.way is Way.EARLIER)
        assert abs(moved) <= RULE[f"{found.way}_hours_a_week"] + 1e-6
        assert abs(moved) <= abs(left) + 1e-6
        assert abs(left) == pytest.approx(12) or (left < 0) == (moved < 0)


@settings(max_examples=100, deadline=None)
@given(HOURS, HOURS)
def test_whoever_keeps_it_arrives_and_never_turns_round(start: float, wish: float) -> None:
    """Kept week by week the wish is reached, always in one direction, within a dozen weeks."""
    found = walked(start, wish)
    assert found[-1].says is Says.REACHED
    assert len(found) <= 15
    assert len({one.way for one in found[:-1]}) <= 1
    lefts = [one.weeks for one in found if one.weeks is not None]
    assert lefts == sorted(lefts, reverse=True)


@pytest.mark.parametrize(
    ("start", "wish", "way"),
    [(15, 7, Way.EARLIER), (18, 7, Way.EARLIER), (20, 7, Way.LATER), (2, 7, Way.LATER)],
)
def test_the_shorter_way_round_is_taken(start: float, wish: float, way: Way) -> None:
    """Eight or eleven hours late goes back; thirteen goes on round the clock, with a doctor beside."""
    found = next_rise(week(start), wish)
    assert found.way is way
    said = [one.said.rpartition(".")[2] for one in found.because]
    assert said == (["earlier"] if way is Way.EARLIER else ["later", "with_a_doctor"])


@pytest.mark.parametrize("flag", FLAGS)
def test_a_red_flag_stops_everything(flag: str) -> None:
    """With any of them a doctor looks first, whatever else is known; no time is proposed."""
    sheet = filled("sleep_reset", rise_wish="07:00", red_flags=[flag])
    found = proposal_for(sheet, ON, measured([15.0] * 21))
    assert found.says is Says.DOCTOR_FIRST
    assert found.rise_hour is None
    assert next_rise(week(15), 7.0, ["none"][:0]).says is Says.MOVE
    for lang in LANGUAGES:
        assert all(reasons_told(found.because, lang))


def test_every_flag_that_can_be_chosen_stops() -> None:
    """No flag of the sheet is without its sentence."""
    options = next(one for one in knowledge("worksheets/sleep_reset")["field"] if one["id"] == "red_flags")
    assert set(options["options"]) == {*FLAGS, "none"}


@pytest.mark.parametrize("pace", [0.5, 1.0, 1.5, 2.0])
def test_a_rise_time_that_wanders_round_the_clock_is_for_a_doctor(pace: float) -> None:
    """Half an hour or more later each day; a steady, a scattered and an earlier moving one are not that."""
    day = np.arange(21)
    assert next_rise((8 + pace * day) % 24, 7.0).says is Says.DOCTOR_FIRST
    gaps = np.where(day % 3 == 1, np.nan, (8 + pace * day) % 24)
    assert next_rise(gaps, 7.0).says is Says.DOCTOR_FIRST
    noise = np.random.default_rng(3).normal(0, 1.0, 21)
    assert not wanders((14 + noise) % 24)
    assert not wanders((14 - 0.15 * day + 0.5 * noise) % 24)


def test_invented_nights_rarely_seem_to_wander() -> None:
    """Of 500 steady and 500 wholly scattered runs of nights, fewer than one in a hundred are called so."""
    rng = np.random.default_rng(1)
    steady = sum(wanders((15 + rng.normal(0, 1.5, 21)) % 24) for _ in range(500))
    scattered = sum(wanders(rng.uniform(0, 24, 21)) for _ in range(500))
    assert steady < 5
    assert scattered < 5


def test_few_nights_are_no_nights() -> None:
    """Three known nights in a week say nothing; unknown nights are never counted as late."""
    nights = np.full(21, np.nan)
    nights[[14, 17, 20]] = 15.0
    assert next_rise(nights, 7.0).says is Says.CANNOT_TELL
    nights[18] = 15.0
    assert next_rise(nights, 7.0).says is Says.MOVE
    assert next_rise(week(15), None).says is Says.CANNOT_TELL
    assert next_rise(np.array([]), 7.0).says is Says.CANNOT_TELL


def test_a_week_that_was_not_kept_stands_still() -> None:
    """The same time again, never a larger move to catch up, and never later than it was told."""
    found = next_rise(week(15), 7.0, kept_hour=13.0)
    assert (found.says, found.rise_hour) == (Says.HOLD, 13.0)
    assert next_rise(week(13, 0.8), 7.0, kept_hour=13.0).rise_hour == 12.0
    some = np.array([np.nan, 13.0, np.nan, 13.5, 12.5, np.nan, 13.0])
    assert next_rise(some, 7.0, kept_hour=13.0).says is Says.MOVE


def test_scattered_nights_get_an_anchor_first() -> None:
    """With nights far apart one steady time comes first; all round the clock there is none."""
    wild = next_rise(np.array([6.0, 12, 18, 7, 17, 12, 16.5]), 7.0)
    assert (wild.says, wild.because[0].said) == (Says.HOLD, "worksheet.reads.sleep.scattered")
    assert wild.rise_hour is not None
    everywhere = next_rise(np.arange(7) * 24 / 7, 7.0)
    assert (everywhere.says, everywhere.rise_hour) == (Says.CANNOT_TELL, None)
    assert next_rise(np.array([8.0, 12, 16, 9, 15, 12, 14]), 7.0).says is Says.MOVE


def test_measured_nights_come_before_written_ones_and_later_days_are_never_used() -> None:
    """A night the device did not see is filled from the sheet; tomorrow is not known."""
    days = measured([15.0, np.nan, 14.0, 3.0], ON + timedelta(days=1))
    sheet = filled(
        "sleep_reset",
        **rows(
            "nights",
            {"up_on": ON - timedelta(days=1), "up_at": "13:30"},
            {"up_on": ON, "up_at": "09:00"},
            {"up_on": ON - timedelta(days=9), "up_at": "08:00"},
        ),
    )
    found = nights_of(sheet, ON, days)
    assert found[-3:].tolist() == [15.0, 13.5, 14.0]
    assert found[-10] == 8.0
    assert np.isnan(found[:-10]).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_proposal_is_said_with_its_numbers(lang: str) -> None:
    """Now, next week and the wish stand in the sentence, as times of the day."""
    (words,) = reasons_told(next_rise(week(15.25), 7.0).because, lang)
    assert all(part in words for part in ("15:15", "14:15", "07:00", "7"))


def test_the_nights_are_seen_in_the_same_picture_as_everywhere() -> None:
    """The sleep raster draws the same days."""
    assert "<svg" in picture_of(measured([15.0] * 21), "en").alone()
