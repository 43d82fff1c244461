"""Columns of canonical CSV as arrays: the fast path beside ``csv_rows``.

Not an importer itself. A block is canonical when every line has the same number of cells, quotes only
stand around whole cells, numbers are plain decimals and times are ISO 8601 or whole numbers since 1970.
Anything else gives None, and the caller reads that block row by row. Both ways give the same numbers
(decimals of up to 15 digits are an integer divided by a power of ten, which rounds like ``float``;
longer ones may differ in the last place).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genkan.importers.stamps import NO_TIME, Millis
from genkan.nouns import Floats

Text = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_NOTHING = frozenset(("", "nan", "na", "n/a", "null", "none", "-", "--"))
_ZERO, _NINE, _DOT, _COMMA, _QUOTE = b'09.,"'
_DAYS_BEFORE_MARCH_0000 = 719_468
_TOO_LONG = 40  # letters: no number and no time


def number_of(text: str, decimal: str = ".") -> float | None:
    """The number in a cell; NaN when the cell says nothing; None when it is no number.

    >>> number_of("13,75", ","), number_of("1e-3"), number_of("many")
    (13.75, 0.001, None)
    """
    plain = text if decimal == "." else text.replace(decimal, ".")
    if _DECIMAL.fullmatch(plain):
        found = float(plain)
        return found if abs(found) < 1e300 else None
    return float("nan") if text.casefold() in _NOTHING else None


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each cell of a block begins and ends: arrays of lines × columns."""

    text: Text
    starts: Places
    ends: Places

    def __len__(self) -> int:
        return len(self.starts)

    def numbers(self, column: int, decimal: str = ".") -> Floats | None:
        """The column as numbers, empty cells as NaN; None when it is not all plain decimals."""
        values = np.full(len(self), np.nan)
        for rows, letters in self._by_length(column):
            if letters.shape[1] == _TOO_LONG:
                return None
            if not letters.shape[1]:
                continue
            wordy = letters[:, 0] > 64
            if wordy.any():
                if not _say_nothing(letters[wordy]):
                    return None
                rows = np.arange(len(self))[rows][~wordy]
                letters = letters[~wordy]
            if len(letters):
                found = _decimals(letters, ord(decimal))
                if found is None:
                    return None
                values[rows] = found
        return values

    def stamps(self, column: int) -> tuple[Millis, npt.NDArray[np.bool_]] | None:
        """(milliseconds since 1970, whether the zone is known); None when not all are canonical."""
        millis = np.full(len(self), NO_TIME, np.int64)
        zoned = np.zeros(len(self), bool)
        for rows, letters in self._by_length(column):
            found = _stamps(letters)
            if found is None:
                return None
            millis[rows], zoned[rows] = found
        return millis, zoned

    def first(self, column: int) -> str:
        """The first cell of a column as text."""
        return self._cell(0, column)

    def last(self, column: int) -> str:
        """The last cell of a column as text."""
        return self._cell(len(self) - 1, column)

    def _cell(self, row: int, column: int) -> str:
        cell = self.text[self.starts[row, column] : self.ends[row, column]]
        return cell.tobytes().decode("utf-8", "replace")

    def _by_length(self, column: int) -> list[tuple[Places | slice, Text]]:
        """Row numbers of each cell length, with their letters as a matrix."""
        starts, lengths = self.starts[:, column], (self.ends - self.starts)[:, column]
        present = np.flatnonzero(np.bincount(np.minimum(lengths, _TOO_LONG)))
        if present[-1] == _TOO_LONG:
            return [(slice(None), np.zeros((len(self), _TOO_LONG), np.uint8))]
        if len(present) == 1:
            return [(slice(None), _letters(self.text, starts, int(present[0])))]
        groups: list[tuple[Places | slice, Text]] = []
        for length in present:
            rows = np.flatnonzero(lengths == length)
            groups.append((rows, _letters(self.text, starts[rows], int(length))))
        return groups


