"""Who needs us now: flags, concerns over shared days, and what a stop still never shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse
from tests.web.people.household import Household, steady, wrote
from tests.web.visits import put_answers

from genkan.checkup.given import Given, Told
from genkan.knowledge import sentence
from genkan_web import looks
from genkan_web.care import flags, sharing, standings
from genkan_web.care.models import Flag
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook, Standing
from genkan_web.leaving import going

pytestmark = pytest.mark.django_db
NOTHING = sentence("people.share.nothing", "en")


def given(book: Notebook, **told: Any) -> Given:
    """A check-up of today."""
    return Given("person", notes.today_of(book), told)


def slid(book: Notebook, days: int = 240, from_back: int = 60) -> None:
    """Days of an ordinary life, and then ever fewer out of the room."""
    for back in range(days, -1, -1):
        out = back > from_back
        low = (4, 5, 3, 5, 4, 2, 3)[back % 7] if out else (0, 1, 0, 0, 0, 1, 0)[back % 7]
        wrote(
            book,
            back,
            reach_low=low,
            reach_high=low,
            mood=3 - (not out) * 2,
            talked=out,
            bed_hour=23.0 if out else 5.0,
        )


def list_of(home: Household, who: str = "somchai") -> str:
    """The worker's list."""
    return steady(home.visit(who).get(reverse("linked")).content.decode())


def test_a_check_up_that_asks_for_help_now_is_told_to_linked_workers_only(home: Household) -> None:
    """Kept: those it is shared with read that it asks for help, never what; a family reads nothing."""
    book = home.books["yuki"]
    danger = {"danger": Told(("wants_to_die",))}
    assert flags.asks_for_help_now(given(book, **danger))
    client = home.visit("yuki")
    put_answers(client, given(book, **danger))
    page = client.get(reverse("answer")).content.decode()
    for reader in flags.readers_of(book):
        assert reader.name in page
    before = {who: list_of(home, who) for who in ("hana", "chai")}
    client.post(reverse("take-check-up", args=[book.pk]))
    today = notes.today_of(book)
    said = sentence("people.linked.flag", "en", day=today)
    assert said in list_of(home)
    assert {who: list_of(home, who) for who in before} == before
    assert Flag.objects.filter(link=home.links["somchai"], read_at=None).count() == 1
    client.post(reverse("take-check-up", args=[book.pk]))
    assert Flag.objects.filter(link=home.links["somchai"]).count() == 1
    sharing.stop(home.links["somchai"])
    assert said in list_of(home)
    worker = home.visit("somchai")
    worker.post(reverse("flag-read", args=[home.links["somchai"].pk]))
    assert said not in list_of(home)


def test_a_calm_check_up_is_told_to_nobody(home: Household) -> None:
    """Without danger nothing is raised, and nobody is named on the page."""
    book = home.books["yuki"]
    client = home.visit("yuki")
    put_answers(client, given(book))
    assert (
        sentence("people.notes.tells", "en", name="")[:20]
        not in client.get(reverse("answer")).content.decode()
    )
    client.post(reverse("take-check-up", args=[book.pk]))
    assert not Flag.objects.exists()


def test_a_drift_over_shared_days_stands_above_news(home: Household) -> None:
    """A slide in one notebook puts it first, with the day it was told; the line of the week stands beside."""
    book = home.books["yuki"]
    slid(book)
    assert "days" in sharing.live_items(home.links["somchai"])
    page = list_of(home)
    told = Standing.objects.get(notebook=book).told["concern"]
    assert told
    assert sentence("people.linked.concern", "en", day=notes.today_of(book).fromisoformat(told)) in page


def test_stopped_it_says_nothing_new_and_no_concern(home: Household) -> None:
    """After a stop the list is the same as for somebody who wrote nothing this week."""
    book = home.books["yuki"]
    slid(book)
    assert NOTHING not in _row(home)
    sharing.stop(home.links["somchai"])
    stopped = _row(home)
    sharing.share(book, home.people["somchai"], ("days", "week"), home.links["somchai"].ends["called"])
    DayNote.objects.filter(notebook=book, day__gt=notes.today_of(book) - timedelta(days=8)).delete()
    assert _row(home) == stopped
    assert NOTHING in stopped


def _row(home: Household) -> str:
    page = list_of(home)
    start = page.index(reverse("share", args=[home.links["somchai"].pk]))
    return page[start : page.index("</a>", start)]


