"""Every text, in every language, complete, sourced and fresh."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from tests.content.spoken import spoken_examples

import genkan.knowledge
from genkan.knowledge import LANGUAGES, knowledge, knowledge_files, sentences, sources
from genkan.nouns import FLAGS, MEASURES, Informant, Level, Reach, Sign, State, Trouble

FORBIDDEN = {
    "en": (
        "lazy",
        "shut-in",
        "refuses",
        "a hikikomori",
        "abnormal",
        "should",
        "suffers",
        "sufferer",
        "committed suicide",
    ),
    "th": ("ขี้เกียจ", "ผิดปกติ", "คนฮิคิโคโมริ"),
    "ja": ("怠け", "異常", "引きこもり者"),
}
THAI = re.compile(r"[\u0e00-\u0e7f]")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def fields_of(text: str) -> set[str]:
    """The placeholders of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_is_knowledge() -> None:
    """The files are found where they are installed."""
    assert len(knowledge_files()) > 15
    assert len(sentences()) > 300


@pytest.mark.parametrize("name", sorted(knowledge_files()))
def test_a_file_says_who_wrote_it_and_when_to_look_again(name: str) -> None:
    """Sources, writer, dates and first language stand in every file."""
    content = knowledge(name)
    if name == "sources":
        assert all(one["citation"] and one["mark"] for one in content["source"].values())
    for key in ("meaning", "written_by", "checked_on", "check_again_by", "first_written"):
        assert content[key], key
    assert content["checked_on"] < content["check_again_by"]
    assert content["check_again_by"] > date(2026, 11, 23)
    known = set(sources())
    assert set(content.get("sources", ())) <= known, set(content.get("sources", ())) - known


def unequal(texts: Mapping[str, str]) -> bool:
    """Whether a language is missing, or forgets a number."""
    if not all(texts.get(lang, "").strip() for lang in LANGUAGES):
        return True
    return not fields_of(texts["en"]) == fields_of(texts["th"]) == fields_of(texts["ja"])


def test_every_sentence_stands_in_three_languages_with_the_same_facts() -> None:
    """No language is missing, and none forgets a number; all in one test, for there are thousands."""
    assert len(sentences()) > 6_000
    assert [identity for identity, texts in sentences().items() if unequal(texts)] == []


@pytest.mark.parametrize("planted", [{"th": " "}, {"ja": "{days}日"}, {"th": "{nights} วัน"}])
def test_a_sentence_that_is_unequal_is_seen(planted: dict[str, str]) -> None:
    """An empty one, a number too many, another number."""
    whole = {"en": "day", "th": "วัน", "ja": "日"} if "ja" in planted else dict.fromkeys(LANGUAGES, "{days}")
    assert not unequal(whole)
    assert unequal(whole | planted)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_forbidden_word_is_used(lang: str) -> None:
    """It is a state, not a person and not a failing; no verdicts."""
    found = [
        (identity, word)
        for identity, texts in sentences().items()
        if identity not in spoken_examples()
        for word in FORBIDDEN[lang]
        if re.search(rf"\b{word}\b" if lang == "en" else re.escape(word), texts[lang].lower())
    ]
    assert not found


def test_a_forbidden_word_would_be_found() -> None:
    """The judge sees a planted fault."""
    assert re.search(r"\bshould\b", "you should go out")


def test_everything_with_a_name_has_one() -> None:
    """Floors, signs, levels, informants, flags, measures, states, troubles."""
    wanted = [
        *(f"reach.{one.name.lower()}" for one in Reach),
        *(f"sign.{one.value}" for one in Sign),
        *(f"level.{one.name.lower()}" for one in Level),
        *(f"informant.{one.value}" for one in Informant),
        *(f"informant_short.{one.value}" for one in Informant),
        *(f"flag.{one}" for one in FLAGS),
        *(f"column.{one}" for one in MEASURES if not one.startswith("heard_")),
        *(f"state.{one.value}" for one in State),
        *(f"state_short.{one.value}" for one in State),
        *(f"trouble.{one.value}" for one in Trouble),
    ]
    assert not [identity for identity in wanted if identity not in sentences()]


def test_every_sentence_that_code_or_pages_ask_for_exists() -> None:
    """Ids written in templates and modules are ids of sentences."""
    root = Path(genkan.knowledge.__file__).parent.parent.parent
    asked: set[str] = set()
    for file in root.rglob("*.html"):
        asked |= set(re.findall(r'{% say "([\w.]+)"', file.read_text(encoding="utf-8")))
    for file in root.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r'sentence\(\s*"([\w.]+)"', text)) | set(re.findall(r'"(web\.[\w.]+)"', text))
    assert len(asked) > 60
    assert not {identity for identity in asked if identity not in sentences() and not identity.endswith(".")}


def test_each_language_is_written_in_its_own_letters() -> None:
    """Thai sentences hold Thai, Japanese ones Japanese, except names and numbers."""
    plain = {"web.title", "kato2020.name", "teo2010.name", "page.reach_exact", "page.measure"}
    plain |= {"family.list.one", "family.circle.step", "family.circle.at"}  # own words only
    for identity, texts in sentences().items():
        if identity in plain or identity.endswith(".name") or len(texts["en"]) < 12:
            continue
        assert THAI.search(texts["th"]), identity
        assert JAPANESE.search(texts["ja"]), identity
