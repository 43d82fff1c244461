"""Pictures: readable without scripts, unknown is hatched and never drawn as a day at home."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
from tests.cast import days_of

from genkan.course import Course, course_of
from genkan.knowledge import LANGUAGES
from genkan.letters.html import html_of
from genkan.nouns import Informant, ReachColumn
from genkan.pictures import Canvas, sleep_raster, small_multiples, way_out
from genkan.pictures.canvas import text_width
from genkan.terminal import way_out_text


@pytest.fixture(scope="module")
def course() -> Course:
    """Two hundred days: out at first, then mostly in, with a silent month."""
    return course_of(days_of([1, 1, 0, 1, 1] * 16 + [0, 0, 0, 1, 0] * 12 + [None] * 30 + [0] * 30))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360, 960])
def test_every_picture_is_well_formed_and_described(course: Course, lang: str, width: int) -> None:
    """Valid XML, a title, a description, no script, no style attribute, no colour outside the tokens."""
    for canvas in (
        way_out(course.days, course.stage, lang, width),
        small_multiples(course.days, course.signs.usual, lang, width),
        sleep_raster(course.days, lang, width),
    ):
        drawn = canvas.on_page("p")
        tree = ElementTree.fromstring(drawn)
        assert tree[0].text == canvas.title
        assert tree[1].text == canvas.describes
        assert "style=" not in drawn
        assert "<script" not in drawn
        assert not re.search(r"#[0-9A-Fa-f]{6}", drawn)
        assert "{" not in drawn
        ElementTree.fromstring(canvas.alone())
        assert "<text" not in canvas.for_print()


@pytest.mark.parametrize("width", [340, 960])
def test_labels_stay_on_the_sheet(course: Course, width: int) -> None:
    """No word is cut at an edge, in any language."""
    for lang in LANGUAGES:
        for canvas in (
            way_out(course.days, course.stage, lang, width),
            small_multiples(course.days, course.signs.usual, lang, width),
            sleep_raster(course.days, lang, width),
        ):
            for label in canvas.labels:
                wide = text_width(label.text, label.size)
                left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
                assert left >= -2, (lang, label)
                assert left + wide <= width + 6, (lang, label)
                assert 0 <= label.y <= canvas.height + 1, (lang, label)


def test_a_silent_month_is_hatched_and_says_so(course: Course) -> None:
    """Nobody heard anything: lines aslant and words, no mark on any floor."""
    canvas = way_out(course.days, course.stage, "en", 960)
    assert any(label.text == "nothing heard" for label in canvas.labels)
    silent = way_out(days_of([None] * 60), course_of(days_of([None] * 60)).stage, "en", 960)
    assert not any(
        'class="f-home"' in shape or "{f:home}" in shape for shape in silent.shapes if "h" in shape
    )


def test_a_disagreement_is_shown_as_a_dot() -> None:
    """The phone was out, the family says in: both stay, and a dot stands above the day."""
    days = days_of([1, 0, 1])
    family = ReachColumn(np.array([0, 0, 4], np.int8), np.array([1, 1, 4], np.int8))
    both = type(days)(
        **{name: getattr(days, name) for name in ("first", "columns", "sleeps", "flags", "told_by", "zones")},
        reach={**days.reach, Informant.FAMILY: family},
    )
    low, high, disagree = both.reach_together()
    assert disagree.tolist() == [True, False, False]
    assert (int(low[0]), int(high[0])) == (0, 5)
    canvas = way_out(both, course_of(both).stage, "en", 960)
    assert sum("{f:look}" in shape and "circle" in shape for shape in canvas.shapes) == 1


def test_a_week_can_be_tapped(course: Course) -> None:
    """Each week is a link that says where it leads."""
    drawn = way_out(course.days, course.stage, "en", 360, lambda day: f"/w/{day}").on_page("p")
    links = re.findall(r'<a href="/w/(\d{4}-\d\d-\d\d)">', drawn)
    assert len(links) == 29
    assert all(date.fromisoformat(day).weekday() == 0 for day in links)


def test_words_in_a_picture_cannot_become_markup() -> None:
    """Labels are escaped and cannot name tones."""
    canvas = Canvas(10, 10, "<b>", "&", "en")
    canvas.label(0, 5, "<script>{f:look}</script>")
    ElementTree.fromstring(canvas.on_page("p"))
    assert "<script" not in canvas.on_page("p")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_html_file_needs_nothing_else(course: Course, lang: str) -> None:
    """No address of another place stands in it, and it names its language."""
    page = html_of(course, None, lang)
    assert f'<html lang="{lang}">' in page
    assert not re.search(r'(src|href)="https?:', page)
    assert "<script" not in page


def test_the_terminal_picture_fits() -> None:
    """Six floors, no line wider than the window, dots where nobody heard."""
    drawn = way_out_text(days_of([1] * 200 + [None] * 100), "en", 40).plain.splitlines()
    assert len(drawn) == 8
    assert all(len(line) <= 14 + 44 for line in drawn)
    assert "·" in drawn[1]
