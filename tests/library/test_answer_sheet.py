"""The answer in words: whole sentences in three languages, for any answers, and no verdict in any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.cast import days_of
from tests.content.test_knowledge import FORBIDDEN
from tests.library.checkup.answers import (
    AOI,
    MALI,
    NOK,
    ON,
    answer_sets,
    any_day,
    any_words,
    given_that,
    quick,
)

from genkan.answer_sheet import AnswerSheet, answer_sheet_of
from genkan.checkup.form import asked, with_number
from genkan.checkup.given import WHO, Given
from genkan.course import CheckUp, check_up_of
from genkan.knowledge import LANGUAGES, knowledge, sentence, sentences
from genkan.letters.letter import Letter, Wishes, letter_of, letter_text, wishes_from
from genkan.nouns import Level, State
from genkan.pictures.canvas import text_width
from genkan.pictures.timeline import timeline

MAY_BE_EMPTY = {"since", "months", "question", "why_asked", "source", "mark", "then", "page_title", "to"}
NO_WORDS = {"lang", "who", "id", "definition", "state", "page", "sign", "level"}
SILENT = (".left_home_unknown", ".count_unknown")  # reasons that say no file was there
AN_ID = re.compile(r"\b[a-z]+_[a-z_]+\b|\b(checkup|care|stages|learn|web|letter|sign|told_level|strand)\.\w+")

CONTENTED = {
    "days_out": "2",
    "since": "1to3",
    "reasons": ["none"],
    "distress": "relieved",
    "impairment": ["none"],
}
ALONE = {
    "usual_week": ["room"],
    "days_out": "0",
    "since": "3to10",
    "reasons": ["none"],
    "distress": "painful",
}
PRE = {"usual_week": ["home"], "days_out": "1", "since": "3to6", "reasons": ["none"]}


def texts_in(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a sheet or a letter, with the name of the field that holds it."""
    if isinstance(value, str):
        if name not in NO_WORDS:
            yield name, value
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts_in(getattr(value, one.name), one.name)
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_in(one, name)


@cache
def forbidden(lang: str) -> re.Pattern[str]:
    """Words that are never said."""
    words = (rf"\b{re.escape(word)}\b" if lang == "en" else re.escape(word) for word in FORBIDDEN[lang])
    return re.compile("|".join(words))


def problems_of(texts: Iterator[tuple[str, str]], lang: str) -> list[tuple[str, str]]:
    """Texts that are empty, show a placeholder or an id, or hold a forbidden word."""
    found = []
    for name, text in texts:
        empty = not text.strip() and name not in MAY_BE_EMPTY
        citation = name in ("source", "sources")  # a DOI may look like anything
        an_id = not citation and (AN_ID.search(text) or text in sentences())
        doubled = re.search(r"\.\.|。。|  |\(\)|（）| ,|「」", text)
        forbid = forbidden(lang).search(text.lower())
        if empty or "{" in text or "}" in text or an_id or doubled or forbid:
            found.append((name, text))
    return found


def without_groups(sheet: AnswerSheet) -> Iterator[tuple[str, str]]:
    """All texts but the names of the three groups of the drawing, which are ids."""
    groups = {group for group, _ in sheet.groups}
    return ((name, text) for name, text in texts_in(sheet) if not (name == "groups" and text in groups))


# ── Whole sentences ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@quick
@given(given=answer_sets())
@example(given=given_that())
@example(given=given_that(**CONTENTED))
@example(given=given_that(AOI, **ALONE))
@example(given=given_that(NOK, **PRE))
def test_every_answer_page_is_made_of_whole_sentences(lang: str, given: Given) -> None:
    """Nothing empty, no placeholder, no id, no verdict, whatever was answered by whomever."""
    sheet = answer_sheet_of(check_up_of(given), lang)
    assert problems_of(without_groups(sheet), lang) == []
    assert sheet.says
    assert sheet.stage.says
    assert len(sheet.others) == 6
    assert len(sheet.signs) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_a_reason_is_more_than_a_number(who: str, lang: str) -> None:
    """«1» is an option on a question page; as the reason of a sign it says nothing."""
    for days in range(8):
        sheet = answer_sheet_of(check_up_of(given_that(who, days_out=str(days))), lang)
        said = [reason.text for sign in sheet.signs for reason in sign.because]
        assert not [text for text in said if re.fullmatch(r"\d+日? ?([(（].*[)）])?", text)]