def _letters(text: Text, starts: Places, length: int) -> Text:
    """``length`` letters from each start, as a matrix."""
    if not length:
        return np.empty((len(starts), 0), np.uint8)
    return np.lib.stride_tricks.sliding_window_view(text, length)[starts]


def cells_of(text: bytes, delimiter: str, width: int) -> Cells | None:
    """The cells of a block of whole lines; None when its lines are not all alike."""
    if not text.endswith(b"\n") or b"\x00" in text:
        return None
    letters = np.frombuffer(text, np.uint8)
    line_ends = np.flatnonzero(letters == 10)
    marks = np.flatnonzero(letters == ord(delimiter))
    count = len(line_ends)
    if len(marks) != count * (width - 1):
        return None
    line_starts = np.concatenate(([0], line_ends[:-1] + 1))
    inner = marks.reshape(count, width - 1)
    starts = np.concatenate((line_starts[:, None], inner + 1), axis=1)
    ends = np.concatenate((inner, line_ends[:, None]), axis=1)
    if (ends < starts).any() or (inner > line_ends[:, None]).any() or (inner < line_starts[:, None]).any():
        return None
    if b'"' in text:
        return _unquoted(letters, starts, ends, text.count(b'"'))
    return Cells(letters, starts, ends)


def _unquoted(letters: Text, starts: Places, ends: Places, quotes: int) -> Cells | None:
    opening = letters[np.minimum(starts, len(letters) - 1)] == _QUOTE
    closing = letters[np.maximum(ends - 1, 0)] == _QUOTE
    quoted = opening & (ends - starts >= 2)
    if (opening != closing).any() or (opening != quoted).any() or int(quoted.sum()) * 2 != quotes:
        return None
    return Cells(letters, starts + quoted, ends - quoted)


def _say_nothing(letters: Text) -> bool:
    """Whether equally long cells are all words for a missing number."""
    if letters.shape[1] > 4:
        return False
    words = np.unique(np.ascontiguousarray(letters).view(f"S{letters.shape[1]}")).tolist()
    return all(word.decode("latin-1").casefold() in _NOTHING for word in words)


