"""Tasks that begin with a vendor's file: Apple's export, Google's locations, screen events, a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from statistics import median
from typing import Any

from files import DEFECTS
from measure import measured
from report import figure, table
from sections import Entry, Plan, Section, genkan, losses_in, peer, times_faster

DEFECT_WORDS = {
    "ios16_dtd": "DTD of iOS 16.0",
    "control_character": "control character",
    "cut_short": "file cut short",
    "empty": "empty file",
}


def apple(plan: Plan) -> Section:
    """A large export to days, and four broken ones."""
    xml, packed = plan.files / "export.xml", plan.files / "export.zip"
    truth = json.loads((plan.files / "truth.json").read_text())
    size = xml.stat().st_size / 1e6
    entries = [
        genkan(plan, "genkan_read.py", "days", truth["zone"], xml, remark="finished days, all measures"),
        peer(
            plan,
            "parsers",
            "apple_xml.py",
            "expat",
            xml,
            name="bare expat loop",
            remark="rows of two types, text",
        ),
        peer(
            plan,
            "parsers",
            "apple_xml.py",
            "lxml",
            xml,
            name="lxml.iterparse loop",
            remark="rows of two types, text",
        ),
        peer(
            plan, "healthkit", "apple_healthkit.py", xml, remark="all rows in SQLite, times as text", runs=1
        ),
        peer(plan, "apple_parser", "apple_parser.py", packed, remark="two types as data frames", runs=1),
    ]
    heads = (
        "contender",
        "CPU s: least / median (runs)",
        "MB per CPU-s (without start)",
        "peak MiB",
        "CPU time",
        "steps / truth",
        "gives",
    )
    rows = [
        (
            one.name,
            one.cpu,
            one.rate(size),
            one.peak,
            times_faster(entries, one),
            _share(one, truth["steps"]),
            one.remark,
        )
        for one in entries
    ]
    broken = [
        (one, [_defect(plan, one, number, name) for name in DEFECTS]) for number, one in enumerate(entries)
    ]
    text = (
        f"An export of {size:.0f} MB: a year of phone and watch, heart rate, sleep, and further types as "
        f"filler. The "
        "truth counts every step once; phone and watch both report many of them.\n\n"
        + table(heads, rows)
        + "\n\nFour files that phones and interrupted copies really make (an export of 30 days):\n\n"
        + table(
            ("contender", *(DEFECT_WORDS[name] for name in DEFECTS)),
            [(one.name, *told) for one, told in broken],
        )
    )
    return Section("Apple Health export → days", text, tuple(losses_in(entries, "Apple export")))


def _share(one: Entry, truth: int) -> str:
    steps = one.cost.told.get("steps")
    return f"{steps / truth:.3f}" if isinstance(steps, float | int) and truth else "–"


_APPLE = (
    (None, "genkan_read.py"),
    ("parsers", "apple_xml.py"),
    ("parsers", "apple_xml.py"),
    ("healthkit", "apple_healthkit.py"),
    ("apple_parser", "apple_parser.py"),
)


def _defect(plan: Plan, one: Entry, number: int, name: str) -> str:
    """What a contender does with a broken file, in a few words."""
    short = Plan(plan.files, 1, plan.quick)
    xml, key = plan.files / f"{name}.xml", _APPLE[number][0]
    whole = (plan.files / "whole.xml").read_bytes().count(b"<Record ")
    there = xml.read_bytes().count(b"<Record ")
    if key is None:
        told = genkan(short, "genkan_read.py", "days", "Asia/Bangkok", xml).cost
        if "refused" in told.told:
            return f"refused, says “{told.told['refused']}”"
        said = "; says " + ", ".join(told.told["left_out"]) if told.told.get("left_out") else ""
        return (told.trouble or f"read, {told.told.get('days')} days") + said
    if not one.cost.cpu_s:
        return "–"
    how = (("expat",), ("lxml",))[number - 1] if number < 3 else ()
    path = plan.files / name / "export.zip" if key == "apple_parser" else xml
    cost = peer(short, key, _APPLE[number][1], *how, path).cost
    if cost.trouble:
        return f"stops: {cost.trouble}"
    records = cost.told.get("records", 0)
    if name == "empty":
        return f"**no word**, {records} rows"
    if there < whole:
        return f"**no word**, {records} of {whole} rows"
    return f"read, {records} of {whole} rows"


def google(plan: Plan) -> Section:
    """Records.json and Timeline.json to fixes and to days."""
    text, losses = [], []
    zone = json.loads((plan.files / "truth.json").read_text())["zone"]
    for kind, name in (("records", "Records.json"), ("timeline", "Timeline.json")):
        path = plan.files / name
        size = path.stat().st_size / 1e6
        entries = [
            genkan(
                plan,
                "genkan_read.py",
                "days",
                zone,
                path,
                name="**Genkan** → days",
                remark="homes, outings, hours",
            ),
            genkan(plan, "genkan_read.py", "events", zone, path, name="**Genkan** → fixes"),
            *(
                peer(plan, "parsers", "google_json.py", how, kind, path, name=told, remark="fixes as arrays")
                for how, told in (
                    ("typed", "msgspec, typed"),
                    ("msgspec", "msgspec"),
                    ("orjson", "orjson"),
                    ("json", "json.loads"),
                    ("ijson", "ijson"),
                )
            ),
            peer(plan, "takeout", "google_takeout.py", path, remark="objects"),
        ]
        rows = [
            (
                one.name,
                one.cpu,
                one.rate(size),
                one.peak,
                "–" if one.cost.told.get("fixes") == 0 else times_faster(entries[1:], one),
                f"{one.cost.told['fixes']:,}" if "fixes" in one.cost.told else "",
                _takeout_remark(one),
            )
            for one in entries
        ]
        heads = (
            "contender",
            "CPU s: least / median (runs)",
            "MB per CPU-s (without start)",
            "peak MiB",
            "CPU time",
            "fixes",
            "gives",
        )
        text.append(f"`{name}`, {size:.0f} MB:\n\n" + table(heads, rows))
        told = [one for one in entries[1:] if one.cost.told.get("fixes")]
        losses += losses_in(told, f"{name} to fixes")
    text.append(
        "CPU time is against Genkan → fixes. Genkan also reads visits, ways and raw signals of the "
        "Timeline, so it "
        "finds more fixes there than a loop over `timelinePath`; and it checks every position and time."
    )
    return Section("Google location history → fixes and days", "\n\n".join(text), tuple(losses))


def _takeout_remark(one: Entry) -> str:
    return "**no fix found, no word**" if one.cost.told.get("fixes") == 0 else one.remark


def screen(plan: Plan) -> Section:
    """A year of unlock and lock events to hours a day."""
    truth = json.loads((plan.files / "truth.json").read_text())
    path = plan.files / "screen.csv"
    entries = [
        genkan(plan, "genkan_read.py", "days", truth["zone"], path),
        peer(
            plan,
            "niimpy",
            "screen_niimpy.py",
            path,
            truth["zone"],
            remark="`screen_duration`, one-day windows",
        ),
    ]
    rows = [
        (one.name, one.cpu, one.peak, times_faster(entries, one), *_minutes(one, truth), one.remark)
        for one in entries
    ]
    heads = (
        *("contender", "CPU s: least / median (runs)", "peak MiB", "CPU time", "days told"),
        *("every lock written: error min, median", "worst", "a lock lost: error min, median", "worst", ""),
    )
    return Section(
        "Screen events → hours a day",
        "The truth counts the time in which the phone was unlocked, with the person and switched on. Four in "
        "a thousand lock events are lost, as on real phones: nobody can know how long such a session was.\n\n"
        + table(heads, rows),
        tuple(losses_in(entries, "Screen events")),
    )


def _minutes(one: Entry, truth: Mapping[str, Any]) -> tuple[str, ...]:
    """Days told, and the error in minutes: on days with every lock event, and on those with one lost."""
    read = one.cost.told.get("by_day") or _by_day(one)
    errors: dict[bool, list[float]] = {False: [], True: []}
    rows = zip(_dates(truth["days"]), truth["screen_hours"], truth["lock_lost"], strict=True)
    for day, hours, lost in rows:
        if read.get(day) is not None:
            errors[lost].append(abs(read[day] - hours) * 60)
    told = sum(map(len, errors.values()))
    cells = [
        cell
        for lost in (False, True)
        for cell in (
            (f"{median(errors[lost]):.2f} ({len(errors[lost])} days)", f"{max(errors[lost]):.0f}")
            if errors[lost]
            else ("–", "–")
        )
    ]
    return (f"{told} of {truth['days']}", *cells)


def _dates(count: int) -> list[str]:
    from datetime import timedelta

    from files import FIRST

    return [(FIRST + timedelta(days=number)).isoformat() for number in range(count)]


def _by_day(one: Entry) -> dict[str, float]:
    """Genkan's screen hours by date."""
    from datetime import date, timedelta

    told = one.cost.told
    if "first" not in told:
        return {}
    first = date.fromisoformat(str(told["first"]))
    return {
        (first + timedelta(days=number)).isoformat(): hours for number, hours in enumerate(told["screen"])
    }


