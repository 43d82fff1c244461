"""The family drawn from a list: nothing overlaps, nothing is lost, and a muddled list gets one sentence."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genkan.knowledge import LANGUAGES
from genkan.pictures import Canvas
from genkan.pictures.canvas import text_width
from genkan.pictures.genogram import SIGN, Genogram, family_in_words, genogram
from genkan.pictures.kin import (
    Family,
    Muddle,
    Relative,
    Tie,
    decade_of,
    family_from,
    generations,
    people_from,
    ties_from,
    year_from,
)
from genkan.pictures.kin_lines import Path

WIDTHS = (320, 360, 720, 960)
Box = tuple[float, float, float, float]  # left, top, right, foot
WORDS = ("grandma", "คุณยายทวด", "おばあちゃんの妹", "the eldest one upstairs", "น้าสะใภ้", "兄")


@st.composite
def families(draw: st.DrawFn) -> Family:
    """Three generations, up to 24 people, any ties that do not contradict each other."""
    sizes = draw(st.lists(st.integers(1, 22), min_size=1, max_size=3).filter(lambda sizes: sum(sizes) <= 24))
    rows = [
        [f"{draw(st.sampled_from(WORDS))[:20]} {row}{n}" for n in range(size)]
        for row, size in enumerate(sizes)
    ]
    people = [
        Relative(
            word,
            draw(st.sampled_from(("man", "woman", "unsaid"))),
            draw(st.sampled_from((None, 1930 + 30 * row))),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for row, words in enumerate(rows)
        for word in words
    ]
    ties: list[Tie] = []
    for words in rows:
        for one, other in (
            draw(st.lists(st.sampled_from(list(combinations(words, 2))), max_size=8, unique=True))
            if len(words) > 1
            else []
        ):
            ties.append(Tie(one, draw(st.sampled_from(("couple", "parted"))), other))
    for upper, lower in pairwise(rows):
        for child in lower:
            parents = draw(st.lists(st.sampled_from(upper), max_size=2, unique=True))
            ties += [Tie(parent, "parent_of", child) for parent in parents]
    words = [one.word for one in people]
    if len(words) > 1:
        kinds = st.sampled_from(("close", "distant", "conflict", "looks_after"))
        for pair in draw(st.lists(st.sampled_from(list(combinations(words, 2))), max_size=12, unique=True)):
            ties.append(Tie(pair[0], draw(kinds), pair[1]))
    family = family_from(people, ties)
    assert isinstance(family, Family), family
    return family


def sign_box(drawing: Genogram, word: str) -> Box:
    """What a sign covers."""
    x, y = drawing.middle(word)
    return x - SIGN * 1.15, y - SIGN * 1.15, x + SIGN * 1.15, y + SIGN * 1.15


def word_box(drawing: Genogram, word: str) -> Box:
    """What somebody's words cover."""
    left, top, wide, high = drawing.label_box(word)
    return left, top, left + wide, top + high


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes lie on each other."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def parts_of(drawing: Genogram, path: Path) -> list[Box]:
    """The straight parts of a line, each as a box without width or height."""
    points = [drawing.point(path, place) for place in range(len(path.points))]
    return [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in pairwise(points)]


def problems_of(drawing: Genogram) -> list[str]:
    """Everything that lies on something else, or beside the sheet."""
    words = list(drawing.lines.row)
    boxes = {word: (sign_box(drawing, word), word_box(drawing, word)) for word in words}
    found = [
        f"{one} lies on {other}"
        for one, other in combinations(words, 2)
        if any(meet(a, b) for a in boxes[one] for b in boxes[other])
    ]
    found += [
        f"{word} beside the sheet"
        for word in words
        if boxes[word][1][0] < 0 or boxes[word][1][2] > drawing.width
    ]
    parts = [(path, part) for path in drawing.lines.paths for part in parts_of(drawing, path)]
    for path, part in parts:
        thin = (part[0] - 0.1, part[1] - 0.1, part[2] + 0.1, part[3] + 0.1)
        for word in words:
            sign, label = boxes[word]
            inner = (sign[0] + 8, sign[1] + 8, sign[2] - 8, sign[3] - 8)
            if meet(thin, inner) or meet(thin, label):
                found.append(f"a line of {path.net} through {word}")
        if part[0] < 0 or part[2] > drawing.width:
            found.append(f"a line of {path.net} beside the sheet")
    return found + lying_on_each_other(parts)


