"""A table of questionnaire scores (CSV or JSON) → weekly scores of each person, for ``change_of``.

Columns: ``person`` (optional), ``date``, and one for each score, whatever its name. A blank is missing.
Several scores of one week are one mean, so that asking more often is not more evidence of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from genkan.concerns.table import day_in, label_in, number_in, rows_in
from genkan.nouns import Floats, Refused, Trouble

MOST_WEEKS = 520
MOST_SCORES = 50
OTHERS = ("person", "date")


@dataclass(frozen=True, slots=True)
class WeeklyScores:
    """One score of one person, a value a week from the week of ``first`` on; NaN: not asked, not answered."""

    name: str
    first: date
    values: Floats

    def date_at(self, week: int) -> date:
        """The first day of a week."""
        return self.first + timedelta(weeks=week)


def weekly_scores_in(content: bytes, file: str = "") -> dict[str, tuple[WeeklyScores, ...]]:
    """Every person's scores, in the order they first appear. Raises Refused for what is no such table."""
    people: dict[str, dict[str, list[tuple[date, float]]]] = {}
    for number, row in enumerate(rows_in(content, file)[1], start=2):
        where = f"line {number}"
        day = day_in(row.get("date"), file, where)
        scores = people.setdefault(label_in(row.get("person"), file, where), {})
        names = [name for name in row if name and name not in OTHERS]
        if len(names) > MOST_SCORES:
            raise Refused(Trouble.TOO_LARGE, file, where)
        for name in names:
            value = number_in(row[name], file, where)
            if np.isfinite(value):
                scores.setdefault(name, []).append((day, value))
    if not any(people.values()):
        raise Refused(Trouble.EMPTY, file)
    return {
        person: tuple(_weekly(name, told, file) for name, told in scores.items())
        for person, scores in people.items()
        if scores
    }


def _weekly(name: str, told: list[tuple[date, float]], file: str) -> WeeklyScores:
    first = min(day for day, _ in told)
    weeks = np.array([(day - first).days // 7 for day, _ in told])
    if int(weeks.max()) >= MOST_WEEKS:
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, file)
    total = np.bincount(weeks, weights=[value for _, value in told])
    count = np.bincount(weeks)
    values = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return WeeklyScores(name.lower(), first, values)
