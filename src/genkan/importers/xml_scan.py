"""Large, flat XML read as bytes: blocks cut between elements, and whole columns of tags at once.

Exports of a gigabyte hold millions of short elements written by one program, so nearly all of them
look alike. ``blocks`` finds every ``<`` of a few megabytes in one pass; a ``Likeness`` learnt from one
tag recognises all tags that differ from it only in their times and their number; ``instants`` and
``numbers`` read those. Whatever does not look alike is left for the caller to read one by one with
``TAG``, which takes a tag as broken exporters write it: control characters, names with blanks, ``<``
and ``>`` inside values.

Entities of one's own are never expanded: a file that defines them is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from genkan.nouns import Floats, Instants, Refused, Trouble

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BLOCK = 4 << 20
_AT_ONCE = 2048  # tags compared at once: what fits into the second-level cache
_MOST_SILENT = 16  # blocks without any tag
SLACK = 4096  # readable bytes behind every block
_PROLOG = 1 << 20  # a document type longer than this is no export

_BLANK = rb"[\x00-\x20]"
_INSIDE = rb"<(?!/?[A-Za-z]+[\x00-\x20/>])"  # a "<" that begins no tag may stand in a value
_DOUBLE = rb'"[^"<]*+(?:' + _INSIDE + rb'[^"<]*+)*+"'
_SINGLE = rb"'[^'<]*+(?:" + _INSIDE + rb"[^'<]*+)*+'"
_VALUE = b"(?:" + _DOUBLE + b"|" + _SINGLE + b")"
_ATTRIBUTE = rb"[^=<>\"'/]*+=" + _BLANK + rb"*+" + _VALUE
_EACH = re.compile(rb"([^=<>\"'/]*+)=" + _BLANK + rb"*+(" + _VALUE + rb")")
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def tag_pattern(*names: bytes) -> re.Pattern[bytes]:
    """Finds the tags of these names; groups ``end``, ``name``, ``inside``, ``alone``, or ``broken``.

    ``broken`` is the name of a tag that begins and never ends properly.
    """
    of = b"(?:" + b"|".join(names) + b")(?=[\x00-\x20/>])"
    whole = rb"<(?P<end>/?)(?P<name>" + of + rb")(?P<inside>(?:" + _ATTRIBUTE + rb")*+)"
    return re.compile(whole + _BLANK + rb"*+(?P<alone>/?)>|</?(?P<broken>" + of + rb")")


def attribute_places(tag: re.Match[bytes]) -> dict[bytes, tuple[int, int]]:
    """Where the value of each attribute begins and ends in the text the tag was found in."""
    start, end = tag.span("inside")
    found = _EACH.finditer(tag.string, start, end)
    return {one[1].strip(b"\0\t\n\v\f\r "): (one.start(2) + 1, one.end(2) - 1) for one in found}


def attributes(tag: re.Match[bytes]) -> dict[bytes, bytes]:
    """The attributes of a tag, entities as they stand."""
    return {name: bytes(tag.string[start:end]) for name, (start, end) in attribute_places(tag).items()}


def plain_text(value: bytes) -> str:
    """A value with its entities read; unknown ones stay as they are, bytes that are no UTF-8 become U+FFFD.

    >>> plain_text(b"Aoi&#8217;s &amp; Ken&#x2019;s &unknown;")
    'Aoi’s & Ken’s &unknown;'
    """
    return _ENTITY.sub(_character, value.decode("utf-8", "replace"))


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if name[0] != "#":
        return _NAMED[name]
    code = int(name[2:], 16) if name[1] == "x" else int(name[1:])
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


# ── blocks ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the file that begins and ends between tags. The bytes are overwritten by the next block."""

    text: bytearray
    octets: npt.NDArray[np.uint8]
    words: Words  # words[i] = the eight bytes from i on, little endian
    end: int
    tags: Places  # every "<" before ``end``
    offset: int  # of text[0] in the file
    last: bool


