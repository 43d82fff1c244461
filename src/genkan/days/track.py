"""Where the phone was, cleaned and gathered into pieces: the only file that walks over every fix.

Most fixes of somebody who stays are the same spot again. Eight (or more) consecutive fixes that keep
within 50 m of their mean become one *piece*, and four such pieces with means within 25 m of each
other's become one again, an hour at most; every other fix is a piece of its own. What follows then
handles some ten thousand pieces instead of half a million fixes.

Left out: fixes with a stated error above 100 m, a second fix of the same instant, and *spikes*: one
fix more than 150 m off, whose neighbours agree with each other, that would need a return trip within
five minutes or a speed above 80 m/s both ways. (Null island never gets past the importers.)

Distances are flat-earth with the cosine of the latitude halfway, right to 0.1 % at 100 km.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from genkan.nouns import Fixes, Floats, Instants

Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

M_PER_DEGREE = 111_194.927  # a degree of a great circle on a sphere of 6,371 km
WORST_ACCURACY_M = 100.0
PIECE_RADIUS_M = 50.0
JOINED_RADIUS_M = 25.0
PIECE_LONGEST_MS = 60 * 60_000
PIECE_AIM_MS = 8 * 60_000
SPIKE_M = 150.0
SPIKE_RETURN_MS = 5 * 60_000
SPIKE_SPEED_M_S = 80.0
_ROWS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True)
class Track:
    """Pieces in time order: mean position, first and last instant. Lives in memory only."""

    start_ms: Instants
    end_ms: Instants
    lat: Floats = field(repr=False)
    lon: Floats = field(repr=False)  # made continuous where the track crosses the date line

    def __len__(self) -> int:
        return len(self.start_ms)

    def __repr__(self) -> str:
        return f"Track({len(self)} pieces)"

    def only(self, keep: Flags) -> Track:
        """Some of the pieces."""
        return Track(self.start_ms[keep], self.end_ms[keep], self.lat[keep], self.lon[keep])

    def gaps_ms(self) -> Instants:
        """Silence between each piece and the next; one shorter than the track."""
        gaps: Instants = self.start_ms[1:] - self.end_ms[:-1]
        return gaps


def squared_m(lat: Floats, lon: Floats, to_lat: Floats | float, to_lon: Floats | float) -> Floats:
    """Squared distance in m² between positions in degrees, over the date line if that is shorter.

    >>> squared_m(np.array([0.0]), np.array([179.999]), 0.0, -179.999).round().tolist()
    [49457.0]
    """
    north = lat - to_lat
    east = lon - to_lon
    if len(east) and (east.max() > 180.0 or east.min() < -180.0):
        east -= 360.0 * np.rint(east / 360.0)
    if isinstance(to_lat, float):  # cosine of the latitude halfway, by its first two terms
        middle = np.radians(to_lat)
        scale = north * (-0.5 * np.sin(middle) * np.pi / 180.0)
        scale += np.cos(middle)
        if len(north) and (north.max() > 5.0 or north.min() < -5.0):
            far = np.abs(north) > 5.0
            scale[far] = np.cos(middle + np.radians(north[far] / 2))
    else:
        scale = np.cos(np.radians(to_lat + north / 2))
    east *= scale
    east *= east
    north *= north
    east += north
    east *= M_PER_DEGREE**2
    return east


def east_north_m(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> tuple[Floats, Floats]:
    """Metres east and north of other positions, the shorter way round."""
    north = lat - to_lat
    east = lon - to_lon
    east -= 360.0 * np.rint(east / 360.0)
    east *= np.cos(np.radians(to_lat + north / 2))
    return east * M_PER_DEGREE, north * M_PER_DEGREE


def track_of(fixes: Fixes) -> Track:
    """The cleaned track. Never raises for a person who does not move, nor for no fixes at all."""
    pieces = _without_repeats(_pieces(fixes))
    return pieces.only(~_spikes(pieces)) if len(pieces) > 2 else pieces


def _continuous(lon: Floats) -> Floats:
    """Longitudes of a home on the date line run on past 180 instead of jumping."""
    if len(lon) and lon.max() > 170.0 and lon.min() < -170.0:
        return np.where(lon < 0.0, lon + 360.0, lon)
    return lon


def _fixes_per_piece(utc_ms: Instants) -> int:
    """A power of two from 8 to 256: about eight minutes of an evenly sampled track."""
    step_ms = max(1.0, float(utc_ms[-1] - utc_ms[0]) / len(utc_ms))
    return int(8 * 2 ** np.clip(np.floor(np.log2(PIECE_AIM_MS / step_ms / 8)), 0, 5))


def _pieces(fixes: Fixes) -> Track:
    """Rows of consecutive fixes that keep still as one piece each, all others one by one."""
    when, lat, lon = fixes.utc_ms, fixes.lat, _continuous(fixes.lon)
    if not len(when):
        return Track(when, when, lat, lon)
    width = _fixes_per_piece(when)
    rows = len(when) // width
    poor: Flags = fixes.accuracy_m > WORST_ACCURACY_M
    still, mean_lat, mean_lon = _still_rows(lat, lon, poor, rows, width)
    spread = when[width - 1 : rows * width : width] - when[: rows * width : width]
    still &= spread <= PIECE_LONGEST_MS

    begins = still & ~_joined_to_the_row_before(when, still, spread, mean_lat, mean_lon, width)

    opens = ~poor
    by_row = opens[: rows * width].view(np.uint64).reshape(rows, width // 8)  # eight flags at once
    by_row[still] = 0
    opens[: rows * width : width] |= begins
    first = np.flatnonzero(opens)
    leads = np.zeros(len(when), dtype=bool)
    leads[: rows * width : width] = begins
    heads = leads[first]
    ends, piece_lat, piece_lon = when[first], lat[first], lon[first]
    starts = ends.copy()
    ends[heads] += spread[begins]
    piece_lat[heads], piece_lon[heads] = mean_lat[begins], mean_lon[begins]
    return Track(starts, ends, piece_lat, piece_lon)


def _joined_to_the_row_before(
    when: Instants, still: Flags, spread: Instants, lat: Floats, lon: Floats, width: int
) -> Flags:
    """Still rows that became part of a group of four; the first row then speaks for the group.

    Changes ``spread``, ``lat`` and ``lon`` of the first row of each group.
    """
    groups = len(still) // 4
    four = slice(0, 4 * groups)
    firsts = slice(0, 4 * groups, 4)
    norths, easts = lat[four].reshape(groups, 4), lon[four].reshape(groups, 4)
    mean_lat, mean_lon = np.einsum("ij->i", norths) / 4, np.einsum("ij->i", easts) / 4
    span = when[4 * width - 1 : groups * 4 * width : 4 * width] - when[: groups * 4 * width : 4 * width]
    joined = (still[four].view(np.uint32) == 0x01010101) & (span <= PIECE_LONGEST_MS)
    north = norths - mean_lat[:, None]
    east = (easts - mean_lon[:, None]) * np.cos(np.radians(mean_lat))[:, None]
    close = north * north + east * east <= (JOINED_RADIUS_M / M_PER_DEGREE) ** 2
    joined &= close.view(np.uint32)[:, 0] == 0x01010101
    spread[firsts][joined], lat[firsts][joined], lon[firsts][joined] = (
        span[joined], mean_lat[joined], mean_lon[joined],
    )  # fmt: skip
    absorbed = np.zeros(len(still), dtype=bool)
    absorbed[four].reshape(groups, 4)[:, 1:] = joined[:, None]
    return absorbed


def _still_rows(lat: Floats, lon: Floats, poor: Flags, rows: int, width: int) -> tuple[Flags, Floats, Floats]:
    """Which rows of ``width`` fixes keep within the radius of their mean, and that mean."""
    norths, easts = lat[: rows * width].reshape(rows, width), lon[: rows * width].reshape(rows, width)
    still = poor[: rows * width].view(np.uint64).reshape(rows, width // 8).max(axis=1) == 0
    mean_lat, mean_lon = np.empty(rows), np.empty(rows)
    limit = (PIECE_RADIUS_M / M_PER_DEGREE) ** 2
    room = np.empty((2, min(rows, _ROWS_AT_ONCE), width))
    for begin in range(0, rows, _ROWS_AT_ONCE):
        part = slice(begin, begin + _ROWS_AT_ONCE)
        mean_lat[part] = np.einsum("ij->i", norths[part]) / width
        mean_lon[part] = np.einsum("ij->i", easts[part]) / width
        count = len(norths[part])
        north = np.subtract(norths[part], mean_lat[part, None], out=room[0, :count])
        east = np.subtract(easts[part], mean_lon[part, None], out=room[1, :count])
        east *= np.cos(np.radians(mean_lat[part]))[:, None]
        east *= east
        north *= north
        east += north
        astray = ~(east <= limit)
        still[part] &= astray.view(np.uint64).max(axis=1) == 0
    return still, mean_lat, mean_lon


def _without_repeats(pieces: Track) -> Track:
    """Without second fixes of one instant and positions that are no numbers."""
    keep = np.isfinite(pieces.lat) & np.isfinite(pieces.lon)
    keep[1:] &= (pieces.start_ms[1:] > pieces.end_ms[:-1]) | (pieces.end_ms[1:] > pieces.start_ms[1:])
    return pieces if keep.all() else pieces.only(keep)


def _spikes(pieces: Track) -> Flags:
    """Lone fixes that cannot be true beside their neighbours."""
    alone = np.flatnonzero(pieces.end_ms[1:-1] == pieces.start_ms[1:-1]) + 1
    lat, lon = pieces.lat, pieces.lon
    before, after = alone - 1, alone + 1
    came = squared_m(lat[alone], lon[alone], lat[before], lon[before])
    maybe = came > SPIKE_M**2
    alone, before, after, came = alone[maybe], before[maybe], after[maybe], came[maybe]
    went = squared_m(lat[alone], lon[alone], lat[after], lon[after])
    across = squared_m(lat[before], lon[before], lat[after], lon[after])
    there_s = np.maximum(pieces.start_ms[alone] - pieces.end_ms[before], 1) / 1000.0
    back_s = np.maximum(pieces.start_ms[after] - pieces.start_ms[alone], 1) / 1000.0
    at_once = (there_s + back_s) * 1000.0 <= SPIKE_RETURN_MS
    too_fast = (came > (SPIKE_SPEED_M_S * there_s) ** 2) & (went > (SPIKE_SPEED_M_S * back_s) ** 2)
    off = (went > SPIKE_M**2) & (4 * across < np.minimum(came, went))
    found = np.zeros(len(pieces), dtype=bool)
    found[alone[off & (at_once | too_fast)]] = True
    return found
