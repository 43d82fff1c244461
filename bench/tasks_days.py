"""Tasks that end in days and readings: positions, actigraphy, and the walk over ten years."""

from __future__ import annotations

import json
from collections.abc import Mapping
from statistics import mean, median
from typing import Any

from files import ONE, WALKERS
from report import figure, table
from sections import Entry, Plan, Section, genkan, losses_in, peer

NIIMPY_DAYS = 30
SAID = {
    "night_nurse": "Night nurse",
    "date_line_home": "Home on the date line",
    "far_north": "At 69.65° N",
    "two_homes": "Two homes",
    "house_move": "House move half-way",
    "never_leaves": "Never leaves",
    "traveller": "Two long trips",
}


def _contenders(plan: Plan, person: str, runs: int) -> list[Entry]:
    """Everybody on one person's year of positions."""
    path, facts = plan.files / f"{person}.csv", plan.files / f"{person}.json"
    truth = json.loads(facts.read_text())
    short = Plan(plan.files, runs, plan.quick)
    return [
        genkan(short, "gps_genkan.py", path, truth["zone"], truth["starts_s"][0], *truth["home"], 7),
        peer(short, "infostop", "gps_infostop.py", path, facts, remark="home by our glue: longest dwell"),
        peer(short, "trackintel", "gps_trackintel.py", path, facts, "default", remark="its defaults"),
        peer(
            short, "trackintel", "gps_trackintel.py", path, facts, 1440,
            name="trackintel 1.4.2, gap limit 24 h", remark="with care",
        ),
        peer(short, "skmob", "gps_skmob.py", path, facts, remark="its defaults"),
    ]  # fmt: skip


def location(plan: Plan) -> Section:
    """A person-year of positions, one a minute: speed, and who is right."""
    truth = json.loads((plan.files / f"{ONE}.json").read_text())
    facts = plan.files / f"{ONE}.json"
    entries = _contenders(plan, ONE, plan.runs)
    days = 5 if plan.quick else NIIMPY_DAYS
    entries.append(
        peer(plan, "niimpy", "gps_niimpy.py", plan.files / f"{ONE}.csv", facts, days, runs=1,
             remark=f"the first {days} days only: a year takes minutes")
    )  # fmt: skip
    whole = genkan(plan, "genkan_read.py", "days", truth["zone"], plan.files / f"{ONE}.csv")
    own = entries[0].cost.told.get("warm")
    rows = []
    for one in entries:
        warm, fixes = one.cost.told.get("warm"), one.cost.told.get("fixes")
        rows.append(
            (
                one.name,
                figure(warm),
                one.cpu if one.peer else whole.cpu,
                f"{fixes / warm:,.0f}" if warm and fixes else "–",
                one.peak if one.peer else whole.peak,
                f"{figure(warm * _part(one, entries[0]) / own, 2)} ×" if warm and own and one.peer else "",
                one.remark,
            )
        )
    heads = (
        "contender",
        "from arrays, CPU s",
        "whole process, CPU s",
        "fixes per CPU-s",
        "peak MiB",
        "CPU time a fix",
        "",
    )
    text = [
        "One fix a minute for a year with gaps, jitter, spikes, repeats and null islands → home, stays, "
        "days. "
        "*From arrays* is the work alone (least of several calls for Genkan, one call for the others); "
        "*whole process* "
        "begins with the CSV.\n\n" + table(heads, rows),
        "Who is right. Days out on knowable days: right / read out though home / read home though out / "
        "unknown; hours "
        "out: mean and median absolute error of a day on days with positions enough; distance between the "
        "home found "
        "and the true one. Peers without a daily table get the glue of `bench/contenders/positions.py`: "
        "hours out are "
        "observed hours in no stay at their home, a day is out after five minutes beyond 150 m.\n\n"
        + table(("contender", *_HEADS), [(one.name, *_rightness(one, truth)) for one in entries]),
    ]
    others = [person for person in WALKERS if person != ONE]
    for person in others[:2] if plan.quick else others:
        told = json.loads((plan.files / f"{person}.json").read_text())
        lines = [(one.name, *_rightness(one, told)) for one in _contenders(plan, person, 1)]
        text.append(f"*{SAID[person]}*:\n\n" + table(("contender", *_HEADS), lines))
    text.append(
        "Of the two homes, the second counts as home too; after the move so does the new one; a lodging "
        "on a journey "
        "is a home while the journey lasts. The peers know one home a person: that costs them here, and "
        "no option "
        "of theirs changes it."
    )
    losses = losses_in([whole, *entries[1:]], "Positions, whole process")
    return Section("A person-year of positions → home, stays, days", "\n\n".join(text), tuple(losses))


