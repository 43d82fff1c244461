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
from dataclasses import dataclass, field

import numpy as np

from genkan.importers.ascii_columns import DEGREES, Flags, Floats, Ints, Rows, instants_at, positions_at

_BEFORE = 32  # bytes of a position that are looked at, backwards from its last degree sign
_LONGEST = 160
_WIDEST_PAIR = 20  # bytes from one degree sign to that of the longitude
_SIGN = 0xC2
_SLICE = 1 << 18
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
    ends = _ends_of_positions(text, min(size - len(writing) + 1, len(text) - writing.width()))
    if len(ends) < 3:
        return None
    rows = Rows(text, ends - _BEFORE, writing.width())
    lat, lon, fits, length = positions_at(rows, DEGREES)
    utc_ms, timed = instants_at(rows, _BEFORE + len(writing.middle), writing.time)
    timed &= rows.hold(*writing.line())
    ends += len(writing)
    fits[0] = False
    fits[1:] &= timed[:-1]
    fits[1:] &= np.diff(ends) == length[1:] + len(writing)
    fits &= timed
    edges = np.flatnonzero(fits[1:] != fits[:-1]) + 1
    if not len(edges):
        return None
    first, last = edges[::2], edges[1::2]
    if len(last) < len(first):
        last = np.append(last, len(fits))
    starts = ends - len(writing.lead)
    begin, end = starts[first - 1], starts[last - 1]
    return Stretches(begin, end, last - first, utc_ms[fits], lat[fits], lon[fits])


def _ends_of_positions(text: bytearray, size: int) -> Ints:
    """Where the degree sign of a longitude stands: shortly behind another one."""
    octets = np.frombuffer(text, np.uint8)
    marks = np.empty(_SLICE, dtype=bool)
    found = []
    for first in range(_BEFORE, size, _SLICE):
        part = octets[first : min(first + _SLICE, size)]
        signs = np.flatnonzero(np.equal(part, _SIGN, out=marks[: len(part)]))
        signs += first
        found.append(signs)
    signs = np.concatenate(found) if found else np.empty(0, np.int64)
    ends: Ints = signs[1:][np.diff(signs) < _WIDEST_PAIR]
    return ends


def taken(stretches: Stretches, accepted: Flags) -> tuple[Ints, Floats, Floats]:
    """Times, latitudes and longitudes of the points of accepted stretches."""
    if accepted.all():
        return stretches.utc_ms, stretches.lat, stretches.lon
    keep = np.repeat(accepted, stretches.counts)
    return stretches.utc_ms[keep], stretches.lat[keep], stretches.lon[keep]
