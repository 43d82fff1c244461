"""Coming in: sign up, sign in, second factor, passkeys, going out. No answer tells if a name is known."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.contrib import auth
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from genkan import helplines
from genkan_web import carried, looks
from genkan_web.diary import books
from genkan_web.doors.country import COOKIE as COUNTRY
from genkan_web.doors.country import country_code
from genkan_web.doors.gate import account_here, reached
from genkan_web.doors.manners import COOKIE, language_here
from genkan_web.on_device import DEVICE
from genkan_web.people import ages, entering, guardians, invitations, knocks, recovery, second, tokens
from genkan_web.people.models import Account

ROLES = ("person", "family", "invited")
SHOW_SHEET = "show_sheet"  # in the session
FRESH_SECONDS = 15 * 60


def join(request: HttpRequest) -> HttpResponse:
    """For whom: for oneself, for a family, or with a code from a centre."""
    return render(request, "people/join.html", {"roles": ROLES})


def join_as(request: HttpRequest, role: str) -> HttpResponse:
    """A pseudonym and a password or passkey; no real name, no address."""
    if role not in ROLES:
        raise Http404
    if request.method != "POST":
        return _join_page(request, role)
    if not knocks.may_try(("door place", knocks.place_of(request))):
        return _join_page(request, role, "people.enter.wait", 429)
    problem = _problem_with_form(request, role)
    if problem:
        return _join_page(request, role, problem, 400)
    account = _opened(request, role)
    if account is None:
        looks.turned_away("invitation")
        return _join_page(request, role, "people.join.code_wrong", 400)
    looks.came(account, "join")
    entering.let_in(request, account)
    request.session[SHOW_SHEET] = True
    if "passkey" in request.POST:
        return redirect("passkey")
    return redirect("second-set" if second.needs_factor(account) else "sheet")


def _join_page(request: HttpRequest, role: str, problem: str = "", status: int = 200) -> HttpResponse:
    country = country_code(request)
    context = {
        "role": role,
        "problem": problem,
        "countries": helplines.names(language_here(request)),
        "country": request.POST.get("country") or country,
        "zones": sorted(available_timezones()),
        "zone": request.POST.get("zone") or helplines.zone_of(country),
        "shortest": entering.SHORTEST,
        "name": request.POST.get("name", ""),
        "needs_factor": role != "invited" and second.is_asked_of(role),
    }
    return render(request, "people/join_as.html", context, status=status)


def _problem_with_form(request: HttpRequest, role: str) -> str:
    sent = request.POST
    name = sent.get("name", "").strip()
    if not 1 <= len(name) <= entering.LONGEST_NAME or "\x00" in name:
        return "people.join.name_wrong"
    if sent.get("country") not in helplines.codes() or sent.get("zone") not in available_timezones():
        return "people.join.place_wrong"
    if "passkey" not in sent and (wrong := entering.problem_with(sent.get("password", ""))):
        return wrong
    if role == "invited":
        return _problem_with_invitation(request)
    return _problem_with_age(request)


def _problem_with_age(request: HttpRequest) -> str:
    """Who does not say is treated as too young."""
    year, sent = ages.year_in(request.POST.get("birth_year", ""), timezone.now().year), request.POST
    if year is None:
        return "people.join.year_wrong"
    return "" if ages.may_join_alone(sent["country"], year, timezone.now().year) else "people.join.young"


def _problem_with_invitation(request: HttpRequest) -> str:
    """A person too young comes in only where a guardian's consent was recorded, and with their own yes."""
    found = invitations.open_with(request.POST.get("code", ""))
    if found is None or found.role != Account.Role.PERSON:
        return ""
    if found.guardianship is not None:
        return "" if "yes" in request.POST else "people.guardian.yes_needed"
    return _problem_with_age(request)


def _opened(request: HttpRequest, role: str) -> Account | None:
    """The new account with its sheet and, for a person, their notebook; None when a code does not fit."""
    sent = request.POST
    password = None if "passkey" in sent else sent["password"]
    more: dict[str, object] = {"language": language_here(request)}
    more |= {"country": sent["country"], "zone": sent["zone"]}
    with transaction.atomic():
        invited = invitations.used(sent.get("code", "")) if role == "invited" else None
        if role == "invited" and invited is None:
            return None
        as_role = invited.role if invited else role
        more |= {"centre": invited.centre} if invited and as_role in Account.STAFF else {}
        account = entering.account_called(sent["name"], password, as_role, **more)
        recovery.new_sheet(account)
        if as_role == Account.Role.PERSON:
            books.begun_own(account)
        if invited and invited.guardianship and not guardians.take_up(invited, account):
            transaction.set_rollback(True)
            return None
    return account


def enter(request: HttpRequest) -> HttpResponse:
    """Name and password. Unknown names and wrong passwords get one answer, after one hash."""
    if request.method != "POST":
        return _enter_page(request)
    name, password = request.POST.get("name", "")[:200], request.POST.get("password", "")
    if not entering.may_guess(request, name):
        return _enter_page(request, "people.enter.wait", 429)
    account = entering.account_with(name, password)
    if account is None:
        looks.turned_away("password")
        return _enter_page(request, "people.enter.wrong", 400)
    looks.came(account, "password")
    entering.let_in(request, account)
    return _inside(request, account, "second" if second.needs_factor(account) else "home")


