"""What contenders for positions share: reading the CSV, distances, and a daily table from stays.

Runs in the peers' own environments, which all have numpy and pandas; Genkan's has no pandas.
"""

import numpy as np

NEAR_GAP_S = 7_200
OUTING_S, OUTING_M = 300, 150.0


def fixes_from(path):
    """Positions of a location CSV as a data frame, filtered as everybody's manual advises."""
    import pandas as pd

    frame = pd.read_csv(path)
    frame["time"] = pd.to_datetime(frame["time"], utc=True)
    real = (frame["accuracy"] <= 100) & ((frame["lat"].abs() > 1e-6) | (frame["lon"].abs() > 1e-6))
    return frame[real].drop_duplicates("time").sort_values("time").reset_index(drop=True)


def seconds_of(times):
    """Whole seconds since 1970 of a column of times."""
    plain = times.dt.tz_convert("UTC").dt.tz_localize(None) if times.dt.tz is not None else times
    return plain.to_numpy().astype("datetime64[s]").astype(np.int64)


def metres(lat, lon, to_lat, to_lon):
    """Great-circle distance."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return 2 * 6_371_009 * np.arcsin(np.sqrt(half))


def daily(times_s, lat, lon, home, stays_home, starts_s):
    """Our glue for peers without a daily table: hours out and whether an outing began, by local day.

    ``stays_home``: (start, end) seconds at the home the peer found; ``home``: where it lies. Hours out are
    the observed time (between positions up to two hours apart) that is in no stay at home. An outing is five
    minutes of positions farther than 150 m from home.
    """
    starts_s = np.asarray(starts_s)
    days = len(starts_s) - 1
    gaps = np.diff(times_s)
    seen = np.column_stack((times_s[:-1], times_s[1:]))[gaps <= NEAR_GAP_S]
    observed = _hours(seen, starts_s)
    at_home = np.minimum(_hours(np.asarray(stays_home, dtype=np.float64).reshape(-1, 2), starts_s), observed)
    away = metres(lat, lon, *home) > OUTING_M
    left = np.zeros(days, dtype=bool)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], away, [False])).astype(np.int8))).reshape(-1, 2)
    for first, end in edges:
        day = np.searchsorted(starts_s, times_s[first], side="right") - 1
        if first > 0 and times_s[end - 1] - times_s[first] >= OUTING_S and 0 <= day < days:
            left[day] = True
    out = np.maximum(observed - at_home, 0.0)
    left |= out >= 6.0
    return [round(float(x), 4) for x in out], left.tolist()


def _hours(stretches, starts_s):
    """Hours of stretches within each day, by running sums."""
    begin, end = np.sort(stretches[:, 0]), np.sort(stretches[:, 1])
    covered = np.zeros(len(starts_s))
    for index, edge in enumerate(starts_s):
        covered[index] = np.maximum(edge - begin, 0).sum() - np.maximum(edge - end, 0).sum()
    return np.diff(covered) / 3600
