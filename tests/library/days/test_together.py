"""Two tables of days as one: nothing doubled, nothing lost, nobody's words mixed with another's."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from genkan.days import days_from
from genkan.days.together import together
from genkan.importers.gathering import Gathering
from genkan.nouns import FLAGS, MEASURES, Days, Informant, Reach, Report
from genkan.store import days_json

FIRST = date(2026, 1, 1)
reports = some.lists(
    some.builds(
        Report,
        day=some.integers(0, 40).map(lambda day: FIRST + timedelta(days=day)),
        informant=some.sampled_from([Informant.PERSON, Informant.FAMILY]),
        reach_low=some.one_of(some.none(), some.sampled_from(Reach)),
        talked=some.one_of(some.none(), some.booleans()),
        bed_hour=some.one_of(some.none(), some.integers(0, 23).map(float)),
        up_hour=some.one_of(some.none(), some.integers(0, 23).map(float)),
        mood=some.one_of(some.none(), some.integers(0, 4)),
        flag=some.one_of(some.none(), some.sampled_from(FLAGS)),
    ),
    min_size=1,
    max_size=25,
)


def days(told: list[Report]) -> Days:
    """The days of some reports."""
    gathering = Gathering("Asia/Tokyo")
    gathering.add_reports(told)
    return days_from(gathering.events(), "Asia/Tokyo")


@settings(max_examples=60, deadline=None)
@given(reports, reports)
def test_laid_over_twice_it_changes_nothing(one: list[Report], other: list[Report]) -> None:
    """A table with itself is itself; the same table a second time adds nothing."""
    first, second = days(one), days(other)
    assert days_json(together(first, first)) == days_json(first)
    once = together(first, second)
    assert days_json(together(once, second)) == days_json(once)


@settings(max_examples=60, deadline=None)
@given(reports, reports)
def test_what_either_knew_is_known(one: list[Report], other: list[Report]) -> None:
    """Every value of a day that only one table knows is there; where both know, one of the two stands."""
    first, second = days(one), days(other)
    whole = together(first, second)
    assert (whole.first, whole.last) == (min(first.first, second.first), max(first.last, second.last))
    for day in whole.dates():
        index = whole.index_of(day)
        assert index is not None
        for name in MEASURES:
            told = [part[name][at] for part in (first, second) if (at := part.index_of(day)) is not None]
            known = {float(value) for value in told if not np.isnan(value)}
            if name == "left_home" or name.startswith("heard_"):
                continue
            assert (whole[name][index] in known) if known else np.isnan(whole[name][index]), (day, name)


@settings(max_examples=60, deadline=None)
@given(reports, reports)
def test_informants_stay_beside_each_other(one: list[Report], other: list[Report]) -> None:
    """Each informant's reach of a day is the newer table's where it speaks, else the older's."""
    first, second = days(one), days(other)
    whole = together(first, second)
    assert set(whole.reach) == set(first.reach) | set(second.reach)
    for informant, column in whole.reach.items():
        for index, day in enumerate(whole.dates()):
            wanted = (-1, -1)
            for part in (first, second):
                at = part.index_of(day)
                if informant in part.reach and at is not None and part.reach[informant].low[at] >= 0:
                    wanted = (int(part.reach[informant].low[at]), int(part.reach[informant].high[at]))
            assert (int(column.low[index]), int(column.high[index])) == wanted
    assert set(whole.flags) == set(first.flags) | set(second.flags)


def test_a_gap_between_two_tables_is_silence() -> None:
    """Days nobody heard about stay unknown: not zero, not «stayed in»."""
    early = days([Report(FIRST, Informant.PERSON, reach_low=Reach.HOME, reach_high=Reach.HOME)])
    late = days([Report(FIRST + timedelta(days=9), Informant.PERSON, reach_low=Reach.PEOPLE)])
    whole = together(late, early)
    assert len(whole) == 10
    assert np.isnan(whole["left_home"][1:9]).all()
    assert whole["left_home"][[0, 9]].tolist() == [0.0, 1.0]
    assert (whole["heard_staying_in"][1:9] == 0).all()
