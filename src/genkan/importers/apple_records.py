"""What the tags of an Apple Health export mean: tags in, rows for the gathering out, one by one.

``apple_columns`` does the same for many tags at once and leaves to ``Export`` what does not look usual.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from genkan.clock import DAY_S, UnknownZone, zone_info
from genkan.importers.apple_route import band_spanning
from genkan.importers.gathering import Gathering, utc_ms_of
from genkan.importers.xml_scan import Block, Flags, attributes, plain_text, tag_pattern
from genkan.nouns import Instants, Refused, SpanKind, Trouble

# ── what the words in the file mean ───────────────────────────────────────────────────────────────

_STEPS, _DISTANCE = b"HKQuantityTypeIdentifierStepCount", b"HKQuantityTypeIdentifierDistanceWalkingRunning"
PULSE, _LIGHT = b"HKQuantityTypeIdentifierHeartRate", b"HKQuantityTypeIdentifierTimeInDaylight"
SLEEP, _STAND = b"HKCategoryTypeIdentifierSleepAnalysis", b"HKCategoryTypeIdentifierAppleStandHour"
_METRES = {"m": 1.0, "km": 1000.0, "cm": 0.01, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
_MINUTES = {"min": 1.0, "s": 1 / 60, "hr": 60.0}
QUANTITIES: dict[bytes, tuple[SpanKind, dict[str, float]]] = {
    _STEPS: (SpanKind.STEPS, {"count": 1.0}),
    _DISTANCE: (SpanKind.DISTANCE, _METRES),
    _LIGHT: (SpanKind.DAYLIGHT, _MINUTES),
}
_ASLEEP = dict.fromkeys(
    ("Asleep", "AsleepUnspecified", "AsleepCore", "AsleepDeep", "AsleepREM"), SpanKind.ASLEEP
)
_SLEEP_NAMES = _ASLEEP | {"InBed": SpanKind.IN_BED, "Awake": SpanKind.AWAKE_IN_BED}
_SLEEP_CODES = ("InBed", "Asleep", "Awake", "AsleepCore", "AsleepDeep", "AsleepREM")
CATEGORIES: dict[bytes, dict[str, SpanKind]] = {
    SLEEP: {f"HKCategoryValueSleepAnalysis{name}": kind for name, kind in _SLEEP_NAMES.items()}
    | {str(code): _SLEEP_NAMES[name] for code, name in enumerate(_SLEEP_CODES)},
    _STAND: dict.fromkeys(("HKCategoryValueAppleStandHourStood", "1"), SpanKind.STOOD),
}
TYPES = (*QUANTITIES, *CATEGORIES, PULSE)
_ALWAYS_OUTDOORS = {
    f"HKWorkoutActivityType{name}"
    for name in ("Hiking", "CrossCountrySkiing", "DownhillSkiing", "Snowboarding", "Golf")
}
_STAMP = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[ T]?(\d\d):?(\d\d):?(\d\d)(?:\.\d{1,9})?\s*([+-])(\d\d):?(\d\d)", re.ASCII
)
_NUMBER = re.compile(r"[-+]?[0-9.]{1,40}(?:[eE][-+]?[0-9]{1,3})?")
_DECIMAL_COMMA = re.compile(r"\A([-+]?[0-9]{1,12}),([0-9]{1,2}|[0-9]{4,17})\Z")


@lru_cache(maxsize=4096)
def _instant(stamp: str) -> int | None:
    """UTC milliseconds of a stamp with its offset; None when it is none."""
    found = _STAMP.fullmatch(stamp.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    if 2543 <= year <= 2643:  # Thai calendar
        year -= 543
    zone = int(found[8]) * 3600 + int(found[9]) * 60
    if zone >= DAY_S or int(found[9]) > 59:
        return None
    try:
        wall = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return (int(wall.timestamp()) - (zone if found[7] == "+" else -zone)) * 1000


def _number(text: str) -> float:
    """A number; NaN when it is none, or when its comma could part thousands."""
    text = _DECIMAL_COMMA.sub(r"\1.\2", text.strip())
    if _NUMBER.fullmatch(text) is None:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        return float("nan")


_DEVICE_SOFTWARE = re.compile(r"software:([^,>]*)")
_MAKERS = (("Watch", "apple watch"), ("iPhone", "iphone"), ("iPad", "ipad"))
ADDRESS = re.compile(rb"HKDevice: 0x([0-9a-f]+)")


def source_key(told: dict[bytes, bytes]) -> tuple[str, bytes]:
    """What wrote this (Watch, iPhone, iPad, app), and the name that tells two of a kind apart."""
    device = ADDRESS.sub(b"", told.get(b"device", b""))
    return _source_of(told.get(b"sourceName", b"")[:256], told.get(b"sourceVersion", b"")[:64], device[:512])


@lru_cache(maxsize=4096)
def _source_of(name: bytes, version: bytes, device: bytes) -> tuple[str, bytes]:
    called = " ".join(plain_text(name).casefold().split())
    for kind, maker in _MAKERS:
        if maker in called:
            return kind, name
    hardware = plain_text(device)
    software = _DEVICE_SOFTWARE.search(hardware)
    if software and software[1].strip() == plain_text(version).strip() != "":
        for kind, maker in _MAKERS:
            if f"name:{maker}" in hardware.casefold():
                return kind, name
    return "app", name


# ── one export ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one kind from one source; ``at`` is where the first of them stands in the block."""

    at: int
    kind: SpanKind
    start: Instants
    end: Instants
    value: npt.NDArray[np.float32]
    source: tuple[str, bytes]


