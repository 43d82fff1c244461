"""Notes sent again and again, and backups taken, while people write."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from tests.faults.house import HANDS, WHOLE, House, Told, file_of
from tests.faults.killed import Outcome
from tests.postgres import Cluster, cluster

from genkan_web import databases


def sendings(folder: Path, forms: int) -> Outcome:
    """Each form is sent by four hands at the same moment."""
    house, keys = House(folder), [uuid.uuid4().hex for _ in range(forms)]
    answers: list[int] = []

    def send() -> None:
        answers.extend(house.ask("POST", "/put/", {"key": key, "text": "a word"})[0] for key in keys)

    house.start()
    try:
        hands = [threading.Thread(target=send) for _ in range(HANDS)]
        for one in hands:
            one.start()
        for one in hands:
            one.join()
    finally:
        house.kill()
    assert set(answers) == {201}
    found = house.found(file_of(house), keys)
    return Outcome(len(answers), forms, found)


def backups(folder: Path, rounds: int, on_postgresql: bool = False) -> Outcome:
    """Back up by the command while hands write, restore elsewhere, and ask the restored site."""
    with cluster() if on_postgresql else nullcontext() as server:
        house = House(folder, GENKAN_DATABASE=server.address if server else "")
        return _drilled(house, rounds, server)


def _drilled(house: House, rounds: int, server: Cluster | None) -> Outcome:
    told, found, key = Told(), WHOLE, house.folder / "k"
    assert house.run("backup-key", str(key)) == 0
    house.start()
    try:
        for turn in range(rounds):
            with house.busy(told):
                _wait_for_some(told, 20 * (turn + 1))
                before = list(told.acknowledged)
                file = house.folder / f"{turn}.age"
                assert house.run("backup", str(file), "--to", f"{key}.pub") == 0
            with _restored(house, file, key, server, turn) as place:
                found = house.found(place, before)
            if found != WHOLE:
                break
    finally:
        house.kill()
    return Outcome(rounds, len(told.acknowledged), found)


@contextmanager
def _restored(
    house: House, file: Path, key: Path, server: Cluster | None, turn: int
) -> Iterator[dict[str, object]]:
    into = house.folder / f"again{turn}"
    words = [
        "restore",
        str(file),
        "--with",
        str(key),
        "--into",
        str(into),
        "--keys",
        str(house.folder / "keys"),
    ]
    address = server.database(f"again{turn}") if server else ""
    assert house.run(*words, *(["--database", address] if server else [])) == 0
    yield databases.postgresql(address, pool=False) if server else databases.sqlite(into / "genkan.sqlite3")


def _wait_for_some(told: Told, count: int) -> None:
    enough = threading.Event()
    while len(told.acknowledged) < count:
        enough.wait(0.02)
