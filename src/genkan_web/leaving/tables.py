"""Everything as tables: the days as the library's diary reads them back, and the rest for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from genkan.knowledge import knowledge
from genkan.nouns import Reach

RUNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take it for a formula
BETWEEN = {"en": "–", "th": "–", "ja": "〜"}
ROW = ("date", "who", "reach", "talked", "bed", "up", "drive", "mood", "known", "flag", "note")


def days_csv(notes: Sequence[Mapping[str, Any]], who: str, lang: str) -> bytes:
    """The notes of one notebook, as a diary (``genkan.importers.diary``) with the headings of a language.

    A diary has one special day a row: of several, the first; all of them are in everything.json.
    """
    diary = knowledge("diary")["diary"]
    head = [diary["column"][name]["heading"][lang] for name in ROW]
    return _csv(head, (_row(note, who, lang) for note in notes if not note["not_today"]))


def _row(note: Mapping[str, Any], who: str, lang: str) -> list[str]:
    flags = note["flags"].split(",")
    cells = {
        "date": note["day"],
        "who": _word("who", who, lang),
        "reach": _reach(note["reach_low"], note["reach_high"], lang),
        "talked": "" if note["talked"] is None else _word("yes_no", "yes" if note["talked"] else "no", lang),
        "bed": _hour(note["bed_hour"]),
        "up": _hour(note["up_hour"]),
        "drive": _level("drive", note["drive"], lang),
        "mood": _level("mood", note["mood"], lang),
        "known": _word("known", note["known_by"], lang) if note["known_by"] else "",
        "flag": _word("flag", flags[0], lang) if flags[0] else "",
        "note": note["words"],
    }
    return [cells[name] for name in ROW]


def _word(vocabulary: str, meaning: str, lang: str) -> str:
    return str(knowledge("diary")["diary"][vocabulary][meaning]["word"][lang])


def _level(vocabulary: str, level: int | None, lang: str) -> str:
    return "" if level is None else _word(vocabulary, str(level), lang)


def _reach(low: int | None, high: int | None, lang: str) -> str:
    if low is None or high is None:
        return ""
    words = [_word("reach", Reach(level).name.lower(), lang) for level in dict.fromkeys((low, high))]
    return BETWEEN[lang].join(words)


def _hour(hour: float | None) -> str:
    if hour is None:
        return ""
    minutes = round(hour * 60) % 1_440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def sums_csv(days: Mapping[str, Any]) -> bytes:
    """Days out of files: one row a day, one column a measure; empty where nobody knows."""
    first, columns = date.fromisoformat(days["first"]), days["columns"]
    rows = (
        [
            (first + timedelta(days=at)).isoformat(),
            *("" if one[at] is None else one[at] for one in columns.values()),
        ]
        for at in range(days["count"])
    )
    return _csv(["day", *columns], rows)


def table_csv(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> bytes:
    """Some fields of rows, under their names in everything.json."""
    return _csv(names, ([_cell(row.get(name)) for name in names] for row in rows))


def _cell(value: Any) -> Any:
    return "" if value is None else value


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(one) for one in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS) else value
