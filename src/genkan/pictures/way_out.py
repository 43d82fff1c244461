"""The way out: days run right, reach runs up on six quiet floors, the stage runs beneath."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from genkan.knowledge import date_told, month_told, sentence, year_told
from genkan.nouns import Between, Days, Informant, Reach, StageReading, State
from genkan.pictures.canvas import Canvas, text_width

STATES = tuple(State)
SAID = (Informant.PERSON, Informant.FAMILY, Informant.WORKER, Informant.CLINIC)
RIBBON_TONES = {
    State.NOT_MET: ("out", 0.30),
    State.ISOLATED: ("out", 0.55),
    State.TOO_EARLY: ("home", 0.18),
    State.PRE: ("home", 0.36),
    State.MILD: ("home", 0.55),
    State.MODERATE: ("home", 0.75),
    State.SEVERE: ("home", 1.0),
    State.MET: ("home", 0.75),
}


@dataclass(frozen=True, slots=True)
class Pin:
    """A day on which a change was told, and between which days it may have begun (None: not told again).

    With a name it is a day on which something began: a line through all floors, its name above it.
    """

    day: date
    since: Between | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where days and floors lie on the sheet."""

    left: float
    top: float
    width: float
    floor: float  # height of one floor
    days: int

    @property
    def day(self) -> float:
        """Width of one day."""
        return self.width / max(self.days, 1)

    @property
    def bottom(self) -> float:
        """The lowest line of the six floors."""
        return self.top + 6 * self.floor

    def x(self, index: float) -> float:
        """Left edge of a day."""
        return self.left + index * self.day

    def y(self, reach: float) -> float:
        """Middle of a floor."""
        return self.bottom - (reach + 0.5) * self.floor


def runs_of(values: npt.NDArray[np.generic]) -> Iterator[tuple[int, int]]:
    """(first, past the last) of each run of equal values."""
    if not len(values):
        return
    edges = np.flatnonzero(values[1:] != values[:-1]) + 1
    starts = [0, *edges.tolist()]
    yield from zip(starts, [*starts[1:], len(values)], strict=True)


def way_out(
    days: Days,
    stage: StageReading,
    lang: str,
    width: float = 960,
    link: Callable[[date], str] | None = None,
    pins: Sequence[Pin] = (),
) -> Canvas:
    """The main picture for a width of 320 to 1200 units; ``link`` names the page of a week.

    ``pins`` are the concerns that were told; each is one small drop under the days.
    """
    narrow = width < 600
    plot = Plot(
        left=76 if narrow else 118,
        top=50,
        width=width - (82 if narrow else 134),
        floor=34 if narrow else 40,
        days=len(days),
    )
    canvas = Canvas(width, plot.bottom, sentence("picture.title", lang), _described(days, stage, lang), lang)
    low, high, disagree = days.reach_together()
    _floors(canvas, plot, lang, narrow)
    _silence(canvas, plot, low, lang)
    _began(canvas, plot, days, pins)
    if plot.day < 2:
        _weeks(canvas, plot, low, high)
    else:
        _reach(canvas, plot, low, high)
        _device(canvas, plot, days)
    _informants(canvas, plot, days)
    _disagreements(canvas, plot, disagree)
    _flags(canvas, plot, days, lang)
    month_axis(canvas, plot.x, plot.day, days, plot.bottom + 16, lang)
    lanes = _who_told(canvas, plot, days, plot.bottom + 40, lang, narrow)
    lanes = _pins(canvas, plot, days, [pin for pin in pins if not pin.name], lanes, lang, narrow)
    _named(canvas, plot, days, [pin for pin in pins if pin.name])
    _ribbon(canvas, plot, days, stage, lanes + 12, lang)
    if link is not None:
        _week_links(canvas, plot, days, lang, link)
    return canvas


def _described(days: Days, stage: StageReading, lang: str) -> str:
    left = days["left_home"]
    return sentence(
        "picture.describes",
        lang,
        first=days.first,
        last=days.last,
        out=int(np.nansum(left == 1)),
        home=int(np.nansum(left == 0)),
        unknown=int(np.isnan(left).sum()),
        state=sentence(f"state_short.{stage.state.value}", lang),
    )


