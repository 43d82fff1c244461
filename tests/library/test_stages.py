"""Stages: what holds for all days and answers, whatever they are."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan import stages
from genkan.knowledge import LANGUAGES, knowledge, sentence, sentences, sources
from genkan.nouns import (
    REASONS,
    Answers,
    Between,
    Days,
    Informant,
    ReachColumn,
    Sleeps,
    StageReading,
    State,
    YesNo,
    nan_columns,
)
from genkan.stages.deciding import trials_of
from genkan.stages.episode import (
    OPEN,
    months_between,
    starts_of_stretches,
    typical_weeks,
)
from genkan.stages.ground import Ground, date_of, latest_starts, number_of

FIRST = date(2025, 1, 1)
REACHES = {
    "R": (0, 0),
    "H": (1, 2),
    "O": (3, 3),
    "P": (4, 4),
    "T": (5, 5),
    "?": (-1, -1),
    "a": (3, 5),
    "i": (0, 2),
}
EMPTY_SLEEP = Sleeps(np.empty(0, np.int32), np.empty(0), np.empty(0), np.empty(0, np.bool_), ())
RULES = stages.rules_from_knowledge()


def days_of(letters: str, first: date = FIRST, informant: Informant = Informant.FAMILY) -> Days:
    """Days from one letter each."""
    low, high = (np.array([REACHES[one][side] for one in letters], dtype=np.int8) for side in (0, 1))
    columns = nan_columns(len(letters))
    columns["attended"][[one == "T" for one in letters]] = 1
    columns["hours_out"][[one in "RH" for one in letters]] = 0
    columns["hours_out"][[one == "T" for one in letters]] = 7
    columns["talked"][[one in "PT" for one in letters]] = 1
    columns["talked"][[one == "R" for one in letters]] = 0
    return Days(first, columns, {informant: ReachColumn(low, high)}, EMPTY_SLEEP, (), {}, ())


def hidden(letters: str, rows: set[int]) -> str:
    """The same days, with some of them not heard of."""
    return "".join("?" if row in rows else one for row, one in enumerate(letters))


@st.composite
def lives(draw: st.DrawFn) -> str:
    """Months of days, in stretches of one habit each."""
    stretches = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["T", "H", "O", "OH", "HHHO", "R", "?", "TTHHTTH", "a", "i"]),
                st.integers(1, 90),
            ),
            min_size=1,
            max_size=7,
        )
    )
    return "".join((pattern * count)[:count] for pattern, count in stretches)


yes_no = st.sampled_from(YesNo)
told = st.builds(
    Answers,
    distress=yes_no,
    impairment=yes_no,
    reasons=st.none() | st.frozensets(st.sampled_from(REASONS), max_size=2),
    room=yes_no,
    avoids_people=yes_no,
    contact_limited=yes_no,
    support_wanted=yes_no,
    bothers=yes_no,
)


def contains(wide: StageReading, narrow: StageReading) -> bool:
    """Whether one interval of ``since`` lies inside the other, None being open."""
    out, inner = wide.since, narrow.since
    if State.NOT_MET in wide.possible and set(narrow.possible) == {State.NOT_MET}:
        return True  # no stretch to date
    early = out.earliest is None or (inner.earliest is not None and out.earliest <= inner.earliest)
    late = out.latest is None or (inner.latest is not None and inner.latest <= out.latest)
    return early and late


@settings(max_examples=60, deadline=None)
@given(letters=lives(), answers=told, data=st.data())
def test_hiding_days_only_widens(letters: str, answers: Answers, data: st.DataObject) -> None:
    """Hiding any days adds to ``possible``, widens ``since``, and never takes anything away."""
    rows = data.draw(st.sets(st.integers(0, len(letters) - 1), max_size=40))
    as_of = FIRST + timedelta(days=len(letters) - 1 + data.draw(st.integers(-10, 40)))
    known = stages.all_stages(days_of(letters), answers, as_of)
    less = stages.all_stages(days_of(hidden(letters, rows)), answers, as_of)
    for more, fewer in zip(known, less, strict=True):
        assert set(more.possible) <= set(fewer.possible)
        assert contains(fewer, more)


@settings(max_examples=25, deadline=None)
@given(letters=lives(), answers=told, data=st.data())
def test_a_shorter_table_only_widens(letters: str, answers: Answers, data: st.DataObject) -> None:
    """A table that begins later knows less: days before it are unknown, not days at home or out."""
    cut = data.draw(st.integers(0, len(letters)))
    as_of = FIRST + timedelta(days=len(letters) - 1)
    whole = stages.all_stages(days_of(letters), answers, as_of)
    later = stages.all_stages(days_of(letters[cut:], FIRST + timedelta(days=cut)), answers, as_of)
    for more, fewer in zip(whole, later, strict=True):
        assert set(more.possible) <= set(fewer.possible)
        assert contains(fewer, more)


@settings(max_examples=25, deadline=None)
@given(letters=lives(), answers=told, since=st.integers(-300, 300), data=st.data())
def test_ribbon_is_causal_and_is_the_reading_of_each_day(
    letters: str, answers: Answers, since: int, data: st.DataObject
) -> None:
    """Each day of the ribbon is what ``stage_of`` says as of that day, from days up to it alone."""
    when = FIRST + timedelta(days=since)
    answers = replace(answers, since=Between(when, when + timedelta(days=30)))
    row = data.draw(st.integers(0, len(letters) - 1))
    day = FIRST + timedelta(days=row)
    for definition in RULES:
        whole = stages.stage_of(definition, days_of(letters), answers, FIRST + timedelta(len(letters)), RULES)
        then = stages.stage_of(definition, days_of(letters[: row + 1]), answers, day, RULES)
        assert len(whole.ribbon) == len(letters)
        assert tuple(State)[whole.ribbon[row]] == then.state
        assert then.ribbon[-1] == whole.ribbon[row]


def test_the_day_asked_about_holds_the_reading_itself() -> None:
    """On the day of ``as_of`` the ribbon shows the state of the reading, answers about now included."""
    days = days_of("T" * 60 + "?" * 30)
    answers = Answers(days_out_a_week=(5, 6), takes_part=YesNo.YES, distress=YesNo.NO)
    reading = stages.stage_of("kato2020", days, answers, days.last, RULES)
    assert reading.state is State.NOT_MET
    assert tuple(State)[reading.ribbon[-1]] is State.NOT_MET
    assert tuple(State)[reading.ribbon[-2]] is State.CANNOT_TELL


def plain_start(out: list[int], row: int, limit: int, before: int) -> int | None:
    """The start of the stretch a row lies in, by plain loops; days before the table are ``before``."""

    def at(day: int) -> int:
        return before if day < 0 else out[day]

    def inside(day: int) -> bool:
        a_week = sum(at(one) for one in range(day - 27, day + 1)) / 4
        return a_week <= limit - 0.5 if before == 0 else a_week < limit - 0.5

    if not inside(row):
        return None
    first = inner = row
    while first - inner <= 28 and inner >= 0:
        if inside(inner):
            first = inner
        inner -= 1
    if before == 0 and first < 28:
        return OPEN
    rate = (2 * limit - 1) * 1.0
    gains = {s: sum(rate - 14 * at(one) for one in range(s, first + 1)) for s in range(first - 27, first + 2)}
    best = max(gains.values())
    ties = [s for s, gain in gains.items() if gain == best]
    return min(min(ties) if before == 0 else max(ties), first)


@settings(max_examples=30, deadline=None)
@given(letters=lives(), limit=st.sampled_from([1, 2, 4]), data=st.data())
def test_fast_starts_equal_plain_loops(letters: str, limit: int, data: st.DataObject) -> None:
    """The vectorised starts are those that plain loops over the days find."""
    ground = Ground(days_of(letters), FIRST + timedelta(days=len(letters) - 1))
    happened = ground.left_home
    weeks = typical_weeks(happened, 28)
    starts = starts_of_stretches(happened, weeks, ground.numbers, limit, RULES["kato2020"]["rules"])
    row = data.draw(st.integers(0, len(letters) - 1))
    zero = number_of(FIRST)
    earliest = plain_start(happened.least.tolist(), row, limit, 0)
    latest = plain_start(happened.most.tolist(), row, limit, 1)
    assert (earliest is not None) == bool(weeks.least[row] < limit)
    assert (latest is not None) == bool(weeks.most[row] < limit)
    if earliest is not None:
        assert starts.earliest[row] == (OPEN if earliest == OPEN else zero + earliest)
    if latest is not None:
        assert starts.latest[row] == zero + latest


@pytest.mark.parametrize("definition", RULES)
def test_the_deciding_question_is_the_best_of_all(definition: str) -> None:
    """No other question of the definition would leave fewer states after its least helpful answer."""
    days = days_of("T" * 60 + "i" * 120 + "?" * 20 + "i" * 8, informant=Informant.DEVICE)

    def left(question: str, answers: Answers) -> list[set[State]]:
        now = stages.stage_of(definition, days, answers, days.last, RULES)
        trials = [
            set(stages.stage_of(definition, days, trial, days.last, RULES).possible)
            for trial in trials_of(question, answers, days.last)
        ]
        return [one for one in trials if one <= set(now.possible)]

    for distress, room in product(YesNo, YesNo):
        answers = Answers(distress=distress, room=room)
        reading = stages.stage_of(definition, days, answers, days.last, RULES)
        if reading.decides in (None, "reasons"):
            continue
        chosen = max(len(one) for one in left(reading.decides, answers))
        assert min(len(one) for one in left(reading.decides, answers)) < len(reading.possible)
        for question in RULES[definition]["questions"]:
            tried = [len(one) for one in left(question, answers)]
            if tried and min(tried) < len(reading.possible):
                assert chosen <= max(tried), question


def test_as_of_far_outside_the_table_stays_small_and_unknown() -> None:
    """A day centuries away from the table is unknown, and costs no more than a near one."""
    days = days_of("H" * 400)
    for as_of in (date(1900, 1, 1), date(9998, 1, 1)):
        for reading in stages.all_stages(days, Answers(), as_of):
            assert reading.state is State.CANNOT_TELL
            assert len(reading.ribbon) == 400
        assert Ground(days, as_of).rows < 500


def test_an_empty_table_gives_a_reading() -> None:
    """No days at all is a reading («cannot tell»), not an error."""
    for reading in stages.all_stages(days_of(""), Answers(), FIRST):
        assert reading.state is State.CANNOT_TELL
        assert len(reading.ribbon) == 0
        assert len(reading.possible) > 1


def test_a_clinic_may_bring_its_own_thresholds() -> None:
    """Changing a number in the rules changes the reading; nothing is wired into the code."""
    days = days_of("T" * 100 + "HHHO" * 60)
    rule = RULES["kato2020"]["rules"]
    stricter = {**RULES["kato2020"], "rules": {**rule, "often": {**rule["often"], "value": 2}}}
    answers = Answers(distress=YesNo.YES)
    usual = stages.stage_of("kato2020", days, answers, days.last, RULES)
    own = stages.stage_of("kato2020", days, answers, days.last, {"kato2020": stricter})
    assert usual.state is State.MILD
    assert own.possible == (State.NOT_MET,)


def test_default_definition_stands_first() -> None:
    """All definitions are read, each under its own id, the default first."""
    read = stages.all_stages(days_of("H" * 40), Answers(), FIRST + timedelta(days=39))
    assert [one.definition for one in read] == list(stages.definitions())
    assert read[0].definition == stages.DEFAULT


@settings(max_examples=40, deadline=None)
@given(letters=lives(), answers=told, ago=st.integers(0, 900))
def test_every_reason_can_be_said_and_cited(letters: str, answers: Answers, ago: int) -> None:
    """Every sentence exists in three languages with all its facts, every rule cites a known source."""
    days = days_of(letters)
    when = days.last - timedelta(days=ago)
    answers = replace(answers, since=Between(None, when), days_out_a_week=(0, 2), errands_only="house")
    for reading in stages.all_stages(days, answers, days.last):
        for one in reading.because:
            assert one.rule
            assert one.source in sources()
            for lang in LANGUAGES:
                assert "{" not in sentence(one.said, lang, **one.facts)
        if reading.decides is not None:
            assert reading.decides in knowledge("questions")["questions"]


def placeholders(text: str) -> set[str]:
    """The names in braces of a sentence."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def test_knowledge_of_stages_is_whole() -> None:
    """Each file has three languages with equal placeholders, known sources, marks and units."""
    known = sources()
    for name, content in RULES.items():
        assert set(content["sources"]) <= set(known), name
        assert set(content["concluded_by"].values()) <= set(content["rules"])
        for rule in content["rules"].values():
            assert rule["unit"]
            assert rule["meaning"]
            assert rule["source"] in content["sources"]
            assert rule["mark"] in ("V", "V2", "D", "U", "design")
        for question in content["questions"]:
            assert question in knowledge("questions")["questions"]
        for state in content["concluded_by"]:
            assert f"{name}.concludes.{state}" in sentences()
            assert f"state.{state}" in sentences()
    prefixes = ("stages.", "state.", "questions.", "cabinet_office.", *(f"{name}." for name in RULES))
    for identity, texts in sentences().items():
        if identity.startswith(prefixes):
            fields = [
                {field for _, field, _, _ in string.Formatter().parse(texts[lang]) if field}
                for lang in LANGUAGES
            ]
            assert fields[0] == fields[1] == fields[2], identity


@given(
    start=st.dates(date(2001, 1, 1), date(2040, 1, 1)), length=st.integers(0, 4000), months=st.integers(1, 24)
)
def test_months_agree_with_the_calendar(start: date, length: int, months: int) -> None:
    """Months reach a whole number exactly on the day the rule counts, and never run backwards."""
    end = start + timedelta(days=length)
    assert months_between(start, end) <= months_between(start, end + timedelta(days=1))
    latest = date_of(int(latest_starts(np.array([number_of(end)]), months)[0]))
    assert (months_between(start, end) >= months) == (start <= latest)
