"""Going away: out of sight at once, quiet for everybody else, taken back within seven days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import PASSWORD, Household, form, put_paper, steady, wrote
from tests.web.people.test_taking import from_files

from genkan.knowledge import date_told, sentence
from genkan_web import bridge, erasing, may, remembered
from genkan_web.care import glass, sharing
from genkan_web.care.models import LinkCode
from genkan_web.diary import notes, papers
from genkan_web.diary.models import DayNote, ImportedDays, Notebook, Paper
from genkan_web.leaving import going
from genkan_web.people.models import Visit

pytestmark = pytest.mark.django_db


def gone(home: Household, name: str = "yuki") -> Client:
    """The browser of somebody who has pressed once."""
    client = home.visit(name)
    assert client.post(reverse("go")).headers["Location"] == reverse("gone")
    return client


def came_back(name: str = "yuki") -> Client:
    """A new browser in which they signed in with their password."""
    client = Client(headers={"accept-language": "en"})
    assert client.post(reverse("enter"), {"name": name, "password": PASSWORD}).status_code == 302
    return client


def test_one_press_hides_everything_at_once(home: Household) -> None:
    """Every visit ends, every page over a link is as without news; codes and the emergency page too."""
    wrote(home.books["yuki"], 0, reach_low=3, reach_high=3, words="w-yuki")
    ask, other = sharing.new_code(home.people["yuki"]), home.visit("yuki")
    link = home.links["somchai"]
    before = home.visit("somchai").get(reverse("share", args=[link.pk])).content.decode()
    assert "w-yuki" in before, "the control"
    gone(home)
    assert other.get(reverse("home")).headers["Location"] == reverse("enter")
    assert not Visit.objects.filter(account=home.people["yuki"].pk).exists()
    page = home.visit("somchai").get(reverse("share", args=[link.pk]))
    assert page.status_code == 200
    assert "w-yuki" not in page.content.decode()
    for name in ("share-way", "share-words", "share-phone"):
        assert home.visit("somchai").get(reverse(name, args=[link.pk])).status_code == 404
    assert sharing.book_of(link) is None
    assert sharing.code_typed(ask, home.people["hana"]) is None
    assert glass.link_called(home.people["baba"], "Y.") is None


def test_readers_see_a_week_without_news(home: Household) -> None:
    """Byte for byte the page and the list of a link over which nothing was written."""

    def pages(of: str) -> list[str]:
        client, link = home.visit("hana"), home.links[of]
        found = [client.get(reverse("share", args=[link.pk])), client.get(reverse("linked"))]
        return [steady(one.content.decode()) for one in found]

    silent = pages("hana")
    wrote(home.books["yuki"], 0, reach_low=3, reach_high=3)
    assert pages("hana")[0] != silent[0], "the control"
    gone(home)
    assert pages("hana") == silent


def test_whoever_comes_back_may_keep_it(home: Household) -> None:
    """Signed in they reach one page only; kept, everything is there and nothing is shared."""
    wrote(home.books["yuki"], 0, words="w-yuki")
    gone(home)
    client = came_back()
    for name in ("home", "account", "take-along", "notebooks"):
        assert client.get(reverse(name)).headers["Location"] == reverse("going"), name
    key = home.books["yuki"].pk
    assert client.get(reverse("notes", args=[key])).headers["Location"] == reverse("going")
    assert "keep it" in client.get(reverse("going")).content.decode()
    assert client.post(reverse("going"), {"keep": "1"}).headers["Location"] == reverse("home")
    assert client.get(reverse("today", args=[key])).status_code == 200
    assert "w-yuki" in client.get(reverse("today", args=[key])).content.decode()
    assert not any(sharing.live_items(link) for link in sharing.links_from(home.books["yuki"]))
    assert client.get(reverse("going")).status_code == 404


def test_from_there_it_can_go_at_once_too(home: Household) -> None:
    """With the password, not without."""
    gone(home)
    client = came_back()
    assert client.post(reverse("going"), {"now": "1"}).status_code == 400
    assert client.post(reverse("going"), {"now": "1", "old": PASSWORD}).headers["Location"] == reverse("gone")
    assert not Notebook.every.filter(pk=home.books["yuki"].pk).exists()


def test_readings_of_this_visit_and_answers_on_the_device_go_too(home: Household, family: None) -> None:
    """What was read from files without keeping it, and the check-up in this browser."""
    from genkan_web.models import DayTable

    client = home.visit("yuki")
    request: Any = mock.Mock(session=client.session)
    DayTable.objects.create(key="t" * 43, visit=may.visit_of(request), standing="ready")
    client.cookies["box0"] = "x"
    client.post(reverse("go"))
    assert not DayTable.objects.filter(key="t" * 43).exists()
    assert client.cookies["box0"].value == ""


# ── Single things ──


def test_a_day_goes_and_comes_back(home: Household) -> None:
    """Hidden for the writer and for readers; taken back as it was; written anew, the newer stands."""
    book = home.books["yuki"]
    note = wrote(book, 1, reach_low=3, reach_high=3, words="w-day")
    client, args = home.visit("yuki"), [book.pk, note.day.isoformat()]
    assert client.post(reverse("day-erase", args=args)).headers["Location"] == reverse("waiting")
    assert "w-day" not in client.get(reverse("note", args=args)).content.decode()
    words = home.visit("somchai").get(reverse("share-words", args=[home.links["somchai"].pk]))
    assert "w-day" not in words.content.decode()
    assert notes.week_line(book) is None
    back = {"book": str(book.pk), "day": note.day.isoformat()}
    assert client.post(reverse("waiting"), back).status_code == 200
    assert "w-day" in client.get(reverse("note", args=args)).content.decode()
    going.hide_day(book, note.day)
    client.post(reverse("note", args=args), form(reach="1", words="newer"))
    going.keep_day(book, note.day)
    assert [one.words for one in book.notes.all()] == ["newer"]
    assert going.purge_due(timezone.now() + timedelta(days=8)) == 1
    assert [one.words for one in DayNote.every.filter(notebook=book)] == ["newer"]


def test_the_day_a_day_is_erased_is_the_writers_own(home: Household) -> None:
    """Eight in the evening by the world's clock is the next morning in Bangkok."""
    book = home.books["yuki"]
    going.hide_day(book, wrote(book, 1, words="w-day").day)
    DayNote.every.update(erase_at=datetime(2099, 3, 4, 20, tzinfo=UTC))
    page = home.visit("yuki").get(reverse("waiting")).content.decode()
    assert sentence("people.waiting.until", "en", day=date_told(date(2099, 3, 5), "en")) in page


