"""Who may see and do what: one table (``may.toml``), one function. Data is reached only through here.

An address without a line in the table is shown to nobody. Denied and absent are the same page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.utils import timezone

from genkan_web import looks
from genkan_web.care import sharing
from genkan_web.care.models import BreakGlass, Link, Programme
from genkan_web.diary import books
from genkan_web.diary.models import Notebook
from genkan_web.may_table import Table, allowed, is_for_everybody, table
from genkan_web.models import DayTable
from genkan_web.people import guardians, second, tokens
from genkan_web.people.entering import SECOND, staying
from genkan_web.people.models import Account, Guardianship

__all__ = ["Asking", "Table", "allowed", "ask", "asking", "is_for_everybody", "may", "table", "table_for"]
INVENTED = "invented-family"
NOT_RECORDED = frozenset({"page", "reading", "visit"})  # nobody's data, or kept by no account


# ── Who asks ──


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and what the table lets them reach with this request."""

    account: Account | None
    role: str
    relation: str = ""
    notebook: Notebook | None = None
    link: Link | None = None
    opening: BreakGlass | None = None
    guardianship: Guardianship | None = None
    programme: Programme | None = None


def asking(request: HttpRequest) -> Asking:
    """Who is here: nobody, somebody half through the door, somebody told to go, or an account in its role.

    A program with a token is the account that made it; no visit of the same browser counts then.
    """
    if tokens.is_borne(request):
        token = tokens.borne(request)
        return Asking(token.account, token.account.role) if token else Asking(None, "anybody")
    account = staying(request)
    if account is None:
        return Asking(None, "anybody")
    if not request.session.get(SECOND) and second.needs_factor(account):
        return Asking(account, "half")
    return Asking(account, "going" if account.is_going else account.role)


# ── What is asked for, and how it is related to whoever asks ──

Found = tuple[frozenset[str], dict[str, Any]]
NOTHING: Found = (frozenset(), {})


def _anything(_: Account, __: Mapping[str, Any]) -> Found:
    return frozenset({"own"}), {}


def _of_centre(account: Account, _: Mapping[str, Any]) -> Found:
    return (frozenset({"own"}), {}) if account.centre_id else NOTHING


def _notebook(account: Account, named: Mapping[str, Any]) -> Found:
    found = books.written_by(account, named["key"])
    return (frozenset({"writer"}), {"notebook": found}) if found else NOTHING


def _share(item: str) -> Callable[[Account, Mapping[str, Any]], Found]:
    def found_share(account: Account, named: Mapping[str, Any]) -> Found:
        link = sharing.link_to(account, named["link"])
        if link is None:
            return NOTHING
        relations = {"receiver"} | ({"granted"} if item and sharing.is_live(link, item) else set())
        return frozenset(relations), {"link": link}

    return found_share


def _opening(account: Account, named: Mapping[str, Any]) -> Found:
    found = BreakGlass.objects.select_related("link", "opened_by").filter(pk=named["opening"]).first()
    if found is None:
        return NOTHING
    relations = set()
    if found.opened_by_id == account.pk and found.opened_at <= timezone.now() < found.closes_at:
        relations.add("opened")
    if account.centre_id and found.centre_id == account.centre_id and found.opened_by_id != account.pk:
        relations.add("second")
    return frozenset(relations), {"opening": found, "link": found.link}


def _guardianship(account: Account, named: Mapping[str, Any]) -> Found:
    found = guardians.found(named["guardianship"])
    if found is None:
        return NOTHING
    relations = set()
    if account.centre_id and found.centre_id == account.centre_id:
        relations.add("keeper")
    if found.guardian_id == account.pk and guardians.is_live(found):
        relations.add("guardian")
    return frozenset(relations), {"guardianship": found}


def _programme(account: Account, named: Mapping[str, Any]) -> Found:
    found = Programme.objects.filter(pk=named["programme"]).first()
    if found is None or found.centre_id != account.centre_id:
        return NOTHING
    return frozenset({"keeper"}), {"programme": found}


