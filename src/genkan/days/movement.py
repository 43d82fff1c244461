"""Daily rhythm of movement (circadian movement; Saeb et al. 2015, doi:10.2196/jmir.4273)."""

from __future__ import annotations

import numpy as np

from genkan.nouns import Floats

BINS_PER_DAY = 48
WINDOW_DAYS = 14
LEAST_HEARD_DAYS = 7
FLOOR_KM2 = 1e-4  # (10 m)²: a phone cannot tell less


def circadian_movement(east_km: Floats, north_km: Floats) -> Floats:
    """How strongly position follows a 24-hour rhythm over the 14 days up to each day; a logarithm.

    ``east_km`` and ``north_km`` have shape (days, 48): position against home at the middle of each
    half hour since local midnight, NaN where nobody knows. For each direction the least-squares fit
    ``m + a·cos(2πh/24) + b·sin(2πh/24)`` over the known half hours h of the window gives the energy
    ``E = a² + b²``: a periodogram that takes gaps as gaps, at the one frequency a 14-day window
    resolves between Saeb's periods of 23.5 and 24.5 h. Then

        ``circadian_movement = ln(E_east + E_north + 1e-4)``   (natural logarithm, E in km²)

    Saeb used degrees; here both directions are in kilometres, and 10 m squared is added so that a
    person who never moves has a number (ln 1e-4 = −9.21) and not minus infinity. NaN with fewer than
    7 days in the window of which half the half hours are known.

    Worked value: half of each day at home and half 10 km away is a square wave with a fundamental of
    4/π · 5 km, so E = 40.53 and the value 3.70 (3.70 with half-hour bins as well).

    >>> square = np.where(np.arange(48) < 24, 0.0, 10.0) * np.ones((14, 1))
    >>> circadian_movement(square, square * 0).round(2).tolist()[5:8]
    [nan, 3.7, 3.7]
    >>> circadian_movement(square * 0, square * 0).round(2).tolist()[-1]
    -9.21
    """
    angle = (np.arange(BINS_PER_DAY) + 0.5) * (2 * np.pi / BINS_PER_DAY)
    basis = np.stack((np.ones(BINS_PER_DAY), np.cos(angle), np.sin(angle)))
    known = np.isfinite(east_km) & np.isfinite(north_km)
    heard = known.astype(np.float64)
    normal = _trailing(
        np.einsum("db,ib,jb->dij", heard, basis, basis, optimize=["einsum_path", (1, 2), (0, 1)])
    )
    seen = np.stack((np.where(known, east_km, 0.0), np.where(known, north_km, 0.0)))
    right = _trailing(np.einsum("kdb,ib->dik", seen, basis))
    enough = _trailing((known.sum(axis=1) * 2 >= BINS_PER_DAY).astype(np.float64)) >= LEAST_HEARD_DAYS - 0.5
    found = np.full(len(east_km), np.nan)
    if enough.any():
        fit = np.linalg.solve(normal[enough], right[enough])
        found[enough] = np.log((fit[:, 1:] ** 2).sum(axis=(1, 2)) + FLOOR_KM2)
    return found


def _trailing(daily: Floats) -> Floats:
    """Sums over the 14 days up to each day."""
    total = np.cumsum(daily, axis=0)
    total[WINDOW_DAYS:] -= total[:-WINDOW_DAYS].copy()
    return total
