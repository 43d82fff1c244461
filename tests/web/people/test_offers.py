"""What centres offer: written by those who work there, read by the linked, reasons, «I was there»."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import Household, put_programme, wrote

from genkan_web.care import sharing
from genkan_web.care.models import Link, Programme
from genkan_web.diary import papers, paths
from genkan_web.diary.models import DayNote, Notebook
from genkan_web.diary.notes import today_of

DAY = timedelta(days=1)


@pytest.fixture
def book(home: Household) -> Notebook:
    """Yuki's notebook, linked with River Centre and Hill Clinic."""
    return home.books["yuki"]


@pytest.fixture
def yuki(home: Household) -> Client:
    """Yuki, signed in."""
    return home.visit("yuki")


def page(client: Client, book: Notebook, **sent: Any) -> str:
    """The page of offers as text."""
    address = reverse("offers", args=[book.pk])
    answer = client.post(address, sent) if sent else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def there(client: Client, book: Notebook, offer: Programme, **more: str) -> Any:
    """Press «I was there»."""
    told = {"programme": str(offer.pk), "client_id": str(uuid.uuid4()), "day": today_of(book).isoformat()}
    return client.post(reverse("offer-there", args=[book.pk]), told | more)


# ── Reading ──


def test_only_linked_centres_offers_are_read(home: Household, book: Notebook, yuki: Client) -> None:
    """River Centre's and Hill Clinic's; not the far clinic's, not one that ended."""
    for centre, title in ((home.centre, "river"), (home.clinic, "hill"), (home.other_clinic, "far")):
        put_programme(centre, f"{title} room")
    put_programme(home.centre, "gone room", ended_at=timezone.now())
    shown = page(yuki, book)
    assert "river room" in shown
    assert "hill room" in shown
    assert "far room" not in shown
    assert "gone room" not in shown


def test_a_link_that_is_over_shows_nothing_more(home: Household, book: Notebook, yuki: Client) -> None:
    """When the time agreed is over, so are the offers; a stop alone does not take them away."""
    put_programme(home.centre, "river room")
    sharing.stop(home.links["somchai"])
    assert "river room" in page(yuki, book)
    Link.objects.update(until=timezone.now())
    assert "not linked with a centre yet" in page(yuki, book)


def test_reasons_are_words_and_no_number_ranks(home: Household, book: Notebook, yuki: Client) -> None:
    """What fits is said under its heading, with every reason; nothing is known of days nobody wrote."""
    put_programme(home.centre, "walk", kind="outdoors", place="outdoors")
    put_programme(home.centre, "hall", kind="learning", place="centre", size=30)
    assert "We do not know yet how far the days reach now." in page(yuki, book)
    wrote(book, 1, reach_low=3, reach_high=3)
    shown = page(yuki, book)
    assert "This may fit now." in shown
    assert "one floor further than the days reach now" in shown
    later = page(yuki, book, hard=["being_seen", "being_judged"])
    assert "A large group, up to 30 people." in later
    assert "Possible, with a word to the centre first." in later


def test_what_is_not_said_is_something_to_ask(home: Household, book: Notebook, yuki: Client) -> None:
    """Every open point is named; what the centre said is not."""
    put_programme(home.centre, "call", place="online", size=4)
    shown = page(yuki, book)
    for asked in ("how loud it is", "whether the camera may stay off", "when it begins"):
        assert asked in shown, asked
    assert "how many people come" not in shown


def test_what_is_hard_is_kept_nowhere(home: Household, book: Notebook, yuki: Client) -> None:
    """Ticked, used for one page, and gone."""
    put_programme(home.centre)
    before = list(book.papers.values())
    page(yuki, book, hard=["phone", "no such fear"])
    assert list(book.papers.values()) == before
    assert 'value="phone" checked' not in page(yuki, book)


