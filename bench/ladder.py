"""How well the ladder's offers work beside plain ways to climb, on invented people it was not set on.

``python bench/ladder.py [--quick] [--again]`` lets the same people of both worlds climb by every way of
picking, once for a year in which they may give up and once, patiently, for three, and writes
``docs/reference/ladder.md``. ``--quick`` takes a few people, on other seeds, and prints only; ``--again``
only writes the page.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from genkan.plans import Outcome, Pair, Said, Try, mine, next_pair, offer_of, order_of, rungs
from genkan.plans.order import ease_before
from genkan.pretend.climbers import KINDS, YEAR, Climber
from ladder_planners import FIRST, planners, said_by
from report import REFERENCE, made_by, table

COMMAND = "python bench/ladder.py"
DOC = REFERENCE / "ladder.md"
FRESH = 80_000_000  # seeds from here on were never used to set anything
SETTING = 1_000  # seeds on which figures were set
KEPT = Path(__file__).parent / ".work" / "ladder.json"
NOTES = Path(__file__).parent / "ladder_notes.md"
PEOPLE, PATIENT_PEOPLE = 20, 8  # of each kind and world
PATIENT_DAYS = 3 * YEAR
FLOORS = {3: "outside", 4: "people", 5: "part"}
BINS = ((0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
WORLDS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Climb:
    """One person's way by one planner."""

    kind: str
    planner: str
    tries: int
    misses: int
    gave_up: bool
    day: dict[int, int] = field(default_factory=dict)  # floor → day it was first done
    missed: dict[int, int] = field(default_factory=dict)  # floor → misses until then
    offers: list[tuple[float, bool]] = field(default_factory=list)  # said chance, done

    def misses_until(self, floor: int) -> int:
        """Misses until the floor was reached, or until the end where it never was."""
        return self.missed.get(floor, self.misses)


def climbs(job: tuple[str, str, int, bool]) -> list[Climb]:
    """One invented person, climbing by every planner, each time with the same luck."""
    kind, world, seed, patient = job
    ladder = rungs()
    steps, days = tuple(ladder.values()), PATIENT_DAYS if patient else YEAR
    first = Climber(kind, world, seed, steps, days, patient)
    return [
        _climb(kind, name, planner, Climber(kind, world, seed, steps, days, patient), days)
        for name, planner in planners(first, ladder, seed).items()
    ]


def _climb(kind: str, name: str, planner: object, climber: Climber, days: int) -> Climb:
    ladder, misses, tries = rungs(), 0, 0
    first, missed, offers = {}, {}, []
    for day in range(days):
        if climber.gave_up or (climber.patient and 5 in first):
            break
        rung = planner.pick(day) if climber.has_energy(day) else None
        if rung is None:
            continue
        went = climber.tries(rung, day)
        planner.came(rung, day, went.outcome, went.expected, went.felt)
        tries, misses = tries + 1, misses + (went.outcome == Outcome.NOT_TODAY)
        done = went.outcome == Outcome.DONE
        if planner.last is not None and planner.last.rung == rung:
            offers.append((planner.last.likely, done))
        for floor in FLOORS:
            if done and ladder[rung].reach >= floor and floor not in first:
                first[floor], missed[floor] = day, misses
    return Climb(kind, name, tries, misses, climber.gave_up, first, missed, offers)


Everybody = dict[str, list[list[Climb]]]  # world → people → planners


def run(world: str, seed: int, people: int, patient: bool, pool: ProcessPoolExecutor) -> list[list[Climb]]:
    """Everybody of a world; one list a person."""
    jobs = [(kind, world, seed + number, patient) for kind in KINDS for number in range(people)]
    return list(pool.map(climbs, jobs, chunksize=2))


@dataclass(frozen=True, slots=True)
class Found:
    """Everything one run found."""

    people: int
    patient: int
    took_s: float
    year: Everybody
    long: Everybody
    taus: list[list[float]]


