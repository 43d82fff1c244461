"""Mood and what was done: one dot for each entry, low mood left, good mood right, one row for each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genkan.knowledge import sentence
from genkan.pictures.canvas import Canvas, text_width

ROW, TOP, FOOT = 44.0, 8.0, 30.0
LOW, HIGH = 0, 10  # points of mood
NARROW = 480


@dataclass(frozen=True, slots=True)
class MoodRow:
    """One kind of thing: its name, each mood told with it (0 low … 10 good), and their middle, if enough."""

    name: str
    moods: tuple[float, ...]
    middle: float | None = None


def moods(rows: Sequence[MoodRow], lang: str, width: float = 960) -> Canvas:
    """``rows`` from top to bottom. A middle is a short line through its dots."""
    left, right = 14.0, width - 14.0
    count = sum(len(row.moods) for row in rows)
    canvas = Canvas(
        width,
        TOP + ROW * len(rows) + FOOT,
        sentence("people.sheets.activation.picture", lang),
        sentence("people.sheets.activation.describes", lang, entries=count),
        lang,
    )

    def x(mood: float) -> float:
        return left + (right - left) * (mood - LOW) / (HIGH - LOW)

    for number, row in enumerate(rows):
        _row(canvas, row, TOP + ROW * number, x)
    bottom = TOP + ROW * len(rows)
    for mood, anchor in ((LOW, "start"), (5, "middle"), (HIGH, "end")):
        canvas.label(x(mood), bottom + 18, f"{mood}", 12, anchor=anchor)
    return canvas


def _row(canvas: Canvas, row: MoodRow, top: float, x: Callable[[float], float]) -> None:
    """A name above its band, then dots; equal moods stand beside each other."""
    name, size = row.name, 12.0
    while text_width(name, size) > canvas.width - 28 and size > 9:
        size -= 0.5
    canvas.label(14, top + 13, name, size, tone="ink")
    canvas.box(x(LOW) - 6, top + 18, x(HIGH) - x(LOW) + 12, 20, "band", 1.0, 6)
    if row.middle is not None:
        canvas.line([(x(row.middle), top + 18), (x(row.middle), top + 38)], "look", 2.4)
    for mood, times in sorted(Counter(row.moods).items()):
        for number in range(min(times, 6)):
            away = (number - (min(times, 6) - 1) / 2) * 5
            canvas.dot(min(max(x(mood) + away, 10), canvas.width - 10), top + 28, 4.5, "home", 0.8)
