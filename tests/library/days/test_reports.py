"""Reports by day: reach by informant, what taking part implies, who is asked first."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from genkan.days.reports import ReportDays, report_days
from genkan.nouns import Informant, Reach, Report, Sign

FIRST = date(2026, 1, 1)
FAMILY, PERSON = Informant.FAMILY, Informant.PERSON


def of_three_days(*reports: Report) -> ReportDays:
    """The first three days of January."""
    return report_days(reports, FIRST, FIRST + timedelta(days=2))


def test_taking_part_implies_reach() -> None:
    """Somebody who took part was out and took part, also where reach was not written."""
    told = of_three_days(
        Report(FIRST, FAMILY, attended=True),
        Report(FIRST + timedelta(days=1), FAMILY, reach_low=Reach.OUTSIDE, attended=True),
    )
    assert told.reach[FAMILY].low.tolist() == [5, 5, -1]
    assert told.reach[FAMILY].high.tolist() == [5, 5, -1]


def test_a_class_at_home_stays_at_home() -> None:
    """Where a report says both home and took part, the written reach stands."""
    told = of_three_days(Report(FIRST, PERSON, reach_low=Reach.ROOM, reach_high=Reach.HOME, attended=True))
    assert (told.reach[PERSON].low[0], told.reach[PERSON].high[0]) == (0, 1)
    assert told.columns["attended"][0] == 1


def test_one_written_end_leaves_the_other_open() -> None:
    """«At least outside» reaches up to taking part, «at most the doorstep» down to the room."""
    told = of_three_days(
        Report(FIRST, FAMILY, reach_low=Reach.OUTSIDE),
        Report(FIRST + timedelta(days=1), FAMILY, reach_high=Reach.DOORSTEP),
        Report(FIRST + timedelta(days=2), FAMILY, hours_out=2.0),
    )
    assert told.reach[FAMILY].low.tolist() == [3, 0, 3]
    assert told.reach[FAMILY].high.tolist() == [5, 2, 5]


def test_two_reports_of_one_informant_meet_or_span() -> None:
    """Overlapping intervals give their overlap, contradicting ones everything between."""
    told = of_three_days(
        Report(FIRST, FAMILY, reach_low=Reach.HOME),
        Report(FIRST, FAMILY, reach_high=Reach.OUTSIDE),
        Report(FIRST + timedelta(days=1), FAMILY, reach_low=Reach.ROOM, reach_high=Reach.HOME),
        Report(FIRST + timedelta(days=1), FAMILY, reach_low=Reach.PEOPLE, reach_high=Reach.PART),
    )
    assert told.reach[FAMILY].low.tolist() == [1, 0, -1]
    assert told.reach[FAMILY].high.tolist() == [3, 5, -1]


def test_informants_stand_beside_each_other() -> None:
    """Nobody is averaged: each informant has a column of their own, and silence is −1."""
    told = of_three_days(
        Report(FIRST, FAMILY, reach_low=Reach.ROOM, reach_high=Reach.ROOM),
        Report(FIRST, PERSON, reach_low=Reach.OUTSIDE, reach_high=Reach.OUTSIDE),
        Report(FIRST, Informant.WORKER, mood=2),
    )
    assert set(told.reach) == {FAMILY, PERSON}
    assert told.reach[FAMILY].high[0] == 0
    assert told.reach[PERSON].low[0] == 3


def test_the_person_is_asked_first_and_a_family_fills_in() -> None:
    """Mood and drive are the person's own words where there are any, else the family's."""
    told = of_three_days(
        Report(FIRST, PERSON, mood=1),
        Report(FIRST, FAMILY, mood=4, drive=0),
        Report(FIRST + timedelta(days=1), FAMILY, mood=3, attended=False),
    )
    assert told.columns["mood"][:2].tolist() == [1, 3]
    assert told.columns["drive"][0] == 0
    assert np.isnan(told.columns["drive"][1])
    assert told.columns["attended"][1] == 0
    assert np.isnan(told.columns["attended"][0])


def test_heard_is_never_unknown() -> None:
    """A sign somebody spoke of is heard 1.0, any other 0.0."""
    told = of_three_days(Report(FIRST, PERSON, mood=1), Report(FIRST, FAMILY, talked=True))
    for sign in (Sign.STAYING_IN, Sign.TAKING_PART, Sign.CONTACT, Sign.DRIVE, Sign.MOOD):
        heard = told.columns[f"heard_{sign.value}"]
        assert heard.tolist() == [float(sign in (Sign.MOOD, Sign.CONTACT)), 0, 0]


def test_flags_are_kept_once_and_days_outside_are_left() -> None:
    """The same flag twice is one; unknown flags and days outside the table are not taken."""
    told = of_three_days(
        Report(FIRST, FAMILY, flag="exam"),
        Report(FIRST, FAMILY, flag="exam"),
        Report(FIRST, FAMILY, flag="gossip"),
        Report(FIRST - timedelta(days=1), FAMILY, flag="move", mood=0),
    )
    assert [(flag.day, flag.kind) for flag in told.flags] == [(FIRST, "exam")]
    assert np.isnan(told.columns["mood"]).all()


_reach = st.none() | st.sampled_from(Reach)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([FAMILY, PERSON]), _reach, _reach), max_size=8))
def test_the_order_of_reports_changes_no_reach(
    rows: list[tuple[int, Informant, Reach | None, Reach | None]],
) -> None:
    """Reach is the same whatever the order in which people wrote, and low never passes high."""
    reports = [
        Report(FIRST + timedelta(days=day), who, reach_low=low, reach_high=high)
        for day, who, low, high in rows
    ]
    one, other = of_three_days(*reports), of_three_days(*reversed(reports))
    for who, column in one.reach.items():
        assert column.low.tolist() == other.reach[who].low.tolist()
        assert column.high.tolist() == other.reach[who].high.tolist()
        assert (column.low <= column.high).all()
