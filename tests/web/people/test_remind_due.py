"""When reminders go: the person's own hour whatever the clocks do, quiet at night, once, not for ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.web.people.household import Household, wrote

from genkan_web.diary.models import DayNote, Notebook
from genkan_web.leaving import going
from genkan_web.people.models import Account
from genkan_web.remind import due, mail, push
from genkan_web.remind.models import Delivery, MailPlace, PushPlace, Reminder

EVERY_DAY = "0123456"
STEP = timedelta(minutes=10)  # as the sweep comes


def reminder_in(zone: str, hour: int, **more: Any) -> Reminder:
    """A reminder nobody saved."""
    book = Notebook(zone=zone)
    told = {"days": EVERY_DAY, "since": date(2026, 1, 1), "until": date(2027, 1, 1), **more}
    return Reminder(notebook=book, hour=hour, **told)


def moments_of(reminder: Reminder, first: datetime, hours: int) -> dict[date, datetime]:
    """The first sweep in which each local day is due; the claim keeps every later one from sending."""
    found: dict[date, datetime] = {}
    for step in range(hours * 6):
        moment = first + step * STEP
        day = due.day_due(reminder, moment)
        if day is not None:
            found.setdefault(day, moment)
    return found


# ── The hour ──

TABLE = [  # zone, hour, local day, the moment it goes
    ("Asia/Bangkok", 18, "2026-03-29", "2026-03-29T11:00Z"),
    ("Asia/Tokyo", 8, "2026-10-25", "2026-10-24T23:00Z"),
    ("Asia/Tokyo", 20, "2026-12-31", "2026-12-31T11:00Z"),
    ("Europe/Berlin", 18, "2026-03-28", "2026-03-28T17:00Z"),
    ("Europe/Berlin", 18, "2026-03-29", "2026-03-29T16:00Z"),  # summer has begun: the same wall clock
    ("Europe/Berlin", 2, "2026-03-29", "2026-03-29T01:00Z"),  # 2:00 is skipped: right after the gap, 3:00
    ("Europe/Berlin", 3, "2026-03-29", "2026-03-29T01:00Z"),
    ("Europe/Berlin", 2, "2026-10-25", "2026-10-25T00:00Z"),  # 2:00 comes twice: the first
    ("Europe/Berlin", 3, "2026-10-25", "2026-10-25T02:00Z"),
    ("America/New_York", 2, "2026-03-08", "2026-03-08T07:00Z"),
    ("America/New_York", 1, "2026-11-01", "2026-11-01T05:00Z"),  # 1:00 comes twice
    ("America/New_York", 20, "2026-11-01", "2026-11-02T01:00Z"),
    ("Australia/Lord_Howe", 2, "2026-10-04", "2026-10-03T15:30Z"),  # half an hour is skipped
    ("Africa/Cairo", 0, "2026-04-24", "2026-04-23T22:00Z"),  # midnight itself is skipped
]


@pytest.mark.parametrize(("zone", "hour", "day", "moment"), TABLE)
def test_the_hour_is_the_persons_own(zone: str, hour: int, day: str, moment: str) -> None:
    """With and without summer time; a skipped hour right after the gap, a repeated one once."""
    wanted, at = date.fromisoformat(day), datetime.fromisoformat(moment)
    assert due.due_at(wanted, hour, zone) == at
    found = moments_of(reminder_in(zone, hour, awake_at_night=True), at - timedelta(hours=30), 60)
    assert found[wanted] == at
    assert list(found) == sorted(found)
    assert len(found) in (2, 3)  # the days around it too, each once


@pytest.mark.parametrize("zone", ["Asia/Bangkok", "Asia/Tokyo", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("hour", range(24))
def test_every_day_of_a_year_has_one_reminder(zone: str, hour: int) -> None:
    """366 local days, whatever the clocks do: each once, at its hour, or right after a gap."""
    reminder = reminder_in(zone, hour, awake_at_night=True)
    days = [date(2026, 1, 1) + timedelta(days=back) for back in range(366)]
    for day in days:
        at = due.due_at(day, hour, zone)
        local = at.astimezone(ZoneInfo(zone))
        assert local.hour in (hour, hour + 1)
        assert local.date() == day
        assert due.day_due(reminder, at) == day
        assert due.day_due(reminder, at - timedelta(seconds=1)) is None
        assert due.day_due(reminder, at + due.LATE) is None


@given(
    zone=some.sampled_from(
        ["Asia/Bangkok", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Africa/Cairo"]
    ),
    hour=some.integers(0, 23),
    moment=some.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 (given its zone below)
)
def test_it_is_quiet_at_night(zone: str, hour: int, moment: datetime) -> None:
    """From 21 to 8 nothing is due, in no zone and for no hour, unless its writer is awake then."""
    at = moment.replace(tzinfo=UTC)
    if due.day_due(reminder_in(zone, hour), at) is not None:
        assert 8 <= at.astimezone(ZoneInfo(zone)).hour < 21


def test_a_phone_that_is_off_does_not_wake_at_night() -> None:
    """What a service keeps ends before 21:00; planted: the same for somebody awake at night goes on."""
    at = datetime(2026, 5, 5, 18, 20, tzinfo=UTC)  # 20:20 in Berlin
    assert due._stays(reminder_in("Europe/Berlin", 20), at) == 40 * 60
    assert due._stays(reminder_in("Europe/Berlin", 20, awake_at_night=True), at) == 4 * 3_600
    assert due._stays(reminder_in("Europe/Berlin", 9), at - timedelta(hours=11)) == 4 * 3_600


# ── Once ──


class Sent:
    """What would have gone, in place of the two ways."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def push(self, account: Account, seconds: int) -> str:
        assert seconds > 0
        self.calls.append("push")
        return Delivery.Outcome.SENT

    def mail(self, account: Account) -> str:
        self.calls.append("mail")
        return Delivery.Outcome.SENT


