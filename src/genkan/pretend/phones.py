"""How devices see a life: jitter, spikes, gaps, phone off, phone left at home, a watch worn in part.

The noise model is our own: position error is AR(1) with 10 m spread, 0.2 % of fixes are spikes, a few
rows lie at 0,0 or come twice. What was truly seen is kept beside it (``heard``, ``steps_heard``), so
that a reader of the files can be scored on what it could know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import numpy.typing as npt

from genkan.nouns import Fixes, Floats
from genkan.pretend.lives import Life
from genkan.pretend.town import moved

Bools = npt.NDArray[np.bool_]
METRES_A_STEP = 0.68
STAGES = ("core", "deep", "rem", "awake")


@dataclass(frozen=True, slots=True)
class Samples:
    """Amounts over stretches, in time order; UTC seconds."""

    start_s: npt.NDArray[np.int64]
    end_s: npt.NDArray[np.int64]
    value: Floats

    def __len__(self) -> int:
        return len(self.start_s)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the devices of one life wrote down."""

    life: Life
    fixes: Fixes = field(repr=False)
    heard: Bools  # per minute: the phone wrote a fix
    carried: Bools  # per minute: the phone was with the person (or both at home)
    worn: Bools  # per minute: the watch was on the wrist
    days_off: Bools  # per local day: no device wrote anything
    phone_steps: Samples
    watch_steps: Samples
    steps_heard: npt.NDArray[np.int64]  # per local day: steps that at least one device counted
    stood: Samples  # whole clock hours; value 1 stood, 0 idle
    daylight: Samples  # minutes of daylight
    stages: Samples  # sleep by the watch; value indexes STAGES
    in_bed: Samples  # by the phone; value unused
    heart_s: npt.NDArray[np.int64]  # UTC seconds of heart-rate samples
    heart_bpm: npt.NDArray[np.int16]
    screen_s: npt.NDArray[np.int64]  # UTC seconds of screen events
    screen_on: Bools  # per event: unlocked (True) or locked
    counts: npt.NDArray[np.float32]  # per minute: wrist movement, NaN when not worn


