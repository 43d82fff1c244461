"""pyActigraphy: IS, IV, L5, M10 and RA of the same counts on the wall clock."""

import sys
import warnings

import pandas as pd
from pyActigraphy.io import BaseRaw
from telling import repeated, tell

warnings.filterwarnings("ignore")
path = sys.argv[1]
frame = pd.read_csv(path)
walls = pd.DatetimeIndex(pd.to_datetime(frame["timestamp"].str[:19]))
counts = pd.Series(frame["activity"].to_numpy(dtype=float), index=walls)
counts = counts[~counts.index.duplicated()].asfreq("1min")
raw = BaseRaw(
    name="one",
    uuid="one",
    format="CSV",
    axial_mode=None,
    start_time=counts.index[0],
    period=counts.index[-1] - counts.index[0],
    frequency=pd.Timedelta("1min"),
    data=counts,
    light=None,
)


def work():
    """Its five measures over the whole recording."""
    return {
        "IS": float(raw.IS(binarize=False)),
        "IV": float(raw.IV(binarize=False)),
        "L5": float(raw.L5(binarize=False)),
        "M10": float(raw.M10(binarize=False)),
        "RA": float(raw.RA(binarize=False)),
    }


found, warm = repeated(work, 1)
tell(warm=warm, whole=found)
