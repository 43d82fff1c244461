"""The nouns every room shares.

Front half of the walk: *tables*, as NumPy columns, because a phone gives millions of rows
(``Events``, ``Days``). Back half: frozen dataclasses, because there are few and a person must be
able to read them (``SignReading``, ``StageReading``, each with its ``because``).

Unknown is never zero: a number nobody measured is NaN, a reach nobody heard about is -1, a reading
without enough days says ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from genkan.clock import ZoneSpan

Floats = npt.NDArray[np.float64]
Bytes8 = npt.NDArray[np.int8]
Instants = npt.NDArray[np.int64]


class Reach(IntEnum):
    """How far into the world somebody came on one day. OUTSIDE and further count as leaving home."""

    ROOM = 0
    HOME = 1
    DOORSTEP = 2
    OUTSIDE = 3
    PEOPLE = 4
    PART = 5


UNKNOWN_REACH = -1


class Informant(StrEnum):
    """Who says so. Informants are shown beside each other and never averaged."""

    DEVICE = "device"
    PERSON = "person"
    FAMILY = "family"
    WORKER = "worker"
    CLINIC = "clinic"


class Sign(StrEnum):
    """The leaflet's six warning signs; each measure belongs to exactly one."""

    STAYING_IN = "staying_in"
    TAKING_PART = "taking_part"
    CONTACT = "contact"
    RHYTHM = "rhythm"
    DRIVE = "drive"
    MOOD = "mood"


class DistanceBand(IntEnum):
    """Furthest distance from home on a day. The finest trace of a place that is ever kept."""

    HOME = 0  # within 200 m
    NEAR = 1  # 200 m to 1 km
    NEIGHBOURHOOD = 2  # 1 to 5 km
    TOWN = 3  # 5 to 20 km
    REGION = 4  # 20 to 100 km
    FAR = 5  # further


BAND_EDGES_M = (200.0, 1_000.0, 5_000.0, 20_000.0, 100_000.0)


# ── Events: what a vendor's file says, in UTC, before any day is known ────────────────────────────


class SpanKind(IntEnum):
    """What a stretch of time tells. ``value``'s meaning and unit stand behind each."""

    ASLEEP = 0  # value unused
    IN_BED = 1  # in bed, not known to be asleep
    AWAKE_IN_BED = 2
    STEPS = 3  # steps within the stretch
    DISTANCE = 4  # metres walked or run within the stretch
    STOOD = 5  # an hour in which the watch saw standing; value unused
    DAYLIGHT = 6  # minutes of daylight within the stretch
    ROUTE = 7  # an outdoor workout or route away from home; value = DistanceBand it spans
    WORN = 8  # the watch was on the wrist (heart rate heard); value unused
    SCREEN = 9  # the phone was unlocked and in use
    GAMING = 10  # a game was in the foreground
    PHONE_ON = 11  # the phone recorded something: its silence inside here is a real silence


class ContactKind(IntEnum):
    """One exchange that the phone logged."""

    CALL_OUT = 0
    CALL_IN = 1
    CALL_MISSED = 2
    MESSAGE_OUT = 3
    MESSAGE_IN = 4


