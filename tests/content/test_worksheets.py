"""Worksheets as texts: complete in three languages, three sentences of what, sourced, without amounts."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.content.test_safe_words import RULES, SCRIPTS, long_sentences, pattern, split

import genkan.knowledge
from genkan.knowledge import LANGUAGES, KnowledgeProblem, sentences, sources
from genkan.nouns import Mark
from genkan.worksheets.definition import CHOSEN, WRITTEN, Definition, Kind, definition_from, definitions

FOLDER = Path(genkan.knowledge.__file__).parent / "worksheets"
ONE = ("title", "short", "how_to_go_on")
LONGEST = {"title": 45, "short": 90}  # signs of English
FEWEST_QUESTIONS = 15
WANTED = {
    "cbt": {"thought_record", "activation", "worry_time", "sleep_reset", "relapse_plan"},
    "consultation": {"preparation", "appointment", "result", "referral", "care_plan"},
    "medication": {"medication"},
}
AMOUNTS = {  # no dose, and nobody told to begin, end or change a medicine
    "en": r"\b\d+ ?(mg|mcg|ml|tablets?)\b|\bdos(e|es|ing|age)\b"
    r"|\b(start|stop|change|reduce|increase) (taking|your|the) ",
    "th": r"\d ?(มก|มิลลิกรัม|เม็ด)|ขนาดยา|(หยุด|เริ่ม|เพิ่ม|ลด)ยา(?!เองกะทันหัน)(?! เขียน)",
    "ja": r"\d ?(mg|ミリ|錠)|用量|(やめて|始めて|増やして|減らして)ください",
}

Content = dict[str, Any]


def contents() -> dict[str, Content]:
    """Every file as plain tables, so that a test can plant a fault in it."""
    return {
        file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))
    }


def said(content: Content) -> dict[str, Mapping[str, Any]]:
    """The sentences of a file by their path behind its id."""
    found: dict[str, Mapping[str, Any]] = {}

    def walk(value: Mapping[str, Any], path: str) -> None:
        for key, inner in value.items():
            if isinstance(inner, Mapping) and "en" in inner:
                found[f"{path}{key}"] = inner
            elif isinstance(inner, Mapping):
                walk(inner, f"{path}{key}.")

    walk(content["texts"]["worksheet"].get(content["id"], {}), "")
    return found


def wanted(sheet: Definition) -> set[str]:
    """Every text that the fields of a worksheet need."""
    found = {f"{'column' if '.' in one.place else 'ask'}.{one.place}" for one in sheet.every_field()}
    for one in sheet.every_field():
        if one.kind in CHOSEN and not one.options_from:
            found |= {f"option.{one.place}.{option}" for option in one.options}
    return found | set(ONE) | {"what.a", "what.b", "what.c"}


def problems_of(name: str, content: Content) -> list[str]:
    """Everything that keeps a worksheet from being offered."""
    try:
        sheet = definition_from(name, content)
    except (KnowledgeProblem, KeyError) as problem:
        return [str(problem)]
    texts = said(content)
    needed = wanted(sheet)
    found = [f"{key}: missing" for key in sorted(needed - set(texts))]
    spare = {key for key in set(texts) - needed if not key.startswith(("hint.", "evidence."))}
    found += [f"{key}: unknown" for key in sorted(spare)]
    places = {one.place for one in sheet.every_field()}
    found += [f"{key}: no such field" for key in texts if key.startswith("hint.") and key[5:] not in places]
    found += [
        f"{key}: too long" for key, most in LONGEST.items() if len(texts.get(key, {}).get("en", "")) > most
    ]
    for key, one in texts.items():
        found += [f"{key}: {problem}" for problem in problems_of_text(key, one)]
    return found + problems_of_sources(content, texts) + problems_of_sheet(sheet)


def problems_of_text(key: str, one: Mapping[str, Any]) -> list[str]:
    """A language missing or foreign, a long sentence, a word that may hurt, an amount, a brace."""
    found = [f"{lang}: missing" for lang in LANGUAGES if not str(one.get(lang, "")).strip()]
    if found:
        return found
    short = len(one["en"]) < 12
    found += [
        f"{lang}: not its own letters"
        for lang, own in SCRIPTS.items()
        if not short and not own.search(one[lang])
    ]
    found += ["a sentence too long"] if long_sentences({key: one}) else []
    found += (
        ["a brace or a straight quotation mark"]
        if re.search(r'[{}"]', "".join(one[lang] for lang in LANGUAGES))
        else []
    )
    for lang in LANGUAGES:
        found += [f"{lang}: {rule}" for rule in RULES if pattern(rule, lang).search(one[lang])]
        found += (
            [f"{lang}: an amount, or advice about medicine"]
            if re.search(AMOUNTS[lang], one[lang], re.I)
            else []
        )
        if key.startswith("what.") and lang != "th" and len(split(one[lang], lang)) != 1:
            found.append(f"{lang}: not one sentence")
    return found


def problems_of_sources(content: Content, texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Evidence without a known source and a checked mark; a list of sources that is not what is cited."""
    cited, found = set(), []
    for key, one in texts.items():
        if not key.startswith("evidence."):
            continue
        cited.add(one.get("source"))
        if one.get("source") not in sources() or one.get("mark") not in set(Mark) - {Mark.UNVERIFIED}:
            found.append(f"{key}: source or mark")
        elif one["source"] == "design" and one["mark"] not in ("design", "D"):
            found.append(f"{key}: our own choice, or not")
    found += [] if cited else ["evidence: missing"]
    return found + ([] if set(content["sources"]) == cited else ["sources: not those that are cited"])


