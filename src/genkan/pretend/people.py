"""The invented people: how each of them lives, as numbers. Nobody here is real.

A life is a row of *phases*. A phase says how many days a week somebody goes out, takes part and
meets people, when they sleep, and how much they talk and play; from one phase to the next the
numbers slide over ``over`` of the whole life. Everything that happens is drawn from these numbers
by ``lives``, so the truth about every minute is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

CITIES: Mapping[str, tuple[float, float]] = {
    "Asia/Bangkok": (13.75, 100.50),
    "Asia/Tokyo": (35.68, 139.76),
    "Asia/Kolkata": (28.61, 77.21),
    "Australia/Adelaide": (-34.93, 138.60),
    "Europe/London": (51.51, -0.12),
    "Europe/Helsinki": (60.17, 24.94),
    "Europe/Oslo": (69.65, 18.95),
    "America/New_York": (40.71, -74.00),
    "America/Los_Angeles": (34.05, -118.24),
    "America/St_Johns": (47.56, -52.71),
    "Pacific/Honolulu": (21.31, -157.86),
    "Pacific/Auckland": (-36.85, 174.76),
    "Pacific/Kiritimati": (1.87, -157.43),
    "Pacific/Pago_Pago": (-14.28, -170.70),
    "Pacific/Fiji": (-16.80, 179.9999),
}
"""Rough centres; a home lies a random few kilometres away from one, so it is nobody's address."""


@dataclass(frozen=True, slots=True)
class Phase:
    """How days go from ``start`` on. Days are per week, hours are hours, chances are 0–1."""

    start: float  # share of the life, 0–1
    over: float = 0.0  # share of the life over which the numbers slide here from the phase before
    lasts_days: int = 0  # after so many days it is as before again; 0: until the next phase
    out: float = 6.0  # days a week with at least one outing
    part: float = 5.0  # of these, days at school, work or a group
    people: float = 1.0  # of these, further days on which words are exchanged outside
    room: float = 0.0  # share of the days at home that are spent in one room
    doorstep: float = 0.1  # chance of being in the garden or at the letterbox on a day
    shared_hours: float = 4.0  # waking hours a day in rooms others share, on days outside ``room``
    bed_hour: float = 23.5  # wall-clock hour of falling asleep; 27 is 3 in the morning
    sleep_hours: float = 7.7
    nap: float = 0.05  # chance of a nap on a day
    alone_hour: float = 17.0  # wall-clock hour of going out to meet nobody
    people_hour: float = 13.5  # wall-clock hour of going out to meet somebody
    screen_hours: float = 4.0
    gaming_hours: float = 0.8
    contacts: float = 9.0  # calls and messages a day
    talk: float = 0.95  # chance of exchanging words at home or on the phone
    drive: float = 2.6  # 0–3
    mood: float = 3.0  # 0–4


@dataclass(frozen=True, slots=True)
class Trip:
    """A journey to the city of ``zone``: leaves home at ``start`` (share of the life)."""

    start: float
    nights: int
    zone: str
    flight_hours: float = 6.0
    back_hour: float = 11.0  # wall-clock hour, over there, of the flight home


@dataclass(frozen=True, slots=True)
class Flagged:
    """Something people would write about a stretch of days (``nouns.FLAGS``)."""

    start: float  # share of the life
    days: int
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """A recipe. ``meaning`` says in one line who this is and what it is good for."""

    meaning: str
    phases: tuple[Phase, ...]
    zone: str = "Asia/Bangkok"
    before_days: int = 0  # days for which the first phase had lasted when the record begins
    drift_hours: float = 0.0  # how much longer than 24 h this person's day is
    part_kind: str = "school"  # or "work"
    part_hour: float = 8.3  # wall-clock hour of setting out for it
    part_stay_hours: float = 6.5
    before_midnight: float = 0.0  # share of the outings alone that begin shortly before midnight
    phone_left: float = 0.0  # share of outings on which the phone stays at home
    trips: tuple[Trip, ...] = ()
    weekend_home: bool = False  # Friday evening to Sunday evening in a second home
    moves_at: float | None = None  # share of the life at which the home changes
    on_date_line: bool = False
    distress: bool = False
    impairment: bool = False
    reasons: frozenset[str] = frozenset()
    age: int = 24
    flags: tuple[Flagged, ...] = field(default=())


