"""What is over goes, even when nobody comes by: readings, files of a worker that was killed, ended visits."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections

from genkan_web import backups, bridge, copies, incoming, once, record, turns
from genkan_web.care import standings
from genkan_web.leaving import going, sleeping
from genkan_web.models import DayTable
from genkan_web.people import guardians, knocks, recovery, tokens
from genkan_web.remind import due
from genkan_web.stopped import Stopped

EVERY = 600  # seconds


def sweep() -> None:
    """Delete all whose time is over, and leave no copy of it in the database's own files."""
    bridge.sweep()
    sweep_files()
    incoming.sweep()
    knocks.sweep()
    recovery.sweep()
    tokens.sweep()
    standings.keep_up()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    once.forget_old()
    going.purge_due()
    sleeping.sweep()
    guardians.sweep()
    record.note_end()
    backups.tidy()
    copies.leave_no_old_page()
    due.send_due()  # last: others may answer slowly


def sweep_files() -> None:
    """Delete the files of readings that nobody reads any more: gone, told, or their worker was killed."""
    found = [folder for folder in Path(settings.UPLOADS).glob("*") if folder.is_dir()]
    underway = DayTable.objects.filter(standing__in=(DayTable.Standing.WAITING, DayTable.Standing.READING))
    busy = {table.key for table in underway if not bridge.is_overdue(table)}  # after looking: none is new
    for folder in found:
        if folder.name not in busy:
            shutil.rmtree(folder, ignore_errors=True)


def start() -> None:
    """Sweep now and every ten minutes, beside the pages; of all workers one sweeps."""
    threading.Thread(target=_in_turn, name="sweep", daemon=True).start()


def _in_turn() -> None:
    """The others wait here, and one of them goes on when the one that sweeps is gone."""
    while True:
        with suppress(OSError), turns.turn(turns.SWEEP):
            _again_and_again()
        time.sleep(EVERY)


def _again_and_again() -> None:
    while True:
        with suppress(DatabaseError, OSError, Stopped):
            sweep()
        connections.close_all()
        time.sleep(EVERY)
