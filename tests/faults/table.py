"""python -m tests.faults.table: try every fault and write what came of it into docs/reference/faults.md."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "faults.md"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    fault: str
    rounds: int
    acknowledged: int
    lost: int
    doubled: int
    halves: int
    sound: bool
    remark: str = ""

    def line(self) -> str:
        """As Markdown."""
        numbers = f"{self.rounds} | {self.acknowledged:,} | {self.lost} | {self.doubled} | {self.halves}"
        return f"| {self.fault} | {numbers} | {'yes' if self.sound else '**no**'} | {self.remark} |"


@click.command()
@click.option("--kills", default=100, show_default=True, help="Kill -9 of the server on SQLite.")
@click.option("--kills-postgresql", default=10, show_default=True, help="Kill -9 of PostgreSQL.")
@click.option("--cuts", default=20, show_default=True, help="Power cuts, whole and torn each.")
@click.option("--forms", default=250, show_default=True, help="Forms, each sent by four hands at once.")
@click.option("--every", default=10, show_default=True, help="Kill a start at each such statement.")
@click.option("--backups", default=3, show_default=True, help="Backups under load on each database.")
def main(kills: int, kills_postgresql: int, cuts: int, forms: int, every: int, backups: int) -> None:
    """Try every fault; what cannot be tried here is said in the table."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    with tempfile.TemporaryDirectory(prefix="genkan-faults-") as var:
        os.environ["GENKAN_VAR"] = var
        import django

        django.setup()
        lines = []
        for row in _rows(kills, kills_postgresql, cuts, forms, every, backups):
            click.echo(row.line())
            lines.append(row.line())
            PAGE.write_text(_page(lines), encoding="utf-8")  # what came so far is kept, whoever stops this


def _rows(
    kills: int, kills_postgresql: int, cuts: int, forms: int, every: int, backups: int
) -> Iterator[Row]:
    from tests.faults import full, killed, power, repeated
    from tests.faults.killed import Outcome
    from tests.postgres import cluster

    def tried(fault: str, do: Callable[[Path], Outcome], remark: str = "") -> Row:
        with tempfile.TemporaryDirectory(prefix="genkan-fault-") as folder:
            done = do(Path(folder))
        back = f"slowest way back {done.slowest_back:.1f} s" if done.slowest_back else ""
        found = done.found
        words = "; ".join(filter(None, (remark, back)))
        numbers = (found.lost, found.doubled, found.halves, found.sound)
        return Row(fault, done.rounds, done.acknowledged, *numbers, words)

    yield tried("kill -9 of the server, SQLite", lambda one: killed.sqlite(one, kills))
    yield tried("kill -9 of PostgreSQL", lambda one: killed.postgresql(one, kills_postgresql))
    yield tried(
        "kill -9 while keys rotate",
        lambda one: killed.rotation(one, 8),
        "acknowledged: texts locked, names hashed",
    )
    if power.why_not():
        yield Row(f"power cut: **not tried**, {power.why_not()}", 0, 0, 0, 0, 0, True)
    else:
        yield tried("power cut", lambda one: power.cuts(one, cuts))
        yield tried("power cut, torn sectors", lambda one: power.cuts(one, cuts, torn=True))
        control = lambda one: power.cuts(one, 4, synchronous="NORMAL")  # noqa: E731
        yield tried("*control: power cut with synchronous=NORMAL*", control, "loses, as it has to")
        yield tried("n-th write, sync or cut-to-length fails, n up to 60", lambda one: power.errors(one, 60))
    for name, where in (("SQLite", nullcontext), ("PostgreSQL", cluster)):
        yield _upgrade(name, where, every)
    yield _full(full.why_not())
    yield tried("the same form from four hands at once", lambda one: repeated.sendings(one, forms))
    for name, postgresql in (("SQLite", False), ("PostgreSQL", True)):
        drill = lambda one, on=postgresql: repeated.backups(one, backups, on)  # noqa: E731
        yield tried(f"backup under load and restore, {name}", drill)


def _upgrade(name: str, where: Callable[[], Any], every: int) -> Row:
    """Starts killed while they bring the tables up to date, from nothing and from every earlier state."""
    with where() as server:
        told = {**os.environ, "GENKAN_DATABASE": server.address if server else ""}
        command = [sys.executable, "-m", "tests.faults.upgrading", "kill", str(every)]
        done = json.loads(subprocess.run(command, env=told, capture_output=True, check=True).stdout)
    remark = f"from {done['states']} states, with rows; lost: rows not as they were"
    faults = len(done["faults"])
    return Row(f"kill -9 while a start migrates, {name}", done["kills"], 0, faults, 0, 0, not faults, remark)


def _full(why_not: str) -> Row:
    from tests.faults import full

    if why_not:
        return Row(f"disk full: **not tried**, {why_not}", 0, 0, 0, 0, 0, True)
    with tempfile.TemporaryDirectory(prefix="genkan-fault-") as folder:
        done = full.drill(Path(folder))
    said = f"{done.refused} times 503, {done.without_help} of them without help"
    after = f"{done.saved_after} of 20 saved with room again"
    found, kept = done.found, done.saved + done.saved_after
    return Row("disk full", 1, kept, found.lost, found.doubled, found.halves, found.sound, f"{said}; {after}")


def _page(lines: list[str]) -> str:
    version = "not here"
    with suppress(OSError):
        told = subprocess.run(["pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
        version = told.split()[2]
    made = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = f"""# Faults

Made by `python -m tests.faults.table`; `./test` runs the same with fewer rounds. A site in processes of
its own is hurt while four hands write; afterwards its database is asked. *Lost*: acknowledged and not there.
*Halves*: a note without its look in the record, or the other way round. *Whole*: pages, foreign keys and the
sealed chain of looks.

{made}, SQLite {sqlite3.sqlite_version}, PostgreSQL {version}.

| fault | rounds | acknowledged | lost | doubled | halves | whole | |
|---|---|---|---|---|---|---|---|
"""
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
