"""Six small multiples, one a sign: the days as dots, the person's own usual as a pale band."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from statistics import median

import numpy as np

from genkan.knowledge import month_told, sentence
from genkan.nouns import Between, Days, Floats, Sign, Usual
from genkan.pictures.canvas import Canvas

Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Which measure stands for a sign; the first that has data is drawn."""

    sign: Sign
    measures: tuple[str, ...]


PANELS = (
    Panel(Sign.STAYING_IN, ("hours_out", "steps", "left_home")),
    Panel(Sign.TAKING_PART, ("attended",)),
    Panel(Sign.CONTACT, ("contacts", "talked")),
    Panel(Sign.RHYTHM, ("mid_sleep_hour", "screen_hours", "gaming_hours")),
    Panel(Sign.DRIVE, ("drive",)),
    Panel(Sign.MOOD, ("mood",)),
)
MOST = {"left_home": 7.0, "attended": 7.0, "talked": 7.0, "drive": 3.0, "mood": 4.0}
SHARES = ("left_home", "attended", "talked")  # 0/1 measures are shown as days a week


def small_multiples(
    days: Days, usual: Usual, lang: str, width: float = 960, began: Between | None = None
) -> Canvas:
    """Two columns when narrow, three when wide. ``began``: a stretch shown pale behind every sign."""
    columns = 2 if width < 600 else 3
    gap, height = 14.0, 112.0
    each = (width - gap * (columns - 1)) / columns
    rows = -(-len(PANELS) // columns)
    canvas = Canvas(
        width,
        rows * (height + gap),
        sentence("multiples.title", lang),
        sentence("multiples.describes", lang),
        lang,
    )
    for number, panel in enumerate(PANELS):
        x, y = (number % columns) * (each + gap), (number // columns) * (height + gap)
        _panel(canvas, panel, days, usual, lang, x, y, each, height, began)
    return canvas


def _panel(
    canvas: Canvas,
    panel: Panel,
    days: Days,
    usual: Usual,
    lang: str,
    x: float,
    y: float,
    width: float,
    height: float,
    began: Between | None,
) -> None:
    canvas.box(x, y, width, height, "band", 1.0, 6)
    canvas.label(x + 10, y + 18, sentence(f"sign.{panel.sign.value}", lang), 13, "ink", bold=True)
    measure = next((name for name in panel.measures if np.isfinite(days[name]).any()), None)
    if measure is None:
        canvas.label(x + 10, y + 60, sentence("multiples.nothing", lang), 12)
        return
    canvas.label(x + 10, y + 33, sentence(f"measure.{measure}", lang), 11)
    values, centre, spread = _shown(measure, days, usual)
    known = np.isfinite(values)
    if not known.any():
        canvas.label(x + 10, y + 60, sentence("multiples.too_few", lang), 12)
        return
    low, high = float(np.min(values[known])), float(np.max(values[known]))
    if np.isfinite(centre).any():
        low, high = min(low, float(np.nanmin(centre - spread))), max(high, float(np.nanmax(centre + spread)))
    if float(np.min(values[known])) >= 0 and not measure.endswith("_hour"):
        low = max(low, 0.0)
    high = min(high, MOST.get(measure, high))
    high = high if high > low else low + 1
    left, plot, top, tall = x + 8, width - 16, y + 44, height - 62
    count = max(len(days), 1)

    def at(index: float, value: float) -> tuple[float, float]:
        clipped = min(max(value, low), high)
        return left + (plot - 34) * index / count, top + tall * (1 - (clipped - low) / (high - low))

    if began is not None and began.earliest is not None and began.latest is not None:
        first, last = ((day - days.first).days for day in (began.earliest, began.latest))
        start, end = at(max(first, 0), low)[0], at(min(last + 1, len(days)), low)[0]
        canvas.box(start, top, max(end - start, 0.0), tall, "look", 0.14)
    _usual_band(canvas, centre, spread, at)
    _points(canvas, values, plot - 34, at)
    canvas.label(left, y + height - 5, month_told(days.first, lang), 10)
    canvas.label(left + plot - 34, y + height - 5, month_told(days.last, lang), 10, anchor="end")
    canvas.label(left + plot, top + 4, _edge(measure, high), 9, anchor="end")
    canvas.label(left + plot, top + tall + 2, _edge(measure, low), 9, anchor="end")


def _usual_band(canvas: Canvas, centre: Floats, spread: Floats, at: Place) -> None:
    known = np.flatnonzero(np.isfinite(centre) & np.isfinite(spread))
    if not len(known):
        return
    step = max(1, len(known) // 60)
    high, low = (centre + spread).tolist(), (centre - spread).tolist()  # plain numbers are drawn much faster
    for block in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        kept = block[::step].tolist()
        upper = [at(i + 0.5, high[i]) for i in kept]
        lower = [at(i + 0.5, low[i]) for i in reversed(kept)]
        canvas.area(upper + lower, "home", 0.13)


def _points(canvas: Canvas, values: Floats, plot: float, at: Place) -> None:
    group = max(1, int(np.ceil(len(values) / (plot / 2.6))))
    plain: list[float] = values.tolist()
    points: list[tuple[float, float]] = []
    for start in range(0, len(plain), group):
        block = plain[start : start + group]
        known = [value for value in block if isfinite(value)]
        if known:
            points.append(at(start + len(block) / 2, median(known)))
    canvas.dots(points, 1.5, "ink", 0.8)


def _shown(measure: str, days: Days, usual: Usual) -> tuple[Floats, Floats, Floats]:
    """Values as drawn: clock hours counted from noon, yes/no as days a week."""
    nothing = np.full(len(days), np.nan)
    values = days[measure]
    centre, spread = usual.centre.get(measure, nothing), usual.spread.get(measure, nothing)
    if measure in SHARES:
        return _days_a_week(values), centre * 7, np.where(np.isfinite(spread), 1.0, np.nan)
    if measure.endswith("_hour"):
        return (values + 12) % 24, (centre + 12) % 24, spread
    return values, centre, spread


def _days_a_week(values: Floats) -> Floats:
    """Yes-days per seven known days, over the 28 days up to here; unknown below seven known days."""
    known = np.isfinite(values)
    yes = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    seen = np.concatenate(([0], np.cumsum(known)))
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - 28, 0)
    count = seen[ends] - seen[starts]
    return np.where(count >= 7, 7 * (yes[ends] - yes[starts]) / np.maximum(count, 1), np.nan)


def _edge(measure: str, value: float) -> str:
    if measure.endswith("_hour"):
        return _clock(value)
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}".removesuffix(".0")


def _clock(from_noon: float) -> str:
    hour = (from_noon + 12) % 24
    return f"{int(hour):02d}:{int(hour % 1 * 60):02d}"
