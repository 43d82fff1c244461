"""Everything this site keeps about one account, as plain values. Never about anybody else's account."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from genkan_web import looks
from genkan_web.care import glass, replies, sharing
from genkan_web.care.models import BreakGlass, Link, LinkCode
from genkan_web.diary import imported
from genkan_web.diary.models import ImportedDays, Notebook
from genkan_web.leaving.schema import NAME, VERSION, plain, plain_of
from genkan_web.people import guardians, tokens, visits
from genkan_web.people.models import Account
from genkan_web.remind import mail
from genkan_web.remind.models import PushPlace, Reminder
from genkan_web.safe.models import Look

OF_A_GUARDIAN = frozenset({"appointments", "safety_plan", "paper", "agreed_at", "asked_again_at"})


def everything_of(account: Account) -> dict[str, Any]:
    """All of it. Staff take along their account, never what they wrote about people or may read."""
    told: dict[str, Any] = {"genkan": NAME, "version": VERSION, "made_on": timezone.now().date().isoformat()}
    told |= _of_account(account)
    if not account.is_staff_member:
        told["tokens"] = [plain_of(one) for one in tokens.tokens_of(account)]
        told |= _reached_at(account)
        told["notebooks"] = [_book(book) for book in _books(account)]
        told["read"] = [_read(link) for link in _links_to(account)]
        told["guardians"] = [{**plain_of(one), "centre": one.centre.name} for one in guardians.own(account)]
        told["wards"] = [
            {**plain_of(one, but=OF_A_GUARDIAN), "centre": one.centre.name}
            for one in guardians.wards_of(account)
        ]
    return told


def _of_account(account: Account) -> dict[str, Any]:
    steps = Authenticator.objects.filter(user=account).order_by("pk")
    return {
        "account": {**plain_of(account), "centre": account.centre.name if account.centre else None},
        "second_steps": [plain_of(one) for one in steps],
        "visits": [
            {"began_at": plain(one.began), "last_used_at": plain(one.used), "device": one.device}
            for one in visits.visits_of(account)
        ],
        "codes": [plain_of(one) for one in LinkCode.objects.filter(maker=account).order_by("made_at")],
        "own_looks": [plain_of(one) for one in Look.objects.filter(who=str(account.pk)).order_by("number")],
    }


def _reached_at(account: Account) -> dict[str, Any]:
    """Where reminders reach somebody."""
    place = mail.place_of(account)
    return {
        "devices": [plain_of(one) for one in PushPlace.objects.filter(account=account).order_by("pk")],
        "mail": {**plain_of(place), "proved": mail.is_proved(place)} if place else None,
    }


def _links_to(account: Account) -> list[Link]:
    return list(Link.objects.filter(reader=sharing.reader_mark(account.pk)).order_by("made_at"))


def _books(account: Account) -> list[Notebook]:
    return list(Notebook.objects.filter(writer=account).order_by("made_at"))


def _book(book: Notebook) -> dict[str, Any]:
    links = [link for link in sharing.links_from(book) if link.ends["role"] != Account.Role.PERSON]
    return plain_of(book) | {
        "notes": [plain_of(note) for note in book.notes.order_by("day")],
        "check_ups": [plain_of(told) for told in book.told.order_by("on")],
        "papers": [plain_of(paper) for paper in book.papers.order_by("made_at", "pk")],
        "files": _files(book),
        "reminder": _reminder(book),
        "shared": [_link(link) for link in links],
        "looks": _looks(book, links),
    }


def _files(book: Notebook) -> dict[str, Any] | None:
    held = ImportedDays.objects.filter(notebook=book).first()
    if held is None:
        return None
    shown = imported.without(held.days, *map(date.fromisoformat, held.going or {}))
    return plain_of(held, but=frozenset({"days"})) | {"days": json.loads(shown)}


def _reminder(book: Notebook) -> dict[str, Any] | None:
    held = Reminder.objects.filter(notebook=book).first()
    if held is None:
        return None
    return plain_of(held) | {"sent": [plain_of(one) for one in held.deliveries.order_by("at", "pk")]}


def _link(link: Link) -> dict[str, Any]:
    ends = {
        "reader": link.ends["reader_called"],
        "reader_role": link.ends["role"],
        "called": link.ends["called"],
    }
    opened = BreakGlass.objects.filter(link=link, told_at__lte=timezone.now()).order_by("opened_at")
    return (
        plain_of(link)
        | ends
        | {
            "items": [plain_of(one) for one in link.grants.order_by("item")],
            "history": [plain_of(one) for one in link.shots.order_by("at", "id")],
            "openings": [plain_of(one) for one in opened],
            "homework": [plain_of(one) for one in link.homework.order_by("set_at")],
            "flags": [plain_of(one) for one in link.flags.order_by("pk")],
            "holds": [plain_of(one) for one in link.holds.order_by("pk")],
            "agreed": [plain_of(one) for one in link.agreed.order_by("at")],
        }
    )


def _looks(book: Notebook, links: list[Link]) -> list[dict[str, Any]]:
    """As on the page of looks: an opening that is told later is not in it yet."""
    named = {link.ends["reader"]: link.ends["reader_called"] for link in links}
    hidden = glass.not_told_yet(book.pk)
    return [
        {**plain_of(one), "name": named.get(one.who, "")}
        for one in looks.looks_at(book.pk, book.writer_id)
        if one.kind != "opening" or (one.verb != "review" and one.who not in hidden)
    ]


def _read(link: Link) -> dict[str, Any]:
    """Something that was shared with this account: that it was, and what was answered; never what it says."""
    reply = replies.reply_to(link)
    return {
        "since": plain(link.made_at),
        "until": plain(link.until),
        "reply": plain_of(reply) if reply else None,
        "agreed": [plain_of(one) for one in link.agreed.order_by("at")],
    }