def measured(people: int, patient: int, seed: int) -> Found:
    """Let everybody climb."""
    began = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        year = {world: run(world, seed, people, False, pool) for world in WORLDS}
        long = {world: run(world, seed, patient, True, pool) for world in WORLDS}
        jobs = [(kind, world, seed + n) for world in WORLDS for kind in KINDS for n in range(people)]
        taus = list(pool.map(orders, jobs, chunksize=8))
    return Found(people, patient, time.perf_counter() - began, year, long, taus)


def kept() -> Found:
    """What the last whole run found."""
    plain = json.loads(KEPT.read_text())
    for name in ("year", "long"):
        plain[name] = {
            world: [[_climb_from(one) for one in person] for person in people]
            for world, people in plain[name].items()
        }
    return Found(**plain)


def _climb_from(plain: dict) -> Climb:
    floors = {key: {int(floor): one for floor, one in plain[key].items()} for key in ("day", "missed")}
    return Climb(**(plain | floors))


# ── Tables ──


def by_planner(everybody: Sequence[Sequence[Climb]], days: int) -> str:
    """One row a planner: what it took to come to each floor."""
    rows = []
    for place, one in enumerate(everybody[0]):
        mine_ = [person[place] for person in everybody]
        cells: list[object] = [one.planner, f"{np.mean([c.tries for c in mine_]):.0f}"]
        cells += [f"{np.mean([c.misses for c in mine_]):.1f}"]
        cells += [f"{100 * np.mean([c.gave_up for c in mine_]):.0f} %"]
        for floor in FLOORS:
            share = np.mean([floor in c.day for c in mine_])
            typical = np.median([c.day.get(floor, days + 1) for c in mine_])
            cells += [f"{100 * share:.0f} %", f"{typical:.0f}" if typical <= days else "–"]
            cells += [f"{np.mean([c.misses_until(floor) for c in mine_]):.1f}", _per_arrival(mine_, floor)]
        rows.append(cells)
    heads = ["planner", "tries", "misses", "gave up"]
    for name in FLOORS.values():
        heads += [f"{name}: reached", "day", "misses until", "misses an arrival"]
    return table(heads, rows)


def _per_arrival(mine_: Sequence[Climb], floor: int) -> str:
    """Misses of everybody until then or the end, over the number who came there."""
    came = sum(floor in one.day for one in mine_)
    return f"{sum(one.misses_until(floor) for one in mine_) / came:.1f}" if came else "–"


def side_by_side(everybody: Sequence[Sequence[Climb]]) -> str:
    """The adaptive one against each other one, person by person: who gets there, and with fewer misses."""
    rows = []
    for place, other in enumerate(everybody[0]):
        if place == 0:
            continue
        cells: list[object] = [other.planner]
        for floor in FLOORS:
            signs = [_compared(person[0], person[place], floor) for person in everybody]
            cells.append(" / ".join(str(signs.count(sign)) for sign in (1, 0, -1)))
        rows.append(cells)
    return table(["against", *(f"{name}: better / same / worse" for name in FLOORS.values())], rows)


def came_both_ways(everybody: Sequence[Sequence[Climb]], floor: int = 3) -> str:
    """Only people who came to a floor by the adaptive one and by the other: misses and days until then."""
    rows = []
    for place, other in enumerate(everybody[0]):
        pairs = [(person[0], person[place]) for person in everybody]
        both = [(one, also) for one, also in pairs if floor in one.day and floor in also.day]
        if place == 0 or not both:
            continue
        misses = [np.mean([climb[side].missed[floor] for climb in both]) for side in (0, 1)]
        days = [np.median([climb[side].day[floor] for climb in both]) for side in (0, 1)]
        rows.append(
            [other.planner, len(both), *(f"{one:.1f}" for one in misses), *(f"{one:.0f}" for one in days)]
        )
    heads = ("against", "people", "misses: adaptive", "misses: other", "day: adaptive", "day: other")
    return table(heads, rows)


def _compared(one: Climb, other: Climb, floor: int) -> int:
    """1: better: the only one there, or there with fewer misses; 0: the same, or neither came; −1: worse."""
    there, also = floor in one.day, floor in other.day
    if there != also:
        return 1 if there else -1
    if not there:
        return 0
    return int(np.sign(other.missed[floor] - one.missed[floor]))


