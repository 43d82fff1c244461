"""What a task gives back, and the words its tables share."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure import Measured, measured
from peers import Installed, installed
from report import figure

CONTENDERS = Path(__file__).parent / "contenders"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to do: where the files are, how many runs, and whether this is the short form."""

    files: Path
    runs: int
    quick: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One task's part of the page. ``losses``: where Genkan is behind, each a sentence."""

    title: str
    text: str
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One contender in one task, and what its process cost."""

    name: str
    cost: Measured
    peer: bool = True
    remark: str = ""
    told: Mapping[str, object] = field(default_factory=dict)

    @property
    def cpu(self) -> str:
        """Least and middle CPU seconds, and of how many runs."""
        if not self.cost.cpu_s:
            return "–"
        best = figure(self.cost.best_s)
        if len(self.cost.cpu_s) == 1:
            return f"{best} (1 run)"
        return f"{best} / {figure(self.cost.median_s)} ({len(self.cost.cpu_s)})"

    def rate(self, amount: float) -> str:
        """``amount`` per CPU second: of the whole process, and without its start."""
        inner = self.cost.told.get("inner")
        whole = figure(amount / self.cost.best_s)
        return f"{whole} ({figure(amount / inner)})" if isinstance(inner, float) else whole

    @property
    def peak(self) -> str:
        """Peak memory in MiB."""
        return figure(self.cost.peak_mib) if self.cost.cpu_s else "–"


def genkan(plan: Plan, script: str, *arguments: object, name: str = "**Genkan**", remark: str = "") -> Entry:
    """Genkan's own contender, in this environment."""
    return Entry(name, _run(Path(sys.executable), script, arguments, plan), False, remark)


def peer(
    plan: Plan, key: str, script: str, *arguments: object, name: str = "", remark: str = "", runs: int = 0
) -> Entry:
    """A peer's contender in the peer's environment; installs it when it was never tried."""
    home: Installed = installed(key)
    told = name or home.peer.told
    note = "; ".join(part for part in (remark, home.peer.note) if part)
    if home.trouble:
        return Entry(told, Measured((), 0.0, {}, home.trouble), True, home.trouble)
    cost = _run(home.python, script, arguments, plan, runs)
    return Entry(told, cost, True, cost.trouble or note)


def _run(python: Path, script: str, arguments: Sequence[object], plan: Plan, runs: int = 0) -> Measured:
    words = [str(argument) for argument in arguments]
    return measured([str(python), str(CONTENDERS / script), *words], runs or plan.runs)


def times_faster(entries: Sequence[Entry], entry: Entry) -> str:
    """How many times the CPU time of Genkan (the first of ``entries``) a peer uses."""
    own = entries[0].cost.best_s
    if not entry.cost.cpu_s or not entry.peer or own != own:
        return "" if not entry.peer else "–"
    return f"{figure(entry.cost.best_s / own, 2)} ×"


def losses_in(entries: Sequence[Entry], task: str) -> list[str]:
    """Peers that use less CPU time than Genkan, as sentences."""
    own = entries[0].cost.best_s
    return [
        f"{task}: {one.name} uses {figure(one.cost.best_s / own, 2)} of Genkan's CPU time."
        for one in entries
        if one.peer and one.cost.cpu_s and one.cost.best_s < own
    ]
