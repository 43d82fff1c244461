"""How right Genkan is about invented people whose every minute is known.

``python bench/accuracy.py [--quick] [--only PERSON]`` writes every person's files in the vendors' formats,
reads them through the real importers, compares with the truth, prints the tables and writes
``docs/reference/accuracy.md``. ``--list FILE`` also writes every day that was read wrong.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))


from truth import knowable_of, mid_sleep_errors, out_of

from genkan import course
from genkan.nouns import Answers, Days, Informant, Refused, State, YesNo
from genkan.pretend import PEOPLE, Life, Observed, life, observed
from genkan.pretend import write_apple as apple
from genkan.pretend import write_csv as plain
from genkan.pretend import write_diary as diary
from genkan.pretend import write_google as google
from genkan.store import BytesSource

FIRST, DAYS, SEED = date(2025, 1, 6), 365, 11
MISSING = (0.0, 0.3, 0.6)
DOC = Path(__file__).parent.parent / "docs" / "reference" / "accuracy.md"

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One person, one way of writing files, one share of days without any device."""

    person: str
    route: str
    missing: float


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one case. Counts are of days; None: the route says nothing about it."""

    case: Case
    known: int = 0
    right: int = 0
    said_out: int = 0  # true day at home, read as out
    said_home: int = 0  # true day out, read as at home
    unsaid: int = 0  # knowable, but read as unknown
    beyond: int = 0  # not knowable, and yet read wrongly
    hours_error: float | None = None  # median of the absolute error of a day
    hours_mean: float | None = None
    hours_worst: float | None = None
    sleep_error: float | None = None
    sleep_worst: float | None = None
    sleeps: int = 0
    steps_ratio: float | None = None
    true_state: str = ""
    state: str = ""
    possible: str = ""
    alone: str = ""
    alone_possible: str = ""
    months: float | None = None
    trouble: str = ""
    wrong_days: tuple[str, ...] = ()


def _bytes(writer: Callable[..., object], *told: object, **more: object) -> bytes:
    stream = io.BytesIO()
    writer(*told, stream, **more)
    return stream.getvalue()


def _records(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    return {"Records.json": _bytes(google.records_json, coarse)}


def _dense(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    return {"Timeline.json": _bytes(google.timeline_android, coarse)}


def _visits(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    return {"Timeline.json": _bytes(google.timeline_android, coarse, dense=False)}


def _iphone(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    return {"location-history.json": _bytes(google.timeline_iphone, coarse, dense=False)}


def _csv(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    return {"locations.csv": _bytes(plain.location_csv, fine)}


def _apple(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    return {"export.xml": _bytes(apple.apple_export, coarse, zip=False)}


def _diary(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    told = {"informant": Informant.PERSON, "share_known": 1 - missing, "wrong": 0.0, "seed": SEED}
    return {"diary.csv": _bytes(diary.diary_csv, one, **told)}


def _family(one: Life, coarse: Observed, fine: Observed, missing: float) -> Files:
    told = {"share_known": 0.8 * (1 - missing), "wrong": 0.0, "seed": SEED}
    return {
        **_visits(one, coarse, fine, missing),
        **_apple(one, coarse, fine, missing),
        "diary.csv": _bytes(diary.diary_csv, one, **told),
    }


ROUTES: dict[str, tuple[str, Callable[[Life, Observed, Observed, float], Files]]] = {
    "csv": ("location CSV, a fix a minute", _csv),
    "records": ("Google Records.json, a fix in 5 minutes", _records),
    "timeline": ("Google Timeline.json with dense paths", _dense),
    "visits": ("Google Timeline.json, visits and ways", _visits),
    "iphone": ("Google location-history.json, visits and ways", _iphone),
    "apple": ("Apple Health export.xml", _apple),
    "diary": ("the person's own diary", _diary),
    "all": ("Timeline.json, export.xml and the family's diary", _family),
}
POSITIONS = ("csv", "records", "timeline", "visits", "iphone")


def score_of(case: Case, one: Life, coarse: Observed, fine: Observed) -> Score:
    """Write, read, compare."""
    files = ROUTES[case.route][1](one, coarse, fine, case.missing)
    sources = (BytesSource(content, name) for name, content in files.items())
    try:
        days = course.read(sources, one.zones[0].zone, int(one.starts_s[-1] + 2 * 86_400) * 1000).days
    except Refused as refused:
        return Score(case, trouble=str(refused.trouble))
    score = Score(case)
    if case.route in POSITIONS:
        score = _with_places(score, one, fine if case.route == "csv" else coarse, days)
    if case.route == "diary":
        score = _with_told(score, one, days)
    if case.route in ("apple", "diary", "all"):
        score = _with_sleep(score, one, days)
    if case.route == "apple":
        score = _with_steps(score, coarse, days)
    if case.route in (*POSITIONS, "all", "diary"):
        score = _with_stage(score, one, days)
    return score


def _rows(one: Life, days: Days, name: str) -> np.ndarray:
    """A column of the table laid over the life's own days."""
    laid = np.full(len(one), np.nan)
    shift = (days.first - one.first).days
    for row, value in enumerate(days[name].tolist()):
        if 0 <= row + shift < len(laid):
            laid[row + shift] = value
    return laid


