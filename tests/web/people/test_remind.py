"""The page of reminders: asked for once, changed by one window, paused, stopped, read, without scripts."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail as outbox
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import Household, form, wrote

from genkan.knowledge import sentence
from genkan_web.diary import notes
from genkan_web.people import knocks
from genkan_web.remind import due, mail
from genkan_web.remind.models import Delivery, MailPlace, PushPlace, Reminder
from genkan_web.safe.models import Sent

FCM = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def site(settings: Any) -> Any:
    """A site that can send both."""
    settings.ADDRESS = settings.PUSH_CONTACT = "https://days.example"
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "localhost", "days@days.example"
    return settings


def here(home: Household, who: str = "yuki", name: str = "remind") -> str:
    """The address of somebody's page."""
    return reverse(name, args=[home.books[who].pk])


def wish(edition: int = 0, **more: Any) -> dict[str, Any]:
    """What the form sends."""
    return form(edition=str(edition), hour="18", days=["0", "3"], **more)


def said(page: Any) -> str:
    """The text of a page."""
    return unescape(page.content.decode())


# ── Asked for ──


def test_a_reminder_is_asked_for_and_stands_on_the_page(home: Household, site: Any) -> None:
    """Hour and days as chosen, from today for twelve weeks; the form shows them again."""
    client, today = home.visit("yuki"), notes.today_of(home.books["yuki"])
    assert client.post(here(home), wish(on_silence="1")).status_code == 302
    held = Reminder.objects.get()
    assert (held.hour, held.days, held.on_silence, held.awake_at_night) == (18, "03", True, False)
    assert (held.since, held.until, held.ended) == (today, today + timedelta(weeks=12), "")
    page = said(client.get(here(home)))
    assert '<option value="18" selected>' in page
    assert 'name="days" value="3" checked' in page
    assert 'name="days" value="4" checked' not in page
    assert sentence("remind.state.no_way", "en") in page


def test_pressed_twice_it_is_kept_once(home: Household, site: Any) -> None:
    """The same form again changes nothing, not even the edition; the second answer is like the first."""
    client, told = home.visit("yuki"), wish()
    for _ in range(2):
        assert client.post(here(home), told).status_code == 302
    assert Reminder.objects.get().edition == 1
    assert Sent.objects.count() == 1


def test_two_windows_do_not_overwrite_each_other(home: Household, site: Any) -> None:
    """The older window is told and sees what the newer one saved, which stands."""
    client = home.visit("yuki")
    client.post(here(home), wish())
    assert client.post(here(home), {**wish(1), "hour": "9"}).status_code == 302
    late = client.post(here(home), {**wish(1), "hour": "20"})
    assert late.status_code == 409
    assert '<option value="9" selected>' in said(late)
    assert Reminder.objects.get().hour == 9
    first = client.post(here(home, "yuki"), wish(0))
    assert first.status_code == 409, "opened before there was one"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"hour": ""}, "remind.problem.hour"),
        ({"hour": "24"}, "remind.problem.hour"),
        ({"hour": "-1"}, "remind.problem.hour"),
        ({"hour": "１８"}, None),  # digits all the same
        ({"hour": "²"}, "remind.problem.hour"),
        ({"hour": "21"}, "remind.problem.night"),
        ({"hour": "7"}, "remind.problem.night"),
        ({"hour": "2", "awake_at_night": "1"}, None),
        ({"days": []}, "remind.problem.days"),
        ({"days": ["9", "x", "00"]}, "remind.problem.days"),
        ({"days": [], "on_silence": "1"}, None),
        ({"edition": "x"}, "people.note.again"),
        ({"client_id": ""}, "people.note.again"),
    ],
)
def test_what_does_not_fit_is_told_in_one_sentence(
    home: Household, site: Any, changed: dict[str, Any], problem: str | None
) -> None:
    """And nothing is kept."""
    answer = home.visit("yuki").post(here(home), {**wish(), **changed})
    assert answer.status_code == (400 if problem else 302)
    if problem:
        assert sentence(problem, "en") in said(answer)
    assert Reminder.objects.exists() == (problem is None)


