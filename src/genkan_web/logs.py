"""What is written into the log: kinds and places of errors, never anybody's words, address or value.

One line an entry: ``2026-11-26T04:05:06Z ERROR django.request 503 GET n/<uuid:key>/``; after an error its
kind and the places it went through, on the same line.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
SHAPE = "%(asctime)s %(levelname)s %(name)s %(message)s"
REQUESTS = "genkan.requests"


class Discreet(logging.Formatter):
    """Errors of a database repeat the row they refused; so only their kind and their place are told."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__(SHAPE, "%Y-%m-%dT%H:%M:%SZ")

    def format(self, record: logging.LogRecord) -> str:
        """A line for the record; a request is told by its route."""
        request = getattr(record, "request", None)
        plain = logging.makeLogRecord({**record.__dict__, "exc_text": None})
        if request is not None:
            plain.args, plain.msg = None, f"{getattr(record, 'status_code', '')} {told(request)}"
        return " | ".join(line.strip() for line in super().format(plain).splitlines())

    def formatException(self, ei: Caught) -> str:  # noqa: N802 (its name in the standard library)
        """Each error in the chain by its kind, with the places it went through."""
        lines, error = [], ei[1]
        while error is not None:
            lines.append(type(error).__qualname__)
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def told(request: HttpRequest) -> str:
    """A request by its method and the pattern of its address, never by the address itself."""
    match = getattr(request, "resolver_match", None)
    return f"{request.method} {match.route if match else 'no route'}"


class Requests:
    """One line for each request, where an operator asked for it: status, method, pattern, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        from django.conf import settings
        from django.core.exceptions import MiddlewareNotUsed

        if not settings.LOG_REQUESTS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        began = time.perf_counter()
        response = self.get_response(request)
        took = (time.perf_counter() - began) * 1e3
        logging.getLogger(REQUESTS).info("%s %s %.0f ms", response.status_code, told(request), took)
        return response


LINES: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "genkan_web.logs.Discreet"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        REQUESTS: {"level": "INFO"},
        "_granian": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # any stranger could fill a disk with these
    },
}
