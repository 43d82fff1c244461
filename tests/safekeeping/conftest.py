"""Keys in a folder of one test, and an empty table of drawers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from tests.drawers.models import Drawer
from tests.safekeeping.places import ON_POSTGRESQL, put_away

from genkan_web import backups, keys, proof


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name their styles by hash; collect them once."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with fresh keys that only this test knows."""
    keys.make_first(tmp_path / "keys")
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path / "keys"


@pytest.fixture
def drawers(transactional_db: None, own_keys: Path) -> type[Drawer]:
    """An empty table of drawers, with real transactions."""
    return Drawer


@pytest.fixture
def other_databases(transactional_db: None, django_db_blocker: Any) -> Iterator[None]:
    """A copy under another alias may be opened here."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A key that opens backups, and the one that makes them."""
    return backups.make_key_pair(tmp_path / "backup.key")


@pytest.fixture
def house(drawers: Any) -> Any:
    """Some drawers, each with its look, under proven keys."""
    proof.put()
    for number in range(12):
        put_away(number)
    return drawers


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of an empty database of PostgreSQL; nothing where the tests run on SQLite."""
    if not ON_POSTGRESQL:
        yield ""
        return
    again = f"genkan_again_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {again}")
    base = os.environ["GENKAN_DATABASE"]
    yield base.replace("/genkan?", f"/{again}?")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {again}")
