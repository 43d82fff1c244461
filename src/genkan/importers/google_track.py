"""What Google's location files have in common: places and times in several spellings, stays, trips, zones.

Everything becomes position fixes. A stay becomes one fix every ten minutes from its start to its end,
so that "the phone says it stayed" is not taken for silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.importers.gathering import Gathering, Source, utc_ms_of
from genkan.importers.json_scan import Block, Reading, number_of, plain_records
from genkan.nouns import Refused, Trouble

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

STAY_EVERY_MS = 600_000
LONGEST_STAY_MS = 31 * 86_400_000
_MOST_STAY_FIXES = 4_000_000  # 76 years: more is no life
_MOST_ZONES = 1_000
_FLUSH_AFTER = 5_000
_LARGEST_MS = 10**15
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_PLACE = re.compile(
    rf"\s*(?:geo:)?\s*({_NUMBER})\s*[^\d\s,;.+-]{{0,4}}\s*,\s*({_NUMBER})\s*[^\d,;.+-]{{0,4}}\s*"
)


class Track:
    """Collects what one file says and hands it on in blocks; counts what cannot be used."""

    def __init__(self, gathering: Gathering):
        self.gathering = gathering
        self.kept = 0
        self._rows: list[tuple[int, float, float, float]] = []
        self._stays: list[tuple[int, int, float, float]] = []
        self._clocks: list[tuple[int, int]] = []
        self._offsets: list[Ints] = []
        self._readings = 0
        self._stay_fixes = 0

    # ── one at a time: the plain way ──

    def fix(
        self, when: int | None, place: tuple[float, float] | None, accuracy_m: float | None = None
    ) -> None:
        """One fix; without a time or a place it is counted as left out."""
        if when is None:
            self.gathering.leave_out(Trouble.NO_TIMES)
        elif place is None:
            self.gathering.leave_out(Trouble.BAD_POSITIONS)
        else:
            accuracy = np.nan if accuracy_m is None or not 0 <= accuracy_m < 1e9 else accuracy_m
            self._rows.append((when, *place, accuracy))
            if len(self._rows) >= 50_000:
                self.flush()

    def stay(self, start: int | None, end: int | None, place: tuple[float, float] | None) -> None:
        """One stay at one place."""
        if start is None or end is None:
            self.gathering.leave_out(Trouble.NO_TIMES)
        elif place is None:
            self.gathering.leave_out(Trouble.BAD_POSITIONS)
        else:
            self._stays.append((start, end, *place))
            if len(self._stays) >= _FLUSH_AFTER:
                self.flush()

    def zone(self, when: int | None, minutes: int | None) -> None:
        """From this instant on the clock stood ``minutes`` east of UTC."""
        if when is not None and minutes is not None:
            self._clocks.append((when, minutes))
            if len(self._clocks) >= _FLUSH_AFTER:
                self.flush()

    def flush(self) -> None:
        """Hand on the fixes and stays collected one at a time."""
        if self._rows:
            when, lat, lon, accuracy = zip(*self._rows, strict=True)
            self._rows.clear()
            self.fixes(np.array(when, np.int64), np.array(lat), np.array(lon), np.array(accuracy))
        if self._stays:
            start, end, lat, lon = zip(*self._stays, strict=True)
            self._stays.clear()
            self.stays(np.array(start, np.int64), np.array(end, np.int64), np.array(lat), np.array(lon))
        if self._clocks:
            clocks = np.array(self._clocks, np.int64)
            self._clocks.clear()
            self.zones(clocks[:, 0], clocks[:, 1])

    def finish(self) -> None:
        """Hand on everything that is left, and the zones: each change of offset once, in order of time."""
        self.flush()
        offsets = self._changes()
        for when, minutes in offsets[:_MOST_ZONES].tolist():
            hours, rest = divmod(abs(minutes), 60)
            self.gathering.add_zone(when, f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}")

    # ── many at a time ──

    def fixes(self, when: Ints, lat: Floats, lon: Floats, accuracy_m: Floats | None = None) -> None:
        """Many fixes at once."""
        self.kept += self.gathering.add_fixes(when, lat, lon, accuracy_m)

    def stays(self, start: Ints, end: Ints, lat: Floats, lon: Floats) -> None:
        """Many stays at once: fixes from start to end, every ten minutes and at the end.

        A stay that ends before it starts, or lasts more than 31 days, is left out (BAD_VALUES).
        """
        possible = (end >= start) & (end - start <= LONGEST_STAY_MS)
        self.gathering.leave_out(Trouble.BAD_VALUES, int(len(possible) - possible.sum()))
        start, end, lat, lon = start[possible], end[possible], lat[possible], lon[possible]
        counts = -(-(end - start) // STAY_EVERY_MS) + 1
        room = np.cumsum(counts) <= _MOST_STAY_FIXES - self._stay_fixes
        self.gathering.leave_out(Trouble.TOO_LARGE, int(len(room) - room.sum()))
        start, end, lat, lon, counts = start[room], end[room], lat[room], lon[room], counts[room]
        total = int(counts.sum())
        self._stay_fixes += total
        number = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
        when = np.minimum(np.repeat(start, counts) + number * STAY_EVERY_MS, np.repeat(end, counts))
        self.fixes(when, np.repeat(lat, counts), np.repeat(lon, counts))

    def zones(self, when: Ints, minutes: Ints) -> None:
        """Many clock readings at once: minutes east of UTC at these instants."""
        since, until = self.gathering.since_ms, self.gathering.until_ms
        keep = (when >= since) & (when <= until) & (np.abs(minutes) <= 900)
        self._offsets.append(np.stack((when[keep], minutes[keep]), axis=1))
        self._readings += len(when)
        if self._readings > 500_000:
            self._offsets = [self._changes()]
            self._readings = 0

    def _changes(self) -> Ints:
        """The clock readings that differ from the one before, as rows of instant and minutes."""
        if not self._offsets:
            return np.empty((0, 2), np.int64)
        every = np.concatenate(self._offsets)
        every = every[np.lexsort((every[:, 1], every[:, 0]))]
        fresh = np.ones(len(every), dtype=bool)
        fresh[1:] = np.diff(every[:, 1]) != 0
        return every[fresh]


def read_records(
    source: Source,
    gathering: Gathering,
    columns: Callable[[Block, Track], Ints],
    one: Callable[[Any, Track], None],
    plain: bool = False,
    paths: bool = False,
) -> None:
    """Read every record of a file, by ``columns`` where it can, else by ``one``; ``paths`` as in Reading.

    ``columns`` reads a block's well-shaped records and returns the numbers of all others.
    Raises Refused: TRUNCATED, DAMAGED, TOO_LARGE, TOO_DEEP or NOTHING_USABLE.
    """
    track = Track(gathering)
    why = Trouble.NOTHING_USABLE
    if plain:
        for record in plain_records(source, gathering):
            one(record, track)
    else:
        why = _read_fast(Reading(source, gathering, paths), track, columns, one)
    track.finish()
    if not track.kept:
        raise Refused(why)
    if why is not Trouble.NOTHING_USABLE:
        gathering.leave_out(why)


def _read_fast(
    reading: Reading,
    track: Track,
    columns: Callable[[Block, Track], Ints],
    one: Callable[[Any, Track], None],
) -> Trouble:
    """What ended the reading too early, or NOTHING_USABLE when the file was whole."""
    seen = 0
    for block in reading.blocks():
        for number in columns(block, track).tolist():
            try:
                record = block.record(number)
            except (ValueError, RecursionError):
                track.gathering.leave_out(Trouble.DAMAGED, where=f"record {seen + number + 1}")
                continue
            one(record, track)
        seen += len(block)
    if reading.too_large:
        return Trouble.TOO_LARGE
    if reading.damaged:
        return Trouble.DAMAGED
    return Trouble.TRUNCATED if reading.truncated else Trouble.NOTHING_USABLE


def every_record(block: Block, track: Track) -> Ints:  # noqa: ARG001
    """For formats read without columns: all records are read one by one."""
    return np.arange(len(block))


def part(record: Any, *keys: str) -> Any:
    """The value behind nested keys, or None when one of them is missing."""
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def instant_of(value: Any, track: Track) -> int | None:
    """UTC ms of an ISO 8601 time or of milliseconds since 1970 (number or text); None when it is neither."""
    if isinstance(value, str) and not value.strip().lstrip("-").isdigit():
        try:
            return utc_ms_of(value, track.gathering.clock)
        except (Refused, ValueError, OverflowError):
            return None
    number = number_of(value)
    if number is None or not abs(number) < _LARGEST_MS:
        return None
    return int(number)


def place_of(value: Any) -> tuple[float, float] | None:
    """Latitude and longitude of ``35.1°, 139.2°``, ``geo:35.1,139.2``, ``{"latLng": …}`` or E7 numbers."""
    if isinstance(value, dict):
        for key in ("latLng", "LatLng"):
            if key in value:
                return place_of(value[key]) if isinstance(value[key], str) else None
        return place_e7(
            value.get("latitudeE7", value.get("latE7")), value.get("longitudeE7", value.get("lngE7"))
        )
    found = _PLACE.fullmatch(value) if isinstance(value, str) and len(value) < 200 else None
    return (float(found[1]), float(found[2])) if found else None


def place_e7(lat: Any, lon: Any) -> tuple[float, float] | None:
    """Degrees of two numbers in units of 1e-7 degree; None when one of them is no number."""
    north, east = number_of(lat), number_of(lon)
    return None if north is None or east is None else (north / 1e7, east / 1e7)


def offset_minutes(record: Any, key: str, written: Any) -> int | None:
    """Minutes east of UTC: a field that says so, else the offset at the end of a time; None for Z."""
    minutes = number_of(part(record, key))
    if minutes is not None and abs(minutes) <= 900:
        return int(minutes)
    shown = (
        re.search(r"([+-])(\d\d):?(\d\d)$", written) if isinstance(written, str) and "T" in written else None
    )
    if minutes is not None or shown is None:
        return None
    told = int(shown[2]) * 60 + int(shown[3])
    return -told if shown[1] == "-" else told
