"""Rest and activity rhythm on the person's wall clock: SRI, IS, IV, L5, M10, RA.

Wall clock means: an hour of the day is what the clock on the wall showed, over daylight saving and
travel. The hour shown twice in autumn is averaged, the one left out in spring is a gap. A gap is a
gap: a missing epoch is never rest, and a pair with a missing half is skipped.

Regularity is not timing: somebody who sleeps 09 to 17 every day has SRI 100 and IS near 1. A turn
of day and night is seen in ``turn_from_night_hours`` (see sleep), never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.clock import DAY_S, Clock
from genkan.days.sleep import device_sleeps
from genkan.days.steps import believed
from genkan.nouns import Activity, Bytes8, Floats, Instants, SpanKind, Spans

WINDOW_DAYS, LEAST_DAYS = 14, 7
LEAST_HOURS_HEARD = 12  # of a day's 24, for the day to count towards LEAST_DAYS
FINEST_S = 15  # finer epochs are binned in 5 minutes
MOST_RUNS = 20_000
BIN_S = 300  # 5 minutes: resolution of the average day in the daily columns, and of rest
REST_SHARE = 0.15  # rest is below this share of the mean level of the days up to here
LEAST_REST_SHARE = 1 / 24  # less rest than an hour a day found: no sleep was recognised
FINE_RECORD_MS = 2 * 3_600_000  # a coarser step record cannot be put into an hour
ASLEEP, AWAKE, UNKNOWN = 1, 0, -1

Numbers = npt.NDArray[Any]  # sums may be float32 and numbers of epochs whole, to spare memory

MEASURES_TOLD = (
    *("sleep_regularity_index", "interdaily_stability", "intradaily_variability"),
    *("l5", "m10", "l5_onset_hour", "m10_onset_hour", "relative_amplitude"),
)


def rhythm_days(activity: Activity, spans: Spans, clock: Clock, first: date, last: date) -> dict[str, Floats]:
    """All rhythm measures for each date, over the 14 days up to and including it.

    Needs at least 7 days of which 12 hours or more were heard, and for IS, L5 and M10 every one of
    the 24 hours heard at least once; else NaN. With actigraphy everything comes from it (the average
    day for L5 and M10 in steps of 5 minutes, SRI from rest in steps of 5 minutes). Without it, IS and
    IV come from hourly steps and SRI from the sleeps devices told; L5, M10 and RA stay NaN, because a
    phone on the table is not a quiet person. ``rhythm_told_by`` says which. ``heard_rhythm`` is the
    share of the day's hours heard by actigraphy, 0 without it.
    """
    count = (last - first).days + 1
    columns = {name: np.full(count, np.nan) for name in (*MEASURES_TOLD, "heard_rhythm")}
    if len(activity):
        bins = bins_of(activity, clock, first, count)
        return columns | _from_bins(bins.grouped(bins.sums.shape[1] * BIN_S // DAY_S))
    columns["heard_rhythm"] = np.zeros(count)
    hourly = _hourly_steps(spans, clock, first, last)
    heard = np.isfinite(hourly).sum(axis=1) >= LEAST_HOURS_HEARD
    enough = _trailing_sum(heard.astype(np.float64)) >= LEAST_DAYS
    stability, variability = _is_and_iv(_windows(hourly))
    columns["interdaily_stability"] = np.where(enough, stability, np.nan)
    columns["intradaily_variability"] = np.where(enough, variability, np.nan)
    columns["sleep_regularity_index"] = _trailing_sri(sleep_states(spans, clock, first, count))
    return columns


def rhythm_told_by(activity: Activity, spans: Spans) -> Mapping[str, tuple[SpanKind, ...]]:
    """For each measure the kinds of stretches it rests on; nothing at all stands for actigraphy."""
    if len(activity):
        return dict.fromkeys(MEASURES_TOLD, ())
    steps, asleep = bool((spans.kind == SpanKind.STEPS).any()), bool((spans.kind == SpanKind.ASLEEP).any())
    told: dict[str, tuple[SpanKind, ...]] = {}
    if steps:
        told |= dict.fromkeys(("interdaily_stability", "intradaily_variability"), (SpanKind.STEPS,))
    if asleep:
        told["sleep_regularity_index"] = (SpanKind.ASLEEP,)
    return told


def whole_period(activity: Activity, clock: Clock) -> dict[str, float]:
    """One value of each measure over the whole recording, for researchers.

    IS and IV from hourly means, L5 and M10 from the average day at the recording's own epoch, SRI
    from rest in steps of 5 minutes; ``days`` is the number of wall dates touched. NaN where nothing
    can be said. Recordings of a week or less overstate IS by up to 40 %.
    """
    if not len(activity):
        return {name: float("nan") for name in MEASURES_TOLD} | {"days": 0.0}
    first, last = (clock.date_of(int(activity.utc_ms[edge]) // 1000) for edge in (0, -1))
    count = (last - first).days + 1
    fine = bins_of(activity, clock, first, count)
    bins = fine.grouped(fine.sums.shape[1] * BIN_S // DAY_S)
    stability, variability = _is_and_iv(bins.grouped(12).means().reshape(1, -1))
    quiet, busy = _quietest_and_busiest(fine.average_day()[None, :])
    told = {
        "sleep_regularity_index": sleep_regularity_index(_rest(bins)),
        "interdaily_stability": float(stability[0]),
        "intradaily_variability": float(variability[0]),
        "l5": float(quiet[0][0]),
        "m10": float(busy[0][0]),
        "l5_onset_hour": float(quiet[1][0]),
        "m10_onset_hour": float(busy[1][0]),
        "relative_amplitude": float(_amplitude(quiet[0], busy[0])[0]),
    }
    return told | {"days": float(count)}


def interdaily_stability(hourly: Floats) -> float:
    """How alike the days are: 0 no common day, 1 every day the same.

    IS = Σ_h n_h (x̄_h − x̄)² / Σ_i (x_i − x̄)²: the variance of the 24 hourly means over the variance
    of all heard hours, both population variances. When every hour of the day was heard equally often
    this is the published N Σ_h (x̄_h − x̄)² / (24 Σ_i (x_i − x̄)²) to the last digit; with gaps each
    hourly mean weighs by the n_h hours it rests on, which keeps IS at or below 1. (A divisor of 23
    for the 24 means makes every value 24/23 too high.) ``hourly`` has shape (days, 24), NaN where
    unheard. NaN when some hour of the day was never heard or nothing varies. Witting 1990,
    10.1016/0006-3223(90)90523-5; Van Someren 1999, 10.3109/07420529908998724.

    >>> day = np.r_[np.zeros(8), np.ones(16)]
    >>> round(interdaily_stability(np.stack([day] * 7)), 6)
    1.0
    """
    return float(_is_and_iv(np.asarray(hourly, np.float64).reshape(1, -1))[0][0])


def intradaily_variability(hourly: Floats) -> float:
    """How broken up the days are: near 0 for a smooth wave, about 2 for noise.

    IV = [Σ (x_i − x_{i−1})² / P] / [Σ (x_i − x̄)² / N] over the P pairs of neighbouring hours both
    heard and the N hours heard. Same shape and sources as ``interdaily_stability``. Worked value:
    hours that go 0, 1, 0, 1 … have IV 4.

    >>> round(intradaily_variability(np.tile([0.0, 1.0], (3, 12))), 6)
    4.0
    """
    return float(_is_and_iv(np.asarray(hourly, np.float64).reshape(1, -1))[1][0])


def sleep_regularity_index(states: Bytes8) -> float:
    """SRI: −100 (turned every day) over 0 (chance) to 100 (every day the same).

    SRI = −100 + 200 × (pairs of epochs 24 h apart in the same state) / (pairs both known).
    ``states`` has shape (days, epochs of a day): 1 asleep, 0 awake, −1 unknown (its pairs are
    skipped). NaN without any pair, or when a state never occurs. Phillips 2017,
    10.1038/s41598-017-03171-4.

    >>> sleep_regularity_index(np.array([[1, 0], [1, 0], [0, 0]], dtype=np.int8))
    50.0
    """
    both, same, asleep, known = _pairs_by_day(states)
    rest = asleep.sum() / max(int(known.sum()), 1)
    if not both.sum() or not 0 < rest < 1:
        return float("nan")
    return float(-100 + 200 * same.sum() / both.sum())


def sleep_states(spans: Spans, clock: Clock, first: date, count: int) -> Bytes8:
    """Asleep or awake in each wall-clock minute, from sleeps that devices told: shape (days, 1440).

    A minute is known from 18 hours before the end of a sleep of 2 h or more to 18 hours after its
    start: the device was there. Around nights without any sleep told, nothing is known.
    """
    sleeps = device_sleeps(spans)
    opening = (first.toordinal() - date(1970, 1, 1).toordinal()) * 1440
    start = clock.local_s(sleeps.start_ms // 1000) // 60 - opening
    end = clock.local_s(sleeps.end_ms // 1000) // 60 - opening
    long = end - start >= 120
    asleep = _painted(start, end, count * 1440)
    known = _painted(end[long] - 1080, start[long] + 1080, count * 1440) | asleep
    states = np.where(known, asleep.astype(np.int8), np.int8(UNKNOWN))
    return states.reshape(count, 1440)


# ── Bins on the wall clock ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Bins:
    """Sums of counts and numbers of heard epochs on the wall clock, shape (days, bins of a day)."""

    sums: Numbers
    heard: Numbers

    def grouped(self, size: int) -> Bins:
        """Bins ``size`` times as long."""
        return Bins(_grouped(self.sums, size), _grouped(self.heard, size))

    def means(self) -> Floats:
        """Mean count of each bin, NaN where no epoch was heard."""
        return _mean(self.sums, self.heard)

    def average_day(self) -> Floats:
        """Mean count of each bin over all days."""
        return _mean(self.sums.sum(axis=0, dtype=np.float64), self.heard.sum(axis=0, dtype=np.float64))


def bins_of(activity: Activity, clock: Clock, first: date, count: int) -> Bins:
    """Every heard epoch in its bin of the wall clock: bins of one epoch, at least 15 s, at most 5 min.

    Recordings with few breaks are laid down run by run; all others epoch by epoch, which gives the
    same bins more slowly. An epoch longer than 5 minutes stands for all the bins it lasts.
    """
    if activity.epoch_s > BIN_S:
        spread = -(-activity.epoch_s // BIN_S)
        times = (activity.utc_ms[:, None] + np.arange(spread) * BIN_S * 1000).ravel()
        return bins_of(Activity(times, np.repeat(activity.counts, spread), BIN_S), clock, first, count)
    fits = activity.epoch_s >= FINEST_S and BIN_S % activity.epoch_s == 0
    runs = _runs(activity, clock) if fits else None
    if runs is not None and len(runs) <= MOST_RUNS:
        return _bins_by_run(activity, clock, first, count, runs)
    return bins_by_epoch(activity, clock, first, count, activity.epoch_s if fits else BIN_S)


def bins_by_epoch(activity: Activity, clock: Clock, first: date, count: int, step_s: int) -> Bins:
    """The plain path: each epoch is put into its bin of ``step_s`` seconds by itself."""
    where = (clock.local_s(activity.utc_ms // 1000) - _opening_s(first)) // step_s
    size = count * (DAY_S // step_s)
    keep = ~np.isnan(activity.counts) & (where >= 0) & (where < size)
    where, counts = where[keep], activity.counts[keep].astype(np.float64)
    sums = np.bincount(where, weights=counts, minlength=size)
    return Bins(sums.reshape(count, -1), np.bincount(where, minlength=size).reshape(count, -1))


def _bins_by_run(activity: Activity, clock: Clock, first: date, count: int, runs: Instants) -> Bins:
    """``runs`` are the indices at which evenly spaced epochs of one offset begin."""
    step_s = activity.epoch_s
    size = count * (DAY_S // step_s)
    valid = ~np.isnan(activity.counts)
    counts = activity.counts if valid.all() else np.where(valid, activity.counts, np.float32(0))
    sums, heard = np.zeros(size, np.float32), np.zeros(size, np.uint8)
    begins = (clock.local_s(activity.utc_ms[runs] // 1000) - _opening_s(first)) // step_s
    ends = np.append(runs[1:], len(activity))
    for at, start, end in zip(begins.tolist(), runs.tolist(), ends.tolist(), strict=True):
        low, high = max(0, -at), min(end - start, size - at)
        if low < high:
            sums[at + low : at + high] += counts[start + low : start + high]
            heard[at + low : at + high] += valid[start + low : start + high]
    return Bins(sums.reshape(count, -1), heard.reshape(count, -1))


def _runs(activity: Activity, clock: Clock) -> Instants:
    """Indices at which a run of evenly spaced epochs with one offset from UTC begins."""
    breaks = np.flatnonzero(np.diff(activity.utc_ms) != activity.epoch_s * 1000) + 1
    if len(breaks) > MOST_RUNS:
        return np.append(0, breaks)
    last = len(activity) - 1
    looks = np.sort(np.concatenate((np.arange(0, last, 64), breaks - 1, breaks, [0, last])))
    offsets = clock.offset_s(activity.utc_ms[looks] // 1000)
    changes = []
    for look in np.flatnonzero(offsets[1:] != offsets[:-1]):
        between = np.arange(looks[look], looks[look + 1] + 1)
        inside = clock.offset_s(activity.utc_ms[between] // 1000)
        changes.append(between[1:][np.diff(inside) != 0])
    return np.unique(np.concatenate(([0], breaks, *changes)))


def _opening_s(first: date) -> int:
    """Wall time at which the table begins, seconds."""
    return (first.toordinal() - date(1970, 1, 1).toordinal()) * DAY_S


def _grouped(values: Numbers, size: int) -> Floats:
    """Sums of ``size`` neighbouring columns."""
    grouped: Floats = values[:, 0::size].astype(np.float64)
    for offset in range(1, size):
        grouped += values[:, offset::size]
    return grouped


def _mean(sums: Numbers, heard: Numbers) -> Floats:
    mean: Floats = np.full(sums.shape, np.nan)
    np.divide(sums, heard, out=mean, where=heard > 0)
    return mean


def _hourly_steps(spans: Spans, clock: Clock, first: date, last: date) -> Floats:
    """Steps in every hour of days with step records, each record in the hour of its middle."""
    bounds = clock.day_starts(first, last) * 1000
    records = believed(spans, SpanKind.STEPS, bounds)
    count = len(bounds) - 1
    fine = records.at(records.end_ms - records.start_ms <= FINE_RECORD_MS)
    middle = (fine.start_ms + fine.end_ms) // 2000
    hour = np.floor(clock.hour(middle)).astype(np.int64)
    steps = np.bincount(fine.day * 24 + hour, weights=fine.amount, minlength=count * 24).reshape(count, 24)
    total = np.bincount(records.day, weights=records.amount, minlength=count)
    heard = (total > 0) & (steps.sum(axis=1) >= 0.5 * total)
    return np.where(heard[:, None], steps, np.nan)


# ── Windows of the last 14 days ───────────────────────────────────────────────────────────────────


def _windows(hourly: Floats) -> Floats:
    """The 14 days up to each day as one row of 336 hours; before the first day nothing is heard."""
    before = np.full((WINDOW_DAYS - 1, 24), np.nan)
    flat = np.concatenate((before, hourly)).ravel()
    return np.lib.stride_tricks.sliding_window_view(flat, WINDOW_DAYS * 24)[::24]


def _trailing_sum(values: Numbers) -> Floats:
    """Sum over the 14 rows up to each row."""
    total = np.cumsum(values, axis=0)
    window: Floats = total.copy()
    window[WINDOW_DAYS:] -= total[:-WINDOW_DAYS]
    return window


def _from_bins(bins: Bins) -> dict[str, Floats]:
    """All columns from bins of 5 minutes."""
    hourly = bins.grouped(12).means()
    hours_heard = np.isfinite(hourly).sum(axis=1)
    stability, variability = _is_and_iv(_windows(hourly))
    profile = np.maximum(_mean(_trailing_sum(bins.sums), _trailing_sum(bins.heard)), 0.0)
    (l5, l5_onset), (m10, m10_onset) = _quietest_and_busiest(profile)
    told = {
        "interdaily_stability": stability,
        "intradaily_variability": variability,
        "l5": l5,
        "m10": m10,
        "l5_onset_hour": l5_onset,
        "m10_onset_hour": m10_onset,
        "relative_amplitude": _amplitude(l5, m10),
    }
    enough = _trailing_sum((hours_heard >= LEAST_HOURS_HEARD).astype(np.float64)) >= LEAST_DAYS
    columns = {name: np.where(enough, values, np.nan) for name, values in told.items()}
    columns["sleep_regularity_index"] = _trailing_sri(_rest(bins))
    return columns | {"heard_rhythm": hours_heard / 24}


def _is_and_iv(hours: Floats) -> tuple[Floats, Floats]:
    """IS and IV of every row; a row is a run of whole days of 24 hours, NaN where unheard."""
    known = np.isfinite(hours)
    number = np.count_nonzero(known, axis=1)
    whole = bool((number == hours.shape[1]).all())
    mean = (hours if whole else np.where(known, hours, 0.0)).sum(axis=1) / np.maximum(number, 1)
    away = hours - mean[:, None]
    if not whole:
        away[~known] = 0.0
    squares = np.einsum("ij,ij->i", away, away)
    by_hour = np.count_nonzero(known.reshape(len(hours), -1, 24), axis=1)
    sums = away.reshape(len(hours), -1, 24).sum(axis=1)
    between = (sums * sums / np.maximum(by_hour, 1)).sum(axis=1)
    pair = known[:, 1:] & known[:, :-1]
    pairs = np.count_nonzero(pair, axis=1)
    jumps = away[:, 1:] - away[:, :-1]
    if not whole:
        jumps[~pair] = 0.0
    jump = np.einsum("ij,ij->i", jumps, jumps) / np.maximum(pairs, 1)
    varies = squares > 1e-18 * np.maximum(mean * mean * number, 1e-300)
    divisor = np.where(varies, squares, 1.0)
    stability = np.where(varies & (by_hour > 0).all(axis=1), between, np.nan) / divisor
    return stability, np.where(varies & (pairs > 0), jump * number, np.nan) / divisor


def _quietest_and_busiest(profile: Floats) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """(L5, its onset), (M10, its onset) of each average day (a row): level and wall-clock hour.

    L5 is the lowest mean over 5 h, M10 the highest over 10 h, round the clock; onset is where that
    stretch begins (Van Someren 1999). NaN where some part of the average day was never heard; the
    first of equals wins.
    """
    bins = profile.shape[1]
    whole = np.isfinite(profile).all(axis=1)
    ring = np.zeros((len(profile), bins + 10 * bins // 24 + 1))
    ring[:, 1 : bins + 1] = profile
    ring[:, bins + 1 :] = profile[:, : ring.shape[1] - bins - 1]
    ring[~whole] = 0.0
    total = np.cumsum(ring, axis=1, out=ring)
    found = []
    for hours, place in ((5, np.argmin), (10, np.argmax)):
        length = hours * bins // 24
        sums = total[:, length : length + bins] - total[:, :bins]
        start = place(sums, axis=1)
        level = sums[np.arange(len(sums)), start] / length
        found.append((np.where(whole, level, np.nan), np.where(whole, start * 24 / bins, np.nan)))
    return found[0], found[1]


def _amplitude(l5: Floats, m10: Floats) -> Floats:
    """RA = (M10 − L5) / (M10 + L5), 0–1; NaN for a recording without any movement."""
    total = m10 + l5
    moved = np.where(total > 0, total, 1.0)
    return np.where(total > 0, (m10 - l5) / moved, np.nan)


# ── Regularity of sleep ───────────────────────────────────────────────────────────────────────────


def _rest(bins: Bins) -> Bytes8:
    """Rest (1), activity (0) or unknown (−1) in every 5 minutes, shape (days, 288).

    Rest is a 15-minute mean below 15 % of the mean level of the 14 days up to that day: free of a
    device's scale, and later days change nothing. The share follows Roenneberg 2015
    (10.1016/bs.mie.2014.11.028); the rest is a choice of this software.
    """
    sums, heard = bins.sums, bins.heard
    wide = [np.convolve(part.ravel(), np.ones(3), "same").reshape(part.shape) for part in (sums, heard)]
    level = _mean(_trailing_sum(sums.sum(axis=1)), _trailing_sum(heard.sum(axis=1)))
    rest = wide[0] < REST_SHARE * level[:, None] * wide[1]
    return np.where(heard > 0, rest.astype(np.int8), np.int8(UNKNOWN))


def _pairs_by_day(states: Bytes8) -> tuple[Floats, Floats, Floats, Floats]:
    """For each day: pairs known with the day before, pairs alike, epochs asleep, epochs known."""
    known = states >= 0
    both = known[1:] & known[:-1]
    same = both & (states[1:] == states[:-1])
    first = np.zeros(1)
    return (
        np.concatenate((first, np.count_nonzero(both, axis=1))),
        np.concatenate((first, np.count_nonzero(same, axis=1))),
        np.count_nonzero(states == ASLEEP, axis=1).astype(np.float64),
        np.count_nonzero(known, axis=1).astype(np.float64),
    )


def _trailing_sri(states: Bytes8) -> Floats:
    """SRI over the 14 days up to each day (13 pairs of days), NaN where too little is known."""
    both, same, asleep, known = _pairs_by_day(states)
    first_pair = np.arange(len(both)) - WINDOW_DAYS + 1  # its pair reaches out of the window
    outside = np.where(first_pair >= 0, first_pair, 0)
    pairs = _trailing_sum(both) - np.where(first_pair >= 0, both[outside], 0)
    alike = _trailing_sum(same) - np.where(first_pair >= 0, same[outside], 0)
    share = _mean(_trailing_sum(asleep), _trailing_sum(known))
    heard = known >= states.shape[1] * LEAST_HOURS_HEARD / 24
    days = _trailing_sum(heard.astype(np.float64))
    with np.errstate(invalid="ignore"):
        fits = (days >= LEAST_DAYS) & (share >= LEAST_REST_SHARE) & (share < 1) & (pairs > 0)
    return np.where(fits, -100 + 200 * alike / np.maximum(pairs, 1), np.nan)


def _painted(start: Instants, end: Instants, size: int) -> npt.NDArray[np.bool_]:
    """True inside any of the stretches, cut to 0..size."""
    change = np.zeros(size + 1, dtype=np.int8)
    np.add.at(change, np.clip(start, 0, size), 1)
    np.add.at(change, np.clip(end, 0, size), -1)
    inside: npt.NDArray[np.bool_] = np.cumsum(change[:-1], dtype=np.int8) > 0
    return inside
