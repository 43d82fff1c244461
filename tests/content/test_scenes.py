"""Practice scenes: complete in three languages, no dead end, every way ends, never sure how it lands."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.content.test_lessons import lessons, place_is_there
from tests.content.test_safe_words import CALLED_NOW, SCRIPTS, long_sentences

import genkan.knowledge
from genkan.knowledge import LANGUAGES, knowledge
from genkan.scenes import hard_tags, scene_ids, tags, turn_of
from genkan.scenes.rules import danger_rules

FOLDER = Path(genkan.knowledge.__file__).parent / "scenes"
NOT_SCENES = {"rules", "tags"}
LEAST = 14
TURNS, CHOICES = (2, 4), (3, 4)
NEVER_SURE = {  # how a sentence may land is never told as certain
    "en": r"\b(may|might|could|perhaps|sometimes)\b",
    "th": "อาจ|บางที",
    "ja": "かもしれ|ことがあ",
}
COVERED = {  # what the work asks for, and the scene that shows it
    "a closed door": "door",
    "a meal left outside": "meal",
    "a letter from school": "school_letter",
    "money": "money",
    "noise at 3 a.m.": "night_noise",
    "a first outing": "first_outing",
    "coming out of the room": "coming_out",
    "a sibling's birthday": "comparison",
    "relatives": "relatives",
    "gaming until morning": "gaming",
    "a missed appointment": "missed",
    "mending an angry word": "repair",
    "asking about dark thoughts": "dark_thoughts",
    "a step taken back": "step_back",
}

Scene = dict[str, Any]


def scenes() -> dict[str, Scene]:
    """Every scene by the name of its file, as plain tables, so that a test can plant a fault in them."""
    return {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted(FOLDER.glob("*.toml"))
        if file.stem not in NOT_SCENES
    }


def texts_of(scene: Scene) -> Mapping[str, Any]:
    """Everything a scene says."""
    found: Mapping[str, Any] = scene["texts"]["scene"][scene["id"]]
    return found


def choices_of(scene: Scene) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Turn, letter and choice, one after the other."""
    for turn, table in texts_of(scene)["turns"].items():
        for letter, choice in table.items():
            if letter != "now":
                yield turn, letter, choice


def ways_of(scene: Scene, soft_only: bool) -> list[tuple[str, ...]]:
    """Every way from the beginning to an end, as the choices made; no turn comes twice on one way."""
    texts = texts_of(scene)

    def from_turn(turn: str, made: tuple[str, ...], been: frozenset[str]) -> list[tuple[str, ...]]:
        if turn in texts["ends"]:
            return [(*made, turn)]
        found = []
        for letter, choice in texts["turns"].get(turn, {}).items():
            if letter == "now" or not choice.get("to") or choice["to"] in been:
                continue
            if soft_only and set(choice["tags"]) & set(hard_tags()):
                continue
            found += from_turn(choice["to"], (*made, f"{turn}-{letter}"), been | {turn})
        return found

    return from_turn(scene["begins"], (), frozenset())


def goes_round(scene: Scene) -> bool:
    """Whether some way comes back to a turn it has left."""
    table: dict[str, set[str]] = {}
    for turn, _, choice in choices_of(scene):
        table.setdefault(turn, set()).add(choice.get("to", ""))
    reached = {turn: set(follows) for turn, follows in table.items()}
    for _ in reached:
        for follows in reached.values():
            follows |= {far for near in tuple(follows) for far in table.get(near, set())}
    return any(turn in follows for turn, follows in reached.items())


def problems_of_scene(name: str, scene: Scene) -> list[str]:
    """What keeps one scene from being shown."""
    found = [] if scene.get("id") == name else ["id: not the name of its file"]
    texts = texts_of(scene)
    found += [f"{key}: missing" for key in ("title", "short", "situation") if key not in texts]
    found += problems_of_tree(scene)
    for turn, letter, choice in choices_of(scene):
        found += [f"{turn}-{letter}: {problem}" for problem in problems_of_choice(choice)]
    for path, one in said(texts, ""):
        found += [f"{path}: {problem}" for problem in problems_of_languages(one)]
    leads = scene.get("leads_to", ())
    found += [f"leads_to: {one} is not there" for one in leads if not place_is_there(one, sorted(lessons()))]
    found += [] if "help" in leads else ["leads_to: no way to help"]
    return found


