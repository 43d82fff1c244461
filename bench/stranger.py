"""A world made apart from the rule, read by `genkan watch` through its documented table only.

``python bench/stranger.py`` writes docs/reference/concerns-stranger.md. Lives come from stranger_world, what
was written down of them from stranger_told, odd and hostile tables from stranger_tables. Nothing of genkan is
imported; the command runs as anybody would run it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import itertools
import json
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from stranger_ask import ROOT, Reading, concerns, csv_of, told, watch
from stranger_tables import Tried, hostile, odd
from stranger_world import COURSES, DAYS, DENSITIES, SEED, SLIDES, STEADY, Life, life

PAGE = ROOT / "docs" / "reference" / "concerns-stranger.md"
PEOPLE = {**dict.fromkeys(STEADY, 100), **dict.fromkeys(SLIDES, 50), "recovering": 30, "withdrawn": 50}
CHANCE_DAYS = 90


@dataclass(frozen=True)
class Read:
    """A life and what the command said of it; days are counted from the first day of the life."""

    life: Life
    reading: Reading

    def raised(self, level: str = "concern") -> list[int]:
        """The days, counted, on which this level was raised."""
        first = self.life.start.toordinal()
        return [_ordinal(day) - first for day in concerns(self.reading, level)]

    def delay(self, slide: int) -> int | None:
        """Days from the first day of a slide to the first concern on or after it, before the next slide."""
        first = self.life.slides[slide]
        after = self.life.slides[slide + 1] if slide + 1 < len(self.life.slides) else DAYS
        return next((day - first for day in self.raised() if first <= day < after), None)

    def early(self) -> list[int]:
        """Concerns before the first slide: false ones."""
        return [day for day in self.raised() if day < self.life.slides[0]]


def _ordinal(iso: str) -> int:
    return dt.date.fromisoformat(iso).toordinal()


def read(lives: Sequence[Life]) -> list[Read]:
    """Each life with its reading, all in one table."""
    readings = told(life.rows for life in lives)
    return [Read(one, readings[one.person]) for one in lives]


def everyone(share: float = 1.0) -> dict[tuple[str, str], list[Read]]:
    """Every course at every density; `share` makes the whole smaller for a first look at the machinery."""
    found = {}
    for course in COURSES:
        for density in DENSITIES:
            count = max(2, round(PEOPLE[course] * share))
            found[course, density] = read([life(course, density, n) for n in range(count)])
            print(f"{course}, {density}: {count} read", file=sys.stderr)
    return found


# What is told to people who are steady


def per_two_years(reads: Sequence[Read], level: str = "concern") -> float:
    """Concerns (or notices) per person in two years."""
    return sum(len(r.raised(level)) for r in reads) / len(reads)


def any_share(reads: Sequence[Read]) -> float:
    """Share of people with any concern at all."""
    return sum(bool(r.raised()) for r in reads) / len(reads)


def _steady_table(found: dict[tuple[str, str], list[Read]]) -> str:
    rows = []
    for course in STEADY:
        for density in DENSITIES:
            reads = found[course, density]
            low, high = _wilson(sum(bool(r.raised()) for r in reads), len(reads))
            rows.append(
                (
                    course,
                    density,
                    len(reads),
                    f"{per_two_years(reads):.2f}",
                    f"{any_share(reads):.0%} ({low:.0%}–{high:.0%})",
                    f"{per_two_years(reads, 'notice'):.2f}",
                )
            )
    return _table(
        ("life", "told", "people", "concerns per person and 2 years", "people with any (95 %)", "notices"),
        rows,
    )


def _wilson(hits: int, of: int) -> tuple[float, float]:
    share, z = hits / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5 / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _teller_table(found: dict[tuple[str, str], list[Read]]) -> str:
    rows = []
    for teller in ("parent", "phone", "both"):
        calm = [r for c in STEADY for d in DENSITIES for r in found[c, d] if r.life.teller == teller]
        slid = [r for c in SLIDES for d in DENSITIES for r in found[c, d] if r.life.teller == teller]
        unseen = sum(_unseen(r.delay(0)) for r in slid) / len(slid)
        rows.append(
            (teller, len(calm), f"{per_two_years(calm):.2f}", f"{any_share(calm):.0%}", f"{unseen:.0%}")
        )
    head = (
        "who told",
        "steady people",
        "concerns per person and 2 years",
        "with any",
        "slides unseen at 90 days",
    )
    return _table(head, rows)


def _free_table(found: dict[tuple[str, str], list[Read]]) -> str:
    """Steady people by role and by whether the table says which days are free."""
    calm = [r for c in STEADY for d in DENSITIES[:3] for r in found[c, d]]
    rows = []
    for roles, marks in itertools.product((("pupil", "student"), ("worker", "part-time")), (False, True)):
        reads = [r for r in calm if r.life.role in roles and r.life.marks_free_days() == marks]
        raised = [r.life.holidays_near(day) for r in reads for day in r.raised()]
        usual = [r.life.holidays_near(day) for r in reads for day in range(0, DAYS, 7)]
        shares = [f"{sum(hits) / max(len(hits), 1):.0%}" for hits in (raised, usual)]
        said = "yes" if marks else "no"
        rates = f"{per_two_years(reads):.2f}", f"{any_share(reads):.0%}"
        rows.append((", ".join(roles), said, len(reads), *rates, *shares))
    head = ("role", "`free` told", "people", "concerns per person and 2 years", "with any")
    return _table((*head, "concerns near long holidays", "days near long holidays"), rows)


def _events_table(found: dict[tuple[str, str], list[Read]]) -> str:
    """For each kind of event in a steady life: how often a concern began within 60 days of it."""
    hits: dict[str, list[int]] = {}
    for density in DENSITIES:
        for r in found["steady, eventful", density]:
            for spell in r.life.spells:
                if 60 <= spell.first < DAYS - 60:
                    near = any(spell.first <= day < spell.first + 60 for day in r.raised())
                    hits.setdefault(spell.kind, []).append(near)
    rows = [
        (k, len(v), f"{sum(v) / len(v):.1%}")
        for k, v in sorted(hits.items(), key=lambda kv: -sum(kv[1]) / len(kv[1]))
    ]
    return _table(("event", "times", "a concern within 60 days"), rows)


# What is told of slides


def _unseen(delay: int | None) -> bool:
    return delay is None or delay > CHANCE_DAYS


def _slides_table(found: dict[tuple[str, str], list[Read]]) -> str:
    rows = []
    for course in SLIDES:
        for which in (0, 1) if course == "relapsing" else (0,):
            name = course if course != "relapsing" else ("relapsing, first", "relapsing, second")[which]
            for density in DENSITIES:
                reads = found[course, density]
                delays = [r.delay(which) for r in reads]
                seen = sorted(d for d in delays if d is not None)
                unseen = sum(map(_unseen, delays)) / len(delays)
                never = sum(d is None for d in delays) / len(delays)
                rows.append((name, density, len(reads), _quartiles(seen), f"{unseen:.0%}", f"{never:.0%}"))
    head = (
        "slide",
        "told",
        "people",
        "days to the first concern, median (quartiles)",
        "unseen at 90 days",
        "never",
    )
    return _table(head, rows)


def _quartiles(values: Sequence[int]) -> str:
    if len(values) < 4:
        return "too few"
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.0f} ({low:.0f}–{high:.0f})"


def _early_line(found: dict[tuple[str, str], list[Read]]) -> str:
    reads = [r for c in SLIDES for d in DENSITIES for r in found[c, d]]
    days = sum(r.life.slides[0] for r in reads)
    rate = sum(len(r.early()) for r in reads) / days * DAYS
    return (
        f"Before their slide these {len(reads)} people had {rate:.2f} concerns per person and two years; by "
        f"that rate {rate * CHANCE_DAYS / DAYS:.0%} of slides would be «seen» within 90 days by luck."
    )


# Since when: the command run again, thirty days after the concern


@dataclass(frozen=True)
class Since:
    """One concern read again 30 days later: where the true day lies against the told span (0: inside)."""

    course: str
    density: str
    outside: int | None
    width: int
    abrupt: float
    past_kept: bool
    after_raised: bool


def sample_since(found: dict[tuple[str, str], list[Read]], each: int = 10) -> list[Since]:
    """Slides seen within 180 days of their first day, read as of 30 days after the concern was raised."""
    asked = []
    for course in ("abrupt", "over weeks", "over months"):
        for density in DENSITIES:
            seen = [r for r in found[course, density] if (r.delay(0) or 999) <= 180 and not r.early()]
            asked += [_since(r) for r in seen[:each]]
    return asked


def _since(r: Read) -> Since:
    raised = r.life.slides[0] + (r.delay(0) or 0)
    as_of = min(raised + 30, DAYS - 1)
    again = watch(csv_of(r.life.rows), "--as-of", r.life.day(as_of).isoformat()).by_person()[r.life.person]
    limit = r.life.day(as_of).isoformat()
    kept = again["earlier"] == [e for e in r.reading["earlier"] if e["day"] <= limit]
    concern = again["concern"]
    if concern is None:
        return Since(r.life.course, r.life.density, None, 0, 0.0, kept, False)
    first = r.life.start.toordinal()
    early, late = (_ordinal(concern["since"][k]) - first for k in ("earliest", "latest"))
    true = r.life.slides[0]
    outside = true - late if true > late else true - early if true < early else 0
    after = late > _ordinal(concern["day"]) - first
    return Since(r.life.course, r.life.density, outside, late - early + 1, concern["abrupt"], kept, after)


def _since_table(asked: Sequence[Since]) -> str:
    rows = []
    for course in ("abrupt", "over weeks", "over months"):
        for density in DENSITIES:
            these = [s for s in asked if (s.course, s.density) == (course, density)]
            told_of = [s for s in these if s.outside is not None]
            if told_of:
                rows.append((course, density, len(these), *_since_cells(told_of, len(these))))
    head = ("slide", "told", "asked", "still told", "covers it", "true day earlier",
            "true day later", "median width, days", "median miss, days", "median «abrupt»")  # fmt: skip
    return _table(head, rows)


def _since_cells(told_of: Sequence[Since], asked: int) -> tuple[object, ...]:
    misses = [abs(s.outside) for s in told_of if s.outside]
    return (
        f"{len(told_of)}/{asked}",
        f"{sum(s.outside == 0 for s in told_of)}/{len(told_of)}",
        sum((s.outside or 0) < 0 for s in told_of),
        sum((s.outside or 0) > 0 for s in told_of),
        f"{statistics.median(s.width for s in told_of):.0f}",
        f"{statistics.median(misses):.0f}" if misses else "–",
        f"{statistics.median(s.abrupt for s in told_of):.2f}",
    )


# Withdrawn from the beginning, recovering, and silence


def _others_table(found: dict[tuple[str, str], list[Read]]) -> str:
    rows = []
    for course in ("withdrawn", "recovering"):
        for density in DENSITIES:
            reads = found[course, density]
            last = _counted(r.reading["level"] for r in reads)
            rates = f"{per_two_years(reads):.2f}", f"{any_share(reads):.0%}"
            rows.append((course, density, len(reads), *rates,
                         f"{per_two_years(reads, 'notice'):.2f}", last))  # fmt: skip
    head = (
        "life",
        "told",
        "people",
        "concerns per person and 2 years",
        "with any",
        "notices",
        "level on the last day",
    )
    return _table(head, rows)


def _counted(values: Iterable[object]) -> str:
    seen: dict[str, int] = {}
    for value in values:
        seen[str(value)] = seen.get(str(value), 0) + 1
    return ", ".join(f"{k} {n}" for k, n in sorted(seen.items(), key=lambda kv: -kv[1]))


SILENT_FROM = dt.date(2024, 12, 1)


def _silence_table(each: int = 12) -> str:
    """Reports stop on one date for all; the command is asked 10, 30 and 90 days later."""
    rows = []
    for course, density in itertools.product(("steady, eventful", "withdrawn"), DENSITIES):
        lives = [life(course, density, 500 + n) for n in range(each)]
        rows += [(course, density, days, *_silent(lives, days)) for days in (10, 30, 90)]
    return _table(("life", "told", "days silent", "level", "raised in the silence", "causes named"), rows)


def _silent(lives: Sequence[Life], days: int) -> tuple[str, int, str]:
    cut, as_of = SILENT_FROM.isoformat(), (SILENT_FROM + dt.timedelta(days=days)).isoformat()
    kept = ([row for row in one.rows if row["date"] <= cut] for one in lives)
    readings = told(kept, "--as-of", as_of).values()
    raised = sum(any(e["day"] > cut for e in r["earlier"]) for r in readings)
    causes = _counted(len(r["silence"]["causes"]) if r["silence"] else 0 for r in readings)
    return _counted(r["level"] for r in readings), raised, causes


# The page


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def _tried_table(tried: Sequence[Tried]) -> str:
    rows = [
        (
            t.what,
            t.code,
            (t.words.splitlines() or [""])[-1][:160].replace("|", "¦"),
            t.fault or "as it should be",
        )
        for t in tried
    ]
    return _table(("table", "exit", "last line said", "judged"), rows)


def digest() -> str:
    """A short sum over 96 lives: the same world gives the same sum."""
    total = hashlib.sha256()
    for course in COURSES:
        for density in DENSITIES:
            for n in range(3):
                one = life(course, density, n)
                total.update(json.dumps([one.rows, one.slides]).encode())
    return total.hexdigest()[:16]


def figures(share: float) -> dict[str, str]:
    """Every table of the page by its name."""
    found = everyone(share)
    asked = sample_since(found, max(2, round(10 * share)))
    made: dict[str, Callable[[], str]] = {
        "digest": lambda: f"{SEED}, {digest()}",
        "steady": lambda: _steady_table(found),
        "teller": lambda: _teller_table(found),
        "free": lambda: _free_table(found),
        "events": lambda: _events_table(found),
        "slides": lambda: _slides_table(found),
        "early": lambda: _early_line(found),
        "since": lambda: _since_table(asked),
        "kept": lambda: f"{sum(s.past_kept for s in asked)} of {len(asked)}",
        "after": lambda: (
            f"{sum(s.after_raised for s in asked)} of {sum(s.outside is not None for s in asked)}"
        ),
        "others": lambda: _others_table(found),
        "silence": lambda: _silence_table(max(2, round(12 * share))),
        "odd": lambda: _tried_table(odd()),
        "hostile": lambda: _tried_table(hostile()),
    }
    return {name: make() for name, make in made.items()}


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="a part of the people, for a quick look")
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    words = (Path(__file__).parent / "stranger_page.md").read_text("utf-8")
    for name, text in figures(given.share).items():
        words = words.replace("{{" + name + "}}", text)
    given.page.write_text(words, "utf-8")


if __name__ == "__main__":
    main()