def _counted(score: Score, one: Life, days: Days, truth: np.ndarray, known: np.ndarray) -> Score:
    read = _rows(one, days, "left_home")
    home, out, hours = read == 0, read == 1, _rows(one, days, "hours_out")
    wrong = (home & truth) | (out & ~truth)
    true_hours = out_of(one).hours
    told = tuple(
        f"{'' if known[row] else '(not knowable) '}{one.first.fromordinal(one.first.toordinal() + row)}: "
        f"truth {'out' if truth[row] else 'home'} {true_hours[row]:.2f} h, read "
        f"{'unknown' if np.isnan(read[row]) else ('out' if out[row] else 'home')} {hours[row]:.2f} h"
        for row in np.flatnonzero(wrong | (known & np.isnan(read))).tolist()
    )
    return replace(
        score,
        known=int(known.sum()),
        right=int((known & ~wrong & ~np.isnan(read)).sum()),
        said_out=int((known & out & ~truth).sum()),
        said_home=int((known & home & truth).sum()),
        unsaid=int((known & np.isnan(read)).sum()),
        beyond=int((~known & wrong).sum()),
        wrong_days=told,
    )


def _with_places(score: Score, one: Life, obs: Observed, days: Days) -> Score:
    out = out_of(one)
    can = knowable_of(obs, out)
    score = _counted(score, one, days, out.left, can.left)
    read = _rows(one, days, "hours_out")
    error = np.abs(read - out.hours)[can.hours & np.isfinite(read)]
    if not len(error):
        return score
    return replace(
        score,
        hours_error=float(np.median(error)),
        hours_mean=float(np.mean(error)),
        hours_worst=float(np.quantile(error, 0.95)),
    )


def _with_told(score: Score, one: Life, days: Days) -> Score:
    written = diary.reports(one, Informant.PERSON, 1 - score.case.missing, 0.0, SEED)
    known = np.isin(
        np.arange(len(one)), [(r.day - one.first).days for r in written if r.reach_low is not None]
    )
    return _counted(score, one, days, one.daily.reach >= 3, known)


def _with_sleep(score: Score, one: Life, days: Days) -> Score:
    shift = (days.first - one.first).days
    errors = mid_sleep_errors(
        one, days["sleep_start_hour"], days["sleep_end_hour"], days["mid_sleep_hour"], shift
    )
    if not len(errors):
        return score
    worst = float(np.quantile(errors, 0.95))
    return replace(score, sleep_error=float(np.median(errors)), sleep_worst=worst, sleeps=len(errors))


def _with_steps(score: Score, obs: Observed, days: Days) -> Score:
    truth = int(obs.steps_heard.sum())
    return replace(score, steps_ratio=float(np.nansum(days["steps"])) / truth) if truth else score


