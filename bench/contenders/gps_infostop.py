"""infostop: labelled stays; home is our glue: the label with the longest dwell."""

import json
import sys
from pathlib import Path

import numpy as np
from infostop import Infostop
from positions import daily, fixes_from, metres, seconds_of
from telling import repeated, tell

path, truth_path = sys.argv[1:]
truth = json.loads(Path(truth_path).read_text())
frame = fixes_from(path)
times = seconds_of(frame["time"])
lat, lon = frame["lat"].to_numpy(), frame["lon"].to_numpy()
lon = np.clip(lon, -179.999999, 179.999999)  # it refuses exactly 180
table = np.column_stack((lat, lon, times)).astype(np.float64)
labels, warm = repeated(
    lambda: Infostop(r1=50, r2=50, min_staying_time=600, max_time_between=7_200).fit_predict(table), 1
)
labels = np.asarray(labels)
edges = np.flatnonzero((np.diff(labels) != 0) | (np.diff(times) > 7_200)) + 1
first, last = np.concatenate(([0], edges)), np.concatenate((edges, [len(labels)])) - 1
dwell = {}
for a, b in zip(first, last, strict=True):
    if labels[a] >= 0:
        dwell[labels[a]] = dwell.get(labels[a], 0) + times[b] - times[a]
chosen = max(dwell, key=dwell.get)
home = (float(np.median(lat[labels == chosen])), float(np.median(lon[labels == chosen])))
at_home = labels[first] == chosen
spans = np.column_stack((times[first], times[last]))[at_home]
hours, left = daily(times, lat, lon, home, spans, truth["starts_s"])
tell(
    warm=warm, fixes=len(frame), hours=hours, left=left, home_m=round(float(metres(*home, *truth["home"])), 1)
)
