"""trackintel: staypoints, locations, home by its own rule; ``gap`` in minutes is its gap limit."""

import json
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import trackintel as ti
from positions import daily, fixes_from, metres, seconds_of
from telling import repeated, tell

warnings.filterwarnings("ignore")
path, truth_path, gap = sys.argv[1:]
truth = json.loads(Path(truth_path).read_text())
frame = fixes_from(path)


def work():
    """Positions → staypoints with their places, and the place called home."""
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326")
    fixes = gpd.GeoDataFrame(
        {"user_id": 0, "tracked_at": frame["time"].dt.tz_convert(truth["zone"])}, geometry=points
    )
    fixes = ti.Positionfixes(fixes.rename_geometry("geom"))
    limit = {} if gap == "default" else {"gap_threshold": float(gap)}
    _, stays = fixes.generate_staypoints(method="sliding", **limit)
    stays = stays.create_activity_flag()
    stays, places = stays.generate_locations(epsilon=100, num_samples=1, agg_level="dataset")
    named = ti.analysis.location_identifier(stays, method="OSNA", pre_filter=False)
    return named, places


(stays, places), warm = repeated(work, 1)
at_home = stays[stays["purpose"] == "home"]
chosen = at_home["location_id"].mode().iloc[0]
centre = places.loc[chosen, "center"]
held = stays[stays["location_id"] == chosen]
spans = np.column_stack((seconds_of(held["started_at"]), seconds_of(held["finished_at"])))
hours, left = daily(
    seconds_of(frame["time"]),
    frame["lat"].to_numpy(),
    frame["lon"].to_numpy(),
    (centre.y, centre.x),
    spans,
    truth["starts_s"],
)
away = metres(centre.y, centre.x, *truth["home"])
tell(warm=warm, fixes=len(frame), hours=hours, left=left, home_m=round(float(away), 1))
