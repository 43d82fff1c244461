"""Rows out of text tables, block by block, whatever encoding, delimiter and line ends they came in.

Shared by the importers that read CSV, TSV and their relatives; not an importer itself. Two ways to read:

* ``Sheet.rows()``: every data row as ``(line number, cells)``; plain, obviously right, about 1 M cells/s;
* ``Sheet.blocks()``: the same rows as blocks of whole lines in UTF-8, for a fast path that hands a block
  to a compiled reader and falls back to ``Sheet.rows_of(block)`` whenever the block is not canonical.

Memory is bounded by a few blocks; a line longer than ``LONGEST_LINE`` is refused. What cannot be read is
left out and counted: lines with NUL bytes, quotes that never close (DAMAGED), and a last line that stops
in the middle (TRUNCATED). Repeated headings are skipped.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import IO

from genkan.importers.gathering import Gathering, Source
from genkan.nouns import Refused, Trouble

BLOCK = 1 << 19  # bytes read at a time
LONGEST_LINE = 1 << 20  # bytes; must not be smaller than BLOCK
_QUOTED_LINES = 50  # a quoted field may hold this many line breaks
_DELIMITERS = "\t;|,"
_QUOTES = re.compile(r'"[^"]*"')
_GLUE = re.compile(r"[\s!-/:-@\[-`{-~°]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the text is written: Python codec, delimiter, lines to skip before anything counts."""

    encoding: str
    delimiter: str
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines as UTF-8 with ``\\n`` ends. ``unfinished``: the last line has no end of its own."""

    text: bytes
    first_line: int
    unfinished: bool = False


Heading = Callable[[Sequence[str]], bool]


def normalised(heading: str) -> str:
    """A heading without case, width, blanks and punctuation, so that spellings can be compared.

    >>> normalised(" Start-Time (UTC)"), normalised("緯度"), normalised("Ｌａｔ.")
    ('start_time_utc', '緯度', 'lat')
    """
    plain = unicodedata.normalize("NFKC", heading).casefold().replace("\ufeff", "")
    return _GLUE.sub("_", plain).strip("_")


@lru_cache(maxsize=2)  # every importer asks the same about the same head
def encoding_of(head: bytes) -> str | None:
    """The Python codec the text is written in; None when it is no text.

    Knows UTF-8, UTF-16 with and without mark, Shift-JIS (cp932), Thai (cp874), Western (cp1252).
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:8192]
    if not sample:
        return None
    if sample[1::2].count(0) > 0.4 * len(sample) / 2 and sample[0::2].count(0) == 0:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.4 * len(sample) / 2 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    controls = sum(sample.count(code) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if controls > len(sample) // 100:
        return None
    return _eight_bit_encoding_of(head)


def _eight_bit_encoding_of(head: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    high = bytes(byte for byte in head if byte >= 0x80)
    runs = re.findall(rb"[\x80-\xff]+", head)
    leads = sum(0x81 <= byte <= 0x9F for byte in high)
    if leads * 4 >= len(high) and _decodes(head, "cp932"):
        return "cp932"
    if len(high) >= 2 * len(runs) and _decodes(head, "cp874"):
        return "cp874"
    return "cp1252" if len(high) * 5 < len(head) else "utf-8"


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=2)
def text_of(head: bytes) -> str | None:
    """The whole lines at the beginning of a file as text; None when it is no text."""
    encoding = encoding_of(head)
    if encoding is None:
        return None
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(head) >= 65_536 and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


@lru_cache(maxsize=2)
def layout_of(head: bytes) -> Layout | None:
    """How a table is written, judged by its first 64 kB; None when it is no text.

    The delimiter is the one that occurs equally often on most lines; Excel's ``sep=;`` decides.
    """
    encoding, text = encoding_of(head), text_of(head)
    if encoding is None or text is None:
        return None
    part = text[:65_536]
    if part.count('"') % 2 == 0:
        part = _QUOTES.sub("", part)
    lines = [line for line in part.split("\n")[:200] if line.strip()]
    if told := re.match(r'"?sep=(.)"?\n', text):
        return Layout(encoding, told[1], skip=1)
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        counts = Counter(_QUOTES.sub("", line).count(delimiter) for line in lines)
        del counts[0]
        score = max(counts.values(), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return Layout(encoding, best)


def first_rows(head: bytes, count: int = 40) -> list[list[str]]:
    """Cells of the first ``count`` rows in a file's first 64 kB, for recognising it; [] when no text."""
    return [list(cells) for cells in _first_rows(head, count)]


@lru_cache(maxsize=4)
def _first_rows(head: bytes, count: int) -> list[list[str]]:
    layout, text = layout_of(head), text_of(head)
    if layout is None or text is None:
        return []
    lines = text.split("\n", count + layout.skip)[layout.skip : count + layout.skip]
    return [cells for _, cells in _records(lines, layout.delimiter, 1, None) if any(cells)]


def heading_in(head: bytes, is_heading: Heading, within: int = 40) -> list[str] | None:
    """The first row among the first ``within`` that ``is_heading`` (normalised names) accepts."""
    return next((list(names) for names in _first_names(head, within) if is_heading(names)), None)


@lru_cache(maxsize=4)
def _first_names(head: bytes, count: int) -> list[list[str]]:
    return [[normalised(cell) for cell in cells] for cells in _first_rows(head, count)]


class Sheet:
    """A table being read once, from its heading row on.

    ``heading`` are the column names as written, ``names`` the same normalised. Rows before the heading
    are skipped. Raises Refused: ENCODING (no text), EMPTY, MISSING_COLUMNS (no heading row among the
    first ``within`` lines), DAMAGED (a line beyond 1 MB).
    """

    def __init__(
        self,
        source: Source,
        gathering: Gathering,
        is_heading: Heading,
        expected: str = "",
        within: int = 200,
    ):
        layout = layout_of(source.head())
        if layout is None:
            raise Refused(Trouble.ENCODING)
        self.layout = layout
        self._gathering = gathering
        self._blocks = blocks_of(source, gathering, layout.encoding)
        first = next(self._blocks, None)
        if first is None or not first.text.strip():
            raise Refused(Trouble.EMPTY)
        self._rest, self.heading = self._after_heading(first, is_heading, expected, within)
        self.names = tuple(normalised(cell) for cell in self.heading)

    def column(self, *names: str) -> int | None:
        """Index of the first of these normalised names that the heading has, or None."""
        return next((self.names.index(name) for name in names if name in self.names), None)

    def blocks(self) -> Iterator[Block]:
        """The data rows as blocks of whole lines, each once."""
        rest, self._rest = self._rest, Block(b"", 0)
        if rest.text:
            yield rest
        yield from self._blocks

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every data row as (line number, cells without outer blanks), each once."""
        for block in self.blocks():
            yield from self.rows_of(block, self._gathering)

    def rows_of(self, block: Block, gathering: Gathering | None) -> Iterator[tuple[int, list[str]]]:
        """The data rows of one block; what cannot be read is left out, and counted in ``gathering``."""
        lines = block.text.decode("utf-8", "replace").split("\n")
        last_line = block.first_line + len(lines) - 1 if block.unfinished else -1
        heading = list(self.heading)
        for line, cells in _records(lines, self.layout.delimiter, block.first_line, gathering):
            if cells == heading or not any(cells):
                continue
            if line == last_line and len(cells) < len(heading):
                if gathering is not None:
                    gathering.leave_out(Trouble.TRUNCATED, where=f"line {line}")
                continue
            yield line, cells

    def _after_heading(
        self, first: Block, is_heading: Heading, expected: str, within: int
    ) -> tuple[Block, tuple[str, ...]]:
        start = 0
        for number in range(self.layout.skip + within):
            if start >= len(first.text):
                break
            end = first.text.find(b"\n", start)
            end = len(first.text) if end < 0 else end
            line = first.text[start:end].decode("utf-8", "replace")
            start = end + 1
            if number < self.layout.skip:
                continue
            for _, cells in _records([line], self.layout.delimiter, number + 1, None):
                if is_heading([normalised(cell) for cell in cells]):
                    rest = Block(first.text[start:], first.first_line + number + 1, first.unfinished)
                    return rest, tuple(cells)
        raise Refused(Trouble.MISSING_COLUMNS, expected=expected)


def _records(
    lines: Sequence[str], delimiter: str, first_line: int, gathering: Gathering | None
) -> Iterator[tuple[int, list[str]]]:
    """(line number, stripped cells); quoted fields may span lines, stray quotes cost only their line."""
    number = 0
    while number < len(lines):
        line, at = lines[number], first_line + number
        number += 1
        if not line:
            continue
        if "\x00" in line:
            _count_damaged(gathering, at)
            continue
        if '"' not in line:
            yield at, [cell.strip() for cell in line.split(delimiter)]
            continue
        taken = 0
        while line.count('"') % 2 and taken < _QUOTED_LINES and number + taken < len(lines):
            line += "\n" + lines[number + taken]
            taken += 1
        try:
            if line.count('"') % 2:
                raise csv.Error
            cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True))
        except csv.Error:
            _count_damaged(gathering, at)
            continue
        number += taken
        yield at, [cell.strip() for cell in cells]


def _count_damaged(gathering: Gathering | None, line: int) -> None:
    if gathering is not None:
        gathering.leave_out(Trouble.DAMAGED, where=f"line {line}")


def blocks_of(source: Source, gathering: Gathering, encoding: str) -> Iterator[Block]:
    """The whole source as blocks that end at a line end outside quotes, as far as quotes are sane.

    Raises Refused(DAMAGED) at a line beyond ``LONGEST_LINE``.
    """
    carry, line = b"", 1
    with source.open() as stream:
        for piece in utf8_pieces(stream, gathering, encoding):
            if len(carry) + (piece.find(b"\n") + 1 or len(piece)) > LONGEST_LINE + 1:
                raise Refused(Trouble.DAMAGED, where=f"line {line + carry.count(10)}")
            text = carry + piece
            cut = _safe_end(text)
            carry = text[cut:]
            if cut:
                yield Block(text[:cut], line)
                line += text.count(b"\n", 0, cut)
    if carry:
        yield Block(carry, line, unfinished=not carry.endswith(b"\n"))


def _safe_end(text: bytes) -> int:
    """Where to cut: after the last line end that stands outside quotes (0: nowhere yet).

    When there is none within 64 kB, a quote has gone astray: then after the last line end of all.
    """
    last = text.rfind(b"\n") + 1
    if b'"' not in text:
        return last
    cut, odd = last, text.count(b'"', 0, last) % 2
    while odd and cut and last - cut < 65_536:
        before = text.rfind(b"\n", 0, cut - 1) + 1
        odd ^= text.count(b'"', before, cut) % 2
        cut = before
    return last if odd else cut


def utf8_pieces(stream: IO[bytes], gathering: Gathering, encoding: str) -> Iterator[bytes]:
    """The stream as UTF-8 with ``\\n`` line ends and without byte-order mark, told to the progress bar."""
    plain = encoding in ("utf-8", "utf-8-sig")
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held, first = b"", True
    while True:
        raw = stream.read(BLOCK)
        gathering.tick(len(raw))
        piece = raw if plain else decoder.decode(raw, not raw).encode("utf-8", "replace")
        if first and piece:
            piece, first = piece.removeprefix(codecs.BOM_UTF8), False
        piece, held = held + piece, b""
        if raw and piece.endswith(b"\r"):
            piece, held = piece[:-1], b"\r"
        if b"\r" in piece:
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if piece:
            yield piece
        if not raw:
            return
