"""Notebooks: begun, found by their writer, and what is kept in them beside the days."""

from __future__ import annotations

import uuid
from dataclasses import replace

from django.utils import timezone

from genkan.checkup.given import Given
from genkan_web import asked
from genkan_web.diary.models import Notebook, Told
from genkan_web.diary.notes import today_of
from genkan_web.people.models import Account

MOST = 20  # notebooks of one writer
LONGEST_NAME = 60  # characters


def books_of(writer: Account) -> list[Notebook]:
    """Everything this account writes, the oldest first."""
    return list(Notebook.objects.filter(writer=writer).order_by("made_at")[: MOST + 1])


def written_by(writer: Account, key: uuid.UUID) -> Notebook | None:
    """One of them, with its writer, or None."""
    book = asked.notebook(key)
    if book is None or book.writer_id != writer.pk or writer.is_going:
        return None
    book.writer = writer  # the same row; it need not be asked for again
    return book


def own_book(writer: Account) -> Notebook | None:
    """The notebook somebody keeps about themselves."""
    return Notebook.objects.filter(writer=writer, kind=Notebook.Kind.OWN).first()


def begun_own(writer: Account) -> Notebook:
    """A person's notebook about themselves."""
    return Notebook.objects.create(kind=Notebook.Kind.OWN, writer=writer, zone=writer.zone)


def begun_about(writer: Account, called: str, relation: str) -> Notebook | None:
    """A notebook about somebody, who may have no account; None when the name does not do."""
    name, is_what = plain(called), plain(relation)
    if not 1 <= len(name) <= LONGEST_NAME or len(is_what) > LONGEST_NAME or len(books_of(writer)) >= MOST:
        return None
    return Notebook.objects.create(
        kind=Notebook.Kind.ABOUT, writer=writer, called=name, relation=is_what, zone=writer.zone
    )


def plain(text: str) -> str:
    """A line as people type it, without what no database takes."""
    return text.replace("\x00", "").strip()


def keep_check_up(book: Notebook, given: Given) -> None:
    """One check-up a day; told again that day, the later stands.

    Whoever answers at the open door has no zone there, and the day is the server's; of today, it becomes the
    notebook's own today.
    """
    if given.on == timezone.localdate():
        given = replace(given, on=today_of(book))
    Told.objects.update_or_create(notebook=book, on=given.on, defaults={"given": given.plain()})


def keep_in_need(book: Notebook, words: str) -> None:
    """The page for an emergency."""
    book.in_need = words
    book.save(update_fields=["in_need"])