def problems_of_tree(scene: Scene) -> list[str]:
    """Dead ends, ways that go round, too few or too many turns and choices, only one good way."""
    texts = texts_of(scene)
    turns, ends = texts["turns"], texts["ends"]
    found = [] if TURNS[0] <= len(turns) <= TURNS[1] else [f"{len(turns)} turns"]
    if set(turns) & set(ends) or "end" in turns or any("-" in one for one in (*turns, *ends)):
        found.append("a turn or end by a name that an address cannot tell")
    found += [] if scene.get("begins") in turns else ["begins: nowhere"]
    told = {choice["to"] for _, _, choice in choices_of(scene) if "to" in choice}
    found += [f"{one}: nothing leads there" for one in (*turns, *ends) if one not in told | {scene["begins"]}]
    found += [f"{one}: is not there" for one in sorted(told - set(turns) - set(ends))]
    for turn, table in turns.items():
        choices = [one for key, one in table.items() if key != "now"]
        found += [] if CHOICES[0] <= len(choices) <= CHOICES[1] else [f"{turn}: {len(choices)} choices"]
        found += [] if turn == scene["begins"] or "now" in table else [f"{turn}: nothing happens"]
        onward = [one for one in choices if one.get("to")]
        if sum(not set(one["tags"]) & set(hard_tags()) for one in onward) < 2:
            found.append(f"{turn}: fewer than two good ways on")
        if all(set(one["tags"]) & set(hard_tags()) for one in choices):
            found.append(f"{turn}: nothing good to choose")
    found += ["goes round"] if goes_round(scene) else []
    found += [] if len(ways_of(scene, soft_only=True)) >= 2 else ["not two good ways to an end"]
    return found


def problems_of_choice(choice: Mapping[str, Any]) -> list[str]:
    """Unknown tags, a missing part, or a reaction told as certain."""
    found = [] if choice.get("tags") else ["no tag"]
    found += [f"tag {one} is unknown" for one in choice.get("tags", ()) if one not in tags()]
    found += [f"{part}: missing" for part in ("say", "lands") if part not in choice]
    lands = choice.get("lands", {})
    found += [
        f"{lang}: sure how it lands"
        for lang, pattern in NEVER_SURE.items()
        if not re.search(pattern, lands.get(lang, ""), re.IGNORECASE)
    ]
    return found