def _floors(canvas: Canvas, plot: Plot, lang: str, narrow: bool) -> None:
    for reach in Reach:
        top = plot.bottom - (reach + 1) * plot.floor
        if reach % 2 == 0:
            canvas.box(plot.left, top, plot.width, plot.floor, "band")
        name = sentence(f"reach.{reach.name.lower()}", lang)
        size = 11 if narrow else 13
        canvas.label(plot.left - 8, top + plot.floor / 2 + 4, name, size, anchor="end")
    threshold = plot.bottom - 3 * plot.floor
    canvas.line([(plot.left, threshold), (plot.left + plot.width, threshold)], "quiet", 1, 0.7, "2 3")


def _silence(canvas: Canvas, plot: Plot, low: npt.NDArray[np.int8], lang: str) -> None:
    silent = low < 0
    for start, end in runs_of(silent):
        if not silent[start]:
            continue
        x, width = plot.x(start), plot.day * (end - start)
        canvas.hatch(x, plot.top, width, 6 * plot.floor)
        if width > 90:
            canvas.label(
                x + width / 2,
                plot.bottom - plot.floor * 0.5 + 4,
                sentence("picture.silence", lang),
                11,
                anchor="middle",
            )


def _reach(canvas: Canvas, plot: Plot, low: npt.NDArray[np.int8], high: npt.NDArray[np.int8]) -> None:
    """A soft mark on its floor for every day; an interval is a faded span."""
    pill = plot.floor * 0.56
    gap = 0.6 if plot.day > 4 else 0.0
    tiles: dict[tuple[str, float], list[tuple[float, float, float, float]]] = {}
    for start, end in runs_of(low.astype(np.int16) * 16 + high):
        bottom, top = int(low[start]), int(high[start])
        if bottom < 0 or (bottom == 0 and top == int(Reach.PART)):
            continue
        tone = "out" if bottom >= Reach.OUTSIDE else "home" if top <= Reach.DOORSTEP else "unknown"
        opacity = {0: 0.9, 1: 0.55, 2: 0.4}.get(top - bottom, 0.25)
        y = plot.y(top) - pill / 2
        tall = plot.y(bottom) + pill / 2 - y
        days = range(start, end) if gap else [start]
        wide = plot.day - gap if gap else plot.day * (end - start)
        tiles.setdefault((tone, opacity), []).extend((plot.x(day), y, wide, tall) for day in days)
    for (tone, opacity), places in tiles.items():
        canvas.tiles(places, tone, opacity)


def _weeks(canvas: Canvas, plot: Plot, low: npt.NDArray[np.int8], high: npt.NDArray[np.int8]) -> None:
    """Where days are too narrow to see: one tile a week and floor, darker with more days on it."""
    each = 7 * max(1, round(7 / (plot.day * 7)))
    vague = (low < 0) | ((low == 0) & (high == int(Reach.PART)))
    parts = np.where(vague, 0.0, 1.0 / np.maximum(high - low + 1, 1))
    for reach in Reach:
        here = np.where((low <= reach) & (high >= reach), parts, 0.0)
        for start in range(0, len(low), each):
            block = here[start : start + each]
            share = float(block.sum()) / each
            if share > 0.02:
                tone = "out" if reach >= Reach.OUTSIDE else "home"
                canvas.box(
                    plot.x(start),
                    plot.y(reach) - plot.floor * 0.42,
                    plot.day * len(block) - 0.5,
                    plot.floor * 0.84,
                    tone,
                    round(min(0.95, 0.08 + share * 1.3), 2),
                    1.5,
                )


def _device(canvas: Canvas, plot: Plot, days: Days) -> None:
    """A thin line just above the doorstep when the device was out, just below when it stayed."""
    column = days.reach.get(Informant.DEVICE)
    if column is None:
        return
    threshold = plot.bottom - 3 * plot.floor
    side = np.where(column.low >= Reach.OUTSIDE, 1, np.where((column.high >= 0) & (column.high < 3), -1, 0))
    points: list[tuple[float, float]] = []
    for start, end in runs_of(side):
        if side[start] == 0:
            canvas.line(points, "ink", 1.1, 0.75)
            points = []
            continue
        y = threshold - side[start] * 5
        points += [(plot.x(start), y), (plot.x(end), y)]
    canvas.line(points, "ink", 1.1, 0.75)


def _informants(canvas: Canvas, plot: Plot, days: Days) -> None:
    """Each informant's own mark, where days are wide enough to hold one."""
    if plot.day < 5:
        return
    radius = min(plot.day * 0.42, 5.0)
    for informant in SAID:
        column = days.reach.get(informant)
        if column is None:
            continue
        for index in np.flatnonzero(column.low >= 0):
            x = plot.x(index + 0.5)
            low, high = int(column.low[index]), int(column.high[index])
            if low == 0 and high == int(Reach.PART):
                continue
            if high > low:
                canvas.line([(x, plot.y(low)), (x, plot.y(high))], "ink", 0.9, 0.5)
            _mark(canvas, informant, x, plot.y((low + high) / 2), radius)


