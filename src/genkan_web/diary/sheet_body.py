"""The filled sheet in what was kept, also where an older form asked something that is no longer asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from genkan.nouns import Refused, Trouble
from genkan.worksheets import Sheet, of_json
from genkan.worksheets.filled import Value, sheet_with

HEAD = ("genkan", "version", "worksheet")


def sheet_of(plain: Any) -> Sheet:
    """The sheet; answers to what an older form asked otherwise are left out of it.

    Raises Refused for anything that is no sheet of a worksheet there is.
    """
    try:
        return of_json(json.dumps(plain))
    except Refused as problem:
        if problem.trouble is not Trouble.BAD_VALUES:
            raise
        return _older(plain)


def _older(plain: Mapping[str, Any]) -> Sheet:
    """What of it is still asked, answer by answer."""
    blank = _part(plain, {})
    known = {one.id for one in blank.definition.fields}
    values: dict[str, Value] = {}
    for name in known & set(plain["values"]):
        with suppress(Refused):
            values |= _part(plain, {name: plain["values"][name]}).values
    return sheet_with(blank.worksheet, values)


def _part(plain: Mapping[str, Any], values: Mapping[str, Any]) -> Sheet:
    """The same sheet with these answers only."""
    if not isinstance(plain.get("values"), dict):
        raise Refused(Trouble.DAMAGED, "worksheet")
    return of_json(json.dumps({**{name: plain.get(name) for name in HEAD}, "values": values}))
