"""Programmes of a centre: from a form to the library's noun and back, and which a notebook may read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from genkan import programmes as library
from genkan.own_words import tidy
from genkan_web import once
from genkan_web.care import sharing
from genkan_web.care.models import Programme
from genkan_web.diary.models import Notebook
from genkan_web.people.models import Account, Centre

MOST = 60  # programmes of one centre that are offered at a time
MOST_DATES = 24
SAID = {"yes": True, "no": False}
NUMBERS = {"size": library.MOST_PEOPLE + 1, "start_hour": 24}  # more is read as this, and refused


def noun_of(one: Programme) -> library.Programme:
    """A kept programme as the library's noun."""
    return library.Programme(
        one.title,
        one.kind,
        one.place,
        one.cost,
        one.size,
        one.noise or None,
        one.camera_off,
        one.late_is_fine,
        one.start_hour,
        one.call_first,
        tuple(map(date.fromisoformat, one.dates)),
    )


def typed(sent: QueryDict) -> library.Programme | None:
    """What a form says; None where a date is none. Whether it can be offered: ``problems_of``."""
    try:
        dates = tuple(date.fromisoformat(one) for one in typed_dates(sent) if one.strip())
    except ValueError:
        return None
    return library.Programme(
        tidy(sent.get("title", ""), library.MOST_LETTERS + 1),
        sent.get("kind", ""),
        sent.get("place", ""),
        sent.get("cost", ""),
        _number(sent, "size"),
        sent.get("noise") or None,
        SAID.get(sent.get("camera_off", "")),
        SAID.get(sent.get("late_is_fine", "")),
        _number(sent, "start_hour"),
        SAID.get(sent.get("call_first", "")),
        tuple(sorted(dates)),
    )


def typed_dates(sent: QueryDict) -> list[str]:
    """The dates of a form, as they were typed."""
    return [sent.get(f"dates.{at}", "") for at in range(MOST_DATES)]


def _number(sent: QueryDict, name: str) -> int | None:
    """A number as typed; what is none becomes one that no programme can have."""
    text = sent.get(name, "").strip()
    if not text:
        return None
    return min(int(text[:6]), NUMBERS[name]) if text.isdecimal() else NUMBERS[name]


def _fields(offer: library.Programme) -> dict[str, Any]:
    names = (
        "title",
        "kind",
        "place",
        "cost",
        "size",
        "camera_off",
        "late_is_fine",
        "start_hour",
        "call_first",
    )
    told = {name: getattr(offer, name) for name in names}
    return told | {"noise": offer.noise or "", "dates": [day.isoformat() for day in offer.dates]}


def offered_by(centre: uuid.UUID | None) -> list[Programme]:
    """What a centre offers now, the oldest first."""
    return list(Programme.objects.filter(centre=centre, ended_at=None).order_by("made_at"))


def of_centre(centre: uuid.UUID | None) -> list[Programme]:
    """Everything a centre wrote, what is offered first."""
    found = Programme.objects.filter(centre=centre).order_by("made_at")
    return sorted(found, key=lambda one: one.ended_at is not None)


def add(centre: Centre, offer: library.Programme, key: str) -> None:
    """Something new; sent twice it stands once."""

    def write() -> str:
        return str(Programme.objects.create(centre=centre, **_fields(offer)).pk)

    once.once(str(centre.pk), "programme", key, write)


def change(one: Programme, offer: library.Programme, seen: int) -> None:
    """Save over what was read as edition ``seen``. Raises ChangedMeanwhile."""
    once.save_over(one, seen, **_fields(offer))


def end(one: Programme, over: bool) -> None:
    """No longer offered, or offered again."""
    Programme.objects.filter(pk=one.pk).update(ended_at=timezone.now() if over else None)


def centres_for(book: Notebook, account: Account) -> list[Centre]:
    """The centres whose programmes a notebook may read: those it is linked with, or the writer's own."""
    if account.centre is not None:
        return [account.centre]
    now = timezone.now()
    readers = [link.ends["reader"] for link in sharing.links_from(book) if link.until > now and link.centre]
    found = Account.objects.filter(pk__in=readers).exclude(centre=None).select_related("centre")
    centres = {one.centre_id: one.centre for one in found if one.centre is not None}
    return sorted(centres.values(), key=lambda centre: centre.name)


def readable(book: Notebook, account: Account) -> Sequence[tuple[Centre, Sequence[Programme]]]:
    """Every centre with what it offers now."""
    return [(centre, offered_by(centre.pk)) for centre in centres_for(book, account)]
