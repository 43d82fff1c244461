"""The diary: what people write, in the spellings they use, and nothing they did not write."""

import csv
import io
import time as clock_time
import zipfile
from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.importers import diary, importer_for
from genkan.importers.diary_cells import (
    NotUnderstood,
    hour_of,
    hours_of,
    informant_of,
    level_of,
    reach_of,
    yes_no_of,
)
from genkan.importers.diary_dates import UNREADABLE, dates_of
from genkan.importers.diary_sheets import EMPTY_ROWS
from genkan.importers.gathering import Gathering
from genkan.nouns import Informant, Reach, Refused, Trouble
from genkan.store import BytesSource

ROOM, HOME, DOORSTEP, OUTSIDE, PEOPLE, PART = Reach
MARCH_1 = date(2026, 3, 1)


def _naive(*parts):
    """A moment as spreadsheets keep it, without zone."""
    return datetime(*parts)  # noqa: DTZ001


def _read(content, until_ms=None):
    gathering = Gathering("Asia/Bangkok", until_ms)
    diary.read(BytesSource(content), gathering)
    return gathering.events()


def _csv(*rows, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def _xlsx(*rows, **formats):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in formats.items():
        book.active[cell].number_format = number_format
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _with_member(content, name, body):
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return packed.getvalue()


def _with_sheet(content, sheet_xml):
    """The same workbook with other bytes as its worksheet."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            body = sheet_xml if info.filename.startswith("xl/worksheets/") else old.read(info)
            new.writestr(info.filename, body)
    return packed.getvalue()


def _refused(content):
    begun = clock_time.process_time()
    with pytest.raises(Refused) as refused:
        _read(content)
    assert clock_time.process_time() - begun < 2
    return refused.value


def test_the_sample_is_recognised_and_gives_what_it_says():
    """SAMPLE, with headings and words of three languages mixed, gives GIVES."""
    assert importer_for(diary.SAMPLE, "anything") is diary
    events = _read(diary.SAMPLE)
    assert events.summary() == diary.GIVES
    assert events.left_out == ()
    first, second, third, fourth = events.reports
    assert (first.reach_low, first.reach_high, first.gaming_hours) == (OUTSIDE, PART, 3.5)
    assert (second.reach_low, second.reach_high, second.bed_hour, second.up_hour) == (HOME, HOME, 3.0, 12.5)
    assert (third.reach_low, third.reach_high, third.mood) == (HOME, OUTSIDE, 1)
    assert (fourth.informant, fourth.bed_hour) == (Informant.PERSON, 1.5)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("outside", (OUTSIDE, OUTSIDE)),
        ("  OUTSIDE. ", (OUTSIDE, OUTSIDE)),
        (3, (OUTSIDE, OUTSIDE)),
        (3.0, (OUTSIDE, OUTSIDE)),
        ("๓", (OUTSIDE, OUTSIDE)),
        ("３", (OUTSIDE, OUTSIDE)),
        ("outside–people", (OUTSIDE, PEOPLE)),
        ("people - outside", (OUTSIDE, PEOPLE)),
        ("home to outside", (HOME, OUTSIDE)),
        ("1～3", (HOME, OUTSIDE)),
        ("家の中〜外", (HOME, OUTSIDE)),
        ("在宅", None),
        ("ในบ้านถึงนอกบ้าน", (HOME, OUTSIDE)),
        ("at least outside", (OUTSIDE, PART)),
        ("3+", (OUTSIDE, PART)),
        ("≥3", (OUTSIDE, PART)),
        ("外以上", (OUTSIDE, PART)),
        ("อย่างน้อยนอกบ้าน", (OUTSIDE, PART)),
        ("at most home", (ROOM, HOME)),
        ("家の中以下", (ROOM, HOME)),
        ("ไม่เกินหน้าบ้าน", (ROOM, DOORSTEP)),
    ],
)
def test_reach_is_read_as_word_number_or_range(written, meant):
    """Words, digits of three scripts, ranges and bounds become an interval; other words are not guessed."""
    if meant is None:
        with pytest.raises(NotUnderstood):
            reach_of(written)
    else:
        assert reach_of(written) == meant


@pytest.mark.parametrize("written", ["", None, "?", "？", "not today", "ไม่ทราบ", "わからない", " - ", "n/a"])
def test_unknown_is_never_a_value(written):
    """Empty cells and words for "not known" are None in every column, never no and never zero."""
    assert reach_of(written) is None
    assert yes_no_of(written) is None
    assert hour_of(written) is None
    assert hours_of(written) is None
    assert level_of("mood", written, 4) is None
    assert informant_of(written) is None


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("23:30", 23.5),
        ("23:30:00", 23.5),
        ("23.30 น.", 23.5),
        ("๒๓.๓๐ น.", 23.5),
        ("午後11時30分", 23.5),
        ("午後１１時半", 23.5),
        ("夜11時半", 23.5),
        ("23時", 23.0),
        ("11:30pm", 23.5),
        ("11.30 p.m.", 23.5),
        ("2330", 23.5),
        ("23h30", 23.5),
        ("25:30", 1.5),
        ("24:00", 0.0),
        ("12 am", 0.0),
        ("12pm", 12.0),
        ("午前0時15分", 0.25),
        ("正午", 12.0),
        ("เที่ยงคืน", 0.0),
        ("ตี 2 ครึ่ง", 2.5),
        ("ตีสาม", 3.0),
        ("5 ทุ่ม", 23.0),
        ("ห้าทุ่มครึ่ง", 23.5),
        ("6 โมงเช้า", 6.0),
        ("บ่าย 2 โมง", 14.0),
        ("บ่ายโมง", 13.0),
        ("สี่โมงเย็น", 16.0),
        ("about 7", 7.0),
        ("2時ごろ", 2.0),
        ("7.5", 7.5),
        (7, 7.0),
        (7.5, 7.5),
        (23.3, 23.5),
        (0.979166666666667, 23.5),
        (time(23, 30), 23.5),
        (timedelta(hours=25, minutes=30), 1.5),
        (_naive(1900, 1, 1, 1, 30), 1.5),
    ],
)
def test_times_of_day(written, hour):
    """Clock times in the spellings of three languages and of spreadsheets are the same wall-clock hour."""
    assert hour_of(written) == pytest.approx(hour)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("3 h 30", 3.5),
        ("3h30m", 3.5),
        ("3:30", 3.5),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("3.5 h", 3.5),
        ("3時間半", 3.5),
        ("3時間30分", 3.5),
        ("３時間", 3.0),
        ("3 ชม. 30 นาที", 3.5),
        ("๓ ชั่วโมงครึ่ง", 3.5),
        ("90 min", 1.5),
        ("45分", 0.75),
        ("0", 0.0),
        (0, 0.0),
        ("none", 0.0),
        ("なし", 0.0),
        ("ไม่มี", 0.0),
        (time(3, 30), 3.5),
        (3.5, 3.5),
    ],
)
def test_lengths_of_time(written, hours):
    """Hours and minutes in the spellings of three languages and of spreadsheets are the same length."""
    assert hours_of(written) == pytest.approx(hours)


@pytest.mark.parametrize(
    "written", ["later", "=1+1", "31:00", "12:75", "-3", "99", "ตี 99", "1" * 50, True, "NaN"]
)
def test_impossible_times_are_not_understood(written):
    """What is no time and no length is not guessed."""
    for reader in (hour_of, hours_of):
        with pytest.raises(NotUnderstood):
            reader(written)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=30),
        st.text(alphabet="0123456789:.,-hmpa午後時半分ตีทุ่มครึ่งโมงถึง~〜+≥RH年月日/ ", max_size=14),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.datetimes(),
        st.dates(),
        st.times(),
        st.timedeltas(),
    )
)
def test_any_cell_is_read_or_not_understood(cell):
    """Whatever stands in a cell, a reader gives a value in its bounds, None or NotUnderstood."""
    for reader, fits in (
        (hour_of, lambda hour: 0 <= hour < 24),
        (hours_of, lambda hours: 0 <= hours <= 24),
        (reach_of, lambda reach: reach[0] <= reach[1]),
        (yes_no_of, lambda answer: answer in (True, False)),
        (lambda cell: level_of("drive", cell, 3), lambda level: 0 <= level <= 3),
    ):
        try:
            value = reader(cell)
        except NotUnderstood:
            continue
        assert value is None or fits(value)
    try:
        (day,) = dates_of([cell])
    except Refused:
        return
    assert day is None or day is UNREADABLE or isinstance(day, date)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01",
        "2026/3/1",
        "2569-03-01",
        "20260301",
        "1/3/2569",
        "๑/๓/๒๕๖๙",
        "1/3/69",
        "1.3.2026",
        "令和8年3月1日",
        "令和８年３月１日（日）",
        "R8.3.1",
        "2026年3月1日",
        "1 มี.ค. 2569",
        "วันอาทิตย์ที่ 1 มีนาคม พ.ศ. 2569",
        "1 Mar 2026",
        "Sunday, 1 March 2026",
        "March 1, 2026",
        "2026-03-01 00:00:00",
        "46082",
        46082,
        46082.0,
        20260301,
        _naive(2026, 3, 1),
        date(2026, 3, 1),
        _naive(2569, 3, 1),
    ],
)
def test_dates_in_every_spelling(written):
    """ISO, Buddhist and Japanese eras, month names, numbers and cells of spreadsheets are the same day."""
    assert dates_of([written]) == [MARCH_1]


def test_eras_before_reiwa_and_first_years():
    """平成 and 令和元年 count from their own beginning."""
    assert dates_of(["平成31年4月30日", "令和元年5月1日", "H31.4.30"]) == [
        date(2019, 4, 30),
        date(2019, 5, 1),
        date(2019, 4, 30),
    ]


@settings(max_examples=80, deadline=None)
@given(st.dates(date(2001, 1, 1), date(2099, 11, 1)), st.integers(20, 60), st.booleans(), st.booleans())
def test_day_or_month_first_is_told_from_the_whole_column(first, count, day_first, two_digits):
    """A month or more of days in either order reads as those days; the order is never mixed."""
    days = [first + timedelta(days=number) for number in range(count)]
    if two_digits:
        days = [day.replace(year=2026, day=min(day.day, 28)) for day in days]
    order = ("%d/%m/" if day_first else "%m/%d/") + ("%y" if two_digits else "%Y")
    assert dates_of([day.strftime(order) for day in days]) == days


def test_an_ambiguous_column_is_refused_and_says_what_to_write():
    """3/4/2026 alone may be April or March: it is not guessed."""
    with pytest.raises(Refused) as refused:
        dates_of(["3/4/2026"])
    assert (refused.value.trouble, refused.value.expected) == (Trouble.NO_TIMES, "2026-03-31")
    assert dates_of(["3/3/2026"]) == [date(2026, 3, 3)]
    assert dates_of(["3/4/2026", "4/4/2026"]) == [date(2026, 4, 3), date(2026, 4, 4)]
    with pytest.raises(Refused):
        dates_of(["31/1/2026", "1/31/2026", "3/4/2026"])


def test_one_unreadable_date_does_not_spoil_the_column():
    """A slip of the pen is one cell; the others keep their order."""
    assert dates_of(["30/1/2026", "99/99/2026", "2/2/2026", "soon"]) == [
        date(2026, 1, 30),
        UNREADABLE,
        date(2026, 2, 2),
        UNREADABLE,
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp932", ","), ("utf-8", "\t")],
)
def test_encodings_and_delimiters_of_spreadsheets(encoding, delimiter):
    """A Japanese diary reads alike in whatever a spreadsheet saved it."""
    rows = [["日付", "書いた人", "どこまで出たか", "気分"]]
    rows += [[f"2026-03-0{day}", "母", "外", "ふつう"] for day in range(1, 8)]
    events = _read(_csv(*rows, encoding=encoding, delimiter=delimiter))
    assert [report.reach_low for report in events.reports] == [OUTSIDE] * 7
    assert events.left_out == ()


def test_thai_text_of_old_spreadsheets():
    """A Thai diary in the code page of Thai Windows reads too."""
    rows = [["วันที่", "ผู้บันทึก", "ออกไปถึงไหน", "อารมณ์"]]
    rows += [[f"{day}/3/2569", "แม่", "นอกบ้าน", "แย่"] for day in range(1, 8)]
    assert len(_read(_csv(*rows, encoding="cp874")).reports) == 7


def test_cells_of_spreadsheets_keep_their_meaning():
    """Real dates, times, numbers and yes/no of a workbook are read as such, below a title."""
    content = _xlsx(
        ["Our diary"],
        [],
        ["Date", "Who", "Bed time", "Up", "Hours out", "Talked", "Mood"],
        [_naive(2026, 3, 1), "Mother", time(23, 30), time(7, 15), 1.5, True, 2],
        [46083, "mother", 0.979166666666667, 0.302083333333333, timedelta(hours=2), False, "low"],
    )
    one, two = _read(content).reports
    assert (one.day, one.bed_hour, one.up_hour, one.hours_out, one.talked, one.mood) == (
        MARCH_1, 23.5, 7.25, 1.5, True, 2,
    )  # fmt: skip
    assert (two.day, two.bed_hour, two.hours_out, two.talked) == (date(2026, 3, 2), 23.5, 2.0, False)


def test_a_workbook_with_a_sheet_for_each_month_is_read_whole():
    """Every sheet with a diary's headings counts; others do not matter."""
    book = openpyxl.Workbook()
    book.active.append(["shopping", "rice"])
    for month in (1, 2):
        sheet = book.create_sheet()
        sheet.append(["Date", "Reach"])
        sheet.append([f"2026-0{month}-01", "home"])
    saved = io.BytesIO()
    book.save(saved)
    assert [report.day.month for report in _read(saved.getvalue()).reports] == [1, 2]


def test_rows_of_one_day_and_family_are_put_together():
    """Mother and father are one informant: alike is kept, missing is filled, differing is not averaged."""
    events = _read(
        _csv(
            ["Date", "Who", "Reach", "Talked", "Gaming", "Mood", "Known", "Note"],
            ["2026-03-01", "mother", "home", "yes", "3", "low", "seen", "one"],
            ["2026-03-01", "father", "doorstep", "no", "5", "low", "guessed", "two"],
            ["2026-03-01", "father", "", "", "5", "", "", ""],
        )
    )
    (report,) = events.reports
    assert (report.reach_low, report.reach_high) == (HOME, DOORSTEP)
    assert (report.talked, report.gaming_hours, report.mood) == (None, None, 1)
    assert (report.known_by, report.note) == ("guessed", "one · two")
    assert [(left.trouble, left.count) for left in events.left_out] == [(Trouble.CONFLICTING, 2)]


def test_equal_rows_count_once_without_complaint():
    """The same row twice is one report."""
    row = ["2026-03-01", "mother", "home"]
    events = _read(_csv(["Date", "Who", "Reach"], row, row))
    assert (len(events.reports), events.left_out) == (1, ())


def test_merged_dates_and_missing_writers():
    """A date stands for the next writer as well; a missing writer is the one above; else the family."""
    events = _read(
        _csv(
            ["Date", "Who", "Reach"],
            ["2026-03-01", "", "home"],
            ["2026-03-02", "person", "outside"],
            ["", "mother", "people"],
            ["", "mother", "home"],
            ["2026-03-03", "", "room"],
        )
    )
    assert [(report.day.day, report.informant, report.reach_low) for report in events.reports] == [
        (1, Informant.FAMILY, HOME),
        (2, Informant.FAMILY, PEOPLE),
        (2, Informant.PERSON, OUTSIDE),
        (3, Informant.FAMILY, ROOM),
    ]
    assert [(left.trouble, left.count) for left in events.left_out] == [(Trouble.NO_TIMES, 1)]


def test_cells_that_cannot_be_read_are_counted_and_the_rest_is_used():
    """Formula-like and strange cells cost only themselves; a note loses what a spreadsheet would run."""
    events = _read(
        _csv(
            ["Date", "Reach", "Mood", "Gaming hours", "Note"],
            ["2026-03-01", "home", "=1+1", "a lot", '=cmd|" /C calc"!A1'],
            ["2026-03-02", "@SUM(A1)", "good", "", ""],
            ["1904-01-01", "home", "", "", ""],
            ["soon", "home", "", "", ""],
        )
    )
    assert [report.mood for report in events.reports] == [None, 4]
    assert events.reports[0].note == 'cmd|" /C calc"!A1'
    assert {left.trouble: left.count for left in events.left_out} == {
        Trouble.BAD_VALUES: 3,
        Trouble.TIMES_OUT_OF_RANGE: 1,
        Trouble.NO_TIMES: 1,
    }


def test_future_days_are_left_out():
    """A day after the end of believable time is a slip of the pen."""
    until = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1000)
    events = _read(_csv(["Date", "Reach"], ["2026-03-01", "home"], ["2027-03-01", "home"]), until)
    assert [report.day for report in events.reports] == [MARCH_1]


