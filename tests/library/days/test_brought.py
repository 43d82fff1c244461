"""What a newer table brings: every day it speaks of is new, or more, or already there."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from tests.library.days.test_together import FIRST, days, reports

from genkan.days.brought import Brought, brought, known_by_day
from genkan.days.together import together
from genkan.nouns import Informant, Reach, Report


def told(back: int, reach: Reach, mood: int | None = None) -> Report:
    """A day of a family's diary."""
    return Report(day=FIRST + timedelta(days=back), informant=Informant.FAMILY, reach_low=reach, mood=mood)


@settings(max_examples=60, deadline=None)
@given(reports, reports)
def test_brought_again_it_is_all_there(one: list[Report], other: list[Report]) -> None:
    """Once laid over, the same table brings nothing new and nothing more, to whatever was there before."""
    first, second = days(one), days(other)
    found = brought(first, second)
    assert found.new + found.more + found.same == len(known_by_day(second))
    again = brought(together(first, second), second)
    assert (again.new, again.more) == (0, 0)
    assert again.same == len(known_by_day(second))


def test_new_more_and_same_are_told_apart() -> None:
    """A day nobody spoke of, a day of which more is known now, a day that says the same."""
    older = days([told(0, Reach.HOME), told(1, Reach.HOME)])
    newer = days([told(0, Reach.HOME), told(1, Reach.HOME, mood=2), told(2, Reach.PEOPLE)])
    assert brought(older, newer) == Brought(new=1, more=1, same=1)
    assert brought(None, newer) == Brought(new=3, more=0, same=0)
