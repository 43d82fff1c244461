"""Before and since something began (talks, medicine, a group): each sign against itself, no claim of cause.

The comparison is that of ``concerns.care``: weekly means in this person's own day-to-day spread, one budget
of errors over the whole course. «Better since» is not «better through».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from genkan.concerns.care import sign_changes
from genkan.concerns.change import Claim
from genkan.concerns.scores import scores_of
from genkan.knowledge import sentence
from genkan.nouns import Because, Days, Sign
from genkan.sheet import COLON, reason_of

KINDS = (
    *("consultation", "talking", "family", "group", "medicine", "sleep", "ladder"),
    *("lesson", "practice", "other"),
)


@dataclass(frozen=True, slots=True)
class SignEffect:
    """One sign: better, worse, cannot tell, a relapse (better first, now harder) or again (the reverse)."""

    sign: Sign
    claim: Claim
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """All six signs as of a day, since something began."""

    kind: str
    began: date
    as_of: date
    signs: tuple[SignEffect, ...]

    def of(self, claim: Claim) -> tuple[Sign, ...]:
        """The signs of which this is told."""
        return tuple(one.sign for one in self.signs if one.claim is claim)


def effect_of(days: Days, began: date, kind: str, as_of: date | None = None) -> Effect:
    """Six signs before and since a day. Raises ValueError for a kind that has no name (see KINDS)."""
    if kind not in KINDS:
        raise ValueError(f"kind is none of {', '.join(KINDS)}")
    on = as_of or days.last
    changes = sign_changes(scores_of(days), began, on)
    signs = (
        SignEffect(one.sign, one.change.claim if one.change else Claim.CANNOT_TELL, one.because)
        for one in changes
    )
    return Effect(kind, began, on, tuple(signs))


def effect_words(effect: Effect, lang: str) -> tuple[str, ...]:
    """What began and when; each sign; and that this does not say why."""
    what = sentence(f"worksheet.reads.effect.kind.{effect.kind}", lang)
    lines = [sentence("worksheet.reads.effect.since", lang, kind=what, began=effect.began, on=effect.as_of)]
    lines += [
        f"{sentence(f'sign.{one.sign.value}', lang)}{COLON[lang]}{reason_of(one.because[0], lang).text}"
        for one in effect.signs
    ]
    return (*lines, sentence("worksheet.reads.effect.no_cause", lang))
