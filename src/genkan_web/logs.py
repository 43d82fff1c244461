"""What is written into the log: kinds and places of errors, never anybody's words, address or value."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Errors of a database repeat the row they refused; so only their kind and their place are told."""

    def format(self, record: logging.LogRecord) -> str:
        """A line for the record; a request is told by its route."""
        request = getattr(record, "request", None)
        if request is None:
            return super().format(record)
        match = getattr(request, "resolver_match", None)
        plain = logging.makeLogRecord({**record.__dict__, "args": None, "message": "", "exc_text": None})
        status = getattr(record, "status_code", "")
        plain.msg = f"{status} {getattr(request, 'method', '')} {match.route if match else 'no route'}"
        return super().format(plain)

    def formatException(self, ei: Caught) -> str:  # noqa: N802 (its name in the standard library)
        """Each error in the chain by its kind, with the places it went through."""
        lines, error = [], ei[1]
        while error is not None:
            lines.append(type(error).__qualname__)
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
