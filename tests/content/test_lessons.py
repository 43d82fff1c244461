"""The lessons for families: one idea and one thing to try each, short, sourced, safe, in one path."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.content.test_safe_words import CALLED_NOW, ROUTES, SCRIPTS, long_sentences, words_in

import genkan.knowledge
from genkan.knowledge import LANGUAGES, sentences, sources
from genkan.learn import all_pages
from genkan.nouns import Mark
from genkan_web.doors.learn import TOOLS

FOLDER = Path(genkan.knowledge.__file__).parent / "lessons"
PARTS = (  # the path, in this order
    "open_communication",
    "no_harsh_judgement",
    "creative_room",
    "noticing_early",
    "skills_and_coping",
    "hard_moments",
    "yourself",
)
SAFETY = ["violence", "exhaustion"]  # asked about around a lesson that could raise tension
LEAST = 24
MOST_WORDS = 300  # of English in a lesson, evidence and all
ONE = ("title", "short", "try", "example")  # one sentence each
SOME = {"idea": (2, 4), "notice": (1, 4), "badly": (2, 4), "evidence": (1, 4)}  # lettered, from and to
LONGEST = {"title": 45, "short": 90}  # signs of English
STOPPING = "lesson:stop_and_call"
TRIAL = "kubo2023"  # aggression at home grew in the group whose parents took the course

# What the work asks to be covered, and the lesson that does so.
COVERED = {
    "listening without fixing": "listening",
    "open communication": "open_talk",
    "emotional support": "emotional_support",
    "offers without demand": "offers",
    "first talk": "first_talk",
    "meals": "meals",
    "no harsh judgement": "no_harsh_words",
    "realistic expectations": "expectations",
    "praise that does not press": "praise",
    "school letters": "school_letters",
    "creative self-expression": "creative_room",
    "constructive tasks at home": "tasks_at_home",
    "gaming without war": "gaming",
    "noticing early changes": "early_changes",
    "when the person gets worse": "getting_worse",
    "social skills and coping": "skills_together",
    "when they come out": "coming_out",
    "relapse": "relapse",
    "when to stop and call": "stop_and_call",
    "what not to do": "never_force",
    "night noise": "night_noise",
    "money": "money",
    "talking to relatives": "relatives",
    "looking after yourself": "looking_after_yourself",
    "siblings": "siblings",
    "ageing parents": "ageing_parents",
}

Lesson = dict[str, Any]


def lessons() -> dict[str, Lesson]:
    """Every lesson by the name of its file, as plain tables, so that a test can plant a fault in them."""
    return {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))
    }


def said(lesson: Lesson) -> dict[str, Mapping[str, Any]]:
    """The sentences of a lesson by their path behind its id, such as ``idea.a``."""
    found: dict[str, Mapping[str, Any]] = {}
    for key, value in lesson["texts"]["lesson"][lesson["id"]].items():
        if "en" in value:
            found[key] = value
        else:
            found |= {f"{key}.{letter}": one for letter, one in value.items()}
    return found


def place_is_there(place: str, ids: Sequence[str]) -> bool:
    """Whether what a lesson leads to exists: a tool, a page of the learn shelf, or another lesson."""
    kind, _, name = place.partition(":")
    if not name:
        return place in TOOLS
    return name in {"learn": all_pages(), "lesson": frozenset(ids)}.get(kind, frozenset())


def problems_of_lesson(name: str, lesson: Lesson, ids: Sequence[str]) -> list[str]:
    """What keeps one lesson from being served."""
    found = [] if lesson.get("id") == name else ["id: not the name of its file"]
    found += [] if lesson.get("kind") == "lessons" else ["kind: not lessons"]
    found += [] if lesson.get("part") in PARTS else [f"part: {lesson.get('part')} is unknown"]
    found += [] if lesson.get("safety") in ([], SAFETY) else ["safety: neither empty nor both checks"]
    if set(lesson["texts"]["lesson"]) != {lesson.get("id")}:
        return [*found, "texts: not under its own id"]
    texts = said(lesson)
    found += problems_of_form(texts)
    found += [
        f"{key}: {problem}" for key, one in texts.items() for problem in problems_of_languages(key, one)
    ]
    found += problems_of_sources(lesson, texts)
    leads = list(lesson.get("leads_to", ()))
    found += [f"leads_to: {place} is not there" for place in leads if not place_is_there(place, ids)]
    found += [] if leads and len(set(leads)) == len(leads) else ["leads_to: empty, or one twice"]
    found += ["leads_to: itself"] if f"lesson:{name}" in leads else []
    found += [] if "help" in leads else ["leads_to: no way to help"]
    if lesson.get("safety") and STOPPING not in leads:
        found.append("leads_to: not to when to stop")
    return found + problems_of_badly(texts)


def problems_of_form(texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Missing, unknown or too many parts; too many words."""
    found = [f"{key}: missing" for key in ONE if key not in texts]
    for group, (least, most) in SOME.items():
        letters = [key.partition(".")[2] for key in texts if key.startswith(f"{group}.")]
        if not least <= len(letters) <= most:
            found.append(f"{group}: {len(letters)}, not {least} to {most}")
        if letters != list("abcd"[: len(letters)]):
            found.append(f"{group}: not lettered a, b, c")
    found += [f"{key}: unknown" for key in texts if key not in ONE and key.partition(".")[0] not in SOME]
    found += [
        f"{key}: longer than {most} signs"
        for key, most in LONGEST.items()
        if len(texts.get(key, {}).get("en", "")) > most
    ]
    words = sum(words_in(one.get("en", "")) for one in texts.values())
    return found + ([f"{words} words, more than {MOST_WORDS}"] if words > MOST_WORDS else [])


