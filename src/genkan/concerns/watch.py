"""Scores → what is said on a day: nothing new, a notice, a concern, not enough heard, or silence.

Every reading says why in raw numbers against this person's own usual, which signs did not change, on how
many days something was heard, what else looks like this, and how often steady lives get the same. Reading
later days never changes what was said about earlier ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import numpy as np

from genkan.concerns.ahead import Ahead, ahead_of
from genkan.concerns.evidence import Evidence, counts_of_last, evidence_of, open_days
from genkan.concerns.figures import rules
from genkan.concerns.onset import Onset, onset_of
from genkan.concerns.scores import SIGNS, Flags, Scores
from genkan.concerns.silence import Silence, silence_of
from genkan.concerns.usual_life import UsualLife, usual_life
from genkan.nouns import MEASURES, Because, Between, Floats, Mark, Sign

CHANGED = 0.7  # own spreads: from here on a sign is told as changed
STANDS_DAYS = 60  # a concern stands so long after it was told, unless life came back before
EPISODE_DAYS = 120  # a concern so soon after another is the same change, unless life came back in between
BACK_DAYS, BACK_REPORTS, BACK_LEVEL = 21, 5, 0.3  # three weeks this near to the usual: it came back
DATED_DAYS = 60  # days after its first concern in which a change is still dated anew
USUAL_DAYS, NOW_DAYS = 84, 14
LEAST_FOR_NUMBERS = 3


class WatchLevel(StrEnum):
    """What is said on one day."""

    USUAL = "usual"  # nothing new, which is not «fine»
    NOTICE = "notice"  # to the person only
    CONCERN = "concern"  # offered to those the person agreed to
    NOT_ENOUGH = "not_enough"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Concern:
    """One notice or concern on the day it was raised; ``onset`` may be sharper than it was then.

    ``first_told`` is the day on which the same change was first told, when it has gone on since.
    """

    level: WatchLevel
    day: date
    first_told: date
    since: Between
    onset: Onset
    changed: tuple[Sign, ...]
    unchanged: tuple[Sign, ...]
    unknown: tuple[Sign, ...]
    heard: int  # days with a report in the 28 up to the day it is told
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a concern has to say why")


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything said as of one day. ``earlier`` are the days of all notices and concerns before."""

    as_of: date
    level: WatchLevel
    concern: Concern | None
    silence: Silence | None
    ahead: Ahead | None
    evidence: float
    earlier: tuple[tuple[date, WatchLevel], ...]
    because: tuple[Because, ...]
    life: UsualLife = field(repr=False)

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a reading has to say why")


def watch_of(
    scores: Scores, as_of: date | None = None, wrong: Sequence[date] = (), notices: bool = True
) -> Watch:
    """What is said on ``as_of`` (the last row unless said). ``wrong``: days the person said «this is wrong».

    Only rows up to ``as_of`` are used. ``notices``: false for everybody but the person, who alone gets them.
    """
    on = as_of or scores.last
    seen, life, speaks, evidence = _read(scores, on, wrong)
    silence = silence_of(scores, on)
    raised = [one for one in _raised(seen, evidence) if notices or one[1] is WatchLevel.CONCERN]
    now = _standing(seen, life, raised, on)
    concern = None
    if now is not None:
        concern = _concern(seen, life, now, _episode(seen, life, raised, now[0]))
    level = _level(silence, concern, bool(len(seen) and speaks[0, -1]))
    last_concern = max((day for day, kind in raised if kind is WatchLevel.CONCERN), default=None)
    strength = float(evidence.concern[0, -1]) if len(seen) else 0.0
    ahead = None
    if level not in (WatchLevel.SILENCE, WatchLevel.NOT_ENOUGH):
        ahead = ahead_of(life.level[0], strength, (on - last_concern).days if last_concern else None)
    because = _reasons(seen, life, level, concern, silence, wrong, on)
    return Watch(on, level, concern, silence, ahead, strength, tuple(raised), because, life)


def said_until(
    scores: Scores, as_of: date | None = None, wrong: Sequence[date] = ()
) -> tuple[tuple[date, WatchLevel], ...]:
    """Every notice and concern up to a day; the same as ``watch_of(…).earlier``, without the reasons."""
    seen, _, _, evidence = _read(scores, as_of or scores.last, wrong)
    return tuple(_raised(seen, evidence))


