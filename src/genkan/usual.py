"""Days → what is usual for this person, learnt from their own earlier days only.

Self-starting baseline: on a given day the usual rests on the days from 84 to 29 days before it. The
last 28 days are left out so that a slow slide is not learnt as normal while it happens; older than 84
days is forgotten so that a new life becomes the usual in time. It is learnt anew every 7 days and held
in between. Nothing later than the day itself is ever used.

That leaving out the last 28 days helps is from our own simulation (mark D); the figures 84, 28, 7 and 14
are choices of this software.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from genkan.nouns import MEASURES, Days, Floats, Usual

BACK_DAYS, LEFT_OUT_DAYS, RELEARN_DAYS = 84, 28, 7
LEAST_DAYS = 14
NORMAL_SCALE = 1.4826  # makes the median absolute deviation of a normal distribution its SD
WINDOW = BACK_DAYS - LEFT_OUT_DAYS

COMPARED: tuple[str, ...] = (
    *("left_home", "hours_out", "outings", "steps", "daylight_minutes", "attended"),
    *("talked", "contacts", "contact_people", "call_minutes", "sleep_hours", "mid_sleep_hour"),
    *("screen_hours", "night_screen_hours", "gaming_hours", "drive", "mood"),
)


def usual_of(days: Days, measures: Sequence[str] = COMPARED) -> Usual:
    """Centre and spread of each measure before each day, and on how many days they rest.

    Centre is the median, spread 1.4826 × the median absolute deviation from it, in the measure's own
    unit. Two kinds are different: a measure of clock time (``…_hour``, unit wall-clock h) is centred
    on the circle of 24 h (the median of the turns away from the circular mean), and a yes-or-no
    measure has the share of days as centre and √(p (1 − p)) as spread. With fewer than 14 heard days
    both are NaN. All arrays have one entry a day; ``days`` counts the heard days used.

    Worked value: 30 days of 6, 7 and 8 hours in turn have centre 7 and spread 1.4826.
    """
    count = len(days)
    table = np.stack([days[name] for name in measures]) if measures else np.empty((0, count))
    heard = np.isfinite(table)
    weeks = _windows(table)
    known = np.isfinite(weeks).sum(axis=2)
    centre, spread = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    for kind, learn in (("0 or 1", _share), ("wall-clock h", _on_the_circle), ("", _median_and_spread)):
        rows = np.array([index for index, name in enumerate(measures) if _kind(name) == kind], dtype=np.int64)
        rows = rows[heard[rows].any(axis=1)]
        enough = known[rows] >= LEAST_DAYS
        if enough.any():
            centre_part, spread_part = centre[rows], spread[rows]
            centre_part[enough], spread_part[enough] = learn(weeks[rows][enough])
            centre[rows], spread[rows] = centre_part, spread_part
    held = np.arange(count) // RELEARN_DAYS
    return Usual(
        {name: centre[index][held] for index, name in enumerate(measures)},
        {name: spread[index][held] for index, name in enumerate(measures)},
        {name: known[index][held].astype(np.int32) for index, name in enumerate(measures)},
    )


def _kind(name: str) -> str:
    unit = MEASURES[name].unit
    return unit if unit in ("0 or 1", "wall-clock h") else ""


def _windows(table: Floats) -> npt.NDArray[np.float64]:
    """For every 7th day the 56 days it rests on: shape (measures, weeks, 56), NaN before the first."""
    before = np.full((len(table), BACK_DAYS), np.nan)
    padded = np.concatenate((before, table), axis=1)[:, : table.shape[1] + WINDOW]
    return np.lib.stride_tricks.sliding_window_view(padded, WINDOW, axis=1)[
        :, : table.shape[1] : RELEARN_DAYS
    ]


def _medians(rows: Floats) -> Floats:
    """Median of every row, NaN entries left out (each row has at least one number)."""
    ordered = np.sort(rows, axis=1)
    known = np.isfinite(ordered).sum(axis=1)
    row = np.arange(len(rows))
    medians: Floats = (ordered[row, (known - 1) // 2] + ordered[row, known // 2]) / 2
    return medians


def _median_and_spread(rows: Floats) -> tuple[Floats, Floats]:
    centre = _medians(rows)
    return centre, NORMAL_SCALE * _medians(np.abs(rows - centre[:, None]))


def _on_the_circle(rows: Floats) -> tuple[Floats, Floats]:
    known = np.isfinite(rows)
    angle = np.where(known, rows, 0.0) * (2 * np.pi / 24)
    east, north = np.cos(angle), np.sin(angle)
    mean = np.arctan2((north * known).sum(axis=1), (east * known).sum(axis=1)) * (24 / (2 * np.pi))
    away = rows - mean[:, None]
    centre, spread = _median_and_spread(away - 24 * np.rint(away / 24))
    return (mean + centre) % 24, spread


def _share(rows: Floats) -> tuple[Floats, Floats]:
    known = np.isfinite(rows)
    share = np.where(known, rows, 0.0).sum(axis=1) / known.sum(axis=1)
    return share, np.sqrt(share * (1 - share))
