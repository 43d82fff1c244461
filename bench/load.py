"""Genkan under load, beside a bare Django view and beside healthchecks, in one run: one command.

``python bench/load.py --healthchecks FOLDER [--quick] [--on sqlite|postgresql]`` seeds the
sites, serves them, asks them in turn with eight connections, and writes ``docs/reference/load.md``.
``FOLDER`` is a checkout of healthchecks with an environment of its own in ``venv`` (its requirements.txt,
uWSGI and gunicorn); without it that column is empty. wrk has to be installed (Debian: wrk).
``--quick`` asks shortly, leaves out growth, import and backup, and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from load_ask import Ask, Served, asked, gets, middle, once_each, sound, writes  # noqa: E402
from load_servers import Server, about_peer, bare, healthchecks, ours  # noqa: E402
from load_told import machine, page  # noqa: E402
from peers import WORK  # noqa: E402
from report import REFERENCE  # noqa: E402

ROUNDS = 3
SMALL = (100, 90, 300)  # people, days of each, writers
FEW, GROWN = (100, 500, 300), (10_000, 500, 300)  # notebooks of the same length: the site grows, not a page


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how much. ``seconds``: of one measurement."""

    seconds: float
    rounds: int
    place: Path | None
    quick: bool


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--healthchecks", type=Path, help="a checkout with its own environment in venv")
    parser.add_argument("--quick", action="store_true", help="short, no growth, no import, nothing written")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="one database only")
    parser.add_argument("--part", choices=list(PARTS), help="renew one part")
    told = parser.parse_args()
    plan = Plan(3 if told.quick else 8, 1 if told.quick else ROUNDS, told.healthchecks, told.quick)
    parts = [told.part] if told.part else ["beside", *([] if told.quick else ["growth", "import", "backup"])]
    for name in [told.on] if told.on else ["sqlite", "postgresql"]:
        with database(name) as address:
            for part in parts:
                found = PARTS[part](plan, name, address) | {"made": machine(), "peer": about_peer(plan.place)}
                keep(part, name, found, told.quick)
    if not told.quick:
        (REFERENCE / "load.md").write_text(page(WORK / "load" / "results"), encoding="utf-8")


@contextmanager
def database(name: str) -> Iterator[Callable[[str], str]]:
    """Gives an address for the database of this name: nothing for SQLite, else one on a server of its own."""
    if name == "sqlite":
        yield lambda _: ""
        return
    from tests.postgres import cluster

    made: dict[str, str] = {}
    with cluster() as server:

        def address(wanted: str) -> str:
            if wanted not in made:
                made[wanted] = server.database(wanted)
            return made[wanted]

        yield address


def keep(part: str, name: str, found: dict[str, object], quick: bool) -> None:
    """Print a part and keep it, so that one part can be renewed alone."""
    print(json.dumps({"part": part, "on": name, **found}), flush=True)
    if not quick and found:
        folder = WORK / "load" / "results"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{part}-{name}.json").write_text(json.dumps(found))


# ── What is asked of whom ──


def asks_of_ours(told: dict[str, list[list[str]]], part: int, parts: int) -> dict[str, Ask]:
    """The four tasks, of Genkan."""
    readers, worker = told["readers"], told["worker"]
    return {
        "public": gets(["/begin/family/"], [""]),
        "save": writes(told["writers"], part, parts),
        "person": gets([f"/n/{key}/way/" for _, _, key in readers], [cookie for cookie, _, _ in readers]),
        "caseload": gets(["/linked/"], [str(worker[0])]),
    }


def asks_of_peer(told: dict[str, list[str]]) -> dict[str, Ask]:
    """Their nearest, of healthchecks."""
    cookie = str(told["cookie"])
    return {
        "public": gets([str(told["login"])], [""]),
        "save": gets(told["pings"], [""] * len(told["pings"])),
        "person": gets(told["details"], [cookie] * len(told["details"])),
        "caseload": gets([str(told["list"])], [cookie]),
    }


ASKS_OF_BARE = {"public": gets(["/"], [""]), "save": Ask(("POST\t/save/\t\tx=1",), 201)}


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """All of them, until this ends."""
    try:
        for one in servers:
            one.start()
        yield
    finally:
        for one in servers:
            one.stop()


@contextmanager
def place(name: str, kept: bool = False) -> Iterator[Path]:
    """A folder; one that is kept takes minutes to fill and is used again."""
    if kept:
        folder = WORK / "load" / name
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix=f"genkan-load-{name}-") as folder_name:
        yield Path(folder_name)


