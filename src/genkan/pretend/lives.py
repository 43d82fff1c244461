"""Scripts of lives: from a recipe, a seed and a first day to the truth about every minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zlib import crc32

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock, ZoneSpan
from genkan.nouns import Answers, Between, Bytes8, ContactKind, Floats, Reach, State, YesNo
from genkan.pretend import habits
from genkan.pretend.canvas import blank, curves
from genkan.pretend.outings import day_kinds, paint_outings, paint_rooms
from genkan.pretend.people import PEOPLE, Person
from genkan.pretend.town import Place
from genkan.pretend.truth import (
    DailyTruth,
    SleepTruth,
    daily_truth,
    day_of_minutes,
    kato_state,
    sleep_truth,
    withdrawn_since,
)


@dataclass(frozen=True, slots=True)
class Contacted:
    """Calls and messages, in time order; ``who`` is one of nine people, 0 the nearest."""

    kind: npt.NDArray[np.uint8]
    utc_s: npt.NDArray[np.int64]
    duration_s: npt.NDArray[np.float32]
    who: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Life:
    """The whole truth about an invented life. Minute arrays count UTC minutes from ``first_minute``."""

    person_id: str
    person: Person
    seed: int
    first: date
    zones: tuple[ZoneSpan, ...]
    clock: Clock
    starts_s: npt.NDArray[np.int64]  # beginnings of the local days, and the end; UTC seconds
    day: npt.NDArray[np.int32]  # per minute: index of its local day
    places: tuple[Place, ...]
    place: npt.NDArray[np.int16]  # per minute: index into ``places``
    lat: Floats = field(repr=False)  # per minute
    lon: Floats = field(repr=False)
    asleep: npt.NDArray[np.bool_]  # per minute
    steps: npt.NDArray[np.int16]  # per minute
    daily: DailyTruth
    sleep_s: npt.NDArray[np.int64]  # (n, 2) UTC seconds; blocks may reach beyond the record
    sleep: SleepTruth
    screen_s: npt.NDArray[np.int64]  # (n, 2) UTC seconds
    gaming_s: npt.NDArray[np.int64]  # (n, 2) UTC seconds
    contacts: Contacted
    talked: npt.NDArray[np.bool_]  # per day: exchanged words with anybody
    attended: npt.NDArray[np.bool_]  # per day: took part
    drive: Bytes8  # per day, 0–3
    mood: Bytes8  # per day, 0–4
    flags: tuple[tuple[date, str], ...]
    answers: Answers
    state: State  # by Kato 2020, on the last day
    since: date | None

    def __len__(self) -> int:
        return len(self.starts_s) - 1

    @property
    def first_minute(self) -> int:
        """UTC minutes since 1970 of the first minute of the record."""
        return int(self.starts_s[0]) // 60

    @property
    def last(self) -> date:
        """The last local day."""
        return self.first + timedelta(days=len(self) - 1)

    @property
    def steps_a_day(self) -> npt.NDArray[np.int64]:
        """Steps on each local day."""
        return np.bincount(self.day, weights=self.steps, minlength=len(self)).astype(np.int64)

    def dates(self) -> list[date]:
        """All local days, in order."""
        return [self.first + timedelta(days=i) for i in range(len(self))]

    def hours_a_day(self, stretches: npt.NDArray[np.int64]) -> Floats:
        """Hours of stretches (n, 2; UTC seconds), split at local midnights."""
        starts, ends = self.starts_s[:-1, None], self.starts_s[1:, None]
        hours = np.zeros(len(self))
        for block in np.array_split(stretches, max(1, len(stretches) // 4_000)):
            shared = np.minimum(ends, block[:, 1]) - np.maximum(starts, block[:, 0])
            hours += np.maximum(shared, 0).sum(axis=1) / 3600
        return hours


def life(person_id: str, seed: int, first: date, days: int, zone: str | None = None) -> Life:
    """The life of one of ``PEOPLE`` over ``days`` local days from ``first``; the same for the same arguments.

    ``zone`` (IANA) puts the person into another city. Raises KeyError for an unknown person,
    ValueError for fewer than one day, ``clock.UnknownZone`` for an unknown zone.
    """
    person = PEOPLE[person_id]
    if days < 1:
        raise ValueError("a life needs at least one day")
    chances = np.random.default_rng([seed & 0xFFFFFFFF, crc32(person_id.encode())]).spawn(8)
    curve = curves(person, days)
    canvas = blank(person, zone or person.zone, first, days, chances[0])
    kinds = day_kinds(person, first, curve, chances[1])
    planned = habits.planned_sleep(person, first, curve, canvas, chances[2])
    paint_outings(canvas, person, first, curve, kinds, planned, chances[3])
    blocks = habits.real_sleep(planned, canvas, curve, chances[2])
    inside = [(a, b) for a, b in blocks if b > 0 and a < len(canvas)]
    asleep = habits.as_mask(inside, len(canvas))
    paint_rooms(canvas, curve, kinds, asleep, chances[4])
    day = day_of_minutes(canvas)
    daily = daily_truth(canvas, day)
    sleep_s = (np.array(inside, np.int64).reshape(-1, 2) + canvas.first_minute) * 60
    contacts = Contacted(*habits.contacts_of(canvas, curve, asleep, chances[6]))
    since = withdrawn_since(person, first, curve)
    last = first + timedelta(days=days - 1)
    state = kato_state(person, since, last, float(curve["out"][-1]), float(curve["room"][-1]))
    return Life(
        person_id=person_id,
        person=person,
        seed=seed,
        first=first,
        zones=canvas.zones,
        clock=canvas.clock,
        starts_s=canvas.starts_s,
        day=day,
        places=tuple(canvas.atlas.places),
        place=canvas.place,
        lat=canvas.lat,
        lon=canvas.lon,
        asleep=asleep,
        steps=habits.steps_of(canvas, asleep, chances[5]),
        daily=daily,
        sleep_s=sleep_s,
        sleep=sleep_truth(canvas, sleep_s),
        screen_s=habits.times_in_use(canvas, curve, blocks, day, chances[7]),
        gaming_s=habits.gaming_stretches(canvas, curve, kinds, asleep, chances[7]),
        contacts=contacts,
        talked=_talked(daily, contacts, canvas.starts_s, curve, chances[6]),
        attended=daily.reach == int(Reach.PART),
        drive=np.clip(np.round(curve["drive"] + chances[6].normal(0, 0.4, days)), 0, 3).astype(np.int8),
        mood=np.clip(np.round(curve["mood"] + chances[6].normal(0, 0.6, days)), 0, 4).astype(np.int8),
        flags=habits.flagged_days(person, first, days),
        answers=_answers(person, since, daily, curve),
        state=state,
        since=since,
    )


def _talked(
    daily: DailyTruth,
    contacts: Contacted,
    starts_s: npt.NDArray[np.int64],
    curve: Mapping[str, Floats],
    chance: np.random.Generator,
) -> npt.NDArray[np.bool_]:
    """Words with anybody: outside, in an answered call, or at home."""
    days = len(daily.reach)
    answered = contacts.kind <= int(ContactKind.CALL_IN)
    called = np.zeros(days, np.bool_)
    called[np.searchsorted(starts_s, contacts.utc_s[answered], side="right") - 1] = True
    at_home = chance.random(days) < curve["talk"]
    return (daily.reach >= int(Reach.PEOPLE)) | called | at_home


def _answers(person: Person, since: date | None, daily: DailyTruth, curve: Mapping[str, Floats]) -> Answers:
    """What the person would truly answer on the last day."""
    days = len(daily.left_home)
    weeks = [
        int(daily.left_home[max(days - 7 * (i + 1), 0) : days - 7 * i].sum())
        for i in range(min(4, days // 7))
    ]
    confined = bool(curve["room"][-1] >= 0.8 and curve["out"][-1] < 3.5)

    def yes(fact: bool) -> YesNo:
        return YesNo.YES if fact else YesNo.NO

    recent = slice(max(days - 28, 0), days)
    takes_part = bool((daily.reach[recent] == int(Reach.PART)).any())
    meets = bool((daily.reach[recent] >= int(Reach.PEOPLE)).sum() >= 2)
    working = "remote_work" in person.reasons
    return Answers(
        since=Between(since, since),
        distress=yes(person.distress and since is not None),
        impairment=yes(person.impairment and since is not None),
        reasons=person.reasons,
        room=yes(confined),
        days_out_a_week=(min(weeks), max(weeks)) if weeks else None,
        avoids_people=yes(since is not None and not meets and not working),
        contact_limited=yes(float(curve["talk"][-1]) < 0.5),
        takes_part=yes(takes_part or working),
        support_wanted=yes(person.distress and since is not None),
        psychosis_ruled_out=YesNo.YES,
        bothers=yes(since is not None and (person.distress or person.impairment)),
        errands_only=None if since is None else ("room" if confined else "convenience"),
        age=person.age,
    )