@dataclass(slots=True)
class _Workout:
    """A workout while its children are read."""

    at: int
    start: int
    end: int
    source: tuple[str, bytes]
    metres: float
    measured: float = 0.0
    outdoors: bool | None = None
    hinted: bool = False


_Columns = tuple[Instants, Instants, npt.NDArray[np.float32], npt.NDArray[np.uint16]]
_NAMES = (b"Record", b"Workout", b"WorkoutStatistics", b"WorkoutRoute", b"FileReference", b"MetadataEntry")
TAG = tag_pattern(*_NAMES)
_WANTED_TYPE = re.compile(rb"[^<]{0,2000}?\btype\s*=\s*[\"'](?:" + b"|".join(TYPES) + rb")[\"']")
_MOST_ZONES = 20_000  # days with their zone
_MOST_SOURCES = 200  # of one kind; further ones count as the last


class Export:
    """Takes tags in file order, remembers what is open, and hands rows to the gathering.

    ``owner`` is the start of the open Record that a MetadataEntry would belong to.
    """

    def __init__(self, gathering: Gathering):
        self._gathering = gathering
        self._numbers: dict[tuple[str, bytes], int] = {}
        self._counts: Counter[str] = Counter()
        self._kept: dict[SpanKind, list[_Columns]] = {}
        self._zones: dict[tuple[int, str], int] = {}
        self._zone_names: dict[bytes, str | None] = {}
        self.batches: list[Batch] = []
        self._rows: dict[tuple[SpanKind, tuple[str, bytes]], list[tuple[int, int, int, float]]] = {}
        self.owner: int | None = None
        self.workout: _Workout | None = None
        self.seen = False

    # ── tags, one by one ──

    def take_all(self, block: Block) -> None:
        """Every tag of the block."""
        for tag in TAG.finditer(block.text, 0, block.end):
            self.take(tag, block)

    def take_at(self, start: int, block: Block) -> None:
        """The tag that begins here, if it is one of ours."""
        tag = TAG.match(block.text, start, block.end)
        if tag is not None:
            self.take(tag, block)

    def take(self, tag: re.Match[bytes], block: Block) -> None:
        """One tag."""
        name = tag["broken"] or tag["name"]
        if name == b"Record":
            self.owner = None
            if not tag["end"]:
                self.close_workout()
        elif name == b"Workout":
            self.owner = None
            self.close_workout()
        if tag["broken"]:
            self._lose(tag, block)
        elif not tag["end"]:
            told = attributes(tag)
            if name == b"Record":
                start = self._record(told, tag.start(), block.offset)
                self.owner = None if tag["alone"] else start
            elif name == b"Workout":
                self._open_workout(told, tag.start(), block.offset)
                if tag["alone"]:
                    self.close_workout()
            elif name == b"MetadataEntry":
                self._note(plain_text(told.get(b"key", b"")), told.get(b"value", b""))
            elif self.workout is not None:
                self._measure(name, told)

    def _lose(self, tag: re.Match[bytes], block: Block) -> None:
        """A broken tag counts only when it is one we would have used, and not when the file just ends."""
        cut_short = block.last and block.text.find(b"<", tag.end(), block.end) < 0
        used = tag["broken"] == b"Workout" or (
            tag["broken"] == b"Record" and _WANTED_TYPE.match(block.text, tag.end(), block.end)
        )
        if used and not cut_short:
            self._gathering.leave_out(Trouble.DAMAGED, where=f"byte {block.offset + tag.start()}")
            self.seen = True

    def _stretch(self, told: dict[bytes, bytes], place: int) -> tuple[int, int] | None:
        """Start and end; None, and counted, when one of them is no time."""
        times = [self._when(told.get(name, b"")) for name in (b"startDate", b"endDate")]
        if times[0] is None or times[1] is None:
            self._gathering.leave_out(Trouble.NO_TIMES, where=f"byte {place}")
            return None
        return times[0], times[1]

    def _when(self, stamp: bytes) -> int | None:
        if len(stamp) > 64:
            return None
        text = plain_text(stamp)
        found = _instant(text)
        if found is None:
            try:
                return utc_ms_of(text, self._gathering.clock)
            except Refused:
                return None
        return found

    def _record(self, told: dict[bytes, bytes], at: int, offset: int) -> int | None:
        """Keep a record; returns its start when it is of a kind that is used."""
        kind_of = plain_text(told.get(b"type", b"")).encode()
        if kind_of not in TYPES:
            return None
        self.seen = True
        stretch = self._stretch(told, offset + at)
        if stretch is None:
            return None
        value, kind = 0.0, span_kind(kind_of, told)
        if kind is None:
            self._gathering.leave_out(Trouble.BAD_VALUES, int(kind_of == SLEEP), f"byte {offset + at}")
            return stretch[0]
        if kind_of in QUANTITIES:
            unit = QUANTITIES[kind_of][1].get(plain_text(told.get(b"unit", b"")).strip())
            value = _number(plain_text(told.get(b"value", b""))) * (unit if unit else float("nan"))
        self._add(at, kind, stretch, value, source_key(told))
        return stretch[0]

    def _add(
        self, at: int, kind: SpanKind, stretch: tuple[int, int], value: float, source: tuple[str, bytes]
    ) -> None:
        self._rows.setdefault((kind, source), []).append((at, *stretch, value))

    def _note(self, key: str, value: bytes) -> None:
        """A metadata entry of the open record or workout."""
        if self.owner is not None:
            if key == "HKTimeZone":
                self.note_zone(value, np.array([self.owner], np.int64))
        elif self.workout is not None:
            if key == "HKTimeZone":
                self.note_zone(value, np.array([self.workout.start], np.int64))
            elif key == "HKIndoorWorkout":
                self.workout.outdoors = {"0": True, "1": False}.get(plain_text(value).strip())
            elif key.startswith("HKWeather"):
                self.workout.hinted = True

    def _open_workout(self, told: dict[bytes, bytes], at: int, offset: int) -> None:
        self.seen = True
        stretch = self._stretch(told, offset + at)
        if stretch is None:
            return
        metres = _length_m(told, b"totalDistance", b"totalDistanceUnit")
        hinted = plain_text(told.get(b"workoutActivityType", b"")) in _ALWAYS_OUTDOORS
        self.workout = _Workout(at, *stretch, source_key(told), metres, hinted=hinted)

    def _measure(self, name: bytes, told: dict[bytes, bytes]) -> None:
        if self.workout is None:
            return
        if name in (b"WorkoutRoute", b"FileReference"):
            self.workout.hinted = True
        elif name == b"WorkoutStatistics" and told.get(b"type", b"").startswith(
            b"HKQuantityTypeIdentifierDistance"
        ):
            self.workout.measured += _length_m(told, b"sum", b"unit")

    def close_workout(self) -> None:
        """The workout is over, by its end tag or because something else begins."""
        done, self.workout = self.workout, None
        if done is None:
            return
        metres = done.metres or done.measured
        outdoors = done.hinted if done.outdoors is None else done.outdoors
        if outdoors and 0 < metres < 1e7:
            self._add(
                done.at, SpanKind.ROUTE, (done.start, done.end), float(band_spanning(metres / 2)), done.source
            )

    # ── zones ──

    def note_zone(self, name: bytes, starts: Instants) -> None:
        """The clock was in this zone at these instants; one instant for each day is kept."""
        zone = self._zone(name)
        if zone is None or not len(starts):
            return
        ordered = np.sort(starts)
        days = ordered // (DAY_S * 1000)
        first = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
        for day, start in zip(days[first].tolist(), ordered[first].tolist(), strict=True):
            known = self._zones.get((day, zone))
            if known is not None or len(self._zones) < _MOST_ZONES:
                self._zones[(day, zone)] = start if known is None else min(known, start)

    def _zone(self, name: bytes) -> str | None:
        if name not in self._zone_names and len(name) <= 64 and len(self._zone_names) < 1000:
            zone = plain_text(name).strip()
            try:
                zone_info(zone)
                self._zone_names[name] = zone
            except UnknownZone:
                self._zone_names[name] = None
        return self._zone_names.get(name)

    # ── rows ──

    def settle(self) -> None:
        """The block is over: number its sources in file order and put its rows away."""
        singles = [_batch_of(kind, source, rows) for (kind, source), rows in self._rows.items()]
        batches = sorted(self.batches + singles, key=lambda batch: batch.at)
        self.batches, self._rows = [], {}
        by_kind: dict[SpanKind, list[Batch]] = {}
        for batch in batches:
            self._number(batch.source)
            by_kind.setdefault(batch.kind, []).append(batch)
        for kind, alike in by_kind.items():
            self._keep(kind, alike)
        if self.workout is not None:
            self.workout.at = -1

    def _keep(self, kind: SpanKind, batches: list[Batch]) -> None:
        start = np.concatenate([batch.start for batch in batches])
        end = np.concatenate([batch.end for batch in batches])
        value = np.concatenate([batch.value for batch in batches])
        source = np.repeat(
            np.array([self._number(batch.source) for batch in batches], np.uint16),
            [len(batch.start) for batch in batches],
        )
        if kind is SpanKind.WORN:
            self._gathering.add_spans(kind, start, end, 0.0, source)
        else:
            self._kept.setdefault(kind, []).append((start, end, value, source))

    def _number(self, source: tuple[str, bytes]) -> int:
        number = self._numbers.get(source)
        if number is None:
            kind = source[0]
            same = self._counts[kind] = min(self._counts[kind] + 1, _MOST_SOURCES)
            called = kind if same == 1 and kind != "app" else f"{kind} {same}"
            number = self._gathering.source(f"Apple Health · {called}")
            if same < _MOST_SOURCES:
                self._numbers[source] = number
        return number

    def finish(self, complete: bool) -> None:
        """The file is over."""
        self.close_workout()
        self.settle()
        if not complete:
            if not self.seen:
                raise Refused(Trouble.TRUNCATED, expected="</HealthData>")
            self._gathering.leave_out(Trouble.TRUNCATED, where="</HealthData>")
        if not self.seen:
            raise Refused(Trouble.NOTHING_USABLE, expected="SleepAnalysis, StepCount, HeartRate")
        for kind, parts in self._kept.items():
            columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
            parts.clear()
            fresh = _first_of_equals(columns)
            start, end, value, source = (column[fresh] for column in columns)
            self._gathering.add_spans(kind, start, end, value, source)
        last = ""
        for begins, zone in sorted((start, zone) for (_, zone), start in self._zones.items()):
            if zone != last:
                self._gathering.add_zone(begins, zone)
                last = zone


