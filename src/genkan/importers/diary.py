"""A diary of days kept by a person, a family, a worker or a clinic, as CSV or as a spreadsheet (.xlsx).

One row says what one informant knows of one day. Headings and words may be English, Thai or Japanese, in
any order and mixed (``knowledge/diary.toml``); only a date and one more column are needed. An empty cell,
"?" or "not today" is unknown, never zero and never no.

* ``bed_hour`` and ``up_hour`` are wall-clock hours of the sleep that *ended* on the row's date: asleep at
  23:30 on the 1st and up at 07:00 on the 2nd stand in the row of the 2nd, and so do asleep at 02:00 and
  up at 13:00 on the 2nd. The headings say so: "fell asleep (last night)", "got up".
* Who writes may be left empty: then it is whoever wrote the row above, and the family in a diary that
  never says. A date may be left empty (merged cells) where a new writer begins: then it is the one above.
* Several rows of one day and informant (mother and father are both the family) are put together. What only
  one of them says is taken; what they say alike is taken once; where they differ, reach keeps the widest
  interval, "how known" the weaker, notes are kept both, the first special day stays, and any other value
  becomes unknown. Rows that differ are counted as CONFLICTING.
* A cell that cannot be read is left out and counted; the rest of its row is used.

Seen: files written by ``diary_template``; spreadsheets saved as UTF-8, UTF-16, Shift-JIS and Thai text with
comma, semicolon or tab. Anything said of other programs' habits is from documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from genkan.importers.csv_rows import heading_in
from genkan.importers.diary_cells import (
    Cell,
    NotUnderstood,
    flag_of,
    folded,
    hour_of,
    hours_of,
    informant_of,
    known_by_of,
    level_of,
    reach_of,
    says_nothing,
    text_of,
    yes_no_of,
)
from genkan.importers.diary_dates import Reading, Unreadable, dates_of
from genkan.importers.diary_sheets import EXPECTED, OLE_HEAD, Table, is_diary_heading, tables_in
from genkan.importers.gathering import Gathering, Source
from genkan.knowledge import LANGUAGES, knowledge
from genkan.nouns import Informant, Refused, Report, Trouble

NAME = "Diary"
RANK = 90
SAMPLE = """Date,ผู้บันทึก,どこまで出たか,Exchanged words,หลับกี่โมง (เมื่อคืน),起きた時刻,Gaming hours,Mood,メモ
2026-03-01,mother,at least outside,yes,02:30,11:00,3 h 30,low,
2/3/2569,แม่,ในบ้าน,ใช่,๐๓.๐๐ น.,๑๒.๓๐ น.,4.5,แย่,
令和8年3月3日,母,家の中〜外,いいえ,午前3時半,午後1時,5時間,沈んでいる,夜に物音
2026-03-04,person,people,,25:30,9:00,,so-so,
2026-03-04,father,not today,?,,,,,
""".encode()
GIVES: dict[str, int | float] = {"reports": 4}

LONGEST_NOTE = 2_000
_SAID = tuple(field.name for field in fields(Report) if field.name not in ("day", "informant", "note"))
_WEAKEST = ("guessed", "told", "seen")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_READERS: dict[str, tuple[str, Callable[[Cell], Any]]] = {
    "talked": ("talked", yes_no_of),
    "attended": ("attended", yes_no_of),
    "bed": ("bed_hour", hour_of),
    "up": ("up_hour", hour_of),
    "hours_out": ("hours_out", hours_of),
    "gaming_hours": ("gaming_hours", hours_of),
    "screen_hours": ("screen_hours", hours_of),
    "drive": ("drive", lambda cell: level_of("drive", cell, most=3)),
    "mood": ("mood", lambda cell: level_of("mood", cell, most=4)),
    "known": ("known_by", known_by_of),
    "flag": ("flag", flag_of),
}


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """A spreadsheet, new or old, or text with a diary's headings."""
    if head.startswith(OLE_HEAD):
        return True
    if head.startswith(b"PK"):
        return b"[Content_Types].xml" in head or b"xl/" in head
    return heading_in(head, is_diary_heading) is not None


