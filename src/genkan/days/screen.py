"""Screen and gaming hours by local day, and the arithmetic of stretches of time they rest on.

Sessions are split at local midnight, sessions of several devices are laid over each other (an hour
on two screens is one hour), and no session is too long to count: a whole day of gaming is a whole
day. Silence of the phone counts as no screen only while the phone was recording.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock
from genkan.nouns import Floats, Informant, Instants, Report, SpanKind, Spans

HOUR_MS = 3_600_000
LEAST_SHARE_HEARD = 0.5  # of a day: with less, a total says nothing
QUIET_MS = 12 * HOUR_MS  # a phone may lie still this long between two signs of life and be heard
NIGHT_END_HOUR = 5  # night_screen_hours counts 00:00 to 05:00
BY_KNOWING = (Informant.PERSON, Informant.FAMILY, Informant.WORKER, Informant.CLINIC, Informant.DEVICE)


def joined(start: Instants, end: Instants, gap_ms: int = 0) -> tuple[Instants, Instants]:
    """The union of stretches sorted by start; those at most ``gap_ms`` apart become one.

    >>> first, last = joined(np.array([0, 5, 20]), np.array([10, 7, 30]))
    >>> first.tolist(), last.tolist()
    ([0, 20], [10, 30])
    """
    if len(start) < 2:
        return start, end
    reached = np.maximum.accumulate(end)
    opens = np.flatnonzero(start[1:] > reached[:-1] + gap_ms) + 1
    return start[np.append(0, opens)], np.append(reached[opens - 1], reached[-1])


def covered_before(start: Instants, end: Instants, at: Instants) -> Instants:
    """Milliseconds of disjoint, sorted stretches that lie before each instant of ``at``."""
    if not len(start):
        return np.zeros(len(at), dtype=np.int64)
    total = np.concatenate((np.zeros(1, np.int64), np.cumsum(end - start)))
    begun = np.searchsorted(start, at, side="right")
    still_to_run = np.where(begun > 0, end[np.maximum(begun - 1, 0)] - at, 0)
    covered: Instants = total[begun] - np.maximum(still_to_run, 0)
    return covered


def hours_between(start: Instants, end: Instants, bounds_ms: Instants) -> Floats:
    """Hours of disjoint, sorted stretches in each stretch between neighbouring bounds.

    >>> hours_between(np.array([0]), np.array([5_400_000]), np.array([0, 3_600_000, 7_200_000])).tolist()
    [1.0, 0.5]
    """
    hours: Floats = np.diff(covered_before(start, end, bounds_ms)) / HOUR_MS
    return hours


def told_amounts(reports: Sequence[Report], field: str, first: date, count: int) -> Floats:
    """One number a day from the reports, by the informant who knows best; never an average.

    The person is asked first, then family, worker, clinic. NaN where nobody said anything.
    """
    told = np.full(count, np.nan)
    best = np.full(count, len(BY_KNOWING))
    for report in reports:
        amount = getattr(report, field)
        index = (report.day - first).days
        if amount is None or not 0 <= index < count:
            continue
        rank = BY_KNOWING.index(report.informant)
        if rank <= best[index]:
            told[index], best[index] = float(amount), rank
    return told


def screen_days(
    spans: Spans, reports: Sequence[Report], clock: Clock, first: date, last: date
) -> dict[str, Floats]:
    """``screen_hours``, ``night_screen_hours`` and ``gaming_hours`` (hours), ``heard_rhythm`` (0–1).

    A day is known when the phone was heard for at least half of it: its signs of life (PHONE_ON, or
    use), with silences of up to 12 hours between them, in which it lay still. Then silence is 0. A
    phone that never says when it is on (no PHONE_ON at all that day) is believed on the days it shows
    some use. A night is known when its day is, and the phone was heard within it. Screen hours that
    only a report tells fill days without a device. Gaming is the larger of what the phone logged and
    what was reported, because a phone does not see a console; the phone's silence about games is 0
    only when its log names games at all. Every array has one entry a day.

    Worked value: a session 22:00–03:00 is 2 h of screen on the first day, 3 h on the second, all
    three of them at night.
    """
    bounds = clock.day_starts(first, last) * 1000
    nights = np.stack((bounds[:-1], clock.day_starts(first, last, hour=NIGHT_END_HOUR)[1:] * 1000))
    use = _union(spans, SpanKind.SCREEN, SpanKind.GAMING)
    alive = _union(spans, SpanKind.SCREEN, SpanKind.GAMING, SpanKind.PHONE_ON)
    heard = joined(*alive, QUIET_MS)
    says_when_on = hours_between(*_union(spans, SpanKind.PHONE_ON), bounds) > 0

    lengths = np.diff(bounds) / HOUR_MS
    used, share = hours_between(*use, bounds), _share(hours_between(*heard, bounds), lengths)
    known = (share >= LEAST_SHARE_HEARD) | (~says_when_on & (used > 0))
    night_share = _share(_pairs(heard, nights), (nights[1] - nights[0]) / HOUR_MS)
    night_known = known & ((night_share >= LEAST_SHARE_HEARD) | ~says_when_on)

    count = len(lengths)
    screen = np.where(known, used, np.nan)
    reported = told_amounts(reports, "screen_hours", first, count)
    games = _union(spans, SpanKind.GAMING)
    logged = np.where(known, hours_between(*games, bounds), np.nan) if len(games[0]) else _unknown(count)
    said = (reports_heard(reports, ("screen_hours", "gaming_hours"), first, count)).astype(np.float64)
    return {
        "screen_hours": np.where(np.isnan(screen), reported, screen),
        "night_screen_hours": np.where(night_known, _pairs(use, nights), np.nan),
        "gaming_hours": np.fmax(logged, told_amounts(reports, "gaming_hours", first, count)),
        "heard_rhythm": np.maximum(share, said),
    }


def reports_heard(
    reports: Sequence[Report], fields: Sequence[str], first: date, count: int
) -> npt.NDArray[np.bool_]:
    """Days on which some informant filled in at least one of the fields."""
    said = np.zeros(count, dtype=np.bool_)
    for report in reports:
        index = (report.day - first).days
        if 0 <= index < count and any(getattr(report, field) is not None for field in fields):
            said[index] = True
    return said


def _union(spans: Spans, *kinds: SpanKind) -> tuple[Instants, Instants]:
    keep = np.isin(spans.kind, kinds)
    return joined(spans.start_ms[keep], spans.end_ms[keep])


def _pairs(stretches: tuple[Instants, Instants], pairs: Instants) -> Floats:
    hours: Floats = (covered_before(*stretches, pairs[1]) - covered_before(*stretches, pairs[0])) / HOUR_MS
    return hours


def _share(hours: Floats, of: Floats) -> Floats:
    return np.divide(hours, of, out=np.zeros_like(hours), where=of > 0)


def _unknown(count: int) -> Floats:
    return np.full(count, np.nan)