_STUDENT = Phase(0.0)
_HOME_MOSTLY = Phase(
    0.0,
    out=1.0,
    part=0.0,
    people=0.2,
    room=0.35,
    shared_hours=2.0,
    bed_hour=28.0,
    sleep_hours=8.8,
    nap=0.2,
    alone_hour=22.0,
    people_hour=16.0,
    screen_hours=8.5,
    gaming_hours=4.5,
    contacts=1.2,
    talk=0.45,
    drive=0.8,
    mood=1.2,
)


def _home_mostly(start: float, over: float = 0.0, **changed: Any) -> Phase:
    return replace(_HOME_MOSTLY, start=start, over=over, **changed)


def _student(start: float, over: float = 0.0, **changed: Any) -> Phase:
    return replace(_STUDENT, start=start, over=over, **changed)


PEOPLE: Mapping[str, Person] = {
    "student_steady": Person("a student whose year goes as usual", (_student(0),)),
    "slow_withdrawal": Person(
        "goes out less and less over some months, then hardly at all",
        (_student(0), _home_mostly(0.3, 0.2)),
        distress=True,
        impairment=True,
    ),
    "sudden_withdrawal": Person(
        "stops going out within days after a failed exam",
        (_student(0), _home_mostly(0.4, 0.0)),
        distress=True,
        impairment=True,
        flags=(Flagged(0.395, 1, "exam"),),
    ),
    "recovering": Person(
        "was home for long, and comes out again step by step",
        (
            _home_mostly(0, room=0.6),
            _home_mostly(0.35, 0.2, out=2.6, people=1.6, part=0.0, bed_hour=25.5, room=0.1, talk=0.8),
            _student(0.65, 0.25, out=5.0, part=2.0, people=2.0),
        ),
        before_days=300,
        distress=True,
        impairment=True,
    ),
    "relapsing": Person(
        "withdraws, comes back for some months, and withdraws again",
        (
            _student(0),
            _home_mostly(0.12, 0.05),
            _student(0.32, 0.06, out=5.0),
            _home_mostly(0.5, 0.05, out=2.2),
        ),
        distress=True,
        impairment=True,
    ),
    "home_worker": Person(
        "works from home, goes out for errands, and is content",
        (
            Phase(
                0.0,
                out=2.0,
                part=0.0,
                people=1.6,
                shared_hours=9.0,
                contacts=14.0,
                screen_hours=3.0,
                gaming_hours=0.3,
                doorstep=0.3,
            ),
        ),
        before_days=400,
        part_kind="work",
        reasons=frozenset({"remote_work"}),
        age=34,
    ),
    "night_nurse": Person(
        "works four nights a week and sleeps by day",
        (Phase(0.0, out=5.6, part=4.0, people=1.0, bed_hour=24.0, people_hour=17.5, alone_hour=17.5),),
        zone="Asia/Tokyo",
        part_kind="work",
        part_hour=20.4,
        part_stay_hours=10.8,
        age=31,
    ),
    "ill_two_weeks": Person(
        "is at home for two weeks with an illness, and well before and after",
        (
            _student(0),
            _student(
                0.6,
                lasts_days=14,
                out=0.1,
                part=0.0,
                people=0.05,
                room=0.5,
                sleep_hours=10.0,
                nap=0.7,
                drive=1.2,
                mood=2.0,
            ),
        ),
        flags=(Flagged(0.6, 14, "illness"),),
    ),
    "phone_at_home": Person(
        "goes out as usual, but leaves the phone at home more often than not",
        (_student(0, out=5.0, part=3.0),),
        phone_left=0.6,
    ),
    "traveller": Person(
        "flies across zones twice",
        (Phase(0.0, people=1.5, out=6.0, part=4.0),),
        part_kind="work",
        trips=(Trip(0.3, 9, "Europe/London", 11.5), Trip(0.65, 6, "America/Los_Angeles", 14.0)),
        age=29,
    ),
    "traveller_date_line": Person(
        "flies over the date line: one date is missing, another comes twice",
        (Phase(0.0, people=1.5, out=6.0, part=4.0),),
        zone="Pacific/Kiritimati",
        part_kind="work",
        trips=(Trip(0.3, 7, "Pacific/Pago_Pago", 3.0, 20.5), Trip(0.65, 5, "Pacific/Honolulu", 3.0)),
        age=29,
    ),
    "never_leaves": Person(
        "has not left the room for long",
        (
            _home_mostly(
                0, out=0.0, people=0.0, room=0.97, doorstep=0.0, talk=0.15, contacts=0.3, shared_hours=0.5
            ),
        ),
        zone="Asia/Tokyo",
        before_days=430,
        distress=True,
        impairment=True,
        age=38,
    ),
    "two_homes": Person(
        "lives with one parent in the week and with the other at weekends",
        (_student(0, out=5.2, part=4.0),),
        weekend_home=True,
        age=16,
    ),
    "house_move": Person(
        "moves to another part of the city half-way",
        (_student(0),),
        moves_at=0.5,
    ),
    "free_running": Person(
        "whose day is 25 hours long, out at any hour",
        (_home_mostly(0, out=2.0, people=0.5, bed_hour=23.0, sleep_hours=8.4, nap=0.0),),
        zone="Asia/Tokyo",
        before_days=250,
        drift_hours=1.0,
        distress=True,
        impairment=True,
    ),
    "night_walker": Person(
        "walks at three in the morning, or over midnight, and meets nobody",
        (
            _home_mostly(
                0, out=3.0, people=0.0, room=0.3, alone_hour=27.0, bed_hour=30.5, sleep_hours=8.0, nap=0.0
            ),
        ),
        zone="Asia/Tokyo",
        before_days=240,
        before_midnight=0.3,
        distress=True,
        impairment=True,
    ),
    "garden_only": Person(
        "is in the garden most days and never further",
        (_home_mostly(0, out=0.0, people=0.0, room=0.0, doorstep=0.85, talk=0.8, bed_hour=24.5),),
        before_days=220,
        distress=False,
        impairment=True,
    ),
    "far_north": Person(
        "a student at 69.65 degrees north",
        (_student(0),),
        zone="Europe/Oslo",
    ),
    "date_line_home": Person(
        "whose home lies on the date line",
        (_student(0, out=4.5, part=3.0),),
        zone="Pacific/Fiji",
        on_date_line=True,
    ),
    "dst_person": Person(
        "a student where clocks change in spring and autumn",
        (_student(0),),
        zone="America/New_York",
    ),
    "demo": Person(
        "the invented family's daughter: a failed exam, a slow withdrawal, night walks",
        (
            _student(0, part=4.6, people=1.2),
            _student(0.18, lasts_days=6, out=4.0, part=0.0, people=4.0, bed_hour=24.5),
            _student(
                0.27, lasts_days=5, out=0.1, part=0.0, people=0.05, room=0.6, sleep_hours=10.0, drive=1.0
            ),
            _student(0.36, 0.0, mood=2.0, drive=2.0, bed_hour=24.3),
            _home_mostly(
                0.53,
                0.165,
                out=1.3,
                people=0.15,
                room=0.3,
                alone_hour=26.3,
                bed_hour=29.0,
                sleep_hours=8.3,
                nap=0.1,
                talk=0.5,
            ),
        ),
        before_midnight=0.15,
        flags=(
            Flagged(0.18, 6, "holiday"),
            Flagged(0.27, 5, "illness"),
            Flagged(0.36, 1, "exam"),
            Flagged(0.74, 1, "event"),
        ),
        distress=True,
        impairment=True,
    ),
}
"""Everybody, by id."""
