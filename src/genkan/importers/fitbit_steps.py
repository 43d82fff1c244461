"""Steps from Fitbit and Google Health exports.

Seen in public code and in notes on real exports:

* ``steps-YYYY-MM-DD.json`` (Fitbit archive, Takeout ``Global Export Data``): ``{"dateTime": "03/01/24
  08:15:00", "value": "12"}`` for each minute, month first. The times are UTC, unlike those of sleep: minute
  by minute they match the UTC times of the newer tables. Newest files carry phone and band already merged.
* ``steps_YYYY-MM-DD.csv`` (Takeout ``Physical Activity_GoogleData``): ``timestamp,steps,data source``, UTC
  with Z, a row for each minute and source; the sources overlap and are kept apart. Older ones lack it.

A minute without a step says nothing (the band may lie on a table), so zeros are left aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from genkan.importers.csv_columns import number_of
from genkan.importers.csv_rows import Sheet, encoding_of, heading_in, text_of, utf8_pieces
from genkan.importers.gathering import Gathering, Source
from genkan.importers.stamps import stamp_of
from genkan.nouns import Refused, SpanKind, Trouble

NAME = "Fitbit or Google Health steps"
RANK = 40
SAMPLE = b"""[{
  "dateTime" : "01/05/26 00:00:00",
  "value" : "0"
},{
  "dateTime" : "01/05/26 00:01:00",
  "value" : "14"
},{
  "dateTime" : "01/05/26 00:02:00",
  "value" : "102"
}]
"""
GIVES: dict[str, int | float] = {"steps": 2, "steps_total": 116.0}
_MINUTE_MS = 60_000
_MOST_STEPS = 1000  # in one minute
_RECORD = re.compile(
    r'\{\s*"dateTime"\s*:\s*"\d\d/\d\d/\d\d (\d\d:\d\d:\d\d)"\s*,\s*"value"\s*:\s*"?(\d{1,9})"?\s*\}'
)
_OBJECT = re.compile(rb"\{[^{}]*\}")
_LONGEST_OBJECT = 1 << 16
_MOST_SOURCES = 20


def _is_heading(names: Sequence[str]) -> bool:
    return list(names[:2]) == ["timestamp", "steps"] and len(names) <= 4


def recognises(head: bytes, name: str) -> bool:
    """A list of minutes whose whole numbers look like steps, or Takeout's heading.

    Fitbit writes distance, calories, altitude and active minutes in the same shape. Its own names tell them
    apart; under another name the numbers do (distance is larger, altitude comes in tens, the others lie at
    midnight or have decimals).
    """
    text = (text_of(head) or "").lstrip()
    if not text.startswith("["):
        return heading_in(head, _is_heading, within=1) is not None
    minutes = _RECORD.findall(text)
    own_name = re.match(r"([a-z_]+)-\d{4}-\d\d-\d\d", name.lower())
    if not minutes or own_name:
        return bool(minutes) and own_name is not None and own_name[1] == "steps"
    values = [int(value) for _, value in minutes if int(value)]
    by_minute = any(clock != "00:00:00" for clock, _ in minutes)
    return by_minute and bool(values) and max(values) <= 300 and any(value % 10 for value in values)


def read(source: Source, gathering: Gathering) -> None:
    """Steps for each minute. Raises Refused: ENCODING, DAMAGED, NOTHING_USABLE."""
    text = (text_of(source.head()) or "").lstrip()
    kept = _read_json(source, gathering) if text.startswith("[") else _read_csv(source, gathering)
    if not kept:
        raise Refused(Trouble.NOTHING_USABLE)


def _add(gathering: Gathering, rows: list[tuple[int, float]], number: int) -> int:
    if not rows:
        return 0
    when = np.array([row[0] for row in rows], np.int64)
    steps = np.array([row[1] for row in rows], np.float32)
    return gathering.add_spans(SpanKind.STEPS, when, when + _MINUTE_MS, steps, number)


def _read_json(source: Source, gathering: Gathering) -> int:
    encoding = encoding_of(source.head())
    if encoding is None:
        raise Refused(Trouble.ENCODING)
    number = gathering.source("Fitbit")
    kept, count, zeros = 0, 0, 0
    with source.open() as stream:
        for records in _records(utf8_pieces(stream, gathering, encoding), gathering):
            rows: list[tuple[int, float]] = []
            for record in records:
                count += 1
                found = _minute_of(record)
                if isinstance(found, Trouble):
                    gathering.leave_out(found, where=f"record {count}")
                elif found[1] > 0:
                    rows.append(found)
                else:
                    zeros += 1
            kept += _add(gathering, rows, number)
    return kept + zeros


def _minute_of(record: Any) -> tuple[int, float] | Trouble:
    if not isinstance(record, dict):
        return Trouble.DAMAGED
    when, value = record.get("dateTime"), record.get("value")
    stamp = stamp_of(when, day_first=False) if isinstance(when, str) and len(when) < 60 else None
    if stamp is None:
        return Trouble.NO_TIMES
    steps = number_of(str(value)[:40]) if isinstance(value, (str, int, float)) else None
    return (stamp[0], steps) if steps is not None and 0 <= steps <= _MOST_STEPS else Trouble.BAD_VALUES


def _records(pieces: Iterator[bytes], gathering: Gathering) -> Iterator[list[Any]]:
    """The flat objects of a JSON list, some thousand at a time; what is between them is not looked at."""
    carry, closed = b"", False
    for piece in pieces:
        text = carry + piece
        end = text.rfind(b"}") + 1
        carry = text[end:]
        if len(carry) > _LONGEST_OBJECT:
            raise Refused(Trouble.DAMAGED)
        closed = carry.strip().endswith(b"]")
        yield _loaded(_OBJECT.findall(text, 0, end))
    if not closed:
        gathering.leave_out(Trouble.TRUNCATED)


def _loaded(objects: list[bytes]) -> list[Any]:
    try:
        found: list[Any] = json.loads(b"[" + b",".join(objects) + b"]")
    except (ValueError, RecursionError):
        return [_one(text) for text in objects]
    return found


def _one(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read_csv(source: Source, gathering: Gathering) -> int:
    sheet = Sheet(source, gathering, _is_heading, "timestamp, steps")
    told_by = sheet.column("data_source", "source")
    kept, zeros = 0, 0
    rows: dict[str, list[tuple[int, float]]] = {}
    for block in sheet.blocks():
        for line, cells in sheet.rows_of(block, gathering):
            stamp = stamp_of(cells[0])
            steps = number_of(cells[1]) if len(cells) > 1 else None
            if stamp is None:
                gathering.leave_out(Trouble.NO_TIMES, where=f"line {line}")
            elif steps is None or not 0 <= steps <= _MOST_STEPS:
                gathering.leave_out(Trouble.BAD_VALUES, where=f"line {line}")
            elif steps == 0:
                zeros += 1
            else:
                name = cells[told_by][:40] if told_by is not None and told_by < len(cells) else ""
                if name not in rows and len(rows) >= _MOST_SOURCES:
                    name = ""
                rows.setdefault(name, []).append((stamp[0], steps))
        for name, found in rows.items():
            kept += _add(gathering, found, gathering.source(f"Fitbit · {name}" if name else "Fitbit"))
            found.clear()
    return kept + zeros
