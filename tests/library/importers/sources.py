"""A source in memory, and what a reader made of it."""

from __future__ import annotations

from typing import Any

from genkan.importers.gathering import Gathering
from genkan.nouns import Events, Trouble
from genkan.store import BytesSource


def events_of(importer: Any, data: bytes | str, zone: str = "Asia/Bangkok") -> Events:
    """What an importer reads from bytes (text: UTF-8) on a clock in ``zone``."""
    gathering = Gathering(zone)
    importer.read(BytesSource(data.encode() if isinstance(data, str) else data), gathering)
    return gathering.events()


def lost(events: Events) -> dict[Trouble, int]:
    """How much was left out, by trouble."""
    return {part.trouble: part.count for part in events.left_out}