def test_a_row_that_only_says_how_it_is_known_says_nothing():
    """ "Seen" without anything seen is no report."""
    assert _refused(_csv(["Date", "Reach", "Known"], ["2026-03-01", "", "seen"])).trouble is (
        Trouble.NOTHING_USABLE
    )


def test_a_million_empty_rows_end_soon():
    """Rows that spreadsheets keep without content cost neither time nor memory."""
    content = _xlsx(["Date", "Reach"], ["2026-03-01", "home"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = next(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/"))
    empty = b"".join(b'<row r="%d" spans="1:2" ht="15"/>' % row for row in range(3, 1_000_001))
    begun = clock_time.process_time()
    events = _read(_with_sheet(content, sheet.replace(b"</sheetData>", empty + b"</sheetData>")))
    assert clock_time.process_time() - begun < 2
    assert len(events.reports) == 1
    assert EMPTY_ROWS < 10_000


def test_hostile_workbooks_are_refused_with_their_reason():
    """Bombs, passwords, old and damaged files: one reason each, within two seconds."""
    content = _xlsx(["Date", "Reach"], ["2026-03-01", "home"])
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
    one_row = b'<worksheet><sheetData><row r="1">' + b'<c r="A1"><v>1</v></c>' * 400_000
    cases = {
        _with_member(content, "xl/sharedStrings.xml", b" " * (9 << 20)): Trouble.TOO_LARGE,
        _with_member(content, "xl/other.xml", b" " * (3 << 20)): Trouble.TOO_LARGE,
        _with_sheet(content, one_row): Trouble.TOO_LARGE,
        _with_sheet(content, b"<worksheet><sheetData><row>"): Trouble.DAMAGED,
        _with_sheet(content, b"\x00\x01"): Trouble.DAMAGED,
        ole: Trouble.UNKNOWN_FORMAT,
        ole + "EncryptedPackage".encode("utf-16-le"): Trouble.LOCKED,
        content[: len(content) // 2]: Trouble.TRUNCATED,
        _xlsx(["a", "b"], [1, 2]): Trouble.MISSING_COLUMNS,
    }
    for hostile, trouble in cases.items():
        assert diary.recognises(hostile[:65_536], "")
        assert _refused(hostile).trouble is trouble


def test_entities_in_a_workbook_do_not_grow():
    """Entities that multiply each other end in a refusal, not in memory."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">'
    for one, other in zip("abcdef", "bcdefg", strict=True):
        bomb += f'<!ENTITY {other} "{f"&{one};" * 20}">'.encode()
    bomb += b']><worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>&g;</t></is></c></row>'
    bomb += b"</sheetData></worksheet>"
    assert _refused(_with_sheet(_xlsx(["Date"]), bomb)).trouble is Trouble.DAMAGED


def test_a_macro_is_never_touched():
    """A workbook with macros is read like any other."""
    content = _with_member(
        _xlsx(["Date", "Reach"], ["2026-03-01", "home"]), "xl/vbaProject.bin", bytes(5 << 20)
    )
    assert len(_read(content).reports) == 1


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"Date,Reach\n", Trouble.NO_TIMES),
        (b"Date,Reach\n2026-03-01,\n", Trouble.NOTHING_USABLE),
        (b"Date,Reach\nsoon,home\n", Trouble.NO_TIMES),
        (b"Date,Who\n2026-03-01,mother\n", Trouble.MISSING_COLUMNS),
        (b"Date,Reach\n" + b"2026-03-01,home\n" * 30_000, Trouble.TOO_LARGE),
    ],
)
def test_text_without_a_diary_is_refused_with_its_reason(content, trouble):
    """Nothing but Refused leaves the reader, with the right trouble."""
    assert _refused(content).trouble is trouble


def test_lines_with_nul_bytes_cost_only_themselves():
    """A NUL in one row leaves the others."""
    events = _read(b"Date,Reach\n2026-03-01,ho\x00me\n2026-03-02,home\n")
    assert [report.day.day for report in events.reports] == [2]
    assert [left.trouble for left in events.left_out] == [Trouble.DAMAGED]


def test_other_tables_are_not_taken():
    """A date with steps, and a diary of somebody's money, are left to others."""
    for head in (b"Date,Steps\n2026-03-01,100\n", b"time,lat,lon\n", b"Date,Note\n2026-03-01,x\n", b"PK no"):
        assert not diary.recognises(head, "diary.csv")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 900), st.integers(0, 300))
def test_damage_anywhere_gives_reports_or_refused(noise, place, gone):
    """Bytes put in or taken out of a text or a workbook never make anything but events or Refused."""
    for content in (diary.SAMPLE, _WORKBOOK):
        at = place * len(content) // 900
        try:
            _read(content[:at] + noise + content[at + gone :])
        except Refused:
            continue


_WORKBOOK = _xlsx(["Date", "Who", "Reach"], ["2026-03-01", "mother", "home"])
