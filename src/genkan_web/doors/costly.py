"""Pages open to everybody that cost much: counted for each visitor's address. Help is never among them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from genkan_web.doors.problem import problem
from genkan_web.people import visitors

Page = Callable[..., HttpResponse]


def costly(limit: str, method: str = "") -> Callable[[Page], Page]:
    """Counts a page, or one method of it, under this limit; 429 and a way to help where nothing is left."""

    def counted(page: Page) -> Page:
        @wraps(page)
        def only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if method in ("", request.method) and not visitors.may_ask(request, limit):
                return problem(request, "web.often", 429)
            return page(request, *args, **kwargs)

        return only

    return counted