def _enter_page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    """The way in; every time it says whether something waits to be kept, and for how long."""
    context = {
        "problem": problem,
        "carried": carried.waiting(request) is not None,
        "minutes": carried.MINUTES,
        "waits": DEVICE in request.COOKIES,
    }
    return render(request, "people/enter.html", context, status=status)


def _inside(request: HttpRequest, account: Account, name: str) -> HttpResponse:
    """To a page inside, with the account's language and help lines where this device has chosen none."""
    response = redirect(name)
    for cookie, value in ((COOKIE, account.language), (COUNTRY, account.country)):
        if cookie not in request.COOKIES:
            response.set_cookie(cookie, value, samesite="Lax", httponly=True)
    return response


def enter_sheet(request: HttpRequest) -> HttpResponse:
    """With a code of the recovery sheet and a new password; a second factor is asked for all the same."""
    if request.method != "POST":
        return render(request, "people/enter_sheet.html", {"shortest": entering.SHORTEST})
    problem, status = entering.problem_with(request.POST.get("password", "")), 400
    if not problem and not knocks.may_try(("sheet place", knocks.place_of(request))):
        problem, status = "people.enter.wait", 429
    name, code = request.POST.get("name", "")[:200], request.POST.get("code", "")[:60]
    account = None if problem else recovery.account_with(name, code)
    if account is None:
        if not problem:
            looks.turned_away("sheet")
        context = {"problem": problem or "people.enter.sheet_wrong", "shortest": entering.SHORTEST}
        return render(request, "people/enter_sheet.html", context, status=status)
    account.set_password(request.POST["password"])
    account.visits += 1
    account.save()
    tokens.end_all(account)
    looks.came(account, "sheet")
    entering.let_in(request, account)
    return _inside(request, account, "second" if second.needs_factor(account) else "home")


def out(request: HttpRequest) -> HttpResponse:
    """End the visit."""
    auth.logout(request)
    return carried.put_down(request, redirect("entrance"))


# ── The second factor ──


def second_factor(request: HttpRequest) -> HttpResponse:
    """A code of the code app, or one of the recovery sheet."""
    account = account_here(request)
    if reached(request).role != "half":
        return redirect("home")
    if not second.has_factor(account):
        return redirect("second-set")
    if request.method != "POST":
        return render(request, "people/second.html")
    if not knocks.may_try(("factor", account.pk.hex)):
        return render(request, "people/second.html", {"problem": "people.enter.wait"}, status=429)
    code = request.POST.get("code", "")[:60]
    if not second.code_fits(account, code) and not recovery.code_fits(account, code):
        looks.turned_away("second", account)
        return render(request, "people/second.html", {"problem": "people.second.wrong"}, status=400)
    looks.came(account, "second")
    entering.raise_up(request)
    return redirect("home")


def second_set(request: HttpRequest) -> HttpResponse:
    """Set up a code app: a secret to scan or type, and a code of it to show that it works."""
    if refused := _not_now(request):
        return refused
    account = account_here(request)
    secret = second.secret_under_way(request.session)
    address = second.address_of_secret(account, secret)
    context = {"secret": secret, "picture": second.picture_of_secret(address), "address": address}
    if request.method != "POST":
        return render(request, "people/second_set.html", context)
    if not second.set_up_codes(account, secret, request.POST.get("code", "")[:20]):
        context["problem"] = "people.second.wrong"
        return render(request, "people/second_set.html", context, status=400)
    del request.session[second.UNDER_WAY]
    return _raised_up(request)


def _raised_up(request: HttpRequest) -> HttpResponse:
    """To the sheet where it was not shown yet; else to where the visit was going, or back to the account."""
    was_half = reached(request).role == "half"
    entering.raise_up(request)
    return redirect("sheet" if request.session.get(SHOW_SHEET) else "home" if was_half else "account")


def _not_now(request: HttpRequest) -> HttpResponse | None:
    """Whoever is half in gives the factor they have before they make another; a long visit signs in anew."""
    who = reached(request)
    if who.role == "half" and who.account is not None and second.has_factor(who.account):
        return redirect("second")
    if timezone.now().timestamp() - request.session.get(entering.SINCE, 0) > FRESH_SECONDS:
        auth.logout(request)
        return redirect("enter")
    return None


# ── Passkeys ──


def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device."""
    if refused := _not_now(request):
        return refused
    account = account_here(request)
    if request.method != "POST":
        return render(request, "people/passkey.html")
    if not second.keep_passkey(account, request.POST.get("credential", "")):
        return render(request, "people/passkey.html", {"problem": "people.passkey.failed"}, status=400)
    return _raised_up(request)


def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make one."""
    if _not_now(request):
        return JsonResponse({}, status=403)
    return JsonResponse(second.passkey_to_make(account_here(request)))


def enter_passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser needs to look for one; the same for everybody."""
    if not knocks.may_try(("sheet place", knocks.place_of(request))):
        return JsonResponse({}, status=429)
    return JsonResponse(second.passkey_to_show())


def enter_passkey(request: HttpRequest) -> HttpResponse:
    """Come in with a passkey alone: the device has asked for a face, a finger or a number."""
    if not knocks.may_try(("passkey place", knocks.place_of(request))):
        return _enter_page(request, "people.enter.wait", 429)
    account = second.passkey_account(request.POST.get("credential", ""))
    if account is None:
        looks.turned_away("passkey")
        return _enter_page(request, "people.passkey.failed", 400)
    looks.came(account, "passkey")
    entering.let_in(request, account, second=True)
    return _inside(request, account, "home")
