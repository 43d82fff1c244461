"""What a person does inside the hours: sleep, steps, the phone in the hand, games, calls and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from genkan.clock import DAY_S
from genkan.nouns import ContactKind, Floats
from genkan.pretend.canvas import Bools, Canvas
from genkan.pretend.people import Person

Stretches = npt.NDArray[np.int64]  # shape (n, 2): start and end in UTC seconds
_EPOCH = date(1970, 1, 1)

_STEPS_A_MINUTE: Mapping[str, tuple[float, float]] = {
    "room": (0.03, 12.0),
    "home": (0.16, 14.0),
    "garden": (0.4, 25.0),
    "letterbox": (1.0, 45.0),
    "shop": (0.7, 30.0),
    "park": (0.6, 60.0),
    "vending": (0.6, 25.0),
    "market": (0.7, 35.0),
    "friend": (0.12, 15.0),
    "school": (0.15, 25.0),
    "work": (0.22, 25.0),
    "clinic": (0.1, 20.0),
    "airport": (0.4, 40.0),
    "lodging": (0.06, 14.0),
    "flight": (0.02, 15.0),
    "way": (0.9, 100.0),
}
"""Per kind of place: share of waking minutes with steps, and mean steps in such a minute."""


def planned_sleep(
    person: Person, first: date, curve: Mapping[str, Floats], canvas: Canvas, chance: np.random.Generator
) -> list[tuple[int, int]]:
    """Sleep as the person would have it, (start, end) in minutes; one for each turn of their own day."""
    days = len(curve["out"])
    turn_h = 24.0 + person.drift_hours
    found: list[tuple[int, int]] = []
    wander = 0.0
    for turn in range(int(days * 24 / turn_h) + 3):
        wall_h = (turn - 1) * turn_h
        index = min(max(int(wall_h // 24), 0), days - 1)
        wander = 0.5 * wander + chance.normal(0, 0.4)
        bed_h = wall_h + float(curve["bed_hour"][index]) + wander
        wall = (first - _EPOCH).days * DAY_S + int(bed_h * 3600)
        begin = canvas.minute_of(int(canvas.clock.utc_s(wall)))
        length = int(60 * np.clip(curve["sleep_hours"][index] + chance.normal(0, 0.6), 4.0, 13.0))
        found.append((begin, begin + length))
    return found


def real_sleep(
    planned: Sequence[tuple[int, int]],
    canvas: Canvas,
    curve: Mapping[str, Floats],
    chance: np.random.Generator,
) -> list[tuple[int, int]]:
    """Sleep fitted around what has to be done, and naps; no two overlap."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], canvas.busy, [False])).astype(np.int8)))
    absences = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    found: list[tuple[int, int]] = []
    earlier = -(10**9)
    for begin, end in planned:
        for leaves, returns in absences:
            if begin < returns + 30 and leaves - 40 < end:
                begin, end = _beside(begin, end, leaves - 40, returns + 30)
        begin = max(begin, earlier + 60)
        for leaves, returns in absences:
            if begin < returns and leaves < end:
                end = min(end, leaves - 40) if leaves > begin else end
                begin = returns + 30 if leaves <= begin else begin
        if end - begin >= 120:
            found.append((begin, end))
            earlier = end
    return _with_naps(found, canvas, curve, chance)


