"""What was answered: saved and read back the same, and nothing hostile gets further than Refused."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.library.checkup.answers import AOI, ON, answer_sets, any_answer, any_words, given_that, quick

from genkan.checkup.form import questions
from genkan.checkup.given import (
    BASES,
    GROUPS,
    MOST_LINE,
    MOST_STRANDS,
    MOST_WORDS,
    WHO,
    Given,
    Told,
    answered,
    given_from,
    month_in,
    strand_lines,
    tidy,
    told_of,
)
from genkan.nouns import Refused

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["family", "2026-11-25", "2026-03", "danger", "none", "led_in", "check-up", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a plain value, the whole of it first."""
    found = [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        found += places(one, (*path, key))
    return found


def with_other(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """A copy with something else in one place."""
    if not path:
        return other
    copy = deepcopy(value)
    here = copy
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = other
    return copy


# ── There and back ──


@quick
@given(answer_sets(words=any_words))
def test_what_is_saved_is_read_back_the_same(given: Given) -> None:
    """Through plain values and JSON nothing is lost, added or reordered."""
    plain = json.loads(json.dumps(given.plain()))
    read = given_from(plain, questions())
    assert read == given
    assert read.plain() == plain


@quick
@given(answer_sets(words=any_words))
def test_nothing_that_is_kept_says_who_it_is(given: Given) -> None:
    """Only form, day, answers and the drawing are kept; own words are short and on one line."""
    plain = given.plain()
    assert set(plain) == {"genkan", "version", "who", "on", "told", "drawing"}
    for told in plain["told"].values():
        assert set(told) <= {"chosen", "known_by", "words", "month"}
        assert len(told.get("words", "")) <= MOST_WORDS
        assert len(told.get("month", "")) <= 12
        assert not re.search(r"[\x00-\x1f\u2028\u2029\ud800-\udfff]", told.get("words", ""))
    for lines in plain["drawing"].values():
        assert len(lines) <= MOST_STRANDS
        assert all(0 < len(line) <= MOST_LINE for line in lines)


def test_own_words_are_in_no_printout() -> None:
    """A log line or an error page that prints a set of answers does not print anybody's words."""
    given = given_that(began={"chosen": ["slowly"], "words": "after grandmother died"})
    drawn = Given(AOI, ON, given.told, MappingProxyType({"led_in": ("grandmother",)}))
    assert "grandmother" not in repr(drawn)
    assert "grandmother" not in repr(drawn.told["began"])


# ── Hostile files ──


@settings(deadline=None, max_examples=150)
@given(anything)
def test_anything_at_all_is_a_set_of_answers_or_refused(plain: Any) -> None:
    """No value that JSON can hold raises anything but Refused."""
    with suppress(Refused):
        given_from(plain, questions())


@settings(deadline=None, max_examples=150)
@given(answer_sets(words=any_words), st.data())
def test_a_file_changed_in_one_place_is_read_or_refused(given: Given, data: st.DataObject) -> None:
    """Whatever stands in whatever place, what is read can be saved and read again."""
    plain = given.plain()
    path = data.draw(st.sampled_from(places(plain)))
    planted = with_other(plain, path, data.draw(anything))
    try:
        read = given_from(planted, questions())
    except Refused:
        return
    assert given_from(json.loads(json.dumps(read.plain())), questions()) == read


VALID = given_that(usual_week=["room"], since={"month": "2026-03"}).plain() | {"drawing": {"keeps": ["a"]}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), None),
        ((), []),
        ((), "check-up"),
        (("genkan",), "diary"),
        (("version",), 2),
        (("version",), None),
        (("version",), [1]),
        (("who",), "clinic"),
        (("who",), ["family"]),
        (("who",), None),
        (("on",), "yesterday"),
        (("on",), 20261125),
        (("on",), "1999-12-31"),
        (("on",), "2100-01-01"),
        (("on",), None),
        (("told",), []),
        (("told",), None),
        (("told",), {"name": {"chosen": ["Aoi"]}}),
        (("told",), {"danger": ["none"]}),
        (("told",), {"danger": {"chosen": "none"}}),
        (("told",), {"danger": {"chosen": ["nothing"]}}),
        (("told",), {"danger": {"chosen": [["none"]]}}),
        (("told",), {"danger": {"chosen": [{}]}}),
        (("told",), {"danger": {"chosen": ["none"], "known_by": "heard"}}),
        (("told",), {"danger": {"chosen": ["none"], "known_by": ["seen"]}}),
        (("told",), {"began": {"words": ["long ago"]}}),
        (("told",), {"began": {"words": None}}),
        (("told",), {"since": {"month": 3}}),
        (("told",), {"since": {"month": "March"}}),
        (("told",), {"since": {"month": "2026-13"}}),
        (("told",), {"since": {"month": "2026-00"}}),
        (("told",), {"since": {"month": "1899-12"}}),
        (("drawing",), []),
        (("drawing",), {"future": ["a"]}),
        (("drawing",), {"led_in": "a"}),
        (("drawing",), {"led_in": [1]}),
        (("drawing",), {"led_in": [["a"]]}),
    ],
)
def test_what_cannot_be_is_refused(path: tuple[str, ...], value: Any) -> None:
    """A file for something else, of another version, or with an answer nobody could give."""
    given_from(VALID, questions())
    with pytest.raises(Refused):
        given_from(with_other(VALID, path, value), questions())


