"""The judge of free sentences: never breaks, never scores, says what it saw or that it does not know."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

from genkan.knowledge import LANGUAGES, knowledge
from genkan.scenes import Judged, Part, Seen, hard_tags, judged, rules, tags, tidy
from genkan.scenes.judging import _spans
from genkan.scenes.rules import Rule, rules_from
from scenes import HELD_OUT, REFERENCE, SETS, Row, page, precision, rows_of

ENOUGH = 0.9  # of what is told as one of these, so much is labelled so
PRECISE = ("criticism", "pressure", "comparison")
WHYS = set(knowledge("scenes/rules")["texts"]["scenes"]["unknown"])
PIECES = st.sampled_from(
    [
        "you never ", "have to ", "because ", "“", "”", "「", "」", '"', "?", "!", "ไม่เคย", "ต้อง", "ลูก", "แม่",
        "ๆ",
        " ",
        "いつも", "なさい", "んだね", "。", "ありがとう", "die ", "Thank you ", "อยากตาย", "\u0e4d\u0e32",
        "\u0001", "\ud800",
        "ｙｏｕ", "İ", "ß", "👩‍👧", "\x00", "\n",
    ]
)  # fmt: skip


def sound(text: str) -> None:
    """A judgement is one of three, reasons are known, and what was seen stands behind what is told."""
    told = judged(text)
    assert told == judged(text)
    assert told.verdict in ("danger", "told", "unknown")
    if told.verdict == "danger":
        assert told.why in ("self_harm", "violence")
        assert not told.tags
        assert not told.seen
        assert not told.parts
    elif told.verdict == "unknown":
        assert told.why in WHYS
        assert not told.tags
    else:
        assert told.why == ""
        assert set(told.tags) <= set(tags())
        assert {one.tag for one in told.seen} == set(told.tags)
    marked = {tag for part in told.parts for tag in part.tags}
    assert marked == {one.tag for one in told.seen}
    assert "".join(part.words for part in told.parts) == (tidy(text) if told.seen else "")


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    """Whatever is typed, there is an answer, and the same one again."""
    sound(text)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_mixture_of_what_rules_look_for_gets_an_answer(text: str) -> None:
    """Pieces of rules, quotation marks left open, broken signs: still an answer."""
    sound(text)


@settings(deadline=None, max_examples=30)
@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.integers(300, 5000))
def test_a_long_text_is_not_judged(text: str, times: int) -> None:
    """More than one can read at once: only danger is still looked for."""
    told = judged(f"{text}a" * times)
    assert told.verdict == "danger" or told.why == "long"


def test_danger_at_the_end_of_a_long_text_is_found() -> None:
    """However much stands before it."""
    assert judged("It rained. " * 5000 + "I want to die.").why == "self_harm"


PLACES = st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(PLACES, max_size=12), st.lists(PLACES, max_size=12))
def test_words_that_an_exception_covers_too_are_left_out(
    hits: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    """Wherever both lie, and in whichever order they were found."""
    kept = [
        (begins, ends)
        for begins, ends in hits
        if begins < ends and not any(one < ends and begins < other for one, other in left)
    ]
    assert _spans(rule_of(hits, left), "a" * 80) == kept


def test_many_words_and_many_exceptions_are_little_work() -> None:
    """Twice as long a text is about twice the work: no word is compared with every exception."""
    work = []
    for many in (1_000, 2_000):
        CountedPlace.compared = 0
        places = [(CountedPlace(3 * one), CountedPlace(3 * one + 2)) for one in range(many)]
        assert _spans(rule_of(places, places), "a" * 9_000) == []
        work.append(CountedPlace.compared)
    assert work[1] < 2.5 * work[0]
    assert work[1] < 2_000 * 50


class CountedPlace(int):
    """A place in a text that counts how often any is compared."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        CountedPlace.compared += 1
        return int(self) < int(other)

    def __le__(self, other: int) -> bool:
        CountedPlace.compared += 1
        return int(self) <= int(other)

    def __gt__(self, other: int) -> bool:
        CountedPlace.compared += 1
        return int(self) > int(other)


