"""Two tables of days of one person → one: the newer where it knows, the older where it alone knows.

Read twice, the same file changes nothing. Nobody's words are dropped: informants stay beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from genkan.nouns import (
    MEASURES,
    UNKNOWN_REACH,
    Bytes8,
    Days,
    Floats,
    Informant,
    Reach,
    ReachColumn,
    Sign,
    Sleeps,
)

HEARD = {measure.name: f"heard_{measure.sign.value}" for measure in MEASURES.values()}


def together(older: Days, newer: Days) -> Days:
    """Both tables as one, from the earlier first to the later last day; days between them are silent."""
    first, last = min(older.first, newer.first), max(older.last, newer.last)
    count = (last - first).days + 1
    old, new = _laid(older, first, count), _laid(newer, first, count)
    reach = _reach(older, newer, first, count)
    days = Days(
        first=first,
        columns=_columns(old, new),
        reach=reach,
        sleeps=_sleeps(older, newer, first),
        flags=tuple(sorted({*older.flags, *newer.flags}, key=lambda one: (one.day, one.kind, one.informant))),
        told_by=_told_by(older, newer),
        zones=tuple(dict.fromkeys((*older.zones, *newer.zones))),
        wrote=_wrote(older, newer, first, count),
    )
    return _with_left_home(days)


def _laid(days: Days, first: date, count: int) -> dict[str, Floats]:
    """The columns on the longer calendar; unknown outside the table, unheard as zero."""
    at = (days.first - first).days
    laid: dict[str, Floats] = {}
    for name in MEASURES:
        laid[name] = np.full(count, 0.0 if name.startswith("heard_") else np.nan)
        laid[name][at : at + len(days)] = days[name]
    return laid


def _columns(old: Mapping[str, Floats], new: Mapping[str, Floats]) -> dict[str, Floats]:
    """Day by day from the table that heard more of the measure's sign; the newer where both heard alike."""
    joined: dict[str, Floats] = {}
    for name in MEASURES:
        if name.startswith("heard_"):
            joined[name] = np.fmax(old[name], new[name])
            continue
        newer_first = new[HEARD[name]] >= old[HEARD[name]]
        better = np.where(newer_first, new[name], old[name])
        other = np.where(newer_first, old[name], new[name])
        joined[name] = np.where(np.isnan(better), other, better)
    return joined


def _reach(older: Days, newer: Days, first: date, count: int) -> dict[Informant, ReachColumn]:
    joined: dict[Informant, ReachColumn] = {}
    for informant in Informant:
        sides = [days for days in (older, newer) if informant in days.reach]
        if not sides:
            continue
        low, high = np.full(count, UNKNOWN_REACH, np.int8), np.full(count, UNKNOWN_REACH, np.int8)
        for days in sides:
            _lay_reach(low, high, days.reach[informant], (days.first - first).days)
        joined[informant] = ReachColumn(low, high)
    return joined


def _lay_reach(low: Bytes8, high: Bytes8, column: ReachColumn, at: int) -> None:
    said = np.flatnonzero(column.low >= 0)
    low[said + at], high[said + at] = column.low[said], column.high[said]


def _sleeps(older: Days, newer: Days, first: date) -> Sleeps:
    """A day's sleeps from the newer table where it has any, else from the older."""
    moved_new = newer.sleeps.day + (newer.first - first).days
    moved_old = older.sleeps.day + (older.first - first).days
    keep = ~np.isin(moved_old, moved_new)
    day = np.concatenate([moved_old[keep], moved_new]).astype(np.int32)
    informant = [who for who, kept in zip(older.sleeps.informant, keep, strict=True) if kept]
    order = np.lexsort((_joined(older.sleeps.start_hour[keep], newer.sleeps.start_hour), day))
    whole = (*informant, *newer.sleeps.informant)
    return Sleeps(
        day=day[order],
        start_hour=_joined(older.sleeps.start_hour[keep], newer.sleeps.start_hour)[order],
        end_hour=_joined(older.sleeps.end_hour[keep], newer.sleeps.end_hour)[order],
        main=np.concatenate([older.sleeps.main[keep], newer.sleeps.main]).astype(np.bool_)[order],
        informant=tuple(whole[int(place)] for place in order),
    )


def _joined(one: Floats, other: Floats) -> Floats:
    return np.concatenate([one, other]).astype(np.float64)


def _told_by(older: Days, newer: Days) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(dict.fromkeys((*older.told_by.get(name, ()), *newer.told_by.get(name, ()))))
        for name in MEASURES
        if name in older.told_by or name in newer.told_by
    }


def _wrote(older: Days, newer: Days, first: date, count: int) -> dict[Informant, npt.NDArray[np.bool_]]:
    joined: dict[Informant, npt.NDArray[np.bool_]] = {}
    for days in (older, newer):
        at = (days.first - first).days
        for informant, wrote in days.wrote.items():
            joined.setdefault(informant, np.zeros(count, np.bool_))[at : at + len(days)] |= wrote
    return joined


def _with_left_home(days: Days) -> Days:
    """Whether they left home, told anew from everybody's words together; where nobody says, as it was."""
    low, high, _ = days.reach_together()
    out, inside = low >= Reach.OUTSIDE, (high >= 0) & (high < Reach.OUTSIDE)
    left, silent = days.columns["left_home"], low < 0
    told = np.where(out, 1.0, np.where(inside, 0.0, np.nan))
    columns = {**days.columns, "left_home": np.where(silent, left, told)}
    heard = {f"heard_{sign.value}" for sign in Sign}
    columns |= {name: np.nan_to_num(columns[name]) for name in heard}
    return Days(
        days.first, columns, days.reach, days.sleeps, days.flags, days.told_by, days.zones, days.wrote
    )
