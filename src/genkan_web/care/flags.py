"""Told to a linked worker: somebody kept a check-up that asks for help now. Never what was answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from genkan.checkup.care import cares_of
from genkan.checkup.given import Given
from genkan_web.care import sharing
from genkan_web.care.models import Flag, Link
from genkan_web.diary.models import Notebook
from genkan_web.people.models import Account, Centre

READERS = frozenset({"worker", "clinic"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is told, and when somebody there reads, in their own words."""

    name: str
    reads_when: str


def asks_for_help_now(given: Given) -> bool:
    """Whether these answers ask for help at once."""
    return any(care.now for care in cares_of(given))


def readers_of(notebook: Notebook) -> list[Reader]:
    """Whom a flag of this notebook reaches now."""
    return [Reader(link.ends["reader_called"], _reads_when(link)) for link in _links(notebook)]


def raised(notebook: Notebook) -> int:
    """Tell every worker this notebook is shared with now, unless a flag waits there. Returns how many."""
    links = _links(notebook)
    waiting = set(Flag.objects.filter(link__in=links, read_at=None).values_list("link", flat=True))
    now = timezone.now()
    Flag.objects.bulk_create(Flag(link=link, made_at=now) for link in links if link.pk not in waiting)
    return len(links)


def unread(account: Account) -> dict[object, Flag]:
    """The unread flag of each link of this account's, also after a stop: it was told with consent, and a stop
    shows nowhere."""
    waiting = Flag.objects.filter(link__reader=sharing.reader_mark(account.pk), read_at=None)
    return {flag.link_id: flag for flag in waiting}


def withdraw(notebook: Notebook) -> None:
    """Its writer goes, and with them what was told."""
    Flag.objects.filter(link__giver=sharing.giver_mark(notebook.pk)).delete()


def read(link: Link) -> None:
    """Somebody has taken it up."""
    Flag.objects.filter(link=link, read_at=None).update(read_at=timezone.now())


def _links(notebook: Notebook) -> list[Link]:
    found: Collection[Link] = sharing.links_from(notebook)
    return [link for link in found if link.ends["role"] in READERS and sharing.live_items(link)]


def _reads_when(link: Link) -> str:
    centre = Centre.objects.filter(members=link.ends["reader"]).first()
    return centre.reads_when if centre else ""
