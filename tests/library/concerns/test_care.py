"""Since a day in care: each sign against itself, one budget of errors, nothing learnt from silence."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from tests.library.concerns.lives import FIRST, noise, scores

from genkan.concerns.care import sign_changes, weekly_means
from genkan.concerns.change import Claim, bound_at
from genkan.concerns.scores import SIGNS, scores_from_raw
from genkan.course import watching_in
from genkan.nouns import Sign
from genkan.pretend.watch_worlds import WORLD_A, steady_lives
from genkan.watch_sheet import watch_words

START = 140  # row of the first day in care


def told(values: np.ndarray, start: int = START) -> dict[Sign, Claim | None]:
    """The claim for each sign at the end of a table."""
    changes = sign_changes(scores(values), FIRST + timedelta(days=start))
    return {one.sign: one.change.claim if one.change else None for one in changes}


def test_a_sign_that_becomes_lighter_is_told_and_the_others_are_not() -> None:
    """Mood turns by two spreads over four weeks; five signs stay."""
    values = noise(3, 280)
    values[:, SIGNS.index(Sign.MOOD)] -= 2.0 * np.clip((np.arange(280) - START) / 28, 0, 1)
    claims = told(values)
    assert claims.pop(Sign.MOOD) is Claim.BETTER
    assert set(claims.values()) == {Claim.CANNOT_TELL}


def test_heavier_and_a_relapse_are_told_as_what_they_are() -> None:
    """The mirror image is «worse»; lighter and then heavier again is a relapse."""
    along = np.clip((np.arange(400) - START) / 28, 0, 1)[:, None]
    again = np.clip((np.arange(400) - 280) / 28, 0, 1)[:, None]
    assert set(told(noise(4, 400) + 2.5 * along).values()) == {Claim.WORSE}
    assert set(told(noise(4, 400) - 2.5 * along + 2.5 * again).values()) == {Claim.RELAPSE}


def test_too_little_before_the_day_is_said_and_not_guessed() -> None:
    """Under fourteen reports in the twelve weeks before, there is nothing to compare with."""
    values = noise(5, 280)
    values[:START] = np.nan
    changes = sign_changes(scores(values), FIRST + timedelta(days=START))
    assert {one.change for one in changes} == {None}
    assert {one.because[0].said for one in changes} == {"concerns.since_care.too_little"}


def test_first_days_out_after_none_at_all_are_told() -> None:
    """Somebody who took no part for months and then goes twice a week is better there; one visit is not."""
    attended = np.zeros(280)
    often, once = attended.copy(), attended.copy()
    often[START + 14 :: 3], once[START + 30] = 1.0, 1.0

    def claim(values: np.ndarray) -> Claim | None:
        table = scores_from_raw(FIRST, {"attended": values}, scores(noise(1, 280)).free)
        changes = sign_changes(table, FIRST + timedelta(days=START))
        return {one.sign: one.change.claim if one.change else None for one in changes}[Sign.TAKING_PART]

    assert claim(often) is Claim.BETTER
    assert claim(once) is Claim.CANNOT_TELL


def test_scores_that_never_varied_are_said_to_be_so() -> None:
    """In a unit nobody knows there is no least spread; that is another sentence than too few days."""
    values = noise(5, 280)
    values[:START, 0] = 1.0
    first = sign_changes(scores(values), FIRST + timedelta(days=START))[0]
    assert first.change is None
    assert first.because[0].said == "concerns.since_care.never_varied"


def test_a_week_of_sundays_is_no_change() -> None:
    """Free days differ from others; reporting only them after the day says nothing about the signs."""
    values = noise(6, 280)
    free = scores(values).free
    values[free] -= 2.0
    values[START:][~free[START:]] = np.nan
    assert set(told(values).values()) == {Claim.CANNOT_TELL}


def test_later_days_and_left_out_days_count_for_nothing() -> None:
    """What is told on a day is the same whatever comes after; days of illness are no change."""
    values = noise(7, 280)
    values[200:] += 5.0
    since, on = FIRST + timedelta(days=START), FIRST + timedelta(days=199)
    assert sign_changes(scores(values), since, on) == sign_changes(scores(values[:200]), since)
    ill = noise(8, 280)
    ill[250:264] += 4.0
    explained = scores(ill).leaving_out(FIRST + timedelta(days=250), FIRST + timedelta(days=263), "illness")
    assert {one.change.claim for one in sign_changes(explained, since) if one.change} == {Claim.CANNOT_TELL}


def test_weeks_of_one_or_two_reports_are_missing() -> None:
    """Three reports make a mean; the week of the last, unfinished days is not told yet."""
    values = np.full(17, np.nan)
    values[:3], values[7:9] = 1.0, 5.0
    assert np.array_equal(weekly_means(values, 0), [1.0, np.nan], equal_nan=True)
    assert np.array_equal(weekly_means(values, -7), weekly_means(values, 0), equal_nan=True)


def test_after_the_planned_looks_the_bound_holds_for_ever() -> None:
    """The twenty-first look asks for more than any late one, and so does the two-hundredth."""
    assert bound_at(21) == bound_at(200) > bound_at(20)


@pytest.mark.slow
def test_unchanged_people_are_seldom_told_better() -> None:
    """Sixty steady lives, seeds of their own, twenty weeks: at most three told «better» of any sign."""
    lives = steady_lives(WORLD_A, 8_100_000, 60, 340, 0.3)
    better = sum(Claim.BETTER in told(lives.scores[person]).values() for person in range(60))
    assert better <= 3


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_changes_are_said_under_the_day_they_start_from(lang: str) -> None:
    """One line names the day, then one line for each sign, in every language."""
    since = FIRST + timedelta(days=START)
    seen = watching_in(scores(noise(9, 280)), care_since=since)
    lines = watch_words(seen.watch, lang, (), seen.changes)
    without = watch_words(seen.watch, lang)
    assert len(lines) == len(without) + 1 + len(SIGNS)
    assert not [line for line in lines if "{" in line]
