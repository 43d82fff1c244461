"""When a reminder goes: at its hour, by day unless its writer is awake at night, never twice, not for ever.

At most once: a row claims the day and way before anything is sent. Where the server ends in between, that one
is missing and its row says that nobody knows; it is never sent again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from genkan.clock import zone_info
from genkan.concerns.scores import scores_of
from genkan.concerns.silence import Silence, silence_of
from genkan_web import bridge, once
from genkan_web.diary.models import ImportedDays, Notebook
from genkan_web.people.models import Account
from genkan_web.remind import mail, push
from genkan_web.remind.models import Delivery, PushPlace, Reminder
from genkan_web.stopped import ChangedMeanwhile, Stopped

Ended, Way, Why = Reminder.Ended, Delivery.Way, Delivery.Why

# All our own choices
DAY_HOURS = range(8, 21)  # reminders come in these wall-clock hours: quiet from 21 to 8
LATE = timedelta(hours=1)  # a reminder this late is left out
LASTS = timedelta(weeks=12)  # then it ends and can be begun again
PAUSE = timedelta(weeks=2)
MOST_UNANSWERED = 8  # days reminded of, then it ends by itself
QUIET = timedelta(weeks=4)  # without anything written or brought, then it ends by itself
KEPT = timedelta(days=90)  # the list of what was sent
STAYS = timedelta(hours=4)  # a service keeps a notice this long for a phone that is off
MOST_SECONDS = 240  # of one round; who is left is due in the next, within the same hour


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for."""

    hour: int
    days: str
    awake_at_night: bool
    on_silence: bool


def today_in(notebook: Notebook, moment: datetime) -> date:
    """The local day in a notebook's zone."""
    return moment.astimezone(zone_info(notebook.zone)).date()


# ── Asked for, paused, stopped ──


def reminder_of(notebook: Notebook) -> Reminder | None:
    """The reminder of a notebook, over or not."""
    found: Reminder | None = Reminder.objects.filter(notebook=notebook).first()
    return found


def keep(notebook: Notebook, seen: int, wish: Wish) -> None:
    """Begin, or begin again, from today. ChangedMeanwhile unless ``seen`` is the edition that stands here."""
    today = today_in(notebook, timezone.now())
    told = {name: getattr(wish, name) for name in ("hour", "days", "awake_at_night", "on_silence")}
    held = Reminder.objects.filter(notebook=notebook).first()
    rests = held.paused_until if held and not held.ended else None  # another hour does not end a rest
    fresh = {**told, "since": today, "until": today + LASTS, "paused_until": rests, "ended": ""}
    if held is not None:
        once.save_over(held, seen, **fresh)
        return
    try:
        with transaction.atomic():
            Reminder.objects.create(notebook=notebook, **fresh)
    except IntegrityError:
        raise ChangedMeanwhile("web.changed_meanwhile") from None


def pause(notebook: Notebook) -> None:
    """Two weeks of quiet, which count as nothing."""
    until = today_in(notebook, timezone.now()) + PAUSE
    _change(notebook, paused_until=until)


def go_on(notebook: Notebook) -> None:
    """The pause is over; what was before it stays uncounted."""
    _change(notebook, paused_until=today_in(notebook, timezone.now()))


def stop(notebook: Notebook) -> None:
    """No more; the list of what was sent can be read until its days are over."""
    _change(notebook, ended=Ended.STOPPED)


def _change(notebook: Notebook, **changes: Any) -> None:
    """Pressed twice, the second changes nothing new; an open form of before is then an older edition."""
    Reminder.objects.filter(notebook=notebook, ended="").update(edition=F("edition") + 1, **changes)


def is_pausing(reminder: Reminder, today: date) -> bool:
    """Whether it rests on this local day."""
    return reminder.paused_until is not None and today < reminder.paused_until


# ── Due ──


