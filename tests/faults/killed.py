"""Kill -9 in a loop, while people write."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.house import WHOLE, Found, House, Told, file_of
from tests.postgres import cluster

from genkan_web import copies, databases, keys, record


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
    """Kill the command that moves to new keys of all three uses, again and again; then let it finish."""
    from tests.drawers.models import Drawer

    from genkan_web.people.models import Account

    dice, house, using = random.Random(seed), House(folder), copies.ALIAS
    words = {f"{number}": f"word {number}" for number in range(rows)}
    people = [f"somebody {number}" for number in range(rows // 10)]

    def found() -> Found:
        with copies.opened(file_of(house)), keys.taken_from(folder / "keys"):
            texts = dict(Drawer.objects.using(using).values_list("plain", "text"))
            names = Account.objects.using(using).filter(handle__in=people).count()
            lost = len(words.items() - texts.items()) + len(people) - names
            return Found(lost, 0, 0, not list(record.faults((), record.secrets(), using)))

    with copies.opened(file_of(house)), keys.taken_from(folder / "keys"):
        Drawer.objects.using(using).bulk_create(Drawer(plain=one, text=word) for one, word in words.items())
        Account.objects.using(using).bulk_create(
            Account(handle=one, display=one, role="person") for one in people
        )
    stopped, worst = 0, WHOLE
    for _ in range(kills):
        for use in ("field", "name", "record"):
            house.run("keys", "new", "--use", use)
        stopped += house.run("keys", "rotate", "--settle", "0", kill_after=0.6 + 1.5 * dice.random()) != 0
        worst = max(worst, found(), key=lambda one: (one.lost, not one.sound))
    house.run("keys", "rotate", "--settle", "0")
    worst = max(worst, found(), key=lambda one: (one.lost, not one.sound))
    ring = keys.read(folder / "keys")
    one_key = len(ring.of(keys.Use.FIELD)) == len(ring.of(keys.Use.NAME)) == 1
    return Outcome(stopped, rows + len(people), replace(worst, sound=worst.sound and one_key))
