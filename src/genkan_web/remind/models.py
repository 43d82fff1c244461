"""Who wants to be reminded of what and when, by which way, and what came of each reminder."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from genkan_web.diary.models import Notebook
from genkan_web.locked import HashedName, LockedText


class Reminder(models.Model):
    """One notebook's reminder. It never says more than that there is something on a page called «Days»."""

    notebook = models.OneToOneField(Notebook, on_delete=models.CASCADE, related_name="reminder")
    hour = models.SmallIntegerField()  # wall-clock hour in the notebook's zone
    days = models.CharField(max_length=7)  # weekdays, 0 Monday … 6 Sunday
    awake_at_night = models.BooleanField(default=False)
    by_push = models.BooleanField(default=False)
    by_mail = models.BooleanField(default=False)
    on_silence = models.BooleanField(default=False)  # also when data stopped arriving
    since = models.DateField()
    until = models.DateField()  # ends by itself
    paused_until = models.DateField(null=True)
    unanswered = models.PositiveSmallIntegerField(default=0)  # reminders since something was last written
    silence_told = models.DateField(null=True)  # the last day heard of, of the silence that was told

    def __str__(self) -> str:
        return "Reminder"


class Delivery(models.Model):
    """One reminder that was tried: by which way, and what came of it. One a day and way."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UNDER_WAY = "underway"
        SENT = "sent"
        FAILED = "failed"
        GONE = "gone"  # the device or address takes none any more

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="deliveries")
    day = models.DateField()
    way = models.CharField(max_length=4)  # push, mail
    why = models.CharField(max_length=8)  # note, silence
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.UNDER_WAY)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Never twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reminder", "day", "way", "why"], name="reminded_once"),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.outcome}"


class PushPlace(models.Model):
    """Where one browser takes empty notices."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_places")
    mark = HashedName(unique=True)  # of the address
    address = LockedText()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return "PushPlace"


class MailPlace(models.Model):
    """Where one account takes empty mails; takes none until the number sent there was typed here."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_place")
    address = LockedText()
    number = LockedText(blank=True)  # waiting to be typed; empty once it was
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return "MailPlace"
