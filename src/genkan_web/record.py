"""The record of looks and changes: who did what, with which thing, when. No content, ever."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from genkan_web.locked import mark_of


class Entry(models.Model):
    """One look or change."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.UUIDField()
    role = models.CharField(max_length=8)
    centre = models.UUIDField(null=True)
    thing = models.CharField(max_length=24)
    verb = models.CharField(max_length=16)
    relation = models.CharField(max_length=16)
    about = models.CharField(max_length=64, blank=True)  # a mark of the notebook

    class Meta:
        """Found by notebook, newest first."""

        indexes: ClassVar = [models.Index(fields=["about", "at"]), models.Index(fields=["centre", "at"])]

    def __str__(self) -> str:
        return f"Entry {self.thing} {self.verb}"


def about_notebook(notebook: uuid.UUID, own: bool = False) -> str:
    """The mark under which looks at a notebook are written; the writer's own stand under another.

    With one mark for both, a stolen table would tell who reads whom.
    """
    return mark_of(str(notebook), "about own" if own else "about")


def write(
    actor: uuid.UUID,
    role: str,
    thing: str,
    verb: str,
    relation: str,
    notebook: uuid.UUID | None = None,
    centre: uuid.UUID | None = None,
) -> None:
    """One line more. Raises DatabaseError when it cannot be written; then the page must not be shown."""
    about = about_notebook(notebook, own=relation == "writer") if notebook else ""
    Entry.objects.create(
        actor=actor, role=role, centre=centre, thing=thing, verb=verb, relation=relation, about=about
    )


def looks_at(notebook: uuid.UUID, but: uuid.UUID) -> list[Entry]:
    """Every look at a notebook by anybody else than ``but``, newest first.

    A person who reads what a family offered is left out: a family is never told whether they came.
    """
    found = Entry.objects.filter(about=about_notebook(notebook)).exclude(actor=but).exclude(role="person")
    return list(found.order_by("-at", "-id"))


def looks_of_centre(centre: uuid.UUID, most: int = 500) -> list[Entry]:
    """What the people of one centre looked at, newest first, without content."""
    return list(Entry.objects.filter(centre=centre).exclude(about="").order_by("-at", "-id")[:most])
