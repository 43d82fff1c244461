"""The published rest-activity formulas in plain numpy, written for reading and not for speed.

``table`` has shape (days, 1440): counts by wall-clock minute, NaN where nothing was heard.
"""

import numpy as np


def table_of(path):
    """Minutes by wall date of a ``timestamp,activity`` CSV."""
    import csv

    with open(path, newline="") as stream:
        rows = list(csv.reader(stream))[1:]
    walls = np.array([row[0][:19] for row in rows], "datetime64[m]").astype(np.int64)
    counts = np.array([float(row[1]) for row in rows])
    day = walls // 1440
    table = np.full((int(day[-1] - day[0]) + 1, 1440), np.nan)
    table[day - day[0], walls % 1440] = counts
    return table


def measures(table):
    """IS, IV, L5, M10, their onsets and RA of the whole table."""
    hours = table.reshape(len(table), 24, 60)
    heard = np.isfinite(hours)
    hourly = np.where(heard.any(axis=2), np.nansum(hours, axis=2) / np.maximum(heard.sum(axis=2), 1), np.nan)
    mean = np.nanmean(hourly)
    number = np.isfinite(hourly).sum(axis=0)
    by_hour = np.nanmean(hourly, axis=0)
    about = np.nansum((hourly - mean) ** 2)
    row = hourly.ravel()
    pairs = np.diff(row)
    pairs = pairs[np.isfinite(pairs)]
    average = np.nanmean(table, axis=0)
    quiet, busy = windows(average, 300), windows(average, 600)
    low, high = int(quiet.argmin()), int(busy.argmax())
    return {
        "IS": float((number * (by_hour - mean) ** 2).sum() / about),
        "IV": float((pairs**2).mean() / (about / np.isfinite(row).sum())),
        "L5": float(quiet[low]),
        "M10": float(busy[high]),
        "L5 onset": low / 60,
        "M10 onset": high / 60,
        "RA": float((busy[high] - quiet[low]) / (busy[high] + quiet[low])),
    }


def windows(average, minutes):
    """Mean of the ``minutes`` from each minute on, round the clock."""
    total = np.concatenate(([0.0], np.cumsum(np.concatenate((average, average[:minutes])))))
    return (total[minutes:] - total[:-minutes])[:1440] / minutes