@dataclass(frozen=True, slots=True)
class Fixes:
    """Position fixes, in time order. They live in memory only, and only until ``days`` is done."""

    utc_ms: Instants
    lat: Floats = field(repr=False)
    lon: Floats = field(repr=False)
    accuracy_m: npt.NDArray[np.float32] = field(repr=False)  # NaN: the file does not say

    def __len__(self) -> int:
        return len(self.utc_ms)

    def __repr__(self) -> str:
        return f"Fixes({len(self)} fixes)"


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of time, sorted by start. ``source`` indexes ``Events.sources``."""

    kind: npt.NDArray[np.uint8]
    start_ms: Instants
    end_ms: Instants
    value: npt.NDArray[np.float32]
    source: npt.NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.kind)

    def of(self, kind: SpanKind) -> Spans:
        """Only the stretches of one kind."""
        return self.where(self.kind == kind)

    def where(self, keep: npt.NDArray[np.bool_]) -> Spans:
        """Only the stretches that are true in ``keep``."""
        return Spans(
            self.kind[keep], self.start_ms[keep], self.end_ms[keep], self.value[keep], self.source[keep]
        )


@dataclass(frozen=True, slots=True)
class Contacts:
    """Calls and messages, sorted by time. ``person`` is a hash made with a key of this run only."""

    kind: npt.NDArray[np.uint8]
    utc_ms: Instants
    duration_s: npt.NDArray[np.float32]  # 0 for messages
    person: npt.NDArray[np.uint64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Activity:
    """Actigraphy: movement counts per epoch, sorted. A missing epoch is missing, not rest."""

    utc_ms: Instants  # start of each epoch
    counts: npt.NDArray[np.float32]  # NaN: not worn
    epoch_s: int  # 0 when there is no actigraphy

    def __len__(self) -> int:
        return len(self.utc_ms)


@dataclass(frozen=True, slots=True)
class Report:
    """What one informant wrote about one local day. None: they did not say."""

    day: date
    informant: Informant
    reach_low: Reach | None = None
    reach_high: Reach | None = None
    talked: bool | None = None  # exchanged words with anybody, family included
    attended: bool | None = None  # took part in school, work, a group, an appointment
    bed_hour: float | None = None  # wall-clock hour of falling asleep, 0–24
    up_hour: float | None = None  # wall-clock hour of getting up, 0–24
    hours_out: float | None = None
    gaming_hours: float | None = None
    screen_hours: float | None = None
    drive: int | None = None  # 0 none … 3 as in good times: interest, doing things of their own
    mood: int | None = None  # 0 very low … 4 good
    known_by: str | None = None  # seen, told, guessed
    flag: str | None = None  # one of FLAGS
    note: str | None = field(default=None, repr=False)


FLAGS = ("exam", "illness", "holiday", "move", "appointment", "event")


class Trouble(StrEnum):
    """Why a file, or a part of one, could not be used. Each has a sentence in three languages."""

    NOT_FOUND = "not_found"
    EMPTY = "empty"
    UNKNOWN_FORMAT = "unknown_format"  # nothing here reads such a file
    PICTURE = "picture"  # a photo, video, PDF, program …
    TRUNCATED = "truncated"  # the file stops in the middle
    DAMAGED = "damaged"  # a part cannot be read
    ENCODING = "encoding"  # not text in a known encoding
    TOO_DEEP = "too_deep"  # nested beyond reason
    TOO_LARGE = "too_large"  # unpacks to more than any real export (bombs)
    ENTITIES = "entities"  # XML that defines its own entities
    UNSAFE_PATH = "unsafe_path"  # a zip member that wants to leave its folder
    LOCKED = "locked"  # zip with a password
    NO_TIMES = "no_times"  # no usable dates or times
    TIMES_OUT_OF_RANGE = "times_out_of_range"  # before 2000 or in the future
    NO_ZONE = "no_zone"  # wall-clock times and no time zone to read them in
    BAD_POSITIONS = "bad_positions"  # latitude beyond 90, swapped, or 0,0
    BAD_VALUES = "bad_values"  # numbers that cannot be (NaN, negative, text)
    CONFLICTING = "conflicting"  # the same key or row twice, saying different things
    MISSING_COLUMNS = "missing_columns"
    NOTHING_USABLE = "nothing_usable"  # read well, but holds nothing Genkan uses
    TOO_SLOW = "too_slow"  # the time limit was reached


class Refused(Exception):
    """A file that cannot be read. Carries no content of the file, only where and why.

    ``file`` is the plain file name, ``where`` a place in it (``line 12``, ``member 3``),
    ``expected`` names what was looked for, in words that need no translation (a column, a tag).
    """

    def __init__(self, trouble: Trouble, file: str = "", where: str = "", expected: str = ""):
        super().__init__(trouble, file, where, expected)
        self.trouble = trouble
        self.file = file
        self.where = where
        self.expected = expected

    def named(self, file: str) -> Refused:
        """The same, told about this file."""
        return Refused(self.trouble, self.file or file, self.where, self.expected)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a file that was not used, and why; the rest was."""

    trouble: Trouble
    file: str
    count: int = 1  # rows, members or records
    where: str = ""  # the first place


