"""Every earlier state of the database comes up and goes down with its rows; killed on the way, it goes on.

More kills than these: ``python -m tests.faults.table``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from tests.faults import upgrading
from tests.postgres import PLACES, Cluster, cluster

from genkan_web import copies, databases
from genkan_web.migrating import Whole

HERE = any(place.joinpath("postgres").exists() for place in PLACES)
NOT_HERE = pytest.mark.skipif(not HERE, reason="POSTGRESQL WAS NOT TRIED: it is not installed")
ON = pytest.mark.parametrize("on", ["sqlite", pytest.param("postgresql", marks=NOT_HERE)])


def tried(on: str, *words: str) -> upgrading.Tried:
    """A whole run, in a process and a database of its own."""
    with cluster() if on == "postgresql" else nullcontext() as server:
        address = server.address if isinstance(server, Cluster) else ""
        told = {
            **os.environ,
            "GENKAN_DATABASE": address,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.upgrading", *words],
            env=told,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return upgrading.Tried(**json.loads(done.stdout))


@pytest.mark.slow
@ON
def test_rows_of_every_earlier_state_survive_the_way_up_down_and_up_again(on: str) -> None:
    """Every column of every table holds something; nothing of it is changed, and the site may start."""
    done = tried(on, "walk")
    assert done.faults == []
    assert done.states >= 4
    assert done.rows > 70


@pytest.mark.slow
@ON
def test_a_start_killed_while_it_migrates_is_finished_by_the_next(on: str) -> None:
    """Kill -9 within every step of a start, from nothing and from each earlier state with rows."""
    done = tried(on, "steps")
    assert done.faults == []
    assert done.kills == 3 * done.states - 2  # each step from nothing; twice in the one after each state


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("executor", "left"), [(Whole, False), (MigrationExecutor, True)])
def test_a_step_and_its_being_written_down_are_one(
    executor: type[MigrationExecutor],
    left: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: Any,
) -> None:
    """What ends between the two leaves nothing; the control, Django's own, leaves tables."""

    def ends(*_: Any) -> None:
        raise KeyboardInterrupt

    place = databases.sqlite(tmp_path / "site.sqlite3")
    with django_db_blocker.unblock(), copies.opened(place) as here:
        here.ensure_connection()
        executor(here).migrate([("contenttypes", "0002_remove_content_type_name")])
        monkeypatch.setattr(executor, "record_migration", ends)
        with pytest.raises(KeyboardInterrupt):
            executor(here).migrate([("auth", "0001_initial")])
        assert ("auth_permission" in connections[copies.ALIAS].introspection.table_names()) is left
        assert here.cursor().execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_the_judge_of_rows_sees_what_is_planted() -> None:
    """A row that is gone, one that is changed, one too many; a new column and a new table are no fault."""
    before = {"genkan_x": [{"id": "1", "a": "2"}, {"id": "2", "a": "3"}]}
    grown = {"genkan_x": [{"id": "1", "a": "2", "b": "0"}, {"id": "2", "a": "3", "b": "0"}], "genkan_y": []}
    assert upgrading.lost(before, grown) == []  # type: ignore[arg-type]
    for planted in (
        [{"id": "1", "a": "2"}],
        [{"id": "1", "a": "2"}, {"id": "2", "a": "4"}],
        [{"id": "1", "a": "2"}, {"id": "2", "a": "3"}, {"id": "3", "a": "3"}],
        [{"id": "1", "a": "2"}, {"id": "2"}],
    ):
        assert upgrading.lost(before, {"genkan_x": planted})  # type: ignore[dict-item]
