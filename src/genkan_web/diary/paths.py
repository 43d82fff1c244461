"""The path from the family to a trial, as far as it was written down; and being at a programme, as a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from genkan.nouns import Reach
from genkan.programmes import Attendance, Came, Contact, Programme, Station, reach_on
from genkan_web.diary import notes, papers
from genkan_web.diary.models import DayNote, Notebook
from genkan_web.diary.notes import Kept, Written
from genkan_web.diary.path_body import KIND, body_of, contacts_in

LATELY = timedelta(weeks=4)
STATION_OF = {"family_group": Station.FAMILY, "work_taste": Station.TRIAL}  # all others: the group


def contacts(book: Notebook) -> tuple[Contact, ...]:
    """Everything that was written down."""
    kept = papers.the_one(book, KIND)
    return contacts_in(kept.body) if kept is not None else ()


def add(book: Notebook, contact: Contact) -> None:
    """Write one contact down; the same again changes nothing. Raises ChangedMeanwhile."""
    kept = papers.the_one(book, KIND)
    before = contacts_in(kept.body) if kept is not None else ()
    papers.keep(book, KIND, body_of((*before, contact)), kept.edition if kept is not None else 0)


def came_to(offer: Programme) -> Came:
    """What being at a programme is: on the spot, online, or at home."""
    return {"online": Came.ONLINE, "visit": Came.AT_HOME}.get(offer.place, Came.TOOK_PART)


def station_of(offer: Programme) -> Station:
    """Which station of the path a programme belongs to."""
    return Station.PERSON if offer.place == "visit" else STATION_OF.get(offer.kind, Station.GROUP)


def was_there(book: Notebook, offer: Programme, day: date, key: str) -> Kept:
    """«I was there», by the person: into their own note of that day where it proves a floor, and on the path.

    Everything else in the note stays. ``key`` is the random one the form carried; sent twice it counts once.
    """
    span = reach_on(day, [Attendance(day, came_to(offer))])
    kept = Kept.NOW
    if span is not None:
        held = book.notes.filter(day=day).first()
        told = {**_told(held), "reach_low": int(span[0]), "reach_high": int(span[1]), "not_today": False}
        kept = notes.keep(book, day, Written(key, held.version if held else 0, told))
    if kept is not Kept.CHANGED:
        add(book, Contact(day, station_of(offer)))
    return kept


FIELDS = ("bed_hour", "up_hour", "talked", "mood", "drive", "flags", "known_by", "words")


def _told(held: DayNote | None) -> Mapping[str, Any]:
    if held is None:
        return {}
    return {name: getattr(held, name) for name in FIELDS}


def furthest_lately(book: Notebook, today: date) -> Reach | None:
    """The furthest floor that was surely reached in the last four weeks; None where nobody wrote one."""
    found = book.notes.filter(day__gt=today - LATELY, day__lte=today).exclude(reach_low=None)
    lows = [note.reach_low for note in found]
    return Reach(max(lows)) if lows else None
