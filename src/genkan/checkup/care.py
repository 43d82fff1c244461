"""What comes first: answers after which help stands above everything else, before anything is read.

A care stops exercises and family steps; it never stops anybody from reading on.
"""

from __future__ import annotations

from dataclasses import dataclass

from genkan.checkup.given import Given
from genkan.knowledge import knowledge


@dataclass(frozen=True, slots=True)
class Care:
    """One thing that comes first. ``urgency``: now, or soon (within days)."""

    id: str
    urgency: str
    because: tuple[str, ...]  # the answers that ask for it

    @property
    def now(self) -> bool:
        """Whether help is needed at once."""
        return self.urgency == "now"


def cares_of(given: Given) -> tuple[Care, ...]:
    """Every care these answers ask for, those for now first."""
    found = []
    for entry in knowledge("checkup/safety")["cares"]:
        because = given.has(*entry["when_any"])
        if because:
            found.append(Care(entry["id"], entry["urgency"], because))
    return tuple(sorted(found, key=lambda care: not care.now))