def _read(scores: Scores, on: date, wrong: Sequence[date]) -> tuple[Scores, UsualLife, Flags, Evidence]:
    """The rows up to a day, how far each lies from the usual, when anything may be said, and the evidence."""
    seen = scores.until(max(0, min(len(scores), (on - scores.first).days + 1)))
    life = usual_life(seen.judged[None], seen.free)
    speaks = may_speak(seen, life)
    return seen, life, speaks, evidence_of(life, speaks, factors(seen, wrong))


def may_speak(scores: Scores, life: UsualLife) -> Flags:
    """(1, days): whether enough was heard, from more than one source, to say anything that day."""
    if not len(scores):
        return np.zeros((1, 0), dtype=np.bool_)
    known = np.isfinite(scores.values)
    recent = counts_of_last(known.T, int(rules()["alarm"]["reports_in_days"])) > 0
    names = [scores.sources[index] or frozenset({f"sign {index}"}) for index in range(len(SIGNS))]
    every = sorted(frozenset[str]().union(*names))
    heard = [recent[[index for index, own in enumerate(names) if one in own]].any(axis=0) for one in every]
    enough = np.sum(heard, axis=0) >= rules()["alarm"]["least_sources"]
    return open_days(np.isfinite(life.away), life.baseline, enough[None])


def factors(scores: Scores, wrong: Sequence[date]) -> Floats:
    """(1, days): by how much «this is wrong» answers raised the thresholds until each day."""
    rule = rules()["alarm"]
    day = np.arange(len(scores))
    told = sum((day > (when - scores.first).days).astype(np.int64) for when in wrong) if wrong else 0 * day
    raised: Floats = float(rule["wrong_factor"]) ** np.minimum(told, int(rule["most_wrong"]))
    return raised[None]


def _raised(scores: Scores, evidence: Evidence) -> list[tuple[date, WatchLevel]]:
    found = [(int(row), WatchLevel.NOTICE) for row in np.flatnonzero(evidence.notices[0])]
    found += [(int(row), WatchLevel.CONCERN) for row in np.flatnonzero(evidence.concerns[0])]
    return [(scores.date_at(row), kind) for row, kind in sorted(found)]


def _standing(
    scores: Scores, life: UsualLife, raised: list[tuple[date, WatchLevel]], on: date
) -> tuple[date, WatchLevel] | None:
    """What stands: a concern for some weeks, until life came back; else a notice of the last 30 days."""
    quiet = int(rules()["alarm"]["quiet_days"])
    told = [one for one in raised if one[1] is WatchLevel.CONCERN and (on - one[0]).days < STANDS_DAYS]
    if told and not _came_back(life.level[0, (told[-1][0] - scores.first).days :]):
        return told[-1]
    recent = [one for one in raised if (on - one[0]).days < quiet]
    return max(recent, key=lambda one: (one[1] is WatchLevel.CONCERN, one[0]), default=None)


def _level(silence: Silence | None, concern: Concern | None, enough: bool) -> WatchLevel:
    if silence is not None:
        return WatchLevel.SILENCE
    if concern is not None:
        return concern.level
    return WatchLevel.USUAL if enough else WatchLevel.NOT_ENOUGH


def _episode(scores: Scores, life: UsualLife, raised: list[tuple[date, WatchLevel]], now: date) -> date:
    """The day on which the change that is still going on was first told as a concern."""
    first = now
    for day, level in reversed(raised):
        if level is not WatchLevel.CONCERN or day >= first:
            continue
        between = life.level[0, (day - scores.first).days : (first - scores.first).days]
        if (first - day).days > EPISODE_DAYS or _came_back(between):
            break
        first = day
    return first


def _came_back(levels: Floats) -> bool:
    """Whether some three weeks, with reports enough, lay near the usual."""
    for start in range(len(levels) - BACK_DAYS + 1):
        known = levels[start : start + BACK_DAYS]
        known = known[np.isfinite(known)]
        if len(known) >= BACK_REPORTS and known.mean() < BACK_LEVEL:
            return True
    return False