def _beside(begin: int, end: int, leaves: int, returns: int) -> tuple[int, int]:
    """Cut a sleep short for a late duty, or put it off until after an early one."""
    length = end - begin
    if leaves - begin >= 0.55 * length:
        return begin, leaves
    return returns, returns + max(length - max(0, returns - begin) // 3, 240)


def _with_naps(
    nights: list[tuple[int, int]], canvas: Canvas, curve: Mapping[str, Floats], chance: np.random.Generator
) -> list[tuple[int, int]]:
    naps: list[tuple[int, int]] = []
    for (_, up), (bed, _) in pairwise(nights):
        index = int(
            np.clip(
                np.searchsorted(canvas.starts_s // 60 - canvas.first_minute, up) - 1, 0, len(curve["nap"]) - 1
            )
        )
        wanted, minutes = chance.random(), int(chance.uniform(25, 90))
        begin = up + int((bed - up) * chance.uniform(0.35, 0.7))
        room = slice(max(begin - 30, 0), max(begin + minutes + 30, 0))
        far = begin - up > 120 and bed - begin - minutes > 150
        if wanted < curve["nap"][index] and far and not canvas.busy[room].any():
            naps.append((begin, begin + minutes))
    return sorted(nights + naps)


def as_mask(stretches: Sequence[tuple[int, int]], count: int) -> Bools:
    """True in the minutes inside any stretch."""
    mask = np.zeros(count, np.bool_)
    for begin, end in stretches:
        mask[max(begin, 0) : max(end, 0)] = True
    return mask


def steps_of(canvas: Canvas, asleep: Bools, chance: np.random.Generator) -> npt.NDArray[np.int16]:
    """Steps in every minute, by the kind of place and whether awake; long rides have few."""
    kinds = [place.kind for place in canvas.atlas.places]
    share = np.array([_STEPS_A_MINUTE[kind][0] for kind in kinds], np.float32)[canvas.place]
    mean = np.array([_STEPS_A_MINUTE[kind][1] for kind in kinds], np.float32)[canvas.place]
    under_way = canvas.place == canvas.way
    fast = np.zeros(len(canvas), np.bool_)
    fast[1:] = under_way[1:] & (np.abs(np.diff(canvas.lat)) * 111_000 > 130)
    east = (np.diff(canvas.lon) + 180) % 360 - 180
    fast[1:] |= under_way[1:] & (np.abs(east) * 111_000 * np.cos(np.radians(canvas.lat[1:])) > 130)
    share[fast] = 0.15
    moving = (chance.random(len(canvas), dtype=np.float32) < share) & ~asleep
    steps = np.zeros(len(canvas), np.int16)
    steps[moving] = np.clip(chance.normal(mean[moving], mean[moving] * 0.25), 3, 170).astype(np.int16)
    return steps


def times_in_use(
    canvas: Canvas,
    curve: Mapping[str, Floats],
    nights: Sequence[tuple[int, int]],
    days_of: npt.NDArray[np.int32],
    chance: np.random.Generator,
) -> Stretches:
    """Times the phone was unlocked and in use, between one sleep and the next; none in the air."""
    waking = [(0, nights[0][0])] if nights else [(0, len(canvas))]
    waking += [(up, bed) for (_, up), (bed, _) in pairwise(nights)]
    if nights:
        waking.append((nights[-1][1], len(canvas)))
    found: list[Stretches] = []
    for begin, end in waking:
        low, high = max(begin, 0), min(end, len(canvas))
        if high - low < 30:
            continue
        wanted_s = float(curve["screen_hours"][days_of[low]]) * 3600 * (high - low) / 960
        count = max(1, int(wanted_s / 620))
        lengths = chance.lognormal(5.9, 1.0, count)
        lengths *= min(wanted_s, 0.9 * (high - low) * 60) / lengths.sum()
        pauses = chance.exponential(1.0, count + 1)
        pauses *= max((high - low) * 60 - lengths.sum() - count * 2, count) / pauses.sum()
        starts = low * 60 + np.cumsum(pauses[:-1] + 1) + np.concatenate(([0.0], np.cumsum(lengths[:-1])))
        ends = np.minimum(starts + np.maximum(lengths, 5), np.append(starts[1:] - 1, high * 60))
        both = np.stack([starts, ends], axis=1).astype(np.int64)
        found.append(both[both[:, 1] > both[:, 0]])
    if not found:
        return np.empty((0, 2), np.int64)
    uses = np.concatenate(found)
    flying = canvas.place[np.minimum(uses // 60, len(canvas) - 1)] == canvas.flight
    uses = uses[~flying.any(axis=1)]
    kept: Stretches = uses + canvas.first_minute * 60
    return kept


def gaming_stretches(
    canvas: Canvas,
    curve: Mapping[str, Floats],
    kinds: Sequence[int],
    asleep: Bools,
    chance: np.random.Generator,
) -> Stretches:
    """Games at home: one stretch a day, at the end of the longest waking time at home."""
    found: list[tuple[int, int]] = []
    free = ~asleep & ~canvas.busy
    for index in range(len(kinds)):
        begin, end = (canvas.minute_of(canvas.starts_s[index + i]) for i in (0, 1))
        edges = np.flatnonzero(np.diff(np.concatenate(([False], free[begin:end], [False])).astype(np.int8)))
        wanted = int(60 * curve["gaming_hours"][index] * chance.lognormal(0, 0.35))
        if not len(edges) or wanted < 10:
            continue
        runs = edges.reshape(-1, 2)
        longest = runs[np.argmax(runs[:, 1] - runs[:, 0])] + begin
        close = int(longest[1]) - min(20, int(longest[1] - longest[0]) // 4)
        found.append((max(int(longest[0]), close - wanted), close))
    offset = canvas.first_minute
    return np.array([((a + offset) * 60, (b + offset) * 60) for a, b in found if b > a], np.int64).reshape(
        -1, 2
    )


def contacts_of(
    canvas: Canvas, curve: Mapping[str, Floats], asleep: Bools, chance: np.random.Generator
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Calls and messages: kind, instant (UTC s), seconds of talk, and which of nine people."""
    per_day = chance.poisson(curve["contacts"])
    awake = np.flatnonzero(~asleep & (canvas.place != canvas.flight))
    bounds = np.searchsorted(awake, canvas.starts_s // 60 - canvas.first_minute)
    day = np.repeat(np.arange(len(per_day)), per_day)
    day = day[bounds[day + 1] > bounds[day]]
    minute = awake[bounds[day] + (chance.random(len(day)) * (bounds[day + 1] - bounds[day])).astype(np.int64)]
    when = np.sort((minute + canvas.first_minute) * 60 + chance.integers(0, 60, len(day)))
    kind = chance.choice(
        [int(one) for one in ContactKind], len(day), p=[0.05, 0.05, 0.03, 0.42, 0.45]
    ).astype(np.uint8)
    length = np.where(kind <= int(ContactKind.CALL_IN), chance.lognormal(4.6, 1.0, len(day)), 0.0)
    people = np.minimum(chance.geometric(0.35, len(day)) - 1, 8)
    return kind, when, np.round(length).astype(np.float32), people.astype(np.int64)


def flagged_days(person: Person, first: date, days: int) -> tuple[tuple[date, str], ...]:
    """(day, kind) of everything people would write about."""
    return tuple(
        (first + timedelta(days=index), flag.kind)
        for flag in person.flags
        for index in range(int(flag.start * days), min(int(flag.start * days) + flag.days, days))
    )