def test_a_standing_is_read_again_after_a_change_and_not_before(home: Household) -> None:
    """The list costs one reading a change; the sweep keeps up with the rest."""
    book = home.books["yuki"]
    slid(book, 30, 0)
    list_of(home)
    first = Standing.objects.get(notebook=book).read_at
    list_of(home)
    assert Standing.objects.get(notebook=book).read_at == first
    assert standings.keep_up() == 0
    book.notes.latest("day").save()
    assert standings.keep_up() == 1
    assert Standing.objects.get(notebook=book).read_at > first


def test_what_is_said_of_days_stays_in_the_notebook(home: Household) -> None:
    """«These days were illness» is kept, told again, taken back; nonsense is refused in a sentence."""
    book = home.books["yuki"]
    slid(book, 60, 0)
    client = home.visit("yuki")
    today = notes.today_of(book)
    page = client.get(reverse("way-changed", args=[book.pk]))
    assert page.status_code == 200
    said = reverse("way-said", args=[book.pk])
    span = {"first": (today - timedelta(days=9)).isoformat(), "last": today.isoformat(), "kind": "illness"}
    assert client.post(said, span).status_code == 302
    book.refresh_from_db()
    assert book.marks["was"]
    assert (
        sentence("flag.illness", "en") in client.get(reverse("way-changed", args=[book.pk])).content.decode()
    )
    assert client.post(said, {"first": "x", "last": "y", "kind": "illness"}).status_code == 400
    assert client.post(said, {"back": "0"}).status_code == 302
    book.refresh_from_db()
    assert not book.marks["was"]


def test_when_nothing_was_written_for_long_the_way_says_so(home: Household) -> None:
    """Silence is a state of its own, with what to check; on one's own pages only."""
    book = home.books["yuki"]
    for back in range(90, 29, -1):
        wrote(book, back, reach_low=3, reach_high=3)
    page = home.visit("yuki").get(reverse("way-changed", args=[book.pk])).content.decode()
    assert sentence("concerns.page.silence", "en") in page


def test_a_day_that_may_have_been_out_is_never_counted_as_in(home: Household) -> None:
    """«Perhaps further» on two days of three: at least one day out, perhaps three; never one as a fact."""
    book = home.books["hana"]
    for back, (low, high) in enumerate(((3, 3), (1, 5), (0, None))):
        wrote(book, back, reach_low=low, reach_high=high)
    sharing.share(book, home.people["somchai"], ("days",), "Y")
    page = list_of(home)
    assert sentence("people.share.line_open", "en", days=3, out=1, most=3) in page


def test_the_list_and_the_page_name_the_same_first_day(home: Household) -> None:
    """A change that was told again later still carries the day on which it was first told."""
    from genkan_web import bridge

    book = home.books["yuki"]
    slid(book)
    list_of(home)
    days = bridge.days_of(book, with_files=False)
    assert days is not None
    today = notes.today_of(book)
    concern = bridge.watching_of_notebook(book, bridge.course_of_days(days), today).watch.concern
    assert concern is not None
    assert concern.first_told < concern.day
    assert Standing.objects.get(notebook=book).told["concern"] == concern.first_told.isoformat()


def test_whoever_goes_takes_the_flag_along_and_a_hidden_day_is_forgotten(home: Household) -> None:
    """Hidden is hidden: not even that help was asked for; and lists do not go on from days that are gone."""
    book = home.books["yuki"]
    wrote(book, 0, reach_low=3, reach_high=3)
    list_of(home)
    flags.raised(book)
    going.hide_day(book, notes.today_of(book))
    assert not Standing.objects.filter(notebook=book).exists()
    going.hide_account(home.people["yuki"])
    assert not Flag.objects.exists()


def test_moments_are_told_by_the_wall_clock_of_whoever_reads(home: Household) -> None:
    """Late in the evening in UTC it is the next day in Bangkok, and the page says so, with the zone."""
    late = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
    Flag.objects.create(link=home.links["somchai"], made_at=late)
    assert sentence("people.linked.flag", "en", day=date(2026, 11, 27)) in list_of(home)
    with mock.patch("django.utils.timezone.now", return_value=late):
        looks.write(home.people["somchai"], "share", "see", "receiver", home.books["yuki"].pk)
    page = home.visit("yuki").get(reverse("looked", args=[home.books["yuki"].pk])).content.decode()
    assert "27 Nov 2026 03:30 (Asia/Bangkok)" in page