def _dated(scores: Scores, life: UsualLife, first_told: date) -> Onset | None:
    """Since when, and how far by now. A long change is dated by its first weeks."""
    row = len(scores) - 1
    now = onset_of(life.signs[0], row)
    then = (first_told - scores.first).days + DATED_DAYS
    if now is None or row <= then:
        return now
    started = onset_of(life.signs[0], then)
    return now if started is None else replace(started, sizes=now.sizes)


def _concern(
    scores: Scores, life: UsualLife, raised: tuple[date, WatchLevel], first_told: date
) -> Concern | None:
    day, level = raised
    row = len(scores) - 1
    onset = _dated(scores, life, first_told)
    if onset is None:
        return None
    recent = np.asarray(np.isfinite(scores.values[max(0, row - 27) :]).any(axis=0))
    changed, unchanged, unknown = [], [], []
    for index, sign in enumerate(SIGNS):
        size = onset.sizes[index]
        if not recent[index] or not np.isfinite(size):
            unknown.append(sign)
        elif size >= CHANGED:
            changed.append(sign)
        else:
            unchanged.append(sign)
    changed.sort(key=lambda sign: -onset.sizes[SIGNS.index(sign)])
    heard = int(scores.heard[max(0, row - 27) :].sum())
    told = max(first_told, scores.date_at(onset.earliest))  # what was told had begun by then
    since = Between(scores.date_at(onset.earliest), min(scores.date_at(onset.latest), told))
    because = [_number(scores, sign, onset) for sign in changed]
    because.append(_said("concerns.heard", {"heard": heard, "days": min(28, row + 1)}, "alarm"))
    because.append(_said(f"concerns.steady.{level.value}", {}, "alarm"))
    return Concern(
        level,
        day,
        first_told,
        since,
        onset,
        tuple(changed),
        tuple(unchanged),
        tuple(unknown),
        heard,
        tuple(because),
    )


def _number(scores: Scores, sign: Sign, onset: Onset) -> Because:
    """What changed, in the measure's own numbers where they are known, else in own spreads."""
    if sign in scores.raw:
        name, told = scores.raw[sign]
        values = scores.without_left_out(told)
        before = values[max(0, onset.earliest - USUAL_DAYS) : onset.earliest]
        after = values[max(onset.middle, len(values) - NOW_DAYS) :]
        before, after = before[np.isfinite(before)], after[np.isfinite(after)]
        if min(len(before), len(after)) >= LEAST_FOR_NUMBERS:
            times = 7.0 if MEASURES[name].unit == "0 or 1" else 1.0
            facts: dict[str, float | int | str | date | None] = {
                "usual": round(times * float(np.abs(before.mean())), 1),
                "now": round(times * float(np.abs(after.mean())), 1),
            }
            return _said(f"concerns.measure.{name}", facts, "usual")
    size = round(onset.sizes[SIGNS.index(sign)], 1)
    return _said("concerns.measure.spreads", {"sign": f"sign.{sign.value}", "size": size}, "usual")


def _reasons(
    scores: Scores,
    life: UsualLife,
    level: WatchLevel,
    concern: Concern | None,
    silence: Silence | None,
    wrong: Sequence[date],
    on: date,
) -> tuple[Because, ...]:
    found: list[Because] = []
    if silence is not None:
        found += silence.because
    elif concern is not None:
        found += concern.because
    else:
        heard = int(scores.heard[-28:].sum())
        found.append(_said("concerns.heard", {"heard": heard, "days": min(28, len(scores))}, "alarm"))
    if level is WatchLevel.NOT_ENOUGH:
        baseline = int(life.baseline[0, -1]) if len(scores) else 0
        needed = int(rules()["usual"]["least_baseline_days"])
        key = "baseline" if baseline < needed else "reports"
        found.append(_said(f"concerns.not_enough.{key}", {"known": baseline, "needed": needed}, "alarm"))
    left_out = sorted(row for row in scores.context if row < len(scores))
    if left_out:
        found.append(_said("concerns.learnt.left_out", {"days": len(left_out)}, "usual"))
    told = sum(1 for when in wrong if when < on)
    if told:
        found.append(_said("concerns.learnt.wrong", {"times": told}, "alarm"))
    return tuple(found)


def _said(said: str, facts: dict[str, float | int | str | date | None], rule: str) -> Because:
    return Because(said, facts, rule, "design", Mark.DESIGN)