def by_kind(everybody: Sequence[Sequence[Climb]], floor: int = 3) -> str:
    """Each kind of person: the adaptive one, and the one that is best without it."""
    names = [one.planner for one in everybody[0]]
    rows = []
    for kind, about in KINDS.items():
        theirs = [person for person in everybody if person[0].kind == kind]
        cells: list[object] = [kind, about.meaning]
        for name in names:
            one = [person[names.index(name)] for person in theirs]
            share = 100 * np.mean([floor in climb.day for climb in one])
            cells.append(f"{share:.0f} % · {_per_arrival(one, floor)}")
        rows.append(cells)
    return table(["kind", "who", *names], rows, left=2)


def calibration(everybody: Sequence[Sequence[Climb]]) -> list[list[object]]:
    """Of offers with a chance in each range, how many were done."""
    offers = [offer for person in everybody for offer in person[0].offers]
    said, done = np.array([one[0] for one in offers]), np.array([one[1] for one in offers])
    rows: list[list[object]] = []
    for low, high in (*BINS, (0.7, 0.9)):
        inside = (said >= low) & (said < high)
        name = f"{low:.1f} to {min(high, 1.0):.1f}"
        share = f"{done[inside].mean():.3f}" if inside.any() else "–"
        rows.append([name, int(inside.sum()), f"{said[inside].mean():.3f}" if inside.any() else "–", share])
    return rows


# ── The own order ──


def orders(job: tuple[str, str, int]) -> list[float]:
    """How well the order is known (Kendall's tau, rungs near the person): file, ratings, asked, by lot."""
    kind, world, seed = job
    ladder = rungs()
    climber = Climber(kind, world, seed, tuple(ladder.values()))
    asked = said_by(climber, ladder)
    rated = replace(asked, pairs=())
    rng = np.random.default_rng([seed, 5])
    near = _near(ladder, asked)
    lot: Said = rated
    while len(lot.pairs) < len(asked.pairs):
        one, other = (str(name) for name in rng.choice(near, 2, replace=False))
        lot = replace(lot, pairs=(*lot.pairs, Pair(one, other, climber.compared(one, other, len(lot.pairs)))))
    pairs_only = Said(usual_reach=asked.usual_reach)
    while (question := next_pair(pairs_only, ladder, mine(ladder, pairs_only))) is not None:
        answer = climber.compared(*question, len(pairs_only.pairs))
        pairs_only = replace(pairs_only, pairs=(*pairs_only.pairs, Pair(*question, answer)))
    ways = (Said(), pairs_only, rated, asked, lot)
    guesses = [order_of(said, ladder) for said in ways]
    rungs_rated = list(asked.expected)
    taus = [_tau(guess, climber, near) for guess in guesses]
    rated_taus = [_tau(guess, climber, rungs_rated) for guess in guesses]
    return [*taus, *rated_taus, float(len(asked.pairs)), float(len(pairs_only.pairs))]


def _near(ladder: dict, said: Said) -> list[str]:
    middle = ease_before(said)[0] + 12
    return [rung.id for rung in mine(ladder, said).values() if abs(rung.start - middle) < 22]


def _tau(order: object, climber: Climber, near: list[str]) -> float:
    guess = np.array([order.size_of(name) for name in near])
    truth = np.array([climber.true_size[climber.steps[name]] for name in near])
    pairs = np.triu_indices(len(near), 1)
    agree = np.sign(guess[:, None] - guess)[pairs] * np.sign(truth[:, None] - truth)[pairs]
    return float(agree.mean())


# ── Speed ──


def speeds() -> list[list[object]]:
    """Milliseconds for an offer, the median of nine."""
    ladder = rungs()
    rng = np.random.default_rng(4)
    names, outcomes = list(ladder), list(Outcome)
    rows: list[list[object]] = []
    for count in (0, 50, 200, 500):
        tries = [
            Try(str(rng.choice(names)), FIRST + timedelta(days=n), outcomes[int(rng.integers(3))], 50, 50)
            for n in range(count)
        ]
        took = []
        for _ in range(9):
            began = time.perf_counter()
            offer_of(tries, ladder, Said(), FIRST + timedelta(days=count), None)
            took.append(1000 * (time.perf_counter() - began))
        rows.append([count, f"{np.median(took):.1f}"])
    return rows