def _with_stage(score: Score, one: Life, days: Days) -> Score:
    full = course.course_of(days, one.answers, one.last).stage
    told = one.answers
    few = Answers(distress=told.distress, impairment=told.impairment, reasons=told.reasons, room=told.room)
    if one.since is None:
        few = replace(few, distress=YesNo.UNKNOWN, impairment=YesNo.UNKNOWN)
    bare = course.course_of(days, few, one.last).stage
    months = None if one.since is None else (one.last - one.since).days / 30.4
    return replace(
        score,
        true_state=str(one.state),
        state=str(full.state),
        possible=" ".join(sorted(full.possible)),
        alone=str(bare.state),
        alone_possible=" ".join(sorted(bare.possible)),
        months=months,
    )


def scores_of(person: str, missing: Iterable[float], routes: Iterable[str], days: int) -> list[Score]:
    """All cases of one person."""
    one = life(person, SEED, FIRST, days)
    found = []
    for share in missing:
        coarse = observed(one, SEED, missing=share, every_s=300)
        fine = observed(one, SEED, missing=share, every_s=60)
        for route in routes:
            if route != "timeline" or share == 0.0:
                found.append(score_of(Case(person, route, share), one, coarse, fine))
    return found


# ── What is said ──────────────────────────────────────────────────────────────────────────────────


def findings(scores: Iterable[Score]) -> Iterator[str]:
    """Every case that is not right, in one line each, then its days."""
    for score in scores:
        where = f"{score.case.person} · {score.case.route} · {score.case.missing:.0%} missing"
        told = []
        if score.trouble:
            told.append(f"refused: {score.trouble}")
        if score.right < score.known:
            told.append(
                f"{score.known - score.right} of {score.known} knowable days: {score.said_out} read out though home, "
                f"{score.said_home} read home though out, {score.unsaid} unknown"
            )
        if score.beyond:
            told.append(f"{score.beyond} days read wrongly that nobody could know")
        if score.hours_mean is not None and score.hours_mean > 0.07:
            told.append(
                f"hours out off by {score.hours_error:.2f} h in the median, {score.hours_mean:.2f} in the mean "
                f"(95 %: {score.hours_worst:.2f})"
            )
        if score.sleep_error is not None and score.sleep_error > 15:
            told.append(f"mid-sleep {score.sleep_error:.0f} min off (95 %: {score.sleep_worst:.0f})")
        if score.steps_ratio is not None and abs(score.steps_ratio - 1) > 0.01:
            told.append(f"steps {score.steps_ratio:.3f} of the truth")
        if score.true_state and score.true_state not in score.possible.split():
            told.append(f"stage {score.state}, truth {score.true_state} ({score.months and round(score.months, 1)} months)")
        elif score.true_state and score.state != score.true_state:
            told.append(f"stage cannot be told ({score.possible}), truth {score.true_state} ({score.months and round(score.months, 1)} months)")
        if score.true_state and score.true_state not in score.alone_possible.split():
            told.append(f"stage without «since when»: {score.alone}, truth {score.true_state}")
        if told:
            yield f"{where}: " + "; ".join(told)
            yield from (f"    {line}" for line in score.wrong_days)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="no missing days, three routes")
    parser.add_argument("--only", help="one person")
    parser.add_argument("--list", type=Path, help="write every wrong day to this file")
    told = parser.parse_args()
    missing = MISSING[:1] if told.quick else MISSING
    routes = ("visits", "apple", "all") if told.quick else tuple(ROUTES)
    people = [told.only] if told.only else list(PEOPLE)
    with ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(scores_of, person, missing, routes, DAYS) for person in people]
        scores = [score for job in jobs for score in job.result()]
    wrong = "\n".join(findings(scores))
    if told.list:
        told.list.write_text(wrong + "\n")
    print(wrong)


if __name__ == "__main__":
    main()
