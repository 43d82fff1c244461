"""What the site keeps: tables of days, and nothing finer.

A table belongs to the invented family (everybody may look) or to one visit (only that browser, and
only until it expires). Positions, files and numbers of people never reach the database.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DayTable(models.Model):
    """Days of one person, as the library's own JSON, with the answers that were given."""

    class Standing(models.TextChoices):
        """How far the reading of the files has come."""

        WAITING = "waiting"
        READING = "reading"
        READY = "ready"
        REFUSED = "refused"

    key = models.CharField(max_length=43, unique=True)
    visit = models.CharField(max_length=64, blank=True)  # a hash of the visit; empty: invented family
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.WAITING)
    progress = models.FloatField(default=0.0)  # 0 to 1
    refusal = models.JSONField(default=dict)  # trouble, file, where, expected
    days = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)  # what the visitor said of days and tellings; a day in care
    zone = models.CharField(max_length=64, default="UTC")
    told = models.JSONField(default=dict)  # files read, left out
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        """Found by key, swept by age."""

        indexes: ClassVar = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return f"DayTable {self.standing}"


from genkan_web.care.models import (  # noqa: E402
    Agreed,
    BreakGlass,
    Flag,
    Grant,
    GrantShot,
    Hold,
    Link,
    LinkCode,
    Programme,
    Reply,
)
from genkan_web.diary.models import DayNote, ImportedDays, Notebook, Standing, Told  # noqa: E402
from genkan_web.people.models import (  # noqa: E402
    Account,
    Bucket,
    Centre,
    Guardianship,
    Invitation,
    Token,
    Visit,
)
from genkan_web.remind.models import Delivery, MailPlace, PushPlace, Reminder  # noqa: E402

__all__ = [
    "Account",
    "Agreed",
    "BreakGlass",
    "Bucket",
    "Centre",
    "DayNote",
    "DayTable",
    "Delivery",
    "Flag",
    "Grant",
    "GrantShot",
    "Guardianship",
    "Hold",
    "ImportedDays",
    "Invitation",
    "Link",
    "LinkCode",
    "MailPlace",
    "Notebook",
    "Programme",
    "PushPlace",
    "Reminder",
    "Reply",
    "Standing",
    "Token",
    "Told",
    "Visit",
]
