"""When a reminder goes: at its hour, by day unless somebody said they are awake, never twice, not for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from genkan.clock import zone_info
from genkan.concerns.scores import scores_of
from genkan.concerns.silence import Silence, silence_of
from genkan_web import bridge
from genkan_web.diary.models import Notebook
from genkan_web.people.models import Account
from genkan_web.remind import ways
from genkan_web.remind.models import Delivery, Reminder

DAY_HOURS = range(8, 21)  # reminders come in these wall-clock hours; a design choice
LASTS = timedelta(days=90)
PAUSE = timedelta(days=14)
MOST_UNANSWERED = 8  # then it stops by itself; a design choice
KEPT = timedelta(days=90)  # the list of what was sent
WAYS: dict[str, Callable[[Account], str]] = {"push": ways.push, "mail": ways.mail}


def set_up(notebook: Notebook, told: dict[str, object]) -> Reminder:
    """Begin, or begin again, from today for 90 days."""
    today = _local(notebook, timezone.now()).date()
    fresh = {**told, "since": today, "until": today + LASTS, "paused_until": None, "unanswered": 0}
    reminder, _ = Reminder.objects.update_or_create(notebook=notebook, defaults=fresh)
    return reminder


def pause(reminder: Reminder) -> None:
    """Two weeks of quiet; nothing is asked and nothing is counted."""
    today = _local(reminder.notebook, timezone.now()).date()
    Reminder.objects.filter(pk=reminder.pk).update(paused_until=today + PAUSE, unanswered=0)


def stop(notebook: Notebook) -> None:
    """No more; the list of what was sent goes too."""
    Reminder.objects.filter(notebook=notebook).delete()


def is_over(reminder: Reminder, today: date) -> bool:
    """Whether it has ended by itself: its time is up, or nobody answered for long."""
    return today >= reminder.until or reminder.unanswered >= MOST_UNANSWERED


def send_due(now: datetime | None = None) -> int:
    """Send everything that is due at this moment. Returns how many were tried."""
    moment = now or timezone.now()
    found = Reminder.objects.filter(unanswered__lt=MOST_UNANSWERED).select_related("notebook__writer")
    tried = sum(_sent(one, moment) for one in found if _is_hour(one, moment))
    Delivery.objects.filter(at__lt=moment - KEPT).delete()
    return tried


def _local(notebook: Notebook, moment: datetime) -> datetime:
    return moment.astimezone(zone_info(notebook.zone))


def _is_hour(reminder: Reminder, moment: datetime) -> bool:
    """Whether this is its hour, on one of its days or at all for a silence, and it may speak."""
    local = _local(reminder.notebook, moment)
    if local.hour != reminder.hour or is_over(reminder, local.date()):
        return False
    if reminder.paused_until is not None and local.date() < reminder.paused_until:
        return False
    return reminder.awake_at_night or local.hour in DAY_HOURS


def _sent(reminder: Reminder, moment: datetime) -> int:
    today = _local(reminder.notebook, moment).date()
    if not reminder.notebook.writer.is_active:
        return 0
    tried = 0
    if str(today.weekday()) in reminder.days and not reminder.notebook.notes.filter(day=today).exists():
        tried += _by_every_way(reminder, today, "note")
        _count(reminder, today)
    if reminder.on_silence and _silence_begins(reminder, today):
        tried += _by_every_way(reminder, today, "silence")
    return tried


def _by_every_way(reminder: Reminder, today: date, why: str) -> int:
    wanted = [way for way in WAYS if getattr(reminder, f"by_{way}")]
    return sum(_once(reminder, today, way, why) for way in wanted)


def _once(reminder: Reminder, today: date, way: str, why: str) -> int:
    """Claimed before it is sent: where the server ends in between, one is missing, never one too many."""
    try:
        with transaction.atomic():
            row = Delivery.objects.create(reminder=reminder, day=today, way=way, why=why)
    except IntegrityError:
        return 0
    row.outcome = WAYS[way](reminder.notebook.writer)
    row.save(update_fields=["outcome"])
    return 1


def _count(reminder: Reminder, today: date) -> None:
    """How many days were reminded since something was last written; no day is counted twice."""
    last = reminder.notebook.notes.order_by("-changed_at").values_list("changed_at", flat=True).first()
    since = max(reminder.since, _local(reminder.notebook, last).date()) if last else reminder.since
    days = reminder.deliveries.filter(why="note", day__gt=since, day__lte=today).values("day").distinct()
    Reminder.objects.filter(pk=reminder.pk).update(unanswered=days.count())


def silence_in(notebook: Notebook, today: date) -> Silence | None:
    """Whether data stopped arriving in a notebook, since when, and what to check."""
    days = bridge.days_of(notebook)
    return silence_of(scores_of(days), today) if days is not None else None


def _silence_begins(reminder: Reminder, today: date) -> bool:
    """Once for each silence."""
    silence = silence_in(reminder.notebook, today)
    if silence is None or silence.since is None or silence.since == reminder.silence_told:
        return False
    Reminder.objects.filter(pk=reminder.pk).update(silence_told=silence.since)
    return True
