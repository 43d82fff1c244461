"""A week of things done → mood by kind of thing, or «cannot tell yet» where there are few entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genkan.knowledge import knowledge
from genkan.nouns import Because, Mark
from genkan.worksheets.filled import Row, Sheet

PLACE = "worksheet.activation.option.blocks.kind"


@dataclass(frozen=True, slots=True)
class KindMood:
    """One kind of thing: entries with a mood, and their mean (0 low … 10 good), None while they are few."""

    kind: str
    entries: int
    mood: float | None
    because: Because


def mood_by_kind(sheets: Sequence[Sheet]) -> tuple[KindMood, ...]:
    """Every kind that has an entry with a mood, most entries first. Entries without a mood are unknown."""
    moods: dict[str, list[float]] = {}
    for sheet in sheets:
        for row in sheet.rows("blocks"):
            told = _told(row)
            if told is not None:
                moods.setdefault(told[0], []).append(told[1])
    found = [_kind(kind, values) for kind, values in moods.items()]
    return tuple(sorted(found, key=lambda one: (-one.entries, one.kind)))


def difference(kinds: Sequence[KindMood]) -> Because:
    """The kind with the lightest mood against the heaviest, when they are far enough apart."""
    told = sorted((one.mood, one.kind) for one in kinds if one.mood is not None)
    if len(told) < 2 or told[-1][0] - told[0][0] < _rules()["apart"]:
        return _because("no_difference", {})
    facts = {"kind": f"{PLACE}.{told[-1][1]}", "other": f"{PLACE}.{told[0][1]}"}
    return _because("difference", facts)


def _told(row: Row) -> tuple[str, float] | None:
    kind, mood = row.get("kind"), row.get("mood")
    if isinstance(kind, str) and isinstance(mood, int | float):
        return kind, float(mood)
    return None


def _kind(kind: str, moods: Sequence[float]) -> KindMood:
    least = int(_rules()["least"])
    facts: dict[str, Any] = {"kind": f"{PLACE}.{kind}", "entries": len(moods), "needed": least}
    if len(moods) < least:
        return KindMood(kind, len(moods), None, _because("too_few", facts))
    mood = round(sum(moods) / len(moods), 1)
    return KindMood(kind, len(moods), mood, _because("mood", facts | {"mood": mood}))


def _rules() -> Mapping[str, Any]:
    found: Mapping[str, Any] = knowledge("worksheets/activation")["rules"]["kinds"]
    return found


def _because(said: str, facts: Mapping[str, Any]) -> Because:
    return Because(f"worksheet.reads.activation.{said}", facts, "kinds", "design", Mark.DESIGN)