@dataclass(frozen=True)
class Planted:
    """Stands for a pattern that finds its words in given places."""

    places: list[tuple[int, int]]

    def finditer(self, text: str) -> Iterator[Hit]:
        """One hit for each."""
        return (Hit(text, *place) for place in self.places)


@dataclass(frozen=True)
class Hit:
    """What such a pattern found."""

    text: str
    begins: int
    ends: int

    def group(self) -> str:
        """Its words."""
        return self.text[self.begins : self.ends]

    def start(self) -> int:
        """Where it begins."""
        return self.begins

    def end(self) -> int:
        """Where it ends."""
        return self.ends

    def span(self) -> tuple[int, int]:
        """Both."""
        return self.begins, self.ends


def rule_of(hits: list[tuple[int, int]], left: list[tuple[int, int]]) -> Rule:
    """A rule that finds its words and its exceptions in these places."""
    find, unless = ((cast("re.Pattern[str]", Planted(places)),) for places in (hits, left))
    return Rule("planted", "criticism", 1, "", find, unless)


def test_nothing_in_a_judgement_is_a_number() -> None:
    """No score: a judgement holds words only."""
    assert {one.type for one in fields(Judged)} == {
        "str",
        "tuple[str, ...]",
        "tuple[Seen, ...]",
        "tuple[Part, ...]",
    }
    assert {one.type for one in (*fields(Seen), *fields(Part))} == {"str", "tuple[str, ...]"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You never help.", {"criticism"}),
        ("I never said you were lazy.", set()),
        ("You are not lazy.", set()),
        ("ลูกไม่ได้ขี้เกียจ", set()),
        ("ขี้เกียจจริง ๆ", {"criticism"}),
        ("ไม่ต้องออกมาก็ได้", set()),
        ("แม่ต้องไปทำงาน", set()),
        ("ต้องออกมา", {"pressure"}),
        ("ลูกต้องการอะไรไหม", set()),
        ("怠けてるなんて思ってないよ。", set()),
        ("怠けてばっかり。", {"criticism"}),
        ("おやすみなさい。", set()),
        ("起きなさい。", {"pressure"}),
        ("お姉ちゃんを見習いなさい。", {"comparison"}),
        ("You don't have to answer.", {"offer"}),
        ("Did you eat? Did you sleep?", set()),
        ("Did you eat? Did you sleep? Did you wash?", {"questions"}),
        ("Thank you. Now you have to do it every day.", {"praise", "pressure"}),
    ],
)
def test_negations_and_neighbours_are_told_apart(text: str, expected: set[str]) -> None:
    """The same letters with «not», of oneself, or inside another word are not the same."""
    assert set(judged(text).tags) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The teacher said “you must try harder” to us.", "quoted"),
        ("先生が「もっと頑張りなさい」って。", "quoted"),
        ("ครูบอก “ต้องไปเรียน” นะ", "quoted"),
        ("The bus was late.", "nothing"),
        ("", "nothing"),
        ("Please.", "faint"),
        ("Well done, awake until five again.", "conflict"),
        ("เล่นเกมถึงตีห้าอีกแล้ว เก่งจริง ๆ", "conflict"),
        ("また五時まで起きてたの。えらいねえ。", "conflict"),
        ("a" * 301, "long"),
    ],
)
def test_it_says_that_it_does_not_know(text: str, why: str) -> None:
    """Somebody else's words, nothing found, too little, both ways, too much."""
    assert (judged(text).verdict, judged(text).why) == ("unknown", why)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("  You Never help,  and YOU’RE always late.", ["You Never", "YOU’RE always"]),
        ("He said “you never” and I said: you never help.", ["you never"]),
        ("“You never help.”", ["You never"]),
        ("แม่ไม่ว่า ลูกไม่เคยช่วยเลย", ["ไม่เคยช่วย"]),
        ("ｙｏｕ　ｎｅｖｅｒ　ｈｅｌｐ", ["ｙｏｕ ｎｅｖｅｒ"]),
        ("起きなさい。", ["なさい"]),
        ("Why? Why? Why?", ["?", "?", "?"]),
        ("The bus was late.", []),
    ],
)
def test_what_was_seen_is_marked_as_it_was_typed(text: str, marked: list[str]) -> None:
    """Capitals, wide letters and curly signs stay; words of others are not marked; all places are."""
    assert [part.words for part in judged(text).parts if part.tags] == marked


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "「{}」", "『{}』。", "  “{}”  "])
def test_a_sentence_typed_in_quotation_marks_is_the_sentence(marks: str) -> None:
    """Whoever puts all of it in quotation marks means all of it."""
    assert judged(marks.format("You never help.")).tags == ("criticism",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to die.", "self_harm"),
        ("He said “I want to die”.", "self_harm"),
        ("ลูกเคยคิดอยากตายไหม", "self_harm"),
        ("「死にたい」と言っています。", "self_harm"),
        ("I'll kill you.", "violence"),
        ("She wrote 'kill myself' on the wall.", "self_harm"),
        ("‘Suicide’, it said.", "self_harm"),
        ("He shouted 'with a knife' at us.", "violence"),
        ("เขาตีแม่", "violence"),
        ("息子に殴られました。", "violence"),
        ("Thank you, but he hit me again.", "violence"),
    ],
)
def test_danger_stops_everything(text: str, kind: str) -> None:
    """In quotation marks, as a question or beside kind words: help comes first, and nothing else is said."""
    assert judged(text) == Judged("danger", kind, (), ())


