"""Going away: hidden at once, erased after seven days or at once, and until then to be taken back.

Seven days, because somebody else may have pressed it. What is erased is erased through ``erasing``, so that
no backup brings it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from genkan_web import erasing
from genkan_web.care import flags, sharing, standings
from genkan_web.care.models import Link, LinkCode
from genkan_web.diary import imported
from genkan_web.diary.models import DayNote, ImportedDays, Notebook, Paper, Told
from genkan_web.people import knocks, visits
from genkan_web.people.models import Account, Visit
from genkan_web.stopped import Stopped

WAITS = timedelta(days=7)


# ── An account ──


def hide_account(account: Account) -> None:
    """One press: nobody sees or reaches it any more, every share has stopped, every visit has ended."""
    with transaction.atomic():
        for book in Notebook.every.filter(writer=account):
            _withdraw(book)
        LinkCode.objects.filter(maker=account).delete()
        Account.objects.filter(pk=account.pk).update(erase_at=_then(), visits=F("visits") + 1)
        visits.end_all(account)


def keep_account(account: Account) -> None:
    """Taken back. What was shared stays stopped: only its owner shares it again."""
    Account.objects.filter(pk=account.pk).update(erase_at=None)


def erase_account(account: Account) -> None:
    """Erase an account with everything that hangs on it, at both ends of every link."""
    with transaction.atomic():
        for link in _links_of(account):
            erasing.erase(link)
        knocks.forget(
            *(("password name", name.strip().casefold()) for name in (account.display, str(account.handle))),
            *((limit, account.pk.hex) for limit in ("factor", "code", "everything", "mail", "api account")),
        )
        erasing.erase(account)


def _links_of(account: Account) -> Iterator[Link]:
    for book in Notebook.every.filter(writer=account):
        yield from Link.objects.filter(giver=sharing.giver_mark(book.pk))
    yield from Link.objects.filter(reader=sharing.reader_mark(account.pk))


def _account_gone(thing: str, using: str) -> None:
    """An account in any database, such as a restored one: its visits, and all that hangs on it."""
    Visit.objects.using(using).filter(account=thing).delete()
    Account._base_manager.using(using).filter(pk=thing).delete()


def _withdraw(book: Notebook) -> None:
    """Nothing of it is shown to anybody any more, not even that help was asked for."""
    sharing.take_back(book)
    flags.withdraw(book)


# ── A notebook, a day ──


def hide_book(book: Notebook) -> None:
    """Not shown any more, nothing of it shared; a person finds a new, empty one in its place."""
    with transaction.atomic():
        _withdraw(book)
        Notebook.every.filter(pk=book.pk).update(erase_at=_then())
        if book.kind == Notebook.Kind.OWN:
            Notebook.objects.create(kind=book.kind, writer=book.writer, zone=book.zone)


def keep_book(book: Notebook) -> bool:
    """Taken back; False where a newer notebook about oneself has something in it."""
    with transaction.atomic():
        newer = Notebook.objects.filter(writer=book.writer_id, kind=Notebook.Kind.OWN).first()
        if book.kind == Notebook.Kind.OWN and newer is not None:
            if not _is_empty(newer):
                return False
            erasing.erase(newer)
        Notebook.every.filter(pk=book.pk).update(erase_at=None)
    return True


def _is_empty(book: Notebook) -> bool:
    rows = (DayNote.every, Told.every, Paper.every, ImportedDays.objects)
    linked = Link.objects.filter(giver=sharing.giver_mark(book.pk)).exists()
    return not book.in_need and not linked and not any(one.filter(notebook=book).exists() for one in rows)


def erase_book(book: Notebook) -> None:
    """Erase a notebook with its days and links."""
    with transaction.atomic():
        for link in Link.objects.filter(giver=sharing.giver_mark(book.pk)):
            erasing.erase(link)
        erasing.erase(book)


def hide_day(book: Notebook, day: date) -> None:
    """Everything a notebook holds about one day: the note, a check-up kept that day, sums out of files."""
    with transaction.atomic():
        standings.forget(book)
        DayNote.objects.filter(notebook=book, day=day).update(erase_at=_then())
        Told.objects.filter(notebook=book, on=day).update(erase_at=_then())
        held = _files_with(book, day)
        if held is not None:
            held.going = {**(held.going or {}), day.isoformat(): _then().isoformat()}
            held.save(update_fields=["going"])


def keep_day(book: Notebook, day: date) -> None:
    """Taken back, except where something newer was written about that day meanwhile."""
    with transaction.atomic():
        standings.forget(book)
        for model, field in ((DayNote, "day"), (Told, "on")):
            rows = model.every.filter(**{"notebook": book, field: day})
            latest = rows.order_by("-erase_at").first()
            if latest is not None and not rows.filter(erase_at=None).exists():
                model.every.filter(pk=latest.pk).update(erase_at=None)
        held = ImportedDays.objects.filter(notebook=book).first()
        if held is not None and day.isoformat() in (held.going or {}):
            held.going = _without(held.going, day)
            held.save(update_fields=["going"])


def erase_day(book: Notebook, day: date) -> None:
    """Erase what a notebook holds about one day, hidden or not."""
    with transaction.atomic():
        standings.forget(book)
        for note in DayNote.every.filter(notebook=book, day=day):
            erasing.erase(note)
        for told in Told.every.filter(notebook=book, on=day):
            erasing.erase(told)
        held = _files_with(book, day)
        if held is not None:
            _erase_files_day(held, day)


def _files_with(book: Notebook, day: date) -> ImportedDays | None:
    held = ImportedDays.objects.select_for_update().filter(notebook=book).first()
    return held if held is not None and imported.has(held.days, day) else None


def _erase_files_day(held: ImportedDays, day: date) -> None:
    erasing.erase_part(held, day.isoformat())
    ImportedDays.objects.filter(pk=held.pk).update(going=_without(held.going, day))


def _without(going: dict[str, str] | None, day: date) -> dict[str, str] | None:
    return {one: at for one, at in (going or {}).items() if one != day.isoformat()} or None


def _files_day_gone(thing: str, using: str) -> None:
    """One day of the days out of files. Without the keys they lie under, all go: nothing comes back."""
    primary, _, day = thing.partition(" ")
    rows = ImportedDays._base_manager.using(using).filter(pk=primary)
    if not day:
        rows.delete()
        return
    try:
        held = rows.first()
    except Stopped:
        rows.delete()
        return
    if held is not None and imported.has(held.days, date.fromisoformat(day)):
        held.days = imported.without(held.days, date.fromisoformat(day))
        held.save(using=using, update_fields=["days"])


# ── What waits, and what is due ──


def waiting_books(account: Account) -> list[Notebook]:
    """Notebooks that were told to go and can be taken back."""
    return list(Notebook.every.filter(writer=account).exclude(erase_at=None).order_by("erase_at"))


def waiting_days(book: Notebook) -> dict[date, datetime]:
    """Days of a notebook that were told to go, and when they do."""
    found: dict[date, datetime] = {}
    for note in DayNote.every.filter(notebook=book).exclude(erase_at=None):
        found[note.day] = note.erase_at
    for told in Told.every.filter(notebook=book).exclude(erase_at=None):
        found[told.on] = told.erase_at
    held = ImportedDays.objects.filter(notebook=book).first()
    for day, at in ((held.going or {}) if held else {}).items():
        found[date.fromisoformat(day)] = datetime.fromisoformat(at)
    return dict(sorted(found.items()))


def purge_due(now: datetime | None = None) -> int:
    """Erase what has waited long enough. Returns how many things."""
    moment = now or timezone.now()
    due = {"erase_at__lte": moment}
    acts: list[tuple[Any, models.Model]] = [
        *((erase_account, one) for one in Account.objects.filter(**due)),
        *((erase_book, one) for one in Notebook.every.filter(**due)),
        *((erasing.erase, one) for one in DayNote.every.filter(**due)),
        *((erasing.erase, one) for one in Told.every.filter(**due)),
        *((erasing.erase, one) for one in Paper.every.filter(**due)),
    ]
    for act, thing in acts:
        if type(thing)._base_manager.filter(pk=thing.pk).exists():  # it may have gone with its account
            act(thing)
    return len(acts) + sum(
        _purge_files(one, moment) for one in ImportedDays.objects.filter(going__isnull=False)
    )


def _purge_files(held: ImportedDays, moment: datetime) -> int:
    over = [day for day, at in (held.going or {}).items() if datetime.fromisoformat(at) <= moment]
    for day in over:
        with transaction.atomic():
            fresh = ImportedDays.objects.select_for_update().get(pk=held.pk)
            _erase_files_day(fresh, date.fromisoformat(day))
    return len(over)


def _then() -> datetime:
    return timezone.now() + WAITS


erasing.ways |= {"genkan.account": _account_gone, "genkan.importeddays": _files_day_gone}