def problems_of_sheet(sheet: Definition) -> list[str]:
    """A sheet in which everything is optional, or that asks more than one sitting holds."""
    found = [] if any(not one.optional for one in sheet.fields) else ["field: all optional"]
    return found + ([] if len(sheet.fields) <= 12 else ["field: more than one sitting"])


def test_every_worksheet_asked_for_is_there() -> None:
    """By approach, each in its place on the shelf, none twice."""
    for approach, wanted_here in WANTED.items():
        assert wanted_here <= {one.id for one in definitions().values() if one.approach == approach}
    places = [(one.approach, one.order) for one in definitions().values()]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("name", sorted(contents()))
def test_a_worksheet_is_complete(name: str) -> None:
    """Three languages, three sentences, every question and option said, sources known, no amounts."""
    assert problems_of(name, contents()[name]) == []


def test_there_are_enough_questions_to_choose_from() -> None:
    """A library of questions for a consultation, each a question in each language, none twice."""
    asked = [
        one for key, one in said(contents()["preparation"]).items() if key.startswith("option.questions.")
    ]
    assert len(asked) >= FEWEST_QUESTIONS
    for lang in LANGUAGES:
        assert len({one[lang] for one in asked}) == len(asked)
    assert all(one["en"].endswith("?") and one["ja"].endswith("か。") for one in asked)


def test_no_worksheet_asks_for_an_amount() -> None:
    """Where medicines are named, only the name is taken."""
    named = [
        one
        for sheet in definitions().values()
        for one in sheet.every_field()
        if one.kind in WRITTEN and re.search(r"(medicines|days)\.name$", one.place)
    ]
    assert len(named) >= 3
    assert all(one.names_only for one in named)


READS = {key: one for key, one in sentences().items() if key.startswith("worksheet.")}


def test_what_is_read_is_said_without_amounts_or_advice() -> None:
    """Readings and shared words keep the same rules as the sheets."""
    assert len(READS) > 300
    found = {
        key: lang
        for key, one in READS.items()
        for lang in LANGUAGES
        if re.search(AMOUNTS[lang], one[lang], re.IGNORECASE)
    }
    assert found == {}


def _texts(content: Content) -> Content:
    found: Content = content["texts"]["worksheet"][content["id"]]
    return found


def _field(content: Content, number: int = 0) -> Content:
    found: Content = content["field"][number]
    return found


