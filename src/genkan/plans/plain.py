"""Plain values from outside (JSON), checked one by one. Every problem is Refused with the place's name.

``file``: what the whole is called in the refusal.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date
from typing import Any

from genkan.nouns import Refused, Trouble

FILE = "ladder"
FIRST_YEAR, LAST_YEAR = 2000, 2100


def refused(where: object, expected: str = "", file: str = FILE) -> Refused:
    """What is raised for a value that cannot be."""
    return Refused(Trouble.BAD_VALUES, file, str(where)[:40], expected)


def table(value: Any, where: str, known: Collection[str], file: str = FILE) -> dict[str, Any]:
    """A table with known names only."""
    if not isinstance(value, dict):
        raise refused(where, "{…}", file)
    for name in value:
        if name not in known:
            raise refused(name, ", ".join(known), file)
    return value


def points(value: Any, where: str) -> float:
    """A number from 0 to 100."""
    right = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100
    if not right or math.isnan(value):
        raise refused(where, "0–100")
    return float(value)


def day(value: Any, where: str, file: str = FILE) -> date:
    """A date such as 2026-03-01."""
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise refused(where, "2026-03-01", file) from None
    if not FIRST_YEAR <= found.year < LAST_YEAR:
        raise refused(where, f"{FIRST_YEAR}–{LAST_YEAR - 1}", file)
    return found


def one_of(value: Any, where: str, known: Collection[str], file: str = FILE) -> str:
    """A word among those that are known."""
    if not isinstance(value, str) or value not in known:
        raise refused(where, ", ".join(known), file)
    return value


def names(value: Any, where: str) -> tuple[str, ...]:
    """A list of ids."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise refused(where, "[…]")
    return tuple(name(one, where) for one in value)


def name(value: Any, where: str) -> str:
    """An id: letters, digits and underscores, not long."""
    if not isinstance(value, str) or not value.isidentifier() or len(value) > 40:
        raise refused(where, "a_name")
    return value
