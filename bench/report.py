"""Words and tables that ``run.py`` and ``accuracy.py`` share."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], left: int = 1) -> str:
    """A Markdown table; the first ``left`` columns and the last stand left, numbers stand right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max([len(head), *(len(row[i]) for row in cells)]) for i, head in enumerate(heads)]
    last = len(heads) - 1

    def line(row: Sequence[str]) -> str:
        parts = [
            text.ljust(width) if i < left or i == last else text.rjust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(parts)} |"

    rule = "|".join(
        f" {'-' * width} " if i < left or i == last else f" {'-' * (width - 1)}: "
        for i, width in enumerate(widths)
    )
    return "\n".join([line(heads), f"|{rule}|", *(line(row) for row in cells)])


def figure(number: float | None, digits: int = 3) -> str:
    """A number with so many significant digits, a dash for none.

    >>> figure(1234.5), figure(0.01234), figure(None)
    ('1,234', '0.0123', '–')
    """
    if number is None or number != number:
        return "–"
    if abs(number) >= 10 ** (digits - 1):
        return f"{number:,.0f}"
    return f"{number:.{digits}g}"


def made_by(command: str) -> str:
    """With what, when and on what kind of machine; never its name."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "polars", "ijson"))
    return (
        f"Made by `{command}` on {datetime.now(UTC):%Y-%m-%d}: {_processor()}, {os.cpu_count()} cores in "
        f"use, "
        f"{_memory_gib():.0f} GiB, {platform.system()}, Python {platform.python_version()}, {packages}.\n"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
