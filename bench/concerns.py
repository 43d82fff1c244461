"""How well watching works, on invented lives that it was not set on: one command, one page.

``python bench/concerns.py [--quick] [--no-peers]`` simulates fresh seeds of both worlds, runs the
frozen rule and its peers on the same series, and writes ``docs/reference/concerns.md``. ``--quick`` takes
a few lives and prints only; ``--only SECTION`` renews one section, ``--again`` only writes the
page. Peers from registries are installed outside the project, under ``bench/.work/peers``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from concerns_lives import CARE_HEADS, care_rows, lives_svg  # noqa: E402
from concerns_peers import RULES, alarms_of, composite_of  # noqa: E402
from genkan.concerns.ahead import ahead_of  # noqa: E402
from genkan.concerns.change import bound_at, evidence_at  # noqa: E402
from genkan.concerns.evidence import concerns_on, counts_of_last, evidence_of, open_days  # noqa: E402
from genkan.concerns.figures import rules  # noqa: E402
from genkan.concerns.onset import onset_of  # noqa: E402
from genkan.concerns.usual_life import usual_life  # noqa: E402
from genkan.pretend.watch_worlds import WORLDS, Lives, World, sliding_lives, steady_lives  # noqa: E402
from report import REFERENCE, made_by, table  # noqa: E402

COMMAND = "python bench/concerns.py"
DENSITIES = (0.0, 0.3, 0.6, 0.8)
LEAD, WATCHED = 90, 730
SEEN_FOR = 360
FRESH = 12_000_000
PEER_SEED = 6_000_000
PACKAGE_PEOPLE = 60
KEPT = HERE / ".work" / "concerns.json"
PEERS_NOTE = (
    "Own implementations read the plain composite of six signs (mean over the root of their number, own "
    "baseline, self-starting where named). Set on other steady lives than they are tested on."
)
PACKAGES_NOTE = (
    "Packages on a smaller sample of the same lives (60 a density). The last column is milliseconds a "
    "person-year, the composite given; Genkan's own {own:.2f} ms hold the composite as well."
)
CURVE_NOTE = (
    "One row is one threshold, world A, 0 to 60 % missing.\n\n![delay and false alarms](concerns-curve.svg)"
)
MADE_NOTE = (
    "{people} steady, {people} sliding and {half} mildly sliding invented lives at each density and world, "
    "seeds from {seed:,} on, none of them used to set the rule. One frozen threshold. The run took "
    "{took:.0f} s. Everything here is about invented lives: no public series with a dated onset exists."
)
CARE_NOTE = (
    "Twenty weeks of six signs, one budget of errors for all of them. «On the way back»: people who return "
    "from a slide over 60 days. The share is of people told so of any sign."
)
SPEED_NOTE = (
    "1,000 person-years side by side: {together:.2f} CPU s (composite, usual and evidence; NumPy only). "
    "One person's year alone: {alone:.0f} ms."
)


@dataclass(frozen=True, slots=True)
class Set:
    """Lives of one density: steady, sliding, sliding mildly."""

    missing: float
    steady: Lives
    sliding: Lives
    mild: Lives


def sets_of(world: World, seed: int, people: int) -> list[Set]:
    """The same number of steady and sliding lives at every density."""
    return [
        Set(
            missing,
            steady_lives(world, seed + 10 * index, people, LEAD + WATCHED, missing),
            sliding_lives(world, seed + 10 * index + 1, people, SEEN_FOR, missing),
            sliding_lives(world, seed + 10 * index + 2, people // 2, SEEN_FOR, missing, peak=0.42),
        )
        for index, missing in enumerate(DENSITIES)
    ]


def read(lives: Lives, gate: bool = True):
    """(usual life, days on which something may be said) of many people."""
    life = usual_life(lives.scores, lives.free)
    if not gate:
        return life, life.baseline >= rules()["usual"]["least_baseline_days"]
    heard = np.isfinite(lives.scores)
    signs = sum((counts_of_last(heard[:, :, one], 28) > 0).astype(int) for one in range(6))
    return life, open_days(np.isfinite(life.away), life.baseline, signs >= 2)


def delays(alarms: np.ndarray, lives: Lives) -> np.ndarray:
    """Days from the true first day to the first alarm on or after it; infinite without one."""
    found = np.full(len(alarms), np.inf)
    for person, start in enumerate(lives.start):
        after = np.flatnonzero(alarms[person, start:])
        if len(after):
            found[person] = after[0]
    return found


def false_alarms(alarms: np.ndarray) -> tuple[float, float, float]:
    """A person per two years, its half 95 % interval, and the share of people with any."""
    counts = alarms[:, LEAD:].sum(axis=1)
    return float(counts.mean()), float(1.96 * counts.std() / len(counts) ** 0.5), float((counts > 0).mean())


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"


# ── Alarms ──


def alarm_rows(name: str, sets: list[Set], alarms: Callable[[Lives], np.ndarray]) -> list[list[object]]:
    """A row for each density, and one over 0, 30 and 60 % missing."""
    rows, kept = [], []
    for one in sets:
        steady, sliding, mild = (alarms(lives) for lives in (one.steady, one.sliding, one.mild))
        wrong, half, any_ = false_alarms(steady)
        late, mild_late = delays(sliding, one.sliding), delays(mild, one.mild)
        kept.append((one.missing, wrong, any_, late, mild_late))
        rows.append(_row(name, _percent(one.missing), f"{wrong:.2f} ± {half:.2f}", any_, late, mild_late))
    usual = [one for one in kept if one[0] < 0.7]
    late = np.concatenate([one[3] for one in usual])
    mild_late = np.concatenate([one[4] for one in usual])
    wrong = float(np.mean([one[1] for one in usual]))
    any_ = float(np.mean([one[2] for one in usual]))
    rows.append(_row(name, "0–60 %", f"{wrong:.2f}", any_, late, mild_late))
    return rows


def _row(
    name: str, density: str, wrong: str, any_: float, late: np.ndarray, mild: np.ndarray
) -> list[object]:
    paces = [f"{np.median(late[np.arange(len(late)) % 3 == pace]):.0f}" for pace in range(3)]
    return [
        *(name, density, wrong, _percent(any_), f"{np.median(late):.0f}", " / ".join(paces)),
        *(
            _percent(float((late > 90).mean()), 1),
            f"{np.median(mild):.0f}",
            _percent(float((mild > 90).mean()), 1),
        ),
    ]


ALARM_HEADS = (
    *("rule", "missing", "false alarms / 2 y", "steady with any", "delay, days", "abrupt / weeks / months"),
    *("unseen at 90 d", "mild: delay", "mild: unseen"),
)


def curve(sets: list[Set]) -> list[tuple[float, float, float, float, float, float]]:
    """(threshold, false alarms, any, delay, unseen, mild unseen) over 0, 30 and 60 % missing."""
    ready = [
        [(lives, *read(lives)) for lives in (one.steady, one.sliding, one.mild)]
        for one in sets
        if one.missing < 0.7
    ]
    found = []
    for threshold in (60, 150, 250, 350, 450, 600, 800, 1000, 1400):
        wrong, any_, late, mild = [], [], [], []
        for (_, life, speaks), sliding, soft in ready:
            told = false_alarms(concerns_on(life, speaks, threshold))
            wrong.append(told[0])
            any_.append(told[2])
            late.append(delays(concerns_on(*sliding[1:], threshold), sliding[0]))
            mild.append(delays(concerns_on(*soft[1:], threshold), soft[0]))
        slow, soft_slow = np.concatenate(late), np.concatenate(mild)
        found.append(
            (
                *(threshold, float(np.mean(wrong)), float(np.mean(any_)), float(np.median(slow))),
                *(float((slow > 90).mean()), float((soft_slow > 90).mean())),
            )
        )
    return found


# ── Onset, change, fan ──


def onset_rows(world: World, people: int) -> list[list[object]]:
    """Error and cover at the alarm, 30 and 60 days later."""
    found: dict[str, list[tuple[float, bool, int, int]]] = {}
    for index, missing in enumerate((0.0, 0.3, 0.6)):
        lives = sliding_lives(world, FRESH + 900 + index, people, 400, missing)
        life, speaks = read(lives)
        alarms = concerns_on(life, speaks, float(rules()["alarm"]["concern"]))
        for person in range(people):
            start = int(lives.start[person])
            after = np.flatnonzero(alarms[person, start:])
            if not len(after):
                continue
            for name, later in (("at the alarm", 0), ("30 days later", 30), ("60 days later", 60)):
                row = start + int(after[0]) + later
                onset = onset_of(life.signs[person], row) if row < 400 else None
                if onset is not None:
                    covered = onset.earliest <= start <= onset.latest
                    width = onset.latest - onset.earliest
                    found.setdefault(name, []).append((abs(onset.middle - start), covered, width, person % 3))
    rows = []
    for name, told in found.items():
        error, covered, width, pace = (np.array(each) for each in zip(*told, strict=True))
        by_pace = " / ".join(f"{np.median(error[pace == one]):.0f}" for one in range(3))
        rows.append(
            [
                *(name, len(told), f"{np.median(error):.1f}", by_pace, _percent((error <= 14).mean())),
                *(f"{covered.mean():.2f}", f"{np.median(width):.0f}"),
            ]
        )
    return rows


def change_rows(people: int) -> list[list[object]]:
    """Who is told «better» or «worse» within 20 weekly looks, beside two rules in use."""

    def course(seed: int, points: float, ramp: int, start: int = 0) -> np.ndarray:
        rng = np.random.default_rng([FRESH, seed])
        swing = np.zeros((people, 21))
        swing[:, 0] = rng.normal(0, 1.5, people)
        for week in range(1, 21):
            swing[:, week] = 0.5 * swing[:, week - 1] + rng.normal(0, 1.5 * 0.75**0.5, people)
        told = 15 + swing + rng.normal(0, 2.2, swing.shape)
        told += points * np.clip((np.arange(21) - start) / ramp, 0, 1)
        told[:, 1:][rng.random((people, 20)) < 0.15] = np.nan
        return told

    rows = []
    for seed, (name, points, ramp, start) in enumerate(
        (
            *(("unchanged", 0, 1, 0), ("3 points better over 12 weeks", -3, 12, 0)),
            *(("6 points better over 12 weeks", -6, 12, 0), ("6 points better over 20 weeks", -6, 20, 0)),
            *(("6 points better at once", -6, 1, 4), ("6 points worse over 12 weeks", 6, 12, 0)),
        )
    ):
        told = course(seed, points, ramp, start)
        better, worse = np.zeros((people, 20), bool), np.zeros((people, 20), bool)
        for end in range(2, 22):
            known = np.isfinite(told[:, end - 1])
            for_better, for_worse, _ = evidence_at(told[:, :end])
            better[:, end - 2] = (for_better > bound_at(end - 1)) & known
            worse[:, end - 2] = (for_worse > bound_at(end - 1)) & known
        sought = worse if points > 0 else better
        week = np.where(sought.any(axis=1), sought.argmax(axis=1) + 1, np.inf)
        fallen = np.nan_to_num((told[:, :1] - told[:, 1:]) * (-1 if points > 0 else 1), nan=-99.0)
        rows.append(
            [
                *(name, _percent(sought.any(axis=1).mean(), 1)),
                "–" if np.isinf(np.median(week)) else f"{np.median(week):.0f}",
                *(_percent((fallen > 6.1).any(axis=1).mean()), _percent((fallen > 10).any(axis=1).mean())),
            ]
        )
    return rows


def fan_rows(world: World, people: int) -> list[list[object]]:
    """How often the fan holds what came, 28 days ahead."""
    told: list[tuple[int, bool, float]] = []
    for index, missing in enumerate((0.0, 0.3, 0.6)):
        for lives in (
            steady_lives(world, FRESH + 700 + index, people, 400, missing),
            sliding_lives(world, FRESH + 710 + index, people, 400, missing),
        ):
            life, speaks = read(lives)
            found = evidence_of(life, speaks)
            for person in range(people):
                for row in range(125, 365, 12):
                    later = life.level[person, row + 22 : row + 29]
                    concerns = np.flatnonzero(found.concerns[person, : row + 1])
                    since = row - int(concerns[-1]) if len(concerns) else None
                    ahead = ahead_of(life.level[person, : row + 1], float(found.concern[person, row]), since)
                    if ahead is None or np.isfinite(later).sum() < 3:
                        continue
                    _, low, _, high = ahead.fan[-1]
                    start, length = int(lives.start[person]), int(lives.length[person])
                    state = 0 if start < 0 or row < start else 1 if row < start + length else 2
                    if state == 1 and length < 14:
                        continue
                    told.append((state, low <= float(np.nanmean(later)) <= high, high - low))
    rows = []
    for state, name in enumerate(("before any slide, or steady", "in mid-slide", "after the slide")):
        chosen = [(held, width) for at, held, width in told if at == state]
        held, width = (np.array(each) for each in zip(*chosen, strict=True))
        rows.append([world.name, name, len(held), f"{held.mean():.2f}", f"{np.median(width):.1f}"])
    return rows


# ── Speed, and what families read ──


def speed() -> tuple[float, float]:
    """Seconds for 1,000 person-years together, and for one person's year alone."""
    lives = steady_lives(WORLDS["A"], FRESH + 50, 1000, 365, 0.3)
    threshold = float(rules()["alarm"]["concern"])
    best = np.inf
    for _ in range(5):
        before = time.process_time()
        life = usual_life(lives.scores, lives.free)
        concerns_on(life, life.baseline >= 14, threshold)
        best = min(best, time.process_time() - before)
    before = time.process_time()
    for person in range(20):
        life = usual_life(lives.scores[person : person + 1], lives.free)
        concerns_on(life, life.baseline >= 14, threshold)
    return float(best), (time.process_time() - before) / 20