def _batch_of(kind: SpanKind, source: tuple[str, bytes], rows: list[tuple[int, int, int, float]]) -> Batch:
    """Rows that were taken one by one, as one batch."""
    at, start, end, value = zip(*rows, strict=True)
    with np.errstate(over="ignore"):
        amount = np.array(value, np.float64).astype(np.float32)
    return Batch(min(at), kind, np.array(start, np.int64), np.array(end, np.int64), amount, source)


def span_kind(kind_of: bytes, told: dict[bytes, bytes]) -> SpanKind | None:
    """What a record of this type is kept as; None: not at all."""
    if kind_of in QUANTITIES:
        return QUANTITIES[kind_of][0]
    if kind_of == PULSE:
        return SpanKind.WORN
    return CATEGORIES[kind_of].get(plain_text(told.get(b"value", b"")).strip())


def _length_m(told: dict[bytes, bytes], amount: bytes, unit: bytes) -> float:
    """A length in metres; 0 when it is not told."""
    metres = _number(plain_text(told.get(amount, b""))) * _METRES.get(
        plain_text(told.get(unit, b"")).strip(), 0
    )
    return metres if metres > 0 else 0.0


def _first_of_equals(columns: list[npt.NDArray[np.generic]]) -> Flags:
    """False for each row that an earlier row equals in every column; columns[0] is the start."""
    order = np.argsort(columns[0], kind="stable")
    together = np.diff(columns[0][order].astype(np.int64)) == 0
    near = np.zeros(len(order), dtype=bool)
    near[1:] |= together
    near[:-1] |= together
    fresh: Flags = np.ones(len(order), dtype=bool)
    some = order[near]
    if len(some):
        ranked = some[np.lexsort([some, *(column[some] for column in columns[1:]), columns[0][some]])]
        same = np.ones(len(ranked) - 1, dtype=bool)
        for column in columns:
            same &= column[ranked[1:]] == column[ranked[:-1]]
        fresh[ranked[1:][same]] = False
    return fresh
