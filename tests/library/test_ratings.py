"""How meetings were over time: a dot for every answer, none for what was left open, nothing off the sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from genkan.pictures.ratings import Rated, rating_lines

WORDS = ("title <b>", "description")
ASKS = "There was room for my view (0 none, 10 plenty)"


def days(count: int) -> list[date]:
    """So many meetings, a week apart."""
    return [date(2026, 3, 1) + timedelta(weeks=at) for at in range(count)]


@pytest.mark.parametrize("width", [320.0, 340.0, 640.0, 960.0])
@pytest.mark.parametrize("count", [1, 3, 30])
def test_every_answer_has_its_dot_on_the_sheet(width: float, count: int) -> None:
    """Whatever the width and however many meetings: as many dots as answers, all inside."""
    answers = tuple(float(at % 11) if at % 3 else None for at in range(count))
    drawn = rating_lines(days(count), [Rated(ASKS, answers)], WORDS, "en", width)
    dots = [shape for shape in drawn.shapes if shape.startswith("<circle")]
    assert len(dots) == sum(answer is not None for answer in answers)
    assert all(0 <= label.x <= width and 0 < label.y <= drawn.height for label in drawn.labels)
    assert "title &lt;b&gt;" in drawn.on_page("a")


def test_no_line_leads_over_what_was_left_open() -> None:
    """Lines join answers of meetings that follow each other, and no others."""

    def lines(*answers: float | None) -> int:
        drawn = rating_lines(days(len(answers)), [Rated(ASKS, answers)], WORDS, "en", 340)
        return sum(shape.startswith("<path") for shape in drawn.shapes)

    assert [lines(1, 2, 3), lines(1, None, 3), lines(None, None, 3)] == [2, 0, 0]


def test_ten_stands_above_zero() -> None:
    """More is higher."""
    drawn = rating_lines(days(2), [Rated(ASKS, (0.0, 10.0))], WORDS, "en", 340)
    low, high = (
        float(shape.split('cy="')[1].split('"')[0]) for shape in drawn.shapes if shape.startswith("<circle")
    )
    assert high < low