def family_rows(sets: list[Set]) -> list[list[object]]:
    """What 1,000 steady and 1,000 sliding lives get told."""
    one = next(one for one in sets if one.missing == 0.3)
    rows: list[list[object]] = []
    life, speaks = read(one.steady)
    found = evidence_of(life, speaks)
    counts = found.concerns[:, LEAD:].sum(axis=1)
    notices = found.notices[:, LEAD:].sum(axis=1)
    for name, share in (
        ("steady for two years: never told “something to look at”", (counts == 0).mean()),
        ("steady: told it once", (counts == 1).mean()),
        ("steady: told it twice", (counts == 2).mean()),
        ("steady: told it three times or more", (counts >= 3).mean()),
        ("steady: at least one quiet notice, for the person only", (notices > 0).mean()),
    ):
        rows.append([name, round(1000 * float(share))])
    life, speaks = read(one.sliding)
    found = evidence_of(life, speaks)
    late = delays(found.concerns, one.sliding)
    early = delays(found.notices | found.concerns, one.sliding)
    for name, share in (
        ("sliding: told within two weeks of the first day", (late <= 14).mean()),
        ("sliding: told within a month", (late <= 30).mean()),
        ("sliding: told within two months", (late <= 60).mean()),
        ("sliding: told within three months", (late <= 90).mean()),
        ("sliding: not told within three months", (late > 90).mean()),
        ("sliding: a notice or a concern within a month", (early <= 30).mean()),
    ):
        rows.append([name, round(1000 * float(share))])
    return rows


