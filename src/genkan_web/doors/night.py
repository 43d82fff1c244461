"""The person's own door is dark at night: by their notebook's zone, else by the country of lines shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from genkan import helplines
from genkan.clock import zone_info
from genkan_web.doors.country import country_code
from genkan_web.kept import kept_in

EVENING, MORNING = 21, 6  # wall-clock hours between which it is night; a design choice


def night(request: HttpRequest) -> dict[str, Any]:
    """Whether this page stands in the dark: at night, and only for somebody who answers about themselves."""
    zone = _zone_of_their_own(request)
    if not zone:
        return {"night": False}
    local = timezone.now().astimezone(zone_info(zone))
    return {"night": local.hour >= EVENING or local.hour < MORNING}


def _zone_of_their_own(request: HttpRequest) -> str:
    """The zone of whoever keeps a notebook or answers about themselves; "" for everybody else."""
    who = getattr(request, "reached", None)
    if who is not None:
        return str(who.account.zone) if who.role == "person" else ""
    return helplines.zone_of(country_code(request)) if _about_themselves(request) else ""


def _about_themselves(request: HttpRequest) -> bool:
    if request.path == reverse("begin", args=["person"]):
        return True
    given, _ = kept_in(request)
    return given is not None and given.who == "person"
