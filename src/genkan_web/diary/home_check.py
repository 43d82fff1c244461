"""What is kept of a check whether it is calm at home: days and what was shown. No answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from genkan.checkup.family_check import Show

KIND = "family_check"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last check showed. ``begun``: since when exercises could be under way; None: not yet."""

    on: date
    shows: tuple[Show, ...]
    again: date  # the day from which it is asked again
    begun: date | None = None

    @property
    def exercises_wait(self) -> bool:
        """Whether nothing that could raise tension is offered now."""
        return self.shows != (Show.GO_ON,)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "on": self.on.isoformat(),
            "shows": [show.value for show in self.shows],
            "again": self.again.isoformat(),
            "begun": self.begun.isoformat() if self.begun else None,
        }


def outcome_of(body: Mapping[str, Any]) -> Outcome:
    """What was kept. Raises ValueError, KeyError or TypeError for anything else."""
    begun = body["begun"]
    shows = tuple(Show(str(one)) for one in body["shows"])
    if not shows:
        raise ValueError("a check that shows nothing")
    return Outcome(
        date.fromisoformat(body["on"]),
        shows,
        date.fromisoformat(body["again"]),
        None if begun is None else date.fromisoformat(begun),
    )


def read(body: Mapping[str, Any]) -> dict[str, Any]:
    """A check out of a file, as it is kept. Raises ValueError, KeyError or TypeError for anything else."""
    return outcome_of(body).plain()
