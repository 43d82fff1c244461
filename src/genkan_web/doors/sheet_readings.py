"""What can be read from a filled sheet, and the few things that can be done with it in one tap."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import mark_safe

from genkan.knowledge import date_told, sentence
from genkan.pictures import sleep_raster
from genkan.pictures.moods import MoodRow, moods
from genkan.worksheets import Sheet, activation, medication, passing, relapse, sleep_reset, taken, told
from genkan.worksheets.asking import raw_of
from genkan.worksheets.filled import to_json
from genkan.worksheets.form import input_name
from genkan.worksheets.told import option_told, reasons_told
from genkan_web import bridge, once, remembered
from genkan_web.diary import sheets
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.notes import today_of
from genkan_web.stopped import ChangedMeanwhile, Stopped

ACTS = ("try_time", "took")
WEEK = timedelta(days=7)
TOOK = ("taken", "partly", "missed")


@dataclass(slots=True)
class Read:
    """What stands below a sheet: sentences, pictures (wide, narrow), a week as a table, things to tap."""

    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str, str]] = field(default_factory=list)  # heading, wide, narrow
    week: list[tuple[str, list[str]]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    took: list[tuple[int, str, str, list[tuple[str, str]]]] = field(default_factory=list)
    full: bool = False
    try_time: str = ""
    since: bool = False


def reading_of(book: Notebook, paper: Paper, sheet: Sheet, lang: str) -> Read | None:
    """What can be read from this sheet; None where its answers are all there is."""
    reader = READERS.get(sheet.worksheet)
    return reader(book, paper, sheet, lang) if reader is not None else None


def act(request: HttpRequest, book: Notebook, paper: Paper, sheet: Sheet) -> None:
    """One tap below a sheet. A tap on a page that is older than the sheet changes nothing."""
    seen = once.seen_in(request.POST.get("edition", ""))
    try:
        if "took" in request.POST and sheet.worksheet == "medication":
            _took(book, paper, sheet, request.POST["took"], seen)
        if "try_time" in request.POST and sheet.worksheet == "sleep_reset":
            _try_time(book, paper, sheet, seen)
    except (ChangedMeanwhile, Stopped):
        return


# ── A week as it was ──


def _activation(book: Notebook, _: Paper, sheet: Sheet, lang: str) -> Read:
    kinds = activation.mood_by_kind([one for __, one in sheets.sheets_of(book, "activation")])
    read = Read(lines=list(reasons_told([one.because for one in kinds], lang)))
    if not kinds:
        return read
    read.lines += reasons_told([activation.difference(kinds)], lang)
    asked = _column(sheet, "blocks", "kind")
    middles = {one.kind: one.mood for one in kinds}
    here = _moods_of(sheet)
    rows = [
        MoodRow(option_told("activation", asked, kind, lang), tuple(found), middles.get(kind))
        for kind, found in here.items()
    ]
    if rows:
        wide, narrow = (moods(rows, lang, width) for width in (720, 340))
        read.pictures.append(
            (
                sentence("people.sheets.activation.picture", lang),
                _safe(wide.on_page("mood-wide")),
                _safe(narrow.on_page("mood-narrow")),
            )
        )
    _week(read, sheet, lang)
    return read


def _moods_of(sheet: Sheet) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for row in sheet.rows("blocks"):
        kind, mood = row.get("kind"), row.get("mood")
        if isinstance(kind, str) and isinstance(mood, int | float):
            found.setdefault(kind, []).append(float(mood))
    return found


def _week(read: Read, sheet: Sheet, lang: str) -> None:
    """The days of the week in rows, the parts of the day in columns."""
    parts = _column(sheet, "blocks", "part")
    days = sorted({row["on"] for row in sheet.rows("blocks") if isinstance(row.get("on"), date)}, key=str)
    placed = [row for row in sheet.rows("blocks") if row.get("part") and row.get("on")]
    if not placed:
        return
    read.columns = [option_told("activation", parts, one, lang) for one in parts.options]
    for day in days:
        cells = [
            "\n".join(_cell(sheet, row, lang) for row in placed if (row["on"], row["part"]) == (day, part))
            for part in parts.options
        ]
        if any(cells):
            read.week.append((date_told(day, lang), cells))  # type: ignore[arg-type]  # only days are in it


def _cell(sheet: Sheet, row: Mapping[str, Any], lang: str) -> str:
    kind, mood = row.get("kind"), row.get("mood")
    name = str(row.get("what") or "")
    if isinstance(kind, str):
        name = option_told("activation", _column(sheet, "blocks", "kind"), kind, lang)
    if mood is None:
        return name
    return sentence("people.sheets.activation.cell", lang, kind=name, mood=mood) if name else str(mood)


def _column(sheet: Sheet, table: str, column: str) -> Any:
    asked = sheet.definition.field(table)
    return next(one for one in asked.columns if one.id == column) if asked else None


# ── Bringing the morning back ──


def _sleep(book: Notebook, paper: Paper, sheet: Sheet, lang: str) -> Read:
    days, today = bridge.days_of(book), today_of(book)
    kept, since = _kept(paper)
    proposal = sleep_reset.proposal_for(sheet, today, days, kept)
    read = Read()
    if kept is not None and since is not None and today < since + WEEK:
        facts = {"time": _clock(kept), "since": since, "next": since + WEEK}
        read.lines.append(sentence("people.sheets.sleep.kept", lang, **facts))
        if proposal.says is sleep_reset.Says.DOCTOR_FIRST:
            read.notes += reasons_told(proposal.because, lang)
    else:
        read.lines += reasons_told(proposal.because, lang)
        if proposal.rise_hour is not None:
            read.try_time = _clock(proposal.rise_hour)
        if proposal.weeks:
            read.lines.append(sentence("people.sheets.sleep.weeks", lang, weeks=proposal.weeks))
    if days is not None:
        wide, narrow = (sleep_raster(days, lang, width) for width in (960, 340))
        read.pictures.append(
            (
                sentence("people.sheets.sleep.nights", lang),
                _safe(wide.on_page("sleep-wide")),
                _safe(narrow.on_page("sleep-narrow")),
            )
        )
    return read


def _kept(paper: Paper) -> tuple[float | None, date | None]:
    """The time that is tried now, and since when."""
    held = paper.body.get("held")
    if not held:
        return None, None
    return float(held["hour"]), date.fromisoformat(held["since"])


def _try_time(book: Notebook, paper: Paper, sheet: Sheet, seen: int) -> None:
    """From today on the proposed time; it is worked out here again, never taken from the form."""
    today = today_of(book)
    kept, since = _kept(paper)
    if since is not None and today < since + WEEK:
        return
    proposal = sleep_reset.proposal_for(sheet, today, bridge.days_of(book), kept)
    if proposal.rise_hour is None:
        return
    held = {"hour": proposal.rise_hour, "since": today.isoformat()}
    sheets.keep_more(book, paper, {"held": held}, seen)


def _clock(hour: float) -> str:
    minutes = round(hour * 60) % 1_440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# ── Where the letter is, a plan for a hard day ──


def _referral(book: Notebook, _: Paper, sheet: Sheet, lang: str) -> Read:
    found = passing.passing_of(passing.steps_of(sheet), today_of(book))
    return Read(lines=list(reasons_told(found.because, lang)))


def _relapse(book: Notebook, _: Paper, sheet: Sheet, lang: str) -> Read:
    if book.kind != Notebook.Kind.OWN:
        return Read()
    found = bridge.days_of(book)
    if found is None:
        return Read(lines=[sentence("people.sheets.relapse.no_days", lang)])
    course = bridge.course_of_notebook(book, found)
    watching = bridge.watching_of_notebook(book, course, today_of(book), own=True)
    return Read(lines=list(reasons_told(relapse.opens(sheet, standing(watching)).because, lang)))


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A relapse plan that has opened by itself: which, why, and its answers."""

    paper: Paper
    because: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = field(repr=False)


