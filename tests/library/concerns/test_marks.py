"""What people say about tellings: learnt visibly, taken back, never impossible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.library.concerns.lives import FIRST, noise, scores, slid

from genkan.concerns.marks import MOST_MARKS, DayMarks, marked, marks_of
from genkan.concerns.watch import WatchLevel
from genkan.course import watching_in
from genkan.nouns import Refused

DAY = date(2025, 3, 1)


def test_marks_come_back_from_plain_values() -> None:
    """Kept and opened again they are the same; said twice they count once."""
    marks = DayMarks().with_wrong(DAY).with_wrong(DAY).with_was(DAY, DAY + timedelta(days=3), "illness")
    assert marks_of(marks.plain()) == marks
    assert marks.with_was(DAY, DAY + timedelta(days=3), "illness") == marks
    assert len(marks.wrong) == len(marks.was) == 1


def test_each_can_be_taken_back_and_no_other_number_changes_anything() -> None:
    """Counted through both kinds."""
    marks = DayMarks().with_wrong(DAY).with_was(DAY, DAY, "exam")
    assert marks.without(0) == DayMarks().with_was(DAY, DAY, "exam")
    assert marks.without(1) == DayMarks().with_wrong(DAY)
    assert marks.without(2) == marks.without(-1) == marks


@pytest.mark.parametrize(
    "plain",
    [
        {"was": [["2025-03-01", "2025-02-01", "illness"]]},
        {"was": [["2025-03-01", "2027-03-01", "illness"]]},
        {"was": [["2025-03-01", "2025-03-02", "lazy"]]},
        {"was": [["2025-03-01", "2025-03-02"]]},
        {"was": [["2025-03-01", "2025-03-02", ["illness"]]]},
        {"wrong": ["yesterday"]},
        {"wrong": [7]},
        {"was": 7},
    ],
)
def test_impossible_marks_are_refused(plain: dict[str, object]) -> None:
    """Days backwards, more than a year, a kind nobody knows, no days at all."""
    with pytest.raises(Refused):
        marks_of(plain)


def test_marks_are_bounded() -> None:
    """More than anybody says by hand is refused or not kept."""
    marks = DayMarks()
    for number in range(MOST_MARKS):
        marks = marks.with_was(DAY + timedelta(days=number), DAY + timedelta(days=number), "move")
    with pytest.raises(Refused):
        marks.with_was(date(2020, 1, 1), date(2020, 1, 1), "move")


def test_days_outside_the_table_change_nothing() -> None:
    """Marks of another year leave the scores as they are."""
    table = scores(noise(1))
    marks = DayMarks().with_was(date(2001, 1, 1), date(2001, 1, 9), "holiday")
    assert marked(table, marks).context == {}


def test_the_same_change_that_goes_on_keeps_its_beginning() -> None:
    """Months after a slide a telling names the first one; the days it began do not drift along."""
    values = slid(noise(2, 330), 120, 21, 2.2)
    first = watching_in(scores(values), FIRST + timedelta(days=200))
    later = watching_in(scores(values), FIRST + timedelta(days=max_told(values)))
    assert later.watch.concern is not None
    assert later.watch.concern.first_told < later.watch.concern.day
    assert later.watch.concern.since.latest is not None
    assert later.watch.concern.since.latest <= FIRST + timedelta(days=150)
    assert first.pins[0] == later.watch.concern.first_told


def test_a_concern_stands_while_the_change_goes_on_and_ends_when_life_comes_back() -> None:
    """Forty days after it was told it still stands; after five ordinary weeks it does not."""
    values = slid(noise(2, 330), 120, 21, 2.2)
    day = watching_in(scores(values)).pins[0]
    for later in range(1, 59, 6):
        seen = watching_in(scores(values), day + timedelta(days=later)).watch
        assert seen.level is WatchLevel.CONCERN, later
    back = values.copy()
    row = (day - FIRST).days
    back[row + 5 :] = noise(9, 330)[row + 5 :]
    assert watching_in(scores(back), day + timedelta(days=45)).watch.level is WatchLevel.USUAL


def test_a_change_after_a_way_back_is_one_of_its_own() -> None:
    """Out, back for two months, out again: the second telling does not carry the first one's beginning."""
    values = slid(noise(3, 330), 120, 7, 2.2)
    values[150:] = noise(4, 180)
    values[215:] += 2.2
    told = watching_in(scores(values), FIRST + timedelta(days=max_told(values)))
    assert told.watch.concern is not None
    assert told.watch.concern.first_told > FIRST + timedelta(days=215)
    assert len(told.pins) >= 2


def max_told(values: object) -> int:
    """The row of the last concern of a whole table."""
    return max((day - FIRST).days for day in watching_in(scores(values)).pins)  # type: ignore[arg-type]


def test_notices_are_for_the_person_alone() -> None:
    """Others never read a notice: for them the day is as usual, or what a concern says."""
    values = slid(noise(2, 330), 120, 21, 2.2)
    own = watching_in(scores(values), for_person=True)
    others = watching_in(scores(values))
    levels = {level for _, level in own.watch.earlier}
    assert levels == {WatchLevel.NOTICE, WatchLevel.CONCERN}
    assert {level for _, level in others.watch.earlier} == {WatchLevel.CONCERN}
    for row in range(100, 330, 5):
        day = FIRST + timedelta(days=row)
        assert watching_in(scores(values), day).watch.level is not WatchLevel.NOTICE
