"""The worksheets of family therapy: each file whole by itself, own words, nothing that scores or blames."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.content.test_safe_words import SCRIPTS, long_sentences, split

import genkan.knowledge
from genkan.knowledge import LANGUAGES, knowledge, sources
from genkan.nouns import Mark
from genkan.pictures.kin import MOST_PEOPLE, MOST_TIES, SIGNS, TIES

FOLDER = Path(genkan.knowledge.__file__).parent / "worksheets"
SHEETS = (
    "family_list",
    "circle",
    "session",
    "agreement",
    "session_rating",
    "accommodation",
    "expressed_emotion",
    "one_step",
    "parent_task",
)
KINDS = ("text", "line", "scale", "choice", "choices", "time", "date", "yes_no", "table")
KEYS = {
    *("id", "kind", "optional", "safety", "danger", "care"),
    *("low", "high", "step", "unit", "options", "columns", "most_rows"),
}
HEAD = ("meaning", "sources", "written_by", "checked_on", "check_again_by", "first_written", "order")
# Words of licensed scales that these sheets must not borrow: session and outcome rating, accommodation,
# expressed emotion. Ours are about rooms, doors, meals and evenings.
BORROWED = (
    r"heard,? understood,? and respected|right fit|overall, today|worked on what .*wanted|goals and topics",
    r"individually|interpersonally|socially \(work",
    r"participat\w+ in (his|her|their) rituals|provid\w+ reassurance|how often did you (help|avoid)",
    r"modif\w+ (your|the) (family )?routine|facilitat\w+ avoidance",
    r"critical comments|hostility|emotional over-?involvement|perceived criticism",
)
JUDGING = {
    "en": r"\bscore|\bcut-?off|\bthreshold\b|\btoo (much|many|high)\b|\bpunish(?!ment)|\bconsequence",
    "th": "คะแนนรวม|จุดตัด|มากเกินไป|ทำโทษ|ลงโทษ(?! และ)(?!เป็นสิ่ง)",
    "ja": "合計点|基準値|カットオフ|やりすぎ|お仕置き|ペナルティ",
}
DENIES = re.compile(
    r"no score|without punishment|leaving out punishment|no sum|ไม่มีการลงโทษ|โดยไม่มีการลงโทษ|การไม่ลงโทษ",
    re.IGNORECASE,
)

Sheet = dict[str, Any]


def sheets() -> dict[str, Sheet]:
    """Every worksheet of the family by the name of its file, as plain tables that a test can spoil."""
    return {name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in SHEETS}


def said(sheet: Sheet) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All sentences of a sheet by their path behind its id."""
    yield from _said(sheet["texts"]["worksheet"][sheet["id"]], "")


