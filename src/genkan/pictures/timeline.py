"""Since when: a line in time up to today, pale where it may have begun, full where it had surely begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from genkan.clock import months_before
from genkan.knowledge import month_and_year_told, sentence
from genkan.nouns import Between
from genkan.pictures.canvas import Canvas, text_width

MARKS = (3, 6, 12, 36, 60, 120, 240)  # months ago
LEAST_MONTHS = 7  # the line always reaches past the six-month mark
LEFT, RIGHT, TOP, BAR, HEIGHT = 8.0, 8.0, 34.0, 16.0, 84.0


def timeline(since: Between, today: date, lang: str, width: float) -> Canvas | None:
    """The line for a width of 320 to 960 units; None where nothing is known about when it began."""
    if since.latest is None or (since.earliest is None and since.latest >= today):
        return None
    first = min(since.earliest or since.latest, months_before(today, LEAST_MONTHS))
    room = max((today - first).days, 1) * (1.08 if since.earliest else 1.3)  # open ends reach further back
    scale = (width - LEFT - RIGHT) / room
    canvas = Canvas(
        width,
        HEIGHT,
        sentence("web.answer.timeline_title", lang),
        sentence("web.answer.timeline_says", lang),
        lang,
    )

    def x(day: date) -> float:
        return width - RIGHT - (today - day).days * scale

    canvas.box(LEFT, TOP, width - LEFT - RIGHT, BAR, "band", round_=4)
    pale_from = x(since.earliest) if since.earliest else LEFT
    canvas.box(pale_from, TOP, max(x(since.latest) - pale_from, 0.0), BAR, "home", 0.3)
    canvas.box(x(since.latest), TOP, max(x(today) - x(since.latest), 2.0), BAR, "home", 0.85)
    _marks(canvas, x, today, lang, LEFT)
    start = since.earliest or since.latest
    told = month_and_year_told(start, lang)
    place = min(max(x(start), LEFT), width - RIGHT - 2 * text_width(told, 13))
    canvas.label(place, TOP + BAR + 20, told if since.earliest else f"… {told}", 13)
    canvas.label(width - RIGHT, TOP + BAR + 20, sentence("web.answer.timeline_today", lang), 13, anchor="end")
    return canvas


def _marks(canvas: Canvas, x: Callable[[date], float], today: date, lang: str, least: float) -> None:
    """Marks of three and six months and of longer times, as far as they find room."""
    free = canvas.width + 1.0
    for months in MARKS:
        at = x(months_before(today, months))
        told = sentence("web.answer.timeline_mark", lang, months=months)
        half = text_width(told, 12) / 2
        if at - half < least:
            return
        canvas.line([(at, TOP - 6), (at, TOP + BAR + 4)], "quiet", 1.0)
        if at + half + 6 < free:
            canvas.label(at, TOP - 12, told, 12, anchor="middle")
            free = at - half