def read(source: Source, gathering: Gathering) -> None:
    """The reports of every table in the file, one for each day and informant.

    Raises Refused as ``tables_in`` and ``dates_of`` do, NO_TIMES (not one date), NOTHING_USABLE.
    """
    heard: dict[tuple[date, Informant], list[Report]] = {}
    seen_dates = 0
    for table in tables_in(source, gathering):
        days = dates_of([None if _is_help(cell) else cell for cell in table.column("date")])
        seen_dates += sum(isinstance(day, date) for day in days)
        for where, report in _reports(table, days, gathering):
            same = heard.setdefault((report.day, report.informant), [])
            if any(_differ(report, earlier) for earlier in same):
                gathering.leave_out(Trouble.CONFLICTING, where=where)
            same.append(report)
    if not heard:
        raise Refused(Trouble.NOTHING_USABLE if seen_dates else Trouble.NO_TIMES, expected=EXPECTED)
    gathering.add_reports(map(_together, heard.values()))


def _reports(table: Table, days: Sequence[Reading], gathering: Gathering) -> Iterator[tuple[str, Report]]:
    """(place, report) of each row that says something about a believable day."""
    writer, name_above, day_above = Informant.FAMILY, "", None
    first, last = _believable(gathering)
    for (where, row), day in zip(table.rows, days, strict=True):
        if _is_help(table.cell(row, "date")):
            continue
        told, unread = _told(table, row)
        name = text_of(table.cell(row, "who"))
        try:
            writer = informant_of(table.cell(row, "who")) or writer
        except NotUnderstood:
            gathering.leave_out(Trouble.BAD_VALUES, where=where)
            day_above = None
            continue
        if day is None and name not in ("", name_above):
            day = day_above
        name_above, day_above = name or name_above, day if isinstance(day, date) else None
        gathering.leave_out(Trouble.BAD_VALUES, unread, where)
        if not told:
            continue
        if day is None or isinstance(day, Unreadable):
            gathering.leave_out(Trouble.NO_TIMES, where=where)
        elif not first <= day <= last:
            gathering.leave_out(Trouble.TIMES_OUT_OF_RANGE, where=where)
        else:
            yield where, Report(day, writer, **told)


def _believable(gathering: Gathering) -> tuple[date, date]:
    clock = gathering.clock
    return clock.date_of(gathering.since_ms // 1000 + 86_400), clock.date_of(gathering.until_ms // 1000)


def _is_help(cell: Cell) -> bool:
    """The sentence of help that the template writes below its headings."""
    sentences = knowledge("diary")["diary"]["column"]["date"]["help"]
    return isinstance(cell, str) and folded(cell) in {folded(sentences[lang]) for lang in LANGUAGES}


def _told(table: Table, row: Sequence[Cell]) -> tuple[dict[str, Any], int]:
    """What a row says, by field of Report, and how many of its cells could not be read."""
    told: dict[str, Any] = {}
    unread = 0
    for column, (name, reader) in _READERS.items():
        try:
            value = reader(table.cell(row, column))
        except NotUnderstood:
            unread += 1
            continue
        if value is not None:
            told[name] = value
    try:
        reach = reach_of(table.cell(row, "reach"))
        if reach is not None:
            told["reach_low"], told["reach_high"] = reach
    except NotUnderstood:
        unread += 1
    note = _note(table.cell(row, "note"))
    if note is not None:
        told["note"] = note
    if set(told) == {"known_by"}:
        told.clear()
    return told, unread


def _note(cell: Cell) -> str | None:
    """The note without control characters, and without what a spreadsheet would run as a formula."""
    if cell is None or says_nothing(text_of(cell)):
        return None
    note = _CONTROLS.sub(" ", str(cell)).strip().lstrip("=+-@ \t").strip()
    return note[:LONGEST_NOTE] or None


def _differ(one: Report, other: Report) -> bool:
    """Whether two rows say different things about the same; notes may."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in _SAID)
    return any(None not in pair and pair[0] != pair[1] for pair in pairs)


def _together(rows: Sequence[Report]) -> Report:
    """Rows of one day and informant as one report."""
    if len(rows) == 1:
        return rows[0]
    said = {name: [value for row in rows if (value := getattr(row, name)) is not None] for name in _SAID}
    notes = dict.fromkeys(row.note for row in rows if row.note is not None)
    merged = {name: _agreed(name, values) for name, values in said.items() if values}
    return replace(rows[0], **merged, note=" · ".join(notes)[:LONGEST_NOTE] or None)


def _agreed(name: str, values: Sequence[Any]) -> Any:
    """What these values say together; None when they contradict each other."""
    if name == "reach_low":
        return min(values)
    if name == "reach_high":
        return max(values)
    if name == "known_by":
        return min(values, key=_WEAKEST.index)
    if name == "flag" or len(set(values)) == 1:
        return values[0]
    return None
