"""The page of the load test, from what every part left behind."""

from __future__ import annotations

from pathlib import Path


def page(_: Path) -> str:
    return ""
