"""Looks at notebooks in the record: written under a mark of the notebook, told to whoever may read them."""

from __future__ import annotations

import uuid

from genkan_web import record
from genkan_web.locked import Hashed, hash_of, hashes_of
from genkan_web.people.models import Account
from genkan_web.record import Seen
from genkan_web.safe.models import Look

PURPOSES = {True: "looks own", False: "looks"}


def about_notebook(notebook: uuid.UUID, own: bool = False) -> Hashed:
    """The mark under which looks at a notebook are written; the writer's own stand under another.

    With one mark for both, a stolen table would tell who reads whom.
    """
    return Hashed(hash_of(str(notebook), PURPOSES[own]))


def write(
    account: Account,
    thing: str,
    verb: str,
    relation: str,
    notebook: uuid.UUID | None = None,
    *,
    with_change: bool = False,
) -> None:
    """One line more. Raises NotRecorded when it cannot be written; then the page must not be shown.

    ``with_change``: it is written together with the one change its page makes, see ``record.settle``.
    """
    about = about_notebook(notebook, own=relation == "writer") if notebook else ""
    seen = Seen(str(account.pk), account.role, verb, thing, about, relation)
    if with_change:
        record.owe(seen)
    else:
        record.durably(seen)


def came(account: Account, way: str) -> None:
    """Somebody came in, and how: ``password``, ``sheet``, ``passkey``, ``second``, ``join``."""
    record.durably(Seen(str(account.pk), account.role, way, "visit", ""))


def turned_away(way: str, account: Account | None = None, thing: str = "visit") -> None:
    """Somebody did not come in, or asked for what is not theirs: how or for what, never for which.

    Without ``account`` it is not known who; a name that was typed is never kept.
    """
    who, role = (str(account.pk), account.role) if account else ("", "anybody")
    record.durably(Seen(who, role, way, thing, "", "refused"))


def looks_at(notebook: uuid.UUID, but: uuid.UUID) -> list[Look]:
    """Every look at a notebook by anybody else than ``but``, newest first.

    A person who reads what a family offered is left out: a family is never told whether they came.
    """
    marks = hashes_of(str(notebook), PURPOSES[False], as_in_looks=True)  # rows cannot be written anew
    found = Look.objects.filter(thing__in=marks).exclude(who=str(but)).exclude(role="person")
    return list(found.order_by("-number"))


def looks_of_centre(centre: uuid.UUID, most: int = 500) -> list[Look]:
    """What the people of one centre looked at, newest first, without content."""
    members = map(str, Account.objects.filter(centre=centre).values_list("pk", flat=True))
    return list(Look.objects.filter(who__in=list(members)).exclude(thing="").order_by("-number")[:most])
