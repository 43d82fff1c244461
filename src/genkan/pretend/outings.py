"""What each day is for, and the outings and rooms that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from genkan.nouns import Floats
from genkan.pretend.canvas import Bools, Canvas, usual_minutes
from genkan.pretend.people import Person
from genkan.pretend.town import Town, metres_between

Minutes = npt.NDArray[np.int64]
PART_DAY, PEOPLE_DAY, ALONE_DAY, HOME_DAY = 5, 4, 3, 1


def day_kinds(
    person: Person, first: date, curve: Mapping[str, Floats], chance: np.random.Generator
) -> list[int]:
    """What each day is for: taking part, meeting somebody, going out alone, staying at home.

    Drawn week by week, so that the number of days out in any week is the phase's number rounded
    up or down, never a matter of luck over months.
    """
    days = len(curve["out"])
    kinds = [HOME_DAY] * days
    for begin in range(0, days, 7):
        week = list(range(begin, min(begin + 7, days)))
        out, part, people = (float(curve[name][week].sum()) / 7 for name in ("out", "part", "people"))
        count = _rounded(out, chance)
        weekdays = [
            i for i in week if (first + timedelta(days=i)).weekday() < 5 or person.part_kind == "work"
        ]
        picked: list[int] = []
        for kind, name, wanted, among in (
            (PART_DAY, "part", min(_rounded(part, chance), count), weekdays),
            (PEOPLE_DAY, "people", _rounded(people, chance), week),
            (ALONE_DAY, "out", count, week),
        ):
            free = [i for i in among if i not in picked and curve[name][i] > 0]
            take = max(0, min(wanted, count - len(picked), len(free)))
            weights = curve[name][free] / curve[name][free].sum() if take else None
            for i in chance.choice(free, take, replace=False, p=weights) if take else ():
                kinds[int(i)] = kind
                picked.append(int(i))
    return kinds


def _rounded(number: float, chance: np.random.Generator) -> int:
    whole = int(number + 1e-9)
    return whole + int(chance.random() < number - whole - 1e-9)


def paint_outings(
    canvas: Canvas,
    person: Person,
    first: date,
    curve: Mapping[str, Floats],
    kinds: Sequence[int],
    asleep: Sequence[tuple[int, int]],
    chance: np.random.Generator,
) -> None:
    """One or two outings on every day that has them, kept out of the hours of sleep where possible."""
    for index, kind in enumerate(kinds):
        begin, end = (canvas.minute_of(canvas.starts_s[index + i]) for i in (0, 1))
        if kind == HOME_DAY or end - begin < 120:
            continue
        day = first + timedelta(days=index)
        now = {name: float(values[index]) for name, values in curve.items()}
        if kind == PART_DAY:
            hour = person.part_hour + chance.normal(0, 0.2)
        elif kind == PEOPLE_DAY:
            hour = now["people_hour"] + chance.normal(0, 1.0)
        else:
            late = chance.random() < person.before_midnight
            hour = 23.65 if late else now["alone_hour"] % 24 + chance.normal(0, 0.5)
        done = _outing(canvas, person, canvas.at_wall(day, hour % 24), (begin, end), kind, asleep, chance)
        if done and kind == PART_DAY and person.part_kind == "school" and chance.random() < 0.25:
            _outing(
                canvas,
                person,
                canvas.at_wall(day, 19 + chance.normal(0, 0.5)),
                (begin, end),
                ALONE_DAY,
                asleep,
                chance,
            )


def _outing(
    canvas: Canvas,
    person: Person,
    wanted: int,
    day: tuple[int, int],
    kind: int,
    asleep: Sequence[tuple[int, int]],
    chance: np.random.Generator,
) -> bool:
    """One outing that begins within ``day`` as near to ``wanted`` as it fits; False if it fits nowhere."""
    number = int(canvas.base[min(max(wanted, 0), len(canvas) - 1)])
    town = canvas.atlas.towns[number]
    stops = _stops(canvas, person, town, kind, chance)
    length = sum(minutes for _, minutes in stops) + _way_minutes(canvas, town, stops)
    tries = [wanted] if kind == PART_DAY else [wanted, *_waking_times(wanted, length, asleep)]
    tries += [wanted + shift for shift in (-240, 180, -120, 300, 420)]
    for strict in (True, False):
        for begin in tries:
            fits = day[0] <= begin < min(day[1], len(canvas)) and begin + length < len(canvas)
            if not fits or canvas.base[begin] != number or canvas.base[begin + length] != number:
                continue
            if canvas.busy[max(begin - 20, 0) : begin + length + 20].any():
                continue
            if (
                strict
                and kind != PART_DAY
                and any(a - 30 < begin + length and begin < b + 20 for a, b in asleep)
            ):
                continue
            _paint_outing(canvas, town, begin, stops)
            return True
    return False


def _waking_times(wanted: int, length: int, asleep: Sequence[tuple[int, int]]) -> list[int]:
    """Before and after the sleep that stands in the way."""
    for a, b in asleep:
        if a - 30 < wanted + length and wanted < b + 20:
            return [b + 75, a - length - 60, b + 240]
    return []


def _stops(
    canvas: Canvas, person: Person, town: Town, kind: int, chance: np.random.Generator
) -> list[tuple[int, int]]:
    """Places of an outing and the minutes spent at each."""
    lodging = canvas.atlas.places[town.base].kind == "lodging"

    def one(name: str, least: float, most: float) -> tuple[int, int]:
        return int(chance.choice(town.near[name])), int(chance.uniform(least, most))

    if kind == PART_DAY and not lodging and town is canvas.atlas.towns[0]:
        there = (town.near[person.part_kind][0], int(person.part_stay_hours * 60 + chance.normal(0, 25)))
        return [there, one("shop", 8, 25)] if chance.random() < 0.25 else [there]
    if kind == PART_DAY and not lodging and person.moves_at is not None:
        school = canvas.atlas.towns[0].near[person.part_kind][0]
        return [(school, int(person.part_stay_hours * 60 + chance.normal(0, 25)))]
    if kind >= PEOPLE_DAY:
        if chance.random() < 0.55:
            return [one("friend", 60, 200)]
        return [one("market", 20, 70)]
    choice = chance.random()
    if choice < 0.45:
        return [one("shop", 6, 20)]
    if choice < 0.75:
        return [one("park", 15, 60)]
    return [one("vending", 3, 9), one("park", 5, 30)]


def _way_minutes(canvas: Canvas, town: Town, stops: Sequence[tuple[int, int]]) -> int:
    path = [town.base, *(place for place, _ in stops), town.base]
    places = canvas.atlas.places
    return sum(
        usual_minutes(float(metres_between(places[a].lat, places[a].lon, places[b].lat, places[b].lon)))
        for a, b in pairwise(path)
    )


def _paint_outing(canvas: Canvas, town: Town, begin: int, stops: Sequence[tuple[int, int]]) -> None:
    here, now = town.base, begin
    for place, minutes in stops:
        now = canvas.stay((arrived := canvas.go(now, here, place)), arrived + minutes, place)
        here = place
    canvas.go(now, here, town.base)


def paint_rooms(
    canvas: Canvas,
    curve: Mapping[str, Floats],
    kinds: Sequence[int],
    asleep: Bools,
    chance: np.random.Generator,
) -> None:
    """Who is at home is in their own room, but for shared hours and the garden."""
    towns = canvas.atlas.towns
    homes = np.array([canvas.atlas.places[town.base].kind == "home" for town in towns])
    inside = ~canvas.busy & homes[canvas.base]
    rooms = np.array([town.near["room"][0] if "room" in town.near else town.base for town in towns])
    canvas.place[inside] = rooms[canvas.base[inside]]
    for index in range(len(kinds)):
        begin, end = (canvas.minute_of(canvas.starts_s[index + i]) for i in (0, 1))
        free = begin + np.flatnonzero(inside[begin:end] & ~asleep[begin:end])
        one_room = kinds[index] == HOME_DAY and chance.random() < curve["room"][index]
        if one_room or len(free) < 60:
            continue
        shared = int(min(curve["shared_hours"][index] * 60, 0.8 * len(free))) // 3
        for _ in range(3):
            at = int(chance.integers(0, len(free) - shared + 1))
            part = free[at : at + shared]
            canvas.place[part] = np.array([town.base for town in towns])[canvas.base[part]]
        if chance.random() < curve["doorstep"][index]:
            _paint_doorstep(canvas, free, chance)


def _paint_doorstep(canvas: Canvas, free: Minutes, chance: np.random.Generator) -> None:
    kind, minutes = ("garden", int(chance.uniform(8, 50))) if chance.random() < 0.7 else ("letterbox", 3)
    at = int(chance.integers(0, len(free) - minutes)) if len(free) > minutes else 0
    part = free[at : at + minutes]
    if len(part) and part[-1] - part[0] == len(part) - 1:
        place = canvas.atlas.towns[int(canvas.base[part[0]])].near[kind][0]
        canvas.place[part] = place
        canvas.lat[part], canvas.lon[part] = (
            canvas.atlas.places[place].lat,
            canvas.atlas.places[place].lon,
        )