def test_a_family_reads_what_is_for_them_apart(home: Household) -> None:
    """A group for families stands for them; what is for the person is said to be the person's wish."""
    book = home.books["hana"]
    sharing.share(book, home.people["somchai"], ("week",))
    group = put_programme(home.centre, "parents' tea", kind="family_group")
    put_programme(home.centre, "river room")
    hana = home.visit("hana")
    shown = page(hana, book)
    assert shown.index("For you, the family") < shown.index("parents' tea".replace("'", "&#x27;"))
    assert "For the person, when they wish" in shown
    assert there(hana, book, group).status_code == 200
    assert DayNote.objects.filter(notebook=book).count() == 0
    assert [one.station for one in paths.contacts(book)] == ["family"]


# ── Being there ──


def test_being_there_is_the_furthest_floor_of_that_day(home: Household, book: Notebook, yuki: Client) -> None:
    """It goes into the person's own note; everything else in the note stays."""
    note = wrote(book, 0, reach_low=1, reach_high=1, mood=2, words="slept badly")
    answer = there(yuki, book, put_programme(home.centre))
    assert "Coming once is once, and it stays." in answer.content.decode()
    note.refresh_from_db()
    assert (note.reach_low, note.reach_high, note.mood, note.words) == (5, 5, 2, "slept badly")
    assert note.version == 2
    assert "here now" in page(yuki, book)


def test_being_there_is_written_where_no_note_was(home: Household, book: Notebook, yuki: Client) -> None:
    """A day without a note gets one with nothing but the floor; pressed twice, it counts once."""
    offer, key = put_programme(home.centre), str(uuid.uuid4())
    for _ in range(2):
        assert there(yuki, book, offer, client_id=key).status_code == 200
    note = book.notes.get()
    assert (note.reach_low, note.mood, note.words, note.version) == (5, None, "", 1)
    assert len(paths.contacts(book)) == 1


def test_online_says_nothing_of_leaving_home(home: Household, book: Notebook, yuki: Client) -> None:
    """The path has it; the day's floor stays open."""
    assert there(yuki, book, put_programme(home.centre, place="online")).status_code == 200
    assert book.notes.count() == 0
    assert [one.station for one in paths.contacts(book)] == ["group"]


def test_only_the_person_says_it(home: Household, book: Notebook) -> None:
    """Nobody else's notebook, nobody else's hand; a family presses nothing for the person."""
    offer = put_programme(home.centre)
    for who in ("hana", "somchai", "ploy"):
        assert there(home.visit(who), book, offer).status_code == 404
    sharing.share(home.books["hana"], home.people["somchai"], ("week",))
    assert there(home.visit("hana"), home.books["hana"], offer).status_code == 302
    assert DayNote.objects.count() == 0
    assert paths.contacts(home.books["hana"]) == ()


@pytest.mark.parametrize("day", ["", "yesterday", "2999-01-01", "1999-01-01"])
def test_a_day_that_cannot_be_is_said(home: Household, book: Notebook, yuki: Client, day: str) -> None:
    """Tomorrow, long ago or no day at all: one sentence and 400, nothing kept."""
    assert there(yuki, book, put_programme(home.centre), day=day).status_code == 400
    assert book.notes.count() == 0


def test_another_centres_programme_counts_for_nothing(home: Household, book: Notebook, yuki: Client) -> None:
    """What this notebook cannot read cannot be said to have been visited."""
    assert there(yuki, book, put_programme(home.other_clinic)).status_code == 302
    assert there(yuki, book, Programme(id=uuid.uuid4())).status_code == 302
    assert book.notes.count() == 0


# ── The path ──


def test_the_path_is_told_only_as_far_as_it_is_known(book: Notebook, yuki: Client) -> None:
    """Nothing heard is not knowing; a contact written down is a station; the order is not a duty."""
    address = reverse("offer-contact", args=[book.pk])
    assert "we do not know where on the path" in page(yuki, book)
    assert yuki.post(address, {"station": "x", "day": today_of(book).isoformat()}).status_code == 400
    assert yuki.post(address, {"station": "person", "day": "soon"}).status_code == 400
    for _ in range(2):
        yuki.post(address, {"station": "person", "day": today_of(book).isoformat()})
    shown = page(yuki, book)
    assert "Contacts of this kind since" in shown
    assert "Nobody has to walk all of it" in shown
    assert len(paths.contacts(book)) == 1