def open_plan(book: Notebook, lang: str) -> OpenPlan | None:
    """The person's own newest plan, where a sign it names has changed. Nobody else's page ever asks."""
    plans = sheets.sheets_of(book, "relapse_plan")[:1] if book.kind == Notebook.Kind.OWN else []
    if not plans or not relapse.may_open(plans[0][1]):
        return None
    paper, plan = plans[0]
    source = ("opens", lang, to_json(plan), *bridge.kept_in(book))
    because = json.loads(remembered.drawn(source, partial(_why_open, book, plan, lang)))
    if because is None:
        return None
    written = tuple(
        one
        for asked, one in zip(plan.definition.fields, told(plan, lang), strict=True)
        if asked.id in ("helped", "first_step", "tell") and plan.get(asked.id) is not None
    )
    return OpenPlan(paper, tuple(because), written)


def _why_open(book: Notebook, plan: Sheet, lang: str) -> str:
    """Why a plan opens, as JSON: sentences, or null while it stays closed."""
    found = bridge.days_of(book)
    if found is None:
        return "null"
    course = bridge.course_of_notebook(book, found)
    watching = bridge.watching_of_notebook(book, course, today_of(book), own=True)
    opening = relapse.opens(plan, standing(watching))
    return json.dumps(reasons_told(opening.because, lang) if opening.opens else None)


