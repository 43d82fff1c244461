"""What is kept of the path: contacts, each a day and a station. No word and no name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from genkan.programmes import Contact, Station

KIND = "path"
MOST = 1_000  # contacts; the oldest go first


def body_of(contacts: Iterable[Contact]) -> dict[str, Any]:
    """The contacts as they are kept, each day and station once."""
    once = sorted({(one.on.isoformat(), one.station.value) for one in contacts})
    return {"contacts": [{"on": on, "station": station} for on, station in once[-MOST:]]}


def contacts_in(body: Mapping[str, Any]) -> tuple[Contact, ...]:
    """The contacts of what was kept. Raises ValueError, KeyError or TypeError for anything else."""
    return tuple(
        Contact(date.fromisoformat(one["on"]), Station(str(one["station"]))) for one in body["contacts"]
    )


def read(body: Mapping[str, Any]) -> dict[str, Any]:
    """A path out of a file, as it is kept. Raises ValueError, KeyError or TypeError."""
    return body_of(contacts_in(body))
