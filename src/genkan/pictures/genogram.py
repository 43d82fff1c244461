"""The family as a drawing: squares, circles, diamonds, and the lines between them (a genogram).

Drawn from a short list in the family's own words. Everything in it can be read as a list too
(``family_in_words``); neither title nor description holds anybody's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot, sqrt

from genkan.knowledge import sentence
from genkan.pictures.canvas import Canvas
from genkan.pictures.kin import TIES, Family, Muddle, Relative, Tie, decade_told, family_from
from genkan.pictures.kin_lines import LANE_STEP, Lane, Lines, Path, Port, Side
from genkan.pictures.kin_seats import seats_of
from genkan.pictures.wrapping import wrapped

EDGE = 12.0  # left and right of the drawing
SIGN = 15.0  # half of a square's side, a circle's radius
GAP = 18.0  # between the words of neighbours
CELL, WIDE_CELL, WIDE = 82.0, 104.0, 600.0  # least width of a seat; on wide sheets
LETTERS, LINE, SMALL = 12.0, 15.5, 10.5  # size of words, height of a line, size of a decade
NEAREST_LANE = 10.0  # above a row
KEY_COLUMN, KEY_SIGN = 165.0, 38.0  # least width of a column of the key, and of its signs
TONES = {"close": "out", "distant": "quiet", "conflict": "look", "looks_after": "home"}
KEYED = ("man", "woman", "unsaid", "gone", "person", "here")  # signs of people, in the order of the key

Points = list[tuple[float, float]]


def genogram(people: Sequence[Relative], ties: Sequence[Tie], lang: str, width: float) -> Canvas | Muddle:
    """The drawing, ``width`` units wide (320 or more), or what to look at again in the list."""
    family = family_from(people, ties)
    return family if isinstance(family, Muddle) else Genogram(family, lang, width).drawn()


def family_in_words(family: Family, lang: str) -> tuple[str, ...]:
    """The same facts as a list: everybody, then every tie."""
    everybody = [
        sentence("family.list.one", lang, word=one.word, facts=" · ".join(_facts(one, lang)))
        for one in family.people
    ]
    ties = [sentence(f"family.list.{tie.kind}", lang, one=tie.one, other=tie.other) for tie in family.ties]
    return (*everybody, *ties)


def _facts(one: Relative, lang: str) -> list[str]:
    born = [] if one.decade is None else [sentence("family.born", lang, decade=decade_told(one.decade, lang))]
    marks = [name for name in ("person", "gone", "here") if getattr(one, name)]
    return [sentence(f"family.sign.{name}", lang) for name in (one.sign, *marks)] + born


class Genogram:
    """One drawing under way."""

    def __init__(self, family: Family, lang: str, width: float):
        self.family, self.lang, self.width = family, lang, width
        columns = max(2, int((width - 2 * EDGE) // (WIDE_CELL if width >= WIDE else CELL)))
        self.seats = seats_of(family, columns)
        self.half = (width - 2 * EDGE) / (2 * columns)
        places = self.seats.place.values()
        middle = (max(places) + min(places)) / 2 + 1
        self.lines = Lines(family, self.seats, self.half, width / 2 - middle * self.half)
        self.words = {one.word: wrapped(one.word, LETTERS, 2 * self.half - GAP) for one in family.people}
        self.top: list[float] = []
        self.height = self._rows()

    def _rows(self) -> float:
        """The top of every row of signs, and where the last one ends."""
        y = 6.0
        for number, row in enumerate(self.seats.rows):
            lanes = self.lines.lanes_above(number)
            y += NEAREST_LANE + (LANE_STEP * lanes if lanes else 0.0)
            self.top.append(y)
            lines = max(len(self.words[word]) for word in row)
            y += 2 * SIGN + LINE * lines + LINE + 8
        return y

    def drawn(self) -> Canvas:
        """The whole sheet: home, lines, people, words, key."""
        people, rows = len(self.family.people), len(set(self.lines.row.values()))
        canvas = Canvas(
            self.width,
            self.height,
            sentence("family.genogram.title", self.lang),
            sentence("family.genogram.describes", self.lang, people=people, rows=rows),
            self.lang,
        )
        for one in self.family.people:
            if one.here:
                self._home(canvas, one)
        for path in sorted(self.lines.paths, key=lambda path: path.kind not in TONES):
            draw_tie(canvas, path.kind, [self.point(path, place) for place in range(len(path.points))])
        for one in self.family.people:
            self._one(canvas, one)
        canvas.height = key_of(self.family, canvas, self.height + 6) + 8
        return canvas

    def middle(self, word: str) -> tuple[float, float]:
        """The middle of somebody's sign."""
        return self.lines.middle(word), self.top[self.lines.row[word]] + SIGN

    def label_box(self, word: str) -> tuple[float, float, float, float]:
        """Left, top, width and height of somebody's words."""
        x, y = self.middle(word)
        wide = 2 * self.half - GAP
        return x - wide / 2, y + SIGN + 2, wide, LINE * (len(self.words[word]) + 1)

    def point(self, path: Path, place: int) -> tuple[float, float]:
        """One point of a line, in units."""
        across, down = path.points[place]
        return self._across(across), self._down(down)

    def _across(self, thing: object) -> float:
        if isinstance(thing, Side):
            x, _ = self.middle(thing.word)
            return x + thing.way * outline(self._sign(thing.word), thing.dy)
        return float(thing.x)  # type: ignore[attr-defined]

    def _down(self, thing: Lane | Port | Side) -> float:
        if isinstance(thing, Lane):
            return self.top[thing.channel] - NEAREST_LANE - LANE_STEP * thing.step
        x, y = self.middle(thing.word)
        if isinstance(thing, Side):
            return y + thing.dy
        return y - outline(self._sign(thing.word), thing.x - x)

    def _sign(self, word: str) -> str:
        return next(one.sign for one in self.family.people if one.word == word)

    def _home(self, canvas: Canvas, one: Relative) -> None:
        left, _, wide, _ = self.label_box(one.word)
        row = self.lines.row[one.word]
        top = self.top[row] - 5
        lines = len(self.words[one.word]) + (one.decade is not None)
        draw_home(canvas, left + 1, top, wide - 2, 2 * SIGN + LINE * lines + 11)

    def _one(self, canvas: Canvas, one: Relative) -> None:
        x, y = self.middle(one.word)
        draw_sign(canvas, x, y, SIGN, one)
        line = y + SIGN + LINE - 1
        for words in self.words[one.word]:
            canvas.label(x, line, words, LETTERS, "ink", "middle", bold=one.person)
            line += LINE
        if one.decade is not None:
            canvas.label(x, line - 1, decade_told(one.decade, self.lang), SMALL, "quiet", "middle")


