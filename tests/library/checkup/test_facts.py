"""Answers and stages: the same facts mean the same, whoever tells them, and silence means nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.library.checkup.answers import (
    ODD_DAYS,
    ON,
    answer_sets,
    any_answer,
    given_that,
    quick,
    states_of,
    without,
)

from genkan import stages
from genkan.answers import answers_of
from genkan.checkup.facts import BANDS, answers_told, contradictions
from genkan.checkup.form import questions, standing
from genkan.checkup.given import WHO, Given
from genkan.clock import months_before
from genkan.course import check_up_of
from genkan.nouns import State, YesNo, silent_days
from genkan.stages.ground import date_of, latest_starts, number_of
from genkan.stages.standing import IN_STATES

AT_HOME = {
    "usual_week": ["room", "home"],
    "days_out": "1",
    "reasons": ["none"],
    "impairment": ["school_work"],
}
# What a definition sets aside stands as its own answer: see test_skipped_reasons_are_asked_for.
SET_ASIDE = ("illness", "law", "caring", "remote_work", "home_study")

# ── Who tells it ──────────────────────────────────────────────────────────────────────────────────


@quick
@given(answer_sets())
def test_the_same_facts_read_the_same_whoever_tells_them(given: Given) -> None:
    """Family, person and worker get the same stages, signs, cares and companions for the same answers."""
    family, *others = (check_up_of(replace(given, who=who)) for who in WHO)
    for other in others:
        assert other.course.answers == family.course.answers
        for mine, theirs in zip(family.course.stages, other.course.stages, strict=True):
            assert (mine.state, mine.possible, mine.since) == (theirs.state, theirs.possible, theirs.since)
            assert mine.decides == theirs.decides
        assert other.signs == family.signs
        assert other.cares == family.cares
        assert other.besides == family.besides
        assert other.contradictions == family.contradictions


@quick
@given(answer_sets(), st.sampled_from(["", "seen", "told", "guessed"]))
def test_how_it_is_known_changes_no_fact(given: Given, known_by: str) -> None:
    """A guess counts as an answer; that it is a guess is said beside it."""
    told = {name: replace(one, known_by=known_by) for name, one in given.told.items()}
    assert answers_told(given.with_told(told)) == answers_told(given)


# ── What is not told ──────────────────────────────────────────────────────────────────────────────


@quick
@given(answer_sets())
def test_every_set_of_answers_is_one_that_stages_understand(given: Given) -> None:
    """No mixture of answers is refused by the rooms below; nothing unasked becomes a line."""
    heard = standing(given)
    lines = answers_told(heard)
    answers = answers_of(lines)
    assert (answers.reasons is None) == (not heard.is_answered("reasons"))
    assert not lines if not heard.told else True
    first, last = answers.since.earliest, answers.since.latest
    assert first is None or last is None or first <= last
    assert last is None or last <= given.on
    if not heard.is_answered("impairment"):
        assert answers.impairment is YesNo.UNKNOWN
    if not heard.is_answered("distress"):
        assert answers.distress is YesNo.UNKNOWN


def test_nothing_answered_is_nothing_known() -> None:
    """Without a single answer there is no line, and every definition allows everything it knows."""
    assert answers_told(given_that()) == {}
    for reading in check_up_of(given_that()).course.stages:
        assert reading.state is State.CANNOT_TELL
        assert len(reading.possible) > 1


# Answers on which stages rest; each example of a set is one that once showed, or still shows, a fault.
WEIGHED = (
    "usual_week",
    "days_out",
    "furthest_month",
    "goes_for",
    "since",
    "began",
    "since_again",
    "reasons",
    "takes_part",
    "talk",
    "lately",
    "distress",
    "impairment",
    "strain",
)


@st.composite
def full_sets(draw: st.DrawFn) -> Given:
    """Answers to most of the questions that stages rest on."""
    left_out = draw(st.sets(st.sampled_from(WEIGHED), max_size=6))
    told = {name: draw(any_answer(questions()[name])) for name in WEIGHED if name not in left_out}
    return given_that().with_told({name: one for name, one in told.items() if one})


def narrowed_by_skipping(given: Given, name: str) -> dict[str, tuple[list[str], list[str]]]:
    """Definitions by which skipping one question takes away a state: what was possible, and is then."""
    known, less = states_of(given), states_of(without(given, name))
    return {one: (sorted(known[one]), sorted(less[one])) for one in known if not known[one] <= less[one]}


def is_an_exception(given: Given, name: str) -> bool:
    """The cases in which an answer left out may take a state away, each tested on its own below."""
    if contradictions(given):
        return True  # one of two answers that cannot both be: the other counts again
    if name == "takes_part" and given.has("takes_part.online"):
        return True  # study or work from home is set aside like a reason
    if name == "reasons":
        return bool(given.has(*(f"reasons.{one}" for one in SET_ASIDE)))
    return name == "began" and bool(given.has("began.good_long"))


@pytest.mark.parametrize("name", WEIGHED)
@settings(deadline=None, max_examples=25)
@given(given=full_sets())
@example(given=given_that(usual_week=["room"], days_out="3", since="over10"))
@example(given=given_that(usual_week=["part"], days_out="1", furthest_month="home"))
@example(given=given_that(days_out="0", furthest_month="part", goes_for="other", takes_part="no"))
@example(given=given_that(furthest_month="outside", goes_for="convenience", takes_part="online"))
@example(given=given_that(days_out="0", takes_part="online"))
@example(given=given_that(since="under3", began="good_long", since_again="1to3", days_out="1"))
def test_a_skipped_question_never_raises_or_lowers_a_stage(name: str, given: Given) -> None:
    """Leaving one answer out only adds to what is possible, by every definition."""
    heard = standing(given)
    if name in heard.told and not is_an_exception(heard, name):
        assert narrowed_by_skipping(heard, name) == {}


@quick
@given(full_sets())
def test_skipped_reasons_are_asked_for(given: Given) -> None:
    """Where reasons were skipped and a state is named all the same, that is said, and asked about."""
    heard = standing(without(given, "reasons"))
    for reading in check_up_of(heard).course.stages:
        reasons = {one.said for one in reading.because}
        if reading.state in IN_STATES and reading.definition not in ("hide_gate", "mhlw2025"):
            assert reading.decides == "reasons"
            assert "stages.reasons_not_asked" in reasons


def test_study_or_work_from_home_is_said_and_changes_the_picture() -> None:
    """Whoever takes part online without going out takes part; skipped, nobody knows and days out count."""
    online = given_that(
        usual_week=["home"], days_out="0", since="1to3", reasons=["none"], takes_part="online"
    )
    assert states_of(online)["mhlw2010"] == {State.NOT_MET}
    assert states_of(online)["kato2020"] == states_of(without(online, "takes_part"))["kato2020"]


def test_since_counts_as_it_was_said_where_better_times_were_skipped() -> None:
    """The question already asks to count from after a better time, so silence about one changes nothing."""
    for band in BANDS:
        plain = answers_told(given_that(since=band))
        assert plain["since"] == answers_told(given_that(since=band, began=["slowly", "good_short"]))["since"]
        again = given_that(since=band, began=["good_long"], since_again=band if band != "over10" else [])
        assert again.told["since"] == given_that(since=band).told["since"]


# ── Contradictions ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("place", ["outside", "people", "part"])
def test_no_day_out_and_a_place_outside_count_as_not_known(place: str) -> None:
    """Neither answer is believed over the other: days out are unknown, and the contradiction is named."""
    given = given_that(**AT_HOME | {"usual_week": [place], "days_out": "0"}, since="1to3")
    assert contradictions(given) == ("days_out",)
    assert "days_out_a_week" not in answers_told(given)
    assert states_of(given)["kato2020"] == states_of(without(given, "days_out"))["kato2020"] | {
        State.MODERATE
    }


def test_friends_in_person_and_no_taking_part_count_as_not_known() -> None:
    """Mixing with friends is taking part in the guideline's sense, so the two leave it open."""
    given = given_that(talk=["friends", "family"], takes_part="no")
    assert contradictions(given) == ("takes_part",)
    assert "takes_part" not in answers_told(given)


