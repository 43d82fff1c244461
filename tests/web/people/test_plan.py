"""The plan: written, never overwritten, agreed to only by whom it is shared with, closed by a stop."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B.bundle import Bundle as Judge
from tests.web.people.household import Household, account, steady, visit, wrote

from genkan.knowledge import sentence
from genkan.programmes import Contact, Station
from genkan_web.care import agreeing, sharing
from genkan_web.care.models import Agreed
from genkan_web.diary import books, papers, paths, plans
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.notes import today_of
from genkan_web.leaving import going
from genkan_web.leaving.bring_back import bring_back
from genkan_web.leaving.everything import everything_of
from genkan_web.leaving.opened import books_in

LATER = timedelta(days=30)


@pytest.fixture
def book(home: Household) -> Notebook:
    """Yuki's own notebook."""
    return home.books["yuki"]


@pytest.fixture
def yuki(home: Household) -> Client:
    """Yuki, signed in."""
    return home.visit("yuki")


def sent(seen: int = 0, goal: str = "tea in the kitchen", **more: str) -> dict[str, Any]:
    """What the form of a plan sends."""
    return {
        "seen": str(seen),
        "goals.0.words": goal,
        "acts.0.what": "boil water",
        "acts.0.who": "family",
    } | more


def write(client: Client, book: Notebook, *args: Any, **more: str) -> Any:
    """Send a version."""
    return client.post(reverse("plan-write", args=[book.pk]), sent(*args, **more))


