"""What linked centres offer, why something may fit, the path as far as known, and «I was there»."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan import programmes as library
from genkan.knowledge import knowledge, sentence
from genkan.nouns import Reach
from genkan.programmes import STATIONS, Contact, Fit, Station, where_on_path
from genkan_web import once
from genkan_web.care import programmes
from genkan_web.care.models import Programme
from genkan_web.diary import notes, paths
from genkan_web.diary.models import Notebook
from genkan_web.diary.notes import Kept, today_of
from genkan_web.doors.gate import account_here
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.stopped import ChangedMeanwhile

ORDER = (Fit.FITS, Fit.WITH_CARE, Fit.UNKNOWN, Fit.LATER)
ASKED = {  # what a centre may leave open, and the word for asking it
    "size": "size",
    "noise": "noise",
    "late_is_fine": "late",
    "start_hour": "hour",
    "call_first": "call",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One programme in words: whether it may fit, why, and what to ask."""

    key: uuid.UUID
    offer: library.Programme
    centre: str
    fit: Fit
    because: tuple[str, ...]
    to_ask: tuple[str, ...]
    next_on: date | None
    proves: bool  # being there proves a floor of that day


def fears() -> tuple[str, ...]:
    """Everything the rules know to be hard, in their order."""
    rules = knowledge("programmes")
    return tuple(dict.fromkeys(one["fear"] for side in ("eases", "hardens") for one in rules[side]))


def offers(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (the gate has read it)
    """The offers, by whether they may fit; what is ticked as hard is used for this page and not kept."""
    return _page(request, notebook_here(request))


def _page(
    request: HttpRequest, book: Notebook, problem: str = "", done: str = "", status: int = 200
) -> HttpResponse:
    lang, today, account = language_here(request), today_of(book), account_here(request)
    hard = [one for one in fears() if one in request.POST.getlist("hard")]
    centres = programmes.readable(book, account)
    own, now = book.kind == Notebook.Kind.OWN, paths.furthest_lately(book, today)
    found = [_offer(one, centre.name, now, hard, lang, today) for centre, listed in centres for one in listed]
    path = where_on_path(paths.contacts(book), today)
    context = {
        "book": book,
        "own": own,
        "centres": centres,
        "for_person": [(fit.value, [one for one in found if one.fit is fit]) for fit in ORDER],
        "for_family": [one for one in found if one.offer.for_families and not own],
        "fears": [(one, one in hard) for one in fears()],
        "stations": [(one.value, one is path.station) for one in STATIONS],
        "path": path.says(lang),
        "today": today,
        "client_id": uuid.uuid4(),
        "problem": problem,
        "done": done,
    }
    return render(request, "people/offers.html", context, status=status)


def _offer(one: Programme, centre: str, now: Reach | None, hard: list[str], lang: str, today: date) -> Offer:
    offer = programmes.noun_of(one)
    reading = library.fits(offer, now, hard, family=offer.for_families)
    return Offer(
        one.pk,
        offer,
        centre,
        Fit.NOT_FOR if offer.for_families else reading.fit,
        tuple(because.says(lang) for because in reading.because if because.speaks_for is not None),
        _to_ask(offer, lang),
        offer.next_on(today),
        paths.came_to(offer) is library.Came.TOOK_PART,
    )


def _to_ask(offer: library.Programme, lang: str) -> tuple[str, ...]:
    """Everything the centre has not said."""
    open_ones = [word for name, word in ASKED.items() if getattr(offer, name) is None]
    if offer.place == "online" and offer.camera_off is None:
        open_ones.append("camera")
    return tuple(sentence(f"programmes.asked.{word}", lang) for word in open_ones)


def there(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """«I was there»: into one's own note of that day, and on the path; for families, on the path alone."""
    book = notebook_here(request)
    offer = _named(request, book)
    day, client_id = _day(request, book), request.POST.get("client_id", "")
    if day is None or not once.is_key(client_id):
        return _page(request, book, "people.offers.there_wrong", status=400)
    if offer is None or offer.for_families == (book.kind == Notebook.Kind.OWN):
        return redirect("offers", key=key)
    try:
        if book.kind == Notebook.Kind.OWN:
            kept = paths.was_there(book, offer, day, client_id)
        else:
            kept = Kept.NOW
            paths.add(book, Contact(day, paths.station_of(offer)))
    except ChangedMeanwhile:
        kept = Kept.CHANGED
    if kept is Kept.CHANGED:
        return _page(request, book, "people.offers.there_changed", status=409)
    return _page(request, book, done="people.offers.there_done")


def _named(request: HttpRequest, book: Notebook) -> library.Programme | None:
    """The programme that was pressed, if this notebook may read it."""
    wanted = request.POST.get("programme", "")
    listed = programmes.readable(book, account_here(request))
    found = (one for _, offered in listed for one in offered if str(one.pk) == wanted)
    return next(map(programmes.noun_of, found), None)


def _day(request: HttpRequest, book: Notebook) -> date | None:
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return None
    return day if notes.may_write_about(book, day) else None


def contact(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A contact of one's own telling, on the path."""
    book = notebook_here(request)
    station = request.POST.get("station", "")
    day = _day(request, book)
    if day is None or station not in set(STATIONS):
        return _page(request, book, "people.offers.contact_wrong", status=400)
    try:
        paths.add(book, Contact(day, Station(station)))
    except ChangedMeanwhile:
        return _page(request, book, "people.offers.there_changed", status=409)
    return redirect("offers", key=key)
