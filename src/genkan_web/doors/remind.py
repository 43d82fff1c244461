"""The page of reminders: when, where they reach somebody, what was sent, a pause, a stop."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from genkan.sheet import reason_of
from genkan_web import once
from genkan_web.diary import notes
from genkan_web.diary.models import Notebook
from genkan_web.doors.gate import account_here
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.people import knocks
from genkan_web.remind import due, mail, push
from genkan_web.remind.models import Reminder
from genkan_web.stopped import ChangedMeanwhile, Stopped

WEEKDAYS = "0123456"
FIRST_HOUR = 18  # of a form nobody filled in yet
FIRST_SHOWN = 10  # deliveries; the others open with a press


def remind(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """See, change, pause or stop."""
    book = notebook_here(request)
    if request.method != "POST":
        return _page(request, book)
    for name, act in (("stop", due.stop), ("pause", due.pause), ("go_on", due.go_on)):
        if name in request.POST:
            act(book)
            return redirect("remind", key=key)
    return _kept(request, book) or redirect("remind", key=key)


def _kept(request: HttpRequest, book: Notebook) -> HttpResponse | None:
    """Nothing once it is kept; else the page with what was not right."""
    wish, seen = _wish(request), request.POST.get("edition", "")
    if isinstance(wish, str):
        return _page(request, book, wish, 400)
    if not seen.isdecimal() or len(seen) > 9:
        return _page(request, book, "people.note.again", 400)

    def write() -> str:
        due.keep(book, int(seen), wish)
        return ""

    try:
        once.once(str(book.pk), "remind", request.POST.get("client_id", ""), write)
    except ChangedMeanwhile:
        return _page(request, book, "web.changed_meanwhile", 409)
    except Stopped:
        return _page(request, book, "people.note.again", 400)
    return None


def _wish(request: HttpRequest) -> due.Wish | str:
    """The form, or the id of a sentence that says what is not right."""
    sent = request.POST
    hour, days = sent.get("hour", ""), sorted({*sent.getlist("days")} & {*WEEKDAYS})
    if not hour.isdecimal() or len(hour) > 2 or int(hour) > 23:
        return "remind.problem.hour"
    if int(hour) not in due.DAY_HOURS and "awake_at_night" not in sent:
        return "remind.problem.night"
    if not days and "on_silence" not in sent:
        return "remind.problem.days"
    return due.Wish(int(hour), "".join(days), "awake_at_night" in sent, "on_silence" in sent)


def _page(request: HttpRequest, book: Notebook, problem: str = "", status: int = 200) -> HttpResponse:
    held, today = due.reminder_of(book), notes.today_of(book)
    context = {
        "book": book,
        "held": held,
        "going": held is not None and not held.ended,
        "pausing": held is not None and due.is_pausing(held, today),
        "told": _told(request, held, status == 400 and "hour" in request.POST),
        "client_id": uuid.uuid4(),
        "hours": range(24),
        "weekdays": WEEKDAYS,
        "problem": problem,
        **_ways(request),
        **_log(held),
        **_silence(request, book),
    }
    return render(request, "people/remind.html", context, status=status)


def _told(request: HttpRequest, held: Reminder | None, as_typed: bool) -> dict[str, object]:
    """What the form shows: where something did not fit what was typed, else what stands, else a guess."""
    if as_typed:
        hour = request.POST.get("hour", "")
        return {
            "hour": int(hour) if hour.isdecimal() and len(hour) < 3 else FIRST_HOUR,
            "days": request.POST.getlist("days"),
            "awake_at_night": "awake_at_night" in request.POST,
            "on_silence": "on_silence" in request.POST,
        }
    if held is None:
        return {"hour": FIRST_HOUR, "days": WEEKDAYS, "awake_at_night": False, "on_silence": False}
    return {name: getattr(held, name) for name in ("hour", "days", "awake_at_night", "on_silence")}


def _ways(request: HttpRequest) -> dict[str, object]:
    account, can_push = account_here(request), push.is_set_up()
    place = mail.place_of(account)
    return {
        "can_push": can_push,
        "push_key": push.public_key() if can_push else "",
        "browsers": push.places_of(account),
        "can_mail": mail.is_set_up(),
        "mail_place": place,
        "mail_proved": mail.is_proved(place),
        "reachable": bool(due.ways_of(account)),
    }


def _log(held: Reminder | None) -> dict[str, object]:
    sent = list(held.deliveries.order_by("-at", "way")) if held else []
    return {"sent": sent[:FIRST_SHOWN], "sent_before": sent[FIRST_SHOWN:]}


def _silence(request: HttpRequest, book: Notebook) -> dict[str, object]:
    """Since when data stopped arriving, and what to check."""
    silence = due.silence_in(book, notes.today_of(book))
    if silence is None:
        return {}
    return {
        "silence": [reason_of(one, language_here(request)).text for one in silence.because],
        "causes": [f"concerns.silence.{one}" for one in silence.causes],
    }


def remind_push(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where this browser takes notices, sent by its script: 204, or 400 for what is no such place."""
    account = account_here(request)
    if "forget" in request.POST:
        push.forget(account, request.POST["forget"])
        return redirect("remind", key=key)
    kept = push.is_set_up() and push.keep(account, request.POST.get("address", ""))
    return (
        HttpResponse(status=204)
        if kept
        else _page(request, notebook_here(request), "remind.problem.push", 400)
    )


def remind_mail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """An address, the number that was sent there, or no mail any more."""
    account = account_here(request)
    if "forget" in request.POST:
        mail.forget(account)
        return redirect("remind", key=key)
    problem = _mail_problem(request)
    if problem:
        return _page(
            request, notebook_here(request), problem, 429 if problem == "remind.problem.wait" else 400
        )
    return redirect("remind", key=key)


def _mail_problem(request: HttpRequest) -> str:
    """The id of a sentence; empty once it is done."""
    account, address = account_here(request), request.POST.get("address", "").strip()[:254]
    asks = "number" not in request.POST
    if asks and not (mail.is_set_up() and mail.is_address(address)):
        return "remind.problem.address"
    wanted = [("mail", account.pk.hex), *([("mail to", address)] if asks else [])]
    if not knocks.may_try(*wanted):
        return "remind.problem.wait"
    if asks:
        return "" if mail.ask(account, address) else "remind.problem.not_sent"
    return "" if mail.prove(account, request.POST["number"][:20]) else "remind.problem.number"


@csrf_exempt
def mail_stop(request: HttpRequest, seal: str) -> HttpResponse:
    """No mail any more, from the mail itself, signed in or not: a press here, or one by the mail program."""
    if request.method == "POST":
        mail.stop(seal)
    return render(request, "people/mail_stop.html", {"stopped": request.method == "POST"})