def page(client: Client, name: str, *args: Any) -> str:
    """A page as text; it has to be there."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


# ── Writing ──


def test_a_plan_is_written_and_stands_there(book: Notebook, yuki: Client) -> None:
    """Goals in own words, who does what, when to look again; dated by the day it was kept."""
    assert "tea in the kitchen" not in page(yuki, "plan", book.pk)
    day = today_of(book) + LATER
    answer = write(yuki, book, 0, review_on=day.isoformat(), notes="slowly", **{"goals.0.sign": "contact"})
    assert answer.status_code == 302
    shown = page(yuki, "plan", book.pk)
    for words in ("tea in the kitchen", "boil water", "the family", "slowly", "Version 1"):
        assert words in shown, words
    found = plans.newest(book)
    assert found is not None
    assert (found.plan.written_on, found.plan.review_on) == (today_of(book), day)


def test_a_version_is_never_lost(book: Notebook, yuki: Client) -> None:
    """A change makes the next version; the earlier one reads as it did, and what changed is said."""
    write(yuki, book, 0, "one goal")
    write(yuki, book, 1, "another goal")
    assert [one.number for one in plans.versions(book)] == [2, 1]
    first = page(yuki, "plan-version", book.pk, 1)
    assert "one goal" in first
    assert "another goal" not in first
    assert "No longer a goal: one goal" in page(yuki, "plan", book.pk)


def test_sent_twice_is_one_version(book: Notebook, yuki: Client) -> None:
    """Pressing twice keeps one, and both presses end on the plan."""
    assert [write(yuki, book, 0).status_code for _ in range(2)] == [302, 302]
    assert len(plans.versions(book)) == 1


def test_two_windows_do_not_overwrite_each_other(book: Notebook, yuki: Client) -> None:
    """The second window is told, keeps what was typed, and may keep it as the version after."""
    write(yuki, book, 0, "from one window")
    late = write(yuki, book, 0, "from the other")
    assert late.status_code == 409
    assert "from the other" in late.content.decode()
    assert 'name="seen" value="1"' in late.content.decode()
    assert [one.plan.goals[0].words for one in plans.versions(book)] == ["from one window"]
    write(yuki, book, 1, "from the other")
    assert len(plans.versions(book)) == 2


def test_a_number_is_never_given_twice(book: Notebook, yuki: Client) -> None:
    """A version that was let go keeps its number while it can be taken back, and comes back as it was."""
    write(yuki, book, 0, "one")
    write(yuki, book, 1, "two")
    gone = plans.numbered(book, 2)
    assert gone is not None
    papers.to_go(gone.paper)
    write(yuki, book, 1, "three")
    assert [one.number for one in plans.versions(book)] == [3, 1]
    assert papers.taken_back(book, str(gone.paper.pk))
    assert [one.number for one in plans.versions(book)] == [3, 2, 1]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"goals.0.words": " "}, "at least one goal"),
        ({"goals.0.by": "soon"}, "another look"),
        ({"acts.0.who": "nobody"}, "another look"),
        ({"review_on": "2026-13-01"}, "another look"),
        ({"goals.0.words": "w" * 201}, "another look"),
        ({"goals.0.words": "\x00"}, "at least one goal"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(
    book: Notebook, yuki: Client, more: dict[str, str], says: str
) -> None:
    """One sentence and 400; everything that was typed stands in the form again."""
    answer = write(yuki, book, 0, notes="keep these words", **more)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert "keep these words" in answer.content.decode()
    assert plans.versions(book) == []


def test_a_number_no_form_of_ours_carries_overwrites_nothing(book: Notebook, yuki: Client) -> None:
    """Five thousand digits for the version it was made from are an older one: 409, and nothing is lost."""
    write(yuki, book, 0)
    late = yuki.post(reverse("plan-write", args=[book.pk]), {**sent(0, "other"), "seen": "9" * 5_000})
    assert late.status_code == 409
    assert len(plans.versions(book)) == 1


def test_more_lines_keep_what_was_typed(book: Notebook, yuki: Client) -> None:
    """The form grows without saving anything."""
    shown = write(yuki, book, 0, more="1").content.decode()
    assert "tea in the kitchen" in shown
    assert 'name="goals.1.words"' in shown
    assert plans.versions(book) == []


def test_words_of_danger_bring_help_first_and_are_kept(book: Notebook, yuki: Client) -> None:
    """Numbers stand above the plan; what was typed is kept all the same."""
    write(yuki, book, 0, "I want to die")
    shown = page(yuki, "plan", book.pk)
    assert 'href="tel:' in shown.partition("<h1>")[0]
    assert "I want to die" in shown


# ── Looking again ──


def test_the_look_says_which_rule_points_where_and_keeps_nothing(book: Notebook, yuki: Client) -> None:
    """No change in thirteen weeks points to more help, with its rule; answers stand nowhere afterwards."""
    write(yuki, book, 0)
    wrote(book, 1, reach_low=1, reach_high=1)
    address = reverse("plan-look", args=[book.pk])
    assert "<svg" in yuki.get(address).content.decode()
    before = list(book.papers.values())
    shown = yuki.post(address, {"changed": "no", "weeks": "13"}).content.decode()
    assert "More help is worth talking over." in shown
    assert "No clear change after 13 weeks" in shown
    assert list(book.papers.values()) == before
    assert "We cannot tell yet." in yuki.post(address).content.decode()


@pytest.mark.parametrize(("lang", "number"), [("en", "1669"), ("th", "1669"), ("ja", "119")])
def test_danger_at_a_look_brings_numbers_first(
    home: Household, book: Notebook, lang: str, number: str
) -> None:
    """A yes to danger shows whom to call above everything, the emergency number first of all."""
    yuki = home.visit("yuki", lang=lang)
    write(yuki, book, 0)
    shown = yuki.post(reverse("plan-look", args=[book.pk]), {"danger": "yes"}).content.decode()
    assert f'href="tel:{number}"' in shown.partition("<h1>")[0]


def test_old_help_lines_are_said_to_be_old(
    book: Notebook, yuki: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the lines were not looked at for long, the emergency numbers stand, and one sentence says why."""
    write(yuki, book, 0)
    later = timezone.now() + timedelta(days=800)
    monkeypatch.setattr("genkan_web.doors.country.timezone.now", lambda: later)
    yuki = visit(book.writer)
    shown = yuki.post(reverse("plan-look", args=[book.pk]), {"danger": "yes"}).content.decode()
    assert 'href="tel:1669"' in shown
    assert sentence("web.help_page.stale", "en") in unescape(shown)


def test_weeks_are_numbers(book: Notebook, yuki: Client) -> None:
    """Anything else is one sentence and 400."""
    write(yuki, book, 0)
    for wrong in ("many", "-1", "9" * 12, "²", "9" * 5_000, "0" * 5_000):
        assert yuki.post(reverse("plan-look", args=[book.pk]), {"weeks": wrong}).status_code == 400, wrong


def test_the_rules_stand_with_their_sources(book: Notebook, yuki: Client) -> None:
    """Every rule of more and of less help is there, the published ones with whom they come from."""
    write(yuki, book, 0)
    shown = page(yuki, "plan", book.pk)
    assert "Kato" in shown
    assert "All goals of this plan are reached" in shown


# ── Agreeing ──


