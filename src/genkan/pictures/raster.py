"""The sleep raster: one row a day, noon to noon, sleep as dark bars; a day-night turn can be seen."""

from __future__ import annotations

import numpy as np

from genkan.knowledge import month_told, sentence
from genkan.nouns import Days
from genkan.pictures.canvas import Canvas


def sleep_raster(days: Days, lang: str, width: float = 960) -> Canvas:
    """Rows from the first day (top) to the last; hours from noon to noon."""
    left, top = 44.0, 26.0
    plot = width - left - 10
    row = min(5.0, max(1.2, 420 / max(len(days), 1)))
    height = row * len(days)
    canvas = Canvas(width, top + height + 14, sentence("raster.title", lang), _described(days, lang), lang)
    canvas.box(left, top, plot, height, "band")
    night = (left + plot * 10 / 24, plot * 8 / 24)  # 22:00 to 06:00
    canvas.box(night[0], top, night[1], height, "line", 0.55)
    for hour in (12, 18, 24, 30, 36):
        x = left + plot * (hour - 12) / 24
        canvas.line([(x, top), (x, top + height)], "line", 1)
        canvas.label(
            x,
            top - 8,
            f"{hour % 24:02d}:00",
            11,
            anchor="middle" if hour not in (12, 36) else "start" if hour == 12 else "end",
        )
    _unheard(canvas, days, left, top, plot, row)
    for main, opacity in ((False, 0.45), (True, 0.95)):
        canvas.tiles(_bars(days, main, left, top, plot, row), "home", opacity)
    for index, day_ in enumerate(days.dates()):
        if day_.day == 1 and (row * 30 >= 14 or day_.month % 3 == 1):
            y = top + row * index
            canvas.line([(left - 6, y), (left, y)], "quiet", 0.8)
            canvas.label(left - 8, y + 10, month_told(day_, lang), 11, anchor="end")
    return canvas


def _bars(
    days: Days, main: bool, left: float, top: float, plot: float, row: float
) -> list[tuple[float, float, float, float]]:
    sleeps = days.sleeps
    bars = []
    for day, start, end, is_main in zip(
        sleeps.day.tolist(),
        sleeps.start_hour.tolist(),
        sleeps.end_hour.tolist(),
        sleeps.main.tolist(),
        strict=True,
    ):
        if is_main != main or not 0 <= day < len(days):
            continue
        begin = max(start, 0.0)
        wide = max(plot * (min(end, 24.0) - begin) / 24, 0.5)
        bars.append((left + plot * begin / 24, top + row * (day + 0.08), wide, row * 0.84))
        if end > 24.0 and day + 1 < len(days):  # over noon: the rest stands in the next row
            bars.append((left, top + row * (day + 1.08), plot * (end - 24.0) / 24, row * 0.84))
    return bars


def _unheard(canvas: Canvas, days: Days, left: float, top: float, plot: float, row: float) -> None:
    known = np.zeros(len(days), dtype=bool)
    inside = (days.sleeps.day >= 0) & (days.sleeps.day < len(days))
    known[days.sleeps.day[inside]] = True
    known |= np.isfinite(days["sleep_hours"]) | np.isfinite(days["mid_sleep_hour"])
    start = 0
    while start < len(days):
        end = start
        while end < len(days) and known[end] == known[start]:
            end += 1
        if not known[start]:
            canvas.hatch(left, top + row * start, plot, row * (end - start))
        start = end


def _described(days: Days, lang: str) -> str:
    known = int(np.isfinite(days["mid_sleep_hour"]).sum())
    return sentence("raster.describes", lang, known=known, days=len(days))
