"""Whatever happens to the machine: what was acknowledged is there, once and whole, and help is still shown.

More rounds than these: ``python -m tests.faults.table``, which also writes docs/reference/faults.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.faults import killed
from tests.faults.house import WHOLE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _other_databases(transactional_db: None, django_db_blocker: Any) -> Iterator[None]:
    """The databases of the houses may be opened here."""
    with django_db_blocker.unblock():
        yield


def test_killed_servers_lose_nothing_on_sqlite(tmp_path: Path) -> None:
    """Twenty times kill -9 in the midst of writing."""
    outcome = killed.sqlite(tmp_path, rounds=20)
    assert outcome.found == WHOLE
    assert outcome.acknowledged > 100


def test_a_killed_database_loses_nothing_on_postgresql(tmp_path: Path) -> None:
    """Three times kill -9 of PostgreSQL and all its children; refusals meanwhile show the way to help."""
    outcome = killed.postgresql(tmp_path, rounds=3)
    assert outcome.found == WHOLE
    assert outcome.acknowledged > 30