def problems_of_languages(key: str, one: Mapping[str, Any]) -> list[str]:
    """A language missing or in foreign letters; an English sentence too long; a sign that is not ours."""
    found = [f"{lang}: missing" for lang in LANGUAGES if not str(one.get(lang, "")).strip()]
    found += [
        f"{lang}: not its own letters" for lang, own in SCRIPTS.items() if not own.search(one.get(lang, ""))
    ]
    found += ["a sentence too long"] if long_sentences({key: {"en": one.get("en", "")}}) else []
    every = "".join(str(one.get(lang, "")) for lang in LANGUAGES)
    found += ["a brace or a straight quotation mark"] if re.search(r'[{}"]', every) else []
    if key == "example":
        marks = {"en": "“.+”", "th": "“.+”", "ja": "「.+」"}
        found += [f"{lang}: nothing to say" for lang in LANGUAGES if not re.search(marks[lang], one[lang])]
    return found


def problems_of_sources(lesson: Lesson, texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Evidence without a known source and mark; sources of the file that are not those it cites."""
    found, cited = [], []
    for key, one in texts.items():
        if not key.startswith("evidence.") and "source" not in one:
            continue
        cited.append(one.get("source"))
        if one.get("source") not in sources():
            found.append(f"{key}: source unknown")
        if one.get("mark") not in set(Mark) - {Mark("U")}:
            found.append(f"{key}: mark unknown, or not checked")
        if (one.get("source") == "design") != (one.get("mark") == "design"):
            found.append(f"{key}: our own choice, or not")
    if set(lesson.get("sources", ())) != set(cited):
        found.append("sources: not those that are cited")
    return found


def problems_of_badly(texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Advice for when it goes badly that names nobody to turn to, in one of the languages."""
    badly = {
        lang: " ".join(one.get(lang, "") for key, one in texts.items() if key.startswith("badly."))
        for lang in LANGUAGES
    }
    return [
        f"badly: {lang} names nobody to turn to"
        for lang in LANGUAGES
        if not re.search(ROUTES[lang], badly[lang], re.IGNORECASE)
    ]


def problems_of_path(found: Mapping[str, Lesson]) -> list[str]:
    """What keeps the lessons from being one path: order twice, a part left or returned to, a lesson lost."""
    orders = sorted(one.get("order", 0) for one in found.values())
    problems = [] if orders == list(range(1, len(orders) + 1)) else ["order: not 1, 2, 3 and so on"]
    path = sorted(found.values(), key=lambda one: one.get("order", 0))
    parts = [one.get("part") for one in path]
    walked = [part for place, part in enumerate(parts) if part not in parts[:place]]
    if walked != list(PARTS):
        problems.append("part: left out, or not in the order of the path")
    if parts != sorted(parts, key=walked.index):
        problems.append("part: returned to")
    titles = [said(one)["title"][lang] for one in path for lang in LANGUAGES]
    problems += ["title: twice"] if len(set(titles)) < len(titles) else []
    problems += [f"{about}: no lesson" for about, name in COVERED.items() if name not in found]
    return problems


def test_there_are_enough_lessons() -> None:
    """As many as the work asks for at least, and each is known to the rest of Genkan."""
    assert len(lessons()) >= max(LEAST, len(COVERED))
    for name, lesson in lessons().items():
        assert {f"lesson.{name}.{key}" for key in said(lesson)} <= set(sentences())


@pytest.mark.parametrize("name", sorted(lessons()))
def test_a_lesson_is_complete(name: str) -> None:
    """Three languages, one idea, one thing to try, a way to help, known sources, at most 300 words."""
    assert problems_of_lesson(name, lessons()[name], sorted(lessons())) == []


def test_the_lessons_are_one_path() -> None:
    """Each has its own place, no part is missing or returned to, and everything asked for is covered."""
    assert problems_of_path(lessons()) == []


def test_the_trial_in_which_aggression_rose_is_told() -> None:
    """Told in full where stopping is taught, and named where talk begins; each says that it was small."""
    told = {
        name: [one for one in said(lesson).values() if one.get("source") == TRIAL]
        for name, lesson in lessons().items()
    }
    assert {name for name, found in told.items() if found} >= {"stop_and_call", "open_talk", "first_talk"}
    full = " ".join(one["en"] for one in told["stop_and_call"])
    for word in ("14 parents", "15", "aggressive", "grew", "No serious violence", "early", "in general"):
        assert word in full, word
    for name, found in told.items():
        english = " ".join(one["en"] for one in found)
        assert not found or re.search("small trial|29 parents", english), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_it_could_end_badly_a_call_is_named(lang: str) -> None:
    """A lesson that could raise tension, and those about danger, say in each language to call."""
    for name, lesson in lessons().items():
        if not lesson["safety"] and name not in {"stop_and_call", "never_force", "siblings"}:
            continue
        badly = " ".join(one[lang] for key, one in said(lesson).items() if key.startswith("badly."))
        assert re.search(CALLED_NOW[lang], badly, re.IGNORECASE), (name, lang)


def _texts(lesson: Lesson) -> Lesson:
    found: Lesson = lesson["texts"]["lesson"][lesson["id"]]
    return found


def _longer(lesson: Lesson) -> None:
    _texts(lesson)["idea"]["a"]["en"] = "Short words. " * 160


FAULTS: Sequence[tuple[str, Callable[[Lesson], Any]]] = (
    ("id: not the name", lambda one: one.update(id="other", texts={"lesson": {"other": _texts(one)}})),
    ("texts: not under its own id", lambda one: one["texts"]["lesson"].update(another={})),
    ("kind: not lessons", lambda one: one.update(kind="pages")),
    ("part: garden is unknown", lambda one: one.update(part="garden")),
    ("safety: neither", lambda one: one.update(safety=["violence"])),
    ("safety: neither", lambda one: one.pop("safety")),
    ("leads_to: not to when to stop", lambda one: one["leads_to"].remove(STOPPING)),
    ("leads_to: learn:nowhere is not there", lambda one: one["leads_to"].append("learn:nowhere")),
    ("leads_to: lesson:nowhere is not there", lambda one: one["leads_to"].append("lesson:nowhere")),
    ("leads_to: nowhere is not there", lambda one: one["leads_to"].append("nowhere")),
    ("leads_to: itself", lambda one: one["leads_to"].append("lesson:money")),
    ("leads_to: empty", lambda one: one.update(leads_to=[])),
    ("leads_to: no way to help", lambda one: one["leads_to"].remove("help")),
    ("try: missing", lambda one: _texts(one).pop("try")),
    ("example: missing", lambda one: _texts(one).pop("example")),
    ("idea: 1, not 2 to 4", lambda one: _texts(one).update(idea={"a": _texts(one)["idea"]["a"]})),
    ("notice: not lettered", lambda one: _texts(one).update(notice={"b": _texts(one)["notice"]["a"]})),
    ("homework: unknown", lambda one: _texts(one).update(homework=_texts(one)["try"])),
    ("words, more than 300", _longer),
    ("title: longer than 45", lambda one: _texts(one)["title"].update(en="A title without any end " * 3)),
    ("try: th: missing", lambda one: _texts(one)["try"].update(th=" ")),
    ("try: ja: missing", lambda one: _texts(one)["try"].pop("ja")),
    ("idea.a: ja: not its own", lambda one: _texts(one)["idea"]["a"].update(ja="Borrowed from English.")),
    ("idea.a: a sentence too long", lambda one: _texts(one)["idea"]["a"].update(en="word " * 21)),
    ("idea.a: a brace", lambda one: _texts(one)["idea"]["a"].update(en="Hello {name}.")),
    ("example: ja: nothing to say", lambda one: _texts(one)["example"].update(ja="やさしく話します。")),
    ("evidence.a: source unknown", lambda one: _texts(one)["evidence"]["a"].update(source="nobody1999")),
    ("evidence.a: source unknown", lambda one: _texts(one)["evidence"]["a"].pop("source")),
    ("evidence.a: mark unknown", lambda one: _texts(one)["evidence"]["a"].update(mark="U")),
    ("evidence.a: our own choice", lambda one: _texts(one)["evidence"]["a"].update(mark="design")),
    ("sources: not those", lambda one: one["sources"].append("kato2020")),
    (
        "badly: en names nobody",
        lambda one: [text.update(en="Breathe.") for text in _texts(one)["badly"].values()],
    ),
    (
        "badly: th names nobody",
        lambda one: [text.update(th="หายใจลึก ๆ") for text in _texts(one)["badly"].values()],
    ),
    (
        "badly: ja names nobody",
        lambda one: [text.update(ja="深呼吸。") for text in _texts(one)["badly"].values()],
    ),
)


@pytest.mark.parametrize(("expected", "plant"), FAULTS)
def test_a_planted_fault_in_a_lesson_is_seen(expected: str, plant: Callable[[Lesson], Any]) -> None:
    """Each check finds the fault it is there for."""
    lesson = copy.deepcopy(lessons()["money"])
    plant(lesson)
    found = problems_of_lesson("money", lesson, sorted(lessons()))
    assert any(expected in problem for problem in found), found


PATH_FAULTS: Sequence[tuple[str, Callable[[dict[str, Lesson]], Any]]] = (
    ("order: not 1, 2, 3", lambda all_: all_["money"].update(order=1)),
    ("order: not 1, 2, 3", lambda all_: all_["money"].pop("order")),
    ("part: returned to", lambda all_: all_["listening"].update(part="yourself")),
    ("part: returned to", lambda all_: all_["meals"].update(part="open_communication", order=26.5)),
    ("part: left out", lambda all_: [one.update(part="yourself") for one in all_.values()]),
    ("title: twice", lambda all_: _texts(all_["money"])["title"].update(ja="食事のこと")),
    ("meals: no lesson", lambda all_: all_.pop("meals")),
)


@pytest.mark.parametrize(("expected", "plant"), PATH_FAULTS)
def test_a_planted_fault_in_the_path_is_seen(
    expected: str, plant: Callable[[dict[str, Lesson]], Any]
) -> None:
    """A place taken twice, a part torn apart or lost, a title twice and a lesson lost are each found."""
    found = lessons()
    assert problems_of_path(found) == []
    plant(found)
    problems = problems_of_path(found)
    assert any(expected in problem for problem in problems), problems
