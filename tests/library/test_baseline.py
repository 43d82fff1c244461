"""The invented family's readings, kept: a number that moves is a change made on purpose.

After such a change: ``python -m tests.library.test_baseline`` writes the new baseline; name the change in the
changelog as one that changes results.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from genkan import demonstration
from genkan.course import course_of
from genkan.nouns import MEASURES

BASELINE = Path(__file__).with_name("baseline.json")
LAST = date(2026, 11, 22)


def readings() -> dict[str, Any]:
    """What the whole walk says about the family, in a few dozen numbers."""
    reading = demonstration.reading(LAST)
    course = course_of(reading.days, demonstration.ANSWERS)
    return {
        "days": len(course.days),
        "stages": {
            stage.definition: [stage.state.value, str(stage.since.earliest), str(stage.since.latest)]
            for stage in course.stages
        },
        "signs": {sign.sign.value: sign.level.name.lower() for sign in course.signs_on(LAST)},
        "measures": {
            name: [int(np.isfinite(course.days[name]).sum()), round(float(np.nanmean(course.days[name])), 3)]
            for name in MEASURES
            if np.isfinite(course.days[name]).any()
        },
        "left_out": [[one.trouble.value, one.file, one.count] for one in reading.left_out],
    }


def test_the_invented_family_reads_as_before() -> None:
    """Every stage, since, sign and mean of a measure is as it was when last looked at."""
    assert readings() == json.loads(BASELINE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    BASELINE.write_text(json.dumps(readings(), indent=1) + "\n", encoding="utf-8")