def test_a_day_out_of_files_goes_and_comes_back(home: Household) -> None:
    """Sums of that day are unknown while it waits, and gone after; the days beside it stay."""
    book = home.books["yuki"]
    from_files(book)

    def gaming() -> list[float]:
        days = bridge.days_of(book)
        assert days is not None
        return [float(one) for one in days["gaming_hours"][:2]]

    assert gaming() == [2.0, 1.0]
    going.hide_day(book, date(2026, 3, 1))
    assert str(gaming()) == "[nan, 1.0]"
    from_files(book, b"Date,Who writes this,Gaming hours\n2026-03-05,person,4\n")
    going.keep_day(book, date(2026, 3, 1))
    assert gaming() == [2.0, 1.0], "adding files meanwhile took nothing"
    going.hide_day(book, date(2026, 3, 1))
    assert going.waiting_days(book).keys() == {date(2026, 3, 1)}
    assert going.purge_due(timezone.now() + timedelta(days=8)) == 1
    assert str(gaming()) == "[nan, 1.0]"
    assert ImportedDays.objects.get().going is None


def test_a_paper_goes_and_comes_back(home: Household) -> None:
    """Hidden; taken back as it was; where a newer one stands, that one stays; then gone for good."""
    book, client = home.books["yuki"], home.visit("yuki")
    paper = put_paper(book, slot="", thought="w-paper")
    args = [book.pk, paper.pk]
    assert client.post(reverse("paper-erase", args=args)).headers["Location"] == reverse("waiting")
    assert client.get(reverse("paper-erase", args=args)).status_code == 404
    assert papers.the_one(book, "thought_record") is None
    back = {"book": str(book.pk), "paper": str(paper.pk)}
    assert home.visit("ploy").post(reverse("waiting"), back).status_code == 404
    assert client.post(reverse("waiting"), back).status_code == 200
    assert papers.found(book, "thought_record", paper.pk) == paper
    papers.to_go(paper)
    newer = put_paper(book, slot="", thought="newer")
    assert client.post(reverse("waiting"), back).status_code == 400
    assert papers.listed(book, "thought_record") == [newer]
    assert going.purge_due(timezone.now() + timedelta(days=8)) == 1
    assert [one.pk for one in Paper.every.filter(notebook=book)] == [newer.pk]


