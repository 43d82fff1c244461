"""A plan on paper: everything that was written stands in it, and nothing that was not."""

from __future__ import annotations

from datetime import date

import pytest

from genkan.knowledge import LANGUAGES
from genkan.letters.plan_sheet import parts_of, plan_pdf
from genkan.nouns import Sign
from genkan.worksheets.care_plan import Act, Agreed, Goal, Plan

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
    told = [line for part in parts_of(FULL, lang) for line in part["lines"]]
    for words in ("ดื่มชา お茶", "a walk", "ต้มน้ำ", "waits", "one", "two"):
        assert any(words in line for line in told), words
    assert plan_pdf(FULL, lang).startswith(b"%PDF-")


def test_what_nobody_wrote_has_no_part() -> None:
    """An empty plan says that no goal stands in it and that nobody agreed; no empty headings."""
    parts = parts_of(Plan(ON, ()), "en")
    assert [len(part["lines"]) for part in parts] == [1, 1, 1]
    assert "No goal stands" in parts[0]["lines"][0]