def said(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every sentence below, by its path."""
    if isinstance(value, Mapping):
        if "en" in value:
            yield path, value
            return
        for key, inner in value.items():
            yield from said(inner, f"{path}.{key}".strip("."))


def problems_of_languages(one: Mapping[str, str]) -> list[str]:
    """A language missing or in foreign letters; a sentence too long; a sign that is not ours."""
    found = [f"{lang}: missing" for lang in LANGUAGES if not str(one.get(lang, "")).strip()]
    found += [
        f"{lang}: not its own letters" for lang, own in SCRIPTS.items() if not own.search(one.get(lang, ""))
    ]
    found += ["a sentence too long"] if long_sentences({"one": {"en": one.get("en", "")}}) else []
    every = "".join(str(one.get(lang, "")) for lang in LANGUAGES)
    return found + (["a brace or a straight quotation mark"] if re.search(r'[{}"]', every) else [])


def test_there_are_enough_scenes() -> None:
    """As many as the work asks for at least, in one order, and each is known to the rest of Genkan."""
    found = scenes()
    assert len(found) >= LEAST
    assert set(COVERED.values()) <= set(found)
    assert sorted(one["order"] for one in found.values()) == list(range(1, len(found) + 1))
    assert set(scene_ids()) == set(found)


@pytest.mark.parametrize("name", sorted(scenes()))
def test_a_scene_is_complete(name: str) -> None:
    """Three languages, two to four turns, no dead end, nothing goes round, two good ways, known links."""
    assert problems_of_scene(name, scenes()[name]) == []


def test_every_way_ends() -> None:
    """Whoever goes on, by whatever choice goes on, comes to an end; some scenes stop in more than one."""
    for name, scene in scenes().items():
        ways = ways_of(scene, soft_only=False)
        assert ways, name
        assert all(way[-1] in texts_of(scene)["ends"] for way in ways), name
    several = [name for name, scene in scenes().items() if len(texts_of(scene)["ends"]) > 1]
    assert len(several) >= 6


def test_every_tag_is_shown_somewhere() -> None:
    """No tag is explained that no scene shows; each has its name, why and how it may land."""
    shown = {
        tag for scene in scenes().values() for _, _, choice in choices_of(scene) for tag in choice["tags"]
    }
    assert shown == set(tags())
    told = knowledge("scenes/tags")["texts"]["scenes"]["tag"]
    assert set(told) == set(tags())
    for tag, parts in told.items():
        assert set(parts) == {"name", "why", "lands"}, tag
        for lang, pattern in NEVER_SURE.items():
            assert re.search(pattern, parts["lands"][lang], re.IGNORECASE), (tag, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_safety_scene_says_to_call(lang: str) -> None:
    """Help lines stand above the scene about dark thoughts, and it ends with a call."""
    scene = scenes()["dark_thoughts"]
    assert scene["help_first"] is True
    for end in texts_of(scene)["ends"].values():
        assert re.search(CALLED_NOW[lang], end[lang], re.IGNORECASE)


def test_the_good_choice_has_no_place_of_its_own() -> None:
    """Shown in an order in which the first is sometimes hard and sometimes soft, the same each time."""
    first_hard = []
    for name, scene in scenes().items():
        for turn in texts_of(scene)["turns"]:
            shown = turn_of(name, turn, "en").choices
            assert shown == turn_of(name, turn, "en").choices
            first_hard.append(any(tag.hard for tag in shown[0].tags))
    assert 0.25 < sum(first_hard) / len(first_hard) < 0.75


def _turn(scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = texts_of(scene)["turns"][scene["begins"]]
    return found


FAULTS: Sequence[tuple[str, Callable[[Scene], Any]]] = (
    ("id: not the name", lambda one: one.update(id="other", texts={"scene": {"other": texts_of(one)}})),
    ("short: missing", lambda one: texts_of(one).pop("short")),  # type: ignore[attr-defined]
    ("begins: nowhere", lambda one: one.update(begins="nowhere")),
    ("is not there", lambda one: _turn(one)["a"].update(to="nowhere")),
    ("nothing leads there", lambda one: [_turn(one)["a"].pop("to"), _turn(one)["b"].pop("to")]),
    ("goes round", lambda one: texts_of(one)["turns"]["hm"]["a"].update(to="knock")),
    ("fewer than two good ways on", lambda one: _turn(one)["a"].update(tags=["threat"])),
    ("tag nice is unknown", lambda one: _turn(one)["a"].update(tags=["nice"])),
    ("no tag", lambda one: _turn(one)["a"].update(tags=[])),
    ("sure how it lands", lambda one: _turn(one)["a"]["lands"].update(en="They come out at once.")),
    ("th: missing", lambda one: _turn(one)["a"]["say"].update(th=" ")),
    ("ja: not its own letters", lambda one: _turn(one)["a"]["say"].update(ja="Denwa")),
    ("a sentence too long", lambda one: _turn(one)["a"]["say"].update(en="word " * 21)),
    ("leads_to: learn:nowhere", lambda one: one.update(leads_to=["learn:nowhere", "help"])),
    ("no way to help", lambda one: one.update(leads_to=["letter"])),
    ("nothing happens", lambda one: texts_of(one)["turns"]["hm"].pop("now")),
    ("2 choices", lambda one: [_turn(one).pop("c"), _turn(one).pop("d")]),
    (
        "an address cannot tell",
        lambda one: texts_of(one)["ends"].update(end=texts_of(one)["ends"]["cup"], hm={}),
    ),
)


@pytest.mark.parametrize(("said_of_it", "plant"), FAULTS, ids=[one for one, _ in FAULTS])
def test_a_planted_fault_is_seen(said_of_it: str, plant: Callable[[Scene], Any]) -> None:
    """The judge of scenes finds each fault it is there for."""
    scene = copy.deepcopy(scenes()["door"])
    plant(scene)
    assert any(said_of_it in problem for problem in problems_of_scene("door", scene))


def test_a_pattern_reads_alike_everywhere() -> None:
    """No pattern of a rule holds a backslash, or anything that may repeat without end."""
    content = knowledge("scenes/rules")
    patterns = [*content["quotes"]]
    for rule in (*content["rule"], *danger_rules()):
        patterns += [*rule["find"], *rule.get("unless", ())]
    assert len(patterns) > 400
    assert not [one for one in patterns if re.search(r"[\\*+]|\{\d*,\}", one)]


def test_every_rule_is_known() -> None:
    """Ids are not used twice; tags and what was seen exist; each language has rules and danger words."""
    content = knowledge("scenes/rules")
    ids = [rule["id"] for rule in (*content["rule"], *danger_rules())]
    assert len(set(ids)) == len(ids)
    seen = content["texts"]["scenes"]["seen"]
    assert {rule["seen"] for rule in content["rule"]} == set(seen)
    assert {rule["tag"] for rule in content["rule"]} == set(tags()) - {"silence", "plain"}
    assert {rule["kind"] for rule in danger_rules()} == {"self_harm", "violence"}
    for several in (content["rule"], danger_rules()):
        assert {rule["lang"] for rule in several} >= set(LANGUAGES)