@pytest.fixture
def shared(home: Household, book: Notebook, yuki: Client) -> Household:
    """Yuki has a plan and shares it with Somchai and Hana, not with Dr Aoki."""
    write(yuki, book, 0)
    for name in ("somchai", "hana"):
        home.links[name] = sharing.share(book, home.people[name], ("week", "plan"), "Y.")
    home.links["aoki"] = sharing.share(book, home.people["aoki"], ("week", "days"), "Y.")
    return home


def agree(home: Household, who: str, version: int = 1) -> int:
    """Press «I agree»."""
    answer = home.visit(who).post(reverse("share-plan", args=[home.links[who].pk]), {"version": version})
    return answer.status_code


def test_whoever_it_is_shared_with_reads_and_agrees(shared: Household, book: Notebook, yuki: Client) -> None:
    """The writer reads who agreed and when; other readers read it by role, without a name."""
    for who in ("hana", "somchai"):
        assert "tea in the kitchen" in page(shared.visit(who), "share-plan", shared.links[who].pk)
        assert agree(shared, who) == 302
        assert agree(shared, who) == 302
    assert Agreed.objects.count() == 2
    shown = page(yuki, "plan", book.pk)
    assert "River Centre" in shown
    assert "hana" in shown
    other = page(shared.visit("hana"), "share-plan", shared.links["hana"].pk)
    assert "the support centre, on" in other
    assert "River Centre" not in other
    assert "You have agreed" in other


def test_nobody_else_reads_or_agrees(shared: Household) -> None:
    """Linked without the item, another reader's link, a stranger: the page of what is absent."""
    assert agree(shared, "aoki") == 404
    for who in ("wan", "nid", "aoki", "ploy"):
        assert (
            shared.visit(who).get(reverse("share-plan", args=[shared.links["somchai"].pk])).status_code == 404
        )
    assert Agreed.objects.count() == 0


def test_only_the_newest_version_can_be_agreed_to(shared: Household, book: Notebook, yuki: Client) -> None:
    """Somebody who read an older one is told first; what changed since their yes stands above."""
    assert agree(shared, "somchai") == 302
    write(yuki, book, 1, "a walk at night")
    assert agree(shared, "somchai", 1) == 409
    shown = page(shared.visit("somchai"), "share-plan", shared.links["somchai"].pk)
    assert "New goal: a walk at night" in shown
    assert "I agree to this version" in shown
    newest = plans.newest(book)
    assert newest is not None
    assert agreeing.yeses(book, newest) == []


def test_a_stop_closes_it_at_once_and_looks_like_no_plan(shared: Household, book: Notebook) -> None:
    """The page is gone, and the week's page is the one of somebody with whom no plan was ever shared."""
    link = shared.links["hana"]
    hana = shared.visit("hana")
    assert reverse("share-plan", args=[link.pk]) in page(hana, "share", link.pk)
    sharing.stop(link, ["plan"])
    stopped = page(hana, "share", link.pk)
    assert hana.get(reverse("share-plan", args=[link.pk])).status_code == 404
    assert hana.post(reverse("share-plan", args=[link.pk]), {"version": 1}).status_code == 404
    sharing.share(book, shared.people["hana"], ("week", "plan"), "Y.")
    for one in plans.versions(book):
        papers.to_go(one.paper)
    assert steady(page(hana, "share", link.pk)) == steady(stopped)
    assert hana.get(reverse("share-plan", args=[link.pk])).status_code == 404


def test_a_notebook_told_to_go_looks_like_a_week_without_news(shared: Household, book: Notebook) -> None:
    """The week's page stays, without a plan; the plan itself is absent."""
    hana, link = shared.visit("hana"), shared.links["hana"]
    going.hide_book(book)
    assert reverse("share-plan", args=[link.pk]) not in page(hana, "share", link.pk)
    assert hana.get(reverse("share-plan", args=[link.pk])).status_code == 404


def test_a_look_at_the_plan_is_recorded(shared: Household, book: Notebook, yuki: Client) -> None:
    """The writer reads who looked at the plan."""
    page(shared.visit("somchai"), "share-plan", shared.links["somchai"].pk)
    assert "the plan" in page(yuki, "looked", book.pk)


