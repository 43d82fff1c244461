"""Sharing item by item: nothing without a yes, nothing after a stop, no sign of either elsewhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import Household, steady, wrote

from genkan.knowledge import LANGUAGES, sentence
from genkan_web.care import replies, sharing, standings
from genkan_web.care.models import Grant, GrantShot, Link, LinkCode
from genkan_web.diary import notes
from genkan_web.safe.models import Look

NOTHING = sentence("people.share.nothing", "en")


def shown(client: Client, name: str, *args: object, **query: str) -> str:
    """A page without what is new in every page (the forms' own tokens, the server's clock)."""
    page = client.get(reverse(name, args=args), query)
    assert page.status_code == 200, (name, page.status_code)
    return steady(page.content.decode())


def later(**delta: float) -> Any:
    """The clock, moved on."""
    moment = timezone.now() + timedelta(**delta)
    return mock.patch("django.utils.timezone.now", return_value=moment)


# ── T2: a stop looks like a week without news ──


@pytest.mark.parametrize("reader", ["hana", "somchai", "aoki"])
@pytest.mark.parametrize("how", ["stop one by one", "stop all", "over"])
def test_a_stop_is_a_week_without_news_byte_for_byte(home: Household, reader: str, how: str) -> None:
    """The page and the list after a stop are those of a person who wrote nothing this week."""
    book, link = home.books["yuki"], home.links[reader]
    silent_page, silent_list = _both(home, reader, link)
    wrote(book, 1, reach_low=4, reach_high=4, mood=4, words="canary")
    loud_page, _ = _both(home, reader, link)
    assert loud_page != silent_page  # the judge sees news
    if how == "over":
        Grant.objects.filter(link=link).update(until=timezone.now())
    elif how == "stop all":
        home.visit("yuki").post(reverse("sees-stop", args=[book.pk]), {"all": "1"})
    else:
        for item in ("week", "days", "notes", "phone", "homework"):
            home.visit("yuki").post(
                reverse("sees-stop", args=[book.pk]), {"link": str(link.pk), "item": item}
            )
    assert _both(home, reader, link) == (silent_page, silent_list)
    assert NOTHING in silent_page


def _both(home: Household, reader: str, link: Link) -> tuple[str, str]:
    client = home.visit(reader)
    return shown(client, "share", link.pk), shown(client, "linked")


def test_a_stop_that_leaves_a_trace_is_seen(home: Household) -> None:
    """Planted: a link that ends with its shares drops out of the list, and the judge says so."""
    link = home.links["hana"]
    before = _both(home, "hana", link)
    sharing.stop(link)
    Link.objects.filter(pk=link.pk).update(until=timezone.now())
    assert shown(home.visit("hana"), "linked") != before[1]
    assert home.visit("hana").get(reverse("share", args=[link.pk])).status_code == 404


def test_a_stop_counts_from_the_next_request(home: Household) -> None:
    """Pages that were open a moment ago are not there any more, in a visit that is under way."""
    wrote(home.books["yuki"], 1, reach_low=4, reach_high=4, words="canary")
    client, link = home.visit("somchai"), home.links["somchai"]
    pages = ("share-way", "share-words", "share-phone")
    assert [client.get(reverse(name, args=[link.pk])).status_code for name in pages] == [200] * 3
    sharing.stop(link, ["days"])
    assert [client.get(reverse(name, args=[link.pk])).status_code for name in pages] == [404, 200, 200]
    sharing.stop(link)
    assert [client.get(reverse(name, args=[link.pk])).status_code for name in pages] == [404] * 3


def test_a_family_sees_one_line_whatever_was_ticked(home: Household) -> None:
    """Days, words and sums are for centres; an item outside the table is not even stored."""
    book = home.books["yuki"]
    wrote(book, 1, reach_low=4, reach_high=4, words="canary", mood=0)
    code = sharing.new_code(home.people["nid"])
    told = {"code": code, "items": ["week", "days", "notes", "phone"], "called": "Y"}
    assert home.visit("yuki").post(reverse("code-yes", args=[book.pk]), told).status_code == 302
    (link,) = sharing.links_to(home.people["nid"])
    assert sharing.live_items(link) == {"week"}
    page = shown(home.visit("nid"), "share", link.pk)
    assert sentence("people.share.line", "en", days=1, out=1) in page
    assert "canary" not in page
    Grant.objects.create(
        link=link, item="notes", since=link.made_at, until=link.until
    )  # planted past the form
    assert "canary" not in shown(home.visit("nid"), "share", link.pk)


def test_a_long_list_asks_a_few_questions(home: Household, django_assert_max_num_queries: Any) -> None:
    """Forty people more, and the list costs as many questions as with one."""
    from genkan_web.diary.models import Notebook

    for number in range(40):
        book = Notebook.objects.create(
            kind="about", writer=home.people["nid"], called=str(number), zone="UTC"
        )
        wrote(book, number % 9, reach_low=2, reach_high=2)
        sharing.share(book, home.people["somchai"], ("days",), str(number))
    client = home.visit("somchai")
    client.get(reverse("linked"))
    assert standings.keep_up() > 20
    with django_assert_max_num_queries(20):
        page = client.get(reverse("linked"))
    text = page.content.decode()
    line = sentence("people.share.line", "en", days=1, out=0)
    assert text.count(line) == sum(number % 9 < 7 for number in range(40))
    assert text.index(line) < text.index(NOTHING)


# ── Codes ──


def test_a_code_shares_nothing_before_a_yes(home: Household) -> None:
    """Typed and looked at, then put away: no link, and its maker only sees a code that is not used."""
    book = home.books["yuki"]
    wan = home.visit("wan")
    page = wan.post(reverse("linked-code")).content.decode()
    code = re.search(r'class="code">([\w-]+)<', page)
    assert code
    before = shown(wan, "linked-code"), shown(wan, "linked")
    client = home.visit("yuki")
    looked = client.post(reverse("code", args=[book.pk]), {"code": code[1].upper().replace("-", " ")})
    assert "River Centre" in looked.content.decode()
    assert client.post(reverse("code-yes", args=[book.pk]), {"code": code[1]}).status_code == 302
    assert not sharing.links_to(home.people["wan"])
    assert (shown(wan, "linked-code"), shown(wan, "linked")) == before
    told = {"code": code[1], "items": ["days"], "called": "Y."}
    assert client.post(reverse("code-yes", args=[book.pk]), told).status_code == 302
    (link,) = sharing.links_to(home.people["wan"])
    assert sharing.live_items(link) == {"days"}
    assert "Y." in shown(wan, "linked")
    assert client.post(reverse("code-yes", args=[book.pk]), told).status_code == 400  # once


@pytest.mark.parametrize("fault", ["unknown", "used", "over", "own", "maker asleep", "offer to a family"])
def test_codes_that_open_nothing_answer_alike(home: Household, fault: str) -> None:
    """Unknown, used, too old, one's own: one sentence."""
    hana = home.people["hana"]
    code = sharing.new_code(home.people["wan"])
    held = LinkCode.objects.all()
    if fault == "unknown":
        held.delete()
    elif fault == "used":
        held.update(used_at=timezone.now())
    elif fault == "over":
        held.update(expires_at=timezone.now())
    elif fault == "own":
        held.update(maker=hana)
    elif fault == "maker asleep":
        type(hana).objects.filter(pk=home.people["wan"].pk).update(is_active=False)
    else:
        held.update(kind="offer", notebook=home.books["nid"], maker=home.people["nid"])
    page = home.visit("hana").post(reverse("code", args=[home.books["hana"].pk]), {"code": code})
    assert page.status_code == 400
    assert sentence("people.code.wrong", "en") in page.content.decode()


