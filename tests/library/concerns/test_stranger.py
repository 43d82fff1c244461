"""The watch, asked from outside in a world made apart from the rule: twenty lives, wide bounds."""

import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

from stranger import CHANCE_DAYS, Read, read
from stranger_world import Life, life

pytestmark = pytest.mark.slow

STEADY = [life(course, "all", n) for course in ("steady, quiet", "steady, eventful") for n in range(200, 205)]
SLIDING = [life(course, "all", n) for course in ("abrupt", "over weeks") for n in range(200, 205)]


def faults(reads: list[Read]) -> list[str]:
    """What is wrong with the readings of twenty people, in words; empty when they are bearable."""
    steady = [r for r in reads if not r.life.slides]
    sliding = [r for r in reads if r.life.slides]
    seen = sum(r.delay(0) is not None and r.delay(0) <= CHANCE_DAYS for r in sliding)
    raised = sum(len(r.raised()) for r in steady)
    found = [f"{raised} concerns for {len(steady)} steady people"] if raised > 2 * len(steady) else []
    return found + ([f"{seen} of {len(sliding)} slides seen"] if seen < len(sliding) / 2 else [])


def shuffled(one: Life) -> Life:
    """The same days in a random order: nothing is left of when anything happened."""
    dates = [row["date"] for row in one.rows]
    rows = random.Random(one.person).sample(one.rows, len(one.rows))
    return replace(one, rows=[row | {"date": day} for row, day in zip(rows, dates, strict=True)])


def test_twenty_strangers_are_read_bearably():
    """Half of ten slides are seen in 90 days; steady people get at most two concerns each in two years."""
    assert faults(read(STEADY + SLIDING)) == []


def test_the_judge_refuses_signs_whose_days_were_shuffled():
    """With every person's days in random order the slides are gone, and the judge says so."""
    assert any("slides seen" in said for said in faults(read([shuffled(one) for one in STEADY + SLIDING])))


@pytest.mark.parametrize("course", ["withdrawn", "recovering"])
def test_a_life_is_the_same_life_each_time(course: str):
    """The same four arguments give the same person; another seed gives another."""
    assert life(course, "weekly", 3) == life(course, "weekly", 3)
    assert life(course, "weekly", 3).rows != life(course, "weekly", 3, seed=1).rows
