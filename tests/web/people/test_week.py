"""Seven days at once: what was tapped is kept, the rest stays unknown, what stands there is not touched."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people.household import Household, wrote

from genkan.knowledge import LANGUAGES, sentence
from genkan_web.diary import notes
from genkan_web.diary.models import DayNote, Notebook


def days_of(book: Notebook) -> list[date]:
    """The seven days, the latest first."""
    return [notes.today_of(book) - timedelta(days=back) for back in range(7)]


def week(book: Notebook, **more: str) -> dict[str, Any]:
    """What the page sends where nothing was tapped."""
    return {"client_id": str(uuid.uuid4()), "last": notes.today_of(book).isoformat(), **more}


def sent(client: Client, book: Notebook, told: dict[str, Any]) -> Any:
    """Press Keep."""
    return client.post(reverse("week-at-once", args=[book.pk]), told)


def test_taps_are_kept_and_the_rest_stays_unknown(home: Household) -> None:
    """Two days of seven, by one tap each; a third stands there already and keeps its words."""
    book, client = home.books["hana"], home.visit("hana")
    days = days_of(book)
    wrote(book, 3, words="stands")
    told = week(book, known_by="seen") | {f"reach-{days[1]}": "2", f"mood-{days[5]}": "0"}
    told |= {f"reach-{days[6]}": "", f"mood-{days[6]}": ""}
    assert sent(client, book, told).headers["Location"] == reverse("notes", args=[book.pk])
    held = {one.day: one for one in DayNote.objects.filter(notebook=book)}
    assert set(held) == {days[1], days[3], days[5]}
    assert (held[days[1]].reach_low, held[days[1]].mood, held[days[1]].known_by) == (2, None, "seen")
    assert (held[days[5]].reach_low, held[days[5]].mood) == (None, 0)
    assert held[days[3]].words == "stands"


def test_sent_twice_it_is_there_once(home: Household) -> None:
    """Two presses, or an answer that was lost: one note a day, of version 1."""
    book, client = home.books["hana"], home.visit("hana")
    told = week(book) | {f"reach-{day}": "1" for day in days_of(book)}
    assert [sent(client, book, told).status_code for _ in range(2)] == [302, 302]
    assert [one.version for one in DayNote.objects.filter(notebook=book)] == [1] * 7
    assert sent(client, book, week(book) | {f"reach-{days_of(book)[0]}": "2"}).status_code == 409


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_written_meanwhile_is_said_and_stays(home: Household, lang: str) -> None:
    """The others are kept; what was tapped for them is not asked again."""
    book, client = home.books["hana"], home.visit("hana", lang=lang)
    days, told = days_of(book), week(book)
    told |= {f"reach-{days[0]}": "1", f"reach-{days[2]}": "4"}
    wrote(book, 2, reach_low=0, reach_high=0)
    page = sent(client, book, told)
    assert page.status_code == 409
    assert sentence("people.week.changed", lang) in page.content.decode()
    assert {one.day: one.reach_low for one in DayNote.objects.filter(notebook=book)} == {
        days[0]: 1,
        days[2]: 0,
    }


def test_nothing_tapped_is_said_and_a_form_of_yesterday_keeps_its_days(home: Household) -> None:
    """One sentence and 400; a form that was opened before midnight is about the days it showed."""
    book, client = home.books["hana"], home.visit("hana")
    days = days_of(book)
    empty = sent(client, book, week(book))
    assert empty.status_code == 400
    assert sentence("people.week.empty", "en") in empty.content.decode()
    told = week(book, last=days[1].isoformat()) | {f"mood-{days[1]}": "3", f"mood-{days[0]}": "3"}
    assert sent(client, book, told).status_code == 302
    assert [one.day for one in DayNote.objects.filter(notebook=book)] == [days[1]]


@pytest.mark.parametrize(
    "broken", [{"last": "2031-01-01"}, {"last": "x"}, {"client_id": "x"}, {"reach": "9"}]
)
def test_a_broken_form_is_refused_plainly(home: Household, broken: dict[str, str]) -> None:
    """Never worse than 400, and nothing is kept."""
    book, client = home.books["hana"], home.visit("hana")
    day = days_of(book)[0]
    told = week(book) | {f"reach-{day}": broken.pop("reach", "1")} | broken
    answer = sent(client, book, told)
    if broken.get("last") != "x":
        assert answer.status_code == 400
        assert not DayNote.objects.exists()
    else:
        assert answer.status_code == 302, "a form without its days is about these seven"
