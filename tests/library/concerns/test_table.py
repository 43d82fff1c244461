"""A plain table is read as documented, and refused with a place where it is wrong."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from genkan.cli import main
from genkan.concerns.table import is_table, scores_in
from genkan.nouns import Refused, Sign, Trouble
from genkan.pretend import demo_family

HEAD = "person,date,staying_in,taking_part,contact,rhythm,drive,mood\n"
TWO = HEAD + "a,2026-01-05,1,,0.5,-1,2,3\na,2026-01-07,2,NA,,0,1,1\nb,2026-01-05,0,0,0,0,0,0\n"


def test_rows_become_days_and_blanks_stay_unknown() -> None:
    """A day without a row is a day nobody reported; people keep their order."""
    found = scores_in(TWO.encode())
    assert list(found) == ["a", "b"]
    one = found["a"]
    assert (one.first, len(one)) == (date(2026, 1, 5), 3)
    assert one.heard.tolist() == [True, False, True]
    assert np.isnan(one.values[2, 1])
    assert one.values[0].tolist()[2:] == [0.5, -1, 2, 3]


def test_json_says_the_same() -> None:
    """A list of objects, or an object with days, is the same table."""
    rows = [{"person": "a", "date": "2026-01-05", "mood": 3, "drive": None}]
    for told in (rows, {"days": rows}):
        content = json.dumps(told).encode()
        assert is_table(content)
        assert scores_in(content)["a"].values[0, 5] == 3


def test_raw_columns_are_turned_towards_withdrawal() -> None:
    """Fewer hours out and lower mood are more, in their own units; marked days are left out."""
    text = "date,raw_hours_out,raw_mood,free,flag\n2026-01-05,6,4,1,\n2026-01-06,1,1,,illness\n"
    one = scores_in(text.encode())[""]
    assert one.values[1, 0] > one.values[0, 0]
    assert one.values[1, 5] > one.values[0, 5]
    assert one.raw[Sign.MOOD][0] == "mood"
    assert one.free.tolist() == [True, False]
    assert one.context == {1: "illness"}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.MISSING_COLUMNS),
        (HEAD, Trouble.EMPTY),
        ("person,mood\na,1\n", Trouble.MISSING_COLUMNS),
        (HEAD + "a,yesterday,1,1,1,1,1,1\n", Trouble.BAD_VALUES),
        (HEAD + "a,1926-01-05,1,1,1,1,1,1\n", Trouble.TIMES_OUT_OF_RANGE),
        (HEAD + "a,2001-01-05,1,1,1,1,1,1\na,2099-01-05,1,1,1,1,1,1\n", Trouble.TIMES_OUT_OF_RANGE),
        (HEAD + "a,2026-01-05,bad,1,1,1,1,1\n", Trouble.BAD_VALUES),
        (HEAD + "a,2026-01-05,inf,1,1,1,1,1\n", Trouble.BAD_VALUES),
        (HEAD + "a,2026-01-05,1,1,1,1,1,1\na,2026-01-05,1,1,1,1,1,2\n", Trouble.CONFLICTING),
        (HEAD + "a,2026-01-05,1,1,1,1,1,1,7\n", Trouble.DAMAGED),
        (HEAD + "a,2026-01-05 10:00,1,1,1,1,1,1\n", Trouble.BAD_VALUES),
        (HEAD + "a,٢٠٢٦-01-05,1,1,1,1,1,1\n", Trouble.BAD_VALUES),
        ("date,raw_mood\n2026-01-05,7\n", Trouble.BAD_VALUES),
        ("date,raw_hours_out\n2026-01-05,500\n", Trouble.BAD_VALUES),
        ("date,raw_hours_out\n2026-01-05,-3\n", Trouble.BAD_VALUES),
        ("date,raw_left_home\n2026-01-05,2\n", Trouble.BAD_VALUES),
        ("date,mood,free\n2026-01-05,1,7\n", Trouble.BAD_VALUES),
        ("date,mood,flag\n2026-01-05,1,lazy\n", Trouble.BAD_VALUES),
        ("date,mood,mood\n2026-01-05,1,2\n", Trouble.CONFLICTING),
        ('[{"date": 20260105, "mood": 1}]', Trouble.BAD_VALUES),
        ('[{"date": "2026-01-05", "mood": true}]', Trouble.BAD_VALUES),
        ('[{"date": "2026-01-05", "mood": 1, "person": {"a": 1}}]', Trouble.BAD_VALUES),
        ("[1, 2]", Trouble.UNKNOWN_FORMAT),
        ("[{", Trouble.DAMAGED),
        ("[" * 100_000, Trouble.DAMAGED),
        (HEAD + 'a,2026-01-05,"' + "9" * 60_000 + "\n" + "9" * 60_000 + "\n" + "9" * 60_000, Trouble.DAMAGED),
        (HEAD + "," * 70_000 + "\n", Trouble.TOO_LARGE),
        ("[" + " " * (1 << 25) + "]", Trouble.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, trouble: Trouble) -> None:
    """Every kind of wrong table has its own word."""
    with pytest.raises(Refused) as refused:
        scores_in(text.encode(), "t.csv")
    assert refused.value.trouble is trouble


def test_text_in_no_known_encoding_is_refused() -> None:
    """Bytes that are no UTF-8 are not guessed at."""
    with pytest.raises(Refused, match="encoding"):
        scores_in(b"\xff\xfe\x00d", "t.csv")


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_the_command_speaks_and_writes(tmp_path: Path, lang: str) -> None:
    """``genkan watch`` prints sentences, and the same as JSON."""
    (tmp_path / "t.csv").write_text(TWO, encoding="utf-8")
    told = CliRunner().invoke(main, ["watch", str(tmp_path / "t.csv"), "--lang", lang, "--json", "-"])
    assert told.exit_code == 0, told.output
    people = json.loads(told.output)
    assert [one["person"] for one in people] == ["a", "b"]
    assert {one["level"] for one in people} == {"not_enough"}
    out = tmp_path / "o.json"
    told = CliRunner().invoke(main, ["watch", str(tmp_path / "t.csv"), "--lang", lang, "--json", str(out)])
    assert people[0]["words"][0] in told.output
    assert json.loads(out.read_text(encoding="utf-8")) == people


def test_a_row_costs_its_numbers_and_no_more() -> None:
    """A hundred thousand days are read in a fraction of what their rows as objects would take."""
    row = ",".join(["a{person}", "{day}", "1.25", "", "0.5", "-1", "2", "0.125"])
    days = [str(date(2020, 1, 1) + timedelta(days=day)) for day in range(1000)]
    lines = (row.format(person=person, day=day) for person in range(100) for day in days)
    content = (HEAD + "\n".join(lines)).encode()
    tracemalloc.start()
    read = scores_in(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(read) == 100
    assert most < 300 * 100_000


def test_labels_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    """A person's label is printed without its control characters."""
    (tmp_path / "t.csv").write_text(TWO.replace("b,", "b\x1b[2J,"), encoding="utf-8")
    told = CliRunner().invoke(main, ["watch", str(tmp_path / "t.csv"), "--lang", "en"])
    assert told.exit_code == 0
    assert "\x1b" not in told.output


