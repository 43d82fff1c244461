"""Measured nights → the rise time of the next week, or why none is proposed.

Small weekly moves the shorter way round the clock, never past the time that was wished for, never later
than the time that is kept where the way is earlier. Red flags and a rise time that wanders round the clock
stop everything: a doctor looks first. Figures stand in ``knowledge/worksheets/sleep_reset.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from math import ceil, floor
from typing import Any

import numpy as np

from genkan.knowledge import knowledge
from genkan.nouns import Because, Days, Floats, Mark
from genkan.pictures.canvas import Canvas
from genkan.pictures.raster import sleep_raster
from genkan.sheet import circular_middle
from genkan.worksheets.filled import Sheet

NO_FLAG = "none"


class Says(StrEnum):
    """What is said about next week."""

    MOVE = "move"
    HOLD = "hold"  # the same time for another week
    REACHED = "reached"
    CANNOT_TELL = "cannot_tell"
    DOCTOR_FIRST = "doctor_first"


class Way(StrEnum):
    """The shorter way round the clock."""

    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Proposal:
    """``rise_hour`` (wall clock) for next week, None where none is proposed; ``weeks`` left at this pace."""

    says: Says
    because: tuple[Because, ...]
    rise_hour: float | None = None
    way: Way | None = None
    weeks: int | None = None

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a proposal has to say why")


def proposal_for(
    sheet: Sheet, as_of: date, days: Days | None = None, kept_hour: float | None = None
) -> Proposal:
    """From a sleep_reset sheet and, where there are any, measured days (they come before written nights).

    ``kept_hour``: the time that was proposed for this week. Days after ``as_of`` are never used.
    """
    flags = [flag for flag in sheet.chosen("red_flags") if flag != NO_FLAG]
    wish = sheet.get("rise_wish")
    nights = nights_of(sheet, as_of, days)
    return next_rise(nights, _hour(wish) if isinstance(wish, time) else None, flags, kept_hour)


def nights_of(sheet: Sheet, as_of: date, days: Days | None = None) -> Floats:
    """Hours of getting up on the days up to ``as_of`` that are looked at, NaN where nobody knows."""
    count = int(_rules("wandering")["nights_looked_at"])
    written = {row.get("up_on"): row.get("up_at") for row in sheet.rows("nights")}
    hours = np.full(count, np.nan)
    for place in range(count):
        day = as_of - timedelta(days=count - 1 - place)
        row = days.index_of(day) if days is not None else None
        if days is not None and row is not None:
            hours[place] = days["sleep_end_hour"][row]
        told = written.get(day)
        if np.isnan(hours[place]) and isinstance(told, time):
            hours[place] = _hour(told)
    return hours


def next_rise(
    nights: Floats, wish_hour: float | None, flags: Sequence[str] = (), kept_hour: float | None = None
) -> Proposal:
    """``nights``: hours of getting up by day, the last one latest, NaN unknown. All hours 0 up to 24."""
    stopped = _doctor_first(nights, flags)
    if stopped:
        return Proposal(Says.DOCTOR_FIRST, stopped)
    rule = _rules("moves")
    recent = nights[-int(rule["nights_looked_at"]) :]
    known = recent[np.isfinite(recent)]
    if wish_hour is None:
        return Proposal(Says.CANNOT_TELL, (_because("no_wish", {}),))
    if len(known) < int(rule["nights_known"]):
        facts = {"known": len(known), "needed": int(rule["nights_known"])}
        return Proposal(Says.CANNOT_TELL, (_because("too_few", facts),))
    held = _held(known, kept_hour)
    if held is not None:
        return held
    middle = circular_middle(known)
    base = kept_hour if kept_hour is not None else middle
    return _moved(float(base if base is not None else known[-1]), wish_hour, len(known))


def picture_of(days: Days, lang: str) -> Canvas:
    """The nights as dark bars, one row a day: where the turn, and the way back, can be seen."""
    return sleep_raster(days, lang)


def _doctor_first(nights: Floats, flags: Sequence[str]) -> tuple[Because, ...]:
    found = [_because(f"flag.{flag}", {}) for flag in flags]
    return tuple(found) or ((_because("wanders", {}),) if wanders(nights) else ())


def wanders(nights: Floats) -> bool:
    """Whether getting up moves later day after day, round the clock, more steadily than it stays."""
    rule = _rules("wandering")
    recent = nights[-int(rule["nights_looked_at"]) :]
    day = np.flatnonzero(np.isfinite(recent))
    if len(day) < int(rule["nights_known"]):
        return False
    pace = np.arange(-1.5, 2.55, 0.05)
    turned = np.exp(2j * np.pi * (recent[day][None] - pace[:, None] * day[None]) / 24)
    steady = np.abs(turned.mean(axis=1))
    best = int(steady.argmax())
    stays = float(steady[np.abs(pace).argmin()])
    return bool(pace[best] >= rule["hours_a_day"] and steady[best] > max(0.8, stays + 0.15))


def _held(known: Floats, kept_hour: float | None) -> Proposal | None:
    """Another week at the same time, while it is not kept yet or the nights are scattered."""
    rule = _rules("moves")
    near = float(rule["kept_within_hours"])
    if kept_hour is not None:
        kept = int(sum(abs(apart(hour, kept_hour)) <= near for hour in known))
        if kept < int(rule["nights_known"]):
            facts = {"kept": kept, "known": len(known), "time": _clock(kept_hour)}
            return Proposal(Says.HOLD, (_because("not_kept", facts),), kept_hour)
        return None
    middle = circular_middle(known)
    if middle is None:
        return Proposal(Says.CANNOT_TELL, (_because("everywhere", {}),))
    scatter = float(np.mean([abs(apart(hour, middle)) for hour in known]))
    if scatter > float(rule["scattered_hours"]):
        anchor = _rounded(middle, floor)
        return Proposal(Says.HOLD, (_because("scattered", {"time": _clock(anchor)}),), anchor)
    return None


def _moved(base: float, wish: float, nights: int) -> Proposal:
    rule = _rules("moves")
    earlier, later = (base - wish) % 24, (wish - base) % 24
    if min(earlier, later) <= float(rule["reached_within_hours"]):
        return Proposal(Says.REACHED, (_because("reached", {"time": _clock(wish)}),), wish)
    way = Way.EARLIER if earlier <= later else Way.LATER
    left = min(earlier, later)
    most = float(rule[f"{way}_hours_a_week"])
    step = min(most, left)
    rise = _rounded(base - step, ceil) if way is Way.EARLIER else _rounded(base + step, floor)
    facts = {"nights": nights, "now": _clock(base), "time": _clock(rise), "wish": _clock(wish)}
    because = [_because(way.value, facts)]
    if way is Way.LATER:
        because.append(_because("with_a_doctor", {}))
    return Proposal(Says.MOVE, tuple(because), rise, way, ceil(left / most))


def apart(hour: float, other: float) -> float:
    """Hours from ``other`` to ``hour`` the shorter way, −12 up to 12.

    >>> apart(1.0, 23.0), apart(22.0, 2.0)
    (2.0, -4.0)
    """
    return (hour - other + 12) % 24 - 12


def _rounded(hour: float, how: Any) -> float:
    """A quarter of an hour on the clock, rounded so that the move becomes smaller, never larger."""
    parts = 60 / float(_rules("moves")["round_to_minutes"])
    return float(how(round(hour * parts, 6)) / parts % 24)


def _hour(told: time) -> float:
    return told.hour + told.minute / 60


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _rules(part: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = knowledge("worksheets/sleep_reset")["rules"][part]
    return found


def _because(said: str, facts: Mapping[str, Any]) -> Because:
    return Because(f"worksheet.reads.sleep.{said}", facts, "moves", "design", Mark.DESIGN)