CANNOT_BE = [  # two answers, the question that is named, and the line that is left out
    ({"usual_week": ["room"], "days_out": "2"}, "usual_week", "room"),
    ({"takes_part": "outside", "days_out": "0"}, "days_out", "days_out_a_week"),
    ({"usual_week": ["home", "people"], "furthest_month": "outside"}, "furthest_month", "errands_only"),
    ({"usual_week": ["home"], "furthest_month": "room"}, "furthest_month", "errands_only"),
    ({"days_out": "1", "furthest_month": "doorstep"}, "furthest_month", "errands_only"),
    ({"takes_part": "outside", "furthest_month": "home"}, "furthest_month", "errands_only"),
    (
        {"takes_part": "outside", "furthest_month": "part", "goes_for": "convenience"},
        "goes_for",
        "errands_only",
    ),
    ({"since": "3to6", "began": ["good_long"], "since_again": "6to12"}, "since_again", "since"),
]
CAN_BE: list[dict[str, object]] = [
    {"usual_week": ["room"], "days_out": "1"},  # one walk a week, not worth a word
    {"usual_week": ["home"], "furthest_month": "part", "days_out": "0"},  # once in the month, not in a week
    {"usual_week": ["room", "outside"], "furthest_month": "outside"},
    {"takes_part": "online", "days_out": "0"},
    {"takes_part": "online", "furthest_month": "outside", "goes_for": "convenience"},
    {"takes_part": "outside", "furthest_month": "part", "goes_for": "other"},
    {"since": "6to12", "began": ["good_long"], "since_again": "6to12"},
    {"since": "1to3", "began": ["good_long"], "since_again": {"month": "2026-11"}},
]


