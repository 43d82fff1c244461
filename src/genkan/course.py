"""The whole walk on one screen: the only room that knows the order.

files → Events → Days → Usual → SignReadings → StageReadings
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from genkan import importers, signs, stages
from genkan.answers import answers_of
from genkan.checkup.beside import Beside, besides_of
from genkan.checkup.care import Care, cares_of
from genkan.checkup.facts import answers_told, contradictions
from genkan.checkup.form import standing
from genkan.checkup.given import Given
from genkan.checkup.signs import signs_told
from genkan.checkup.steps import Step, tonight_of, week_of
from genkan.checkup.strands import Formulation, formulation_of
from genkan.concerns.care import SignChange, sign_changes
from genkan.concerns.clock import CriteriaMark, clock_of
from genkan.concerns.marks import DayMarks, marked
from genkan.concerns.scores import Scores, scores_of
from genkan.concerns.watch import Watch, WatchLevel, watch_of
from genkan.days import days_from
from genkan.importers.gathering import Gathering, Source
from genkan.nouns import (
    Answers,
    Days,
    Events,
    LeftOut,
    Level,
    Refused,
    SignReading,
    SignReadings,
    StageReading,
    Trouble,
    silent_days,
)
from genkan.usual import usual_of


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file that was used, and by which importer."""

    file: str
    importer: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files said, before anybody asks a question about it."""

    days: Days
    files: tuple[ReadFile, ...]
    left_out: tuple[LeftOut, ...]
    unread: int  # files in a folder or zip that hold nothing Genkan reads


@dataclass(frozen=True, slots=True)
class Course:
    """Where things are: the days and every reading made of them."""

    days: Days
    answers: Answers
    as_of: date
    signs: SignReadings
    stages: tuple[StageReading, ...]

    @property
    def stage(self) -> StageReading:
        """By the definition that leads (Kato, Kanba & Teo 2020 unless said otherwise)."""
        return self.stages[0]

    def signs_on(self, day: date) -> tuple[SignReading, ...]:
        """All six signs on one day of the table."""
        index = self.days.index_of(day)
        if index is None:
            return ()
        return tuple(signs.reading_of(self.signs, sign, index) for sign in self.signs.levels)


def events_in(
    sources: Iterable[Source],
    zone: str,
    until_ms: int | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> tuple[Events, tuple[ReadFile, ...], int]:
    """Read everything readable. Several files: those nobody knows are counted, not refused.

    Raises Refused when there is a single file and it cannot be read, or when nothing could be used.
    """
    gathering = Gathering(zone, until_ms)
    files: list[ReadFile] = []
    refused: list[Refused] = []
    for source in sources:
        if progress is not None:
            gathering.on_progress(_progress_of(source, progress))
        try:
            importer = importers.read_into(source, gathering)
            files.append(ReadFile(source.name, importer.NAME))
        except Refused as problem:
            refused.append(problem)
            if problem.trouble not in (Trouble.UNKNOWN_FORMAT, Trouble.PICTURE, Trouble.EMPTY):
                gathering.leave_out(problem.trouble, 1, problem.where)
    if gathering.is_empty():
        raise _plainest(refused) if refused else _said_nothing(files, gathering)
    unread = sum(
        problem.trouble in (Trouble.UNKNOWN_FORMAT, Trouble.PICTURE, Trouble.EMPTY) for problem in refused
    )
    return gathering.events(), tuple(files), unread


def _progress_of(source: Source, progress: Callable[[str, int, int | None], None]) -> Callable[[int], None]:
    def told(count: int) -> None:
        progress(source.name, count, source.size)

    return told


def _said_nothing(files: list[ReadFile], gathering: Gathering) -> Refused:
    """All files were read, and nothing came of it."""
    if len(files) != 1:
        return Refused(Trouble.NOTHING_USABLE)
    return Refused(gathering.why_nothing(), files[0].file)


def _plainest(refused: list[Refused]) -> Refused:
    """The refusal that says most: one about a file somebody knew comes before «unknown format»."""
    vague = (Trouble.UNKNOWN_FORMAT, Trouble.PICTURE, Trouble.EMPTY, Trouble.NOTHING_USABLE)
    return min(refused, key=lambda problem: problem.trouble in vague)


def read(
    sources: Iterable[Source],
    zone: str,
    until_ms: int | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Reading:
    """Files → Days. Raises Refused. Nothing finer than a distance band leaves this function."""
    events, files, unread = events_in(sources, zone, until_ms, progress)
    return Reading(days_from(events, zone), files, events.left_out, unread)


def course_of(
    days: Days, answers: Answers | None = None, as_of: date | None = None, leads: str = "kato2020"
) -> Course:
    """Days → everything read from them, as of a day (the last one heard of, unless said).

    ``leads`` names the definition that comes first; the others follow in their own order.
    """
    asked = answers or Answers()
    on = as_of or days.last
    usual = usual_of(days)
    return Course(
        days=days,
        answers=asked,
        as_of=on,
        signs=signs.signs_of(days, usual, signs.rules_from_knowledge()),
        stages=tuple(sorted(stages.all_stages(days, asked, on), key=lambda stage: stage.definition != leads)),
    )


# ── A check-up: questions instead of files, or beside them ────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CheckUp:
    """Everything read from the answers of one check-up, and from files added to it."""

    given: Given
    course: Course
    has_days: bool  # whether files were read beside the answers
    signs: tuple[SignReading, ...]
    contradictions: tuple[str, ...]
    cares: tuple[Care, ...]
    besides: tuple[Beside, ...]
    tonight: Step | None
    week: tuple[Step, ...]
    formulation: Formulation


def check_up_of(given: Given, days: Days | None = None) -> CheckUp:
    """Answers (and days, where there are files) → everything the answer page says.

    As of the day of the check-up, or the last day of the files when that is later. Where the days know a
    sign's level it is taken from them, else as told.
    """
    heard = standing(given)
    as_of = max(given.on, days.last) if days is not None else given.on
    course = course_of(days or silent_days(given.on), answers_of(answers_told(heard)), as_of)
    cares = cares_of(heard)
    return CheckUp(
        given=heard,
        course=course,
        has_days=days is not None,
        signs=_signs_together(heard, course, days),
        contradictions=contradictions(heard),
        cares=cares,
        besides=besides_of(heard),
        tonight=tonight_of(heard, cares),
        week=week_of(heard, cares),
        formulation=formulation_of(heard),
    )


def _signs_together(given: Given, course: Course, days: Days | None) -> tuple[SignReading, ...]:
    told = signs_told(given)
    if days is None:
        return told
    seen = {reading.sign: reading for reading in course.signs_on(days.last)}
    return tuple(
        seen[reading.sign] if seen[reading.sign].level is not Level.UNKNOWN else reading for reading in told
    )


# ── Watching ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Watching:
    """What watching says of a course: on its last day, of the criteria's months, and since a day in care."""

    scores: Scores
    watch: Watch
    clock: tuple[CriteriaMark, ...]
    marks: DayMarks
    care_since: date | None
    changes: tuple[SignChange, ...]

    @property
    def pins(self) -> tuple[date, ...]:
        """The days on which a concern was told, for the picture."""
        return tuple(day for day, level in self.watch.earlier if level is WatchLevel.CONCERN)


def watching_of(
    course: Course, marks: DayMarks | None = None, care_since: date | None = None, for_person: bool = False
) -> Watching:
    """A course → what is drifting from this person's own usual, as of its day.

    ``marks``: what people said of days and tellings. ``care_since``: a day from which changes are told.
    ``for_person``: with the notices that are for nobody else.
    """
    clock = clock_of(course.stage.since, course.as_of)
    seen = watching_in(scores_of(course.days), course.as_of, marks, care_since, for_person)
    return replace(seen, clock=clock)


def watching_in(
    scores: Scores,
    as_of: date | None = None,
    marks: DayMarks | None = None,
    care_since: date | None = None,
    for_person: bool = False,
) -> Watching:
    """The same from scores alone, which know of no definition and so of no months."""
    said = marks or DayMarks()
    left = marked(scores, said)
    changes = sign_changes(left, care_since, as_of) if care_since is not None else ()
    return Watching(left, watch_of(left, as_of, said.wrong, for_person), (), said, care_since, changes)
