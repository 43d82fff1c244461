"""Stretches of time cut at the edges of days."""

from __future__ import annotations

import numpy as np

from genkan.days.track import Indices
from genkan.nouns import Floats, Instants

MS_PER_HOUR = 3_600_000.0


def cut(start_ms: Instants, end_ms: Instants, edges_ms: Instants) -> tuple[Indices, Indices, Floats]:
    """(stretch, day, hours) for every day a stretch touches; ``edges_ms`` has one entry more than days.

    >>> hour = 3_600_000
    >>> stretch, day, hours = cut(np.array([22 * hour]), np.array([27 * hour]), np.array([0, 24, 48]) * hour)
    >>> stretch.tolist(), day.tolist(), hours.tolist()
    ([0, 0], [0, 1], [2.0, 3.0])
    """
    days = len(edges_ms) - 1
    first = np.maximum(np.searchsorted(edges_ms, start_ms, side="right") - 1, 0)
    last = np.minimum(np.searchsorted(edges_ms, end_ms, side="left") - 1, days - 1)
    pieces = np.maximum(last - first + 1, 0)
    which = np.repeat(np.arange(len(start_ms), dtype=np.int64), pieces)
    offset = np.arange(len(which), dtype=np.int64) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    day = first[which] + offset
    low, high = np.maximum(start_ms[which], edges_ms[day]), np.minimum(end_ms[which], edges_ms[day + 1])
    keep = high > low
    return which[keep], day[keep], (high - low)[keep] / MS_PER_HOUR


def runs(changes: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[Indices, Indices]:
    """First and last index of each run; ``changes[i]`` says that item i + 1 begins a new one.

    >>> [part.tolist() for part in runs(np.array([False, True, False]))]
    [[0, 2], [1, 3]]
    """
    breaks = np.flatnonzero(changes)
    return np.append(0, breaks + 1), np.append(breaks, len(changes))