class _AsUtf8:
    """A UTF-16 stream, read as UTF-8."""

    def __init__(self, stream: IO[bytes], mark: bytes):
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._ready = self._decoder.decode(mark).encode()

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none when the stream is over."""
        while not self._ready:
            raw = self._stream.read(max(size, 2))
            self._ready = self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            if not raw:
                break
        part, self._ready = self._ready[:size], self._ready[size:]
        return part


def blocks(stream: IO[bytes], root: bytes, heavy: tuple[bytes, ...]) -> Iterator[Block]:
    """The elements of an XML file in blocks; comments, CDATA and the document type are left out.

    ``heavy`` are the first eight bytes of tags at which a block should rather end. Memory is bounded
    by the block; a file that goes on and on without a tag is taken to end there. Raises Refused:
    ENTITIES, TRUNCATED (stops before ``root``), DAMAGED.
    """
    reading = _Reading(stream)
    reading.fill()
    reading.begin(root)
    silent = 0
    while True:
        tags = reading.tags()
        silent = 0 if tags[-1:].any() else silent + 1
        reading.over |= silent > _MOST_SILENT
        end = reading.end(tags, heavy)
        if end or reading.over:
            tags = tags[: int(np.searchsorted(tags, end))]
            yield Block(reading.text, reading.octets, reading.words, end, tags, reading.offset, reading.over)
        if reading.over:
            return
        reading.move_on(end)
        reading.fill()


class _Reading:
    """One buffer, filled again and again. ``limit``: what may be used of it now."""

    def __init__(self, stream: IO[bytes]):
        self._stream: IO[bytes] | _AsUtf8 = stream
        self._size = BLOCK
        self.text = bytearray(self._size + SLACK)
        self.octets = np.frombuffer(self.text, np.uint8)
        self.words: Words = np.ndarray((self._size + SLACK - 7,), "<u8", self.text, strides=(1,))
        self.length = 0
        self.limit = 0
        self.offset = 0
        self.over = False
        mark = stream.read(2)
        if mark in (b"\xff\xfe", b"\xfe\xff"):
            self._stream = _AsUtf8(stream, mark)
        else:
            self.text[: len(mark)] = mark
            self.length = len(mark)

    def fill(self) -> None:
        """Read on until the buffer is full or the file is over."""
        view = memoryview(self.text)
        into = getattr(self._stream, "readinto", None)
        while self.length < self._size and not self.over:
            if into is not None:
                count = into(view[self.length : self._size]) or 0
            else:
                part = self._stream.read(self._size - self.length)
                count = len(part)
                view[self.length : self.length + count] = part
            self.length += count
            self.over = not count
        view[self.length : self.length + SLACK] = bytes(SLACK)

    def begin(self, root: bytes) -> None:
        """Forget everything before the root element."""
        self.tags()
        found = re.compile(b"<" + root + rb"(?=[\x00-\x20/>])").search(self.text, 0, self.limit)
        prolog = found.start() if found else self.limit
        if self.text.find(b"<!ENTITY", 0, prolog) >= 0:
            raise Refused(Trouble.ENTITIES, where="DOCTYPE")
        if found is None:
            raise Refused(Trouble.TRUNCATED if self.over else Trouble.DAMAGED, expected=f"<{root.decode()}>")
        self.text[:prolog] = b" " * prolog

    def tags(self) -> Places:
        """Every "<" up to ``limit``; comments, CDATA and instructions are blanked out first."""
        self.limit = self.length
        tags: Places = np.flatnonzero(self.octets[: self.limit] == 60)
        follows = self.octets[tags + 1]
        odd = (follows == 33) | (follows == 63)
        if odd.any() and self._blank_out(tags[odd].tolist()):
            return self.tags()
        return tags[: int(np.searchsorted(tags, self.limit))]

    def _blank_out(self, starts: list[int]) -> bool:
        """Blank what begins at these places, or stop before it; True when the text has changed."""
        behind, changed = 0, False
        for start in starts:
            closing = _closing(self.text, start)
            if closing is None or start < behind:
                continue
            found = self.text.find(closing, start + 2, self.length)
            behind = found + len(closing) if found >= 0 else self.length
            if found < 0 and not self.over:
                if start > 0:
                    self.limit = start
                    return changed
                self._skip(closing)
                return True
            self.text[start:behind] = b" " * (behind - start)
            changed = True
        return changed

    def _skip(self, closing: bytes) -> None:
        """Read on behind a comment that is longer than the buffer."""
        found = -1
        while found < 0 and not self.over:
            self.move_on(self.length - len(closing) + 1)
            self.fill()
            found = self.text.find(closing, 0, self.length)
        self.move_on(found + len(closing) if found >= 0 else self.length)
        self.fill()

    def end(self, tags: Places, heavy: tuple[bytes, ...]) -> int:
        """Where this block ends: at the last heavy tag, else at the last tag, else everywhere."""
        if self.over:
            return self.limit
        beginnings = [word(beginning) for beginning in heavy]
        for stop in range(len(tags), 0, -_AT_ONCE):
            some = tags[max(stop - _AT_ONCE, 0) : stop]
            found = some[np.isin(self.words[some], beginnings) & (some > 0)]
            if len(found):
                return int(found[-1])
        return int(tags[-1]) if len(tags) and tags[-1] else self.limit

    def move_on(self, end: int) -> None:
        """The first ``end`` bytes are done."""
        rest = self.length - end
        self.text[:rest] = self.text[end : self.length]
        self.length = rest
        self.offset += end


def _closing(text: bytearray, start: int) -> bytes | None:
    """What ends the comment, CDATA section or instruction that begins here; None for the rest."""
    if text.startswith(b"<!--", start):
        return b"-->"
    if text.startswith(b"<![CDATA[", start):
        return b"]]>"
    return b"?>" if text.startswith(b"<?", start) else None


# ── columns ───────────────────────────────────────────────────────────────────────────────────────


def word(text: bytes) -> np.uint64:
    """Up to eight bytes as they stand in ``Block.words``; shorter ones are filled with zeros.

    >>> int(word(b"A"))
    65
    """
    return np.uint64(int.from_bytes(text, "little"))


def mask(length: int) -> np.uint64:
    """Keeps the first ``length`` bytes of a word."""
    return np.uint64(2 ** (8 * length) - 1)


def rows(block: Block, starts: Places, width: int) -> npt.NDArray[np.uint8]:
    """``width`` bytes from each start, one row each; copies. ``width`` is a multiple of eight."""
    count = len(block.text) - width + 1
    view = np.ndarray((count,), f"V{width}", block.text, strides=(1,))
    return view[starts].view(np.uint8).reshape(len(starts), width)


_HEXADECIMAL = np.isin(np.arange(256), np.frombuffer(b"0123456789abcdef", np.uint8))
_STAMP_LIKE = b"0000-00-00 00:00:00 )0000"
_STAMP_BITS = bytes(0xF0 if byte == 48 else 0xF9 if byte == 41 else 0xFF for byte in _STAMP_LIKE)
STAMP = len(_STAMP_LIKE)  # bytes of 2024-03-01 08:15:00 +0900


@dataclass(frozen=True, slots=True)
class Likeness:
    """Bits that a tag must have, compared eight bytes at a time, and where any hexadecimal digits will do.

    At a stamp only the bits are asked for that all digits, and both signs, have in common: no quote
    has them. Whether they are digits is for ``instants`` to tell.
    """

    wanted: Words
    matters: Words
    hexadecimal: tuple[int, int]

    @classmethod
    def of(cls, text: bytes, stamps: list[int], hexadecimal: tuple[int, int] = (0, 0)) -> Likeness:
        """Everything as in ``text``, apart from the stamps that begin at these places."""
        width = -(-len(text) // 8) * 8
        matters, wanted = bytearray(b"\xff" * len(text)), bytearray(text)
        for start in stamps:
            matters[start : start + STAMP] = _STAMP_BITS
            wanted[start : start + STAMP] = _STAMP_LIKE
        matters[slice(*hexadecimal)] = wanted[slice(*hexadecimal)] = bytes(hexadecimal[1] - hexadecimal[0])
        bits, asked = (np.frombuffer(part.ljust(width, b"\0"), "<u8") for part in (wanted, matters))
        return cls(bits, asked, hexadecimal)

    def alike(self, block: Block, starts: Places) -> Flags:
        """Which of these tags look so."""
        last = len(self.wanted) - 1
        hit: Flags = block.words[starts + 8 * last] & self.matters[last] == self.wanted[last]
        near = np.flatnonzero(hit)
        for some in np.split(near, range(_AT_ONCE, len(near), _AT_ONCE)):
            octets = rows(block, starts[some], 8 * (last + 1))
            same = _HEXADECIMAL[octets[:, slice(*self.hexadecimal)]].all(axis=1)
            found = octets.view("<u8")
            found &= self.matters
            hit[some] = same & ~(found != self.wanted).any(axis=1)
        return hit


_ZEROS = word(b"00000000")
_NINES = np.uint64(0x7676767676767676)
_HIGH = np.uint64(0x8080808080808080)
_BYTE = np.uint64(255)


def _months() -> tuple[Instants, Instants]:
    """Seconds from 1970 to the day before each month, and its days: at year · 13 + month.

    Months of years before 1970 or after 2199, and the month 0, have no days.
    """
    begins, days = np.zeros(130_000, np.int64), np.zeros(130_000, np.int64)
    months = np.arange("1970-01", "2200-02", dtype="datetime64[M]")
    firsts = months.astype("datetime64[D]").astype(np.int64)
    count = np.arange(len(months) - 1)
    where = (1970 + count // 12) * 13 + count % 12 + 1
    begins[where], days[where] = (firsts[:-1] - 1) * 86_400, np.diff(firsts)
    return begins, days


_MONTH_BEGINS, _MONTH_DAYS = _months()


@dataclass(frozen=True, slots=True)
class _Digits:
    """Where a word holds digits, where pairs of them begin, and the greatest number each may be."""

    where: np.uint64
    begins: np.uint64
    most: np.uint64

    @classmethod
    def of(cls, pairs: dict[int, int]) -> _Digits:
        """``pairs``: the byte at which each pair begins, and its greatest number."""
        where = sum(0xFFFF << 8 * byte for byte in pairs)
        begins = sum(0xFF << 8 * byte for byte in pairs)
        most = sum(number << 8 * byte for byte, number in pairs.items())
        return cls(np.uint64(where), np.uint64(begins), np.uint64(most) | _HIGH)

    def pairs(self, words: Words) -> tuple[Words, Words]:
        """Each pair as a number in its first byte; and words whose high bits tell of what is wrong."""
        digits = (words ^ _ZEROS) & self.where
        wrong = (digits + _NINES) | digits
        pairs = (digits * np.uint64(10) + (digits >> np.uint64(8))) & self.begins
        return pairs, wrong | ~(self.most - pairs)


_YEAR_MONTH = _Digits.of({0: 99, 2: 99, 5: 12})
_DAY_MINUTE = _Digits.of({0: 31, 3: 23, 6: 59})
_SECOND_ZONE = _Digits.of({0: 59, 4: 23, 6: 59})


def _byte(words: Words, byte: int) -> Instants:
    """The number in this byte."""
    return ((words >> np.uint64(8 * byte)) & _BYTE).view(np.int64)


def instants(words: Words, starts: Places) -> tuple[Instants, Flags]:
    """UTC milliseconds of stamps such as ``2024-03-01 08:15:00 +0900``, and which of them are real.

    Separators are taken for granted, years outside 1970 to 2199 are not taken.
    """
    tail = words[starts + 17]
    month, wrong = _YEAR_MONTH.pairs(words[starts])
    minute, wrong_minute = _DAY_MINUTE.pairs(words[starts + 8])
    zone, wrong_zone = _SECOND_ZONE.pairs(tail)
    east = 44 - _byte(tail, 3)  # "+" is 43, "-" is 45
    good: Flags = ((wrong | wrong_minute | wrong_zone) & _HIGH == 0) & (np.abs(east) == 1)
    where = (_byte(month, 0) * 100 + _byte(month, 2)) * 13 + _byte(month, 5)
    where = np.where(good, where, 0)
    day = _byte(minute, 0)
    good &= (day >= 1) & (day <= _MONTH_DAYS[where])
    clock = _MONTH_BEGINS[where] + day * 86_400 + _byte(minute, 3) * 3600 + _byte(minute, 6) * 60
    offset = _byte(zone, 4) * 3600 + _byte(zone, 6) * 60
    return (clock + _byte(zone, 0) - east * offset) * 1000, good


def same_stamps(words: Words, starts: Places, others: Places) -> Flags:
    """Whether the 25 bytes at two places are the same."""
    same: Flags = words[starts + 8] == words[others + 8]
    for ahead in (0, 17):
        same &= words[starts + ahead] == words[others + ahead]
    return same


NUMBER_WIDTH = 24


def numbers(block: Block, starts: Places) -> tuple[npt.NDArray[np.uint8], Instants, Flags]:
    """The digits and dots from each start on, zeros behind them; how many; and whether a quote follows.

    Feed the first to ``floats``. Longer than 23 characters, signed or with an exponent is not taken.
    """
    found = rows(block, starts, NUMBER_WIDTH)
    other = ((found - np.uint8(48)) > 9) & (found != 46)
    length = other.argmax(axis=1)
    closed: Flags = found[np.arange(len(found)), length] == 34
    return found, length, closed & (length > 0)


def floats(found: npt.NDArray[np.uint8], length: Instants) -> Floats | None:
    """The numbers themselves, as Python would read them; None when one of them is none (two dots)."""
    digits = np.where(np.arange(NUMBER_WIDTH) < length[:, None], found, np.uint8(0))
    try:
        values: Floats = digits.view(f"S{NUMBER_WIDTH}").reshape(-1).astype(np.float64)
    except ValueError:
        return None
    return values