def test_guessing_codes_is_slow(home: Household) -> None:
    """After ten tries nothing is looked up for a while."""
    client, address = home.visit("yuki"), reverse("code", args=[home.books["yuki"].pk])
    answers = [client.post(address, {"code": str(number)}).status_code for number in range(12)]
    assert answers == [400] * 10 + [429] * 2


# ── 90 days, and asked again ──


def test_a_share_ends_by_itself_and_can_go_on(home: Household) -> None:
    """After 90 days it is closed; asked again in the last two weeks, a yes carries it 90 days further."""
    book, link = home.books["yuki"], home.links["somchai"]
    assert all(grant.until - grant.since <= sharing.LONGEST for grant in Grant.objects.all())
    ask = sentence("people.sees.again", "en")
    with later(days=60):
        assert ask not in shown(home.visit("yuki"), "sees", book.pk)
    with later(days=80):
        client = home.visit("yuki")
        assert ask in shown(client, "sees", book.pk)
        client.post(reverse("sees-again", args=[book.pk]), {"link": str(link.pk)})
    with later(days=100):
        assert home.visit("somchai").get(reverse("share-way", args=[link.pk])).status_code == 200
        assert home.visit("aoki").get(reverse("share-way", args=[home.links["aoki"].pk])).status_code == 404
    with later(days=171):
        assert home.visit("somchai").get(reverse("share-way", args=[link.pk])).status_code == 404


