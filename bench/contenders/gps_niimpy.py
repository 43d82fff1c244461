"""niimpy: both of its location feature sets in one-day windows, on the first ``days`` of the file."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from niimpy.preprocessing import location
from positions import fixes_from
from telling import repeated, tell

warnings.filterwarnings("ignore")
path, truth_path, days = sys.argv[1:]
truth = json.loads(Path(truth_path).read_text())
frame = fixes_from(path)
local = frame.set_index(frame["time"].dt.tz_convert(truth["zone"]))
local = local[local.index < local.index[0].normalize() + np.timedelta64(int(days), "D")]
table = local.rename(columns={"lat": "latitude", "lon": "longitude"})[["latitude", "longitude"]]
table = table.assign(user="one", device="phone")
chosen = {"longitude_column": "longitude", "resample_args": {"rule": "1D"}}


def work():
    """Its two feature sets."""
    return (
        location.location_significant_place_features(table.copy(), **chosen),
        location.location_distance_features(table.copy(), **chosen),
    )


(places, _), warm = repeated(work, 1)
out = (places["n_static"] + places["n_moving"] - places["n_home"]).to_numpy(dtype=float) / 60
tell(
    warm=warm,
    fixes=len(table),
    hours=[round(float(value), 4) for value in out],
    left=[bool(value > 150) for value in places["max_dist_home"].fillna(0)],
    home_m=None,
)
