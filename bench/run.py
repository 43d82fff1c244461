"""Genkan beside its named peers, on the same invented files: one command.

``python bench/run.py [--quick] [--only TASK]`` installs the peers into environments of their own
(``bench/.work/peers``; the first time takes some twenty minutes), writes the files everybody reads
(``bench/.work/files``), runs the tasks one after another, prints the tables, and writes
``docs/reference/speed.md`` and ``docs/reference/accuracy.md``. ``--quick`` takes smaller files and fewer
runs, and prints only.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from peers import PEERS, WORK, installed, version_in  # noqa: E402
from report import REFERENCE, made_by, table  # noqa: E402
from sections import Plan, Section  # noqa: E402
from tasks_days import TASKS as DAY_TASKS  # noqa: E402
from tasks_files import TASKS as FILE_TASKS  # noqa: E402

_ALL = {**FILE_TASKS, **DAY_TASKS}
TASKS = {name: _ALL[name] for name in ("apple", "location", "google", "rhythm", "screen", "course", "start")}
COMMAND = "python bench/run.py"
HONEST = """\
- Invented people are kinder than real ones: the noise is our own (position error with memory, 0.2 % spikes,
  silences, lost lock events). Figures of rightness rank the tools and do not promise the same at home.
- Peers do what they were made for, which is rarely this. Where a peer has no daily table, ours is laid over
  its stays; another glue could be kinder or harsher.
- CPU seconds hold the peer's own start; inside a long-running notebook it would be paid once. Peak memory is
  that of the largest process.
- The machine was shared with other work: take ratios under 1.5 as equal."""


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="small files, one run, nothing written")
    parser.add_argument("--only", choices=[*TASKS, "accuracy"], help="one task")
    told = parser.parse_args()
    size = "quick" if told.quick else "full"
    plan = Plan(WORK / "files" / size, 1 if told.quick else 5, told.quick)
    if told.only != "accuracy":
        subprocess.run([sys.executable, str(HERE / "files.py"), str(plan.files), size], check=True)
    for name in [told.only] if told.only else TASKS:
        if name != "accuracy":
            _keep(name, TASKS[name](plan), size)
    if not told.quick and told.only != "accuracy":
        (REFERENCE / "speed.md").write_text(_page(size))
    if told.only in (None, "accuracy"):
        short = ["--quick"] if told.quick else []
        subprocess.run([sys.executable, str(HERE / "accuracy.py"), *short], check=True)


def _keep(name: str, section: Section, size: str) -> None:
    """Print a section and keep it, so that ``--only`` renews one part of the page."""
    print(f"\n## {section.title}\n\n{section.text}\n", flush=True)
    folder = WORK / "results" / size
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"title": section.title, "text": section.text, "losses": section.losses}
    (folder / f"{name}.json").write_text(json.dumps(kept))


def _page(size: str) -> str:
    """The reference page from the latest results of every task."""
    kept = [WORK / "results" / size / f"{name}.json" for name in TASKS]
    found = [json.loads(path.read_text()) for path in kept if path.exists()]
    losses = [loss for section in found for loss in section["losses"]]
    parts = [
        "# Speed, beside others",
        made_by(COMMAND)
        + "Everybody reads the same files, made by `genkan.pretend`; each peer has an environment of its "
        "own. CPU "
        "seconds are user + system time of the whole process tree: least and median of the runs in brackets. "
        "“CPU time” is how many times as much as Genkan.",
        *(f"## {section['title']}\n\n{section['text']}" for section in found),
        "## Where Genkan is behind, and what to keep in mind",
        "\n".join(f"- {line}" for line in losses) + "\n" + HONEST,
        "## Versions",
        table(("peer", "version", "licence", "installation"), _versions(), left=3),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _versions() -> list[tuple[str, str, str, str]]:
    rows = []
    for key, peer in PEERS.items():
        home = installed(key)
        names = peer.package.split(", ")
        versions = ", ".join(version_in(home.python, name) or peer.version for name in names)
        rows.append(
            (
                peer.package,
                versions,
                peer.licence,
                home.trouble or f"{home.seconds:.0f} s; {peer.note or 'plain'}",
            )
        )
    return rows


if __name__ == "__main__":
    main()