def curve_svg(found: list[tuple[float, float, float, float, float, float]]) -> str:
    """False alarms against delay, as a picture."""
    from genkan.pictures.canvas import Canvas

    canvas = Canvas(520, 300, "Trade-off", "Median delay in days against false alarms in two years", "en")
    right, top = max(one[1] for one in found) * 1.05, max(one[3] for one in found) + 3

    def at(wrong: float, late: float) -> tuple[float, float]:
        return 50 + 440 * wrong / right, 260 - 220 * (late - 10) / (top - 10)

    canvas.line([at(0, 10), at(right, 10)], "quiet")
    canvas.line([at(0, 10), at(0, top)], "quiet")
    canvas.line([at(one[1], one[3]) for one in found], "home", 2)
    from genkan.pictures.canvas import Label

    for one in found:
        x, y = at(one[1], one[3])
        canvas.dot(x, y, 3.5, "home")
        canvas.labels.append(Label(x + 6, y - 6, f"{one[0]:.0f}", 11))
    for late in range(10, int(top) + 1, 5):
        canvas.labels.append(Label(44, at(0, late)[1] + 4, str(late), 11, anchor="end"))
    for wrong in range(int(right) + 1):
        canvas.labels.append(Label(at(wrong, 10)[0], 278, str(wrong), 11, anchor="middle"))
    canvas.labels.append(Label(270, 296, "false alarms a steady person in two years", 12, anchor="middle"))
    canvas.labels.append(Label(12, 18, "median delay, days", 12))
    return canvas.alone()


