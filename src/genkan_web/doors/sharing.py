"""Who sees what of a notebook, item by item, and how to stop it so that nobody notices."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web import looks, may
from genkan_web.care import glass, replies, sharing
from genkan_web.care.models import Link, LinkCode
from genkan_web.diary.books import LONGEST_NAME, plain
from genkan_web.doors.gate import account_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.people import knocks
from genkan_web.people.models import Account

MOST_LOOKS = 200


def sees(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """The table «who sees what», with a stop beside every line."""
    book = notebook_here(request)
    rows = [row for link in sharing.links_from(book) if link.ends["role"] != "person" for row in _rows(link)]
    context = {"book": book, "rows": rows, "offers": sharing.offers_of(book)}
    return render(request, "people/sees.html", context)


def _rows(link: Link) -> list[dict[str, object]]:
    live = sharing.live_items(link)
    return [
        {"link": link, "grant": grant, "live": grant.item in live, "soon": sharing.ends_soon(grant)}
        for grant in sorted(link.grants.all(), key=lambda grant: grant.item)
    ]


def _link_of(request: HttpRequest) -> Link:
    """A link of this very notebook. Http404 for any other."""
    book = notebook_here(request)
    wanted = request.POST.get("link", "")
    for link in sharing.links_from(book):
        if str(link.pk) == wanted:
            return link
    raise Http404


def stop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Stop one item, everything of one reader, or everything; from the next request on it is closed."""
    book = notebook_here(request)
    if "all" in request.POST:
        sharing.take_back(book)
    else:
        item = request.POST.get("item", "")
        sharing.stop(_link_of(request), [item] if item else None)
    return redirect("sees", key=key)


def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asked again in private: yes, for 90 more days."""
    sharing.go_on(_link_of(request))
    return redirect("sees", key=key)


# ── A code somebody gave ──


def code(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Type a code; then see who would see what, before anything is shared."""
    book = notebook_here(request)
    if request.method != "POST":
        return render(request, "people/code.html", {"book": book})
    typed = request.POST.get("code", "")[:60]
    if not knocks.may_try(("code", account_here(request).pk.hex)):
        return render(request, "people/code.html", {"book": book, "problem": "people.enter.wait"}, status=429)
    found = _fitting(typed, account_here(request))
    if found is None:
        return render(request, "people/code.html", {"book": book, "problem": "people.code.wrong"}, status=400)
    return render(
        request, "people/code_choose.html", {"book": book, "typed": typed, **_offered(found, book.called)}
    )


def _fitting(typed: str, account: Account) -> LinkCode | None:
    """The code, if somebody in this role can answer it; a family's notebook is offered to a person only."""
    found = sharing.code_typed(typed, account)
    if found is None or (found.kind == LinkCode.Kind.OFFER and account.role != Account.Role.PERSON):
        return None
    return found


def _offered(found: LinkCode, called: str) -> dict[str, object]:
    maker = found.maker
    return {
        "is_offer": found.kind == LinkCode.Kind.OFFER,
        "maker": maker.centre.name if maker.centre else maker.display,
        "maker_role": maker.role,
        "reads_when": maker.centre.reads_when if maker.centre else "",
        "items": may.table().items[maker.role if found.kind == LinkCode.Kind.ASK else "person"],
        "called": called,
    }


def code_yes(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Yes, item by item. No item chosen shares nothing; whoever made the code sees that it is unused."""
    book, account = notebook_here(request), account_here(request)
    found = _fitting(request.POST.get("code", "")[:60], account)
    if found is None:
        context = {"book": book, "problem": "people.code.wrong"}
        return render(request, "people/code.html", context, status=400)
    giver, reader = (book, found.maker) if found.kind == LinkCode.Kind.ASK else (found.notebook, account)
    items = [one for one in may.table().items.get(reader.role, ()) if one in request.POST.getlist("items")]
    if not items or giver is None:
        return redirect("sees", key=key)
    called = plain(request.POST.get("called", ""))[:LONGEST_NAME]
    with transaction.atomic():
        if not sharing.used_up(found):
            raise Http404
        link = sharing.share(giver, reader, items, called if found.kind == LinkCode.Kind.ASK else "")
        replies.forget(link)
    return redirect("sees", key=key) if found.kind == LinkCode.Kind.ASK else redirect("linked")


def offer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """A code with which the person this notebook is about may read its days; whether they do is not told."""
    book = notebook_here(request)
    if request.method != "POST":
        return render(request, "people/offer.html", {"book": book})
    made = sharing.new_code(account_here(request), book)
    return render(request, "people/offer.html", {"book": book, "made": made})


# ── Who looked ──


def looked(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Every look at this notebook by anybody else, in plain words."""
    book = notebook_here(request)
    found = looks.looks_at(book.pk, account_here(request).pk)[:MOST_LOOKS]
    named = {link.ends["reader"]: link.ends["reader_called"] for link in sharing.links_from(book)}
    hidden = glass.not_told_yet(book.pk)
    listed = [
        {"at": one.at, "role": one.role, "thing": one.kind, "name": named.get(one.who, "")}
        for one in found
        if one.kind != "opening" or (one.verb != "review" and one.who not in hidden)
    ]
    return render(request, "people/looked.html", {"book": book, "looks": listed})
