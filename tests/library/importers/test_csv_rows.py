"""Rows of text tables, whatever they were written with."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.importers.sources import BytesSource

from genkan.importers import csv_rows
from genkan.importers.csv_rows import Sheet, encoding_of, first_rows, heading_in, layout_of, normalised
from genkan.importers.gathering import Gathering
from genkan.nouns import Refused, Trouble

PLAIN = "time,note\n1,a\n2,b\n"


def rows_of(data: bytes, heading: tuple[str, ...] = ("time",)) -> tuple[list[list[str]], dict[Trouble, int]]:
    gathering = Gathering("Asia/Tokyo")
    sheet = Sheet(BytesSource(data), gathering, lambda names: set(heading) <= set(names))
    rows = [cells for _, cells in sheet.rows()]
    return rows, {part.trouble: part.count for part in gathering.events().left_out}


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_and_line_ends_read_alike(encoding: str, ends: str) -> None:
    """The same table gives the same rows in every encoding and with every line end."""
    rows, left = rows_of(PLAIN.replace("\n", ends).encode(encoding))
    assert rows == [["1", "a"], ["2", "b"]]
    assert not left


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("時刻,緯度,経度\n1,2,3\n", "cp932"),
        ("เวลา,ละติจูด,ลองจิจูด\n1,2,3\n", "cp874"),
        ("Uhrzeit,Länge,Breite\n1,2,3\n", "cp1252"),
        ("時刻,緯度\n1,2\n", "utf-8"),
    ],
)
def test_old_encodings_are_told_by_their_bytes(text: str, encoding: str) -> None:
    """Headings in Shift-JIS, Thai and Western code pages are read as they were written."""
    assert encoding_of(text.encode(encoding)) == encoding
    assert first_rows(text.encode(encoding))[0] == text.split("\n")[0].split(",")


def test_pictures_are_no_text() -> None:
    """Binary bytes have no encoding and no rows."""
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    assert encoding_of(picture) is None
    assert first_rows(picture) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter: str) -> None:
    """Comma, semicolon, tab and bar are recognised, also with decimal commas inside."""
    text = "time;lat;lon\n1;13,7;100,5\n2;13,8;100,6\n".replace(";", delimiter)
    if delimiter == ",":
        text = (
            text.replace("13,7", "13.7").replace("100,5", "100.5").replace("13,8", "1").replace("100,6", "2")
        )
    layout = layout_of(text.encode())
    assert layout is not None
    assert layout.delimiter == delimiter


def test_the_word_of_a_spreadsheet_counts() -> None:
    """A first line sep=; decides the delimiter and is no heading."""
    rows, _ = rows_of(b"sep=;\ntime;note\n1;a,b\n")
    assert rows == [["1", "a,b"]]


def test_quoted_cells_may_hold_anything() -> None:
    """Delimiters, quotes and line breaks inside quotes stay inside one cell."""
    rows, left = rows_of(b'time,note\n1,"a, ""b""\nc"\n2,d\n')
    assert rows == [["1", 'a, "b"\nc'], ["2", "d"]]
    assert not left


def test_a_stray_quote_costs_only_its_own_line() -> None:
    """A quote that never closes loses one row, not the rest of the file."""
    body = "".join(f"{number},x\n" for number in range(200))
    rows, left = rows_of(b'time,note\n0,"oops\n' + body.encode())
    assert len(rows) == 200
    assert left == {Trouble.DAMAGED: 1}


def test_nul_bytes_cost_only_their_line() -> None:
    """A line with NUL bytes is left out and counted; the others are read."""
    rows, left = rows_of(b"time,note\n1,a\n\x00\x00\x002,b\n3,c\n")
    assert rows == [["1", "a"], ["3", "c"]]
    assert left == {Trouble.DAMAGED: 1}


def test_repeated_headings_are_skipped() -> None:
    """Tables glued together with their headings read as one."""
    rows, left = rows_of(b"time,note\n1,a\ntime,note\n2,b\n")
    assert rows == [["1", "a"], ["2", "b"]]
    assert not left


def test_a_cut_last_line_is_told() -> None:
    """A last line without end and with fewer cells is left out as cut short."""
    rows, left = rows_of(b"time,a,b\n1,2,3\n4,5")
    assert rows == [["1", "2", "3"]]
    assert left == {Trouble.TRUNCATED: 1}


def test_an_endless_line_is_refused() -> None:
    """A line beyond a megabyte is refused instead of filling memory."""
    with pytest.raises(Refused) as refused:
        rows_of(b"time,note\n1," + b"x" * 3_000_000)
    assert refused.value.trouble is Trouble.DAMAGED
    assert "x" not in refused.value.where


def test_no_heading_is_missing_columns() -> None:
    """A table without the heading looked for is refused by name of what was expected."""
    with pytest.raises(Refused) as refused:
        Sheet(BytesSource(b"a,b\n1,2\n"), Gathering("UTC"), lambda names: "time" in names, expected="time")
    assert (refused.value.trouble, refused.value.expected) == (Trouble.MISSING_COLUMNS, "time")


def test_spellings_of_headings_meet() -> None:
    """Case, width, blanks and punctuation do not matter; Thai marks stay whole."""
    assert normalised("\ufeffStart-Time (UTC)") == normalised("start time　utc")
    assert normalised("ละติจูด") == normalised(" ละติจูด ")
    assert heading_in("x\n\nＴｉｍｅ , Lat\n".encode(), lambda names: list(names) == ["time", "lat"])


CELLS = st.text(st.sampled_from("ab 1.\"',;é時\n"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=30), st.integers(1, 64))
def test_any_block_size_gives_what_the_csv_module_gives(table: list[list[str]], size: int) -> None:
    """However small the blocks, the rows are those of Python's csv module."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["time", "b", "c"], *table])
    written = out.getvalue().encode()
    block = csv_rows.BLOCK
    csv_rows.BLOCK = max(size, 20)
    try:
        rows, left = rows_of(written)
    finally:
        csv_rows.BLOCK = block
    expected = [[cell.strip() for cell in row] for row in table]
    assert rows == [row for row in expected if any(row)]
    assert not left