def test_the_invented_family_is_watched_from_its_files(tmp_path: Path) -> None:
    """Their phone and diary tell of a slide, its beginning, and where the months of the criteria lie."""
    demo_family(date(2026, 11, 22), into=tmp_path)
    words = ["watch", str(tmp_path), "--zone", "Asia/Bangkok", "--lang", "en", "--json", "-"]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 0, told.output
    (one,) = json.loads(told.output)
    assert any(said["level"] == "concern" for said in one["earlier"])
    assert [mark["months"] for mark in one["marks"]] == [3, 6]


def test_capitals_and_a_day_before_all_days_are_read(tmp_path: Path) -> None:
    """Names and flags may be in capitals; before the first day there is nothing to be silent about."""
    file = tmp_path / "t.csv"
    file.write_text("Person,Date,Mood,Flag\na,2026-01-05,1,Illness\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["watch", str(file), "--as-of", "2020-01-01", "--json", "-"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)[0]["level"] == "not_enough"
    assert scores_in(file.read_bytes())["a"].context == {0: "illness"}


def test_a_label_that_cannot_be_written_is_replaced_and_nowhere_to_write_is_said(tmp_path: Path) -> None:
    """Half a surrogate pair does not end the reading; a place that is no file is one sentence."""
    file = tmp_path / "t.json"
    file.write_text('[{"person": "\\ud800x", "date": "2026-01-05", "mood": 1}]', encoding="utf-8")
    told = CliRunner().invoke(main, ["watch", str(file), "--json", str(tmp_path / "o.json"), "-q"])
    assert told.exit_code == 0, told.output
    for place in (tmp_path / "none" / "o.json", tmp_path):
        told = CliRunner().invoke(main, ["watch", str(file), "--json", str(place), "-q"])
        assert told.exit_code == 1
        assert len(told.output.strip().splitlines()) == 1
        assert str(tmp_path) not in told.output


def test_a_broken_table_ends_with_one_sentence(tmp_path: Path) -> None:
    """Exit code 3, as for every file that cannot be read."""
    (tmp_path / "t.csv").write_text(HEAD + "a,2026-01-05,bad,1,1,1,1,1\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["watch", str(tmp_path / "t.csv")])
    assert told.exit_code == 3