def test_pause_go_on_stop_begin_again(home: Household, site: Any) -> None:
    """One press each; the list of what was sent stays; pressed twice is as pressed once."""
    client, today = home.visit("yuki"), notes.today_of(home.books["yuki"])
    client.post(here(home), wish())
    Delivery.objects.create(
        reminder=Reminder.objects.get(),
        day=today,
        way="push",
        why="silence",
        outcome="gone",
        at=timezone.now(),
    )
    for _ in range(2):
        client.post(here(home), {"pause": "1"})
    assert Reminder.objects.get().paused_until == today + due.PAUSE
    assert sentence("remind.state.resting", "en", day=today + due.PAUSE) in said(client.get(here(home)))
    client.post(here(home), {**wish(Reminder.objects.get().edition), "hour": "10"})
    assert due.is_pausing(Reminder.objects.get(), today), "another hour does not end the rest"
    client.post(here(home), {"go_on": "1"})
    assert not due.is_pausing(Reminder.objects.get(), today)
    for _ in range(2):
        client.post(here(home), {"stop": "1"})
    page = said(client.get(here(home)))
    assert sentence("remind.state.stopped", "en") in page
    assert sentence("remind.outcome.gone", "en") in page
    assert sentence("remind.why.silence", "en") in page
    client.post(here(home), wish(Reminder.objects.get().edition))
    assert Reminder.objects.get().ended == ""
    assert client.post(here(home, "ploy"), {"stop": "1"}).status_code == 404


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
@pytest.mark.parametrize("ended", ["time", "quiet"])
def test_the_last_word_is_kind_and_stands_in_the_site(
    home: Household, site: Any, lang: str, ended: str
) -> None:
    """On the page, and only there: nothing is sent when it ends."""
    today = notes.today_of(home.books["yuki"])
    Reminder.objects.create(
        notebook=home.books["yuki"], hour=8, days="0", since=today, until=today, ended=ended
    )
    page = said(home.visit("yuki", lang=lang).get(here(home)))
    assert sentence(f"remind.state.{ended}", lang) in page
    assert outbox.outbox == []


def test_the_page_says_why_data_may_have_stopped(home: Household, site: Any) -> None:
    """Since when, and every cause to look at; nothing of it while data arrives."""
    book = home.books["yuki"]
    for back in range(10, 20):
        wrote(book, back, reach_low=2, reach_high=2, mood=2)
    page = said(home.visit("yuki").get(here(home)))
    assert sentence("remind.silence.title", "en") in page
    for cause in ("phone_off", "permission", "low_power", "export_stopped", "nobody_wrote"):
        assert sentence(f"concerns.silence.{cause}", "en") in page
    for back in range(10):
        wrote(book, back, reach_low=2, reach_high=2, mood=2)
    assert sentence("remind.silence.title", "en") not in said(home.visit("yuki").get(here(home)))


def test_the_writer_finds_the_page_from_the_days(home: Household, site: Any) -> None:
    """A link there; workers, who keep notebooks too, have none and no such page."""
    assert here(home) in said(home.visit("yuki").get(reverse("notes", args=[home.books["yuki"].pk])))
    worker = home.visit("somchai")
    book = home.books["somchai"]
    assert "remind" not in said(worker.get(reverse("notes", args=[book.pk])))
    assert worker.get(here(home, "somchai")).status_code == 404


# ── Where it reaches somebody ──


def test_as_shipped_nothing_is_offered(home: Household) -> None:
    """Without an address of the site there is neither a form for mail nor a script, and one sentence why."""
    page = said(home.visit("yuki").get(here(home)))
    assert sentence("remind.where.none", "en") in page
    assert "remind.js" not in page
    answer = home.visit("yuki").post(here(home, name="remind-push"), {"address": FCM})
    assert answer.status_code == 400
    answer = home.visit("yuki").post(here(home, name="remind-mail"), {"address": "a@days.example"})
    assert answer.status_code == 400


