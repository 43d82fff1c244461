"""Invented lives lived one day after another, told by a tired parent or by a phone that breaks.

Nothing here draws a level with noise on it. A person has a timetable, friends with habits, shops to go to
and a night's sleep that tomorrow's alarm clock pulls at; things happen (flu, exams, a quarrel, a new job, a
friend who moves away, a lazy summer that ends by itself). Withdrawal is one hidden quantity, `avoidance`:
each tie to the world holds up to its own point and then lets go, a tie missed yesterday is harder today, and
sleep and mood follow from what was done. A table holds only what somebody noticed. Imports nothing of genkan.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, field
from itertools import pairwise

from stranger_told import Day, poisson, told

SEED = 20261126
"""Every published figure is from this seed; it was written down before the first reading of any result."""
DAYS = 730
DENSITIES = ("all", "2 of 3", "1 of 3", "weekly")
STEADY = ("steady, quiet", "steady, eventful")
SLIDES = ("abrupt", "over weeks", "over months", "relapsing")
COURSES = (*STEADY, *SLIDES, "recovering", "withdrawn")
PUBLIC_HOLIDAYS = {
    (1, 1),
    (1, 8),
    (2, 11),
    (2, 23),
    (4, 29),
    (5, 3),
    (5, 4),
    (5, 5),
    (7, 17),
    (9, 18),
    (11, 3),
}
VACATIONS = {
    "pupil": (((7, 20), (8, 31)), ((12, 23), (12, 31)), ((1, 1), (1, 7)), ((3, 25), (4, 6))),
    "student": (((8, 1), (9, 20)), ((12, 23), (12, 31)), ((1, 1), (1, 5)), ((2, 10), (3, 31))),
    "worker": (((8, 11), (8, 16)), ((12, 29), (12, 31)), ((1, 1), (1, 3))),
}
PER_TWO_YEARS = {  # kind: (quiet life, eventful life, shortest, longest in days)
    "flu": (2.0, 3.0, 4, 8),
    "bad sleep": (2.0, 4.0, 5, 20),
    "quarrel": (1.5, 4.0, 2, 9),
    "exams": (3.0, 4.0, 7, 14),
    "trip": (2.0, 2.5, 3, 10),
    "foul weather": (2.0, 3.0, 4, 12),
    "friend moves away": (0.0, 0.8, 21, 56),
    "new timetable": (0.0, 0.6, 999, 999),
    "break-up": (0.0, 0.5, 14, 35),
    "new game": (0.5, 1.5, 8, 20),
    "lazy summer": (0.0, 0.8, 18, 40),
    "broken ankle": (0.0, 0.3, 20, 40),
    "works from home": (0.0, 0.12, 999, 999),
    "relative to care for": (0.0, 0.3, 10, 30),
}


@dataclass(frozen=True)
class Spell:
    """Something that happened: its kind, its first day and the day after its last, counted from day 0."""

    kind: str
    first: int
    after: int


@dataclass(frozen=True)
class Life:
    """One invented person: the rows somebody wrote down, and what was true."""

    person: str
    course: str
    density: str
    teller: str
    role: str
    start: dt.date
    rows: list[dict[str, str]]
    slides: tuple[int, ...]
    spells: tuple[Spell, ...]

    def day(self, n: int) -> dt.date:
        """The date of day `n`."""
        return self.start + dt.timedelta(days=n)

    def marks_free_days(self) -> bool:
        """Whether the table says which days are free of school or work."""
        return any(row["free"] for row in self.rows)

    def holidays_near(self, n: int, days: int = 21) -> bool:
        """Whether a day of long holidays (weeks without school) lies on day `n` or up to `days` before it."""
        long = {"pupil": (7, 8), "student": (2, 3, 8, 9)}.get(self.role, ())
        near = (self.day(n - back) for back in range(days + 1))
        return any(day.month in long and _vacation(self.role, day) for day in near)


@dataclass
class Tie:
    """One thread to the world: weekdays, hours, how surely it is kept, the avoidance at which it lets go."""

    kind: str
    weekdays: frozenset[int]
    hours: float
    kept: float
    lets_go: float
    shame: float = 0.0
    gone_until: int = -1

    def holds(self, chance: random.Random, avoidance: float, n: int, ease: float) -> bool:
        """Whether the person goes today; going makes tomorrow easier, staying makes it harder."""
        if n < self.gone_until:
            return False
        grip = 1 / (1 + math.exp((avoidance + self.shame - self.lets_go) / 0.07))
        went = chance.random() < self.kept * grip * ease
        self.shame = self.shame * 0.5 if went else min(self.shame + 0.02, 0.15)
        return went


@dataclass
class Person:
    """The lasting half of a life: role, ties, clock, temper."""

    chance: random.Random
    role: str
    work: Tie
    ties: list[Tie]
    clock: float  # mid-sleep hour on free days
    alarm: float  # mid-sleep hour the alarm clock asks for
    temper: float
    hobby: float
    plays: float
    chatter: float
    family_talk: float
    free_running: float  # hours later each night once nothing holds the morning
    relief: bool
    phase: float = 3.5
    spirit: float = 0.0
    days_unkept: int = 0
    left_role: bool = False
    remote: bool = False
    shift: frozenset[int] = field(default_factory=frozenset)


def life(course: str, density: str, index: int, seed: int = SEED) -> Life:
    """One invented person, the same for the same four arguments."""
    chance = random.Random(f"{seed}/{course}/{density}/{index}")
    start = dt.date(2023, 4, 3) + dt.timedelta(days=chance.randrange(340))
    avoidance, slides = _avoidance(chance, course)
    person = _person(chance)
    spells = _spells(chance, person, start, quiet=course == "steady, quiet")
    days = [_live(person, n, start, avoidance[n], spells) for n in range(DAYS)]
    teller = chance.choice(("parent", "phone", "both"))
    name = f"{course}/{density}/{index}"
    rows = told(chance, name, days, density, teller)
    return Life(name, course, density, teller, person.role, start, rows, slides, tuple(spells))


def _avoidance(chance: random.Random, course: str) -> tuple[list[float], tuple[int, ...]]:
    """The hidden course: avoidance on each day, and the first day of each slide."""
    low, high = chance.uniform(0.0, 0.12), chance.uniform(0.62, 0.97)
    if course in STEADY:
        return [low] * DAYS, ()
    if course == "withdrawn":
        return [high] * DAYS, ()
    if course == "recovering":
        return _recovering(chance, low, high), ()
    first = chance.randrange(150, 430)
    if course == "relapsing":
        first = chance.randrange(120, 200)
        slow = chance.choice((10, 45))
        back = first + slow + chance.randrange(40, 100)
        well = back + chance.randrange(60, 120)
        again = well + chance.randrange(90, 140)
        knots = [(0, low), (first, low), (first + slow, high), (back, high), (well, low), (again, low)]
        return _through([*knots, (again + slow, high), (DAYS, high)]), (first, again)
    if course == "abrupt":
        knots = [(0, low), (first, low), (first + 2, high * 0.75), (first + 21, high), (DAYS, high)]
        return _through(knots), (first,)
    length = chance.randrange(21, 57) if course == "over weeks" else chance.randrange(90, 241)
    return _through([(0, low), (first, low), (first + length, high), (DAYS, high)]), (first,)


def _through(knots: list[tuple[int, float]]) -> list[float]:
    level: list[float] = []
    for (a, x), (b, y) in pairwise(knots):
        level += [x + (y - x) * (n - a) / max(b - a, 1) for n in range(a, b)]
    return level[:DAYS]


def _recovering(chance: random.Random, low: float, high: float) -> list[float]:
    begins = chance.randrange(60, 160)
    level = _through([(0, high), (begins, high), (begins + chance.randrange(180, 420), low), (DAYS, low)])
    for _ in range(3):
        at, length = chance.randrange(begins, DAYS - 30), chance.randrange(6, 16)
        level[at : at + length] = [min(x + 0.25, high) for x in level[at : at + length]]
    return level


def _person(chance: random.Random) -> Person:
    role = chance.choice(("pupil", "pupil", "student", "student", "worker", "part-time"))
    week = frozenset(range(5))
    if role == "student":
        week = frozenset(chance.sample(range(5), chance.choice((3, 4, 4))))
    if role == "part-time":
        week = frozenset(chance.sample(range(7), chance.choice((3, 4))))
    hours = {"pupil": 8.0, "student": 6.5, "worker": 9.5, "part-time": 6.0}[role] + chance.uniform(-0.7, 1.2)
    alarm = chance.uniform(2.0, 3.6) + (1.0 if role == "student" else 0.0)
    return Person(
        chance,
        role,
        Tie("work", week, hours, chance.uniform(0.94, 0.995), chance.uniform(0.3, 0.55)),
        _ties(chance),
        clock=alarm + chance.uniform(0.3, 2.6),
        alarm=alarm,
        temper=chance.uniform(2.1, 3.2),
        hobby=chance.uniform(1.2, 2.5),
        plays=max(0.0, chance.gauss(1.2, 1.2)),
        chatter=math.exp(chance.gauss(1.4, 0.8)),
        family_talk=chance.uniform(0.75, 0.98),
        free_running=chance.choice((0.0, 0.0, chance.uniform(0.15, 0.5))),
        relief=chance.random() < 0.5,
        phase=alarm,
    )


def _ties(chance: random.Random) -> list[Tie]:
    ties = [
        Tie(
            "friend",
            _weekdays(chance, 2),
            chance.uniform(1.5, 5),
            chance.uniform(0.4, 0.85),
            chance.uniform(0.35, 0.75),
        )
        for _ in range(chance.randrange(1, 4))
    ]
    if chance.random() < 0.5:
        ties.append(
            Tie("club", _weekdays(chance, 2), 2.2, chance.uniform(0.75, 0.95), chance.uniform(0.3, 0.6))
        )
    if chance.random() < 0.2:
        ties.append(Tie("dog", frozenset(range(7)), 0.5, 0.95, chance.uniform(0.8, 1.3)))
    ties.append(Tie("shop", _weekdays(chance, 3), 0.6, chance.uniform(0.5, 0.9), chance.uniform(0.6, 1.0)))
    ties.append(Tie("stroll", frozenset((5, 6)), 2.5, chance.uniform(0.2, 0.7), chance.uniform(0.5, 0.85)))
    return ties


def _weekdays(chance: random.Random, at_most: int) -> frozenset[int]:
    return frozenset(chance.sample((0, 1, 2, 3, 4, 4, 5, 5, 6), chance.randrange(1, at_most + 1)))


def _spells(chance: random.Random, person: Person, start: dt.date, quiet: bool) -> list[Spell]:
    spells: list[Spell] = []
    for kind, (few, many, short, long) in PER_TWO_YEARS.items():
        learns = person.role in ("pupil", "student")
        if (kind in ("exams", "lazy summer") and not learns) or (kind == "works from home" and learns):
            continue
        for _ in range(poisson(chance, few if quiet else many)):
            at = chance.randrange(DAYS)
            if kind == "lazy summer":
                at = _summer(chance, person, start)
            spells.append(Spell(kind, at, at + chance.randint(short, long)))
    return spells


def _summer(chance: random.Random, person: Person, start: dt.date) -> int:
    month, day = VACATIONS[person.role][0][0]
    year = start.year + chance.choice((0, 1)) + (1 if start.month > 6 else 0)
    return (dt.date(year, month, day) - start).days + chance.randrange(0, 10)


def _vacation(role: str, day: dt.date) -> bool:
    spans = VACATIONS.get(role, VACATIONS["worker"])
    return any(a <= (day.month, day.day) <= b for a, b in spans)


def _live(person: Person, n: int, start: dt.date, avoidance: float, spells: list[Spell]) -> Day:
    """One day: who asks for the person, what is kept, and what sleep and mood make of it."""
    date = start + dt.timedelta(days=n)
    now = {s.kind for s in spells if s.first <= n < s.after}
    _turning_points(person, n, spells)
    off = _vacation(person.role, date) or (date.month, date.day) in PUBLIC_HOLIDAYS
    works = date.weekday() in person.work.weekdays and not off and "trip" not in now
    flag = (
        "illness"
        if now & {"flu", "broken ankle"}
        else "holiday"
        if "trip" in now
        else "exam"
        if "exams" in now
        else ""
    )
    day = Day(date, free=not works, flag=flag)
    _obligation(person, day, n, avoidance, now, works)
    _voluntary(person, day, n, avoidance, now)
    _words(person, day, avoidance, now)
    _night(person, day, avoidance, now, works)
    _spirit(person, day, avoidance, now)
    return day


def _turning_points(person: Person, n: int, spells: list[Spell]) -> None:
    """What changes on this day: a new timetable, work from home, a friend gone until another is found."""
    chance = person.chance
    for spell in spells:
        if spell.first != n:
            continue
        if spell.kind == "new timetable":
            person.work.hours = min(max(person.work.hours + chance.choice((-2.5, -1.5, 1.5, 2.5)), 4.0), 11.5)
            person.alarm += chance.choice((-1.0, -0.5, 0.5, 1.0, 1.5))
        elif spell.kind == "works from home":
            person.remote = True
        elif spell.kind == "friend moves away":
            friend = next(t for t in person.ties if t.kind == "friend")
            friend.gone_until, friend.weekdays = spell.after, _weekdays(chance, 2)


def _obligation(person: Person, day: Day, n: int, avoidance: float, now: set[str], works: bool) -> None:
    if not works or person.left_role:
        return
    ease = 0.08 if "flu" in now else 0.6 if "broken ankle" in now else 0.96 if "bad sleep" in now else 1.0
    day.attended = int(person.work.holds(person.chance, avoidance, n, ease))
    person.days_unkept = 0 if day.attended else person.days_unkept + 1
    if day.attended and not person.remote:
        day.hours_out += person.work.hours * math.exp(person.chance.gauss(0, 0.08))
    # Months without one day kept: the place is lost. It can be found again when avoidance is low.
    if person.days_unkept > 70 and person.chance.random() < 0.04:
        person.left_role = True


def _voluntary(person: Person, day: Day, n: int, avoidance: float, now: set[str]) -> None:
    if person.left_role and avoidance < 0.25 and person.chance.random() < 0.03:
        person.left_role, person.days_unkept, person.work.shame = False, 0, 0.0
    if "trip" in now:
        day.hours_out += person.chance.uniform(6, 13) * (1 - avoidance)
        day.met = 1
    ease = 1.0
    for kind, factor in (("flu", 0.1), ("broken ankle", 0.25), ("foul weather", 0.6), ("lazy summer", 0.35)):
        ease *= factor if kind in now else 1.0
    ease *= 0.7 if "new game" in now else 0.6 if now & {"exams", "relative to care for"} else 1.0
    ease *= 1.15 if day.free and day.date.month in (4, 5, 8, 10) else 0.9 if day.date.month in (1, 2) else 1.0
    for tie in person.ties:
        if day.date.weekday() in tie.weekdays and tie.holds(person.chance, avoidance, n, min(ease, 1.1)):
            day.hours_out += tie.hours * math.exp(person.chance.gauss(0, 0.35))
            day.met += tie.kind in ("friend", "club")
    # Deep in withdrawal some still walk at night, when nobody is about.
    if avoidance > 0.5 and person.chance.random() < 0.12 * (1.1 - avoidance) * 4:
        day.hours_out += person.chance.uniform(0.2, 0.9)
    day.hours_out = min(day.hours_out, 18.0)


def _words(person: Person, day: Day, avoidance: float, now: set[str]) -> None:
    talk = (
        person.family_talk
        * (1 - 0.75 * max(0.0, avoidance - 0.3) / 0.7)
        * (0.35 if "quarrel" in now else 1.0)
    )
    talk *= 0.85 if "new game" in now else 1.0
    day.talked = int(bool(day.attended) or day.met > 0 or person.chance.random() < talk)
    mean = person.chatter * (1 - 0.8 * avoidance) * (1 + 0.4 * day.met) * (0.6 if "exams" in now else 1.0)
    day.contacts = poisson(person.chance, max(mean, 0.01))


def _night(person: Person, day: Day, avoidance: float, now: set[str], works: bool) -> None:
    """The night before: the alarm pulls early, free days pull late, nothing at all lets the clock run on."""
    held = works and not person.left_role and (bool(day.attended) or avoidance < 0.3)
    target = person.alarm if held else person.clock + 3.5 * max(0.0, avoidance - 0.2)
    target += 1.3 * ("bad sleep" in now) + 1.2 * ("new game" in now) + 1.8 * ("lazy summer" in now)
    target += 0.5 * ("exams" in now)
    if avoidance > 0.55 and not held and person.free_running:
        person.phase += person.free_running + person.chance.gauss(0, 0.4)
        person.phase = (person.phase + 12) % 24 - 12 if person.phase > 23 else person.phase
    else:
        person.phase += (0.75 if held else 0.35) * (target - person.phase) + person.chance.gauss(0, 0.45)
    day.mid_sleep = person.phase % 24
    late = max(0.0, min(person.phase, 9.0) - 3.0)
    day.night_screen = max(0.0, 0.3 + 0.35 * late + person.chance.gauss(0, 0.3))
    extra = 2.5 * ("new game" in now) + 1.5 * day.free + 3.0 * max(0.0, avoidance - 0.3)
    day.gaming = max(
        0.0, (person.plays + extra * (person.plays > 0.3)) * math.exp(person.chance.gauss(0, 0.4))
    )


def _spirit(person: Person, day: Day, avoidance: float, now: set[str]) -> None:
    """Mood carries over by habit of mind; many feel relief at first, loneliness comes later."""
    today = (
        0.35 * min(day.met, 2) - 0.5 * ("quarrel" in now) - 0.6 * ("flu" in now) - 0.7 * ("break-up" in now)
    )
    today -= 0.35 * ("bad sleep" in now) + 0.4 * ("exams" in now)
    today += (
        0.5 if person.relief and avoidance > 0.4 and person.days_unkept < 25 and day.attended == 0 else 0.0
    )
    today -= 1.1 * max(0.0, avoidance - 0.25)
    person.spirit = 0.6 * person.spirit + 0.4 * today
    day.mood = person.temper - 0.2 + person.spirit + person.chance.gauss(0, 0.45)
    day.drive = (
        person.hobby + 0.5 * person.spirit - 1.0 * max(0.0, avoidance - 0.3) - 0.6 * ("lazy summer" in now)
    )
    day.drive += person.chance.gauss(0, 0.4)
