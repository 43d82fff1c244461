"""Who may see and do what: one table, one function. No view reaches a table of days except here.

who asks             invented family     own reading         somebody else's reading
───────────────────  ──────────────────  ──────────────────  ───────────────────────
anybody              see                 –                   –
the visit that made  see                 see, mark, forget   –
"""

from __future__ import annotations

import hashlib

from django.db import DatabaseError
from django.http import Http404, HttpRequest
from django.utils import timezone

from genkan_web.models import DayTable

INVENTED = "invented-family"
TABLE: dict[tuple[str, str], frozenset[str]] = {
    ("anybody", "invented"): frozenset({"see"}),
    ("maker", "invented"): frozenset({"see"}),
    ("maker", "own"): frozenset({"see", "mark", "forget"}),
}


def visit_of(request: HttpRequest) -> str:
    """A hash that stands for this visit; starts one when there is none."""
    if request.session.session_key is None:
        request.session.create()
    return hashlib.sha256(f"visit:{request.session.session_key}".encode()).hexdigest()


def may(request: HttpRequest, verb: str, table: DayTable) -> bool:
    """May whoever asks do this with this table?"""
    if not table.visit:
        relation, thing = "anybody", "invented"
    elif request.session.session_key is not None and table.visit == visit_of(request):
        relation, thing = "maker", "own"
    else:
        return False
    return verb in TABLE.get((relation, thing), frozenset())


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
