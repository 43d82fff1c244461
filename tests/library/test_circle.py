"""The circle of who does what next: nothing overlaps, it closes, own words are kept whole."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.knowledge import LANGUAGES
from genkan.letters.paper import picture_file
from genkan.pictures import Canvas
from genkan.pictures.canvas import text_width
from genkan.pictures.circle import Box, CircleStep, boxes_of, circle, circle_in_words, steps_from
from genkan.pictures.genogram import genogram
from genkan.pictures.kin import Muddle, Relative, Tie
from genkan.pictures.wrapping import wrapped

KNOCKS = (
    CircleStep("I knock"),
    CircleStep("The door stays shut", other="say good night and go"),
    CircleStep("I knock louder", way=True),
)
OWN = (
    "ฉันเคาะประตูดังขึ้นแล้วถามเรื่องมหาวิทยาลัยอีกครั้งหนึ่ง",
    "もっと強くノックして、学校のことをもう一度聞いてしまう",
    "he turns the music up",
    "x" * 80,
)
steps = st.lists(
    st.builds(CircleStep, st.sampled_from(OWN), st.booleans(), st.sampled_from(("", *OWN))),
    min_size=3,
    max_size=8,
)


def apart(boxes: list[Box]) -> bool:
    """Whether no two boxes lie on each other."""
    return not any(
        a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
        for a, b in combinations(boxes, 2)
    )


@settings(deadline=None)
@given(steps, st.sampled_from((320, 360, 720, 960)))
def test_no_step_lies_on_another_and_no_word_is_cut(listed: list[CircleStep], width: int) -> None:
    """Boxes are apart and on the sheet; every word of every step stands in its own box."""
    boxes = boxes_of(listed, width)
    assert apart(boxes)
    for step, box in zip(listed, boxes, strict=True):
        assert box.x >= 0
        assert box.x + box.width <= width
        assert "".join(box.lines).replace(" ", "") == step.words.replace(" ", "")
        assert all(text_width(line, 13) <= box.width - 2 * 9 for line in box.lines)


def test_a_planted_overlap_is_seen() -> None:
    """The judge of overlaps finds one."""
    assert apart([Box(0, 0, 10, 10, ()), Box(11, 0, 10, 10, ())])
    assert not apart([Box(0, 0, 10, 10, ()), Box(9, 9, 10, 10, ())])


@settings(deadline=None)
@given(steps)
def test_it_goes_round_in_order(listed: list[CircleStep]) -> None:
    """From the top down on the right, then up on the left: angles around the middle only grow."""
    boxes = boxes_of(listed, 960)
    right = [box for box in boxes if box.centre[0] > 481]
    left = [box for box in boxes if box.centre[0] < 479]
    assert [box.centre[1] for box in right] == sorted(box.centre[1] for box in right)
    assert [box.centre[1] for box in left] == sorted((box.centre[1] for box in left), reverse=True)
    assert boxes[0].centre[1] == min(box.centre[1] for box in boxes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360, 960])
def test_the_circle_is_well_formed_and_names_nobody_in_its_title(lang: str, width: int) -> None:
    """Valid in every form; labels stay on the sheet; own words are neither title nor description."""
    canvas = circle(KNOCKS, lang, width)
    assert isinstance(canvas, Canvas)
    for drawn in (canvas.on_page("c"), canvas.alone(), canvas.for_print()):
        ElementTree.fromstring(drawn)
    assert not any(step.words in canvas.title + canvas.describes for step in KNOCKS)
    for label in canvas.labels:
        wide = text_width(label.text, label.size)
        left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
        assert left >= 0, label
        assert left + wide <= width, label
        assert label.y <= canvas.height
    assert len(circle_in_words(KNOCKS, lang)) == 3


def test_where_something_else_could_be_done_is_drawn_and_told() -> None:
    """A dashed edge and a diamond on each such step, its words under the circle, and in the list."""
    canvas = circle(KNOCKS, "en", 360)
    assert isinstance(canvas, Canvas)
    assert sum("stroke-dasharray" in shape for shape in canvas.shapes) == 2
    assert any("say good night" in label.text for label in canvas.labels)
    assert circle_in_words(KNOCKS, "en")[1].endswith(
        "here something else could be done: say good night and go"
    )
    assert not any("dasharray" in shape for shape in drawn_shapes([CircleStep("a")] * 3))


def drawn_shapes(listed: list[CircleStep]) -> list[str]:
    """The shapes of a circle that can be drawn."""
    canvas = circle(listed, "en", 360)
    assert isinstance(canvas, Canvas)
    return canvas.shapes


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([], "few_steps"),
        ([CircleStep("a")] * 2, "few_steps"),
        ([CircleStep("a")] * 9, "many_steps"),
        ([CircleStep("a"), CircleStep(" "), CircleStep("c")], "empty_step"),
        ([CircleStep("a" * 81)] * 3, "long_step"),
        ([CircleStep("a", other="b" * 81)] * 3, "long_step"),
    ],
)
def test_steps_that_make_no_circle_get_one_sentence(listed: list[CircleStep], expected: str) -> None:
    """Nothing is raised; the sentence stands in every language."""
    muddle = circle(listed, "th", 360)
    assert isinstance(muddle, Muddle)
    assert muddle.id == expected
    assert all("{" not in muddle.says(lang) for lang in LANGUAGES)


@given(st.sampled_from(OWN), st.floats(20, 300))
def test_wrapping_loses_nothing(text: str, width: float) -> None:
    """All signs stay, in order; no line begins with a Thai mark that belongs to the letter before."""
    lines = wrapped(text, 12, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(
        0x0E31 <= ord(line[0]) <= 0x0E3A and ord(line[0]) != 0x0E3F for line in lines if width > 60
    )


def test_a_worksheet_becomes_a_circle() -> None:
    """Rows as they are kept; what is not written is no way out."""
    rows = [
        {"words": " I knock "},
        {"words": "it stays shut", "way": True},
        {"words": "louder", "other": "go"},
    ]
    assert steps_from(rows) == (
        CircleStep("I knock"),
        CircleStep("it stays shut", True),
        CircleStep("louder", False, "go"),
    )


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_both_drawings_go_on_paper(form: str) -> None:
    """A picture file in each form and language, without anybody's word in its title."""
    pytest.importorskip("typst")
    for lang in LANGUAGES:
        for canvas in (
            circle(KNOCKS, lang, 640),
            genogram(
                [Relative("คุณยาย"), Relative("お母さん")], [Tie("คุณยาย", "parent_of", "お母さん")], lang, 640
            ),
        ):
            assert isinstance(canvas, Canvas)
            made = picture_file(canvas, form, date(2026, 11, 26))  # type: ignore[arg-type]
            assert made.startswith(b"\x89PNG" if form == "png" else b"%PDF")