def test_what_was_stopped_does_not_come_back_by_going_on(home: Household) -> None:
    """Going on renews what is shared, never what was stopped or is over."""
    link = home.links["somchai"]
    sharing.stop(link, ["notes"])
    sharing.go_on(link)
    assert sharing.live_items(Link.objects.get(pk=link.pk)) == {"week", "days", "phone", "plan", "homework"}
    with later(days=91):
        sharing.go_on(link)
        assert not sharing.live_items(Link.objects.get(pk=link.pk))


def test_who_could_see_what_can_be_told_for_any_moment(home: Household) -> None:
    """From the snapshots alone, each of them whole."""
    link, began = home.links["hana"], timezone.now()
    with later(days=2):
        sharing.stop(link)
    with later(days=5):
        sharing.share(home.books["yuki"], home.people["hana"], ("week",), "Y.")
    told = [sharing.rights_at(link, began + timedelta(days=days)) for days in (-1, 1, 3, 6, 94, 96)]
    assert [sorted(items) for items in told] == [[], ["week"], [], ["week"], ["week"], []]
    assert GrantShot.objects.filter(link=link).count() == 3


# ── A family offers its notebook ──


def offered(home: Household) -> Link:
    """Hana's notebook, offered and taken by Yuki."""
    code = re.search(
        r'class="code">([\w-]+)<',
        home.visit("hana").post(reverse("offer", args=[home.books["hana"].pk])).content.decode(),
    )
    assert code
    told = {"code": code[1], "items": ["days"]}
    home.visit("yuki").post(reverse("code-yes", args=[home.books["yuki"].pk]), told)
    (link,) = sharing.links_to(home.people["yuki"])
    return link


def hanas_pages(home: Household) -> tuple[str, ...]:
    """Everything a mother can look at."""
    book, client = home.books["hana"].pk, home.visit("hana")
    pages = [
        shown(client, name, book) for name in ("today", "notes", "way", "sees", "code", "offer", "looked")
    ]
    return (*pages, shown(client, "linked"), shown(client, "linked-code"), shown(client, "notebooks"))


def test_a_family_is_never_told_what_became_of_an_offer(home: Household) -> None:
    """Not used, read, set right, put away: every page of the family is the same, byte for byte."""
    code = sharing.new_code(home.people["hana"], home.books["hana"])
    before = list(hanas_pages(home))
    client, book = home.visit("yuki"), home.books["yuki"].pk

    def same() -> bool:
        return list(hanas_pages(home)) == before

    client.post(reverse("code", args=[book]), {"code": code})
    assert same()
    client.post(reverse("code-yes", args=[book]), {"code": code, "items": ["days"]})
    (link,) = sharing.links_to(home.people["yuki"])
    for name in ("share", "share-way"):
        assert client.get(reverse(name, args=[link.pk])).status_code == 200
    assert same()
    answer = reverse("share-answer", args=[link.pk])
    day = str(notes.today_of(home.books["yuki"]))
    client.post(answer, {"correct": "1", "day": day, "words": "canary of Yuki"})
    assert "canary of Yuki" in shown(client, "share", link.pk)
    assert same()
    client.post(answer, {"accept": "1", "joined": "on"})
    client.post(answer, {"decline": "1"})
    assert same()
    assert str(link.pk) not in shown(client, "linked")


