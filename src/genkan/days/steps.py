"""Steps, distance on foot, daylight and standing by local day, phone and watch not counted twice.

The rule. On each day the source that covers most time is believed first. The others only fill the
hours it did not cover: of a record that overlaps what is already believed, the share of its time
outside is counted (prorated). Silences of at most 5 minutes between records count as covered, and so
does a watch's time on the wrist. So a walk that phone and watch both saw counts once, and a walk with
the watch on its charger is not lost, as it would be if the watch simply won.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from genkan.clock import Clock
from genkan.days.screen import HOUR_MS, covered_before, hours_between, joined
from genkan.nouns import Floats, Instants, SpanKind, Spans

BRIDGED_MS = 5 * 60_000
LONGEST_MS = 36 * HOUR_MS  # a longer record says nothing about a day
LEAST_WORN_HOURS = 8.0  # a watch worn this long that saw nothing has seen a 0

TELLS: Mapping[str, tuple[SpanKind, ...]] = {
    "steps": (SpanKind.STEPS,),
    "walked_km": (SpanKind.DISTANCE,),
    "daylight_minutes": (SpanKind.DAYLIGHT,),
    "stood_hours": (SpanKind.STOOD,),
}


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
    records = _records(spans.of(kind), bounds_ms)
    sources = np.unique(records.source)
    if len(sources) < 2:
        return records
    cover = {int(number): _covered(records, spans, int(number), bounds_ms) for number in sources}
    hours = np.stack([hours_between(*cover[int(number)], bounds_ms) for number in sources])
    order = np.argsort(-hours, axis=0, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(len(sources))[:, None], axis=0)
    rank = place[np.searchsorted(sources, records.source), records.day]
    taken: list[Amounts] = []
    done = (np.empty(0, np.int64), np.empty(0, np.int64))
    for level in range(len(sources)):
        now = _outside(records.at(rank == level), *done)
        taken.append(now)
        if level < len(sources) - 1:
            parts = [_on_days(cover[int(n)], bounds_ms, order[level] == i) for i, n in enumerate(sources)]
            done = _joined_all([done, *parts])
    return Amounts(*(np.concatenate([getattr(part, name) for part in taken]) for name in Amounts.__slots__))


def _records(spans: Spans, bounds_ms: Instants) -> Amounts:
    """Records without self-overlap, split at local midnights, inside the table only."""
    start = spans.start_ms
    end = np.maximum(spans.end_ms, start + 1)
    amount, source = spans.value.astype(np.float64), spans.source.astype(np.int64)
    for number in np.unique(source):
        mine = np.flatnonzero(source == number)
        before = np.append(np.int64(-(2**62)), np.maximum.accumulate(end[mine])[:-1])
        alone = np.maximum(end[mine] - np.maximum(start[mine], before), 0)
        amount[mine] *= alone / (end[mine] - start[mine])
        start = start.copy() if start is spans.start_ms else start
        start[mine] = np.minimum(np.maximum(start[mine], before), end[mine])
    sane = (end > start) & (end - start <= LONGEST_MS) & (end > bounds_ms[0]) & (start < bounds_ms[-1])
    start, end, amount, source = start[sane], end[sane], amount[sane], source[sane]
    day = np.searchsorted(bounds_ms, start, side="right") - 1
    pieces = np.searchsorted(bounds_ms, end, side="left") - day
    if (pieces > 1).any():
        piece = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        day = np.repeat(day, pieces) + piece
        whole_start, whole_end = np.repeat(start, pieces), np.repeat(end, pieces)
        edges = np.concatenate(([-(2**62)], bounds_ms, [2**62]))
        start, end = np.maximum(whole_start, edges[day + 1]), np.minimum(whole_end, edges[day + 2])
        amount = np.repeat(amount, pieces) * (end - start) / (whole_end - whole_start)
        source = np.repeat(source, pieces)
    inside = (day >= 0) & (day < len(bounds_ms) - 1)
    return Amounts(start[inside], end[inside], amount[inside], source[inside], day[inside])


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


def _outside(records: Amounts, start: Instants, end: Instants) -> Amounts:
    """The records with only the share of their amount that lies outside the stretches."""
    covered = covered_before(start, end, records.end_ms) - covered_before(start, end, records.start_ms)
    share = 1 - covered / np.maximum(records.end_ms - records.start_ms, 1)
    return Amounts(records.start_ms, records.end_ms, records.amount * share, records.source, records.day)


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
