"""Points of a timeline path that are written exactly alike, taken out of a block before its tape is made.

Nine tenths of a ``Timeline.json`` are points that differ in their numbers only. The way they are written is
learnt from one of them (``Writing``); wherever a point stands between two others and every byte of it is a
digit where digits belong and the learnt byte everywhere else, its numbers are read at once and it is taken
out. What is left is still the same JSON with fewer points, a tenth as long, and is read as any other text;
whoever finds the place of a stretch inside a good path takes its points, else the record is read from the
whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from genkan.importers.ascii_columns import (
    DEGREES,
    Flags,
    Floats,
    Ints,
    Rows,
    form_of,
    positions_alike,
    positions_at,
)
from genkan.importers.ascii_times import instants_alike, instants_at

_BEFORE = 32  # bytes of a position that are looked at, backwards from its last degree sign
_LONGEST = 160
_SIGN, _QUOTE = 0xC2, 0x22
_SLICE, _AT_ONCE = 1 << 18, 8_000
_TWO_POINTS = re.compile(
    rb'(\{\s*"point"\s*:\s*")[-\d.]+\xc2\xb0, [-\d.]+(\xc2\xb0"\s*,\s*"time"\s*:\s*")'
    rb'(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d))("\s*\}\s*,\s*)\1'
)


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes its points: ``lead`` before a position, ``middle``, the time, ``tail`` behind it."""

    lead: bytes
    middle: bytes
    time: int
    tail: bytes

    def __len__(self) -> int:
        """Bytes from the end of one position to the beginning of the next."""
        return len(self.middle) + self.time + len(self.tail) + len(self.lead)

    def width(self) -> int:
        """Bytes of one line: a position and all up to the next, in whole words."""
        return -(-(_BEFORE + len(self)) // 8) * 8

    def line(self) -> tuple[bytes, bytes]:
        """The bytes of a line and a mask of those that are always the same."""
        same = (b"\xff" * len(part) for part in (self.middle, self.tail + self.lead))
        text = bytes(_BEFORE) + self.middle + bytes(self.time) + self.tail + self.lead
        mask = bytes(_BEFORE) + next(same) + bytes(self.time) + next(same)
        return text.ljust(self.width(), b"\0"), mask.ljust(self.width(), b"\0")


def writing_in(text: bytearray) -> Writing | None:
    """How the first two neighbouring points of a text are written; None when they are written oddly."""
    path = text.find(b'"timelinePath"')
    found = _TWO_POINTS.search(bytes(text[path : path + 2048])) if path >= 0 else None
    if found is None:
        return None
    writing = Writing(found[1], found[2], len(found[3]), found[4])
    return writing if len(writing) <= _LONGEST else None


@dataclass(slots=True)
class Stretches:
    """Points taken out: ``begin`` and ``end`` of each stretch in the whole text, ``at`` in what is left.

    ``counts`` points of each, and ``utc_ms``, ``lat``, ``lon`` of all of them.
    """

    begin: Ints
    end: Ints
    counts: Ints
    utc_ms: Ints
    lat: Floats
    lon: Floats
    at: Ints = field(init=False)
    _gone: Ints = field(init=False)

    def __post_init__(self) -> None:
        self._gone = np.concatenate((np.zeros(1, np.int64), np.cumsum(self.end - self.begin)))
        self.at = self.begin - self._gone[:-1]

    def left_of(self, text: bytearray, size: int) -> bytearray:
        """The first ``size`` bytes of the text without the stretches."""
        view, pieces, last = memoryview(text), [], 0
        for begin, end in zip(self.begin.tolist(), self.end.tolist(), strict=True):
            pieces.append(view[last:begin])
            last = end
        pieces.append(view[last:size])
        return bytearray().join(pieces)

    def whole(self, place: int) -> int:
        """Where in the whole text a byte of what is left stands."""
        return place + int(self._gone[np.searchsorted(self.at, place, side="right")])


def points_in(text: bytearray, size: int, writing: Writing) -> Stretches | None:
    """All stretches of points written this way in the first ``size`` bytes; None when there are none."""
    last = min(size - len(writing) + 1, len(text) - writing.width())
    several = list(filter(len, _ends_of_positions(text, last, writing.middle[3])))
    if not several:
        return None
    utc_ms, lat, lon, length, fits = _read(text, several, writing)
    ends = np.concatenate(several)
    ends += len(writing)
    fine = fits[:-1] & fits[1:]
    fine &= np.diff(ends) == length[1:] + len(writing)
    fits[0], fits[1:] = False, fine
    edges = np.flatnonzero(fits[1:] != fits[:-1]) + 1
    if not len(edges):
        return None
    first, behind = edges[::2], edges[1::2]
    if len(behind) < len(first):
        behind = np.append(behind, len(fits))
    starts = ends - len(writing.lead)
    begin, end = starts[first - 1], starts[behind - 1]
    return Stretches(begin, end, behind - first, utc_ms[fits], lat[fits], lon[fits])


def _read(text: bytearray, several: list[Ints], writing: Writing) -> tuple[Ints, Floats, Floats, Ints, Flags]:
    """Time, latitude, longitude, and length of the position at each of these ends; which are as written.

    Most have the form and the zone of the first few; the others are kept and read together.
    """
    start, (line, mask) = _BEFORE + len(writing.middle), writing.line()
    parts, left = [], []
    for ends in several:
        rows = Rows(text, ends - _BEFORE, writing.width())
        few = [rows.some(slice(row, row + 1)).line() for row in range(0, len(rows), len(rows) // 6 + 1)]
        form = form_of(few, DEGREES)
        if form is None:
            unknown, whole = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
            parts.append((whole, unknown, unknown, whole, unknown > 0))
            left.append(rows)
            continue
        rest = slice(start + 16, start + writing.time)
        utc_ms, fits = instants_alike(rows, start, writing.time)
        fits &= rows.hold(
            form.line[:_BEFORE] + line[_BEFORE : rest.start] + rows.line()[rest] + line[rest.stop :],
            form.mask + mask[_BEFORE : rest.start] + b"\xff" * len(rows.line()[rest]) + mask[rest.stop :],
        )
        lat, lon, fine = positions_alike(rows, form)
        fits &= fine
        parts.append((utc_ms, lat, lon, np.full(len(rows), form.length), fits))
        left.append(rows.some(np.flatnonzero(~fits)))
    utc_ms, lat, lon, length, fits = (np.concatenate(column) for column in zip(*parts, strict=True))
    others, rows = np.flatnonzero(~fits), Rows.joined(left)
    held = np.flatnonzero(rows.hold(line, mask))
    if len(held):
        others, rows = others[held], rows.some(held)
        utc_ms[others], fits[others] = instants_at(rows, start, writing.time)
        lat[others], lon[others], fine, length[others] = positions_at(rows, DEGREES)
        fits[others] &= fine
    return utc_ms, lat, lon, length, fits


def _ends_of_positions(text: bytearray, size: int, behind: int) -> Iterator[Ints]:
    """Where a degree sign, a quote and the byte ``behind`` it stand: the end of a longitude; in parts."""
    octets = np.frombuffer(text, np.uint8)
    signs, quotes = np.empty(_SLICE, dtype=bool), np.empty(_SLICE, dtype=bool)
    parts: list[Ints] = []
    for first in range(_BEFORE, size, _SLICE):
        last = min(first + _SLICE, size)
        sign = np.equal(octets[first:last], _SIGN, out=signs[: last - first])
        sign &= np.equal(octets[first + 2 : last + 2], _QUOTE, out=quotes[: last - first])
        ends = np.flatnonzero(sign)
        ends += first
        ends = ends[octets[ends + 3] == behind]
        parts.append(ends)
        if sum(map(len, parts)) >= _AT_ONCE or last == size:
            yield np.concatenate(parts)
            parts.clear()


def taken(stretches: Stretches, accepted: Flags) -> tuple[Ints, Floats, Floats]:
    """Times, latitudes and longitudes of the points of accepted stretches."""
    if accepted.all():
        return stretches.utc_ms, stretches.lat, stretches.lon
    keep = np.repeat(accepted, stretches.counts)
    return stretches.utc_ms[keep], stretches.lat[keep], stretches.lon[keep]
