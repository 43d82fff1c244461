"""Large JSON read in blocks: where its strings, braces and records are, without building objects.

A block's *tape* lists the positions of every quote, brace and bracket that counts (none of those
inside strings, none escaped). A *record* is any object at one nesting level: level 3 in
``{"locations": [{…}, …]}``, level 2 in a bare ``[{…}, …]``. Columns of numbers can then be read
straight from the bytes, many records at once; whatever looks odd is taken out as one record and read
by ``json``. ``plain_records`` gives the same records one by one through ijson: slow and obviously right.

Memory stays within a few block sizes whatever the file is.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Any

import ijson
import numpy as np
import numpy.typing as npt

from genkan.importers.gathering import Gathering, Source
from genkan.nouns import Refused, Trouble

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Octets = npt.NDArray[np.uint8]

BLOCK = 1 << 21
LARGEST_RECORD = 8 << 20
DEEPEST = 64
MARGIN = 64  # readable bytes before and after a block, so that eight bytes can be taken anywhere
_SLICE = 1 << 18
_QUOTE, _BACKSLASH, _OPEN, _CLOSE = 0x22, 0x5C, 0x7B, 0x7D


class Block:
    """Some complete records and the tape over them.

    ``at`` positions in ``text``; ``kind`` the byte there; ``braces`` tape indices of braces and brackets,
    ``level`` the nesting level after each; ``opens``/``closes`` indices *into braces* of each record.
    """

    __slots__ = ("all_opens", "at", "braces", "closes", "kind", "level", "opens", "record_level", "slashes", "text")

    def __init__(self, text: bytes, at: Ints, kind: Octets, braces: Ints, level: Ints, slashes: Ints):
        self.text = text
        self.at, self.kind, self.braces, self.level, self.slashes = at, kind, braces, level, slashes
        self.all_opens = self.record_level = 0
        self.opens = self.closes = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.opens)

    def record(self, number: int) -> Any:
        """One record as Python objects. Raises ValueError when it is no JSON."""
        first, last = self.at[self.braces[[self.opens[number], self.closes[number]]]]
        return json.loads(self.text[first : last + 1].decode("utf-8", "replace"), strict=False)

    def count(self, pair: bytes, first: int, last: int) -> int:
        """How often two bytes stand next to each other between two positions."""
        octets = np.frombuffer(self.text, np.uint8)
        found, other = np.empty(_SLICE, dtype=bool), np.empty(_SLICE, dtype=bool)
        total = 0
        for start in range(first, last, _SLICE):
            end = min(start + _SLICE, last)
            mark = np.equal(octets[start:end], pair[0], out=found[: end - start])
            mark &= np.equal(octets[start + 1 : end + 1], pair[1], out=other[: end - start])
            total += int(np.count_nonzero(mark))
        return total

    def where(self, pair: bytes) -> Ints:
        """Positions of two bytes that stand next to each other."""
        octets = np.frombuffer(self.text, np.uint8)
        return np.flatnonzero((octets[:-1] == pair[0]) & (octets[1:] == pair[1]))

    def escaped(self) -> Flags:
        """Which records hold a backslash: their keys may be spelt in another way."""
        found = np.zeros(len(self), dtype=bool)
        if len(self.slashes):
            where = np.searchsorted(self.at[self.braces[self.opens]], self.slashes) - 1
            found[where[where >= 0]] = True
        return found


class Reading:
    """All blocks of one source; afterwards ``truncated`` and ``damaged`` say how it ended."""

    def __init__(self, source: Source, gathering: Gathering):
        self.truncated = False
        self.damaged = False
        self.too_large = False
        self._source = source
        self._tick = gathering.tick

    def blocks(self) -> Iterator[Block]:
        """Complete records, block by block. Raises Refused(TOO_DEEP)."""
        head = self._source.head()
        record_level = level_of_records(head)
        level, carry = 0, b""
        with utf8(self._source) as stream:
            while True:
                fresh = stream.read(BLOCK)
                self._tick(len(fresh))
                text = b"".join((b" " * MARGIN, carry, fresh, b" " * MARGIN))
                block, used, after = scanned(text, level, record_level)
                if used > MARGIN:
                    yield block
                    level = record_level - 1
                carry = text[used:-MARGIN]
                if not fresh or after < 0:
                    break
                if len(carry) > LARGEST_RECORD:
                    self.too_large = True
                    return
        self.damaged = after < 0
        self.truncated = after > 0


def scanned(text: bytes, level: int, record_level: int) -> tuple[Block, int, int]:
    """The block, the position behind its last complete record, and the level at the end of the text.

    The end level is -1 when more is closed than was opened, and at least 1 inside a string.
    """
    octets: Octets = np.frombuffer(text, np.uint8)
    at, kind, braces, slashes, inside = _tape(text, octets)
    levels = np.cumsum((kind[braces] & 2).view(np.int8) - np.int8(1), dtype=np.int64)
    levels += level
    if len(levels) and int(levels.max()) > DEEPEST:
        raise Refused(Trouble.TOO_DEEP)
    after = int(levels[-1]) if len(levels) else level
    if len(levels) and int(levels.min()) < 0:
        short = int(np.flatnonzero(levels < 0)[0])
        braces, levels, after = braces[:short], levels[:short], -1
    block = Block(text, at, kind, braces, levels, slashes)
    _find_records(block, record_level)
    used = int(at[braces[block.closes[-1]]]) + 1 if len(block) else MARGIN
    return block, used, max(after, 1) if inside and after >= 0 else after


def _tape(text: bytes, octets: Octets) -> tuple[Ints, Octets, Ints, Ints, bool]:
    """Positions and bytes of the quotes and braces that count, which are braces, backslashes, ends in a string."""
    marks = np.empty(len(octets), dtype=bool)
    folded, other = np.empty(_SLICE, np.uint8), np.empty(_SLICE, dtype=bool)
    for first in range(0, len(octets), _SLICE):
        part, mark = octets[first : first + _SLICE], marks[first : first + _SLICE]
        fold, also = folded[: len(part)], other[: len(part)]
        np.subtract(part, 0x5B, out=fold)  # [ ] { } become 0, 2, 0x20 and 0x22, and nothing else does
        np.bitwise_and(fold, 0xDD, out=fold)
        np.equal(fold, 0, out=mark)
        mark |= np.equal(part, _QUOTE, out=also)
    slashes = np.empty(0, np.int64)
    if text.find(b"\\") >= 0:
        slashes = np.flatnonzero(octets == _BACKSLASH)
        marks[_escaped_quotes(octets, slashes)] = False
    at = np.flatnonzero(marks)
    kind = octets[at]
    braces = np.flatnonzero(kind != _QUOTE)
    odd = (np.diff(braces, prepend=-1) & 1) == 0  # an unpaired quote before it: it stands in a string
    cut = (len(kind) - int(braces[-1] if len(braces) else -1)) % 2 == 0
    if not odd.any():
        size = len(at) - cut
        return at[:size], kind[:size], braces, slashes, cut
    quote = kind == _QUOTE
    within = np.logical_xor.accumulate(quote)
    keep = quote | ~within
    cut = bool(within[-1])
    if cut:
        keep[np.flatnonzero(quote)[-1]] = False
    at, kind = at[keep], kind[keep]
    return at, kind, np.flatnonzero(kind != _QUOTE), slashes, cut


def _escaped_quotes(octets: Octets, slashes: Ints) -> Ints:
    """Positions right after an odd run of backslashes."""
    fresh = np.ones(len(slashes), dtype=bool)
    fresh[1:] = np.diff(slashes) > 1
    starts = np.flatnonzero(fresh)
    lengths = np.diff(np.append(starts, len(slashes)))
    odd = (lengths & 1) == 1
    return slashes[starts[odd]] + lengths[odd]


def _find_records(block: Block, record_level: int) -> None:
    step_up = (block.kind[block.braces] & 2) != 0
    opens = np.flatnonzero(step_up & (block.level == record_level))
    closes = np.flatnonzero(~step_up & (block.level == record_level - 1))
    opens = opens[: len(closes)]
    block.all_opens, block.record_level = len(opens), record_level
    objects = (block.kind[block.braces[opens]] == _OPEN) & (block.kind[block.braces[closes]] == _CLOSE)
    block.opens, block.closes = opens[objects], closes[objects]


# ── the same records, plainly ──


def plain_records(source: Source, gathering: Gathering) -> Iterator[dict[str, Any]]:
    """Every record as a dict, through ijson. Leaves out what stops it; raises Refused(TOO_DEEP)."""
    record_level = level_of_records(source.head())
    level, builder = 0, None
    with utf8(source) as stream:
        events = ijson.basic_parse(_Ticking(stream, gathering.tick), use_float=True, multiple_values=True)
        try:
            for event, value in events:
                if event in ("start_map", "start_array"):
                    level += 1
                    if level > DEEPEST:
                        raise Refused(Trouble.TOO_DEEP)
                    if level == record_level and event == "start_map":
                        builder = ijson.ObjectBuilder()
                if builder is not None:
                    builder.event(event, value)
                if event in ("end_map", "end_array"):
                    level -= 1
                    if level == record_level - 1 and builder is not None:
                        yield builder.value
                        builder = None
        except ijson.IncompleteJSONError:
            gathering.leave_out(Trouble.TRUNCATED)
        except (ijson.JSONError, ValueError, ArithmeticError):
            gathering.leave_out(Trouble.DAMAGED)


def number_of(value: Any) -> float | None:
    """A JSON number, or a number written as a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