def observed(
    life: Life,
    seed: int,
    missing: float = 0.0,
    every_s: int = 60,
    nights_off: float = 0.0,
    gaps_a_day: float = 1.2,
    watch: float = 0.9,
    wear_at_night: float = 0.8,
    clean: bool = False,
    heart: float = 0.22,
    off: Sequence[tuple[int, int]] = (),
) -> Observed:
    """What phone and watch log of a life; the same for the same arguments.

    ``missing``: share of local days on which nothing was logged at all. ``every_s``: seconds between
    fixes (a multiple of 60). ``nights_off``: share of nights with the phone off while asleep.
    ``gaps_a_day``: silences of some minutes to hours, on average. ``watch``: share of days it is worn
    (0: there is none). ``clean``: no spikes, no 0,0, no duplicates. ``heart``: heart-rate samples a
    minute while sitting. ``off``: further stretches of days (first, after the last) without a log.
    Raises ValueError for shares outside 0–1 or an ``every_s`` that is no multiple of 60.
    """
    if not all(0.0 <= share <= 1.0 for share in (missing, nights_off, watch, wear_at_night)):
        raise ValueError("shares lie between 0 and 1")
    if every_s < 60 or every_s % 60:
        raise ValueError("every_s is a multiple of 60")
    chances = np.random.default_rng([seed & 0xFFFFFFFF, crc32(life.person_id.encode()), 7]).spawn(8)
    days_off = np.zeros(len(life), np.bool_)
    days_off[chances[0].choice(len(life), round(missing * len(life)), replace=False)] = True
    for begin, end in off:
        days_off[begin:end] = True
    powered = ~days_off[life.day] & ~_silences(life, nights_off, gaps_a_day, chances[0])
    carried = _carried(life, chances[1])
    worn = _worn(life, watch, wear_at_night, chances[2]) & ~days_off[life.day]
    heard = powered & (_minutes(life) % (every_s // 60) == 0)
    in_hand = carried & powered & (~life.daily.at_home | (chances[3].random(len(life.day)) < 0.4))
    stages, in_bed = _sleep_seen(life, worn, powered, chances[5])
    heart_s, heart_bpm = _heart(life, worn, heart, chances[6])
    screen_s, screen_on = _screen_events(life, powered & carried, chances[7])
    return Observed(
        life=life,
        fixes=_fixes(life, heard, carried, clean, chances[4]),
        heard=heard,
        carried=carried,
        worn=worn,
        days_off=days_off,
        phone_steps=_step_samples(life, in_hand, 10, chances[3]),
        watch_steps=_step_samples(life, worn, 6, chances[3]),
        steps_heard=np.bincount(
            life.day, weights=np.where(in_hand | worn, life.steps, 0), minlength=len(life)
        ).astype(np.int64),
        stood=_stood(life, worn),
        daylight=_daylight(life, worn),
        stages=stages,
        in_bed=in_bed,
        heart_s=heart_s,
        heart_bpm=heart_bpm,
        screen_s=screen_s,
        screen_on=screen_on,
        counts=_counts(life, worn, chances[6]),
    )


def runs_of(mask: Bools) -> npt.NDArray[np.int64]:
    """Begin and end (exclusive) of every run of True; shape (n, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return edges.reshape(-1, 2)


def _minutes(life: Life) -> npt.NDArray[np.int64]:
    return life.first_minute + np.arange(len(life.day), dtype=np.int64)


def _silences(life: Life, nights_off: float, gaps_a_day: float, chance: np.random.Generator) -> Bools:
    """Minutes in which the phone writes nothing: off at night, no signal, in the air."""
    count = len(life.day)
    silent = np.array([place.kind == "flight" for place in life.places])[life.place]
    begins = chance.integers(0, count, chance.poisson(gaps_a_day * len(life)))
    lengths = np.clip(chance.lognormal(3.0, 1.1, len(begins)), 2, 600).astype(np.int64)
    for begin, length in zip(begins, lengths, strict=True):
        silent[begin : begin + length] = True
    for begin, end in life.sleep_s // 60 - life.first_minute:
        if chance.random() < nights_off:
            silent[max(begin - 5, 0) : max(end + 5, 0)] = True
    return silent


def _carried(life: Life, chance: np.random.Generator) -> Bools:
    """False during outings on which the phone stays at home."""
    with_it = np.ones(len(life.day), np.bool_)
    for begin, end in life.daily.absences // 60 - life.first_minute:
        if chance.random() < life.person.phone_left and end - begin < 24 * 60:
            with_it[begin:end] = False
    return with_it


def _worn(life: Life, watch: float, at_night: float, chance: np.random.Generator) -> Bools:
    """Worn on most days, off an hour for charging, on the wrist in most nights."""
    on = (chance.random(len(life)) < watch)[life.day]
    begins = life.starts_s[:-1] // 60 - life.first_minute + chance.integers(17 * 60, 22 * 60, len(life))
    for begin, length in zip(begins, chance.integers(40, 110, len(life)), strict=True):
        on[begin : begin + length] = False
    for begin, end in life.sleep_s // 60 - life.first_minute:
        if chance.random() >= at_night:
            on[max(begin - 15, 0) : max(end + 20, 0)] = False
    return on


def _ar1(count: int, spread: float, chance: np.random.Generator, memory: float = 0.9) -> Floats:
    """A first-order autoregressive series with standard deviation ``spread``."""
    block = 64
    rows = -(-count // block)
    noise = chance.normal(0.0, spread * np.sqrt(1 - memory**2), (rows, block))
    powers = memory ** np.arange(block)
    inside = np.cumsum(noise / powers, axis=1) * powers
    carry, before = np.empty(rows), 0.0
    for row, last in enumerate(inside[:, -1].tolist()):
        carry[row] = before
        before = last + before * memory**block
    series: Floats = (inside + carry[:, None] * memory * powers).ravel()[:count]
    return series


def _fixes(life: Life, heard: Bools, carried: Bools, clean: bool, chance: np.random.Generator) -> Fixes:
    """Position rows as a phone writes them, in time order."""
    lat, lon = life.lat.copy(), life.lon.copy()
    for begin, end in runs_of(~carried):
        at = max(int(begin) - 1, 0)
        lat[begin:end], lon[begin:end] = life.lat[at], life.lon[at]
    rows = np.flatnonzero(heard)
    north, east = _ar1(len(rows), 10.0, chance), _ar1(len(rows), 10.0, chance)
    accuracy = np.clip(chance.lognormal(2.4, 0.45, len(rows)), 3, 90)
    if not clean:
        spikes = np.flatnonzero(chance.random(len(rows)) < 0.002)
        far, turn = chance.lognormal(7.6, 0.9, len(spikes)), chance.uniform(0, 2 * np.pi, len(spikes))
        north[spikes] += far * np.cos(turn)
        east[spikes] += far * np.sin(turn)
        owned_up = chance.random(len(spikes)) < 0.6
        accuracy[spikes] = np.where(owned_up, np.clip(far * 0.8, 150, 5_000), accuracy[spikes])
    there, east_of = moved(lat[rows], lon[rows], north, east)
    when = (life.first_minute + rows) * 60_000 + chance.integers(0, 50, len(rows)) * 1000
    error = np.round(accuracy).astype(np.float32)
    if clean or not len(rows):
        return Fixes(when, there, east_of, error)
    nowhere = chance.random(len(rows)) < 0.0003
    there[nowhere], east_of[nowhere] = 0.0, 0.0
    again = np.sort(np.concatenate([np.arange(len(rows)), np.flatnonzero(chance.random(len(rows)) < 0.004)]))
    return Fixes(when[again], there[again], east_of[again], error[again])


def _step_samples(life: Life, counted: Bools, most: int, chance: np.random.Generator) -> Samples:
    """Step counts over stretches of up to ``most`` minutes of walking; a device's own borders."""
    walking = counted & (life.steps > 0)
    minutes = np.flatnonzero(walking)
    if not len(minutes):
        return Samples(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    starts_run = np.concatenate(([True], np.diff(minutes) > 1))
    run_begin = np.maximum.accumulate(np.where(starts_run, np.arange(len(minutes)), 0))
    first = starts_run | ((np.arange(len(minutes)) - run_begin) % most == 0)
    begins = np.flatnonzero(first)
    sums = np.add.reduceat(life.steps[minutes].astype(np.int64), begins)
    lasts = np.append(begins[1:], len(minutes)) - 1
    start = (life.first_minute + minutes[begins]) * 60 + chance.integers(0, 4, len(begins))
    end = (life.first_minute + minutes[lasts]) * 60 + 60 - chance.integers(1, 6, len(begins))
    return Samples(start, end, sums.astype(np.float64))


def _stood(life: Life, worn: Bools) -> Samples:
    """For each clock hour with the watch on: was there a minute of standing about?"""
    hour = (_minutes(life) * 60 + life.clock.offset_s(_minutes(life) * 60)) // 3600
    hours, where = np.unique(hour, return_inverse=True)
    wear = np.bincount(where, weights=worn)
    up = np.bincount(where, weights=worn & (life.steps >= 10) & ~life.asleep)
    starts = np.full(len(hours), np.iinfo(np.int64).max)
    np.minimum.at(starts, where, _minutes(life) * 60)
    known = wear >= 20
    return Samples(starts[known], starts[known] + 3600, (up[known] > 0).astype(np.float64))


def _daylight(life: Life, worn: Bools) -> Samples:
    """Minutes outside between 6:30 and 18:00 with the watch on, in stretches of up to an hour."""
    outdoors = np.array([place.kind in ("way", "park", "garden", "letterbox") for place in life.places])
    hour = life.clock.hour(_minutes(life) * 60)
    lit = outdoors[life.place] & worn & (hour >= 6.5) & (hour < 18.0)
    runs = runs_of(lit)
    start = (life.first_minute + runs[:, 0]) * 60
    minutes = (runs[:, 1] - runs[:, 0]).astype(np.float64)
    return Samples(start, start + (minutes * 60).astype(np.int64), minutes)


def _sleep_seen(
    life: Life, worn: Bools, powered: Bools, chance: np.random.Generator
) -> tuple[Samples, Samples]:
    """Stages by the watch where it was worn; time in bed by the phone, a little longer than sleep."""
    stages: list[tuple[int, int, int]] = []
    beds: list[tuple[int, int, int]] = []
    first = life.first_minute
    for begin, end in (life.sleep_s // 60 - first).tolist():
        low, high = max(begin, 0), min(end, len(worn))
        if high <= low:
            continue
        if worn[low:high].mean() > 0.9:
            stages += _stages(low, high, chance)
        early, late = int(chance.integers(5, 35)), int(chance.integers(2, 25))
        long = high - low > 150 and begin >= 0 and end <= len(worn)
        if long and powered[max(low - 5, 0)] and chance.random() < 0.75:
            beds.append((max(low - early, 0), min(high + late, len(worn)), 0))
    return _as_samples(stages, first), _as_samples(beds, first)


def _stages(begin: int, end: int, chance: np.random.Generator) -> list[tuple[int, int, int]]:
    found, now = [], begin
    while now < end:
        for stage, minutes in ((0, 32), (1, 24), (0, 18), (2, 20), (3, 3)):
            until = min(end, now + max(1, int(minutes * chance.lognormal(0, 0.3))))
            if stage == 3 and end - until < 10:
                continue
            if until > now:
                found.append((now, until, stage))
            now = until
    return found


def _as_samples(rows: list[tuple[int, int, int]], first: int) -> Samples:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Samples((table[:, 0] + first) * 60, (table[:, 1] + first) * 60, table[:, 2].astype(np.float64))


def _heart(
    life: Life, worn: Bools, sitting: float, chance: np.random.Generator
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int16]]:
    """A heart-rate sample every few minutes while the watch is on, every minute while walking."""
    likely = np.where(life.steps > 60, min(1.0, 4 * sitting), sitting)
    rows = np.flatnonzero(worn & (chance.random(len(worn)) < likely))
    rate = np.where(life.asleep[rows], 56, 74) + life.steps[rows] * 0.35 + chance.normal(0, 6, len(rows))
    return (life.first_minute + rows) * 60 + chance.integers(0, 60, len(rows)), rate.astype(np.int16)


def _screen_events(
    life: Life, with_phone: Bools, chance: np.random.Generator
) -> tuple[npt.NDArray[np.int64], Bools]:
    """Unlocked and locked events; a few locks are lost, as on real phones."""
    minute = np.clip(life.screen_s[:, 0] // 60 - life.first_minute, 0, len(with_phone) - 1)
    seen = life.screen_s[with_phone[minute]]
    keep_end = chance.random(len(seen)) >= 0.004
    when = np.concatenate([seen[:, 0], seen[keep_end, 1]])
    on = np.concatenate([np.ones(len(seen), np.bool_), np.zeros(int(keep_end.sum()), np.bool_)])
    order = np.lexsort((on, when))
    return when[order], on[order]


def _counts(life: Life, worn: Bools, chance: np.random.Generator) -> npt.NDArray[np.float32]:
    """Wrist movement a minute: near nothing asleep, some when awake, much when walking."""
    still = chance.exponential(1.0, len(worn))
    level = np.where(life.asleep, 4.0 * (still > 2.2), 60.0) + life.steps * 12.0
    counts: npt.NDArray[np.float32] = np.round(level * still).astype(np.float32)
    counts[~worn] = np.nan
    return counts
