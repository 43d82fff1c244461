"""A source in memory, and what a reader made of it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import IO, Any

from genkan.importers.gathering import Gathering
from genkan.nouns import Events, Trouble


@dataclass(frozen=True)
class Memory:
    """Bytes as a Source."""

    data: bytes
    name: str = "file.csv"

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def head(self) -> bytes:
        """The first 64 kB."""
        return self.data[:65_536]

    def open(self) -> IO[bytes]:
        """A fresh stream."""
        return io.BytesIO(self.data)


def events_of(importer: Any, data: bytes | str, zone: str = "Asia/Bangkok") -> Events:
    """What an importer reads from bytes (text: UTF-8) on a clock in ``zone``."""
    gathering = Gathering(zone)
    importer.read(Memory(data.encode() if isinstance(data, str) else data), gathering)
    return gathering.events()


def lost(events: Events) -> dict[Trouble, int]:
    """How much was left out, by trouble."""
    return {part.trouble: part.count for part in events.left_out}
