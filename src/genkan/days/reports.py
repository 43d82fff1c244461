"""What people wrote about days: reach by informant, taking part, drive, mood, and flags.

Informants stand beside each other and are never averaged. Where one number is needed, it is the
number of the informant who knows best: the person, then family, worker, clinic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from genkan.days.screen import reports_heard, told_amounts
from genkan.nouns import FLAGS, DayFlag, Floats, Informant, Reach, ReachColumn, Report, Sign

_HEARD_BY = {
    Sign.STAYING_IN: ("reach_low", "reach_high", "attended", "hours_out"),
    Sign.TAKING_PART: ("attended",),
    Sign.CONTACT: ("talked",),
    Sign.DRIVE: ("drive",),
    Sign.MOOD: ("mood",),
}


@dataclass(frozen=True, slots=True)
class ReportDays:
    """The reports by day. ``columns``: attended (0/1), drive (0–3), mood (0–4), hours_out (h) and
    ``heard_<sign>`` (1.0 where somebody said something for that sign, else 0.0; never NaN).

    ``hours_out`` is for days on which no device knows; ``heard_<sign>`` is to be combined with what
    devices heard by taking the larger.
    """

    reach: Mapping[Informant, ReachColumn]
    columns: Mapping[str, Floats]
    flags: tuple[DayFlag, ...]


def report_days(reports: Sequence[Report], first: date, last: date) -> ReportDays:
    """All reports between two dates (both included), one row a day."""
    count = (last - first).days + 1
    inside = [report for report in reports if first <= report.day <= last]
    columns: dict[str, Floats] = {
        "attended": attended_days(inside, first, count),
        "drive": told_amounts(inside, "drive", first, count),
        "mood": told_amounts(inside, "mood", first, count),
        "hours_out": told_amounts(inside, "hours_out", first, count),
    }
    for sign, fields in _HEARD_BY.items():
        said = reports_heard(inside, fields, first, count)
        columns[f"heard_{sign.value}"] = said.astype(np.float64)
    return ReportDays(_reach(inside, first, count), columns, _flags(inside))


def attended_days(reports: Sequence[Report], first: date, count: int) -> Floats:
    """1 where any informant says they took part, 0 where only no was said, NaN in silence."""
    told = np.full(count, np.nan)
    for report in reports:
        index = (report.day - first).days
        if report.attended is not None and 0 <= index < count:
            told[index] = np.fmax(told[index], float(report.attended))
    return told


def reach_of(report: Report) -> tuple[Reach, Reach] | None:
    """The reach one report tells, lowest and highest, or None when it tells nothing of it.

    What was written about reach itself always stands. ``attended`` raises the lower end to
    ``PART`` unless the report itself says the day stayed below that (a class taken at home);
    hours out above 0 mean ``OUTSIDE`` or further, 0 hours out mean ``DOORSTEP`` or nearer.

    >>> reach_of(Report(date(2026, 1, 1), Informant.FAMILY, attended=True))
    (<Reach.PART: 5>, <Reach.PART: 5>)
    >>> reach_of(Report(date(2026, 1, 1), Informant.FAMILY, mood=2)) is None
    True
    """
    low, high = report.reach_low, report.reach_high
    said = low is not None or high is not None
    least = Reach.ROOM if low is None else low
    most = Reach.PART if high is None else high
    if report.attended and most is Reach.PART:
        return Reach.PART, Reach.PART
    if report.hours_out is not None and not said:
        return (Reach.OUTSIDE, Reach.PART) if report.hours_out > 0 else (Reach.ROOM, Reach.DOORSTEP)
    return (min(least, most), max(least, most)) if said else None


def _reach(reports: Sequence[Report], first: date, count: int) -> dict[Informant, ReachColumn]:
    told: dict[Informant, dict[int, list[tuple[Reach, Reach]]]] = {}
    for report in reports:
        reach = reach_of(report)
        if reach is not None:
            told.setdefault(report.informant, {}).setdefault((report.day - first).days, []).append(reach)
    columns = {}
    for informant in Informant:
        if informant not in told:
            continue
        low, high = np.full(count, -1, dtype=np.int8), np.full(count, -1, dtype=np.int8)
        for index, intervals in told[informant].items():
            low[index], high[index] = _together(intervals)
        columns[informant] = ReachColumn(low, high)
    return columns


def _together(intervals: Sequence[tuple[Reach, Reach]]) -> tuple[int, int]:
    """What one informant's reports of one day say together: where they agree, or all of it."""
    lows, highs = [low for low, _ in intervals], [high for _, high in intervals]
    if max(lows) <= min(highs):
        return int(max(lows)), int(min(highs))
    return int(min(lows)), int(max(highs))


def _flags(reports: Sequence[Report]) -> tuple[DayFlag, ...]:
    found = {
        (report.day, report.flag, report.informant): DayFlag(report.day, report.flag, report.informant)
        for report in reports
        if report.flag in FLAGS
    }
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], str(key[1]), key[2].value)))
