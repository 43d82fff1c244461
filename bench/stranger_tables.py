"""Odd but legal tables, which must read the same, and hostile ones, which must end with one sentence."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stranger_ask import Answer, Reading, Rows, concerns, csv_of, watch
from stranger_world import life

HEAD = "person,date,raw_hours_out,raw_mood\n"
OK_ROW = "p1,2026-01-05,3.0,2\n"


@dataclass(frozen=True)
class Tried:
    """One table and what came of it: `fault` is empty when all was as it should be."""

    what: str
    fault: str
    code: int
    words: str
    seconds: float
    mebibytes: float


def six() -> Rows:
    """Six lives told daily: two steady, four that slide."""
    courses = ("steady, quiet", "steady, eventful", "abrupt", "abrupt", "over weeks", "over months")
    return [row for n, course in enumerate(courses) for row in life(course, "all", 900 + n).rows]


def _same(base: list[Reading], answer: Answer, key: Callable[[Reading], object]) -> str:
    if answer.readings is None:
        return f"exit {answer.code}"
    theirs = {r["person"]: key(r) for r in answer.readings}
    differ = [r["person"] for r in base if theirs.get(r["person"]) != key(r)]
    return f"differs for {len(differ)} of {len(base)} people" if differ else ""


def _whole(reading: Reading) -> object:
    return json.dumps(reading, sort_keys=True)


def _told(reading: Reading) -> object:
    return (reading["level"], reading["earlier"], reading["as_of"])


def _tried(what: str, fault: str, answer: Answer) -> Tried:
    return Tried(what, fault, answer.code, answer.err.strip(), answer.seconds, answer.mebibytes)


def odd() -> list[Tried]:
    """Every odd but legal table, judged against the plain reading of the same six people."""
    rows = six()
    plain = csv_of(rows)
    base = watch(plain).readings or []
    shuffled = random.Random(1).sample(rows, len(rows))
    blank = [row | {"mood": "", "raw_walked": "", "contact": "NA", "rhythm": "null"} for row in rows]
    not_a_number = [row | {"mood": "NaN", "contact": "nan"} for row in rows]
    last = {row["person"]: row["date"] for row in rows}
    out = {n for n, row in enumerate(rows) if n % 9 == 0 and row["date"] != last[row["person"]]}
    unreported = [{"person": r["person"], "date": r["date"]} if n in out else r for n, r in enumerate(rows)]
    dropped = [row for n, row in enumerate(rows) if n not in out]
    same: list[tuple[str, bytes, str]] = [
        ("the same table once more", plain, "table.csv"),
        ("rows shuffled", csv_of(shuffled), "table.csv"),
        (
            "columns in another order",
            csv_of([dict(sorted(r.items(), reverse=True)) for r in rows]),
            "table.csv",
        ),
        ("blank score columns, NA and null, an unknown column", csv_of(blank), "table.csv"),
        ("score columns of NaN", csv_of(not_a_number), "table.csv"),
        ("a UTF-8 byte order mark", b"\xef\xbb\xbf" + plain, "table.csv"),
        ("Windows line ends", plain.replace(b"\n", b"\r\n"), "table.csv"),
        ("every cell quoted", _quoted(plain), "table.csv"),
        ("spaces around values", csv_of(_spaced(rows)), "table.csv"),
        ("JSON list, values as text", json.dumps(rows).encode(), "table.json"),
        ("JSON list, values as numbers", json.dumps(_numbers(rows)).encode(), "table.json"),
        ("JSON object with «days»", json.dumps({"days": _numbers(rows)}).encode(), "table.json"),
        ("JSON with a byte order mark", b"\xef\xbb\xbf" + json.dumps(rows).encode(), "table.json"),
    ]
    tried = []
    for what, table, name in same:
        answer = watch(table, name=name)
        fault = _same(base, answer, _whole)
        tried.append(_tried(what, "" if "spaces" in what and answer.code == 3 else fault, answer))
    fewer, empty = watch(csv_of(dropped)).readings or [], watch(csv_of(unreported))
    tried.append(
        _tried("rows with a date and nothing else, against no row", _same(fewer, empty, _told), empty)
    )
    return tried + _scores(rows) + _long() + _small()


def _quoted(table: bytes) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(csv.reader(io.StringIO(table.decode())))
    return text.getvalue().encode()


def _spaced(rows: Rows) -> Rows:
    return [{k: v if k == "person" else f" {v} " for k, v in row.items()} for row in rows]


def _numbers(rows: Rows) -> list[dict[str, object]]:
    words = ("person", "date", "flag")
    return [{k: v if k in words else float(v) if v else None for k, v in row.items()} for row in rows]


def _scores(rows: Rows) -> list[Tried]:
    """The same lives as scores (+ towards withdrawal): in hundredths, moved by a constant, one sign alone."""
    signs = {"raw_hours_out": "staying_in", "raw_mood": "mood", "raw_talked": "contact", "raw_drive": "drive"}

    def scored(scale: float, shift: float, only: str = "") -> bytes:
        return csv_of(
            [
                {"person": r["person"], "date": r["date"]}
                | {
                    s: f"{shift - scale * float(r[c]):.10g}"
                    for c, s in signs.items()
                    if r.get(c) and only in s
                }
                for r in rows
            ]
        )

    base = watch(scored(1, 0)).readings or []
    tried = []
    for what, scale, shift in (
        ("scores in a unit 100 times smaller", 100.0, 0.0),
        ("scores in a unit 100 times larger", 0.01, 0.0),
        ("scores moved by 1000", 1.0, 1000.0),
    ):
        answer = watch(scored(scale, shift))
        tried.append(_tried(what, _same(base, answer, _told), answer))
    answer = watch(scored(1, 0, "staying_in"))
    heard = sum(bool(concerns(r)) for r in answer.readings or [] if not r["person"].startswith("steady"))
    tried.append(
        _tried(
            f"one sign column alone ({heard} of 4 slides raised)",
            "" if answer.code == 0 else "refused",
            answer,
        )
    )
    return tried


def _long() -> list[Tried]:
    """Ten years of one steady life, told daily."""
    rows, once = [], life("steady, quiet", "all", 950)
    for turn in range(5):
        for row in once.rows:
            date = dt.date.fromisoformat(row["date"]) + dt.timedelta(days=728 * turn + (turn > 0) * 7)
            rows.append(row | {"date": date.isoformat()})
    seen = {row["date"]: row for row in rows}
    answer = watch(csv_of(list(seen.values())))
    raised = len(concerns(answer.readings[0])) if answer.readings else -1
    return [
        _tried(
            f"ten years of one steady life ({raised} concerns)", "" if answer.code == 0 else "refused", answer
        )
    ]


def _small() -> list[Tried]:
    """Tables with hardly anything in them: an answer, and never a concern."""
    tables = {
        "one row": HEAD + OK_ROW,
        "one row without a person column": "date,mood\n2026-01-05,1\n",
        "one value all the time": HEAD + "".join(f"p1,{_day(n)},0,2\n" for n in range(400)),
        "rows, every value blank": HEAD + "".join(f"p1,{_day(n)},,\n" for n in range(50)),
        "no line end after the last row": HEAD + OK_ROW.strip(),
    }
    tried = []
    for what, table in tables.items():
        answer = watch(table.encode())
        levels = [r["level"] for r in answer.readings or []]
        fault = (
            f"level {levels}" if "concern" in levels else "" if answer.code == 0 else f"exit {answer.code}"
        )
        tried.append(_tried(f"{what} ({', '.join(levels) or 'nothing'})", fault, answer))
    return tried


def _day(n: int) -> str:
    return (dt.date(2025, 1, 1) + dt.timedelta(days=n)).isoformat()


def _rows_of(*values: str) -> bytes:
    return (HEAD + OK_ROW + "".join(f"p1,2026-01-{6 + n:02d},{v},2\n" for n, v in enumerate(values))).encode()


def hostile() -> list[Tried]:
    """Every hostile table: it must end with one sentence and exit code 3, never with a traceback."""
    tried = []
    for what, table, name in _refused():
        answer = watch(table, name=name)
        tried.append(_tried(what, _refusal_fault(answer), answer))
    for what, table, name in _borne():
        answer = watch(table, name=name, quiet=False)
        tried.append(_tried(what, _borne_fault(answer), answer))
    return [*tried, *_places(), _wide()]


def _places() -> list[Tried]:
    """A good table, but nowhere to write the answer."""
    table, tried = (HEAD + OK_ROW).encode(), []
    with tempfile.TemporaryDirectory() as folder:
        places = {
            "no such folder": f"{folder}/none/out.json",
            "a folder": folder,
            "below a file": "/dev/null/x",
        }
        for what, place in places.items():
            answer = watch(table, "--json", place)
            fault = _refusal_fault(answer) if answer.code != 2 else ""
            tried.append(_tried(f"--json to {what}", fault, answer))
    return tried


def _refused() -> list[tuple[str, bytes, str]]:
    csv_tables = {
        "two rows for one day": (HEAD + OK_ROW + OK_ROW).encode(),
        "text where a number belongs": _rows_of("much"),
        "inf": _rows_of("inf"),
        "1e9 hours out": _rows_of("1e9"),
        "1e400": _rows_of("1e400"),
        "500 hours out": _rows_of("500"),
        "minus three hours out": _rows_of("-3"),
        "a decimal comma": _rows_of('"3,5"'),
        "a formula": _rows_of("=1+1"),
        "mood 7 of 0–4": (HEAD + "p1,2026-01-05,3,7\n").encode(),
        "mid-sleep at 25 o'clock": b"person,date,raw_mid_sleep_hour\np1,2026-01-05,25\n",
        "left home 2 of 0–1": b"person,date,raw_left_home\np1,2026-01-05,2\n",
        "a score of 1e9 among ones": (
            "date,mood\n" + "".join(f"{_day(n)},{n % 3}\n" for n in range(90)) + "2025-06-01,1e308\n"
        ).encode(),
        "free: maybe": b"person,date,mood,free\np1,2026-01-05,1,maybe\n",
        "free: 7": b"person,date,mood,free\np1,2026-01-05,1,7\n",
        "an unknown flag": b"person,date,mood,flag\np1,2026-01-05,1,party\n",
        "31 February": (HEAD + "p1,2026-02-31,3,2\n").encode(),
        "a date and a time": (HEAD + "p1,2026-01-31T10:00,3,2\n").encode(),
        "an American date": (HEAD + "p1,01/31/2026,3,2\n").encode(),
        "the date 0001-01-01 beside today's": (HEAD + OK_ROW + "p1,0001-01-01,3,2\n").encode(),
        "the date 9999-12-31 beside today's": (HEAD + OK_ROW + "p1,9999-12-31,3,2\n").encode(),
        "an Arabic-digit date": (HEAD + "p1,٢٠٢٦-01-05,3,2\n").encode(),
        "no date": (HEAD + "p1,,3,2\n").encode(),
        "no date column": b"person,mood\np1,2\n",
        "no sign column": b"person,date\np1,2026-01-05\n",
        "unknown columns only": b"person,date,shoe_size\np1,2026-01-05,42\n",
        "the same column twice": b"person,date,mood,mood\np1,2026-01-05,1,2\n",
        "a row with too many cells": (HEAD + "p1,2026-01-05,3,2,9,9\n").encode(),
        "a head line and no rows": HEAD.encode(),
        "an empty file": b"",
        "only a byte order mark": b"\xef\xbb\xbf",
        "semicolons": (HEAD + OK_ROW).replace(",", ";").encode(),
        "UTF-16": (HEAD + OK_ROW).encode("utf-16"),
        "random bytes": random.Random(3).randbytes(200_000),
        "zero bytes in a cell": (HEAD + "p1,2026-01-05,3\0,2\n").encode(),
        "an unclosed quote": (HEAD + 'p1,2026-01-05,"3,2\n' * 50).encode(),
    }
    json_tables = {
        "JSON nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
        "JSON objects nested 100,000 deep": b'{"days":' * 100_000 + b"1" + b"}" * 100_000,
        "JSON cut short": b'[{"date": "2026-01-05", "mood": 1},',
        "JSON with two objects of one day": b'[{"date":"2026-01-05","mood":1},{"date":"2026-01-05"}]',
        "JSON: a list of lists": b"[[1,2],[3,4]]",
        "JSON: a number": b"42",
        "JSON: null": b"null",
        "JSON: an empty list": b"[]",
        "JSON: days is a word": b'{"days": "many"}',
        "JSON: a date that is a number": b'[{"date": 20260105, "mood": 1}]',
        "JSON: true for a number": b'[{"date": "2026-01-05", "mood": true}]',
        "JSON: a list for a number": b'[{"date": "2026-01-05", "mood": [1]}]',
        "JSON: an object for a person": b'[{"person": {"a": 1}, "date": "2026-01-05", "mood": 1}]',
        "JSON: a 10,000-digit number": b'[{"date": "2026-01-05", "mood": ' + b"9" * 10_000 + b"}]",
    }
    tables = [(what, table, "table.csv") for what, table in csv_tables.items()]
    return tables + [(what, table, "table.json") for what, table in json_tables.items()]


def _refusal_fault(answer: Answer) -> str:
    words = answer.err.strip()
    if "Traceback" in answer.err + answer.out:
        return "a traceback"
    if answer.code != 3:
        return f"exit {answer.code}"
    if "\n" in words or not words.endswith((".", "!", "。")):
        return "not one sentence on one line"
    return "" if len(words) <= 300 else f"a sentence of {len(words)} signs"


def _borne() -> list[tuple[str, bytes, str]]:
    """Person ids out of a nightmare: read or refused, but nothing of them may work on a screen."""
    ids = {
        "an id with escape codes": "\x1b[31mred\x1b[2J",
        "an id with a bell and backspaces": "\x07a\x08\x08",
        "an id that turns the writing round": "\u202egnp.exe",
        "an id that is a formula": "=HYPERLINK(1)",
        "an id of 100,000 letters": "x" * 100_000,
        "an id with a line break": '"p1\nconcern: p2"',
        "an id that is markup": "[bold]p1[/nonsense]",
        "an id that is a path": "../../etc/passwd",
    }
    rows = [(_day(n), n % 5) for n in range(60)]
    tables = []
    for what, person in ids.items():
        body = "".join(f"{person},{date},{value % 3},{value}\n" for date, value in rows)
        tables.append((what, (HEAD + body).encode(), "table.csv"))
    surrogate = [{"person": "\ud800", "date": date, "mood": value} for date, value in rows]
    tables.append(("a JSON id that is half a surrogate pair", json.dumps(surrogate).encode(), "table.json"))
    return tables


def _borne_fault(answer: Answer) -> str:
    said = answer.out + answer.err
    if "Traceback" in said:
        return "a traceback"
    if answer.code not in (0, 3):
        return f"exit {answer.code}"
    live = sorted({f"U+{ord(c):04X}" for c in said if c in "\x1b\x07\x08\u202e\0"})
    if live:
        return f"control characters reach the screen: {', '.join(live)}"
    return "" if max(map(len, said.splitlines()), default=0) < 5000 else "the whole id is printed"


def _wide() -> Tried:
    """200 MB of a column nobody asked for: read or refused, within a minute and 2 GiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("person,date,mood,essay\n")
            for n in range(400):
                file.write(f"p1,{_day(n)},{n % 3},{'word ' * 100_000}\n")
        answer = watch(path)
    heavy = answer.seconds > 60 or answer.mebibytes > 2048
    fault = "too slow or too big" if heavy else "" if answer.code in (0, 3) else f"exit {answer.code}"
    return _tried("rows 500 kB wide, 200 MB in all", fault or _borne_fault(answer), answer)