@dataclass(frozen=True, slots=True)
class Events:
    """Everything the files said, merged. Positions and hashes are never written anywhere."""

    fixes: Fixes
    spans: Spans
    contacts: Contacts
    activity: Activity
    reports: tuple[Report, ...]
    zones: tuple[ZoneSpan, ...]  # where the clock was, as far as files say; may be empty
    sources: tuple[str, ...]  # "Apple Health · iPhone": index = Spans.source
    left_out: tuple[LeftOut, ...]

    def summary(self) -> dict[str, int | float]:
        """Counts and totals without any place or person: for tests, progress and the terminal."""
        told: dict[str, int | float] = {}
        if len(self.fixes):
            told["fixes"] = len(self.fixes)
        for kind in SpanKind:
            part = self.spans.of(kind)
            if not len(part):
                continue
            name = kind.name.lower()
            told[name] = len(part)
            told[f"{name}_hours"] = round(float((part.end_ms - part.start_ms).sum()) / 3_600_000, 3)
            total = float(part.value.sum(dtype=np.float64))
            if total:
                told[f"{name}_total"] = round(total, 3)
        if len(self.contacts):
            told["contacts"] = len(self.contacts)
            told["contact_people"] = len(np.unique(self.contacts.person))
        if len(self.activity):
            told["epochs"] = len(self.activity)
        if self.reports:
            told["reports"] = len(self.reports)
        return told


# ── Days: one row per local day ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of ``Days``: its name ends in its unit, and it belongs to one sign."""

    name: str
    sign: Sign
    unit: str
    meaning: str


def _measures() -> dict[str, Measure]:
    s = Sign
    rows = (
        ("left_home", s.STAYING_IN, "0 or 1", "left home that day, by any informant not contradicted"),
        ("hours_home", s.STAYING_IN, "h", "hours at home, by the device"),
        ("hours_out", s.STAYING_IN, "h", "hours away from home, by the device"),
        ("hours_unknown", s.STAYING_IN, "h", "hours nobody heard of; the three add up to the day"),
        ("outings", s.STAYING_IN, "count", "departures from home, counted on the day they began"),
        ("first_out_hour", s.STAYING_IN, "wall-clock h", "hour of the first departure"),
        ("distance_band", s.STAYING_IN, "DistanceBand", "furthest distance from home, as a band"),
        ("places", s.STAYING_IN, "count", "different places stayed at, home included"),
        ("circadian_movement", s.STAYING_IN, "log", "daily rhythm of movement (Saeb 2015)"),
        ("location_entropy", s.STAYING_IN, "nat", "spread of time over places"),
        ("location_entropy_normalised", s.STAYING_IN, "0–1", "entropy / ln(places)"),
        ("daylight_minutes", s.STAYING_IN, "min", "time in daylight, by the watch"),
        ("steps", s.STAYING_IN, "count", "steps, sources merged without counting twice"),
        ("walked_km", s.STAYING_IN, "km", "distance on foot, sources merged"),
        ("stood_hours", s.STAYING_IN, "h", "hours with some standing, by the watch"),
        ("attended", s.TAKING_PART, "0 or 1", "took part in school, work, a group, an appointment"),
        ("talked", s.CONTACT, "0 or 1", "exchanged words with anybody"),
        ("contacts", s.CONTACT, "count", "answered calls and sent messages"),
        ("contact_people", s.CONTACT, "count", "different people in calls and messages"),
        ("call_minutes", s.CONTACT, "min", "minutes in calls"),
        ("sleep_start_hour", s.RHYTHM, "wall-clock h", "start of the main sleep"),
        ("sleep_end_hour", s.RHYTHM, "wall-clock h", "end of the main sleep"),
        ("sleep_hours", s.RHYTHM, "h", "asleep in the main sleep"),
        ("mid_sleep_hour", s.RHYTHM, "wall-clock h", "middle of the main sleep"),
        ("nap_hours", s.RHYTHM, "h", "asleep outside the main sleep"),
        ("turn_from_usual_hours", s.RHYTHM, "h", "mid-sleep against the person's own usual, −12…12"),
        ("turn_from_night_hours", s.RHYTHM, "h", "mid-sleep against 03:30 local night, −12…12"),
        ("sleep_regularity_index", s.RHYTHM, "−100…100", "SRI over the 14 days up to here"),
        ("interdaily_stability", s.RHYTHM, "0–1", "IS over the 14 days up to here"),
        ("intradaily_variability", s.RHYTHM, "0–2+", "IV over the 14 days up to here"),
        ("l5", s.RHYTHM, "counts", "mean activity in the quietest 5 h of the average day"),
        ("m10", s.RHYTHM, "counts", "mean activity in the busiest 10 h of the average day"),
        ("l5_onset_hour", s.RHYTHM, "wall-clock h", "start of L5"),
        ("m10_onset_hour", s.RHYTHM, "wall-clock h", "start of M10"),
        ("relative_amplitude", s.RHYTHM, "0–1", "(M10 − L5) / (M10 + L5)"),
        ("screen_hours", s.RHYTHM, "h", "phone in use"),
        ("night_screen_hours", s.RHYTHM, "h", "phone in use between 00:00 and 05:00"),
        ("gaming_hours", s.RHYTHM, "h", "gaming, as reported or logged"),
        ("drive", s.DRIVE, "0–3", "interest and doing things of their own, as reported"),
        ("mood", s.MOOD, "0–4", "mood, as reported"),
    )
    heard = tuple(
        (f"heard_{sign.value}", sign, "0–1", "share of the day that is known for this sign") for sign in Sign
    )
    return {name: Measure(name, sign, unit, meaning) for name, sign, unit, meaning in (*rows, *heard)}


