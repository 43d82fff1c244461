"""Family work: behind the check, drawn from the sheets, agreements that are due, each line beside itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import Household, put_paper

from genkan_web.diary import kin, safety_check
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of

CALM = {"danger": ["none"], "violence": ["never"], "strain": ["tired"], "rougher": ["no"]}
PAGES = ("kin", "kin-drawing", "kin-circle", "kin-time")
DAY = timedelta(days=1)
FAMILY = {
    "people": [
        {"word": "grandma", "sign": "woman", "born": "1940", "gone": True},
        {"word": "mother", "sign": "woman", "here": True},
        {"word": "father", "sign": "man"},
        {"word": "<b>Y</b>", "here": True, "person": True},
    ],
    "ties": [
        {"one": "grandma", "kind": "parent_of", "other": "mother"},
        {"one": "mother", "kind": "parted", "other": "father"},
        {"one": "mother", "kind": "parent_of", "other": "<b>Y</b>"},
    ],
    "noticed": "we have an aunt",
}


@pytest.fixture
def book(home: Household) -> Notebook:
    """Hana's notebook about Yuki, with a calm check today."""
    safety_check.keep(home.books["hana"], CALM)
    return home.books["hana"]


@pytest.fixture
def hana(home: Household) -> Client:
    """Hana, signed in."""
    return home.visit("hana")


def page(client: Client, name: str, book: Notebook) -> str:
    """A page as text; it has to be there."""
    answer = client.get(reverse(name, args=[book.pk]))
    assert answer.status_code == 200, name
    return answer.content.decode()


# ── The check before it ──


@pytest.mark.parametrize("name", PAGES)
def test_the_check_comes_before_every_page(home: Household, hana: Client, name: str) -> None:
    """Without one, and again after two weeks, the questions come first and lead back here."""
    book = home.books["hana"]
    there = f"{reverse('safe', args=[book.pk])}?to=family"
    address = reverse(name, args=[book.pk])
    assert hana.get(address).headers["Location"] == there
    assert reverse("kin", args=[book.pk]) in hana.post(there, {**CALM, "to": "family"}).content.decode()
    assert hana.get(address).status_code == 200
    kept = book.papers.get()
    earlier = today_of(book) - 14 * DAY
    kept.body = kept.body | {"on": earlier.isoformat(), "again": today_of(book).isoformat()}
    kept.save()
    assert hana.get(address).headers["Location"] == there


def test_after_danger_what_was_written_stays_and_exercises_rest(book: Notebook, hana: Client) -> None:
    """The drawing can be read; the overview says that exercises rest and what comes first."""
    put_paper(book, "family_list", **FAMILY)
    safety_check.keep(book, {**CALM, "violence": ["now"]})
    shown = page(hana, "kin", book)
    assert "Exercises rest for now." in shown
    assert "Let all exercises rest, and call" in shown
    assert "<svg" in page(hana, "kin-drawing", book)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_not_for_a_persons_own_notebook_and_for_nobody_else(home: Household, name: str) -> None:
    """A person, another family, a worker it is shared with: the page of what is absent."""
    for who, whose in (("yuki", "yuki"), ("nid", "hana"), ("somchai", "hana"), ("hana", "somchai")):
        answer = home.visit(who).get(reverse(name, args=[home.books[whose].pk]))
        assert answer.status_code == 404, (who, whose)


def test_a_worker_has_it_in_a_notebook_of_their_own(home: Household) -> None:
    """The same pages, the check in a worker's words."""
    book = home.books["somchai"]
    somchai = home.visit("somchai")
    there = somchai.get(reverse("kin", args=[book.pk]), follow=True).content.decode()
    assert "How is the family holding up?" in there
    safety_check.keep(book, CALM)
    assert "Working on it together" in page(somchai, "kin", book)


# ── Drawings ──


def test_the_family_is_drawn_and_told_in_words(book: Notebook, hana: Client) -> None:
    """An SVG with title and description, the same as a list, own words as text only."""
    put_paper(book, "family_list", **FAMILY)
    shown = page(hana, "kin-drawing", book)
    assert shown.count("<svg") >= 2
    assert "<title" in shown
    assert "mother and father were a couple and have parted." in shown
    assert "we have an aunt" in shown
    assert "<b>Y" not in shown
    assert 'tabindex="0"' in shown


