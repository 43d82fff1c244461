"""The page of reminders: when, by which way, what was sent, a pause, a stop."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genkan.sheet import reason_of
from genkan_web.diary import notes
from genkan_web.diary.models import Notebook
from genkan_web.doors.gate import account_here
from genkan_web.doors.manners import language_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.people import knocks
from genkan_web.remind import due, ways
from genkan_web.remind.models import Reminder

LISTED = 30  # deliveries


def remind(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """See, change, pause or stop."""
    book = notebook_here(request)
    if request.method != "POST":
        return _page(request, book)
    held = Reminder.objects.filter(notebook=book).first()
    if "stop" in request.POST:
        due.stop(book)
    elif "pause" in request.POST and held is not None:
        due.pause(held)
    else:
        told = _told(request)
        if isinstance(told, str):
            return _page(request, book, told, 400)
        due.set_up(book, told)
    return redirect("remind", key=key)


def _told(request: HttpRequest) -> dict[str, object] | str:
    """The form, or the id of a sentence that says what is not right."""
    sent = request.POST
    hour, days = sent.get("hour", ""), sorted({one for one in sent.getlist("days") if one in set("0123456")})
    if not hour.isdecimal() or len(hour) > 2 or int(hour) > 23:
        return "remind.problem.hour"
    at_night = "awake_at_night" in sent
    if int(hour) not in due.DAY_HOURS and not at_night:
        return "remind.problem.night"
    by_push, by_mail = "by_push" in sent, "by_mail" in sent
    if not days and "on_silence" not in sent:
        return "remind.problem.days"
    if by_mail and not ways.takes_mail(account_here(request)):
        return "remind.problem.mail"
    return {
        "hour": int(hour),
        "days": "".join(days),
        "awake_at_night": at_night,
        "by_push": by_push,
        "by_mail": by_mail,
        "on_silence": "on_silence" in sent,
    }


def _page(request: HttpRequest, book: Notebook, problem: str = "", status: int = 200) -> HttpResponse:
    account, held = account_here(request), Reminder.objects.filter(notebook=book).first()
    today = notes.today_of(book)
    silence = due.silence_in(book, today)
    context = {
        "book": book,
        "held": held,
        "over": held is not None and due.is_over(held, today),
        "pausing": held is not None and held.paused_until is not None and today < held.paused_until,
        "sent": list(held.deliveries.order_by("-at")[:LISTED]) if held else [],
        "hours": range(24),
        "weekdays": [(str(number), f"remind.weekday.{number}") for number in range(7)],
        "problem": problem,
        "can_mail": ways.mail_is_set_up(),
        "takes_mail": ways.takes_mail(account),
        "asked_mail": hasattr(account, "mail_place") and bool(account.mail_place.number),
        "push_key": ways.public_push_key(),
        "browsers": account.push_places.count(),
        "silence": [reason_of(one, language_here(request)).text for one in silence.because] if silence else [],
        "causes": [f"concerns.silence.cause.{one}" for one in silence.causes] if silence else [],
        "now": timezone.now(),
    }
    return render(request, "people/remind.html", context, status=status)


def remind_push(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where this browser takes notices; sent by its script. 204, or 400 for what is no such place."""
    notebook_here(request)
    if "forget" in request.POST:
        account_here(request).push_places.all().delete()
        return redirect("remind", key=key)
    kept = ways.keep_push_place(account_here(request), request.POST.get("address", ""))
    return HttpResponse(status=204 if kept else 400)


def remind_mail(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """An address, the number that was sent there, or no mail any more."""
    book, account = notebook_here(request), account_here(request)
    if "forget" in request.POST:
        _no_mail(account.pk)
        return redirect("remind", key=key)
    if not knocks.may_try(("mail", account.pk.hex)):
        return _page(request, book, "people.enter.wait", 429)
    if "number" in request.POST:
        proved = ways.mail_place_proved(account, request.POST["number"][:20])
        return redirect("remind", key=key) if proved else _page(request, book, "remind.problem.number", 400)
    if not ways.mail_is_set_up() or not ways.ask_mail_place(account, request.POST.get("address", "")[:254]):
        return _page(request, book, "remind.problem.address", 400)
    return redirect("remind", key=key)


def _no_mail(account: uuid.UUID) -> None:
    ways.MailPlace.objects.filter(account=account).delete()
    Reminder.objects.filter(notebook__writer=account).update(by_mail=False)