def start(plan: Plan) -> Section:
    """The command line from the first keystroke."""
    family = plan.files / "family"
    page = plan.files / "family.html"
    cli = [sys.executable, "-m", "genkan.cli"]
    commands = (
        ("`genkan --help`", [*cli, "--help"]),
        (
            "`genkan read` of the invented family (Timeline, export.zip, diary)",
            [*cli, "read", str(family), "--zone", "Asia/Bangkok", "--lang", "en"],
        ),
        (
            "the same, with `--html`",
            [
                *cli,
                "read",
                str(family),
                "--zone",
                "Asia/Bangkok",
                "--lang",
                "en",
                "--quiet",
                "--html",
                str(page),
            ],
        ),
    )
    size = sum(file.stat().st_size for file in family.iterdir()) / 1e6
    rows = []
    for told, command in commands:
        cost = measured(command, max(plan.runs, 5))
        rows.append((told, Entry("", cost).cpu, figure(cost.peak_mib), cost.trouble))
    return Section(
        "Start of the command line",
        f"The family's files hold {size:.1f} MB, nine months.\n\n"
        + table(("command", "CPU s: least / median (runs)", "peak MiB", ""), rows),
    )


TASKS = {"apple": apple, "google": google, "screen": screen, "start": start}
__all__ = ["TASKS"]
