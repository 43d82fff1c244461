"""Sentences that are shown because they may hurt: what can be chosen in a practice scene, tagged as hard.

They are judged apart from everything Genkan says itself. Nothing else of a scene is: not the situation, not
how a sentence may land, not a choice whose tags are all soft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from genkan.knowledge import knowledge
from genkan.scenes import hard_tags, scene_ids


@cache
def spoken_examples() -> frozenset[str]:
    """The ids of those sentences."""
    return frozenset(
        identity
        for name in scene_ids()
        for identity in spoken_in(name, knowledge(f"scenes/{name}")["texts"]["scene"][name]["turns"])
    )


def spoken_in(name: str, turns: Mapping[str, Any]) -> Iterable[str]:
    """The same for the turns of one scene."""
    for turn, table in turns.items():
        for letter, choice in table.items():
            if letter != "now" and set(choice["tags"]) & set(hard_tags()):
                yield f"scene.{name}.turns.{turn}.{letter}.say"
