"""Named people for the tests of accounts: who they are, how they come in, what they share.

Yuki keeps a notebook about themselves. Their mother Hana keeps one about Yuki. Somchai works at a centre, Dr
Aoki and Dr Baba at one clinic, Dr Chai at another. Ploy is somebody else's daughter, Nid another mother.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client

from genkan.worksheets.filled import sheet_with
from genkan_web.care import sharing
from genkan_web.care.models import Link, Programme
from genkan_web.diary import books, notes, papers, plans
from genkan_web.diary.models import DayNote, Notebook, Paper
from genkan_web.diary.plans import Version
from genkan_web.people import entering, second
from genkan_web.people.models import Account, Centre

PASSWORD = "quiet evening in the hall"  # noqa: S105 (of nobody)
_hashed: list[str] = []


def account(name: str, role: str, centre: Centre | None = None, **more: Any) -> Account:
    """An account with the password of all these people, hashed once."""
    if not _hashed:
        _hashed.append(make_password(PASSWORD))
    made = Account(handle=name, display=name, role=role, centre=centre, zone="Asia/Bangkok", **more)
    made.password = _hashed[0]
    made.save()
    return made


def visit(of: Account, second_given: bool | None = None, lang: str = "en") -> Client:
    """A browser in which somebody has signed in; staff with their second factor unless said otherwise."""
    client = Client(headers={"accept-language": lang})
    client.force_login(of)
    session, now = client.session, time.time()
    session[entering.SINCE], session[entering.LAST] = now, now
    session[entering.SECOND] = of.is_staff_member if second_given is None else second_given
    session.save()
    return client


@dataclass
class Household:
    """Everybody, their notebooks and links."""

    centre: Centre
    clinic: Centre
    other_clinic: Centre
    people: dict[str, Account] = field(default_factory=dict)
    books: dict[str, Notebook] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)

    def visit(self, name: str, **how: Any) -> Client:
        """A browser of one of them; nobody's where there is no such name."""
        return visit(self.people[name], **how) if name in self.people else Client()


def household() -> Household:
    """All of them; Yuki shares everything there is with Somchai and Dr Aoki and one line a week with Hana."""
    home = Household(
        centre=Centre.objects.create(kind="centre", name="River Centre", country="th"),
        clinic=Centre.objects.create(kind="clinic", name="Hill Clinic", country="jp"),
        other_clinic=Centre.objects.create(kind="clinic", name="Far Clinic", country="jp"),
    )
    places = {"centre": home.centre, "clinic": home.clinic, "other": home.other_clinic, "": None}
    for name, role, place in (
        ("yuki", "person", ""),
        ("ploy", "person", ""),
        ("hana", "family", ""),
        ("nid", "family", ""),
        ("somchai", "worker", "centre"),
        ("wan", "worker", "centre"),
        ("aoki", "clinic", "clinic"),
        ("baba", "clinic", "clinic"),
        ("chai", "clinic", "other"),
        ("kae", "admin", "clinic"),
        ("ren", "auditor", "clinic"),
    ):
        home.people[name] = account(name, role, places[place])
    for name in ("yuki", "ploy"):
        home.books[name] = books.begun_own(home.people[name])
    for name in ("hana", "nid", "somchai"):
        begun = books.begun_about(home.people[name], f"{name}'s Y", "")
        assert begun is not None
        home.books[name] = begun
    everything = ("week", "days", "notes", "phone", "plan", "homework")
    for name, items in (("somchai", everything), ("aoki", everything), ("hana", ("week",))):
        home.links[name] = sharing.share(home.books["yuki"], home.people[name], items, "Y.")
    return home


def wrote(book: Notebook, back: int = 0, **told: Any) -> DayNote:
    """A note of so many days ago."""
    day = notes.today_of(book) - timedelta(days=back)
    return DayNote.objects.create(notebook=book, day=day, zone=book.zone, **told)


def put_plan(book: Notebook, goal: str = "tea in the kitchen", **more: Any) -> Version:
    """The next version of a plan with this goal in a notebook."""
    last = plans.newest(book)
    sheet = sheet_with("care_plan", {"goals": ({"words": goal},), **more})
    return plans.keep(book, sheet, last.number if last else 0)


def put_programme(centre: Centre, title: str = "Quiet room", **told: Any) -> Programme:
    """Something a centre offers; what is not told stays open."""
    fields = {"kind": "open_room", "place": "centre", "cost": "free", **told}
    return Programme.objects.create(centre=centre, title=title, **fields)


def put_paper(book: Notebook, worksheet: str = "thought_record", slot: str = "s" * 36, **told: Any) -> Paper:
    """A sheet with these values in a notebook."""
    sheet = {"genkan": "worksheet", "version": 1, "worksheet": worksheet, "values": told}
    return papers.keep(book, worksheet, {"sheet": sheet}, slot=slot)


NEW_EACH_TIME = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|name="(?:client_id|slot|key|copy)" value="[\w-]+"|data-now="\d+"'
)


def steady(page: str) -> str:
    """A page without what is new in every answer: the forms' own tokens and keys, the server's clock."""
    return NEW_EACH_TIME.sub("", page)


def form(**told: Any) -> dict[str, Any]:
    """What the page of a day sends."""
    return {"client_id": str(uuid.uuid4()), "version": "0", **told}


def code_now(of: Account) -> str:
    """The code that somebody's app shows now; sets the app up when there is none."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    held = Authenticator.objects.filter(user=of, type="totp").first()
    if held is None:
        held = Authenticator(user=of, type="totp")
        held.data = {"secret": second.Factors().encrypt("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), second.USED: 0}
        held.save()
    secret = second.Factors().decrypt(held.data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def someday() -> date:
    """A day no note is about."""
    return date(2020, 1, 1)


def taken_back() -> transaction.Atomic:
    """A transaction of the test, around what the site believes to be the outermost of its own."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    return around