# ── bytes as UTF-8 ──


def level_of_records(head: bytes) -> int:
    """2 when the whole file is one array, else 3."""
    return 2 if text_of(head).lstrip()[:1] == "[" else 3


def encoding_of(head: bytes) -> str:
    """utf-8, utf-16-le, utf-16-be or cp1252, judged by marks, zero bytes and what decodes."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        if head.startswith(mark):
            return name
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if len(head) >= 4 and 0 in head[:2]:
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head, final=False)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def text_of(head: bytes) -> str:
    """The head as text, its mark removed, whatever its encoding; never fails."""
    return head.decode(encoding_of(head), "replace").removeprefix("\ufeff")


def utf8(source: Source) -> IO[bytes]:
    """The source as UTF-8 without a mark."""
    encoding, stream = encoding_of(source.head()), source.open()
    if encoding == "utf-8":
        start = stream.read(len(codecs.BOM_UTF8))
        return _Resumed(start.removeprefix(codecs.BOM_UTF8), stream)
    return _Recoded(stream, encoding)


class _Resumed(io.RawIOBase):
    """A stream whose first bytes were already taken."""

    def __init__(self, start: bytes, stream: IO[bytes]):
        self._start, self._stream = start, stream

    def read(self, size: int = -1) -> bytes:
        if self._start and size:
            start, self._start = self._start, b""
            return start + self._stream.read(size)
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Recoded(io.RawIOBase):
    """A stream in another encoding, as UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, stream: IO[bytes], encoding: str):
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._first = True

    def read(self, size: int = -1) -> bytes:
        if not size:
            return b""
        while raw := self._stream.read(size):
            text = self._decoder.decode(raw)
            if self._first and text:
                text, self._first = text.removeprefix("\ufeff"), False
            if text:
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8", "replace")

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Ticking:
    """A stream that reports how far it got."""

    def __init__(self, stream: IO[bytes], tick: Callable[[int], None]):
        self._stream, self._tick = stream, tick

    def read(self, size: int = -1) -> bytes:
        fresh = self._stream.read(size)
        self._tick(len(fresh))
        return fresh
