"""What a person reads: the course in whole sentences of one language, for terminal, page and paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from genkan import stages
from genkan.course import Course, Reading, Watching
from genkan.knowledge import month_and_year_told, sentence, sentences, sources, told
from genkan.nouns import (
    MEASURES,
    Because,
    Days,
    Informant,
    LeftOut,
    Level,
    Mark,
    Reach,
    Refused,
    SignReading,
    StageReading,
    State,
    Trouble,
)
from genkan.pictures.way_out import Pin

SHARES = ("left_home", "attended", "talked")
COMMA = {"en": ", ", "th": ", ", "ja": "、"}
COLON = {"en": ": ", "th": ": ", "ja": "："}
BRACKETS = {"en": (" (", ")"), "th": (" (", ")"), "ja": ("（", "）")}
BETWEEN = {"en": " ", "th": " · ", "ja": ""}  # between two whole sentences
FOR_RESEARCH = ("circadian_movement", "location_entropy", "location_entropy_normalised")


@dataclass(frozen=True, slots=True)
class Reason:
    """A because-sentence with where it comes from; ``mark`` is empty for verified rules."""

    text: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage reading in words."""

    definition: str
    name: str
    state: State
    says: str
    since: str
    months: str
    because: tuple[Reason, ...]
    possible: tuple[str, ...]
    question: str
    why_asked: str

    @property
    def settled_since(self) -> str:
        """The since for tables; nothing while the state itself cannot be told."""
        return "" if self.state is State.CANNOT_TELL else self.since


@dataclass(frozen=True, slots=True)
class SignWords:
    """A sign reading in words."""

    sign: str
    name: str
    level: Level
    says: str
    because: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of the table under the picture; words, because unknown is a word."""

    month: str
    out: str
    home: str
    unknown: str
    hours_out: str
    mid_sleep: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on one sheet, in one language."""

    lang: str
    days: str
    stage: StageWords
    others: tuple[StageWords, ...]
    signs: tuple[SignWords, ...]
    months: tuple[MonthRow, ...]
    sources: tuple[str, ...]
    files: tuple[str, ...]
    left_out: tuple[str, ...]
    told_by: tuple[tuple[str, str], ...]


def sheet_of(course: Course, lang: str, reading: Reading | None = None) -> Sheet:
    """The sheet of a course; with ``reading`` it also names the files."""
    days = course.days
    last = min(course.as_of, days.last)
    return Sheet(
        lang=lang,
        days=sentence(
            "page.read_line",
            lang,
            first=days.first,
            last=days.last,
            days=len(days),
            zones=", ".join(days.zones),
        ),
        stage=stage_words(course.stage, lang),
        others=tuple(stage_words(stage, lang) for stage in course.stages[1:]),
        signs=tuple(sign_words(sign, lang) for sign in course.signs_on(last)),
        months=tuple(_months(days, lang)),
        sources=_sources(course, last),
        files=tuple(f"{one.file} · {one.importer}" for one in reading.files) if reading else (),
        left_out=left_out_words(reading.left_out, reading.unread, lang) if reading else (),
        told_by=tuple(
            (MEASURES[name].name, ", ".join(sources)) for name, sources in days.told_by.items() if sources
        ),
    )


# ── What was told before ──


def pins_of(watching: Watching) -> tuple[Pin, ...]:
    """The concerns told, for the picture; the one that stands now with the days it may have begun."""
    concern = watching.watch.concern
    standing = concern.day if concern is not None else None
    return tuple(
        Pin(day, concern.since if concern is not None and day == standing else None) for day in watching.pins
    )


# ── Stages and signs ──


def stage_words(stage: StageReading, lang: str) -> StageWords:
    """A stage reading in words."""
    question, why = "", ""
    if stage.decides is not None:
        question = sentence(f"questions.{stage.decides}.ask", lang)
        why = sentence(f"questions.{stage.decides}.why", lang)
    return StageWords(
        definition=stage.definition,
        name=definition_name(stage.definition, lang),
        state=stage.state,
        says=sentence(f"state.{stage.state.value}", lang),
        since=_since(stage, lang),
        months=_months_told(stage, lang),
        because=tuple(reason_of(because, lang) for because in stage.because),
        possible=tuple(sentence(f"state.{state.value}", lang) for state in stage.possible)
        if len(stage.possible) > 1
        else (),
        question=question,
        why_asked=why,
    )


def definition_name(definition: str, lang: str) -> str:
    """The name of a published definition."""
    return stages.definitions()[definition].name[lang]


def _since(stage: StageReading, lang: str) -> str:
    earliest, latest = stage.since.earliest, stage.since.latest
    if latest is None:
        return ""
    if earliest is None:
        return sentence("page.since_open", lang, latest=latest)
    if earliest == latest:
        return sentence("page.since_one", lang, latest=latest)
    return sentence("page.since", lang, earliest=earliest, latest=latest)


def _months_told(stage: StageReading, lang: str) -> str:
    low, high = stage.months
    if stage.since.latest is None:
        return ""
    if high is None and round(low, 1) == 0:  # «at least 0» says nothing
        return ""
    if high is None:
        return sentence("page.months_open", lang, low=float(low))
    if round(low, 1) == round(high, 1):
        return sentence("page.months_one", lang, low=float(low))
    return sentence("page.months", lang, low=float(low), high=float(high))


