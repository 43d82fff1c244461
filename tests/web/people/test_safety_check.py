"""The check before pages that could raise tension: when it asks, what it keeps, who never sees it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import Household

from genkan.checkup.family_check import Show
from genkan_web.diary import home_check, papers, safety_check
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of

CALM = {"danger": ["none"], "violence": ["never"], "strain": ["tired"], "rougher": ["no"]}
DAY = timedelta(days=1)


@pytest.fixture
def book(home: Household) -> Notebook:
    """Hana's notebook about Yuki."""
    return home.books["hana"]


@pytest.fixture
def hana(home: Household) -> Client:
    """Hana, signed in."""
    return home.visit("hana")


def kept(book: Notebook) -> dict[str, Any]:
    """What stands in the notebook of the check."""
    paper = papers.the_one(book, safety_check.KIND)
    assert paper is not None
    return dict(paper.body)


def test_it_is_asked_at_first_and_every_two_weeks(book: Notebook) -> None:
    """Due without any, not due after a calm one, due again on the fourteenth day."""
    today = today_of(book)
    assert safety_check.outcome(book) is None
    assert safety_check.due(book, today)
    safety_check.keep(book, CALM)
    assert [safety_check.due(book, today + DAY * later) for later in (0, 13, 14)] == [False, False, True]
    assert safety_check.due(book, today - DAY)  # a clock that went back makes it no check


def test_only_the_outcome_and_days_are_kept(book: Notebook, hana: Client) -> None:
    """No answer stands anywhere: the day, what was shown, when to ask again, since when."""
    page = hana.post(reverse("safe", args=[book.pk]), {**CALM, "violence": "now"})
    assert page.status_code == 200
    assert set(kept(book)) == {"kind", "on", "shows", "again", "begun"}
    assert kept(book)["shows"] == ["stop"]
    assert "violence" not in str(kept(book))


def test_how_it_went_since_is_asked_only_after_a_beginning(book: Notebook) -> None:
    """Whether it became rougher is asked from the second check on; rougher brings the next one sooner."""
    assert "rougher" not in safety_check.asked(book)
    safety_check.keep(book, CALM)
    assert "rougher" in safety_check.asked(book)
    safety_check.keep(book, {**CALM, "rougher": ["a_little"]})
    last = safety_check.outcome(book)
    assert last is not None
    assert (last.again - last.on).days == 7


def test_danger_stops_until_a_calm_check(book: Notebook) -> None:
    """After danger exercises wait, however long ago it was, until somebody answers that it is calm."""
    safety_check.keep(book, {**CALM, "danger": ["threat"]})
    last = safety_check.outcome(book)
    assert last is not None
    assert last.exercises_wait
    assert last.begun is None
    safety_check.keep(book, CALM)
    calm = safety_check.outcome(book)
    assert calm is not None
    assert not calm.exercises_wait


def test_what_is_left_open_is_unknown_and_asked_tomorrow(book: Notebook, hana: Client) -> None:
    """Nothing answered is neither calm nor danger: exercises wait, and tomorrow it is asked again."""
    hana.post(reverse("safe", args=[book.pk]), {})
    last = safety_check.outcome(book)
    assert last is not None
    assert last.shows == (Show.ASK,)
    assert not safety_check.due(book, last.on)
    assert safety_check.due(book, last.on + DAY)


def test_numbers_to_call_stand_first_after_danger(book: Notebook, hana: Client) -> None:
    """The help stands above the words, on the very page that answers."""
    page = hana.post(reverse("safe", args=[book.pk]), {**CALM, "danger": "wants_to_die"}).content.decode()
    assert 'href="tel:' in page.partition('class="care')[0]


@pytest.mark.parametrize("answer", [{"rougher": "clearly"}, {"violence": "recent"}, {"violence": "now"}])
@pytest.mark.parametrize(("lang", "number"), [("en", "1669"), ("th", "1669"), ("ja", "119")])
def test_whatever_stops_exercises_brings_the_emergency_number(
    home: Household, book: Notebook, answer: dict[str, str], lang: str, number: str
) -> None:
    """Also where no care says «now»: violence of late, or the home having become rougher."""
    safety_check.keep(book, CALM)  # so that how it went since is asked
    page = home.visit("hana", lang=lang).post(reverse("safe", args=[book.pk]), {**CALM, **answer})
    assert f'href="tel:{number}"' in page.content.decode().partition("<section")[0]


def test_answers_nobody_offers_are_passed_over(book: Notebook, hana: Client) -> None:
    """A changed form is no fault and no calm."""
    page = hana.post(reverse("safe", args=[book.pk]), {"danger": "x", "violence": "<b>", "to": "//elsewhere"})
    assert page.status_code == 200
    assert "elsewhere" not in page.content.decode()
    assert kept(book)["shows"] == ["ask"]


def test_two_checks_at_once_ask_again(book: Notebook, hana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another is kept in the same moment, one sentence says so, and the questions stand again."""
    safety_check.keep(book, CALM)
    real = papers.the_one

    def late(book: Notebook, kind: str) -> Any:
        found = real(book, kind)
        if found is not None:
            found.edition -= 1
        return found

    monkeypatch.setattr(papers, "the_one", late)
    sent = {**CALM, "strain": "worn_out"}
    assert hana.post(reverse("safe", args=[book.pk]), sent).status_code == 409


def test_it_comes_back_out_of_a_file_as_it_was(book: Notebook) -> None:
    """What was kept is read back the same; anything else is refused."""
    safety_check.keep(book, CALM)
    assert papers.checked(kept(book)) == kept(book)
    assert papers.checked({**kept(book), "more": "words"}) == kept(book)
    assert date.fromisoformat(kept(book)["on"]) == today_of(book)


@pytest.mark.parametrize(
    "wrong", [{}, {"on": "x"}, {"on": 3}, {"shows": ["calm"]}, {"shows": []}, {"again": None}, {"begun": 1}]
)
def test_what_is_no_check_is_refused(wrong: dict[str, Any]) -> None:
    """A changed file is never believed by halves."""
    sound = {"on": "2026-03-01", "shows": ["go_on"], "again": "2026-03-15", "begun": None}
    assert home_check.read(sound) == sound
    with pytest.raises((ValueError, KeyError, TypeError)):
        home_check.read({**sound, **wrong} if wrong else wrong)
