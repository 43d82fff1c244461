"""The command line: quick to start, one sentence for bad input, everything written whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from genkan.cli import main
from genkan.knowledge import LANGUAGES

DIARY = (
    "Date,Who writes this,How far out,Fell asleep (last night),Got up\n"
    + "".join(
        f"2026-03-{day:02d},mother,{'outside' if day % 7 == 0 else 'room'},02:00,11:00\n"
        for day in range(1, 29)
    )
).encode()


def run(*words: str, stdin: bytes | None = None) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(main, list(words), input=stdin)


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Four weeks written by a mother."""
    place = tmp_path / "diary.csv"
    place.write_bytes(DIARY)
    return place


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_diary_alone_gives_a_reading(diary: Path, lang: str) -> None:
    """No phone, no watch: a notebook is enough, in each language."""
    told = run("read", str(diary), "--zone", "Asia/Tokyo", "--lang", lang)
    assert told.exit_code == 0, told.output
    assert "diary.csv" in told.output
    assert "Traceback" not in told.output


def test_every_form_is_written(diary: Path, tmp_path: Path) -> None:
    """HTML, PDF, PNG, SVG, JSON, Parquet in one go, each whole."""
    starts = {
        "html": b"<!doctype",
        "pdf": b"%PDF",
        "png": b"\x89PNG",
        "svg": b"<svg",
        "json": b"{",
        "parquet": b"PAR1",
    }
    words = [word for form in starts for word in (f"--{form}", str(tmp_path / f"out.{form}"))]
    told = run("read", str(diary), "--zone", "Asia/Tokyo", "-q", *words)
    assert told.exit_code == 0, told.output
    for form, start in starts.items():
        assert (tmp_path / f"out.{form}").read_bytes().startswith(start), form
    reading = json.loads((tmp_path / "out.json").read_text())
    assert reading["stages"][0]["definition"] == "kato2020"
    assert len(reading["stages"][0]["ribbon"]) == reading["days"]["count"] == 28


def test_standard_input_is_read_like_a_file() -> None:
    """A dash reads the pipe."""
    told = run("read", "-", "--zone", "Asia/Tokyo", stdin=DIARY)
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_read_is_one_sentence_and_code_3(tmp_path: Path, lang: str) -> None:
    """One line, the plain name, nothing written."""
    bad = tmp_path / "photo.zip"
    bad.write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    told = run("read", str(bad), "--lang", lang, "--json", str(tmp_path / "out.json"))
    assert told.exit_code == 3
    assert len(told.stderr.strip().splitlines()) == 1
    assert "photo.zip" in told.stderr
    assert str(tmp_path) not in told.stderr
    assert not (tmp_path / "out.json").exists()


def test_one_bad_file_among_good_ones_is_left_out_and_said(diary: Path, tmp_path: Path) -> None:
    """The good half is used, the rest is named."""
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    told = run("read", str(diary), str(tmp_path / "cut.zip"), "--zone", "Asia/Tokyo")
    assert told.exit_code == 0
    assert "cut.zip" in told.output


def test_answers_change_the_reading_and_bad_answers_are_refused(diary: Path, tmp_path: Path) -> None:
    """An answers file is read; a wrong line is named."""
    answers = tmp_path / "answers.toml"
    answers.write_text('since = 2025-06-01\nimpairment = "yes"\nreasons = []\n')
    out = tmp_path / "o.json"
    told = run(
        "read", str(diary), "--zone", "Asia/Tokyo", "--answers", str(answers), "-q", "--json", str(out)
    )
    assert told.exit_code == 0, told.output
    assert json.loads(out.read_text())["stages"][0]["state"].startswith("hikikomori_")
    answers.write_text('distress = "perhaps"\n')
    told = run("read", str(diary), "--answers", str(answers))
    assert told.exit_code == 3
    assert "answers.toml" in told.stderr


def test_another_definition_can_lead(diary: Path, tmp_path: Path) -> None:
    """The chosen definition comes first, an unknown one is a usage error."""
    out = tmp_path / "o.json"
    run("read", str(diary), "--zone", "Asia/Tokyo", "-q", "--definition", "mhlw2025", "--json", str(out))
    assert json.loads(out.read_text())["stages"][0]["definition"] == "mhlw2025"
    assert run("read", str(diary), "--definition", "mine").exit_code == 2


def test_an_unknown_zone_is_a_usage_error(diary: Path) -> None:
    """It says what a zone looks like."""
    told = run("read", str(diary), "--zone", "Mars/Base")
    assert told.exit_code == 2
    assert "Asia/Bangkok" in told.output


def test_a_day_is_explained_with_its_sources(diary: Path) -> None:
    """Where each number of a day came from; a day outside is said to be unheard."""
    told = run("explain", "2026-03-07", str(diary), "--zone", "Asia/Tokyo", "--lang", "en")
    assert told.exit_code == 0, told.output
    assert "family: outside" in told.output
    assert "02:00" in told.output
    assert "Nothing was heard" in run("explain", "2030-01-01", str(diary), "--lang", "en").output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_reads_back_empty_and_filled(tmp_path: Path, lang: str) -> None:
    """An untouched template is no data; both forms are written."""
    for form in ("csv", "xlsx"):
        place = tmp_path / f"d.{form}"
        assert run("diary", "template", "--lang", lang, "-o", str(place)).exit_code == 0
        assert run("read", str(place)).exit_code == 3
    assert run("diary", "template", "--lang", lang).output.count("\n") > 5


def test_the_invented_family_can_be_read() -> None:
    """Nine months through the same importers, and it says that nobody in it exists."""
    told = run("demo", "--until", "2026-11-22", "--lang", "en")
    assert told.exit_code == 0, told.output
    assert "invented" in told.stderr
    assert "export.xml" in told.output
    assert "Timeline.json" in told.output


def test_help_does_not_load_what_it_does_not_need() -> None:
    """No numpy, polars, rich or knowledge behind --help."""
    code = (
        "import sys; sys.argv=['genkan','--help']\n"
        "from genkan.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'numpy','polars','rich','typst','genkan.knowledge','django'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip().endswith("[]")
