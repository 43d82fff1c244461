"""A relapse plan and what watching says → whether the plan opens by itself, for the person alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genkan.concerns.watch import Concern, WatchLevel
from genkan.nouns import Because, Mark, Sign
from genkan.worksheets.filled import Sheet


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the plan opens, and which of its signs have changed."""

    opens: bool
    signs: tuple[Sign, ...]
    because: tuple[Because, ...]


def opens(plan: Sheet, concerns: Sequence[Concern]) -> Opening:
    """A plan opens when a sign it names has changed, at the level its writer chose.

    Nothing chosen means a clear change («concern»). A plan that names no sign never opens by itself.
    """
    level = (plan.chosen("opens_on") or ("concern",))[0]
    if level == "only_me":
        return Opening(False, (), (_because("only_me", {}),))
    named = {Sign(one) for one in plan.chosen("signs")}
    if not named:
        return Opening(False, (), (_because("no_signs", {}),))
    spoken = {WatchLevel.CONCERN} | ({WatchLevel.NOTICE} if level == "notice" else set())
    heard = [one for one in concerns if one.level in spoken]
    changed = {sign: one for one in reversed(heard) for sign in one.changed if sign in named}
    signs = tuple(sign for sign in Sign if sign in changed)
    if not signs:
        return Opening(False, (), (_because("unchanged", {}),))
    return Opening(True, signs, tuple(_changed(sign, changed[sign]) for sign in signs))


def may_open(plan: Sheet) -> bool:
    """Whether a plan names a sign, and may open without its writer."""
    return bool(plan.chosen("signs")) and plan.chosen("opens_on") != ("only_me",)


def _changed(sign: Sign, concern: Concern) -> Because:
    since = concern.since.earliest or concern.since.latest or concern.day
    return _because("changed", {"sign": f"sign.{sign.value}", "since": since})


def _because(said: str, facts: Mapping[str, Any]) -> Because:
    return Because(f"worksheet.reads.relapse.{said}", facts, "opens", "design", Mark.DESIGN)