@pytest.mark.parametrize(("answers", "name", "line"), CANNOT_BE)
def test_answers_that_cannot_both_be_are_named_and_not_believed(
    answers: dict[str, object], name: str, line: str
) -> None:
    """The person is told which question to look at again; until then it is not known."""
    given = given_that(**answers)
    assert contradictions(given) == (name,)
    assert line not in answers_told(given)


@pytest.mark.parametrize("answers", CAN_BE)
def test_answers_that_only_look_odd_are_believed(answers: dict[str, object]) -> None:
    """Lives are odd: nobody is told that their answers do not go together when they can."""
    assert contradictions(given_that(**answers)) == ()


LINE_OF = {"days_out": "days_out_a_week", "usual_week": "room", "since_again": "since"}
LINE_OF |= {"furthest_month": "errands_only", "goes_for": "errands_only", "takes_part": "takes_part"}


@quick
@given(full_sets())
def test_a_contradiction_leaves_its_line_out(given: Given) -> None:
    """What is named as a contradiction is never a fact; it is between answers that were given."""
    heard = standing(given)
    for name in contradictions(heard):
        assert LINE_OF[name] not in answers_told(heard)
        assert heard.told[name]
        assert name not in contradictions(without(heard, name))
    assert contradictions(given_that()) == ()


# ── Months ────────────────────────────────────────────────────────────────────────────────────────


def test_months_before_is_what_stages_count_with() -> None:
    """For every day of a century the border is the same day in the check-up and in the stages."""
    numbers = np.arange(number_of(date(2000, 1, 1)), number_of(date(2101, 1, 1)))
    for months in (0, 1, 3, 6, 11, 12, 36, 120):
        expected = latest_starts(numbers, months)
        found = [number_of(months_before(date_of(int(day)), months)) for day in numbers]
        assert np.array_equal(expected, found), months


def month_ends() -> Iterator[date]:
    """The last days of months and their neighbours, over years with and without a 29 February."""
    for year, month in product((2000, 2023, 2024), range(1, 13)):
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        yield from (first_of_next + timedelta(days=days) for days in (-3, -2, -1, 0))


@pytest.mark.parametrize("band", BANDS)
def test_a_band_lies_between_its_borders_on_every_odd_day(band: str) -> None:
    """Under three months is too early, three to six is pre-hikikomori, six and more is six and more."""
    expected = {"under3": State.TOO_EARLY, "3to6": State.PRE}.get(band, State.MODERATE)
    for on in (*month_ends(), *ODD_DAYS):
        given = given_that(on=on, since=band, **AT_HOME)
        reading = check_up_of(given).course.stage if on in ODD_DAYS else None
        assert states_of(given)["kato2020"] == {expected}, on
        if reading is not None:
            most, least = BANDS[band]
            assert reading.months[0] >= least
            assert most is None or reading.months[1] is not None
            assert most is None or (reading.months[1] or 0.0) < most


def test_bands_leave_no_day_out_and_none_twice() -> None:
    """On every day, each date in the past lies in exactly one band."""
    for on in (*month_ends(), *ODD_DAYS):
        ends = on
        for band in BANDS:
            first, last = answers_told(given_that(on=on, since=band))["since"]
            assert last == ends, (on, band)
            if first == "":
                break
            assert first <= last
            ends = first - timedelta(days=1)
        assert first == ""


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(ODD_DAYS) | st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(0, 12))
def test_a_month_is_all_of_its_days_up_to_today(on: date, ago: int) -> None:
    """What a month allows is what its days allow, one by one; days to come do not count."""
    month = months_before(on.replace(day=1), ago)
    lines = answers_told(given_that(on=on, since={"month": f"{month.year}-{month.month:02d}"}, **AT_HOME))
    first, last = lines["since"]
    assert first == month
    assert last == min(months_before(on.replace(day=1), ago - 1) - timedelta(days=1), on)
    each: set[State] = set()
    for day in range((last - first).days + 1):
        at = first + timedelta(days=day)
        each |= by_kato(lines | {"since": [at, at]}, on)
    assert by_kato(lines, on) == each


def by_kato(lines: dict[str, object], on: date) -> set[State]:
    """Every state the leading definition allows on these lines."""
    rules = stages.rules_from_knowledge()
    return set(stages.stage_of("kato2020", silent_days(on), answers_of(lines), on, rules).possible)


