"""Columns of times read straight from bytes, many rows at once; see ``ascii_columns``."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

import numpy as np

from genkan.importers.ascii_columns import BYTE, TOPS, Flags, Ints, Rows, U, Words, by_runs, mask_of, word

_CLOCK = word(b"00T00:00")
_CLOCK_LIMIT = word(b"\x76\x76\x7f\x76\x76\x7f\x76\x76")
_EACH_PAIR = word(b"\xff\0\0\xff\0\0\xff\0")  # day, hour, minute
_PAIR_LIMIT = word(bytes([0x80 - 32, 0, 0, 0x80 - 24, 0, 0, 0x80 - 60, 0]))
_IN_MINUTES = np.uint64((1440 << 48) + (60 << 24) + 1)
_SECOND = word(b":00.000")
_SECOND_LIMIT = word(b"\x7f\x76\x76\x7f\x76\x76\x76")
_SHORT_SECOND, _SHORT_LIMIT = word(b":00"), word(b"\x7f\x76\x76")
_SHAPES = (29, 24, 25, 20)


def instants(rows: Rows, byte: int, length: Ints) -> tuple[Ints, Flags]:
    """UTC milliseconds of ISO 8601 times that begin at ``byte`` (at most 17) and have a zone.

    ``length`` is the number of bytes of each: 29 ``…T08:14:00.000+09:00``, 24 ``….000Z``, 25 and 20 the
    same without milliseconds; others are not read.
    """
    parts = tuple(rows.at(byte + part) for part in (0, 8, 16, 23))
    if len(length) and length[0] in _SHAPES and (length == length[0]).all():
        return _instants(parts, int(length[0]))
    when, fits = np.zeros(len(length), np.int64), np.zeros(len(length), dtype=bool)
    for shape in _SHAPES:
        some = np.flatnonzero(length == shape)
        if len(some):
            when[some], fits[some] = _instants(tuple(part[some] for part in parts), shape)
    return when, fits


def instants_at(rows: Rows, byte: int, length: int) -> tuple[Ints, Flags]:
    """The same where all have one length of these."""
    return _instants(tuple(rows.at(byte + part) for part in (0, 8, 16, 23)), length)


def instants_alike(rows: Rows, byte: int, length: int) -> tuple[Ints, Flags]:
    """The same for rows whose seconds and zone are known to be those of the first row."""
    first = rows.some(slice(1))
    rest_ms, fine = _rest(first.at(byte + 16), first.at(byte + 23), length)
    when, fits = _whole_minutes(rows.at(byte), rows.at(byte + 8))
    when += rest_ms
    fits &= fine
    return when, fits


def _instants(parts: tuple[Words, ...], shape: int) -> tuple[Ints, Flags]:
    minutes_ms, fits = _whole_minutes(parts[0], parts[1])
    rest_ms, fine = _rest(parts[2], parts[3], shape)
    fits &= fine
    minutes_ms += rest_ms
    return minutes_ms, fits


def _whole_minutes(date_text: Words, clock_text: Words) -> tuple[Ints, Flags]:
    """Milliseconds told by ``2024-03-`` and ``01T08:14``."""
    month = by_runs(date_text, _month)
    clock = clock_text ^ _CLOCK
    wrong = clock + _CLOCK_LIMIT
    wrong |= clock
    minutes = clock * U[10]
    clock >>= U[8]
    minutes += clock
    minutes &= _EACH_PAIR
    wrong |= minutes + _PAIR_LIMIT
    wrong &= TOPS
    fits: Flags = wrong == 0
    fits &= (minutes & BYTE) - U[1] < (month & 31).view(np.uint64)
    minutes *= _IN_MINUTES
    minutes >>= U[48]
    minutes *= np.uint64(60_000)
    month >>= 5
    month *= 86_400_000
    month += minutes.view(np.int64)
    return month, fits


def _rest(seconds: Words, end: Words, shape: int) -> tuple[Ints, Flags]:
    """Milliseconds to add for ``:00.000+0`` and ``+09:00``, which begins where the shape says."""
    exact, zulu = shape in (29, 24), shape in (24, 20)
    second_ms, fits = _seconds(seconds, exact)
    zone = end if exact else (seconds >> U[24]) | ((end & np.uint64(0xFF00)) << U[32])
    offset = by_runs(zone & (BYTE if zulu else mask_of(6)), _zulu_ms if zulu else _offset_ms)
    fits &= offset > _NO_OFFSET
    second_ms -= offset
    return second_ms, fits


def _seconds(text: Words, exact: bool) -> tuple[Ints, Flags]:
    """Milliseconds told by ``:05.120`` (``exact``) or ``:05`` at the front of each word."""
    if len(text) > 1 and (text == text[0]).all():
        one, fine = _seconds(text[:1], exact)
        return np.full(len(text), one[0]), np.full(len(text), fine[0])
    digits = (text & mask_of(7 if exact else 3)) ^ (_SECOND if exact else _SHORT_SECOND)
    limit = _SECOND_LIMIT if exact else _SHORT_LIMIT
    fits: Flags = (((digits + limit) | digits) & TOPS) == 0
    second = ((digits >> U[8]) & BYTE) * U[10] + ((digits >> U[16]) & BYTE)
    fits &= second < U[60]
    part = ((digits >> U[32]) & BYTE) * U[100] + ((digits >> U[40]) & BYTE) * U[10] + (digits >> U[48])
    return (second * np.uint64(1000) + part).view(np.int64), fits


@lru_cache(maxsize=4096)
def _month(text: int) -> int:
    """``2024-03-`` as (day before its first, since 1970) * 32 + its length; 0 when it is no month."""
    shown = text.to_bytes(8, "little")
    year, month = shown[:4], shown[5:7]
    if shown[4] != 0x2D or shown[7] != 0x2D or not (year + month).isdigit():
        return 0
    if not (int(year) >= 1 and 1 <= int(month) <= 12):
        return 0
    first = date(int(year), int(month), 1).toordinal() - date(1970, 1, 1).toordinal() - 1
    return first * 32 + calendar.monthrange(int(year), int(month))[1]


_NO_OFFSET = -(2**40)


@lru_cache(maxsize=4096)
def _offset_ms(text: int) -> int:
    """``+09:00`` in milliseconds."""
    shown = text.to_bytes(8, "little")[:6]
    digits = shown[1:3] + shown[4:6]
    if shown[:1] not in (b"+", b"-") or shown[3] != 0x3A or not digits.isdigit():
        return _NO_OFFSET
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        return _NO_OFFSET
    return (hours * 60 + minutes) * (60_000 if shown[:1] == b"+" else -60_000)


def offset_minutes_at(text: bytearray, end: Ints) -> Ints:
    """Minutes east of UTC told by the six bytes before ``end`` (``+09:00``); far below zero if none."""
    zone = Rows(text, end - 6).at(0) & mask_of(6)
    return by_runs(zone, _offset_ms) // 60_000


def _zulu_ms(text: int) -> int:
    return 0 if text == ord("Z") else _NO_OFFSET
