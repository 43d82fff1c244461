"""Why an operation did nothing, and how JSON is read so that nothing doubtful comes in."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class Unfit(Exception):
    """What was sent does not fit; ``fields`` are our own names."""

    def __init__(self, *fields: str):
        super().__init__("unfit")
        self.fields = fields


class ChangedOver(Exception):
    """Somebody wrote meanwhile; nothing was overwritten."""


class PlainJSON(Parser):
    """Whole UTF-8, real numbers, every name once, no half characters. Raises ValueError or RecursionError."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """What was sent."""
        text = request.body.decode("utf-8")
        found: dict[str, Any] = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False).encode("utf-8")  # half a pair of surrogates is no character
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)