def test_a_large_generation_moves_in_its_frame(book: Notebook, hana: Client) -> None:
    """Seven brothers and sisters stand in one row, wider than a small screen, in a frame that scrolls."""
    put_paper(book, "family_list", people=[{"word": f"child {at}"} for at in range(7)])
    found = re.search(r'class="narrow scroll".*?class="at-(\d+) ', page(hana, "kin-drawing", book))
    assert found
    assert int(found[1]) == 700


def test_a_list_that_contradicts_itself_is_one_sentence(book: Notebook, hana: Client) -> None:
    """Nobody is drawn as their own ancestor; the sentence says which line to look at."""
    put_paper(
        book,
        "family_list",
        people=[{"word": "a"}, {"word": "b"}],
        ties=[
            {"one": "a", "kind": "parent_of", "other": "b"},
            {"one": "b", "kind": "parent_of", "other": "a"},
        ],
    )
    shown = page(hana, "kin-drawing", book)
    assert "own ancestor" in shown
    assert "Nothing in it is lost." in shown


def test_the_circle_is_drawn_and_told_in_words(book: Notebook, hana: Client) -> None:
    """Three steps and the place to step out; two steps say what is missing."""
    steps = [{"words": "I knock"}, {"words": "no answer"}, {"words": "I knock louder", "other": "I wait"}]
    put_paper(book, "circle", steps=steps, try_here="I say what is for dinner")
    shown = page(hana, "kin-circle", book)
    assert "<svg" in shown
    assert "3. I knock louder – here something else could be done: I wait" in shown
    assert "I say what is for dinner" in shown
    put_paper(book, "circle", slot="t" * 36, steps=steps[:2])
    assert "A circle needs at least 3 steps" in page(hana, "kin-circle", book)
    assert "Earlier ones" in page(hana, "kin-circle", book)


@pytest.mark.parametrize("name", PAGES)
def test_without_any_sheet_the_page_invites(book: Notebook, hana: Client, name: str) -> None:
    """Nothing written yet is fine, and never an empty drawing."""
    assert "<figure" not in page(hana, name, book)


def test_sheets_lead_to_where_they_are_filled_in(book: Notebook, hana: Client) -> None:
    """Each sheet leads to its own page and opens there; new exercises are offered only while it is calm."""
    meeting = put_paper(book, "session", about="a subject")
    shown = page(hana, "kin", book)
    there = reverse("worksheet-fill", args=[book.pk, "session", meeting.pk])
    assert f'href="{there}"' in shown
    assert "a subject" in hana.get(there).content.decode()
    circle, people = (reverse("worksheet-new", args=[book.pk, one]) for one in ("circle", "family_list"))
    assert f'href="{circle}"' in shown
    assert hana.get(circle).status_code == 200
    safety_check.keep(book, {**CALM, "violence": ["now"]})
    rests = page(hana, "kin", book) + page(hana, "kin-circle", book)
    assert f'href="{circle}"' not in rests
    assert f'href="{people}"' in rests


@pytest.mark.parametrize("kind", ["circle", "agreement", "session", "one_step", "parent_task"])
def test_a_new_exercise_is_not_begun_by_its_address(home: Household, hana: Client, kind: str) -> None:
    """Without a check, when it is due, and after danger the questions come first; the way leads back."""
    book = home.books["hana"]
    address, shelf = reverse("worksheet-new", args=[book.pk, kind]), reverse("worksheets", args=[book.pk])
    there = f"{reverse('safe', args=[book.pk])}?to=sheets"
    assert hana.get(address).headers["Location"] == there
    assert shelf in hana.post(there, {**CALM, "to": "sheets"}).content.decode()
    assert hana.get(address).status_code == 200
    for answers in ({**CALM, "violence": ["now"]}, {**CALM, "strain": ["cannot"]}, {}):
        safety_check.keep(book, answers)
        assert hana.get(address).headers["Location"] == there, answers
    begun = put_paper(book, kind, slot="z" * 36)
    assert hana.get(reverse("worksheet-fill", args=[book.pk, kind, begun.pk])).status_code == 200


