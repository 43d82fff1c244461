"""Tasks for parents beside the person's step: enough for every floor and moment, and never a push."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.content.test_safe_words import RULES, SCRIPTS, long_sentences, pattern

from genkan.knowledge import LANGUAGES, KnowledgeProblem, knowledge, knowledge_files, sentences
from genkan.nouns import Reach
from genkan.parent_tasks import MOMENTS, REST, SHELVES, parent_tasks, task_from, tasks_for

PUSHING = {  # nothing here urges, rewards, watches or takes away
    "en": r"\b(make sure|remind|persuade|convince|insist|reward|unless|deadline|check (on|whether))\b",
    "th": "เตือนให้|โน้มน้าว|คะยั้นคะยอ|ให้รางวัล|ยึด|กำหนดเส้นตาย|บังคับ",
    "ja": "説得|うながし|促し|ごほうび|ご褒美|取り上げ|させる(?!こと)|させましょう|見張りましょう",
}


def problems_of_words(texts: Mapping[str, Any]) -> list[str]:
    """What keeps the words of a task from being shown."""
    found = [f"{lang}: missing" for lang in LANGUAGES if not str(texts.get(lang, "")).strip()]
    found += [f"{lang}: letters" for lang, own in SCRIPTS.items() if not own.search(texts.get(lang, ""))]
    found += ["too long"] if long_sentences({"task": texts}) else []
    for lang in LANGUAGES:
        found += [f"{lang}: pushes"] if re.search(PUSHING[lang], texts[lang], re.IGNORECASE) else []
        found += [f"{lang}: {rule}" for rule in RULES if pattern(rule, lang).search(texts[lang])]
    return found


def test_there_are_enough_of_them_in_three_languages() -> None:
    """At least twenty, each with what to do and why, in own words said once."""
    tasks = parent_tasks()
    assert len(tasks) >= 20
    wanted = {f"parent_task.{name}.{part}" for name in tasks for part in ("do", "why")}
    assert wanted == {identity for identity in sentences() if identity.startswith("parent_task.")}
    for lang in LANGUAGES:
        assert len({sentences()[identity][lang] for identity in wanted}) == len(wanted)
    assert {identity: problems_of_words(sentences()[identity]) for identity in wanted} == {
        identity: [] for identity in wanted
    }


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Remind your son of the step.", "en: pushes"),
        ("en", "Reward the step with a game.", "en: pushes"),
        ("th", "คอยเตือนให้ทำ", "th: pushes"),
        ("ja", "やさしく説得します。", "ja: pushes"),
        ("en", "You should wait.", "en: blame or verdict"),
        ("en", "It always helps.", "en: claim or promise"),
        ("ja", "Doa", "ja: letters"),
    ],
)
def test_a_planted_push_is_seen(lang: str, text: str, expected: str) -> None:
    """Each judge finds its fault in a task that is fine without it."""
    texts = {"en": "Wait.", "th": "รอ", "ja": "待ちます。"}
    assert problems_of_words(texts) == []
    assert expected in problems_of_words({**texts, lang: text})


def test_shelves_are_those_of_the_ladder() -> None:
    """A step stands on a shelf that exists."""
    ladder = {name.removeprefix("ladder/") for name in knowledge_files() if name.startswith("ladder/")}
    assert set(SHELVES) == ladder


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("moment", [one for one in MOMENTS if one != "any"])
def test_every_floor_and_moment_has_some(reach: Reach, moment: str) -> None:
    """At least four tasks for a step on any floor, at any moment, and one that is made for its shelf."""
    assert len(tasks_for(reach, None, moment)) >= 4
    shelf = {0: "room", 1: "home", 2: "doorstep", 3: "outside", 4: "people", 5: "part"}[reach]
    assert tasks_for(reach, shelf)[0].steps


@given(
    st.none() | st.sampled_from(Reach),
    st.none() | st.sampled_from((*SHELVES, REST)),
    st.none() | st.sampled_from(MOMENTS),
    st.sets(st.sampled_from(sorted(parent_tasks())), max_size=5),
)
def test_only_what_suits_is_offered(
    reach: Reach | None, step: str | None, moment: str | None, left_out: set[str]
) -> None:
    """Floor, shelf and moment fit; what is unknown is matched by what suits everything only."""
    for task in tasks_for(reach, step, moment, left_out):
        assert task.id not in left_out
        assert set(task.reach) == set(Reach) if reach is None else reach in task.reach
        assert not task.steps or step in task.steps
        assert moment is None or task.moment in ("any", moment)
    assert tasks_for(None, None)


def test_a_week_of_rest_has_its_own() -> None:
    """Rest comes first with the task made for it."""
    assert tasks_for(Reach.ROOM, REST)[0].id == "rest_week"


@pytest.mark.parametrize(
    "entry",
    [
        {"reach": [0], "steps": []},
        {"reach": [0], "steps": [], "moment": "any", "colour": "blue"},
        {"reach": [], "steps": [], "moment": "any"},
        {"reach": [6], "steps": [], "moment": "any"},
        {"reach": [0], "steps": ["cellar"], "moment": "any"},
        {"reach": [0], "steps": [], "moment": "noon"},
    ],
)
def test_a_fault_in_the_file_is_named(entry: dict[str, Any]) -> None:
    """A task that is not as expected is refused by name."""
    assert task_from("good", knowledge("parent_tasks")["task"]["say_nothing"])
    with pytest.raises(KnowledgeProblem, match="bad"):
        task_from("bad", entry)
