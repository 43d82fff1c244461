"""The API before schemathesis: nobody, a person with a token, a clinic in a visit."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.judges import outside
from tests.judges.world import World

pytestmark = [pytest.mark.slow]
EXAMPLES = 30 * outside.PATIENCE  # for each operation, beside those that schemathesis adds itself
LEAST = 800  # questions in each round


@pytest.mark.parametrize("who", ["", "yuki", "aoki"])
def test_no_question_breaks_the_api(served_world: World, tmp_path: Path, who: str) -> None:
    """No 5xx, no answer against the document, nothing taken that it forbids, nothing open without login."""
    verdict = outside.api(served_world, who, tmp_path, EXAMPLES)
    assert verdict.found == (), verdict.detail
    assert verdict.tried >= LEAST


def test_the_judge_sees_planted_faults(tmp_path: Path) -> None:
    """A 500, a status nobody documented and an answer of another type: each is named."""
    with outside.canary(tmp_path) as served:
        verdict = outside.schemathesis(f"{served.address}/schema.json", tmp_path, 30)
    found = " ".join(verdict.found)
    for fault in ("Server error", "Undocumented status code", "Response violates schema"):
        assert fault in found, (fault, verdict.found)
