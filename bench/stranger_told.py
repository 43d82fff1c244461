"""What somebody wrote down of an invented life: a tired parent, a phone that breaks, or both."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass

COLUMNS = (
    "raw_hours_out",
    "raw_left_home",
    "raw_attended",
    "raw_talked",
    "raw_contacts",
    "raw_mid_sleep_hour",
    "raw_night_screen_hours",
    "raw_gaming_hours",
    "raw_drive",
    "raw_mood",
)


@dataclass
class Day:
    """What truly was on one day; `attended` is None when nothing took place."""

    date: dt.date
    free: bool
    flag: str
    hours_out: float = 0.0
    attended: int | None = None
    met: int = 0
    talked: int = 0
    contacts: int = 0
    mid_sleep: float = 3.5
    night_screen: float = 0.0
    gaming: float = 0.0
    drive: float = 2.0
    mood: float = 2.5


def poisson(chance: random.Random, mean: float) -> int:
    count, left = 0, math.exp(-mean)
    product = chance.random()
    while product > left:
        count, product = count + 1, product * chance.random()
    return count


def told(
    chance: random.Random, name: str, days: list[Day], density: str, teller: str
) -> list[dict[str, str]]:
    """The rows that were written down: the days the teller was there, and what the teller noticed."""
    heard = _heard(chance, density, days)
    careful, notes = chance.random() < 0.5, _Parent(chance)
    phone = _Phone(chance, len(days))
    rows: list[dict[str, str]] = []
    flags = _flags(chance, days) if careful and teller != "phone" else {}
    for n, day in enumerate(days):
        cells: dict[str, str] = {}
        if heard[n] and teller in ("parent", "both"):
            cells |= notes.of(day)
        if heard[n] and teller in ("phone", "both"):
            cells |= phone.of(n, day)
        if cells:
            free = str(int(day.free)) if careful else ""
            rows.append(
                {
                    "person": name,
                    "date": day.date.isoformat(),
                    **cells,
                    "free": free,
                    "flag": flags.get(n, ""),
                }
            )
    return rows


def _flags(chance: random.Random, days: list[Day]) -> dict[int, str]:
    """A careful teller marks most bouts of illness and trips, few exam weeks; whole bouts or not at all."""
    flags, marking = {}, False
    for n, day in enumerate(days):
        if day.flag and (n == 0 or days[n - 1].flag != day.flag):
            marking = chance.random() < (0.3 if day.flag == "exam" else 0.65)
        if day.flag and marking:
            flags[n] = day.flag
    return flags


def _heard(chance: random.Random, density: str, days: list[Day]) -> list[bool]:
    """Which days are told: in streaks, a little more often when the day was hard."""
    if density == "weekly":
        return _weekly(chance, days)
    share = {"all": 0.98, "2 of 3": 0.667, "1 of 3": 0.333}[density]
    heard, telling = [], True
    for day in days:
        stay = 1 - (1 - share) * 0.5 if telling else 0.5 * share
        telling = chance.random() < min(1.0, stay * (1.08 if day.mood < 1.5 else 1.0))
        heard.append(telling)
    return heard


def _weekly(chance: random.Random, days: list[Day]) -> list[bool]:
    """One visit a week, on a day of its own or on whichever day there was time; now and then none."""
    own = chance.choice((None, chance.randrange(7)))
    heard = [False] * len(days)
    for week in range(0, len(days) - 6, 7):
        if chance.random() < 0.94:
            heard[week + (chance.randrange(7) if own is None else own)] = True
    return heard


class _Parent:
    """A parent's notes: whole numbers, their own bad days, the same as yesterday when too tired to think."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.weary, self.bias, self.last = chance, 0.0, 0.0, {}
        self.sees_sleep, self.sees_games = chance.random() < 0.6, chance.random() < 0.4

    def of(self, day: Day) -> dict[str, str]:
        """What stands in the notes for this day."""
        chance = self.chance
        self.weary = min(1.0, self.weary + 0.002)
        self.bias = 0.9 * self.bias + chance.gauss(0, 0.15)
        soft = {
            "raw_drive": str(min(3, max(0, round(day.drive + 0.5 * self.bias)))),
            "raw_mood": str(min(4, max(0, round(day.mood + self.bias)))),
        }
        if self.last and chance.random() < 0.25 * self.weary:
            soft = self.last
        self.last = soft
        cells = {"raw_left_home": str(int(day.hours_out > 0.1)), "raw_talked": str(day.talked), **soft}
        if day.attended is not None:
            cells["raw_attended"] = str(day.attended)
        if self.sees_sleep and chance.random() < 0.7:
            cells["raw_mid_sleep_hour"] = str(round(2 * (day.mid_sleep + chance.gauss(0, 0.5))) / 2 % 24)
        if self.sees_games and chance.random() < 0.8:
            cells["raw_gaming_hours"] = str(round(day.gaming))
        return cells


class _Phone:
    """A phone: exact while it works; left at home, empty, broken for weeks, replaced, counting anew."""

    def __init__(self, chance: random.Random, days: int) -> None:
        self.chance, self.broken = chance, set()
        for _ in range(poisson(chance, 1.5)):
            at = chance.randrange(days)
            self.broken |= set(range(at, at + chance.randint(5, 25)))
        self.replaced, self.counts = chance.randrange(days * 2), chance.uniform(0.75, 1.35)

    def of(self, n: int, day: Day) -> dict[str, str]:
        """What the phone holds for this day; nothing when broken or empty."""
        if n in self.broken or self.chance.random() < 0.03:
            return {}
        forgotten = self.chance.random() < 0.04
        scale = self.counts if n >= self.replaced else 1.0
        cells = {
            "raw_hours_out": f"{0.0 if forgotten else day.hours_out:.2f}",
            "raw_contacts": str(0 if forgotten else day.contacts),
            "raw_night_screen_hours": f"{day.night_screen * scale:.2f}",
        }
        if self.chance.random() < 0.9:
            cells["raw_mid_sleep_hour"] = f"{(day.mid_sleep + self.chance.gauss(0, 0.25)) % 24:.2f}"
        return cells
