"""Which kinds of papers there are, and how a body out of a file is looked at before it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from genkan.family_week import plan_from
from genkan.nouns import Refused, Trouble
from genkan.plans import climb_from
from genkan.worksheets import definitions, to_json
from genkan_web.diary import home_check, path_body, plan_body
from genkan_web.diary.sheet_body import sheet_of

Reader = Callable[[Mapping[str, Any]], dict[str, Any]]


def sheet_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A filled worksheet: ``sheet`` is what ``genkan.worksheets.to_json`` gives. Raises Refused."""
    read = sheet_of(body.get("sheet"))
    if read.worksheet != body.get("kind"):
        raise Refused(Trouble.BAD_VALUES, "worksheet", "worksheet", str(body.get("kind"))[:40])
    return {"sheet": json.loads(to_json(read))}


def climb_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A person's way on the ladder. Raises Refused."""
    return {"climb": climb_from(body.get("climb")).plain()}


def week_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """The family's own plan. Raises Refused."""
    return {"plan": plan_from(body.get("plan")).plain()}


def sleep_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet of sleep times, with the time that is tried since a day. Raises ValueError or Refused."""
    held = body.get("held")
    if held is None:
        return sheet_body(body)
    if not isinstance(held, dict):
        raise ValueError("held")
    hour, since = held.get("hour"), held.get("since")
    if isinstance(hour, bool) or not isinstance(hour, int | float) or not 0 <= hour < 24:
        raise ValueError("held hour")
    return {**sheet_body(body), "held": {"hour": hour, "since": date.fromisoformat(str(since)).isoformat()}}


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        **dict.fromkeys(definitions(), sheet_body),
        "sleep_reset": sleep_body,
        home_check.KIND: home_check.read,
        path_body.KIND: path_body.read,
        plan_body.KIND: plan_body.read,
        "ladder": climb_body,
        "family_week": week_body,
    }
)