def test_a_notebook_goes_and_comes_back(home: Household) -> None:
    """Not on the shelf, not by its address, nothing shared; a person has a new one at once."""
    book, client = home.books["yuki"], home.visit("yuki")
    wrote(book, 0, words="w-book")
    sharing.new_code(home.people["hana"], home.books["hana"])
    assert client.post(reverse("book-erase", args=[book.pk])).headers["Location"] == reverse("waiting")
    assert client.get(reverse("today", args=[book.pk])).status_code == 404
    fresh = Notebook.objects.get(writer=home.people["yuki"])
    assert fresh.pk != book.pk
    assert client.get(reverse("home"), follow=True).status_code == 200
    assert sharing.book_of(home.links["somchai"]) is None
    wrote(fresh, 0, words="newer")
    answer = client.post(reverse("waiting"), {"book": str(book.pk)})
    assert answer.status_code == 400
    going.erase_day(fresh, notes.today_of(fresh))
    assert client.post(reverse("waiting"), {"book": str(book.pk)}).status_code == 200
    assert [one.pk for one in Notebook.objects.filter(writer=home.people["yuki"])] == [book.pk]
    hana = home.visit("hana")
    hana.post(reverse("book-erase", args=[home.books["hana"].pk]))
    assert not LinkCode.objects.filter(notebook=home.books["hana"].pk).exists()
    assert not Notebook.objects.filter(writer=home.people["hana"]).exists()


@pytest.mark.parametrize("name", ["day-erase", "paper-erase", "book-erase"])
def test_single_things_go_at_once_with_a_proof(home: Household, name: str) -> None:
    """Not without."""
    book = home.books["yuki"]
    note = wrote(book, 0, words="w-single")
    paper = put_paper(book, thought="w-single too")
    of = {"day-erase": [note.day.isoformat()], "paper-erase": [paper.pk]}
    args, client = [book.pk, *of.get(name, [])], home.visit("yuki")
    assert client.post(reverse(name, args=args), {"now": "1", "old": "no"}).status_code == 400
    assert DayNote.objects.filter(pk=note.pk).exists()
    assert client.post(reverse(name, args=args), {"now": "1", "old": PASSWORD}).status_code == 302
    assert DayNote.every.filter(pk=note.pk).exists() == (name == "paper-erase")
    assert Paper.every.filter(pk=paper.pk).exists() == (name == "day-erase")


def test_nobody_takes_back_or_sees_what_is_not_theirs(home: Household) -> None:
    """Another's notebook by its id: 404, as one that is not there."""
    going.hide_book(home.books["yuki"])
    assert (
        home.visit("ploy").post(reverse("waiting"), {"book": str(home.books["yuki"].pk)}).status_code == 404
    )
    wrote(home.books["hana"], 0)
    sent = {"book": str(home.books["hana"].pk), "day": "2026-03-01"}
    assert home.visit("ploy").post(reverse("waiting"), sent).status_code == 404
    own = {"book": str(home.books["ploy"].pk), "day": "not a day"}
    assert home.visit("ploy").post(reverse("waiting"), own).status_code == 404


def read_way(home: Household) -> list[tuple[float, bytes]]:
    """Somebody looks at the way out over Yuki's notebook; what is remembered of it."""
    page = home.visit("yuki").get(reverse("way", args=[home.books["yuki"].pk]))
    assert page.status_code == 200
    return list(remembered._held.values())


def test_what_is_erased_leaves_nothing_remembered(
    home: Household, django_capture_on_commit_callbacks: Any
) -> None:
    """A day, a sheet, a whole notebook: no reading that was drawn from it stays in this process's memory."""
    book = home.books["yuki"]
    for back in range(3):
        wrote(book, back, reach_low=3, reach_high=3)
    paper = put_paper(book, situation="w-sheet")
    for erase in (
        lambda: going.erase_day(book, notes.today_of(book)),
        lambda: erasing.erase(paper),
        lambda: going.erase_book(book),
    ):
        assert read_way(home), "the control"
        with django_capture_on_commit_callbacks(execute=True):
            erase()
        assert not remembered._held


def test_what_was_said_since_draws_anew(home: Household) -> None:
    """A changed note, and a day that its writer called wrong: each is another reading than the one before."""
    remembered.forget()
    book = home.books["yuki"]
    note = wrote(book, 1, reach_low=3, reach_high=3)
    assert len(read_way(home)) == len(read_way(home)) == 1
    DayNote.objects.filter(pk=note.pk).update(reach_low=1, reach_high=1)
    assert len(read_way(home)) == 2
    bridge.keep_marks_in(book, bridge.marks_in(book), note.day)
    assert len(read_way(home)) == 3
