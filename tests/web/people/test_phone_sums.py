"""What files bring is shared as sums of whole past weeks, late, and never finer."""

from __future__ import annotations

import re
from datetime import date, timedelta
from unittest import mock

from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from tests.web.people.household import Household

from genkan.knowledge import sentence
from genkan.nouns import Informant, Reach, Report
from genkan_web import bridge
from genkan_web.care import sharing, weeks
from genkan_web.people import knocks

MONDAY = date(2026, 11, 2)


def brought(home: Household, out: tuple[int, ...]) -> None:
    """Days from a Monday on, 3 for a day outside and 1 for a day at home, as if a phone had told them."""
    from genkan.days import days_from
    from genkan.importers.gathering import Gathering

    gathering = Gathering("Asia/Bangkok")
    gathering.add_reports(
        Report(MONDAY + timedelta(days=at), Informant.PERSON, reach_low=Reach(level), reach_high=Reach(level))
        for at, level in enumerate(out)
    )
    bridge.take_in(home.books["yuki"], days_from(gathering.events(), "Asia/Bangkok"))


def on(day: date) -> object:
    """The clock at noon UTC of a day."""
    from datetime import UTC, datetime

    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return mock.patch("django.utils.timezone.now", return_value=moment)


def test_only_whole_weeks_a_day_late(home: Household) -> None:
    """On Sunday and Monday the week is not told yet; on Tuesday it is, as two numbers."""
    brought(home, (3, 1, 3, 1, 1, 4, 1, 3, 3))
    book = home.books["yuki"]
    for later, told in ((6, ()), (7, ()), (8, ((MONDAY, 7, 3),)), (10, ((MONDAY, 7, 3),))):
        with on(MONDAY + timedelta(days=later)):  # type: ignore[attr-defined]
            assert weeks.weeks_of_files(book) == told, later


def test_news_of_files_is_the_week_that_just_ended(home: Household) -> None:
    """Two weeks later the same sums are no news any more; nothing brought, nothing told."""
    book = home.books["yuki"]
    assert weeks.weeks_of_files(book) == ()
    brought(home, (3, 1, 3, 1, 1, 4, 1))
    with on(MONDAY):  # type: ignore[attr-defined]
        link = sharing.share(book, home.people["somchai"], ("phone",), "Y.")
    for later, is_news in ((8, True), (14, True), (15, False)):
        with on(MONDAY + timedelta(days=later)):  # type: ignore[attr-defined]
            assert bool(weeks.week_of(link, ("phone",)).phone) is is_news, later
            assert weeks.week_of(link, ("days",)).phone == ()


def test_the_page_of_sums_holds_nothing_finer(home: Household, family_days: str) -> None:
    """Of months of a phone: lines of two numbers; no distance, no hour, no place, and no picture."""
    from genkan.store import days_from_json

    bridge.take_in(home.books["yuki"], days_from_json(family_days))
    page = home.visit("somchai").get(reverse("share-phone", args=[home.links["somchai"].pk])).content.decode()
    main = re.sub(r"<(nav|form).*?</\1>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.S)
    line = sentence("people.share.phone", "en", monday="#", known="#", out="#")
    shape = re.escape(line).replace(re.escape("#"), r"[\w ]+?")
    lines = re.findall(rf"<p>{shape}</p>", main)
    assert len(lines) > 10
    assert re.sub(rf"<p>{shape}</p>|<[^>]+>", "", main).count("km") == 0
    way = home.visit("somchai").get(reverse("share-way", args=[home.links["somchai"].pk])).content.decode()
    assert sentence("informant_short.device", "en") not in way.partition("<main")[2]


def test_an_address_behind_a_proxy_is_believed_only_when_settings_say_so(settings: object) -> None:
    """Else anybody could write a thousand of them into a header and have a thousand buckets."""
    asked: HttpRequest = RequestFactory().get("/", headers={"x-forwarded-for": "1.1.1.1, 2.2.2.2"})
    assert knocks.place_of(asked) == "127.0.0.1"
    settings.BEHIND_PROXY = True  # type: ignore[attr-defined]
    assert knocks.place_of(asked) == "2.2.2.2"
    assert knocks.place_of(RequestFactory().get("/")) == "unknown"
