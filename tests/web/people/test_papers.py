"""Papers: kept once, never over what was not read, of this notebook only, known by what stands in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from tests.web.people.household import Household, put_paper

from genkan.worksheets import definitions
from genkan_web.diary import papers
from genkan_web.diary.models import Paper
from genkan_web.stopped import ChangedMeanwhile, Stopped

pytestmark = pytest.mark.django_db


def test_a_form_that_is_sent_twice_makes_one_paper(home: Household) -> None:
    """The same key and the same words: the first stands, its edition too."""
    first, again = (put_paper(home.books["yuki"], thought="once") for _ in range(2))
    assert (first.pk, again.edition) == (again.pk, 1)


def test_nobody_writes_over_what_they_have_not_read(home: Household) -> None:
    """From the edition one read: kept. From an older one: nothing changed, and that is said."""
    book = home.books["yuki"]
    paper = put_paper(book, thought="first")
    told = {"sheet": {**paper.body["sheet"], "values": {"thought": "second"}}}
    kept = papers.keep(book, "thought_record", told, seen=1, slot=paper.slot)
    assert (kept.pk, kept.edition) == (paper.pk, 2)
    older = {"sheet": {**paper.body["sheet"], "values": {"thought": "third"}}}
    with pytest.raises(ChangedMeanwhile):
        papers.keep(book, "thought_record", older, seen=1, slot=paper.slot)
    assert Paper.objects.get().body["sheet"]["values"] == {"thought": "second"}


def test_a_paper_is_found_in_its_own_notebook_only(home: Household) -> None:
    """Not in another one, nor as another kind."""
    paper = put_paper(home.books["yuki"])
    assert papers.found(home.books["yuki"], "thought_record", paper.pk) == paper
    assert papers.found(home.books["ploy"], "thought_record", paper.pk) is None
    assert papers.found(home.books["yuki"], "worry_time", paper.pk) is None


def test_the_table_does_not_tell_what_is_worked_on(home: Household) -> None:
    """Neither the kind nor a word of it stands in the database."""
    put_paper(home.books["yuki"], worksheet="relapse_plan")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM genkan_paper")
        row = " ".join(map(str, cursor.fetchall()[0]))
    assert "relapse" not in row


def test_a_full_notebook_says_so(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, and what stands in it can still be written on."""
    monkeypatch.setattr(papers, "MOST", 1)
    paper = put_paper(home.books["yuki"], slot="a")
    with pytest.raises(Stopped, match="full"):
        put_paper(home.books["yuki"], slot="b")
    told = {"sheet": {**paper.body["sheet"], "values": {"thought": "more"}}}
    assert papers.keep(home.books["yuki"], "thought_record", told, seen=1, slot="a").edition == 2


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"kind": 3},
        {"kind": "thought_record"},
        {"kind": "thought_record", "sheet": []},
        {"kind": "worry_time", "sheet": {"genkan": "worksheet", "version": 1, "worksheet": "thought_record",
                                         "values": {}}},
    ],
)  # fmt: skip
def test_a_body_out_of_a_file_is_looked_at_before_it_is_believed(body: Any) -> None:
    """Anything that is no paper is refused."""
    with pytest.raises(ValueError, match="paper"):
        papers.checked(body)


def test_an_unknown_kind_is_left_out_and_every_worksheet_is_known() -> None:
    """A newer site's file brings kinds that this one does not know; they are counted, not kept."""
    assert papers.checked({"kind": "of_next_year"}) is None
    for worksheet in definitions():
        sheet = {"genkan": "worksheet", "version": 1, "worksheet": worksheet, "values": {}}
        assert papers.checked({"kind": worksheet, "sheet": sheet, "more": 1}) == {
            "kind": worksheet,
            "sheet": sheet,
        }