FAULTS: Sequence[tuple[str, Callable[[Content], Any]]] = (
    ("id or for", lambda one: one.update(id="other", texts={"worksheet": {"other": _texts(one)}})),
    ("id or for", lambda one: one.update({"for": ["everybody"]})),
    ("id or for", lambda one: one.update({"for": []})),
    ("kind is none", lambda one: one.update(kind="form")),
    ("approach is none", lambda one: one.update(approach="magic")),
    ("no field, or one twice", lambda one: one.update(field=[])),
    ("no field, or one twice", lambda one: one["field"].append(copy.deepcopy(_field(one)))),
    ("worry_time.at: colour", lambda one: _field(one).update(colour="red")),
    ("worry_time.At: id", lambda one: _field(one).update(id="At")),
    ("kind", lambda one: _field(one).update(kind="picture")),
    ("options", lambda one: _field(one).update(kind="choice")),
    ("options", lambda one: _field(one).update(options=["a"])),
    ("options", lambda one: _field(one).update(kind="choice", options=["a", "a"])),
    ("low, high, step, unit", lambda one: _field(one, 1).update(step=4)),
    ("low, high, step, unit", lambda one: _field(one, 1).update(step=0)),
    ("low, high, step, unit", lambda one: _field(one, 1).update(low=40)),
    ("low, high, step, unit", lambda one: _field(one, 1).pop("unit")),
    ("safety: own words", lambda one: _field(one, 2).update(safety=False)),
    ("safety: own words", lambda one: _field(one, 3)["columns"][0].update(safety=False)),
    ("columns, most_rows", lambda one: _field(one, 3).update(most_rows=61)),
    ("columns, most_rows", lambda one: _field(one, 3).update(columns=[])),
    ("columns, most_rows", lambda one: _field(one, 3)["columns"].append({"id": "can_act", "kind": "date"})),
    ("kind", lambda one: _field(one, 3)["columns"].append({"id": "inner", "kind": "table"})),
    ("danger, care", lambda one: _field(one, 3)["columns"][2].update(danger=["yes"])),
    ("danger, care", lambda one: _field(one, 3)["columns"][2].update(danger=["perhaps"], care="threat")),
    ("care", lambda one: _field(one, 3)["columns"][2].update(danger=["yes"], care="nobody")),
    ("field: all optional", lambda one: [field.update(optional=True) for field in one["field"]]),
    ("title: missing", lambda one: _texts(one).pop("title")),
    ("how_to_go_on: missing", lambda one: _texts(one).pop("how_to_go_on")),
    ("ask.at: missing", lambda one: _texts(one)["ask"].pop("at")),
    ("column.worries.let_go: missing", lambda one: _texts(one)["column"]["worries"].pop("let_go")),
    ("what.b: missing", lambda one: _texts(one)["what"].pop("b")),
    ("what.d: unknown", lambda one: _texts(one)["what"].update(d=_texts(one)["what"]["a"])),
    (
        "hint.nothing: no such field",
        lambda one: _texts(one)["hint"].update(nothing=_texts(one)["hint"]["at"]),
    ),
    ("what.a: en: not one sentence", lambda one: _texts(one)["what"]["a"].update(en="One. Two.")),
    ("what.a: ja: not one sentence", lambda one: _texts(one)["what"]["a"].update(ja="一つ。二つ。")),
    ("title: too long", lambda one: _texts(one)["title"].update(en="a " * 30)),
    ("title: th: missing", lambda one: _texts(one)["title"].update(th=" ")),
    ("short: ja: not its own letters", lambda one: _texts(one)["short"].update(ja="Park them now, please.")),
    ("short: a sentence too long", lambda one: _texts(one)["short"].update(en="word " * 21)),
    ("short: a brace", lambda one: _texts(one)["short"].update(en="Hello {name}.")),
    ("short: en: blame or verdict", lambda one: _texts(one)["short"].update(en="You should worry less.")),
    ("short: th: claim or promise", lambda one: _texts(one)["short"].update(th="รับรองว่าได้ผล")),
    ("short: en: an amount", lambda one: _texts(one)["short"].update(en="Take 20 mg at night.")),
    ("short: ja: an amount", lambda one: _texts(one)["short"].update(ja="薬をやめてください。")),
    ("evidence.a: source or mark", lambda one: _texts(one)["evidence"]["a"].update(source="nobody1999")),
    ("evidence.a: source or mark", lambda one: _texts(one)["evidence"]["a"].update(mark="U")),
    ("evidence: missing", lambda one: _texts(one).pop("evidence")),
    ("sources: not those", lambda one: one["sources"].append("kato2020")),
    ("sources: not those", lambda one: _texts(one)["evidence"]["a"].update(source="kato2020")),
)


@pytest.mark.parametrize(("expected", "plant"), FAULTS)
def test_a_planted_fault_is_seen(expected: str, plant: Callable[[Content], Any]) -> None:
    """Each check finds the fault it is there for."""
    content = contents()["worry_time"]
    assert problems_of("worry_time", content) == []
    plant(content)
    found = problems_of("worry_time", content)
    assert any(expected in problem for problem in found), found


def test_the_fields_the_readings_use_are_there() -> None:
    """What code asks a sheet for by name exists, so that a renamed field cannot fall silent."""
    used = {
        "activation": {"blocks.kind", "blocks.mood"},
        "sleep_reset": {"rise_wish", "red_flags", "nights.up_on", "nights.up_at"},
        "relapse_plan": {"signs", "opens_on"},
        "referral": {"steps.step", "steps.on", "steps.place"},
        "medication": {"medicines.name", "days.on", "days.name", "days.span", "days.taken"},
        "care_plan": {
            *("written_on", "review_on", "notes", "goals.words", "goals.sign", "goals.by", "goals.reached"),
            *("acts.what", "acts.who", "acts.until", "acts.done", "agreed.who", "agreed.on"),
        },
    }
    for name, places in used.items():
        assert places <= {one.place for one in definitions()[name].every_field()}, name
    assert Kind.TABLE in {one.kind for one in definitions()["care_plan"].fields}
