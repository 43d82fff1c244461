"""Sleep by local day: main sleep, naps, middle of sleep, and how far it has turned.

Rules, all of them choices of this software unless a source is named:

* *fragments* of one source less than 60 minutes apart are one sleep; awake time inside it is not
  slept (``sleep_hours`` counts the fragments, start and end are those of the whole);
* *several sources* over the same hours: the one that also saw wakefulness (it knows stages) wins if
  it saw at least half of the longest account, else the one that saw most. They are never added up;
* *in bed* is not asleep: it gives start, end and middle only when nothing else is known, and then
  ``sleep_hours`` stays NaN;
* a sleep carries *the local date on which it ends*, as in the diary. So a person who sleeps from 09
  to 17 has that sleep on that date, whole. The boundary, waking at midnight, lies where people wake
  least. A long sleep that ends within 3 h of midnight keeps step with the one before it (one date
  on for every 24 h), so that waking now before and now after midnight loses and doubles nothing;
* the *main sleep* of a date is its longest; shorter than 2 h it is a nap and there is no main sleep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from genkan.clock import DAY_S, Clock
from genkan.days.screen import BY_KNOWING, HOUR_MS, covered_before, joined
from genkan.nouns import Floats, Informant, Instants, Report, Sleeps, SpanKind, Spans

FRAGMENT_GAP_MS = HOUR_MS - 1  # gaps of a full hour part two sleeps
LONGEST_MS = 24 * HOUR_MS  # a longer stretch in a file is no sleep
LEAST_MAIN_MS = 2 * HOUR_MS
LONG_SLEEP_MS = 3 * HOUR_MS
DAY_MS = 24 * HOUR_MS
APART_MS = 16 * HOUR_MS  # between the middles of two nights' sleeps
DRIFT_MS = 3 * HOUR_MS
STAGED_SHARE = 0.5
NIGHT_HOUR = 3.5  # middle of the local night (design choice; 23:30 to 07:30)
USUAL_DAYS, LEAST_USUAL_DAYS = 56, 14
LEAST_AGREEMENT = 0.1  # length of the mean vector of the middles; below it there is no usual


@dataclass(frozen=True, slots=True)
class Blocks:
    """Whole sleeps in time order: from ``start_ms`` to ``end_ms``, of which ``asleep_ms`` asleep."""

    start_ms: Instants
    end_ms: Instants
    asleep_ms: Instants

    def __len__(self) -> int:
        return len(self.start_ms)

    def at(self, which: npt.NDArray[np.generic]) -> Blocks:
        """Some of them."""
        return Blocks(self.start_ms[which], self.end_ms[which], self.asleep_ms[which])


def sleep_days(
    spans: Spans, reports: Sequence[Report], clock: Clock, first: date, last: date
) -> tuple[dict[str, Floats], Sleeps]:
    """The sleep measures of every date from ``first`` to ``last``, and the bars of the raster.

    Columns: ``sleep_start_hour``, ``sleep_end_hour``, ``mid_sleep_hour`` (wall clock, 0 up to 24),
    ``sleep_hours``, ``nap_hours`` (h; NaN when no device heard a sleep that date),
    ``turn_from_night_hours`` = middle of sleep − 03:30 and ``turn_from_usual_hours`` = middle of
    sleep − circular mean of the 56 dates before (at least 14 known), both in −12 up to 12 h, and
    ``heard_rhythm`` (1 where the main sleep is known, else 0). Dates without a device take the
    ``bed_hour`` and ``up_hour`` of the informant who knows best.

    A bar of ``Sleeps`` is one sleep, never cut: hours count from the noon before its date, so a
    sleep from 09 to 17 runs from 21 to 29. A raster draws what passes 24 at the start of the next row.

    Worked value: asleep 01:00–05:00 and 05:30–09:00 is one sleep, 7.5 h, middle 05:00, 1.5 h turned.
    """
    bounds = clock.day_starts(first, last) * 1000
    count = len(bounds) - 1
    blocks = device_sleeps(spans)
    days = dates_of(blocks, bounds)
    main = _longest_of_each(blocks, days, LEAST_MAIN_MS)
    beds = _beds(spans, blocks)
    bed_days = dates_of(beds, bounds)
    free = ~np.isin(bed_days, days[main])
    beds, bed_days = beds.at(free), bed_days[free]
    longest = _longest_of_each(beds, bed_days, LEAST_MAIN_MS)
    beds, bed_days = beds.at(longest), bed_days[longest]

    columns = _wall_columns(blocks.at(main), days[main], clock, count)
    columns["sleep_hours"] = _placed(blocks.asleep_ms[main] / HOUR_MS, days[main], count)
    columns["nap_hours"] = _naps(blocks, days, main, count)
    for name, values in _wall_columns(beds, bed_days, clock, count).items():
        columns[name] = np.where(np.isnan(columns[name]), values, columns[name])
    told = _fill_from_reports(columns, reports, clock, first, count)
    columns["turn_from_night_hours"] = turned(columns["mid_sleep_hour"] - NIGHT_HOUR)
    columns["turn_from_usual_hours"] = turned(columns["mid_sleep_hour"] - _usual_middle(columns))
    columns["heard_rhythm"] = np.isfinite(columns["mid_sleep_hour"]).astype(np.float64)

    kept = (days >= 0) & (days < count)
    device = (blocks.at(kept), days[kept], main[kept])
    return columns, _bars(clock, first, count, device, (beds, bed_days), told)


def turned(hours: Floats) -> Floats:
    """A difference of clock times as −12 up to 12 h.

    >>> turned(np.array([13.0, -13.0, 2.0])).tolist()
    [-11.0, 11.0, 2.0]
    """
    turn: Floats = (hours + 12) % 24 - 12
    return turn


def device_sleeps(spans: Spans) -> Blocks:
    """All sleeps that devices saw, one account of each, in time order and never overlapping."""
    asleep = spans.of(SpanKind.ASLEEP)
    awake = spans.of(SpanKind.AWAKE_IN_BED)
    parts, staged, sources = [], [], []
    for source in np.unique(asleep.source):
        mine = asleep.source == source
        blocks = _blocks(asleep.start_ms[mine], asleep.end_ms[mine])
        woke = awake.start_ms[awake.source == source]
        parts.append(blocks)
        staged.append(np.searchsorted(woke, blocks.end_ms) > np.searchsorted(woke, blocks.start_ms))
        sources.append(np.full(len(blocks), source, dtype=np.int64))
    if not parts:
        none = np.empty(0, np.int64)
        return Blocks(none, none, none)
    if len(parts) == 1:
        return parts[0]
    every = Blocks(*(np.concatenate([getattr(p, n) for p in parts]) for n in Blocks.__slots__))
    order = np.argsort(every.start_ms, kind="stable")
    return _one_account(every.at(order), np.concatenate(staged)[order], np.concatenate(sources)[order])


def dates_of(blocks: Blocks, bounds_ms: Instants) -> Instants:
    """The row of the local date each sleep belongs to; beyond the table it is −1 or the row count.

    ``bounds_ms`` are the starts of the local days and one end (``Clock.day_starts`` × 1000).
    """
    days = np.searchsorted(bounds_ms, blocks.end_ms, side="left") - 1
    long = np.flatnonzero(blocks.end_ms - blocks.start_ms >= LONG_SLEEP_MS)
    turn = np.clip(np.searchsorted(bounds_ms, blocks.end_ms[long] + DRIFT_MS) - 1, 0, len(bounds_ms) - 1)
    from_midnight = blocks.end_ms[long] - bounds_ms[turn]
    near = np.abs(from_midnight) <= DRIFT_MS
    if near.any():
        middle = (blocks.start_ms[long] + blocks.end_ms[long]) // 2
        days[long] = _in_step(days[long].tolist(), middle.tolist(), near.tolist(), turn.tolist())
    return days


def _in_step(days: list[int], middle: list[int], near: list[bool], turn: list[int]) -> list[int]:
    """Dates of long sleeps; one that ends about midnight keeps step with the sleep before it."""
    stepped = days[:1]
    for index in range(1, len(days)):
        gap = middle[index] - middle[index - 1]
        expected = stepped[-1] + max(1, round(gap / DAY_MS))
        free = near[index] and gap >= APART_MS and expected in (turn[index] - 1, turn[index])
        stepped.append(expected if free else days[index])
    return stepped


def _blocks(start: Instants, end: Instants) -> Blocks:
    """Sleeps of one source: its stretches laid over each other, joined over short gaps."""
    sane = (end > start) & (end - start <= LONGEST_MS)
    start, end = joined(start[sane], end[sane])
    whole_start, whole_end = joined(start, end, FRAGMENT_GAP_MS)
    asleep = covered_before(start, end, whole_end) - covered_before(start, end, whole_start)
    return Blocks(whole_start, whole_end, asleep)


def _one_account(blocks: Blocks, staged: npt.NDArray[np.bool_], source: Instants) -> Blocks:
    """Where several sources saw the same hours, the blocks of the one that is believed."""
    cluster_start, _ = joined(blocks.start_ms, blocks.end_ms)
    cluster = np.searchsorted(cluster_start, blocks.start_ms, side="right") - 1
    pair, inverse = np.unique(cluster * (source.max() + 1) + source, return_inverse=True)
    seen = np.bincount(inverse, weights=(blocks.end_ms - blocks.start_ms).astype(np.float64))
    knows_stages = np.bincount(inverse, weights=staged) > 0
    where = pair // (source.max() + 1)
    most = np.zeros(len(cluster_start))
    np.maximum.at(most, where, seen)
    preferred = knows_stages & (seen >= STAGED_SHARE * most[where])
    order = np.lexsort((seen, preferred, where))
    final = np.append(where[order][1:] != where[order][:-1], True)
    return blocks.at(np.isin(inverse, order[final]))


def _beds(spans: Spans, asleep: Blocks) -> Blocks:
    """Stretches in bed in which no device saw any sleep."""
    bed = spans.of(SpanKind.IN_BED)
    blocks = _blocks(bed.start_ms, bed.end_ms)
    slept = covered_before(asleep.start_ms, asleep.end_ms, blocks.end_ms) - covered_before(
        asleep.start_ms, asleep.end_ms, blocks.start_ms
    )
    return blocks.at(slept == 0)


def _longest_of_each(blocks: Blocks, days: Instants, least_ms: int) -> npt.NDArray[np.bool_]:
    """The longest sleep of each date, if it is long enough to be a main sleep."""
    length = blocks.end_ms - blocks.start_ms
    order = np.lexsort((length, days))
    final = np.append(days[order][1:] != days[order][:-1], True)[: len(order)]
    longest = np.zeros(len(blocks), dtype=np.bool_)
    longest[order[final]] = True
    return longest & (length >= least_ms)


def _placed(values: Floats, days: Instants, count: int) -> Floats:
    column = np.full(count, np.nan)
    inside = (days >= 0) & (days < count)
    column[days[inside]] = values[inside]
    return column


def _wall_columns(blocks: Blocks, days: Instants, clock: Clock, count: int) -> dict[str, Floats]:
    middle = (blocks.start_ms + blocks.end_ms) // 2000
    return {
        "sleep_start_hour": _placed(clock.hour(blocks.start_ms // 1000), days, count),
        "sleep_end_hour": _placed(clock.hour(blocks.end_ms // 1000), days, count),
        "mid_sleep_hour": _placed(clock.hour(middle), days, count),
    }


def _naps(blocks: Blocks, days: Instants, main: npt.NDArray[np.bool_], count: int) -> Floats:
    inside = (days >= 0) & (days < count)
    heard = np.bincount(days[inside], minlength=count) > 0
    naps = inside & ~main
    hours = np.bincount(days[naps], weights=blocks.asleep_ms[naps] / HOUR_MS, minlength=count)
    return np.where(heard, hours, np.nan)


def _fill_from_reports(
    columns: dict[str, Floats], reports: Sequence[Report], clock: Clock, first: date, count: int
) -> tuple[Blocks, Instants, tuple[Informant, ...]]:
    """Put reported sleep into dates no device knows; return the whole reported sleeps used."""
    free = np.isnan(columns["mid_sleep_hour"])
    told: dict[int, Report] = {}
    for report in reports:
        index = (report.day - first).days
        if not 0 <= index < count or not free[index] or (report.bed_hour is None and report.up_hour is None):
            continue
        if index not in told or _told_order(report) <= _told_order(told[index]):
            told[index] = report
    for index, report in told.items():
        for name, hour in (("sleep_start_hour", report.bed_hour), ("sleep_end_hour", report.up_hour)):
            if hour is not None:
                columns[name][index] = hour % 24
    whole = [(index, report) for index, report in sorted(told.items()) if _told_order(report)[0] == 0]
    days = np.array([index for index, _ in whole], dtype=np.int64)
    up = np.array([(report.up_hour or 0.0) % 24 for _, report in whole])
    bed = np.array([(report.bed_hour or 0.0) % 24 for _, report in whole])
    wall_end = _wall_midnights(first, days) + np.rint(up * 3600).astype(np.int64)
    wall_start = wall_end - np.rint(((up - bed) % 24) * 3600).astype(np.int64)
    start, end = clock.utc_s(wall_start) * 1000, clock.utc_s(wall_end) * 1000
    sane = end > start
    blocks = Blocks(start[sane], end[sane], end[sane] - start[sane])
    days = days[sane]
    columns["mid_sleep_hour"][days] = clock.hour((blocks.start_ms + blocks.end_ms) // 2000)
    columns["sleep_hours"][days] = blocks.asleep_ms / HOUR_MS
    informants = [report.informant for _, report in whole]
    return blocks, days, tuple(name for name, ok in zip(informants, sane, strict=True) if ok)


def _told_order(report: Report) -> tuple[int, int]:
    """Both times before one time, then who knows best."""
    both = report.bed_hour is not None and report.up_hour is not None
    return (0 if both else 1, BY_KNOWING.index(report.informant))


def _usual_middle(columns: Mapping[str, Floats]) -> Floats:
    """Circular mean of the middles of the 56 dates before each date, NaN with fewer than 14."""
    middle = columns["mid_sleep_hour"]
    known = np.isfinite(middle)
    angle = np.where(known, middle, 0.0) * (2 * np.pi / 24)
    sums = [_before(known * np.cos(angle)), _before(known * np.sin(angle))]
    days = _before(known.astype(np.float64))
    agreement = np.hypot(*sums) / np.maximum(days, 1)
    mean = np.arctan2(sums[1], sums[0]) * (24 / (2 * np.pi)) % 24
    return np.where((days >= LEAST_USUAL_DAYS) & (agreement >= LEAST_AGREEMENT), mean, np.nan)


def _before(values: Floats) -> Floats:
    """Sum over the USUAL_DAYS entries before each entry, itself not included."""
    total = np.concatenate((np.zeros(1), np.cumsum(values)))
    here = np.arange(len(values))
    summed: Floats = total[here] - total[np.maximum(here - USUAL_DAYS, 0)]
    return summed


def _wall_midnights(first: date, days: Instants) -> Instants:
    """Local midnight of each row, as seconds on the wall (see clock)."""
    opening: Instants = (first.toordinal() - date(1970, 1, 1).toordinal() + days) * DAY_S
    return opening


def _bars(
    clock: Clock,
    first: date,
    count: int,
    device: tuple[Blocks, Instants, npt.NDArray[np.bool_]],
    beds: tuple[Blocks, Instants],
    told: tuple[Blocks, Instants, tuple[Informant, ...]],
) -> Sleeps:
    inside = (beds[1] >= 0) & (beds[1] < count)
    groups = (device[0], beds[0].at(inside), told[0])
    days = np.concatenate((device[1], beds[1][inside], told[1]))
    start = np.concatenate([group.start_ms for group in groups]) // 1000
    end = np.concatenate([group.end_ms for group in groups]) // 1000
    main = np.concatenate((device[2], np.ones(len(groups[1]) + len(groups[2]), dtype=np.bool_)))
    who = (Informant.DEVICE,) * (len(groups[0]) + len(groups[1])) + told[2]
    noon = _wall_midnights(first, days) - DAY_S // 2
    opened = (clock.local_s(start) - noon) / 3600
    closed = np.maximum((clock.local_s(end) - noon) / 3600, opened)
    order = np.lexsort((opened, days))
    return Sleeps(
        days[order].astype(np.int32), opened[order], closed[order], main[order], tuple(who[i] for i in order)
    )
