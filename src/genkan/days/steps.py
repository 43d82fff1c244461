"""Steps, distance on foot, daylight and standing by local day, phone and watch not counted twice.

The rule. On each day the source that covers most time is believed first. The others only fill the
hours it did not cover: of a record that overlaps what is already believed, the share of its time
outside is counted (prorated). Silences of at most 5 minutes between records count as covered, and so
does a watch's time on the wrist. So a walk that phone and watch both saw counts once, and a walk with
the watch on its charger is not lost, as it would be if the watch simply won.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from genkan.clock import Clock
from genkan.days.screen import HOUR_MS, covered_before, hours_between, joined
from genkan.nouns import Floats, Instants, SpanKind, Spans

BRIDGED_MS = 5 * 60_000
LONGEST_MS = 36 * HOUR_MS  # a longer record says nothing about a day
LEAST_WORN_HOURS = 8.0  # a watch worn this long that saw nothing has seen a 0


@dataclass(frozen=True, slots=True)
class Amounts:
    """Records with what each of them adds: ``amount`` within ``start_ms``..``end_ms``."""

    start_ms: Instants
    end_ms: Instants
    amount: Floats
    source: Instants
    day: Instants  # row of the local day; no record crosses midnight

    def __len__(self) -> int:
        return len(self.amount)

    def at(self, which: np.typing.NDArray[np.generic]) -> Amounts:
        """Some of them."""
        return Amounts(*(getattr(self, name)[which] for name in self.__slots__))


def step_days(spans: Spans, clock: Clock, first: date, last: date) -> dict[str, Floats]:
    """``steps`` (count), ``walked_km`` (km), ``daylight_minutes`` (min), ``stood_hours`` (h) by day.

    Records over midnight are split by time. ``stood_hours`` counts the different wall-clock hours in
    which some watch saw standing. A day without any record is NaN, except that between the first and
    the last day with records a watch worn for at least 8 hours that saw nothing has seen 0.

    Worked value: phone 10:00–10:20 400 steps, watch 10:10–10:30 500 steps and 10:40–10:50 200: the
    watch covers more; the phone adds the half it saw alone: 900.
    """
    bounds = clock.day_starts(first, last) * 1000
    worn = spans.of(SpanKind.WORN)
    on_wrist = hours_between(*joined(worn.start_ms, worn.end_ms), bounds) >= LEAST_WORN_HOURS
    totals = {
        "steps": _totals(believed(spans, SpanKind.STEPS, bounds), len(bounds) - 1),
        "walked_km": _totals(believed(spans, SpanKind.DISTANCE, bounds), len(bounds) - 1) / 1000,
        "daylight_minutes": _totals(believed(spans, SpanKind.DAYLIGHT, bounds), len(bounds) - 1),
        "stood_hours": _stood(spans, clock, bounds),
    }
    return {name: _silence_as_zero(values, on_wrist) for name, values in totals.items()}


def believed(spans: Spans, kind: SpanKind, bounds_ms: Instants) -> Amounts:
    """What all sources of one kind tell together, nothing counted twice (see the module's rule)."""
    records = _records(spans, kind, bounds_ms)
    sources = _different(records.source)
    if len(sources) < 2:
        return records
    cover = [_covered(records, spans, int(number), bounds_ms) for number in sources]
    hours = np.stack([hours_between(*stretches, bounds_ms) for stretches in cover])
    order = np.argsort(-hours, axis=0, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(len(sources))[:, None], axis=0)
    number_of = np.zeros(int(sources[-1]) + 1, dtype=np.int64)
    number_of[sources] = np.arange(len(sources))
    rank = place[number_of[records.source], records.day]
    done = (np.empty(0, np.int64), np.empty(0, np.int64))
    for level in range(1, len(sources)):
        better = [_on_days(part, bounds_ms, order[level - 1] == i) for i, part in enumerate(cover)]
        done = _joined_all([done, *better])
        now = np.flatnonzero(rank == level)
        start, end = records.start_ms[now], records.end_ms[now]
        covered = covered_before(*done, end) - covered_before(*done, start)
        length = np.maximum(end - start, 1)  # a date that was jumped over holds pieces of no length
        records.amount[now] *= 1 - covered / length
    return records


def _different(numbers: Instants) -> Instants:
    """The different small numbers in an array, in order."""
    return np.flatnonzero(np.bincount(numbers))


def _records(spans: Spans, kind: SpanKind, bounds_ms: Instants) -> Amounts:
    """Records without self-overlap, split at local midnights, inside the table only."""
    which = np.flatnonzero(spans.kind == kind)
    start, source = spans.start_ms[which], spans.source[which].astype(np.int64)
    end = np.maximum(spans.end_ms[which], start + 1)
    amount = spans.value[which].astype(np.float64)
    for number in _different(source):
        _count_overlaps_once(start, end, amount, np.flatnonzero(source == number))
    sane = (end > start) & (end - start <= LONGEST_MS) & (end > bounds_ms[0]) & (start < bounds_ms[-1])
    if not sane.all():
        start, end, amount, source = start[sane], end[sane], amount[sane], source[sane]
    day = _days_of(start, bounds_ms)
    records = Amounts(start, end, amount, source, day)
    edges = np.concatenate(([-(2**62)], bounds_ms, [2**62]))
    over = (end > edges[day + 2]) | (day < 0)
    if not over.any():
        return records
    parts = (records.at(~over), _split(records.at(over), edges, len(bounds_ms) - 1))
    return Amounts(*(np.concatenate([getattr(part, name) for part in parts]) for name in Amounts.__slots__))


def _count_overlaps_once(
    start: Instants, end: Instants, amount: Floats, mine: np.typing.NDArray[np.intp]
) -> None:
    """Where records of one source overlap, the earlier keeps the time and the later its share outside."""
    if len(mine) < 2:
        return
    begins, ends = start[mine], end[mine]
    reached = np.maximum.accumulate(ends)
    later = np.flatnonzero(begins[1:] < reached[:-1]) + 1
    if len(later):
        alone = np.minimum(np.maximum(begins[later], reached[later - 1]), ends[later])
        amount[mine[later]] *= (ends[later] - alone) / (ends[later] - begins[later])
        start[mine[later]] = alone


def _days_of(start: Instants, bounds_ms: Instants) -> Instants:
    """The row of the day each instant falls on, −1 before the table; quick where they are in order."""
    if (start[1:] < start[:-1]).any():
        return np.searchsorted(bounds_ms, start, side="right") - 1
    edges = np.searchsorted(start, bounds_ms)
    counts = np.diff(np.concatenate(([0], edges, [len(start)])))
    return np.repeat(np.arange(-1, len(bounds_ms)), counts)


def _split(records: Amounts, edges: Instants, count: int) -> Amounts:
    """Records cut at midnights, their amounts shared by time; what lies outside the table is dropped."""
    last = np.searchsorted(edges, records.end_ms, side="left") - 2
    pieces = last - records.day + 1
    piece = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    day = np.repeat(records.day, pieces) + piece
    start, end = np.repeat(records.start_ms, pieces), np.repeat(records.end_ms, pieces)
    low, high = np.maximum(start, edges[day + 1]), np.minimum(end, edges[day + 2])
    amount = np.repeat(records.amount, pieces) * ((high - low) / (end - start))
    inside = (day >= 0) & (day < count)
    return Amounts(low, high, amount, np.repeat(records.source, pieces), day).at(inside)


def _covered(records: Amounts, spans: Spans, source: int, bounds_ms: Instants) -> tuple[Instants, Instants]:
    """The time one source was watching: its records, short silences, and, on days on which it has
    records, its time on the wrist."""
    mine = records.source == source
    worn = (spans.kind == SpanKind.WORN) & (spans.source == source)
    counting = np.bincount(records.day[mine], minlength=len(bounds_ms) - 1) > 0
    on_wrist = _on_days(joined(spans.start_ms[worn], spans.end_ms[worn]), bounds_ms, counting)
    return _joined_all([(records.start_ms[mine], records.end_ms[mine]), on_wrist], BRIDGED_MS)


def _on_days(
    stretches: tuple[Instants, Instants], bounds_ms: Instants, chosen: np.typing.NDArray[np.bool_]
) -> tuple[Instants, Instants]:
    """The parts of disjoint stretches that lie on the chosen days."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], chosen, [False]))))
    opens, closes = bounds_ms[edges[0::2]], bounds_ms[edges[1::2]]
    start, end = stretches
    first = np.searchsorted(end, opens, side="right")
    pieces = np.maximum(np.searchsorted(start, closes, side="left") - first, 0)
    offset = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    which = np.repeat(first, pieces) + offset
    return (
        np.maximum(start[which], np.repeat(opens, pieces)),
        np.minimum(end[which], np.repeat(closes, pieces)),
    )


def _joined_all(parts: list[tuple[Instants, Instants]], gap_ms: int = 0) -> tuple[Instants, Instants]:
    start = np.concatenate([part[0] for part in parts])
    end = np.concatenate([part[1] for part in parts])
    order = np.argsort(start, kind="stable")
    return joined(start[order], end[order], gap_ms)


def _totals(amounts: Amounts, count: int) -> Floats:
    heard = np.bincount(amounts.day, minlength=count) > 0
    return np.where(heard, np.bincount(amounts.day, weights=amounts.amount, minlength=count), np.nan)


def _stood(spans: Spans, clock: Clock, bounds_ms: Instants) -> Floats:
    stood = spans.of(SpanKind.STOOD)
    count = len(bounds_ms) - 1
    day = np.searchsorted(bounds_ms, stood.start_ms, side="right") - 1
    hour = clock.local_s(stood.start_ms // 1000) % 86_400 // 3600
    inside = (day >= 0) & (day < count)
    different = np.unique(day[inside] * 24 + hour[inside]) // 24
    hours = np.bincount(different, minlength=count).astype(np.float64)
    return np.where(hours > 0, hours, np.nan)


def _silence_as_zero(values: Floats, on_wrist: np.typing.NDArray[np.bool_]) -> Floats:
    told = np.flatnonzero(np.isfinite(values))
    if not len(told):
        return values
    row = np.arange(len(values))
    silent = np.isnan(values) & on_wrist & (row > told[0]) & (row < told[-1])
    return np.where(silent, 0.0, values)
