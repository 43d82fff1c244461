"""The questions: every way through is short, ends, and leads back the way it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from types import MappingProxyType

import pytest
from hypothesis import given
from tests.library.checkup.answers import answer_sets, given_that, quick

from genkan.checkup.form import Question, after, asked, before, questions, standing, with_number
from genkan.checkup.given import Given, Told
from genkan.knowledge import knowledge

MOST = 24


def answers_that_decide() -> frozenset[str]:
    """Every answer on which some question depends."""
    return frozenset(
        one for question in questions().values() for one in (*question.asked_if, *question.not_if)
    )


def choices(question: Question) -> list[tuple[str, ...]]:
    """Every way to answer that matters to the way: nothing, all that decides, and something else."""
    deciding = [one for one in question.options if f"{question.id}.{one}" in answers_that_decide()]
    most = len(deciding) if question.several else 1
    sets = [chosen for size in range(most + 1) for chosen in combinations(deciding, size)]
    other = [one for one in question.options if one not in deciding][:1] if deciding else []
    return [*sets, *((one,) for one in other)]


def ways(number: int = 0, so_far: Mapping[str, Told] | None = None) -> Iterator[Mapping[str, Told]]:
    """All ways through the form, walked question by question; a skipped one has an empty answer."""
    told = so_far or {}
    question = after(number, told)
    if question is None:
        yield told
        return
    for chosen in choices(question):
        yield from ways(question.number, {**told, question.id: Told(chosen)})


@cache
def all_ways() -> tuple[Mapping[str, Told], ...]:
    """All of them, walked once."""
    return tuple(ways())


def test_no_way_through_has_more_than_24_questions() -> None:
    """Every way, over all branches, ends and has at most the number of questions that is promised."""
    lengths = {len(told) for told in all_ways()}
    assert len(all_ways()) >= 2 * len(answers_that_decide())
    assert max(lengths) <= MOST == knowledge("checkup/form")["at_most"]


def test_back_is_the_inverse_of_forward_on_every_way() -> None:
    """From each question of each way, one step back is the question that was come from."""
    for told in all_ways():
        number = 0
        for name in told:
            question = after(number, told)
            assert question is not None
            assert question.id == name
            assert question.number > number
            back = before(question.number, told)
            assert (back.number if back is not None else 0) == number
            number = question.number
        assert after(number, told) is None
        assert [question.id for question in asked(told)] == list(told)


@quick
@given(answer_sets())
def test_only_earlier_answers_decide_whether_a_question_is_asked(given: Given) -> None:
    """Taking away an answer and all later ones never changes what stands before it."""
    way = asked(given.told)
    for i, question in enumerate(way):
        earlier = {one.id: given.told[one.id] for one in way[:i] if one.id in given.told}
        assert asked(earlier)[: i + 1] == way[: i + 1]
        assert before(question.number, given.told) == (way[i - 1] if i else None)


@quick
@given(answer_sets())
def test_only_the_named_answers_decide_the_way(given: Given) -> None:
    """Answers that no question names change nothing about the way."""
    deciding = answers_that_decide()
    kept = {
        name: Told(tuple(one for one in told.chosen if f"{name}.{one}" in deciding))
        for name, told in given.told.items()
    }
    assert asked(kept) == asked(given.told)


@quick
@given(answer_sets())
def test_standing_keeps_what_is_asked_and_nothing_else(given: Given) -> None:
    """Stale answers fall away, all others stay, and doing it twice changes nothing."""
    heard = standing(given)
    assert asked(heard.told) == asked(given.told)
    assert dict(heard.told) == {
        one.id: given.told[one.id] for one in asked(given.told) if one.id in given.told
    }
    assert standing(heard) == heard
    assert (heard.who, heard.on, heard.drawing) == (given.who, given.on, given.drawing)


def test_a_stale_answer_counts_for_nothing_and_comes_back_with_its_question() -> None:
    """What going out is for, asked no longer once nobody goes out, is kept aside and not read."""
    given = given_that(furthest_month="home", goes_for="hobby")
    assert "goes_for" not in standing(given).told
    assert "goes_for" in standing(given.with_answer("furthest_month", Told(("outside",)))).told


def test_questions_hang_together() -> None:
    """Numbers run from 1 without a gap; conditions name options of earlier questions."""
    listed = questions()
    assert [one.number for one in listed.values()] == list(range(1, len(listed) + 1))
    for question in listed.values():
        assert question.kind in ("one", "many")
        assert set(question.alone) <= set(question.options)
        assert len(set(question.options)) == len(question.options)
        for answer in (*question.asked_if, *question.not_if):
            name, _, option = answer.partition(".")
            assert option in listed[name].options
            assert listed[name].number < question.number


def test_danger_and_violence_are_asked_first_and_always() -> None:
    """Nobody has to walk through the form before help can stand there."""
    first = list(questions().values())[:2]
    assert [one.id for one in first] == ["danger", "violence"]
    assert not any(one.asked_if or one.not_if for one in first)


@pytest.mark.parametrize("number", [-1, 0, 25, 1000])
def test_a_number_nobody_gave_to_a_question_is_none(number: int) -> None:
    """There is no question outside the form, and no error either."""
    assert with_number(number) is None
    told: MappingProxyType[str, Told] = MappingProxyType({})
    assert (before(number, told) is None) == (number <= 1)
    assert (after(number, told) is None) == (number >= MOST)