def _mark(canvas: Canvas, informant: Informant, x: float, y: float, radius: float) -> None:
    if informant is Informant.PERSON:
        canvas.dot(x, y, radius, "ink")
    elif informant is Informant.FAMILY:
        canvas.ring(x, y, radius, "ink")
    else:
        canvas.diamond(x, y, radius * 1.2, "ink")


def _who_told(canvas: Canvas, plot: Plot, days: Days, top: float, lang: str, narrow: bool) -> float:
    """A thin lane for each informant: the days on which they said something. Returns the lanes' end."""
    for informant in Informant:
        column = days.reach.get(informant)
        if column is None or not (column.low >= 0).any():
            continue
        said = column.low >= 0
        lane = [(plot.x(a), top, plot.day * (b - a), 5.0) for a, b in runs_of(said) if said[a]]
        canvas.box(plot.left, top, plot.width, 5, "band")
        canvas.tiles(lane, "ink", 0.55)
        name = sentence(f"informant_short.{informant.value}", lang)
        canvas.label(plot.left - 8, top + 6, name, 10 if narrow else 11, anchor="end")
        top += 13
    return top


def _began(canvas: Canvas, plot: Plot, days: Days, pins: Sequence[Pin]) -> None:
    """A pale stretch over all floors: when the change of the last pin may have begun."""
    for pin in pins:
        if pin.since is None or pin.since.earliest is None or pin.since.latest is None:
            continue
        start = max((pin.since.earliest - days.first).days, 0)
        end = min((pin.since.latest - days.first).days + 1, len(days))
        if end > start:
            canvas.box(plot.x(start), plot.top, plot.day * (end - start), 6 * plot.floor, "look", 0.14)


def _pins(
    canvas: Canvas, plot: Plot, days: Days, pins: Sequence[Pin], top: float, lang: str, narrow: bool
) -> float:
    """A lane of drops, one for each day a change was told. Returns the lane's end."""
    places = [index for pin in pins if (index := days.index_of(pin.day)) is not None]
    if not places:
        return top
    canvas.box(plot.left, top, plot.width, 9, "band")
    for index in places:
        x = plot.x(index + 0.5)
        canvas.area([(x, top + 11), (x - 5, top + 2), (x + 5, top + 2)], "look", 1.0)
        canvas.dot(x, top, 5, "look")
    name = sentence("concerns.page.pin", lang)
    canvas.label(plot.left - 8, top + 8, name, 10 if narrow else 11, anchor="end")
    return top + 19


def _named(canvas: Canvas, plot: Plot, days: Days, pins: Sequence[Pin]) -> None:
    """A quiet line where something began, its name beside the line, on the side with room."""
    for pin in pins:
        index = days.index_of(pin.day)
        if index is None:
            continue
        x = plot.x(index)
        canvas.line([(x, plot.top - 4), (x, plot.top + 6 * plot.floor)], "look", 1.6, dash="5 3")
        room = plot.left + plot.width - x
        name = pin.name
        while name and text_width(f"{name}…", 12) * 1.1 > max(room, x - plot.left) - 8:
            name = name[:-1]
        shown = name if name == pin.name else f"{name}…"
        wide = text_width(shown, 12) * 1.1
        right = wide <= room - 6
        canvas.box(x + 3 if right else x - 7 - wide, plot.top + 1, wide + 4, 17, "paper", 0.9, 4)
        anchor = "start" if right else "end"
        canvas.label(x + 5 if right else x - 5, plot.top + 14, shown, 12, "ink", anchor, bold=True)


def _disagreements(canvas: Canvas, plot: Plot, disagree: npt.NDArray[np.bool_]) -> None:
    for index in np.flatnonzero(disagree):
        canvas.dot(plot.x(index + 0.5), plot.top - 4, 2.4, "look")


