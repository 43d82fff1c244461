"""scikit-mobility: stay locations, clusters and its home location."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import skmob
from positions import daily, fixes_from, metres, seconds_of
from skmob.measures.individual import home_location
from skmob.preprocessing import clustering, detection
from telling import repeated, tell

warnings.filterwarnings("ignore")
path, truth_path = sys.argv[1:]
truth = json.loads(Path(truth_path).read_text())
frame = fixes_from(path)
local = frame.assign(time=frame["time"].dt.tz_convert(truth["zone"]).dt.tz_localize(None), uid=0)
utc = frame.assign(time=frame["time"].dt.tz_localize(None), uid=0)


def frames(table):
    """Its own kind of data frame."""
    return skmob.TrajDataFrame(table, latitude="lat", longitude="lon", datetime="time", user_id="uid")


def work():
    """Positions → stays with clusters, and the home."""
    stays = detection.stay_locations(
        frames(utc), spatial_radius_km=0.1, minutes_for_a_stop=10.0, leaving_time=True
    )
    stays = clustering.cluster(stays, cluster_radius_km=0.1, min_samples=1)
    return stays, home_location(frames(local), show_progress=False).iloc[0]


(stays, home), warm = repeated(work, 1)
home = (float(home["lat"]), float(home["lng"]))
near = metres(stays["lat"].to_numpy(), stays["lng"].to_numpy(), *home) <= 150
spans = np.column_stack((seconds_of(stays["datetime"]), seconds_of(stays["leaving_datetime"])))[near]
hours, left = daily(
    seconds_of(frame["time"]),
    frame["lat"].to_numpy(),
    frame["lon"].to_numpy(),
    home,
    spans,
    truth["starts_s"],
)
tell(
    warm=warm, fixes=len(frame), hours=hours, left=left, home_m=round(float(metres(*home, *truth["home"])), 1)
)
