"""From the painted minutes to what is true about each local day. Nothing here is drawn by chance.

The rules are those of the product: an outing is an absence of at least 5 minutes that reached at
least 150 m from home; shorter or nearer absences count as being at home. An outing counts on the
day it began. An absence longer than 24 hours (a journey) counts on every day it touches.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from genkan.nouns import BAND_EDGES_M, Bytes8, Floats, Reach, State
from genkan.pretend.canvas import Bools, Canvas
from genkan.pretend.people import Person
from genkan.pretend.town import AT_HOME, metres_between

LEAST_MINUTES = 5
LEAST_METRES = 150.0
JOURNEY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class DailyTruth:
    """One entry a local day; hours of the three kinds add up to the day."""

    reach: Bytes8  # Reach
    left_home: npt.NDArray[np.bool_]
    hours_home: Floats
    hours_out: Floats
    outings: npt.NDArray[np.int32]
    first_out_hour: Floats  # NaN: no departure that day
    distance_band: Bytes8  # DistanceBand
    away_all_night: npt.NDArray[np.bool_]  # touched by a journey (an absence longer than a day)
    absences: npt.NDArray[np.int64]  # outings and journeys: (departure, return) in UTC seconds
    at_home: Bools  # one entry a minute, short and near absences included
    metres: npt.NDArray[np.float32]  # one entry a minute: distance from the home of that time


def day_of_minutes(canvas: Canvas) -> npt.NDArray[np.int32]:
    """The index of the local day of every minute."""
    return np.repeat(np.arange(len(canvas.starts_s) - 1, dtype=np.int32), np.diff(canvas.starts_s) // 60)


def daily_truth(canvas: Canvas, day: npt.NDArray[np.int32]) -> DailyTruth:
    """What is true about every day of a finished canvas."""
    places, days = canvas.atlas.places, len(canvas.starts_s) - 1
    home_kind = np.array([place.kind in AT_HOME for place in places])
    reach_kind = np.array([int(place.reach) for place in places], np.int8)
    metres = _metres_from_home(canvas)
    away = ~home_kind[canvas.place]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], away, [False])).astype(np.int8))).reshape(-1, 2)
    real = [
        (int(a), int(b))
        for a, b in edges
        if b - a >= LEAST_MINUTES and float(metres[a:b].max()) >= LEAST_METRES
    ]
    at_home = np.ones(len(canvas), np.bool_)
    reach = np.zeros(days, np.int8)
    indoor = np.minimum(reach_kind[canvas.place], int(Reach.DOORSTEP))
    np.maximum.at(reach, day[~away], indoor[~away])
    left, journey = np.zeros(days, np.bool_), np.zeros(days, np.bool_)
    outings, first_out = np.zeros(days, np.int32), np.full(days, np.nan)
    for a, b in real:
        at_home[a:b] = False
        furthest = int(reach_kind[canvas.place[a:b]].max())
        began = int(day[a])
        if a > 0:
            outings[began] += 1
            if np.isnan(first_out[began]):
                first_out[began] = float(canvas.clock.hour((a + canvas.first_minute) * 60))
        touched = slice(began, int(day[b - 1]) + 1) if b - a > JOURNEY_MINUTES else slice(began, began + 1)
        left[touched] = True
        journey[touched] |= b - a > JOURNEY_MINUTES
        reach[touched] = np.maximum(reach[touched], furthest)
    hours_home = np.bincount(day, weights=at_home, minlength=days) / 60
    hours_out = np.bincount(day, weights=~at_home, minlength=days) / 60
    furthest_m = np.zeros(days)
    np.maximum.at(furthest_m, day[~at_home], metres[~at_home])
    return DailyTruth(
        reach=reach,
        left_home=left,
        hours_home=hours_home,
        hours_out=hours_out,
        outings=outings,
        first_out_hour=first_out,
        distance_band=np.searchsorted(BAND_EDGES_M, furthest_m, side="left").astype(np.int8),
        away_all_night=journey,
        absences=(np.array(real, np.int64).reshape(-1, 2) + canvas.first_minute) * 60,
        at_home=at_home,
        metres=metres,
    )


def _metres_from_home(canvas: Canvas) -> npt.NDArray[np.float32]:
    """Distance of every minute to the home of that time; on a journey, to the home left behind."""
    towns, places = canvas.atlas.towns, canvas.atlas.places
    homes, last = [], 0
    order = np.flatnonzero(np.diff(canvas.base, prepend=np.int16(-1)))
    result = np.zeros(len(canvas), np.float32)
    for begin, end in zip(order, [*order[1:].tolist(), len(canvas)], strict=True):
        town = int(canvas.base[begin])
        last = town if places[towns[town].base].kind == "home" else last
        homes.append(last)
        where = begin + np.flatnonzero(canvas.busy[begin:end] | (town != last))
        home = places[towns[last].base]
        result[where] = metres_between(canvas.lat[where], canvas.lon[where], home.lat, home.lon)
        if len(homes) > 1 and homes[-2] != last:  # moving between two homes: both are home
            before = places[towns[homes[-2]].base]
            result[where] = np.minimum(
                result[where], metres_between(canvas.lat[where], canvas.lon[where], before.lat, before.lon)
            )
    return result


@dataclass(frozen=True, slots=True)
class SleepTruth:
    """Sleep by the local date on which it ends. NaN: none, or cut off by the edge of the record."""

    main_start_s: Floats  # UTC seconds
    main_end_s: Floats
    mid_sleep_hour: Floats  # wall-clock hour
    sleep_hours: Floats
    nap_hours: Floats


def sleep_truth(canvas: Canvas, blocks: npt.NDArray[np.int64]) -> SleepTruth:
    """The longest sleep that ends on each local date, and the rest as naps."""
    days = len(canvas.starts_s) - 1
    start, end = np.full(days, np.nan), np.full(days, np.nan)
    total = np.zeros(days)
    for a, b in blocks:
        index = int(np.searchsorted(canvas.starts_s, b, side="left")) - 1
        if not 0 <= index < days:
            continue
        total[index] += (b - a) / 3600
        if np.isnan(start[index]) or b - a > end[index] - start[index]:
            start[index], end[index] = a, b
    cut = (start < canvas.starts_s[0]) | (end > canvas.starts_s[-1])
    start[cut], end[cut] = np.nan, np.nan
    known = ~np.isnan(start)
    middle = np.full(days, np.nan)
    middle[known] = canvas.clock.hour(((start + end) / 2)[known].astype(np.int64))
    hours = (end - start) / 3600
    return SleepTruth(start, end, middle, hours, np.where(known, total - np.nan_to_num(hours), np.nan))


def whole_months(earlier: date, later: date) -> int:
    """Full calendar months from one date to another.

    >>> whole_months(date(2026, 1, 31), date(2026, 4, 30)), whole_months(date(2026, 1, 15), date(2026, 4, 14))
    (3, 2)
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    due = min(earlier.day, monthrange(later.year, later.month)[1])
    return months - int(later.day < due)


def withdrawn_since(person: Person, first: date, curve: Mapping[str, Floats]) -> date | None:
    """Since when the person has been out on fewer than four days a week, up to the last day; None: is not.

    A short stretch with its own end (an illness) begins nothing. The date is the script's: in a slow
    slide it is the day on which the planned number of days falls below 3.5.
    """
    rare = curve["out"] < 3.5
    if not rare[-1]:
        return None
    usual = np.flatnonzero(~rare)
    if len(usual):
        return first + timedelta(days=int(usual[-1]) + 1)
    return first - timedelta(days=person.before_days)


def kato_state(person: Person, since: date | None, last: date, out: float, room: float) -> State:
    """The state by Kato 2020 on the last day, from the script (facts: clinical.md 1.1, K1–K8).

    ``out`` is the planned number of days out a week, ``room`` the share of days spent in one room.
    """
    if since is None:
        return State.NOT_MET
    months = whole_months(since, last)
    if months < 3:
        return State.TOO_EARLY
    if months < 6:
        return State.PRE
    if not (person.distress or person.impairment):
        return State.ISOLATED
    if room >= 0.8:
        return State.SEVERE
    return State.MODERATE if out < 1.5 else State.MILD
