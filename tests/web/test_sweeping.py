"""What is over goes without anybody coming by; what is underway stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from tests.web.visits import DIARY, browser, upload, work

from genkan_web import incoming, keys, sweeping
from genkan_web.models import DayTable
from genkan_web.models import Visit as Session


def folders() -> set[str]:
    """Keys of readings whose files are there."""
    return {one.name for one in Path(settings.UPLOADS).glob("*") if one.is_dir()}


@pytest.mark.django_db
def test_readings_and_visits_that_are_over_go(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After their hours neither table, files nor visit are left; those of now are untouched."""
    for _ in range(2):
        upload(browser(), ("d.csv", DIARY))
    over, now = no_worker
    work(over, monkeypatch)
    DayTable.objects.filter(key=over).update(expires_at=timezone.now() - timedelta(seconds=1))
    first = Session.objects.order_by("expire_date").first()
    assert first
    Session.objects.filter(pk=first.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    sweeping.sweep()
    assert [table.key for table in DayTable.objects.all()] == [now]
    assert Session.objects.count() == 1
    assert folders() >= {now}
    assert over not in folders()


@pytest.mark.django_db
def test_files_of_a_worker_that_was_killed_go(no_worker: list[str]) -> None:
    """Files stay while they may be read, and go once their worker had its time or their table is gone."""
    for _ in range(3):
        upload(browser(), ("d.csv", DIARY))
    killed, gone, underway = no_worker
    late = timezone.now() - timedelta(seconds=settings.WORKER_SECONDS + 60)
    DayTable.objects.filter(key=killed).update(made_at=late, standing=DayTable.Standing.READING)
    DayTable.objects.filter(key=gone).delete()
    assert {killed, gone, underway} <= folders()
    sweeping.sweep_files()
    assert underway in folders()
    assert not {killed, gone} & folders()


def test_half_a_file_of_a_server_that_was_killed_goes(tmp_path: Path, settings: Any) -> None:
    """What nobody writes to any more is deleted after an hour; a file that is still coming in stays."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    for name, age in (("dead", incoming.DEAD_AFTER + 60), ("coming", 5)):
        file = tmp_path / name
        file.write_bytes(b"half")
        os.utime(file, (time.time() - age,) * 2)
    assert incoming.sweep() == 1
    assert [one.name for one in tmp_path.iterdir()] == ["coming"]


def test_sweeping_goes_on_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database or a disk that fails once is tried again at the next turn."""
    turns: list[int] = []

    class Enough(BaseException):
        """Stops the endless sweeping."""

    def failing() -> None:
        turns.append(1)
        raise (DatabaseError, OSError, Enough)[len(turns) - 1]

    monkeypatch.setattr(sweeping, "sweep", failing)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    with pytest.raises(Enough):
        sweeping._again_and_again()
    assert len(turns) == 3


def test_the_server_sweeps_by_itself(tmp_path: Path) -> None:
    """Loading the application that a server serves starts the sweeping, beside the pages."""
    keys.make_first(tmp_path / "keys")
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import genkan_web.wsgi, threading; print([t.name for t in threading.enumerate()])",
        ],
        env={"GENKAN_VAR": str(tmp_path), "PYTHONPATH": ":".join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'sweep'" in told.stdout
