"""The people in the tests. Nobody outside this file has a name.

Aoi, 24, is the person. Mali is her mother and has her consent; Ken is her brother and has none. Nok
works at the centre, Dr Sato at the clinic. Chai is a stranger. Chai and Ken always see nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from genkan.nouns import (
    MEASURES,
    DayFlag,
    Days,
    Informant,
    ReachColumn,
    Sleeps,
    nan_columns,
)


def days_of(
    out: Iterable[int | None], first: date = date(2026, 1, 1), informant: Informant = Informant.DEVICE
) -> Days:
    """A table of days from 1 (left home), 0 (stayed), None (nobody heard)."""
    told = list(out)
    low = np.array([-1 if one is None else 3 if one else 0 for one in told], dtype=np.int8)
    high = np.array([-1 if one is None else 5 if one else 2 for one in told], dtype=np.int8)
    columns = nan_columns(len(told))
    columns["left_home"] = np.array([np.nan if one is None else float(one) for one in told])
    columns["hours_out"] = np.array([np.nan if one is None else 4.0 * one for one in told])
    for name in MEASURES:
        if name.startswith("heard_"):
            columns[name] = np.zeros(len(told))
    columns["heard_staying_in"] = np.array([0.0 if one is None else 1.0 for one in told])
    return Days(
        first=first,
        columns=columns,
        reach={informant: ReachColumn(low, high)},
        sleeps=no_sleeps(),
        flags=(DayFlag(first + timedelta(days=1), "exam", Informant.FAMILY),),
        told_by={"hours_out": ("position",)},
        zones=("Asia/Bangkok",),
    )


def no_sleeps() -> Sleeps:
    """Nobody heard any sleep."""
    none = np.empty(0)
    return Sleeps(np.empty(0, np.int32), none, none, np.empty(0, np.bool_), ())