def test_a_month_in_the_future_is_no_answer() -> None:
    """It gives way to the range that was chosen beside it, or to nothing."""
    assert "since" not in answers_told(given_that(since={"month": "2026-12"}))
    both = given_that(since={"month": "2026-12", "chosen": "3to6"})
    assert answers_told(both) == answers_told(given_that(since="3to6"))


# ── A better time in between ──────────────────────────────────────────────────────────────────────


@quick
@given(any_answer(questions()["since"]), any_answer(questions()["since_again"]))
def test_a_better_time_of_four_weeks_starts_anew(since: object, again: object) -> None:
    """What was said about afterwards counts; unsaid, it may have begun at any time since the first."""
    told = {name: one for name, one in {"since": since, "since_again": again}.items() if one}
    long = given_that(began=["good_long"])
    long = long.with_told({**long.told, **told})
    once = answers_told(long.with_told({"since": since} if since else {})).get("since")
    anew = answers_told(long.with_told({"since": again} if again else {})).get("since")
    found = answers_told(long).get("since")
    if contradictions(long):
        assert found is None
    elif anew is not None:
        assert found == anew
    elif once is not None:
        assert found == [once[0], ON]
    else:
        assert found is None


def test_a_short_better_time_does_not_start_anew() -> None:
    """Less than four weeks is an interruption, not an end."""
    assert states_of(given_that(since="1to3", began=["good_short"], **AT_HOME)) == states_of(
        given_that(since="1to3", **AT_HOME)
    )


# ── One fact at a time ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "line", "value"),
    [
        ({"days_out": "0"}, "days_out_a_week", [0, 0]),
        ({"days_out": "7"}, "days_out_a_week", [7, 7]),
        ({"usual_week": ["outside"]}, "days_out_a_week", [1, 7]),
        ({"usual_week": ["home"]}, "days_out_a_week", None),
        ({"usual_week": ["room"], "days_out": "0"}, "room", "yes"),
        ({"usual_week": ["room"], "days_out": "1"}, "room", "yes"),
        ({"usual_week": ["room"], "days_out": "2"}, "room", None),
        ({"usual_week": ["room"]}, "room", None),
        ({"usual_week": ["room", "home"]}, "room", "no"),
        ({}, "room", None),
        ({"distress": "painful"}, "distress", "yes"),
        ({"distress": "mixed"}, "distress", "yes"),
        ({"distress": "relieved"}, "distress", "no"),
        ({"impairment": ["none"]}, "impairment", "no"),
        ({"impairment": ["money"]}, "impairment", "yes"),
        ({"reasons": ["none"]}, "reasons", []),
        ({"reasons": ["choice", "retired"]}, "reasons", ["retired", "choice"]),
        ({"takes_part": "no"}, "takes_part", "no"),
        ({"takes_part": "outside"}, "takes_part", "yes"),
        ({"takes_part": "online"}, "takes_part", "yes"),
        ({"usual_week": ["part"]}, "takes_part", None),  # perhaps an appointment of their own
        ({"lately": ["avoids", "sad"]}, "avoids_people", "yes"),
        ({"lately": ["none"]}, "avoids_people", "no"),
        ({"lately": ["sad"]}, "avoids_people", None),
        ({"talk": ["nobody"]}, "contact_limited", "yes"),
        ({"talk": ["notes"]}, "contact_limited", "yes"),
        ({"talk": ["family"]}, "contact_limited", None),
        ({"talk": ["friends", "notes"]}, "contact_limited", "no"),
        ({"strain": "cannot"}, "bothers", "yes"),
        ({"strain": "well"}, "bothers", None),
        ({"strain": "well", "distress": "relieved"}, "bothers", "no"),
        ({"strain": "tired", "distress": "relieved"}, "bothers", "yes"),
        ({"furthest_month": "room"}, "errands_only", "room"),
        ({"furthest_month": "doorstep"}, "errands_only", "house"),
        ({"furthest_month": "part"}, "errands_only", None),
        ({"furthest_month": "outside"}, "errands_only", None),
        ({"furthest_month": "part", "goes_for": "other", "days_out": "2"}, "errands_only", "none"),
        ({"furthest_month": "people", "goes_for": "hobby", "takes_part": "online"}, "errands_only", None),
        ({"furthest_month": "outside", "goes_for": "convenience"}, "errands_only", "convenience"),
        ({"furthest_month": "people", "goes_for": "hobby"}, "errands_only", "hobby"),
        ({"furthest_month": "people", "goes_for": "other", "days_out": "1"}, "errands_only", "none"),
    ],
)
def test_each_answer_fills_its_line(answers: dict[str, object], line: str, value: object) -> None:
    """What one answer says, and what it leaves open."""
    assert answers_told(given_that(**answers)).get(line) == value


def test_the_seven_definitions_were_all_asked() -> None:
    """The properties above look at every definition there is."""
    assert list(states_of(given_that())) == list(stages.definitions())
    assert len(stages.definitions()) == 7