def test_the_judge_of_silence_sees_a_word(home: Household) -> None:
    """Planted: a line about the person's look in the family's list is found."""
    from genkan_web import looks

    before = hanas_pages(home)
    looks.write(home.people["somchai"], "share", "see", "receiver", home.books["hana"].pk)
    assert hanas_pages(home) != before


def test_an_offer_gives_days_and_no_words(home: Household) -> None:
    """The person reads the days the family wrote, not its words, and shares nothing by reading."""
    wrote(home.books["hana"], 1, reach_low=1, reach_high=1, words="canary of Hana")
    link = offered(home)
    client = home.visit("yuki")
    pages = shown(client, "share", link.pk) + shown(client, "share-way", link.pk)
    assert "canary of Hana" not in pages
    assert client.get(reverse("share-words", args=[link.pk])).status_code == 404
    assert [one for one in sharing.links_to(home.people["hana"]) if one.giver == link.giver] == []


def test_taken_back_it_is_closed_and_offered_again_it_opens(home: Household) -> None:
    """The family can take an offer back at once; after a no, a new code can be answered afresh."""
    link, book = offered(home), home.books["hana"]
    home.visit("hana").post(reverse("sees-stop", args=[book.pk]), {"all": "1"})
    assert home.visit("yuki").get(reverse("share-way", args=[link.pk])).status_code == 404
    replies.decline(link)
    again = offered(home)
    assert again.pk == link.pk
    assert str(link.pk) in shown(home.visit("yuki"), "linked")


def test_both_in_one_picture_only_where_the_person_says_so(home: Household) -> None:
    """Joined, the picture names both informants; without it only the family."""
    wrote(home.books["hana"], 1, reach_low=1, reach_high=1)
    wrote(home.books["yuki"], 1, reach_low=4, reach_high=4)
    link, client = offered(home), home.visit("yuki")
    apart = shown(client, "share-way", link.pk)
    client.post(reverse("share-answer", args=[link.pk]), {"accept": "1", "joined": "on"})
    joined = shown(client, "share-way", link.pk)
    person = sentence("informant_short.person", "en")
    assert joined.count(person) > apart.count(person)


def test_a_worker_lays_two_consents_side_by_side(home: Household) -> None:
    """With days of both shared: both informants in one picture, both looks written down; else not there."""
    from genkan_web import looks

    wrote(home.books["yuki"], 1, reach_low=4, reach_high=4)
    wrote(home.books["hana"], 1, reach_low=1, reach_high=1)
    one = home.links["somchai"]
    other = sharing.share(home.books["hana"], home.people["somchai"], ("days",), "Y")
    client = home.visit("somchai")
    page = shown(client, "share-way", one.pk, beside=str(other.pk))
    for who in ("person", "family"):
        assert sentence(f"informant_short.{who}", "en") in page
    for book in ("yuki", "hana"):
        about = looks.about_notebook(home.books[book].pk)
        assert Look.objects.filter(thing=about, kind="share_days").exists()
    sharing.stop(other)
    address = reverse("share-way", args=[one.pk])
    assert client.get(address, {"beside": str(other.pk)}).status_code == 404
    assert client.get(address, {"beside": str(home.links["aoki"].pk)}).status_code == 404
    assert client.get(address, {"beside": "'"}).status_code == 404


# ── Who looked ──


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_look_by_staff_is_listed_for_the_person(home: Household, lang: str) -> None:
    """With name, role, what and when."""
    somchai = home.visit("somchai")
    somchai.get(reverse("share", args=[home.links["somchai"].pk]))
    somchai.get(reverse("share-words", args=[home.links["somchai"].pk]))
    page = shown(home.visit("yuki", lang=lang), "looked", home.books["yuki"].pk)
    assert page.count("River Centre") == 2
    assert sentence("people.looked.thing.share_notes", lang) in page
    assert "Hill Clinic" not in page


def test_dates_of_these_tests_are_real() -> None:
    """The moved clock moves, and comes back."""
    now = timezone.now()
    with later(days=3):
        assert timezone.now() - now > timedelta(days=2)
    assert isinstance(now, datetime)
    assert timezone.now() - now < timedelta(days=1)