def _decimals(letters: Text, point: int) -> Floats | None:
    """Numbers of equally long cells; ``point`` is the decimal mark's byte."""
    count, length = letters.shape
    signed = (letters[:, 0] == 43) | (letters[:, 0] == 45)
    points = letters == point
    where = np.where(points.any(axis=1), points.argmax(axis=1), length)
    shapes = where * 2 + signed
    if (shapes == shapes[0]).all():
        return _alike(letters, int(where[0]), bool(signed[0]), point)
    values = np.empty(count)
    for shape in np.unique(shapes):
        rows = shapes == shape
        found = _alike(letters[rows], int(shape) // 2, bool(shape % 2), point)
        if found is None:
            return None
        values[rows] = found
    return values


def _alike(letters: Text, dot: int, signed: bool, point: int) -> Floats | None:
    """Numbers of cells with the decimal mark in the same place."""
    length = letters.shape[1]
    columns = [place for place in range(int(signed), length) if place != dot]
    digits = letters[:, columns] - _ZERO
    if not columns or len(columns) > 18 or (digits > 9).any():
        return _long_or_scientific(letters, point)
    if len(columns) <= 15:
        whole = digits @ (10.0 ** np.arange(len(columns) - 1, -1, -1))
    else:
        whole = _whole(letters[:, columns]).astype(np.float64)
    found: Floats = whole / 10.0 ** max(0, length - dot - 1)
    if signed:
        found = np.where(letters[:, 0] == 45, -found, found)
    return found


def _long_or_scientific(letters: Text, point: int) -> Floats | None:
    """The same by way of Python's own reading, for 19 digits and more and for 1.5E-05."""
    count, length = letters.shape
    text = letters.copy()
    if point == _COMMA:
        text[text == _COMMA] = _DOT
    found = np.empty(count)
    for row, cell in enumerate(text.view(f"S{length}").ravel().tolist()):
        value = number_of(cell.decode("ascii", "replace"))
        if value is None or len(cell) != length:
            return None
        found[row] = value
    return found


def _stamps(letters: Text) -> tuple[Millis, bool] | None:
    """(milliseconds, zoned) of equally long cells."""
    length = letters.shape[1]
    if 9 <= length <= 19 and (letters - _ZERO <= 9).all():
        return _since_1970(letters)
    if length < 16 or length > 35:
        return None
    pattern = letters[0].tobytes().decode("latin-1")
    shape = re.fullmatch(
        r"\d{4}([-/])\d\d\1\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", pattern
    )
    if shape is None or not _same_marks(letters):
        return None
    seconds = shape[2] is not None
    fraction = len(shape[3] or ".") - 1
    millis = _wall_ms(letters, seconds)
    if millis is None:
        return None
    if fraction:
        millis = millis + _whole(letters[:, 20 : 20 + min(3, fraction)]) * 10 ** max(0, 3 - fraction)
    zone = shape[4]
    if zone and zone != "Z":
        shift = _zone_shift_ms(letters[:, length - len(zone) :])
        if shift is None:
            return None
        millis = millis - shift
    return millis, zone is not None


def _same_marks(letters: Text) -> bool:
    """Digits stand where the first cell has digits, marks are its marks (signs of zones may differ)."""
    first = letters[0]
    digit = (first >= _ZERO) & (first <= _NINE)
    if (letters[:, digit] - _ZERO > 9).any():
        return False
    marks, told = letters[:, ~digit], first[~digit]
    signs = ((marks == 43) | (marks == 45)) & ((told == 43) | (told == 45))
    signs[:, :2] = False
    return bool(((marks == told) | signs).all())


def _whole(digits: Text) -> Millis:
    """Digits as a whole number (up to 18 of them)."""
    value = np.zeros(len(digits), np.int64)
    for place in range(digits.shape[1]):
        value *= 10
        value += digits[:, place] - _ZERO
    return value


def _since_1970(letters: Text) -> tuple[Millis, bool] | None:
    numbers = _whole(letters)
    for unit, low, high in ((1000, 0, 10**11), (1, 10**11, 10**14)):
        if ((numbers >= low) & (numbers < high)).all():
            return numbers * unit, True
    for factor, low in ((1000, 10**14), (1_000_000, 10**17)):
        if ((numbers >= low) & (numbers < low * 1000)).all():
            return numbers // factor, True
    return None


def _wall_ms(letters: Text, seconds: bool) -> Millis | None:
    """``YYYY-MM-DD hh:mm[:ss]`` as milliseconds since 1970 on the wall; None when a part cannot be."""
    year, month, day = _whole(letters[:, 0:4]), _whole(letters[:, 5:7]), _whole(letters[:, 8:10])
    hour, minute = _whole(letters[:, 11:13]), _whole(letters[:, 14:16])
    second = _whole(letters[:, 17:19]) if seconds else np.zeros(len(letters), np.int64)
    shifted = year - (month <= 2)
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days = shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + of_year - _DAYS_BEFORE_MARCH_0000
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    fits = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1) & (year < 2400)
    fits &= day <= lengths[np.clip(month, 0, 12)] + leap
    if not (fits & (hour < 24) & (minute < 60) & (second < 60)).all():
        return None
    result: Millis = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000
    return result


def _zone_shift_ms(letters: Text) -> Millis | None:
    minutes = _whole(letters[:, 1:3]) * 60 + _whole(letters[:, -2:])
    if (minutes >= 24 * 60).any() or (_whole(letters[:, -2:]) >= 60).any():
        return None
    shift: Millis = np.where(letters[:, 0] == 45, -minutes, minutes) * 60_000
    return shift