wishes = st.builds(
    wishes_from,
    st.lists(st.sampled_from([*knowledge("letters/letter")["wishes"], "money and power"])),
    st.lists(st.sampled_from([*knowledge("letters/letter")["reach"], "by pigeon"])),
    st.sampled_from(["", "perhaps", *knowledge("letters/letter")["knows"]]),
)


@pytest.mark.parametrize("lang", LANGUAGES)
@quick
@given(given=answer_sets(), wished=wishes)
@example(given=given_that(), wished=Wishes())
@example(given=given_that(**CONTENTED), wished=Wishes())
@example(given=given_that(AOI, **ALONE), wished=Wishes())
def test_every_letter_is_made_of_whole_sentences(lang: str, given: Given, wished: Wishes) -> None:
    """Title, day, safety and stage are in every letter; no part is empty."""
    letter = letter_of(check_up_of(given), wished, lang)
    assert problems_of(texts_in(letter), lang) == []
    assert all(part.lines or part.own for part in letter.parts)
    headings = [part.heading for part in letter.parts]
    assert headings[:2] == [sentence("letter.safety", lang), sentence("letter.stands", lang)]
    assert len(set(headings)) == len(headings)
    text = letter_text([letter])
    assert "\n\n\n" not in text
    assert problems_of(iter([("line", line) for line in text.split("\n") if line]), lang) == []


def test_the_judge_of_sentences_sees_planted_faults() -> None:
    """Each kind of fault is found where one was planted."""
    for planted in (
        "",
        " ",
        "on {day}",
        "checkup.since.ask.family",
        "days_out",
        "You should.",
        "Done..",
        "a  b",
    ):
        assert problems_of(iter([("says", planted)]), "en"), planted
    assert problems_of(iter([("says", "人は怠けている。")]), "ja")
    assert problems_of(iter([("says", "ขี้เกียจ")]), "th")
    assert problems_of(iter([("says", "It began on 1 May 2026."), ("since", "")]), "en") == []


# ── Own words ─────────────────────────────────────────────────────────────────────────────────────


@quick
@given(answer_sets(words=any_words), st.sampled_from(LANGUAGES), any_words, any_words, any_words)
def test_own_words_never_break_the_answer_and_stay_as_written(
    given: Given, lang: str, to: str, words: str, contact: str
) -> None:
    """Braces, tags and odd letters are letters; what was written stands in the letter unchanged."""
    check = check_up_of(given)
    sheet = answer_sheet_of(check, lang)
    for group, lines in sheet.groups:
        for line in given.drawing.get(group, ()):
            assert line in lines
    wished = wishes_from([], [], "", to, words, contact)
    letter = letter_of(check, wished, lang)
    text = letter_text([letter])
    assert not wished.words or f"«{wished.words}»" in text
    assert not wished.contact or f"- {wished.contact}" in text
    assert wished.to in letter.to
    for name in ("began", "tried"):
        told = check.given.told.get(name)
        assert told is None or not told.words or f"«{told.words}»" in text


def test_two_languages_make_one_text() -> None:
    """Both letters stand one after the other, each whole, own words the same in both."""
    check = check_up_of(given_that(began={"chosen": ["slowly"], "words": "since the move"}))
    letters = [letter_of(check, Wishes(), lang) for lang in ("th", "ja")]
    text = letter_text(letters)
    assert text.count("«since the move»") == 2
    assert text.index(letters[0].title) < text.index(letters[1].title)


# ── What is said when ─────────────────────────────────────────────────────────────────────────────


