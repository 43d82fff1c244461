"""A plan as data, before the two judges of FHIR that know nothing of it."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle as FirstJudge
from tools.judges import fhir_faults

from genkan.knowledge import LANGUAGES
from genkan.nouns import Sign
from genkan.worksheets.care_plan import WHO, Act, Agreed, Goal, Plan
from genkan.worksheets.care_plan_fhir import care_plan_bundle, plan_from_bundle

pytestmark = pytest.mark.slow

ON = date(2026, 11, 26)
SAID = (None, True, False)
FULL = Plan(
    written_on=ON,
    goals=tuple(Goal(f"{at} ดื่มชาในครัว お茶 髙 <b>", sign, ON, SAID[at % 3]) for at, sign in enumerate(Sign)),
    acts=tuple(Act(f"{at} ต้มน้ำ", who, ON, SAID[at % 3]) for at, who in enumerate(("", *WHO))),
    review_on=ON + timedelta(days=35),
    agreed=tuple(Agreed(who, ON if at % 2 else None) for at, who in enumerate(WHO)),
    notes="ช้า ๆ\nゆっくり",
    version=7,
)
PLANS = {
    "full": FULL,
    "empty": Plan(ON, ()),
    "one goal": Plan(ON, (Goal("a walk"),)),
    "only others": Plan(ON, (), (Act("calls", "centre"),)),
}


def bundles() -> dict[str, dict[str, Any]]:
    """Every plan in every language."""
    return {
        f"{name} {lang}": care_plan_bundle(one, lang, "a")
        for name, one in PLANS.items()
        for lang in LANGUAGES
    }


def test_the_first_judge_reads_it_back_unchanged() -> None:
    """fhir.resources parses every bundle with all that is in it, and writes the same; so do we."""
    for name, bundle in bundles().items():
        read = FirstJudge.model_validate(deepcopy(bundle))
        assert json.loads(read.model_dump_json()) == bundle, name
        assert plan_from_bundle(json.loads(read.model_dump_json())) == PLANS[name.rpartition(" ")[0]], name


def test_the_second_judge_finds_nothing_but_what_is_planted() -> None:
    """Medplum finds no fault in any bundle, and sees each planted one."""
    sound = bundles()
    assert fhir_faults(list(sound.values())) == []
    planted = []
    for fault in (
        {"status": "finished"},
        {"intent": None},
        {"subject": {"reference": "Goal/1", "type": "Goal"}},
    ):
        bundle = deepcopy(sound["full en"])
        care_plan = bundle["entry"][-1]["resource"]
        care_plan.update(fault)
        planted.append(
            {**bundle, "entry": [*bundle["entry"][:-1], {**bundle["entry"][-1], "resource": care_plan}]}
        )
    seen = {told.partition(":")[0] for told in fhir_faults(planted)}
    assert seen == {"0", "1", "2"}


def test_nobody_is_named() -> None:
    """No name, address or number of a person stands in any bundle; organisations are told by their role."""
    for bundle in bundles().values():
        for entry in bundle["entry"]:
            one = entry["resource"]
            if one["resourceType"] in ("Patient", "RelatedPerson"):
                assert not {"name", "telecom", "address", "identifier", "birthDate"} & set(one)
