"""Opening other people's files, and writing tables whole or not at all."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from tests.cast import days_of

from genkan.nouns import MEASURES, Informant, Refused, Trouble
from genkan.store import (
    BytesSource,
    days_from_json,
    days_json,
    sources_in,
    sources_of,
    whole_file,
    write_parquet,
)


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip in memory."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def refusal(path: Path) -> Trouble:
    """Why this path is refused when everything in it is read."""
    with pytest.raises(Refused) as refused:
        for source in sources_in(str(path)):
            with source.open() as stream:
                while stream.read(1 << 16):
                    pass
    return refused.value.trouble


def test_a_folder_a_zip_and_a_file_give_their_contents(tmp_path: Path) -> None:
    """Names are plain, hidden files stay hidden, the order is stable."""
    (tmp_path / "b.txt").write_bytes(b"two")
    (tmp_path / ".hidden").write_bytes(b"no")
    (tmp_path / "a.zip").write_bytes(zipped({"in/one.txt": b"one", "__MACOSX/x": b"no"}))
    assert [(one.name, one.head()) for one in sources_in(str(tmp_path))] == [
        ("one.txt", b"one"),
        ("b.txt", b"two"),
    ]


def test_a_missing_path_is_told_plainly(tmp_path: Path) -> None:
    """Not found, by its plain name only."""
    with pytest.raises(Refused) as refused:
        list(sources_in(str(tmp_path / "gone.xml")))
    assert (refused.value.trouble, refused.value.file) == (Trouble.NOT_FOUND, "gone.xml")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A member that promises a thousand times its size is refused before reading."""
    (tmp_path / "bomb.zip").write_bytes(zipped({"a.xml": bytes(200 << 20)}))
    assert refusal(tmp_path / "bomb.zip") is Trouble.TOO_LARGE


def test_a_member_that_lies_about_its_size_stops_early(tmp_path: Path) -> None:
    """The declared size is made small; the stream itself then reaches the limit or the damage shows."""
    content = bytearray(zipped({"a.xml": bytes(50 << 20)}))
    real = (50 << 20).to_bytes(4, "little")
    small = (1000).to_bytes(4, "little")
    while (at := content.find(real)) >= 0:
        content[at : at + 4] = small
    (tmp_path / "lie.zip").write_bytes(bytes(content))
    assert refusal(tmp_path / "lie.zip") in (Trouble.TOO_LARGE, Trouble.TRUNCATED, Trouble.DAMAGED)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\b"])
def test_a_member_that_wants_out_is_refused(tmp_path: Path, name: str) -> None:
    """No path leaves its folder."""
    (tmp_path / "out.zip").write_bytes(zipped({name: b"x"}))
    assert refusal(tmp_path / "out.zip") is Trouble.UNSAFE_PATH


def test_a_zip_cut_short_is_told_so(tmp_path: Path) -> None:
    """Without its directory a zip cannot be opened."""
    (tmp_path / "cut.zip").write_bytes(zipped({"a.txt": b"hello" * 1000})[:-40])
    assert refusal(tmp_path / "cut.zip") is Trouble.TRUNCATED


def test_an_empty_zip_is_empty(tmp_path: Path) -> None:
    """Nothing inside is said as such."""
    (tmp_path / "none.zip").write_bytes(zipped({}))
    assert refusal(tmp_path / "none.zip") is Trouble.EMPTY


def test_one_bad_path_does_not_stop_the_others(tmp_path: Path) -> None:
    """The refusal waits where the file would have been read."""
    (tmp_path / "a.txt").write_bytes(b"one")
    bad, good = list(sources_of([str(tmp_path / "gone"), str(tmp_path / "a.txt")]))
    with pytest.raises(Refused):
        bad.head()
    assert good.head() == b"one"


def test_a_spreadsheet_is_one_file(tmp_path: Path) -> None:
    """An .xlsx is a zip, but goes whole to its reader."""
    (tmp_path / "d.xlsx").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert [one.name for one in sources_in(str(tmp_path / "d.xlsx"))] == ["d.xlsx"]


def test_days_survive_json_unchanged() -> None:
    """What is written is what is read, unknown stays unknown."""
    days = days_of([1, 0, None, 1])
    back = days_from_json(days_json(days))
    assert back.first == days.first
    assert back.flags == days.flags
    assert back.told_by == days.told_by
    for name in MEASURES:
        np.testing.assert_array_equal(back[name], days[name])
    for side in ("low", "high"):
        np.testing.assert_array_equal(
            getattr(back.reach[Informant.DEVICE], side), getattr(days.reach[Informant.DEVICE], side)
        )
    assert "NaN" not in days_json(days)
    assert json.loads(days_json(days))["columns"]["left_home"] == [1, 0, None, 1]


def test_other_json_is_not_days() -> None:
    """A foreign table is refused."""
    with pytest.raises(ValueError, match="not a table"):
        days_from_json("[]")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """When writing fails, the old file stands and nothing half-written is left."""
    place = tmp_path / "days.json"
    place.write_text("old")
    with pytest.raises(RuntimeError), whole_file(place) as aside:
        aside.write_text("half")
        raise RuntimeError
    assert place.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["days.json"]


def test_parquet_holds_unknown_as_null(tmp_path: Path) -> None:
    """Unknown is null in the table, reach is a word."""
    import polars as pl

    write_parquet(days_of([1, 0, None]), tmp_path / "d.parquet")
    table = pl.read_parquet(tmp_path / "d.parquet")
    assert table["left_home"].to_list() == [1.0, 0.0, None]
    assert table["reach_low_device"].to_list() == ["outside", "room", None]


def test_bytes_can_be_a_source() -> None:
    """Samples and uploads are read like files."""
    source = BytesSource(b"abc", "x")
    assert (source.size, source.head(), source.open().read()) == (3, b"abc", b"abc")
