"""A sheet with an answer to something that is no longer asked: read on every way with all that still is."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.urls import reverse
from tests.web.people.household import Household, account, put_paper

from genkan.nouns import Refused
from genkan.worksheets.filled import VERSION
from genkan_web.care import homework
from genkan_web.diary import books, papers, plans, safety_check, sheets
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.sheet_body import sheet_of
from genkan_web.leaving.bring_back import bring_back
from genkan_web.leaving.everything import everything_of
from genkan_web.leaving.opened import books_in
from genkan_web.leaving.told import Told

pytestmark = pytest.mark.django_db
OLDER = {"long_gone": "asked in an older form"}
STANDS = "the bell rang twice"


def thought(book: Notebook) -> Paper:
    """A thought record with an answer that is still asked, and one that is not."""
    return put_paper(book, situation=STANDS, **OLDER)


def old_plan(book: Notebook) -> Paper:
    """The same, as the first version of a plan."""
    values = {"goals": [{"words": STANDS}], **OLDER}
    sheet = {"genkan": "worksheet", "version": VERSION, "worksheet": "care_plan", "values": values}
    return papers.keep(book, "plan", {"version": 1, "sheet": sheet}, slot="v1")


def as_file(told: Any) -> io.BytesIO:
    """As it comes back from a device."""
    return io.BytesIO(json.dumps(told).encode())


def test_family_work_shows_it(home: Household) -> None:
    """The overview stands, with what was agreed."""
    book = home.books["hana"]
    safety_check.keep(book, {"danger": ["none"], "violence": ["never"], "strain": ["tired"]})
    put_paper(book, "agreement", what=STANDS, **OLDER)
    page = home.visit("hana").get(reverse("kin", args=[book.pk]))
    assert STANDS in page.content.decode()


def test_a_plan_of_an_older_form_is_read_and_gone_on_with(home: Household) -> None:
    """Its page stands, and the next version is made from it."""
    book = home.books["yuki"]
    old_plan(book)
    assert STANDS in home.visit("yuki").get(reverse("plan", args=[book.pk])).content.decode()
    newest = plans.newest(book)
    assert newest is not None
    assert plans.keep(book, newest.sheet, 1).number == 2


def test_it_is_sent_and_read_over_a_link(home: Household) -> None:
    """What was looked at goes; and a copy that was sent long ago is read as it stands."""
    asked = homework.set_over(home.links["somchai"], "thought_record", "", None)
    paper = thought(home.books["yuki"])
    homework.send(asked, paper, paper.edition)
    asked.refresh_from_db()
    assert asked.answer["sheet"]["values"] == {"situation": STANDS}
    asked.answer = {"paper": str(paper.pk), "sheet": paper.body["sheet"]}
    asked.save()
    page = home.visit("somchai").get(reverse("share-homework-sent", args=[home.links["somchai"].pk]))
    assert STANDS in page.content.decode()


def test_it_stands_in_everything_in_words(home: Household) -> None:
    """No sheet is silently missing."""
    thought(home.books["yuki"])
    parts = Told(everything_of(home.people["yuki"]), "en").parts()
    assert any(STANDS in words for part in parts for _, words in part.lines)


def test_it_is_taken_along_and_brought_back(home: Household) -> None:
    """With everything else in the file; a thought record and a plan come back with what is still asked."""
    thought(home.books["yuki"])
    old_plan(home.books["yuki"])
    other = account("moss", "person")
    brought = bring_back(other, books_in(as_file(everything_of(home.people["yuki"]))))
    assert (brought.days, brought.unread) == (2, 0)
    back = books.own_book(other)
    assert back is not None
    ((_, sheet),) = sheets.sheets_of(back, "thought_record")
    assert dict(sheet.values) == {"situation": STANDS}
    assert [one.plan.goals[0].words for one in plans.versions(back)] == [STANDS]


def test_what_cannot_be_read_at_all_is_counted_and_the_rest_comes_back(home: Household) -> None:
    """A sheet of another edition of the form, and one of no form, are unread; the file is not refused."""
    thought(home.books["yuki"])
    told = everything_of(home.people["yuki"])
    (good,) = told["notebooks"][0]["papers"]
    newer = {**good, "slot": "n", "body": {**good["body"], "sheet": {**good["body"]["sheet"], "version": 2}}}
    empty = {**good, "slot": "e", "body": {**good["body"], "sheet": None}}
    told["notebooks"][0]["papers"] = [newer, good, empty]
    brought = bring_back(account("moss", "person"), books_in(as_file(told)))
    assert (brought.days, brought.unread) == (1, 2)


@pytest.mark.parametrize(
    "plain",
    [None, [], {}, {"genkan": "worksheet", "version": VERSION, "worksheet": "nothing", "values": OLDER},
     {"genkan": "worksheet", "version": VERSION, "worksheet": "thought_record", "values": [OLDER]},
     {"genkan": "worksheet", "version": 2, "worksheet": "thought_record", "values": OLDER}],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(plain: Any) -> None:
    """Only single answers are left out, never the form itself."""
    with pytest.raises(Refused):
        sheet_of(plain)