def due_at(day: date, hour: int, zone: str) -> datetime:
    """The moment of this wall-clock hour. A skipped hour is right after the gap, a repeated one the first."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone_info(zone), fold=0).astimezone(UTC)


def day_due(reminder: Reminder, moment: datetime) -> date | None:
    """The local day whose reminder goes at this moment, or None."""
    zone = reminder.notebook.zone
    local = moment.astimezone(zone_info(zone))
    if not (reminder.awake_at_night or local.hour in DAY_HOURS):
        return None
    near = (local.date(), local.date() - timedelta(days=1))  # a gap may end on the day after
    return next(
        (day for day in near if timedelta(0) <= moment - due_at(day, reminder.hour, zone) < LATE), None
    )


def send_due(now: datetime | None = None) -> int:
    """Send everything that is due, and forget what was sent long ago. Returns how many were tried."""
    began, tried = time.monotonic(), 0
    for primary in [one.pk for one in _standing() if day_due(one, now or timezone.now())]:
        reminder = _standing().filter(pk=primary).first()  # as it is now: perhaps stopped meanwhile
        moment = now or timezone.now()
        day = day_due(reminder, moment) if reminder else None
        if reminder is not None and day is not None:
            tried += _tried(reminder, day, moment)
        if time.monotonic() - began > MOST_SECONDS:
            break
    Delivery.objects.filter(at__lt=(now or timezone.now()) - KEPT).delete()
    return tried


def _standing() -> models.QuerySet[Reminder]:
    """Those that were not ended, of notebooks and accounts that were not told to go."""
    found = Reminder.objects.filter(ended="", notebook__erase_at=None, notebook__writer__erase_at=None)
    found = found.filter(notebook__writer__is_active=True, notebook__writer__asleep_since=None)
    return found.select_related("notebook__writer")


def _tried(reminder: Reminder, day: date, moment: datetime) -> int:
    """What is due by every way; what stands in this notebook and cannot be read stops nobody else's."""
    try:
        if is_pausing(reminder, day) or _is_over(reminder, day):
            return 0
        why = _why(reminder, day)
        return (
            sum(_once(reminder, day, way, why, moment) for way in ways_of(reminder.notebook.writer))
            if why
            else 0
        )
    except (Stopped, ValueError):
        return 0


def ways_of(account: Account) -> list[str]:
    """By which ways somebody can be reached now."""
    found = []
    if push.is_set_up() and PushPlace.objects.filter(account=account).exists():
        found.append(Way.PUSH)
    if mail.is_set_up() and mail.is_proved(mail.place_of(account)):
        found.append(Way.MAIL)
    return [str(one) for one in found]


def _why(reminder: Reminder, day: date) -> str:
    """For what it goes today; both in one. Empty: for nothing."""
    if reminder.on_silence and _silence_begins(reminder, day):
        return Why.SILENCE
    asked = str(day.weekday()) in reminder.days
    return Why.NOTE if asked and not reminder.notebook.notes.filter(day=day).exists() else ""


def _once(reminder: Reminder, day: date, way: str, why: str, moment: datetime) -> int:
    """Claimed, then sent."""
    try:
        with transaction.atomic():
            row = Delivery.objects.create(reminder=reminder, day=day, way=way, why=why, at=moment)
    except IntegrityError:
        return 0
    account = reminder.notebook.writer
    came = push.send(account, _stays(reminder, moment)) if way == Way.PUSH else mail.send(account)
    Delivery.objects.filter(pk=row.pk).update(outcome=came)
    return 1


def _stays(reminder: Reminder, moment: datetime) -> int:
    """Seconds a service may keep it for a phone that is off: not into the night."""
    zone = reminder.notebook.zone
    evening = due_at(moment.astimezone(zone_info(zone)).date(), DAY_HOURS.stop, zone)
    stays = STAYS if reminder.awake_at_night else min(STAYS, evening - moment)
    return max(0, int(stays.total_seconds()))


# ── Ending by itself ──


def _is_over(reminder: Reminder, day: date) -> bool:
    """Whether its time is up, or nobody answered for long; then it is written down, and stays so."""
    ended = _ending(reminder, day)
    if ended:  # unless it was begun again just now
        Reminder.objects.filter(pk=reminder.pk, edition=reminder.edition).update(ended=ended)
    return bool(ended)


def _ending(reminder: Reminder, day: date) -> str:
    if day >= reminder.until:
        return Ended.TIME
    begins = [one - timedelta(days=1) for one in (reminder.since, reminder.paused_until) if one]
    quiet_since = max([*begins, *filter(None, [_answered(reminder)])])
    reminded = reminder.deliveries.filter(day__gt=quiet_since, day__lt=day).values("day").distinct().count()
    long = day - quiet_since > QUIET
    return Ended.QUIET if long or reminded >= MOST_UNANSWERED else ""


def _answered(reminder: Reminder) -> date | None:
    """The local day on which something was last written or brought; passing a day is an answer too."""
    book = reminder.notebook
    rows = (book.notes.all(), ImportedDays.objects.filter(notebook=book))
    last = [one.order_by("-changed_at").values_list("changed_at", flat=True).first() for one in rows]
    return max((today_in(book, one) for one in last if one), default=None)


# ── Silence ──


def silence_in(notebook: Notebook, today: date) -> Silence | None:
    """Whether data stopped arriving in a notebook, since when, and what to check."""
    days = bridge.days_of(notebook)
    return silence_of(scores_of(days), today) if days is not None else None


def _silence_begins(reminder: Reminder, day: date) -> bool:
    """Once for each silence, and looked for once a day."""
    if reminder.looked_on == day:
        return False
    silence = silence_in(reminder.notebook, day)
    since = silence.since if silence is not None else None
    is_new = since is not None and since != reminder.silence_told
    told = {"silence_told": since} if is_new else {}
    Reminder.objects.filter(pk=reminder.pk).update(looked_on=day, **told)
    return is_new