def test_the_path_comes_back_out_of_a_file(book: Notebook, yuki: Client) -> None:
    """As it was kept; anything else is refused."""
    yuki.post(
        reverse("offer-contact", args=[book.pk]), {"station": "group", "day": today_of(book).isoformat()}
    )
    kept = papers.the_one(book, "path")
    assert kept is not None
    assert papers.checked(dict(kept.body)) == kept.body
    for wrong in ({"contacts": 3}, {"contacts": [{"on": "x", "station": "group"}]}, {"contacts": [{}]}, {}):
        with pytest.raises((ValueError, KeyError, TypeError)):
            papers.checked({"kind": "path", **wrong})


# ── Writing them ──


def form(**more: Any) -> dict[str, Any]:
    """What a centre's form sends."""
    told = {"title": "Quiet room", "kind": "open_room", "place": "centre", "cost": "free"}
    return {**told, "client_id": str(uuid.uuid4()), **more}


def test_a_centre_writes_what_it_offers(home: Household) -> None:
    """As said and no further: what was left open stays open."""
    somchai = home.visit("somchai")
    days = {"dates.0": "2026-12-03", "dates.1": "", "dates.2": "2026-12-01"}
    sent = form(size="6", noise="quiet", late_is_fine="yes", start_hour="14", **days)
    for _ in range(2):
        assert somchai.post(reverse("programmes"), sent).status_code == 302
    (one,) = Programme.objects.all()
    assert (one.centre, one.size, one.late_is_fine, one.camera_off) == (home.centre, 6, True, None)
    assert one.dates == ["2026-12-01", "2026-12-03"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": "  "}, "Give the programme a title"),
        ({"title": "t" * 81}, "Give the programme a title"),
        ({"kind": "party"}, "Choose what kind"),
        ({"place": ""}, "Choose where"),
        ({"cost": "9"}, "Choose what it costs"),
        ({"noise": "x"}, "Choose how loud"),
        ({"size": "1"}, "Write the number of people"),
        ({"size": "many"}, "Write the number of people"),
        ({"start_hour": "25"}, "Write the hour"),
        ({"dates.0": "2026-12-01", "dates.1": "2026-12-01"}, "each date only once"),
        ({"dates.0": "soon"}, "Write each date as"),
        ({"client_id": "x"}, ""),
    ],
)
def test_what_does_not_fit_is_said(home: Household, more: dict[str, Any], says: str) -> None:
    """One sentence and 400; what was typed stands there still."""
    answer = home.visit("somchai").post(reverse("programmes"), form(**more))
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert Programme.objects.count() == 0


def test_two_colleagues_do_not_overwrite_each_other(home: Household) -> None:
    """The later one is told, and reads what they typed above what stands there."""
    one = put_programme(home.centre)
    address = reverse("programme", args=[one.pk])
    somchai, wan = home.visit("somchai"), home.visit("wan")
    assert somchai.post(address, form(title="From Somchai", seen="1")).status_code == 302
    late = wan.post(address, form(title="From Wan", seen="1"))
    assert late.status_code == 409
    assert "From Wan" in late.content.decode()
    one.refresh_from_db()
    assert one.title == "From Somchai"
    assert wan.post(address, form(title="From Wan", seen=str(one.edition))).status_code == 302


def test_a_programme_ends_and_may_be_offered_again(home: Household, book: Notebook, yuki: Client) -> None:
    """Ended, nobody reads it; again, they do."""
    one = put_programme(home.centre)
    address = reverse("programme", args=[one.pk])
    for name, shown in (("end", False), ("again", True)):
        home.visit("wan").post(address, {name: "1"})
        assert ("Quiet room" in page(yuki, book)) is shown


def test_there_is_room_for_so_many(home: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full is said in one sentence."""
    from genkan_web.care import programmes

    monkeypatch.setattr(programmes, "MOST", 1)
    put_programme(home.centre)
    answer = home.visit("somchai").post(reverse("programmes"), form())
    assert answer.status_code == 400
    assert "room for 1" in answer.content.decode()
