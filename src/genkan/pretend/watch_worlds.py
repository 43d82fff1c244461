"""Two invented worlds of daily sign scores with known truth, for watching: calibrate on A, report on B.

Every score is + towards withdrawal; a table has the shape (people, days, six signs), NaN where nothing was
reported. The two worlds are built differently on purpose, so that a rule is not tuned to one world alone.

*World A.* Each sign is: the person's own level and free-day habit + a swing shared by all signs (AR(1)) +
the sign's own swing (AR(1)) + white noise, then coarsened to the steps people report in. Illness (3 to 8
days), holidays (5 to 14 days), rotating night shifts and moody people are part of steady life. A slide adds
up to ``peak`` × the sign's effect, along a straight ramp.

*World B.* The swing is a jump process with Laplace sizes that decays, the noise is Student t with 4 degrees
of freedom, the usual life drifts for months, seasons move everything, reports become rarer on bad days
and in slides (informative gaps), effects have other sizes and slides an S-shaped course with a different
order of signs.

All sizes are in the person's own day-to-day noise (SD 1 of white noise and own swing together, about) and
are guesses of this software (mark: design). No published series with a dated onset exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from genkan.nouns import Floats

KINDS = ("calm", "ill", "holidays", "night_shift", "moody")
SIGNS = 6


@dataclass(frozen=True, slots=True)
class World:
    """The parameters of one world; six numbers are staying in, taking part, contact, rhythm, drive, mood."""

    name: str
    swing_share: tuple[float, ...]  # how strongly the shared swing moves each sign
    effect: tuple[float, ...]  # a full slide (peak 1), in SD of daily noise
    effect_spread: float  # log-SD of the effect between people and signs
    swing: float = 0.40  # SD of the shared swing
    swing_memory: float = 0.85  # its lag-1 autocorrelation
    own_swing: float = 0.45
    own_memory: float = 0.60
    noise: float = 0.90
    steps: tuple[float, ...] = (0.8, 1.6, 0.8, 0.0, 1.0, 0.8)  # coarseness of what is reported; 0: none
    ill_a_year: float = 3.0
    ill_effect: tuple[float, ...] = (1.6, 1.4, 0.7, 0.6, 1.5, 0.8)
    holidays_a_year: float = 3.0
    holiday_effect: tuple[float, ...] = (0.0, 0.0, 0.2, 0.6, -0.3, -0.3)
    kinds: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType(
            {"calm": 0.55, "ill": 0.15, "holidays": 0.10, "night_shift": 0.08, "moody": 0.12}
        )
    )
    moody_factor: float = 1.4
    peak: tuple[float, float] = (0.6, 1.0)
    gap_run: float = 3.0  # mean length of a run of days nobody reports
    sign_missing: float = 0.08  # single signs missing on a reported day
    heavy: bool = False  # world B


WORLD_A = World(
    "A",
    swing_share=(0.6, 0.5, 0.7, 0.5, 0.9, 1.0),
    effect=(2.45, 2.15, 1.45, 1.90, 1.35, 1.20),
    effect_spread=0.25,
)
WORLD_B = World(
    "B",
    swing_share=(0.5, 0.4, 0.8, 0.7, 0.8, 0.8),
    effect=(1.95, 1.70, 2.00, 1.40, 1.70, 1.50),
    effect_spread=0.40,
    ill_a_year=2.5,
    holidays_a_year=2.5,
    gap_run=4.5,
    sign_missing=0.15,
    heavy=True,
)
WORLDS: Mapping[str, World] = MappingProxyType({"A": WORLD_A, "B": WORLD_B})
PACES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"abrupt": (1, 3), "weeks": (14, 35), "months": (36, 84)}
)


@dataclass(frozen=True, slots=True)
class Lives:
    """Invented people: what is reported, and the truth behind it."""

    scores: Floats  # (people, days, 6)
    free: npt.NDArray[np.bool_]  # (days,) free days of the week
    start: npt.NDArray[np.int64]  # first day of the slide, -1: steady
    length: npt.NDArray[np.int64]  # days from the first day to the full slide
    back: npt.NDArray[np.int64]  # first day of the way back, -1: none
    again: npt.NDArray[np.int64]  # first day of a second slide, -1: none
    slide: Floats  # (people, days) true share of the slide, 0 to peak
    kind: npt.NDArray[np.int64]  # index into KINDS

    def __len__(self) -> int:
        return len(self.scores)


def steady_lives(world: World, seed: int, people: int, days: int, missing: float) -> Lives:
    """People whose life only has its ordinary weather."""
    none = np.full(people, -1)
    return _lives(world, seed, people, days, missing, none, np.ones(people, np.int64), none, none, none * 0.0)


def sliding_lives(
    world: World,
    seed: int,
    people: int,
    days: int,
    missing: float,
    *,
    pace: str | None = None,
    peak: float | None = None,
    course: str = "stays",
) -> Lives:
    """People whose life slides into withdrawal once, on a day between 150 and 240.

    ``pace`` is one of PACES (a third each without), ``peak`` fixes the depth, ``course`` is ``stays``,
    ``recovers`` (back within 60 days, from 90 days after the start) or ``relapses`` (slides again later).
    """
    rng = np.random.default_rng([seed, 7, people])
    start = rng.integers(150, 241, people)
    spans = (
        np.array([PACES[pace]] * people) if pace else np.array(list(PACES.values()))[np.arange(people) % 3]
    )
    length = rng.integers(spans[:, 0], spans[:, 1] + 1)
    depth = np.full(people, peak) if peak is not None else rng.uniform(*world.peak, people)
    none = np.full(people, -1)
    back = none if course == "stays" else start + length + 90
    again = back + 150 if course == "relapses" else none
    return _lives(world, seed, people, days, missing, start, length, back, again, depth)


def _lives(
    world: World,
    seed: int,
    people: int,
    days: int,
    missing: float,
    start: npt.NDArray[np.int64],
    length: npt.NDArray[np.int64],
    back: npt.NDArray[np.int64],
    again: npt.NDArray[np.int64],
    peak: Floats,
) -> Lives:
    rng = np.random.default_rng([seed, 11, ord(world.name), round(1000 * missing)])
    kind = rng.choice(len(KINDS), people, p=list(world.kinds.values()))
    day = np.arange(days)
    free = day % 7 >= 5
    slide = _course(world, day, start, length, peak)
    if (back >= 0).any():
        returned = _course(world, day, back, np.full(people, 60), peak)
        slide = np.maximum(slide - np.where(back[:, None] >= 0, returned, 0.0), 0.0)
    if (again >= 0).any():
        second = _course(world, day, again, length, peak)
        slide = np.where(again[:, None] >= 0, np.maximum(slide, second), slide)
    scores = _ordinary(world, rng, kind, people, days, free)
    effect = np.array(world.effect) * np.exp(rng.normal(0, world.effect_spread, (people, SIGNS)))
    for sign in range(SIGNS):
        late = rng.integers(0, 8, people) if world.heavy else rng.integers(0, 4, people)
        moved = np.where(
            day[None, :] >= late[:, None],
            np.take_along_axis(slide, np.maximum(day[None, :] - late[:, None], 0), axis=1),
            0.0,
        )
        scores[:, :, sign] += effect[:, sign, None] * moved
    for sign, step in enumerate(world.steps):
        if step:
            scores[:, :, sign] = np.rint(scores[:, :, sign] / step) * step
    scores *= np.exp(rng.normal(0, 0.4, (people, 1, SIGNS)))  # everybody's own unit
    _hide(world, rng, scores, slide, missing)
    return Lives(scores, free, start, length, back, again, slide, kind)


def _course(
    world: World,
    day: npt.NDArray[np.int64],
    start: npt.NDArray[np.int64],
    length: npt.NDArray[np.int64],
    peak: Floats,
) -> Floats:
    along = np.clip((day[None, :] - start[:, None] + 1) / length[:, None], 0.0, 1.0)
    along = np.where(start[:, None] >= 0, along, 0.0)
    if world.heavy:
        along = along * along * (3 - 2 * along)
    course: Floats = peak[:, None] * along
    return course


def _memory(shocks: Floats, memory: float) -> Floats:
    """Shocks (people, days, …) of unit variance → AR(1) of unit variance."""
    swing = np.empty_like(shocks)
    swing[:, 0] = shocks[:, 0]
    fresh = np.sqrt(1 - memory**2)
    for day in range(1, shocks.shape[1]):
        swing[:, day] = memory * swing[:, day - 1] + fresh * shocks[:, day]
    return swing


def _ordinary(
    world: World,
    rng: np.random.Generator,
    kind: npt.NDArray[np.int64],
    people: int,
    days: int,
    free: npt.NDArray[np.bool_],
) -> Floats:
    share = np.array(world.swing_share)
    size = world.swing * np.exp(rng.normal(0, 0.2, people))
    size = np.where(kind == KINDS.index("moody"), size * world.moody_factor, size)
    if world.heavy:
        jumps = (
            rng.laplace(0, 1 / np.sqrt(2), (people, days)) * (rng.random((people, days)) < 0.12) / 0.12**0.5
        )
        swing = _memory(jumps, 0.90)
        noise = rng.standard_t(4, (people, days, SIGNS)) / np.sqrt(2)
    else:
        swing = _memory(rng.normal(size=(people, days)), world.swing_memory)
        noise = rng.normal(size=(people, days, SIGNS))
    scores: Floats = (size[:, None] * swing)[:, :, None] * share
    scores += world.noise * noise
    scores += world.own_swing * _memory(rng.normal(size=(people, days, SIGNS)), world.own_memory)
    scores += rng.normal(0, 1, (people, 1, SIGNS))
    scores += np.where(free[None, :, None], rng.normal(0, 0.6, (people, 1, SIGNS)), 0.0)
    if world.heavy:
        scores += _drift(rng, people, days)
    scores[:, free, 1] = np.nan
    _episodes(rng, scores, kind, "ill", world.ill_a_year, (3, 8), np.array(world.ill_effect))
    _episodes(rng, scores, kind, "holidays", world.holidays_a_year, (5, 14), np.array(world.holiday_effect))
    turns = np.where((np.arange(days)[None, :] + rng.integers(0, 12, (people, 1))) % 12 < 4, 2.5, 0.0)
    scores[:, :, 3] += np.where((kind == KINDS.index("night_shift"))[:, None], turns, 0.0)
    return scores


def _drift(rng: np.random.Generator, people: int, days: int) -> Floats:
    """Slow changes of usual life: a new level every five months or so, and the seasons."""
    level = np.zeros((people, days, SIGNS))
    for _ in range(max(1, days // 150)):
        when = rng.integers(0, days, (people, 1))
        step = rng.normal(0, 0.25, (people, 1, SIGNS))
        along = np.clip((np.arange(days)[None, :] - when) / 45, 0, 1)
        level += along[:, :, None] * step
    phase = rng.uniform(0, 2 * np.pi, (people, 1))
    season = np.sin(2 * np.pi * np.arange(days)[None, :] / 365 + phase)
    level += season[:, :, None] * rng.normal(0.15, 0.08, (people, 1, SIGNS))
    return level


def _episodes(
    rng: np.random.Generator,
    scores: Floats,
    kind: npt.NDArray[np.int64],
    which: str,
    a_year: float,
    span: tuple[int, int],
    effect: Floats,
) -> None:
    days = scores.shape[1]
    often = np.where(kind == KINDS.index(which), 2.0, 1.0) * a_year
    for person, count in enumerate(rng.poisson(often * days / 365)):
        for begin in rng.integers(0, days, count):
            end = begin + rng.integers(span[0], span[1] + 1)
            scores[person, begin:end] += effect * rng.uniform(0.6, 1.3)
            if which == "holidays":
                scores[person, begin:end, 1] = np.nan


def _hide(world: World, rng: np.random.Generator, scores: Floats, slide: Floats, missing: float) -> None:
    """Runs of days without a report, and single signs; in world B bad days are reported less."""
    people, days, _ = scores.shape
    if missing:
        stay = 1 - 1 / world.gap_run
        enter = min(1.0, (1 - stay) * missing / (1 - missing)) if missing < 1 else 1.0
        if enter == 1.0:
            stay = 1 - (1 - missing) / missing
        if missing > 0.7:  # long gaps: the run length follows from the share
            stay, enter = 1 - (1 - missing) / missing * 0.75, 0.75
        away = np.asarray(rng.random(people) < missing)
        chance = rng.random((people, days))
        for day in range(days):
            out = np.where(away, stay, enter)
            if world.heavy:
                out = np.clip(out + 0.15 * slide[:, day] * (missing > 0), 0, 0.97)
            away = np.asarray(chance[:, day] < out)
            scores[away, day] = np.nan
    scores[rng.random(scores.shape) < world.sign_missing] = np.nan


def mild(world: World) -> World:
    """The same world with slides of less than half the depth."""
    return replace(world, peak=(0.42, 0.42))
