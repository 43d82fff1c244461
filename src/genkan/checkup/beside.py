"""What may stand beside withdrawal, or look like it: things a professional would check. Never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from genkan.checkup.given import Given
from genkan.knowledge import knowledge, knowledge_files
from genkan.nouns import Mark


@dataclass(frozen=True, slots=True)
class Beside:
    """One look-alike or companion, with the answers that speak for looking at it."""

    id: str
    because: tuple[str, ...]
    source: str
    mark: Mark


def besides_of(given: Given) -> tuple[Beside, ...]:
    """Everything these answers speak for looking at, first what is looked at before all else."""
    found = []
    for name, content in knowledge_files().items():
        if not name.startswith("beside/"):
            continue
        because = given.has(*content["when_any"])
        if len(because) >= content["at_least"]:
            mark = Mark(content["rule_mark"])
            found.append(Beside(content["id"], because, content["rule_source"], mark))
    first = {one.id for one in found if knowledge(f"beside/{one.id}").get("look_first", False)}
    return tuple(sorted(found, key=lambda one: (one.id not in first, -len(one.because))))
