"""Writes one invented person's files, reads them through the real importers, and compares with the truth."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from genkan import course
from genkan.nouns import Answers, Days, Informant, Reach, Refused, YesNo
from genkan.pretend import Life, Observed, life, observed
from genkan.pretend import write_apple as apple
from genkan.pretend import write_csv as plain
from genkan.pretend import write_diary as diary
from genkan.pretend import write_google as google
from genkan.store import BytesSource
from truth import Bools, Floats, knowable_of, mid_sleep_errors, out_of

FIRST, DAYS, SEED = date(2025, 1, 6), 365, 11
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One person, one way of writing files, one share of days without any device."""

    person: str
    route: str
    missing: float


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one case; counts are of days."""

    case: Case
    known: int = 0
    right: int = 0
    said_out: int = 0  # truly at home, read as out
    said_home: int = 0  # truly out, read as at home
    unsaid: int = 0  # knowable, but read as unknown
    beyond: int = 0  # not knowable, and yet read wrongly
    hours: tuple[float, ...] = ()  # absolute error of hours out, each comparable day
    sleeps: tuple[float, ...] = ()  # absolute error of mid-sleep in minutes, each date with a main sleep
    steps_ratio: float | None = None  # all steps read / all steps that a device counted
    true_state: str = ""
    state: str = ""
    possible: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()  # states left possible without answers on time and days out
    months: float | None = None  # how long the true state has lasted
    trouble: str = ""
    wrong_days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A life, and what its devices wrote: a fix in five minutes, and a fix a minute."""

    life: Life
    coarse: Observed
    fine: Observed
    missing: float


def _bytes(writer: Callable[..., object], *told: object, **more: object) -> bytes:
    stream = io.BytesIO()
    writer(*told, stream, **more)
    return stream.getvalue()


def _csv(seen: Seen) -> Files:
    return {"locations.csv": _bytes(plain.location_csv, seen.fine)}


def _records(seen: Seen) -> Files:
    return {"Records.json": _bytes(google.records_json, seen.coarse)}


def _timeline(seen: Seen) -> Files:
    return {"Timeline.json": _bytes(google.timeline_android, seen.coarse)}


def _visits(seen: Seen) -> Files:
    return {"Timeline.json": _bytes(google.timeline_android, seen.coarse, dense=False)}


def _iphone(seen: Seen) -> Files:
    return {"location-history.json": _bytes(google.timeline_iphone, seen.coarse, dense=False)}


def _apple(seen: Seen) -> Files:
    return {"export.xml": _bytes(apple.apple_export, seen.coarse, zip=False)}


def _diary(seen: Seen) -> Files:
    told = {"informant": Informant.PERSON, "share_known": 1 - seen.missing, "wrong": 0.0, "seed": SEED}
    return {"diary.csv": _bytes(diary.diary_csv, seen.life, **told)}


def _all(seen: Seen) -> Files:
    told = {"share_known": 0.8 * (1 - seen.missing), "wrong": 0.02, "seed": SEED}
    return _visits(seen) | _apple(seen) | {"diary.csv": _bytes(diary.diary_csv, seen.life, **told)}


ROUTES: dict[str, tuple[str, Callable[[Seen], Files]]] = {
    "csv": ("location CSV, a fix a minute", _csv),
    "records": ("Google Records.json, a fix in 5 minutes", _records),
    "timeline": ("Google Timeline.json with dense paths", _timeline),
    "visits": ("Google Timeline.json, visits and ways", _visits),
    "iphone": ("Google location-history.json, visits and ways", _iphone),
    "apple": ("Apple Health export.xml", _apple),
    "diary": ("the person's own diary", _diary),
    "all": ("Timeline.json, export.xml and the family's diary", _all),
}
POSITIONS = ("csv", "records", "timeline", "visits", "iphone")


def scores_of(person: str, missing: Iterable[float], routes: Iterable[str]) -> list[Score]:
    """All cases of one person. Dense paths differ from visits by noise only, so they are read whole only."""
    one = life(person, SEED, FIRST, DAYS)
    found = []
    for share in missing:
        coarse, fine = (observed(one, SEED, missing=share, every_s=seconds) for seconds in (300, 60))
        seen = Seen(one, coarse, fine, share)
        found += [
            score_of(Case(person, route, share), seen)
            for route in routes
            if route != "timeline" or share == 0.0
        ]
    return found