def test_a_yes_to_an_earlier_plan_is_not_carried_on(shared: Household, book: Notebook, yuki: Client) -> None:
    """Where every version was erased and a plan begins again, nobody has agreed to it."""
    assert agree(shared, "somchai") == 302
    for one in plans.versions(book):
        one.paper.delete()
    write(yuki, book, 0, "begun again")
    newest = plans.newest(book)
    assert newest is not None
    assert newest.number == 1
    assert not agreeing.has_agreed(shared.links["somchai"], newest)
    assert agree(shared, "somchai") == 302
    assert agreeing.has_agreed(shared.links["somchai"], newest)


@pytest.mark.parametrize("who", ["hana", "somchai"])
def test_words_of_danger_bring_help_first_to_whoever_reads_the_plan(
    shared: Household, book: Notebook, yuki: Client, who: str
) -> None:
    """As for its writer: numbers stand above it; a plan without such words has none."""
    link = shared.links[who].pk
    assert 'href="tel:' not in page(shared.visit(who), "share-plan", link).partition("<h1>")[0]
    write(yuki, book, 1, "I want to die")
    assert 'href="tel:' in page(shared.visit(who), "share-plan", link).partition("<h1>")[0]


# ── As data, taken along, erased ──


def test_the_data_is_sound_and_names_nobody(shared: Household, book: Notebook, yuki: Client) -> None:
    """The judge reads it back; who agreed stands in it by role."""
    agree(shared, "somchai")
    answer = yuki.get(reverse("plan-fhir", args=[book.pk, 1]))
    assert answer["Content-Type"].startswith("application/fhir+json")
    told = json.loads(answer.content)
    assert json.loads(Judge.model_validate(told).model_dump_json()) == json.loads(answer.content)
    text = answer.content.decode()
    assert "tea in the kitchen" in text
    assert "centre" in text
    assert "River Centre" not in text
    assert "Y." not in text


def test_a_sheet_of_paper_of_any_version(book: Notebook, yuki: Client) -> None:
    """A PDF; a version that is not there leads back to the plan."""
    write(yuki, book, 0)
    answer = yuki.get(reverse("plan-pdf", args=[book.pk, 1]))
    assert answer.content.startswith(b"%PDF-")
    assert yuki.get(reverse("plan-pdf", args=[book.pk, 9])).status_code == 302


def test_everything_is_taken_along_and_brought_back(shared: Household, book: Notebook, yuki: Client) -> None:
    """Versions and the path come back the same in a new account; what was agreed stands in both files."""
    agree(shared, "hana")
    write(yuki, book, 1, "another goal")
    paths.add(book, Contact(today_of(book), Station.PERSON))
    told = everything_of(shared.people["yuki"])
    (link,) = [one for one in told["notebooks"][0]["shared"] if one["agreed"]]
    assert link["agreed"][0]["version"] == 1
    reads = everything_of(shared.people["hana"])["read"]
    assert [one["agreed"][0]["version"] for one in reads if one["agreed"]] == [1]
    other = account("moss", "person")
    bring_back(other, books_in(io.BytesIO(json.dumps(told).encode())))
    back = books.own_book(other)
    assert back is not None
    assert [one.sheet for one in plans.versions(back)] == [one.sheet for one in plans.versions(book)]
    assert paths.contacts(back) == paths.contacts(book)
    assert bring_back(other, books_in(io.BytesIO(json.dumps(told).encode()))).days == 0


def test_an_erased_account_leaves_nothing(shared: Household, book: Notebook, yuki: Client) -> None:
    """Its versions and what was agreed to them go with it."""
    agree(shared, "hana")
    going.erase_account(shared.people["yuki"])
    assert Paper.every.count() == 0
    assert Agreed.objects.count() == 0


def test_versions_come_back_out_of_a_file(book: Notebook, yuki: Client) -> None:
    """What is kept is read back the same; a changed number or another sheet is refused."""
    write(yuki, book, 0)
    newest = plans.newest(book)
    assert newest is not None
    body = dict(newest.paper.body)
    assert papers.checked(body) == body
    wrong: list[dict[str, Any]] = [{"version": 0}, {"version": True}, {"version": "1"}, {"sheet": None}]
    wrong.append({"sheet": {**body["sheet"], "worksheet": "agreement", "values": {}}})
    for one in wrong:
        with pytest.raises(ValueError, match=r".*"):
            papers.checked({**body, **one})


def test_a_yes_goes_with_its_link(shared: Household) -> None:
    """Whoever erases the link erases what was agreed over it."""
    agree(shared, "somchai")
    shared.links["somchai"].delete()
    assert Agreed.objects.count() == 0
