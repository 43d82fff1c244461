"""A sheet asked for over a link: seen by its writer, sent or not, taken back; read only as it was sent.

The one who asks never learns whether it was seen, begun or put aside: not sent, taken back and stopped all
look the same to them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from genkan.worksheets import Sheet, definitions, to_json, worksheet_words
from genkan_web import erasing, once
from genkan_web.care import sharing
from genkan_web.care.models import Homework, Link
from genkan_web.diary import sheets
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.sheet_body import sheet_of
from genkan_web.people.models import Account
from genkan_web.stopped import ChangedMeanwhile, Stopped

ITEM = "homework"
MOST = 12  # asked for over one link, those that were sent among them
LONGEST = 300  # characters of own words
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """One sheet that was asked for, in words."""

    homework: Homework
    who: str
    title: str

    @property
    def words(self) -> str:
        """What was written with it."""
        return str(self.homework.asked["words"])


# ── Whoever asks ──


def set_over(link: Link, worksheet: str, words: str, wished: date | None) -> Homework:
    """Ask for a sheet. Raises Stopped where there are many already, KeyError for what is none to fill in."""
    if worksheet not in sheets.fillable():
        raise KeyError(worksheet)
    asked = {"worksheet": worksheet, "words": words[:LONGEST]}
    with transaction.atomic():
        Link.objects.select_for_update().get(pk=link.pk)
        if Homework.objects.filter(link=link).count() >= MOST:
            raise Stopped("people.homework.many")
        return Homework.objects.create(link=link, asked=asked, wished=wished, set_at=timezone.now())


def set_once(link: Link, key: str, worksheet: str, words: str, wished: date | None) -> None:
    """The same, once for a form that is sent twice. Raises Stopped for a form without its key too."""
    once.once(str(link.pk), "homework", key, lambda: str(set_over(link, worksheet, words, wished).pk))


def set_by(link: Link) -> list[Homework]:
    """What was asked for over a link, the newest first."""
    return list(Homework.objects.filter(link=link).order_by("-set_at"))


def sent_over(link: Link) -> list[tuple[Homework, Sheet]]:
    """Every sheet that was sent over a link and may be read now, the newest first."""
    if not sharing.is_live(link, ITEM):
        return []
    return [(one, copy_of(one)) for one in set_by(link) if one.answer is not None]


def has_sent(link: Link) -> bool:
    """Whether a sheet was sent over a link that may be read now."""
    sent = Homework.objects.filter(link=link, answered_at__isnull=False)
    return sharing.is_live(link, ITEM) and sent.exists()


def sent_lately(account: Account) -> set[uuid.UUID]:
    """The links over which this account was sent a sheet this week; whether it may be read is not asked."""
    mark, since = sharing.reader_mark(account.pk), timezone.now() - LATELY
    found = Homework.objects.filter(link__reader=mark, answered_at__gte=since)
    return set(found.values_list("link", flat=True))


def no_longer_asked(link: Link, homework: str) -> None:
    """Whoever asked needs it no more: it goes, and the copy with it."""
    for one in set_by(link):
        if str(one.pk) == homework:
            erasing.erase(one)


# ── Whoever is asked ──


def asked_of(book: Notebook) -> list[Homework]:
    """What may be worked on or was sent: everything over links that share this item now, the newest first."""
    live = [link.pk for link in sharing.links_from(book) if ITEM in sharing.live_items(link)]
    found = Homework.objects.filter(link__in=live) if live else Homework.objects.none()
    return list(found.select_related("link").order_by("-set_at"))


def asked_words(found: Iterable[Homework], lang: str) -> list[Asked]:
    """Each with who asks and which sheet."""
    return [
        Asked(
            one,
            one.link.ends["reader_called"],
            worksheet_words(one.asked["worksheet"], lang).title,
        )
        for one in found
        if one.asked["worksheet"] in definitions()
    ]


def waiting_words(book: Notebook, lang: str) -> list[Asked]:
    """What was asked and is not sent."""
    return asked_words([one for one in asked_of(book) if one.answer is None], lang)


def copy_of(one: Homework) -> Sheet:
    """The copy that was sent."""
    return sheet_of(one.answer["sheet"])


def send(one: Homework, paper: Paper, seen: int) -> None:
    """Send a copy of a sheet as it was looked at. Raises ChangedMeanwhile where it has changed since."""
    with transaction.atomic():
        held = Paper.objects.select_for_update().get(pk=paper.pk)
        if held.edition != seen:
            raise ChangedMeanwhile("people.homework.changed")
        sheet = sheet_of(held.body["sheet"])
        answer = {"paper": str(held.pk), "sheet": json.loads(to_json(sheet))}
        Homework.objects.filter(pk=one.pk).update(answer=answer, answered_at=timezone.now())


def take_back(one: Homework) -> None:
    """From now on nobody reads it, nor out of a backup."""
    if one.answered_at is None:
        return
    with transaction.atomic():
        erasing.erase_part(one, _mark(one.answered_at))


def withdraw(paper: Paper) -> None:
    """A sheet goes: so does every copy of it that was sent."""
    links = sharing.links_from(paper.notebook)
    for one in Homework.objects.filter(link__in=links, answered_at__isnull=False):
        if one.answer["paper"] == str(paper.pk):
            take_back(one)


def _mark(moment: datetime) -> str:
    """A moment of sending, short enough to stand beside an id."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S%f")


def _gone(thing: str, using: str) -> None:
    """One of them, or the copy that was sent at a moment, in any database."""
    primary, _, moment = thing.partition(" ")
    found = Homework._base_manager.using(using).filter(pk=uuid.UUID(primary))
    if not moment:
        found.delete()
        return
    for one in found:
        if one.answered_at is not None and _mark(one.answered_at) == moment:
            found.update(answer=None, answered_at=None)


erasing.ways |= {"genkan.homework": _gone}
