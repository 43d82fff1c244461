"""What watching says: reasons in raw numbers, left-out days, answers learnt, silence, ranges."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from tests.library.concerns.lives import FIRST, noise, scores, slid

from genkan.concerns.ahead import ahead_of, state_of
from genkan.concerns.clock import AHEAD, OPEN, PASSED, clock_of
from genkan.concerns.onset import onset_of
from genkan.concerns.scores import Scores, scores_from_raw, scores_of, weekend
from genkan.concerns.silence import CAUSES, silence_of
from genkan.concerns.told import watch_told
from genkan.concerns.usual_life import usual_life
from genkan.concerns.watch import WatchLevel, said_until, watch_of
from genkan.knowledge import LANGUAGES
from genkan.nouns import Between, DayFlag, Informant, Sign, silent_days
from genkan.watch_sheet import watch_words

START = 120
SLID = scores(slid(noise(7), START, 10))


def raised(table: Scores) -> date:
    """The first concern from the day of the slide on."""
    said = said_until(table)
    return next(day for day, level in said if level is WatchLevel.CONCERN and day >= FIRST + timedelta(START))


def test_a_slide_is_told_with_its_range_and_reasons() -> None:
    """Two weeks after the concern the range holds the true first day, and every sign is accounted for."""
    on = raised(SLID) + timedelta(days=14)
    seen = watch_of(SLID, on)
    assert seen.level is WatchLevel.CONCERN
    concern = seen.concern
    assert concern is not None
    assert concern.since.earliest <= FIRST + timedelta(START) <= concern.since.latest
    assert {*concern.changed, *concern.unchanged, *concern.unknown} == set(Sign)
    assert concern.heard == 28


def test_signs_that_did_not_change_and_signs_nobody_tells_are_named() -> None:
    """Mood as ever is «as usual», contact never told is «not known»."""
    values = slid(noise(7), START, 10)
    values[:, 5] = noise(7)[:, 5]
    values[:, 2] = np.nan
    table = scores(values)
    concern = watch_of(table, raised(table) + timedelta(days=14)).concern
    assert concern is not None
    assert Sign.MOOD in concern.unchanged
    assert concern.unknown == (Sign.CONTACT,)


def test_raw_numbers_stand_against_the_own_usual() -> None:
    """Five days out a week that become one are said as five and one."""
    rng = np.random.default_rng(3)
    share = np.where(np.arange(200) < START, 5 / 7, 1 / 7)
    raw = {
        "left_home": (rng.random(200) < share).astype(float),
        "mood": rng.integers(2, 4, 200).astype(float),
    }
    raw["talked"] = (rng.random(200) < share).astype(float)
    table = scores_from_raw(FIRST, raw, weekend(FIRST, 200))
    concern = watch_of(table, raised(table) + timedelta(days=20)).concern
    assert concern is not None
    told = {one.said: one.facts for one in concern.because}
    assert told["concerns.measure.left_home"]["usual"] == pytest.approx(5, abs=0.7)
    assert told["concerns.measure.left_home"]["now"] == pytest.approx(1, abs=1)


def test_left_out_days_are_in_no_number() -> None:
    """A week at home that somebody explained does not lower what is usually done."""
    rng = np.random.default_rng(3)
    share = np.where(np.arange(200) < START, 1.0, 0.0)
    raw = {"left_home": share.copy(), "talked": (rng.random(200) < 0.9 * share + 0.05).astype(float)}
    raw["left_home"][START - 30 : START - 16] = 0.0
    table = scores_from_raw(FIRST, raw, weekend(FIRST, 200))
    first, last = (FIRST + timedelta(days=START - back) for back in (30, 17))
    explained = table.leaving_out(first, last, "illness")
    concern = watch_of(explained, FIRST + timedelta(days=START + 40)).concern
    assert concern is not None
    told = {one.said: one.facts for one in concern.because}
    assert told["concerns.measure.left_home"] == {"usual": 7.0, "now": 0.0}


def test_marked_days_are_left_out_and_said_to_be() -> None:
    """Ten days of flu raise nothing when somebody said so, and the reading says that days were left out."""
    values = noise(5)
    values[150:160] += 6.0
    table = scores(values)
    told = table.leaving_out(FIRST + timedelta(150), FIRST + timedelta(159), "illness")
    after = FIRST + timedelta(150)
    assert [one for one in said_until(table) if one[0] >= after]
    assert not [one for one in said_until(told) if after <= one[0] <= after + timedelta(10)]
    said = {one.said: one.facts for one in watch_of(told).because}
    assert said["concerns.learnt.left_out"]["days"] == 10
    life, clean = usual_life(told.judged[None], told.free), noise(5)
    clean[150:160] = np.nan
    assert np.array_equal(life.signs, usual_life(clean[None], told.free).signs, equal_nan=True)


def test_this_is_wrong_is_learnt_for_later_days_only() -> None:
    """After such an answer more has to change, said visibly; what was said before stays."""
    table = scores(slid(noise(4, 200), START, 40, 0.9))
    plain = said_until(table)
    first = plain[0][0]
    learnt = said_until(table, wrong=[first])
    assert learnt[0] == plain[0]
    assert len(learnt) <= len(plain)
    assert all(
        day >= after for day, after in zip([d for d, _ in learnt], [d for d, _ in plain], strict=False)
    )
    said = {one.said: one.facts for one in watch_of(table, wrong=[first]).because}
    assert said["concerns.learnt.wrong"]["times"] == 1


def test_silence_is_its_own_state() -> None:
    """Nothing heard since: neither a concern nor fine, also right after a slide."""
    seen = watch_of(SLID, SLID.last + timedelta(days=9))
    assert seen.level is WatchLevel.SILENCE
    assert seen.silence is not None
    assert seen.silence.since == SLID.last
    assert seen.silence.causes == CAUSES
    assert seen.ahead is None
    assert silence_of(SLID, SLID.last + timedelta(days=3)) is None


def test_a_person_who_reports_once_a_week_is_not_silent_after_ten_days() -> None:
    """Silence is measured against the gaps this person usually leaves."""
    values = noise(1)
    values[np.arange(200) % 7 != 0] = np.nan
    table = scores(values)
    last = FIRST + timedelta(int(np.flatnonzero(table.heard)[-1]))
    assert silence_of(table, last + timedelta(days=10)) is None
    assert silence_of(table, last + timedelta(days=21)) is not None


def test_nothing_ever_heard_is_silence_too() -> None:
    """An empty table is not fine."""
    seen = watch_of(scores_of(silent_days(FIRST, 40)))
    assert seen.level is WatchLevel.SILENCE
    assert seen.silence is not None
    assert seen.silence.since is None


def test_too_short_a_record_says_not_enough() -> None:
    """Three weeks are not enough to know a usual."""
    seen = watch_of(scores(noise(1, 21)))
    assert seen.level is WatchLevel.NOT_ENOUGH
    assert any(one.said == "concerns.not_enough.baseline" for one in seen.because)


def test_an_abrupt_start_is_dated_to_days_and_a_slow_one_to_weeks() -> None:
    """The range is narrow where the change was sudden, and says which it was."""
    sudden = onset_of(usual_life(slid(noise(2), 140, 1, 2.5)[None], SLID.free).signs[0], 170)
    slow = onset_of(usual_life(slid(noise(2), 110, 60, 2.5)[None], SLID.free).signs[0], 170)
    assert sudden is not None
    assert slow is not None
    assert abs(sudden.middle - 140) <= 3
    assert sudden.abrupt > 0.6 > slow.abrupt
    assert slow.latest - slow.earliest > sudden.latest - sudden.earliest
    assert slow.earliest <= 110 <= slow.latest


def test_the_fan_ends_after_four_weeks() -> None:
    """Beyond 28 days we do not know; people near a concern get another fan than quiet ones."""
    ahead = ahead_of(np.full(30, 0.5), 50.0, None)
    assert ahead is not None
    assert ahead.at(28) is not None
    assert ahead.at(29) is None
    assert all(low < middle < high for _, low, middle, high in ahead.fan)
    assert [state_of(one, None) for one in (1.0, 10.0, 50.0, 200.0)] == ["quiet", "ordinary", "some", "near"]
    assert (state_of(1.0, 10), state_of(1.0, 60), state_of(1.0, 90)) == ("concern", "after", "quiet")
    assert ahead_of(np.full(30, np.nan), 0.0, None) is None


@pytest.mark.parametrize(
    ("as_of", "where"),
    [
        (date(2026, 3, 31), (AHEAD, AHEAD)),
        (date(2026, 4, 5), (OPEN, AHEAD)),
        (date(2026, 4, 10), (PASSED, AHEAD)),
        (date(2026, 7, 10), (PASSED, PASSED)),
    ],
)
def test_the_criteria_clock_is_a_range(as_of: date, where: tuple[str, str]) -> None:
    """Three and six months after a start between the 1st and the 10th of January."""
    marks = clock_of(Between(date(2026, 1, 1), date(2026, 1, 10)), as_of)
    assert tuple(mark.where for mark in marks) == where
    assert marks[0].between == Between(date(2026, 4, 1), date(2026, 4, 10))
    assert clock_of(Between(None, None), as_of) == ()
    assert clock_of(Between(None, date(2026, 1, 10)), date(2026, 4, 5))[0].where == OPEN


def test_flags_of_days_are_left_out() -> None:
    """Illness, holiday, exam and move count; an appointment does not."""
    days = silent_days(FIRST, 10)
    flags = tuple(
        DayFlag(FIRST + timedelta(at), kind, Informant.FAMILY)
        for at, kind in enumerate(("illness", "holiday", "exam", "move", "appointment"))
    )
    assert set(scores_of(replace(days, flags=flags)).context) == {0, 1, 2, 3}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_is_said_in_words(lang: str) -> None:
    """No placeholder is left, and the person is told that it is no diagnosis."""
    on = raised(SLID) + timedelta(days=5)
    marks = clock_of(Between(date(2026, 1, 1), date(2026, 1, 10)), on)
    for seen in (
        watch_of(SLID, on),
        watch_of(SLID, SLID.last + timedelta(days=30)),
        watch_of(scores(noise(1, 21))),
        watch_of(scores(noise(11))),
    ):
        words = watch_words(seen, lang, marks)
        assert len(words) > 2
        assert not [line for line in words if re.search(r"[{}]|nan|None|concerns\.", line)]


def test_other_programs_get_the_same() -> None:
    """The JSON holds the level, the range and the reasons; nothing in it is not plain."""
    import json

    told = json.loads(json.dumps(watch_told(watch_of(SLID, raised(SLID))), allow_nan=False))
    assert told["level"] == "concern"
    assert told["concern"]["since"]["earliest"] < told["concern"]["since"]["latest"]
    assert told["because"]
