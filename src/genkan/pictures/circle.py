"""Who does what next, as a circle: three to eight steps in own words, and where one could step out.

The first step stands on top; it goes down on the right and comes up on the left, so that it can be read
on a narrow sheet as well. The same as a list: ``circle_in_words``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from genkan.knowledge import sentence
from genkan.pictures.canvas import Canvas
from genkan.pictures.kin import Muddle
from genkan.pictures.wrapping import wrapped

LEAST, MOST = 3, 8
MOST_LETTERS = 80
EDGE, GAP = 10.0, 40.0  # beside the boxes, between the two sides
WIDEST = 250.0  # of a box
LETTERS, LINE, PAD = 13.0, 18.5, 9.0
BETWEEN = 34.0  # rows of boxes


@dataclass(frozen=True, slots=True)
class CircleStep:
    """One step. ``way``: here something else could be done; ``other``: what, in own words."""

    words: str
    way: bool = False
    other: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a step stands on the sheet."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


def circle(steps: Sequence[CircleStep], lang: str, width: float) -> Canvas | Muddle:
    """The drawing, ``width`` units wide (320 or more), or what to look at again in the steps."""
    muddle = muddle_of(steps)
    if muddle is not None:
        return muddle
    boxes = boxes_of(steps, width)
    canvas = Canvas(
        width,
        max(box.y + box.height for box in boxes) + 12,
        sentence("family.circle.title", lang),
        sentence("family.circle.describes", lang, steps=len(steps), ways=sum(_way(one) for one in steps)),
        lang,
    )
    for number, box in enumerate(boxes):
        _arrow(canvas, boxes, number)
        _box(canvas, box, steps[number], number + 1)
    _again(canvas, boxes)
    canvas.height = _ways_out(canvas, steps, canvas.height) + 6
    return canvas


def steps_from(rows: Sequence[Mapping[str, Any]]) -> tuple[CircleStep, ...]:
    """The steps of a worksheet's rows (``circle``)."""
    return tuple(
        CircleStep(
            str(row.get("words", "")).strip(), row.get("way") is True, str(row.get("other", "")).strip()
        )
        for row in rows
    )


def circle_in_words(steps: Sequence[CircleStep], lang: str) -> tuple[str, ...]:
    """The same as a list, in order."""
    return tuple(_told(number, one, lang) for number, one in enumerate(steps, start=1))


def _told(number: int, one: CircleStep, lang: str) -> str:
    words = one.words.strip()
    if one.other.strip():
        other = one.other.strip()
        return sentence("family.circle.step_with_way", lang, step=number, words=words, other=other)
    return sentence(f"family.circle.step{'_marked' if one.way else ''}", lang, step=number, words=words)


def muddle_of(steps: Sequence[CircleStep]) -> Muddle | None:
    """The first thing that keeps these steps from being drawn; None when they can be."""
    for line, one in enumerate(steps, start=1):
        if not one.words.strip():
            return Muddle("empty_step", {"line": line})
        if max(len(one.words), len(one.other)) > MOST_LETTERS:
            return Muddle("long_step", {"line": line, "most": MOST_LETTERS})
    if len(steps) < LEAST:
        return Muddle("few_steps", {"least": LEAST})
    return Muddle("many_steps", {"most": MOST, "count": len(steps)}) if len(steps) > MOST else None


