"""A plan on paper: everything that was written stands in it, and nothing that was not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from genkan.knowledge import LANGUAGES
from genkan.letters.plan_sheet import parts_of, plan_pdf
from genkan.nouns import Sign
from genkan.sheet import reason_of
from genkan.worksheets.care_plan import Act, Agreed, Goal, Plan, due

ON = date(2026, 11, 26)
FULL = Plan(
    ON,
    (Goal("ดื่มชา お茶", Sign.CONTACT, ON, False), Goal("a walk", reached=True)),
    (Act("ต้มน้ำ", "family", ON, True), Act("waits", done=False)),
    ON,
    (Agreed("person", ON), Agreed("clinic")),
    "one\ntwo",
    3,
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_written_stands_on_the_sheet(lang: str) -> None:
    """Goals, acts, review, who agreed and notes, each with its words; a PDF in every language."""
    told = [line for part in parts_of(FULL, ON, lang) for line in part["lines"]]
    for words in ("ดื่มชา お茶", "a walk", "ต้มน้ำ", "waits", "one", "two"):
        assert any(words in line for line in told), words
    assert plan_pdf(FULL, ON, lang).startswith(b"%PDF-")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("weeks", [0, 5, 9])
def test_it_says_of_the_day_whether_to_look_again(lang: str, weeks: int) -> None:
    """Printed when a review is due or long due, it says so, in the words of the page."""
    plan, day = Plan(ON, (Goal("a walk"),)), ON + timedelta(weeks=weeks)
    told = [line for part in parts_of(plan, day, lang) for line in part["lines"]]
    assert reason_of(due(plan, day).because, lang).text in told


def test_what_nobody_wrote_has_no_part() -> None:
    """An empty plan says that no goal stands in it and that nobody agreed; no empty headings."""
    parts = parts_of(Plan(ON, ()), ON, "en")
    assert [len(part["lines"]) for part in parts] == [1, 1, 1]
    assert "No goal stands" in parts[0]["lines"][0]
