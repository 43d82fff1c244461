"""Who wants to be reminded when, where that can reach them, and what came of each reminder."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from genkan_web.diary.models import Notebook
from genkan_web.locked import HashedName, LockedText
from genkan_web.safe.models import Edited


class Reminder(Edited):
    """One notebook's reminder. What it sends never says of whom, of what, or why."""

    class Ended(models.TextChoices):
        """Why it goes no more; empty while it goes. Only its writer begins it again."""

        STOPPED = "stopped"  # by its writer
        TIME = "time"  # the time agreed is over
        QUIET = "quiet"  # nobody answered for long

    notebook = models.OneToOneField(Notebook, on_delete=models.CASCADE, related_name="reminder")
    hour = models.SmallIntegerField()  # wall-clock hour in the notebook's zone
    days = models.CharField(max_length=7, blank=True)  # weekdays, 0 Monday … 6 Sunday
    awake_at_night = models.BooleanField(default=False)  # it may also come between 21 and 8
    on_silence = models.BooleanField(default=False)  # also when data stopped arriving
    since = models.DateField()  # the local day on which it was begun
    until = models.DateField()  # ends by itself on this local day
    paused_until = models.DateField(null=True)  # goes again on this local day
    ended = models.CharField(max_length=7, choices=Ended, blank=True)
    looked_on = models.DateField(null=True)  # the local day on which a silence was last looked for
    silence_told = models.DateField(null=True)  # the last day heard of, of the silence that was told

    def __str__(self) -> str:
        return "Reminder"


class Delivery(models.Model):
    """One reminder that was tried: by which way, and what came of it. One a day and way."""

    class Way(models.TextChoices):
        """How it went."""

        PUSH = "push"
        MAIL = "mail"

    class Why(models.TextChoices):
        """What it was for; only the page that its reader opens says so."""

        NOTE = "note"
        SILENCE = "silence"

    class Outcome(models.TextChoices):
        """What came of it."""

        UNDER_WAY = "underway"  # for long: the server ended in between, and nobody knows
        SENT = "sent"  # the service took it; whether it was shown, nobody knows
        FAILED = "failed"
        GONE = "gone"  # no device takes any more

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="deliveries")
    day = models.DateField()  # local
    way = models.CharField(max_length=4, choices=Way)
    why = models.CharField(max_length=7, choices=Why)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.UNDER_WAY)
    at = models.DateTimeField()

    class Meta:
        """Never twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reminder", "day", "way"], name="reminded_once"),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.outcome}"


class PushPlace(models.Model):
    """Where one browser takes empty notices."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_places"
    )
    mark = HashedName()  # of the address
    address = LockedText()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A browser that two people share takes the notices of both; neither learns of the other."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "mark"], name="one_place_a_browser"),
        ]

    def __str__(self) -> str:
        return "PushPlace"


class MailPlace(models.Model):
    """Where one account takes mails without content; none until the number sent there was typed here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_place"
    )
    address = LockedText()
    number = LockedText(blank=True)  # waiting to be typed; empty once it was
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return "MailPlace"