def lying_on_each_other(parts: list[tuple[Path, Box]]) -> list[str]:
    """Level or upright parts of different lines that share more than a crossing."""
    found = []
    for (one, a), (other, b) in combinations(parts, 2):
        if one.net == other.net:
            continue
        across = min(a[2], b[2]) - max(a[0], b[0])
        down = min(a[3], b[3]) - max(a[1], b[1])
        level = a[1] == a[3] and b[1] == b[3] and abs(a[1] - b[1]) < 0.05 and across > 0.05
        upright = a[0] == a[2] and b[0] == b[2] and abs(a[0] - b[0]) < 0.05 and down > 0.05
        if level or upright:
            found.append(f"{one.net} lies on {other.net}")
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(families(), st.sampled_from(WIDTHS))
def test_nothing_overlaps(family: Family, width: int) -> None:
    """No sign or word lies on another, no line runs through one, no two lines run on each other."""
    assert problems_of(Genogram(family, "th", width)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(families())
def test_children_stand_below_their_parents_and_everybody_is_there(family: Family) -> None:
    """All parents are above, each person has one seat, every tie is drawn or hangs on a drawn line."""
    rows = generations(family)
    assert all(rows[tie.one] < rows[tie.other] for tie in family.ties if tie.kind == "parent_of")
    drawing = Genogram(family, "en", 360)
    assert sorted(word for row in drawing.seats.rows for word in row) == sorted(
        one.word for one in family.people
    )
    parents = sum(path.kind == "descent" for path in drawing.lines.paths)
    assert len(drawing.lines.paths) - parents == sum(tie.kind != "parent_of" for tie in family.ties)
    assert parents >= len({tie.other for tie in family.ties if tie.kind == "parent_of"})


def test_a_planted_overlap_is_seen() -> None:
    """The judge finds a seat moved onto another, and a line led through somebody."""
    people = [Relative("a"), Relative("b"), Relative("c")]
    family = family_from(people, [Tie("a", "close", "c")])
    assert isinstance(family, Family)
    drawing = Genogram(family, "en", 360)
    assert problems_of(drawing) == []
    moved = dict(drawing.seats.place)
    moved["b"] = moved["a"] + 1
    object.__setattr__(drawing.seats, "place", moved)
    assert any("lies on" in problem for problem in problems_of(drawing))
    drawing = Genogram(family, "en", 360)
    lane = next(iter(drawing.lines.lanes.values()))
    lane.step = -2
    assert any("through" in problem for problem in problems_of(drawing))
    twice = Path("close", ("stranger",), drawing.lines.paths[0].points)
    lane.step = 0
    drawing.lines.paths.append(twice)
    assert any("lies on" in problem for problem in problems_of(drawing))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_drawing_is_well_formed_described_and_without_words_in_its_title(lang: str, width: int) -> None:
    """Valid on a page, alone and in print; words stay on the sheet; title and description name nobody."""
    people, ties = three_generations()
    canvas = genogram(people, ties, lang, width)
    assert isinstance(canvas, Canvas)
    for drawn in (canvas.on_page("g"), canvas.alone(), canvas.for_print()):
        ElementTree.fromstring(drawn)
        assert "{" not in drawn.partition("</style>")[2]
    assert not re.search(r"#[0-9A-Fa-f]{6}", canvas.on_page("g"))
    assert not any(one.word in canvas.title + canvas.describes for one in people)
    for label in canvas.labels:
        wide = text_width(label.text, label.size)
        left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
        assert left >= 0, label
        assert left + wide <= width, label
        assert label.y <= canvas.height


def three_generations() -> tuple[list[Relative], list[Tie]]:
    """Grandparents, parents, two children, and every kind of tie."""
    people = [
        Relative("grandpa", "man", 1930, gone=True),
        Relative("grandma", "woman", 1940, here=True),
        Relative("mother", "woman", 1960, here=True),
        Relative("father", "man", 1960),
        Relative("the one upstairs", "unsaid", 1990, here=True, person=True),
        Relative("sister", "woman", 2000),
    ]
    listed = """grandpa couple grandma|mother parted father|grandpa parent_of mother|grandma parent_of mother
    |mother parent_of the one upstairs|father parent_of the one upstairs|mother parent_of sister
    |mother close the one upstairs|father conflict the one upstairs|sister distant father
    |mother looks_after grandma"""
    ties = [
        Tie(*re.split(r" (couple|parted|parent_of|close|distant|conflict|looks_after) ", one.strip()))
        for one in listed.split("|")
    ]
    return people, ties


def test_everything_drawn_can_be_read() -> None:
    """One line for each person and each tie, in every language, with what was written of them."""
    family = family_from(*three_generations())
    assert isinstance(family, Family)
    for lang in LANGUAGES:
        listed = family_in_words(family, lang)
        assert len(listed) == len(family.people) + len(family.ties)
    english = family_in_words(family, "en")
    assert english[0] == "grandpa: man or boy · has died · born: 1930s"
    assert "mother looks after grandma." in english
    assert "พ.ศ. 2473–2482" in family_in_words(family, "th")[0]


A, B, C = Relative("a", decade=1950), Relative("b", decade=1980), Relative("c")


@pytest.mark.parametrize(
    ("people", "ties", "expected"),
    [
        ([], [], "nobody"),
        ([Relative(f"p{n}") for n in range(25)], [], "too_many_people"),
        ([A, B], [Tie("a", "close", "b")] * 61, "too_many_ties"),
        ([Relative(" ")], [], "no_word"),
        ([Relative("x" * 25)], [], "long_word"),
        ([A, A], [], "same_word"),
        ([Relative("a", "dog")], [], "no_sign"),
        ([Relative("a", decade=1965)], [], "no_decade"),
        ([Relative("a", person=True), Relative("b", person=True)], [], "two_persons"),
        ([A, B], [Tie("a", "owes", "b")], "no_tie"),
        ([A, B], [Tie("a", "close", "z")], "not_listed"),
        ([A], [Tie("a", "close", "a")], "tied_to_oneself"),
        ([A, B], [Tie("a", "close", "b"), Tie("b", "close", "a")], "said_twice"),
        ([A, B], [Tie("a", "parent_of", "b"), Tie("a", "parent_of", "b")], "said_twice"),
        ([A, C], [Tie("a", "couple", "c"), Tie("c", "parted", "a")], "couple_and_parted"),
        ([A, B], [Tie("b", "parent_of", "a")], "older_child"),
        ([A, Relative("d", decade=1950)], [Tie("a", "parent_of", "d")], "older_child"),
        ([A, B, C], [Tie("a", "parent_of", "c"), Tie("c", "parent_of", "a")], "own_ancestor"),
        ([A, B, C], [Tie("a", "parent_of", "c"), Tie("a", "couple", "c")], "couple_and_descent"),
    ],
)
def test_a_muddled_list_gets_one_sentence(people: list[Relative], ties: list[Tie], expected: str) -> None:
    """Each contradiction is told in one sentence in every language, and nothing is raised."""
    muddle = genogram(people, ties, "en", 360)
    assert isinstance(muddle, Muddle)
    assert muddle.id == expected
    for lang in LANGUAGES:
        assert "{" not in muddle.says(lang)
    assert len(re.findall(r"[.!?](?:\s|$)", muddle.says("en"))) == 1


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=12))
def test_any_parents_at_all_are_drawn_or_answered(pairs: list[tuple[str, str]]) -> None:
    """A circle of parents, of any length, is found; every other list is drawn."""
    ties = [Tie(one, "parent_of", other) for one, other in dict.fromkeys(pairs)]
    answer = genogram([Relative(word) for word in "abcde"], ties, "ja", 360)
    assert isinstance(answer, Canvas | Muddle)
    if isinstance(answer, Canvas):
        assert all((other, one) not in pairs for one, other in pairs)


