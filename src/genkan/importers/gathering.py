"""Where importers put what they read: grows in blocks, keeps memory bounded, forgets nothing useful.

An importer calls ``add_…`` with arrays, one block at a time; ``events`` merges and sorts at the end.
Heart-rate samples are folded into stretches of wear at once, so that a gigabyte of them costs little.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import IO, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from genkan.clock import FIRST_S, LAST_S, Clock, UnknownZone, ZoneSpan, fixed_offset_s, zone_info
from genkan.nouns import (
    Activity,
    Contacts,
    DistanceBand,
    Events,
    Fixes,
    LeftOut,
    Refused,
    Report,
    SpanKind,
    Spans,
    Trouble,
    empty_fixes,
)

Carried = TypeVar("Carried")

LONGEST_NAME = 80  # letters of a name that are shown
MOST_FIXES = 2_000_000  # more than one every two minutes for seven years: thinned from here on
MOST_ROWS = 8_000_000  # stretches, calls and messages, or epochs: more is no life
MOST_AMOUNT = 1e9  # steps, metres or minutes in one stretch
LONGEST_CALL_S = 7 * 86_400
LONGEST_EPOCH_S = 3600
MOST_COUNTS = 1e9
MOST_SOURCES = 1_000
MOST_ZONES = 4_000
MOST_PARTS = 200  # sentences about what was left out
_LARGEST_OFFSET_S = 15 * 3600
_EPOCH = date(1970, 1, 1).toordinal()


class Source(Protocol):
    """One readable thing: a file, a member of a zip, standard input."""

    @property
    def name(self) -> str:
        """Plain file name, for sentences; never a whole path."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes, unpacked; None when it cannot be known."""
        ...

    def head(self) -> bytes:
        """The first 64 kB (fewer if shorter), without using up ``open``."""
        ...

    def open(self) -> IO[bytes]:
        """A fresh binary stream from the beginning. Raises Refused when it cannot be read."""
        ...


