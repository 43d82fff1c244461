"""What is asked of a program before anything is looked for: not too often, not too much, and JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from genkan_web import may
from genkan_web.doors.problem import plainly
from genkan_web.people import knocks, tokens
from genkan_web.people.models import Token

MOST_BYTES = 64 << 10  # of what is sent; the longest note is 24 kB
READS = ("GET", "HEAD")


def refused(request: HttpRequest) -> HttpResponse | None:
    """What stands in the way, or None. Says nothing about what there is."""
    if not knocks.may_try(_knock(request)):
        return plainly(request, "api.wait", 429)
    if request.method in READS:
        return None
    if (problem := _of_its_way_in(request)) is not None:
        return problem
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return plainly(request, "api.too_much", 413)
    if request.content_type != "application/json":
        return plainly(request, "api.not_this_kind", 415)
    return None


def _knock(request: HttpRequest) -> tuple[str, str]:
    account = may.asking(request).account
    return ("api account", account.pk.hex) if account else ("api place", knocks.place_of(request))


def _of_its_way_in(request: HttpRequest) -> HttpResponse | None:
    """A token that only reads; a visit without the form's own token. No browser adds a token by itself."""
    if tokens.is_borne(request):
        return plainly(request, "api.reads_only", 403) if _reads_only(request) else None
    return CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, _anything, (), {})


def _anything(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _reads_only(request: HttpRequest) -> bool:
    token = tokens.borne(request)
    return token is not None and token.scope != Token.Scope.WRITE