@given(st.integers(-10_000, 10_000))
def test_a_year_of_either_era_is_understood(year: int) -> None:
    """A Buddhist year and its common year mean the same decade; other numbers mean none."""
    decade = decade_of(year)
    assert decade is None or decade % 10 == 0
    if 1850 <= year <= 2150:
        assert decade_of(year + 543) == decade == year // 10 * 10


def test_a_worksheet_becomes_a_drawing() -> None:
    """Rows as they are kept: what is not written is said of nobody; a year that is none gets its sentence."""
    rows = [{"word": " mother ", "sign": "woman", "born": "ราว ๆ 2503", "here": True}, {"word": "me"}]
    people = people_from(rows)
    assert people == (Relative("mother", "woman", 1960, here=True), Relative("me"))
    ties = ties_from([{"one": "mother", "kind": "parent_of", "other": "me"}])
    assert isinstance(genogram(people, ties, "en", 360), Canvas)
    strange = genogram(people_from([{"word": "mother", "born": "long ago"}]), (), "en", 360)
    assert isinstance(strange, Muddle)
    assert strange.id == "no_decade"
    half = genogram(people, ties_from([{"one": "mother", "kind": "close"}]), "en", 360)
    assert isinstance(half, Muddle)
    assert half.id == "no_tie"


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("1960", 1960),
        ("๒๕๐๓", 1960),
        ("昭和３５年", 1960),
        ("平成元年", 1989),
        ("令和 5", 2023),
        ("35", None),
        ("19601", None),
    ],
)
def test_a_year_is_read_as_people_write_it(typed: str, year: int | None) -> None:
    """Digits of any script, the Buddhist era, the Japanese eras."""
    assert year_from(typed) == year