MEASURES: Mapping[str, Measure] = _measures()


@dataclass(frozen=True, slots=True)
class ReachColumn:
    """One informant's reach, low and high for each day; -1 where they say nothing."""

    low: Bytes8
    high: Bytes8


@dataclass(frozen=True, slots=True)
class Sleeps:
    """Bars of the sleep raster: hours counted from the noon that opens the sleep day."""

    day: npt.NDArray[np.int32]  # index into Days: the date on which the sleep day ends
    start_hour: Floats  # 0 = noon, 12 = midnight
    end_hour: Floats
    main: npt.NDArray[np.bool_]
    informant: tuple[Informant, ...]


@dataclass(frozen=True, slots=True)
class DayFlag:
    """Something people wrote about a day: exam, move, illness, holiday."""

    day: date
    kind: str
    informant: Informant


@dataclass(frozen=True, slots=True)
class Days:
    """One row per local day from ``first``; the only thing that outlives the files.

    ``columns`` has an array of length ``len(days)`` for every name in MEASURES (NaN: unknown).
    ``reach`` has one column pair for each informant who said anything.
    ``told_by`` names for each measure the sources it came from; ``wrote`` says for each informant who
    writes on which days they wrote anything.
    """

    first: date
    columns: Mapping[str, Floats]
    reach: Mapping[Informant, ReachColumn]
    sleeps: Sleeps
    flags: tuple[DayFlag, ...]
    told_by: Mapping[str, tuple[str, ...]]
    zones: tuple[str, ...]
    wrote: Mapping[Informant, npt.NDArray[np.bool_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __getitem__(self, measure: str) -> Floats:
        return self.columns[measure]

    @property
    def last(self) -> date:
        """The last day of the table."""
        return self.first + timedelta(days=len(self) - 1)

    def date_at(self, index: int) -> date:
        """The date of a row."""
        return self.first + timedelta(days=index)

    def index_of(self, day: date) -> int | None:
        """The row of a date, or None outside the table."""
        index = (day - self.first).days
        return index if 0 <= index < len(self) else None

    def dates(self) -> Iterator[date]:
        """All dates, in order."""
        return (self.first + timedelta(days=i) for i in range(len(self)))

    def reach_together(self) -> tuple[Bytes8, Bytes8, npt.NDArray[np.bool_]]:
        """What all informants say together: low, high, and where they contradict each other.

        Where intervals overlap, their intersection; where they do not, the span from the lowest to
        the highest (nobody is averaged away) and ``disagree`` is true; -1 where nobody says anything.
        """
        count = len(self)
        low = np.full(count, -1, dtype=np.int8)
        high = np.full(count, 127, dtype=np.int8)
        least = np.full(count, 127, dtype=np.int8)
        most = np.full(count, -1, dtype=np.int8)
        for column in self.reach.values():
            said = column.low >= 0
            low[said] = np.maximum(low[said], column.low[said])
            high[said] = np.minimum(high[said], column.high[said])
            least[said] = np.minimum(least[said], column.low[said])
            most[said] = np.maximum(most[said], column.high[said])
        silent = most < 0
        disagree = (low > high) & ~silent
        low, high = np.where(disagree, least, low), np.where(disagree, most, high)
        low[silent], high[silent] = UNKNOWN_REACH, UNKNOWN_REACH
        return low.astype(np.int8), high.astype(np.int8), disagree


# ── Readings: few, frozen, and always able to say why ─────────────────────────────────────────────


class Mark(StrEnum):
    """How well a rule or figure is known (facts carry these letters)."""

    VERIFIED = "V"
    SECONDARY = "V2"
    DERIVED = "D"
    UNVERIFIED = "U"
    DESIGN = "design"  # a choice of this software, labelled so on screen


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: a sentence by id, the numbers that go into it, and the rule and source used.

    ``said`` names a sentence in knowledge; ``facts`` fills it (numbers, dates, nothing else).
    """

    said: str
    facts: Mapping[str, float | int | str | date | None]
    rule: str
    source: str
    mark: Mark


class Level(IntEnum):
    """A sign on one day, against this person's own usual and against published rules."""

    UNKNOWN = -1
    USUAL = 0
    SOME = 1
    STRONG = 2


@dataclass(frozen=True, slots=True)
class SignReading:
    """One sign on one day. Cannot be built without a reason."""

    sign: Sign
    day: date
    level: Level
    because: tuple[Because, ...]

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a sign reading has to say why")


class State(StrEnum):
    """Where things are, by one published definition."""

    NOT_MET = "not_met"
    TOO_EARLY = "too_early"
    PRE = "pre_hikikomori"
    MILD = "hikikomori_mild"
    MODERATE = "hikikomori_moderate"
    SEVERE = "hikikomori_severe"
    MET = "hikikomori"  # for definitions without degrees
    ISOLATED = "isolated_without_harm"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Between:
    """A date known only as a range; None is open."""

    earliest: date | None
    latest: date | None


class YesNo(StrEnum):
    """An answer that may be missing."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


REASONS = ("illness", "law", "caring", "remote_work", "home_study", "retired", "choice")


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked and answered; everything may be unknown. ``reasons``: None = not asked."""

    since: Between = Between(None, None)
    distress: YesNo = YesNo.UNKNOWN
    impairment: YesNo = YesNo.UNKNOWN
    reasons: frozenset[str] | None = None
    room: YesNo = YesNo.UNKNOWN  # spends nearly all time in a single room
    days_out_a_week: tuple[int, int] | None = None  # typical week now, at least and at most
    avoids_people: YesNo = YesNo.UNKNOWN  # avoids social situations and relationships
    contact_limited: YesNo = YesNo.UNKNOWN  # little contact with others, family included
    takes_part: YesNo = YesNo.UNKNOWN  # school, work, mixing outside the home
    support_wanted: YesNo = YesNo.UNKNOWN
    psychosis_ruled_out: YesNo = YesNo.UNKNOWN
    bothers: YesNo = YesNo.UNKNOWN  # the withdrawal bothers the person or others
    errands_only: str | None = None  # hobby, convenience, house, room, none (Cabinet Office categories)
    age: int | None = None


@dataclass(frozen=True, slots=True)
class StageReading:
    """Where things are by one definition on one day, and how it looked on every earlier day.

    ``possible`` holds every state the known facts allow; ``state`` is the only one, or CANNOT_TELL.
    ``decides`` is the id of the one question whose answer would settle most, or None.
    ``ribbon`` has one State code (index into ``tuple(State)``) for each day of the Days it was read from.
    """

    definition: str
    as_of: date
    state: State
    possible: tuple[State, ...]
    since: Between
    months: tuple[float, float | None]
    because: tuple[Because, ...]
    decides: str | None
    ribbon: npt.NDArray[np.int8] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError("a stage reading has to say why")


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for this person: centre and spread of a measure, causal, day by day.

    Arrays are as long as the Days; entry i uses only days before i. ``days`` counts what it rests on.
    """

    centre: Mapping[str, Floats]
    spread: Mapping[str, Floats]
    days: Mapping[str, npt.NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class SignReadings:
    """All six signs over all days, as columns; ``on`` makes the readable reading of one day."""

    days: Days
    usual: Usual
    levels: Mapping[Sign, Bytes8]
    rules: Mapping[str, Any] = field(repr=False)

    def __len__(self) -> int:
        return len(self.days)


def empty_fixes() -> Fixes:
    """No fixes."""
    none = np.empty(0)
    return Fixes(np.empty(0, np.int64), none, none, np.empty(0, np.float32))


def nan_columns(count: int, names: Sequence[str] = tuple(MEASURES)) -> dict[str, Floats]:
    """A table of ``count`` days in which nothing is known yet."""
    return {name: np.full(count, np.nan) for name in names}


def silent_days(first: date, count: int = 1) -> Days:
    """A table of days nobody heard anything about: what there is before any file was read."""
    columns = nan_columns(count)
    columns |= {name: np.zeros(count) for name in MEASURES if name.startswith("heard_")}
    none = np.empty(0)
    nobody = Sleeps(np.empty(0, np.int32), none, none, np.empty(0, np.bool_), ())
    return Days(first, columns, {}, nobody, (), {}, ())
