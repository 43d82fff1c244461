"""The API as the site serves it: its addresses, what it says when something goes wrong, its document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation

from genkan_web.api.document import document_of
from genkan_web.api.operations import router
from genkan_web.api.refusals import ChangedOver, PlainJSON, Unfit
from genkan_web.doors.problem import plainly

View = Callable[..., HttpResponse]


class Api(NinjaAPI):
    """Ninja's, with short names for what can be asked."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name."""
        return operation.view_func.__name__


api = Api(title="Genkan", version="1", openapi_url=None, docs_url=None, parser=PlainJSON())
api.add_router("", router)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _: Exception) -> HttpResponse:
    return plainly(request, "web.not_found", 404)


@api.exception_handler(HttpError)
def _unread(request: HttpRequest, _: Exception) -> HttpResponse:
    return plainly(request, "api.not_json", 400)


@api.exception_handler(Unfit)
def _unfit(request: HttpRequest, problem: Exception) -> HttpResponse:
    return plainly(request, "api.unfit", 422, getattr(problem, "fields", ()))


@api.exception_handler(ValidationError)
def _wrong_shape(request: HttpRequest, problem: Exception) -> HttpResponse:
    """Where, by our own names: what somebody sent is never repeated."""
    places = [[part for part in error["loc"] if part in KNOWN] for error in getattr(problem, "errors", ())]
    return plainly(request, "api.unfit", 422, sorted({str(place[-1]) for place in places if place}))


@api.exception_handler(ChangedOver)
def _changed(request: HttpRequest, _: Exception) -> HttpResponse:
    return plainly(request, "web.changed_meanwhile", 409)


def schema(_: HttpRequest) -> HttpResponse:
    """The OpenAPI document: what can be asked, with nobody's data in it."""
    return JsonResponse(DOCUMENT)


def _guarded(view: View) -> View:
    """Ninja's view, which the gate asks for forms' tokens after everything that needs none; HEAD is GET."""

    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, **named)

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def addresses() -> list[URLPattern]:
    """Every address, each with a name of its own for the table of who may."""
    found, _, _ = api.urls
    served = {
        str(one.pattern).replace("<uuidstr:", "<uuid:"): (one.callback, one.name)
        for one in found
        if isinstance(one, URLPattern) and one.callback and one.name != "api-root"
    }
    return [
        path("api/schema.json", schema, name="api-schema"),
        *(path(f"api/{way}", _guarded(view), name=name) for way, (view, name) in served.items()),
    ]


DOCUMENT = document_of(api)
KNOWN = {
    name for shape in DOCUMENT["components"]["schemas"].values() for name in shape.get("properties", {})
} | {"day", "first", "last"}
