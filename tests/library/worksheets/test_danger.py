"""Own words that may mean danger: help stands first, in three languages; nothing is blocked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.library.worksheets.sheets import filled, rows

from genkan.knowledge import LANGUAGES, knowledge, sentences
from genkan.questionnaire import care_words
from genkan.worksheets import blank, cares_of, definitions, seen_in
from genkan.worksheets.danger import words_seen

SENTENCES = Path(__file__).parents[2] / "content" / "scene_sentences"
DANGER = {
    "wants_to_die": (
        "I want to die.",
        "He says he wants to die.",
        "She doesn't want to live.",
        "i  WANNA die",
        "I don’t want to live any more",
        "Some days I think about dying",
        "I keep hurting myself",
        "they would be better off without me",
        "อยากตาย",
        "บางทีก็อยาก ตาย ให้จบ ๆ",
        "ไม่อยากมีชีวิตอยู่",
        "ทำร้ายตัวเองอีกแล้ว",
        "死にたい",
        "もう し に た い",
        "消えたいと思う",
        "生きていたくない",
        "リスカした",
        "わたしは ｼﾆﾀｲ",
        "I will end it all.",
        "She wrote 'kill myself' on the wall.",
        "She told me  goodbye as if  for ever.",
        "He has burns on his\u3000arms",
    ),
    "threat": (
        "I am going to kill him",
        "I am afraid I will hurt her",
        "อยากฆ่ามัน",
        "กลัวจะทำร้ายแม่",
        "殺してやりたい",
        "傷つけてしまいそう",
    ),
    "violence": (
        "He hit me again",
        "I was beaten by my brother",
        "พ่อตีฉันเมื่อคืน",
        "โดนตีอีกแล้ว",
        "父に殴られた",
        "兄に蹴られる",
    ),
}
PLAIN = (
    "The game was to die for, and I killed an hour.",
    "I hit the wrong key.",
    "I do not want to go on the bus.",
    "My advice was taken.",
    "ฆ่าเวลาไปทั้งบ่าย",
    "อยากกินตำไทย",
    "ซ้อมดนตรีกับเพื่อน",
    "อยากทำอาหารให้แม่",
    "楽しみにしています。本を探しにたくさん歩いた。",
    "必死に勉強した。",
    "電気が消えた。",
    "仲間外れにされて傷つけられた。",
    "会うのは避けられた。",
    "ถูกตีตราว่าแปลก",
    "The advert said I could not miss it.",
    "That cake was to die for.",
    "My phone and the tablet were dead.",
)


@pytest.mark.parametrize(("care", "text"), [(care, one) for care, texts in DANGER.items() for one in texts])
def test_words_of_danger_are_seen_in_every_language(care: str, text: str) -> None:
    """The kind of help is right, and what is said to have been seen are the person's own words."""
    found = dict(words_seen(text))
    assert care in found
    assert found[care] in text


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_left_alone(text: str) -> None:
    """Words that only sound alike bring no help page."""
    assert words_seen(text) == ()


LABELLED = [
    text
    for file in sorted(SENTENCES.glob("*.toml"))
    for key, texts in tomllib.loads(file.read_text(encoding="utf-8")).items()
    if "danger" in key.split()
    for text in texts
]


def test_every_page_sees_the_danger_that_the_scenes_see() -> None:
    """Each sentence labelled as danger, said or hinted at, brings help wherever it is written."""
    assert len(LABELLED) >= 138
    assert [text for text in LABELLED if not words_seen(text)] == []


def test_an_exception_holds_for_its_own_table_alone() -> None:
    """What one table leaves as a manner of speaking, another still sees, and so what stands beside it."""
    assert words_seen("It was to die for, but I want to die.") == (("wants_to_die", "want to die"),)
    assert words_seen("ขำจนอยากตาย") == (("wants_to_die", "อยากตาย"),)


OWN = {  # answers of the check-up in the person's own voice
    "wants_to_die": ("danger.option.wants_to_die", "checks.option.self_harm"),
    "violence": ("danger.option.threat", "violence.option.now"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_check_up_calls_danger_is_danger_here(lang: str) -> None:
    """Its answers about danger, written before these patterns, are seen in every language."""
    for care, places in OWN.items():
        for place in places:
            text = sentences()[f"checkup.{place}.person"][lang]
            assert care in dict(words_seen(text)), text


def test_small_steps_and_questions_bring_no_help_page() -> None:
    """No step of the ladder and no question of a worksheet sounds like danger, in any language."""
    plain = {
        key: one for key, one in sentences().items() if key.startswith(("rung.", "worksheet.", "column."))
    }
    plain.pop("worksheet.medication.ask.thoughts")  # it asks about just that
    assert len(plain) > 500
    assert [(key, lang) for key, one in plain.items() for lang in LANGUAGES if words_seen(one[lang])] == []


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40), st.text(max_size=40), st.sampled_from(["死にたい", "อยากตาย", " i want to die "])
)
def test_danger_is_seen_wherever_it_stands(before: str, after: str, words: str) -> None:
    """Own words before and behind it hide nothing, and nothing raises."""
    found = dict(words_seen(f"{before}。{words}。{after}"))
    assert "wants_to_die" in found


@pytest.mark.parametrize("identity", list(definitions()))
def test_every_place_for_own_words_is_looked_at(identity: str) -> None:
    """In each worksheet, danger in any text, line or cell is seen, and the sheet is kept whole."""
    for field in definitions()[identity].fields:
        cells = [column for column in field.columns if column.kind in ("text", "line")]
        names = {field.id: "死にたい"} if field.kind in ("text", "line") else {}
        raw = names or (rows(field.id, {cells[0].id: "死にたい"}) if cells else {})
        if raw:
            sheet = filled(identity, **raw)
            (seen,) = seen_in(sheet)
            assert seen.care == "wants_to_die"
            assert sheet.get(field.id)


def test_the_first_words_of_the_help_page_say_what_was_seen() -> None:
    """A care of the check-up, its words for whoever reads, and the very words that were seen."""
    sheet = filled("thought_record", thought="He hit me. I want to die.")
    seen = seen_in(sheet)
    assert [one.care for one in seen] == ["wants_to_die", "violence"]
    cares = cares_of(seen)
    assert [care.now for care in cares] == [True, False]
    assert cares[0].because == ("thought_record.thought",)
    for lang in LANGUAGES:
        assert "want to die" in seen[0].says(lang)
        assert all(words.first and words.do and words.then for words in care_words(cares, "person", lang))
    assert "want to die" not in repr(seen)


def test_a_chosen_answer_can_ask_for_help_as_well() -> None:
    """«Yes» to thoughts of dying shows help first; «no» and nothing do not."""
    yes = filled("medication", thoughts="yes")
    assert [one.care for one in seen_in(yes)] == ["wants_to_die"]
    assert all(seen_in(yes)[0].says(lang) for lang in LANGUAGES)
    assert seen_in(filled("medication", thoughts="no")) == seen_in(blank("medication")) == ()


def test_the_patterns_are_never_sentences_and_never_empty() -> None:
    """Each list leads to a care there is, in three languages; an empty pattern would match everything."""
    urgent = {one["id"] for one in knowledge("checkup/safety")["cares"]}
    for entry in knowledge("checkup/danger_words")["danger"]:
        assert entry["care"] in urgent
        assert all(entry[name] and all(entry[name]) for name in ("english", "thai", "japanese"))
    assert words_seen("") == words_seen("a") == ()
