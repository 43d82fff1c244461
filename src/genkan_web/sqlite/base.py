"""Django's SQLite, but for how a writer waits for the one before it.

SQLite itself waits in steps that grow to a tenth of a second, so whoever waits long is overtaken by everybody
who came later. Here the threads of a process wait in a row, and only the first of them asks, in short steps.
After ten seconds it ends as it would have.
"""

from __future__ import annotations

import os
import random
import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PATIENCE = 10.0  # seconds
STEP = 0.002  # seconds, half of it by chance

_row = [threading.Lock()]  # held by the thread that asks
os.register_at_fork(after_in_child=lambda: _row.__setitem__(0, threading.Lock()))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin as soon as they can."""

    def _start_transaction_under_autocommit(self) -> None:
        until, row = time.monotonic() + PATIENCE, _row[0]
        first = row.acquire(timeout=PATIENCE)
        try:
            self._begin(until)
        finally:
            if first:
                row.release()

    def _begin(self, until: float) -> None:
        with self.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
            try:
                while not self._began(cursor, time.monotonic() >= until):
                    time.sleep(STEP * (1 - random.random() / 2))  # noqa: S311 (nothing to guess)
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1e3:.0f}")

    def _began(self, cursor: Any, last: bool) -> bool:
        """Whether the transaction is under way. The last try raises OperationalError."""
        try:
            cursor.execute(f"BEGIN {self.transaction_mode or ''}")
        except OperationalError:
            if last:
                raise
            return False
        return True
