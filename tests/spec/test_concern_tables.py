"""Spec tables of watching: what happens in six signs, what is said on a day."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.library.concerns.lives import FIRST, noise, scores

from genkan.concerns.watch import watch_of

TABLES = Path(__file__).parent / "concerns"
KEYS = {"says", "seed", "on", "slides", "bumps", "hidden", "every", "signs", "left_out", "expect"}
EXPECTED = {"level", "never", "began", "abrupt", "changed", "unknown", "said"}


def rows() -> list[dict[str, Any]]:
    """All rows of all tables."""
    files = sorted(TABLES.glob("*.toml"))
    return [row for file in files for row in tomllib.loads(file.read_text(encoding="utf-8"))["row"]]


def test_rows_use_known_words() -> None:
    """A misspelt key would silently check nothing."""
    for row in rows():
        assert set(row) <= KEYS, row["says"]
        assert set(row["expect"]) <= EXPECTED, row["says"]
        assert row["expect"], row["says"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["says"])
def test_what_is_said(row: dict[str, Any]) -> None:
    """Each row says what its table says."""
    values = noise(row["seed"], 200)
    day = np.arange(200)
    for slide in row.get("slides", ()):
        values += slide["size"] * np.clip((day - slide["from"] + 1) / slide["days"], 0, 1)[:, None]
    for bump in row.get("bumps", ()):
        values[bump["from"] : bump["from"] + bump["days"]] += bump["size"]
    for hidden in row.get("hidden", ()):
        values[hidden["from"] : hidden["from"] + hidden["days"]] = np.nan
    values[day % row.get("every", 1) != 0] = np.nan
    told = row.get("signs", range(6))
    values[:, [sign for sign in range(6) if sign not in told]] = np.nan
    table = scores(values)
    if "left_out" in row:
        first = FIRST + timedelta(row["left_out"]["from"])
        last = first + timedelta(row["left_out"]["days"] - 1)
        table = table.leaving_out(first, last, row["left_out"]["why"])
    seen, expect = watch_of(table, FIRST + timedelta(row["on"])), row["expect"]
    assert seen.level == expect.get("level", seen.level)
    assert not {level for _, level in seen.earlier} & set(expect.get("never", ()))
    assert set(expect.get("said", ())) <= {one.said for one in seen.because}
    concern = seen.concern
    if "began" in expect:
        assert concern is not None
        began = FIRST + timedelta(expect["began"])
        assert concern.since.earliest <= began <= concern.since.latest
    if "abrupt" in expect:
        assert concern is not None
        assert (concern.onset.abrupt > 0.5) == expect["abrupt"]
    for key in ("changed", "unknown"):
        if key in expect:
            assert sorted(getattr(concern, key)) == sorted(expect[key])
