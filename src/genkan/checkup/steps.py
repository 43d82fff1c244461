"""What to do tonight (one thing) and this week (at most three), matched to the answers.

While a care asks for help first, there are no steps: guidance waits until it is safe. Steps come from
different pages of the prevention shelf, so that the week is not three times the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from genkan.checkup.care import Care
from genkan.checkup.given import Given
from genkan.knowledge import knowledge, knowledge_files
from genkan.nouns import Mark

THIS_WEEK = 3
GOES_ON = ("exhausted", "body")  # cares beside which small steps may still be offered


@dataclass(frozen=True, slots=True)
class Step:
    """One small thing, with the answers it fits and where the advice comes from."""

    id: str
    page: str  # its page on the learn shelf, such as prevention/communication; empty: none
    because: tuple[str, ...]
    weight: int
    source: str
    mark: Mark


def may_step(cares: Iterable[Care]) -> bool:
    """Whether steps may be offered: not while somebody is in danger or has to be seen first."""
    return all(not care.now and care.id in GOES_ON for care in cares)


def tonight_of(given: Given, cares: tuple[Care, ...]) -> Step | None:
    """The one thing for tonight; None while a care comes first."""
    if not may_step(cares):
        return None
    fitting = _fitting(given, knowledge("checkup/tonight")["tonight"], "")
    return fitting[0] if fitting else None


def week_of(given: Given, cares: tuple[Care, ...]) -> tuple[Step, ...]:
    """Up to three steps for this week, each from another page where possible."""
    if not may_step(cares):
        return ()
    fitting: list[Step] = []
    for name, content in knowledge_files().items():
        if name.startswith("prevention/"):
            fitting += _fitting(given, content["steps"], name)
    fitting.sort(key=_worth)
    first_of_page = [
        step for i, step in enumerate(fitting) if step.page not in {one.page for one in fitting[:i]}
    ]
    rest = [step for step in fitting if step not in first_of_page]
    return tuple(sorted((first_of_page + rest)[:THIS_WEEK], key=_worth))


def _fitting(given: Given, entries: Iterable[Mapping[str, Any]], page: str) -> list[Step]:
    found = []
    for entry in entries:
        if given.who not in entry["for"] or given.has(*entry.get("not_if", ())):
            continue
        because = given.has(*entry["when_any"])
        if because or "any" in entry["when_any"]:
            found.append(
                Step(entry["id"], page, because, entry["weight"], entry["source"], Mark(entry["mark"]))
            )
    return sorted(found, key=_worth)


def _worth(step: Step) -> tuple[int, str]:
    return -(step.weight + 2 * len(step.because)), step.id