def outline(sign: str, offset: float) -> float:
    """How far from its middle a sign reaches, ``offset`` units off its axis."""
    if sign == "woman":
        return sqrt(max(SIGN**2 - offset**2, 0.0))
    return SIGN if sign == "man" else max(SIGN * 1.15 - abs(offset), 0.0)


def draw_sign(canvas: Canvas, x: float, y: float, size: float, one: Relative) -> None:
    """A square, circle or diamond; a second line inside for the person; a cross for who has died."""
    for reach in (size, size - 4) if one.person else (size,):
        _shape(canvas, x, y, reach, one.sign)
    if one.gone:
        arm = size * (1.0 if one.sign == "man" else 0.7 if one.sign == "woman" else 0.57)
        canvas.line([(x - arm, y - arm), (x + arm, y + arm)], "ink", 1.3)
        canvas.line([(x - arm, y + arm), (x + arm, y - arm)], "ink", 1.3)


def _shape(canvas: Canvas, x: float, y: float, size: float, sign: str) -> None:
    if sign == "woman":
        canvas.ring(x, y, size, "ink")
        return
    reach = size if sign == "man" else size * 1.15
    corners: Points = (
        [(x - reach, y - reach), (x + reach, y - reach), (x + reach, y + reach), (x - reach, y + reach)]
        if sign == "man"
        else [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    )
    canvas.area(corners, "paper", 1.0)
    canvas.line([*corners, corners[0], corners[1]], "ink", 1.3)


def draw_home(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A pale field with a dashed edge: somebody who lives in this home."""
    canvas.box(x, y, width, height, "band", 1.0, 6)
    edge = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    canvas.line(edge, "unknown", 1.0, 1.0, "3 3")


def draw_tie(canvas: Canvas, kind: str, points: Points) -> None:
    """One line, each kind with a pattern of its own, so that colour never speaks alone."""
    if kind == "close":
        canvas.line(points, "out", 4.2)
        canvas.line(points, "paper", 1.6)
    elif kind == "distant":
        canvas.line(points, "quiet", 1.8, 1.0, "2 4")
    elif kind == "conflict":
        canvas.line(_zigzag(points), "look", 1.3)
    elif kind == "looks_after":
        canvas.line(points, "home", 1.4, 1.0, "6 3")
        _arrow(canvas, points)
    else:
        canvas.line(points, "ink", 1.3)
        if kind == "parted":
            _slashes(canvas, points)


def _zigzag(points: Points) -> Points:
    found: Points = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        length = hypot(to_x - x, to_y - y)
        teeth = int(length // 4)
        if teeth < 3:
            found.append((to_x, to_y))
            continue
        along, across = ((to_x - x) / length, (to_y - y) / length), ((y - to_y) / length, (to_x - x) / length)
        for tooth in range(1, teeth):
            far, lean = length * tooth / teeth, 2.4 if tooth % 2 else -2.4
            found.append((x + along[0] * far + across[0] * lean, y + along[1] * far + across[1] * lean))
        found.append((to_x, to_y))
    return found


def _arrow(canvas: Canvas, points: Points) -> None:
    """A head at the end: there somebody is looked after."""
    tip = points[-1]
    before = next((one for one in reversed(points[:-1]) if one != tip), points[0])
    length = hypot(tip[0] - before[0], tip[1] - before[1]) or 1.0
    x, y = (before[0] - tip[0]) / length, (before[1] - tip[1]) / length
    foot = (tip[0] + 8 * x, tip[1] + 8 * y)
    canvas.area([tip, (foot[0] - 4 * y, foot[1] + 4 * x), (foot[0] + 4 * y, foot[1] - 4 * x)], "home", 1.0)


def _slashes(canvas: Canvas, points: Points) -> None:
    """Two strokes across the longest level part, away from its middle, where children may hang."""
    level = [(one, other) for one, other in pairwise(points) if abs(one[1] - other[1]) < 0.1]
    one, other = max(level, key=lambda part: abs(part[0][0] - part[1][0]))
    left, right = min(one[0], other[0]), max(one[0], other[0])
    at = left + (right - left) * 0.26
    for x in (at - 2, at + 2.5):
        canvas.line([(x - 3, one[1] + 6), (x + 3, one[1] - 6)], "ink", 1.3)


def key_of(family: Family, canvas: Canvas, y: float) -> float:
    """The signs that are used and what they mean, in columns; returns where it ends."""
    used = _used(family)
    columns = max(2, int((canvas.width - 2 * EDGE) // KEY_COLUMN))
    step = (canvas.width - 2 * EDGE) / columns
    for start in range(0, len(used), columns):
        row = used[start : start + columns]
        says = [
            wrapped(sentence(f"family.sign.{name}", canvas.lang), LETTERS, step - KEY_SIGN - 4)
            for name in row
        ]
        for number, name in enumerate(row):
            x, middle = EDGE + step * number, y + 12
            _key_sign(canvas, name, x, middle)
            for line, words in enumerate(says[number]):
                canvas.label(x + KEY_SIGN, middle + 4 + LINE * line, words, LETTERS, "quiet")
        y += 9 + LINE * max(len(one) for one in says)
    return y


def _used(family: Family) -> list[str]:
    marks = {one.sign for one in family.people}
    marks |= {name for name in ("gone", "person", "here") for one in family.people if getattr(one, name)}
    kinds = {tie.kind for tie in family.ties}
    return [name for name in KEYED if name in marks] + [kind for kind in TIES if kind in kinds]


def _key_sign(canvas: Canvas, name: str, x: float, y: float) -> None:
    if name == "here":
        draw_home(canvas, x + 4, y - 8, 24, 16)
    elif name in KEYED:
        sign = name if name in ("man", "woman", "unsaid") else "unsaid"
        draw_sign(canvas, x + 16, y, 8, Relative("", sign, gone=name == "gone", person=name == "person"))
    elif name == "parent_of":
        canvas.line([(x + 4, y - 7), (x + 28, y - 7)], "ink", 1.3)
        canvas.line([(x + 16, y - 7), (x + 16, y + 8)], "ink", 1.3)
    else:
        draw_tie(canvas, name, [(x + 2, y), (x + 30, y)])