def standing(watching: Any) -> list[Any]:
    """The concern that stands now, if any."""
    concern = watching.watch.concern
    return [concern] if concern is not None else []


# ── Medicine ──


def _medication(book: Notebook, _: Paper, sheet: Sheet, lang: str) -> Read:
    unnamed = sentence("people.sheets.medicine.unnamed", lang)
    asked = _column(sheet, "days", "taken")
    read = Read(since=True)
    for week in reversed(medication.weeks_of(sheet)):
        facts: dict[str, Any] = {"name": week.name or unnamed, "monday": week.monday}
        if week.whole:
            facts["how"] = option_told("medication", asked, week.whole, lang)
            read.lines.append(sentence("people.sheets.medicine.whole", lang, **facts))
        else:
            facts |= {"taken": week.taken, "partly": week.partly, "missed": week.missed}
            read.lines.append(sentence("people.sheets.medicine.week", lang, **facts, unknown=week.unknown))
    read.notes += reasons_told(medication.notices_of(sheet), lang)
    read.full = not _takes_more(sheet)
    read.took = [] if read.full else _to_tap(sheet, today_of(book), lang, asked)
    return read


def _to_tap(
    sheet: Sheet, today: date, lang: str, asked: Any
) -> list[tuple[int, str, str, list[tuple[str, str]]]]:
    """For each medicine that is taken now: what today says so far, and what can be tapped."""
    choices = [(one, option_told("medication", asked, one, lang)) for one in TOOK]
    found = []
    for number, row in enumerate(sheet.rows("medicines")):
        began, ended = row.get("began"), row.get("ended")
        over = isinstance(ended, date) and ended < today
        early = isinstance(began, date) and began > today
        if not isinstance(row.get("name"), str) or over or early:
            continue
        lines = [sheet.rows("days")[at] for at in _of_day(sheet, today, row["name"])]
        told = next((line["taken"] for line in reversed(lines) if "taken" in line), "")
        found.append((number, str(row["name"]), dict(choices).get(str(told), ""), choices))
    return found


def _of_day(sheet: Sheet, day: date, name: Any) -> list[int]:
    """Which lines of the record are about this day and this medicine; a line about a week is about no day."""
    return [
        at
        for at, line in enumerate(sheet.rows("days"))
        if line.get("on") == day and line.get("name") == name and line.get("span") != "week"
    ]


def _took(book: Notebook, paper: Paper, sheet: Sheet, sent: str, seen: int) -> None:
    """Today's line of one medicine, put in the place of an earlier one of today."""
    number, _, how = sent.partition(" ")
    medicines = sheet.rows("medicines")
    if how not in TOOK or not number.isascii() or not number.isdecimal() or len(number) > 3:
        return
    if int(number) >= len(medicines) or not isinstance(medicines[int(number)].get("name"), str):
        return
    today, name = today_of(book), str(medicines[int(number)]["name"])
    raw = raw_of(sheet)
    same = _of_day(sheet, today, name)
    place = same[-1] if same else len(sheet.rows("days"))
    told = {"on": today.isoformat(), "name": name, "span": "day", "taken": how}
    raw |= {input_name("days", place, column): [value] for column, value in told.items()}
    found = taken(sheet.worksheet, raw)
    if found.ok:
        sheets.keep_sheet(book, found.sheet, paper.slot, paper, seen)


def _takes_more(sheet: Sheet) -> bool:
    """Whether the record takes another line."""
    asked = sheet.definition.field("days")
    return asked is not None and len(sheet.rows("days")) < asked.most_rows


def _safe(drawn: str) -> str:
    return mark_safe(drawn)  # noqa: S308 (escaped where it is drawn)


READERS: Mapping[str, Callable[[Notebook, Paper, Sheet, str], Read]] = {
    "activation": _activation,
    "sleep_reset": _sleep,
    "referral": _referral,
    "relapse_plan": _relapse,
    "medication": _medication,
}