def _flags(canvas: Canvas, plot: Plot, days: Days, lang: str) -> None:
    """Small flags with their word; a word that would touch the one before stands a line higher."""
    free_from = [-1e9, -1e9]
    shown: tuple[str, date] | None = None
    for flag in days.flags:
        index = days.index_of(flag.day)
        again = shown is not None and shown[0] == flag.kind and flag.day - shown[1] <= timedelta(days=2)
        shown = (flag.kind, flag.day)
        if index is None or again:
            continue
        x = plot.x(index + 0.5)
        name = sentence(f"flag.{flag.kind}", lang)
        room = text_width(name, 11) + 14
        row = next((row for row in (0, 1) if x >= free_from[row]), None)
        y = plot.top - 16 - 15 * (row or 0)
        canvas.line([(x, y + 4), (x, plot.bottom)], "look", 0.8, 0.35)
        canvas.area([(x, y - 4), (x + 8, y), (x, y + 4)], "look", 0.9)
        if row is not None:
            end = x + room > plot.left + plot.width
            canvas.label(x - 4 if end else x + 11, y + 4, name, 11, "look", "end" if end else "start")
            free_from[row] = x + room + 8


def month_axis(
    canvas: Canvas, x: Callable[[float], float], day: float, days: Days, y: float, lang: str
) -> None:
    """Month names under a picture; the year where it begins."""
    months = [day_ for day_ in days.dates() if day_.day == 1]
    every = max(1, -(-44 // max(1, int(day * 30.4))))
    if day * 30.4 * every < 44:
        every += 1
    for number, first in enumerate(months):
        at = x((first - days.first).days)
        canvas.line([(at, y - 14), (at, y - 9)], "quiet", 0.8)
        if (first.month - 1) % every == 0 or len(months) <= 2:
            name = month_told(first, lang)
            if at + 2 + text_width(name, 11) < canvas.width:
                canvas.label(at + 2, y, name, 11)
        near_new_year = first.month > 1 and day * 30.4 * (13 - first.month) < 36
        if first.month == 1 or (number == 0 and not near_new_year):
            canvas.label(at + 2, y + 13, year_told(first, lang), 11)


def _ribbon(canvas: Canvas, plot: Plot, days: Days, stage: StageReading, top: float, lang: str) -> None:
    present: list[State] = []
    for start, end in runs_of(stage.ribbon):
        state = STATES[int(stage.ribbon[start])]
        x, width = plot.x(start), plot.day * (end - start)
        if state is State.CANNOT_TELL:
            canvas.box(x, top, width, 14, "band")
            canvas.hatch(x, top, width, 14)
        else:
            tone, opacity = RIBBON_TONES[state]
            canvas.box(x, top, width, 14, tone, opacity)
        if state not in present:
            present.append(state)
    _since_edge(canvas, plot, days, stage, top)
    _ribbon_words(canvas, plot, present, top, lang)


def _since_edge(canvas: Canvas, plot: Plot, days: Days, stage: StageReading, top: float) -> None:
    """The range in which it began, as a bracket over the ribbon."""
    latest = stage.since.latest
    if latest is None:
        return
    first = max((stage.since.earliest or days.first), days.first)
    left, right = ((day - days.first).days for day in (first, latest))
    if 0 <= right <= len(days):
        start, end = plot.x(max(left, 0)), plot.x(right + 1)
        canvas.line([(start, top - 1), (start, top - 5), (end, top - 5), (end, top - 1)], "ink", 1.0)


def _ribbon_words(canvas: Canvas, plot: Plot, present: list[State], top: float, lang: str) -> None:
    begin = plot.left if canvas.width >= 600 else 10.0
    x, y = begin, top + 34
    for state in present:
        name = sentence(f"state_short.{state.value}", lang)
        room = 34 + text_width(name, 12)
        if x + room > plot.left + plot.width + 20 and x > begin:
            x, y = begin, y + 18
        if state is State.CANNOT_TELL:
            canvas.box(x, y - 10, 13, 11, "band")
            canvas.hatch(x, y - 10, 13, 11)
        else:
            tone, opacity = RIBBON_TONES[state]
            canvas.box(x, y - 10, 13, 11, tone, opacity, 2)
        canvas.label(x + 18, y, name, 12, "ink")
        x += room
    canvas.height = y + 12


def _week_links(canvas: Canvas, plot: Plot, days: Days, lang: str, link: Callable[[date], str]) -> None:
    first = days.first - timedelta(days=days.first.weekday())
    while first <= days.last:
        start = max((first - days.first).days, 0)
        end = min((first - days.first).days + 7, len(days))
        says = sentence("picture.week_of", lang, day=date_told(max(first, days.first), lang))
        canvas.link(plot.x(start), plot.top, plot.day * (end - start), 6 * plot.floor, link(first), says)
        first += timedelta(days=7)
