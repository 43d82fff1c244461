"""Every operation. The gate has asked who may before any of these runs, and hands over what it reached."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from genkan import helplines
from genkan_web import bridge, may
from genkan_web.api import shapes
from genkan_web.api.refusals import ChangedOver, Unfit
from genkan_web.care import replies, sharing
from genkan_web.care.weeks import Week, week_of, with_news, zones_of
from genkan_web.diary import books, notes
from genkan_web.diary.models import Notebook
from genkan_web.doors.gate import account_here
from genkan_web.doors.linked import book_of, link_here
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here

router = Router()
MOST_DAYS = 400  # in one answer
FIRST_DAYS = 14  # where nothing is asked for


# ── For everybody ──


@router.get("help/{str:code}/", url_name="api-help", response=shapes.Help, tags=["help"])
def help_lines(request: HttpRequest, code: str) -> object:
    """Help lines of a country, two small letters; those that answer now first. No sign-in."""
    if code not in helplines.codes():
        raise Http404
    country = helplines.country_of(code, language_here(request), timezone.now())
    names = shapes.HelpLine.model_fields
    lines = [{name: getattr(line, name) for name in names} for line in country.lines]
    return {"code": country.code, "name": country.name, "stale": country.stale, "lines": lines}


# ── One's own notebooks ──


@router.get("notebooks/", url_name="api-notebooks", response=shapes.Books, tags=["notebook"])
def notebooks(request: HttpRequest) -> object:
    """One's own notebooks."""
    names = [name for name in shapes.Book.model_fields if name != "key"]
    found = books.books_of(account_here(request))
    return {"notebooks": [{"key": one.pk} | {name: getattr(one, name) for name in names} for one in found]}


@router.get("notebooks/{uuid:key}/notes/", url_name="api-notes", response=shapes.Notes, tags=["notebook"])
def list_notes(
    request: HttpRequest, key: uuid.UUID, first: shapes.Day | None = None, last: shapes.Day | None = None
) -> object:
    """Notes from ``first`` to ``last``; the last two weeks unless said. At most 400 days at once."""
    book = notebook_here(request)
    until = last or notes.today_of(book)
    since = first or _days_before(until, FIRST_DAYS - 1)
    if not 0 <= (until - since).days < MOST_DAYS:
        raise Unfit("first", "last")
    found = book.notes.filter(day__gte=since, day__lte=until).order_by("-day")
    return {"first": since, "last": until, "notes": [shapes.Note.of(one) for one in found]}


def _days_before(day: date, days: int) -> date:
    return day - min(timedelta(days=days), day - date.min)


@router.get("notebooks/{uuid:key}/notes/{day}/", url_name="api-note", response=shapes.Note, tags=["notebook"])
def get_note(request: HttpRequest, key: uuid.UUID, day: shapes.Day) -> object:
    """The note of one day. 404 where nobody wrote."""
    return _note(notebook_here(request), day)


@router.put("notebooks/{uuid:key}/notes/{day}/", url_name="api-note", response=shapes.Note, tags=["notebook"])
def put_note(request: HttpRequest, key: uuid.UUID, day: shapes.Day, sent: shapes.NoteIn) -> object:
    """Write a note over the version it was read as. 409 when somebody wrote meanwhile: nothing is lost."""
    book = notebook_here(request)
    if not notes.may_write_about(book, day):
        raise Http404
    written = notes.written_from(sent.as_form())
    if isinstance(written, str):
        raise Unfit("words" if written == "people.note.long" else "reach")
    if notes.keep(book, day, written) is notes.Kept.CHANGED:
        raise ChangedOver
    return _note(book, day)


def _note(book: Notebook, day: date) -> shapes.Note:
    found = book.notes.filter(day=day).first()
    if found is None:
        raise Http404
    return shapes.Note.of(found)


@router.get("notebooks/{uuid:key}/days/", url_name="api-days", response=shapes.OwnDays, tags=["notebook"])
def own_days(request: HttpRequest, key: uuid.UUID) -> object:
    """All days of this notebook: what was written, and what files brought."""
    return {"days": bridge.days_told(notebook_here(request), with_files=True)}


@router.get("notebooks/{uuid:key}/reading/", url_name="api-reading", response=shapes.Told, tags=["notebook"])
def reading(request: HttpRequest, key: uuid.UUID) -> object:
    """The way out over everything in this notebook: stages and signs, and what to look at."""
    book = notebook_here(request)
    return bridge.reading_told(book, notes.today_of(book))


# ── Who sees what ──


@router.get("notebooks/{uuid:key}/sees/", url_name="api-sees", response=shapes.Sees, tags=["sharing"])
def sees(request: HttpRequest, key: uuid.UUID) -> object:
    """Who sees what of this notebook, until when, stopped or not."""
    return _sees(notebook_here(request))


@router.post("notebooks/{uuid:key}/sees/stop/", url_name="api-stop", response=shapes.Sees, tags=["sharing"])
def stop(request: HttpRequest, key: uuid.UUID, sent: shapes.StopOne | shapes.StopAll) -> object:
    """Stop sharing; from the next request on it is closed, and nothing on the other side shows it."""
    book = notebook_here(request)
    if isinstance(sent, shapes.StopAll):
        sharing.take_back(book)
        return _sees(book)
    link = next((one for one in sharing.links_from(book) if one.pk == sent.link), None)
    if link is None:
        raise Http404
    sharing.stop(link, [sent.item] if sent.item else None)
    return _sees(book)


def _sees(book: Notebook) -> dict[str, object]:
    rows = []
    for link in sharing.links_from(book):
        if link.ends["role"] == "person":
            continue
        live, who = (
            sharing.live_items(link),
            {"reader": link.ends["reader_called"], "role": link.ends["role"]},
        )
        rows += [
            {"link": link.pk, "item": one.item, "live": one.item in live, "until": one.until, **who}
            for one in sorted(link.grants.all(), key=lambda grant: grant.item)
        ]
    return {"rows": rows}


# ── What others share ──


@router.get("linked/", url_name="api-linked", response=shapes.Linked, tags=["shared with me"])
def linked(request: HttpRequest) -> object:
    """Everybody who was linked."""
    account = account_here(request)
    readable = frozenset(may.table().items.get(account.role, ()))
    shared = replies.live_to(account)
    live = {book: items & readable for _, book, items in shared}
    news = with_news(live, zones_of(live))
    told = [
        {"link": link.pk, "called": link.ends["called"], "news": book in news} for link, book, _ in shared
    ]
    return {"linked": sorted(told, key=lambda one: not one["news"])}


@router.get("linked/{uuid:link}/", url_name="api-share", response=shapes.SharedWeek, tags=["shared with me"])
def share(request: HttpRequest, link: uuid.UUID) -> object:
    """This week over one link."""
    return _week(week_of(link_here(request), may.table().items.get(account_here(request).role, ())))


def _week(week: Week) -> dict[str, object]:
    line = week.line
    return {
        "days_written": line.written if line else None,
        "days_out": line.out if line else None,
        "days_out_most": line.most if line else None,
        "days": [shapes.SharedNote.of(one) for one in week.days],
        "words": [{"day": one.day, "words": one.words} for one in week.words],
        "phone": [dict(zip(shapes.PhoneWeek.model_fields, one, strict=True)) for one in week.phone],
    }


@router.get(
    "linked/{uuid:link}/days/", url_name="api-share-days", response=shapes.SharedDays, tags=["shared with me"]
)
def share_days(request: HttpRequest, link: uuid.UUID) -> object:
    """All shared days, as somebody wrote them; without what files brought."""
    return {"days": bridge.days_told(book_of(link_here(request)))}
