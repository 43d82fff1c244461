"""Genkan: ten years of days → usual → signs → every stage. A year of the invented family, laid ten times."""

import sys
from dataclasses import replace

import numpy as np
from telling import repeated, tell

from genkan.course import course_of, read
from genkan.demonstration import ANSWERS
from genkan.nouns import ReachColumn
from genkan.store import sources_of

folder, years, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
days = read(sources_of([folder]), "Asia/Bangkok").days
count = round(years * 365.25)


def laid(values):
    """The same year again and again, ``count`` days in all."""
    return np.resize(values, count)


long = replace(
    days,
    columns={name: laid(values) for name, values in days.columns.items()},
    reach={who: ReachColumn(laid(told.low), laid(told.high)) for who, told in days.reach.items()},
)
_, first = repeated(lambda: course_of(long, ANSWERS), 1)
course, warm = repeated(lambda: course_of(long, ANSWERS), times)
tell(warm=warm, first=first, days=len(long), stages=len(course.stages))
