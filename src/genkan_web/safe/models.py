"""Tables that know nothing of people: ids, times and seals only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from genkan_web.locked import HashedName, LockedText


class Look(models.Model):
    """One look at, or one change of, something personal. Append-only: triggers refuse all else."""

    number = models.PositiveBigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField()  # UTC
    who = models.CharField(max_length=64, blank=True)  # id of an account; empty: nobody signed in
    role = models.CharField(max_length=32)
    verb = models.CharField(max_length=32)
    kind = models.CharField(max_length=64)  # kind of thing, never its content
    thing = models.CharField(max_length=64)  # id of the thing
    outcome = models.CharField(max_length=16)
    before = models.CharField(max_length=64)  # seal of the row before
    seal = models.CharField(max_length=64)

    class Meta:
        """Found by who looked and by what was looked at."""

        indexes: ClassVar = [
            models.Index(fields=["thing", "kind"], name="safe_look_thing"),
            models.Index(fields=["who"], name="safe_look_who"),
        ]

    def __str__(self) -> str:
        return f"Look {self.number}"


class Head(models.Model):
    """Where the record ends now. One row; whoever writes a look holds it, so that looks never fork."""

    number = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)
    sealed_by = models.CharField(max_length=8, blank=True, default="")  # id of a key; empty: the first one

    def __str__(self) -> str:
        return f"Head {self.number}"


class KeyProof(models.Model):
    """Known words under this site's keys: with other keys the site does not start."""

    text = LockedText()
    name = HashedName()

    def __str__(self) -> str:
        return "KeyProof"


class Erased(models.Model):
    """The id of something erased, kept so that a restored backup forgets it again."""

    kind = models.CharField(max_length=100)  # app.model
    thing = models.CharField(max_length=64)  # its primary key
    at = models.DateTimeField()

    class Meta:
        """A thing is erased once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "thing"], name="safe_erased_once")]

    def __str__(self) -> str:
        return "Erased"


class Sent(models.Model):
    """A form or an offline note that arrived, by the key its sender gave it: a repeat finds the first."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 over sender, door and the sender's key
    outcome = models.CharField(max_length=200, blank=True)  # what the first one was answered with; no content
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "Sent"


class Edited(models.Model):
    """For what several people may edit: ``edition`` counts the savings, see ``once.save_over``."""

    edition = models.PositiveIntegerField(default=1)

    class Meta:
        """Only a base for others."""

        abstract = True
