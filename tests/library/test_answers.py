"""Answers: every line may be missing, and nothing odd becomes an answer."""

from datetime import date

import pytest

from genkan.answers import answers_from
from genkan.nouns import Answers, Between, Refused, Trouble, YesNo


def test_an_empty_file_answers_nothing() -> None:
    """Nobody was asked: everything is unknown."""
    assert answers_from(b"", "a.toml") == Answers()


def test_all_lines_are_read() -> None:
    """Dates, ranges, yes and no, reasons."""
    given = answers_from(
        b'since = [2026-02-01, 2026-04-15]\ndistress = "yes"\nimpairment = false\nreasons = ["remote_work"]\n'
        b'days_out_a_week = [2, 1]\nerrands_only = "hobby"\nage = 24\n',
        "a.toml",
    )
    assert given.since == Between(date(2026, 2, 1), date(2026, 4, 15))
    assert (given.distress, given.impairment) == (YesNo.YES, YesNo.NO)
    assert given.reasons == frozenset({"remote_work"})
    assert given.days_out_a_week == (1, 2)


def test_an_empty_list_of_reasons_means_asked_and_none() -> None:
    """Asked and none is not the same as not asked."""
    assert answers_from(b"reasons = []", "a").reasons == frozenset()
    assert answers_from(b"", "a").reasons is None


@pytest.mark.parametrize(
    "content",
    [
        b'distress = "perhaps"',
        b"days_out_a_week = 9",
        b"days_out_a_week = [1, 2, 3]",
        b"days_out_a_week = true",
        b'since = "yesterday"',
        b"since = [2026-01-01]",
        b'reasons = ["lazy"]',
        b'reasons = "illness"',
        b"age = 300",
        b"name = 'x'",
        b'errands_only = "moon"',
        b"= broken",
        b"\xff\xfe\x00",
        b"x = " + b"[" * 5000,
    ],
)
def test_what_cannot_be_an_answer_is_refused(content: bytes) -> None:
    """One refusal, told about this file, never another exception."""
    with pytest.raises(Refused) as refused:
        answers_from(content, "answers.toml")
    assert refused.value.file == "answers.toml"
    assert refused.value.trouble in (Trouble.BAD_VALUES, Trouble.DAMAGED, Trouble.ENCODING)


def test_a_month_is_enough_for_since() -> None:
    """«2026-03» is any day of March; Buddhist years are understood."""
    march = Between(date(2026, 3, 1), date(2026, 3, 31))
    assert answers_from(b'since = "2026-03"', "a").since == march
    assert answers_from(b'since = "2569-03"', "a").since == march
    assert answers_from(b'since = "2569/03/05"', "a").since == Between(date(2026, 3, 5), date(2026, 3, 5))
