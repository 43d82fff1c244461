"""Stays and ways as Google's files tell them, found from what the phone heard and where it truly was."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from genkan.pretend.phones import Observed
from genkan.pretend.town import AT_HOME, metres_between
from genkan.pretend.writing import offset_texts, wall_texts


@dataclass(frozen=True, slots=True)
class Part:
    """A stay (``place`` ≥ 0) or a way between stays (-1); rows of the fixes from ``low`` to ``high``."""

    place: int
    low: int
    high: int
    start_s: int
    end_s: int


def places_of_fixes(obs: Observed) -> npt.NDArray[np.int32]:
    """Per fix: the place the phone is at, all of home as one; -1 under way."""
    life = obs.life
    kinds = [place.kind for place in life.places]
    stands_for, base = [], 0
    for number, kind in enumerate(kinds):
        base = number if kind in ("home", "lodging") else base
        stands_for.append(-1 if kind in ("way", "flight") else base if kind in AT_HOME else number)
    keys = np.array(stands_for, np.int32)[life.place]
    minute = (obs.fixes.utc_ms // 60_000 - life.first_minute).astype(np.int64)
    last_with = np.maximum.accumulate(np.where(obs.carried, np.arange(len(keys)), 0))
    found: npt.NDArray[np.int32] = keys[last_with[minute]]
    return found


def parts_of(obs: Observed) -> list[Part]:
    """Stays and ways in time order; silences of more than half an hour end a part."""
    if not len(obs.fixes):
        return []
    keys, when = places_of_fixes(obs), obs.fixes.utc_ms // 1000
    change = np.flatnonzero((np.diff(keys) != 0) | (np.diff(when) > 1_800)) + 1
    edges = [0, *change.tolist(), len(keys)]
    found = []
    for low, high in pairwise(edges):
        if when[high - 1] - when[low] >= 120:
            found.append(Part(int(keys[low]), low, high, int(when[low]), int(when[high - 1])))
    return found


def position_of(obs: Observed, part: Part) -> tuple[float, float]:
    """Latitude and longitude of a stay's place, or of the first fix of a way."""
    if part.place >= 0:
        place = obs.life.places[part.place]
        return place.lat, place.lon
    return float(obs.fixes.lat[part.low]), float(obs.fixes.lon[part.low])


def role_of(obs: Observed, place: int) -> str:
    """What Google would call the place: HOME, WORK or UNKNOWN."""
    kind = obs.life.places[place].kind
    return {"home": "HOME", "work": "WORK", "school": "WORK"}.get(kind, "UNKNOWN")


def place_id(obs: Observed, place: int) -> str:
    """An invented place id of the usual form."""
    number = (obs.life.seed * 1_000_003 + place * 7_919 + 12_345) % (1 << 60)
    return f"ChIJ{number:015x}{place:04x}Genk"


def stamped(obs: Observed, utc_s: npt.ArrayLike) -> list[str]:
    """``2026-01-31T08:15:00.000+07:00`` on the person's clock."""
    clock = obs.life.clock
    walls, offsets = wall_texts(clock, utc_s), offset_texts(clock, utc_s)
    return [f"{wall}.000{offset}" for wall, offset in zip(walls, offsets, strict=True)]


def way_told(obs: Observed, part: Part) -> tuple[str, float]:
    """Kind of movement and metres of a way."""
    lat, lon = obs.fixes.lat, obs.fixes.lon
    a, b = part.low, part.high - 1
    metres = float(metres_between(lat[a], lon[a], lat[b], lon[b]))
    walking = metres / max(part.end_s - part.start_s, 1) < 2.2
    return ("WALKING" if walking else "IN_BUS"), metres