class Gathering:
    """Collects events from any number of files.

    ``zone`` reads wall-clock times that carry none; ``until`` (UTC ms) is the end of believable time.
    Raises UnknownZone.
    """

    def __init__(
        self,
        zone: str,
        until_ms: int | None = None,
    ):
        if not _is_zone(zone):
            raise UnknownZone(zone)
        self.zone = zone
        self.clock = Clock.in_zone(zone)
        self.since_ms = FIRST_S * 1000
        self.until_ms = LAST_S * 1000
        if until_ms is not None:
            self.until_ms = min(max(until_ms, self.since_ms), self.until_ms)
        self._progress: Callable[[int], None] | None = None
        self._key = secrets.token_bytes(16)
        self._carried: dict[str, Any] = {}
        self._file = ""
        self._fixes: list[tuple[npt.NDArray[np.generic], ...]] = []
        self._counts: Counter[str] = Counter()
        self._spans: list[tuple[npt.NDArray[np.generic], ...]] = []
        self._contacts: list[tuple[npt.NDArray[np.generic], ...]] = []
        self._activity: dict[int, list[tuple[npt.NDArray[np.generic], ...]]] = {}
        self._worn: dict[int, list[npt.NDArray[np.int64]]] = {}
        self._reports: list[Report] = []
        self._zones: set[ZoneSpan] = set()
        self._sources: dict[str, int] = {}
        self._left_out: Counter[tuple[Trouble, str]] = Counter()
        self._where: dict[tuple[Trouble, str], str] = {}

    # ── what importers call ──

    def reading(self, file: str) -> None:
        """From now on, what is left out is told about this file."""
        self._file = file

    def on_progress(self, progress: Callable[[int], None] | None) -> None:
        """Whom ``tick`` tells from now on."""
        self._progress = progress

    def tick(self, count: int) -> None:
        """``count`` more bytes of the file are done (for the progress bar)."""
        if self._progress is not None:
            self._progress(count)

    def source(self, name: str) -> int:
        """The number of a source such as ``Apple Health · iPhone``; one number for one name.

        Names are shown, so they are made fit for that; those beyond any real number of devices share one.
        """
        if name in self._sources:
            return self._sources[name]
        plain = shown_name(name)
        if plain not in self._sources and len(self._sources) >= MOST_SOURCES:
            plain = "…"
        return self._sources.setdefault(plain, len(self._sources))

    def leave_out(self, trouble: Trouble, count: int = 1, where: str = "") -> None:
        """``count`` rows or records were not used, the first of them at ``where``."""
        if count > 0:
            key = (trouble, self._file if len(self._left_out) < MOST_PARTS else "…")
            self._left_out[key] += int(count)
            self._where.setdefault(key, where)

    def hashed(self, number: str) -> int:
        """A phone number or contact id as a hash that only this run can make."""
        digest = hashlib.blake2b(number.encode("utf-8", "replace"), key=self._key, digest_size=8)
        return int.from_bytes(digest.digest(), "little")

    def carried(self, importer: str, empty: Callable[[], Carried]) -> Carried:
        """What an importer carries from one file to the next, where a stream is cut into many files."""
        carried: Carried = self._carried.setdefault(importer, empty())
        return carried

    def add_zone(self, utc_ms: int, zone: str) -> None:
        """The file says that from this instant on the clock was in ``zone`` (IANA or ``+09:00``).

        A zone that is nowhere on Earth is not taken.
        """
        if _is_zone(zone):
            self._zones.add(ZoneSpan(int(utc_ms) // 1000, zone))

    def add_fixes(
        self,
        utc_ms: npt.ArrayLike,
        lat: npt.ArrayLike,
        lon: npt.ArrayLike,
        accuracy_m: npt.ArrayLike | None = None,
    ) -> int:
        """Position fixes in any order; impossible ones are left out and counted. Returns how many stay."""
        when, north, east = (
            np.asarray(utc_ms, np.int64),
            np.asarray(lat, np.float64),
            np.asarray(lon, np.float64),
        )
        error = np.full(len(when), np.nan, np.float32) if accuracy_m is None else _small(accuracy_m)
        timely = self._timely(when, when)
        with np.errstate(invalid="ignore"):
            possible = (
                (np.abs(north) <= 90)
                & (np.abs(east) <= 180)
                & ((np.abs(north) > 1e-6) | (np.abs(east) > 1e-6))
            )
        self.leave_out(Trouble.BAD_POSITIONS, int((timely & ~possible).sum()))
        keep = timely & possible
        if not keep.all():
            when, north, east, error = when[keep], north[keep], east[keep], error[keep]
        if len(when):
            self._fixes.append((when, north, east, error))
            self._counts["fixes"] += len(when)
            if self._counts["fixes"] > MOST_FIXES:
                self._thin_fixes()
        return len(when)

    def add_spans(
        self,
        kind: SpanKind,
        start_ms: npt.ArrayLike,
        end_ms: npt.ArrayLike,
        value: npt.ArrayLike = 0.0,
        source: npt.ArrayLike = 0,
    ) -> int:
        """Stretches of one kind. Ends before their start, bad values and impossible times are left out."""
        start, end = np.asarray(start_ms, np.int64), np.asarray(end_ms, np.int64)
        amount = np.broadcast_to(_small(value), start.shape)
        number = np.broadcast_to(np.asarray(source, np.uint16), start.shape)
        timely = self._timely(start, end)
        most = max(DistanceBand) if kind is SpanKind.ROUTE else MOST_AMOUNT
        sane = (end >= start) & (amount >= 0) & (amount <= most)
        self.leave_out(Trouble.BAD_VALUES, int((timely & ~sane).sum()))
        keep = timely & sane
        start, end, amount, number = start[keep], end[keep], amount[keep], number[keep]
        if not len(start):
            return 0
        if kind is SpanKind.WORN:
            self._add_worn(start, end, number)
        else:
            self._spans.append((np.full(len(start), kind, np.uint8), start, end, amount, number))
            self._bound("spans", self._spans, len(start))
        return len(start)

    def add_contacts(
        self,
        kind: npt.ArrayLike,
        utc_ms: npt.ArrayLike,
        duration_s: npt.ArrayLike,
        person: npt.ArrayLike,
    ) -> int:
        """Calls and messages; ``person`` comes from ``hashed``."""
        when, duration = np.asarray(utc_ms, np.int64), _small(duration_s)
        keep = self._timely(when, when)
        sane = (duration >= 0) & (duration <= LONGEST_CALL_S)
        self.leave_out(Trouble.BAD_VALUES, int((keep & ~sane).sum()))
        keep &= sane
        if keep.any():
            self._contacts.append(
                (
                    np.asarray(kind, np.uint8)[keep],
                    when[keep],
                    duration[keep],
                    np.asarray(person, np.uint64)[keep],
                )
            )
            self._bound("contacts", self._contacts, int(keep.sum()))
        return int(keep.sum())

    def add_activity(self, utc_ms: npt.ArrayLike, counts: npt.ArrayLike, epoch_s: int) -> int:
        """Actigraphy epochs of ``epoch_s`` seconds; NaN counts mean not worn.

        Counts that cannot be are left out. Raises Refused(BAD_VALUES) for epochs longer than an hour.
        """
        if not 0 < epoch_s <= LONGEST_EPOCH_S:
            raise Refused(Trouble.BAD_VALUES)
        when, moved = np.asarray(utc_ms, np.int64), np.asarray(counts, np.float64)
        keep = self._timely(when, when)
        with np.errstate(invalid="ignore"):
            impossible = keep & ((moved < 0) | (moved > MOST_COUNTS))
        self.leave_out(Trouble.BAD_VALUES, int(impossible.sum()))
        keep &= ~impossible
        if keep.any():
            blocks = self._activity.setdefault(int(epoch_s), [])
            blocks.append((when[keep], moved[keep].astype(np.float32)))
            self._bound(f"epochs of {epoch_s} s", blocks, int(keep.sum()))
        return int(keep.sum())

    def add_report(self, report: Report) -> None:
        """One informant's words about one day."""
        self.add_reports((report,))

    def add_reports(self, reports: Iterable[Report]) -> None:
        """Several of them; those about days that cannot be are left out."""
        since, until = (date.fromordinal(_EPOCH + ms // 86_400_000) for ms in (self.since_ms, self.until_ms))
        for report in reports:
            if since <= report.day <= until:
                self._reports.append(report)
            else:
                self.leave_out(Trouble.TIMES_OUT_OF_RANGE)

    # ── what the reader of all files calls ──

    def is_empty(self) -> bool:
        """Nothing has been gathered yet."""
        return not (
            self._fixes or self._spans or self._contacts or self._activity or self._worn or self._reports
        )

    def why_nothing(self) -> Trouble:
        """What was wrong with most of what was left out of this file; NOTHING_USABLE when nothing was."""
        told = {trouble: count for (trouble, file), count in self._left_out.items() if file == self._file}
        return max(told, key=lambda trouble: told[trouble], default=Trouble.NOTHING_USABLE)

    def events(self) -> Events:
        """Everything gathered, merged and in time order."""
        for number, blocks in self._worn.items():
            minutes = _once(np.concatenate(blocks))
            starts, ends = _runs(minutes, joined_within=10)
            self._spans.append(
                (
                    np.full(len(starts), SpanKind.WORN, np.uint8),
                    starts * 60_000,
                    np.minimum((ends + 1) * 60_000, self.until_ms),
                    np.zeros(len(starts), np.float32),
                    np.full(len(starts), number, np.uint16),
                )
            )
        self._worn.clear()
        return Events(
            fixes=self._merged_fixes(),
            spans=self._merged_spans(),
            contacts=self._merged_contacts(),
            activity=self._merged_activity(),
            reports=tuple(sorted(self._reports, key=lambda report: (report.day, report.informant.value))),
            zones=self._zone_changes(),
            sources=tuple(self._sources) or ("",),
            left_out=tuple(
                LeftOut(trouble, file, count, self._where[(trouble, file)])
                for (trouble, file), count in self._left_out.items()
            ),
        )

    # ── inside ──

    def _timely(self, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        timely: npt.NDArray[np.bool_] = (start >= self.since_ms) & (end <= self.until_ms)
        self.leave_out(Trouble.TIMES_OUT_OF_RANGE, int(len(timely) - timely.sum()))
        return timely

    def _add_worn(
        self, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], number: npt.NDArray[np.uint16]
    ) -> None:
        """Fold samples into the minutes they touch; a sample longer than an hour proves only its ends."""
        first, last = start // 60_000, end // 60_000
        last = np.where(last - first > 60, first, last)
        sources = [int(number[0])] if (number == number[0]).all() else np.unique(number).tolist()
        for source in sources:
            mine = slice(None) if len(sources) == 1 else number == source
            lengths = (last - first)[mine] + 1
            offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
            minutes = _once(np.repeat(first[mine], lengths) + offsets)
            blocks = self._worn.setdefault(source, [])
            blocks.append(minutes)
            if len(blocks) > 64:
                blocks[:] = [_once(np.concatenate(blocks))]

    def _thin_fixes(self) -> None:
        """Keep one fix of every few seconds, as few as leave half of what may be kept."""
        fixes = self._merged_fixes()
        when, seconds, keep = fixes.utc_ms, 4, np.ones(len(fixes), dtype=bool)
        while int(keep.sum()) > MOST_FIXES // 2:
            keep[1:] = np.diff(when // (1000 * seconds)) > 0
            seconds *= 2
        self._fixes = [(when[keep], fixes.lat[keep], fixes.lon[keep], fixes.accuracy_m[keep])]
        self._counts["fixes"] = int(keep.sum())

    def _bound(self, table: str, blocks: list[tuple[npt.NDArray[np.generic], ...]], more: int) -> None:
        """Drop repeated rows when there are very many. Refused(TOO_LARGE) when very many are left."""
        self._counts[table] += more
        if self._counts[table] <= MOST_ROWS:
            return
        blocks[:] = [_distinct(blocks)]
        self._counts[table] = len(blocks[0][0])
        if self._counts[table] > MOST_ROWS // 2:
            raise Refused(Trouble.TOO_LARGE)

    def _zone_changes(self) -> tuple[ZoneSpan, ...]:
        ordered = sorted(self._zones, key=lambda span: (span.start_s, span.zone))
        before = [None, *(span.zone for span in ordered)]
        changes = [span for span, zone in zip(ordered, before, strict=False) if span.zone != zone]
        return tuple(changes[:MOST_ZONES])

    def _merged_fixes(self) -> Fixes:
        if not self._fixes:
            return empty_fixes()
        blocks, self._fixes = self._fixes, []
        when, lat, lon, error = (np.concatenate([block[i] for block in blocks]) for i in range(4))
        del blocks
        if len(when) > 1 and (np.diff(when) < 0).any():
            order = np.argsort(when, kind="stable")
            when, lat, lon, error = when[order], lat[order], lon[order], error[order]
        return Fixes(when, lat, lon, error)

    def _merged_spans(self) -> Spans:
        blocks, self._spans = self._spans, []
        if not blocks:
            return Spans(
                np.empty(0, np.uint8),
                np.empty(0, np.int64),
                np.empty(0, np.int64),
                np.empty(0, np.float32),
                np.empty(0, np.uint16),
            )
        kind, start, end, value, source = (np.concatenate([block[i] for block in blocks]) for i in range(5))
        order = np.argsort(start, kind="stable")
        return Spans(kind[order], start[order], end[order], value[order], source[order])

    def _merged_contacts(self) -> Contacts:
        blocks, self._contacts = self._contacts, []
        if not blocks:
            return Contacts(
                np.empty(0, np.uint8), np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0, np.uint64)
            )
        kind, when, duration, person = (np.concatenate([block[i] for block in blocks]) for i in range(4))
        order = np.lexsort((person, kind, when))
        kind, when, duration, person = kind[order], when[order], duration[order], person[order]
        fresh = np.ones(len(when), dtype=bool)  # full backups kept side by side repeat each other
        fresh[1:] = (np.diff(when) > 0) | (kind[1:] != kind[:-1]) | (person[1:] != person[:-1])
        return Contacts(kind[fresh], when[fresh], duration[fresh], person[fresh])

    def _merged_activity(self) -> Activity:
        """The epoch length with the longest record wins; others are left out and counted."""
        tables, self._activity = self._activity, {}
        if not tables:
            return Activity(np.empty(0, np.int64), np.empty(0, np.float32), 0)
        hours = {epoch: epoch * sum(len(block[0]) for block in blocks) for epoch, blocks in tables.items()}
        best = max(hours, key=lambda epoch: hours[epoch])
        for epoch, blocks in tables.items():
            if epoch != best:
                self.leave_out(Trouble.CONFLICTING, sum(len(block[0]) for block in blocks))
        when = np.concatenate([block[0] for block in tables[best]])
        counts = np.concatenate([block[1] for block in tables[best]])
        order = np.argsort(when, kind="stable")
        when, counts = when[order], counts[order]
        fresh = np.ones(len(when), dtype=bool)
        fresh[1:] = np.diff(when) > 0
        return Activity(when[fresh], counts[fresh], best)


def _once(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Sorted, each once; far quicker than ``np.unique`` on nearly sorted integers."""
    ordered = np.sort(values, kind="stable")
    fresh = np.ones(len(ordered), dtype=np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def _runs(
    minutes: npt.NDArray[np.int64], joined_within: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last minute of each run, runs closer than ``joined_within`` minutes joined."""
    breaks = np.flatnonzero(np.diff(minutes) > joined_within)
    return minutes[np.concatenate(([0], breaks + 1))], minutes[np.concatenate((breaks, [len(minutes) - 1]))]


def _distinct(blocks: list[tuple[npt.NDArray[np.generic], ...]]) -> tuple[npt.NDArray[np.generic], ...]:
    """The rows of several blocks, each once, in any order."""
    columns = tuple(np.concatenate([block[i] for block in blocks]) for i in range(len(blocks[0])))
    order = np.lexsort(columns)
    fresh = np.zeros(len(order), dtype=bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= column[order[1:]] != column[order[:-1]]
    return tuple(column[order[fresh]] for column in columns)


def _small(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Single precision; what is beyond it becomes infinite and is judged like any other number."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.asarray(values), np.float32)


def _is_zone(zone: str) -> bool:
    offset = fixed_offset_s(zone)
    if offset is not None:
        return abs(offset) <= _LARGEST_OFFSET_S
    try:
        zone_info(zone)
    except UnknownZone:
        return False
    return True


def shown_name(name: str) -> str:
    """A name out of a file, or of one, as sentences can carry it: one line, printable, not long, no markup.

    >>> shown_name("notes\\n<b>2026</b>.csv"), len(shown_name("x" * 300 + ".zip"))
    ('notes b 2026 /b .csv', 80)
    """
    fit = (letter if letter.isprintable() and letter not in "<>" else " " for letter in name[:10_000])
    plain = " ".join("".join(fit).split())
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 13]}…{plain[-12:]}"


def utc_ms_of(text: str, clock: Clock) -> int:
    """A time as files write it, in UTC milliseconds; without zone it is read on ``clock``.

    Takes ISO 8601 with ``T`` or a blank, fractions, ``Z`` or an offset (``+0900``, ``+09:00``).
    Raises Refused(NO_TIMES) when it is no time.

    >>> utc_ms_of("2026-01-01 09:00:00 +0900", Clock.in_zone("Asia/Tokyo"))
    1767225600000
    """
    stamp = text.strip()
    try:
        found = datetime.fromisoformat(stamp.replace(" +", "+").replace(" -", "-"))
    except (ValueError, OverflowError):
        raise Refused(Trouble.NO_TIMES, expected="2026-01-31T08:15:00+09:00") from None
    if found.tzinfo is None:
        wall = int(found.replace(tzinfo=UTC).timestamp() * 1000)
        return int(clock.utc_s(wall // 1000)) * 1000 + wall % 1000
    return round(found.timestamp() * 1000)


__all__ = ["Gathering", "Source", "fixed_offset_s", "shown_name", "utc_ms_of"]
