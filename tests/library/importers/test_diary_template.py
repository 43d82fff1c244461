"""The empty diary: complete in three languages, and read back by the importer."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from genkan.diary_template import template, template_xlsx
from genkan.importers import diary
from genkan.importers.diary_cells import column_of, words
from genkan.importers.gathering import Gathering
from genkan.knowledge import LANGUAGES, knowledge
from genkan.nouns import FLAGS, Informant, Reach, Refused, Report, Trouble
from genkan.store import BytesSource

FIRST = date(2026, 3, 1)
EXPECTED = Report(
    day=FIRST,
    informant=Informant.FAMILY,
    reach_low=Reach.OUTSIDE,
    reach_high=Reach.OUTSIDE,
    talked=True,
    attended=False,
    bed_hour=23.5,
    up_hour=7.0,
    hours_out=1.5,
    gaming_hours=4.0,
    screen_hours=6.0,
    drive=1,
    mood=2,
    known_by="told",
    flag="exam",
    note="x",
)


def _row(lang):
    """One full day in one language, by the words the template offers."""
    words_of = knowledge("diary")["diary"]
    said = {
        "date": FIRST.isoformat(),
        "who": words_of["who"]["mother"]["word"][lang],
        "reach": words_of["reach"]["outside"]["word"][lang],
        "talked": words_of["yes_no"]["yes"]["word"][lang],
        "attended": words_of["yes_no"]["no"]["word"][lang],
        "bed": {"en": "11:30 pm", "th": "23.30 น.", "ja": "午後11時30分"}[lang],
        "up": {"en": "7:00", "th": "๗.๐๐ น.", "ja": "７時"}[lang],
        "hours_out": {"en": "1 h 30", "th": "1 ชม. 30 นาที", "ja": "1時間半"}[lang],
        "gaming_hours": "4",
        "screen_hours": "6,0",
        "drive": words_of["drive"]["1"]["word"][lang],
        "mood": words_of["mood"]["2"]["word"][lang],
        "known": words_of["known"]["told"]["word"][lang],
        "flag": words_of["flag"]["exam"]["word"][lang],
        "note": "x",
    }
    return [said[column] for column in words_of["column"]]


def _read(content):
    gathering = Gathering("Asia/Bangkok")
    diary.read(BytesSource(content), gathering)
    return gathering.events()


@pytest.mark.parametrize("words_in", LANGUAGES)
@pytest.mark.parametrize("headings_in", LANGUAGES)
def test_every_language_of_words_reads_under_every_language_of_headings(headings_in, words_in):
    """A full row means the same in all nine pairings of headings and words, in CSV and spreadsheet."""
    rows = list(csv.reader(io.StringIO(template(headings_in).decode("utf-8-sig"))))
    rows[2] = _row(words_in)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    events = _read(text.getvalue().encode("utf-8-sig"))
    assert events.reports == (EXPECTED,)
    assert events.left_out == ()
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(headings_in, FIRST)))
    for place, cell in enumerate(_row(words_in)[1:], start=2):
        book.worksheets[0].cell(3, place, cell)
    saved = io.BytesIO()
    book.save(saved)
    events = _read(saved.getvalue())
    assert events.reports == (EXPECTED,)
    assert events.left_out == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_template_is_recognised_and_said_to_be_empty(lang):
    """Nothing written yet is no damage: NOTHING_USABLE with dates, NO_TIMES without."""
    for content, trouble in (
        (template(lang), Trouble.NO_TIMES),
        (template(lang, FIRST), Trouble.NOTHING_USABLE),
        (template_xlsx(lang), Trouble.NO_TIMES),
        (template_xlsx(lang, FIRST), Trouble.NOTHING_USABLE),
    ):
        assert diary.recognises(content[:65_536], "")
        with pytest.raises(Refused) as refused:
            _read(content)
        assert refused.value.trouble is trouble


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_opens_well(lang):
    """A mark for spreadsheets, a week of rows, lists to choose from, and a sheet that explains."""
    content = template(lang, FIRST)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 9
    assert len({len(row) for row in rows}) == 1
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(lang, FIRST)))
    days, legend = book.worksheets
    assert len(days.data_validations.dataValidation) == 8
    offered = {cell.value for row in legend.iter_rows() for cell in row}
    for vocabulary in ("who", "reach", "yes_no", "drive", "mood", "known", "flag"):
        for entry in knowledge("diary")["diary"][vocabulary].values():
            assert entry["word"][lang] in offered


def test_each_list_offers_the_words_of_its_own_column():
    """The range behind a choice holds words that its column understands."""
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx("ja")))
    days, legend = book.worksheets
    for choice in days.data_validations.dataValidation:
        column = column_of(days[f"{str(choice.sqref).split(':')[0].rstrip('0123456789')}1"].value)
        vocabulary = {"talked": "yes_no", "attended": "yes_no"}.get(column, column)
        area = choice.formula1.split("!")[1].replace("$", "")
        offered = {cell.value for row in legend[area] for cell in row}
        assert offered == {entry["word"]["ja"] for entry in knowledge("diary")["diary"][vocabulary].values()}


def test_headings_say_which_night_is_meant():
    """Plain words in three languages tell that the sleep ended on this date."""
    columns = knowledge("diary")["diary"]["column"]
    assert "last night" in columns["bed"]["heading"]["en"]
    assert "เมื่อคืน" in columns["bed"]["heading"]["th"]
    assert "前の晩" in columns["bed"]["heading"]["ja"]


def test_every_column_and_word_speaks_three_languages_and_means_one_thing():
    """Headings, help and words are complete, and no word means two things in its column."""
    told = knowledge("diary")["diary"]
    for entry in told["column"].values():
        for part in ("heading", "help", "also"):
            assert all(entry[part][lang] for lang in LANGUAGES)
    for vocabulary in ("who", "reach", "yes_no", "unknown", "drive", "mood", "known", "flag"):
        assert set(words(vocabulary).values()) == set(told[vocabulary])
        for entry in told[vocabulary].values():
            assert all(entry["word"][lang] for lang in LANGUAGES)
    assert set(told["flag"]) == set(FLAGS)
    assert {name.upper() for name in told["reach"]} == {level.name for level in Reach}


def test_no_word_is_both_known_and_unknown():
    """A word that says "not known" is no value in any column."""
    for vocabulary in ("who", "reach", "yes_no", "drive", "mood", "known", "flag"):
        assert not set(words(vocabulary)) & set(words("unknown"))