@quick
@given(answer_sets(), st.sampled_from(LANGUAGES))
@example(given_that(**CONTENTED), "en")
@example(given_that(days_out="5"), "ja")
@example(given_that(reasons=["illness"]), "th")
@example(given_that(**PRE), "th")
@example(given_that(**ALONE), "en")
def test_act_now_and_not_this_are_said_exactly_then(given: Given, lang: str) -> None:
    """The time to act is pre-hikikomori and nothing else; «not this» is not met, or at home without harm."""
    check = check_up_of(given)
    sheet = answer_sheet_of(check, lang)
    state = check.course.stage.state
    assert sheet.act_now == (state is State.PRE)
    assert sheet.not_this == (state in (State.NOT_MET, State.ISOLATED))
    assert not (sheet.act_now and sheet.not_this)
    assert sheet.stage.state is state
    assert sheet.may_step == (check.tonight is not None)
    assert [care.now for care in sheet.cares] == [care.now for care in check.cares]
    assert sheet.because_of_reasons == (bool(set(given.has(*REASONS_THAT_COUNT))) and not sheet.not_this)


REASONS_THAT_COUNT = tuple(
    f"reasons.{one}" for one in ("illness", "law", "caring", "remote_work", "home_study", "retired", "choice")
)


@quick
@given(answer_sets())
@example(given_that())
@example(given_that(usual_week=["home"], days_out="1", since={"month": "2026-08"}))
@example(given_that(usual_week=["outside"], days_out="0"))
@example(given_that(days_out="1", since="1to3", began="good_long", reasons=["none"], impairment=["money"]))
@example(given_that(usual_week=["home"], days_out="1", since="1to3", reasons=["none"], impairment=["none"]))
def test_the_question_that_decides_is_on_the_way_and_open(given: Given) -> None:
    """The page leads to a question of this form that nobody answered yet, or whose answer cannot be."""
    check = check_up_of(given)
    sheet = answer_sheet_of(check, "en")
    if sheet.decides is None:
        return
    question = with_number(sheet.decides)
    assert question in asked(check.given.told)
    assert question is not None
    assert not check.given.told.get(question.id) or question.id in check.contradictions, question.id
    assert sheet.stage.question
    assert sheet.stage.why_asked


@pytest.mark.parametrize("who", WHO)
def test_each_definition_s_questions_lead_somewhere(who: str) -> None:
    """From an empty check-up, answering what decides, one after another, ends with nothing open."""
    answers = {
        "days_out": "1",
        "since": "6to12",
        "impairment": ["school_work"],
        "usual_week": ["home"],
        "reasons": ["none"],
    }
    given, met = given_that(who), []
    while (number := answer_sheet_of(check_up_of(given), "en").decides) is not None:
        question = with_number(number)
        assert question is not None
        assert question.id not in met
        met.append(question.id)
        given = given.with_answer(
            question.id, given_that(**{question.id: answers[question.id]}).told[question.id]
        )
    assert check_up_of(given).course.stage.state is State.MODERATE
    assert set(met) <= set(answers)


@quick
@given(answer_sets())
def test_open_questions_guesses_and_contradictions_are_counted(given: Given) -> None:
    """What was skipped is counted; what was guessed is named, once for each question answered so."""
    check = check_up_of(given)
    sheet = answer_sheet_of(check, "en")
    way = asked(check.given.told)
    assert sheet.left_open == sum(not check.given.told.get(one.id) for one in way)
    guessed = [
        one
        for one in way
        if one.part in ("days", "signs")
        and check.given.told.get(one.id)
        and check.given.told[one.id].known_by == "guessed"
    ]
    assert len(sheet.guessed) == len(guessed)
    assert len(sheet.contradictions) == len(check.contradictions)


@quick
@given(answer_sets(), st.sampled_from(LANGUAGES))
def test_signs_are_there_or_not_and_never_compared_with_a_usual(given: Given, lang: str) -> None:
    """Without files there is no usual of a person's own, so no sign says «more than usual»."""
    for sign in answer_sheet_of(check_up_of(given), lang).signs:
        assert sign.says == sentence(f"told_level.{sign.level.name.lower()}", lang)
        assert sign.because