def test_a_browser_is_added_and_taken_away(home: Household, site: Any) -> None:
    """By the script; each stands with its day and goes with one press; nobody takes away another's."""
    client = home.visit("yuki")
    assert client.post(here(home, name="remind-push"), {"address": FCM}).status_code == 204
    assert (
        client.post(here(home, name="remind-push"), {"address": "https://evil.example/"}).status_code == 400
    )
    place = PushPlace.objects.get()
    assert f'name="forget" value="{place.pk}"' in said(client.get(here(home)))
    assert FCM not in said(client.get(here(home)))
    home.visit("ploy").post(here(home, "ploy", "remind-push"), {"forget": str(place.pk)})
    assert PushPlace.objects.exists()
    for sent in ("x", "9" * 30, str(place.pk)):
        client.post(here(home, name="remind-push"), {"forget": sent})
    assert not PushPlace.objects.exists()


def test_mail_without_any_script(home: Household, site: Any) -> None:
    """Address, number, yes; then one press and the address is gone."""
    client, way = home.visit("yuki"), here(home, name="remind-mail")
    assert client.post(way, {"address": " moss@days.example "}).status_code == 302
    (sent,) = outbox.outbox
    assert sent.to == ["moss@days.example"]
    number = MailPlace.objects.get().number
    assert number in sent.body
    wrong = client.post(way, {"number": "x"})
    assert wrong.status_code == 400
    assert sentence("remind.problem.number", "en") in said(wrong)
    assert number not in said(wrong)
    assert client.post(way, {"number": number}).status_code == 302
    assert mail.is_proved(mail.place_of(home.people["yuki"]))
    assert sentence("remind.mail.goes", "en", address="moss@days.example") in said(client.get(here(home)))
    client.post(way, {"forget": "1"})
    assert not MailPlace.objects.exists()
    assert client.post(way, {"address": "no"}).status_code == 400


def test_a_mail_that_cannot_go_is_told(home: Household, site: Any) -> None:
    """Nobody listens where the mail server is said to be: one sentence, and no address is kept."""
    site.EMAIL_BACKEND, site.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    answer = home.visit("yuki").post(here(home, name="remind-mail"), {"address": "moss@days.example"})
    assert answer.status_code == 400
    assert sentence("remind.problem.not_sent", "en") in said(answer)
    assert not MailPlace.objects.exists()


def test_nobody_is_flooded_and_no_number_is_guessed(home: Household, site: Any) -> None:
    """Three numbers an hour to one address whoever asks, five tries at once by one account; then 429."""
    answers = [
        home.visit(who).post(here(home, who, "remind-mail"), {"address": "moss@days.example"}).status_code
        for who in ("yuki", "ploy", "hana", "nid")
    ]
    assert answers == [302, 302, 302, 429]
    knocks.forget(("mail", home.people["yuki"].pk.hex))
    client = home.visit("yuki")
    tries = [client.post(here(home, name="remind-mail"), {"number": "x"}).status_code for _ in range(7)]
    assert tries == [400] * 5 + [429] * 2


def test_the_mail_itself_ends_it_for_whoever_holds_it(home: Household, site: Any) -> None:
    """The page behind its address asks first; no account and no notebook is named on it."""
    place = MailPlace.objects.create(
        account=home.people["yuki"], address="m@days.example", number="", asked_at=timezone.now()
    )
    way = reverse("mail-stop", args=[mail.SEAL.sign(place.pk.hex)])
    page = said(home.visit("nid").get(way))
    assert sentence("remind.mail.end_title", "en") in page
    assert "m@days.example" not in page
    assert MailPlace.objects.exists()
    assert sentence("remind.mail.ended", "en") in said(home.visit("nid").post(way))
    assert not MailPlace.objects.exists()


def test_an_account_takes_all_of_it_along_when_it_goes(home: Household, site: Any) -> None:
    """Reminder, list, browsers and address are erased with it."""
    from genkan_web.leaving import going

    yuki, today = home.people["yuki"], notes.today_of(home.books["yuki"])
    reminder = Reminder.objects.create(
        notebook=home.books["yuki"], hour=8, days="0", since=today, until=today
    )
    Delivery.objects.create(reminder=reminder, day=today, way="push", why="note", at=timezone.now())
    PushPlace.objects.create(account=yuki, mark="x", address=FCM)
    MailPlace.objects.create(account=yuki, address="m@days.example", asked_at=timezone.now())
    going.erase_account(yuki)
    for model in (Reminder, Delivery, PushPlace, MailPlace):
        assert not model._base_manager.exists(), model
