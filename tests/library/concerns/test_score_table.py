"""Scores of a questionnaire, week by week, through the command."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from genkan.cli import main
from genkan.concerns.change import Claim, change_of
from genkan.concerns.score_table import weekly_scores_in
from genkan.nouns import Refused

START = date(2026, 1, 5)


def table(levels: list[float], seed: int = 1, person: str = "p1", name: str = "total") -> str:
    """A CSV of weekly scores around these levels."""
    noise = np.random.default_rng(seed).normal(0, 1.5, len(levels))
    rows = (
        f"{person},{START + timedelta(weeks=week)},{level + error:.1f}"
        for week, (level, error) in enumerate(zip(levels, noise, strict=True))
    )
    return "\n".join([f"person,date,{name}", *rows, ""])


def test_weeks_are_counted_from_the_first_score_and_blanks_stay_missing() -> None:
    """Two scores of one week are one mean; a week without any is missing, not zero."""
    content = b"date,total,other\n2026-01-05,10,\n2026-01-07,14,\n2026-01-20,8,3\n"
    total, other = weekly_scores_in(content)[""]
    assert np.array_equal(total.values, [12.0, np.nan, 8.0], equal_nan=True)
    assert other.first == date(2026, 1, 20)


def test_a_score_of_which_more_is_better_is_told_the_right_way_round() -> None:
    """Rising is better there, and the numbers told are its own."""
    rising = np.concatenate([np.full(5, 8.0), np.full(12, 20.0)])
    rising += np.random.default_rng(2).normal(0, 2.0, 17)
    told = change_of(rising, 2.2, higher=True)
    assert told.claim is Claim.BETTER
    assert told.change > 0
    assert told.because[0].facts["now"] == round(float(rising[-1]), 1)
    assert change_of(rising, 2.2).claim is Claim.WORSE


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_the_command_says_what_can_be_told(tmp_path: Path, lang: str) -> None:
    """Twelve points lighter is told as better, with the index beside, in every language and as JSON."""
    file, out = tmp_path / "scores.csv", tmp_path / "told.json"
    file.write_text(table([20.0] * 5 + [8.0] * 12))
    done = CliRunner().invoke(
        main, ["change", str(file), "--error", "total=2.2", "--lang", lang, "--json", str(out)]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(out.read_text())[0]
    assert told["claim"] == "better"
    assert told["since"] > START.isoformat()
    assert all(words in done.output for words in told["words"])


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ("person,date,total\np1,2026-01-05,ten\n", ["--error", "total=2.2"]),
        ("person,date,total\np1,05/01/2026,10\n", ["--error", "total=2.2"]),
        ("person,total\np1,10\n", ["--error", "total=2.2"]),
        ("person,date,total\n", ["--error", "total=2.2"]),
        ("person,date,total\np1,2026-01-05,10\n", []),
        ("person,date,total\np1,2026-01-05,10\n", ["--error", "total=0"]),
        ("person,date,total\np1,2026-01-05,10\n", ["--error", "total=nan"]),
        ("person,date,total\np1,2026-01-05,10\np1,2097-01-05,10\n", ["--error", "total=2.2"]),
        ('person,date,total\np1,2026-01-05,"' + "9" * 200_000 + '"\n', ["--error", "total=2.2"]),
        ("[" * 100_000, ["--error", "total=2.2"]),
        ("\x00\x01", ["--error", "total=2.2"]),
    ],
)
def test_what_is_no_table_of_scores_gets_one_sentence(tmp_path: Path, content: str, more: list[str]) -> None:
    """Exit code 3, one line, no traceback."""
    file = tmp_path / "scores.csv"
    file.write_text(content)
    done = CliRunner().invoke(main, ["change", str(file), *more])
    assert done.exit_code == 3, done.output
    assert len(done.output.strip().splitlines()) == 1
    assert not isinstance(done.exception, Refused)


def test_capitals_are_no_other_column(tmp_path: Path) -> None:
    """A head line in capitals is read, and its score is named either way."""
    file = tmp_path / "scores.csv"
    file.write_text(table([20.0] * 8).replace("person,date,total", "Person,DATE,Total"))
    for name in ("Total", "total"):
        done = CliRunner().invoke(main, ["change", str(file), "--error", f"{name}=2.2"])
        assert done.exit_code == 0, done.output


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A name that leads nowhere is one sentence as well."""
    done = CliRunner().invoke(main, ["change", str(tmp_path / "none.csv"), "--error", "total=2.2"])
    assert done.exit_code == 3