@quick
@given(answer_sets(), st.sampled_from(LANGUAGES))
def test_without_files_nothing_is_said_about_days_on_record(given: Given, lang: str) -> None:
    """Nobody who only answered questions reads that nothing was heard about the last 28 days."""
    sheet = answer_sheet_of(check_up_of(given), lang)
    told = {reason.text for stage in (sheet.stage, *sheet.others) for reason in stage.because}
    silent = {sentence(one, lang, days=28) for one in sentences() if one.endswith(SILENT)}
    assert len(silent) > 4
    assert not told & silent


# ── With files beside the answers ─────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def files() -> CheckUp:
    """Two hundred days of a phone, mostly in, beside a few answers."""
    given = given_that(days_out="1", since="6to12", lately=["sad"], talk=["family"], impairment=["money"])
    return check_up_of(given, days_of([1, 1, 0, 1, 1] * 20 + [0, 0, 0, 1, 0] * 25))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_and_answers_stand_together(files: CheckUp, lang: str) -> None:
    """Signs the days know come from the days, the others from the answers; all in whole sentences."""
    sheet = answer_sheet_of(files, lang)
    assert files.has_days
    assert problems_of(without_groups(sheet), lang) == []
    told = {one.sign: one for one in files.signs}
    assert [one.level for one in sheet.signs] == [one.level for one in told.values()]
    letter = letter_of(files, Wishes(), lang)
    assert problems_of(texts_in(letter), lang) == []
    assert files.course.as_of == max(ON, files.course.days.last)
    mood = next(one for one in files.signs if one.sign.value == "mood")
    assert mood.level is Level.SOME


# ── The line in time ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
@quick
@given(given=answer_sets(on=any_day), width=st.sampled_from([320, 360, 640, 960]))
@example(given=given_that(since="over10", days_out="1"), width=320)
@example(given=given_that(since={"month": "2026-11"}, days_out="1"), width=320)
@example(given=given_that(since={"month": "1990-01"}, days_out="1"), width=320)
def test_the_line_in_time_is_drawn_for_any_beginning(lang: str, given: Given, width: int) -> None:
    """Well-formed, described, all on the sheet, no label over another; nothing where nothing is known."""
    check = check_up_of(given)
    since = check.course.stage.since
    canvas = timeline(since, check.course.as_of, lang, width)
    known = since.latest is not None and (since.earliest is not None or since.latest < check.course.as_of)
    assert (canvas is not None) == known
    if canvas is None:
        return
    drawn = canvas.on_page("t")
    tree = ElementTree.fromstring(drawn)
    assert tree[0].text == canvas.title == sentence("web.answer.timeline_title", lang)
    assert tree[1].text == canvas.describes
    assert "{" not in drawn
    taken: dict[float, list[tuple[float, float]]] = {}
    for label in canvas.labels:
        wide = text_width(label.text, label.size)
        left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
        assert label.text
        assert left >= -1, label
        assert left + wide <= width + 1, label
        taken.setdefault(label.y, []).append((left, left + wide))
    for places in taken.values():
        assert all(end <= start for (_, end), (start, _) in pairwise(sorted(places)))
    for x, wide in re.findall(r'<rect x="([-\d.]+)" y="[-\d.]+" width="([-\d.]+)"', drawn):
        assert float(x) >= 0
        assert float(wide) >= 0
        assert float(x) + float(wide) <= width + 1


def test_a_later_beginning_is_drawn_further_right() -> None:
    """The full part grows with the months that have surely passed."""
    wide = []
    for band in ("under3", "3to6", "6to12"):
        since = check_up_of(given_that(MALI, since=band, days_out="1")).course.stage.since
        canvas = timeline(since, ON, "en", 640)
        assert canvas is not None
        wide.append(float(re.findall(r'<rect [^>]*?width="([\d.]+)"', canvas.on_page("t"))[2]))
    assert wide == sorted(wide)
    assert len(set(wide)) == 3


def test_the_letter_is_frozen_and_its_words_are_not_printed() -> None:
    """Wishes and contacts are in no log line."""
    wished = wishes_from([], [], "", "Dr Sato", "please write", "mali@example.org")
    assert "mali" not in repr(wished)
    assert "please" not in repr(wished)
    letter: Letter = letter_of(check_up_of(given_that()), wished, "en")
    assert letter.to.endswith("Dr Sato")
