"""Spec tables of the stages: a few days and answers in, the reading out. They print into the manual.

Letters of a day: R room, H home, D doorstep, O outside, P people, T taking part, C an appointment (reach
PART, flagged), J taking part from home, ? nobody heard; of a device: a away, i indoors. ``["OH", 400]``
repeats the pattern over 400 days. A plain list is what the family wrote.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genkan import stages
from genkan.answers import answers_of
from genkan.nouns import DayFlag, Days, Informant, ReachColumn, Sleeps, State, nan_columns
from genkan.stages.manual import manual

TABLES = Path(__file__).parent / "stages"
LETTERS = {
    "R": (0, 0),
    "H": (1, 1),
    "D": (2, 2),
    "O": (3, 3),
    "P": (4, 4),
    "T": (5, 5),
    "C": (5, 5),
    "J": (1, 1),
    "?": (-1, -1),
    "a": (3, 5),
    "i": (0, 2),
}


def tables() -> list[dict[str, Any]]:
    """All spec tables, as read."""
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(TABLES.glob("*.toml"))]


def rows() -> list[Any]:
    """Every row of every table, with what its table says in common filled in."""
    found = []
    for table in tables():
        common = {key: value for key, value in table.items() if key not in ("title", "row")}
        for row in table["row"]:
            whole = {**common, **row, "answers": {**common.get("answers", {}), **row.get("answers", {})}}
            found.append(pytest.param(whole, id=f"{whole['definition']}: {row['says']}"))
    return found


def repeated(segments: list[list[Any]]) -> list[Any]:
    """Patterns repeated over their days, one after another."""
    return [value for pattern, count in segments for value in islice(cycle(_items(pattern)), count)]


def _items(pattern: Any) -> Any:
    return pattern if isinstance(pattern, str) else [pattern]


def days_from_row(row: dict[str, Any]) -> Days:
    """The days of a row."""
    said = row["days"] if isinstance(row["days"], dict) else {"family": row["days"]}
    letters = {Informant(who): repeated(segments) for who, segments in said.items()}
    count = len(next(iter(letters.values())))
    columns = nan_columns(count)
    for measure in ("hours_out", "talked"):
        if measure in row:
            columns[measure][:] = repeated(row[measure])
    flags = []
    for who, each in letters.items():
        for index, letter in enumerate(each):
            if letter in "TCJ":
                columns["attended"][index] = 1
            if letter == "C":
                flags.append(DayFlag(row["first"] + timedelta(days=index), "appointment", who))
    reach = {
        who: ReachColumn(
            np.array([LETTERS[letter][0] for letter in each], dtype=np.int8),
            np.array([LETTERS[letter][1] for letter in each], dtype=np.int8),
        )
        for who, each in letters.items()
    }
    no_sleep = Sleeps(np.empty(0, np.int32), np.empty(0), np.empty(0), np.empty(0, np.bool_), ())
    return Days(row["first"], columns, reach, no_sleep, tuple(flags), {}, ("Asia/Tokyo",))


@pytest.mark.parametrize("row", rows())
def test_row_reads_as_the_table_says(row: dict[str, Any]) -> None:
    """Each row of the spec tables reads exactly as it says."""
    days = days_from_row(row)
    told = {key: value for key, value in row["answers"].items() if value != "not asked"}
    as_of = row.get("as_of", days.last)
    rules = stages.rules_from_knowledge()
    reading = stages.stage_of(row["definition"], days, answers_of(told), as_of, rules)
    expect = row["expect"]
    assert reading.state == expect["state"], (reading.possible, reading.since)
    assert [one.value for one in reading.possible] == expect.get(
        "possible", [one.value for one in reading.possible]
    )
    if "decides" in expect:
        assert reading.decides == expect["decides"]
    if "since" in expect:
        earliest, latest = (None if day == "open" else day for day in expect["since"])
        assert (reading.since.earliest, reading.since.latest) == (earliest, latest)
    if "months" in expect:
        assert list(reading.months) == expect["months"]
    said = {one.said for one in reading.because}
    assert said >= set(expect.get("because", []))
    for day, state in expect.get("ribbon", {}).items():
        index = days.index_of(date.fromisoformat(day))
        assert index is not None
        assert tuple(State)[reading.ribbon[index]] == state, day


def test_manual_prints_every_row_and_every_rule() -> None:
    """The page of the manual names every row of the spec tables, every rule, its mark and its source."""
    page = manual(tables())
    for param in rows():
        assert param.values[0]["says"] in page
    for knowledge in stages.rules_from_knowledge().values():
        for rule in knowledge["rules"].values():
            assert rule["meaning"] in page