@pytest.mark.parametrize(
    "text", ["I could die laughing.", "หิวจะตายอยู่แล้ว", "死ぬほどおなかすいた。", "ฆ่าเวลาเฉย ๆ", "แม่จะตีไข่"]
)
def test_a_manner_of_speaking_is_no_danger(text: str) -> None:
    """Everyday words that only sound like it."""
    assert judged(text).verdict != "danger"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tag", PRECISE)
def test_what_is_told_is_mostly_right(tag: str, lang: str) -> None:
    """On the sentences held out, all parts: of what is told as this, nine of ten or more are labelled so."""
    rows = [row for part in HELD_OUT for row in rows_of(part, lang)]
    assert sum(tag in row.told for row in rows) >= 10
    told = precision(rows, tag)
    assert told is not None
    assert told >= ENOUGH


def test_a_rule_that_sees_too_much_would_be_seen() -> None:
    """With a rule that finds criticism in any «the», the same measure falls below nine of ten."""
    content = {**knowledge("scenes/rules")}
    planted = {
        "id": "x",
        "lang": "en",
        "tag": "criticism",
        "strength": 2,
        "seen": "always",
        "find": ["the", "you"],
    }
    content["rule"] = (*content["rule"], planted)
    by = rules_from(content)
    rows = [
        Row("en", row.text, row.labelled, frozenset(judged(row.text, by).tags), False)
        for part in HELD_OUT
        for row in rows_of(part, "en")
    ]
    told = precision(rows, "criticism")
    assert told is not None
    assert told < ENOUGH


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_words_are_found(lang: str) -> None:
    """Every labelled danger is found, in all parts; a hard word never comes before help."""
    for part in SETS:
        missed = [
            row.text for row in rows_of(part, lang) if "danger" in row.labelled and "danger" not in row.told
        ]
        assert not missed


def test_there_are_enough_labelled_sentences() -> None:
    """At least 300 in each language, none twice, and every tag that a sentence can carry is labelled."""
    for lang in LANGUAGES:
        rows = [row for part in SETS for row in rows_of(part, lang)]
        assert len(rows) >= 300
        assert len({row.text for row in rows}) == len(rows)
        assert set().union(*(row.labelled for row in rows)) == set(tags()) - {"silence", "plain"} | {"danger"}


def test_the_page_of_figures_is_as_made() -> None:
    """docs/reference/scenes.md is what the rules do today: run bench/scenes.py after a change."""
    assert (REFERENCE / "scenes.md").read_text(encoding="utf-8") == page()


def test_the_rules_know_hard_from_soft() -> None:
    """Every rule's tag is one or the other."""
    assert set(rules().hard) == set(hard_tags())
    assert {one.tag for one in rules().rules} <= {*rules().hard, *rules().soft}
