"""Which kinds of papers there are, and how a body out of a file is looked at before it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from genkan.nouns import Refused, Trouble
from genkan.worksheets import definitions, of_json, to_json

Reader = Callable[[Mapping[str, Any]], dict[str, Any]]


def sheet_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """A filled worksheet: ``sheet`` is what ``genkan.worksheets.to_json`` gives. Raises Refused."""
    read = of_json(json.dumps(body.get("sheet")))
    if read.worksheet != body.get("kind"):
        raise Refused(Trouble.BAD_VALUES, "worksheet", "worksheet", str(body.get("kind"))[:40])
    return {"sheet": json.loads(to_json(read))}


READERS: Mapping[str, Reader] = MappingProxyType(dict.fromkeys(definitions(), sheet_body))
