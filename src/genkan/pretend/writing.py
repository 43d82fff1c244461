"""What all writers share: where to write, and times as text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock

Target = str | Path | IO[bytes]
"""A path, or a binary stream that stays open."""


@contextmanager
def opened(target: Target) -> Iterator[IO[bytes]]:
    """The target as a binary stream; a file is closed at the end, a stream is not."""
    if isinstance(target, str | Path):
        with Path(target).open("wb") as stream:
            yield stream
    else:
        yield target


def wall_texts(clock: Clock, utc_s: npt.ArrayLike, between: str = "T") -> list[str]:
    """``2026-01-31T08:15:00`` as the wall clock shows it; ``between`` stands between date and time.

    >>> wall_texts(Clock.in_zone("Asia/Tokyo"), [0], " ")
    ['1970-01-01 09:00:00']
    """
    texts: list[str] = np.datetime_as_string(clock.local_s(utc_s).astype("datetime64[s]")).tolist()
    return texts if between == "T" else [text.replace("T", between) for text in texts]


def offset_texts(clock: Clock, utc_s: npt.ArrayLike, colon: bool = True) -> list[str]:
    """``+07:00`` (or ``+0700``) for each instant.

    >>> offset_texts(Clock.in_zone("America/St_Johns"), [0], colon=False)
    ['-0330']
    """
    offsets = clock.offset_s(utc_s)
    names = {}
    for seconds in np.unique(offsets).tolist():
        minutes = abs(seconds) // 60
        sign = "-" if seconds < 0 else "+"
        names[seconds] = f"{sign}{minutes // 60:02d}{':' if colon else ''}{minutes % 60:02d}"
    return [names[seconds] for seconds in offsets.tolist()]


def utc_texts(utc_ms: npt.ArrayLike) -> list[str]:
    """``2026-01-31T08:15:00.000Z`` for milliseconds since 1970.

    >>> utc_texts([1_500])
    ['1970-01-01T00:00:01.500Z']
    """
    stamps = np.asarray(utc_ms, np.int64).astype("datetime64[ms]")
    return [text + "Z" for text in np.datetime_as_string(stamps).tolist()]