def test_what_raises_no_tension_and_a_persons_own_sheets_never_rest(home: Household, hana: Client) -> None:
    """The family's list is open without a check; a person's own notebook has none."""
    book, own = home.books["hana"], home.books["yuki"]
    safety_check.keep(book, {**CALM, "violence": ["now"]})
    assert hana.get(reverse("worksheet-new", args=[book.pk, "family_list"])).status_code == 200
    assert home.visit("yuki").get(reverse("worksheet-new", args=[own.pk, "one_step"])).status_code == 200
    assert not any(safety_check.rests(own, kind) for kind in safety_check.RAISES_TENSION)


def test_what_was_typed_is_kept_though_the_check_came_between(book: Notebook, hana: Client) -> None:
    """A form that was open when the other window said it is not calm: nothing typed is thrown away."""
    safety_check.keep(book, {**CALM, "violence": ["now"]})
    sent = {"slot": "a" * 36, "what": "we knock first"}
    assert hana.post(reverse("worksheet-new", args=[book.pk, "agreement"]), sent).status_code == 302
    assert [one.sheet.get("what") for one in kin.agreements(book, today_of(book))] == ["we knock first"]


# ── Agreements, meetings, over time ──


def test_agreements_to_look_at_stand_first(book: Notebook, hana: Client) -> None:
    """Due since its day; a later one says when; one that ended is last, without blame."""
    today = today_of(book)

    def put(slot: str, what: str, **days: date) -> None:
        put_paper(book, "agreement", slot=slot * 36, what=what, **{n: d.isoformat() for n, d in days.items()})

    put("a", "ended", until=today - DAY)
    put("b", "later", review_on=today + DAY, until=today + DAY)
    put("c", "due now", review_on=today)
    assert [one.sheet.get("what") for one in kin.agreements(book, today)] == ["due now", "later", "ended"]
    shown = page(hana, "kin", book)
    assert "Time to look at it together since" in shown
    assert "it ended by itself" in shown


def test_meetings_stand_by_their_own_day(book: Notebook, hana: Client) -> None:
    """The newest meeting first, by the day in it, with what is to be tried."""
    for at, day in (("a", "2026-03-01"), ("b", "2026-04-01")):
        put_paper(book, "session", slot=at * 36, on=day, about=f"subject {at}", **{"try": "one walk"})
    shown = page(hana, "kin", book)
    assert shown.index("subject b") < shown.index("subject a")
    assert "to try: one walk" in shown


def rate(book: Notebook, count: int, **told: Any) -> None:
    """So many meetings, rated."""
    for at in range(count):
        day = (date(2026, 3, 1) + at * 7 * DAY).isoformat()
        put_paper(book, "session_rating", slot=f"{at}" * 36, on=day, **{"room": at, **told})


def test_a_course_over_time_needs_three_meetings(book: Notebook, hana: Client) -> None:
    """Two are not a course; three are drawn, with the same numbers in a table and no sum."""
    rate(book, 2, pace=10)
    assert "So far: 2." in page(hana, "kin-time", book)
    rate(book, 3, pace=10)
    shown = page(hana, "kin-time", book)
    assert "<svg" in shown
    assert "<td>2</td>" in shown
    assert "sum" not in shown.replace("no sum", "").replace("<summary>", "").replace("</summary>", "")


def test_what_was_left_open_is_no_zero(book: Notebook, hana: Client) -> None:
    """An open answer stands as not written, and no dot is drawn for it."""
    rate(book, 3)
    shown = page(hana, "kin-time", book)
    svg = shown[shown.index("<svg") : shown.index("</svg>")]
    assert svg.count("<circle") == 3
    assert "not written" in shown


def test_observations_stand_beside_each_other(book: Notebook, hana: Client) -> None:
    """Each line with its own earlier answers; with one sheet, the page says what a second would do."""
    put_paper(book, "accommodation", slot="a" * 36, meals="daily", quiet="not")
    shown = page(hana, "kin-time", book)
    assert "every day" in shown
    assert "With a second sheet" in shown
    put_paper(book, "accommodation", slot="b" * 36, meals="often")
    shown = page(hana, "kin-time", book)
    assert "on many days" in shown
    assert shown.count("With a second sheet") == 0
    days, lines = kin.observed(book, "accommodation")
    assert len(days) == 2
    assert [len(line.answers) for line in lines] == [2, 2]
