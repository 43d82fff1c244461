"""Six signs: published counts, own usual, and days not known that never raise or lower a level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.knowledge import LANGUAGES, knowledge, sentence, told
from genkan.nouns import DayFlag, Days, Floats, Informant, Level, Mark, Sign, Sleeps, nan_columns
from genkan.signs import reading_of, rules_from_knowledge, signs_of
from genkan.usual import usual_of

NO_SLEEPS = Sleeps(np.empty(0, np.int32), np.empty(0), np.empty(0), np.empty(0, np.bool_), ())
FIRST = date(2025, 1, 6)
RULES = rules_from_knowledge()
DECIDING = (
    *("left_home", "hours_out", "hours_unknown", "attended", "talked", "contacts"),
    *("mid_sleep_hour", "turn_from_night_hours", "night_screen_hours", "gaming_hours", "drive", "mood"),
)


def days_with(flags: tuple[DayFlag, ...] = (), **columns: Floats) -> Days:
    """Days that know only these columns."""
    count = len(next(iter(columns.values())))
    return Days(FIRST, nan_columns(count) | columns, {}, NO_SLEEPS, flags, {}, ())


def level(days: Days, sign: Sign, index: int = -1) -> Level:
    """The level of one sign on one day."""
    return Level(int(signs_of(days, usual_of(days), RULES).levels[sign][index]))


def week(*values: float | None) -> Floats:
    """Seven days, None for unknown."""
    return np.array([np.nan if value is None else float(value) for value in values])


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ((1, 1, 1, 1, 0, 0, 0), Level.USUAL),
        ((1, 1, 1, 0, 0, 0, 0), Level.SOME),
        ((1, 1, 0, 0, 0, 0, 0), Level.SOME),
        ((1, 0, 0, 0, 0, 0, 0), Level.STRONG),
        ((0, 0, 0, 0, 0, 0, 0), Level.STRONG),
        ((1, 1, 1, 1, None, None, None), Level.USUAL),
        ((1, 1, 1, None, 0, 0, 0), Level.UNKNOWN),
        ((0, 0, 0, 0, 0, 0, None), Level.STRONG),
        ((0, 0, 0, 0, 0, None, None), Level.UNKNOWN),
        ((1, 1, 0, 0, 0, 0, None), Level.SOME),
        ((None,) * 7, Level.UNKNOWN),
    ],
)
def test_days_out_a_week_are_read_by_kato_2020(left: tuple[int | None, ...], expected: Level) -> None:
    """Four days out are usual, two or three some, one or none strong, whatever unknown days were."""
    assert level(days_with(left_home=week(*left)), Sign.STAYING_IN) is expected


def test_the_first_six_days_have_days_before_them_that_nobody_knows() -> None:
    """On the fourth day out the week is settled; on the first one nothing is."""
    levels = signs_of(
        days_with(left_home=np.ones(7)), usual_of(days_with(left_home=np.ones(7))), RULES
    ).levels[Sign.STAYING_IN]
    assert levels.tolist() == [-1, -1, -1, 0, 0, 0, 0]


def test_half_hour_errands_every_day_are_mostly_in() -> None:
    """Out every day but never for more than an hour: usual by Kato's count, some by HiDE's question."""
    out = np.full(120, 0.5)
    days = days_with(left_home=np.ones(120), hours_out=out, hours_unknown=np.zeros(120))
    assert level(days, Sign.STAYING_IN) is Level.SOME
    said = reading_of(signs_of(days, usual_of(days), RULES), Sign.STAYING_IN, -1).because
    assert [because.source for because in said] == ["kato2020", "teo2023_hide"]
    long = days_with(left_home=np.ones(120), hours_out=out + 2, hours_unknown=np.zeros(120))
    assert level(long, Sign.STAYING_IN) is Level.USUAL


def test_unheard_hours_may_have_been_outside() -> None:
    """Half an hour out and ten hours unheard is not known to be a day mostly in."""
    days = days_with(left_home=np.ones(120), hours_out=np.full(120, 0.5), hours_unknown=np.full(120, 10.0))
    assert level(days, Sign.STAYING_IN) is Level.UNKNOWN


def test_taking_part_is_compared_with_the_own_usual() -> None:
    """From five days a week to two is some, to one strong; a week without any is some for everybody."""
    usual_weeks = np.tile([1.0, 1, 1, 1, 1, 0, 0], 16)
    for now, expected in ((4, Level.USUAL), (2, Level.SOME), (1, Level.STRONG), (0, Level.STRONG)):
        last = np.array([1.0] * now + [0.0] * (7 - now))
        assert level(days_with(attended=np.append(usual_weeks, last)), Sign.TAKING_PART) is expected
    assert level(days_with(attended=np.zeros(200)), Sign.TAKING_PART) is Level.SOME


@pytest.mark.parametrize(("words", "expected"), [(4, Level.USUAL), (3, Level.SOME), (1, Level.STRONG)])
def test_words_exchanged_decide_contact(words: int, expected: Level) -> None:
    """Days with words in a week: four are usual, three some, one strong."""
    assert level(days_with(talked=np.array([1.0] * words + [0.0] * (7 - words))), Sign.CONTACT) is expected


def test_calls_and_messages_speak_where_nobody_tells_of_words() -> None:
    """A log that falls from eight a day to two is strong; one day it does not know leaves it open."""
    log = np.append(np.full(112, 8.0), np.full(7, 2.0))
    assert level(days_with(contacts=log), Sign.CONTACT) is Level.STRONG
    assert level(days_with(contacts=log), Sign.CONTACT, 111) is Level.USUAL
    log[-3] = np.nan
    assert level(days_with(contacts=log), Sign.CONTACT) is Level.UNKNOWN


def slept(middle: Floats) -> Days:
    """Days with a middle of sleep."""
    turn = (middle - 3.5 + 12) % 24 - 12
    return days_with(mid_sleep_hour=middle % 24, turn_from_night_hours=turn)


@pytest.mark.parametrize(
    ("hour", "expected"), [(3.5, Level.USUAL), (6.4, Level.USUAL), (6.6, Level.SOME), (13.0, Level.STRONG)]
)
def test_a_steady_turn_of_day_and_night_is_seen(hour: float, expected: Level) -> None:
    """However regular, sleep by day is strong, also for somebody who always slept so."""
    assert level(slept(np.full(150, hour)), Sign.RHYTHM) is expected


def test_a_change_from_the_own_usual_is_seen_within_the_night() -> None:
    """Sleep that moved two hours from a steady usual is some, and says how far and which way."""
    days = slept(np.append(np.full(112, 2.5), np.full(7, 4.5)))
    readings = signs_of(days, usual_of(days), RULES)
    assert readings.levels[Sign.RHYTHM][-1] == Level.SOME
    said = reading_of(readings, Sign.RHYTHM, len(days) - 1).because
    assert said[-1].said == "rhythm.later"
    assert said[-1].facts == {"hours": 2.0}
    assert said[-1].mark is Mark.DESIGN


def test_screens_at_night_speak_where_sleep_is_not_told() -> None:
    """Half an hour of phone at night that becomes three hours is strong."""
    days = days_with(night_screen_hours=np.append(np.full(112, 0.5), np.full(7, 3.0)))
    assert level(days, Sign.RHYTHM) is Level.STRONG
    gaming = days_with(gaming_hours=np.append(np.full(112, 2.0), np.full(7, 5.0)))
    assert level(gaming, Sign.RHYTHM) is Level.SOME


@pytest.mark.parametrize("sign", [Sign.DRIVE, Sign.MOOD])
def test_low_days_are_seen_also_when_low_is_usual(sign: Sign) -> None:
    """More than half of the days low is some, at the bottom strong, with or without an earlier usual."""
    for value, expected in ((3.0, Level.USUAL), (1.0, Level.SOME), (0.0, Level.STRONG)):
        assert level(days_with(**{sign.value: np.full(150, value)}), sign) is expected
        assert level(days_with(**{sign.value: np.full(7, value)}), sign) is expected


def test_mood_that_fell_from_good_is_seen() -> None:
    """From good (4) to so-so (2) is strong against the own usual though so-so is not low."""
    assert level(days_with(mood=np.append(np.full(112, 4.0), np.full(7, 2.0))), Sign.MOOD) is Level.STRONG


def test_silence_says_so() -> None:
    """Without any data all six signs are unknown, and each says that nothing was heard."""
    days = days_with(mood=np.full(30, np.nan))
    readings = signs_of(days, usual_of(days), RULES)
    for sign in Sign:
        reading = reading_of(readings, sign, 29)
        assert reading.level is Level.UNKNOWN
        assert [because.said for because in reading.because] == ["signs.nothing_heard"]


def test_marked_days_are_named_beside_the_reading() -> None:
    """An exam in the last seven days is told; one eight days ago is not, and no level changes."""
    flags = (
        DayFlag(FIRST + timedelta(days=29), "exam", Informant.FAMILY),
        DayFlag(FIRST + timedelta(days=21), "move", Informant.FAMILY),
    )
    days = days_with(flags=flags, left_home=np.ones(30))
    reading = reading_of(signs_of(days, usual_of(days), RULES), Sign.STAYING_IN, 29)
    assert reading.level is Level.USUAL
    assert [because.facts for because in reading.because if because.rule == "flagged"] == [
        {"flag": "flag.exam"}
    ]


def some_life(seed: int, missing: float, count: int = 130) -> Days:
    """A life that slides somewhere, with days missing."""
    rng = np.random.default_rng(seed)
    slide = np.clip((np.arange(count) - rng.integers(60, 125)) / rng.integers(1, 30), 0, 1)
    middle = rng.normal(3.5, 1, count) + slide * rng.uniform(0, 12)
    columns = {
        "left_home": (rng.random(count) < 0.8 - 0.7 * slide).astype(float),
        "hours_out": rng.gamma(2, 1.5, count) * (1 - 0.9 * slide),
        "hours_unknown": rng.choice([0.0, 0.0, 3.0], count),
        "attended": (rng.random(count) < 0.7 - 0.6 * slide).astype(float),
        "talked": (rng.random(count) < 0.9 - 0.7 * slide).astype(float),
        "contacts": rng.poisson(6 * (1 - 0.8 * slide)).astype(float),
        "mid_sleep_hour": middle % 24,
        "turn_from_night_hours": (middle - 3.5 + 12) % 24 - 12,
        "night_screen_hours": rng.gamma(1, 0.5, count) + 3 * slide,
        "gaming_hours": rng.gamma(2, 1, count) + 5 * slide,
        "drive": np.clip(np.round(rng.normal(2.5 - 2 * slide, 0.6)), 0, 3),
        "mood": np.clip(np.round(rng.normal(3 - 2 * slide, 0.8)), 0, 4),
    }
    whole = rng.choice([0, 1, 2, 3], p=[0.4, 0.2, 0.2, 0.2])
    dropped = {0: (), 1: ("talked",), 2: ("mid_sleep_hour", "turn_from_night_hours"), 3: ("hours_out",)}[
        whole
    ]
    for name in columns:
        columns[name][rng.random(count) < missing] = np.nan
        if name in dropped:
            columns[name][:] = np.nan
    columns["turn_from_night_hours"][np.isnan(columns["mid_sleep_hour"])] = np.nan
    return days_with(**columns)


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 100_000), st.sampled_from([0.0, 0.1, 0.3]), st.data())
def test_hiding_days_never_changes_a_level_into_another(
    seed: int, missing: float, data: st.DataObject
) -> None:
    """With the usual held fixed, a hidden day keeps every level or makes it unknown, never else."""
    days = some_life(seed, missing)
    usual = usual_of(days)
    hidden = data.draw(st.lists(st.integers(60, len(days) - 1), min_size=1, max_size=6, unique=True))
    columns = {name: values.copy() for name, values in days.columns.items()}
    for name in DECIDING:
        columns[name][hidden] = np.nan
    before, after = signs_of(days, usual, RULES), signs_of(replace(days, columns=columns), usual, RULES)
    for sign in Sign:
        kept = after.levels[sign] == before.levels[sign]
        assert (kept | (after.levels[sign] == Level.UNKNOWN)).all(), sign


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 100_000))
def test_one_more_day_never_alters_earlier_readings(seed: int) -> None:
    """Readings are causal: the first hundred days read the same whether or not more days follow."""
    days = some_life(seed, 0.1)
    short = replace(days, columns={name: values[:100] for name, values in days.columns.items()})
    long = signs_of(days, usual_of(days), RULES)
    for sign, levels in signs_of(short, usual_of(short), RULES).levels.items():
        assert np.array_equal(levels, long.levels[sign][:100])


def test_every_because_can_be_said_in_three_languages() -> None:
    """Each sentence the readings use has all its facts, in English, Thai and Japanese, and a known source."""
    for seed in range(12):
        days = some_life(seed, 0.2)
        readings = signs_of(days, usual_of(days), RULES)
        for sign in Sign:
            for index in range(0, len(days), 13):
                for because in reading_of(readings, sign, index).because:
                    for lang in LANGUAGES:
                        text = sentence(because.said, lang, **because.facts)
                        assert "{" not in text
                        assert all(told(fact, lang) in text for fact in because.facts.values())
                    assert (
                        because.source in knowledge(f"signs/{sign.value}")["sources"]
                        or because.rule == "week"
                    )


def test_knowledge_of_each_sign_is_whole() -> None:
    """Every rule has source, mark, unit and meaning; every sign its name and one sentence about it."""
    for sign in Sign:
        content = knowledge(f"signs/{sign.value}")
        assert {"meaning", "sources", "written_by", "checked_on", "check_again_by", "first_written"} <= set(
            content
        )
        for rule in content["rules"].values():
            assert rule["source"] in content["sources"]
            assert Mark(rule["mark"])
            assert rule["unit"]
            assert rule["meaning"]
        for said in ("name", "description"):
            assert all(sentence(f"{sign.value}.{said}", lang) for lang in LANGUAGES)


def test_a_clinic_may_try_its_own_rules() -> None:
    """Thresholds are an argument: with five days out asked for, four are some."""
    own = {name: {rule: dict(entry) for rule, entry in rules.items()} for name, rules in RULES.items()}
    own["staying_in"]["days_out"]["some_at_most"] = 4
    days = days_with(left_home=week(1, 1, 1, 1, 0, 0, 0))
    assert signs_of(days, usual_of(days), own).levels[Sign.STAYING_IN][-1] == Level.SOME


def test_days_outside_the_table_are_refused() -> None:
    """A row that does not exist raises IndexError instead of reading another day."""
    days = days_with(mood=np.full(10, 2.0))
    with pytest.raises(IndexError):
        reading_of(signs_of(days, usual_of(days), RULES), Sign.MOOD, 10)