FINDERS: Mapping[str, Callable[[Account, Mapping[str, Any]], Found]] = {
    "visit": _anything,
    "account": _anything,
    "tokens": _anything,
    "shelf": _anything,
    "links": _anything,
    "emergency": _of_centre,
    "centre": _of_centre,
    "programmes": _of_centre,
    "programme": _programme,
    "notebook": _notebook,
    "home_pages": _notebook,
    "sharing": _notebook,
    "offer": _notebook,
    "emergency_page": _notebook,
    "ladder": _notebook,
    "family_plan": _notebook,
    "reminder": _notebook,
    "share": _share(""),
    "share_days": _share("days"),
    "share_notes": _share("notes"),
    "share_phone": _share("phone"),
    "share_homework": _share("homework"),
    "share_plan": _share("plan"),
    "opening": _opening,
    "going": _anything,
    "guardians": _anything,
    "guardianships": _of_centre,
    "guardianship": _guardianship,
    "ward": _guardianship,
}


def ask(
    request: HttpRequest, thing: str, verb: str, named: Mapping[str, Any], *, with_change: bool = False
) -> Asking:
    """Whoever asks, with what they may reach. ``relation`` is empty where they may not.

    What is reached is written into the record first; where that fails, nothing is reached. ``with_change``:
    it is written together with the one change the page makes, or else before the page leaves.
    """
    who = asking(request)
    if who.account is None:
        return who
    relations, found = FINDERS[thing](who.account, named)
    relation = allowed(who.role, relations, thing, verb)
    if not relation:
        return who
    reached = Asking(who.account, who.role, relation, **found)
    _record(reached, thing, verb, with_change)
    return reached


def _record(reached: Asking, thing: str, verb: str, with_change: bool) -> None:
    if thing in NOT_RECORDED or reached.account is None:
        return
    if reached.link is not None:
        record_look(reached.account, thing, verb, reached.relation, reached.link)
        return
    about = reached.notebook or _book_of_ward(reached.guardianship)
    notebook = about.pk if about else None
    looks.write(reached.account, thing, verb, reached.relation, notebook, with_change=with_change)


def _book_of_ward(found: Guardianship | None) -> Notebook | None:
    """The notebook whose writer reads of this look; nothing of it is reached."""
    return books.own_book(found.ward) if found and found.ward else None


def record_look(account: Account, thing: str, verb: str, relation: str, link: Link) -> None:
    """Write down a look over a link; raises when it cannot be written, and then nothing is shown."""
    looks.write(account, thing, verb, relation, sharing.notebook_id(link))


# ── Readings without an account ──


def visit_of(request: HttpRequest) -> str:
    """A hash that stands for this visit; starts one when there is none."""
    if request.session.session_key is None:
        request.session.create()
    return hashlib.sha256(f"visit:{request.session.session_key}".encode()).hexdigest()


def may(request: HttpRequest, verb: str, table: DayTable) -> bool:
    """May whoever asks do this with this table of days?"""
    if not table.visit:
        relation = "invented"
    elif request.session.session_key is not None and table.visit == visit_of(request):
        relation = "maker"
    else:
        return False
    return bool(allowed("anybody", frozenset({relation}), "reading", verb))


def table_for(request: HttpRequest, verb: str, key: str) -> DayTable:
    """The table behind a key. Denied, expired and absent look the same: Http404."""
    table = DayTable.objects.filter(key=key).first()
    if table is None or not may(request, verb, table):
        raise Http404
    if table.expires_at is not None and table.expires_at <= timezone.now():
        raise Http404
    return table


def own_table(request: HttpRequest, verb: str, key: str) -> DayTable | None:
    """The table a visitor's own answers point at, or None where there is none (any more, or just now)."""
    try:
        return table_for(request, verb, key) if key else None
    except (Http404, DatabaseError):
        return None


def own_tables(request: HttpRequest) -> tuple[DayTable, ...]:
    """Every table that this visit made."""
    if request.session.session_key is None:
        return ()
    return tuple(DayTable.objects.filter(visit=visit_of(request)))


def own_notebook(request: HttpRequest) -> Notebook | None:
    """The one notebook of whoever is signed in, to keep something in; None without, or without database."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    try:
        who = asking(request)
        if who.account is None or who.role in ("half", "going"):
            return None
        found = books.books_of(who.account)
    except DatabaseError:
        return None
    return found[0] if len(found) == 1 else None
