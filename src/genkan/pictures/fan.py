"""How far from the usual, week by week, and the fan of the next four weeks. Up is further outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from genkan.knowledge import sentence
from genkan.nouns import Floats
from genkan.pictures.canvas import Canvas

BACK_WEEKS = 16
LEAST = 2  # reports in a week whose mean is drawn
TOP, HEIGHT, FOOT = 26.0, 132.0, 24.0
SPAN, MOST_SPAN = 3.0, 8.0  # own spreads above and below the usual: at least, at most

Fan = Sequence[tuple[int, float, float, float]]


def fan(level: Floats, ahead: Fan, now: float | None, lang: str, width: float) -> Canvas:
    """``level``: one value a day in own spreads, + towards withdrawal; ``ahead``: (days, low, middle, high).

    Weeks nobody told of stay empty. Without ``ahead`` only the weeks are drawn.
    """
    canvas = Canvas(
        width,
        TOP + HEIGHT + FOOT,
        sentence("concerns.page.fan_title", lang),
        sentence("concerns.page.fan", lang),
        lang,
    )
    weeks = _weeks(level)
    step = (width - 24) / (BACK_WEEKS + 5)
    today = 12 + step * BACK_WEEKS

    told: list[float] = [
        *weeks[np.isfinite(weeks)].tolist(),
        *(edge for _, *edges in ahead for edge in edges),
    ]
    span: float = min(max([SPAN, *(1.1 * abs(one) for one in told)]), MOST_SPAN)

    def y(value: float) -> float:
        return TOP + HEIGHT / 2 + min(max(value, -span), span) / span * HEIGHT / 2

    canvas.box(12, TOP, width - 24, HEIGHT, "band", 1.0, 6)
    canvas.box(12, y(-0.5), width - 24, y(0.5) - y(-0.5), "home", 0.13)
    canvas.label(12, TOP - 9, sentence("concerns.page.outside", lang), 12)
    canvas.label(12, TOP + HEIGHT + 17, sentence("concerns.page.inside", lang), 12)
    usual = sentence("concerns.away.usual", lang)
    canvas.label(width - 16, y(0) + 4, usual, 11, anchor="end")
    for index, mean in enumerate(weeks):
        if np.isfinite(mean):
            canvas.dot(today - step * (len(weeks) - index - 0.5), y(float(mean)), 3.4, "ink", 0.85)
    canvas.line([(today, TOP), (today, TOP + HEIGHT)], "quiet", 0.8, 0.8, "2 3")
    canvas.label(today, TOP + HEIGHT + 17, sentence("concerns.page.today", lang), 12, anchor="middle")
    if now is not None and ahead:
        _fan(canvas, ahead, now, today, step, y)
    canvas.height = TOP + HEIGHT + FOOT
    return canvas


def _fan(
    canvas: Canvas, ahead: Fan, now: float, today: float, step: float, place: Callable[[float], float]
) -> None:
    xs = [today, *(today + step * days / 7 for days, *_ in ahead)]
    upper = [(x, place(value)) for x, value in zip(xs, [now, *(low for _, low, _, _ in ahead)], strict=True)]
    lower = [(x, place(value)) for x, value in zip(xs, [now, *(high for *_, high in ahead)], strict=True)]
    canvas.area([*upper, *reversed(lower)], "look", 0.22)


def _weeks(level: Floats) -> Floats:
    """Means of the last weeks, oldest first, counted back from the last day."""
    found = []
    for back in range(BACK_WEEKS, 0, -1):
        end = len(level) - 7 * (back - 1)
        week = level[max(0, end - 7) : max(0, end)]
        known = week[np.isfinite(week)]
        found.append(float(known.mean()) if len(known) >= LEAST else np.nan)
    return np.array(found)
