"""Help before anything else on a page: what comes first, and numbers one tap can call."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from genkan.checkup.care import Care
from genkan.questionnaire import care_words
from genkan_web.doors.country import lines_when
from genkan_web.doors.gate import reached
from genkan_web.doors.manners import language_here

WORDS_FOR = {"person": "person", "family": "family"}  # all others are spoken to as workers


def help_first(request: HttpRequest, cares: Sequence[Care], now: bool = False) -> dict[str, object]:
    """What ``people/help_above.html`` shows; nothing where no care asks for it, unless it is for ``now``."""
    if not cares and not now:
        return {}
    who = WORDS_FOR.get(reached(request).role, "worker")
    lines = lines_when(request, cares, now=now)
    return {**lines, "cares": care_words(cares, who, language_here(request)), "calls": True}