def _said(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if isinstance(inner.get("en"), str):
            yield here, inner
        else:
            yield from _said(inner, here)


def wanted(sheet: Sheet) -> set[str]:
    """The sentences that a sheet's fields ask for."""
    found = {"title", "short", "what.a", "what.b", "what.c", "how_to_go_on", "evidence.a"}
    for one in sheet["field"]:
        found.add(f"ask.{one['id']}")
        found |= {f"option.{one['id']}.{option}" for option in one.get("options", ())}
        for column in one.get("columns", ()):
            found.add(f"column.{one['id']}.{column['id']}")
            found |= {f"option.{one['id']}.{column['id']}.{option}" for option in column.get("options", ())}
    return found


def problems_of(name: str, sheet: Sheet) -> list[str]:
    """What keeps a sheet from the shelf."""
    found = [f"{key}: missing" for key in HEAD if not sheet.get(key)]
    found += [] if (sheet.get("id"), sheet.get("kind")) == (name, "worksheet") else ["id, kind"]
    found += [] if sheet.get("approach") == "family_therapy" else ["approach"]
    found += (
        [] if {"family", "clinic"} <= set(sheet.get("for", ())) <= {"person", "family", "clinic"} else ["for"]
    )
    for one in sheet["field"]:
        found += problems_of_field(one)
        for column in one.get("columns", ()):
            found += problems_of_field(column)
    texts = dict(said(sheet))
    found += [f"{key}: missing" for key in sorted(wanted(sheet) - set(texts))]
    hints = "|".join(one["id"] for one in sheet["field"])
    may = re.compile(rf"evidence\.[b-f]|hint\.({hints})")
    found += [f"{key}: unknown" for key in sorted(set(texts) - wanted(sheet)) if not may.fullmatch(key)]
    for key, one in texts.items():
        found += [f"{key}: {problem}" for problem in problems_of_words(key, one)]
    return found + problems_of_sources(sheet, texts)


def problems_of_field(one: Mapping[str, Any]) -> list[str]:
    """A field or a column that the engine could not ask."""
    name = one.get("id", "?")
    found = [f"{name}: {key} is no key" for key in sorted(set(one) - KEYS)]
    if one.get("kind") not in KINDS:
        return [*found, f"{name}: kind"]
    if (one["kind"] in ("choice", "choices")) != bool(one.get("options")):
        found.append(f"{name}: options")
    if (one["kind"] == "scale") != all(key in one for key in ("low", "high", "step", "unit")):
        found.append(f"{name}: scale")
    if (one["kind"] == "table") != ("columns" in one and "most_rows" in one):
        found.append(f"{name}: table")
    if one["kind"] in ("text", "line", "table") and not one.get("safety"):
        found.append(f"{name}: own words may show danger")
    if bool(one.get("danger")) != bool(one.get("care")):
        found.append(f"{name}: danger without care")
    return found


def problems_of_words(key: str, one: Mapping[str, Any]) -> list[str]:
    """A language missing, a sentence too long or too many, a borrowed or a judging word."""
    found = [f"{lang}: missing" for lang in LANGUAGES if not str(one.get(lang, "")).strip()]
    found += [f"{lang}: letters" for lang, own in SCRIPTS.items() if not own.search(one.get(lang, ""))]
    found += ["too long"] if long_sentences({key: one}) else []
    if key.startswith("what.") and any(len(split(one[lang], lang)) != 1 for lang in ("en", "ja")):
        found.append("not one sentence")
    found += ["borrowed"] if any(re.search(by, one["en"], re.IGNORECASE) for by in BORROWED) else []
    for lang in LANGUAGES:
        text = DENIES.sub("", one[lang])
        found += (
            [f"{lang}: judging"]
            if re.search(JUDGING[lang], text, re.IGNORECASE) and "evidence" not in key
            else []
        )
    return found


def problems_of_sources(sheet: Sheet, texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Evidence without source and mark, or a head that names other sources than are cited."""
    found, cited = [], set()
    for key, one in texts.items():
        if not key.startswith("evidence."):
            continue
        cited.add(one.get("source"))
        if one.get("source") not in sources() or one.get("mark") not in set(Mark) - {Mark("U")}:
            found.append(f"{key}: source or mark")
        if (one.get("source") == "design") != (one.get("mark") == "design"):
            found.append(f"{key}: our own choice, or not")
    return found + ([] if cited == set(sheet["sources"]) else ["sources: not those that are cited"])


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_whole(name: str) -> None:
    """Head, fields, every text they ask for, three languages, sources; nothing borrowed, nothing judged."""
    assert problems_of(name, sheets()[name]) == []


def test_they_are_one_shelf() -> None:
    """Orders run 1, 2, 3 …; titles differ."""
    found = list(sheets().values())
    assert sorted(one["order"] for one in found) == list(range(1, len(SHEETS) + 1))
    titles = [dict(said(one))["title"][lang] for one in found for lang in LANGUAGES]
    assert len(set(titles)) == len(titles)


def test_own_observation_is_never_added_up() -> None:
    """Ratings and observations are shown over time only; their rule names neither sum nor cut as a number."""
    for name in ("session_rating", "accommodation", "expressed_emotion"):
        rules = sheets()[name]["rules"]
        assert set(rules) == {"over_time"}, name
        assert set(rules["over_time"]) == {"least", "unit", "source", "mark", "meaning"}, name
        assert "no sum" in rules["over_time"]["unit"]
        assert rules["over_time"]["mark"] == Mark.DESIGN


def test_a_session_rating_has_four_short_questions() -> None:
    """Four scales from 0 to 10, the same way round, nothing else that counts."""
    scales = [one for one in sheets()["session_rating"]["field"] if one["kind"] == "scale"]
    assert len(scales) == 4
    assert all((one["low"], one["high"], one["step"]) == (0, 10, 1) for one in scales)


def test_the_list_fills_the_drawing() -> None:
    """Signs, ties and limits of the sheet are those the drawing knows."""
    people, ties = (one for one in sheets()["family_list"]["field"] if one["kind"] == "table")
    assert people["most_rows"] == MOST_PEOPLE
    assert ties["most_rows"] == MOST_TIES
    assert next(one for one in people["columns"] if one["id"] == "sign")["options"] == list(SIGNS)
    assert next(one for one in ties["columns"] if one["id"] == "kind")["options"] == list(TIES)


def test_fear_at_home_brings_help() -> None:
    """The question about fear names an answer that brings a care that exists."""
    (asked,) = [one for one in sheets()["expressed_emotion"]["field"] if one.get("danger")]
    assert asked["care"] in {one["id"] for one in knowledge("checkup/safety")["cares"]}


def test_an_agreement_that_is_not_kept_costs_nobody_anything() -> None:
    """Every way on is smaller, later, a question, another way or help; none takes anything away."""
    (if_not,) = [one for one in sheets()["agreement"]["field"] if one["id"] == "if_not"]
    assert set(if_not["options"]) == {"smaller", "wait", "ask_why", "other_way", "helper"}


@pytest.mark.parametrize(
    ("name", "path", "value", "expected"),
    [
        ("circle", ("approach",), "cbt", "approach"),
        ("circle", ("for",), ["clinic"], "for"),
        ("circle", ("field", 0, "safety"), False, "steps: own words may show danger"),
        ("circle", ("field", 0, "kind"), "grid", "steps: kind"),
        ("session", ("field", 2, "options"), [], "came: options"),
        ("session_rating", ("field", 1, "unit"), None, "room: scale"),
        ("expressed_emotion", ("field", 9, "care"), "", "afraid: danger without care"),
        ("circle", ("texts", "worksheet", "circle", "title", "th"), "", "title: th: missing"),
        ("circle", ("texts", "worksheet", "circle", "title", "ja"), "Wa", "title: ja: letters"),
        ("circle", ("texts", "worksheet", "circle", "ask", "steps"), {}, "ask.steps: missing"),
        (
            "circle",
            ("texts", "worksheet", "circle", "what", "a", "en"),
            "One. Two.",
            "what.a: not one sentence",
        ),
        (
            "session_rating",
            ("texts", "worksheet", "session_rating", "ask", "room", "en"),
            "I felt heard, understood, and respected",
            "ask.room: borrowed",
        ),
        (
            "accommodation",
            ("texts", "worksheet", "accommodation", "ask", "quiet", "en"),
            "You modified your family routine",
            "ask.quiet: borrowed",
        ),
        (
            "accommodation",
            ("texts", "worksheet", "accommodation", "short", "en"),
            "Your score",
            "short: en: judging",
        ),
        (
            "agreement",
            ("texts", "worksheet", "agreement", "ask", "if_not", "th"),
            "ลงโทษอย่างไร",
            "ask.if_not: th: judging",
        ),
        (
            "circle",
            ("texts", "worksheet", "circle", "evidence", "a", "source"),
            "nobody",
            "evidence.a: source or mark",
        ),
        (
            "circle",
            ("texts", "worksheet", "circle", "evidence", "a", "mark"),
            "U",
            "evidence.a: source or mark",
        ),
        ("circle", ("sources",), ["design"], "sources: not those that are cited"),
    ],
)
def test_a_fault_in_a_sheet_is_seen(name: str, path: tuple[Any, ...], value: Any, expected: str) -> None:
    """Each planted fault is found."""
    sheet: Any = copy.deepcopy(sheets()[name])
    place = sheet
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    assert expected in problems_of(name, sheet)