def boxes_of(steps: Sequence[CircleStep], width: float) -> list[Box]:
    """Where every step stands: on top, down on the right, at the foot, up on the left."""
    wide = min(WIDEST, (width - 2 * EDGE - GAP) / 2)
    count = len(steps)
    side = (count - 1) // 2
    foot = [[count // 2]] if count % 2 == 0 else []
    rows = [[0], *([1 + row, count - 1 - row] for row in range(side)), *foot]
    lines = [wrapped(one.words, LETTERS, wide - 2 * PAD - 16) for one in steps]
    places: dict[int, Box] = {}
    y = 14.0
    for row in rows:
        high = max(_height(lines[number]) for number in row)
        for place, number in enumerate(row):
            x = (width - wide) / 2 if len(row) == 1 else width / 2 + (GAP / 2, -GAP / 2 - wide)[place]
            own = _height(lines[number])
            places[number] = Box(x, y + (high - own) / 2, wide, own, lines[number])
        y += high + BETWEEN
    return [places[number] for number in range(count)]


def _height(lines: Sequence[str]) -> float:
    return LINE * len(lines) + 2 * PAD


def _way(one: CircleStep) -> bool:
    return one.way or bool(one.other.strip())


def _box(canvas: Canvas, box: Box, one: CircleStep, number: int) -> None:
    canvas.box(box.x, box.y, box.width, box.height, "band", 1.0, 10)
    if _way(one):
        x, y, right, foot = box.x, box.y, box.x + box.width, box.y + box.height
        edge = [(x + 4, y), (right - 4, y), (right, y + 4), (right, foot - 4), (right - 4, foot)]
        edge += [(x + 4, foot), (x, foot - 4), (x, y + 4), (x + 4, y)]
        canvas.line(edge, "out", 1.8, 1.0, "5 4")
        _door(canvas, right - 13, y + 1)
    canvas.label(box.x + PAD, box.y + PAD + LINE - 5, str(number), 11, "quiet", bold=True)
    for row, words in enumerate(box.lines):
        canvas.label(box.x + PAD + 14, box.y + PAD + LINE * (row + 1) - 5, words, LETTERS, "ink")


def _door(canvas: Canvas, x: float, y: float) -> None:
    """A small diamond on the edge: a way out."""
    canvas.diamond(x, y, 7, "out")
    canvas.diamond(x, y, 3, "paper")


def _arrow(canvas: Canvas, boxes: Sequence[Box], number: int) -> None:
    """From a step to the next: a bow where it turns, straight where it goes up or down."""
    one, other = boxes[number], boxes[(number + 1) % len(boxes)]
    (x, y), (to_x, to_y) = one.centre, other.centre
    if abs(y - to_y) < max(one.height, other.height) / 2:  # side by side at the foot
        way = 1 if to_x > x else -1
        _bow(canvas, (x + way * one.width / 2, y), None, (to_x - way * other.width / 2, to_y))
    elif abs(x - to_x) < 1:
        down = 1 if to_y > y else -1
        _bow(canvas, (x, y + down * one.height / 2), None, (x, to_y - down * other.height / 2))
    else:
        _turn(canvas, one, other)


def _turn(canvas: Canvas, one: Box, other: Box) -> None:
    (x, y), (to_x, to_y) = one.centre, other.centre
    down = 1 if to_y > y else -1
    between = (x + to_x) / 2
    start = (between, y + down * one.height / 2)
    end = (to_x + (x - to_x) * 0.2, to_y - down * other.height / 2)
    bend = (end[0], (start[1] + end[1]) / 2 - down * 2)
    _bow(canvas, start, bend, end)


def _bow(
    canvas: Canvas,
    start: tuple[float, float],
    bend: tuple[float, float] | None,
    end: tuple[float, float],
) -> None:
    bent = bend or ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    points = [_on_curve(start, bent, end, share / 10) for share in range(11)]
    canvas.line(points, "home", 1.8)
    (x, y), (before_x, before_y) = end, points[-3]
    length = hypot(x - before_x, y - before_y) or 1.0
    lean = ((before_x - x) / length * 8, (before_y - y) / length * 8)
    foot = (x + lean[0], y + lean[1])
    aside = (lean[1] * 0.55, lean[0] * 0.55)
    wings = [(foot[0] - aside[0], foot[1] + aside[1]), (foot[0] + aside[0], foot[1] - aside[1])]
    canvas.area([end, *wings], "home", 1.0)


def _on_curve(
    start: tuple[float, float], bend: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    rest = 1 - share
    x = rest * rest * start[0] + 2 * rest * share * bend[0] + share * share * end[0]
    y = rest * rest * start[1] + 2 * rest * share * bend[1] + share * share * end[1]
    return x, y


def _again(canvas: Canvas, boxes: Sequence[Box]) -> None:
    """Beside the last arrow: that it begins again."""
    first = boxes[0]
    says = sentence("family.circle.again", canvas.lang)
    canvas.label(first.x - 12, first.y + first.height + 12, says, 11, "quiet", "end")


def _ways_out(canvas: Canvas, steps: Sequence[CircleStep], y: float) -> float:
    """Under the circle: at which step something else could be done, and what."""
    ways = [(number, one) for number, one in enumerate(steps, start=1) if _way(one)]
    if not ways:
        return y
    _door(canvas, EDGE + 8, y + 8)
    canvas.label(EDGE + 22, y + 12, sentence("family.circle.other", canvas.lang), 12, "quiet")
    y += LINE + 4
    for number, one in ways:
        told = sentence("family.circle.at", canvas.lang, step=number, other=one.other.strip() or "…")
        for words in wrapped(told, LETTERS, canvas.width - 2 * EDGE - 22):
            canvas.label(EDGE + 22, y + 12, words, LETTERS, "ink")
            y += LINE
    return y
