"""niimpy: screen use by local day from AWARE's events."""

import sys
import warnings

import pandas as pd
from niimpy.preprocessing import screen
from telling import repeated, tell

warnings.filterwarnings("ignore")
path, zone = sys.argv[1:]
frame = pd.read_csv(path)
frame.index = pd.to_datetime(frame["timestamp"], unit="ms", utc=True).dt.tz_convert(zone)
table = frame[["screen_status"]].assign(user="one", device="phone")
found, warm = repeated(lambda: screen.screen_duration(table.copy(), resample_args={"rule": "1D"}), 1)
used = found["screen_use_durationtotal"]
used = used if used.dtype.kind == "f" else used.dt.total_seconds()
tell(warm=warm, by_day={str(stamp.date()): float(hours) / 3600 for stamp, hours in used.items()})
