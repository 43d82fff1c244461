"""Stones on six floors: every try of a small step, in the order in which they were made, up and down.

A step done is a full stone, one done in part a half-filled one, one that was not for that day an open ring.
The pale line is the furthest floor done so far; it never falls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from genkan.knowledge import month_told, sentence
from genkan.nouns import Reach
from genkan.pictures.canvas import Canvas

TOP, BOTTOM, FLOOR = 12.0, 24.0, 34.0
LEAST_STEP = 15.0  # between two stones


@dataclass(frozen=True, slots=True)
class Mark:
    """One stone: ``outcome`` is done, partly or not_today; ``furthest`` the furthest floor done by then."""

    day: date
    reach: Reach
    outcome: str
    furthest: Reach | None


def stones_on(width: float) -> int:
    """How many stones a picture of this width holds."""
    return int((width - _left(width) - 16) / LEAST_STEP)


def stones(marks: Sequence[Mark], lang: str, width: float) -> Canvas:
    """The newest stones for a width of 320 to 960 units."""
    shown = marks[-stones_on(width) :]
    done = sum(one.outcome == "done" for one in shown)
    facts = {"tries": len(shown), "done": done, "partly": sum(one.outcome == "partly" for one in shown)}
    canvas = Canvas(
        width,
        TOP + 6 * FLOOR + BOTTOM,
        sentence("people.steps.path_drawn", lang),
        sentence("people.steps.path_describes", lang, **facts),
        lang,
    )
    _floors(canvas, lang, width)
    step = min(max((width - _left(width) - 16) / max(len(shown), 1), LEAST_STEP), 40.0)
    xs = [_left(width) + 12 + step * place for place in range(len(shown))]
    _furthest(canvas, shown, xs, step)
    canvas.line([(x, _y(one.reach)) for x, one in zip(xs, shown, strict=True)], "quiet", 1.0, 0.5)
    for x, one in zip(xs, shown, strict=True):
        _stone(canvas, x, one)
    _months(canvas, shown, xs, lang)
    return canvas


def _left(width: float) -> float:
    return 76.0 if width < 600 else 118.0


def _y(reach: Reach) -> float:
    return TOP + (5 - reach + 0.5) * FLOOR


def _floors(canvas: Canvas, lang: str, width: float) -> None:
    left = _left(width)
    for reach in Reach:
        if reach % 2 == 0:
            canvas.box(left, _y(reach) - FLOOR / 2, width - left - 4, FLOOR, "band")
        name = sentence(f"reach.{reach.name.lower()}", lang)
        canvas.label(left - 8, _y(reach) + 4, name, 11 if width < 600 else 13, anchor="end")


def _furthest(canvas: Canvas, shown: Sequence[Mark], xs: Sequence[float], step: float) -> None:
    points = [
        (x + side, _y(one.furthest) + FLOOR / 2 - 2)
        for x, one in zip(xs, shown, strict=True)
        if one.furthest is not None
        for side in (-step / 2, step / 2)
    ]
    canvas.line(points, "out", 3.0, 0.4)


def _stone(canvas: Canvas, x: float, one: Mark) -> None:
    tone = "out" if one.reach >= Reach.OUTSIDE else "home"
    if one.outcome == "done":
        canvas.dot(x, _y(one.reach), 6.0, tone)
        return
    canvas.ring(x, _y(one.reach), 6.0, tone)
    if one.outcome == "partly":
        canvas.dot(x, _y(one.reach), 3.0, tone)


def _months(canvas: Canvas, shown: Sequence[Mark], xs: Sequence[float], lang: str) -> None:
    """A month's name under its first stone, where there is room."""
    free = 0.0
    for place, (x, one) in enumerate(zip(xs, shown, strict=True)):
        before = shown[place - 1].day if place else None
        is_new = before is None or (before.year, before.month) != (one.day.year, one.day.month)
        if is_new and free <= x <= canvas.width - 30:
            canvas.label(x - 6, TOP + 6 * FLOOR + 17, month_told(one.day, lang), 12)
            free = x + 58
