"""What an invented mother answers in the check-up: the typical way through the form.

Her grown child has stayed at home for most of a year and goes to the shop at the corner now and then. Nobody
is in danger. Journeys, screens and measurements walk with these answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MOTHER: Mapping[str, Sequence[str]] = {
    "danger": ("none",),
    "violence": ("never",),
    "age": ("18to29",),
    "usual_week": ("room", "home"),
    "days_out": ("1",),
    "furthest_month": ("outside",),
    "goes_for": ("convenience",),
    "since": ("6to12",),
    "began": ("slowly",),
    "reasons": ("none",),
    "takes_part": ("no",),
    "talk": ("notes",),
    "rhythm": ("turned", "screens"),
    "lately": ("no_interest", "anxious"),
    "distress": ("mixed",),
    "impairment": ("school_work",),
    "checks": ("none",),
    "led_in": ("stress", "rejection"),
    "keeps": ("fear_of_people",),
    "protects": ("pet",),
    "tried": ("talked", "pushed"),
    "household": ("mother", "father"),
    "strain": ("tired",),
}
MOTHERS_WORDS: Mapping[str, str] = {"en": "after the exams", "th": "หลังสอบ", "ja": "試験のあと"}
