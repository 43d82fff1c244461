"""Large JSON read in blocks: where its strings, braces and records are, without building objects.

A block's *tape* lists the positions of every quote, brace and bracket that counts (none of those
inside strings, none escaped). A *record* is any object at one nesting level: level 3 in
``{"locations": [{…}, …]}``, level 2 in a bare ``[{…}, …]``. Columns of numbers can then be read
straight from the bytes, many records at once; whatever looks odd is taken out as one record and read
by ``json``. ``plain_records`` gives the same records one by one through ijson: slow and obviously right.

Memory stays within a few block sizes whatever the file is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import IO, Any, cast

import ijson
import numpy as np
import numpy.typing as npt

from genkan.importers.ascii_columns import Flags, Ints, Rows
from genkan.importers.gathering import Gathering, Source
from genkan.importers.google_points import Stretches, Writing, points_in, writing_in
from genkan.importers.json_text import text_of, utf8
from genkan.nouns import Refused, Trouble

Octets = npt.NDArray[np.uint8]
Levels = npt.NDArray[np.int32]

BLOCK = 3 << 20
LARGEST_RECORD = 4 << 20
DEEPEST = 64
MARGIN = 128  # readable bytes before and after a block, so that whole lines can be taken anywhere
_SLICE = 1 << 18
_SMALLEST = 1 << 16
_WITH_PATHS = 4  # times as long: little is left of each block
_LENIENT = json.JSONDecoder(strict=False)  # control characters in strings are seen and harmless
_MOST_LAYOUTS, _LONGEST_LAYOUT = 12, 80
_QUOTE, _BACKSLASH, _OPEN, _CLOSE = 0x22, 0x5C, 0x7B, 0x7D


class Block:
    """Some complete records and the tape over them.

    ``at`` positions in ``text``; ``kind`` the byte there; ``braces`` tape indices of braces and brackets,
    ``level`` the nesting level after each; ``opens``/``closes`` indices *into braces* of each record.
    """

    __slots__ = (
        "all_opens",
        "at",
        "braces",
        "closes",
        "kind",
        "level",
        "opens",
        "record_level",
        "slashes",
        "stretches",
        "text",
        "whole",
    )

    def __init__(self, text: bytearray, at: Ints, kind: Octets, braces: Ints, level: Levels, slashes: Ints):
        self.text = text
        self.at, self.kind, self.braces, self.level, self.slashes = at, kind, braces, level, slashes
        self.whole, self.stretches = text, cast(Stretches | None, None)
        self.all_opens = self.record_level = 0
        self.opens = self.closes = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.opens)

    def record(self, number: int) -> Any:
        """One record as Python objects. Raises ValueError when it is no JSON."""
        first, last = self.at[self.braces[[self.opens[number], self.closes[number]]]]
        if self.stretches is not None:
            first, last = self.stretches.whole(int(first)), self.stretches.whole(int(last))
        return _LENIENT.decode(self.whole[first : last + 1].decode("utf-8", "replace"))

    def children(self) -> tuple[Ints, Rows]:
        """How many objects and arrays stand directly in each record, and the key before the first of them."""
        step_up = (self.kind[self.braces] & 2) != 0
        deeper = np.cumsum(step_up & (self.level == self.record_level + 1))
        start = self.braces[self.opens + 1]
        names = Rows(self.text, self.at[np.maximum(start - 2, 0)])
        return deeper[self.closes] - deeper[self.opens], names

    def leaves(self, size: int) -> Ints:
        """Brace indices, up to the last record, of objects closed ``size`` tape steps after they open."""
        braces = self.braces[: self.closes[-1] + 1]
        found = np.flatnonzero(np.diff(braces) == size)
        leaves: Ints = found[self.kind[braces[found]] == _OPEN]
        return leaves

    def begins(self, tape: int, text: bytes) -> bool:
        """Whether ``text`` stands at one place of the tape."""
        return self.text.startswith(text, int(self.at[tape]))

    def alike(self, rows: Ints) -> Iterator[tuple[Ints, dict[tuple[bytes, ...], int]]]:
        """Groups of records with the same keys, nesting and order as one of them; odd records are in none.

        Each group comes with the place of every key, in tape steps from the record's brace, by its path.
        """
        first, last = self.braces[self.opens[rows]], self.braces[self.closes[rows]]
        for _ in range(_MOST_LAYOUTS):
            if not len(rows):
                return
            size = int(last[0] - first[0])
            same = last - first == size
            keys = self._paths_of(int(first[0]), int(last[0])) if size <= _LONGEST_LAYOUT else None
            if keys is not None:
                some = np.flatnonzero(same)
                tape = first[some]
                fits = (
                    self.kind[tape[:, None] + np.arange(size)] == self.kind[tape[0] : tape[0] + size]
                ).all(axis=1)
                for path, step in keys.items():
                    fits &= Rows(self.text, self.at[tape + step]).begin_with(path[-1])
                same[some[~fits]] = False
                yield rows[same], keys
            rows, first, last = rows[~same], first[~same], last[~same]

    def _paths_of(self, first: int, last: int) -> dict[tuple[bytes, ...], int] | None:
        """The path of each key of one record; None with arrays inside, or a key that is long or twice."""
        paths: dict[tuple[bytes, ...], int] = {}
        above: list[bytes] = []
        key = b""
        tape = first + 1
        while tape < last:
            kind = self.kind[tape]
            if kind == _QUOTE:
                text = bytes(self.text[self.at[tape] : self.at[tape + 1] + 1])
                if self.text[self.at[tape + 1] + 1 : self.at[tape + 1] + 5].lstrip()[:1] == b":":
                    path = (*above, text)
                    if path in paths or len(text) > 44:
                        return None
                    paths[path] = tape - first
                    key = text
                tape += 2
                continue
            if kind == _OPEN:
                above.append(key)
            elif kind == _CLOSE and above:
                above.pop()
            else:
                return None
            tape += 1
        return paths

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

    def __init__(self, source: Source, gathering: Gathering, paths: bool = False):
        """``paths``: take out the points of timeline paths where they are all alike (see google_points)."""
        self.truncated = False
        self.damaged = False
        self.too_large = False
        self._source = source
        self._tick = gathering.tick
        self._paths = paths
        self._writing: Writing | None = None

    def blocks(self) -> Iterator[Block]:
        """Complete records, block by block; each block is good until the next. Raises Refused(TOO_DEEP)."""
        record_level = level_of_records(self._source.head())
        room = _WITH_PATHS * BLOCK if self._paths else BLOCK
        if self._source.size is not None:
            room = min(room, max(self._source.size + 1, _SMALLEST))
        text = bytearray(2 * MARGIN + room)
        text[:MARGIN] = b" " * MARGIN
        level, carried = 0, 0
        with utf8(self._source) as stream:
            while True:
                if len(text) < carried + 2 * MARGIN + room // 2:
                    text = text[: MARGIN + carried] + bytes(room + MARGIN)
                fresh = _filled(stream, memoryview(text)[MARGIN + carried : -MARGIN])
                self._tick(fresh)
                end = MARGIN + carried + fresh
                text[end : end + MARGIN] = b" " * MARGIN
                stretches = self._taken_out(text, end)
                left = text if stretches is None else stretches.left_of(text, end + MARGIN)
                size = end + MARGIN if stretches is None else len(left)
                block, used, after = scanned(left, size, level, record_level)
                if used > MARGIN:
                    block.whole, block.stretches = text, stretches
                    yield block
                    level = record_level - 1
                    used = used if stretches is None else stretches.whole(used)
                del block, left
                carried = end - used
                text[MARGIN : MARGIN + carried] = text[used:end]
                if not fresh or after < 0:
                    break
                if carried > LARGEST_RECORD:
                    self.too_large = True
                    return
        self.damaged = after < 0
        self.truncated = after > 0

    def _taken_out(self, text: bytearray, end: int) -> Stretches | None:
        if not self._paths:
            return None
        self._writing = self._writing or writing_in(text)
        return points_in(text, end, self._writing) if self._writing else None


def _filled(stream: IO[bytes], room: memoryview) -> int:
    """How many bytes were read into ``room``; 0 at the end of the stream."""
    readinto = getattr(stream, "readinto", None)
    if readinto is not None:
        return int(readinto(room) or 0)
    fresh = stream.read(len(room))
    room[: len(fresh)] = fresh
    return len(fresh)


def scanned(text: bytearray, size: int, level: int, record_level: int) -> tuple[Block, int, int]:
    """The block of the first ``size`` bytes, where its last complete record ends, and the level at its end.

    The end level is -1 when more is closed than was opened, and at least 1 inside a string.
    """
    octets: Octets = np.frombuffer(text, np.uint8, size)
    at, kind, braces, slashes, inside = _tape(text, octets)
    levels = np.cumsum((kind[braces] & 2).view(np.int8) - np.int8(1), dtype=np.int32)
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


def _tape(text: bytearray, octets: Octets) -> tuple[Ints, Octets, Ints, Ints, bool]:
    """Quotes and braces that count: positions, bytes, which are braces; backslashes; ends in a string."""
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
    if text.find(_BACKSLASH, 0, len(octets)) >= 0:
        slashes = np.flatnonzero(octets == _BACKSLASH)
        marks[_escaped_quotes(slashes)] = False
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


def _escaped_quotes(slashes: Ints) -> Ints:
    """Positions right after an odd run of backslashes."""
    fresh = np.ones(len(slashes), dtype=bool)
    fresh[1:] = np.diff(slashes) > 1
    starts = np.flatnonzero(fresh)
    lengths = np.diff(np.append(starts, len(slashes)))
    odd = (lengths & 1) == 1
    behind: Ints = slashes[starts[odd]] + lengths[odd]
    return behind


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


def level_of_records(head: bytes) -> int:
    """2 when the whole file is one array, else 3."""
    return 2 if text_of(head).lstrip()[:1] == "[" else 3


class _Ticking:
    """A stream that reports how far it got."""

    def __init__(self, stream: IO[bytes], tick: Callable[[int], None]):
        self._stream, self._tick = stream, tick

    def read(self, size: int) -> bytes:
        fresh = self._stream.read(size)
        self._tick(len(fresh))
        return fresh