def beside(plan: Plan, name: str, address: Callable[[str], str]) -> dict[str, object]:
    """Every task of every server in turn, several rounds; the median of each figure."""
    with ExitStack() as stack:
        folders = [stack.enter_context(place(one)) for one in ("ours", "bare", "peer")]
        servers = [ours(folders[0], address("small"), *SMALL), bare(folders[1], address("bare"))]
        if plan.place is not None and name == "sqlite":
            servers += healthchecks(folders[2], plan.place.resolve())
        stack.enter_context(running(*servers))
        found = _rounds(plan, servers)
        memory = {one.name: round(one.memory_mb()) for one in servers}
    return {"tasks": found, "memory_mb": memory, "load": os.getloadavg()[1]}


def _rounds(plan: Plan, servers: list[Server]) -> dict[str, dict[str, object]]:
    measured: dict[str, dict[str, list[Served]]] = {}
    for one in servers:
        if one.name != "bare":
            ask = _asks(one, 0, 1)["person"]
            first = once_each(one.port, one.pid, ask, ("en", "th", "ja"))
            print(f"  {'first':9} {one.name:13} {first}", file=sys.stderr, flush=True)
            measured.setdefault("first", {})[one.name] = [first]
            for _ in range(2 if "healthchecks" not in one.name else 0):  # drawn in every process
                once_each(one.port, one.pid, ask, ("en",))
    for turn in range(-1, plan.rounds):  # one before that is not counted
        for one in servers:
            for task, ask in _asks(one, turn + 1, plan.rounds + 1).items():
                seconds = 2 if turn < 0 else plan.seconds
                served = asked(one.port, one.pid, ask, seconds, Path(one.environment["LOAD_FOLDER"]))
                print(f"  {task:9} {one.name:13} {served}", file=sys.stderr, flush=True)
                if turn >= 0 and one.name in ("genkan", "grown"):
                    sound(served)
                if turn >= 0:
                    measured.setdefault(task, {}).setdefault(one.name, []).append(served)
    return {task: {who: asdict(middle(found)) for who, found in by.items()} for task, by in measured.items()}


def _asks(one: Server, part: int, parts: int) -> dict[str, Ask]:
    if one.name == "bare":
        return ASKS_OF_BARE
    return (
        asks_of_peer(one.told) if one.name.startswith("healthchecks") else asks_of_ours(one.told, part, parts)
    )


def growth(plan: Plan, name: str, address: Callable[[str], str]) -> dict[str, object]:
    """The same tasks on a small site and on one of 10,000 people with 5 million days, in turn."""
    with ExitStack() as stack:
        folders = [stack.enter_context(place("few")), stack.enter_context(place(f"grown-{name}", kept=True))]
        if name == "postgresql":
            shutil.rmtree(folders[1])  # its database is new each time
        servers = [
            ours(folders[0], address("few"), *FEW),
            ours(folders[1], address("grown"), *GROWN),
        ]
        servers[1].name = "grown"
        stack.enter_context(running(*servers))
        found = _rounds(plan, servers)
    return {"tasks": found, "load": os.getloadavg()[1]}


def importing(plan: Plan, name: str, address: Callable[[str], str]) -> dict[str, object]:
    """Pages and saves while a file of 1 GB is sent and read; what the processes hold meanwhile."""
    import load_meanwhile

    if name != "sqlite":
        return {}
    with place("import") as folder, place("file", kept=True) as kept:
        server = ours(folder, address("import"), *SMALL)
        with running(server):
            found = load_meanwhile.importing(
                server, lambda part: asks_of_ours(server.told, part, 4), kept, plan.seconds
            )
    return {**found, "load": os.getloadavg()[1]}


def backing_up(plan: Plan, name: str, _: Callable[[str], str]) -> dict[str, object]:
    """A backup of the large site while notes are written into it, and its restore."""
    import load_meanwhile

    if name != "sqlite":
        return {}
    with place("backup") as folder, place("grown-sqlite", kept=True) as kept:
        server = ours(kept, "", *GROWN)
        with running(server):
            asks = asks_of_ours(server.told, date.today().toordinal() % 7, 7)  # noqa: DTZ011
            found = load_meanwhile.backing_up(server, asks, plan.seconds, folder)
    return {**found, "load": os.getloadavg()[1]}


PARTS: dict[str, Callable[[Plan, str, Callable[[str], str]], dict[str, object]]] = {
    "beside": beside,
    "growth": growth,
    "import": importing,
    "backup": backing_up,
}

if __name__ == "__main__":
    main()
