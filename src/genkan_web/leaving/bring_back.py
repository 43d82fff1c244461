"""Everything back into an account: notebooks, notes, check-ups, papers, days out of files. Never a share.

The same file twice changes nothing. What stands here already is never overwritten: where both say something
of one day, what stands here stays, and is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from genkan.store import days_from_json
from genkan_web import bridge
from genkan_web.diary import books
from genkan_web.diary.models import DayNote, ImportedDays, Notebook, Paper, Told
from genkan_web.leaving.opened import Book
from genkan_web.people.models import Account
from genkan_web.remind.models import Reminder

KIND = Notebook.Kind
TIMES = frozenset({"made_at", "changed_at"})


@dataclass(slots=True)
class Brought:
    """What became of the file. ``other``: something else stands here and stayed."""

    notebooks: int = 0
    days: int = 0  # notes, check-ups and papers that are new here
    there: int = 0  # they stood here already, the same
    other: int = 0
    unread: int = 0  # check-ups and papers of a form that is no longer asked
    not_for_here: int = 0  # notebooks of another kind of account


def bring_back(account: Account, found: Sequence[Book]) -> Brought:
    """All of it, or nothing where something breaks."""
    brought = Brought()
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        for one in found:
            book = _book_for(account, one, brought)
            if book is None:
                brought.not_for_here += 1
                continue
            brought.unread += one.unread
            _notes(book, one.notes, brought)
            _check_ups(book, one.check_ups, brought)
            _papers(book, one.papers, brought)
            _files(book, one)
            if one.reminder is not None:
                Reminder.objects.get_or_create(notebook=book, defaults=one.reminder)
    return brought


def _book_for(account: Account, one: Book, brought: Brought) -> Notebook | None:
    """The notebook that the file's own came from, or a new one."""
    told = one.told
    own = told["kind"] == KIND.OWN
    if own != (account.role == Account.Role.PERSON):
        return None
    there = Notebook.objects.filter(writer=account, kind=told["kind"])
    book: Notebook | None = (there if own else there.filter(made_at=told["made_at"])).first()
    if book is None:
        if there.count() >= books.MOST:
            return None
        book = Notebook.objects.create(kind=told["kind"], writer=account)
        brought.notebooks += 1
        _fill(book, told)
    elif own and _is_fresh(book):
        _fill(book, told)
    elif told["in_need"] and not book.in_need:
        books.keep_in_need(book, told["in_need"])
    return book


def _is_fresh(book: Notebook) -> bool:
    rows = (book.notes, book.told, book.papers, ImportedDays.objects.filter(notebook=book))
    return not book.in_need and not any(one.exists() for one in rows)


FILLED = ("called", "relation", "in_need", "marks", "zone", "made_at")


def _fill(book: Notebook, told: Mapping[str, Any]) -> None:
    for name in FILLED:
        setattr(book, name, told[name])
    book.save(update_fields=FILLED)


def _notes(book: Notebook, found: Sequence[Mapping[str, Any]], brought: Brought) -> None:
    here = {note.day: note for note in book.notes.all()}
    for told in found:
        note = here.get(told["day"])
        if note is not None:
            _count(brought, all(getattr(note, name) == told[name] for name in told if name not in TIMES))
            continue
        made = DayNote.objects.create(
            notebook=book, **{name: told[name] for name in told if name not in TIMES}
        )
        DayNote.objects.filter(pk=made.pk).update(made_at=told["made_at"], changed_at=told["changed_at"])
        brought.days += 1


def _check_ups(book: Notebook, found: Sequence[Mapping[str, Any]], brought: Brought) -> None:
    here = {told.on: told for told in book.told.all()}
    for one in found:
        told = here.get(one["on"])
        if told is not None:
            _count(brought, told.given == one["given"])
            continue
        Told.objects.create(notebook=book, **one)
        brought.days += 1


def _papers(book: Notebook, found: Sequence[Mapping[str, Any]], brought: Brought) -> None:
    here = {(paper.body["kind"], paper.slot): paper for paper in book.papers.all()}
    for one in found:
        kind = one["body"]["kind"]
        paper = here.get((kind, one["slot"]))
        if paper is not None:
            _count(brought, paper.body == one["body"])
            continue
        here[kind, one["slot"]] = Paper.objects.create(notebook=book, kind=kind, **one)
        brought.days += 1


def _count(brought: Brought, is_same: bool) -> None:
    if is_same:
        brought.there += 1
    else:
        brought.other += 1


def _files(book: Notebook, one: Book) -> None:
    """Days out of files; where some are here already, both together: the same ones change nothing."""
    if not one.days:
        return
    held = ImportedDays.objects.filter(notebook=book).first()
    if held is None:
        made = ImportedDays.objects.create(notebook=book, days=one.days)
        ImportedDays.objects.filter(pk=made.pk).update(changed_at=one.days_at)
    elif held.days != one.days:
        bridge.take_in(book, days_from_json(one.days))
