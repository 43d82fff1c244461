"""Columns of numbers and times read straight from bytes, many rows at once.

Bytes are taken eight at a time as words, first byte lowest. Eight ASCII digits become a number in three
multiplications (the usual SWAR folding). Every function gives the values and a mask: a row whose bytes
are not exactly of the expected shape is marked and its value means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def word(text: bytes) -> np.uint64:
    """Up to eight bytes as they stand in a word."""
    return np.uint64(int.from_bytes(text[:8], "little"))


def mask_of(size: int) -> np.uint64:
    return word(b"\xff" * size)


@lru_cache
def _every(byte: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([byte]) * 8, "little"))


_ZEROS, _ONES, TOPS, _OVER_NINE = _every(0x30), _every(1), _every(0x80), _every(0x76)
_COLON = re.compile(rb" ?: ?")
_FULL = word(b"\xff" * 8)
_PAIRS, _FOURS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
_BY_10, _BY_100, _BY_10000 = np.uint64(2561), np.uint64(6553601), np.uint64(42949672960001)
U = [np.uint64(i) for i in range(129)]
BYTE = np.uint64(0xFF)
_ENDS_NUMBER = np.zeros(256, dtype=bool)
_ENDS_NUMBER[list(b',]} \t\r\n"')] = True
_TENS = 10 ** np.arange(9, dtype=np.uint64)


class Rows:
    """Some 48 bytes from each of many places, as words: one gather instead of many.

    ``text`` must be readable for ``width`` bytes (a multiple of 8) behind every place.
    """

    __slots__ = ("_words",)

    def __init__(self, text: bytearray, where: Ints, width: int = 48):
        lines = np.ndarray((len(text) - width + 1,), f"V{width}", text, strides=(1,))
        self._words: Words = lines[where].view("<u8").reshape(-1, width // 8)

    def __len__(self) -> int:
        return len(self._words)

    def at(self, byte: int) -> Words:
        """The eight bytes from ``byte`` on (at most ``width`` - 8)."""
        column, bits = byte // 8, byte % 8 * 8
        if bits == 0:
            return np.ascontiguousarray(self._words[:, column])
        text: Words = self._words[:, column] >> U[bits]
        text |= self._words[:, column + 1] << U[64 - bits]
        return text

    def begin_with(self, text: bytes) -> Flags:
        """Rows whose first bytes are ``text``."""
        found: Flags = np.ones(len(self), dtype=bool)
        for byte in range(0, len(text), 8):
            piece = text[byte : byte + 8]
            column = self._words[:, byte // 8]
            found &= (column if len(piece) == 8 else column & mask_of(len(piece))) == word(piece)
        return found

    def line(self) -> bytes:
        """All bytes of the first row."""
        return self._words[:1].tobytes()

    @classmethod
    def joined(cls, several: list[Rows]) -> Rows:
        """Rows of several, one after the other."""
        rows = object.__new__(cls)
        rows._words = np.concatenate([each._words for each in several])
        return rows

    def some(self, which: Ints | slice) -> Rows:
        """Some of the rows."""
        rows = object.__new__(Rows)
        rows._words = self._words[which]
        return rows

    def hold(self, line: bytes, mask: bytes) -> Flags:
        """Rows that are ``line`` wherever ``mask`` is set."""
        found: Flags = np.ones(len(self), dtype=bool)
        for column in range(len(mask) // 8):
            kept, here = word(mask[8 * column :]), word(line[8 * column :])
            if kept == _FULL:
                found &= self._words[:, column] == here
            elif kept:
                found &= (self._words[:, column] & kept) == here & kept
        return found

    def lead(self, key: bytes) -> bytes:
        """``key`` with the colon and the blanks that follow it in the first row that begins with it."""
        example = 0
        if self._words[:1].tobytes()[: len(key)] != key:
            example = int(np.argmax(self.begin_with(key)))
        line = self._words[example : example + 1].tobytes()
        colon = _COLON.match(line, len(key))
        return key + (colon[0] if colon else b":")


def folded(digits: Words) -> Words:
    """The number told by eight bytes 0–9, the first the most significant."""
    number = digits * _BY_10
    number >>= U[8]
    number &= _PAIRS
    number *= _BY_100
    number >>= U[16]
    number &= _FOURS
    number *= _BY_10000
    number >>= U[32]
    return number


def _no_digits(digits: Words) -> Words:
    """The top bit of every byte that is no digit (sure for the lowest such byte, and when there is none)."""
    marked = digits + _OVER_NINE
    marked |= digits
    marked &= TOPS
    return marked


def _bits_below(marked: Words) -> Words:
    """Eight times the number of whole bytes below the lowest top bit that is set; 64 if none is."""
    lowest = ~marked
    lowest += U[1]
    lowest &= marked
    lowest -= U[1]
    below = np.bitwise_count(lowest).astype(np.uint64)
    below &= U[120]
    return below


def _bits_before(text: Words, byte: int) -> Words:
    """Eight times the number of bytes before the first ``byte`` in each word; 64 if there is none."""
    mixed = text ^ _every(byte)
    marked = mixed - _ONES
    marked &= ~mixed
    marked &= TOPS
    return _bits_below(marked)


def _joined(low: Words, high: Words, bits: Words) -> Words:
    """The eight bytes that begin ``bits`` (0–63) into ``low`` and go on in ``high``."""
    text = high << U[1]
    text <<= U[63] - bits
    text |= low >> bits
    return text


def integers(rows: Rows, byte: int) -> tuple[Ints, Flags]:
    """Whole numbers of up to 15 digits that begin at ``byte``, with or without a minus.

    They must end in a comma, bracket, blank or quote.
    """
    text, more = rows.at(byte), rows.at(byte + 8)
    minus = (text & BYTE) == U[0x2D]
    negative = bool(minus.any())
    if negative:
        bits = minus.astype(np.uint64) << U[3]
        text = _joined(text, more, bits)
        more = more >> bits
    digits = text ^ _ZEROS
    bits = _bits_below(_no_digits(digits))
    if (bits == U[64]).all():
        number = folded(digits)
        rest, bits = _leading(more)
        number *= _TENS[bits >> U[3]]
        number += rest
        fits = (bits < U[64]) & _ENDS_NUMBER[((more >> (bits & U[63])) & BYTE).view(np.int64)]
    else:
        fits = (bits > U[0]) & (bits < U[64])
        fits &= _ENDS_NUMBER[((text >> (bits & U[63])) & BYTE).view(np.int64)]
        number = _leading(text)[0]
        long = np.flatnonzero(bits == U[64])
        if len(long):
            whole, tail = folded(digits[long]), more[long]
            rest, bits = _leading(tail)
            number[long] = whole * _TENS[bits >> U[3]] + rest
            fits[long] = (bits < U[64]) & _ENDS_NUMBER[((tail >> (bits & U[63])) & BYTE).view(np.int64)]
    value: Ints = number.view(np.int64)
    return (value * (1 - 2 * minus.view(np.int8)) if negative else value), fits


def _leading(text: Words) -> tuple[Words, Words]:
    """The number at the front of each word (0 without digits) and eight times its digits."""
    digits = text ^ _ZEROS
    bits = _bits_below(_no_digits(digits))
    shift = U[63] - bits
    shift &= U[63]
    digits <<= U[1]
    digits <<= shift
    digits *= bits > U[0]
    return folded(digits), bits


def by_runs(values: Words, decode: Callable[[int], int]) -> Ints:
    """``decode`` of each value, called once for each run of equal ones (or each different one)."""
    if not len(values):
        return np.empty(0, np.int64)
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    if len(edges) == 0:
        return np.full(len(values), decode(int(values[0])), np.int64)
    if len(edges) * 8 < len(values):
        starts = np.concatenate((np.zeros(1, np.int64), edges))
        told = np.array([decode(int(value)) for value in values[starts]], np.int64)
        return np.repeat(told, np.diff(np.append(starts, len(values))))
    different, back = np.unique(values, return_inverse=True)
    return np.array([decode(int(value)) for value in different], np.int64)[back]


@dataclass(frozen=True, slots=True)
class Style:
    """How a file writes a position: bytes before, between and after the two numbers."""

    before: bytes
    between: bytes
    after: bytes


DEGREES = Style(b"", "°, ".encode(), "°".encode())
BARE = Style(b"", b", ", b"")
GEO = Style(b"geo:", b",", b"")
STYLES = (DEGREES, GEO, BARE)


def positions(text: bytearray, begin: Ints, end: Ints, style: Style) -> tuple[Floats, Floats, Flags]:
    """Latitude and longitude from quoted texts from ``begin`` to ``end``, each with 1 to 7 decimals.

    Exact to the digit. The texts are read backwards: decimals, dot, whole degrees, what stands before them.
    The bytes around a dot are the same in long runs of rows, so they are understood once for each run.
    """
    rows = Rows(text, end - (len(style.after) + 32))
    lat, lon, fits, length = positions_at(rows, style)
    fits &= end - begin == length + (len(style.before) + len(style.after))
    if style.after:
        ends = np.ndarray((len(text) - 1,), "<u2", text, strides=(1,))
        fits &= ends[end - 2] == word(style.after)
    return lat, lon, fits


@dataclass(frozen=True, slots=True)
class Form:
    """A style with whole degrees and numbers of decimals: what stands in the 32 bytes that end a position.

    ``line`` and the ``mask`` of all but decimals; ``length`` of the position; for latitude and longitude,
    where the decimals end, how many they are, and the whole degrees.
    """

    line: bytes
    mask: bytes
    length: int
    north: tuple[int, int, int]
    east: tuple[int, int, int]


def form_of(lines: list[bytes], style: Style) -> Form | None:
    """The longest form among some lines; None when no position in this style is among them."""
    number = rb"-?(\d{1,3})\.(\d{1,7})"
    form = re.compile(b'(?<=["%s])%s%s%s$' % (style.before[-1:], number, re.escape(style.between), number))
    found = [match for match in (form.search(line[:32]) for line in lines) if match]
    if not found:
        return None
    match = min(found, key=re.Match.start)
    begin = match.start()
    mask = bytearray(begin - 1) + b"\xff" * (33 - begin)
    parts = []
    for whole, part in ((1, 2), (3, 4)):
        mask[match.start(part) : match.end(part)] = bytes(len(match[part]))
        if match.string[match.start(whole) - 1] == 0x2D:
            return None
        parts.append((match.end(part), len(match[part]), int(match[whole])))
    return Form(match.string, bytes(mask), 32 - begin, parts[0], parts[1])


def positions_alike(rows: Rows, form: Form) -> tuple[Floats, Floats, Flags]:
    """The same for rows that begin with 32 bytes known to be of one form."""
    lat, fits = _degrees_alike(rows, *form.north)
    lon, fine = _degrees_alike(rows, *form.east)
    fits &= fine
    return lat, lon, fits


def _degrees_alike(rows: Rows, end: int, decimals: int, whole: int) -> tuple[Floats, Flags]:
    """Degrees whose whole part is known, from as many decimals that end at one byte of each row."""
    digits = rows.at(end - 8) ^ _ZEROS
    digits >>= U[56 - 8 * decimals]
    digits ^= U[0x1E]
    fits: Flags = _no_digits(digits) == 0
    number = folded(digits).view(np.int64)
    number += whole * 10_000_000
    return number / 1e7, fits


def positions_at(rows: Rows, style: Style) -> tuple[Floats, Floats, Flags, Ints]:
    """The same from rows whose first 32 bytes end with the longitude; also how many bytes each one has."""
    first, second, third, fourth = (rows.at(byte) for byte in (0, 8, 16, 24))
    east_part, east_dot, fits = _decimals(fourth)
    size = 8 * len(style.between)
    window = _joined(third, fourth, east_dot)
    east = by_runs(window >> U[24], lambda seen: _whole(seen, style.between[-1]))
    back = U[64 - size] - (east & 63).view(np.uint64)  # where ``between`` begins in the window
    fits &= back <= U[64]
    fits &= ((window >> (back & U[63])) & mask_of(size // 8)) == word(style.between)
    back += east_dot
    fits &= back < U[64]
    back &= U[63]  # where the eight bytes that end with the latitude begin in the second word
    north_part, dot, fine = _decimals(_joined(second, third, back))
    fits &= fine
    back += dot
    fits &= back < U[64]
    before = style.before[-1] if style.before else 0x22
    north = by_runs(_joined(first, second, back & U[63]) >> U[24], lambda seen: _whole(seen, before))
    fits &= (north | east) >= 0
    length = (north & 63) - back.view(np.int64)
    length >>= 3
    length += 24  # the latitude's number begins its width before the dot, the dot ``back`` bits into a word
    return _degrees(north, north_part), _degrees(east, east_part), fits, length


def _decimals(text: Words) -> tuple[Words, Words, Flags]:
    """The 1–7 digits behind a dot at the end of each word in units of 1e-7; bits before the dot."""
    digits = text ^ _ZEROS
    dot = _bits_before(digits, 0x1E)
    fits = dot < U[56]
    dot &= U[63]
    digits >>= dot
    digits ^= U[0x1E]
    fits &= _no_digits(digits) == 0
    return folded(digits), dot, fits


@lru_cache(maxsize=4096)
def _whole(seen: int, before: int) -> int:
    """The whole number at the end of five bytes, behind the last ``before``: see ``_degrees``; -1 if none.

    Its width in bits stands in the lowest six bits, its sign in the next, then the number.
    """
    shown = seen.to_bytes(5, "little")
    cut = shown.rfind(bytes([before]))
    digits = shown[cut + 1 :]
    minus = digits.startswith(b"-")
    if cut < 0 or not digits[minus:].isdigit():
        return -1
    return (int(digits[minus:]) * 2 + minus) * 64 + 8 * len(digits)


def _degrees(whole: Ints, part: Words) -> Floats:
    """Degrees from a coded whole part and 1e-7ths."""
    number = whole >> 7
    number *= 10_000_000
    number += part.view(np.int64)
    degrees = number / 1e7
    minus = whole & 64
    if minus.any():
        degrees *= 1 - (minus >> 5)
    return degrees
