"""Invented places around an invented home, and how far they are apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from genkan.nouns import Floats, Reach

EARTH_M = 6_371_008.8
METRES_PER_DEGREE = EARTH_M * np.pi / 180

KINDS: Mapping[str, Reach] = {
    "room": Reach.ROOM,
    "home": Reach.HOME,
    "garden": Reach.DOORSTEP,
    "letterbox": Reach.DOORSTEP,
    "way": Reach.OUTSIDE,
    "shop": Reach.OUTSIDE,  # bought without a word
    "park": Reach.OUTSIDE,
    "vending": Reach.OUTSIDE,
    "airport": Reach.PEOPLE,
    "flight": Reach.PEOPLE,
    "lodging": Reach.PEOPLE,
    "market": Reach.PEOPLE,
    "friend": Reach.PEOPLE,
    "clinic": Reach.PART,
    "school": Reach.PART,
    "work": Reach.PART,
}
"""Each kind of place and how far into the world being there is."""

AT_HOME = ("room", "home", "garden", "letterbox")

_DISTANCES_M: Mapping[str, tuple[float, float]] = {
    "room": (0.0, 0.0),
    "garden": (12.0, 20.0),
    "letterbox": (45.0, 80.0),
    "vending": (210.0, 260.0),
    "shop": (350.0, 620.0),
    "park": (550.0, 900.0),
    "market": (1_800.0, 3_000.0),
    "friend": (1_500.0, 4_500.0),
    "clinic": (3_000.0, 5_000.0),
    "school": (5_500.0, 8_500.0),
    "work": (5_000.0, 9_500.0),
    "airport": (17_000.0, 24_000.0),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One invented place."""

    kind: str
    lat: float = field(repr=False)
    lon: float = field(repr=False)

    @property
    def reach(self) -> Reach:
        """How far into the world being here is."""
        return KINDS[self.kind]


def moved(
    lat: npt.ArrayLike, lon: npt.ArrayLike, north_m: npt.ArrayLike, east_m: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """The points so many metres north and east of others; longitudes stay within −180…180."""
    start = np.asarray(lat, np.float64)
    there = start + np.asarray(north_m, np.float64) / METRES_PER_DEGREE
    east = np.asarray(lon, np.float64) + np.asarray(east_m, np.float64) / (
        METRES_PER_DEGREE * np.cos(np.radians(start))
    )
    return there, (east + 180.0) % 360.0 - 180.0


def metres_between(
    lat: npt.ArrayLike, lon: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> Floats:
    """Great-circle distance in metres (haversine).

    >>> round(float(metres_between(0.0, 179.5, 0.0, -179.5)) / METRES_PER_DEGREE, 6)
    1.0
    """
    a, b, c, d = (np.radians(np.asarray(part, np.float64)) for part in (lat, lon, lat2, lon2))
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    distance: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance


@dataclass(slots=True)
class Town:
    """The places around one base (a home or a lodging), by kind: indices into ``places``."""

    base: int
    near: dict[str, list[int]]


@dataclass(slots=True)
class Atlas:
    """All invented places of one life."""

    places: list[Place]
    towns: list[Town]

    def town_around(self, lat: float, lon: float, chance: np.random.Generator, kind: str = "home") -> Town:
        """A new base of ``kind`` at this point, with places of every kind around it."""
        near: dict[str, list[int]] = {}
        base = self._add(kind, lat, lon)
        for name, (least, most) in _DISTANCES_M.items():
            for _ in range(3 if name in ("shop", "friend", "park") else 1):
                metres, turn = chance.uniform(least, most), chance.uniform(0, 2 * np.pi)
                there, east = moved(lat, lon, metres * np.cos(turn), metres * np.sin(turn))
                near.setdefault(name, []).append(self._add(name, float(there), float(east)))
        near[kind] = [base]
        town = Town(base, near)
        self.towns.append(town)
        return town

    def _add(self, kind: str, lat: float, lon: float) -> int:
        self.places.append(Place(kind, lat, lon))
        return len(self.places) - 1


def away_from_centre(centre: tuple[float, float], chance: np.random.Generator) -> tuple[float, float]:
    """A point 3 to 8 km from a city's centre, in any direction: nobody's address."""
    metres, turn = chance.uniform(3_000, 8_000), chance.uniform(0, 2 * np.pi)
    lat, lon = moved(centre[0], centre[1], metres * np.cos(turn), metres * np.sin(turn))
    return float(lat), float(lon)