@pytest.fixture
def sent(home: Household, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Sent:
    """Yuki with both ways, which write down instead of sending."""
    settings.PUSH_CONTACT = settings.ADDRESS = "https://days.example"
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "localhost", "days@days.example"
    found = Sent()
    monkeypatch.setattr(push, "send", found.push)
    monkeypatch.setattr(mail, "send", found.mail)
    PushPlace.objects.create(account=home.people["yuki"], mark="x", address="x")
    MailPlace.objects.create(
        account=home.people["yuki"], address="y@days.example", number="", asked_at=datetime.now(UTC)
    )
    return found


TODAY = date(2026, 6, 1)  # a Monday


def noon(back: int = 0) -> datetime:
    """12:05 in Bangkok, so many days after the first."""
    return datetime(2026, 6, 1, 5, 5, tzinfo=UTC) + timedelta(days=back)


def begun(home: Household, **more: Any) -> Reminder:
    """Yuki's reminder at noon, begun on the first day."""
    told = {"hour": 12, "days": EVERY_DAY, "since": TODAY, "until": TODAY + due.LASTS, **more}
    return Reminder.objects.create(notebook=home.books["yuki"], **told)


def test_each_way_goes_once_a_day(home: Household, sent: Sent) -> None:
    """However often the sweep comes by, in that hour or later; the log has both ways."""
    reminder = begun(home)
    for minutes in range(-60, 180, 10):
        due.send_due(noon() + timedelta(minutes=minutes))
    assert sorted(sent.calls) == ["mail", "push"]
    assert sorted(reminder.deliveries.values_list("way", "why", "outcome")) == [
        ("mail", "note", "sent"),
        ("push", "note", "sent"),
    ]


def test_a_server_that_ended_in_between_leaves_one_out(
    home: Household, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claimed before it is sent; afterwards it says that nobody knows, and is not sent again."""
    reminder = begun(home)

    def killed(*_: Any) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(push, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        due.send_due(noon())
    monkeypatch.setattr(push, "send", sent.push)
    due.send_due(noon() + STEP)
    assert sent.calls == ["mail"]
    assert reminder.deliveries.get(way="push").outcome == "underway"


def test_other_days_and_days_already_written_are_left_in_peace(home: Household, sent: Sent) -> None:
    """Tuesdays only; and not when that day was written about, or passed, already."""
    begun(home, days="1")
    due.send_due(noon(0))
    assert sent.calls == []
    DayNote.objects.create(
        notebook=home.books["yuki"], day=TODAY + timedelta(days=1), zone="Asia/Bangkok", not_today=True
    )
    due.send_due(noon(1))
    assert sent.calls == []
    due.send_due(noon(8))
    assert sorted(sent.calls) == ["mail", "push"]


def test_what_was_told_to_go_is_never_reminded(home: Household, sent: Sent) -> None:
    """A hidden notebook, a hidden account, one that sleeps; planted: the same account awake is."""
    begun(home)
    yuki = home.people["yuki"]
    for hidden in ({"erase_at": noon()}, {"asleep_since": TODAY}, {"is_active": False}):
        Account.objects.filter(pk=yuki.pk).update(**hidden)
        assert due.send_due(noon()) == 0
        Account.objects.filter(pk=yuki.pk).update(erase_at=None, asleep_since=None, is_active=True)
    going.hide_book(home.books["yuki"])
    assert due.send_due(noon()) == 0
    Notebook.objects.filter(writer=yuki).delete()
    Notebook.every.filter(pk=home.books["yuki"].pk).update(erase_at=None)
    assert due.send_due(noon()) == 2


def test_nobody_without_a_way_is_counted(home: Household, sent: Sent) -> None:
    """Without a device and an address nothing is tried and nothing stands in the log."""
    reminder = begun(home)
    PushPlace.objects.all().delete()
    MailPlace.objects.update(number="123456")  # not proved
    assert due.send_due(noon()) == 0
    assert not reminder.deliveries.exists()


# ── Not for ever ──


def days_that_went(home: Household, sent: Sent, rounds: int, **more: Any) -> list[int]:
    """On which days after the first it went, when the sweep came every noon."""
    begun(home, **more)
    went = []
    for back in range(rounds):
        sent.calls.clear()
        due.send_due(noon(back))
        went += [back] if sent.calls else []
    return went


def test_it_stops_by_itself_when_nobody_answers(home: Household, sent: Sent) -> None:
    """After eight days reminded of, or four weeks; and stays so, also when something is written later."""
    assert days_that_went(home, sent, 40) == list(range(8))
    assert Reminder.objects.get().ended == "quiet"
    DayNote.objects.create(notebook=home.books["yuki"], day=TODAY, zone="UTC", mood=1)
    assert due.send_due(noon(41)) == 0


def test_a_weekly_one_stops_after_four_weeks(home: Household, sent: Sent) -> None:
    """Mondays only: four of them, then no more."""
    assert days_that_went(home, sent, 60, days="0") == [0, 7, 14, 21]
    assert Reminder.objects.get().ended == "quiet"


def test_an_answer_counts_from_the_start_and_the_time_ends_all_the_same(
    home: Household, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something is written every evening: it goes for twelve weeks, then ends as agreed."""
    reminder, book = begun(home), home.books["yuki"]
    for back in range(90):
        due.send_due(noon(back))
        made = DayNote.objects.create(notebook=book, day=TODAY + timedelta(days=back), zone=book.zone, mood=2)
        DayNote.objects.filter(pk=made.pk).update(changed_at=noon(back) + timedelta(hours=5))
    assert reminder.deliveries.filter(way="push").count() == 84
    reminder.refresh_from_db()
    assert reminder.ended == "time"


def test_a_pause_counts_nothing(home: Household, sent: Sent) -> None:
    """Paused after five unanswered ones: two weeks of quiet, and eight more before it stops by itself."""
    reminder = begun(home)
    for back in range(5):
        due.send_due(noon(back))
    Reminder.objects.update(paused_until=TODAY + timedelta(days=19))
    sent.calls.clear()
    for back in range(5, 19):
        due.send_due(noon(back))
    assert sent.calls == []
    for back in range(19, 40):
        due.send_due(noon(back))
    assert reminder.deliveries.filter(way="push").count() == 5 + due.MOST_UNANSWERED
    reminder.refresh_from_db()
    assert reminder.ended == "quiet"


def test_the_list_of_what_was_sent_goes_after_ninety_days(home: Household, sent: Sent) -> None:
    """Older ones are forgotten, younger ones stay."""
    reminder = begun(home, ended="stopped")
    for back in (0, 40):
        Delivery.objects.create(
            reminder=reminder, day=TODAY + timedelta(days=back), way="push", why="note", at=noon(back)
        )
    due.send_due(noon(91))
    assert [one.day for one in reminder.deliveries.all()] == [TODAY + timedelta(days=40)]


# ── Silence ──


def test_data_that_stopped_is_told_once(home: Household, sent: Sent) -> None:
    """Ten days written, then nothing: one reminder for the silence, none for the days; a new silence anew."""
    book = home.books["yuki"]
    reminder = begun(home, days="", on_silence=True)
    for back in range(10):
        _heard(book, back)
    went = []
    for back in range(26):
        if back == 18:
            _heard(book, 18)
        due.send_due(noon(back))
        due.send_due(noon(back) + STEP)
        went += [back] if reminder.deliveries.filter(day=TODAY + timedelta(days=back)).exists() else []
    assert went[0] == 13, "four days after the last"
    assert len(went) == 2
    assert went[1] > 18
    assert set(reminder.deliveries.values_list("why", flat=True)) == {"silence"}


def _heard(book: Notebook, back: int) -> None:
    made = DayNote.objects.create(
        notebook=book, day=TODAY + timedelta(days=back), zone=book.zone, reach_low=3, reach_high=3, mood=2
    )
    DayNote.objects.filter(pk=made.pk).update(changed_at=noon(back))


def test_a_day_with_both_reasons_has_one_reminder(home: Household, sent: Sent) -> None:
    """The silence counts, and nobody is called twice."""
    for back in range(10):
        _heard(home.books["yuki"], back)
    reminder = begun(home, on_silence=True)
    due.send_due(noon(13))
    assert sorted(sent.calls) == ["mail", "push"]
    assert set(reminder.deliveries.values_list("why", flat=True)) == {"silence"}


def test_one_that_cannot_be_read_stops_nobody_else(
    home: Household, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook whose keys are missing is left out; the next one goes."""
    from genkan_web.stopped import NotOpened

    wrote(home.books["hana"], 0)
    for name in ("hana", "yuki"):
        PushPlace.objects.get_or_create(account=home.people[name], mark="x", defaults={"address": "x"})
        Reminder.objects.create(
            notebook=home.books[name], hour=12, days=EVERY_DAY, since=TODAY, until=TODAY + due.LASTS
        )
    real = due.ways_of

    def broken(account: Account) -> list[str]:
        if account.pk == home.people["hana"].pk:
            raise NotOpened("locked.no_key")
        return real(account)

    monkeypatch.setattr(due, "ways_of", broken)
    assert due.send_due(noon()) == 2
