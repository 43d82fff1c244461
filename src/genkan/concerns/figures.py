"""The frozen figures of this room: ``knowledge/concerns``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genkan.knowledge import knowledge


def rules(file: str = "watch") -> Mapping[str, Any]:
    """The figures of one file: watch, onset, change or ahead. Raises KeyError for any other."""
    found: Mapping[str, Any] = knowledge(f"concerns/{file}")["rules"]
    return found
