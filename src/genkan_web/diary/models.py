"""Notebooks and what stands in them. Each belongs to whoever writes it; no notebook knows of another."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from genkan_web.locked import HashedName, LockedJSON, LockedText
from genkan_web.safe.models import Edited


class Shown(models.Manager[Any]):
    """What was not told to go. What was is found with ``every``, and by whoever erases it."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Without what waits to be erased."""
        return super().get_queryset().filter(erase_at=None)


class ShownBooks(Shown):
    """The same, and nothing of an account that was told to go."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Without the notebooks of whoever leaves."""
        return super().get_queryset().filter(writer__erase_at=None)


class Notebook(models.Model):
    """One writer's days about one person: about themselves, or about somebody who may have no account."""

    class Kind(models.TextChoices):
        """About whom."""

        OWN = "own"
        ABOUT = "about"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notebooks")
    called = LockedText(blank=True)  # the chosen name or code of somebody without an account
    relation = LockedText(blank=True)  # what the writer is to them
    in_need = LockedText(blank=True)  # what to know in an emergency, by the person's own hand
    marks = LockedJSON(null=True)  # what the writer said of days and tellings; a day in care
    zone = models.CharField(max_length=64, default="UTC")
    made_at = models.DateTimeField(auto_now_add=True)
    erase_at = models.DateTimeField(null=True)  # told to go: hidden until then, gone after

    objects = ShownBooks()
    every: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        """One notebook about oneself."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["writer"],
                condition=models.Q(kind="own", erase_at=None),
                name="one_own_notebook",
            )
        ]

    def __str__(self) -> str:
        return f"Notebook {self.kind}"


class DayNote(models.Model):
    """What one writer says of one local day. Null: they did not say. ``not_today`` is an answer too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notebook = models.ForeignKey(Notebook, on_delete=models.CASCADE, related_name="notes")
    day = models.DateField()
    zone = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    not_today = models.BooleanField(default=False)
    reach_low = models.SmallIntegerField(null=True)  # 0 room … 5 taking part
    reach_high = models.SmallIntegerField(null=True)
    bed_hour = models.FloatField(null=True)  # wall-clock hour of falling asleep, 0–24
    up_hour = models.FloatField(null=True)  # wall-clock hour of getting up, 0–24
    talked = models.BooleanField(null=True)
    mood = models.SmallIntegerField(null=True)  # 0 very low … 4 good
    drive = models.SmallIntegerField(null=True)  # 0 none … 3 as in good times
    flags = models.CharField(max_length=80, blank=True)  # of genkan.nouns.FLAGS, with commas
    known_by = models.CharField(max_length=8, blank=True)  # seen, told, guessed
    words = LockedText(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    erase_at = models.DateTimeField(null=True)

    objects = Shown()
    every: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        """One note a day in each notebook; the last change of each is found without reading all."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notebook", "day"], condition=models.Q(erase_at=None), name="one_note_a_day"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["notebook", "changed_at"], name="note_changed")]

    def __str__(self) -> str:
        return "DayNote"


class ImportedDays(models.Model):
    """Days out of files, as the library's own JSON: sums and bands, never a place. One table a notebook."""

    notebook = models.OneToOneField(Notebook, on_delete=models.CASCADE, related_name="imported")
    days = LockedText()
    going = LockedJSON(null=True)  # {day: when it is taken out}; hidden until then
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "ImportedDays"


class Standing(models.Model):
    """What the shared days of a notebook said when they were last read, for lists that must not wait."""

    notebook = models.OneToOneField(Notebook, on_delete=models.CASCADE, related_name="standing")
    told = LockedJSON()  # {"concern": day or null}
    day = models.DateField()  # the notebook's local day on which it was read
    read_at = models.DateTimeField()  # later changes of notes make it old

    def __str__(self) -> str:
        return "Standing"


class Told(models.Model):
    """A check-up that somebody chose to keep in their notebook."""

    notebook = models.ForeignKey(Notebook, on_delete=models.CASCADE, related_name="told")
    given = LockedJSON()  # as ``Given.plain`` gives it
    on = models.DateField()
    erase_at = models.DateTimeField(null=True)

    objects = Shown()
    every: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        """One a day; told again that day, the later stands."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notebook", "on"], condition=models.Q(erase_at=None), name="one_check_up_a_day"
            ),
        ]

    def __str__(self) -> str:
        return "Told"


class Paper(Edited):
    """Something somebody works on in their notebook: a worksheet, the ladder, a drawing, a plan.

    ``kind`` is only a mark, so that whoever takes the database does not read what is worked on; ``body``
    says it. ``slot`` is empty for what a notebook has one of, else the key that the first form carried.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notebook = models.ForeignKey(Notebook, on_delete=models.CASCADE, related_name="papers")
    kind = HashedName()
    slot = models.CharField(max_length=40, blank=True)
    body = LockedJSON()  # {"kind": …, and what this kind holds}
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    erase_at = models.DateTimeField(null=True)

    objects = Shown()
    every: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        """A form that is sent twice makes one paper."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notebook", "kind", "slot"],
                condition=models.Q(erase_at=None),
                name="one_paper_a_slot",
            ),
        ]

    def __str__(self) -> str:
        return "Paper"
