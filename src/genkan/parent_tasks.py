"""Tasks for a parent beside the person's own step: often to do less, never to push.

They come from ``knowledge/parent_tasks.toml``. Whether anything is offered at all is decided by the short
check for families (``checkup.family_check``): while exercises wait, so do these.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from genkan.knowledge import KnowledgeProblem, knowledge, sentence
from genkan.nouns import Reach

SHELVES = (  # of the ladder, on which a person's step may stand
    "room",
    "home",
    "contact",
    "doorstep",
    "making",
    "outside",
    "people",
    "part",
    "rhythm_and_body",
)
REST = "rest"  # a week without a step
MOMENTS = ("any", "before", "done", "not_done")


@dataclass(frozen=True, slots=True)
class ParentTask:
    """One task. ``steps``: shelves of the ladder it suits, none for any; ``moment``: when it belongs."""

    id: str
    reach: tuple[Reach, ...]
    steps: tuple[str, ...]
    moment: str

    def does(self, lang: str) -> str:
        """What to do, or to leave."""
        return sentence(f"parent_task.{self.id}.do", lang)

    def why(self, lang: str) -> str:
        """Why, in one sentence."""
        return sentence(f"parent_task.{self.id}.why", lang)


@cache
def parent_tasks() -> Mapping[str, ParentTask]:
    """Every task by id, in the file's order. Raises KnowledgeProblem for one that is not as expected."""
    found = {name: task_from(name, entry) for name, entry in knowledge("parent_tasks")["task"].items()}
    return MappingProxyType(found)


def task_from(name: str, entry: Mapping[str, Any]) -> ParentTask:
    """One task from its table. Raises KnowledgeProblem, naming what is wrong."""
    if set(entry) != {"reach", "steps", "moment"}:
        raise KnowledgeProblem(f"parent_tasks.toml: «{name}»: reach, steps and moment, nothing else")
    if entry["moment"] not in MOMENTS or not set(entry["steps"]) <= {*SHELVES, REST}:
        raise KnowledgeProblem(f"parent_tasks.toml: «{name}»: moment or steps unknown")
    if not entry["reach"] or not set(entry["reach"]) <= set(Reach):
        raise KnowledgeProblem(f"parent_tasks.toml: «{name}»: no such floor")
    reach = tuple(Reach(floor) for floor in entry["reach"])
    return ParentTask(name, reach, tuple(entry["steps"]), entry["moment"])


def tasks_for(
    reach: Reach | None = None,
    step: str | None = None,
    moment: str | None = None,
    left_out: Collection[str] = (),
) -> tuple[ParentTask, ...]:
    """The tasks that suit a step, those made for it before those for any step.

    ``reach``: the floor the step lies on; ``step``: its shelf of the ladder, or rest; ``moment``: before it,
    after it came about or did not. None: nobody knows, and then only what suits every floor or step is left.
    ``left_out``: ids the family does not want to see again.
    """
    fitting = [
        task
        for task in parent_tasks().values()
        if task.id not in left_out
        and (set(task.reach) >= set(Reach) if reach is None else reach in task.reach)
        and (not task.steps or step in task.steps)
        and (moment is None or task.moment in ("any", moment))
    ]
    return tuple(sorted(fitting, key=lambda task: (not task.steps, task.moment == "any")))
