"""Papers: what somebody works on in a notebook, found, kept, read back from a file and told to go."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from genkan.nouns import Refused
from genkan_web import asked, once
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.paper_kinds import READERS
from genkan_web.locked import hashes_of
from genkan_web.stopped import ChangedMeanwhile, Stopped


class OfAnotherForm(ValueError):
    """A paper of a kind that is known, in a form that is not asked any more, or never was."""


PLACE = Paper._meta.get_field("kind").place
MOST = 3_000  # papers of one notebook
MOST_SLOT = 40  # characters
WAITS = timedelta(days=7)  # out of sight, and still to be taken back


def the_one(book: Notebook, kind: str) -> Paper | None:
    """The paper of a kind of which a notebook has one."""
    return Paper.objects.filter(notebook=book, kind=kind, slot="").first()


def listed(book: Notebook, kind: str) -> list[Paper]:
    """All papers of a kind, the newest first."""
    return asked.papers(book, hashes_of(kind, PLACE))


def has(book: Notebook, kind: str) -> bool:
    """Whether there is any paper of a kind."""
    return Paper.objects.filter(notebook=book, kind=kind).exists()


def first_made(book: Notebook, kind: str) -> datetime | None:
    """When the first paper of a kind was begun; None where there is none."""
    first: datetime | None = Paper.objects.filter(notebook=book, kind=kind).aggregate(at=Min("made_at"))["at"]
    return first


def found(book: Notebook, kind: str, key: uuid.UUID | str) -> Paper | None:
    """One paper of this notebook; None for one that is not there, or somebody else's."""
    return Paper.objects.filter(notebook=book, kind=kind, pk=key).first()


def keep(book: Notebook, kind: str, body: Mapping[str, Any], seen: int = 0, slot: str = "") -> Paper:
    """Keep what was written. ``seen``: the edition the form was made from; 0 for a new one.

    The same again changes nothing. Raises ChangedMeanwhile where somebody else saved since, and nothing was
    overwritten; Stopped where a notebook is full; KeyError for a kind that nobody knows.
    """
    told = {**body, "kind": kind}
    if kind not in READERS:
        raise KeyError(kind)
    with transaction.atomic():
        Notebook.objects.select_for_update().get(pk=book.pk)
        held = Paper.objects.filter(notebook=book, kind=kind, slot=slot).first()
        if held is None:
            return _made(book, kind, told, slot)
        if held.body != told:
            if seen != held.edition:
                raise ChangedMeanwhile("web.changed_meanwhile")
            once.save_over(held, seen, body=told, changed_at=timezone.now())
    return held


def _made(book: Notebook, kind: str, told: Mapping[str, Any], slot: str) -> Paper:
    if Paper.every.filter(notebook=book).count() >= MOST or len(slot) > MOST_SLOT:
        raise Stopped("people.papers.full")
    now = timezone.now()
    return Paper.objects.create(notebook=book, kind=kind, slot=slot, body=told, made_at=now, changed_at=now)


def checked(body: Any) -> dict[str, Any] | None:
    """A body out of a file as it is kept here; None for a kind that is not known.

    Raises OfAnotherForm where it is of that kind and cannot be read here, ValueError for anything else.
    """
    if not isinstance(body, dict) or not isinstance(body.get("kind"), str):
        raise ValueError("no paper")
    kind = body["kind"]
    if kind not in READERS:
        return None
    try:
        return {**READERS[kind](body), "kind": kind}
    except Refused as problem:
        raise OfAnotherForm("a paper") from problem


def to_go(paper: Paper) -> datetime:
    """Out of sight now, erased after seven days. Returns when."""
    then: datetime = timezone.now() + WAITS
    Paper.objects.filter(pk=paper.pk).update(erase_at=then)
    return then


def waiting(book: Notebook) -> list[Paper]:
    """What was told to go and can be taken back."""
    return list(Paper.every.filter(notebook=book).exclude(erase_at=None).order_by("erase_at"))


def taken_back(book: Notebook, key: str) -> bool:
    """Take one back; False where something newer stands in its place, or it is not there."""
    with transaction.atomic():
        held = next((one for one in waiting(book) if str(one.pk) == key), None)
        if held is None:
            return False
        kind = held.body["kind"]  # the mark might stand under an older key than that of the newer paper
        if Paper.objects.filter(notebook=book, kind=kind, slot=held.slot).exists():
            return False
        Paper.every.filter(pk=held.pk).update(erase_at=None)
    return True