def sign_words(reading: SignReading, lang: str) -> SignWords:
    """A sign reading in words."""
    return SignWords(
        sign=reading.sign.value,
        name=sentence(f"sign.{reading.sign.value}", lang),
        level=reading.level,
        says=sentence(f"level.{reading.level.name.lower()}", lang),
        because=tuple(reason_of(because, lang) for because in reading.because),
    )


def evidence_of(entries: Iterable[Mapping[str, Any]], lang: str) -> tuple[Reason, ...]:
    """What stands in a shelf as evidence, each with its source and how well that is known."""
    return tuple(
        Reason(one[lang], source_short(one["source"]), mark_told(Mark(one["mark"]), lang)) for one in entries
    )


def cited_in(entries: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The sources of that evidence, each once; our own choices cite nobody."""
    return tuple(source for source in dict.fromkeys(one["source"] for one in entries) if source != "design")


def reason_of(because: Because, lang: str) -> Reason:
    """One reason, filled in, with its source and how well that is known."""
    facts = {name: _fact(fact, lang) for name, fact in because.facts.items()}
    return Reason(
        text=sentence(because.said, lang, **facts),
        source=source_short(because.source),
        mark=mark_told(because.mark, lang),
    )


def _fact(fact: object, lang: str) -> object:
    """Facts that are ids of things with a name are said by that name."""
    if isinstance(fact, str) and fact in sentences():
        return sentence(fact, lang)
    return fact


def source_short(source: str) -> str:
    """A source as it stands behind a sentence; empty for design choices."""
    return "" if source == "design" else str(sources()[source]["short"])


def source_told(source: str) -> str:
    """A source in full, for the list at the end."""
    entry = sources()[source]
    doi = entry.get("doi", "")
    return f"{entry['citation']}{' doi:' + doi if doi else ''}"


def _sources(course: Course, last: date) -> tuple[str, ...]:
    """Every source that some sentence on the sheet rests on, once."""
    used = [because.source for stage in course.stages for because in stage.because]
    used += [because.source for sign in course.signs_on(last) for because in sign.because]
    return tuple(source_told(source) for source in dict.fromkeys(used) if source != "design")


def mark_told(mark: Mark, lang: str) -> str:
    """The words that stand behind an unverified figure or a choice of this software."""
    if mark is Mark.DESIGN:
        return sentence("page.mark_design", lang)
    return sentence("page.mark_u", lang) if mark is Mark.UNVERIFIED else ""


# ── Steps ──


@dataclass(frozen=True, slots=True)
class StepWords:
    """One small thing to do, in words: why, what then, where that comes from, and the page about it."""

    id: str
    do: str
    why: str
    then: str
    source: str
    mark: str
    page: str
    page_title: str
    because: tuple[str, ...] = ()


def shelf_step(
    place: str, source: str, mark: Mark, page: str, lang: str, because: tuple[str, ...] = ()
) -> StepWords:
    """A step that stands in the knowledge files; ``place``: where its sentences are, such as ``step.tea``."""
    then = f"{place}.then"
    return StepWords(
        id=place.partition(".")[2],
        do=sentence(f"{place}.do", lang),
        why=sentence(f"{place}.why", lang),
        then=sentence(then, lang) if then in sentences() else "",
        source=source_short(source),
        mark=mark_told(mark if source != "design" else Mark.DESIGN, lang),
        page=page,
        page_title=sentence(f"learn.{page.replace('/', '.')}.title", lang) if page else "",
        because=because,
    )


# ── Months ──


def _months(days: Days, lang: str) -> list[MonthRow]:
    rows: list[MonthRow] = []
    start = 0
    while start < len(days):
        first = days.date_at(start)
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        end = min(start + (following - first).days, len(days))
        rows.append(_month(days, start, end, first, lang))
        start = end
    return rows


def _month(days: Days, start: int, end: int, first: date, lang: str) -> MonthRow:
    left = days["left_home"][start:end]
    hours = days["hours_out"][start:end]
    return MonthRow(
        month=month_and_year_told(first, lang),
        out=str(int(np.nansum(left == 1))),
        home=str(int(np.nansum(left == 0))),
        unknown=str(int(np.isnan(left).sum())),
        hours_out=told(_median(hours), lang),
        mid_sleep=clock_told(circular_middle(days["mid_sleep_hour"][start:end]), lang),
    )


def _median(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


def circular_middle(hours: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    """Circular mean of wall-clock hours; None when none is known or they point everywhere.

    >>> circular_middle(np.array([23.0, 1.0]))
    0.0
    """
    known = hours[np.isfinite(hours)]
    if not len(known):
        return None
    mean = np.exp(2j * np.pi * known / 24).mean()
    if abs(mean) < 0.2:
        return None
    return round(float(np.angle(mean) * 24 / (2 * np.pi)) % 24, 6) % 24


def clock_told(hour: float | None, lang: str) -> str:
    """A wall-clock hour as 03:30; unknown as a word."""
    if hour is None or hour != hour:
        return told(None, lang)
    minutes = round(hour * 60) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# ── One day ──


def day_words(course: Course, day: date, lang: str) -> tuple[str, ...]:
    """Where each number of one day came from, in sentences."""
    days = course.days
    index = days.index_of(day)
    if index is None:
        return (sentence("page.nothing_heard", lang),)
    lines = [_reach_told(days, informant, index, lang) for informant in Informant]
    if days.reach_together()[2][index]:
        lines.append(sentence("page.disagree", lang))
    lines += [_flag_told(days, day, lang)]
    lines += [_measure_told(days, name, index, lang) for name in MEASURES if not name.startswith("heard_")]
    found = tuple(line for line in lines if line)
    return found or (sentence("page.nothing_heard", lang),)


def _reach_told(days: Days, informant: Informant, index: int, lang: str) -> str:
    column = days.reach.get(informant)
    if column is None or column.low[index] < 0:
        return ""
    low, high = (
        sentence(f"reach.{Reach(int(side[index])).name.lower()}", lang) for side in (column.low, column.high)
    )
    said = "page.reach_exact" if low == high else "page.reach_between"
    return sentence(said, lang, who=sentence(f"informant.{informant.value}", lang), low=low, high=high)


def _flag_told(days: Days, day: date, lang: str) -> str:
    return ", ".join(
        f"{sentence(f'flag.{flag.kind}', lang)} ({sentence(f'informant.{flag.informant.value}', lang)})"
        for flag in days.flags
        if flag.day == day
    )


def _measure_told(days: Days, name: str, index: int, lang: str) -> str:
    value = float(days[name][index])
    if value != value or name in FOR_RESEARCH:
        return ""
    sources = _sources_on(days, name, index)
    return sentence(
        "page.measure_from" if sources else "page.measure",
        lang,
        name=sentence(f"column.{name}", lang),
        value=_value_told(name, value, lang),
        sources=COMMA[lang].join(_named(source, "informant", lang) for source in sources),
    )


def _sources_on(days: Days, name: str, index: int) -> list[str]:
    """The measure's sources; of those who write, only who wrote that day."""
    silent = {informant.value for informant, wrote in days.wrote.items() if not wrote[index]}
    return [source for source in days.told_by.get(name, ()) if source not in silent]


def _value_told(name: str, value: float, lang: str) -> str:
    if name.endswith("_hour"):
        return clock_told(value, lang)
    if name == "distance_band":
        return sentence(f"band.{int(value)}", lang)
    if name in SHARES:
        return sentence("yesno.yes" if value else "yesno.no", lang)
    if MEASURES[name].unit == "count":
        return str(round(value))
    unit = f"unit.{MEASURES[name].unit}"
    return sentence(unit, lang, value=value) if unit in sentences() else told(value, lang)


def _named(identity: str, kind: str, lang: str) -> str:
    """The word for an id, where there is one; otherwise the name as it is."""
    found = f"{kind}.{identity}"
    return sentence(found, lang) if found in sentences() else identity


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of what watching compares: a cell for each column, and what the day was said to be."""

    day: date
    cells: tuple[str, ...]
    was: str


def compared_days(
    watching: Watching, lang: str, count: int = 28
) -> tuple[tuple[str, ...], tuple[DayRow, ...]]:
    """The measures that watching compares, and their raw values on the last days, newest first."""
    scores, last = watching.scores, len(watching.scores) - 1
    raw = list(scores.raw.values())
    rows = []
    for row in range(last, max(-1, last - count), -1):
        cells = tuple(_cell(name, float(values[row]), lang) for name, values in raw)
        kind = scores.context.get(row)
        rows.append(DayRow(scores.date_at(row), cells, sentence(f"flag.{kind}", lang) if kind else ""))
    return tuple(sentence(f"column.{name}", lang) for name, _ in raw), tuple(rows)


def _cell(name: str, value: float, lang: str) -> str:
    return told(None, lang) if value != value else _value_told(name, value, lang)


# ── What went wrong ──


def refusal_told(refused: Refused, lang: str) -> str:
    """One sentence for a file that could not be read."""
    where = f" ({refused.where})" if refused.where else ""
    expected = refused.expected or "2026-03-01"
    said = f"trouble.{refused.trouble.value}"
    if refused.trouble is Trouble.BAD_VALUES and refused.expected:
        said = "trouble.bad_values_expected"
    return sentence(said, lang, file=refused.file or "–", where=where, expected=expected).strip()


def left_out_words(left_out: Sequence[LeftOut], unread: int, lang: str) -> tuple[str, ...]:
    """One sentence for each part that was not used."""
    lines = []
    for part in left_out:
        if part.trouble is Trouble.TRUNCATED:
            lines.append(sentence("left_out.truncated", lang, file=part.file))
            continue
        why = f"why.{part.trouble.value}"
        reason = sentence(why if why in sentences() else "why.other", lang)
        lines.append(sentence("left_out.other", lang, file=part.file, count=part.count, why=reason))
    if unread:
        lines.append(sentence("left_out.files", lang, count=unread))
    return tuple(lines)