_HEADS = (
    "knowable days",
    "right",
    "said out",
    "said home",
    "unknown",
    "hours error: mean",
    "median",
    "home off m",
)


def _part(one: Entry, own: Entry) -> float:
    """Scales a contender that read fewer fixes up to Genkan's number."""
    fixes = one.cost.told.get("fixes")
    return own.cost.told["fixes"] / fixes if fixes else 1.0


def _rightness(one: Entry, truth: Mapping[str, Any]) -> tuple[str, ...]:
    """Days and hours against the truth, as cells."""
    told = one.cost.told
    if "left" not in told:
        return (one.cost.trouble or "–", *("–",) * 7)
    count = min(len(told["left"]), len(truth["left"]))
    known = [row for row in range(count) if truth["knowable"][row]]
    read = [(told["left"][row], truth["left"][row]) for row in known]
    errors = [
        abs(told["hours"][row] - truth["hours"][row])
        for row in range(count)
        if truth["hours_knowable"][row] and told["hours"][row] is not None
    ]
    away = told.get("home_m")
    return (
        str(len(known)),
        str(sum(said is not None and said == true for said, true in read)),
        str(sum(said is True and not true for said, true in read)),
        str(sum(said is False and true for said, true in read)),
        str(sum(said is None for said, _ in read)),
        f"{mean(errors):.2f}" if errors else "–",
        f"{median(errors):.2f}" if errors else "–",
        "not told" if away is None else f"{away:,.0f}",
    )


def rhythm(plan: Plan) -> Section:
    """A person-year of one-minute counts: the published measures."""
    path = plan.files / "actigraphy.csv"
    zone = json.loads((plan.files / "truth.json").read_text())["zone"]
    entries = [
        genkan(plan, "rhythm_genkan.py", path, zone, 9),
        peer(
            plan,
            "parsers",
            "rhythm_numpy.py",
            path,
            name="the formulas in plain numpy",
            remark="without SRI; the reference",
        ),
        peer(plan, "pyactigraphy", "rhythm_pyactigraphy.py", path),
    ]
    own = entries[0].cost.told
    names = ("IS", "IV", "L5", "M10", "RA")
    rows = [
        (
            one.name,
            figure(one.cost.told.get("warm")),
            one.cpu,
            one.peak,
            f"{figure(one.cost.told['warm'] / own['warm'], 2)} ×"
            if one.peer and "warm" in one.cost.told
            else "",
            *(f"{one.cost.told['whole'][name]:.6g}" if "whole" in one.cost.told else "–" for name in names),
            one.remark,
        )
        for one in entries
    ]
    heads = ("contender", "from arrays, CPU s", "whole process, CPU s", "peak MiB", "CPU time", *names, "")
    text = (
        "Counts a minute on the wall clock, with the watch off now and then; what was not worn is "
        "missing.\n\n"
        + table(heads, rows)
        + f"\n\nGenkan also computes every measure for every day (windows of 14 days, with the sleep "
        f"regularity index): "
        f"{figure(own.get('daily'))} CPU s for all of them. {_agreement(entries)}"
    )
    losses = [
        f"Rhythm: {one.name} uses {figure(one.cost.told['warm'] / own['warm'], 2)} of Genkan's CPU time "
        f"from arrays."
        for one in entries
        if one.peer and one.cost.told.get("warm", 1e9) < own.get("warm", 0)
    ]
    return Section("A person-year of actigraphy → rhythm", text, tuple(losses))


def _agreement(entries: list[Entry]) -> str:
    own, reference = (entry.cost.told.get("whole") for entry in entries[:2])
    if not own or not reference:
        return ""
    apart = max(abs(own[name] - reference[name]) / max(abs(reference[name]), 1e-12) for name in reference)
    return (
        f"Largest relative difference to the formulas over all seven values: {apart:.1e}. pyActigraphy "
        f"takes missing "
        "minutes as no movement when it sums them to hours, and divides the 24 hourly means by 23."
    )


def course(plan: Plan) -> Section:
    """Days to every stage, ten years of one person."""
    entry = genkan(plan, "course_genkan.py", plan.files / "family", 10, 9)
    told = entry.cost.told
    rows = [
        (
            entry.name,
            f"{1000 * told.get('first', float('nan')):.0f}",
            f"{1000 * told.get('warm', float('nan')):.0f}",
            entry.peak,
            f"{told.get('days')} days, six signs, {told.get('stages')} definitions with their ribbons",
        )
    ]
    text = "No peer does this.\n\n" + table(
        ("contender", "first call, CPU ms", "again, CPU ms", "peak MiB", "gives"), rows
    )
    return Section("Days → usual → signs → all stages, ten years", text)


TASKS = {"location": location, "rhythm": rhythm, "course": course}
__all__ = ["TASKS"]