def test_a_month_in_a_file_is_kept_short() -> None:
    """Blanks around a month are no way to make an answer long."""
    for blanks, short in ((4, True), (5000, False)):
        plain = with_other(VALID, ("told",), {"since": {"month": f"{' ' * blanks}2026-03{' ' * blanks}"}})
        if short:
            assert given_from(plain, questions()).told["since"].month == "2026-03"
        else:
            with pytest.raises(Refused):
                given_from(plain, questions())


def test_a_name_that_is_no_text_is_refused() -> None:
    """Plain values may come from something else than JSON."""
    for name in (None, 5, ("danger",), 1.5):
        with pytest.raises(Refused):
            given_from({**VALID, "told": {name: {"chosen": ["none"]}}}, questions())


# ── One answer ──


@quick
@given(st.data())
def test_an_answer_fits_its_question_and_stays_itself(data: st.DataObject) -> None:
    """One option where one is asked, «none of these» only by itself, and fitting it twice changes nothing."""
    question = data.draw(st.sampled_from(list(questions().values())))
    told = data.draw(any_answer(question, any_words))
    assert set(told.chosen) <= set(question.options)
    assert list(told.chosen) == sorted(told.chosen, key=question.options.index)
    assert question.several or len(told.chosen) <= 1
    assert len(told.chosen) <= 1 or not set(told.chosen) & set(question.alone)
    assert told_of(question, list(told.chosen), told.known_by, told.words, told.month) == told
    assert bool(told) == bool(told.chosen or told.words or told.month)


def test_named_things_are_never_lost_to_none_of_these() -> None:
    """Whoever names a danger and ticks «none of these» as well has named a danger."""
    for question in questions().values():
        for one in question.options:
            if question.several and one not in question.alone:
                assert told_of(question, [*question.alone, one]).chosen == (one,)
        everything = told_of(question, list(question.options)).chosen
        assert not question.several or set(everything) == set(question.options) - set(question.alone)


def test_a_basis_without_an_answer_is_no_answer() -> None:
    """Saying only how it is known says nothing: it is neither counted nor named as a guess."""
    plain = with_other(VALID, ("told",), {"lately": {"known_by": "guessed"}, "talk": {"chosen": []}})
    assert dict(given_from(plain, questions()).told) == {}


def test_what_a_question_does_not_take_is_left_out() -> None:
    """No basis, own words or month where none is asked for."""
    told = told_of(questions()["danger"], ["none"], "seen", "words", "2026-03")
    assert told == Told(("none",))
    assert told_of(questions()["since"], [], "rumour", "", "soon") == Told()


@quick
@given(answer_sets(), st.data())
def test_one_more_answer_changes_that_one_only(given: Given, data: st.DataObject) -> None:
    """An answer replaces the one before; an empty one takes it back."""
    question = data.draw(st.sampled_from(list(questions().values())))
    told = data.draw(any_answer(question))
    now = given.with_answer(question.id, told)
    assert now.told.get(question.id, Told()) == told or not told
    assert (question.id in now.told) == bool(told)
    assert {name: one for name, one in now.told.items() if name != question.id} == {
        name: one for name, one in given.told.items() if name != question.id
    }
    for option in question.options:
        assert answered(now.told, f"{question.id}.{option}") == (option in told.chosen)


# ── Months and words ──


@given(st.integers(1900, 2099), st.integers(1, 12), st.sampled_from("-/.年"), st.booleans(), st.booleans())
def test_a_month_is_understood_as_people_write_it(
    year: int, month: int, between: str, padded: bool, buddhist: bool
) -> None:
    """With a dash, a slash, a dot or a sign, with or without a zero, in either era: the same month."""
    written = (
        f"{year + 543 * buddhist}{between}{month:02d}"
        if padded
        else f"{year + 543 * buddhist}{between}{month}"
    )
    found = month_in(f"{written}月" if between == "年" else written)
    assert found is not None
    first, last = found
    assert (first.year, first.month, first.day) == (year, month, 1)
    assert (last.year, last.month) == (year, month)
    assert (last + timedelta(days=1)).day == 1


@given(st.text(max_size=12) | st.from_regex(r"\s*\d{1,5}\s*[-/.年]\s*\d{1,3}\s*月?\s*", fullmatch=True))
@example("๒๕๖๙-๐๓")
@example("²⁰²⁶-03")
def test_no_text_breaks_the_month(text: str) -> None:
    """Anything typed into the field is a month between 1900 and 2100, or none."""
    found = month_in(text)
    assert found is None or 1900 <= found[0].year < 2100


@given(st.text(max_size=300), st.integers(1, 300))
def test_tidy_is_short_on_one_line_and_done_once(text: str, most: int) -> None:
    """No control signs, single spaces, never longer than asked; doing it twice changes nothing."""
    tidied = tidy(text, most)
    assert len(tidied) <= most
    assert tidied == tidied.strip()
    assert "  " not in tidied
    assert not re.search(r"[\x00-\x1f\x7f\u2028\u2029]", tidied)
    assert tidy(tidied, most) == tidied


@given(st.lists(st.text(max_size=80), max_size=12))
def test_lines_of_the_drawing_are_few_and_tidy(lines: list[str]) -> None:
    """Empty ones disappear, the order stays, and doing it twice changes nothing."""
    kept = strand_lines(lines)
    assert len(kept) <= MOST_STRANDS
    assert all(kept)
    assert strand_lines(list(kept)) == kept


def test_who_may_answer() -> None:
    """Three forms, three ways to know, three groups of the drawing; the tests rest on these."""
    assert WHO == ("family", "person", "worker")
    assert BASES == ("seen", "told", "guessed")
    assert GROUPS == ("led_in", "keeps", "protects")
