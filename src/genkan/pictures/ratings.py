"""How meetings were, over time: one quiet band a question, its own earlier answers beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from genkan.knowledge import date_told
from genkan.pictures.canvas import Canvas
from genkan.pictures.wrapping import wrapped

EDGE = 14.0
BAND = 46.0  # height of 0 to 10
LETTERS, LINE, SMALL = 12.5, 17.0, 11.0
GAP = 16.0


@dataclass(frozen=True, slots=True)
class Rated:
    """One question and its answers, one a meeting in order; None: left open that time."""

    asks: str
    answers: tuple[float | None, ...]


def rating_lines(
    days: Sequence[date], rated: Sequence[Rated], words: tuple[str, str], lang: str, width: float
) -> Canvas:
    """The bands under each other, 0 at the foot and 10 on top; ``words``: title and description."""
    canvas = Canvas(width, 0.0, *words, lang)
    y = 4.0
    for one in rated:
        for row in wrapped(one.asks, LETTERS, width - 2 * EDGE):
            y += LINE
            canvas.label(EDGE, y - 4, row, LETTERS, "ink")
        _band(canvas, y + 4, one.answers, len(days))
        y += BAND + GAP
    canvas.label(EDGE, y + 2, date_told(days[0], lang), SMALL, "quiet")
    canvas.label(width - EDGE, y + 2, date_told(days[-1], lang), SMALL, "quiet", "end")
    canvas.height = y + 12
    return canvas


def _band(canvas: Canvas, top: float, answers: Sequence[float | None], count: int) -> None:
    """A pale band, a dot for each answer, a line only between meetings that follow each other."""
    wide = canvas.width - 2 * EDGE
    canvas.box(EDGE, top, wide, BAND, "band", 1.0, 6)
    step = (wide - 24) / max(count - 1, 1)
    dots = [
        None if one is None else (EDGE + 12 + step * at, top + BAND - 6 - (BAND - 12) * one / 10)
        for at, one in enumerate(answers)
    ]
    for one, other in pairwise(dots):
        if one is not None and other is not None:
            canvas.line([one, other], "home", 1.4)
    for dot in dots:
        if dot is not None:
            canvas.ring(*dot, 4, "home")