# ── Peers ──


def peer_rows(calibrate: list[Set], test: list[Set], target: float) -> list[list[object]]:
    """Each own rule at the threshold that gives the same false alarms on other steady lives."""
    rows = []
    ready = [composite_of(one.steady) for one in calibrate if one.missing < 0.7]
    for name, rule in RULES.items():
        low, high = 0.05, 60.0
        for _ in range(15):
            threshold = (low * high) ** 0.5
            wrong = np.mean([false_alarms(alarms_of(rule, *one, threshold))[0] for one in ready])
            low, high = (threshold, high) if wrong > target else (low, threshold)
        rows += alarm_rows(
            f"{name}, at {high:.2f}",
            test,
            lambda lives, rule=rule, level=high: alarms_of(rule, *composite_of(lives), level),
        )[-1:]
    return rows


def package_rows(people: int, target: float) -> list[list[object]]:
    """river and ruptures in an environment of their own, on the same composite."""
    from peers import installed

    home = installed("watching")
    if home.trouble:
        return [["river, ruptures", home.trouble, *[""] * 7]]
    folder = HERE / ".work" / "watching"
    folder.mkdir(parents=True, exist_ok=True)
    for name, seed in (("calibrate", PEER_SEED), ("test", FRESH)):
        one = {}
        for index, missing in enumerate((0.0, 0.3, 0.6)):
            steady = steady_lives(WORLDS["A"], seed + 10 * index, people, LEAD + WATCHED, missing)
            sliding = sliding_lives(WORLDS["A"], seed + 10 * index + 1, people, SEEN_FOR, missing)
            mild = sliding_lives(
                WORLDS["A"], seed + 10 * index + 2, people // 2, SEEN_FOR, missing, peak=0.42
            )
            for kind, lives in (("steady", steady), ("sliding", sliding), ("mild", mild)):
                one[f"{kind}{index}"] = composite_of(lives)[0]
                one[f"{kind}{index}_start"] = lives.start
        np.savez(folder / f"{name}.npz", **one)
    ran = subprocess.run(
        [str(home.python), str(HERE / "contenders" / "watching.py"), str(folder), str(target)],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    if ran.returncode:
        return [["river, ruptures", f"stopped ({ran.stderr.strip().splitlines()[-1][:60]})", *[""] * 7]]
    rows = []
    for told in json.loads(ran.stdout.splitlines()[-1]):
        late, mild = np.array(told["late"]), np.array(told["mild"])
        row = _row(told["name"], "0–60 %", f"{told['wrong']:.2f}", told["any"], late, mild)
        rows.append([*row, f"{1000 * told['seconds']:.2f}"])
    return rows


# ── The page ──


class Bench:
    """The sections of the page, each measured for itself and kept, so that one can be renewed alone."""

    def __init__(self, quick: bool, packages: bool) -> None:
        self.people = 24 if quick else 960
        self.quick, self.with_packages = quick, packages
        self.threshold = float(rules()["alarm"]["concern"])

    @cached_property
    def a(self) -> list[Set]:
        """Fresh lives of world A."""
        return sets_of(WORLDS["A"], FRESH, self.people)

    @cached_property
    def b(self) -> list[Set]:
        """Fresh lives of world B."""
        return sets_of(WORLDS["B"], FRESH + 500, self.people)

    def frozen(self, lives: Lives) -> np.ndarray:
        """Concerns by the frozen rule."""
        return concerns_on(*read(lives), self.threshold)

    def ungated(self, lives: Lives) -> np.ndarray:
        """The same without asking for eight reports in 28 days."""
        return concerns_on(*read(lives, gate=False), self.threshold)

    def alarms(self) -> dict[str, object]:
        """By density, in both worlds; the trade-off; what families read."""
        open_name = "without the gate of 4 reports"
        return {
            "a": alarm_rows("**Genkan**", self.a, self.frozen),
            "open_a": alarm_rows(open_name, self.a, self.ungated),
            "b": alarm_rows("**Genkan**", self.b, self.frozen),
            "open_b": alarm_rows(open_name, self.b, self.ungated),
            "curve": curve(self.a),
            "family": family_rows(self.a),
        }

    def peers(self) -> dict[str, object]:
        """Own rules at the same false alarms; the floor in world B as well."""
        target = false_alarms(np.concatenate([self.frozen(one.steady) for one in self.a[:3]]))[0]
        rows = peer_rows(sets_of(WORLDS["A"], PEER_SEED, self.people // 2), self.a, target)
        name, _, level = str(rows[-1][0]).rpartition(", at ")
        floor = alarm_rows(
            name, self.b, lambda lives: alarms_of(RULES[name], *composite_of(lives), float(level))
        )
        return {"target": target, "rows": rows, "floor_b": floor}

    def onset(self) -> dict[str, object]:
        """Since when, in both worlds."""
        return {name: onset_rows(world, self.people // 12) for name, world in WORLDS.items()}

    def change(self) -> dict[str, object]:
        """Better, worse, cannot tell."""
        return {"rows": change_rows(400 if self.quick else 4000)}

    def care(self) -> dict[str, object]:
        """Each sign since a day in care."""
        return {"rows": care_rows(FRESH + 60_000, 40 if self.quick else 120)}

    def ahead(self) -> dict[str, object]:
        """The fan, in both worlds."""
        return {"rows": [row for world in WORLDS.values() for row in fan_rows(world, self.people // 3)]}

    def speed(self) -> dict[str, object]:
        """Seconds together and alone."""
        together, alone = speed()
        return {"together": together, "alone": alone}

    def packages(self) -> dict[str, object]:
        """river and ruptures."""
        target = false_alarms(np.concatenate([self.frozen(one.steady) for one in self.a[:3]]))[0]
        return {"rows": package_rows(PACKAGE_PEOPLE, target) if self.with_packages and not self.quick else []}


SECTIONS = ("alarms", "peers", "onset", "change", "care", "ahead", "speed", "packages")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="few lives, nothing written")
    parser.add_argument("--no-peers", action="store_true", help="without packages from registries")
    parser.add_argument("--only", choices=SECTIONS, help="renew one section of the page")
    parser.add_argument("--again", action="store_true", help="only write the page from the last figures")
    told = parser.parse_args()
    bench = Bench(told.quick, not told.no_peers)
    kept: dict[str, dict[str, object]] = {}
    if (told.only or told.again) and KEPT.exists():
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
    for name in () if told.again else (told.only,) if told.only else SECTIONS:
        began = time.monotonic()
        kept[name] = {**getattr(bench, name)(), "took": time.monotonic() - began}
        print(f"{name}: {kept[name]['took']:.0f} s", file=sys.stderr, flush=True)
        if not told.quick:
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text(json.dumps(kept), encoding="utf-8")
    if set(kept) < set(SECTIONS):
        return
    text = page(kept, bench.people)
    if not told.quick:
        (REFERENCE / "concerns.md").write_text(text, encoding="utf-8")
        lives = lives_svg(kept["alarms"]["family"])
        (REFERENCE / "concerns-lives.svg").write_text(lives, encoding="utf-8")
        (REFERENCE / "concerns-curve.svg").write_text(curve_svg(kept["alarms"]["curve"]), encoding="utf-8")
    print(text)


def page(kept, people: int) -> str:
    """The whole reference page."""
    alarms, peers, fans = kept["alarms"], kept["peers"]["rows"], kept["ahead"]["rows"]
    rows_a, rows_b, found = alarms["a"], [*alarms["b"], *alarms["open_b"]], alarms["curve"]
    rows_b += kept["peers"]["floor_b"]
    onset_a, onset_b, change = kept["onset"]["A"], kept["onset"]["B"], kept["change"]["rows"]
    packages, family = kept["packages"]["rows"], alarms["family"]
    seconds = (kept["speed"]["together"], kept["speed"]["alone"])
    took = sum(section["took"] for section in kept.values())
    every = rows_a[-1]
    by_density = ", ".join(f"{row[2]} ({row[1]})" for row in rows_a[:-1])
    mid = {row[0]: row[3] for row in fans if row[1] == "in mid-slide"}
    later = onset_a[1] if len(onset_a) > 1 else onset_a[0]
    covers = ", ".join(str(row[5]) for row in onset_a)
    told = {row[0]: row for row in change}
    quickest = min((float(row[-1]) for row in packages if len(row) > 9), default=float("nan"))
    goals = [
        ["false alarms per steady person per 2 years", "≤ 1.0 at every density", by_density],
        ["steady people with any alarm in 2 years", "≤ 45 %", every[3]],
        ["median delay from the first day", "≤ 22 d", f"{every[4]} d"],
        ["slides unseen at 90 days; mild only", "≤ 0.5 %; ≤ 8 %", f"{every[6]}; {every[8]}"],
        ["onset error 30 days after the alarm; within 14 days", "≤ 6 d; ≥ 80 %", f"{later[2]} d; {later[4]}"],
        ["80 % ranges cover, at alarm, +30, +60 days", "0.78–0.85", covers],
        [
            "“better” told to unchanged people; true slow 6-point gain told",
            "≤ 5 %; ≥ 90 %",
            f"{told['unchanged'][1]}; {told['6 points better over 12 weeks'][1]}",
        ],
        ["4-week fan covers people in mid-slide, world A; B", "≥ 0.75", f"{mid['A']}; {mid['B']}"],
        [
            "1,000 person-years; against the quickest package",
            "≤ 0.05 s; ≥ 100 ×",
            f"{seconds[0]:.2f} s; {quickest / seconds[0]:.1f} ×"
            if quickest == quickest
            else f"{seconds[0]:.2f} s; not run",
        ],
    ]
    curve_rows = [
        [
            f"{level:.0f}",
            f"{wrong:.2f}",
            _percent(any_),
            f"{late:.0f}",
            _percent(unseen, 1),
            _percent(mild, 1),
        ]
        for level, wrong, any_, late, unseen, mild in found
    ]
    heads = (
        "asked",
        "detected people",
        "median error, d",
        "abrupt / weeks / months",
        "within 14 d",
        "cover",
        "width, d",
    )
    notes = (HERE / "concerns_notes.md").read_text(encoding="utf-8").strip()
    parts = [
        "# Watching: what it reaches, and what it does not",
        made_by(COMMAND) + MADE_NOTE.format(people=people, half=people // 2, seed=FRESH, took=took),
        "## What 1,000 lives get told",
        "Lives of world A with three days in ten not reported.",
        "![each figure stands for ten lives](concerns-lives.svg)",
        table(("of 1,000 lives", "how many"), family),
        "## Goals and what was reached",
        "Over 0, 30 and 60 % of days missing, world A, unless said. " + notes.split("\n\n---\n\n")[0],
        table(("figure", "goal", "reached"), goals),
        "## By density of reports, world A (another seed than it was set on)",
        table(ALARM_HEADS, [*rows_a, *alarms["open_a"]], left=2),
        "## World B: another design, nothing re-tuned",
        table(ALARM_HEADS, rows_b, left=2),
        "## The trade-off",
        CURVE_NOTE,
        table(
            (
                "threshold",
                "false alarms / 2 y",
                "steady with any",
                "delay, days",
                "unseen at 90 d",
                "mild: unseen",
            ),
            curve_rows,
        ),
        "## Peers on the same series, each set to the same false alarms",
        PEERS_NOTE,
        table(ALARM_HEADS, [every, *peers], left=2),
        *(
            [
                PACKAGES_NOTE.format(own=seconds[0]),
                table((*ALARM_HEADS, "ms / person-year"), packages, left=2)
                if len(packages[0]) > 9
                else table(ALARM_HEADS, packages, left=2),
            ]
            if packages
            else []
        ),
        "## Since when",
        "World A:",
        table(heads, onset_a),
        "World B:",
        table(heads, onset_b),
        "## Change in care, 20 weekly looks",
        "A score of 0 to 27 with measuring error 2.2 and swing 1.5 (memory 0.5 a week), 15 % missing.",
        table(
            (
                "course",
                "told by Genkan",
                "median week",
                "reliable change index at any look",
                "first against now, cut 10",
            ),
            change,
        ),
        "## Each sign since a day in care",
        CARE_NOTE,
        table(CARE_HEADS, kept["care"]["rows"], left=2),
        "## Four weeks ahead",
        table(("world", "people", "asked", "cover", "width, spreads"), fans, left=2),
        "## Speed",
        SPEED_NOTE.format(together=seconds[0], alone=1000 * seconds[1]),
        "## What to keep in mind",
        notes.split("\n\n---\n\n")[1],
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


if __name__ == "__main__":
    main()
