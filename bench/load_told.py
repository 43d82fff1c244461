"""The page of the load test, from what every part left behind."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from load_ask import CONNECTIONS
from report import figure, table

TASKS = {
    "public": "public page (`/begin/family/`; theirs: the sign-in page)",
    "save": "a day's note saved for good (theirs: a ping; bare: one row)",
    "first": "a person's 90 days, drawn for the first time (theirs: details of a check, 90 pings)",
    "person": "the same 90 days, looked at again within ten minutes",
    "caseload": "a worker's list of 100 people (theirs: the list of 100 checks)",
}
WANTED = {"public": 1.0, "save": 3.0, "first": 1.5, "person": 1.5, "caseload": 2.0}
HEADS = ("task", "server", "a second", "median ms", "p95 ms", "CPU ms each", "answers", "wrong")
Part = Mapping[str, Any]


def page(results: Path) -> str:
    """The whole page, each part with its own day and machine; what was not measured is named at the end."""
    found = {one.stem: json.loads(one.read_text()) for one in sorted(results.glob("*.json"))}
    shown: dict[str, tuple[str, Callable[[Part], str]]] = {}
    for name, words in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        shown[f"beside-{name}"] = f"side by side on {words}", partial(_beside, words=words)
        shown[f"growth-{name}"] = f"growth on {words}", partial(_growth, words=words)
    shown["import-sqlite"] = "an import meanwhile", _import
    shown["backup-sqlite"] = "backup and restore", _backup
    parts = [
        f"{told(found[name])}\nMade: {found[name]['made']}.\n"
        for name, (_, told) in shown.items()
        if name in found
    ]
    missing = [said for name, (said, _) in shown.items() if name not in found]
    peer = next((found[name]["peer"] for name in shown if name.startswith("beside") and name in found), "")
    last = [f"**Not measured:** {', '.join(missing)}.\n"] if missing else []
    return "\n".join([HEAD.format(peer=peer), *parts, *last, FOOT])


def _row(task: str, who: str, one: Part) -> tuple[str, ...]:
    numbers = (figure(one["a_second"]), figure(one["p50_ms"]), figure(one["p95_ms"]), figure(one["cpu_ms"]))
    return (task, who, *numbers, f"{one['requests']:,}", str(one["failed"]))


def _beside(found: Part, words: str) -> str:
    rows, judged = [], []
    for task, said in TASKS.items():
        by = found["tasks"][task]
        rows += [_row(said if not at else "", who, one) for at, (who, one) in enumerate(by.items())]
        peers = {who: one for who, one in by.items() if who.startswith("healthchecks")}
        if peers:
            who, best = max(peers.items(), key=lambda one: one[1]["a_second"])
            ratio = by["genkan"]["a_second"] / best["a_second"]
            used = min(one["cpu_ms"] for one in peers.values()) / by["genkan"]["cpu_ms"]
            met = "reached" if ratio >= WANTED[task] else "**missed**"
            told = (f"{ratio:.2f} ×", f"{used:.2f} ×", f"≥ {WANTED[task]:g} ×", met)
            judged.append((said.split(" (")[0], who.removeprefix("healthchecks, "), *told))
    memory = ", ".join(f"{who} {held} MB" for who, held in found["memory_mb"].items())
    text = f"## Side by side, {words}\n\n{table(HEADS, rows, 2)}\n\n"
    text += f"Memory of all processes afterwards: {memory}.\n"
    text += _burden(found["load"])
    if judged:
        heads = ("Genkan beside healthchecks", "faster of theirs", "answers a second", "for the same CPU")
        text += f"\n{table((*heads, 'wanted', ''), judged, 2)}\n"
    save = found["tasks"]["save"]["genkan"]["p95_ms"]
    return text + f"\nA save, p95: {figure(save)} ms (wanted: at most 300): {_met(save <= 300)}.\n"


def _burden(load: float) -> str:
    """How busy the machine was over five minutes; the eight connections themselves wait for a core."""
    cores = os.cpu_count() or 1
    told = f"Load of the machine over five minutes at the end: {load:.1f} on {cores} cores"
    if load <= max(CONNECTIONS, cores * 2):
        return f"{told}.\n"
    return (
        f"{told}: **other work took most of it. Answers a second and p95 say little here; the processor time "
        "of one answer says more. Run it again on a quiet machine before you rely on a figure.**\n"
    )


def _met(reached: bool) -> str:
    return "reached" if reached else "**missed**"


def _growth(found: Part, words: str) -> str:
    rows = []
    for task, said in TASKS.items():
        few, many = found["tasks"][task]["genkan"], found["tasks"][task]["grown"]
        times = many["p95_ms"] / few["p95_ms"]
        told = (figure(few["p95_ms"]), figure(many["p95_ms"]), f"{times:.2f} ×", _met(times <= 1.5))
        rows.append((said.split(" (")[0].replace("90 days", "days"), *told))
    heads = ("p95 in ms", "100 people, 50,000 days", "10,000 people, 5 million days", "wanted ≤ 1.5 ×", "")
    about = "Every notebook holds 500 days on both sites, and its page draws all of them.\n"
    return f"## Growth, {words}\n\n{about}\n{table(heads, rows)}\n\n{_burden(found['load'])}"


def _import(found: Part) -> str:
    rows = []
    for task in found["calm"]:
        calm, busy = found["calm"][task]["p95_ms"], found["busy"][task]["p95_ms"]
        told = (figure(calm), figure(busy), f"{busy / calm:.2f} ×", _met(busy / calm <= 2))
        rows.append((TASKS[task].split(" (")[0], *told))
    heads = ("p95 in ms", "before", "meanwhile", "wanted ≤ 2 ×", "")
    return (
        f"## An import of {found['megabytes']:,} MB meanwhile (SQLite)\n\n"
        f"An Apple Health export of a year, sent through the form and read; {found['took_s']:.0f} s in all, "
        f"with eight connections asking beside it.\n\n{table(heads, rows)}\n\n"
        f"Memory of its own: the reading process at most {found['worker_mb']:.0f} MB (wanted ≤ 200: "
        f"{_met(found['worker_mb'] <= 200)}), the serving processes together {found['site_mb']:.0f} MB.\n"
        + _burden(found["load"])
    )


def _backup(found: Part) -> str:
    calm, busy = found["calm"]["p95_ms"], found["busy"]["p95_ms"]
    opened = f" The `age` command, {found['age']}, opened it and `tar` listed it." if found["age"] else ""
    return (
        "## Backup and restore (SQLite)\n\n"
        f"A database of {found['database_mb']:,} MB, while notes are written without a pause: backup "
        f"{found['backup_s']:.0f} s ({found['file_mb']:,} MB), restore with every seal checked "
        f"{found['restore_s']:.0f} s. Saves meanwhile: p95 {figure(busy)} ms; before {figure(calm)} ms."
        f"{opened}\n{_burden(found['load'])}"
    )


def machine() -> str:
    """The day, the machine and the versions of one measurement."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    kind = next((line.split(": ", 1)[1] for line in lines if line.startswith("model name")), "a processor")
    wrk = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.split()[1]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({kind}), Python {platform.python_version()}, "
        f"wrk {wrk}"
    )


