"""The frozen figures of the ladder: ``knowledge/plans/ladder``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genkan.knowledge import knowledge

FILE = "plans/ladder"


def rules(name: str) -> Mapping[str, Any]:
    """One group of figures, such as ``chance``. Raises KeyError for any other."""
    found: Mapping[str, Any] = knowledge(FILE)["rules"][name]
    return found


def holding() -> Mapping[str, Any]:
    """What asks for a professional first."""
    found: Mapping[str, Any] = knowledge(FILE)["held"]
    return found


def needs() -> Mapping[str, bool]:
    """What a rung may need to be there → whether that is assumed while nobody has said."""
    return {name: bool(one["assumed"]) for name, one in knowledge(FILE)["need"].items()}
