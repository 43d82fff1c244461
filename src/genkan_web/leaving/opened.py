"""A file that says it is everything: opened within bounds, every value looked at before it is believed."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import IO, Any
from zoneinfo import available_timezones

import numpy as np

from genkan.checkup.form import questions
from genkan.checkup.given import given_from
from genkan.concerns.marks import marks_of
from genkan.nouns import FLAGS, MEASURES, Days, ReachColumn, Refused
from genkan.store import days_from_json, days_json
from genkan_web.diary import books, notes, papers, plan_body
from genkan_web.diary.models import Notebook
from genkan_web.leaving.schema import NAME, VERSION
from genkan_web.remind.models import Reminder

MOST_BYTES = 16 << 20
MOST_NOTES = 8_000  # in one notebook: more than twenty years of days
MOST_DAYS = 8_000
MOST_MEASURED = 1e9  # more than any step, metre or minute of a day
FILE = "everything.json"
NUMBERS = {"reach_low": 5, "reach_high": 5, "mood": 4, "drive": 3}


class NotOurs(ValueError):
    """The file is not one of ours, or was changed so that it cannot be believed."""


@dataclass(frozen=True, slots=True)
class Book:
    """One notebook of the file, every value checked."""

    told: Mapping[str, Any]  # kind, called, relation, in_need, zone, made_at
    notes: tuple[Mapping[str, Any], ...]
    check_ups: tuple[Mapping[str, Any], ...]  # on, given
    papers: tuple[Mapping[str, Any], ...]  # slot, body, made_at, changed_at
    days: str  # the library's table, or empty
    days_at: datetime | None  # when it was last added to
    unread: int  # check-ups and papers of a form that is no longer asked
    reminder: Mapping[str, Any] | None = None  # when; never where it reached somebody


def books_in(stream: IO[bytes]) -> list[Book]:
    """The notebooks in everything.json, or in the ZIP it came in. Raises NotOurs."""
    told = _told(_content(stream))
    found = told.get("notebooks", [])
    if told.get("genkan") != NAME or told.get("version") != VERSION or not isinstance(found, list):
        raise NotOurs("another file")
    if len(found) > books.MOST:
        raise NotOurs("too many notebooks")
    return [_book(_mapping(one)) for one in found]


def _content(stream: IO[bytes]) -> bytes:
    content = stream.read(MOST_BYTES + 1)
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as pack, pack.open(FILE) as inside:
                content = inside.read(MOST_BYTES + 1)
        except (
            zipfile.BadZipFile,
            KeyError,
            OSError,
            EOFError,
            RuntimeError,
            ValueError,
            NotImplementedError,
        ):
            raise NotOurs("a damaged pack") from None
        except Exception as problem:  # zlib's own error, which zipfile lets through
            raise NotOurs("a damaged pack") from problem
    if len(content) > MOST_BYTES:
        raise NotOurs("too large")
    return content


def _told(content: bytes) -> dict[str, Any]:
    try:
        return _mapping(json.loads(content.decode("utf-8-sig"), parse_constant=_no_number))
    except (ValueError, RecursionError):
        raise NotOurs("no JSON") from None


def _no_number(_: str) -> None:
    raise ValueError("NaN")


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotOurs("not a mapping")
    return value


def _listed(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise NotOurs("not a list")
    return value


def _book(told: dict[str, Any]) -> Book:
    read, unread = _check_ups(_listed(told.get("check_ups", []), MOST_NOTES))
    written = [_paper(_mapping(one)) for one in _listed(told.get("papers", []), papers.MOST)]
    held = {
        one["day"]: one
        for one in (_note(_mapping(one)) for one in _listed(told.get("notes", []), MOST_NOTES))
    }
    return Book(
        told={
            "kind": _one_of(told.get("kind"), Notebook.Kind.values),
            "called": _text(told.get("called"), books.LONGEST_NAME),
            "relation": _text(told.get("relation"), books.LONGEST_NAME),
            "in_need": _text(told.get("in_need"), notes.MOST_WORDS),
            "marks": _marks(told.get("marks")),
            "zone": _zone(told.get("zone")),
            "made_at": _moment(told.get("made_at")),
        },
        notes=tuple(held.values()),
        check_ups=read,
        papers=tuple(one for one in written if one["body"] is not None),
        days=_days(told.get("files")),
        days_at=_moment(told["files"].get("changed_at")) if told.get("files") is not None else None,
        unread=unread + sum(one["body"] is None for one in written),
        reminder=_reminder(told.get("reminder")),
    )


def _paper(told: dict[str, Any]) -> dict[str, Any]:
    """One paper; its body is None where nobody here knows its kind or its form."""
    try:
        body = papers.checked(told.get("body"))
    except papers.OfAnotherForm:
        body = None
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise NotOurs("a paper") from None
    return {
        "slot": _slot(body, _text(told.get("slot"), papers.MOST_SLOT)),
        "body": body,
        "made_at": _moment(told.get("made_at")),
        "changed_at": _moment(told.get("changed_at")),
    }


def _slot(body: Mapping[str, Any] | None, told: str) -> str:
    """The place of a paper; a version of a plan stands where its number says, whatever the file says."""
    is_plan = body is not None and body["kind"] == plan_body.KIND
    return plan_body.slot_of(body["version"]) if is_plan else told


def _reminder(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    told = _mapping(value)
    days, paused = _text(told.get("days"), 7), told.get("paused_until")
    hour = _number(told.get("hour"), 23)
    if hour is None or "".join(sorted({*days} & {*"0123456"})) != days:
        raise NotOurs("a reminder")
    return {
        "hour": hour,
        "days": days,
        **{name: _yes_or_no(told.get(name)) for name in ("awake_at_night", "on_silence")},
        **{name: _day(told.get(name)) for name in ("since", "until")},
        "paused_until": None if paused is None else _day(paused),
        "ended": _one_of(told.get("ended"), ("", *Reminder.Ended.values)),
    }


def _marks(value: Any) -> dict[str, Any] | None:
    """What was said of days and tellings, and a day in care."""
    if value is None:
        return None
    told = _mapping(value)
    try:
        plain = marks_of({name: told[name] for name in told if name != "care"}).plain()
        care = {"care": date.fromisoformat(str(told["care"])).isoformat()} if "care" in told else {}
    except (Refused, ValueError, TypeError, KeyError, AttributeError):
        raise NotOurs("marks") from None
    return {**plain, **care}


def _note(told: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: _number(told.get(name), most) for name, most in NUMBERS.items()}
    low, high = numbers["reach_low"], numbers["reach_high"]
    if (low is None) != (high is None):
        raise NotOurs("half a reach")
    if low is not None and high is not None and low > high:
        raise NotOurs("a reach turned round")
    flags = _text(told.get("flags"), 80)
    if any(flag not in FLAGS for flag in flags.split(",") if flag):
        raise NotOurs("flags")
    return numbers | {
        "day": _day(told.get("day")),
        "zone": _zone(told.get("zone")),
        "version": _number(told.get("version"), 10**6) or 1,
        "not_today": _yes_or_no(told.get("not_today")),
        **{name: _hour(told.get(name)) for name in ("bed_hour", "up_hour")},
        "talked": None if told.get("talked") is None else _yes_or_no(told["talked"]),
        "flags": flags,
        "known_by": _one_of(told.get("known_by"), ("", *notes.KNOWN_BY)),
        "words": _text(told.get("words"), notes.MOST_WORDS),
        "made_at": _moment(told.get("made_at")),
        "changed_at": _moment(told.get("changed_at")),
    }


def _check_ups(listed: list[Any]) -> tuple[tuple[Mapping[str, Any], ...], int]:
    """Those whose form is still asked, one a day, and how many are of another form."""
    found: dict[date, Mapping[str, Any]] = {}
    unread = 0
    for one in map(_mapping, listed):
        try:
            given = given_from(one.get("given"), questions())
        except Refused:
            unread += 1
            continue
        except (TypeError, ValueError, RecursionError):
            raise NotOurs("a check-up") from None
        found[_day(one.get("on"))] = {"on": _day(one.get("on")), "given": given.plain()}
    return tuple(found.values()), unread


def _days(files: Any) -> str:
    """The table of days as the library itself writes it; only what it knows is in it."""
    if files is None:
        return ""
    told = _mapping(_mapping(files).get("days"))
    count = _number(told.get("count"), MOST_DAYS)
    try:
        found = days_from_json(json.dumps(told, allow_nan=False))
        if count is None or not _fits(found, count):
            raise NotOurs("days")
        text = days_json(found)
        days_from_json(text)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        raise NotOurs("days") from None
    _day(found.first.isoformat())
    return _text(text, MOST_BYTES)


def _fits(found: Days, count: int) -> bool:
    """Every column as long as there are days, every sleep and reach on a day and floor there is."""
    sleeps = found.sleeps
    columns = [*(found[name] for name in MEASURES), *found.wrote.values()]
    columns += [one for column in found.reach.values() for one in (column.low, column.high)]
    bars = (sleeps.day, sleeps.start_hour, sleeps.end_hour, sleeps.main, sleeps.informant)
    return (
        all(one.shape == (count,) for one in columns)
        and all(_can_be(found[name]) for name in MEASURES)
        and {len(one) for one in bars} == {len(sleeps.day)}
        and all(0 <= day < count for day in sleeps.day)
        and all(np.isfinite(one).all() for one in (sleeps.start_hour, sleeps.end_hour))
        and all(_is_reach(column) for column in found.reach.values())
        and all(flag.kind in FLAGS for flag in found.flags)
        and set(found.zones) <= _zones()
        and set(found.told_by) <= set(MEASURES)
        and all(isinstance(one, str) for sources in found.told_by.values() for one in sources)
    )


def _can_be(column: np.ndarray[Any, Any]) -> bool:
    """Whether every number is one that some measure could have; what is not known fits."""
    return not bool((np.abs(column[np.isfinite(column)]) > MOST_MEASURED).any() or np.isinf(column).any())


def _is_reach(column: ReachColumn) -> bool:
    low, high = column.low, column.high
    return bool(((low >= -1) & (high <= 5) & (low <= high) & ((low >= 0) == (high >= 0))).all())


def _text(value: Any, most: int) -> str:
    """A text without what no database or page takes."""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise NotOurs("a text")
    if any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotOurs("half a letter")
    return value


def _one_of(value: Any, known: Any) -> str:
    if not isinstance(value, str) or value not in known:
        raise NotOurs("a word")
    return value


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotOurs("yes or no")
    return value


def _number(value: Any, most: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise NotOurs("a number")
    return value


def _hour(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NotOurs("an hour")
    if not 0 <= value <= 24:
        raise NotOurs("an hour")
    return float(value)


def _day(value: Any) -> date:
    day: date = _when(value, date.fromisoformat)
    return day


def _moment(value: Any) -> datetime:
    moment: datetime = _when(value, datetime.fromisoformat)
    if moment.tzinfo is None:
        raise NotOurs("a time without its zone")
    return moment


def _when(value: Any, read: Callable[[str], Any]) -> Any:
    try:
        found = read(value)
    except (TypeError, ValueError):
        raise NotOurs("a day") from None
    if not 1990 <= found.year < 2200:
        raise NotOurs("a day far away")
    return found


def _zone(value: Any) -> str:
    return _one_of(value, _zones())


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