HEAD = """# Under load

Made by `python bench/load.py --healthchecks FOLDER`.

Every server is asked in turn, in several rounds, by eight connections that ask again as soon as they are
answered; each figure is the median of its rounds. So a slow server is asked less often, and p95 is that of
eight people in a row. The asking runs on the same cores, and other work ran on them too: ratios count, not
figures.

*genkan*: `genkan serve --workers 2`, signed-in visits, locked texts, every look in the sealed record first.
*bare*: Django with one template, and one table, behind the same server, with the same durability (SQLite with
write-ahead log, `synchronous=FULL`, immediate transactions): what this machine can do at all.
*healthchecks* ([source](https://github.com/healthchecks/healthchecks)) watches whether something was done in
time; a ping of it is one anonymous line, without a session, a lock or a record. {peer}
"""

FOOT = """## Where we are slower, and why

- **A save** checks a visit, its account and its notebook, then in one transaction that nothing was written
  meanwhile, locks the words, and seals a row of the record: one sync and ten questions, where a ping is one
  anonymous write. None of these is given up for speed; three times a ping is hardly less than what a bare
  view of Django with one row reaches.
- **A first drawing** computes stages, signs, concerns and pictures out of 90 days. It is remembered for ten
  minutes in the serving process, by all it was drawn from; who may see it is asked and recorded each time.
"""
