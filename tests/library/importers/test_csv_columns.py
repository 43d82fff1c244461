"""The fast path over canonical CSV agrees with the plain one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.importers.csv_columns import cells_of, number_of
from genkan.importers.stamps import NO_TIME, stamp_of

NUMBERS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,17}(\.[0-9]{0,17})?", fullmatch=True).filter(lambda text: len(text) < 30),
    st.sampled_from(
        ["", "0", "-0.0", "NaN", "1e5", "1.5E-05", ".5", "5.", "abc", "--", "+", "1 2", "1_0", "٣"]
    ),
)
STAMPS = st.one_of(
    st.from_regex(r"20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]", fullmatch=True),
    st.from_regex(
        r"20[0-9]{2}-0[1-9]-[0-2][0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]0[0-9]:?30)?",
        fullmatch=True,
    ),
    st.from_regex(r"1[67][0-9]{8}([0-9]{3}([0-9]{3}([0-9]{3})?)?)?", fullmatch=True),
    st.sampled_from(["2569-01-31 15:15", "2026/01/05 10:00:00", "2026-02-29 00:00", "soon", ""]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=6), st.booleans())
def test_numbers_agree_with_the_plain_reading(texts: list[str], quoted: bool) -> None:
    """Where the fast path answers, it says what number_of says, to the last place or two."""
    quote = '"' if quoted else ""
    block = "".join(f"{quote}{text}{quote},x\n" for text in texts).encode()
    cells = cells_of(block, ",", 2)
    assert cells is not None
    found = cells.numbers(0)
    if found is None:
        return
    plain = [number_of(text) for text in texts]
    assert None not in plain
    np.testing.assert_allclose(found, np.array(plain, float), rtol=4e-16, atol=0)


@settings(max_examples=200, deadline=None)
@given(st.lists(STAMPS, min_size=1, max_size=5))
def test_stamps_agree_with_the_plain_reading(texts: list[str]) -> None:
    """Where the fast path answers, time and knowledge of the zone are those of stamp_of."""
    cells = cells_of("".join(f"{text};x\n" for text in texts).encode(), ";", 2)
    assert cells is not None
    found = cells.stamps(0)
    if found is None:
        return
    for text, millis, zoned in zip(texts, found[0].tolist(), found[1].tolist(), strict=True):
        assert (stamp_of(text) or (NO_TIME, False)) == (millis, zoned)


def test_canonical_cells_do_go_the_fast_way() -> None:
    """Plain decimals and ISO times are answered, so the fast path is not empty."""
    cells = cells_of(b'"2026-01-05T00:00:00Z",13.75,-0.5\n"2026-01-05T00:01:00Z",7,\n', ",", 3)
    assert cells is not None
    stamps, lat, lon = cells.stamps(0), cells.numbers(1), cells.numbers(2)
    assert stamps is not None
    assert np.diff(stamps[0]).tolist() == [60_000]
    assert lat is not None
    assert lat.tolist() == [13.75, 7.0]
    assert lon is not None
    assert np.isnan(lon[1])


def test_uneven_blocks_are_left_to_the_plain_path() -> None:
    """Missing cells, quoted delimiters, quotes inside cells and cut lines are never guessed at."""
    for block in (
        b"1,2\n3\n",
        b'"1,2"\n3,4\n',
        b'1",2\n3,"4\n',
        b"1,2\n3,4",
        b"1,\x002\n",
        b"1,2\n\n",
        b"1,2,3\n4\n",
    ):
        assert cells_of(block, ",", 2) is None
