"""Kill -9 in a loop, while people write."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.house import WHOLE, Found, House, Told, file_of
from tests.postgres import cluster

from genkan_web import copies, databases, keys


@dataclass(frozen=True)
class Outcome:
    """What became of a fault, in numbers."""

    rounds: int
    acknowledged: int
    found: Found
    slowest_back: float = 0.0  # seconds until the site answered again


def sqlite(folder: Path, rounds: int, seed: int = 1) -> Outcome:
    """Kill the server in the midst of writing; look into the database after each time."""
    dice, told, house = random.Random(seed), Told(), House(folder)
    found, slowest = WHOLE, 0.0
    for _ in range(rounds):
        began = time.monotonic()
        house.start()
        slowest = max(slowest, time.monotonic() - began)
        with house.busy(told):
            time.sleep(0.15 + dice.random() * 0.5)
            house.kill()
        found = house.found(file_of(house), told.acknowledged)
        if found != WHOLE:
            break
    return Outcome(rounds, len(told.acknowledged), found, slowest)


def postgresql(folder: Path, rounds: int, seed: int = 1) -> Outcome:
    """Kill the database under a running site; the site finds back to it by itself."""
    dice, told, slowest, found = random.Random(seed), Told(), 0.0, WHOLE
    with cluster() as server:
        house = House(folder, GENKAN_DATABASE=server.address)
        house.start()
        try:
            for _ in range(rounds):
                with house.busy(told):
                    time.sleep(0.4 + dice.random() * 0.6)
                    server.kill()
                    time.sleep(0.2)
                began = time.monotonic()
                server.start()
                while house.put(told) != 201:
                    time.sleep(0.05)
                slowest = max(slowest, time.monotonic() - began)
                address = databases.postgresql(server.address, pool=False)
                found = house.found(address, told.acknowledged)
                if found != WHOLE:
                    break
        finally:
            house.kill()
    assert told.without_help == 0
    return Outcome(rounds, len(told.acknowledged), found, slowest)


def rotation(folder: Path, kills: int, rows: int = 3_000, seed: int = 1) -> Outcome:
    """Kill the command that moves to a new key, again and again; then let it finish."""
    from tests.drawers.models import Drawer

    dice, house, using = random.Random(seed), House(folder), copies.ALIAS
    words = {f"{number}": f"word {number}" for number in range(rows)}

    def held() -> dict[str, str]:
        with copies.opened(file_of(house)), keys.taken_from(folder / "keys"):
            return dict(Drawer.objects.using(using).values_list("plain", "text"))

    with copies.opened(file_of(house)), keys.taken_from(folder / "keys"):
        Drawer.objects.using(using).bulk_create(Drawer(plain=one, text=word) for one, word in words.items())
    lost, stopped = 0, 0
    for _ in range(kills):
        house.run("keys", "new")
        stopped += house.run("keys", "rotate", "--settle", "0", kill_after=0.6 + dice.random()) != 0
        lost = max(lost, len(words.items() - held().items()))
    house.run("keys", "rotate", "--settle", "0")
    lost = max(lost, len(words.items() - held().items()))
    one_key = len(keys.read(folder / "keys").of(keys.Use.FIELD)) == 1
    return Outcome(stopped, rows, Found(lost, 0, 0, one_key))
