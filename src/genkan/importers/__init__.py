"""Importers: one file per vendor format, found because it is there.

An importer is a module in this folder with

* ``NAME``      what people call the format, in English;
* ``SAMPLE``    some ten lines of the real format, as bytes;
* ``GIVES``     part of ``Events.summary()`` that SAMPLE must give;
* ``recognises(head, name)``  True when the first 64 kB look like this format (by content);
* ``read(source, gathering)`` streams the source into the gathering.

``RANK`` (optional, default 50) orders them when several could match: lower is asked first.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from genkan.importers.gathering import Gathering, Source
from genkan.nouns import Refused, Trouble

_NOT_TEXT = (
    *(b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"%PDF", b"RIFF", b"\x7fELF", b"MZ", b"OggS", b"ID3"),
    b"SQLite format 3\x00",
)
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


class Importer(Protocol):
    """What a module in this folder offers."""

    NAME: str
    SAMPLE: bytes
    GIVES: dict[str, int | float]

    def recognises(self, head: bytes, name: str) -> bool:
        """Does this look like my format?"""
        ...

    def read(self, source: Source, gathering: Gathering) -> None:
        """Stream it in."""
        ...


@cache
def all_importers() -> dict[str, Importer]:
    """Every importer by its module name, in the order they are asked."""
    found: dict[str, Importer] = {}
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(loaded, "SAMPLE"):
            found[module.name] = cast(Importer, loaded)
    return dict(sorted(found.items(), key=lambda item: (getattr(item[1], "RANK", 50), item[0])))


def importer_for(head: bytes, name: str) -> Importer | None:
    """The importer that knows this content, or None."""
    for importer in all_importers().values():
        if importer.recognises(head, name):
            return importer
    return None


def read_into(source: Source, gathering: Gathering) -> Importer:
    """Read one source with the importer that knows it.

    Raises Refused, told about this source, when it is empty, unknown or unreadable.
    """
    gathering.reading(source.name)
    try:
        head = source.head()
        if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
            raise Refused(Trouble.EMPTY)
        if head.startswith(_NOT_TEXT) or head[4:8] == b"ftyp":
            raise Refused(Trouble.PICTURE)
        importer = importer_for(head, source.name)
        if importer is None:
            raise Refused(Trouble.ENCODING if head.startswith(_UTF32) else Trouble.UNKNOWN_FORMAT)
        importer.read(source, gathering)
    except Refused as refused:
        if refused.trouble is Trouble.NOTHING_USABLE:
            refused = Refused(gathering.why_nothing(), where=refused.where, expected=refused.expected)
        raise refused.named(source.name) from None
    except MemoryError:
        raise Refused(Trouble.TOO_LARGE, source.name) from None
    except OSError:  # the disk, or what is left of it
        raise Refused(Trouble.DAMAGED, source.name) from None
    return importer