# ── The page ──


SAID = """
*adaptive*: Genkan's offers, after 16 ratings and up to ten pairs; *nothing asked*: the file's order only.
*fixed, one a week*: the file's order, each until it is done, a new one at most every week. *fixed, 15 rungs*:
as drawn on one sheet, each until it is done. *up and down*: 45 rungs, one larger after a step done, one
smaller after a miss. *next hardest*: each time the larger neighbour, again and again until it is done.
*random*: by lot. All begin where a usual week says the person stands, know what is not theirs, and meet the
same luck on the same day.

*miss*: a try that ended with «not today»; done in part is none. *day*: half of all people came there by then;
–: fewer did. *misses until*: until the floor was first done, or until the end. *misses an arrival*: all
misses of everybody until then, for each person who came there: giving up early makes no planner look kind.
"""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="a few people, nothing is written")
    parser.add_argument("--again", action="store_true", help="only write the page of the last run")
    told = parser.parse_args()
    if told.quick:
        print(page(measured(2, 1, SETTING)))
        return
    if not told.again:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(asdict(measured(PEOPLE, PATIENT_PEOPLE, FRESH))))
    DOC.write_text(page(kept() if KEPT.exists() else measured(PEOPLE, PATIENT_PEOPLE, FRESH)))


def page(found: Found) -> str:
    """The reference page."""
    parts = [
        "# The ladder: offers beside plain ways to climb",
        made_by(COMMAND)
        + f"{found.people} people of each of {len(KINDS)} kinds in each of two worlds, seeds from {FRESH:,} "
        f"on, none of them used to set anything; {found.patient} of each for the patient climb. The figures "
        f"were set on world A, on other seeds. The run took {found.took_s:.0f} s. Everything here is about "
        "invented people (`genkan.pretend.climbers`): it ranks ways of picking, and promises nothing about "
        "anybody.",
        NOTES.read_text(),
        "## What is counted",
        SAID,
    ]
    for world in WORLDS:
        parts += [f"## World {world}: one year, people may give up", by_planner(found.year[world], YEAR)]
        parts += ["Person by person, the adaptive one:", side_by_side(found.year[world])]
        parts += ["Only those who came outside within the year both ways:", came_both_ways(found.year[world])]
        parts += [f"## World {world}: three years, nobody gives up"]
        parts += [by_planner(found.long[world], PATIENT_DAYS)]
    parts += ["## By kind of person: first day outside within a year"]
    parts += ["Share who came there · misses an arrival."]
    for world in WORLDS:
        parts += [f"World {world}:", by_kind(found.year[world])]
    parts += ["## Is the said chance right?", "Offers of the adaptive planner."]
    for world in WORLDS:
        both = zip(calibration(found.year[world]), calibration(found.long[world]), strict=True)
        rows = [[*one, other[3]] for one, other in both]
        parts += [f"World {world}:", table(["said", "offers", "mean said", "done", "patient climb"], rows)]
    parts += ["## The own order", _order_words(np.array(found.taus))]
    parts += ["## Speed", "212 rungs; one offer from all tries anew.", table(["tries", "ms"], speeds())]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _order_words(taus: np.ndarray) -> str:
    heads = ["what was said", "pairs asked", "near the person: tau", "in the worst tenth", "rated rungs: tau"]
    names = (
        "nothing: the file's order",
        "pairs only",
        "16 ratings",
        "ratings and pairs",
        "ratings, pairs by lot",
    )
    asked, alone = (f"{taus[:, place].mean():.0f}" for place in (10, 11))
    counts = ("0", alone, "0", asked, asked)
    rows = [
        [
            *(name, counts[place], f"{taus[:, place].mean():.2f}"),
            *(f"{np.quantile(taus[:, place], 0.1):.2f}", f"{taus[:, 5 + place].mean():.2f}"),
        ]
        for place, name in enumerate(names)
    ]
    return "Kendall's tau against the true order, all kinds, both worlds.\n\n" + table(heads, rows)


if __name__ == "__main__":
    main()
