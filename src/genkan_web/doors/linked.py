"""What others share: the list, one page each, and no sign of what was stopped."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypedDict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from genkan.days.together import together
from genkan.letters.html import body_of
from genkan.nouns import Days
from genkan_web import bridge, may, remembered
from genkan_web.care import agreeing, flags, homework, replies, sharing, standings
from genkan_web.care.models import Flag, Link
from genkan_web.care.weeks import Week, week_of, weeks_of_files, with_news, words_of, zones_of
from genkan_web.diary import plans
from genkan_web.diary.books import own_book, plain
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import today_of
from genkan_web.doors.gate import account_here, reached
from genkan_web.doors.manners import language_here
from genkan_web.doors.say import name_over, said_of
from genkan_web.people.models import Account


class Row(TypedDict):
    """One notebook in the list: an unread flag, a concern that stands, news. No news, no concern."""

    name: str
    flag: Flag | None
    concern: date | None
    news: bool
    week: str  # the line of the week in words, where there is one
    address: str


def _needs_first(row: Row) -> tuple[bool, bool, bool]:
    """Who needs somebody first."""
    return row["flag"] is None, row["concern"] is None, not row["news"]


def linked(request: HttpRequest) -> HttpResponse:
    """Everybody who was linked; who needs us now stands first."""
    account = account_here(request)
    listed = sorted(_rows(account, language_here(request)), key=_needs_first)
    context = {"listed": listed, "account": account, "staff": account.is_staff_member}
    return render(request, "people/linked.html", context)


def _rows(account: Account, lang: str) -> list[Row]:
    """Concerns only where days are shared and something new was written: silence and a stop look alike."""
    readable = frozenset(may.table().items.get(account.role, ()))
    shared = replies.live_to(account)
    live = {book: items & readable for _, book, items in shared}
    sheets, concerns, unread = set[uuid.UUID](), dict[uuid.UUID, date](), dict[object, Flag]()
    if account.is_staff_member:
        known = standings.known_of(live)
        news = with_news(live, {book: one.zone for book, one in known.items()})
        concerns = standings.concerns_of(known, {book for book in news if "days" in live[book]})
        sheets, unread = homework.sent_lately(account), flags.unread(account)
    else:
        news = with_news(live, zones_of(live))
    place = _places()
    return [
        Row(
            name=name_over(link, lang),
            flag=unread.get(link.pk),
            concern=concerns.get(book),
            news=book in news or (link.pk in sheets and homework.ITEM in items),
            week=said_of(line, lang) if (line := news.get(book)) else "",
            address=place(link),
        )
        for link, book, items in shared
    ]


def _places() -> Callable[[Link], str]:
    """The address of each link's page; made once, as each would be made the same way."""
    nobody = uuid.UUID(int=0)
    pattern = reverse("share", args=[nobody])
    return lambda link: pattern.replace(str(nobody), str(link.pk))


def flag_read(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """A worker has taken up what was told."""
    flags.read(link_here(request))
    return redirect("share", link=link_here(request).pk)


def _week(account: Account, link: Link) -> Week:
    return week_of(link, may.table().items.get(account.role, ()))


def linked_code(request: HttpRequest) -> HttpResponse:
    """A code to give to somebody, who may then share with whoever is here, or not."""
    account = account_here(request)
    made = sharing.new_code(account) if request.method == "POST" else ""
    context = {"made": made, "open": sharing.codes_open(account), "account": account}
    return render(request, "people/linked_code.html", context)


def link_here(request: HttpRequest) -> Link:
    """The link the gate let this request reach."""
    link = reached(request).link
    if link is None:
        raise Http404
    return link


def book_of(link: Link) -> Notebook:
    """The notebook at the other end. Http404 once it is gone."""
    book = sharing.book_of(link)
    if book is None:
        raise Http404
    return book


def share(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """This week over one link."""
    account, found = account_here(request), link_here(request)
    context = {"link": found, "account": account, "week": _week(account, found)}
    context["has_plan"] = _has_plan(account, found)
    if account.is_staff_member:
        context["flag"] = flags.unread(account).get(found.pk)
        context["sheets"] = homework.has_sent(found)
    if account.role == Account.Role.PERSON:
        context["reply"] = replies.reply_to(found)
    return render(request, "people/share.html", context)


def _has_plan(account: Account, link: Link) -> bool:
    """Whether a plan is shared now. Without one, after a stop, with the notebook gone: the same no."""
    book = sharing.book_of(link)
    readable = agreeing.ITEM in may.table().items.get(account.role, ())
    live = readable and sharing.is_live(link, agreeing.ITEM)
    return live and book is not None and plans.has(book)


def share_way(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The way out as written over there; with ``beside``, another shared notebook laid over the same days."""
    account, found, lang = account_here(request), link_here(request), language_here(request)
    book, other = book_of(found), _beside(request, account, found)
    source = ("share", lang, bridge.written_in(book), other and bridge.written_in(other))
    body = remembered.drawn(source, partial(_way_drawn, book, other, lang))
    context = {"link": found, "others": _others(account, found)}
    if body:
        context["body"] = mark_safe(body)  # noqa: S308 (escaped there)
    return render(request, "people/share_way.html", context)


def _way_drawn(book: Notebook, other: Notebook | None, lang: str) -> str:
    """The reading of days that somebody shares, with another's beside; nothing where nothing is written."""
    both = [days for one in (book, other) if one is not None and (days := _written(one)) is not None]
    if not both:
        return ""
    course = bridge.course_of_days(together(*both) if len(both) > 1 else both[0])
    watching = bridge.watching_of_notebook(book, course, today_of(book))
    return body_of(course, None, lang, watching=watching)


def _written(book: Notebook) -> Days | None:
    """The days somebody wrote, without what files brought: that is shared apart."""
    return bridge.days_of(book, with_files=False)


def _others(account: Account, but: Link) -> list[Link]:
    """What may be laid beside: a worker's other links with live days. A person has their own notebook."""
    if account.role == Account.Role.PERSON:
        return []
    return [
        link for link in sharing.links_to(account) if link.pk != but.pk and "days" in sharing.live_items(link)
    ]


def _beside(request: HttpRequest, account: Account, found: Link) -> Notebook | None:
    if account.role == Account.Role.PERSON:
        reply, own = replies.reply_to(found), own_book(account)
        return own if own and reply and reply.joined else None
    wanted = request.GET.get("beside", "")
    if not wanted:
        return None
    for link in _others(account, found):
        if str(link.pk) == wanted:
            may.record_look(account, "share_days", "see", "granted", link)
            return book_of(link)
    raise Http404


def share_words(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The words of the shared days, newest first."""
    found = link_here(request)
    return render(request, "people/share_words.html", {"link": found, "held": words_of(book_of(found))})


def share_phone(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Sums of whole past weeks out of files."""
    found = link_here(request)
    return render(
        request, "people/share_phone.html", {"link": found, "weeks": weeks_of_files(book_of(found))}
    )


def share_answer(request: HttpRequest, link: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Accept, decline or correct what a family offers. The family reads none of it."""
    found = link_here(request)
    if "decline" in request.POST:
        replies.decline(found)
        return redirect("linked")
    if "correct" in request.POST:
        _correct(request, found)
    else:
        replies.accept(found, "joined" in request.POST)
    return redirect("share", link=found.pk)


def _correct(request: HttpRequest, found: Link) -> None:
    """Keep the person's own words of one day; nothing typed, or too much, changes nothing."""
    words = plain(request.POST.get("words", ""))
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Http404 from None
    if 0 < len(words) <= replies.LONGEST:
        replies.correct(found, day, words)
