"""Links and shares. Who shares with whom is kept as two marks that do not lead to each other, and locked."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from genkan_web.diary.models import Notebook
from genkan_web.locked import HashedName, LockedJSON, LockedText
from genkan_web.people.models import Centre
from genkan_web.safe.models import Edited


class LinkCode(models.Model):
    """A code passed by hand. ``ask``: whoever types it may share with its maker. ``offer``: the other way."""

    class Kind(models.TextChoices):
        """Which way it opens."""

        ASK = "ask"
        OFFER = "offer"

    code = HashedName(unique=True)
    kind = models.CharField(max_length=5, choices=Kind)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="codes")
    notebook = models.ForeignKey(Notebook, null=True, on_delete=models.CASCADE)  # what an offer offers
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"LinkCode {self.kind}"


class Link(models.Model):
    """One notebook and one reader. It says that they were linked, not that anything is shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    giver = HashedName()  # mark of the notebook
    reader = HashedName()  # mark of the account
    centre = HashedName(null=True)  # mark of the reader's centre
    ends = LockedJSON()  # {"notebook": id, "reader": id, "role": …, "called": …}
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()  # fixed when something was last shared; a stop does not change it

    class Meta:
        """Found from either end; one a pair."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["giver", "reader"], name="one_link_a_pair")]
        indexes: ClassVar = [models.Index(fields=["reader"]), models.Index(fields=["centre"])]

    def __str__(self) -> str:
        return "Link"


class Grant(models.Model):
    """One item of a notebook, shared over one link: since, until at most 90 days later, stopped at."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="grants")
    item = models.CharField(max_length=8)
    since = models.DateTimeField()
    until = models.DateTimeField()
    asked_again_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        """One row an item; renewed, it is the same row, and what it was stands in the snapshots."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["link", "item"], name="one_grant_an_item")]

    def __str__(self) -> str:
        return f"Grant {self.item}"


class GrantShot(models.Model):
    """All rights over one link right after a change: so who could see what can be told for any day."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="shots")
    at = models.DateTimeField()
    rights = LockedJSON()

    def __str__(self) -> str:
        return "GrantShot"


class Reply(models.Model):
    """What a person says to an offered notebook: accepted, declined, or a correction of one day."""

    link = models.OneToOneField(Link, on_delete=models.CASCADE, related_name="reply")
    says = models.CharField(max_length=8)  # accepted, declined
    joined = models.BooleanField(default=False)  # whether the person wants both in one picture
    corrections = LockedJSON(null=True)  # {day: own words}; the writer never sees them
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "Reply"


class Flag(models.Model):
    """A check-up that asks for help now was kept, and this reader was told so. No word of it stands here."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="flags")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "Flag"


class Homework(models.Model):
    """A sheet somebody at a centre would like to see, and the one copy that was sent back, if it was.

    Which paper the copy came from stands locked in it: no row leads from a notebook to its readers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="homework")
    asked = LockedJSON()  # {"worksheet": id, "words": own words}
    wished = models.DateField(null=True)  # a wish, no deadline
    set_at = models.DateTimeField()
    answer = LockedJSON(null=True)  # {"paper": id, "sheet": as ``genkan.worksheets.to_json`` gives it}
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "Homework"


class Hold(models.Model):
    """A clinic keeps a silent account from being erased: why, until when. The writer's wish stands above."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="holds")
    until = models.DateField()
    reason = LockedText()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return "Hold"


class Agreed(models.Model):
    """A reader said that they agree to one version of the plan that is shared with them."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="agreed")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        """Once a version."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "version"], name="one_yes_a_version")
        ]

    def __str__(self) -> str:
        return "Agreed"


class Programme(Edited):
    """Something a centre offers; the same fields as ``genkan.programmes.Programme``. Null: not said.

    Title and dates are the centre's own words about itself, about nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="programmes")
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    place = models.CharField(max_length=16)
    cost = models.CharField(max_length=8)
    size = models.PositiveSmallIntegerField(null=True)  # people at most
    noise = models.CharField(max_length=8, blank=True)  # empty: not said
    camera_off = models.BooleanField(null=True)
    late_is_fine = models.BooleanField(null=True)
    start_hour = models.PositiveSmallIntegerField(null=True)  # by the clock, 0 to 23
    call_first = models.BooleanField(null=True)
    dates = models.JSONField(default=list)  # days, as 2026-03-01
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)  # no longer offered

    def __str__(self) -> str:
        return f"Programme {self.kind}"


class BreakGlass(models.Model):
    """An opening in an emergency: why, four hours, told to the person, looked at by a second one."""

    class Category(models.TextChoices):
        """Why."""

        LIFE = "life"
        HARM = "harm"
        MEDICAL = "medical"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="openings")
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="openings")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="openings"
    )
    category = models.CharField(max_length=8, choices=Category)
    reason = LockedText()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    told_at = models.DateTimeField()  # from when on the person reads of it
    delayed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="delays"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    reviewed_at = models.DateTimeField(null=True)
    review = LockedText(blank=True)

    def __str__(self) -> str:
        return f"BreakGlass {self.category}"
