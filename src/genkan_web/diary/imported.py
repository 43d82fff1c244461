"""Days out of files as they are kept, and single days taken out of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

UNKNOWN = -1  # reach of a day nobody says anything about


def has(text: str, day: date) -> bool:
    """Whether a kept table says anything about a day."""
    told = json.loads(text)
    at = _place(told, day)
    return at is not None and bool(_said(told, at))


def without(text: str, *days: date) -> str:
    """The same table with these days unknown."""
    told = json.loads(text)
    places = {at for day in days if (at := _place(told, day)) is not None}
    for at in places:
        _forget(told, at)
    told["columns"] = {name: values for name, values in told["columns"].items() if _any(values)}
    gone = {day.isoformat() for day in days}
    told["flags"] = [flag for flag in told["flags"] if flag[0] not in gone]
    _forget_sleeps(told["sleeps"], places)
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _place(told: dict[str, Any], day: date) -> int | None:
    at = (day - date.fromisoformat(told["first"])).days
    return at if 0 <= at < told["count"] else None


def _said(told: dict[str, Any], at: int) -> bool:
    columns = (values[at] for values in told["columns"].values())
    reach = (low[at] >= 0 for low, _ in told["reach"].values())
    wrote = (values[at] for values in told["wrote"].values())
    return any(one is not None for one in columns) or any(reach) or any(wrote) or at in told["sleeps"]["day"]


def _forget(told: dict[str, Any], at: int) -> None:
    for values in told["columns"].values():
        values[at] = None
    for low, high in told["reach"].values():
        low[at] = high[at] = UNKNOWN
    for values in told["wrote"].values():
        values[at] = False


def _forget_sleeps(sleeps: dict[str, list[Any]], places: Iterable[int]) -> None:
    kept = [number for number, day in enumerate(sleeps["day"]) if day not in set(places)]
    for name, values in sleeps.items():
        sleeps[name] = [values[number] for number in kept]


def _any(values: Sequence[Any]) -> bool:
    return any(one is not None for one in values)