def score_of(case: Case, seen: Seen) -> Score:
    """Write, read, compare."""
    one = seen.life
    files = ROUTES[case.route][1](seen)
    sources = (BytesSource(content, name) for name, content in files.items())
    try:
        days = course.read(sources, one.zones[0].zone, int(one.starts_s[-1] + 2 * 86_400) * 1000).days
    except Refused as refused:
        return Score(case, trouble=str(refused.trouble))
    score = Score(case)
    if case.route in POSITIONS:
        score = _with_places(score, one, seen.fine if case.route == "csv" else seen.coarse, days)
    if case.route == "diary":
        score = _with_told(score, one, days)
    if case.route in ("apple", "diary", "all"):
        shift = (days.first - one.first).days
        errors = mid_sleep_errors(one, days["mid_sleep_hour"], shift)
        score = replace(score, sleeps=tuple(errors.tolist()))
    if case.route == "apple":
        truth = int(seen.coarse.steps_heard.sum())
        score = replace(score, steps_ratio=float(np.nansum(days["steps"])) / truth if truth else None)
    return score if case.route == "apple" else _with_stage(score, one, days)


def _rows(one: Life, days: Days, name: str) -> Floats:
    """A column of the table laid over the life's own days."""
    laid = np.full(len(one), np.nan)
    shift = (days.first - one.first).days
    for row, value in enumerate(days[name].tolist()):
        if 0 <= row + shift < len(laid):
            laid[row + shift] = value
    return laid


def _counted(score: Score, one: Life, days: Days, true: Bools, known: Bools) -> Score:
    """Days right and wrong; ``true`` and ``known`` have an entry a day of the life."""
    read, hours, true_hours = _rows(one, days, "left_home"), _rows(one, days, "hours_out"), out_of(one).hours
    home, out = read == 0, read == 1
    wrong = (home & true) | (out & ~true)
    told = tuple(
        f"{'' if known[row] else '(not knowable) '}{one.first + timedelta(days=row)}: truth "
        f"{'out' if true[row] else 'home'} {true_hours[row]:.2f} h, read "
        f"{'unknown' if np.isnan(read[row]) else ('out' if out[row] else 'home')} {hours[row]:.2f} h"
        for row in np.flatnonzero(wrong | (known & np.isnan(read))).tolist()
    )
    return replace(
        score,
        known=int(known.sum()),
        right=int((known & ~wrong & ~np.isnan(read)).sum()),
        said_out=int((known & out & ~true).sum()),
        said_home=int((known & home & true).sum()),
        unsaid=int((known & np.isnan(read)).sum()),
        beyond=int((~known & wrong).sum()),
        wrong_days=told,
    )


def _with_places(score: Score, one: Life, obs: Observed, days: Days) -> Score:
    out = out_of(one)
    can = knowable_of(obs, out)
    read = _rows(one, days, "hours_out")
    error = np.abs(read - out.hours)[can.hours & np.isfinite(read)]
    return replace(_counted(score, one, days, out.left, can.left), hours=tuple(error.tolist()))


def _with_told(score: Score, one: Life, days: Days) -> Score:
    """A diary's days: knowable are those it says a reach for."""
    written = diary.reports(one, Informant.PERSON, 1 - score.case.missing, 0.0, SEED)
    told = [(report.day - one.first).days for report in written if report.reach_low is not None]
    return _counted(score, one, days, one.daily.reach >= Reach.OUTSIDE, np.isin(np.arange(len(one)), told))


def _with_stage(score: Score, one: Life, days: Days) -> Score:
    """Kato's stage with all answers, and with those on harm, reasons and the room alone."""
    told = one.answers
    harm = YesNo.UNKNOWN if one.since is None else None
    few = Answers(
        distress=harm or told.distress,
        impairment=harm or told.impairment,
        reasons=told.reasons,
        room=told.room,
    )
    full, bare = (course.course_of(days, answers, one.last).stage for answers in (told, few))
    return replace(
        score,
        true_state=str(one.state),
        state=str(full.state),
        possible=tuple(sorted(map(str, full.possible))),
        alone=tuple(sorted(map(str, bare.possible))),
        months=None if one.since is None else (one.last - one.since).days / 30.4,
    )
